//! The HTTPS configuration of a bucket.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::setting::{FormError, Setting};
use crate::ram::wire_names;

wire_names! {
    /// A version of TLS. A fake speaks 1.2 and 1.3.
    TlsVersion {
        /// TLS 1.0.
        Tls10 = "TLSv1.0",
        /// TLS 1.1.
        Tls11 = "TLSv1.1",
        /// TLS 1.2.
        #[default]
        Tls12 = "TLSv1.2",
        /// TLS 1.3.
        Tls13 = "TLSv1.3",
    }
}

/// The HTTPS configuration of a bucket: the TLS versions and cipher suites that its clients may use.
///
/// # Example
///
/// ```
/// use ossmock::{settings::{HttpsConfig, TlsVersion}, Oss};
///
/// let logs = Oss::new().create_account("acme").create_bucket("logs");
/// let modern = HttpsConfig { tls_versions: vec![TlsVersion::Tls13], ..HttpsConfig::default() };
/// assert_eq!(logs.set_https_config(modern.clone()).https_config(), modern);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HttpsConfig {
    /// The versions of TLS; all versions if it is empty.
    ///
    /// A `NativeServer` with TLS refuses the handshake of a client that names a host of the bucket and
    /// offers none of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tls_versions: Vec<TlsVersion>,
    /// The cipher suites; all of them if it is `None`. A fake stores and returns them; they have no other effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cipher_suites: Option<CipherSuites>,
}

/// The cipher suites of an [`HttpsConfig`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CipherSuites {
    /// `true` for the strong ones that OSS selects.
    pub strong: bool,
    /// The suites of TLS 1.2 and older versions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub custom: Vec<String>,
    /// The suites of TLS 1.3.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tls13_custom: Vec<String>,
}

impl HttpsConfig {
    /// Returns `true` if a client may use the version.
    #[cfg(feature = "tls")]
    pub(crate) fn allows(&self, version: TlsVersion) -> bool {
        self.tls_versions.is_empty() || self.tls_versions.contains(&version)
    }
}

/// The HTTPS configuration.
pub(crate) struct BucketHttps;

impl Setting for BucketHttps {
    type Value = HttpsConfig;
    type Form = HttpsConfig;

    const FACT: &'static str = "https";

    fn shown(config: &HttpsConfig) -> String {
        let versions: Vec<&str> = config.tls_versions.iter().map(|version| version.as_str()).collect();
        let versions = if versions.is_empty() { "any TLS".to_owned() } else { versions.join(" ") };
        let suites = if config.cipher_suites.is_some() { " with its cipher suites" } else { "" };
        versions + suites
    }

    fn exact(config: &HttpsConfig) -> Option<String> {
        Some(format!("{config:?}"))
    }

    fn form(config: &HttpsConfig) -> Option<HttpsConfig> {
        (*config != HttpsConfig::default()).then(|| config.clone())
    }

    fn read(config: &HttpsConfig) -> Result<HttpsConfig, FormError> {
        Ok(config.clone())
    }
}
