//! `ossmock case run --against`: sends the requests of cases to an endpoint, in buckets of its own.

mod compare;
mod endpoint;
mod keys;
mod manifest;
mod names;
mod object;
mod plan;
mod report;
mod run;
mod sweep;
mod table;
mod world;
mod xml;

use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use ossmock::Oss;

use self::endpoint::Endpoint;
use self::manifest::Manifest;
use self::plan::{Cost, Planned, plan, scratch_names};
use self::run::{Run, stop_at_a_signal};
use super::stop::Stop;

/// The part of the help about the environment variables with credentials.
pub const WHO_ASKS: &str = "\
The account of the first [[world.account]] of a case is that of OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET and
OSS_SESSION_TOKEN, or of ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and ALIBABA_CLOUD_SECURITY_TOKEN.
Whoever else a case needs has a variable like OSSMOCK_KEY_GLOBEX (another account) or OSSMOCK_KEY_ACME_CI (the RAM user
acme/ci, which must have no policy): id:secret or id:secret:token.";

#[derive(Debug, Args)]
#[command(next_help_heading = "Against a real endpoint")]
pub struct DriftArguments {
    /// Send the requests to this endpoint, such as `https://oss-cn-hangzhou.aliyuncs.com`, and report the differences
    #[arg(long, value_name = "URL")]
    against: Option<String>,
    /// The endpoint's region, if its host names none
    #[arg(long, requires = "against")]
    region: Option<String>,
    /// Connect to this address instead of the endpoint's host
    #[arg(long, value_name = "HOST:PORT", requires = "against")]
    connect: Option<String>,
    /// The beginning of the names of the run's buckets
    #[arg(long, value_name = "TEXT", default_value = "ossmock-drift-", requires = "against")]
    scratch_prefix: String,
    /// The part of their names after that; random by default
    #[arg(long, value_name = "TEXT", requires = "against")]
    run_id: Option<String>,
    /// Print the cases and their cost, and send nothing
    #[arg(long, requires = "against")]
    dry_run: bool,
    /// Do not ask for confirmation
    #[arg(long, requires = "against")]
    yes: bool,
    /// The file to write the report to, as JSON
    #[arg(long, value_name = "FILE.json", requires = "against")]
    report: Option<PathBuf>,
    #[command(flatten)]
    common: CommonArguments,
}

/// The arguments that runs and cleaning up share.
#[derive(Debug, Args)]
pub struct CommonArguments {
    /// The file that lists the buckets that are created and not yet deleted
    #[arg(long, value_name = "FILE.json", default_value = manifest::FILE)]
    manifest: PathBuf,
    /// The most seconds to wait for a response
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    timeout: u64,
    /// The most requests to send
    #[arg(long, value_name = "COUNT", default_value_t = 10_000)]
    max_requests: u64,
}

impl DriftArguments {
    /// Returns `true` if an endpoint is given.
    pub const fn is_wanted(&self) -> bool {
        self.against.is_some()
    }
}

/// Runs cases against an endpoint.
pub fn run(files: &[PathBuf], arguments: &DriftArguments, out: &mut impl Write) -> Result<ExitCode, Stop> {
    let CommonArguments { manifest, timeout, max_requests } = &arguments.common;
    let url = arguments.against.as_deref().unwrap_or_default();
    let (region, connect) = (arguments.region.as_deref(), arguments.connect.as_deref());
    let endpoint = Endpoint::new(url, region, connect, Duration::from_secs(*timeout), *max_requests);
    let endpoint = endpoint.map_err(Stop::Problem)?;
    if keys::credentials(keys::OWNER).is_none() {
        let problem = "there are no credentials: set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET";
        return Err(Stop::Problem(problem.to_owned()));
    }
    let manifest = unused(manifest)?;
    let run_id = arguments.run_id.clone().map_or_else(random_id, Ok)?;
    let mut names = scratch_names(&arguments.scratch_prefix, &run_id).map_err(Stop::Problem)?;
    let planned = files.iter().map(|file| plan(file, &mut names)).collect::<Result<Vec<Planned>, _>>()?;
    let cost = Cost::of(&planned);
    introduce(&planned, &cost, &endpoint, &format!("{}{run_id}-…", arguments.scratch_prefix), out)?;
    if arguments.dry_run {
        for planned in &planned {
            let said = planned.work.as_ref().err().map_or(String::new(), |reason| format!(": {reason}"));
            let word = if said.is_empty() { "would be asked" } else { "not comparable" };
            writeln!(out, "{word}  {}{said}", planned.file.display())?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if cost.requests() > *max_requests {
        return Err(Stop::Problem(format!("these are more requests than --max-requests {max_requests} allows")));
    }
    if cost.requests() > 0 && !arguments.yes && !confirmed(out)? {
        return Err(Stop::Problem("nothing was sent".to_owned()));
    }
    let report = tokio_runtime()?.block_on(async {
        let stopped = stop_at_a_signal()?;
        Run::new(&endpoint, connect, manifest, stopped).all(&planned, out).await
    })?;
    write!(out, "{report}")?;
    if let Some(file) = &arguments.report {
        let json = serde_json::to_string_pretty(&report).map_err(|error| Stop::Problem(error.to_string()))?;
        super::file::write_whole(file, &format!("{json}\n"))?;
    }
    Ok(if report.is_well() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Deletes the buckets that runs have left over.
pub fn clean(arguments: &CommonArguments, out: &mut impl Write) -> Result<ExitCode, Stop> {
    let mut manifest = Manifest::read(&arguments.manifest)?;
    if manifest.entries().is_empty() {
        writeln!(out, "{}: nothing is left over", manifest.file().display())?;
        return Ok(ExitCode::SUCCESS);
    }
    let oss = Oss::new();
    let mut well = true;
    let runtime = tokio_runtime()?;
    for entry in manifest.entries().to_vec() {
        let timeout = Duration::from_secs(arguments.timeout);
        let connect = entry.connect.as_deref();
        let most = arguments.max_requests;
        let endpoint = Endpoint::new(&entry.endpoint, Some(&entry.region), connect, timeout, most);
        let swept = match (endpoint, keys::credentials(&entry.key)) {
            (Ok(endpoint), Some(credentials)) => {
                runtime.block_on(sweep::Account { endpoint: &endpoint, oss: &oss, credentials }.sweep(&entry))
            }
            (Err(problem), _) => Err(problem),
            (_, None) => Err(format!("it needs the credentials in {}", entry.key)),
        };
        match swept {
            Ok(swept) => {
                let word = if swept == sweep::Swept::Gone { "deleted" } else { "not there" };
                writeln!(out, "{word:<9}  {}", entry.name)?;
                manifest.forget(&entry.name)?;
            }
            Err(problem) => {
                well = false;
                writeln!(out, "LEFT       {}: {problem}", entry.name)?;
            }
        }
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tokio_runtime() -> Result<tokio::runtime::Runtime, Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Stop::Problem(format!("no runtime: {error}")))
}

/// Reads a manifest without buckets: the buckets that an earlier run left over must be deleted first.
fn unused(file: &Path) -> Result<Manifest, Stop> {
    let manifest = Manifest::read(file)?;
    match manifest.entries().len() {
        0 => Ok(manifest),
        count => Err(Stop::Problem(format!(
            "{}: an earlier run has left {count} buckets over: `ossmock case clean` deletes them",
            file.display()
        ))),
    }
}

fn random_id() -> Result<String, Stop> {
    let mut bytes = [0; 6];
    getrandom::getrandom(&mut bytes).map_err(|error| Stop::Problem(format!("no random name: {error}")))?;
    let number = bytes.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    Ok(format!("{number:012x}"))
}

/// Prints the plan of the run, and its cost.
fn introduce(
    planned: &[Planned],
    cost: &Cost,
    endpoint: &Endpoint,
    names: &str,
    out: &mut impl Write,
) -> io::Result<()> {
    let comparable = planned.iter().filter(|planned| planned.work.is_ok()).count();
    writeln!(out, "{comparable} of {} cases can be compared with {endpoint}, in buckets named {names}", planned.len())?;
    writeln!(out, "{cost}\n")?;
    out.flush()
}

fn confirmed(out: &mut impl Write) -> Result<bool, Stop> {
    if !io::stdin().is_terminal() {
        return Err(Stop::Problem("there is no terminal to ask: say --yes to go on".to_owned()));
    }
    write!(out, "Go on? [y/N] ")?;
    out.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
