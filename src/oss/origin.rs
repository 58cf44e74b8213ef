//! The closures of a test that stand in for the servers that OSS calls.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;
use std::thread::ThreadId;

use bytes::Bytes;
use http::uri::Authority;
use http::{Request, Response, Uri};

/// A closure of a test that answers the calls of OSS to one host.
#[derive(Clone)]
pub(super) struct TestOrigin(pub Arc<dyn Fn(Request<Bytes>) -> Response<Bytes> + Send + Sync>);

impl fmt::Debug for TestOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Origin")
    }
}

/// The closures, by their hosts in lower case.
#[derive(Debug, Clone, Default)]
pub(super) struct Origins(BTreeMap<Box<str>, TestOrigin>);

impl Origins {
    /// Adds a closure; the last one for a host counts.
    pub fn add(&mut self, host: &str, origin: TestOrigin) {
        self.0.insert(host.to_ascii_lowercase().into(), origin);
    }

    /// Returns the closure for a URL: that of its host and port, or of its host alone.
    pub fn of(&self, uri: &Uri) -> Option<&TestOrigin> {
        let authority = uri.authority().map(Authority::as_str).unwrap_or_default().to_ascii_lowercase();
        let host = uri.host().unwrap_or_default().to_ascii_lowercase();
        self.0.get(&*authority).or_else(|| self.0.get(&*host))
    }
}

/// The number of running closures in each thread that has any.
pub(super) type Depths = HashMap<ThreadId, usize>;
