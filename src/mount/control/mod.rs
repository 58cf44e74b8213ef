//! The control plane: arranges and inspects the fake over HTTP, for test suites in any language.

mod about;
mod access;
mod arrange;
mod body;
mod clock;
mod due;
mod expectations;
mod explain;
mod faults;
mod guard;
mod honesty;
mod journal;
mod kms;
mod media;
mod near;
mod overview;
mod page;
mod pattern;
mod plane;
mod replication;
mod reply;
mod routes;
mod snapshots;
mod test_worlds;
#[cfg(test)]
mod tests;
mod world;
mod worlds;

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use http::request::Parts;
use http::{Method, Response, StatusCode};
use tokio::sync::{Semaphore, watch};

pub use self::access::Control;
use self::guard::Guarded;
pub(super) use self::plane::ControlPlane;
use self::plane::{BUCKET, Controlled, PREFIX};
use self::reply::Problem;
use self::routes::ControlRoute;
use self::worlds::{ControlledWorld, NamedTest, TestWorld, TestWorlds};
use crate::error::{Profile, Refusal};
use crate::oss::Oss;
use crate::wire::{Call, Peer};

/// The most requests that may wait for a record at once, for any number of connections.
const MAX_WAITING: usize = 64;

/// The largest body a route accepts, other than a world.
const MAX_BODY: usize = 1024 * 1024;

/// The bytes of a world file per stored byte, at most: JSON has six for a control character.
const PER_STORED: u64 = 6;

/// A request to the control plane that may be carried out.
pub(super) struct ControlRequest {
    call: Call,
    /// The test whose world it is about, instead of that of the server.
    test: Option<NamedTest>,
    route: &'static ControlRoute,
    limit: usize,
}

impl ControlRequest {
    /// The largest body it may have.
    pub const fn body_limit(&self) -> usize {
        self.limit
    }
}

/// The largest world file that may replace the world of a fake.
pub(super) fn world_limit(oss: &Oss) -> u64 {
    oss.max_stored().saturating_mul(PER_STORED).saturating_add(MAX_BODY as u64)
}

/// Returns `true` if the path is that of the page without its final slash, which people type.
fn is_page_without_slash(path: &str) -> bool {
    path.strip_prefix('/') == Some(BUCKET)
}

/// Returns `true` if the request is what a browser sends for the address of the server. No client of OSS asks for HTML
/// and lists buckets without a signature.
fn is_browser_at_root(head: &Parts) -> bool {
    let html = |value: &HeaderValue| value.to_str().is_ok_and(|value| value.contains("text/html"));
    head.method == Method::GET
        && head.uri.path() == "/"
        && head.uri.query().is_none()
        && !head.headers.contains_key(AUTHORIZATION)
        && head.headers.get_all(ACCEPT).iter().any(html)
}

impl ControlPlane {
    /// Creates the control plane of a server with this many connections.
    pub fn new(
        control: Control,
        oss: &Oss,
        strict_clock: bool,
        connections: usize,
        stopped: watch::Receiver<()>,
    ) -> Self {
        Self {
            control,
            world: ControlledWorld::new(oss),
            tests: TestWorlds::new(strict_clock),
            world_limit: usize::try_from(world_limit(oss)).unwrap_or(usize::MAX),
            page: OnceLock::new(),
            waiting: Semaphore::new(MAX_WAITING.min(connections / 2)),
            stopped,
        }
    }

    /// Reads a request for the control plane; `None` if the request is for OSS.
    pub fn read(&self, head: &Parts, client: IpAddr) -> Option<Call> {
        let browses = is_browser_at_root(head);
        if !head.uri.path().starts_with(PREFIX) && !is_page_without_slash(head.uri.path()) && !browses {
            return None;
        }
        let mut call = Call::from_parts(head, Peer { ip: client, ..Peer::default() });
        self.world.oss.resolve_host(&mut call);
        // If the access rule refuses the page, the request is for OSS.
        let admitted = !browses || guard::check(&self.control, &call, Guarded::Place).is_ok();
        (admitted && call.bucket().is_none_or(|bucket| bucket == BUCKET)).then_some(call)
    }

    /// Checks the head of a request.
    pub fn admit(&self, call: Call) -> Result<ControlRequest, Response<Bytes>> {
        if let Err(refusal) = call.check_head() {
            let problem = refusal.cause.message(Profile::default());
            return Err(Problem::new(StatusCode::BAD_REQUEST, problem.to_owned()).respond());
        }
        if is_page_without_slash(call.uri.path()) {
            return Err(reply::to_page(StatusCode::PERMANENT_REDIRECT));
        }
        if call.uri.path() == "/" {
            return Err(reply::to_page(StatusCode::TEMPORARY_REDIRECT));
        }
        let path = call.uri.path().strip_prefix(PREFIX).unwrap_or_default();
        let route = routes::find(&call.method, path);
        let guarded = route.as_ref().map_or(Guarded::All, |route| route.guarded());
        let found = guard::check(&self.control, &call, guarded)
            .and(route)
            .and_then(|route| routes::check_head(route, &call).map(|()| route));
        let found = found.and_then(|route| match guarded {
            Guarded::Nothing => Ok((route, None)),
            _ => test_worlds::named_by(&call, &self.tests).map(|test| (route, test)),
        });
        let limit = |route: &ControlRoute| if route.takes_world() { self.world_limit } else { MAX_BODY };
        found.map(|(route, test)| ControlRequest { limit: limit(route), call, test, route }).map_err(Problem::respond)
    }

    /// Returns the fake of the test that a request to OSS belongs to, and the time of its clients; `None` for that of the server.
    /// Refuses a request that may belong to several.
    pub fn of_test(&self, head: &Parts) -> Result<Option<Arc<TestWorld>>, Refusal> {
        self.tests.of(head, &self.world.oss)
    }

    fn controlled<'a>(&'a self, request: &'a ControlRequest) -> Controlled<'a> {
        let world = request.test.as_ref().map_or(&self.world, |(_, test)| &test.world);
        Controlled { plane: self, oss: &world.oss, world, test: request.test.as_ref().map(|(id, _)| id) }
    }

    /// Waits as long as a request asks for, if there is room and the server does not stop. A change of the clock waits
    /// for the machine's next second.
    pub fn wait<'a>(&'a self, request: &ControlRequest) -> impl Future<Output = ()> + Send + use<'a> {
        let controlled = self.controlled(request);
        let moves = request.route.path == "clock";
        let rest = moves.then(|| controlled.oss.clock().rest_of_the_second()).flatten();
        let waits = request.route.parameters.contains(&"wait");
        let found = waits.then(|| journal::wait(&controlled, &request.call)).flatten();
        async move {
            if let Some(rest) = rest {
                tokio::time::sleep(rest).await;
            }
            let Some(found) = found else { return };
            let Ok(_room) = self.waiting.try_acquire() else { return };
            let mut stopped = self.stopped.clone();
            tokio::select! {
                // Nothing is ever sent: the sender was dropped.
                _ = stopped.changed() => {}
                () = found => {}
            }
        }
    }

    /// Carries out a request with its body; `None` if the body was too long.
    pub fn finish(&self, request: &ControlRequest, body: Option<&Bytes>) -> Response<Bytes> {
        let ControlRequest { call, route, limit, .. } = request;
        let controlled = self.controlled(request);
        match routes::check_body(route, call, body, *limit).and_then(|body| (route.run)(&controlled, call, body)) {
            Ok(reply) => reply.respond(),
            Err(problem) => problem.respond(),
        }
    }
}
