//! Options of `wsdl-codegen.toml`.

use std::path::Path;

/// Options are read, the same each time, or refused with a message.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let folder = Path::new("folder");
    match crate::config::parse(text, folder) {
        Ok((options, out)) => {
            let paths = options.wsdl.iter().chain(&options.folders).chain(&out);
            for path in paths {
                assert!(path.starts_with(folder) || path.has_root(), "{path:?}");
            }
            let again = crate::config::parse(text, folder);
            assert_eq!(again.as_ref().map(|(options, _)| options), Ok(&options));
        }
        Err(message) => assert!(!message.is_empty()),
    }
}
