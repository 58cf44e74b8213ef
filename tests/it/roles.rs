//! Groups, roles and sessions: whose rights they give and take, how sessions sign and end, and mistakes with them.

use std::time::Duration;

use bytes::Bytes;
use http::Response;
use ossmock::{Account, Bucket, Cause, Credentials, Oss, Record, policy::Caller, signature::SignatureVersion};

use super::panics::panic_here;
use super::support::{FRONTS, LOGS, answer, element, get_rule, kms, put_rule, signed, still};

const ALLOW_ALL: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:*","Resource":"*"}]}"#;

fn world() -> (Oss, Account, Bucket) {
    let oss = still();
    let acme = oss.create_account("acme").set_id("1001");
    let logs = acme.create_bucket("logs");
    (oss, acme, logs)
}

fn cause(oss: &Oss) -> Option<Cause> {
    oss.journal().last().and_then(Record::cause)
}

fn get(oss: &Oss, credentials: &Credentials) -> Option<Cause> {
    let _ = oss.handle(signed(oss, credentials, get_rule(LOGS)));
    cause(oss)
}

fn put(oss: &Oss, credentials: &Credentials) -> Response<Bytes> {
    oss.handle(signed(oss, credentials, put_rule(LOGS, &kms("key-1"))))
}

/// A policy of so many characters.
fn policy_of(characters: usize) -> String {
    let short = ALLOW_ALL.replace("\"*\"}", "\"acs:oss:*:*:\"}");
    short.replace("*:*:\"", &format!("*:*:{}\"", "b".repeat(characters - short.chars().count())))
}

#[test]
fn a_group_gives_its_members_rights_and_takes_them() {
    let (oss, acme, logs) = world();
    let ci = acme.create_ram_user("ci");
    let group = acme.create_group("deployers").allow("oss:GetBucketEncryption", &logs.arn());
    assert_eq!(get(&oss, &ci.credentials()), Some(Cause::NotYourBucket));

    group.add_member(&ci).add_member(&ci);
    assert_eq!(group.members(), ["ci"]);
    assert_eq!(get(&oss, &ci.credentials()), Some(Cause::NoEncryptionRule));
    let decision = oss.journal().last().and_then(Record::decision).expect("a decision").to_string();
    assert_eq!(
        decision,
        "allowed by group deployers policy 1 statement 1: Allow oss:GetBucketEncryption on acs:oss:*:*:logs"
    );

    // What a second group denies counts against what the first allows.
    let barred = acme.create_group("barred").deny("oss:Get*", "*").add_member(&ci);
    assert_eq!(get(&oss, &ci.credentials()), Some(Cause::ExplicitlyDenied));
    barred.remove_member(&ci).remove_member(&ci);
    assert_eq!(get(&oss, &ci.credentials()), Some(Cause::NoEncryptionRule));
    group.detach_policies();
    assert_eq!(get(&oss, &ci.credentials()), Some(Cause::NotYourBucket));
    group.attach_policy(ALLOW_ALL);
    assert_eq!(get(&oss, &ci.credentials()), Some(Cause::NoEncryptionRule));
    group.remove_member(&ci);
    assert_eq!(get(&oss, &ci.credentials()), Some(Cause::NotYourBucket));
    assert!(group.members().is_empty());
    assert_eq!(acme.groups().iter().map(|group| group.name().to_owned()).collect::<Vec<_>>(), ["deployers", "barred"]);
}

#[tokio::test]
async fn a_session_signs_in_every_version_in_header_and_url_with_its_token() {
    for front in FRONTS {
        let (oss, acme, logs) = world();
        let session = acme.create_role("ops").allow("oss:Get*", &logs.arn()).create_session("deploy");
        let client = super::support::Client::new(front, &oss).await;
        for version in [SignatureVersion::V1, SignatureVersion::V2, SignatureVersion::V4] {
            for in_url in [false, true] {
                let with_token = session.credentials();
                let without = Credentials { security_token: None, ..with_token.clone() };
                for (credentials, expected) in
                    [(with_token, Cause::NoEncryptionRule), (without, Cause::SecurityTokenMissing)]
                {
                    let signer = oss.signer(&credentials).version(version);
                    let signer = if in_url { signer.presign(60) } else { signer };
                    let _ = client.send(signer.sign(get_rule(LOGS))).await;
                    assert_eq!(cause(&oss), Some(expected), "{version:?} in the URL: {in_url}, through {front:?}");
                }
            }
        }
        let journal = oss.journal();
        let caller = journal.iter().next().and_then(Record::caller).expect("a caller");
        assert_eq!(caller.to_string(), "acme/ops/deploy");
        assert!(matches!(caller, Caller::Role { .. }), "{caller:?}");
    }
}

#[test]
fn a_session_ends_by_the_fakes_clock() {
    let (oss, acme, logs) = world();
    let ops = acme.create_role("ops").allow("oss:*", &logs.arn());
    let hour = ops.create_session("hour");
    let short = ops.create_session("short").set_lifetime(Duration::from_secs(900));
    let long = ops.create_session("long").set_lifetime(Duration::from_secs(43_200));
    let start = oss.clock().now();
    for (session, lifetime) in [(short, 900), (hour, 3_600), (long, 43_200)] {
        let end = start + Duration::from_secs(lifetime);
        assert_eq!(session.expires(), end);
        oss.clock().set(end - Duration::from_secs(1));
        assert_eq!(get(&oss, &session.credentials()), Some(Cause::NoEncryptionRule), "{session:?}");
        oss.clock().set(end);
        assert_eq!(get(&oss, &session.credentials()), Some(Cause::SecurityTokenExpired), "{session:?}");
    }
    // One that has ended can be given a new life, which starts then.
    let again = ops.session("short").expect("it is there").set_lifetime(Duration::from_secs(900));
    assert_eq!(get(&oss, &again.credentials()), Some(Cause::NoEncryptionRule));
    assert_eq!(ops.sessions().len(), 3);
}

#[test]
fn a_session_policy_narrows_and_never_widens() {
    let (oss, acme, logs) = world();
    let ops = acme.create_role("ops").allow("oss:GetBucketEncryption", &logs.arn());
    let session = ops.create_session("deploy").set_policy(ALLOW_ALL);
    assert_eq!(get(&oss, &session.credentials()), Some(Cause::NoEncryptionRule));
    let _ = put(&oss, &session.credentials());
    assert_eq!(cause(&oss), Some(Cause::NotYourBucket), "the role does not allow it");

    session.set_policy(&ALLOW_ALL.replace("oss:*", "oss:PutBucketEncryption"));
    assert_eq!(get(&oss, &session.credentials()), Some(Cause::DeniedBySessionPolicy));
    let _ = put(&oss, &session.credentials());
    assert_eq!(cause(&oss), Some(Cause::NotYourBucket), "the last policy is the only one");
    // Another session of the role has none.
    assert_eq!(get(&oss, &ops.create_session("free").credentials()), Some(Cause::NoEncryptionRule));
}

#[test]
fn a_refused_session_is_told_as_role_and_session() {
    let (oss, acme, logs) = world();
    let session = acme.create_role("Ops").deny("oss:Put*", &logs.arn()).create_session("deploy@7");
    let response = put(&oss, &session.credentials());
    assert_eq!(answer(&response), "403 AccessDenied");
    assert_eq!(cause(&oss), Some(Cause::ExplicitlyDenied));
    for (name, expected) in [
        ("PolicyType", "AccountLevelIdentityBasedPolicy"),
        ("AuthPrincipalOwnerId", "1001"),
        ("AuthPrincipalType", "AssumedRoleUser"),
        ("AuthPrincipalDisplayName", "Ops:deploy@7"),
        ("NoPermissionType", "ExplicitDeny"),
        ("AuthAction", "oss:PutBucketEncryption"),
        ("User", "Ops:deploy@7"),
    ] {
        assert_eq!(element(&response, name).as_deref(), Some(expected), "{name}");
    }
    let message = element(&response, "EncodedDiagnosticMessage").expect("a message");
    let explanation = oss.decode_diagnostic(&message).expect("one of ossmock's");
    assert_eq!(explanation.caller, "acme/Ops/deploy@7");
    assert_eq!(
        explanation.missing[0].to_string(),
        "in the way: policy 1 statement 1: Deny oss:Put* on acs:oss:*:*:logs"
    );
}

#[test]
fn a_bucket_policy_names_a_session_by_what_its_handle_says() {
    let (oss, acme, logs) = world();
    let (ops, other) = (acme.create_role("DevOps"), acme.create_role("Other"));
    let session = ops.create_session("deploy");
    logs.set_policy(
        &ALLOW_ALL.replace("\"Action\"", &format!("\"Principal\":[\"{}\"],\"Action\"", ops.principal("*"))),
    );
    assert_eq!(ops.principal("deploy"), "arn:sts::1001:assumed-role/devops/deploy");
    assert_eq!(get(&oss, &session.credentials()), Some(Cause::NoEncryptionRule));
    assert_eq!(get(&oss, &other.create_session("deploy").credentials()), Some(Cause::NotYourBucket));
}

#[test]
fn credentials_of_a_session_are_made_up_or_given() {
    let (oss, acme, logs) = world();
    let ops = acme.create_role("ops").allow("oss:*", &logs.arn());
    let (made_up, other) = (ops.create_session("one").credentials(), ops.create_session("two").credentials());
    assert!(made_up.access_key_id.starts_with("STS.") && made_up.access_key_id != other.access_key_id);
    let given = Credentials {
        access_key_id: "STS.Mine".to_owned(),
        access_key_secret: "secret".to_owned(),
        security_token: Some("token".to_owned()),
    };
    let one = ops.session("one").expect("it is there").set_credentials(&given);
    assert_eq!(one.credentials(), given);
    assert_eq!(one.set_credentials(&given).credentials(), given, "its own id is no other's");
    assert_eq!(get(&oss, &given), Some(Cause::NoEncryptionRule));
    assert_eq!(get(&oss, &made_up), Some(Cause::StsKeyIdUnknown), "what was made up is forgotten");
    assert!(acme.sessions().is_empty(), "they are sessions of the role, not of the account");
    assert!(ops.session("three").is_none());
}

#[test]
fn mistakes_are_told_in_words_at_the_line_of_the_test() {
    macro_rules! told {
        ($call:expr) => {
            panic_here!(drop($call))
        };
    }
    let (oss, acme, _) = world();
    let (group, role) = (acme.create_group("readers"), acme.create_role("ops"));
    let session = role.create_session("deploy");
    let foreign = oss.create_account("globex").create_ram_user("eve");

    let message = told!(acme.create_group("readers"));
    assert_eq!(message, "the account has a group `readers` already: keep its handle, or call `group`");
    let message = told!(acme.create_role("ops"));
    assert_eq!(message, "the account has a role `ops` already: keep its handle, or call `role`");
    let message = told!(role.create_session("deploy"));
    assert_eq!(message, "the role has a session `deploy` already: keep its handle, or call `session`");
    let message = told!(group.add_member(&foreign));
    assert_eq!(message, "the RAM user `eve` is of `globex`, and the group `readers` of `acme`");

    for name in ["", "a", &"a".repeat(65), "a b", "a/b", "ä", "a:b"] {
        let form = "2 to 64 of letters, digits, `.`, `@`, `-` and `_`";
        assert_eq!(told!(role.create_session(name)), format!("`{name}` is not a name of a session: {form}"));
    }
    for name in ["ab", &"a".repeat(64), "A.b@c-d_9"] {
        assert_eq!(role.create_session(name).name(), name);
    }
    for seconds in [899, 43_201] {
        let lifetime = Duration::from_secs(seconds);
        let message = told!(session.set_lifetime(lifetime));
        assert_eq!(message, format!("a session lasts 15 minutes to 12 hours, not {seconds}s"));
    }
    let given = |id: &str, token: Option<&str>| Credentials {
        access_key_id: id.to_owned(),
        access_key_secret: "s".to_owned(),
        security_token: token.map(str::to_owned),
    };
    let taken = acme.access_key().id();
    let message = told!(session.set_credentials(&given(&taken, Some("t"))));
    assert_eq!(message, format!("there is an AccessKey with the id `{taken}` already"));
    let message = told!(session.set_credentials(&given("STS.1", None)));
    assert_eq!(message, "the security token of a session must not be empty");

    let before = oss.snapshot();
    let _ = told!(group.attach_policy("{}"));
    let _ = told!(role.deny("PutBucket", "*"));
    let _ = told!(session.set_policy("{}"));
    oss.assert_unchanged_since(&before);

    oss.reset_to(&Oss::new());
    assert_eq!(told!(group.members()), "there is no group `readers` of `acme` any more: the world was replaced");
    assert_eq!(told!(role.sessions()), "there is no role `ops` of `acme` any more: the world was replaced");
    assert_eq!(told!(session.credentials()), "there is no role `ops` of `acme` any more: the world was replaced");
    let _ = oss.create_account("acme").create_role("ops");
    let gone = "there is no session `deploy` of the role `ops` any more: the world was replaced";
    assert_eq!(told!(session.credentials()), gone);
    assert_eq!(told!(session.set_policy(ALLOW_ALL)), gone);
}

#[test]
fn limits_of_ram_are_held_at_the_line_of_the_test() {
    let (_, acme, _) = world();
    let (user, group, role) = (acme.create_ram_user("ci"), acme.create_group("readers"), acme.create_role("ops"));
    for _ in 0..10 {
        user.attach_policy(ALLOW_ALL);
    }
    for _ in 0..5 {
        group.attach_policy(ALLOW_ALL);
        role.attach_policy(ALLOW_ALL);
    }
    assert_eq!(panic_here!(user.attach_policy(ALLOW_ALL)), "10 policies are attached, and RAM takes no more than 10");
    assert_eq!(panic_here!(group.attach_policy(ALLOW_ALL)), "5 policies are attached, and RAM takes no more than 5");
    assert_eq!(panic_here!(role.attach_policy(ALLOW_ALL)), "5 policies are attached, and RAM takes no more than 5");

    let session = role.create_session("deploy").set_policy(&policy_of(2_048));
    let message = panic_here!(session.set_policy(&policy_of(2_049)));
    assert_eq!(message, "2049 characters are more than the 2048 of a session policy");
    role.detach_policies();
    role.attach_policy(&policy_of(6_144));
    let message = panic_here!(role.attach_policy(&policy_of(6_145)));
    assert_eq!(message, "policy document at `.`: 6145 characters are more than the 6144 of RAM");
    assert_eq!(role.policies().len(), 1);
}

#[test]
fn no_debug_output_shows_the_secret_of_a_session() {
    let (oss, acme, _) = world();
    let session = acme.create_role("ops").create_session("deploy").set_credentials(&Credentials {
        access_key_id: "STS.1".to_owned(),
        access_key_secret: "sesame-secret".to_owned(),
        security_token: Some("sesame-token".to_owned()),
    });
    let question = oss.question("acme/ops/deploy", "oss:GetBucketInfo", "acs:oss:*:*:logs");
    for text in [format!("{session:?} {:?} {:?}", acme.roles(), acme.groups()), format!("{question:?}")] {
        assert!(!text.contains("sesame"), "{text}");
    }
}
