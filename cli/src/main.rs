//! The `ossmock` command: its arguments and exit status. It uses the library as any other crate does.

mod case;
mod drift;
mod exchange;
mod explain;
mod explain_cors;
mod file;
mod health;
mod introduce;
mod log;
mod queue;
mod serve;
mod stop;
mod tls;
mod token;
mod variables;
mod world;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use self::stop::Stop;

/// An in-process fake of Alibaba Cloud OSS buckets, for tests.
#[derive(Debug, Parser)]
#[command(
    name = "ossmock",
    version,
    after_help = "It ends with 0 if all is well, 1 if not, and 2 if it was called wrongly."
)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves a fake OSS over HTTP or HTTPS until it is interrupted
    Serve(serve::ServeArguments),
    /// Asks a server if it runs, as health checks of containers do
    Health(health::HealthArguments),
    /// World files: the accounts, RAM users and buckets of a fake
    #[command(subcommand)]
    World(world::WorldCommand),
    /// Contract cases: claims about OSS that replay themselves
    #[command(subcommand)]
    Case(case::CaseCommand),
    /// Explains a decision on a request, with every step to it
    Explain(explain::ExplainArguments),
    /// Explains the CORS rules of a bucket for a request of a page: which one matches, or what the nearest one lacks
    ExplainCors(explain_cors::ExplainCorsArguments),
}

/// Reads the command line, and the variables that stand for flags.
fn read() -> CommandLine {
    let command = CommandLine::command().mut_subcommand("serve", variables::with_variables);
    let read = command.try_get_matches().and_then(|matches| CommandLine::from_arg_matches(&matches));
    read.unwrap_or_else(|error| {
        // If the output is closed, no message is possible.
        let _ = error.print();
        if let Some(variable) = variables::cause_of(&error) {
            let _ = writeln!(io::stderr(), "\nThe value is that of the variable {variable}: change or unset it.");
        }
        std::process::exit(error.exit_code())
    })
}

/// Runs the command line.
fn main() -> ExitCode {
    let out = &mut io::stdout().lock();
    let command = read().command;
    let failure = match &command {
        Command::Explain(arguments) if arguments.exit_code => ExitCode::from(2),
        Command::ExplainCors(arguments) if arguments.exit_code => ExitCode::from(2),
        _ => ExitCode::FAILURE,
    };
    let done = match command {
        Command::Serve(arguments) => serve::run(&arguments, out),
        Command::Health(arguments) => health::run(&arguments),
        Command::World(command) => world::run(&command, out),
        Command::Case(command) => case::run(&command, out),
        Command::Explain(arguments) => explain::run(&arguments, out),
        Command::ExplainCors(arguments) => explain_cors::run(&arguments, out),
    };
    let problem = match done.and_then(|code| out.flush().map(|()| code).map_err(Stop::Output)) {
        Ok(code) => return code,
        Err(Stop::Problem(problem)) => problem,
        // The reader has enough and closed the pipe, as `head` does.
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
        Err(Stop::Output(error)) => format!("stdout: {error}"),
    };
    // If stderr is closed as well, no message is possible.
    let _ = writeln!(io::stderr(), "{problem}");
    failure
}
