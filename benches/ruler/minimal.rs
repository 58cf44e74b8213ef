//! A minimal handler: the least that an honest fake does for the four requests of the ruler.
//!
//! It verifies the V4 signature with a cached signing key, decides on ten statements, reads the body, changes its state and
//! keeps a bounded journal. It has no error details, no other operation and no second signature version.

use std::collections::{HashMap, VecDeque};
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use md5::Md5;
use parking_lot::{Mutex, RwLock};
use quick_xml::events::Event;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// The number of calls the journal keeps, as many as that of ossmock by default.
const JOURNAL: usize = 1_000;
const UPPER: &[u8; 16] = b"0123456789ABCDEF";
const LOWER: &[u8; 16] = b"0123456789abcdef";

/// The state of the handler.
pub(super) struct Minimal {
    keys: HashMap<String, AccessKey>,
    buckets: RwLock<HashMap<String, Bucket>>,
    signing_keys: RwLock<HashMap<(String, String, String), [u8; 32]>>,
    journal: Mutex<VecDeque<Arc<Record>>>,
    calls: AtomicU64,
}

struct AccessKey {
    secret: String,
    policy: Policy,
}

#[derive(Default)]
struct Bucket {
    rule: Option<Rule>,
    objects: HashMap<String, (Bytes, String)>,
}

#[derive(Clone)]
struct Rule {
    algorithm: String,
    key_id: Option<String>,
}

#[expect(dead_code, reason = "a journal is kept to be read by a person")]
struct Record {
    request_id: [u8; 24],
    operation: &'static str,
    status: StatusCode,
    body: Bytes,
}

#[derive(Deserialize)]
struct Policy {
    #[serde(rename = "Statement")]
    statements: Vec<Statement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    effect: String,
    action: Vec<String>,
    resource: Vec<String>,
    #[serde(default)]
    condition: HashMap<String, HashMap<String, Vec<String>>>,
}

struct Authorization<'a> {
    key_id: &'a str,
    date: &'a str,
    region: &'a str,
    product: &'a str,
    additional: Vec<&'a str>,
    signature: &'a str,
}

struct Refusal(u16, &'static str, &'static str);

impl Minimal {
    /// A bucket, and an AccessKey with a policy.
    pub(super) fn new(bucket: &str, key_id: &str, secret: &str, policy: &str) -> Self {
        let policy = serde_json::from_str(policy).expect("a policy");
        let key = AccessKey { secret: secret.to_owned(), policy };
        Self {
            keys: HashMap::from([(key_id.to_owned(), key)]),
            buckets: RwLock::new(HashMap::from([(bucket.to_owned(), Bucket::default())])),
            signing_keys: RwLock::default(),
            journal: Mutex::new(VecDeque::with_capacity(JOURNAL)),
            calls: AtomicU64::new(1),
        }
    }

    /// Answers a request and notes it.
    pub(super) fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        let now = now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let request_id = request_id(now, self.calls.fetch_add(1, Ordering::Relaxed));
        let (parts, body) = request.into_parts();
        let mut operation = "?";
        let answer = match self.answer(&parts, &body, &mut operation, now) {
            Ok((body, is_xml)) => respond(StatusCode::OK, &request_id, body, is_xml),
            Err(refusal) => refuse(&refusal, &request_id),
        };
        let record = Arc::new(Record { request_id, operation, status: answer.status(), body });
        let mut journal = self.journal.lock();
        if journal.len() == JOURNAL {
            journal.pop_front();
        }
        journal.push_back(record);
        answer
    }

    fn answer(
        &self,
        parts: &http::request::Parts,
        body: &Bytes,
        operation: &mut &'static str,
        now: u64,
    ) -> Result<(Bytes, bool), Refusal> {
        let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let bucket = text("host").split('.').next().unwrap_or_default();
        let (path, query) = (parts.uri.path(), parts.uri.query().unwrap_or_default());
        let claim = Authorization::read(text("authorization"))?;
        let key =
            self.keys.get(claim.key_id).ok_or(Refusal(403, "InvalidAccessKeyId", "There is no such AccessKey."))?;
        let date = text("x-oss-date");
        let signed_at = seconds(date).ok_or(Refusal(403, "AccessDenied", "The date is malformed."))?;
        if now.abs_diff(signed_at) > 900 {
            return Err(Refusal(403, "RequestTimeTooSkewed", "The time differs too much."));
        }
        let canonical = canonical_request(&parts.method, bucket, path, query, &parts.headers, &claim.additional);
        let to_sign = string_to_sign(&canonical, date, &claim);
        let signature = hex(&mac(&self.signing_key(key, &claim), to_sign.as_bytes()), LOWER);
        if !is_equal(signature.as_bytes(), claim.signature.as_bytes()) {
            return Err(Refusal(403, "SignatureDoesNotMatch", "The signature does not match."));
        }
        let encryption = query.split('&').any(|pair| pair == "encryption");
        let object = &path[1..];
        let (name, action) = match (parts.method.as_str(), encryption, object.is_empty()) {
            ("PUT", true, true) => ("PutBucketEncryption", "oss:PutBucketEncryption"),
            ("PUT", false, false) => ("PutObject", "oss:PutObject"),
            ("GET", true, true) => ("GetBucketEncryption", "oss:GetBucketEncryption"),
            ("GET", false, false) => ("GetObject", "oss:GetObject"),
            _ => return Err(Refusal(501, "NotEmulated", "It is not one of the four requests.")),
        };
        *operation = name;
        let mut resource = format!("acs:oss:{}:1001:{bucket}", claim.region);
        if !object.is_empty() {
            resource.push('/');
            resource.push_str(object);
        }
        let context = [("acs:SourceIp", "127.0.0.1"), ("acs:UserAgent", text("user-agent"))];
        if !key.policy.allows(action, &resource, &context) {
            return Err(Refusal(403, "AccessDenied", "No policy allows it."));
        }
        self.carry_out(name, bucket, object, body)
    }

    fn carry_out(&self, operation: &str, bucket: &str, key: &str, body: &Bytes) -> Result<(Bytes, bool), Refusal> {
        const NO_BUCKET: Refusal = Refusal(404, "NoSuchBucket", "The specified bucket does not exist.");
        match operation {
            "PutBucketEncryption" => {
                let rule = Rule::read(body)?;
                self.buckets.write().get_mut(bucket).ok_or(NO_BUCKET)?.rule = Some(rule);
                Ok((Bytes::new(), false))
            }
            "GetBucketEncryption" => {
                let rule = self.buckets.read().get(bucket).ok_or(NO_BUCKET)?.rule.clone();
                let rule = rule.ok_or(Refusal(404, "NoSuchServerSideEncryptionRule", "There is no rule."))?;
                Ok((rule.write().into(), true))
            }
            "PutObject" => {
                let etag = hex(&Md5::digest(body), UPPER);
                let mut buckets = self.buckets.write();
                let bucket = buckets.get_mut(bucket).ok_or(NO_BUCKET)?;
                bucket.objects.insert(key.to_owned(), (body.clone(), etag));
                Ok((Bytes::new(), false))
            }
            _ => {
                let buckets = self.buckets.read();
                let object = buckets.get(bucket).ok_or(NO_BUCKET)?.objects.get(key);
                let (body, _) = object.ok_or(Refusal(404, "NoSuchKey", "The specified key does not exist."))?;
                Ok((body.clone(), false))
            }
        }
    }

    fn signing_key(&self, key: &AccessKey, claim: &Authorization<'_>) -> [u8; 32] {
        let scope = (claim.key_id.to_owned(), claim.date.to_owned(), claim.region.to_owned());
        if let Some(known) = self.signing_keys.read().get(&scope) {
            return *known;
        }
        let secret = format!("aliyun_v4{}", key.secret);
        let steps = [claim.date, claim.region, claim.product, "aliyun_v4_request"];
        let mut derived = mac(secret.as_bytes(), steps[0].as_bytes());
        for step in &steps[1..] {
            derived = mac(&derived, step.as_bytes());
        }
        self.signing_keys.write().insert(scope, derived);
        derived
    }
}

impl<'a> Authorization<'a> {
    fn read(text: &'a str) -> Result<Self, Refusal> {
        const MALFORMED: Refusal = Refusal(400, "InvalidArgument", "The Authorization header is malformed.");
        let rest = text.strip_prefix("OSS4-HMAC-SHA256 ").ok_or(MALFORMED)?;
        let (mut credential, mut additional, mut signature) = (None, Vec::new(), None);
        for part in rest.split(',') {
            match part.trim().split_once('=').ok_or(MALFORMED)? {
                ("Credential", value) => credential = Some(value),
                ("AdditionalHeaders", value) => additional = value.split(';').collect(),
                ("Signature", value) => signature = Some(value),
                _ => return Err(MALFORMED),
            }
        }
        let mut scope = credential.ok_or(MALFORMED)?.rsplitn(5, '/');
        let mut next = || scope.next().ok_or(MALFORMED);
        let (terminator, product, region, date, key_id) = (next()?, next()?, next()?, next()?, next()?);
        if terminator != "aliyun_v4_request" {
            return Err(MALFORMED);
        }
        Ok(Self { key_id, date, region, product, additional, signature: signature.ok_or(MALFORMED)? })
    }
}

impl Policy {
    fn allows(&self, action: &str, resource: &str, context: &[(&str, &str)]) -> bool {
        let mut allowed = false;
        for statement in &self.statements {
            let fits = statement.action.iter().any(|pattern| wildcard(pattern, action))
                && statement.resource.iter().any(|pattern| wildcard(pattern, resource))
                && statement.condition.iter().all(|(operator, keys)| {
                    keys.iter().all(|(key, values)| {
                        let found = context.iter().find(|(name, _)| name == key);
                        found.is_some_and(|(_, found)| match operator.as_str() {
                            "StringLike" => values.iter().any(|value| wildcard(value, found)),
                            "IpAddress" => values.iter().any(|value| is_within(value, found)),
                            _ => false,
                        })
                    })
                });
            match (fits, statement.effect.as_str()) {
                (true, "Deny") => return false,
                (true, _) => allowed = true,
                (false, _) => {}
            }
        }
        allowed
    }
}

impl Rule {
    fn read(body: &[u8]) -> Result<Self, Refusal> {
        const MALFORMED: Refusal = Refusal(400, "MalformedXML", "The XML is malformed.");
        let mut reader = quick_xml::Reader::from_str(std::str::from_utf8(body).map_err(|_| MALFORMED)?);
        let (mut algorithm, mut key_id, mut within) = (None, None, Vec::new());
        loop {
            match reader.read_event().map_err(|_| MALFORMED)? {
                Event::Start(start) => within.push(start.name().as_ref().to_owned()),
                Event::End(_) => drop(within.pop()),
                Event::Text(text) => {
                    let text = text.into_inner().into_owned();
                    match within.last().map(String::as_str) {
                        Some("SSEAlgorithm") => algorithm = Some(text),
                        Some("KMSMasterKeyID") => key_id = Some(text),
                        _ => {}
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        match (algorithm.ok_or(MALFORMED)?, key_id) {
            (algorithm, key_id) if algorithm == "KMS" => Ok(Self { algorithm, key_id }),
            (algorithm, None) if algorithm == "AES256" => Ok(Self { algorithm, key_id: None }),
            _ => Err(Refusal(400, "InvalidArgument", "The rule is not valid.")),
        }
    }

    fn write(&self) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault>\
             <SSEAlgorithm>{}</SSEAlgorithm><KMSMasterKeyID>{}</KMSMasterKeyID>\
             </ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>",
            self.algorithm,
            self.key_id.as_deref().unwrap_or_default()
        )
    }
}

fn canonical_request(
    method: &Method,
    bucket: &str,
    path: &str,
    query: &str,
    headers: &HeaderMap,
    additional: &[&str],
) -> String {
    let mut text = String::with_capacity(512);
    text.push_str(method.as_str());
    text.push_str("\n/");
    encode(&mut text, bucket, false);
    encode(&mut text, path, true);
    text.push('\n');
    let encoded = |raw: &str| {
        let mut text = String::new();
        encode(&mut text, raw, false);
        text
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<(String, String)> = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (encoded(name), encoded(value)))
        .collect();
    pairs.sort();
    for (at, (name, value)) in pairs.iter().enumerate() {
        text.push_str(if at == 0 { "" } else { "&" });
        text.push_str(name);
        if !value.is_empty() {
            text.push('=');
            text.push_str(value);
        }
    }
    text.push('\n');
    let is_signed = |name: &str| {
        name.starts_with("x-oss-") || ["content-type", "content-md5"].contains(&name) || additional.contains(&name)
    };
    let named = headers.iter().map(|(name, value)| (name.as_str(), value));
    let mut signed: Vec<(&str, &HeaderValue)> = named.filter(|(name, _)| is_signed(name)).collect();
    signed.sort_by_key(|(name, _)| *name);
    for (name, value) in signed {
        text.push_str(name);
        text.push(':');
        text.push_str(value.to_str().unwrap_or_default().trim());
        text.push('\n');
    }
    text.push('\n');
    text.push_str(&additional.join(";"));
    text.push_str("\nUNSIGNED-PAYLOAD");
    text
}

fn string_to_sign(canonical: &str, date: &str, claim: &Authorization<'_>) -> String {
    let Authorization { date: day, region, product, .. } = claim;
    let digest = hex(&Sha256::digest(canonical), LOWER);
    format!("OSS4-HMAC-SHA256\n{date}\n{day}/{region}/{product}/aliyun_v4_request\n{digest}")
}

fn mac(key: &[u8], data: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    mac.update(data);
    mac.finalize().into_bytes().into()
}

/// Compares in constant time.
fn is_equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

fn hex(bytes: &[u8], digits: &[u8; 16]) -> String {
    let digit = |nibble: u8| char::from(digits[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn encode(text: &mut String, raw: &str, keeps_slash: bool) {
    for byte in raw.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => text.push(char::from(byte)),
            b'/' if keeps_slash => text.push('/'),
            _ => {
                text.push('%');
                text.push(char::from(UPPER[usize::from(byte >> 4)]));
                text.push(char::from(UPPER[usize::from(byte & 15)]));
            }
        }
    }
}

/// Returns `true` if a text fits a pattern with `*` and `?`.
fn wildcard(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut found, mut star, mut mark) = (0, 0, None, 0);
    while found < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                (star, mark) = (Some(at), found);
                at += 1;
            }
            Some(byte) if *byte == b'?' || *byte == text[found] => {
                at += 1;
                found += 1;
            }
            _ => {
                let Some(star) = star else { return false };
                mark += 1;
                (at, found) = (star + 1, mark);
            }
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

fn is_within(range: &str, address: &str) -> bool {
    let (network, bits) = range.split_once('/').unwrap_or((range, "32"));
    match (network.parse::<Ipv4Addr>(), address.parse::<Ipv4Addr>(), bits.parse::<u32>()) {
        (Ok(network), Ok(address), Ok(bits)) => {
            let mask = u32::MAX.checked_shl(32 - bits.min(32)).unwrap_or(0);
            u32::from(network) & mask == u32::from(address) & mask
        }
        _ => false,
    }
}

/// `20261123T160559Z` as seconds since 1970.
fn seconds(text: &str) -> Option<u64> {
    let text = text.as_bytes();
    if text.len() != 16 || text[8] != b'T' || text[15] != b'Z' {
        return None;
    }
    let number = |from: usize, to: usize| {
        text[from..to].iter().try_fold(0, |sum: u64, byte| Some(sum * 10 + u64::from(char::from(*byte).to_digit(10)?)))
    };
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    // Days since 1970 of a calendar whose year begins in March.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year.checked_sub(1)?, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    let days = days.checked_sub(719_469)?;
    Some(days * 86_400 + number(9, 11)? * 3_600 + number(11, 13)? * 60 + number(13, 15)?)
}

#[expect(clippy::disallowed_methods, reason = "it has no clock of its own")]
fn now() -> SystemTime {
    SystemTime::now()
}

fn request_id(now: u64, call: u64) -> [u8; 24] {
    let digits = u128::from(now) << 64 | u128::from(call);
    std::array::from_fn(|at| UPPER[(digits >> (4 * (23 - at)) & 15) as usize])
}

fn respond(status: StatusCode, request_id: &[u8; 24], body: Bytes, is_xml: bool) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.reserve(8);
    headers.insert("server", HeaderValue::from_static("AliyunOSS"));
    let date = httpdate::fmt_http_date(now());
    headers.insert("date", HeaderValue::from_str(&date).expect("a date"));
    headers.insert("x-oss-request-id", HeaderValue::from_bytes(request_id).expect("an id"));
    headers.insert("x-oss-server-time", HeaderValue::from_static("0"));
    if is_xml {
        headers.insert("content-type", HeaderValue::from_static("application/xml"));
    }
    response
}

fn refuse(Refusal(status, code, message): &Refusal, request_id: &[u8; 24]) -> Response<Bytes> {
    let id = std::str::from_utf8(request_id).expect("hexadecimal");
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>\n  <Code>{code}</Code>\n  <Message>{message}</Message>\n  \
         <RequestId>{id}</RequestId>\n</Error>\n"
    );
    respond(StatusCode::from_u16(*status).expect("a status"), request_id, body.into(), true)
}
