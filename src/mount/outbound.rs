//! Sends the calls that OSS makes for a request over the network, to this machine only.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{HOST, HeaderValue};
use http::{Request, Response, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::op::{Answer, Unanswered};
use crate::oss::uncalled;

/// The limits of calls, and the room for those under way.
#[derive(Debug, Clone)]
pub(super) struct Callers {
    /// The time for a call.
    time: Duration,
    /// The largest body of an answer, in bytes.
    bytes: usize,
    room: Arc<Semaphore>,
}

impl Default for Callers {
    fn default() -> Self {
        Self { time: Duration::from_secs(10), bytes: 64 * 1024 * 1024, room: Arc::new(Semaphore::new(64)) }
    }
}

impl Callers {
    /// Makes a call, unless as many are under way as may be: a receiver that calls the server again cannot go on for ever.
    pub async fn call(&self, request: &Request<Bytes>) -> Answer {
        let _room = self.room.try_acquire().map_err(|_| unanswered("too many calls of OSS are under way"))?;
        let answer = timeout(self.time, self.send(request, request.uri())).await;
        answer.unwrap_or_else(|_| Err(unanswered(format!("there was no answer within {:?}", self.time))))
    }

    async fn send(&self, request: &Request<Bytes>, uri: &Uri) -> Answer {
        let address = loopback(uri)?;
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
            let response = sender.send_request(sent(request, uri)?).await;
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

/// The address of a URL on this machine. No name is looked up but `localhost`: asking for one would leave the machine.
fn loopback(uri: &Uri) -> Result<SocketAddr, Unanswered> {
    let elsewhere = || Unanswered::NotCalled(uncalled(uri));
    let host = uri.host().filter(|_| uri.scheme_str() == Some("http")).ok_or_else(elsewhere)?;
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

/// The request as it goes to a URL.
fn sent(request: &Request<Bytes>, uri: &Uri) -> Result<Request<Full<Bytes>>, Unanswered> {
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let host = HeaderValue::try_from(authority).map_err(|_| unanswered(format!("`{authority}` is no host")))?;
    let mut sent = Request::new(Full::new(request.body().clone()));
    sent.method_mut().clone_from(request.method());
    sent.headers_mut().clone_from(request.headers());
    sent.headers_mut().insert(HOST, host);
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

    fn ok(body: &str) -> String {
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
    }

    async fn why(callers: &Callers, request: &Request<Bytes>) -> String {
        match callers.call(request).await.expect_err("no answer") {
            Unanswered::NotCalled(why) | Unanswered::Failed(why) => why,
        }
    }

    #[tokio::test]
    async fn a_call_is_answered_by_a_server_of_this_machine() {
        let address = server(vec![ok("hello")]).await;
        let answer = Callers::default().call(&call(format_args!("http://{address}/x?y=1"))).await.expect("an answer");
        assert_eq!((answer.status(), &**answer.body()), (StatusCode::OK, b"hello".as_slice()));
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_like_another() {
        let moved = "HTTP/1.1 302 Found\r\nLocation: http://198.51.100.7/\r\nContent-Length: 0\r\n\r\n".to_owned();
        let address = server(vec![moved]).await;
        let answer = Callers::default().call(&call(format_args!("http://{address}/"))).await.expect("an answer");
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
            let why = why(&Callers::default(), &call(uri)).await;
            assert!(why.contains("answer them with `Builder::origin` for"), "{uri}: {why}");
        }
        for (uri, address) in [
            ("http://localhost/", "127.0.0.1:80"),
            ("http://a.localhost:81/", "127.0.0.1:81"),
            ("http://[::1]:82/", "[::1]:82"),
            ("http://127.9.9.9:83/", "127.9.9.9:83"),
        ] {
            assert_eq!(loopback(&uri.parse().expect("a URL")), Ok(address.parse().expect("an address")), "{uri}");
        }
    }

    #[tokio::test]
    async fn time_size_and_number_are_limited() {
        let short = Callers { time: Duration::from_millis(20), ..Callers::default() };
        let address = server(Vec::new()).await;
        let why_late = why(&short, &call(format_args!("http://{address}/"))).await;
        assert_eq!(why_late, "there was no answer within 20ms");

        let small = Callers { bytes: 4, ..Callers::default() };
        let address = server(vec![ok("hello")]).await;
        let why_long = why(&small, &call(format_args!("http://{address}/"))).await;
        assert!(why_long.contains("length limit exceeded"), "{why_long}");

        let full = Callers { room: Arc::new(Semaphore::new(0)), ..Callers::default() };
        assert_eq!(why(&full, &call("http://127.0.0.1/")).await, "too many calls of OSS are under way");
    }
}
