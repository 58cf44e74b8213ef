//! The resource that a question is about.

use std::fmt;

/// `acs:{service}:{region}:{owner}:{path}`; the path is `bucket`, `bucket/key`, or `*` for the service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resource<'a> {
    pub service: &'a str,
    pub region: &'a str,
    pub owner: &'a str,
    pub path: &'a str,
}

impl fmt::Display for Resource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "acs:{}:{}:{}:{}", self.service, self.region, self.owner, self.path)
    }
}
