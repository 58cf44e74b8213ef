//! `ossmock explain-cors`: explains the CORS rules of a bucket for a request of a page.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::stop::Stop;

#[derive(Debug, Args)]
pub struct ExplainCorsArguments {
    /// The world file
    #[arg(long, value_name = "FILE")]
    world: PathBuf,
    /// The name of the bucket
    #[arg(long)]
    bucket: String,
    /// The origin of the page, for example `https://shop.example`
    #[arg(long)]
    origin: String,
    /// The method of its request, for example PUT
    #[arg(long)]
    method: String,
    /// The name of a header that the browser asks for in a preflight; may be repeated
    #[arg(long, value_name = "NAME")]
    header: Vec<String>,
    /// Exit with 0 if a rule matches, 1 if none does, and 2 if the question has no answer
    #[arg(long)]
    pub exit_code: bool,
}

pub fn run(arguments: &ExplainCorsArguments, out: &mut impl Write) -> Result<ExitCode, Stop> {
    let ExplainCorsArguments { world, bucket, origin, method, header, exit_code } = arguments;
    let oss = super::world::read(world)?;
    let found = oss.bucket(bucket).ok_or_else(|| Stop::Problem(format!("there is no bucket `{bucket}`")))?;
    let headers: Vec<&str> = header.iter().map(String::as_str).collect();
    let outcome = found.explain_cors(origin, method, &headers);
    writeln!(out, "{outcome}")?;
    let unmatched = *exit_code && outcome.rule().is_none();
    Ok(if unmatched { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
