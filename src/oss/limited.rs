//! What a front asks about a call before and after it is carried out: how fast its body may travel, and whether it takes
//! long.

use bytes::Bytes;
use http::Response;

use super::Admitted;
use super::timeline::Time;
use crate::op::{self, Operation, Traffic, TrafficLimit};
use crate::wire::gzip;

impl Admitted {
    /// The limit that its body has, while the clock runs: in a world whose time stands still nobody waits.
    fn limit(&self) -> Option<TrafficLimit> {
        let traffic = self.operation.traffic();
        if !matches!(traffic, Traffic::Upload | Traffic::Download)
            || matches!(self.oss.lock().clock.current(), Time::Frozen(_))
        {
            return None;
        }
        TrafficLimit::read(&self.call).ok().flatten()
    }

    /// The limit for reading its body, if that is an upload. Of a form it is told by the form itself.
    pub(crate) fn upload_limit(&self) -> Option<TrafficLimit> {
        let known = self.operation.traffic() == Traffic::Upload && self.operation != Operation::PostObject;
        if known { self.limit() } else { None }
    }

    /// A response with the limit among its extensions, if there is one.
    pub(super) fn limited(&self, mut response: Response<Bytes>) -> Response<Bytes> {
        if let Some(limit) = self.limit() {
            response.extensions_mut().insert(limit);
        }
        response
    }

    /// Returns `true` if carrying it out may take long however short its body is: objects and parts that are stored are hashed,
    /// and text is compressed.
    pub(crate) fn works_on_stored(&self, long: usize) -> bool {
        let object = || op::object_meant(&self.call, self.looked_up.bucket.as_deref());
        match self.operation {
            Operation::UploadPartCopy | Operation::CompleteMultipartUpload => true,
            Operation::GetObject => {
                gzip::is_accepted(&self.call) && object().is_some_and(|object| object.body.len() > long)
            }
            _ => false,
        }
    }
}
