//! See `fuzz::well_formed`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::well_formed(data));
