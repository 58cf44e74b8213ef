//! Published vectors and captured requests: each verifies, and does not after a change of one signed byte.

use serde::Deserialize;

use super::*;
use crate::wire::Peer;
use crate::wire::text::{parse_basic_iso, parse_http_date};
use crate::world::World;

const CAPTURED_ID: &str = "LTAI5tMockUserAlice00001";
const CAPTURED_SECRET: &str = "mockSecretAlice000000000000001";
const CAPTURED_TOKEN: &str = "CAISmockSecurityToken+/==";

#[derive(Deserialize)]
struct Vector {
    id: String,
    secret: String,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Captured {
    request_line: String,
    headers: Vec<(String, String)>,
}

/// A request as text: easy to change by one character.
#[derive(Clone)]
struct Wire {
    name: String,
    secret: String,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
}

fn all() -> Vec<Wire> {
    let published: Vec<Vector> = serde_json::from_str(include_str!("../../fixtures/vectors/signatures.json")).unwrap();
    assert_eq!(published.len(), 25);
    let published = published.into_iter().map(|v| Wire {
        name: v.id,
        secret: v.secret,
        method: v.method,
        target: v.target,
        headers: v.headers,
    });
    let captured: Vec<&str> = include_str!("../../fixtures/vectors/captured_python.jsonl").lines().collect();
    assert_eq!(captured.len(), 98);
    let captured = captured.into_iter().enumerate().map(|(i, line)| {
        let request: Captured = serde_json::from_str(line).unwrap();
        let mut words = request.request_line.split(' ').map(str::to_owned);
        Wire {
            name: format!("captured {} {}", i + 1, request.request_line),
            secret: CAPTURED_SECRET.to_owned(),
            method: words.next().unwrap(),
            target: words.next().unwrap(),
            headers: request.headers,
        }
    });
    published.chain(captured).collect()
}

impl Wire {
    /// Returns the parsed request; `None` if a change made it an invalid HTTP request.
    fn call(&self) -> Option<Call> {
        let mut headers = http::HeaderMap::new();
        for (name, value) in &self.headers {
            let name: http::HeaderName = name.parse().ok()?;
            headers.append(name, http::HeaderValue::from_bytes(value.as_bytes()).ok()?);
        }
        Some(Call::read(self.method.parse().ok()?, self.target.parse().ok()?, headers, Peer::default()))
    }

    /// Checks the request with its own key, token, clock, region and product, unless these are given.
    fn check(&self, like: Option<&Known>) -> Result<Known, String> {
        let call = self.call().ok_or("not HTTP")?;
        call.address.as_ref().ok_or("no address")?;
        let claim = Claim::read(&call, Profile::Documented).map_err(|r| r.cause.to_string())?.ok_or("no claim")?;
        let known = like.cloned().unwrap_or_else(|| Known::of(&claim, &call));
        let facts =
            ClaimFacts { key: (known.id == claim.access_key_id).then(|| self.key(&known)), ..ClaimFacts::default() };
        let setting = ClaimContext {
            now: known.now,
            clients_now: known.now,
            machine: None,
            signed_at: None,
            region: &known.region,
            product: &known.product,
            suspects: &|_| Suspects::default(),
        };
        claim.check(&call, &facts, &setting).map_err(|r| r.refusal.cause.to_string())?;
        Ok(known)
    }

    fn key(&self, known: &Known) -> Arc<StoredAccessKey> {
        let mut world = World::default();
        let account = world.add_account("acme");
        let mut key = StoredAccessKey::clone(world.key_of(crate::world::Holder { account, user: None }));
        key.id = known.id.as_str().into();
        key.secret = self.secret.as_str().into();
        key.session = known.token.as_ref().map(|token| crate::world::Session {
            token: token.as_str().into(),
            expires: Timestamp::MAX,
            role: None,
        });
        Arc::new(key)
    }

    /// Returns every request that differs from this one in one signed byte, or in one byte of the signature.
    fn changed(&self) -> Vec<(String, Self)> {
        let v1 = !self.headers.iter().any(|(n, v)| n.eq_ignore_ascii_case("authorization") && !v.starts_with("OSS "))
            && !self.target.contains("x-oss-signature-version");
        let mut changed = Vec::new();
        let mut push = |what: &str, at: usize, wire: Self| changed.push((format!("{what}[{at}]"), wire));

        push("method", 0, Self { method: if self.method == "PUT" { "POST" } else { "PUT" }.into(), ..self.clone() });
        let path_start = self.target.strip_prefix("http://").map_or(0, |rest| 7 + rest.find('/').unwrap());
        let query_start = self.target.find('?').unwrap_or(self.target.len());
        for at in path_start..self.target.len() {
            // V1 leaves most parameters unsigned; the parameter of the byte decides.
            if at > query_start && v1 && !is_signed_v1(&self.target, query_start, at) {
                continue;
            }
            if let Some(target) = with_another(&self.target, at) {
                push("target", at, Self { target, ..self.clone() });
            }
        }
        let additional = self.additional();
        for (i, (name, value)) in self.headers.iter().enumerate() {
            let lower = name.to_ascii_lowercase();
            let signed = matches!(&*lower, "content-md5" | "content-type" | "authorization")
                || lower.starts_with("x-oss-")
                || (lower == "date"
                    && !self.headers.iter().any(|(n, _)| n.eq_ignore_ascii_case("x-oss-date"))
                    && !self.target.contains("ignature"))
                || additional.contains(&lower);
            // V1 and V2 presigned requests and others sign Content-Type only if it is present; here it is.
            if !signed {
                continue;
            }
            for at in 0..value.len() {
                if let Some(value) = with_another(value, at) {
                    let mut headers = self.headers.clone();
                    headers[i].1 = value;
                    push(name, at, Self { headers, ..self.clone() });
                }
            }
            let mut headers = self.headers.clone();
            headers.remove(i);
            push(&format!("without {name}"), 0, Self { headers, ..self.clone() });
            let mut headers = self.headers.clone();
            headers.push((name.clone(), "again".into()));
            push(&format!("repeated {name}"), 0, Self { headers, ..self.clone() });
        }
        let mut headers = self.headers.clone();
        headers.push(("x-oss-added".into(), "1".into()));
        push("added header", 0, Self { headers, ..self.clone() });
        changed
    }

    fn additional(&self) -> Vec<String> {
        let header = self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case("authorization")).map(|(_, v)| v.clone());
        let text = header.unwrap_or_else(|| self.target.replace("%3B", ";").replace('&', ","));
        let Some((_, rest)) = text
            .split_once("AdditionalHeaders=")
            .or_else(|| text.split_once("AdditionalHeaders:"))
            .or_else(|| text.split_once("additional-headers="))
        else {
            return Vec::new();
        };
        rest.split(',').next().unwrap().split(';').map(str::to_owned).collect()
    }
}

/// Replaces the letter or digit at this place; `None` for other characters and inside `%XX` escapes that
/// would become no escape.
fn with_another(text: &str, at: usize) -> Option<String> {
    let byte = text.as_bytes()[at];
    let other = match byte {
        b'9' => b'1',
        b'0'..=b'8' | b'a' | b'A' => byte + 1,
        b'b'..=b'z' | b'B'..=b'Z' => byte - 1,
        // The other characters of base64 and credentials.
        b'/' if at > 0 && !text.starts_with('/') && !text.starts_with("http") => b'x',
        b'+' | b'=' if !text.contains('?') => b'x',
        _ => return None,
    };
    // `g` after `%` would be no escape, and `%3f` and `%3F` are one.
    let escape = text.as_bytes()[at.saturating_sub(2)..at].contains(&b'%');
    if escape && !byte.is_ascii_digit() {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    bytes[at] = other;
    String::from_utf8(bytes).ok()
}

/// Returns `true` if the parameter around this byte of a V1 target is signed, or part of the signature.
fn is_signed_v1(target: &str, query_start: usize, at: usize) -> bool {
    let start = target[..at].rfind('&').map_or(query_start + 1, |i| (i + 1).max(query_start + 1));
    let parameter = target[start..].split('&').next().unwrap();
    let (name, _) = parameter.split_once('=').unwrap_or((parameter, ""));
    // A changed name may become one that is not signed, which changes what is signed as well.
    [
        "Signature",
        "OSSAccessKeyId",
        "Expires",
        "acl",
        "encryption",
        "policy",
        "versionId",
        "security-token",
        "resourceGroup",
        "continuation-token",
        "append",
        "uploads",
    ]
    .contains(&name)
        || name.starts_with("response-")
        || name.starts_with("x-oss-")
}

/// The circumstances that a request is checked against.
#[derive(Clone)]
struct Known {
    id: String,
    token: Option<String>,
    now: Timestamp,
    region: String,
    product: String,
}

impl Known {
    fn of(claim: &Claim, call: &Call) -> Self {
        let seconds = |name| Timestamp::from_second(call.query.get(name)?.parse().ok()?).ok();
        let x_oss_date =
            call.header("x-oss-date").map(std::borrow::Cow::into_owned).or_else(|| call.query.get("x-oss-date"));
        let now = match (x_oss_date, call.header("date")) {
            (Some(text), _) => parse_basic_iso(&text).or_else(|| parse_http_date(&text)),
            (None, Some(text)) => parse_http_date(&text),
            (None, None) => seconds("Expires").or_else(|| seconds("x-oss-expires")),
        };
        Self {
            id: claim.access_key_id.clone(),
            token: claim.token.clone(),
            // One vector has no date at all: any time works for it.
            now: now.unwrap_or(Timestamp::UNIX_EPOCH),
            region: claim.scope.as_ref().map_or_else(|| "cn-hangzhou".into(), |scope| scope.region().to_owned()),
            product: claim.scope.as_ref().map_or_else(|| "oss".into(), |scope| scope.product().to_owned()),
        }
    }
}

#[test]
fn every_vector_and_every_captured_request_verifies() {
    for wire in all() {
        let known = wire.check(None).unwrap_or_else(|cause| panic!("{}: {cause}", wire.name));
        if wire.name.starts_with("captured") {
            assert_eq!(known.id, CAPTURED_ID);
            assert!(known.token.is_none_or(|token| token == CAPTURED_TOKEN));
        }
    }
}

#[test]
fn no_request_verifies_with_one_signed_byte_changed() {
    let mut tried = 0;
    for wire in all() {
        let known = wire.check(None).unwrap();
        for (what, changed) in wire.changed() {
            tried += 1;
            assert!(
                changed.check(Some(&known)).is_err(),
                "{}\n  still verifies with {what} changed:\n  {} {}\n  {:?}",
                wire.name,
                changed.method,
                changed.target,
                changed.headers
            );
        }
    }
    assert!(tried > 10_000, "{tried} changes were tried");
}

#[test]
fn another_secret_is_refused() {
    for mut wire in all() {
        let known = wire.check(None).unwrap();
        wire.secret.push('x');
        let cause = wire.check(Some(&known)).err().unwrap();
        assert!(cause.starts_with("SignatureMismatch"), "{}: {cause}", wire.name);
    }
}
