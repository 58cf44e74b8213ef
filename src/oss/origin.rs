//! The closure with which a test answers the calls that OSS makes to other servers.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread::ThreadId;

use bytes::Bytes;
use http::{Request, Response};

/// The closure of a test that answers calls of OSS.
#[derive(Clone)]
pub(super) struct TestOrigin(pub Arc<dyn Fn(Request<Bytes>) -> Response<Bytes> + Send + Sync>);

/// The number of running closures in each thread that has any.
pub(super) type Depths = HashMap<ThreadId, usize>;
