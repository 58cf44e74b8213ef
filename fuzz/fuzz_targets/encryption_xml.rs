//! Feeds `bodies/encryption_xml.rs` with what libFuzzer makes up.

#![no_main]

#[path = "../bodies/encryption_xml.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::run(data));
