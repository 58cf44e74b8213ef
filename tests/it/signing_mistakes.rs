//! Signing mistakes of clients: each is named, for each version, in headers and in URLs, and not confused with one that looks
//! like it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{Method, Request, Uri};
use ossmock::{Credentials, Oss, Signer, signature::SignatureVersion};

use super::support::{LOGS, SERVICE, answer, request, still, with_wrong_secret};

const V1: SignatureVersion = SignatureVersion::V1;
const V2: SignatureVersion = SignatureVersion::V2;
const V4: SignatureVersion = SignatureVersion::V4;

/// A signature in a header, or in a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Header,
    Url,
}

const PLACES: [(SignatureVersion, Place); 6] = [
    (V1, Place::Header),
    (V2, Place::Header),
    (V4, Place::Header),
    (V1, Place::Url),
    (V2, Place::Url),
    (V4, Place::Url),
];

/// A fake with the bucket `logs` and one object, and the credentials of its owner and of a user.
struct World {
    oss: Oss,
    acme: Credentials,
    ci: Credentials,
}

fn world() -> World {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs").put_object("note", "hello");
    let ci = acme.create_ram_user("ci").credentials();
    World { acme: acme.credentials(), ci, oss }
}

impl World {
    fn signer(&self, (version, place): (SignatureVersion, Place), credentials: &Credentials) -> Signer {
        let signer = self.oss.signer(credentials).version(version);
        if place == Place::Url { signer.presign(600) } else { signer }
    }

    fn sign(&self, how: (SignatureVersion, Place), request: Request<Bytes>) -> Request<Bytes> {
        self.signer(how, &self.acme).sign(request)
    }

    /// Sends a request that must be refused, and gives what is told: in the note, in the log, in the journal, and as JSON,
    /// where the page reads it.
    #[track_caller]
    fn told(&self, request: Request<Bytes>) -> String {
        let head = format!("{request:?}");
        let answer = answer(&self.oss.handle(request));
        let journal = self.oss.journal();
        let record = journal.last().expect("a record");
        // The answer to HEAD has no body that could be read.
        assert!(answer.starts_with("403"), "{answer}: {head}");
        let mismatch = record.signature_mismatch().unwrap_or_else(|| panic!("no signature is wrong: {record}"));
        let told = mismatch.diagnosis().to_owned();
        let json = serde_json::from_str::<serde_json::Value>(&record.to_json()).expect("JSON");
        assert_eq!(json["signature"]["diagnosis"], told);
        for shown in [record.note().expect("a note"), &format!("{record:#}"), &journal.to_string()] {
            assert!(shown.contains(&told), "{told} is not in {shown}");
        }
        for secret in [&self.acme.access_key_secret, &self.ci.access_key_secret] {
            let all = format!("{journal} {journal:?} {}", record.to_json());
            assert!(!all.contains(&**secret), "a secret is shown: {all}");
        }
        told
    }
}

fn get(target: &str) -> Request<Bytes> {
    request(Method::GET, LOGS, target)
}

fn put(target: &str) -> Request<Bytes> {
    request(Method::PUT, LOGS, target)
}

fn with(mut request: Request<Bytes>, name: &'static str, value: &str) -> Request<Bytes> {
    request.headers_mut().insert(name, value.parse().expect("a value"));
    request
}

fn sent_as(mut request: Request<Bytes>, method: Method) -> Request<Bytes> {
    *request.method_mut() = method;
    request
}

/// The request with another target, made of the one it has.
fn retargeted(mut request: Request<Bytes>, change: impl Fn(&str) -> String) -> Request<Bytes> {
    let target = change(&request.uri().to_string());
    *request.uri_mut() = target.parse::<Uri>().expect("a target");
    request
}

fn with_parameter(request: Request<Bytes>, parameter: &str) -> Request<Bytes> {
    retargeted(request, |target| {
        let sign = if target.contains('?') { '&' } else { '?' };
        format!("{target}{sign}{parameter}")
    })
}

/// The request with another signature, made of the one it has.
fn resigned(request: Request<Bytes>, change: impl Fn(&str) -> String) -> Request<Bytes> {
    if let Some(header) = request.headers().get("authorization") {
        let header = header.to_str().expect("text").to_owned();
        let start =
            header.rfind("ignature=").map(|at| at + 9).or(header.rfind(':').map(|at| at + 1)).expect("a signature");
        return with(request, "authorization", &format!("{}{}", &header[..start], change(&header[start..])));
    }
    retargeted(request, |target| {
        let (before, signature) = target.rsplit_once("ignature=").expect("a signature at the end");
        let signature = percent_encoding::percent_decode_str(signature).decode_utf8().expect("text");
        let changed = change(&signature);
        let encoded = percent_encoding::utf8_percent_encode(&changed, percent_encoding::NON_ALPHANUMERIC);
        format!("{before}ignature={encoded}")
    })
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).expect("a digit");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
}

const TYPE: &str = "the client did not sign the Content-Type it sent; an HTTP library may have added it";
const WRONG_SECRET: &str = "no known client mistake gives this signature: is the secret right?";

#[test]
fn a_content_type_or_md5_that_was_not_signed_is_named() {
    for how in PLACES {
        let world = world();
        let typed = with(world.sign(how, put("/note")), "content-type", "text/plain");
        assert_eq!(world.told(typed), TYPE, "{how:?}");
        let hashed = with(world.sign(how, put("/note")), "content-md5", "XUFAKrxLKna5cZ2REBfFkg==");
        assert_eq!(world.told(hashed), "the client did not sign the Content-MD5 it sent", "{how:?}");
        let both = with(world.sign(how, put("/note")), "content-type", "text/plain");
        let both = with(both, "x-oss-meta-author", "anna");
        assert!(world.told(both).starts_with("the client signed none of the headers it sent"), "{how:?}");
    }
}

#[test]
fn a_resource_without_its_bucket_is_named() {
    for how in PLACES {
        let world = world();
        // Signed as if for the service; the host itself is not signed.
        let signed = with(world.sign(how, request(Method::GET, SERVICE, "/?bucketInfo")), "host", LOGS);
        let expected =
            "the client signed the resource without the bucket; OSS signs `/bucket/key` for every kind of host";
        assert_eq!(world.told(signed), expected, "{how:?}");
    }
}

#[test]
fn a_subresource_that_v1_was_not_signed_with_is_named() {
    for place in [Place::Header, Place::Url] {
        let world = world();
        let one = with_parameter(world.sign((V1, place), get("/note")), "acl");
        let expected = "the client did not sign the subresource `acl`; OSS signs it with the resource";
        assert_eq!(world.told(one), expected, "{place:?}");
        let another = with_parameter(world.sign((V1, place), get("/?acl")), "x-oss-request-payer=requester&max-keys=1");
        let expected = "the client did not sign the subresource `x-oss-request-payer`; OSS signs it with the resource";
        assert_eq!(world.told(another), expected, "{place:?}");
        let two = with_parameter(world.sign((V1, place), put("/note")), "partNumber=1&uploadId=A");
        assert_eq!(
            world.told(two),
            "the client did not sign the subresources; OSS signs them with the resource",
            "{place:?}"
        );
    }
}

#[test]
fn a_parameter_added_after_signing_is_named() {
    for (version, place) in PLACES.into_iter().filter(|(version, _)| *version != V1) {
        let world = world();
        let one = with_parameter(world.sign((version, place), get("/note")), "x-oss-process=image%2Finfo");
        let expected = "the client did not sign the parameter `x-oss-process` it sent; it was added after signing";
        assert_eq!(world.told(one), expected, "{version:?} {place:?}");
        let odd = with_parameter(world.sign((version, place), get("/note")), "a%0Ab=1");
        let expected = "the client did not sign the parameter `a\\nb` it sent; it was added after signing";
        assert_eq!(world.told(odd), expected, "{version:?} {place:?}");
        let two = with_parameter(world.sign((version, place), get("/note")), "x=1&y=2");
        let expected = "the client did not sign the parameters it sent; they were added after signing";
        assert_eq!(world.told(two), expected, "{version:?} {place:?}");
    }
}

#[test]
fn another_method_than_the_signed_one_is_named() {
    for (version, place) in PLACES {
        for (signed, sent) in [(Method::GET, Method::PUT), (Method::GET, Method::HEAD), (Method::HEAD, Method::GET)] {
            let world = world();
            let request = world.sign((version, place), request(signed.clone(), LOGS, "/note"));
            let expected = match place {
                Place::Header => format!("the client signed {signed} and sent {sent}"),
                Place::Url => format!("the URL was signed for {signed} and used with {sent}"),
            };
            assert_eq!(world.told(sent_as(request, sent)), expected, "{version:?}");
        }
    }
}

#[test]
fn a_header_added_after_signing_is_named() {
    for how in PLACES {
        let world = world();
        for name in ["x-oss-meta-author", "x-oss-object-acl"] {
            let added = with(world.sign(how, put("/note")), name, "private");
            let expected = format!("the client did not sign the header `{name}` it sent; it was added after signing");
            assert_eq!(world.told(added), expected, "{how:?}");
        }
        let two = with(world.sign(how, put("/note")), "x-oss-meta-a", "1");
        let two = with(two, "x-oss-meta-b", "2");
        let expected = "the client did not sign the `x-oss-meta-` headers it sent; they were added after signing";
        assert_eq!(world.told(two), expected, "{how:?}");
    }
}

#[test]
fn two_slashes_in_the_path_are_named() {
    for how in PLACES {
        let world = world();
        let double = |target: &str| format!("/{target}");
        let expected = "the client sent `//` in the path and signed one slash; an endpoint that ends with a slash may have added the other";
        assert_eq!(world.told(retargeted(world.sign(how, get("/a/note")), double)), expected, "{how:?}");
        let merged = |target: &str| target.replacen("//", "/", 1);
        for target in ["//note", "/a//b/note", "/a/b//note"] {
            let told = world.told(retargeted(world.sign(how, get(target)), merged));
            let expected =
                "the client signed `//` in the path and sent one slash; an HTTP library may have merged the two";
            assert_eq!(told, expected, "{how:?} {target}");
        }
    }
}

#[test]
fn a_signature_that_is_written_wrongly_is_named() {
    for how in PLACES {
        let world = world();
        let resign = |change: &dyn Fn(&str) -> String| world.told(resigned(world.sign(how, get("/note")), change));
        if how.0 == V4 {
            let expected = "the client wrote the signature in base64; it is to be in lower-case hex";
            assert_eq!(resign(&|hex| BASE64_STANDARD.encode(unhex(hex))), expected, "{how:?}");
            let expected = "the client wrote the signature in capitals; it is to be in lower-case hex";
            assert_eq!(resign(&|hex| hex.to_uppercase()), expected, "{how:?}");
        } else {
            let bytes = |base64: &str| BASE64_STANDARD.decode(base64).expect("base64");
            let expected = "the client wrote the signature in hex; it is to be in base64";
            assert_eq!(resign(&|base64| hex(&bytes(base64))), expected, "{how:?}");
            assert_eq!(resign(&|base64| hex(&bytes(base64)).to_uppercase()), expected, "{how:?}");
            let expected = "the client wrote the signature in hex, and that in base64; it is to be in base64";
            assert_eq!(resign(&|base64| BASE64_STANDARD.encode(hex(&bytes(base64)))), expected, "{how:?}");
        }
        let all = match how.0 {
            V1 => 28,
            V2 => 44,
            V4 => 64,
            other => panic!("{other:?} has no length here"),
        };
        for there in [4, 10, all - 1] {
            let expected = format!("the client's signature is cut short: it has the first {there} of {all} characters");
            assert_eq!(resign(&|right| right[..there].to_owned()), expected, "{how:?}");
        }
        assert_eq!(resign(&|right| format!("{right}a")), "the client's signature is right, and something follows it");
    }
}

#[test]
fn a_url_whose_signature_is_not_encoded_as_urls_are_is_named() {
    for version in [V1, V2] {
        let world = world();
        // One with a plus is among them.
        let urls = (0..200).map(|n| world.sign((version, Place::Url), get(&format!("/{n}"))));
        let url = urls.into_iter().find(|url| url.uri().to_string().contains("%2B")).expect("a plus");
        let raw = retargeted(url.clone(), |target| target.replace("%2B", "+"));
        let expected = "a `+` in the signature was sent as it is, which is a blank in a query; send `%2B`";
        assert_eq!(world.told(raw), expected, "{version:?}");
        let twice = retargeted(url, |target| {
            let (before, signature) = target.rsplit_once('=').expect("a signature");
            format!("{before}={}", signature.replace('%', "%25"))
        });
        assert_eq!(world.told(twice), "the signature in the URL is percent-encoded twice", "{version:?}");
    }
}

#[test]
fn the_secret_of_another_key_is_named_and_not_shown() {
    for how in PLACES {
        let world = world();
        let mixed = Credentials { access_key_secret: world.ci.access_key_secret.clone(), ..world.acme.clone() };
        let told = world.told(world.signer(how, &mixed).sign(get("/note")));
        let expected = format!(
            "the client signed with the secret of another AccessKey: that of `{}` (acme/ci)",
            world.ci.access_key_id
        );
        assert_eq!(told, expected, "{how:?}");
    }
}

#[test]
fn a_wrong_secret_is_named_unless_an_earlier_call_had_it_right() {
    for how in PLACES {
        let world = world();
        let sign = |credentials: &Credentials| world.signer(how, credentials).sign(get("/note"));
        let wrong = with_wrong_secret(&world.acme);
        assert_eq!(world.told(sign(&wrong)), WRONG_SECRET, "{how:?}");
        let secret = &world.acme.access_key_secret;
        for (mistaken, expected) in [
            (format!("{secret}\n"), "the client signed with the secret and a line break after it"),
            (world.acme.access_key_id.clone(), "the client signed with the AccessKey id in the place of the secret"),
            (String::new(), "the client signed with an empty secret"),
        ] {
            let credentials = Credentials { access_key_secret: mistaken, ..world.acme.clone() };
            assert_eq!(world.told(sign(&credentials)), expected, "{how:?}");
        }
        // No client has signed with this key yet; a signature by another key proves nothing about it.
        let _ = world.oss.handle(world.signer(how, &world.ci).sign(get("/note")));
        assert_eq!(world.told(sign(&wrong)), WRONG_SECRET, "{how:?}");

        let right = world.oss.handle(sign(&world.acme));
        assert_eq!(right.status(), 200);
        let number = world.oss.journal().last().expect("a record").number();
        let told = world.told(sign(&wrong));
        let expected =
            format!("is the secret right? The client of call #{number} had it right; if this is the same client");
        assert!(told.contains(&expected), "{how:?}: {told}");
        // It is another secret now.
        world.oss.account("acme").expect("acme").set_access_key(&world.acme.access_key_id, "rotated");
        assert_eq!(world.told(sign(&wrong)), WRONG_SECRET, "{how:?}");
    }
}

#[test]
fn what_only_looks_like_a_mistake_is_not_named() {
    for how in PLACES {
        let world = world();
        let wrong = with_wrong_secret(&world.acme);
        let signed = |target: &str| world.sign(how, get(target));
        let unsigned = world.signer(how, &wrong).sign(get("/note"));
        let typed = world.sign(how, with(put("/note"), "content-type", "text/plain"));
        let tagged = world.sign(how, with(put("/note"), "x-oss-meta-a", "1"));
        for (what, request) in [
            ("another Content-Type than the signed one", with(typed, "content-type", "text/html")),
            ("another value of a header", with(tagged, "x-oss-meta-a", "2")),
            ("another key", retargeted(signed("/note"), |target| target.replace("/note", "/nota"))),
            ("another value of a parameter", {
                retargeted(signed("/?acl&versionId=1"), |target| target.replace("versionId=1", "versionId=2"))
            }),
            ("another method with another secret", sent_as(unsigned.clone(), Method::PUT)),
            ("a header with another secret", with(unsigned.clone(), "x-oss-meta-a", "1")),
            ("a parameter with another secret", with_parameter(unsigned.clone(), "acl")),
            ("slashes with another secret", retargeted(unsigned.clone(), |target| format!("/{target}"))),
            ("the beginning of another signature", resigned(unsigned.clone(), |wrong| wrong[..20].to_owned())),
            ("three characters of the right one", resigned(signed("/note"), |right| right[..3].to_owned())),
            ("the end of the right one", resigned(signed("/note"), |right| right[4..].to_owned())),
            ("capitals of another one", resigned(unsigned, str::to_uppercase)),
        ] {
            assert_eq!(world.told(request), WRONG_SECRET, "{how:?}: {what}");
        }
    }
}

#[test]
fn a_scheme_with_a_colon_is_named() {
    let world = world();
    for (version, scheme) in [(V1, "OSS"), (V2, "OSS2"), (V4, "OSS4-HMAC-SHA256")] {
        let signed = world.sign((version, Place::Header), get("/note"));
        let header = signed.headers()["authorization"].to_str().expect("text").to_owned();
        for joined in [":", ": "] {
            let written = header.replacen(&format!("{scheme} "), &format!("{scheme}{joined}"), 1);
            let response = world.oss.handle(with(signed.clone(), "authorization", &written));
            assert_eq!(answer(&response), "400 InvalidArgument", "{written}");
            let journal = world.oss.journal();
            let note = journal.last().and_then(|record| record.note().map(str::to_owned)).expect("a note");
            assert!(note.starts_with(&format!("the client wrote `{scheme}:`")), "{note}");
        }
    }
    let bearer = with(get("/note"), "authorization", "Bearer:s3cret-token");
    let _ = world.oss.handle(bearer);
    let note = world.oss.journal().last().and_then(|record| record.note().map(str::to_owned)).expect("a note");
    assert!(note.starts_with("a scheme is `OSS`") && !note.contains("s3cret"), "{note}");
}

#[test]
fn none_of_the_many_things_that_are_tried_is_accepted() {
    // As many headers, parameters and slashes as are looked at, and more, and a long request: it ends soon, and refused.
    let world = world();
    for how in PLACES {
        let mut request = put(&format!("/{}?{}", "a/".repeat(300), "p=1&".repeat(2_000)));
        for n in 0..40 {
            let name = http::HeaderName::try_from(format!("x-oss-meta-{n}")).expect("a name");
            request.headers_mut().insert(name, "v".repeat(500).parse().expect("a value"));
        }
        let signed = world.signer(how, &with_wrong_secret(&world.acme)).sign(request);
        assert_eq!(world.told(signed), WRONG_SECRET, "{how:?}");
    }
}

#[test]
fn tokens_and_signatures_of_urls_are_withheld_wherever_a_call_is_shown() {
    const TOKEN: &str = "CAIS/made+up/token==";
    for how in PLACES {
        let world = world();
        let acme = world.oss.account("acme").expect("acme");
        let session = acme.create_role("ops").allow("oss:*", "*").create_session("deploy").credentials();
        let token = session.security_token.clone().expect("a token");
        let right = world.signer(how, &session).sign(get("/note"));
        let url = right.uri().to_string();
        assert_eq!(world.oss.handle(right.clone()).status(), 200, "{how:?}");
        // The answer to a wrong signature shows the signed text, which holds an unknown token as well.
        let altered = with(right.clone(), "x-oss-meta-a", "1");
        assert_eq!(world.oss.handle(altered).status(), 403, "{how:?}");
        let forged = Credentials { security_token: Some(TOKEN.to_owned()), ..session.clone() };
        assert_eq!(world.oss.handle(world.signer(how, &forged).sign(get("/note"))).status(), 403, "{how:?}");

        let journal = world.oss.journal();
        let shown: Vec<String> = journal
            .iter()
            .map(|record| {
                let mismatch = record.signature_mismatch().map(ToString::to_string).unwrap_or_default();
                format!("{} {record:#} {record:?} {} {mismatch}", record.target(), record.to_json())
            })
            .collect();
        let all = format!("{journal} {journal:?} {}", shown.join(" "));
        let encoded =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        for secret in [token.clone(), encoded(&token), TOKEN.to_owned(), encoded(TOKEN), "CAIS%2F".to_owned()] {
            assert!(!all.contains(&secret), "{how:?}: {secret} is shown in {all}");
        }
        if let Some((_, signature)) = url.rsplit_once("ignature=") {
            assert!(!all.contains(signature), "{how:?}: {signature} is shown in {all}");
        }
        let withheld = shown.iter().filter(|shown| shown.contains("(withheld)")).count();
        assert_eq!(withheld, 3, "{how:?}");
    }
}

#[test]
fn a_clients_own_text_with_its_token_equals_that_of_the_server() {
    let world = world();
    let session = world
        .oss
        .account("acme")
        .expect("acme")
        .create_role("ops")
        .allow("oss:*", "*")
        .create_session("deploy")
        .credentials();
    let token = session.security_token.clone().expect("a token");
    let signed = with(world.signer((V1, Place::Header), &session).sign(get("/note")), "x-oss-meta-a", "1");
    let _ = world.oss.handle(signed);
    let journal = world.oss.journal();
    let mismatch = journal.last().and_then(|record| record.signature_mismatch()).expect("a mismatch");
    let text = mismatch.string_to_sign().replace("(withheld)", &token);
    assert!(text != mismatch.string_to_sign());
    assert_eq!(mismatch.compare(&text), None);
}
