//! Writes any value and reads it back.

use crate::values;
use arbitrary::Unstructured;
use roxmltree::Document;
use soap_runtime::xml::{ReadOptions, WriteOptions};

/// Writes a value, checks it with a conforming parser, and reads it.
pub fn run(data: &[u8]) {
    let Ok(message) = values::message(&mut Unstructured::new(data)) else {
        return;
    };
    let written = match message.write() {
        Ok(written) => written,
        Err(error) => {
            assert!(!error.path().is_empty(), "{error} says not where");
            assert!(
                error
                    .to_string()
                    .starts_with("XML cannot carry the character"),
                "{error}"
            );
            // This option replaces characters that XML cannot hold.
            let mut options = WriteOptions::default();
            options.replace_characters = true;
            let written = message
                .write_with(&options)
                .expect("everything can be carried now");
            message
                .read(&written, &ReadOptions::strict())
                .expect("it is read");
            return;
        }
    };
    let text = String::from_utf8(written).expect("UTF-8");
    assert!(Document::parse(&text).is_ok(), "{text}");
    // Strict mode: our output has no deviation and no unknown part.
    let (read, received) = match message.read(text.as_bytes(), &ReadOptions::strict()) {
        Ok(read) => read,
        Err(error) => panic!("{error}: {text}"),
    };
    assert_eq!(read, message, "{text}");
    assert!(
        received.deviations.is_empty()
            && received.skipped.is_empty()
            && received.unknown_headers.is_empty()
    );
}
