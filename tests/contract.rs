//! Every case under `fixtures/`, through `handle` and through each front.

use std::path::Path;
use std::process::ExitCode;

use bytes::Bytes;
use http::{Request, Response};
use libtest_mimic::{Arguments, Failed, Trial};

use ossmock::fixture::{self, Case, Front};
use ossmock::{NativeServer, Oss, OssServer, Peer};
use reqwest::redirect::Policy;
use tokio::runtime::Runtime;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let blessing = std::env::var_os("BLESS").is_some();
    let mut trials = Vec::new();
    for file in fixture::files(&folder).expect("the cases can be listed") {
        let name =
            file.strip_prefix(&folder).expect("a case is in its folder").with_extension("").display().to_string();
        let text = std::fs::read_to_string(&file).expect("a case can be read");
        let case = Case::parse(&text);
        // Blessing goes through `handle`; what it writes is compared over HTTP the next time.
        let on = |front| !blessing && case.as_ref().is_ok_and(|case| case.not_on(front).is_none());
        for (name_of, front) in [("wiremock", Front::Wiremock), ("native", Front::Native)] {
            if on(front) {
                let text = text.clone();
                trials.push(Trial::test(format!("{name_of} {name}"), move || over_http(&text, front)));
            }
        }
        trials.push(Trial::test(format!("handle {name}"), move || fixture::run(&file).map_err(failed)));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn over_http(text: &str, front: Front) -> Result<(), Failed> {
    let case = Case::parse(text).map_err(|error| failed(error.into()))?;
    let oss = case.oss().map_err(|error| failed(error.into()))?;
    let runtime = Runtime::new()?;
    let client = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build()?;
    let mut servers: Vec<(Peer, Server)> = Vec::new();
    let replayed = case.replay_on(&oss, |mut request| {
        // Where requests come from is a matter of the server: one for each peer.
        let peer = request.extensions_mut().remove::<Peer>().unwrap_or_default();
        let known = servers.iter().position(|(of, _)| *of == peer).unwrap_or_else(|| {
            servers.push((peer.clone(), runtime.block_on(Server::start(front, &oss, peer))));
            servers.len() - 1
        });
        runtime.block_on(send(&client, &servers[known].1.uri(), request))
    });
    fixture::compare(text, &replayed.map_err(failed)?).map_err(failed)
}

enum Server {
    Wiremock(OssServer),
    Native(NativeServer),
}

impl Server {
    async fn start(front: Front, oss: &Oss, peer: Peer) -> Self {
        if front == Front::Native {
            let server = NativeServer::builder().oss(oss.clone()).peer(peer).strict_clock(true).start().await;
            Self::Native(server.expect("a port of the loopback"))
        } else {
            Self::Wiremock(OssServer::builder().oss(oss.clone()).peer(peer).strict_clock(true).start().await)
        }
    }

    fn uri(&self) -> String {
        match self {
            Self::Wiremock(server) => server.uri(),
            Self::Native(server) => server.uri(),
        }
    }
}

/// Sends a request as it stands, its `Host` header included.
async fn send(client: &reqwest::Client, endpoint: &str, request: Request<Bytes>) -> Response<Bytes> {
    let (head, body) = request.into_parts();
    let url = format!("{endpoint}{}", head.uri);
    let response = client.request(head.method, url).headers(head.headers).body(body).send().await.expect("an answer");
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = response.status();
    *answer.headers_mut() = response.headers().clone();
    *answer.body_mut() = response.bytes().await.expect("a body");
    answer
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn failed(failure: fixture::Failure) -> Failed {
    format!("{failure}").into()
}
