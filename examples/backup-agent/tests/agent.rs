//! The suite of the agent: a test for each thing that is hard to bring about with the real OSS.

use std::time::Duration;

use backup_agent::{Agent, Endpoint, Keys, Plan};
use ossmock::{
    Account, Bucket, Cause, Credentials, EncryptionRule, KmsKey, NativeServer, Operation, Oss, call, expect::any_call,
};

/// Nothing takes so long.
const LONG: Duration = Duration::from_secs(30);

struct World {
    oss: NativeServer,
    acme: Account,
    key: KmsKey,
    backups: Bucket,
}

impl World {
    /// A bucket of the agent's own. A call that ossmock lacks would fail the test, and so would an answer without a source.
    async fn new() -> Self {
        Self::of(Oss::builder().deny_unemulated().deny_assumed().build()).await
    }

    async fn of(oss: Oss) -> Self {
        let acme = oss.create_account("acme").set_id("1001");
        let key = acme.create_kms_key("backups").set_id("key-backups");
        let backups = acme.create_bucket("backups");
        Self { oss: NativeServer::builder().oss(oss).start().await.expect("a port"), acme, key, backups }
    }

    /// An agent for these buckets; their hosts lead to the fake, whatever the machine's resolver says.
    fn agent(&self, keys: Credentials, buckets: &[&str]) -> Agent {
        let mut http = reqwest::Client::builder().no_proxy();
        for bucket in buckets {
            http = http.resolve(&format!("{bucket}.oss-cn-hangzhou.localhost"), self.oss.address());
        }
        let host = format!("oss-cn-hangzhou.localhost:{}", self.oss.address().port());
        Agent::new(
            http.build().expect("a client"),
            Endpoint { host, region: "cn-hangzhou".to_owned() },
            Keys { id: keys.access_key_id, secret: keys.access_key_secret },
            Plan {
                buckets: buckets.iter().map(|&bucket| bucket.to_owned()).collect(),
                kms_key: self.key.id(),
                run: "run-7".to_owned(),
                pause: Duration::from_millis(1),
            },
        )
    }
}

#[tokio::test]
async fn it_encrypts_first_then_uploads_once_and_does_nothing_else() {
    let world = World::new().await;
    let rule = EncryptionRule::kms(&world.key.id());
    let story = world.oss.expect_in_order([
        call(Operation::GetBucketEncryption).bucket("backups"),
        call(Operation::PutBucketEncryption).bucket("backups").rule(rule.clone()).succeeds(),
        call(Operation::PutObject).bucket("backups").key("db.dump").succeeds(),
    ]);
    let nothing_else = world.oss.deny_unexpected();

    let report =
        world.agent(world.acme.credentials(), &["backups"]).back_up("db.dump", b"rows").await.expect("OSS is there");

    assert_eq!(report.done, ["backups"]);
    nothing_else.verify();
    story.verify();
    let dump = world.backups.object("db.dump");
    dump.assert_body("rows");
    dump.assert_encryption(rule);
    // One data key, and no call more.
    world.oss.assert_kms_calls(..=1);
}

#[tokio::test]
async fn it_is_patient_while_oss_is_busy_and_not_for_ever() {
    let world = World::new().await;
    let agent = world.agent(world.acme.credentials(), &["backups"]);
    let busy = world.oss.fault(Operation::PutObject).first(3).error(Cause::ServiceUnavailable);
    agent.back_up("db.dump", b"rows").await.expect("it is busy three times only");
    assert_eq!(busy.hits(), 3);
    world.backups.object("db.dump").assert_body("rows");
    drop(busy);

    let busy = world.oss.fault(Operation::PutObject).error(Cause::TotalQpsLimitExceeded);
    let report = agent.back_up("again.dump", b"rows").await.expect("OSS is there");
    assert_eq!(report.refused, [("backups".to_owned(), "TotalQpsLimitExceeded".to_owned())]);
    assert_eq!(busy.hits(), 4);
}

#[tokio::test]
async fn it_knows_its_own_upload_whose_answer_was_lost() {
    let world = World::new().await;
    let agent = world.agent(world.acme.credentials(), &["backups"]);
    let lost = world.oss.fault(Operation::PutObject).first(1).answer_lost();
    let report = agent.back_up("db.dump", b"rows").await.expect("OSS is there");
    assert_eq!((report.done, lost.hits()), (vec!["backups".to_owned()], 1));
    world.backups.object("db.dump").assert_body("rows");

    // An object that another client has put there is left alone.
    world.backups.put_object("other.dump", "theirs");
    let report = agent.back_up("other.dump", b"ours").await.expect("OSS is there");
    assert_eq!(report.refused, [("backups".to_owned(), "FileAlreadyExists".to_owned())]);
    world.backups.object("other.dump").assert_body("theirs");
}

#[tokio::test]
async fn a_bucket_that_refuses_is_reported_and_the_others_get_their_copy() {
    let world = World::new().await;
    world.oss.create_account("other").create_bucket("foreign");
    let agent = world
        .acme
        .create_ram_user("agent")
        .allow("oss:*", "acs:oss:*:*:backups")
        .allow("oss:*", "acs:oss:*:*:backups/*");
    let refused = call(Operation::GetBucketEncryption).bucket("foreign").by(&agent).refused_with(Cause::NotYourBucket);
    let refused = world.oss.expect(refused).times(1);
    let before = world.oss.snapshot();

    let buckets = ["foreign", "backups"];
    let report = world.agent(agent.credentials(), &buckets).back_up("db.dump", b"rows").await.expect("OSS is there");

    assert_eq!(report.refused, [("foreign".to_owned(), "AccessDenied".to_owned())]);
    assert_eq!(report.done, ["backups"]);
    refused.verify();
    // All that is different is in the one bucket.
    let diff = before.diff(&world.oss.snapshot()).to_string();
    assert_eq!(diff.lines().count(), 2, "{diff}");
    assert!(diff.contains("~ bucket backups: encryption none → KMS, key key-backups\n"), "{diff}");
    assert!(diff.contains("+ object backups/db.dump: 4 bytes, "), "{diff}");
}

#[tokio::test]
async fn a_key_that_is_disabled_in_mid_run_is_reported() {
    let world = World::new().await;
    let agent = world.agent(world.acme.credentials(), &["backups"]);
    agent.back_up("first.dump", b"rows").await.expect("OSS is there");
    world.key.disable();
    let report = agent.back_up("second.dump", b"rows").await.expect("OSS is there");
    assert_eq!(report.done, [""; 0]);
    world.backups.object("second.dump").assert_absent();
    let journal = world.oss.journal();
    assert_eq!(journal.last().expect("a call").cause(), Some(Cause::KmsKeyDisabled), "{journal}");
}

#[tokio::test]
async fn a_link_ends_when_its_time_is_over() {
    let world = World::new().await;
    let agent = world.agent(world.acme.credentials(), &["backups"]);
    agent.back_up("db.dump", b"rows").await.expect("OSS is there");
    let link = agent.link("backups", "db.dump", Duration::from_secs(900)).await.expect("a link");

    let browser = reqwest::Client::builder().no_proxy();
    let browser = browser.resolve("backups.oss-cn-hangzhou.localhost", world.oss.address()).build().expect("a client");
    let get = async || browser.get(&link).send().await.expect("an answer");
    let response = get().await;
    assert_eq!(response.status(), 200, "{}", world.oss.journal());
    assert_eq!(response.text().await.expect("a body"), "rows");
    world.oss.clock().advance(Duration::from_secs(901));
    let _ = get().await;
    world.oss.assert_refused(Operation::GetObject, Cause::UrlExpiredV4);
}

#[tokio::test]
async fn in_the_background_it_goes_on_after_a_failure() {
    let world = World::new().await;
    // The first backup is hopeless: no try gets through.
    let down = world.oss.fault(any_call()).first(4).close();
    let second = world.oss.expect(call(Operation::PutObject).key("db.2").succeeds());
    let agent = world.agent(world.acme.credentials(), &["backups"]);
    let task = agent.start("db".to_owned(), b"rows".to_vec(), Duration::from_millis(1));
    world.oss.wait_for(&second, LONG).await;
    task.abort();
    assert_eq!(down.hits(), 4);
    world.backups.object("db.1").assert_absent();
}

#[tokio::test]
async fn this_is_all_it_has_to_be_allowed() {
    let world = World::of(Oss::builder().audit(true).build()).await;
    let agent = world.acme.create_ram_user("agent");
    world.agent(agent.credentials(), &["backups"]).back_up("db.dump", b"rows").await.expect("OSS is there");
    let policy = world.oss.required_policy_for(&agent).expect("it needed something");
    assert_eq!(
        policy.to_string(),
        "Allow oss:GetBucketEncryption, oss:PutBucketEncryption on acs:oss:*:*:backups; \
         Allow oss:PutObject on acs:oss:*:*:backups/db.dump"
    );
}
