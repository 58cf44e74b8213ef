//! `ossmock explain`: explains the decision on a request.

use std::io::Write;
use std::net::IpAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::SystemTime;

use clap::Args;
use jiff::Timestamp;
use ossmock::{
    Oss, Peer,
    policy::{Question, QuestionError},
};

use super::stop::Stop;

#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The world file
    #[arg(long, value_name = "FILE")]
    world: PathBuf,
    /// The caller: `acme` for an account, `acme/ci` for a RAM user, `acme/ops/deploy` for a session of a role, or
    /// `anonymous`
    #[arg(long = "as", value_name = "USER")]
    caller: String,
    /// The action, for example oss:PutBucketEncryption
    #[arg(long)]
    action: String,
    /// The resource, for example acs:oss:*:*:logs
    #[arg(long)]
    resource: String,
    /// Exit with 0 if it is allowed, 1 if it is denied, and 2 if the question has no answer
    #[arg(long)]
    pub exit_code: bool,
    /// The address the request comes from
    #[arg(long, value_name = "IP", default_value = "127.0.0.1", help_heading = REQUEST)]
    source_ip: IpAddr,
    /// The request comes over TLS
    #[arg(long, help_heading = REQUEST)]
    tls: bool,
    /// The VPC it comes from
    #[arg(long, value_name = "VPC", help_heading = REQUEST)]
    vpc: Option<String>,
    /// The time it arrives, like 2026-11-23T16:05:59Z; now by default
    #[arg(long, help_heading = REQUEST)]
    time: Option<Timestamp>,
    /// Its `User-Agent`
    #[arg(long, value_name = "TEXT", help_heading = REQUEST)]
    user_agent: Option<String>,
    /// The `prefix` of a listing
    #[arg(long, value_name = "TEXT", help_heading = REQUEST)]
    prefix: Option<String>,
    /// The `delimiter` of a listing
    #[arg(long, value_name = "TEXT", help_heading = REQUEST)]
    delimiter: Option<String>,
    /// Another header, such as `x-oss-acl: private`; may be repeated
    #[arg(long, value_name = "NAME: VALUE", value_parser = header, help_heading = REQUEST)]
    header: Vec<(String, String)>,
}

/// The heading of the arguments that conditions of policies read.
const REQUEST: &str = "The request";

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("a header reads `Name: value`")?;
    Ok((name.to_owned(), value.trim().to_owned()))
}

pub fn run(arguments: &ExplainArguments, out: &mut impl Write) -> Result<ExitCode, Stop> {
    let oss = super::world::read(&arguments.world)?;
    let problem = |error: QuestionError| Stop::Problem(error.to_string());
    let explanation = question(arguments, &oss)?.explain().map_err(problem)?;
    writeln!(out, "{explanation}")?;
    let denied = arguments.exit_code && !explanation.decision.is_allowed();
    Ok(if denied { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn question(arguments: &ExplainArguments, oss: &Oss) -> Result<Question, Stop> {
    let ExplainArguments { caller, action, resource, tls, source_ip, vpc, .. } = arguments;
    let peer = Peer { ip: *source_ip, tls: *tls, vpc: vpc.clone() };
    let mut question = oss.question(caller, action, resource).peer(peer);
    if let Some(at) = arguments.time {
        let outside = |_| Stop::Problem(format!("--time: no request arrives at {at}"));
        question = question.at(SystemTime::try_from(at).map_err(outside)?);
    }
    for (name, value) in [("prefix", &arguments.prefix), ("delimiter", &arguments.delimiter)] {
        if let Some(value) = value {
            question = question.parameter(name, value);
        }
    }
    if let Some(user_agent) = &arguments.user_agent {
        question = question.header("User-Agent", user_agent);
    }
    Ok(arguments.header.iter().fold(question, |question, (name, value)| question.header(name, value)))
}
