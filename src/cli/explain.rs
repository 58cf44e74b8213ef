//! `ossmock explain`: whether somebody may, and why.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Stop;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The world file
    #[arg(long, value_name = "FILE")]
    world: PathBuf,
    /// Who: `acme` for an account, `acme/ci` for a RAM user, or `anonymous`
    #[arg(long = "as", value_name = "USER")]
    caller: String,
    /// Does what, for example oss:PutBucketEncryption
    #[arg(long)]
    action: String,
    /// With what, for example acs:oss:*:*:logs
    #[arg(long)]
    resource: String,
}

pub fn run(arguments: &Arguments, out: &mut impl Write) -> Result<ExitCode, Stop> {
    let Arguments { world, caller, action, resource } = arguments;
    let oss = super::world::read(world)?;
    let explanation = oss.explain(caller, action, resource).map_err(|error| Stop::Problem(error.to_string()))?;
    writeln!(out, "{explanation}")?;
    Ok(ExitCode::SUCCESS)
}
