//! The command as its users run it.

mod cli;
mod drift;
mod reach;
mod serve;
#[path = "../../../tests/shared/mod.rs"]
mod shared;
mod state;

use std::path::Path;

/// The repository, whose cases and pages the tests read.
fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the command is a folder of it")
}
