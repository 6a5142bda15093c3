//! Messages that end early.

use crate::values;
use arbitrary::Unstructured;
use soap_runtime::xml::ReadOptions;

/// Cuts a message off at every byte.
pub fn run(data: &[u8]) {
    let Ok(message) = values::message(&mut Unstructured::new(data)) else {
        return;
    };
    let Ok(written) = message.write() else { return };
    let options = ReadOptions::default();
    // Cuts at every byte near the ends, and at about a thousand places between.
    let step = (written.len() / 1000).max(1);
    for end in (0..written.len())
        .step_by(step)
        .chain(written.len().saturating_sub(100)..written.len())
    {
        let cut = written.get(..end).unwrap_or_default();
        let error = match message.read(cut, &options) {
            Err(error) => error,
            Ok(read) => panic!("cut at {end} it is {read:?}"),
        };
        assert!(error.offset() <= end, "{error} is beyond the end {end}");
        let _ = format!("{error} {error:?}");
    }
}
