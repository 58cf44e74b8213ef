//! A long run against the native front: many connections, a tenth of the requests misbehaving, on loopback only.
//!
//! `just soak`, or `cargo run --release --example soak -- [REQUESTS]`. It ends with an error if a journal record is
//! lost, memory grows, a socket stays open, or the world is not exactly what the successful calls made it.

use std::error::Error;
use std::fs;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use ossmock::{Credentials, EncryptionRule, NativeServer, Oss};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const CONNECTIONS: usize = 64;

/// The counts of the clients at the end.
#[derive(Default)]
struct Tally {
    /// Requests whose head arrived, which must all be in the journal.
    recorded: AtomicU64,
    sent: AtomicUsize,
    /// Resident memory in KiB after a tenth and at the end.
    memory: Mutex<Vec<u64>>,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn Error>> {
    let requests = std::env::args().nth(1).map_or(Ok(200_000), |text| text.parse::<usize>())?;
    let sockets_before = open_sockets()?;
    let server = NativeServer::builder()
        .head_timeout(Duration::from_secs(5))
        .body_timeout(Duration::from_secs(1))
        .start()
        .await?;
    let acme = server.create_account("acme");
    let tally = Arc::new(Tally::default());
    let mut clients = Vec::new();
    for number in 0..CONNECTIONS {
        acme.create_bucket(&format!("bucket-{number}"));
        let client = Client {
            oss: Oss::clone(&server),
            credentials: acme.credentials(),
            address: server.address().to_string(),
            bucket: format!("bucket-{number}"),
            tally: tally.clone(),
            sample_at: requests / 20,
        };
        clients.push(tokio::spawn(client.run(requests / CONNECTIONS)));
    }
    let mut expected = Vec::new();
    for client in clients {
        expected.push(client.await??);
    }
    let sent = tally.sent.load(Ordering::Relaxed);
    let oss = server.shutdown().await;

    let journal = oss.journal();
    let recorded = journal.len() as u64 + journal.dropped();
    let lost = i128::from(tally.recorded.load(Ordering::Relaxed)) - i128::from(recorded);
    let wrong: Vec<&str> = expected
        .iter()
        .filter(|(name, rule)| oss.bucket(name).is_none_or(|bucket| bucket.encryption() != *rule))
        .map(|(name, _)| &**name)
        .collect();
    let open = open_sockets()?.saturating_sub(sockets_before);
    let memory = tally.memory.lock().expect("no client panics").clone();
    println!("{sent} requests over {CONNECTIONS} connections");
    println!("journal records lost: {lost}");
    println!("sockets left open: {open}");
    println!("buckets that are not what the successful calls made them: {}", wrong.len());
    println!("resident memory at a twentieth, a half and the end, in KiB: {memory:?}");
    if lost != 0 || open != 0 || !wrong.is_empty() {
        return Err("the run lost something".into());
    }
    if let [_, half, end] = memory[..]
        && sent >= 100_000
        && end > half + half / 10
    {
        return Err("memory grew by more than a tenth between a half of the run and its end".into());
    }
    Ok(())
}

struct Client {
    oss: Oss,
    credentials: Credentials,
    address: String,
    bucket: String,
    tally: Arc<Tally>,
    /// The number of requests after which a sample is due: a twentieth of all.
    sample_at: usize,
}

impl Client {
    /// Gives back the rule its bucket must have in the end.
    async fn run(self, requests: usize) -> Result<(String, Option<EncryptionRule>), std::io::Error> {
        let mut rule = None;
        let mut stream = TcpStream::connect(&self.address).await?;
        for number in 0..requests {
            if number % 10 == 9 {
                self.misbehave(number / 10).await?;
            } else if number % 3 == 2 {
                answer(&mut stream, &self.request("DELETE", Bytes::new()), 204).await?;
                self.tally.recorded.fetch_add(1, Ordering::Relaxed);
                rule = None;
            } else {
                let next = EncryptionRule::kms(&format!("key-{number}"));
                answer(&mut stream, &self.request("PUT", body(number)), 200).await?;
                self.tally.recorded.fetch_add(1, Ordering::Relaxed);
                rule = Some(next);
            }
            self.count()?;
        }
        Ok((self.bucket, rule))
    }

    fn count(&self) -> Result<(), std::io::Error> {
        let sent = self.tally.sent.fetch_add(1, Ordering::Relaxed) + 1;
        if [self.sample_at, self.sample_at * 10, self.sample_at * 20 - CONNECTIONS].contains(&sent) {
            let memory = resident_memory()?;
            self.tally.memory.lock().expect("no client panics").push(memory);
        }
        Ok(())
    }

    fn request(&self, method: &str, body: Bytes) -> Vec<u8> {
        let request = Request::builder().method(method).uri(format!("/{}/?encryption", self.bucket));
        let request = request.header("Host", &self.address).header("Content-Length", body.len());
        let request = self.oss.signer(&self.credentials).sign(request.body(body).expect("a request"));
        let mut bytes = format!("{method} {} HTTP/1.1\r\n", request.uri()).into_bytes();
        for (name, value) in request.headers() {
            bytes.extend_from_slice(format!("{name}: ").as_bytes());
            bytes.extend_from_slice(value.as_bytes());
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(request.body());
        bytes
    }

    /// Does what no client should, on a connection of its own.
    async fn misbehave(&self, how: usize) -> Result<(), std::io::Error> {
        let mut stream = TcpStream::connect(&self.address).await?;
        let put = self.request("PUT", body(how));
        // Whatever the server does to such a connection is right, as long as it goes on.
        let (bytes, recorded): (&[u8], bool) = match how % 6 {
            // An upload that is aborted, or whose client half-closes: the head is complete.
            0 | 1 => (&put[..put.len() - 20], true),
            2 => (b"\x16\x03\x01 this is no HTTP\r\n\r\n", false),
            3 => (b"GET / HTTP/1.1\r\nHost: 127", false),
            4 => (b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", true),
            _ => (b"GET http://nowhere.invalid/ HTTP/1.1\r\nHost: nowhere.invalid\r\n\r\n", true),
        };
        stream.write_all(bytes).await?;
        if how.is_multiple_of(6) {
            // The head must have been read before the client goes away, or there is nothing to record.
            tokio::time::sleep(Duration::from_millis(20)).await;
        } else {
            stream.shutdown().await?;
            let mut rest = Vec::new();
            // An error is an answer as well.
            let _ = stream.read_to_end(&mut rest).await;
        }
        if recorded {
            self.tally.recorded.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }
}

fn body(number: usize) -> Bytes {
    format!(
        "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>KMS</SSEAlgorithm>\
         <KMSMasterKeyID>key-{number}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>"
    )
    .into()
}

/// Sends a request and reads an answer without a body.
async fn answer(stream: &mut TcpStream, request: &[u8], status: u16) -> Result<(), std::io::Error> {
    stream.write_all(request).await?;
    let mut head = Vec::new();
    let mut buffer = [0; 1024];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut buffer).await? {
            0 => return Err(std::io::Error::other("the server closed the connection")),
            read => head.extend_from_slice(&buffer[..read]),
        }
    }
    if head.starts_with(format!("HTTP/1.1 {status}").as_bytes()) {
        Ok(())
    } else {
        Err(std::io::Error::other(String::from_utf8_lossy(&head).into_owned()))
    }
}

fn resident_memory() -> Result<u64, std::io::Error> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    Ok(line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default())
}

fn open_sockets() -> Result<usize, std::io::Error> {
    let sockets = fs::read_dir("/proc/self/fd")?.filter_map(Result::ok);
    Ok(sockets
        .filter(|fd| fs::read_link(fd.path()).is_ok_and(|to| to.to_string_lossy().starts_with("socket:")))
        .count())
}
