//! See `fuzz::planned`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::planned::run(data));
