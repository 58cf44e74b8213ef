//! The front of ossmock's own: a hyper listener that refuses before it reads a body.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{CONNECTION, EXPECT, HeaderValue};
use http::request::Parts;
use http::{Request, Response};
use http_body_util::BodyExt as _;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::oss::{Admitted, Oss};
use crate::wire::Peer;

/// How much of an answer is handed to the socket at once.
const PIECE: usize = 64 * 1024;

/// How long open connections have to end once the server is to stop.
const GRACE: Duration = Duration::from_secs(5);

/// A fake OSS behind HTTP/1.1, on a listener of its own.
///
/// It dereferences to its [`Oss`], and serves until it is dropped or [`NativeServer::shutdown`]. Unlike
/// [`OssServer`](crate::OssServer) it decides on the head of a request before it reads the body (and before it answers
/// `Expect: 100-continue`), takes the request target as it was sent, keeps no request, and serves connections side by
/// side. Clients may use it as an HTTP proxy, too: absolute-form targets are understood.
///
/// # Limits
///
/// 1,024 connections at once (more wait to be accepted); 100 headers and 64 KiB of head (more is answered with 431); 10
/// seconds for a head to arrive, which is also how long a connection may idle; 10 seconds without progress of a body; a
/// body of 1 MiB. See [`NativeServerBuilder`] to change them.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use ossmock::NativeServer;
///
/// let oss = NativeServer::start().await;
/// let logs = oss.account("acme").bucket("logs");
/// let endpoint = oss.uri(); // http://127.0.0.1:…
/// // … point a client at the endpoint, then assert:
/// logs.assert_encryption(None);
/// # }
/// ```
pub struct NativeServer {
    oss: Oss,
    address: SocketAddr,
    /// Dropped or used to stop.
    stop: oneshot::Sender<()>,
    listener: JoinHandle<()>,
}

/// How a server is to be.
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
    limits: Limits,
}

#[derive(Debug, Clone)]
struct Limits {
    /// Where requests are to seem to come from; the client's address if nothing is said.
    peer: Option<Peer>,
    connections: usize,
    headers: usize,
    head_bytes: usize,
    head_time: Duration,
    body_time: Duration,
}

impl Default for NativeServerBuilder {
    fn default() -> Self {
        Self {
            oss: Oss::default(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            limits: Limits {
                peer: None,
                connections: 1_024,
                headers: 100,
                head_bytes: 64 * 1024,
                head_time: Duration::from_secs(10),
                body_time: Duration::from_secs(10),
            },
        }
    }
}

impl NativeServerBuilder {
    /// The fake to serve, instead of a new one with the defaults.
    #[must_use]
    pub fn oss(mut self, oss: Oss) -> Self {
        self.oss = oss;
        self
    }

    /// The address to listen on, `127.0.0.1:0` by default; port 0 picks a free one.
    #[must_use]
    pub const fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Where requests are to seem to come from, instead of the client's address without TLS.
    #[must_use]
    pub fn peer(mut self, peer: Peer) -> Self {
        self.limits.peer = Some(peer);
        self
    }

    /// How many connections are served at once; more wait to be accepted. 1,024 by default, at least one.
    #[must_use]
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.limits.connections = connections.clamp(1, Semaphore::MAX_PERMITS);
        self
    }

    /// How many headers a request may have, 100 by default.
    #[must_use]
    pub const fn max_headers(mut self, headers: usize) -> Self {
        self.limits.headers = headers;
        self
    }

    /// How many bytes the head of a request may have, 64 KiB by default and 8 KiB at least.
    #[must_use]
    pub fn max_head_bytes(mut self, bytes: usize) -> Self {
        // hyper panics below its own minimum.
        self.limits.head_bytes = bytes.max(8 * 1024);
        self
    }

    /// How long the head of a request may take to arrive, and a connection may idle before it; 10 seconds by default.
    #[must_use]
    pub const fn head_timeout(mut self, time: Duration) -> Self {
        self.limits.head_time = time;
        self
    }

    /// How long a body may make no progress; 10 seconds by default. Its connection is closed then.
    #[must_use]
    pub const fn body_timeout(mut self, time: Duration) -> Self {
        self.limits.body_time = time;
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
        let (stop, stopped) = oneshot::channel();
        let listener = tokio::spawn(serve(listener, self.oss.clone(), self.limits, stopped));
        Ok(NativeServer { oss: self.oss, address, stop, listener })
    }
}

impl NativeServer {
    /// Starts a server with an empty fake on a free port of `127.0.0.1`.
    ///
    /// # Panics
    ///
    /// If there is no free port, or outside a tokio runtime.
    pub async fn start() -> Self {
        match Self::builder().start().await {
            Ok(server) => server,
            Err(error) => panic!("a port of 127.0.0.1 to listen on: {error}"),
        }
    }

    /// Says how the server is to be.
    #[must_use]
    pub fn builder() -> NativeServerBuilder {
        NativeServerBuilder::default()
    }

    /// The endpoint to give to a client: `http://127.0.0.1:…`.
    #[must_use]
    pub fn uri(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address it listens on.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops accepting, lets requests under way end for up to 5 seconds, and gives the fake back.
    pub async fn shutdown(self) -> Oss {
        drop(self.stop);
        // The task ends by itself; if it panicked there is nothing left to stop.
        let _ = self.listener.await;
        self.oss
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

/// Accepts connections until told to stop, then waits for those there are.
async fn serve(listener: TcpListener, oss: Oss, limits: Limits, mut stopped: oneshot::Receiver<()>) {
    let room = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    loop {
        let accept = async {
            // The semaphore is never closed, so there is always a permit in the end.
            let permit = room.clone().acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            _ = &mut stopped => break,
            accepted = accept => accepted,
        };
        let Ok((stream, client)) = accepted else {
            // Such as too many open files: wait for some to be closed.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let connection = graceful.watch(connection(stream, client, oss.clone(), &limits));
        tokio::spawn(async move {
            // A connection ends by an error when the client goes away or sends garbage: that is its affair.
            let _ = connection.await;
            drop(permit);
        });
    }
    drop(listener);
    let _ = timeout(GRACE, graceful.shutdown()).await;
}

/// One connection, with all its requests.
fn connection(
    stream: TcpStream,
    client: SocketAddr,
    oss: Oss,
    limits: &Limits,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + Send + use<> {
    // Small answers must not wait for more to come. A socket without the option works as well, later.
    let _ = stream.set_nodelay(true);
    let peer = limits.peer.clone().unwrap_or(Peer { ip: client.ip(), ..Peer::default() });
    let body_time = limits.body_time;
    http1::Builder::new()
        .timer(TokioTimer::new())
        // A client that has closed its half still gets its answer.
        .half_close(true)
        .header_read_timeout(limits.head_time)
        .max_headers(limits.headers)
        .max_buf_size(limits.head_bytes)
        .serve_connection(
            TokioIo::new(stream),
            service_fn(move |request| {
                let (oss, peer) = (oss.clone(), peer.clone());
                async move { answer(&oss, peer, request, body_time).await }
            }),
        )
}

/// Answers one request, or gives up on a client that does not send what it announced.
async fn answer(
    oss: &Oss,
    peer: Peer,
    request: Request<Incoming>,
    body_time: Duration,
) -> Result<Response<Pieces>, GivenUp> {
    let (head, body) = request.into_parts();
    let closes = head.headers.get(CONNECTION).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"close"));
    let (mut response, unread) = match oss.admit(&head, peer) {
        Ok(admitted) => finish(admitted, body, body_time).await?,
        Err(refusal) => (refusal, !drain(&head, body, body_time)),
    };
    if closes || unread {
        // What the client still sends is not read.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response.map(Pieces))
}

/// Reads what little comes behind a refused head, beside the answer: hyper would look for it once, and else close a
/// connection that the client may use again. Tells whether it does so: a long upload is cut off, and one that waits to be
/// asked for is not.
fn drain(head: &Parts, mut body: Incoming, body_time: Duration) -> bool {
    if body.is_end_stream() {
        return true;
    }
    let short = body.size_hint().upper().is_some_and(|length| length <= PIECE as u64);
    if !short || head.headers.contains_key(EXPECT) {
        return false;
    }
    tokio::spawn(timeout(body_time, async move { while let Some(Ok(_)) = body.frame().await {} }));
    true
}

/// Reads the body as far as it may go. Also tells whether some of it was left.
async fn finish(
    admitted: Admitted,
    mut body: Incoming,
    body_time: Duration,
) -> Result<(Response<Bytes>, bool), GivenUp> {
    let limit = admitted.body_limit();
    if body.size_hint().lower() > limit as u64 {
        return Ok((admitted.finish(Bytes::new()), true));
    }
    let mut read = BytesMut::new();
    // An abandoned `Admitted` leaves its record in the journal.
    while let Some(frame) = timeout(body_time, body.frame()).await.map_err(|_| GivenUp)? {
        if let Ok(data) = frame.map_err(|_| GivenUp)?.into_data() {
            read.extend_from_slice(&data);
            if read.len() > limit {
                return Ok((admitted.finish(read.freeze()), true));
            }
        }
    }
    Ok((admitted.finish(read.freeze()), false))
}

/// The client went away, or let a body stand too long.
#[derive(Debug)]
struct GivenUp;

impl fmt::Display for GivenUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the client did not send the body it announced")
    }
}

impl std::error::Error for GivenUp {}

/// An answer, a piece at a time: a slow reader holds no more than one of them.
struct Pieces(Bytes);

impl Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.0.is_empty() {
            return Poll::Ready(None);
        }
        let piece = self.0.len().min(PIECE);
        Poll::Ready(Some(Ok(Frame::data(self.0.split_to(piece)))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.len() as u64)
    }
}
