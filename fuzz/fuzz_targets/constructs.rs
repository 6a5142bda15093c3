//! See `fuzz::constructs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::constructs::run(data));
