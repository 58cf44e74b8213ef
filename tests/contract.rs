//! Every case under `fixtures/`, through `handle` and through each front.

use std::path::Path;
use std::process::ExitCode;

use bytes::Bytes;
use http::{Request, Response};
use libtest_mimic::{Arguments, Failed, Trial};

use ossmock::fixture::{self, Case, Front};
use ossmock::{NativeServer, OssServer};
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
    let (wiremock, native);
    let endpoint = if front == Front::Native {
        native = runtime.block_on(NativeServer::builder().oss(oss.clone()).start())?;
        native.uri()
    } else {
        wiremock = runtime.block_on(OssServer::builder().oss(oss.clone()).start());
        wiremock.uri()
    };
    let client = reqwest::Client::builder().no_proxy().build()?;
    let replayed = case.replay_on(&oss, |request| runtime.block_on(send(&client, &endpoint, request)));
    fixture::compare(text, &replayed.map_err(failed)?).map_err(failed)
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
