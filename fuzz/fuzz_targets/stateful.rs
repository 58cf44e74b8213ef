//! Feeds `bodies/stateful.rs` with what libFuzzer makes up.

#![no_main]

#[path = "../bodies/stateful.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::run(data));
