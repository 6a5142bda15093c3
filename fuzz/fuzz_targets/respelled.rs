//! See `fuzz::respelled`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::respelled::run(data));
