//! The bodies of requests and answers, for a journal that keeps them.

use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use http::header::CONTENT_TYPE;

#[cfg(feature = "state")]
use super::Oss;
use super::exchange::Exchange;
#[cfg(feature = "state")]
use crate::error::Refusal;
use crate::journal::KeptBody;
use crate::wire::header::X_OSS_SECURITY_TOKEN;

#[cfg(feature = "state")]
impl Oss {
    /// Shows a call in the journal with the refusal that was sent instead of its answer, and tells the observer of it.
    pub(crate) fn answered_instead(&self, request_id: &str, refusal: &Refusal, answer: &Bytes) {
        let limit = self.shared.settings.journal_bodies;
        let body = (limit > 0).then(|| KeptBody::new(answer, limit, &[]));
        let record = self.lock().log.answer_instead(request_id, refusal, body);
        if let Some(record) = record {
            self.observed(&record);
        }
    }
}

impl Exchange {
    /// Keeps the body of the request and that of the answer, as far as they are known, if the journal keeps bodies.
    pub fn keep_bodies(&self, request: Option<&Bytes>, answer: Option<&Response<Bytes>>) {
        let Some(bodies) = self.recorded().bodies.as_deref() else { return };
        let limit = self.oss.shared.settings.journal_bodies;
        let secrets = self.secrets();
        if let Some(body) = request {
            let media_type = self.request.call.header(CONTENT_TYPE);
            // The first one counts: the call that a form stands for has its file alone.
            bodies.request.get_or_init(|| KeptBody::of_request(media_type.as_deref(), body, limit, &secrets));
        }
        if let Some(answer) = answer {
            bodies.answer.get_or_init(|| KeptBody::new(answer.body(), limit, &secrets));
        }
    }

    /// The secrets of the world, and the token of the request, which may be of another one.
    fn secrets(&self) -> Vec<Arc<str>> {
        let call = &self.request.call;
        let header = call.header(X_OSS_SECURITY_TOKEN).map(|token| (*token).into());
        let parameters = ["security-token", "x-oss-security-token"].map(|name| call.query.get(name).map(Into::into));
        let of_world = self.oss.read(|world| world.secrets().cloned().collect::<Vec<Arc<str>>>());
        of_world.into_iter().chain(header).chain(parameters.into_iter().flatten()).collect()
    }
}
