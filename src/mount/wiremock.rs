//! The in-process front, on wiremock: the test's own `Mock`s come first, the fake answers the rest.

use std::fmt;
use std::io::ErrorKind::ConnectionReset;
use std::ops::Deref;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Waker};

use bytes::Bytes;
use tokio::task::unconstrained;
use wiremock::matchers::any;
use wiremock::{Match, Mock, MockServer, Request, Respond, ResponseTemplate};

use super::blocking;
use crate::effect::{BodyFault, Disruption};
use crate::oss::{MachineTime, Oss};
use crate::wire::Peer;

/// The lowest priority there is: the test's own stubs win.
const LAST: u8 = 255;

/// The number of requests at which a warning is logged. wiremock keeps every request until its server is dropped, 6 to
/// 7 kB each.
const MANY_REQUESTS: u64 = 10_000;

/// A fake OSS over HTTP, on a wiremock server of its own.
///
/// It dereferences to its [`Oss`]. It listens on `127.0.0.1` until it is dropped, so clients use path-style addressing,
/// or a bucket in the `Host` header.
///
/// # Limits
///
/// wiremock reads every body to its end before the fake decides on the request, answers one request at a time, and
/// keeps every request until the server is dropped: a warning is logged at 10,000. It rewrites dot segments in paths,
/// so keys with them cannot be signed through it; it closes the connection of a request with a malformed target; and
/// for a target that begins with `http://localhost/`, the `Host` header counts. Bodies with `x-oss-traffic-limit`
/// travel as fast as others. Mount stubs beside the fake with [`OssServer::wiremock`] and `mount`; `mount_as_scoped` is
/// not safe there, because wiremock 0.6 may unmount another mock than the scoped one.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use ossmock::OssServer;
///
/// let oss = OssServer::start().await;
/// let logs = oss.create_account("acme").create_bucket("logs");
/// let endpoint = oss.uri(); // http://127.0.0.1:…
/// // … point a client at the endpoint, then assert:
/// logs.assert_encryption(None);
/// # }
/// ```
#[doc(alias = "MockServer")]
pub struct OssServer {
    oss: Oss,
    server: OutsideBudget,
}

/// Configures an [`OssServer`] before it starts.
#[derive(Debug, Default)]
pub struct OssServerBuilder {
    oss: Oss,
    peer: Peer,
    strict_clock: bool,
}

impl OssServer {
    /// Starts a server with an empty fake.
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// Starts a server of an existing fake. [`OssServer::builder`] has options.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use ossmock::{Oss, OssServer};
    ///
    /// let oss = Oss::new();
    /// let logs = oss.create_account("acme").create_bucket("logs");
    /// let server = OssServer::with(oss).await;
    /// assert_eq!(server.bucket("logs").expect("the same fake").name(), logs.name());
    /// # }
    /// ```
    pub async fn with(oss: Oss) -> Self {
        Self::builder().oss(oss).start().await
    }

    /// Starts a server with an empty fake, in a test without a runtime.
    ///
    /// The server has a thread of its own, which ends once it is dropped.
    ///
    /// # Panics
    ///
    /// In a tokio runtime: use [`OssServer::start`] there.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::OssServer;
    ///
    /// # fn main() {
    /// let oss = OssServer::start_blocking(); // in a plain #[test]
    /// let logs = oss.create_account("acme").create_bucket("logs");
    /// let endpoint = oss.uri(); // http://127.0.0.1:…
    /// // … point a client that blocks at the endpoint, then assert:
    /// logs.assert_encryption(None);
    /// # }
    /// ```
    #[track_caller]
    #[must_use]
    pub fn start_blocking() -> Self {
        Self::builder().start_blocking()
    }

    /// Returns a builder with the defaults.
    #[must_use]
    pub fn builder() -> OssServerBuilder {
        OssServerBuilder::default()
    }

    /// Returns the endpoint to give to a client: `http://127.0.0.1:…`.
    #[must_use]
    pub fn uri(&self) -> String {
        self.server.get().uri()
    }

    /// Returns the wiremock server, to mount the test's own stubs with `wiremock` 0.6; they come before the fake.
    ///
    /// A stub replaces the whole answer: the journal, expectations and assertions do not see the calls it answers.
    /// [`Oss::intercept`] answers calls that they do see.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use ossmock::OssServer;
    /// use wiremock::matchers::{method, path};
    /// use wiremock::{Mock, ResponseTemplate};
    ///
    /// let oss = OssServer::start().await;
    /// oss.create_account("acme").create_bucket("logs");
    /// let odd = Mock::given(method("GET")).and(path("/logs/note")).respond_with(ResponseTemplate::new(418));
    /// odd.mount(oss.wiremock()).await;
    ///
    /// assert_eq!(reqwest::get(format!("{}/logs/note", oss.uri())).await.unwrap().status(), 418);
    /// assert_eq!(reqwest::get(format!("{}/logs/other", oss.uri())).await.unwrap().status(), 403); // the fake
    /// assert_eq!(oss.journal().len(), 1);
    /// # }
    /// ```
    #[must_use]
    pub const fn wiremock(&self) -> &MockServer {
        self.server.get()
    }
}

/// A wiremock server that can be dropped in a tokio task, for any number of servers dropped in the same poll.
struct OutsideBudget(Option<MockServer>);

impl OutsideBudget {
    const fn get(&self) -> &MockServer {
        match &self.0 {
            Some(server) => server,
            None => unreachable!(),
        }
    }
}

impl Drop for OutsideBudget {
    /// Drops the server outside of tokio's budget. wiremock verifies the test's stubs in its drop and blocks on a lock
    /// for that. If the task has used up its budget for one poll, the lock would never be ready. A stub that was not
    /// called as expected still panics here.
    fn drop(&mut self) {
        let server = self.0.take();
        let dropped = pin!(unconstrained(async move { drop(server) }));
        let _ = dropped.poll(&mut Context::from_waker(Waker::noop()));
    }
}

impl Deref for OssServer {
    type Target = Oss;

    fn deref(&self) -> &Oss {
        &self.oss
    }
}

impl fmt::Debug for OssServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OssServer").field("uri", &self.uri()).field("oss", &self.oss).finish_non_exhaustive()
    }
}

impl OssServerBuilder {
    /// Sets the fake to serve, instead of a new one with the defaults.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use ossmock::{Oss, OssServer, Profile};
    ///
    /// let oss = Oss::builder().profile(Profile::Observed).build();
    /// let server = OssServer::builder().oss(oss).start().await;
    /// # }
    /// ```
    #[must_use]
    pub fn oss(mut self, oss: Oss) -> Self {
        self.oss = oss;
        self
    }

    /// Sets the apparent origin of requests, instead of `127.0.0.1` without TLS.
    #[must_use]
    pub fn peer(mut self, peer: Peer) -> Self {
        self.peer = peer;
        self
    }

    /// Judges the dates of signatures by the fake's clock alone; `false` by default. [`Clock`](crate::Clock) describes
    /// how a server reads them otherwise. It is for tests of clients with a wrong clock.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use ossmock::OssServer;
    ///
    /// let oss = OssServer::builder().strict_clock(true).start().await;
    /// oss.clock().advance(std::time::Duration::from_secs(3_600)); // every real client is an hour late now
    /// # }
    /// ```
    #[must_use]
    pub const fn strict_clock(mut self, strict: bool) -> Self {
        self.strict_clock = strict;
        self
    }

    /// Starts the server.
    pub async fn start(self) -> OssServer {
        // A server from wiremock's pool would come back with another test's state.
        let server = MockServer::builder().start().await;
        mount(&self.oss, self.peer, self.strict_clock, &server).await;
        OssServer { oss: self.oss, server: OutsideBudget(Some(server)) }
    }

    /// Starts the server in a test without a runtime, as [`OssServer::start_blocking`] does.
    ///
    /// # Panics
    ///
    /// In a tokio runtime.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Oss, OssServer};
    ///
    /// let server = OssServer::builder().oss(Oss::new()).strict_clock(true).start_blocking();
    /// ```
    #[track_caller]
    #[must_use]
    pub fn start_blocking(self) -> OssServer {
        match blocking::runtime() {
            // wiremock serves on a thread of its own, so the runtime is needed for the start only.
            Ok(runtime) => runtime.block_on(self.start()),
            Err(error) => panic!("a tokio runtime to start the server: {error}"),
        }
    }
}

impl Oss {
    /// Mounts the fake on a wiremock server the test already has, after all its other mocks.
    ///
    /// See [`OssServer`] for the limits of this front.
    pub async fn mount(&self, server: &MockServer) {
        mount(self, Peer::default(), false, server).await;
    }
}

async fn mount(oss: &Oss, peer: Peer, strict_clock: bool, server: &MockServer) {
    let front = Responder(Arc::new(Inner {
        oss: oss.for_front(),
        peer,
        machine: oss.machine_time(strict_clock),
        requests: AtomicU64::new(0),
        answer: Mutex::default(),
    }));
    // A mock either answers or closes the connection, it cannot choose. So the first mock asks the fake, and closes if
    // the fake asks for that; otherwise the second mock gives the answer. wiremock matches one request at a time.
    let closes = Mock::given(front.clone()).respond_with_err(|_: &Request| std::io::Error::from(ConnectionReset));
    closes.with_priority(LAST).mount(server).await;
    Mock::given(any()).respond_with(front).with_priority(LAST).mount(server).await;
}

#[derive(Clone)]
struct Responder(Arc<Inner>);

struct Inner {
    oss: Oss,
    peer: Peer,
    machine: MachineTime,
    requests: AtomicU64,
    /// The answer, passed from the first mock to the second.
    answer: Mutex<Option<ResponseTemplate>>,
}

impl Match for Responder {
    /// Returns `true` if the connection is to be closed.
    fn matches(&self, request: &Request) -> bool {
        let answer = self.0.answer(request);
        let closes = answer.is_none();
        *self.0.answer.lock().unwrap_or_else(PoisonError::into_inner) = answer;
        closes
    }
}

impl Respond for Responder {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let answer = self.0.answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        answer.expect("the first mock has asked the fake about this request")
    }
}

impl Inner {
    /// Returns the answer; `None` if the connection is to be closed.
    fn answer(&self, request: &Request) -> Option<ResponseTemplate> {
        if self.requests.fetch_add(1, Ordering::Relaxed) + 1 == MANY_REQUESTS {
            log::warn!("wiremock has kept {MANY_REQUESTS} requests of this server in memory, and keeps all to come");
        }
        // wiremock makes a whole URL of a path, on `localhost`; any other host stood in the target.
        let url = &request.url;
        let is_absolute = url.host_str() != Some("localhost") || url.port().is_some();
        let origin = if is_absolute { 0 } else { url.scheme().len() + "://".len() + url.authority().len() };
        let target = &url.as_str()[origin..];
        // The bytes came over HTTP; if the `url` crate makes no request of them, OSS has no answer either.
        let Ok(uri) = target.parse() else { return Some(ResponseTemplate::new(400)) };
        let (mut head, ()) = http::Request::new(()).into_parts();
        (head.method, head.uri, head.headers) = (request.method.clone(), uri, request.headers.clone());
        let body = Bytes::copy_from_slice(&request.body);
        let response = self.oss.handle_at(self.machine.now(), head, self.peer.clone(), body);
        let disruption = response.extensions().get::<Disruption>().copied().unwrap_or_default();
        let template = match disruption.body_fault() {
            None => template(response),
            Some(BodyFault::Close) => return None,
            Some(cut) => ResponseTemplate::new(501)
                .set_body_string(format!("NotEmulated: wiremock cannot break an answer ({cut}): use NativeServer\n")),
        };
        Some(if disruption.latency().is_zero() { template } else { template.set_delay(disruption.latency()) })
    }
}

fn template(response: http::Response<Bytes>) -> ResponseTemplate {
    let (head, body) = response.into_parts();
    // A header that is repeated has its name once.
    let mut repeated = None;
    let headers = head.headers.into_iter().map(|(name, value)| {
        repeated = name.or_else(|| repeated.take());
        (repeated.clone().expect("the first header has a name"), value)
    });
    ResponseTemplate::new(head.status).append_headers(headers).set_body_bytes(body)
}
