//! The places where a started server says how to reach it: its output, the ready file and the env file.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ossmock::front::HostName;
use ossmock::{Credentials, NativeServer};
use serde::Serialize;

use super::file::write_private;
use super::stop::Stop;
use super::token::ControlToken;

/// A started server, as clients need to know it.
#[derive(Debug, Serialize)]
pub struct Introduction {
    /// The version of this format, for readers of the ready file.
    format: u32,
    version: &'static str,
    /// The endpoint for clients on this machine.
    endpoint: String,
    /// The endpoints with the host names of its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    named_endpoints: Vec<String>,
    region: String,
    /// The address of the inspector and the control plane.
    control_plane: String,
    /// The token that the control plane wants.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// `true` if the token was made for this run: one that the user gave is never printed.
    #[serde(skip)]
    shows_token: bool,
    /// The certificate that clients must trust.
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_file: Option<PathBuf>,
    /// The callers of the world, the first account first.
    callers: Vec<Caller>,
}

/// A caller of the world, with its credentials.
#[derive(Debug, Serialize)]
struct Caller {
    /// The account, with the RAM user, or the role and the session: `acme/ci`.
    name: String,
    #[serde(skip)]
    description: String,
    access_key_id: String,
    access_key_secret: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    security_token: Option<String>,
}

impl Caller {
    fn new(name: String, description: String, credentials: Credentials) -> Self {
        let Credentials { access_key_id, access_key_secret, security_token } = credentials;
        Self { name, description, access_key_id, access_key_secret, security_token }
    }
}

impl Introduction {
    pub fn of(server: &NativeServer, hosts: &[HostName], token: ControlToken, ca_file: Option<PathBuf>) -> Self {
        let endpoint = server.uri();
        let scheme = endpoint.split_once("://").map_or("http", |(scheme, _)| scheme);
        let port = server.address().port();
        Self {
            format: 1,
            version: env!("CARGO_PKG_VERSION"),
            control_plane: format!("{endpoint}/_ossmock/"),
            named_endpoints: hosts.iter().map(|host| format!("{scheme}://{host}:{port}")).collect(),
            endpoint,
            region: server.region(),
            shows_token: matches!(token, ControlToken::Made(_)),
            token: token.into_text(),
            ca_file,
            callers: callers(server),
        }
    }

    /// Prints everything for a person; the first lines are commands for a shell, and those after an empty line are not.
    pub fn print(&self, out: &mut impl Write) -> io::Result<()> {
        if let Some(caller) = self.callers.first() {
            writeln!(out, "export {}", self.variables(&self.endpoint, caller).join(" "))?;
        }
        if let Some(path) = &self.ca_file {
            let path = quoted(path);
            writeln!(out, "export SSL_CERT_FILE={path} REQUESTS_CA_BUNDLE={path} NODE_EXTRA_CA_CERTS={path}")?;
        }
        let (version, endpoint, control) = (self.version, &self.endpoint, &self.control_plane);
        writeln!(out, "\nossmock {version} serves a fake OSS at {endpoint}, to the callers below")?;
        writeln!(out, "its inspector is {control}, and {control}openapi.json describes its control plane")?;
        if !self.named_endpoints.is_empty() {
            writeln!(out, "clients that reach it by name use {}", self.named_endpoints.join(", "))?;
        }
        if let (Some(token), true) = (&self.token, self.shows_token) {
            writeln!(out, "the control plane wants: Authorization: Bearer {token}")?;
        }
        if self.ca_file.is_some() {
            writeln!(out, "the second line makes clients trust its certificate")?;
        }
        for caller in &self.callers {
            writeln!(out, "\n{} ({})", caller.name, caller.description)?;
            writeln!(out, "export {}", self.variables(&self.endpoint, caller).join(" "))?;
        }
        out.flush()
    }

    /// Writes all of it as JSON, for this user only.
    pub fn write_ready_file(&self, path: &Path) -> Result<(), Stop> {
        let json = serde_json::to_string_pretty(self).map_err(|error| Stop::Problem(error.to_string()))?;
        write_private(path, &format!("{json}\n"))
    }

    /// Writes the environment of clients of the first caller, for this user only: a line for each variable, as shells, Docker and
    /// `dotenv` read them. The endpoint has the first host name of its own, if there is one, for clients in other containers.
    pub fn write_env_file(&self, path: &Path) -> Result<(), Stop> {
        let endpoint = self.named_endpoints.first().unwrap_or(&self.endpoint);
        let mut lines = self.callers.first().map(|caller| self.variables(endpoint, caller)).unwrap_or_default();
        if let Some(ca_file) = &self.ca_file {
            let trust = |name| format!("{name}={}", ca_file.display());
            lines.extend(["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"].map(trust));
        }
        write_private(path, &(lines.join("\n") + "\n"))
    }

    /// Returns the variables that clients of a caller need, as `NAME=value`.
    fn variables(&self, endpoint: &str, caller: &Caller) -> Vec<String> {
        let mut variables = vec![
            format!("OSS_ENDPOINT={endpoint}"),
            format!("OSS_REGION={}", self.region),
            format!("OSS_ACCESS_KEY_ID={}", caller.access_key_id),
            format!("OSS_ACCESS_KEY_SECRET={}", caller.access_key_secret),
        ];
        variables.extend(caller.security_token.as_ref().map(|token| format!("OSS_SESSION_TOKEN={token}")));
        variables
    }
}

/// Returns the callers of the world: each account, then its RAM users and sessions.
fn callers(server: &NativeServer) -> Vec<Caller> {
    let mut callers = Vec::new();
    for account in server.accounts() {
        let of = account.name().clone();
        callers.push(Caller::new(of.clone(), format!("account {}", account.id()), account.credentials()));
        for user in account.ram_users() {
            let name = format!("{of}/{}", user.name());
            callers.push(Caller::new(name, format!("RAM user {}", user.id()), user.credentials()));
        }
        for role in account.roles() {
            for session in role.sessions() {
                let name = format!("{of}/{}/{}", role.name(), session.name());
                callers.push(Caller::new(name, "session of a role".to_owned(), session.credentials()));
            }
        }
        for session in account.sessions() {
            let description = format!("session {}", session.access_key_id);
            callers.push(Caller::new(of.clone(), description, session));
        }
    }
    callers
}

/// Quotes a path for a shell, blanks included.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}
