//! The environment variables that stand for flags of `ossmock serve`.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};

/// The flag that only a person may give: a variable that is left in a shell must not open the server to others.
const NEVER: &str = "allow_remote";

/// Gives each flag of a command a variable: `OSSMOCK_READY_FILE` for `--ready-file`. Its value is not shown in the help.
pub fn with_variables(command: Command) -> Command {
    command.mut_args(|arg| match variable(&arg) {
        Some(name) => arg.env(name).hide_env_values(true),
        None => arg,
    })
}

/// Returns the variable that has the wrong value of an error: its flag is not among the arguments, which count first.
pub fn cause_of(error: &Error) -> Option<String> {
    let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else { return None };
    let flag = flag.split([' ', '=', '[']).next().filter(|flag| flag.starts_with("--"))?;
    let is_given = |argument: std::ffi::OsString| argument.to_string_lossy().split('=').next() == Some(flag);
    let is_of_value = matches!(error.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation);
    let variable = named_after(&flag[2..]);
    (is_of_value && std::env::var_os(&variable).is_some() && !std::env::args_os().any(is_given)).then_some(variable)
}

fn variable(arg: &Arg) -> Option<String> {
    let flag = arg.get_long().filter(|_| arg.get_id().as_str() != NEVER)?;
    Some(named_after(flag))
}

fn named_after(flag: &str) -> String {
    format!("OSSMOCK_{}", flag.replace('-', "_").to_uppercase())
}
