//! Locks of fetched documents.

use wsdl_codegen::internal::Lock;

/// A lock is read and written back unchanged, and names no file outside its folder.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let Ok(lock) = Lock::parse(text) else { return };
    assert_eq!(
        Lock::parse(&lock.to_string()).as_ref(),
        Ok(&lock),
        "{text:?}"
    );
    let files = lock.documents.keys();
    for file in files.chain(lock.imports.values()) {
        assert!(
            !file.contains(['/', '\\', ':']) && !file.starts_with('.'),
            "{file:?}"
        );
    }
}
