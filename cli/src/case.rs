//! `ossmock case`: runs contract cases against the fake or against an endpoint.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use ossmock::fixture;

use super::drift::{CommonArguments, DriftArguments, WHO_ASKS};
use super::stop::Stop;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs the cases (*.http) in a folder; with BLESS=1 in the environment, writes them as they read today
    #[command(after_help = WHO_ASKS)]
    Run {
        /// The folder, or one case
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        #[command(flatten)]
        drift: DriftArguments,
    },
    /// Deletes the buckets that runs against an endpoint have left over
    Clean(CommonArguments),
}

pub fn run(command: &Command, out: &mut impl Write) -> Result<ExitCode, Stop> {
    let (folder, drift) = match command {
        Command::Clean(arguments) => return super::drift::clean(arguments, out),
        Command::Run { folder, drift } => (folder, drift),
    };
    let files = if folder.is_file() { Ok(vec![folder.clone()]) } else { fixture::files(folder) };
    let files = files.map_err(|failure| Stop::Problem(failure.to_string()))?;
    if files.is_empty() {
        return Err(Stop::Problem(format!("there is no case (`*.http`) in `{}`", folder.display())));
    }
    if drift.is_wanted() {
        return super::drift::run(&files, drift, out);
    }
    let mut failures = Vec::new();
    for file in &files {
        match fixture::run(file) {
            Ok(()) => writeln!(out, "ok      {}", file.display())?,
            Err(failure) => {
                writeln!(out, "FAILED  {}", file.display())?;
                failures.push((file, failure));
            }
        }
    }
    for (file, failure) in &failures {
        writeln!(out, "\n{}\n{}", file.display(), failure.to_string().trim_end())?;
    }
    writeln!(out, "\n{} passed, {} failed", files.len() - failures.len(), failures.len())?;
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
