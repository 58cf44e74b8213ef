//! ossmock's own front: a hyper listener that refuses a request before it reads the body.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, HeaderValue};
use http::request::Parts;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tokio::time::{sleep, sleep_until, timeout};

use super::beside::{LONG, beside};
use super::blocking::RuntimeThread;
#[cfg(feature = "control")]
use super::control::{self, Control, ControlPlane, ControlledWorld};
use super::discard::{Announced, DiscardLimits, Unread};
use super::limits::{Client, Limits};
use super::line::ResettableStream;
use super::outbound::{Callers, depth};
use super::pace::{self, Pace};
use super::pieces::ResponseBody;
#[cfg(feature = "state")]
use super::state::{Keeping, StateKeeper, not_kept, settled};
use super::timer::ConnectionTimer;
#[cfg(feature = "tls")]
use super::tls::{Gate, Tls};
use super::upload::{BodyRoom, GivenUp, IncomingBody};
use crate::effect::{BodyFault, Disruption};
use crate::op::{Traffic, TrafficLimit};
use crate::oss::{Admitted, Finish, MachineTime, Oss};
use crate::wire::Peer;

/// The time that open connections have to end after the server stops.
const GRACE: Duration = Duration::from_secs(5);

/// A fake OSS over HTTP/1.1 or HTTPS, on a listener of its own.
///
/// It dereferences to its [`Oss`], and serves until it is dropped or [`NativeServer::shutdown`]. Unlike
/// [`OssServer`](crate::OssServer) it decides on the head of a request before it reads the body (and before it answers
/// `Expect: 100-continue`), uses the request target as it was sent, keeps no request, and serves connections side by
/// side. Clients may use it as an HTTP proxy, too: it understands absolute-form targets. With the feature `tls` and
/// `NativeServerBuilder::tls` it speaks HTTPS only.
///
/// # Limits
///
/// The defaults, which [`NativeServerBuilder`] changes: 1,024 connections at once (more wait to be accepted); 100
/// headers and 64 KiB of head (more is answered with 431). A head must arrive within 10 seconds; the same limit holds
/// for an idle connection and for a TLS handshake. A body may make no progress for 10 seconds. A body is limited to 1
/// MiB, or to 2 or 4 if it lists keys or parts; the body of an object is limited to the bytes that the fake may store,
/// and so are all bodies under way together (more wait).
///
/// A refusal is sent before the body of its request is read. A client that is still sending would find the connection
/// broken and never read it, so the rest of the body is read and discarded, which takes no memory: up to 256 MiB and 30
/// seconds. After that the connection is closed. A client that sends `Expect: 100-continue` gets the refusal instead of
/// `100 Continue`; its connection is closed unless the body arrives within a second.
///
/// The bodies of uploads and downloads with `x-oss-traffic-limit` travel no faster than the limit, in real time, while
/// the fake's clock runs; other connections do not wait. If the clock stands still, and in [`Oss::handle`] and
/// [`OssServer`](crate::OssServer), the limit is checked and nothing waits.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use ossmock::NativeServer;
///
/// let oss = NativeServer::start().await;
/// let logs = oss.create_account("acme").create_bucket("logs");
/// let endpoint = oss.uri(); // http://127.0.0.1:…
/// // … point a client at the endpoint, then assert:
/// logs.assert_encryption(None);
/// # }
/// ```
#[doc(alias = "MockServer")]
pub struct NativeServer {
    oss: Oss,
    address: SocketAddr,
    #[cfg(feature = "tls")]
    tls: Option<Tls>,
    /// Stops the server when it is dropped.
    stop: watch::Sender<()>,
    listener: JoinHandle<()>,
    /// The runtime of a server that was started in a test without one.
    _runtime: Option<RuntimeThread>,
}

/// Configures a [`NativeServer`] before it starts.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// use ossmock::{NativeServer, Oss, Profile};
///
/// let oss = Oss::builder().profile(Profile::Observed).build();
/// let server = NativeServer::builder().oss(oss).max_connections(16).start().await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct NativeServerBuilder {
    oss: Oss,
    listen: SocketAddr,
    strict_clock: bool,
    limits: Limits,
    pub(super) callers: Callers,
    #[cfg(feature = "control")]
    control: Option<Control>,
    #[cfg(feature = "state")]
    state: Option<Arc<Keeping>>,
    #[cfg(feature = "tls")]
    tls: Option<Tls>,
}

impl Default for NativeServerBuilder {
    fn default() -> Self {
        Self {
            oss: Oss::default(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            strict_clock: false,
            callers: Callers::default(),
            limits: Limits::default(),
            #[cfg(feature = "control")]
            control: None,
            #[cfg(feature = "state")]
            state: None,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }
}

impl NativeServerBuilder {
    /// Sets the fake to serve, instead of a new one with the defaults.
    #[must_use]
    pub fn oss(mut self, oss: Oss) -> Self {
        self.oss = oss;
        self
    }

    /// Serves the fake whose world is kept in a folder, and answers calls once the folder has their changes.
    ///
    /// `POST /_ossmock/reset` goes back to the fake with which [`StateDir::keep`](crate::state::StateDir::keep) was called, also
    /// if the folder had a world. [`StateDir`](crate::state::StateDir) has an example.
    #[cfg(feature = "state")]
    #[must_use]
    pub fn state(mut self, keeper: &StateKeeper) -> Self {
        self.oss = keeper.oss().clone();
        self.state = Some(keeper.keeping().clone());
        self
    }

    /// Sets the address to listen on, `127.0.0.1:0` by default; port 0 picks a free one.
    #[must_use]
    pub const fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Enables TLS with this certificate: the endpoint is `https://…`, requests seem to come over TLS ([`Peer::tls`]),
    /// and a client without TLS is disconnected.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Sets the apparent origin of requests, instead of the client's address, with TLS if the server has it.
    #[must_use]
    pub fn peer(mut self, peer: Peer) -> Self {
        self.limits.peer = Some(peer);
        self
    }

    /// Judges the dates of signatures by the fake's clock alone; `false` by default. [`Clock`](crate::Clock) describes
    /// how a server reads them otherwise. It is for tests of clients with a wrong clock.
    #[must_use]
    pub const fn strict_clock(mut self, strict: bool) -> Self {
        self.strict_clock = strict;
        self
    }

    /// Enables the control plane with this access rule; it is off by default. `POST /_ossmock/reset` goes back to the
    /// fake as it is when the server starts.
    #[cfg(feature = "control")]
    #[must_use]
    pub fn control(mut self, control: Control) -> Self {
        self.control = Some(control);
        self
    }

    /// Limits the connections that are served at once; more wait to be accepted. The default is 1,024, the minimum one.
    #[must_use]
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.limits.connections = connections.clamp(1, Semaphore::MAX_PERMITS);
        self
    }

    /// Limits the headers of a request, 100 by default.
    #[must_use]
    pub const fn max_headers(mut self, headers: usize) -> Self {
        self.limits.head.headers = headers;
        self
    }

    /// Limits the bytes of the head of a request, 64 KiB by default and 8 KiB at least.
    #[must_use]
    pub fn max_head_bytes(mut self, bytes: usize) -> Self {
        // hyper panics below its own minimum.
        self.limits.head.bytes = bytes.max(8 * 1024);
        self
    }

    /// Limits the time for the head of a request to arrive, for a connection to idle before it, and for a TLS handshake
    /// before that; 10 seconds by default.
    #[must_use]
    pub const fn head_timeout(mut self, time: Duration) -> Self {
        self.limits.head_time = time;
        self
    }

    /// Limits the time a body may make no progress, 10 seconds by default. Its connection is closed after it.
    #[must_use]
    pub const fn body_timeout(mut self, time: Duration) -> Self {
        self.limits.body_time = time;
        self
    }

    /// Limits the part of a refused body that is read and discarded after the refusal, so that its client can read the
    /// refusal: 256 MiB and 30 seconds by default. The connection is closed after that, which the client may see before
    /// the refusal.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
    /// use std::time::Duration;
    ///
    /// let oss = ossmock::NativeServer::builder().discard_limits(1024 * 1024, Duration::from_secs(1)).start().await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub const fn discard_limits(mut self, bytes: u64, time: Duration) -> Self {
        self.limits.discard = DiscardLimits { bytes, time };
        self
    }

    /// Starts the server, on the tokio runtime of the caller.
    ///
    /// # Errors
    ///
    /// If the address cannot be listened on.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with its I/O and time drivers enabled.
    pub async fn start(self) -> io::Result<NativeServer> {
        let listener = TcpListener::bind(self.listen).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(());
        #[cfg(feature = "tls")]
        let gate = match &self.tls {
            Some(tls) => Some(tls.gate(&self.oss, address.ip(), self.limits.head_time, stopped.clone())?),
            None => None,
        };
        #[cfg(feature = "control")]
        let connections = self.limits.connections;
        #[cfg(all(feature = "control", feature = "state"))]
        let reset_to = self.state.as_ref().map_or(&self.oss, |state| state.start());
        #[cfg(all(feature = "control", not(feature = "state")))]
        let reset_to = &self.oss;
        let served = Served {
            uploads: BodyRoom::new(self.oss.max_stored()),
            callers: self.callers.listening_on(address.ip()),
            #[cfg(feature = "control")]
            orders: BodyRoom::new(control::world_limit(&self.oss)),
            oss: self.oss.for_front(),
            machine: self.oss.machine_time(self.strict_clock),
            limits: self.limits,
            #[cfg(feature = "control")]
            control: self.control.map(|control| {
                let world = ControlledWorld::new(&self.oss, reset_to);
                ControlPlane::new(control, world, self.strict_clock, connections, stopped.clone()).into()
            }),
            #[cfg(feature = "state")]
            state: self.state.clone(),
            #[cfg(feature = "tls")]
            gate,
        };
        let listener = tokio::spawn(serve(listener, Arc::new(served), stopped));
        Ok(NativeServer {
            oss: self.oss,
            address,
            #[cfg(feature = "tls")]
            tls: self.tls,
            stop,
            listener,
            _runtime: None,
        })
    }

    /// Starts the server in a test without a runtime, as [`NativeServer::start_blocking`] does.
    ///
    /// # Errors
    ///
    /// If the address cannot be listened on, or there can be no more threads.
    ///
    /// # Panics
    ///
    /// In a tokio runtime.
    #[track_caller]
    pub fn start_blocking(self) -> io::Result<NativeServer> {
        let runtime = RuntimeThread::start()?;
        let server = runtime.handle().block_on(self.start())?;
        Ok(NativeServer { _runtime: Some(runtime), ..server })
    }
}

impl NativeServer {
    /// Starts a server with an empty fake on a free port of `127.0.0.1`.
    ///
    /// # Panics
    ///
    /// If there is no free port, or outside a tokio runtime.
    pub async fn start() -> Self {
        listening(Self::builder().start().await)
    }

    /// Starts a server of an existing fake on a free port of `127.0.0.1`. [`NativeServer::builder`] has options.
    ///
    /// # Panics
    ///
    /// If there is no free port, or outside a tokio runtime.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use ossmock::{NativeServer, Oss};
    ///
    /// let oss = Oss::new();
    /// let logs = oss.create_account("acme").create_bucket("logs");
    /// let server = NativeServer::with(oss).await;
    /// assert_eq!(server.bucket("logs").expect("the same fake").name(), logs.name());
    /// # }
    /// ```
    pub async fn with(oss: Oss) -> Self {
        listening(Self::builder().oss(oss).start().await)
    }

    /// Starts a server with an empty fake on a free port of `127.0.0.1`, in a test without a runtime.
    ///
    /// The server has a runtime on a thread of its own. Dropping the server stops it at once, requests under way included,
    /// and waits for the thread to end.
    ///
    /// # Panics
    ///
    /// If there is no free port, or in a tokio runtime: use [`NativeServer::start`] there.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::NativeServer;
    ///
    /// # fn main() {
    /// let oss = NativeServer::start_blocking(); // in a plain #[test]
    /// let logs = oss.create_account("acme").create_bucket("logs");
    /// let endpoint = oss.uri(); // http://127.0.0.1:…
    /// // … point a client that blocks at the endpoint, then assert:
    /// logs.assert_encryption(None);
    /// # }
    /// ```
    #[track_caller]
    #[must_use]
    pub fn start_blocking() -> Self {
        listening(Self::builder().start_blocking())
    }

    /// Returns a builder with the defaults.
    #[must_use]
    pub fn builder() -> NativeServerBuilder {
        NativeServerBuilder::default()
    }

    /// Returns the endpoint to give to a client: `http://127.0.0.1:…`, or `https://127.0.0.1:…` with TLS.
    #[must_use]
    pub fn uri(&self) -> String {
        #[cfg(feature = "tls")]
        if self.tls.is_some() {
            return format!("https://{}", self.address);
        }
        format!("http://{}", self.address)
    }

    /// Returns the certificate that clients must trust, as PEM, if the certificate of the server was minted; see
    /// [`Tls::ca_pem`].
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn ca_pem(&self) -> Option<&str> {
        self.tls.as_ref()?.ca_pem()
    }

    /// Returns the address the server listens on.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops accepting, lets requests under way end for up to 5 seconds, and returns the fake.
    pub async fn shutdown(self) -> Oss {
        drop(self.stop);
        // The task ends by itself; if it panicked there is nothing left to stop.
        let _ = self.listener.await;
        self.oss
    }
}

/// The server, if it could be started.
#[track_caller]
fn listening(started: io::Result<NativeServer>) -> NativeServer {
    match started {
        Ok(server) => server,
        Err(error) => panic!("a port of 127.0.0.1 to listen on: {error}"),
    }
}

impl Deref for NativeServer {
    type Target = Oss;

    fn deref(&self) -> &Oss {
        &self.oss
    }
}

impl fmt::Debug for NativeServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NativeServer").field("uri", &self.uri()).field("oss", &self.oss).finish_non_exhaustive()
    }
}

/// The state that all connections share.
struct Served {
    oss: Oss,
    machine: MachineTime,
    limits: Limits,
    uploads: BodyRoom,
    callers: Callers,
    /// The room for bodies of requests to the control plane.
    #[cfg(feature = "control")]
    orders: BodyRoom,
    #[cfg(feature = "control")]
    control: Option<Arc<ControlPlane>>,
    #[cfg(feature = "state")]
    state: Option<Arc<Keeping>>,
    #[cfg(feature = "tls")]
    gate: Option<Gate>,
}

/// Accepts connections until the server stops, then waits for the open ones.
async fn serve(listener: TcpListener, served: Arc<Served>, mut stopped: watch::Receiver<()>) {
    let room = Arc::new(Semaphore::new(served.limits.connections));
    let graceful = GracefulShutdown::new();
    loop {
        let accept = async {
            // The semaphore is never closed, so a permit always comes.
            let permit = room.clone().acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            // Nothing is ever sent: the sender was dropped.
            _ = stopped.changed() => break,
            accepted = accept => accepted,
        };
        let Ok((stream, client)) = accepted else {
            // Too many open files, for example: wait until some are closed.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let attended = attend(stream, client, served.clone(), graceful.watcher());
        tokio::spawn(async move {
            attended.await;
            drop(permit);
        });
    }
    drop(listener);
    let _ = timeout(GRACE, graceful.shutdown()).await;
}

/// Serves one client, from its connection to its end. An error means that the client went away or sent garbage, and is
/// ignored.
async fn attend(stream: TcpStream, client: SocketAddr, served: Arc<Served>, watcher: Watcher) {
    // Small answers must not wait for more bytes. A socket without the option works as well, but later.
    let _ = stream.set_nodelay(true);
    let stream = ResettableStream::new(stream);
    let reset = stream.reset();
    #[cfg(feature = "tls")]
    if let Some(gate) = &served.gate {
        if let Some(stream) = gate.pass(stream).await {
            let _ =
                watcher.watch(connection(stream, Client { address: client, tls: true }, reset, served.clone())).await;
        }
        return;
    }
    let _ = watcher.watch(connection(stream, Client { address: client, tls: false }, reset, served)).await;
}

/// Serves one connection, with all its requests.
fn connection<S>(
    stream: S,
    client: Client,
    reset: Arc<AtomicBool>,
    served: Arc<Served>,
) -> impl GracefulConnection<Error = hyper::Error> + Send + use<S>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let limits = &served.limits;
    let timer = ConnectionTimer::new(limits.head_time);
    http1::Builder::new()
        .timer(timer.clone())
        // A client that has closed its half still gets its answer.
        .half_close(true)
        .header_read_timeout(limits.head_time)
        .max_headers(limits.head.most_headers())
        .max_buf_size(limits.head.most_bytes())
        .serve_connection(
            TokioIo::new(stream),
            service_fn(move |request| answer(served.clone(), client, reset.clone(), timer.clone(), request)),
        )
}

/// Answers one request, or gives up on a client that does not send the body it announced. It applies the effects of
/// faults on the connection.
async fn answer(
    served: Arc<Served>,
    client: Client,
    reset: Arc<AtomicBool>,
    timer: ConnectionTimer,
    request: Request<Incoming>,
) -> Result<Response<ResponseBody>, GivenUp> {
    let (head, body) = request.into_parts();
    let closes = head.headers.get(CONNECTION).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"close"));
    let (mut response, unread) = served.carry_out(head, client, &timer, body).await?;
    if closes || unread.as_ref().is_some_and(|unread| !unread.ends()) {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    let disruption = response.extensions().get::<Disruption>().copied().unwrap_or_default();
    if !disruption.latency().is_zero() {
        sleep(disruption.latency()).await;
    }
    // Only after the answer is there: reading a body that waits for `100 Continue` asks for it.
    if let Some(unread) = unread {
        unread.discard();
    }
    match disruption.body_fault() {
        None => Ok(match response.extensions().get::<TrafficLimit>().copied() {
            Some(limit) => response.map(|body| ResponseBody::paced(body, Pace::new(limit))),
            None => response.map(ResponseBody::of),
        }),
        Some(BodyFault::Close) => Err(GivenUp::Fault),
        Some(cut) => Ok(ResponseBody::cut(response, cut, &reset)),
    }
}

impl Served {
    /// Checks the head, and reads the body up to its limit. It also returns the unread rest of the body.
    async fn carry_out(
        &self,
        head: Parts,
        client: Client,
        timer: &ConnectionTimer,
        body: Incoming,
    ) -> Result<(Response<Bytes>, Option<Unread>), GivenUp> {
        let announced = Announced::by(&head);
        #[cfg(feature = "state")]
        let is_safe = head.method.is_safe();
        let unread = |body| self.unread(announced, body);
        if let Some(refusal) = self.limits.head.check(&head) {
            return Ok((refusal, unread(body)));
        }
        #[cfg(feature = "control")]
        if let Some(control) = &self.control
            && let Some(call) = control.read(&head, client.address.ip())
        {
            // hyper moves the room that a request may need, for each one: what few requests need has room of its own.
            return Box::pin(self.control(control, call, timer, announced, body)).await;
        }
        #[cfg(feature = "control")]
        let of_test = match self.control.as_ref().map(|control| control.of_test(&head)).transpose() {
            Ok(of_test) => of_test.flatten(),
            Err(unclear) => {
                let peer = self.limits.peer(client);
                return Ok((self.oss.turn_away(self.machine.now(), &head, peer, &unclear), unread(body)));
            }
        };
        #[cfg(feature = "control")]
        let (oss, machine) = of_test.as_ref().map_or((&self.oss, self.machine), |test| (test.oss(), test.machine()));
        #[cfg(not(feature = "control"))]
        let (oss, machine) = (&self.oss, self.machine);
        let depth = depth(&head, client.address.ip());
        Ok(match oss.admit_at(machine.now(), head, self.limits.peer(client)) {
            Ok(admitted) => {
                // An abandoned `Admitted` leaves its record in the journal.
                let (uploads, pace) = (admitted.operation().traffic() == Traffic::Upload, admitted.upload_limit());
                let started = uploads.then(pace::now);
                let (limit, pace) = (admitted.body_limit(), pace.map(Pace::new));
                let IncomingBody { body, rest, held } =
                    self.read(&self.uploads, timer, announced, body, limit, pace).await?;
                let length = body.len() as u64;
                let mut response = self.finish(admitted, body, depth).await;
                drop(held);
                #[cfg(feature = "state")]
                if let Err(problem) = settled(self.state.as_ref(), is_safe).await {
                    response = not_kept(oss, &problem, &response);
                }
                // A form contains its limit, so only its answer can wait.
                if let Some(started) = started
                    && let Some(limit) = response.extensions_mut().remove::<TrafficLimit>()
                {
                    sleep_until(started + limit.time(length)).await;
                }
                (response, rest.and_then(unread))
            }
            Err(refusal) => (refusal, unread(body)),
        })
    }

    /// Carries out a request to the control plane.
    #[cfg(feature = "control")]
    async fn control(
        &self,
        control: &Arc<ControlPlane>,
        call: crate::wire::Call,
        timer: &ConnectionTimer,
        announced: Announced,
        body: Incoming,
    ) -> Result<(Response<Bytes>, Option<Unread>), GivenUp> {
        #[cfg(feature = "state")]
        let is_safe = call.method.is_safe();
        let request = match control.admit(call) {
            Ok(request) => request,
            Err(refusal) => return Ok((refusal, self.unread(announced, body))),
        };
        let read = self.read(&self.orders, timer, announced, body, request.body_limit(), None).await?;
        let IncomingBody { body, rest, held } = read;
        control.wait(&request).await;
        let (control, whole) = (control.clone(), rest.is_none() || announced.bodiless);
        let response = beside(body.len(), move || control.finish(&request, whole.then_some(&body))).await;
        drop(held);
        #[cfg(feature = "state")]
        let response = settled(self.state.as_ref(), is_safe).await.err().map_or(response, |it| control::not_kept(&it));
        Ok((response, rest.and_then(|rest| self.unread(announced, rest))))
    }

    /// Returns the rest of the body of a request; `None` if the body has ended.
    fn unread(&self, announced: Announced, body: Incoming) -> Option<Unread> {
        Unread::of(announced, body, self.limits.body_time, self.limits.discard)
    }

    /// Reads a body. The body of a download is not read: `oss2` announces one and sends none.
    async fn read(
        &self,
        room: &BodyRoom,
        timer: &ConnectionTimer,
        announced: Announced,
        body: Incoming,
        limit: usize,
        pace: Option<Pace>,
    ) -> Result<IncomingBody, GivenUp> {
        if announced.bodiless {
            return Ok(IncomingBody { rest: Some(body), ..IncomingBody::default() });
        }
        room.read(body, limit, timer, self.limits.body_time, pace).await
    }

    /// Carries out a request, and makes the calls that OSS makes for it. Hashing a long body takes too long for a task
    /// that others wait for. The same holds for work on stored objects and parts, which may be longer than any body.
    async fn finish(&self, admitted: Admitted, body: Bytes, depth: usize) -> Response<Bytes> {
        let length = if admitted.works_on_stored(LONG) { usize::MAX } else { body.len() };
        match beside(length, move || admitted.finish_or_call(body)).await {
            Finish::Done(response) => response,
            calls @ Finish::Call(_) => Box::pin(self.callers.follow(calls, length, depth)).await,
        }
    }
}
