//! `ossmock serve`: one fake for test suites in any language.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, ValueEnum};
use ossmock::{Builder, NativeServer, Oss, front::HostName};

use super::introduce::Introduction;
use super::log::CallLog;
use super::state::KeptWorld;
use super::stop::Stop;
use super::tls::TlsArguments;
use super::token::{ControlToken, GivenToken};

/// The end of the help.
const AFTER_HELP: &str = "\
A variable OSSMOCK_… stands for each flag but --allow-remote: OSSMOCK_READY_FILE for --ready-file; `true` for a flag without a
value, and commas between several values.

Clients that insist on an endpoint of aliyuncs.com can use the server as their HTTP proxy, with the endpoint it prints as $EP:
  http_proxy=$EP no_proxy=127.0.0.1";

#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub struct ServeArguments {
    /// The address to listen on, or only a port of 127.0.0.1; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9000", value_parser = address)]
    listen: SocketAddr,
    /// The world to start from, and to go back to by a reset; the default has an account `default` and nothing else. If --state
    /// has a world, that is the one to start from
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,
    /// The folder to keep the world in, and to continue from: it is created, and filled with the world of --world, if it has
    /// none. A call that changes the world is answered once the change is in the folder
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// The source to follow if the documentation and the live service disagree
    #[arg(long, value_enum, default_value_t = Profile::Documented)]
    profile: Profile,
    /// The region of endpoints that name none, instead of the world's
    #[arg(long)]
    region: Option<String>,
    /// The file to append each call to, as a line of JSON; if it is created, only this user can read it. If a call cannot be
    /// written, the exit status is 1
    #[arg(long, value_name = "FILE.jsonl")]
    journal: Option<PathBuf>,
    /// The number of calls to keep for `/_ossmock/journal`
    #[arg(long, value_name = "CALLS")]
    journal_capacity: Option<usize>,
    /// Keep the bodies of requests and answers in the journal, at most BYTES of each (up to 65536), with secrets withheld
    #[arg(long, value_name = "BYTES", value_parser = clap::value_parser!(u32).range(1..=65_536))]
    journal_bodies: Option<u32>,
    #[command(flatten)]
    new_buckets: NewBuckets,
    /// Do not log calls on stderr
    #[arg(long)]
    quiet: bool,
    /// The `ExtranetEndpoint` in responses to `GetBucketInfo` and `ListBuckets`
    #[arg(long, value_name = "URL", value_parser = endpoint)]
    extranet_endpoint: Option<String>,
    #[command(flatten)]
    ignoring: Ignoring,
    #[command(flatten)]
    toward_clients: TowardClients,
    /// The file to write the endpoint and the credentials to, as JSON, once requests are accepted
    #[arg(long, value_name = "PATH")]
    ready_file: Option<PathBuf>,
    /// The file to write the environment of clients to, `OSS_ENDPOINT=` and so on, with the credentials of the first account
    #[arg(long, value_name = "PATH")]
    env_file: Option<PathBuf>,
    #[command(flatten)]
    reached: Reached,
    #[command(flatten)]
    tls: TlsArguments,
}

/// The arguments for clients in containers and on other machines.
#[derive(Debug, Args)]
#[command(next_help_heading = "Containers and other machines")]
struct Reached {
    /// A host name to serve OSS on as well, such as that of a container: path-style on NAME, virtual-host-style on
    /// <bucket>.NAME; may be repeated
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    host: Vec<HostName>,
    /// Listen on other addresses than loopback. No variable stands for this flag
    #[arg(long)]
    allow_remote: bool,
    /// Let mirrors fetch from servers of this machine although the fake listens on other addresses than loopback
    #[arg(long)]
    allow_loopback_origins: bool,
    /// The token that the control plane wants, 16 characters at least. It is never printed; better give it as the variable
    #[arg(long)]
    token: Option<GivenToken>,
}

impl Reached {
    /// Returns the token of the control plane. Clients that the flags let in need one.
    fn token(&self) -> Result<ControlToken, Stop> {
        match &self.token {
            Some(token) => token.checked().map(ControlToken::Given),
            None if self.allow_remote || !self.host.is_empty() => ControlToken::made(),
            None => Ok(ControlToken::None),
        }
    }
}

/// The arguments that change the server for its clients.
#[derive(Debug, Args)]
struct TowardClients {
    /// Force downloads of pages, text and pictures at all hosts but a bucket's own domains, and refuse packages there, as OSS does
    #[arg(long)]
    force_download: bool,
    /// Send text uncompressed to clients that accept gzip; OSS compresses it
    #[arg(long)]
    no_gzip: bool,
    /// Judge the dates of signatures by the fake's clock alone: a moved clock then breaks clients that sign by the
    /// machine's
    #[arg(long)]
    strict_clock: bool,
}

/// The arguments for buckets that are created.
#[derive(Debug, Args)]
struct NewBuckets {
    /// Do not block public access to new buckets, which is blocked by default, as in OSS
    #[arg(long)]
    allow_public_buckets: bool,
    /// The most buckets of an account in a region, instead of 100
    #[arg(long, value_name = "BUCKETS")]
    max_buckets: Option<u32>,
}

impl NewBuckets {
    fn set(&self, mut builder: Builder) -> Builder {
        if self.allow_public_buckets {
            builder = builder.block_public_access(false);
        }
        if let Some(buckets) = self.max_buckets {
            builder = builder.max_buckets(usize::try_from(buckets).unwrap_or(usize::MAX));
        }
        builder
    }
}

/// The arguments for parts of requests that the fake ignores or refuses.
#[derive(Debug, Args)]
struct Ignoring {
    /// The answer to query parameters that no known operation takes
    #[arg(long, value_enum, default_value_t = UnknownParameters::Refuse)]
    unknown_parameters: UnknownParameters,
    /// A query parameter without meaning to OSS, to be allowed in every request; may be repeated
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    allow_parameter: Vec<String>,
    /// End with status 1 if a part of a request was ignored: a header x-oss-..., a parameter, a field, an element
    #[arg(long)]
    deny_ignored: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Profile {
    Documented,
    Observed,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum UnknownParameters {
    Refuse,
    Ignore,
}

/// Reads an address, or only a port.
pub fn address(text: &str) -> Result<SocketAddr, String> {
    let port = text.parse().map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    port.or_else(|_| text.parse()).map_err(|_| "an address reads `127.0.0.1:9000`, or `9000` for that".to_owned())
}

fn endpoint(text: &str) -> Result<String, String> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic()) {
        Ok(text.to_owned())
    } else {
        Err("an endpoint has no blanks".to_owned())
    }
}

pub fn run(arguments: &ServeArguments, out: &mut impl Write) -> Result<ExitCode, Stop> {
    if !arguments.listen.ip().is_loopback() && !arguments.reached.allow_remote {
        let problem = format!(
            "{} is no loopback address, so others could reach it: allow that with --allow-remote",
            arguments.listen
        );
        return Err(Stop::Problem(problem));
    }
    let log = CallLog::start(arguments.quiet, arguments.ignoring.deny_ignored, arguments.journal.as_deref())?;
    let calls = log.clone();
    let builder = builder(arguments)?.observe_shared(move |record| calls.call(record));
    // One thread serves all connections: for short requests, waking a second one costs more than it saves. It gets a deputy
    // while the journal waits in place, which the runtime of a single thread does not have.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.map_err(|error| Stop::Problem(format!("no runtime: {error}")))?;
    let oss = builder.build();
    let ServeArguments { state, world, region, .. } = arguments;
    let kept = state.as_ref().map(|state| KeptWorld::open(state, world.as_ref(), region.as_ref(), &oss, &log));
    let kept = kept.transpose()?;
    let served = runtime.block_on(serve(arguments, oss, kept.as_ref(), out));
    runtime.shutdown_timeout(Duration::from_secs(1));
    // If the world is not kept, the log has said why.
    let is_kept = kept.is_none_or(|kept| kept.keeper.finish().is_ok());
    let complete = log.end() && is_kept;
    served.map(|()| if complete { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn builder(arguments: &ServeArguments) -> Result<Builder, Stop> {
    let profile = match arguments.profile {
        Profile::Documented => ossmock::Profile::Documented,
        Profile::Observed => ossmock::Profile::Observed,
    };
    // The flags apply to buckets of the file that do not say otherwise; set again after the file, they override its own
    // settings.
    let builder = arguments.new_buckets.set(Oss::builder());
    let builder = if let Some(file) = &arguments.world {
        super::world::fill(builder, file)?
    } else {
        let world = "account = [{ name = \"default\" }]";
        builder.world_toml(world).map_err(|error| Stop::Problem(error.to_string()))?
    };
    let mut builder = arguments.new_buckets.set(builder);
    if let Some(region) = &arguments.region {
        let region_only = format!("region = {region:?}");
        let problem = |error: ossmock::snapshot::WorldError| Stop::Problem(format!("--region: {}", error.problem()));
        builder = builder.world_toml(&region_only).map_err(problem)?;
    }
    if let Some(endpoint) = &arguments.extranet_endpoint {
        builder = builder.extranet_endpoint(endpoint);
    }
    if let Some(calls) = arguments.journal_capacity {
        builder = builder.journal_capacity(calls);
    }
    if let Some(bytes) = arguments.journal_bodies {
        builder = builder.journal_bodies(usize::try_from(bytes).unwrap_or_default());
    }
    let unknown = match arguments.ignoring.unknown_parameters {
        UnknownParameters::Refuse => ossmock::honesty::UnknownParameters::Refuse,
        UnknownParameters::Ignore => ossmock::honesty::UnknownParameters::Ignore,
    };
    for host in &arguments.reached.host {
        builder = builder.host(host.clone());
    }
    let builder = builder.unknown_parameters(unknown).allow_parameters(&arguments.ignoring.allow_parameter);
    let TowardClients { force_download, no_gzip, .. } = arguments.toward_clients;
    Ok(builder.profile(profile).force_download(force_download).gzip(!no_gzip))
}

async fn serve(
    arguments: &ServeArguments,
    oss: Oss,
    kept: Option<&KeptWorld>,
    out: &mut impl Write,
) -> Result<(), Stop> {
    let stopped = super::stop::stop_signal().map_err(|error| Stop::Problem(format!("no signals: {error}")))?;
    let token = arguments.reached.token()?;
    let mut server = NativeServer::builder()
        .oss(oss)
        .listen(arguments.listen)
        .loopback_origins(arguments.reached.allow_loopback_origins)
        .strict_clock(arguments.toward_clients.strict_clock)
        .control(token.rule());
    if let Some(kept) = kept {
        server = server.state(&kept.keeper);
    }
    if let Some(tls) = arguments.tls.read()? {
        server = server.tls(tls);
    }
    let server = server.start().await;
    let server = server.map_err(|error| Stop::Problem(format!("{}: {error}", arguments.listen)))?;
    let ca_file = arguments.tls.hand_out(&server)?;
    let introduction = Introduction::of(&server, &arguments.reached.host, token, ca_file);
    introduction.print(out)?;
    if let Some(kept) = kept {
        kept.print(out)?;
    }
    for warning in server.warnings() {
        writeln!(out, "warning: {warning}")?;
    }
    out.flush()?;
    if let Some(path) = &arguments.env_file {
        introduction.write_env_file(path)?;
    }
    // Last, as a client that waits for this file then reads the others.
    if let Some(path) = &arguments.ready_file {
        introduction.write_ready_file(path)?;
    }
    stopped.await;
    server.shutdown().await;
    Ok(())
}
