//! Retention policies: what they protect beyond the requests of the cases, and how that is told.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{Method, Response};
use md5::{Digest as _, Md5};
use ossmock::{
    Account, Bucket, Cause, Operation, Oss,
    replication::{ReplicationAction, ReplicationError, ReplicationRule},
    settings::{RoutingRule, Versioning, Website, Worm, WormState},
};

use super::panics::panic_here;
use super::support::{LOGS, answer, request, signed, still};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn logs(oss: &Oss) -> (Account, Bucket) {
    let acme = oss.create_account("acme");
    (acme.clone(), acme.create_bucket("logs"))
}

fn ask(oss: &Oss, acme: &Account, method: Method, target: &str) -> String {
    answer(&oss.handle(signed(oss, &acme.credentials(), request(method, LOGS, target))))
}

#[test]
fn a_refusal_names_the_policy_the_object_the_end_and_the_clock() {
    let oss = still();
    oss.clock().freeze();
    let (acme, logs) = logs(&oss);
    let id = logs.set_worm(Worm::locked(2)).worm().and_then(|worm| worm.id().map(str::to_owned)).expect("an id");
    logs.put_object("a", "first");
    oss.clock().advance(DAY);
    assert_eq!(ask(&oss, &acme, Method::DELETE, "/a"), "409 FileImmutable");
    acme.assert_refused(Operation::DeleteObject, Cause::FileImmutable);
    let why = format!(
        "the retention policy {id} (2 days, locked, since 2026-11-23T16:05:59Z) protects `logs/a`, last modified at \
         2026-11-23T16:05:59Z, until 2026-11-25T16:05:59Z by the clock of the fake, which is at 2026-11-24T16:05:59Z"
    );
    let journal = oss.journal();
    let record = journal.last().expect("a record");
    assert!(record.to_string().ends_with(&format!("refused: FileImmutable; {why})")), "{record}");
    assert_eq!(logs.object("a").retention().expect("it is protected").to_string(), why);
    assert_eq!(record.note(), Some(&*why));
    // A test that expected the deletion says it as well.
    let message = panic_here!(logs.object("a").assert_absent());
    assert!(message.contains(&why), "{message}");
    // And so does a question, for what would lose the object.
    let told = |action: &str| oss.explain("acme", action, "acs:oss:*:*:logs/a").expect("a question").protected;
    assert_eq!((told("oss:DeleteObject"), told("oss:PutObject")), (Some(why.clone()), Some(why.clone())));
    assert_eq!(told("oss:GetObject"), None);
    let explanation = oss.explain("acme", "oss:DeleteObject", "acs:oss:*:*:logs/a").expect("a question");
    let line = format!("\nwhatever the permissions, the object is immutable: {why}");
    assert!(explanation.to_string().ends_with(&line), "{explanation}");
}

#[test]
fn an_object_that_is_not_protected_says_why() {
    let oss = still();
    oss.clock().freeze();
    let (_, logs) = logs(&oss);
    let found = |object: &ossmock::Object| {
        let message = panic_here!(object.assert_immutable());
        message.lines().find_map(|line| line.trim().strip_prefix("found:")).expect("a line").trim().to_owned()
    };
    let object = logs.put_object("a", "first");
    assert_eq!(found(&object), "not protected: the bucket has no retention policy");
    let id = |logs: &Bucket| logs.worm().and_then(|worm| worm.id().map(str::to_owned)).expect("an id");
    let open = id(&logs.set_worm(Worm::in_progress(7)));
    object.assert_immutable();
    oss.clock().advance(DAY);
    let since = "since 2026-11-23T16:05:59Z";
    assert_eq!(
        found(&object),
        format!(
            "not protected: the retention policy {open} (7 days, in progress, {since}) was not locked within 24 hours, and the \
             clock of the fake is at 2026-11-24T16:05:59Z"
        )
    );
    assert_eq!(logs.worm(), None);
    let locked = id(&logs.set_worm(Worm::locked(1)));
    assert_eq!(
        found(&object),
        format!(
            "not protected: the retention policy {locked} (1 day, locked, since 2026-11-24T16:05:59Z) protected it until \
             2026-11-24T16:05:59Z, and the clock of the fake is at 2026-11-24T16:05:59Z"
        )
    );
    assert!(found(&logs.object("b")).contains("does not exist") || found(&logs.object("b")).contains("no object"));
}

#[test]
fn handles_are_bound_by_a_policy_and_say_so() {
    let oss = still();
    oss.clock().freeze();
    let (acme, logs) = logs(&oss);
    logs.put_object("a", "first");
    logs.set_worm(Worm::locked(1));
    for message in [panic_here!(drop(logs.put_object("a", "x"))), panic_here!(drop(logs.put_symlink("a", "b")))] {
        assert!(message.contains("protects `logs/a`"), "{message}");
    }
    logs.object("a").assert_body("first");
    let excluded = "a bucket cannot have suspended versioning and a retention policy";
    let message = panic_here!(drop(logs.set_versioning(Versioning::Suspended)));
    assert_eq!(message, format!("the bucket `logs` has a retention policy: {excluded}"));
    let paused = acme.create_bucket("paused").set_versioning(Versioning::Suspended);
    let message = panic_here!(drop(paused.set_worm(Worm::locked(1))));
    assert_eq!(message, format!("versioning of the bucket `paused` is suspended: {excluded}"));
    for days in [0, 25_551] {
        let message = panic_here!(drop(logs.set_worm(Worm::locked(days))));
        assert_eq!(message, format!("a retention policy protects objects for 1 to 25550 days, not {days}"));
    }
    let policy = logs.worm().expect("it is unchanged");
    assert_eq!((policy.state(), policy.days()), (WormState::Locked, 1));
    assert_eq!(policy.created(), Some(oss.clock().now()));
}

#[test]
fn a_refused_upload_has_not_called_kms() {
    let oss = still();
    let (acme, logs) = logs(&oss);
    logs.put_object("a", "first");
    logs.set_worm(Worm::locked(1));
    let mut put = request(Method::PUT, LOGS, "/a");
    put.headers_mut().insert("content-length", "0".parse().expect("a value"));
    put.headers_mut().insert("x-oss-server-side-encryption", "KMS".parse().expect("a value"));
    let before = oss.snapshot();
    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), put))), "409 FileImmutable");
    oss.assert_kms_calls(0..=0);
    oss.assert_unchanged_since(&before);
}

#[test]
fn the_lock_and_the_days_are_changes_of_the_world_and_pending_policies_are_in_its_file() {
    let oss = still();
    oss.clock().freeze();
    let (acme, logs) = logs(&oss);
    logs.put_object("a", "first");
    logs.set_worm(Worm::in_progress(1));
    let id = logs.worm().and_then(|worm| worm.id().map(str::to_owned)).expect("an id");
    let before = oss.snapshot();
    assert_eq!(ask(&oss, &acme, Method::POST, &format!("/?wormId={id}")), "200");
    let diff = before.diff(&oss.snapshot()).to_string();
    assert!(diff.contains("retention policy") && diff.contains("locked"), "{diff}");
    oss.restore(&before);
    assert_eq!(logs.worm().map(|worm| worm.state()), Some(WormState::InProgress));

    let again = Oss::builder().world_toml(&oss.world_toml()).expect("a world").build();
    let read = again.bucket("logs").expect("the bucket");
    again.clock().set(oss.clock().now() + DAY - Duration::from_secs(1));
    again.clock().freeze();
    read.object("a").assert_immutable();
    again.clock().advance(Duration::from_secs(1));
    assert_eq!(read.worm(), None);
}

#[test]
fn replicas_neither_replace_nor_delete_protected_objects() {
    let oss = still();
    let (acme, logs) = logs(&oss);
    let backup = acme.create_bucket("backup").set_region("cn-beijing");
    logs.add_replication(ReplicationRule::to("backup").actions(&[ReplicationAction::All]));
    logs.put_object("a", "first");
    oss.replicate();
    backup.set_worm(Worm::locked(1));
    logs.put_object("a", "second");
    let steps = |oss: &Oss| oss.replicate().steps().iter().map(|step| step.outcome.clone()).collect::<Vec<_>>();
    assert!(
        matches!(&steps(&oss)[..], [Err(ReplicationError::Protected(retention))] if retention.policy().days() == 1)
    );
    assert_eq!(ask(&oss, &acme, Method::DELETE, "/a"), "204");
    assert!(matches!(&steps(&oss)[..], [Err(ReplicationError::Protected(_))]));
    backup.object("a").assert_body("first");
    // A new object, and one that is no longer protected, are replicated.
    logs.put_object("b", "new");
    oss.clock().advance(DAY);
    logs.put_object("a", "third");
    assert!(steps(&oss).iter().all(Result::is_ok));
    backup.object("a").assert_body("third");
}

#[test]
fn an_object_that_was_stored_meanwhile_keeps_a_mirror_from_writing() {
    let held = Arc::new(OnceLock::<Oss>::new());
    let inner = held.clone();
    let oss = Oss::builder().origin("origin.example", move |_| {
        inner.get().and_then(|oss| oss.bucket("logs")).expect("it is set").put_object("a", "of a client");
        Response::new(Bytes::from("fetched"))
    });
    let oss = oss.build();
    assert!(held.set(oss.clone()).is_ok());
    let (acme, logs) = logs(&oss);
    logs.set_website(Website::default().add_rule(RoutingRule::mirror(1, "http://origin.example/")));
    logs.set_worm(Worm::locked(1));
    assert_eq!(ask(&oss, &acme, Method::GET, "/a"), "424 MirrorFailed");
    assert_eq!(oss.journal().last().expect("a record").cause(), Some(Cause::MirrorImmutable));
    logs.object("a").assert_body("of a client");
}

#[test]
fn the_record_of_a_deletion_of_several_objects_names_what_it_left() {
    let oss = still();
    let (acme, logs) = logs(&oss);
    logs.put_object("a", "first");
    logs.put_object("b", "second");
    logs.set_worm(Worm::locked(1));
    let xml = "<Delete><Object><Key>a</Key></Object><Object><Key>b</Key></Object></Delete>";
    let mut delete = request(Method::POST, LOGS, "/?delete").map(|_| Bytes::from(xml));
    let digest = BASE64_STANDARD.encode(Md5::digest(xml));
    delete.headers_mut().insert("content-md5", digest.parse().expect("a value"));
    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), delete))), "200");
    let journal = oss.journal();
    let note = journal.last().and_then(|record| record.note()).expect("a note");
    assert!(note.starts_with("not deleted: the retention policy ") && note.contains("protects `logs/a`"), "{note}");
    assert!(note.ends_with("; it protects 1 more of them"), "{note}");
    assert_eq!(logs.objects().len(), 2);
}
