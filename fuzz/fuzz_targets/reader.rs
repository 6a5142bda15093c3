//! See `fuzz::reader`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::reader::run(data));
