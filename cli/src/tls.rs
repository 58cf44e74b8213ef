//! The TLS arguments of `ossmock serve`, and the certificate for clients.

use std::path::PathBuf;

use clap::Args;
use ossmock::{NativeServer, front::Tls};

use super::stop::Stop;

#[derive(Debug, Args)]
#[command(next_help_heading = "TLS")]
pub struct TlsArguments {
    /// Serve HTTPS, with certificates by an authority minted for this run
    #[arg(long)]
    tls: bool,
    /// The file to write the authority's certificate to, which clients must trust
    #[arg(long, value_name = "PATH", default_value = "ossmock-ca.pem", requires = "tls")]
    tls_ca_file: PathBuf,
    /// A host name or IP address to certify besides loopback, the hosts of OSS and bound domains; may be repeated
    #[arg(long, value_name = "NAME", requires = "tls", value_delimiter = ',')]
    tls_name: Vec<String>,
    /// Serve HTTPS with this certificate (PEM), followed by those that lead to its authority
    #[arg(long, value_name = "FILE", requires = "tls_key", conflicts_with_all = ["tls", "tls_ca_file", "tls_name"])]
    tls_cert: Option<PathBuf>,
    /// The private key of the certificate (PEM, not encrypted)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

impl TlsArguments {
    /// Returns the TLS configuration in the arguments, if there is one.
    pub fn read(&self) -> Result<Option<Tls>, Stop> {
        let tls = match (&self.tls_cert, &self.tls_key) {
            (Some(certificate), Some(key)) => Tls::from_pem_files(certificate, key),
            _ if self.tls => Tls::minted_for(&self.tls_name),
            _ => return Ok(None),
        };
        tls.map(Some).map_err(|error| Stop::Problem(error.to_string()))
    }

    /// Writes the authority's certificate, if it was minted, and returns its absolute path: clients may be started in another
    /// folder.
    pub fn hand_out(&self, server: &NativeServer) -> Result<Option<PathBuf>, Stop> {
        let Some(ca) = server.ca_pem() else { return Ok(None) };
        let file = &self.tls_ca_file;
        super::file::write_whole(file, ca)?;
        // If a path cannot be made absolute, it was written to nevertheless.
        Ok(Some(std::path::absolute(file).unwrap_or_else(|_| file.clone())))
    }
}
