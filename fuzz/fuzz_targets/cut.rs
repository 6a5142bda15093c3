//! See `fuzz::cut`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::cut::run(data));
