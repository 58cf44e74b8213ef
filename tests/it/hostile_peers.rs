//! The limits of what a peer can make grow or break.

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{Cause, Oss, Record};

use super::support::{LOGS, answer, get_rule, request, signed, still};

#[test]
fn a_method_without_end_breaks_no_table() {
    let oss = still();
    let method = Method::from_bytes(&vec![b'M'; 70_000]).expect("a method");
    let answered = oss.handle(request(method, LOGS, "/?encryption"));
    assert_eq!(answer(&answered), "405 MethodNotAllowed");
    let journal = oss.journal();
    assert!(journal.last().is_some_and(|record| record.method().as_str().len() == 32));
    assert!(journal.to_string().len() < 1_000, "{journal}");
    // A column is not wider than it needs to be read.
    let _ = oss.create_account(&"a".repeat(70_000));
    let _ = oss.handle(request(Method::GET, "127.0.0.1", &format!("/{}?qosInfo", "k".repeat(5_000))));
    assert!(oss.journal().to_string().lines().all(|line| line.len() < 4_000));
}

#[test]
fn made_up_regions_do_not_multiply_buckets() {
    let oss = still();
    let acme = oss.create_account("acme");
    let mut created = 0;
    for number in 0..1_100 {
        // Eleven regions with room for a hundred buckets each.
        let region = format!("xx-{}", number / 100);
        let host = format!("bucket-{number}.oss-{region}.aliyuncs.com");
        let put = oss.signer(&acme.credentials()).region(&region).sign(request(Method::PUT, &host, "/"));
        match &*answer(&oss.handle(put)) {
            "200" => created += 1,
            other => assert_eq!(other, "400 TooManyBuckets"),
        }
    }
    assert_eq!(created, 1_000);
}

#[test]
fn what_has_not_the_form_of_a_region_is_none() {
    let oss = still();
    for region in ["-", "oss-cn-hangzhou", "-internal", "9-x", "cn--hangzhou", "accelerate-nowhere"] {
        let host = format!("logs.oss-{region}.aliyuncs.com");
        assert_eq!(answer(&oss.handle(get_rule(&host))), "501 NotEmulated", "{host}");
    }
}

#[test]
fn made_up_ids_pass_over_given_ones() {
    let oss = still();
    let first = oss.create_account("first");
    let next_uid = (first.id().parse::<u64>().expect("digits") + 2).to_string();
    first.set_id(&next_uid);
    first.set_access_key("LTAI5tOssmock00000000004", "secret");
    let second = oss.create_account("second");
    second.create_bucket("logs");
    assert_ne!(first.id(), second.id());
    assert_ne!(first.access_key().id(), second.access_key().id());
    assert_eq!(answer(&oss.handle(signed(&oss, &first.credentials(), get_rule(LOGS)))), "403 AccessDenied");
}

#[test]
fn a_wrong_signature_keeps_a_bounded_record() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let mut get = get_rule(LOGS);
    // Bytes that are not UTF-8 become three each when they are replaced.
    let value = http::HeaderValue::from_bytes(&vec![0xff; 60_000]).expect("a value");
    get.headers_mut().insert("x-oss-meta-long", value);
    let mut get = signed(&oss, &acme.credentials(), get);
    get.headers_mut().insert("x-oss-meta-more", http::HeaderValue::from_static("1"));
    assert_eq!(answer(&oss.handle(get)), "403 SignatureDoesNotMatch");
    let journal = oss.journal();
    let mismatch = journal.last().and_then(Record::signature_mismatch).expect("a mismatch");
    assert!(mismatch.string_to_sign().len() <= 16 * 1024);
    assert!(mismatch.canonical_request().is_some_and(|text| text.len() <= 16 * 1024));
}

#[test]
fn many_additional_headers_are_no_work() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let names: Vec<String> = (0..50_000).map(|number| format!("h{number}")).collect();
    let mut get = signed(&oss, &acme.credentials(), get_rule(LOGS));
    let authorization = get.headers()["authorization"].to_str().expect("text").to_owned();
    let longer = authorization.replace(",Signature", &format!(",AdditionalHeaders={},Signature", names.join(";")));
    get.headers_mut().insert("authorization", http::HeaderValue::try_from(longer).expect("a value"));
    assert_eq!(answer(&oss.handle(get)), "400 InvalidArgument");
    let note = oss.journal().last().and_then(Record::note).map(str::to_owned);
    assert_eq!(note.as_deref(), Some("the additional headers name `h0`, which the request does not have"));
}

#[test]
fn a_header_listed_but_left_out_is_missed_even_if_nothing_was_signed_for_it() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    // The signer signs nothing for a header that is not there, and lists it.
    let get = oss.signer(&acme.credentials()).additional_headers("x-team").sign(get_rule(LOGS));
    assert_eq!(answer(&oss.handle(get)), "400 InvalidArgument");
    assert_eq!(oss.journal().last().and_then(Record::cause), Some(Cause::AdditionalHeaderAbsent));
}

#[test]
fn a_parameter_and_a_header_of_one_name_must_agree_whatever_the_name() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let signer = oss.signer(&acme.credentials()).presign(60);
    for (value, expected) in [("a", "404 NoSuchServerSideEncryptionRule"), ("b", "400 InvalidArgument")] {
        let get = Request::get("/?encryption&x-oss-request-payer=a")
            .header("Host", LOGS)
            .header("x-oss-request-payer", value);
        assert_eq!(answer(&oss.handle(signer.sign(get.body(Bytes::new()).expect("a request")))), expected);
    }
    assert_eq!(oss.journal().last().and_then(Record::cause), Some(Cause::HeaderDiffersFromParameter));
}

#[test]
fn lengths_and_numbers_are_digits() {
    let oss: Oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let list = |max: &str| {
        let target = format!("/?max-keys={max}");
        let request = request(Method::GET, "oss-cn-hangzhou.aliyuncs.com", &target);
        answer(&oss.handle(signed(&oss, &acme.credentials(), request)))
    };
    assert_eq!(list("5"), "200");
    for max in ["%2B5", "-5", "5x", "", "0", "1001", "99999999999999999999999"] {
        assert_eq!(list(max), "400 InvalidArgument", "{max}");
    }
}

#[test]
fn what_is_not_emulated_is_named_without_its_values() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let get = oss.signer(&acme.credentials()).presign(60).sign(request(Method::GET, LOGS, "/?encryption&acl"));
    let answered = oss.handle(get);
    let text = super::support::body(&answered);
    assert!(text.contains("GET /?encryption&amp;acl&amp;x-oss-signature-version"), "{text}");
    assert!(!text.contains("aliyun_v4_request"), "{text}");
}
