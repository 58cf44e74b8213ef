//! Replication between buckets: what is replicated, how it is encrypted there, and why not.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{
    Account, Bucket, EncryptionRule, Oss,
    kms::{KmsAction, KmsRefusal, KmsService},
    replication::{NotReplicated, ReplicationAction, ReplicationError, ReplicationRule, ReplicationStatus},
    settings::Versioning,
};

use super::panics::panic_here;
use super::support::{LOGS, answer, request, signed, still};

/// `logs` in `cn-hangzhou` and `backup` in `cn-beijing`, both of `acme`.
fn two_buckets(oss: &Oss) -> (Account, Bucket, Bucket) {
    let acme = oss.create_account("acme");
    let backup = acme.create_bucket("backup").set_region("cn-beijing");
    (acme.clone(), acme.create_bucket("logs"), backup)
}

/// A role that may replicate from `logs` to `backup`, and use every key.
fn replicator(acme: &Account) {
    let resources = "acs:oss:*:*:*";
    acme.create_role("replicator").allow("oss:Replicate*", resources).allow("kms:*", "acs:kms:*:*:*");
}

/// A request with a body.
fn sent(method: Method, host: &str, target: &str, body: &str) -> Request<Bytes> {
    request(method, host, target).map(|_| Bytes::copy_from_slice(body.as_bytes()))
}

/// Runs replication, and returns its steps as text.
fn run(oss: &Oss) -> Vec<String> {
    oss.replicate().steps().iter().map(ToString::to_string).collect()
}

fn to_backup() -> ReplicationRule {
    ReplicationRule::to("backup")
}

#[test]
fn each_row_of_the_matrix_by_requests() {
    let (source, target, replica) = ("key-source", "key-target", "key-replica");
    let kms = |id: &str| Some(EncryptionRule::kms(id));
    let default = Some(EncryptionRule::kms_default());
    let aes = Some(EncryptionRule::Aes256);
    let sm4 = Some(EncryptionRule::Sm4);
    let not_selected =
        "not replicated: it is encrypted with a customer master key, and the rule does not select SSE-KMS objects";
    let target_not_selected = "not replicated: the destination encrypts with a customer master key, and the rule does not select SSE-KMS objects";
    for (row, object, destination, kms_on, expected) in [
        ("R01", None, None, false, "written, encryption none"),
        ("R02", None, aes.clone(), false, "written, encryption AES256"),
        ("R02", None, sm4.clone(), true, "written, encryption SM4"),
        ("R03", None, default.clone(), false, "written, encryption KMS, key the default key"),
        ("R04", None, kms(target), true, "written, encryption KMS, key key-target"),
        ("R05", None, kms(target), false, target_not_selected),
        ("R06", aes.clone(), kms(target), false, "written, encryption AES256"),
        ("R06", sm4, None, true, "written, encryption SM4"),
        ("R07", default.clone(), aes.clone(), false, "written, encryption KMS, key the default key"),
        ("R08", kms(source), aes, true, "written, encryption KMS, key key-replica"),
        ("R09", kms(source), None, false, not_selected),
    ] {
        let oss = still();
        let (acme, logs, backup) = two_buckets(&oss);
        replicator(&acme);
        acme.create_kms_key("source").set_id(source);
        acme.create_kms_key("target").set_id(target).set_region("cn-beijing");
        acme.create_kms_key("replica").set_id(replica).set_region("cn-beijing");
        backup.set_encryption(destination);
        let rule = to_backup().role("replicator");
        logs.add_replication(if kms_on { rule.kms_objects(replica) } else { rule });
        logs.set_encryption(object);
        let put = sent(Method::PUT, LOGS, "/a", "hello");
        assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), put))), "200", "{row}");

        let steps = run(&oss);
        assert_eq!(steps.len(), 1, "{row}: {steps:?}");
        let own = |id: &&str| [source, target, replica].contains(id);
        let kms = oss.kms();
        // Of the last call: the key that OSS manages in the region of the replica.
        let managed = kms.ledger().last().map(|call| &*call.key_id).filter(|id| !own(id));
        let found = managed.map_or_else(|| steps[0].clone(), |id| steps[0].replace(id, "the default key"));
        assert_eq!(found, format!("logs/a to backup: {expected}"), "{row}");
        let there = backup.objects().len();
        assert_eq!(there, usize::from(expected.starts_with("written")), "{row}");
    }
}

#[test]
fn the_ledger_names_the_role() {
    let oss = still();
    let (acme, logs, backup) = two_buckets(&oss);
    replicator(&acme);
    acme.create_kms_key("source").set_id("key-source");
    acme.create_kms_key("replica").set_id("key-replica").set_region("cn-beijing");
    logs.add_replication(to_backup().role("replicator").kms_objects("key-replica"));
    logs.put_object("a", "hello").set_encryption(EncryptionRule::kms("key-source"));
    oss.replicate();
    logs.assert_replicated("a", &backup);
    let kms = oss.kms();
    let calls: Vec<_> = kms.ledger().iter().map(|call| (call.action, &*call.key_id, &*call.caller)).collect();
    let role = "acme/replicator/oss-replication";
    assert_eq!(calls, [(KmsAction::Decrypt, "key-source", role), (KmsAction::GenerateDataKey, "key-replica", role)]);
}

#[test]
fn what_is_due_is_done_when_the_test_says_so() {
    let oss = Oss::builder().replication_delay(Duration::from_secs(300)).build();
    oss.clock().set_utc(super::support::MOMENT);
    let (_, logs, backup) = two_buckets(&oss);
    logs.put_object("old", "1");
    logs.add_replication(to_backup());
    oss.clock().advance(Duration::from_secs(200));
    logs.put_object("new", "2");
    assert_eq!(run(&oss), [""; 0]);
    assert_eq!(logs.replications()[0].status(), ReplicationStatus::Starting);

    oss.clock().advance(Duration::from_secs(100));
    assert_eq!(run(&oss), ["logs/old to backup: written, encryption none"]);
    assert_eq!(logs.replications()[0].status(), ReplicationStatus::Doing);
    logs.assert_replicated("old", &backup);

    oss.clock().advance(Duration::from_secs(200));
    assert_eq!(run(&oss), ["logs/new to backup: written, encryption none"]);
    assert_eq!(run(&oss), [""; 0]);
}

#[test]
fn deletions_go_along_unless_the_rule_replicates_writes_only() {
    for (actions, expected) in [(ReplicationAction::All, 0), (ReplicationAction::Put, 1)] {
        let oss = still();
        let (acme, logs, backup) = two_buckets(&oss);
        logs.add_replication(to_backup().actions(&[actions]));
        logs.put_object("a", "hello");
        oss.replicate();
        let delete = signed(&oss, &acme.credentials(), request(Method::DELETE, LOGS, "/a"));
        assert_eq!(answer(&oss.handle(delete)), "204");
        oss.replicate();
        assert_eq!(backup.objects().len(), expected, "{actions}");
    }
}

#[test]
fn a_delete_marker_goes_along_with_writes() {
    let oss = still();
    let (acme, logs, backup) = two_buckets(&oss);
    for bucket in [&logs, &backup] {
        bucket.set_versioning(Versioning::Enabled);
    }
    logs.add_replication(to_backup().actions(&[ReplicationAction::Put]));
    logs.put_object("a", "1");
    logs.put_object("a", "2");
    let delete = signed(&oss, &acme.credentials(), request(Method::DELETE, LOGS, "/a"));
    assert_eq!(answer(&oss.handle(delete)), "204");
    let written = "logs/a to backup: written, encryption none";
    assert_eq!(run(&oss), [written, written, "logs/a to backup: deleted"]);
    assert!(backup.objects().is_empty());
}

#[test]
fn history_has_its_versions_and_what_hides_them() {
    let oss = still();
    let (acme, logs, backup) = two_buckets(&oss);
    for bucket in [&logs, &backup] {
        bucket.set_versioning(Versioning::Enabled);
    }
    logs.put_object("gone", "1");
    let delete = signed(&oss, &acme.credentials(), request(Method::DELETE, LOGS, "/gone"));
    assert_eq!(answer(&oss.handle(delete)), "204");
    logs.put_object("there", "2");
    logs.add_replication(to_backup());
    oss.replicate();
    let keys: Vec<String> = backup.objects().iter().map(|object| object.key().to_owned()).collect();
    assert_eq!(keys, ["there"]);
}

#[test]
fn replicas_go_no_further_and_two_rules_make_no_circle() {
    let oss = still();
    let (acme, logs, backup) = two_buckets(&oss);
    acme.create_bucket("third").set_region("cn-shanghai");
    logs.add_replication(to_backup());
    backup.add_replication(ReplicationRule::to("logs")).add_replication(ReplicationRule::to("third"));
    logs.put_object("a", "hello");
    assert_eq!(run(&oss), ["logs/a to backup: written, encryption none"]);
    assert_eq!(run(&oss), [""; 0]);
}

#[test]
fn tags_and_acls_follow() {
    let oss = still();
    let (_, logs, backup) = two_buckets(&oss);
    logs.add_replication(to_backup());
    let object = logs.put_object("a", "hello");
    oss.replicate();
    object.set_tag("team", "storage");
    assert_eq!(run(&oss), ["logs/a to backup: updated"]);
    assert_eq!(backup.object("a").tags().get("team").map(String::as_str), Some("storage"));
}

#[test]
fn another_account_must_let_the_role_in() {
    let oss = still();
    let (acme, logs, _) = two_buckets(&oss);
    let partner = oss.create_account("partner").create_bucket("archive").set_region("cn-beijing");
    replicator(&acme);
    logs.add_replication(ReplicationRule::to("archive").role("replicator"));
    logs.put_object("a", "hello");
    oss.replicate();
    let message = panic_here!(logs.assert_replicated("a", &partner));
    assert!(
        message.contains("found:    not: the role `replicator` may not do oss:ReplicatePut on acs:oss:"),
        "{message}"
    );

    partner.set_policy(&format!(
        r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "oss:Replicate*", "Principal": ["{}"],
            "Resource": ["acs:oss:*:*:archive", "acs:oss:*:*:archive/*"]}}]}}"#,
        acme.role("replicator").expect("the role").principal("*")
    ));
    logs.put_object("a", "hello");
    oss.replicate();
    logs.assert_replicated("a", &partner);
}

#[test]
fn an_assertion_says_why_not() {
    let why = |arrange: &dyn Fn(&Oss, &Account, &Bucket), expected: &str| {
        let oss = Oss::builder().replication_delay(Duration::from_secs(60)).build();
        oss.clock().set_utc(super::support::MOMENT);
        let (acme, logs, backup) = two_buckets(&oss);
        arrange(&oss, &acme, &logs);
        let message = panic_here!(logs.assert_replicated("a", &backup));
        let head = format!(
            "object `a` of bucket `logs`\n  expected: replicated to `backup`\n  found:    not: {expected}\n\njournal:\n"
        );
        assert!(message.starts_with(&head), "{message}");
    };
    let later = |oss: &Oss| {
        oss.clock().advance(Duration::from_secs(60));
        oss.replicate();
    };
    why(&|_, _, logs| drop(logs.add_replication(to_backup())), "there is no object `a` in `logs`");
    why(&|_, _, logs| drop(logs.put_object("a", "1")), "the bucket has no replication rule");
    why(
        &|_, acme, logs| {
            acme.create_bucket("other");
            logs.add_replication(ReplicationRule::to("other")).put_object("a", "1");
        },
        "no replication rule of the bucket leads there, only to `other`",
    );
    why(
        &|_, _, logs| drop(logs.add_replication(to_backup().prefix("b/").prefix("c/")).put_object("a", "1")),
        "the rule `00000000-0000-4000-9000-000000000003` replicates the prefixes [\"b/\", \"c/\"] only",
    );
    why(
        &|_, _, logs| {
            logs.add_replication(to_backup().actions(&[ReplicationAction::Delete])).put_object("a", "1");
        },
        "the rule `00000000-0000-4000-9000-000000000003` does not replicate writes",
    );
    why(
        &|oss, _, logs| {
            logs.add_replication(to_backup()).put_object("a", "1");
            oss.replicate();
        },
        "it is due at 2026-11-23T16:06:59Z, and by the fake's clock it is 2026-11-23T16:05:59Z",
    );
    why(
        &|oss, _, logs| {
            logs.add_replication(to_backup()).put_object("a", "1");
            oss.clock().advance(Duration::from_secs(60));
        },
        "it is due: call `Oss::replicate`",
    );
    why(
        &|_, _, logs| {
            logs.put_object("a", "1");
            logs.add_replication(to_backup());
        },
        "the start of the rule `00000000-0000-4000-9000-000000000003` is due at 2026-11-23T16:06:59Z, and by the fake's clock it is 2026-11-23T16:05:59Z",
    );
    why(
        &|oss, _, logs| {
            logs.put_object("a", "1");
            logs.add_replication(to_backup().without_history());
            later(oss);
        },
        "it was there before the rule `00000000-0000-4000-9000-000000000003`, which does not replicate history",
    );
    why(
        &|oss, acme, logs| {
            acme.create_kms_key("own").set_id("key-own");
            logs.add_replication(to_backup()).set_encryption(EncryptionRule::kms("key-own")).put_object("a", "1");
            later(oss);
        },
        "it is encrypted with a customer master key, and the rule does not select SSE-KMS objects",
    );
    why(
        &|oss, acme, logs| {
            replicator(acme);
            acme.create_kms_key("own").set_id("key-own").disable();
            logs.add_replication(to_backup().role("replicator").kms_objects("key-replica"));
            logs.put_object("a", "1").set_encryption(EncryptionRule::kms("key-own"));
            later(oss);
        },
        "KMS refused Decrypt with key-own: the key is disabled",
    );
    why(
        &|oss, _, logs| {
            logs.add_replication(to_backup().role("nobody")).put_object("a", "1");
            later(oss);
        },
        "the account `acme` has no role `nobody`",
    );
    why(
        &|oss, acme, logs| {
            logs.add_replication(to_backup()).put_object("a", "1");
            later(oss);
            acme.buckets()[0].object("a").set_tag("a", "b");
            acme.buckets()[0].put_object("a", "2");
        },
        "it was replicated, and its replica was deleted or overwritten since",
    );
}

#[test]
fn a_rule_that_cannot_be_panics_where_it_is_arranged() {
    let oss = still();
    let (acme, logs, _) = two_buckets(&oss);
    oss.create_account("partner").create_bucket("archive");
    acme.create_bucket("far").set_region("mars-1");
    acme.create_bucket("versions").set_versioning(Versioning::Enabled);
    logs.add_replication(ReplicationRule::to("backup"));
    let long = "x".repeat(1_024);
    let eleven = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
    let eleven = eleven.iter().fold(to_backup(), |rule, prefix| rule.prefix(prefix));
    for (rule, expected) in [
        (to_backup(), "the bucket has a replication rule to this destination"),
        (ReplicationRule::to("logs"), "there is no such bucket yet, or it is the source itself"),
        (ReplicationRule::to("none"), "there is no such bucket yet, or it is the source itself"),
        (ReplicationRule::to("No"), "the destination is no bucket name"),
        (ReplicationRule::to("archive"), "the destination is another account's, and the rule names no role"),
        (ReplicationRule::to("far"), "OSS replicates nothing to the region of the destination"),
        (ReplicationRule::to("versions"), "both buckets keep versions, or neither does"),
        (to_backup().prefix("a").prefix("ab"), "a prefix starts with another one"),
        (to_backup().prefix(&long), "a prefix has at most 1,023 characters"),
        (eleven, "a rule has at most 10 prefixes"),
        (to_backup().kms_objects("key-1"), "a rule that selects KMS objects needs a role"),
    ] {
        let target = rule.target().to_owned();
        let message = panic_here!(logs.add_replication(rule));
        assert_eq!(message, format!("`logs` cannot be replicated to `{target}`: {expected}"));
    }
}

#[test]
fn a_bucket_has_at_most_100_rules_and_100_lead_to_it() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs").set_region("cn-shanghai");
    let hub = acme.create_bucket("hub").set_region("cn-shanghai");
    for i in 0..100 {
        let region = ["cn-beijing", "cn-shenzhen"][i / 50];
        let spoke = acme.create_bucket(&format!("spoke-{i}")).set_region(region);
        logs.add_replication(ReplicationRule::to(&format!("spoke-{i}")));
        spoke.add_replication(ReplicationRule::to("hub"));
    }
    let put = |bucket: &Bucket, to: &Bucket| {
        let body = format!(
            "<ReplicationConfiguration><Rule><Destination><Bucket>{}</Bucket><Location>oss-{}</Location></Destination></Rule></ReplicationConfiguration>",
            to.name(),
            to.region()
        );
        let host = format!("{}.oss-cn-shanghai.aliyuncs.com", bucket.name());
        let request = sent(Method::POST, &host, "/?replication&comp=add", &body);
        let signer = oss.signer(&acme.credentials()).bucket(bucket.name()).region("cn-shanghai");
        answer(&oss.handle(signer.sign(request)))
    };
    let another = acme.create_bucket("another").set_region("cn-qingdao");
    assert_eq!(put(&logs, &another), "400 TooManyOutgoingReplication");
    let source = acme.create_bucket("source").set_region("cn-shanghai");
    assert_eq!(put(&source, &hub), "400 TooManyIncomingReplication");
}

#[test]
fn changes_that_wait_are_bounded() {
    let oss = still();
    let (_, logs, backup) = two_buckets(&oss);
    logs.add_replication(to_backup().without_history());
    for i in 0..10_001 {
        logs.put_object(&i.to_string(), "");
    }
    let message = panic_here!(logs.assert_replicated("0", &backup));
    assert!(message.contains("not: more than 10000 changes of the bucket waited to be replicated\n"), "{message}");
    assert_eq!(oss.replicate().steps().len(), 10_000);
}

#[test]
fn the_fake_is_not_filled_beyond_its_bound() {
    let oss = Oss::builder().max_stored_bytes(4_096).build();
    let (_, logs, _) = two_buckets(&oss);
    logs.add_replication(to_backup());
    logs.put_object("a", vec![0; 3_000]);
    assert_eq!(run(&oss), ["logs/a to backup: not replicated: the fake may store 4096 bytes in all"]);
}

#[test]
fn world_files_have_the_rules() {
    let oss = still();
    let (acme, logs, backup) = two_buckets(&oss);
    acme.create_bucket("near");
    logs.add_replication(to_backup().prefix("a/").prefix("b/").role("replicator").kms_objects("key-1"));
    logs.add_replication(ReplicationRule::to("near").actions(&[ReplicationAction::Put]).without_history());
    backup.add_replication(ReplicationRule::to("logs"));
    oss.replicate();
    backup.add_replication(ReplicationRule::to("near"));
    let written = oss.world_toml();
    let again = Oss::builder().world_toml(&written).unwrap_or_else(|error| panic!("{error}\n{written}")).build();
    assert_eq!(again.snapshot(), oss.snapshot(), "{written}");
    assert_eq!(again.world_toml(), written);

    for (rule, expected) in [
        (r#"{ to = "none" }"#, "`logs` cannot be replicated to `none`: there is no such bucket"),
        (r#"{ to = "backup", status = "done" }"#, "`done` is not a status of replication"),
        (r#"{ to = "backup", actions = ["SET"] }"#, "`SET` is not an action of replication"),
        (r#"{ to = "backup", kms_objects = true }"#, "KMS objects need a `replica_kms_key_id`"),
        (r#"{ to = "backup", replica_kms_key_id = "k" }"#, "`replica_kms_key_id` goes with `kms_objects = true`"),
        (r#"{ to = "backup", kms_objects = true, replica_kms_key_id = "k" }"#, "selects KMS objects needs a role"),
    ] {
        let world = format!(
            "[[account]]\nname = \"acme\"\nbucket = [{{ name = \"logs\", replication = [{rule}] }}, {{ name = \"backup\" }}]\n"
        );
        let error = Oss::builder().world_toml(&world).expect_err(rule).to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_step_that_was_missed_has_a_typed_reason() {
    let oss = still();
    let (acme, logs, backup) = two_buckets(&oss);
    logs.add_replication(to_backup().role("replicator"));
    let missed = |body: &'static str| {
        logs.put_object("a", body);
        let report = oss.replicate();
        let step = report.missed().next().expect("a step that was missed").clone();
        step.outcome.expect_err("a reason")
    };

    let error = missed("no role");
    assert!(
        matches!(&error, ReplicationError::NoRole { account, role } if **account == *"acme" && **role == *"replicator")
    );
    assert_eq!(error.to_string(), "the account `acme` has no role `replicator`");

    let role = acme.create_role("replicator");
    let error = missed("no permission");
    let ReplicationError::Denied { role: name, action, resource, decision } = &error else { panic!("{error}") };
    assert_eq!((&**name, &**action), ("replicator", "oss:ReplicateGet"));
    assert!(resource.ends_with(":logs/a") && !decision.is_allowed(), "{error}");
    assert_eq!(
        error.to_string(),
        format!(
            "the role `replicator` may not do oss:ReplicateGet on {resource}: implicitly denied: no policy is attached to the caller"
        )
    );

    role.allow("oss:Replicate*", "acs:oss:*:*:*");
    logs.set_encryption(EncryptionRule::kms("key-none"));
    acme.create_kms_key("gone").set_id("key-none");
    assert_eq!(missed("not selected"), ReplicationError::Encryption(NotReplicated::SourceKeyNotSelected));
    logs.set_encryption(None);

    backup.set_encryption(EncryptionRule::kms_default());
    acme.set_kms_service(KmsService::NotEnabled);
    let error = missed("no KMS");
    assert!(
        matches!(
            error,
            ReplicationError::Kms { action: KmsAction::GenerateDataKey, key_id: None, refusal: KmsRefusal::NotEnabled }
        ),
        "{error}"
    );
    assert_eq!(error.to_string(), "KMS refused GenerateDataKey with the default key: the account has not turned it on");
    backup.set_encryption(None);

    backup.set_versioning(Versioning::Enabled);
    assert_eq!(missed("versions"), ReplicationError::VersioningDiffers);
}
