//! Clients that sign by the machine's clock, wherever the fake's is: over both servers, with a client that was not made for
//! the fake.

use std::time::{Duration, Instant, SystemTime};

use http::{Method, Request, StatusCode};
use ossmock::{
    Account, Cause, Clock, Credentials, NativeServer, Operation, Oss, OssServer, Record,
    fault::Latency,
    signature::{PostPolicy, SignatureVersion},
};
use reqsign_aliyun_oss::{RequestSigner, SigningVersion, StaticCredentialProvider};
use reqsign_core::{Context, Signer};

use super::support::{LOGS, MOMENT, http_client, request, send_http};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
const VERSIONS: [SigningVersion; 3] = [SigningVersion::V1, SigningVersion::V2, SigningVersion::V4];

enum Server {
    Wiremock(OssServer),
    Native(NativeServer),
}

/// A server with the bucket `logs`, which has the object `note`, and the credentials of its owner.
struct World {
    server: Server,
    oss: Oss,
    acme: Credentials,
}

impl World {
    async fn of(wiremock: bool, strict: bool) -> Self {
        let oss = Oss::new();
        let server = if wiremock {
            Server::Wiremock(OssServer::builder().oss(oss.clone()).strict_clock(strict).start().await)
        } else {
            let server = NativeServer::builder().oss(oss.clone()).strict_clock(strict).start().await;
            Server::Native(server.expect("a port"))
        };
        let acme = oss.create_account("acme");
        acme.create_bucket("logs").put_object("note", "hello");
        Self { server, acme: acme.credentials(), oss }
    }

    async fn both() -> [Self; 2] {
        [Self::of(true, false).await, Self::of(false, false).await]
    }

    fn uri(&self) -> String {
        match &self.server {
            Server::Wiremock(server) => server.uri(),
            Server::Native(server) => server.uri(),
        }
    }

    fn account(&self) -> Account {
        self.oss.account("acme").expect("acme")
    }

    fn clock(&self) -> Clock<'_> {
        self.oss.clock()
    }

    /// A request that reqsign signs now, in the header, or in the URL if it is to hold for so long.
    async fn sign(
        &self,
        version: SigningVersion,
        who: &Credentials,
        (method, target): (Method, &str),
        life: Option<Duration>,
    ) -> Request<&'static str> {
        let host = "logs.oss-cn-hangzhou.aliyuncs.com";
        let body = if method == Method::PUT { "hello" } else { "" };
        // reqsign signs V4 with an empty `AdditionalHeaders=` unless there is a header to put there.
        let builder = Request::builder().method(method).uri(format!("http://{host}{target}"));
        let builder = if life.is_none() { builder.header("Content-Length", body.len()) } else { builder };
        let (mut head, body) = builder.body(body).expect("a request").into_parts();
        let mut provider = StaticCredentialProvider::new(&who.access_key_id, &who.access_key_secret);
        if let Some(token) = &who.security_token {
            provider = provider.with_security_token(token);
        }
        let signer = RequestSigner::new("logs").with_region("cn-hangzhou").with_signing_version(version);
        Signer::new(Context::new(), provider, signer).sign(&mut head, life).await.expect("a signature");
        Request::from_parts(head, body)
    }

    async fn send(&self, request: Request<&'static str>) -> StatusCode {
        let (mut head, body) = request.into_parts();
        let target = head.uri.path_and_query().expect("a target").to_string();
        head.uri = target.parse().expect("a target");
        head.headers.insert("host", LOGS.parse().expect("a host"));
        send_http(&http_client(), &self.uri(), Request::from_parts(head, body.into())).await.status()
    }

    /// Sends a call that is signed now in its header, and returns its status and cause.
    async fn call(&self, version: SigningVersion, who: &Credentials, call: (Method, &str)) -> (u16, Option<Cause>) {
        let request = self.sign(version, who, call, None).await;
        self.answer(request).await
    }

    async fn answer(&self, request: Request<&'static str>) -> (u16, Option<Cause>) {
        let status = self.send(request).await.as_u16();
        (status, self.oss.journal().last().and_then(Record::cause))
    }

    fn note(&self) -> String {
        self.oss.journal().last().and_then(Record::note).expect("a note").to_owned()
    }
}

/// A move of the clock, and what it is called.
type Move<'a> = (&'static str, &'a dyn Fn(Clock<'_>));

const GET: (Method, &str) = (Method::GET, "/note");
const PUT: (Method, &str) = (Method::PUT, "/note");

#[tokio::test]
async fn a_request_is_never_skewed_by_a_move_of_the_clock() {
    for world in World::both().await {
        let start = world.oss.fork();
        let moves: [Move<'_>; 7] = [
            ("nothing", &|_| {}),
            ("advance", &|clock| clock.advance(HOUR)),
            ("set to the past", &|clock| clock.set_utc("1999-12-31T23:59:59Z")),
            ("advance a clock that stands", &|clock| clock.advance(24 * HOUR)),
            ("set to the future", &|clock| clock.set_utc("2049-01-01T00:00:00Z")),
            ("freeze", &|clock| clock.freeze()),
            ("follow the system", &|clock| clock.follow_system()),
        ];
        for (what, change) in moves {
            change(world.clock());
            for version in VERSIONS {
                assert_eq!(world.call(version, &world.acme, GET).await, (200, None), "{what}, {version:?}");
            }
        }
        world.clock().advance(HOUR);
        world.oss.reset_to(&start);
        assert_eq!(world.call(SigningVersion::V4, &world.acme, GET).await, (200, None), "reset");
    }
}

#[tokio::test]
async fn the_history_goes_along_with_a_fork() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs").put_object("note", "hello");
    oss.clock().advance(24 * HOUR);
    let server = NativeServer::builder().oss(oss.fork()).start().await.expect("a port");
    let world = World { oss: Oss::clone(&server), server: Server::Native(server), acme: acme.credentials() };
    assert_eq!(world.call(SigningVersion::V4, &world.acme, GET).await, (200, None));
}

#[tokio::test]
async fn a_request_that_was_signed_before_a_move_is_skewed_by_it() {
    for world in World::both().await {
        for version in VERSIONS {
            let before = world.sign(version, &world.acme, GET, None).await;
            world.clock().advance(HOUR);
            assert_eq!(world.answer(before).await, (403, Some(Cause::RequestTimeTooSkewed)), "{version:?}");
            let note = world.note();
            assert!(note.contains(" seconds behind the fake's clock, "), "{note}");
            assert!(note.ends_with(" then and was moved, so sign anew"), "{note}");
        }
    }
}

#[tokio::test]
async fn a_v4_url_ages_by_moves_after_it_and_is_fresh_after_those_before_it() {
    for world in World::both().await {
        let presign = async || world.sign(SigningVersion::V4, &world.acme, GET, Some(15 * MINUTE)).await;
        let url = presign().await;
        world.clock().advance(Duration::from_secs(890));
        assert_eq!(world.answer(url.clone()).await, (200, None));
        world.clock().advance(Duration::from_secs(20));
        assert_eq!(world.answer(url).await, (403, Some(Cause::UrlExpiredV4)));
        let note = world.note();
        assert!(note.starts_with("it was signed at ") && note.contains("when the fake's was at "), "{note}");

        let fresh = presign().await;
        assert_eq!(world.answer(fresh.clone()).await, (200, None));
        world.clock().set_utc("2049-01-01T00:00:00Z");
        assert_eq!(world.answer(fresh).await, (403, Some(Cause::UrlExpiredV4)));
        assert_eq!(world.answer(presign().await).await, (200, None));
        let ahead = presign().await;
        world.clock().set_utc("2019-01-01T00:00:00Z");
        assert_eq!(world.answer(ahead).await, (403, Some(Cause::UrlNotYetValid)));
        assert!(world.note().ends_with("by the machine's clock, when the fake's was at 2049-01-01T00:00:00Z"));
        assert_eq!(world.answer(presign().await).await, (200, None));
    }
}

#[tokio::test]
async fn the_expiry_of_v1_and_v2_urls_is_a_moment_of_the_fakes_clock_and_the_journal_says_so() {
    for world in World::both().await {
        for version in [SigningVersion::V1, SigningVersion::V2] {
            world.clock().follow_system();
            let url = world.sign(version, &world.acme, GET, Some(HOUR)).await;
            assert_eq!(world.answer(url.clone()).await, (200, None), "{version:?}");
            assert_eq!(world.oss.journal().last().and_then(Record::note), None, "the clocks agree");
            world.clock().advance(30 * MINUTE);
            assert_eq!(world.answer(url.clone()).await, (200, None), "{version:?}");
            assert!(
                world
                    .note()
                    .starts_with("`Expires` is a moment, compared with the fake's clock, which is 30m ahead of")
            );
            world.clock().advance(31 * MINUTE);
            assert_eq!(world.answer(url).await, (403, Some(Cause::UrlExpired)), "{version:?}");
            assert!(world.note().contains("which is 1h 1m ahead of the machine's"), "{}", world.note());
        }
    }
}

#[tokio::test]
async fn the_expiration_of_a_form_is_a_moment_of_the_fakes_clock_and_the_journal_says_so() {
    for world in World::both().await {
        for version in [SignatureVersion::V1, SignatureVersion::V4] {
            world.clock().follow_system();
            let form = || {
                // By the machine's clock, as a web application signs.
                let signer = world.oss.signer(&world.acme).version(version).at(now());
                let policy = PostPolicy::for_bucket("logs").expires_after(HOUR);
                signer.post_policy(&policy).field("key", "k").into_request(LOGS, "a.txt", "hello")
            };
            let before = form();
            world.clock().advance(2 * HOUR);
            let sent = send_http(&http_client(), &world.uri(), before).await;
            assert_eq!(sent.status(), 403);
            let record = world.oss.journal();
            let record = record.last().expect("a record");
            assert_eq!(record.cause(), Some(Cause::PostPolicyExpired), "{version:?} {record}");
            assert!(
                world.note().contains("`expiration` is a moment, compared with the fake's clock, which is 2h ahead")
            );
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "clients have the machine's clock")]
fn now() -> SystemTime {
    SystemTime::now()
}

#[tokio::test]
async fn dates_that_are_not_of_the_machines_clock_are_read_as_the_fakes() {
    for world in World::both().await {
        world.clock().set_utc(MOMENT);
        let signer = world.oss.signer(&world.acme);
        let send = async |request| send_http(&http_client(), &world.uri(), request).await.status().as_u16();
        assert_eq!(send(signer.sign(request(Method::GET, LOGS, "/note"))).await, 200);
        let late = signer.clone().at(world.clock().now() - HOUR).sign(request(Method::GET, LOGS, "/note"));
        assert_eq!(send(late).await, 403);
        assert!(
            world
                .note()
                .contains("3600 seconds behind the fake's clock, 2026-11-23T16:05:59Z; 900 are allowed; sign by"),
            "{}",
            world.note()
        );
        let url = signer.presign(600).sign(request(Method::GET, LOGS, "/note"));
        assert_eq!(send(url.clone()).await, 200);
        world.clock().advance(11 * MINUTE);
        assert_eq!(send(url).await, 403);
    }
}

#[tokio::test]
async fn a_strict_server_judges_by_the_fakes_clock_alone_and_waits_for_nothing() {
    for wiremock in [true, false] {
        let world = World::of(wiremock, true).await;
        #[expect(clippy::disallowed_methods, reason = "nothing waits")]
        let begun = Instant::now();
        for _ in 0..10 {
            world.clock().advance(HOUR);
        }
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        for version in VERSIONS {
            let answer = world.call(version, &world.acme, GET).await;
            assert_eq!(answer, (403, Some(Cause::RequestTimeTooSkewed)), "{version:?}");
        }
        assert!(world.note().contains("`Clock::follow_system`"), "{}", world.note());
        let url = world.sign(SigningVersion::V4, &world.acme, GET, Some(MINUTE)).await;
        assert_eq!(world.answer(url).await, (403, Some(Cause::UrlExpiredV4)));
        world.clock().follow_system();
        assert_eq!(world.call(SigningVersion::V4, &world.acme, GET).await, (200, None));
    }
}

#[tokio::test]
async fn a_session_ends_for_a_client_of_a_server() {
    for world in World::both().await {
        let role = world.account().create_role("backup").allow("oss:*", "*");
        for version in VERSIONS {
            let session = role.create_session(&format!("{version:?}-1")).set_lifetime(15 * MINUTE).credentials();
            assert_eq!(world.call(version, &session, PUT).await, (200, None), "{version:?}");
            world.clock().advance(Duration::from_secs(901));
            let ended = world.call(version, &session, PUT).await;
            assert_eq!(ended, (403, Some(Cause::SecurityTokenExpired)), "{version:?}");
            let next = role.create_session(&format!("{version:?}-2")).credentials();
            assert_eq!(world.call(version, &next, PUT).await, (200, None), "{version:?}");
        }
    }
}

#[tokio::test]
async fn latency_on_the_clock_skews_no_client_of_a_server() {
    for world in World::both().await {
        let role = world.account().create_role("backup").allow("oss:*", "*");
        let session = role.create_session("nightly").set_lifetime(HOUR).credentials();
        let slow = world.oss.fault(Operation::PutObject).latency(Latency::from(Duration::from_secs(1_000)).on_clock());
        let mut answers = Vec::new();
        for _ in 0..5 {
            answers.push(world.call(SigningVersion::V4, &session, PUT).await);
        }
        let ended = (403, Some(Cause::SecurityTokenExpired));
        assert_eq!(answers, [(200, None), (200, None), (200, None), (200, None), ended]);
        assert_eq!(slow.hits(), 4);
    }
}
