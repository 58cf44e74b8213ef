//! Sends the calls that OSS makes for a request over the network, to this machine only.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{HOST, HeaderName, HeaderValue};
use http::request::Parts;
use http::{Request, Response, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::beside::beside;
use crate::op::{Answer, Unanswered};
use crate::oss::{Finish, MAX_DEPTH, too_deep, uncalled};

/// The header in which a call tells how many calls led to it, as it may reach a fake again.
const DEPTH: HeaderName = HeaderName::from_static("x-ossmock-depth");

/// Returns the number of calls that led to a request. Only a call of this machine counts: other clients cannot be one.
pub(super) fn depth(head: &Parts, client: IpAddr) -> usize {
    let told = head.headers.get(DEPTH).and_then(|depth| depth.to_str().ok()?.parse().ok());
    told.filter(|_| client.is_loopback()).unwrap_or_default()
}

/// The limits of calls, and the room for those under way.
#[derive(Debug, Clone)]
pub(super) struct Callers {
    /// `true` if servers of this machine are called.
    pub loopback: bool,
    /// The time for a call.
    time: Duration,
    /// The largest body of an answer, in bytes.
    bytes: usize,
    room: Arc<Semaphore>,
}

impl Default for Callers {
    fn default() -> Self {
        Self {
            loopback: false,
            time: Duration::from_secs(10),
            bytes: 64 * 1024 * 1024,
            room: Arc::new(Semaphore::new(64)),
        }
    }
}

impl Callers {
    /// The callers of a server that listens on this address. Servers of this machine are called if no others can reach it.
    pub const fn listening_on(mut self, address: IpAddr) -> Self {
        self.loopback |= address.is_loopback();
        self
    }

    /// Makes the calls of a request one by one, until there is its answer. Each carries on with a body of this length.
    pub async fn follow(&self, mut finish: Finish, length: usize, depth: usize) -> Response<Bytes> {
        loop {
            finish = match finish {
                Finish::Done(response) => return response,
                // A closure of the test may take its time.
                Finish::Call(outbound) if outbound.is_for_origin() => {
                    beside(usize::MAX, move || outbound.resume_by_origin()).await
                }
                Finish::Call(outbound) => {
                    let answer = self.call(outbound.call(), depth).await;
                    beside(length, move || outbound.resume(answer)).await
                }
            };
        }
    }

    /// Makes a call for a request that this many calls led to, unless they are as many as may be nested, or as may be under way:
    /// a receiver that calls the server again cannot go on for ever.
    async fn call(&self, request: &Request<Bytes>, depth: usize) -> Answer {
        if depth >= MAX_DEPTH {
            return Err(too_deep());
        }
        let _room = self.room.try_acquire().map_err(|_| unanswered("too many calls of OSS are under way"))?;
        let answer = timeout(self.time, self.send(request, depth)).await;
        answer.unwrap_or_else(|_| Err(unanswered(format!("there was no answer within {:?}", self.time))))
    }

    async fn send(&self, request: &Request<Bytes>, depth: usize) -> Answer {
        let address = loopback(request.uri())?;
        if !self.loopback {
            return Err(Unanswered::NotCalled(exposed(request.uri())));
        }
        let failed = |what: &str, error: &dyn std::error::Error| unanswered(format!("{what} `{address}`: {error}"));
        let stream = TcpStream::connect(address).await.map_err(|error| failed("no connection to", &error))?;
        let is_here = stream.peer_addr().is_ok_and(|peer| peer.ip().is_loopback());
        if !is_here {
            return Err(unanswered(format!("`{address}` led away from this machine")));
        }
        let connected = http1::handshake(TokioIo::new(stream)).await;
        let (mut sender, connection) = connected.map_err(|error| failed("no connection to", &error))?;
        // It ends with the sender.
        let connection = tokio::spawn(connection);
        let answered = async {
            let response = sender.send_request(sent(request, depth)?).await;
            let (head, body) = response.map_err(|error| failed("no answer from", &error))?.into_parts();
            let body = Limited::new(body, self.bytes).collect().await;
            let body = body.map_err(|error| unanswered(format!("no whole answer from `{address}`: {error}")))?;
            Ok(Response::from_parts(head, body.to_bytes()))
        };
        let answer = answered.await;
        connection.abort();
        answer
    }
}

fn unanswered(why: impl Into<String>) -> Unanswered {
    Unanswered::Failed(why.into())
}

/// Names a call to this machine that is not made, as others could reach its servers by it.
fn exposed(uri: &Uri) -> String {
    let host = uri.authority().map_or("", |authority| authority.as_str());
    format!(
        "calls of OSS to `{uri}`, a server of this machine, from a fake that other machines can reach: answer them with \
         `Builder::origin` for the host `{host}`, or allow them with `NativeServerBuilder::loopback_origins` or \
         `--allow-loopback-origins`"
    )
}

/// The address of a URL on this machine. No name is looked up but `localhost`: asking for one would leave the machine.
fn loopback(uri: &Uri) -> Result<SocketAddr, Unanswered> {
    let elsewhere = || Unanswered::NotCalled(uncalled(uri));
    let is_http = uri.scheme_str().is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"));
    let host = uri.host().filter(|_| is_http).ok_or_else(elsewhere)?.to_ascii_lowercase();
    let ip = match host.trim_matches(['[', ']']).parse() {
        Ok(ip) => ip,
        Err(_) if host == "localhost" || host.ends_with(".localhost") => IpAddr::V4(Ipv4Addr::LOCALHOST),
        Err(_) => return Err(elsewhere()),
    };
    // Who may set a website must not read the control plane of this machine's servers.
    if uri.path().starts_with("/_ossmock") {
        return Err(elsewhere());
    }
    if ip.is_loopback() { Ok(SocketAddr::new(ip, uri.port_u16().unwrap_or(80))) } else { Err(elsewhere()) }
}

/// The request as it goes to its URL.
fn sent(request: &Request<Bytes>, depth: usize) -> Result<Request<Full<Bytes>>, Unanswered> {
    let uri = request.uri();
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let host = HeaderValue::try_from(authority).map_err(|_| unanswered(format!("`{authority}` is no host")))?;
    let mut sent = Request::new(Full::new(request.body().clone()));
    sent.method_mut().clone_from(request.method());
    sent.headers_mut().clone_from(request.headers());
    sent.headers_mut().insert(HOST, host);
    sent.headers_mut().insert(DEPTH, HeaderValue::from(depth + 1));
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    *sent.uri_mut() = path.parse().map_err(|_| unanswered(format!("`{path}` is no path")))?;
    Ok(sent)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;
    use http::StatusCode;

    /// A server that gives each connection the next of these answers.
    async fn server(answers: Vec<String>) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            for answer in answers {
                let (mut stream, _) = listener.accept().await.expect("a client");
                let mut head = vec![0; 4_096];
                let _ = stream.read(&mut head).await;
                stream.write_all(answer.as_bytes()).await.expect("room");
            }
            std::future::pending::<()>().await;
        });
        address
    }

    fn call(uri: impl std::fmt::Display) -> Request<Bytes> {
        Request::get(uri.to_string()).body(Bytes::new()).expect("a request")
    }

    /// The callers of a server that others cannot reach.
    fn callers() -> Callers {
        Callers::default().listening_on(Ipv4Addr::LOCALHOST.into())
    }

    fn ok(body: &str) -> String {
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
    }

    async fn why(callers: &Callers, request: &Request<Bytes>) -> String {
        match callers.call(request, 0).await.expect_err("no answer") {
            Unanswered::NotCalled(why) | Unanswered::Failed(why) => why,
        }
    }

    #[tokio::test]
    async fn a_call_is_answered_by_a_server_of_this_machine() {
        let address = server(vec![ok("hello")]).await;
        let answer = callers().call(&call(format_args!("http://{address}/x?y=1")), 3).await.expect("an answer");
        assert_eq!((answer.status(), &**answer.body()), (StatusCode::OK, b"hello".as_slice()));
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_like_another() {
        let moved = "HTTP/1.1 302 Found\r\nLocation: http://198.51.100.7/\r\nContent-Length: 0\r\n\r\n".to_owned();
        let address = server(vec![moved]).await;
        let answer = callers().call(&call(format_args!("http://{address}/")), 0).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::FOUND);
    }

    #[tokio::test]
    async fn no_other_machine_is_called_and_no_name_looked_up() {
        for uri in [
            "http://example.com/",
            "http://10.0.0.1/",
            "https://127.0.0.1/",
            "http://127.0.0.1.example.com/",
            "http://127.0.0.1/_ossmock/world",
        ] {
            let why = why(&callers(), &call(uri)).await;
            assert!(why.contains("answer them with `Builder::origin` for"), "{uri}: {why}");
        }
        for (uri, address) in [
            ("http://localhost/", "127.0.0.1:80"),
            ("http://a.localhost:81/", "127.0.0.1:81"),
            ("HTTP://LOCALHOST:81/", "127.0.0.1:81"),
            ("http://[::1]:82/", "[::1]:82"),
            ("http://127.9.9.9:83/", "127.9.9.9:83"),
        ] {
            assert_eq!(loopback(&uri.parse().expect("a URL")), Ok(address.parse().expect("an address")), "{uri}");
        }
    }

    #[tokio::test]
    async fn a_server_that_others_can_reach_calls_no_server_of_this_machine_unless_the_test_says_so() {
        let address = server(vec![ok("hello")]).await;
        let request = call(format_args!("http://{address}/"));
        let reachable =
            |loopback| Callers { loopback, ..Callers::default() }.listening_on(Ipv4Addr::UNSPECIFIED.into());
        let refused = why(&reachable(false), &request).await;
        assert!(refused.contains("`--allow-loopback-origins`") && refused.contains(&address.to_string()), "{refused}");
        assert_eq!(&**reachable(true).call(&request, 0).await.expect("an answer").body(), b"hello");
    }

    #[tokio::test]
    async fn calls_that_lead_to_calls_come_to_an_end() {
        let address = server(vec![ok("hello")]).await;
        let request = call(format_args!("http://{address}/"));
        let Err(Unanswered::Failed(why)) = callers().call(&request, MAX_DEPTH).await else { panic!("it is called") };
        assert!(why.starts_with("more than 4 calls of OSS are under way, each for the one before"), "{why}");
        assert!(callers().call(&request, MAX_DEPTH - 1).await.is_ok());
        let (head, ()) = Request::get("/").header(DEPTH, "4").body(()).expect("a request").into_parts();
        assert_eq!(depth(&head, Ipv4Addr::LOCALHOST.into()), 4);
        assert_eq!(depth(&head, Ipv4Addr::new(198, 51, 100, 7).into()), 0);
        assert_eq!(sent(&request, 3).expect("a call").headers()[DEPTH], "4");
    }

    #[tokio::test]
    async fn time_size_and_number_are_limited() {
        let short = Callers { time: Duration::from_millis(20), ..callers() };
        let address = server(Vec::new()).await;
        let why_late = why(&short, &call(format_args!("http://{address}/"))).await;
        assert_eq!(why_late, "there was no answer within 20ms");

        let small = Callers { bytes: 4, ..callers() };
        let address = server(vec![ok("hello")]).await;
        let why_long = why(&small, &call(format_args!("http://{address}/"))).await;
        assert!(why_long.contains("length limit exceeded"), "{why_long}");

        let full = Callers { room: Arc::new(Semaphore::new(0)), ..callers() };
        assert_eq!(why(&full, &call("http://127.0.0.1/")).await, "too many calls of OSS are under way");
    }
}
