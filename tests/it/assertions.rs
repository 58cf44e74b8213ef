//! Each assertion: passes when it should, and otherwise panics at the test's own line with the whole story.

use http::Method;
use ossmock::{Account, Bucket, Cause, Denial, EncryptionRule, Operation, Oss, RamUser};

use super::panics::panic_here;
use super::support::{LOGS, SERVICE, answer, get_rule, kms, put_rule, request, signed, still, with_wrong_secret};

const PUT: Operation = Operation::PutBucketEncryption;
const GET: Operation = Operation::GetBucketEncryption;

struct World {
    oss: Oss,
    acme: Account,
    ci: RamUser,
    ops: RamUser,
    logs: Bucket,
}

/// `acme` sets a rule; `ci` may only read, does not, and tries to write; `ops` is denied in so many words.
fn world() -> World {
    let oss = still();
    let acme = oss.create_account("acme").set_id("1001");
    let logs = acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").allow("oss:Get*", &logs.arn()).allow("oss:List*", "*");
    let ops = acme.create_ram_user("ops").allow("oss:*", "*").deny("oss:Put*", "*");
    for (credentials, expected) in
        [(acme.credentials(), "200"), (ci.credentials(), "403 AccessDenied"), (ops.credentials(), "403 AccessDenied")]
    {
        let response = oss.handle(signed(&oss, &credentials, put_rule(LOGS, &kms("key-1"))));
        assert_eq!(answer(&response), expected);
    }
    World { oss, acme, ci, ops, logs }
}

/// The end of every message of a failed assertion in [`world`].
const JOURNAL: &str = "

journal:
#  operation            bucket  caller    answer            why
1  PutBucketEncryption  logs    acme      200               allowed: the caller owns it
2  PutBucketEncryption  logs    acme/ci   403 AccessDenied  implicitly denied: none of the caller's 2 statements applies
   missing: a policy with Allow oss:PutBucketEncryption on acs:oss:*:1001:logs
   nearest: policy 1 statement 1: Allow oss:Get* on acs:oss:*:*:logs
            the action does not match
3  PutBucketEncryption  logs    acme/ops  403 AccessDenied  explicitly denied by policy 2 statement 1: Deny oss:Put* on *
";

#[track_caller]
fn assert_message(message: &str, expected: &str) {
    assert_eq!(message, format!("{expected}{JOURNAL}"), "\n{message}");
}

#[test]
fn assert_calls_counts() {
    let World { oss, .. } = world();
    oss.assert_calls(PUT, 3);
    oss.assert_calls(GET, 0);
    let message = panic_here!(oss.assert_calls(PUT, 2));
    assert_message(&message, "calls of PutBucketEncryption\n  expected: 2\n  found:    3");
    let message = panic_here!(oss.assert_calls(PUT, 0));
    assert_message(&message, "calls of PutBucketEncryption\n  expected: none\n  found:    3");
    let message = panic_here!(oss.assert_calls(GET, 1));
    assert_message(&message, "calls of GetBucketEncryption\n  expected: 1\n  found:    none");
}

#[test]
fn assert_encryption_compares_the_whole_rule() {
    let World { oss, acme, logs, .. } = world();
    logs.assert_encryption(EncryptionRule::kms("key-1"));
    let message = panic_here!(logs.assert_encryption(None));
    assert_message(&message, "encryption of bucket `logs`\n  expected: no rule\n  found:    KMS, key key-1");
    let message = panic_here!(logs.assert_encryption(EncryptionRule::kms("key-2").with_sm4_data()));
    assert_message(
        &message,
        "encryption of bucket `logs`\n  expected: KMS, key key-2, data SM4\n  found:    KMS, key key-1",
    );
    logs.set_encryption(None);
    logs.assert_encryption(None);
    let message = panic_here!(logs.assert_encryption(EncryptionRule::Aes256));
    assert_message(&message, "encryption of bucket `logs`\n  expected: AES256\n  found:    no rule");

    // A bucket that is gone has no rule, but that is not what a test means by none.
    let response = oss.handle(signed(&oss, &acme.credentials(), request(Method::DELETE, LOGS, "/")));
    assert_eq!(answer(&response), "204");
    let message = panic_here!(logs.assert_encryption(None));
    assert!(
        message.starts_with(
            "encryption of bucket `logs`\n  expected: no rule\n  found:    no bucket: it was deleted\n\njournal:\n#  "
        ),
        "{message}"
    );
}

#[test]
fn where_no_call_has_come_the_client_may_be_elsewhere() {
    let acme = Oss::new().create_account("acme");
    let message = panic_here!(acme.assert_allowed(PUT));
    assert_eq!(
        message,
        "account `acme` calling PutBucketEncryption\n  expected: allowed\n  \
         found:    no call at all: does the client under test use the address of this fake?\n\n\
         journal:\nthe journal is empty: no request has arrived"
    );
}

#[test]
fn assert_allowed_asks_for_the_last_call_of_the_caller() {
    let World { oss, acme, ci, ops, .. } = world();
    acme.assert_allowed(PUT);
    let message = panic_here!(ci.assert_allowed(PUT));
    assert_message(
        &message,
        "RAM user `ci` calling PutBucketEncryption\n  expected: allowed\n  found:    call #2 was implicitly denied: none of the caller's 2 statements applies",
    );
    let message = panic_here!(ops.assert_allowed(PUT));
    assert_message(
        &message,
        "RAM user `ops` calling PutBucketEncryption\n  expected: allowed\n  found:    call #3 was explicitly denied by policy 2 statement 1: Deny oss:Put* on *",
    );
    let message = panic_here!(acme.assert_allowed(GET));
    assert_message(
        &message,
        "account `acme` calling GetBucketEncryption\n  expected: allowed\n  found:    no such call",
    );
    let message = panic_here!(oss.anonymous().assert_allowed(PUT));
    assert_message(
        &message,
        "an anonymous caller calling PutBucketEncryption\n  expected: allowed\n  found:    no such call",
    );

    ci.allow("oss:PutBucketEncryption", "*");
    let _ = oss.handle(signed(&oss, &ci.credentials(), put_rule(LOGS, &kms("key-2"))));
    ci.assert_allowed(PUT);
}

#[test]
fn allowed_means_by_permissions_even_if_the_request_is_wrong() {
    let World { oss, acme, .. } = world();
    let response = oss.handle(signed(&oss, &acme.credentials(), put_rule(LOGS, "<Rule/>")));
    assert_eq!(answer(&response), "400 MalformedXML");
    acme.assert_allowed(PUT);
}

#[test]
fn assert_denied_asks_for_the_kind_of_denial() {
    let World { acme, ci, ops, .. } = world();
    ci.assert_denied(PUT, Denial::Implicit);
    ops.assert_denied(PUT, Denial::Explicit);
    let message = panic_here!(ci.assert_denied(PUT, Denial::Explicit));
    assert_message(
        &message,
        "RAM user `ci` calling PutBucketEncryption\n  expected: explicitly denied\n  found:    call #2 was implicitly denied: none of the caller's 2 statements applies",
    );
    let message = panic_here!(ops.assert_denied(PUT, Denial::Implicit));
    assert_message(
        &message,
        "RAM user `ops` calling PutBucketEncryption\n  expected: implicitly denied\n  found:    call #3 was explicitly denied by policy 2 statement 1: Deny oss:Put* on *",
    );
    let message = panic_here!(acme.assert_denied(PUT, Denial::Implicit));
    assert_message(
        &message,
        "account `acme` calling PutBucketEncryption\n  expected: implicitly denied\n  found:    call #1 was allowed: the caller owns it",
    );
    let message = panic_here!(ci.assert_denied(GET, Denial::Implicit));
    assert_message(
        &message,
        "RAM user `ci` calling GetBucketEncryption\n  expected: implicitly denied\n  found:    no such call",
    );
}

#[test]
fn assert_refused_asks_for_the_cause_of_the_last_call() {
    let World { oss, acme, ci, ops, .. } = world();
    ci.assert_refused(PUT, Cause::NotYourBucket);
    ops.assert_refused(PUT, Cause::ExplicitlyDenied);
    oss.assert_refused(PUT, Cause::ExplicitlyDenied);
    let message = panic_here!(ci.assert_refused(PUT, Cause::NoSuchBucket));
    assert_message(
        &message,
        "RAM user `ci` calling PutBucketEncryption\n  expected: refused with NoSuchBucket\n  found:    call #2 was refused with NotYourBucket: \
         PutBucketEncryption logs acme/ci: 403 AccessDenied (implicitly denied: none of the caller's 2 statements applies)",
    );
    let message = panic_here!(acme.assert_refused(PUT, Cause::MalformedXml));
    assert_message(
        &message,
        "account `acme` calling PutBucketEncryption\n  expected: refused with MalformedXml\n  found:    call #1 was not refused: \
         PutBucketEncryption logs acme: 200 (allowed: the caller owns it)",
    );
    let message = panic_here!(oss.assert_refused(GET, Cause::NoSuchBucket));
    assert_message(
        &message,
        "anybody calling GetBucketEncryption\n  expected: refused with NoSuchBucket\n  found:    no such call",
    );

    let wrong = with_wrong_secret(&acme.credentials());
    let _ = oss.handle(signed(&oss, &wrong, put_rule(LOGS, &kms("key-1"))));
    acme.assert_refused(PUT, Cause::SignatureMismatchV4);
    ci.assert_refused(PUT, Cause::NotYourBucket);
}

#[test]
fn roles_and_their_sessions_are_asserted_on_like_others() {
    let oss = still();
    let acme = oss.create_account("acme").set_id("1001");
    acme.create_bucket("logs");
    let ops = acme.create_role("ops").allow("oss:Get*", "*");
    let (one, other) = (ops.create_session("one"), ops.create_session("other"));
    let _ = oss.handle(signed(&oss, &one.credentials(), put_rule(LOGS, &kms("key-1"))));
    one.assert_denied(PUT, Denial::Implicit);
    one.assert_refused(PUT, Cause::NotYourBucket);
    ops.assert_refused(PUT, Cause::NotYourBucket);
    let message = panic_here!(other.assert_refused(PUT, Cause::NotYourBucket));
    assert!(
        message.starts_with(
            "session `acme/ops/other` calling PutBucketEncryption\n  expected: refused with NotYourBucket\n  found:    no such call\n"
        ),
        "{message}"
    );
    let _ = oss.handle(signed(&oss, &other.credentials(), get_rule(LOGS)));
    ops.assert_allowed(GET);
    other.assert_allowed(GET);
}

#[test]
fn anonymous_callers_are_asserted_on_like_others() {
    let oss = still();
    oss.create_account("acme").set_id("1001").create_bucket("logs");
    let _ = oss.handle(get_rule(LOGS));
    oss.anonymous().assert_denied(GET, Denial::Implicit);
    oss.anonymous().assert_refused(GET, Cause::AnonymousBucket);
    let message = panic_here!(oss.anonymous().assert_allowed(GET));
    assert_eq!(
        message,
        "\
an anonymous caller calling GetBucketEncryption
  expected: allowed
  found:    call #1 was implicitly denied: the request is anonymous

journal:
#  operation            bucket  caller     answer            why
1  GetBucketEncryption  logs    anonymous  403 AccessDenied  implicitly denied: the request is anonymous
   missing: in the bucket policy, Allow oss:GetBucketEncryption on acs:oss:*:1001:logs for *
"
    );
}

/// A refusal for the wrong reason must not pass for the denial a test means.
#[test]
fn a_wrong_signature_is_no_denial() {
    let World { oss, acme, .. } = world();
    let dev = acme.create_ram_user("dev");
    let wrong = with_wrong_secret(&dev.credentials());
    let response = oss.handle(signed(&oss, &wrong, put_rule(LOGS, &kms("key-1"))));
    assert_eq!(answer(&response), "403 SignatureDoesNotMatch");
    for message in [
        panic_here!(dev.assert_denied(PUT, Denial::Implicit)),
        panic_here!(dev.assert_denied(PUT, Denial::Explicit)),
        panic_here!(dev.assert_allowed(PUT)),
    ] {
        assert!(message.starts_with("RAM user `dev` calling PutBucketEncryption\n  expected: "), "{message}");
        assert!(message.contains("403 SignatureDoesNotMatch  refused: SignatureMismatchV4"), "{message}");
    }
}

#[test]
fn a_wrong_signature_is_called_a_refusal_before_permissions() {
    let World { oss, ci, .. } = world();
    let _ = oss.handle(signed(&oss, &with_wrong_secret(&ci.credentials()), put_rule(LOGS, &kms("key-1"))));
    let message = panic_here!(ci.assert_denied(PUT, Denial::Implicit));
    assert!(message.contains("found:    call #4 was refused before permissions were asked"), "{message}");
}

#[test]
fn a_suspended_owner_is_a_refusal_before_permissions() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    acme.suspend();
    let ci = acme.create_ram_user("ci");
    let _ = oss.handle(signed(&oss, &ci.credentials(), put_rule(LOGS, &kms("key-1"))));
    let message = panic_here!(ci.assert_denied(PUT, Denial::Implicit));
    assert_eq!(
        message,
        "\
RAM user `ci` calling PutBucketEncryption
  expected: implicitly denied
  found:    call #1 was refused before permissions were asked: PutBucketEncryption logs acme/ci: 403 UserDisable (refused: UserDisable)

journal:
#  operation            bucket  caller   answer           why
1  PutBucketEncryption  logs    acme/ci  403 UserDisable  refused: UserDisable
"
    );
}

#[test]
fn assert_unchanged_since_shows_what_is_different() {
    let World { oss, acme, logs, .. } = world();
    let before = oss.snapshot();
    let _ = oss.handle(request(Method::GET, SERVICE, "/"));
    oss.assert_unchanged_since(&before);

    let _ = oss.handle(signed(&oss, &acme.credentials(), put_rule(LOGS, &kms("key-2"))));
    acme.create_bucket("new-one");
    let message = panic_here!(oss.assert_unchanged_since(&before));
    let (shown, journal) = message.split_once("\n\njournal:\n").expect("the journal");
    assert_eq!(
        shown,
        "\
the world
  expected: as in the snapshot
  found:    changed:
    ~ bucket logs: encryption KMS, key key-1 → KMS, key key-2
    + bucket new-one of acme in cn-hangzhou: acl private, class Standard, redundancy LRS, encryption none"
    );
    assert_eq!(journal, oss.journal().to_string());

    // Changed back is unchanged.
    let before = oss.snapshot();
    logs.set_encryption(None);
    logs.set_encryption(EncryptionRule::kms("key-2"));
    oss.assert_unchanged_since(&before);
}

#[test]
fn a_changed_secret_is_a_change_and_is_not_shown() {
    let World { oss, acme, .. } = world();
    let before = oss.snapshot();
    let _ = acme.set_access_key(&acme.access_key().id(), "another-secret");
    let message = panic_here!(oss.assert_unchanged_since(&before));
    assert_message(
        &message,
        "the world\n  expected: as in the snapshot\n  found:    changed:\n    \
         ~ access key LTAI5tOssmock00000000002: secret changed",
    );
}
