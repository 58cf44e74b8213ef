//! Helpers shared by the tests of the library and those of the command (`cli/tests/`): requests, clients, folders.

pub mod tls;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use http::{Method, Request, Response};

/// The host of the bucket `logs`.
pub const LOGS: &str = "logs.oss-cn-hangzhou.aliyuncs.com";

pub fn request(method: Method, host: &str, target: &str) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(target).header("Host", host);
    request.body(Bytes::new()).expect("a request")
}

pub fn get_rule(host: &str) -> Request<Bytes> {
    request(Method::GET, host, "/?encryption")
}

pub fn http_client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

/// Sends a request to this endpoint, whatever its `Host` header says.
pub async fn send_http(client: &reqwest::Client, endpoint: &str, request: Request<Bytes>) -> Response<Bytes> {
    let (head, body) = request.into_parts();
    let url = format!("{endpoint}{}", head.uri);
    let answer = client.request(head.method, url).headers(head.headers).body(body).send().await.expect("an answer");
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    *response.body_mut() = answer.bytes().await.expect("a body");
    response
}

/// A signed request as it goes over the wire.
pub fn head_of(request: &Request<Bytes>) -> String {
    let mut text = format!("{} {} HTTP/1.1\r\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        let _ = write!(text, "{name}: {}\r\n", value.to_str().expect("text"));
    }
    text + "\r\n"
}

/// A new, empty folder for one test of a group.
pub fn new_folder(group: &str, test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(group).join(test);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("the folder of the last run goes");
    }
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}
