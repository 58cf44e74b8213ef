//! The domains of a bucket in a world file.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::value::{Moment, read_timestamp};
use super::write::{Out, WorldWriter};
use super::wrong::{Wrong, in_value};
use crate::handle::Bucket;
use crate::oss::Oss;
use crate::world::{StoredBucket, World};

/// A domain: its name alone if it was bound when the bucket was created, and has no certificate.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, deny_unknown_fields, expecting = "expected a domain, or `{ domain = \"…\" }`")]
pub(super) enum CnameTable {
    Name(String),
    Bound { domain: String, since: Option<Moment>, certificate: Option<String> },
}

impl CnameTable {
    pub fn build(table: &Spanned<Self>, oss: &Oss, bucket: &Bucket) -> Result<(), Wrong> {
        let created = oss.read(|world| world.bucket(bucket.name()).map(|bucket| bucket.created));
        let (domain, since, certificate) = match table.get_ref() {
            Self::Name(domain) => (domain, None, None),
            // The place of a value in an untagged table is not known: that of the table is told.
            Self::Bound { domain, since, certificate } => {
                let since = since.as_ref().map(|since| Spanned::new(table.span(), since.clone()));
                (domain, since, certificate.as_deref())
            }
        };
        let since: Option<Timestamp> = since.as_ref().map(read_timestamp).transpose()?.or(created);
        bucket.try_cname(domain, since, certificate).map_err(in_value(table))
    }
}

/// A domain as it is written.
#[derive(Serialize, PartialEq)]
#[serde(untagged)]
enum Written<'a> {
    Name(&'a str),
    Bound {
        domain: &'a str,
        since: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        certificate: Option<&'a str>,
    },
}

impl<O: Out> WorldWriter<O> {
    /// Writes the domains of a bucket.
    pub fn cnames(&mut self, bucket: &StoredBucket, world: &World) {
        let cnames = world.cnames_of(&bucket.name).map(|(domain, bound)| match &bound.certificate {
            None if bound.since == bucket.created => Written::Name(domain),
            certificate => {
                Written::Bound { domain, since: bound.since.to_string(), certificate: certificate.as_deref() }
            }
        });
        self.key_unless(&Vec::new(), "cname", &cnames.collect());
    }
}
