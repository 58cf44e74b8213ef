//! A panic of a test tells which calls were refused, and why: once, and only where there are some.
//!
//! Each test runs [`child`] in a process of its own, so that its stderr can be read.

use std::panic::catch_unwind;
use std::process::{Command, Output, Stdio};

use bytes::Bytes;
use http::Request;
use ossmock::{Account, NativeServer, Operation, Oss, OssServer, RamUser};

use super::support::{LOGS, get_rule, put_rule, signed, with_wrong_secret};

/// The variable that names the situation of a child process, one of those below.
const SITUATION: &str = "OSSMOCK_TEST_SITUATION";

const MISSING: &str = "\
ossmock refused a call before this panic:
  #1 PUT /?encryption
    PutBucketEncryption logs acme/ci: 403 AccessDenied (implicitly denied: the caller's one statement does not apply)
    missing: a policy with Allow oss:PutBucketEncryption on acs:oss:*:1001:logs
    nearest: policy 1 statement 1: Allow oss:Get* on *
             the action does not match
";

fn world(oss: &Oss) -> (Account, RamUser) {
    let acme = oss.create_account("acme").set_id("1001");
    acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").allow("oss:Get*", "*");
    (acme, ci)
}

fn refused(oss: &Oss) {
    let (_acme, ci) = world(oss);
    assert_eq!(oss.handle(signed(oss, &ci.credentials(), put_rule(LOGS, "<x/>"))).status(), 403);
}

/// A client that fails with a message of its own.
fn client() {
    panic!("the client says no more than 403 Forbidden");
}

fn in_a_runtime(run: impl AsyncFnOnce()) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async { run().await });
}

#[test]
fn child() {
    let Ok(situation) = std::env::var(SITUATION) else { return };
    match &*situation {
        "refused" => {
            let oss = Oss::new();
            let _another = oss.clone();
            refused(&oss);
            client();
        }
        "switched off" => {
            let oss = Oss::builder().report_on_panic(false).build();
            refused(&oss);
            client();
        }
        "nothing refused" => {
            let oss = Oss::new();
            let (acme, _ci) = world(&oss);
            let request = signed(
                &oss,
                &acme.credentials(),
                Request::get("/?acl").header("Host", LOGS).body(Bytes::new()).expect("a request"),
            );
            assert_eq!(oss.handle(request).status(), 200);
            client();
        }
        "told by an assertion" => {
            let oss = Oss::new();
            refused(&oss);
            oss.assert_calls(Operation::PutBucketEncryption, 2);
        }
        "a signature" => {
            let oss = Oss::new();
            let (acme, _ci) = world(&oss);
            let mut request = signed(&oss, &acme.credentials(), get_rule(LOGS));
            request.headers_mut().insert("content-type", "text/plain".parse().expect("a value"));
            assert_eq!(oss.handle(request).status(), 403);
            client();
        }
        "many" => {
            let oss = Oss::new();
            let (acme, _ci) = world(&oss);
            for _ in 0..5 {
                let _ = oss.handle(signed(&oss, &with_wrong_secret(&acme.credentials()), get_rule(LOGS)));
            }
            client();
        }
        "two panics" => {
            let oss = Oss::new();
            refused(&oss);
            for _ in 0..2 {
                let handle = oss.clone();
                assert!(
                    catch_unwind(std::panic::AssertUnwindSafe(move || {
                        let _handle = handle;
                        client();
                    }))
                    .is_err()
                );
            }
        }
        "a server" => in_a_runtime(async || {
            let server = OssServer::start().await;
            refused(&server);
            client();
        }),
        "a native server" => in_a_runtime(async || {
            let server = NativeServer::start().await;
            refused(&server);
            client();
        }),
        "a thread of a front" => in_a_runtime(async || {
            let oss = Oss::builder().observe(|_| panic!("the observer")).build();
            let server = NativeServer::builder().oss(oss).start().await.expect("a port");
            // The connection ends without an answer.
            assert!(reqwest::get(format!("{}/logs/a", server.uri())).await.is_err());
        }),
        "nobody reads" => {
            let oss = Oss::new();
            refused(&oss);
            std::thread::sleep(std::time::Duration::from_millis(300));
            client();
        }
        other => unreachable!("there is no situation {other}"),
    }
}

fn command(situation: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["refusals::child", "--exact", "--nocapture"]).env(SITUATION, situation).env("RUST_BACKTRACE", "0");
    command
}

/// Returns the stderr of a child process in a situation.
fn stderr(situation: &str) -> String {
    let Output { stderr, .. } = command(situation).output().expect("a child process");
    String::from_utf8(stderr).expect("text")
}

#[test]
fn a_client_that_panics_shows_the_reason_once() {
    for situation in ["refused", "two panics", "a server", "a native server"] {
        let stderr = stderr(situation);
        assert!(stderr.contains("the client says no more"), "{stderr}");
        assert_eq!(stderr.matches(MISSING).count(), 1, "{situation}: {stderr}");
        assert_eq!(stderr.matches("ossmock refused").count(), 1, "{situation}: {stderr}");
    }
}

#[test]
fn where_there_is_nothing_to_tell_nothing_is_printed() {
    for situation in ["switched off", "nothing refused", "told by an assertion", "a thread of a front"] {
        let stderr = stderr(situation);
        assert!(stderr.contains("panicked at"), "{situation}: {stderr}");
        assert!(!stderr.contains("ossmock refused"), "{situation}: {stderr}");
    }
}

#[test]
fn a_wrong_signature_is_told_with_what_is_known_of_it() {
    let stderr = stderr("a signature");
    assert_eq!(stderr.matches("; the client did not sign the Content-Type it sent").count(), 1, "{stderr}");
}

#[test]
fn the_last_three_of_many_calls_are_told() {
    let stderr = stderr("many");
    assert!(stderr.contains("ossmock refused 5 calls before this panic; the last 3:\n  #3 "), "{stderr}");
    assert_eq!(stderr.matches("SignatureDoesNotMatch").count(), 3, "{stderr}");
}

#[test]
fn a_panic_ends_as_ever_where_stderr_has_no_reader() {
    let mut child =
        command("nobody reads").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("a child process");
    drop(child.stderr.take());
    // That of a failed test; a process that is aborted has none.
    assert_eq!(child.wait().expect("its status").code(), Some(101));
}
