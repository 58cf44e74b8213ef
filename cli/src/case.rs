//! `ossmock case`: starts, runs and blesses contract cases, against the fake or against an endpoint.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use ossmock::fixture::{self, Failure};

use super::drift::{CommonArguments, DriftArguments, WHO_ASKS};
use super::stop::Stop;

#[derive(Debug, Subcommand)]
pub enum CaseCommand {
    /// Runs the cases (*.http) in a folder; with BLESS=1 in the environment, writes them as they read today
    #[command(after_help = WHO_ASKS)]
    Run {
        /// The folder, or one case
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        #[command(flatten)]
        drift: DriftArguments,
    },
    /// Writes each case that reads differently today beside itself, as NAME.http.pending, for you to review
    ///
    /// An answer that contradicts `documented` is never written
    Bless {
        /// The folder, or one case
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Puts the pending files in the place of their cases
        #[arg(long)]
        accept: bool,
    },
    /// Starts a case: its front matter and one request, to be edited and blessed
    New {
        /// The file, named by the sentence that it proves
        #[arg(value_name = "NAME.http")]
        file: PathBuf,
    },
    /// Deletes the buckets that runs against an endpoint have left over
    Clean(CommonArguments),
}

/// A case to begin with.
const NEW: &str = r#"+++
format = 1
source = "the page, test or capture that says so"
provenance = "assumed"

[[world.account]]
name = "acme"
bucket = [{ name = "logs" }]
+++

>>> what is asked
@sign v4 acme
GET /?acl HTTP/1.1
Host: logs.oss-cn-hangzhou.aliyuncs.com
"#;

pub fn run(command: &CaseCommand, out: &mut impl Write) -> Result<ExitCode, Stop> {
    match command {
        CaseCommand::Clean(arguments) => super::drift::clean(arguments, out),
        CaseCommand::Run { folder, drift } if drift.is_wanted() => super::drift::run(&files(folder)?, drift, out),
        CaseCommand::Run { folder, .. } => {
            each(&files(folder)?, "passed", out, |file| fixture::run(file).map(|()| "ok".to_owned()))
        }
        CaseCommand::Bless { folder, accept: false } => each(&files(folder)?, "blessed", out, bless),
        CaseCommand::Bless { folder, accept: true } => each(&files(folder)?, "settled", out, accept),
        CaseCommand::New { file } => begin(file, out),
    }
}

/// The cases of a folder, of which there is one at least, or the one case.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let files = if folder.is_file() { Ok(vec![folder.to_owned()]) } else { fixture::files(folder) };
    let files = files.map_err(|failure| Stop::Problem(failure.to_string()))?;
    if files.is_empty() {
        return Err(Stop::Problem(format!("there is no case (`*.http`) in `{}`", folder.display())));
    }
    Ok(files)
}

/// Does something with each case, and prints what came of it and all failures at the end.
fn each(
    files: &[PathBuf],
    done: &str,
    out: &mut impl Write,
    work: impl Fn(&Path) -> Result<String, Failure>,
) -> Result<ExitCode, Stop> {
    let mut failures = Vec::new();
    for file in files {
        match work(file) {
            Ok(what) => writeln!(out, "{what:8}{}", file.display())?,
            Err(failure) => {
                writeln!(out, "FAILED  {}", file.display())?;
                failures.push((file, failure));
            }
        }
    }
    for (file, failure) in &failures {
        writeln!(out, "\n{}\n{}", file.display(), failure.to_string().trim_end())?;
    }
    writeln!(out, "\n{} {done}, {} failed", files.len() - failures.len(), failures.len())?;
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The file in which a case waits to be reviewed.
fn pending(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".pending");
    name.into()
}

/// Writes a case as it reads today beside itself, if that is different.
fn bless(file: &Path) -> Result<String, Failure> {
    let text = read(file)?;
    let today = fixture::replay(&text)?;
    let pending = pending(file);
    if text == today {
        // What was written before is not true any more.
        return remove(&pending).map(|()| "same".to_owned());
    }
    fs::write(&pending, today).map_err(|error| failed(&pending, &error))?;
    Ok("written".to_owned())
}

/// Puts the pending file of a case into its place, if there is one that still reads so.
fn accept(file: &Path) -> Result<String, Failure> {
    let pending = pending(file);
    if !pending.is_file() {
        return Ok("same".to_owned());
    }
    // What was reviewed must still be what is true.
    let reviewed = read(&pending)?;
    fixture::compare(&reviewed, &fixture::replay(&reviewed)?)?;
    fs::rename(&pending, file).map_err(|error| failed(&pending, &error))?;
    Ok("taken".to_owned())
}

/// Writes a case to begin with, where there is no file yet.
fn begin(file: &Path, out: &mut impl Write) -> Result<ExitCode, Stop> {
    let problem = |error: std::io::Error| Stop::Problem(format!("{}: {error}", file.display()));
    if file.extension().is_none_or(|extension| extension != "http") {
        return Err(Stop::Problem(format!("`{}` is not the name of a case: end it with `.http`", file.display())));
    }
    let mut new = fs::File::create_new(file).map_err(problem)?;
    new.write_all(NEW.as_bytes()).map_err(problem)?;
    writeln!(out, "written {0}\nEdit it, then: ossmock case bless {0}", file.display())?;
    Ok(ExitCode::SUCCESS)
}

fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| failed(file, &error))
}

fn remove(file: &Path) -> Result<(), Failure> {
    if file.is_file() { fs::remove_file(file).map_err(|error| failed(file, &error)) } else { Ok(()) }
}

fn failed(file: &Path, error: &std::io::Error) -> Failure {
    Failure::Io(format!("{}: {error}", file.display()))
}
