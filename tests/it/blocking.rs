//! Servers in tests without a runtime, and servers of a fake that is there already.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use ossmock::{NativeServer, Operation, Oss, OssServer};

use super::panics::caught;

/// Sends a request for the service with a plain socket, and returns the first line of the answer.
fn status_line(uri: &str) -> String {
    let mut stream = TcpStream::connect(uri.trim_start_matches("http://")).expect("a server that listens");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer.lines().next().unwrap_or_default().to_owned()
}

/// Runs a test in a thread of a name, which the threads it starts inherit; then waits for them to end, no longer than this.
#[cfg(target_os = "linux")]
fn leaves_no_thread(name: &str, patience: Duration, test: impl FnOnce() + Send + 'static) {
    let threads = || {
        let tasks = std::fs::read_dir("/proc/self/task").expect("the threads of this process");
        let names = tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
        names.filter(|comm| comm.trim_end() == name).count()
    };
    let named = std::thread::Builder::new().name(name.to_owned());
    let (count, counted) = std::sync::mpsc::channel();
    let test = move || {
        count.send(()).expect("a test that waits");
        test();
    };
    let thread = named.spawn(test).expect("a thread");
    counted.recv().expect("a thread that runs");
    thread.join().expect("a test that passes");
    let pause = Duration::from_millis(5);
    let mut waits = patience.as_millis() / pause.as_millis();
    while threads() > 0 {
        assert!(waits > 0, "{} threads of `{name}` are left", threads());
        waits -= 1;
        std::thread::sleep(pause);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_server_in_a_plain_test_answers_and_leaves_no_thread() {
    // It joins its thread, but the system may need a moment to forget it.
    leaves_no_thread("plain-native", Duration::from_secs(1), || {
        let oss = NativeServer::start_blocking();
        oss.create_account("acme").create_bucket("logs").assert_encryption(None);
        assert_eq!(status_line(&oss.uri()), "HTTP/1.1 403 Forbidden");
        assert_eq!(oss.journal().count(Operation::ListBuckets), 1);
    });
    // wiremock's thread is not joined.
    leaves_no_thread("plain-wiremock", Duration::from_secs(10), || {
        let oss = OssServer::start_blocking();
        oss.create_account("acme").create_bucket("logs").assert_encryption(None);
        assert_eq!(status_line(&oss.uri()), "HTTP/1.1 403 Forbidden");
        assert_eq!(oss.journal().count(Operation::ListBuckets), 1);
    });
}

#[test]
#[cfg(target_os = "linux")]
fn a_client_that_holds_its_connection_does_not_keep_the_thread() {
    leaves_no_thread("plain-held", Duration::from_secs(1), || {
        let oss = NativeServer::start_blocking();
        let mut held = TcpStream::connect(oss.address()).expect("a server that listens");
        held.write_all(b"PUT /logs/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n").expect("sent");
        let (done, waits) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            drop(oss);
            done.send(()).expect("a test that waits");
        });
        waits.recv_timeout(Duration::from_secs(4)).expect("a drop that waits for no client");
    });
}

#[test]
fn a_test_that_panics_still_stops_its_server() {
    let mut address = None;
    let panic = caught(|| {
        let oss = NativeServer::start_blocking();
        address = Some(oss.address());
        panic!("this test fails");
    });
    assert_eq!(panic.message, "this test fails");
    assert!(TcpStream::connect(address.expect("it was started")).is_err());
}

#[tokio::test]
async fn in_a_runtime_it_panics_where_it_is_called_and_says_what_to_call() {
    let says =
        "`start_blocking` is for tests without a runtime, and this one has a tokio runtime: call `start().await`";
    for start in [
        || drop(OssServer::start_blocking()),
        || drop(OssServer::builder().start_blocking()),
        || drop(NativeServer::start_blocking()),
        || drop(NativeServer::builder().start_blocking()),
    ] {
        let panic = caught(start);
        assert_eq!(panic.message, says);
        assert!(panic.file.ends_with("tests/it/blocking.rs"), "{}", panic.file);
    }
}

#[tokio::test]
async fn a_blocking_server_can_be_shut_down_elsewhere() {
    let server = std::thread::spawn(NativeServer::start_blocking).join().expect("a server");
    let (address, oss) = (server.address(), server.shutdown().await);
    assert!(TcpStream::connect(address).is_err());
    assert!(oss.journal().is_empty());
}

#[tokio::test]
async fn an_existing_fake_is_served() {
    let oss = Oss::new();
    oss.create_account("acme").create_bucket("logs");
    let (first, second) = (OssServer::with(oss.clone()).await, NativeServer::with(oss.clone()).await);
    for uri in [first.uri(), second.uri()] {
        let line = tokio::task::spawn_blocking(move || status_line(&uri)).await.expect("a client");
        assert_eq!(line, "HTTP/1.1 403 Forbidden");
    }
    assert_eq!(oss.journal().count(Operation::ListBuckets), 2);
    assert!(first.bucket("logs").is_some() && second.bucket("logs").is_some());
}
