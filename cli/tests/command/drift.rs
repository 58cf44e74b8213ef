//! Cases against an endpoint, for which a fake stands in: what agrees, what differs, and what cannot be compared.

mod buckets;
mod report;

use std::path::PathBuf;
use std::process::{Command, Stdio};

use ossmock::{Credentials, NativeServer, Oss, fixture};

use crate::shared::new_folder;

/// A service that is asked, and the folder from which it is.
struct Service {
    server: NativeServer,
    folder: PathBuf,
}

/// The exit code and output of a run.
#[derive(Debug, PartialEq, Eq)]
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Service {
    async fn start(test: &str) -> Self {
        Self::of(test, Oss::new()).await
    }

    /// With the account `owner`, to which the usual credentials belong.
    async fn of(test: &str, oss: Oss) -> Self {
        let _ = oss.create_account("owner");
        let server = NativeServer::builder().oss(oss).start().await.expect("a port");
        Self { server, folder: new_folder("drift", test) }
    }

    /// A command line to be run in the folder, with the credentials of `owner` alone.
    fn command(&self, arguments: &[&str]) -> Command {
        let owner = self.server.account("owner").expect("it is there").credentials();
        let mut command = Command::new(env!("CARGO_BIN_EXE_ossmock"));
        command.args(arguments).current_dir(&self.folder).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            let of_others = name.to_str().is_some_and(|name| {
                ["OSS_", "ALIBABA_CLOUD_", "OSSMOCK_KEY_", "BLESS"].iter().any(|prefix| name.starts_with(prefix))
            });
            if of_others {
                command.env_remove(name);
            }
        }
        command.env("OSS_ACCESS_KEY_ID", owner.access_key_id).env("OSS_ACCESS_KEY_SECRET", owner.access_key_secret);
        command
    }

    /// `case run .` against the service, with more to it.
    fn against(&self, more: &[&str]) -> Command {
        let address = self.server.address().to_string();
        let mut command = self.command(&["case", "run", ".", "--against", "http://oss-cn-hangzhou.aliyuncs.com"]);
        command.args(["--connect", &address, "--run-id", "demo"]).args(more);
        command
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.join(name), text).expect("a file");
    }

    fn manifest(&self) -> PathBuf {
        self.folder.join("ossmock-drift.json")
    }
}

fn ran(mut command: Command) -> Ran {
    let output = command.output().expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// As `OSSMOCK_KEY_…` has them.
fn key(credentials: &Credentials) -> String {
    format!("{}:{}", credentials.access_key_id, credentials.access_key_secret)
}

/// A case as it reads today: its provenance, what is in its account, what is documented, and its requests.
fn case(provenance: &str, account: &str, documented: &str, requests: &str) -> String {
    let text = format!(
        "+++\nsource = \"cli/tests/command/drift.rs\"\nprovenance = \"{provenance}\"\ndocumented = [{documented}]\n\n\
         [[world.account]]\nname = \"acme\"\n{account}\n+++\n\n{requests}\n"
    );
    fixture::replay(&text).expect("it replays")
}

const LOGS: &str = "bucket = [{ name = \"logs\" }]";

/// A request of `acme` to its bucket `logs`.
fn request(title: &str, head: &str, body: &str) -> String {
    let body = if body.is_empty() { String::new() } else { format!("\n\n{body}") };
    format!(">>> {title}\n@sign v4 acme\n{head} HTTP/1.1\nHost: logs.oss-cn-hangzhou.aliyuncs.com{body}\n\n")
}

fn rule(algorithm: &str) -> String {
    let default = format!("<SSEAlgorithm>{algorithm}</SSEAlgorithm>");
    let default = format!("<ApplyServerSideEncryptionByDefault>{default}</ApplyServerSideEncryptionByDefault>");
    format!("<ServerSideEncryptionRule>{default}</ServerSideEncryptionRule>")
}

/// The owner sets a rule and reads it.
fn set_and_read() -> String {
    let requests = request("set", "PUT /?encryption", &rule("AES256")) + &request("read", "GET /?encryption", "");
    case("documented", LOGS, "{ status = 200 }, { status = 200 }", &requests)
}

/// There is no rule to be read.
fn no_rule() -> String {
    case("observed", LOGS, "{ status = 404 }", &request("no rule", "GET /?encryption", ""))
}
