//! Feeds `bodies/form.rs` with what libFuzzer makes up.

#![no_main]

#[path = "../bodies/form.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::run(data));
