//! Feeds `bodies/form_policy.rs` with what libFuzzer makes up.

#![no_main]

#[path = "../bodies/form_policy.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::run(data));
