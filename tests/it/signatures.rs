//! Explanations of wrong signatures, in the answer and in the journal.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{Method, Request};
use ossmock::{
    Cause, Credentials, Oss,
    signature::{SignatureMismatch, SignatureVersion},
};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use super::support::{
    Client, FRONTS, LOGS, SERVICE, answer, element, get_rule, kms, put_rule, request, signed, still, with_wrong_secret,
};

const DATE: &str = "Mon, 23 Nov 2026 16:05:59 GMT";

const UNSIGNED_TYPE: &str = "the client did not sign the Content-Type it sent; an HTTP library may have added it";
const UNSIGNED_MD5: &str = "the client did not sign the Content-MD5 it sent";
const KEPT_EQUALS: &str = "the client signed empty query values as `name=`; OSS signs the bare name";
const KEPT_PLUS: &str = "the client sent a plus in the key as `+`; OSS reads a blank, and `%2B` is a plus";
const KEPT_ESCAPE: &str = "the client signed `%2F` in the key; OSS signs the decoded key";
const NO_BUCKET: &str =
    "the client signed the resource without the bucket; OSS signs `/bucket/key` for every kind of host";
const NO_SLASH: &str = "the client signed `/bucket`; OSS signs `/bucket/`";

/// A fake with the bucket `logs`, and the credentials of its owner.
fn arrange() -> (Oss, Credentials) {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    (oss, acme.credentials())
}

fn with_header(mut request: Request<Bytes>, name: &'static str, value: &str) -> Request<Bytes> {
    request.headers_mut().insert(name, value.parse().expect("a header"));
    request
}

/// Signs this text with V1, whether or not it is what the request says.
fn signed_v1(credentials: &Credentials, request: Request<Bytes>, text: &str) -> Request<Bytes> {
    let mut mac = Hmac::<Sha1>::new_from_slice(credentials.access_key_secret.as_bytes()).expect("a key of any length");
    mac.update(text.as_bytes());
    let signature = BASE64_STANDARD.encode(mac.finalize().into_bytes());
    let request = with_header(request, "date", DATE);
    with_header(request, "authorization", &format!("OSS {}:{signature}", credentials.access_key_id))
}

/// Signs this canonical request with V4, whether or not it is what the request says.
fn signed_v4(credentials: &Credentials, request: Request<Bytes>, canonical: &str) -> Request<Bytes> {
    let hmac = |key: &[u8], text: &str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    };
    let hex = |bytes: &[u8]| {
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing into a String cannot fail");
            text
        })
    };
    let scope = ["20261123", "cn-hangzhou", "oss", "aliyun_v4_request"];
    let secret = format!("aliyun_v4{}", credentials.access_key_secret).into_bytes();
    let key = scope.iter().fold(secret, |key, part| hmac(&key, part));
    let scope = scope.join("/");
    let hash = hex(&Sha256::digest(canonical));
    let signature = hex(&hmac(&key, &format!("OSS4-HMAC-SHA256\n20261123T160559Z\n{scope}\n{hash}")));
    let id = &credentials.access_key_id;
    let request = with_header(request, "x-oss-date", "20261123T160559Z");
    let request = with_header(request, "x-oss-content-sha256", "UNSIGNED-PAYLOAD");
    with_header(request, "authorization", &format!("OSS4-HMAC-SHA256 Credential={id}/{scope},Signature={signature}"))
}

/// The canonical request of a `GET` without headers of its own.
fn canonical_get(resource: &str, query: &str) -> String {
    format!(
        "GET\n{resource}\n{query}\nx-oss-content-sha256:UNSIGNED-PAYLOAD\nx-oss-date:20261123T160559Z\n\n\nUNSIGNED-PAYLOAD"
    )
}

/// Sends a request that must be refused for its signature, and gives what the journal keeps of it.
fn mismatch(oss: &Oss, request: Request<Bytes>) -> SignatureMismatch {
    let response = oss.handle(request);
    assert_eq!(answer(&response), "403 SignatureDoesNotMatch");
    let journal = oss.journal();
    let record = journal.last().expect("a record");
    let mismatch = record.signature_mismatch().expect("what the server signed");
    // The note is what the table of the journal shows.
    let note = mismatch.mistake().map(|(mistake, difference)| format!("{mistake}; {difference}"));
    assert_eq!(record.note(), Some(note.as_deref().unwrap_or(mismatch.diagnosis())));
    mismatch.clone()
}

#[track_caller]
fn assert_mistake(mismatch: &SignatureMismatch, mistake: &str, line: usize, server: &str, client: &str) {
    let (found, difference) = mismatch.mistake().unwrap_or_else(|| panic!("no mistake is named:\n{mismatch}"));
    assert_eq!(found, mistake);
    assert_eq!((difference.line, &*difference.server, &*difference.client), (line, server, client), "{mismatch}");
    assert!(mismatch.to_string().ends_with(&format!("{mistake}\n{difference}")), "{mismatch}");
}

#[tokio::test]
async fn a_wrong_secret_shows_what_the_server_signed() {
    const CANONICAL: &str = "PUT\n/logs/\nencryption\ncontent-type:application/xml\n\
                             x-oss-content-sha256:UNSIGNED-PAYLOAD\nx-oss-date:20261123T160559Z\n\n\nUNSIGNED-PAYLOAD";
    for front in FRONTS {
        let (oss, credentials) = arrange();
        let before = oss.snapshot();
        let put = with_header(put_rule(LOGS, &kms("key-1")), "content-type", "application/xml");
        let put = signed(&oss, &with_wrong_secret(&credentials), put);
        let response = Client::new(front, &oss).await.send(put).await;

        assert_eq!(answer(&response), "403 SignatureDoesNotMatch", "{front:?}");
        assert_eq!(element(&response, "CanonicalRequest").as_deref(), Some(CANONICAL));
        assert_eq!(element(&response, "OSSAccessKeyId"), Some(credentials.access_key_id));
        assert_eq!(element(&response, "StringToSignBytes"), None, "only V1 and V2 show bytes");
        oss.assert_unchanged_since(&before);

        let journal = oss.journal();
        let record = journal.last().expect("a record");
        assert_eq!(record.cause(), Some(Cause::SignatureMismatchV4));
        assert_eq!((record.caller(), record.decision()), (None, None), "a wrong signature proves nothing");
        let mismatch = record.signature_mismatch().expect("what the server signed");
        assert_eq!(mismatch.canonical_request(), Some(CANONICAL));
        assert_eq!(element(&response, "StringToSign").as_deref(), Some(mismatch.string_to_sign()));
        let scope = "OSS4-HMAC-SHA256\n20261123T160559Z\n20261123/cn-hangzhou/oss/aliyun_v4_request\n";
        assert!(mismatch.string_to_sign().starts_with(scope), "{mismatch}");
        assert_eq!(mismatch.mistake(), None);
        assert!(mismatch.to_string().ends_with("is the secret right?"), "{mismatch}");

        // What the client's debug log says: the same, so the secrets differ; or not, and in which line.
        assert_eq!(mismatch.compare(CANONICAL), None);
        let difference = mismatch.compare(&CANONICAL.replace("/logs/", "/")).expect("a difference");
        assert_eq!(difference.to_string(), r#"line 2: the server signed "/logs/", the client "/""#);
        let difference = mismatch.compare("PUT").expect("a difference");
        assert_eq!((difference.line, &*difference.client), (2, ""), "the client's text is shorter");
    }
}

#[test]
fn a_wrong_v1_secret_shows_the_string_to_sign_and_its_bytes() {
    let (oss, credentials) = arrange();
    let get = oss.signer(&with_wrong_secret(&credentials)).version(SignatureVersion::V1).sign(get_rule(LOGS));
    let response = oss.handle(get);
    let text = format!("GET\n\n\n{DATE}\n/logs/?encryption");
    assert_eq!(element(&response, "StringToSign").as_ref(), Some(&text));
    let shown = element(&response, "StringToSignBytes").expect("the bytes");
    assert!(shown.starts_with("47 45 54 0A 0A 0A 4D ") && shown.ends_with("6E "), "{shown}");
    let bytes = shown.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).expect("a byte"));
    assert!(bytes.eq(text.bytes()), "{shown}");
    assert_eq!(element(&response, "CanonicalRequest"), None);
    let journal = oss.journal();
    let record = journal.last().expect("a record");
    assert_eq!(record.cause(), Some(Cause::SignatureMismatchV1));
    let mismatch = record.signature_mismatch().expect("what the server signed");
    assert_eq!((mismatch.string_to_sign(), mismatch.canonical_request()), (&*text, None));
    assert_eq!(mismatch.compare(&text), None, "without a canonical request the string to sign is compared");
}

#[test]
fn a_wrong_v2_secret_has_a_cause_of_its_own() {
    let (oss, credentials) = arrange();
    let get = oss.signer(&with_wrong_secret(&credentials)).version(SignatureVersion::V2).sign(get_rule(LOGS));
    let shown = mismatch(&oss, get);
    assert_eq!(oss.journal().last().and_then(ossmock::Record::cause), Some(Cause::SignatureMismatchV2));
    assert_eq!(shown.string_to_sign(), format!("GET\n\n\n{DATE}\n\n%2Flogs%2F?encryption"));
}

#[test]
fn a_content_type_added_after_signing_is_recognised() {
    for (version, line, server, client) in [
        (SignatureVersion::V1, 3, "text/plain", ""),
        (SignatureVersion::V2, 3, "text/plain", ""),
        (SignatureVersion::V4, 4, "content-type:text/plain", "x-oss-content-sha256:UNSIGNED-PAYLOAD"),
    ] {
        let (oss, credentials) = arrange();
        let put = oss.signer(&credentials).version(version).sign(put_rule(LOGS, &kms("key-1")));
        let shown = mismatch(&oss, with_header(put, "content-type", "text/plain"));
        assert_mistake(&shown, UNSIGNED_TYPE, line, server, client);
    }
}

#[test]
fn a_content_md5_added_after_signing_is_recognised() {
    for (version, line, server, client) in [
        (SignatureVersion::V1, 2, "abc=", ""),
        (SignatureVersion::V2, 2, "abc=", ""),
        (SignatureVersion::V4, 4, "content-md5:abc=", "x-oss-content-sha256:UNSIGNED-PAYLOAD"),
    ] {
        let (oss, credentials) = arrange();
        let put = oss.signer(&credentials).version(version).sign(put_rule(LOGS, &kms("key-1")));
        let shown = mismatch(&oss, with_header(put, "content-md5", "abc="));
        assert_mistake(&shown, UNSIGNED_MD5, line, server, client);
    }
}

#[test]
fn a_missing_bucket_is_recognised() {
    for (version, line, server, client) in [
        (SignatureVersion::V1, 5, "/logs/?encryption", "/?encryption"),
        (SignatureVersion::V2, 6, "%2Flogs%2F?encryption", "%2F?encryption"),
        (SignatureVersion::V4, 2, "/logs/", "/"),
    ] {
        let (oss, credentials) = arrange();
        // Signed as if for the service, where there is no bucket to sign; the host itself is not signed.
        let get = oss.signer(&credentials).version(version).sign(get_rule(SERVICE));
        let shown = mismatch(&oss, with_header(get, "host", LOGS));
        assert_mistake(&shown, NO_BUCKET, line, server, client);
    }
}

#[test]
fn equals_signs_after_empty_values_are_recognised() {
    let (oss, credentials) = arrange();
    let get = request(Method::GET, LOGS, "/?encryption=");
    let shown = mismatch(&oss, signed_v1(&credentials, get, &format!("GET\n\n\n{DATE}\n/logs/?encryption=")));
    assert_mistake(&shown, KEPT_EQUALS, 5, "/logs/?encryption", "/logs/?encryption=");

    let get = request(Method::GET, LOGS, "/?encryption=");
    let shown = mismatch(&oss, signed_v4(&credentials, get, &canonical_get("/logs/", "encryption=")));
    assert_mistake(&shown, KEPT_EQUALS, 3, "encryption", "encryption=");
}

#[test]
fn an_encoded_slash_in_the_key_is_recognised() {
    let (oss, credentials) = arrange();
    let get = request(Method::GET, LOGS, "/2026%2F11.log");
    let shown = mismatch(&oss, signed_v1(&credentials, get, &format!("GET\n\n\n{DATE}\n/logs/2026%2F11.log")));
    assert_mistake(&shown, KEPT_ESCAPE, 5, "/logs/2026/11.log", "/logs/2026%2F11.log");
}

#[test]
fn a_plus_in_the_key_is_recognised() {
    let (oss, credentials) = arrange();
    let get = request(Method::GET, LOGS, "/a+b%20c");
    let shown = mismatch(&oss, signed_v1(&credentials, get, &format!("GET\n\n\n{DATE}\n/logs/a+b c")));
    assert_mistake(&shown, KEPT_PLUS, 5, "/logs/a b c", "/logs/a+b c");

    let get = request(Method::GET, LOGS, "/a+b%20c");
    let shown = mismatch(&oss, signed_v4(&credentials, get, &canonical_get("/logs/a%2Bb%20c", "")));
    assert_mistake(&shown, KEPT_PLUS, 2, "/logs/a%20b%20c", "/logs/a%2Bb%20c");
}

#[test]
fn an_encoded_slash_in_the_key_is_recognised_in_v4() {
    let (oss, credentials) = arrange();
    let get = request(Method::GET, LOGS, "/2026%2F11.log");
    let shown = mismatch(&oss, signed_v4(&credentials, get, &canonical_get("/logs/2026%2F11.log", "")));
    assert_mistake(&shown, KEPT_ESCAPE, 2, "/logs/2026/11.log", "/logs/2026%2F11.log");
}

#[test]
fn a_missing_slash_after_the_bucket_is_recognised() {
    let (oss, credentials) = arrange();
    let shown = mismatch(&oss, signed_v1(&credentials, get_rule(LOGS), &format!("GET\n\n\n{DATE}\n/logs?encryption")));
    assert_mistake(&shown, NO_SLASH, 5, "/logs/?encryption", "/logs?encryption");

    let shown = mismatch(&oss, signed_v4(&credentials, get_rule(LOGS), &canonical_get("/logs", "encryption")));
    assert_mistake(&shown, NO_SLASH, 2, "/logs/", "/logs");
}

#[test]
fn the_helpers_of_these_tests_sign_as_oss_does() {
    let (oss, credentials) = arrange();
    let text = format!("GET\n\n\n{DATE}\n/logs/?encryption");
    for get in [
        signed_v1(&credentials, get_rule(LOGS), &text),
        signed_v4(&credentials, get_rule(LOGS), &canonical_get("/logs/", "encryption")),
    ] {
        let found = answer(&oss.handle(get));
        assert_eq!(found, "404 NoSuchServerSideEncryptionRule", "or the mistakes above would prove nothing");
    }
}

#[test]
fn no_mistake_is_accepted_with_a_wrong_secret() {
    let (oss, credentials) = arrange();
    let put = signed(&oss, &with_wrong_secret(&credentials), put_rule(LOGS, &kms("key-1")));
    let shown = mismatch(&oss, with_header(put, "content-type", "text/plain"));
    assert_eq!(shown.mistake(), None, "two things are wrong, so no single mistake gives the signature");
}

#[test]
fn the_journal_shows_what_was_signed_below_its_table() {
    let (oss, credentials) = arrange();
    let put = signed(&oss, &credentials, put_rule(LOGS, &kms("key-1")));
    let shown = mismatch(&oss, with_header(put, "content-type", "text/plain"));
    let journal = oss.journal().to_string();
    let (table, below) = journal.split_once("\n\n").expect("something below the table");
    assert!(table.contains("? LTAI5tOssmock"), "the claimed id stands for a caller who proved nothing:\n{journal}");
    assert_eq!(below, format!("#1: {shown}\n"));
    assert!(below.contains("  | content-type:text/plain\n"), "{journal}");
}
