//! `ossmock world`: checks a world file, or prints one.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use ossmock::{Account, Builder, EXAMPLE_WORLD, Oss};

use super::stop::Stop;

#[derive(Debug, Subcommand)]
pub enum WorldCommand {
    /// Checks a world file: prints a summary and warnings, or the place of its first mistake
    Check {
        /// The world file
        file: PathBuf,
    },
    /// Prints a world file that shows everything a world file can hold
    Example,
}

pub fn run(command: &WorldCommand, out: &mut impl Write) -> Result<ExitCode, Stop> {
    match command {
        WorldCommand::Check { file } => {
            let oss = read(file)?;
            writeln!(out, "{}: {}", file.display(), summary(&oss))?;
            for warning in oss.warnings() {
                writeln!(out, "warning: {warning}")?;
            }
        }
        WorldCommand::Example => write!(out, "{EXAMPLE_WORLD}")?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Creates the fake with the world of a file.
pub fn read(file: &Path) -> Result<Oss, Stop> {
    fill(Oss::builder(), file).map(Builder::build)
}

/// Adds the world of a file to a builder.
pub fn fill(builder: Builder, file: &Path) -> Result<Builder, Stop> {
    let toml = std::fs::read_to_string(file).map_err(|error| Stop::Problem(format!("{}: {error}", file.display())))?;
    builder.world_toml(&toml).map_err(|error| {
        let (line, column, problem) = (error.line(), error.column(), error.problem());
        Stop::Problem(format!("{}:{line}:{column}: {problem}", file.display()))
    })
}

fn summary(oss: &Oss) -> String {
    let accounts = oss.accounts();
    let users = accounts.iter().map(|account| account.ram_users().len()).sum();
    let groups = accounts.iter().map(|account| account.groups().len()).sum();
    let roles: Vec<_> = accounts.iter().flat_map(Account::roles).collect();
    let of_roles: usize = roles.iter().map(|role| role.sessions().len()).sum();
    let sessions: usize = accounts.iter().map(|account| account.sessions().len()).sum();
    let buckets = accounts.iter().map(|account| account.buckets().len()).sum();
    let counted = [
        count(accounts.len(), "account"),
        count(users, "RAM user"),
        count(groups, "group"),
        count(roles.len(), "role"),
        count(sessions + of_roles, "session"),
        count(buckets, "bucket"),
    ];
    format!("{} in {}", counted.join(", "), oss.region())
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
