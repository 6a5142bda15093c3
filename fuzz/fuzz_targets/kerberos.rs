//! See `fuzz::kerberos`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::kerberos::run(data));
