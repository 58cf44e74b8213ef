//! The growth of the time to read hostile input: each kind at n and at 2n bytes, as a ratio of the two.
//!
//! Twice the input takes twice as long where reading is linear, and four times where it is quadratic. The code is that of
//! the fuzz targets.

use std::hint::black_box;
use std::time::{Duration, Instant};

#[path = "../fuzz/bodies/authorization.rs"]
mod authorization;
#[path = "../fuzz/bodies/encryption_xml.rs"]
mod encryption_xml;
#[path = "../fuzz/bodies/fixture.rs"]
mod fixture;
#[path = "../fuzz/bodies/form.rs"]
mod form;
#[path = "../fuzz/bodies/form_policy.rs"]
mod form_policy;
#[path = "../fuzz/bodies/hostile.rs"]
mod hostile;
#[path = "../fuzz/bodies/policy.rs"]
mod policy;
#[path = "../fuzz/bodies/query.rs"]
mod query;

/// The number of measurements of each; the fastest counts, because everything else is disturbance.
const RUNS: usize = 7;

fn fastest(run: fn(&[u8]), input: &[u8]) -> Duration {
    let one = || {
        #[expect(clippy::disallowed_methods, reason = "a bench measures time")]
        let start = Instant::now();
        run(black_box(input));
        start.elapsed()
    };
    (0..RUNS).map(|_| one()).min().unwrap_or_default()
}

fn main() {
    // `cargo test --benches` only wants to know that it starts.
    let only_starts = std::env::args().any(|argument| argument == "--test");
    println!("{:34} {:>9} {:>9} {:>10} {:>6}", "input", "n bytes", "2n bytes", "time of 2n", "ratio");
    for kind in hostile::KINDS {
        let run = match kind.target {
            "policy" => policy::run,
            "authorization" => authorization::run,
            "query" => query::run,
            "encryption_xml" => encryption_xml::run,
            "form" => form::run,
            "form_policy" => form_policy::run,
            "fixture" => fixture::run,
            other => panic!("{} is for `{other}`, which is no fuzz target", kind.name),
        };
        let (name, input) = (kind.name, kind.input);
        let most = if only_starts { 1_024 } else { kind.most };
        let (half, whole) = (input(most / 2), input(most));
        let (short, long) = (fastest(run, &half), fastest(run, &whole));
        let ratio = long.as_secs_f64() / short.as_secs_f64();
        let times = if ratio.is_finite() { format!("{ratio:.2}") } else { "-".to_owned() };
        println!("{name:34} {:>9} {:>9} {:>7.2} ms {times:>6}", half.len(), whole.len(), long.as_secs_f64() * 1_000.0);
    }
}
