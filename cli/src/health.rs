//! `ossmock health`: asks a server if it runs, for health checks of containers.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use bytes::Bytes;
use clap::Args;
use http::{Request, StatusCode, Uri};
use tokio::net::TcpStream;
use tokio_rustls::rustls::pki_types::ServerName;

use super::exchange::{connector, over};
use super::serve::address;
use super::stop::Stop;

/// The time that the server has to answer.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub struct HealthArguments {
    /// The endpoint of the server, such as `http://127.0.0.1:9000`; by default that of the variable `OSSMOCK_LISTEN`, or port 9000
    endpoint: Option<Uri>,
    /// The address on which the server listens
    #[arg(long, env = "OSSMOCK_LISTEN", hide = true, default_value = "127.0.0.1:9000", value_parser = address)]
    listen: SocketAddr,
}

impl HealthArguments {
    /// Returns the endpoint to ask. A server that listens on every address is asked on loopback.
    fn endpoint(&self) -> Result<Uri, Stop> {
        if let Some(endpoint) = &self.endpoint {
            return Ok(endpoint.clone());
        }
        let ip = if self.listen.ip().is_unspecified() { Ipv4Addr::LOCALHOST.into() } else { self.listen.ip() };
        let endpoint = format!("http://{}", SocketAddr::new(ip, self.listen.port()));
        endpoint.parse().map_err(|_| Stop::Problem(format!("`{endpoint}` is not an endpoint")))
    }
}

pub fn run(arguments: &HealthArguments) -> Result<ExitCode, Stop> {
    let endpoint = &arguments.endpoint()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Stop::Problem(format!("no runtime: {error}")))?;
    let asked = runtime.block_on(async { tokio::time::timeout(PATIENCE, ask(endpoint)).await });
    let problem = match asked {
        Ok(Ok(StatusCode::OK)) => return Ok(ExitCode::SUCCESS),
        Ok(Ok(status)) => format!("it answers {status}: is it `ossmock serve`?"),
        Ok(Err(problem)) => problem,
        Err(_) => format!("no answer within {} seconds", PATIENCE.as_secs()),
    };
    Err(Stop::Problem(format!("{endpoint}: {problem}")))
}

async fn ask(endpoint: &Uri) -> Result<StatusCode, String> {
    let wrong = || "an endpoint reads `http://127.0.0.1:9000`".to_owned();
    let (Some(scheme @ ("http" | "https")), Some(authority)) = (endpoint.scheme_str(), endpoint.authority()) else {
        return Err(wrong());
    };
    let request = Request::get("/_ossmock/health").header("Host", authority.as_str());
    let request = request.body(Bytes::new()).map_err(|_| wrong())?;
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    let port = authority.port_u16().unwrap_or(if scheme == "https" { 443 } else { 80 });
    let stream = TcpStream::connect((host, port)).await.map_err(|error| error.to_string())?;
    let response = if scheme == "https" {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| wrong())?;
        let stream = connector()?.connect(name, stream).await.map_err(|error| error.to_string())?;
        over(stream, request).await
    } else {
        over(stream, request).await
    };
    response.map(|response| response.status())
}
