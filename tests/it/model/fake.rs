//! The fake, asked by signed requests, and its answers without what is not compared.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{Method, Request, Response};
use md5::{Digest as _, Md5};
use ossmock::{Account, KmsKey, Oss, access_log::AccessLogLine, object::ObjectVersion};

use super::super::support::{LOGS, request, signed, still};
use super::{Answer, At, Encryption, KEYS, Key, Listed, Listing, Step, Which, Worm};

pub struct Fake {
    oss: Oss,
    acme: Account,
    key: KmsKey,
    /// The ids of versions, and those of uploads with their keys, in the order in which they were told.
    versions: Vec<String>,
    uploads: Vec<(Key, String)>,
}

/// The `Referer` of the requests of steps.
const STEP: &str = "step";

const LOGGING: &str =
    "<BucketLoggingStatus><LoggingEnabled><TargetBucket>target</TargetBucket></LoggingEnabled></BucketLoggingStatus>";

/// The headers that are compared.
const COMPARED: &[&str] = &[
    "content-range",
    "etag",
    "x-oss-copy-source-version-id",
    "x-oss-delete-marker",
    "x-oss-next-append-position",
    "x-oss-object-type",
    "x-oss-server-side-data-encryption",
    "x-oss-server-side-encryption",
    "x-oss-server-side-encryption-key-id",
    "x-oss-tagging-count",
    "x-oss-version-id",
];

/// The elements that are not: what was asked, who owns it, and when it was.
const PASSED_OVER: &[&str] = &[
    "Bucket",
    "ContinuationToken",
    "CreationDate",
    "Delimiter",
    "DisplayName",
    "ID",
    "KeyMarker",
    "LastModified",
    "Location",
    "Marker",
    "MaxKeys",
    "Name",
    "NextContinuationToken",
    "StartAfter",
    "VersionIdMarker",
    "WormId",
];

impl Fake {
    pub fn new() -> Self {
        let oss = still();
        let acme = oss.create_account("acme");
        let key = acme.create_kms_key("own").set_id("key-own");
        acme.create_bucket("logs");
        acme.create_bucket("target");
        Self { oss, acme, key, versions: Vec::new(), uploads: Vec::new() }
    }

    /// Keys, ids and contents of all versions that a retention policy protects now.
    pub fn protected(&self) -> Vec<(String, String)> {
        self.versions_that(|version| version.retention().is_some())
    }

    /// Keys, ids and contents of all versions.
    pub fn kept(&self) -> Vec<(String, String)> {
        self.versions_that(|_| true)
    }

    fn versions_that(&self, count: impl Fn(&ObjectVersion) -> bool) -> Vec<(String, String)> {
        let logs = self.oss.bucket("logs").expect("the bucket");
        let versions = |key: &&str| {
            let versions = logs.object(key).versions().into_iter().filter(&count);
            versions
                .map(|version| ((*key).to_owned(), format!("{} {:?}", version.id(), version.body())))
                .collect::<Vec<_>>()
        };
        KEYS.iter().flat_map(versions).collect()
    }

    pub fn answer(&mut self, step: &Step) -> Answer {
        match *step {
            Step::Wait { hours } => {
                self.oss.clock().advance(Duration::from_secs(hours * 60 * 60));
                Answer { status: 200, ..Answer::default() }
            }
            Step::Key { enabled } => {
                if enabled {
                    self.key.enable()
                } else {
                    self.key.disable()
                };
                Answer { status: 200, ..Answer::default() }
            }
            Step::List { second, of, after } => self.list(second, of, after),
            Step::ListVersions(of) => self.list_versions(of),
            Step::Hour => self.hour(),
            ref step => {
                // Marked among the requests that only find out what to send.
                let request = with(self.request(step), "referer", STEP);
                let tells_length = matches!(step, Step::Get { .. } | Step::Head { .. });
                let response = self.send(request);
                self.read(step, &response, tells_length)
            }
        }
    }

    /// The world as a file, and what is different, or cannot be read, once it was read again.
    pub fn lost_in_a_file(&self) -> (String, Option<String>) {
        let written = self.oss.world_toml();
        let lost = match Oss::builder().world_toml(&written) {
            Ok(builder) => {
                let again = builder.build();
                let diff = self.oss.snapshot().diff(&again.snapshot());
                let same = diff.is_empty() && again.world_toml() == written;
                (!same).then(|| format!("{diff}{}", again.world_toml()))
            }
            Err(error) => Some(error.to_string()),
        };
        (written, lost)
    }

    fn send(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.oss.handle(signed(&self.oss, &self.acme.credentials(), request))
    }

    fn request(&self, step: &Step) -> Request<Bytes> {
        let on = |key: Key, parameters: &str, version: Which| {
            let version = self.version(version).map(|id| format!("versionId={id}"));
            let all: Vec<&str> =
                [Some(parameters).filter(|text| !text.is_empty()), version.as_deref()].into_iter().flatten().collect();
            let query = if all.is_empty() { String::new() } else { format!("?{}", all.join("&")) };
            format!("/{}{query}", encoded(key))
        };
        let upload = |number: usize, more: &str| match self.uploads.get(number % self.uploads.len().max(1)) {
            Some((key, id)) => format!("/{}?{more}uploadId={id}", encoded(key)),
            None => format!("/a?{more}uploadId=none"),
        };
        let plain = |method, target: &str| request(method, LOGS, target);
        match *step {
            Step::Versioning { enabled } => {
                let status = if enabled { "Enabled" } else { "Suspended" };
                let xml = format!("<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>");
                with_body(plain(Method::PUT, "/?versioning"), xml)
            }
            Step::Rule(None) => plain(Method::DELETE, "/?encryption"),
            Step::Rule(Some(rule)) => with_body(plain(Method::PUT, "/?encryption"), rule_xml(rule)),
            Step::Put { key, body, encryption, forbid_overwrite } => {
                let put = encrypted(plain(Method::PUT, &on(key, "", Which::Newest)), encryption);
                with_body(with(put, "x-oss-forbid-overwrite", &forbid_overwrite.to_string()), body)
            }
            Step::Get { key, version } => plain(Method::GET, &on(key, "", version)),
            Step::Head { key, version } => plain(Method::HEAD, &on(key, "", version)),
            Step::Delete { key, version } => plain(Method::DELETE, &on(key, "", version)),
            Step::DeleteSeveral(ref several) => {
                let object = |(key, which): &(Key, Which)| {
                    let version = self.version(*which).map(|id| format!("<VersionId>{id}</VersionId>"));
                    format!("<Object><Key>{key}</Key>{}</Object>", version.unwrap_or_default())
                };
                let xml = format!("<Delete>{}</Delete>", several.iter().map(object).collect::<String>());
                let digest = BASE64_STANDARD.encode(Md5::digest(&xml));
                with_body(with(plain(Method::POST, "/?delete"), "content-md5", &digest), xml)
            }
            Step::Copy { from, version, to, encryption, forbid_overwrite } => {
                let copy = encrypted(plain(Method::PUT, &on(to, "", Which::Newest)), encryption);
                let copy = with(copy, "x-oss-copy-source", &format!("/logs{}", on(from, "", version)));
                with(copy, "x-oss-forbid-overwrite", &forbid_overwrite.to_string())
            }
            Step::Append { key, at, body, encryption } => {
                let position = match at {
                    At::Start => 0,
                    At::End => self.length(key),
                };
                let target = on(key, &format!("append&position={position}"), Which::Newest);
                with_body(encrypted(plain(Method::POST, &target), encryption), body)
            }
            Step::Begin { key, encryption } => {
                encrypted(plain(Method::POST, &on(key, "uploads", Which::Newest)), encryption)
            }
            Step::Part { upload: number, number: part, long, byte } => {
                let target = upload(number, &format!("partNumber={part}&"));
                with_body(plain(Method::PUT, &target), vec![byte; if long { 100 * 1024 } else { 3 }])
            }
            Step::PartFrom { upload: number, number: part, from, version, range } => {
                let copy = plain(Method::PUT, &upload(number, &format!("partNumber={part}&")));
                let copy = with(copy, "x-oss-copy-source", &format!("/logs{}", on(from, "", version)));
                match range {
                    Some((first, last)) => with(copy, "x-oss-copy-source-range", &format!("bytes={first}-{last}")),
                    None => copy,
                }
            }
            Step::Complete { upload: number, listed } => {
                with_body(plain(Method::POST, &upload(number, "")), self.completion(number, listed))
            }
            Step::Abort { upload: number } => plain(Method::DELETE, &upload(number, "")),
            Step::PutAcl { key, version, private } => {
                let acl = if private { "private" } else { "default" };
                with(plain(Method::PUT, &on(key, "acl", version)), "x-oss-object-acl", acl)
            }
            Step::GetAcl { key, version } => plain(Method::GET, &on(key, "acl", version)),
            Step::PutTags { key, version, tag: None } => plain(Method::DELETE, &on(key, "tagging", version)),
            Step::PutTags { key, version, tag: Some(value) } => {
                let tag = format!("<Tag><Key>t</Key><Value>{value}</Value></Tag>");
                let xml = format!("<Tagging><TagSet>{tag}</TagSet></Tagging>");
                with_body(plain(Method::PUT, &on(key, "tagging", version)), xml)
            }
            Step::GetTags { key, version } => plain(Method::GET, &on(key, "tagging", version)),
            Step::Logging(true) => with_body(plain(Method::PUT, "/?logging"), LOGGING),
            Step::Logging(false) => plain(Method::DELETE, "/?logging"),
            Step::Worm(step) => self.worm(step),
            Step::Key { .. } | Step::Wait { .. } | Step::List { .. } | Step::ListVersions(_) | Step::Hour => {
                unreachable!("they are no single request")
            }
        }
    }

    /// The request of a step of the retention policy.
    fn worm(&self, step: Worm) -> Request<Bytes> {
        let plain = |method, target: &str| request(method, LOGS, target);
        let id = self.oss.bucket("logs").and_then(|logs| logs.worm()?.id().map(str::to_owned));
        let id = id.unwrap_or_else(|| "none".to_owned());
        let days =
            |root: &str, days: u32| format!("<{root}><RetentionPeriodInDays>{days}</RetentionPeriodInDays></{root}>");
        match step {
            Worm::Initiate(n) => with_body(plain(Method::POST, "/?worm"), days("InitiateWormConfiguration", n)),
            Worm::Abort => plain(Method::DELETE, "/?worm"),
            Worm::Complete(true) => plain(Method::POST, &format!("/?wormId={id}")),
            Worm::Complete(false) => plain(Method::POST, "/?wormId=other"),
            Worm::Extend(n) => {
                with_body(plain(Method::POST, &format!("/?wormId={id}&wormExtend")), days("ExtendWormConfiguration", n))
            }
            Worm::Get => plain(Method::GET, "/?worm"),
        }
    }

    /// The lines of the access log that the end of an hour writes.
    fn hour(&self) -> Answer {
        self.oss.clock().advance(Duration::from_secs(3_600));
        let report = self.oss.run_due();
        let target = self.oss.bucket("target").expect("it was created");
        let mut answer = Answer { status: 200, ..Answer::default() };
        for key in report.steps().iter().filter_map(|step| step.action().key()) {
            let text = String::from_utf8(target.object(key).body().to_vec()).expect("text");
            let lines = text.lines().map(|line| line.parse::<AccessLogLine>().expect("a line"));
            for line in lines.filter(|line| line.referer.as_deref() == Some(STEP)) {
                let status = line.status.expect("a status");
                answer.body.push(format!("{status}, change {}", line.delta_data_size.unwrap_or_default()));
            }
        }
        answer
    }

    /// The id of a version, as the fake has it.
    fn version(&self, which: Which) -> Option<String> {
        match which {
            Which::Newest => None,
            Which::Told(number) if !self.versions.is_empty() => {
                Some(self.versions[number % self.versions.len()].clone())
            }
            Which::Null | Which::Told(_) => Some("null".to_owned()),
        }
    }

    /// Returns the length of the object that a read finds.
    fn length(&self, key: Key) -> usize {
        let response = self.send(request(Method::HEAD, LOGS, &format!("/{}", encoded(key))));
        match response.headers().get("content-length") {
            Some(length) if response.status() == 200 => length.to_str().expect("text").parse().expect("a number"),
            _ => 0,
        }
    }

    /// The list of a completion, made of what the fake lists.
    fn completion(&self, number: usize, listed: Listed) -> String {
        let mut list = String::new();
        if let Some((key, id)) = self.uploads.get(number % self.uploads.len().max(1)) {
            let parts = self.send(request(Method::GET, LOGS, &format!("/{}?uploadId={id}", encoded(key))));
            let text = String::from_utf8(parts.body().to_vec()).expect("XML is text");
            let element = |part: &str, name: &str| {
                let (_, rest) = part.split_once(&format!("<{name}>")).expect("an element");
                format!("<{name}>{}</{name}>", rest.split_once('<').expect("its end").0)
            };
            let part = |part: &str| format!("<Part>{}{}</Part>", element(part, "PartNumber"), element(part, "ETag"));
            let parts = text.split("<Part>").skip(1).map(part);
            list = parts.take(if matches!(listed, Listed::First) { 1 } else { 10 }).collect();
        }
        if matches!(listed, Listed::OneMore) {
            list += "<Part><PartNumber>9</PartNumber><ETag>none</ETag></Part>";
        }
        format!("<CompleteMultipartUpload>{list}</CompleteMultipartUpload>")
    }

    fn list(&mut self, second: bool, of: Listing, after: &str) -> Answer {
        let (first, next) = if second { ("start-after", "continuation-token") } else { ("marker", "marker") };
        let kind = if second { "list-type=2&" } else { "" };
        let mut go_on = format!("&{first}={}", encoded(after));
        self.pages(
            of,
            kind,
            |elements| {
                let from = elements.get(if second { "NextContinuationToken" } else { "NextMarker" })?;
                Some(format!("&{next}={}", encoded(from)))
            },
            &mut go_on,
        )
    }

    fn list_versions(&mut self, of: Listing) -> Answer {
        self.pages(
            of,
            "versions&",
            |elements| {
                let (key, id) = (elements.get("NextKeyMarker")?, elements.get("NextVersionIdMarker")?);
                Some(format!("&key-marker={}&version-id-marker={id}", encoded(key)))
            },
            &mut String::new(),
        )
    }

    /// All pages, as each says where the next one begins.
    fn pages(
        &mut self,
        of: Listing,
        kind: &str,
        next: impl Fn(&BTreeMap<String, String>) -> Option<String>,
        go_on: &mut String,
    ) -> Answer {
        let Listing { prefix, delimiter, limit } = of;
        let mut whole = Answer { status: 200, ..Answer::default() };
        // Each page has something on it: with more pages than versions it goes in circles.
        for _ in 0..100 {
            let query = format!("{kind}prefix={}&delimiter={delimiter}&max-keys={limit}{go_on}", encoded(prefix));
            let response = self.send(request(Method::GET, LOGS, &format!("/?{query}")));
            let mut page = self.read(&Step::ListVersions(of), &response, false);
            whole.body.append(&mut page.body);
            if page.status != 200 {
                return page;
            }
            match next(&elements(&response)) {
                Some(more) => *go_on = more,
                None => return whole,
            }
        }
        whole.body.push("and so on".to_owned());
        whole
    }

    /// The answer without what is not compared, and with the names of the model for what the fake made up.
    fn read(&mut self, step: &Step, response: &Response<Bytes>, tells_length: bool) -> Answer {
        let mut answer = Answer { status: response.status().as_u16(), ..Answer::default() };
        let header = |name: &str| Some(response.headers().get(name)?.to_str().expect("text").to_owned());
        for name in COMPARED {
            answer.headers.extend(header(name).map(|value| format!("{name}: {}", self.named(step, value))));
        }
        if !response.status().is_success() {
            let body = match header("x-oss-err") {
                Some(encoded) => BASE64_STANDARD.decode(encoded).expect("base64"),
                None => response.body().to_vec(),
            };
            let text = String::from_utf8(body).expect("XML is text");
            let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
            answer.code = code.map(|(code, _)| code.to_owned()).unwrap_or_default();
            return answer;
        }
        if tells_length {
            answer.headers.extend(header("content-length").map(|length| format!("content-length: {length}")));
        }
        answer.headers.sort();
        let text = String::from_utf8(response.body().to_vec()).expect("bodies are texts");
        if text.starts_with("<?xml") {
            answer.body = self.lines(step, &text);
        } else if matches!(step, Step::Get { .. }) {
            answer.body.push(text);
        }
        answer
    }

    /// Returns the XML as lines: one for each element, or group of elements, below the root.
    fn lines(&mut self, step: &Step, xml: &str) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for line in xml.lines().skip(2) {
            let depth = line.len() - line.trim_start().len();
            match leaf(line) {
                Some((name, _)) if PASSED_OVER.contains(&name) => {}
                // The keys that were asked for.
                Some(("Key" | "Prefix", _)) if depth == 2 => {}
                Some((name, value)) => {
                    let value = self.named(step, value);
                    match lines.last_mut() {
                        Some(group) if depth > 2 => group.extend([" ", name, "=", &value]),
                        _ => lines.push(format!("{name}={value}")),
                    }
                }
                None => {
                    let name = line.trim().trim_matches(['<', '>']);
                    if depth == 2 && !name.starts_with('/') && name != "Owner" {
                        lines.push(name.trim_end_matches('/').trim_end().to_owned());
                    }
                }
            }
        }
        lines
    }

    /// Returns the name the model uses for a value.
    fn named(&mut self, step: &Step, value: String) -> String {
        let own = self.key.id();
        if value.len() == 64 && value.starts_with("CAEQ") {
            let number = self.versions.iter().position(|known| *known == value).unwrap_or_else(|| {
                self.versions.push(value);
                self.versions.len() - 1
            });
            format!("v{}", number + 1)
        } else if let (Step::Begin { key, .. }, 32) = (step, value.len()) {
            self.uploads.push((key, value));
            format!("u{}", self.uploads.len())
        } else if value == own {
            "own".to_owned()
        } else if value.len() == 36 && value.matches('-').count() == 4 {
            "default".to_owned()
        } else {
            value
        }
    }
}

/// Name and text of an element that stands on a line of its own.
fn leaf(line: &str) -> Option<(&str, String)> {
    let (name, rest) = line.trim().strip_prefix('<')?.split_once('>')?;
    let text = rest.strip_suffix(&format!("</{name}>"))?;
    Some((name, quick_xml::escape::unescape(text).expect("escaped text").into_owned()))
}

/// The elements of a page that tell where the next one begins.
fn elements(response: &Response<Bytes>) -> BTreeMap<String, String> {
    let text = std::str::from_utf8(response.body()).expect("XML is text");
    let next = text.lines().filter_map(leaf).filter(|(name, _)| name.starts_with("Next"));
    next.map(|(name, text)| (name.to_owned(), text)).collect()
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'/';
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn with(mut request: Request<Bytes>, name: &'static str, value: &str) -> Request<Bytes> {
    request.headers_mut().insert(name, value.parse().expect("a value"));
    request
}

fn with_body(request: Request<Bytes>, body: impl Into<Bytes>) -> Request<Bytes> {
    let body = body.into();
    with(request, "content-length", &body.len().to_string()).map(|_| body)
}

fn encrypted(request: Request<Bytes>, encryption: Option<Encryption>) -> Request<Bytes> {
    match encryption {
        None => request,
        Some(Encryption::Aes256) => with(request, "x-oss-server-side-encryption", "AES256"),
        Some(Encryption::Kms { own_key, sm4 }) => {
            let mut request = with(request, "x-oss-server-side-encryption", "KMS");
            if own_key {
                request = with(request, "x-oss-server-side-encryption-key-id", "key-own");
            }
            if sm4 { with(request, "x-oss-server-side-data-encryption", "SM4") } else { request }
        }
    }
}

fn rule_xml(rule: Encryption) -> String {
    let said = match rule {
        Encryption::Aes256 => "<SSEAlgorithm>AES256</SSEAlgorithm>".to_owned(),
        Encryption::Kms { own_key, sm4 } => {
            let key = if own_key { "<KMSMasterKeyID>alias/own</KMSMasterKeyID>" } else { "" };
            let data = if sm4 { "<KMSDataEncryption>SM4</KMSDataEncryption>" } else { "" };
            format!("<SSEAlgorithm>KMS</SSEAlgorithm>{key}{data}")
        }
    };
    let rule = format!("<ApplyServerSideEncryptionByDefault>{said}</ApplyServerSideEncryptionByDefault>");
    format!("<ServerSideEncryptionRule>{rule}</ServerSideEncryptionRule>")
}
