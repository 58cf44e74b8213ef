//! The world as a value: put back, compared, and written in whatever format.

use std::net::Ipv4Addr;
use std::time::{Duration, SystemTime};

use ossmock::{EncryptionRule, Oss, Snapshot, account::SessionCredentials, policy::Acl, snapshot::Change};

use super::panics::panic_here;
use super::support::{LOGS, answer, kms, put_rule, signed, still};

/// A world with something of everything.
fn rich() -> Oss {
    let oss = still();
    let acme = oss.create_account("acme").set_id("1001");
    let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::kms("key-1").with_sm4_data());
    let ci = acme.create_ram_user("ci").set_id("20001").allow("oss:Get*", &logs.arn()).deny("oss:Put*", "*");
    ci.access_key().restrict_to([Ipv4Addr::LOCALHOST.into()]);
    acme.create_ram_user("ops").access_key().disable();
    acme.create_bucket("site").set_acl(Acl::PublicRead).add_cname("site.example.com").set_region("cn-beijing");
    let _ = acme.sts_credentials(SessionCredentials {
        id: "STS.Example".to_owned(),
        secret: "secret-of-the-session".to_owned(),
        token: "token".to_owned(),
        expires: SystemTime::UNIX_EPOCH + Duration::from_secs(4_000_000_000),
    });
    oss.create_account("other").forbid_v1();
    oss
}

#[test]
fn a_world_is_put_back_and_the_journal_stays() {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let before = oss.snapshot();
    let put = put_rule(LOGS, &kms("key-1"));
    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), put))), "200");
    acme.create_bucket("later");
    oss.clock().advance(Duration::from_secs(60));
    let now = oss.clock().now();

    oss.restore(&before);
    logs.assert_encryption(None);
    assert!(oss.bucket("later").is_none());
    assert_eq!((oss.journal().len(), oss.clock().now()), (1, now));
    oss.assert_unchanged_since(&before);

    // A world may come from another fake; what the builder was told stays.
    let open = Oss::builder().block_public_access(false).build();
    open.restore(&before);
    assert_eq!(open.snapshot(), before);
    let acme = open.account("acme").expect("it came");
    assert!(!acme.create_bucket("site").blocks_public_access());
}

#[test]
fn a_call_under_way_has_no_effect_on_a_world_that_was_put_back() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let before = oss.snapshot();
    let (head, body) = signed(&oss, &acme.credentials(), put_rule(LOGS, &kms("key-1"))).into_parts();
    let admitted = oss.admit(&head, ossmock::Peer::default()).expect("the owner may");
    oss.restore(&before);
    assert_eq!(answer(&admitted.finish(body)), "501 NotEmulated");
    oss.assert_unchanged_since(&before);
}

#[test]
fn every_kind_of_difference_has_its_line() {
    let oss = rich();
    let before = oss.snapshot();
    let acme = oss.account("acme").expect("it is there");
    let ci = acme.ram_user("ci").expect("it is there");
    let logs = oss.bucket("logs").expect("it is there").set_encryption(None).set_tag("team", "a");
    logs.set_block_public_access(false).set_policy(
        r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Principal": ["20001"], "Action": "oss:GetBucketAcl",
            "Resource": "acs:oss:*:*:logs"}]}"#,
    );
    ci.detach_policies();
    ci.allow("oss:List*", "*");
    acme.create_group("devs").allow("oss:Get*", "*");
    acme.create_role("deploy");
    let _ = acme.set_access_key(&acme.access_key().id(), "another-secret").set_id("1002");
    acme.suspend();
    acme.set_block_public_access(true);
    let _ = oss.create_account("globex");
    let diff = before.diff(&oss.snapshot());
    assert!(!diff.is_empty());
    assert_eq!(
        diff.to_string(),
        "\
~ account acme: id 1001 → 1002
~ account acme: suspended no → yes
~ ram user acme/ci policy 1: Allow oss:Get* on acs:oss:*:*:logs → Allow oss:List* on *
- ram user acme/ci policy 2: Deny oss:Put* on *
~ access key LTAI5tOssmock00000000002: secret changed
~ bucket logs: encryption KMS, key key-1, data SM4 → none
~ bucket logs: public access blocked → not blocked
~ bucket logs: policy none → [Allow oss:GetBucketAcl on acs:oss:*:*:logs for 20001]
~ bucket logs: tags none → {\"team\": \"a\"}
+ group acme/devs: members []
+ group acme/devs policy 1: Allow oss:Get* on *
+ role acme/deploy
+ account globex: id 1000000000000009
+ access key LTAI5tOssmock00000000010 of globex
+ account acme blocks public access
"
    );
    let of_logs = |change: &&Change| matches!(change, Change::Changed { thing, .. } if thing == "bucket logs");
    let first = diff.changes().iter().find(of_logs).expect("a change");
    let (from, to) = ("KMS, key key-1, data SM4".to_owned(), "none".to_owned());
    assert_eq!(*first, Change::Changed { thing: "bucket logs".to_owned(), fact: "encryption", from, to });

    let back = oss.snapshot().diff(&before).to_string();
    assert!(back.contains("\n- role acme/deploy\n") && back.contains("\n+ ram user acme/ci policy 2: Deny"), "{back}");
    assert!(before.diff(&before).is_empty() && before.diff(&before).to_string().is_empty());
}

#[test]
fn what_is_not_shown_in_full_is_still_a_difference() {
    let oss = rich();
    let before = oss.snapshot();
    let text = |sid| {
        format!(
            r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "oss:*", "Resource": "*",
                "Condition": {{"StringLike": {{"acs:UserAgent": ["{sid}"]}}}}}}]}}"#
        )
    };
    let user = oss.account("acme").and_then(|acme| acme.ram_user("ops")).expect("it is there");
    user.attach_policy(&text("a"));
    let with_a = oss.snapshot();
    user.detach_policies();
    user.attach_policy(&text("b"));
    assert!(!with_a.diff(&oss.snapshot()).is_empty());
    assert_eq!(with_a.diff(&oss.snapshot()).changes().len(), 1);
    user.detach_policies();
    oss.assert_unchanged_since(&before);
    // Two accounts in another order.
    let (one, two) = (Oss::new(), Oss::new());
    let account = |oss: &Oss, name: &str, id: &str| {
        drop(oss.create_account(name).set_id(id).set_access_key(&format!("LTAI{id}"), "secret"));
    };
    account(&one, "acme", "1");
    account(&one, "other", "2");
    account(&two, "other", "2");
    account(&two, "acme", "1");
    let diff = one.snapshot().diff(&two.snapshot());
    assert_eq!((diff.changes().len(), diff.is_empty()), (0, false));
    assert_eq!(diff.to_string(), "~ something that no fact shows, such as an order or what is due to be replicated\n");
    let message = panic_here!(two.assert_unchanged_since(&one.snapshot()));
    assert!(message.contains("changed:\n    ~ something that no fact shows"), "{message}");
}

#[test]
fn a_snapshot_goes_through_serde_and_comes_back_equal() {
    for oss in [Oss::new(), rich()] {
        let snapshot = oss.snapshot();
        let json = serde_json::to_string_pretty(&snapshot).expect("JSON");
        let read: Snapshot = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}\n{json}"));
        assert_eq!(read, snapshot, "{}", snapshot.diff(&read));
        let toml = toml::to_string(&snapshot).expect("TOML");
        let read: Snapshot = toml::from_str(&toml).unwrap_or_else(|error| panic!("{error}\n{toml}"));
        assert_eq!(read, snapshot, "{}", snapshot.diff(&read));
        // The same format as a world file.
        let file = Oss::builder().world_toml(&toml).expect("a world file").build();
        assert_eq!(file.snapshot(), snapshot);
        let read: Snapshot = toml::from_str(&oss.world_toml()).expect("a snapshot");
        assert_eq!(read, snapshot);

        let again = Oss::new();
        again.restore(&read);
        again.assert_unchanged_since(&snapshot);
    }
}

#[test]
fn what_is_no_world_is_no_snapshot() {
    for (json, expected) in [
        ("{\"account\": [{\"name\": \"acme\"}, {\"name\": \"acme\"}]}", "there is an account `acme` already"),
        ("{\"regoin\": \"cn-hangzhou\"}", "unknown field `regoin`"),
        ("[]", "invalid type"),
        ("{\"region\": null}", "invalid type"),
    ] {
        let error = serde_json::from_str::<Snapshot>(json).expect_err(json).to_string();
        assert!(error.contains(expected), "{json}: {error}");
    }
}
