//! The environment variables that stand for flags of `ossmock serve`.

use clap::{Arg, Command};

/// The flag that only a person may give: a variable that is left in a shell must not open the server to others.
const NEVER: &str = "allow_remote";

/// Gives each flag of a command a variable: `OSSMOCK_READY_FILE` for `--ready-file`. Its value is not shown in the help.
pub fn with_variables(command: Command) -> Command {
    command.mut_args(|arg| match variable(&arg) {
        Some(name) => arg.env(name).hide_env_values(true),
        None => arg,
    })
}

fn variable(arg: &Arg) -> Option<String> {
    let flag = arg.get_long().filter(|_| arg.get_id().as_str() != NEVER)?;
    Some(format!("OSSMOCK_{}", flag.replace('-', "_").to_uppercase()))
}
