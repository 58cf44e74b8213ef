//! The `ossmock` command: world files, contract cases and explanations, for suites in any language.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
