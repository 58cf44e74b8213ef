//! Assumptions that answers rest on: noted on each call, counted in a report, denied where a test wants it.

use std::collections::BTreeSet;
use std::path::Path;

use bytes::Bytes;
use http::Method;
use ossmock::fixture::{self, Case};
use ossmock::{
    Cause, Operation, Oss,
    honesty::{Assumption, HonestyReport, Provenance},
    settings::{OverwriteRule, Versioning},
};

use super::panics::{caught, panic_here};
use super::support::{LOGS, answer, delete_rule, get_rule, put_rule, request, signed, still};

fn cases() -> impl Iterator<Item = (String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let files = fixture::files(&folder).expect("the cases can be listed");
    files.into_iter().map(move |file| {
        let text = std::fs::read_to_string(&file).expect("a case can be read");
        let name = file.strip_prefix(&folder).expect("in its folder").with_extension("").display().to_string();
        (name, Case::parse(&text).expect("a case"))
    })
}

fn report_of(case: &Case) -> HonestyReport {
    let oss = case.oss().expect("a world");
    case.replay_on(&oss, |request| oss.handle(request)).expect("it runs");
    oss.honesty_report()
}

#[test]
fn every_assumption_is_leaned_on_by_a_case() {
    let mut shown = BTreeSet::new();
    for (_, case) in cases() {
        shown.extend(report_of(&case).assumptions().map(|(assumption, _)| assumption));
    }
    let unproven: Vec<_> = Assumption::ALL.iter().filter(|assumption| !shown.contains(assumption)).collect();
    assert!(unproven.is_empty(), "no case caveats on {unproven:?}");
}

#[test]
fn what_clients_are_known_to_send_is_not_ignored() {
    // All that the cases send for nothing.
    let mut ignored = BTreeSet::new();
    for (_, case) in cases() {
        let report = report_of(&case);
        ignored.extend(report.ignored().map(|(part, operation, _)| (part.to_owned(), operation.expect("one"))));
    }
    let expected = [
        ("element BucketKeyEnabled", Operation::PutBucketEncryption),
        ("element EncryptionConfiguration", Operation::PutBucketReplication),
        ("element Other", Operation::PutBucketEncryption),
        ("field submit", Operation::PostObject),
        ("header x-oss-server-side-data-encryption", Operation::PutBucket),
        ("header x-oss-server-side-data-encryption", Operation::PutObject),
        ("header x-oss-server-side-encryption", Operation::AppendObject),
        ("header x-oss-server-side-encryption-key-id", Operation::PutBucket),
        ("header x-oss-server-side-encryption-key-id", Operation::PutObject),
        ("header x-oss-meta-a", Operation::PutBucketEncryption),
        ("header x-oss-meta-b", Operation::PutBucketEncryption),
        ("header x-oss-meta-client-side-encryption-key", Operation::CopyObject),
        ("header x-oss-meta-color", Operation::AppendObject),
        ("header x-oss-meta-color", Operation::CopyObject),
        ("header x-oss-meta-team", Operation::GetBucketInfo),
        ("header x-oss-storage-class", Operation::AppendObject),
        ("header x-oss-traffic-limit", Operation::HeadObject),
        ("parameter Expires", Operation::GetBucketInfo),
        ("parameter OSSAccessKeyId", Operation::GetBucketInfo),
        ("parameter Signature", Operation::GetBucketInfo),
        ("parameter acl", Operation::DeleteObject),
        ("parameter acl", Operation::HeadObject),
        ("parameter file", Operation::GetObject),
        ("parameter spm", Operation::GetObject),
        ("parameter spm", Operation::HeadObject),
        ("parameter symlink", Operation::DeleteObject),
        ("parameter x-oss-process", Operation::HeadObject),
    ];
    // Headers whose names OSS does not see are ignored whether the call was carried out or not.
    let unseen = [
        ("x_foo", Operation::GetObject),
        ("x-oss-meta-a.b", Operation::PutObject),
        ("x-oss-meta-a~b", Operation::PutObject),
        ("x-oss-meta-my_key", Operation::PutObject),
        ("x-oss-meta-other_key", Operation::CopyObject),
        ("x-oss-object_acl", Operation::PutObject),
        ("x-oss_object-acl", Operation::PutObject),
        ("x_team", Operation::GetBucketInfo),
    ];
    let why = "(OSS sees only headers named by letters, digits and `-`)";
    let expected = expected.map(|(part, operation)| (part.to_owned(), operation));
    let unseen = unseen.map(|(name, operation)| (format!("header {name} {why}"), operation));
    assert_eq!(ignored, expected.into_iter().chain(unseen).collect());
}

/// A fake with `acme`, its bucket `logs` and its RAM user `ci`, whose policies do not count elsewhere.
fn leaning() -> Oss {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let owner = acme.credentials();
    for _ in 0..2 {
        assert_eq!(answer(&oss.handle(signed(&oss, &owner, delete_rule(LOGS)))), "204");
    }
    let unknown = "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
                   <Surprise/></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";
    let mut put = put_rule(LOGS, unknown);
    put.headers_mut().insert("x-oss-new", "1".parse().expect("a value"));
    assert_eq!(answer(&oss.handle(signed(&oss, &owner, put))), "200");
    let stranger = oss.create_account("other").create_ram_user("ci").allow("oss:*", "*");
    let refused = oss.handle(signed(&oss, &stranger.credentials(), get_rule(LOGS)));
    assert_eq!(answer(&refused), "403 AccessDenied");
    // A header that a refused call did not reach does not count as ignored.
    let mut wrong = create_with("x-oss-resource-group-id", "no id");
    wrong.headers_mut().insert("x-oss-new", "1".parse().expect("a value"));
    assert_eq!(answer(&oss.handle(signed(&oss, &owner, wrong))), "400 InvalidArgument");
    oss
}

#[test]
fn a_report_says_what_is_only_assumed_and_what_was_ignored() {
    let oss = leaning();
    assert_eq!(
        oss.honesty_report().to_string(),
        "5 calls: not all have a source\n\
         only assumed:\n  \
         ResourceGroupInvalid: 400 InvalidArgument: message (1 call)\n    \
         from aliyun-oss-java-sdk: CreateBucketTest has the code, AlibabaCloudDocs/oss: HTTP 400 status code its status, \
         help.aliyun.com/en/oss/user-guide/0017-00000138 the EC; text inferred\n  \
         NoRuleToDelete: deleting an encryption rule that is not there succeeds (2 calls)\n    \
         from other configurations of buckets answer 204; no test deletes twice\n\
         ignored:\n  \
         element Surprise of PutBucketEncryption (1 call)\n  \
         header x-oss-new of PutBucketEncryption (1 call)\n\
         statements of policies that were not looked at: 1\n  \
         other/ci: policy 1 statement 1: Allow oss:* on * (1 call)\n"
    );
    oss.clear_journal();
    let report = oss.honesty_report();
    assert!(report.is_clean());
    assert_eq!(report.to_string(), "0 calls: every answer has a source\n");
}

#[test]
fn a_report_is_exact_whatever_the_journal_keeps() {
    let oss = Oss::builder().journal_capacity(1).build();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    for _ in 0..5 {
        let _ = oss.handle(signed(&oss, &acme.credentials(), delete_rule(LOGS)));
    }
    let report = oss.honesty_report();
    assert_eq!(report.assumptions().collect::<Vec<_>>(), [(Assumption::NoRuleToDelete, 5)]);
    assert_eq!(report.calls(), 5);
}

#[test]
fn errors_with_an_unknown_text_count_and_those_that_are_injected_do_not() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let assumed = |cause: &&Cause| cause.provenance() == Provenance::Assumed;
    let cause = *Cause::ALL.iter().find(assumed).expect("some are assumed");
    let injected = oss.fault(Operation::GetBucketEncryption).error(cause);
    let _ = oss.handle(signed(&oss, &acme.credentials(), get_rule(LOGS)));
    drop(injected);
    let styles = request(Method::GET, LOGS, "/?style");
    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), styles))), "501 NotEmulated");
    assert!(oss.honesty_report().is_clean());

    let put = create_with("x-oss-resource-group-id", "no id");
    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), put))), "400 InvalidArgument");
    let report = oss.honesty_report();
    assert_eq!(report.causes().collect::<Vec<_>>(), [(Cause::ResourceGroupInvalid, 1)]);
    assert!(!oss.journal().last().expect("a record").is_assumed(), "status and code have a source");

    let _ = oss.handle(signed(&oss, &acme.credentials(), too_many_uploads()));
    let report = oss.honesty_report();
    assert_eq!(report.causes().last(), Some((Cause::ListNumberInvalid, 1)));
    assert!(oss.journal().last().expect("a record").is_assumed());
}

/// `PutBucket` of a new bucket with one header.
fn create_with(name: &'static str, value: &str) -> http::Request<bytes::Bytes> {
    let mut put = request(Method::PUT, "new-one.oss-cn-hangzhou.aliyuncs.com", "/");
    put.headers_mut().insert(name, value.parse().expect("a value"));
    put
}

/// A request that is refused with an error of which nothing has a source.
fn too_many_uploads() -> http::Request<bytes::Bytes> {
    request(Method::GET, LOGS, "/?uploads&max-uploads=1001")
}

#[test]
fn deny_assumed_lets_an_assumed_message_pass_and_no_assumed_code() {
    let oss = Oss::builder().deny_assumed().build();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let columns = Cause::ResourceGroupInvalid.columns();
    assert_eq!((columns.message, columns.ec), (Provenance::Assumed, Some(Provenance::Documented)));
    let put = create_with("x-oss-resource-group-id", "no id");
    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), put))), "400 InvalidArgument");
    oss.verify();

    let refused = oss.handle(signed(&oss, &acme.credentials(), too_many_uploads()));
    assert_eq!(answer(&refused), "400 InvalidArgument");
    let message = panic_here!(oss.verify());
    assert!(message.contains("ListNumberInvalid: 400 InvalidArgument: status, code, message (1 call)"), "{message}");
}

#[test]
fn deny_assumed_fails_the_test_at_its_last_handle_with_what_the_answers_rest_on() {
    let line = line!() + 1;
    let oss = Oss::builder().deny_assumed().build();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let _ = oss.handle(signed(&oss, &acme.credentials(), delete_rule(LOGS)));
    let message = panic_here!(oss.verify());
    let (told, journal) = message.split_once("\n\njournal:\n").expect("the journal comes last");
    let (place, told) = told.split_once(": ").expect("a place");
    assert!(place.starts_with(&format!("tests/it/honesty.rs:{line}:")), "{place}");
    assert_eq!(
        told,
        "what is only assumed is denied\n  \
         expected: only answers that have a source\n  \
         found:    1 call\n\n  \
         #1 DeleteBucketEncryption logs acme: 204 (allowed: the caller owns it)\n\
         only assumed:\n  \
         NoRuleToDelete: deleting an encryption rule that is not there succeeds (1 call)\n    \
         from other configurations of buckets answer 204; no test deletes twice"
    );
    assert!(journal.starts_with("#  operation"), "{journal}");

    let _ = oss.handle(signed(&oss, &acme.credentials(), delete_rule(LOGS)));
    let panic = caught(|| drop((oss, acme)));
    assert!(panic.message.contains("what is only assumed is denied"), "{}", panic.message);
}

#[test]
fn what_a_test_knows_of_may_be_assumed() {
    let oss = Oss::builder().deny_assumed_but([Assumption::NoRuleToDelete]).deny_unemulated().build();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let _ = oss.handle(signed(&oss, &acme.credentials(), delete_rule(LOGS)));
    oss.verify();
    let styles = request(Method::GET, LOGS, "/?style");
    let _ = oss.handle(signed(&oss, &acme.credentials(), styles));
    let message = panic_here!(oss.verify());
    assert!(message.contains("what is not emulated is denied") && !message.contains("only assumed"), "{message}");
}

#[test]
fn deny_ignored_fails_the_test_with_what_counted_for_nothing() {
    let oss = Oss::builder().deny_ignored().allow_parameters(["spm"]).build();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs").put_object("k", "hello");
    let get = |target: &str| signed(&oss, &acme.credentials(), request(Method::GET, LOGS, target));
    assert_eq!(oss.handle(get("/k?spm=1")).status(), 200);
    // What is refused is not ignored.
    assert_eq!(oss.handle(get("/none?colour=red")).status(), 404);
    oss.verify();

    assert_eq!(oss.handle(get("/k?colour=red")).status(), 200);
    let mut put = request(Method::PUT, LOGS, "/?acl");
    put.headers_mut().insert("x-oss-acl", "private".parse().expect("a value"));
    put.headers_mut().insert("x-oss-colour", "red".parse().expect("a value"));
    let put = signed(&oss, &acme.credentials(), put);
    assert_eq!(oss.handle(put).status(), 200);
    let record = oss.journal().last().expect("a record").clone();
    assert!(format!("{record:#}").ends_with("; warning: ignored header x-oss-colour"), "{record:#}");
    let message = panic_here!(oss.verify());
    let expected = "ignored:\n  header x-oss-colour of PutBucketAcl (1 call)\n  parameter colour of GetObject (1 call)";
    assert!(message.contains("what is ignored is denied") && message.contains(expected), "{message}");
    drop((oss, acme)); // told once
}

#[test]
fn a_condition_that_looks_at_a_header_does_not_make_it_count() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs").put_object("k", "hello");
    let ci = acme.create_ram_user("ci").attach_policy(
        r#"{ "Version": "1", "Statement": [{ "Effect": "Allow", "Action": "oss:GetObject", "Resource": "*",
             "Condition": { "StringEquals": { "oss:x-oss-object-acl": "private" } } }] }"#,
    );
    let mut get = request(Method::GET, LOGS, "/k");
    get.headers_mut().insert("x-oss-object-acl", "private".parse().expect("a value"));
    assert_eq!(oss.handle(signed(&oss, &ci.credentials(), get)).status(), 200);
    let record = oss.journal().last().expect("a record").clone();
    assert_eq!(record.ignored().collect::<Vec<_>>(), ["header x-oss-object-acl"]);
}

#[test]
fn user_metadata_count_only_where_they_are_kept() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs").put_object("k", "hello");
    let send = |target: &str, headers: &[(&'static str, &'static str)]| {
        let mut put = request(Method::PUT, LOGS, target);
        for (name, value) in [("x-oss-meta-colour", "red")].iter().chain(headers) {
            put.headers_mut().insert(*name, value.parse().expect("a value"));
        }
        assert_eq!(oss.handle(signed(&oss, &acme.credentials(), put)).status(), 200, "{target}");
        format!("{:#}", oss.journal().last().expect("a record"))
    };
    let ignored = "warning: ignored header x-oss-meta-colour";
    let copied = ("x-oss-copy-source", "/logs/k");
    assert!(send("/k?acl", &[("x-oss-object-acl", "private")]).contains(ignored));
    assert!(send("/copy", &[copied]).contains(ignored));
    assert!(!send("/copy", &[copied, ("x-oss-metadata-directive", "REPLACE")]).contains(ignored));
    assert!(!send("/new", &[("content-length", "0")]).contains(ignored));
}

#[test]
fn what_a_setting_leaves_alone_rests_on_an_assumption() {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs").set_overwrite_config([OverwriteRule::forbid("all")]);
    logs.put_object("note", "first");
    let rests_on = |method: Method, target: &str, body: &str| {
        let put = http::Request::builder().method(method).uri(target).header("Host", "logs.localhost");
        let put = put.body(Bytes::copy_from_slice(body.as_bytes())).expect("a request");
        assert_eq!(oss.handle(signed(&oss, &acme.credentials(), put)).status(), 200, "{target}");
        oss.journal().last().expect("a record").assumptions().collect::<Vec<_>>()
    };
    logs.set_versioning(Versioning::Suspended);
    assert_eq!(rests_on(Method::PUT, "/note", "second"), [Assumption::OverwriteRuleOfVersions]);
    assert_eq!(rests_on(Method::PUT, "/new", "first"), []);
    let https = |versions: &str| {
        let body = format!("<HttpsConfiguration><TLS><Enable>false</Enable>{versions}</TLS></HttpsConfiguration>");
        rests_on(Method::PUT, "/?httpsConfig", &body)
    };
    assert_eq!(https(""), []);
    assert_eq!(https("<TLSVersion>TLSv1.2</TLSVersion>"), [Assumption::DisabledHttpsPart]);
}
