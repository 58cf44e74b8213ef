//! A server with a state, and clients that sign by themselves.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{Credentials, Oss};
use serde_json::Value;

use crate::shared::http_client;

/// The command that serves with the state of a folder.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ossmock"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--state", "state", "--ready-file", "ready", "--quiet"]);
    command.args(arguments).current_dir(folder);
    command
}

/// A running server, whose output goes to files of its folder.
pub struct ServedState {
    child: Child,
    folder: PathBuf,
    endpoint: String,
    http: reqwest::Client,
}

impl ServedState {
    pub async fn start(folder: &Path, arguments: &[&str]) -> Self {
        let _ = fs::remove_file(folder.join("ready"));
        let file = |name: &str| Stdio::from(fs::File::create(folder.join(name)).expect("a file"));
        let mut command = command(folder, arguments);
        let child = command.stdout(file("out")).stderr(file("err")).spawn().expect("the command starts");
        let mut served = Self { child, folder: folder.to_owned(), endpoint: String::new(), http: http_client() };
        for _ in 0..5_000 {
            if let Ok(text) = fs::read_to_string(folder.join("ready")) {
                let ready: Value = serde_json::from_str(&text).expect("the ready file is JSON");
                ready["endpoint"].as_str().expect("an endpoint").clone_into(&mut served.endpoint);
                return served;
            }
            if served.child.try_wait().expect("a status").is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        panic!("it does not start: {}{}", served.out(), served.text("err"));
    }

    fn text(&self, file: &str) -> String {
        let mut text = String::new();
        fs::File::open(self.folder.join(file)).and_then(|mut file| file.read_to_string(&mut text)).expect("a text");
        text
    }

    pub fn out(&self) -> String {
        self.text("out")
    }

    pub fn client(&self, id: &str, secret: &str) -> StateClient {
        let credentials =
            Credentials { access_key_id: id.to_owned(), access_key_secret: secret.to_owned(), security_token: None };
        StateClient { endpoint: self.endpoint.clone(), http: self.http.clone(), credentials, oss: Oss::new() }
    }

    /// Sends an order to the control plane; the status and the text of the answer.
    pub async fn order(&self, method: &str, path: &str, json: &str) -> (u16, String) {
        let client = self.client("", "");
        client.order(method, path, json).await.expect("an answer")
    }

    pub async fn world(&self) -> String {
        self.order("GET", "world", "").await.1
    }

    /// The clock as the overview shows it.
    pub async fn clock(&self) -> Value {
        let overview: Value = serde_json::from_str(&self.order("GET", "overview", "").await.1).expect("JSON");
        overview["clock"].clone()
    }

    /// Ends it as a signal of the user does; its exit code, and its log.
    pub fn end(mut self) -> (Option<i32>, String) {
        let killed = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(killed.expect("kill runs").success());
        (self.child.wait().expect("it ends").code(), self.text("err"))
    }

    /// Kills it, and waits until it is gone.
    pub fn kill(mut self) -> Self {
        self.child.kill().expect("it is killed");
        self.child.wait().expect("it is gone");
        self
    }
}

impl Drop for ServedState {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client of a server.
#[derive(Clone)]
pub struct StateClient {
    endpoint: String,
    http: reqwest::Client,
    credentials: Credentials,
    /// It signs the requests by the machine's clock.
    oss: Oss,
}

impl StateClient {
    /// Sends a signed request; the status and the text of the answer, or an error if there is none.
    pub async fn send(
        &self,
        method: Method,
        bucket: &str,
        target: &str,
        body: String,
    ) -> reqwest::Result<(u16, String)> {
        let host = format!("{bucket}.oss-cn-hangzhou.aliyuncs.com");
        let mut request = Request::builder().method(method).uri(target).header("Host", host);
        // An upload is completed with all its parts.
        if target.contains("uploadId") && request.method_ref() == Some(&Method::POST) {
            request = request.header("x-oss-complete-all", "yes");
        }
        let request = request.body(Bytes::from(body)).expect("a request");
        let (head, body) = self.oss.signer(&self.credentials).sign(request).into_parts();
        let url = format!("{}{target}", self.endpoint);
        let answer = self.http.request(head.method, url).headers(head.headers).body(body).send().await?;
        Ok((answer.status().as_u16(), answer.text().await?))
    }

    pub async fn order(&self, method: &str, path: &str, json: &str) -> reqwest::Result<(u16, String)> {
        let method: Method = method.parse().expect("a method");
        let mut request = self.http.request(method, format!("{}/_ossmock/{path}", self.endpoint));
        if !json.is_empty() {
            request = request.header("Content-Type", "application/json").body(json.to_owned());
        }
        let answer = request.send().await?;
        Ok((answer.status().as_u16(), answer.text().await?))
    }

    pub async fn get(&self, bucket: &str, target: &str) -> (u16, String) {
        self.send(Method::GET, bucket, target, String::new()).await.expect("an answer")
    }

    pub async fn put(&self, bucket: &str, target: &str, body: String) -> (u16, String) {
        self.send(Method::PUT, bucket, target, body).await.expect("an answer")
    }

    pub async fn post(&self, bucket: &str, target: &str, body: String) -> (u16, String) {
        self.send(Method::POST, bucket, target, body).await.expect("an answer")
    }

    pub async fn delete(&self, bucket: &str, target: &str) -> (u16, String) {
        self.send(Method::DELETE, bucket, target, String::new()).await.expect("an answer")
    }
}
