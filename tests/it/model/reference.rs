//! A bucket as plain lists, which are searched from one end to the other: the model that the fake is compared with.

use md5::{Digest as _, Md5};

use super::{Answer, At, Encryption, Listed, Listing, Step, Which, Worm};

/// All versions of all keys, the oldest first.
#[derive(Default)]
pub struct Reference {
    /// `None` if versions were never kept, else `true` if they are now.
    versioning: Option<bool>,
    rule: Option<Encryption>,
    key_disabled: bool,
    versions: Vec<Version>,
    uploads: Vec<Upload>,
    /// The number of version ids given out so far.
    told: usize,
    logging: bool,
    /// The lines of the access log of this hour.
    log: Vec<String>,
    /// The hours that have passed.
    now: u64,
    worm: Option<Policy>,
}

/// A retention policy.
#[derive(Clone, Copy)]
struct Policy {
    days: u32,
    locked: bool,
    /// The hour of its creation.
    created: u64,
}

#[derive(Clone)]
struct Version {
    key: String,
    /// `null`, or `v` and a number.
    id: String,
    /// None for a delete marker.
    object: Option<Object>,
}

#[derive(Clone)]
struct Object {
    body: Vec<u8>,
    etag: Vec<u8>,
    /// The number of parts, if the object was made of parts.
    parts: Option<usize>,
    kind: &'static str,
    encryption: Option<Encryption>,
    private: bool,
    tag: Option<&'static str>,
    /// The hour of its last modification.
    modified: u64,
}

struct Upload {
    key: String,
    encryption: Option<Encryption>,
    parts: Vec<(u16, Vec<u8>)>,
    open: bool,
}

impl Upload {
    fn put(&mut self, number: u16, body: Vec<u8>) {
        self.parts.retain(|(other, _)| *other != number);
        self.parts.push((number, body));
        self.parts.sort();
    }
}

/// The least length of a part that is not the last one.
const LEAST: usize = 100 * 1024;

fn md5(bytes: &[u8]) -> Vec<u8> {
    Md5::digest(bytes).to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)]))
        .collect()
}

fn ok(headers: Vec<String>, body: Vec<String>) -> Answer {
    Answer { status: 200, code: String::new(), headers, body }
}

fn error(status: u16, code: &str) -> Answer {
    Answer { status, code: code.to_owned(), ..Answer::default() }
}

impl Object {
    fn etag(&self) -> String {
        let parts = self.parts.map(|parts| format!("-{parts}")).unwrap_or_default();
        format!("\"{}{parts}\"", hex(&self.etag))
    }

    fn new(body: &[u8], etag: Vec<u8>, kind: &'static str, encryption: Option<Encryption>) -> Self {
        Self { body: body.to_vec(), etag, parts: None, kind, encryption, private: false, tag: None, modified: 0 }
    }
}

fn encryption_headers(encryption: Option<Encryption>) -> Vec<String> {
    let name = "x-oss-server-side";
    match encryption {
        None => vec![],
        Some(Encryption::Aes256) => vec![format!("{name}-encryption: AES256")],
        Some(Encryption::Kms { own_key, sm4 }) => {
            let mut headers = if sm4 { vec![format!("{name}-data-encryption: SM4")] } else { vec![] };
            headers.push(format!("{name}-encryption: KMS"));
            headers.push(format!("{name}-encryption-key-id: {}", if own_key { "own" } else { "default" }));
            headers
        }
    }
}

impl Reference {
    pub fn answer(&mut self, step: &Step) -> Answer {
        let (was_on, before) = (self.logging, self.size());
        let answer = self.run(step).unwrap_or_else(|refused| refused);
        let is_request = !matches!(
            step,
            Step::Key { .. } | Step::Wait { .. } | Step::List { .. } | Step::ListVersions(_) | Step::Hour
        );
        // A request that turns logging on or off has no line.
        if was_on && self.logging && is_request {
            self.log.push(format!("{}, change {}", answer.status, self.size() - before));
        }
        answer
    }

    /// The number of bytes of all versions.
    fn size(&self) -> i64 {
        let objects = self.versions.iter().filter_map(|version| version.object.as_ref());
        objects.map(|object| i64::try_from(object.body.len()).expect("small")).sum()
    }

    fn newest(&self, key: &str) -> Option<&Version> {
        self.versions.iter().rev().find(|version| version.key == key)
    }

    fn live(&self, key: &str) -> Option<&Object> {
        self.newest(key)?.object.as_ref()
    }

    fn id(&self, which: Which) -> Option<String> {
        match which {
            Which::Newest => None,
            Which::Told(number) if self.told > 0 => Some(format!("v{}", number % self.told + 1)),
            Which::Null | Which::Told(_) => Some("null".to_owned()),
        }
    }

    /// Returns the index of the object, or the answer that refuses the read.
    fn find(&self, key: &str, which: Which) -> Result<usize, Answer> {
        let id = self.id(which);
        let here = |version: &Version| version.key == key && id.as_ref().is_none_or(|id| version.id == *id);
        let Some(at) = self.versions.iter().rposition(here) else {
            return Err(error(404, if id.is_none() { "NoSuchKey" } else { "NoSuchVersion" }));
        };
        if self.versions[at].object.is_some() {
            return Ok(at);
        }
        let mut refused = if id.is_none() { error(404, "NoSuchKey") } else { error(405, "MethodNotAllowed") };
        refused.headers = vec!["x-oss-delete-marker: true".to_owned()];
        refused.headers.push(format!("x-oss-version-id: {}", self.versions[at].id));
        Err(refused)
    }

    fn object(&mut self, key: &str, which: Which) -> Result<(&mut Object, Vec<String>), Answer> {
        let at = self.find(key, which)?;
        let headers = self.id_header(&self.versions[at].id);
        Ok((self.versions[at].object.as_mut().expect("it was found"), headers))
    }

    fn id_header(&self, id: &str) -> Vec<String> {
        self.versioning.map(|_| format!("x-oss-version-id: {id}")).into_iter().collect()
    }

    fn use_key(&self, encryption: Option<Encryption>) -> Result<Option<Encryption>, Answer> {
        match encryption {
            Some(Encryption::Kms { own_key: true, .. }) if self.key_disabled => Err(error(409, "KeyDisabled")),
            _ => Ok(encryption),
        }
    }

    fn may_overwrite(&self, key: &str, forbidden: bool) -> Result<(), Answer> {
        let there = self.versioning.is_none() && self.live(key).is_some();
        if forbidden && there { Err(error(409, "FileAlreadyExists")) } else { self.may_replace(key) }
    }

    /// The policy, unless it expired.
    fn policy(&self) -> Option<Policy> {
        self.worm.filter(|policy| policy.locked || self.now < policy.created + 24)
    }

    fn may_lose(&self, key: &str, id: &str) -> Result<(), Answer> {
        let version = self.versions.iter().find(|version| version.key == key && version.id == id);
        let object = version.and_then(|version| version.object.as_ref());
        match (self.policy(), object) {
            (Some(policy), Some(object)) if self.now < object.modified + 24 * u64::from(policy.days) => {
                Err(error(409, "FileImmutable"))
            }
            _ => Ok(()),
        }
    }

    fn may_replace(&self, key: &str) -> Result<(), Answer> {
        if self.versioning == Some(true) { Ok(()) } else { self.may_lose(key, "null") }
    }

    fn worm(&mut self, step: Worm) -> Result<Answer, Answer> {
        let none = || error(404, "NoSuchWORMConfiguration");
        let invalid = || error(400, "InvalidWORMConfiguration");
        let mut answer = ok(vec![], vec![]);
        match step {
            Worm::Initiate(0) => return Err(invalid()),
            Worm::Initiate(_) if self.policy().is_some() => return Err(error(409, "WORMConfigurationAlreadyExists")),
            Worm::Initiate(_) if self.versioning == Some(false) => return Err(invalid()),
            Worm::Initiate(days) => self.worm = Some(Policy { days, locked: false, created: self.now }),
            Worm::Abort => {
                if self.worm.ok_or_else(none)?.locked {
                    return Err(error(403, "WORMConfigurationLocked"));
                }
                self.worm = None;
                answer.status = 204;
            }
            Worm::Complete(known) => {
                let policy = self.policy().filter(|_| known).ok_or_else(none)?;
                if policy.locked {
                    return Err(error(403, "WORMConfigurationLocked"));
                }
                self.worm = Some(Policy { locked: true, ..policy });
            }
            Worm::Extend(days) => {
                let policy = self.policy().ok_or_else(none)?;
                if !policy.locked || days <= policy.days {
                    return Err(invalid());
                }
                self.worm = Some(Policy { days, ..policy });
            }
            Worm::Get => {
                let policy = self.policy().ok_or_else(none)?;
                let state = if policy.locked { "Locked" } else { "InProgress" };
                answer.body = vec![format!("State={state}"), format!("RetentionPeriodInDays={}", policy.days)];
            }
        }
        Ok(answer)
    }

    /// Puts something in front of the key, and gives its id.
    fn push(&mut self, key: &str, object: Option<Object>) -> String {
        let id = if self.versioning == Some(true) {
            self.told += 1;
            format!("v{}", self.told)
        } else {
            self.versions.retain(|version| version.key != key || version.id != "null");
            "null".to_owned()
        };
        self.versions.push(Version { key: key.to_owned(), id: id.clone(), object });
        id
    }

    /// Stores an object, and returns the headers of the answer.
    fn stored(&mut self, key: &str, object: Object) -> Vec<String> {
        let object = Object { modified: self.now, ..object };
        let mut headers = vec![format!("etag: {}", object.etag())];
        headers.extend(encryption_headers(object.encryption));
        let id = self.push(key, Some(object));
        headers.extend(self.id_header(&id));
        headers
    }

    /// Deletes, and tells the id of what is told of and whether that is a delete marker.
    fn delete(&mut self, key: &str, id: Option<&str>) -> Result<(Option<String>, bool), Answer> {
        let Some(id) = id else {
            self.may_replace(key)?;
            if self.versioning.is_some() {
                return Ok((Some(self.push(key, None)), true));
            }
            self.versions.retain(|version| version.key != key);
            return Ok((None, false));
        };
        self.may_lose(key, id)?;
        let at = self.versions.iter().position(|version| version.key == key && version.id == id);
        let marker = at.is_some_and(|at| self.versions.remove(at).object.is_none());
        Ok((self.versioning.map(|_| id.to_owned()), marker))
    }

    fn upload(&mut self, number: usize) -> Result<&mut Upload, Answer> {
        let all = self.uploads.len().max(1);
        let upload = self.uploads.get_mut(number % all).filter(|upload| upload.open);
        upload.ok_or_else(|| error(404, "NoSuchUpload"))
    }

    #[expect(clippy::too_many_lines, reason = "an arm for each step, to be read from top to bottom")]
    fn run(&mut self, step: &Step) -> Result<Answer, Answer> {
        let mut answer = ok(vec![], vec![]);
        match *step {
            Step::Versioning { enabled: false } if self.policy().is_some() => {
                return Err(error(409, "WORMConfigurationAlreadyExists"));
            }
            Step::Versioning { enabled } => self.versioning = Some(enabled),
            Step::Worm(step) => return self.worm(step),
            Step::Wait { hours } => self.now += hours,
            Step::Rule(rule) => {
                answer.status = if rule.is_some() { 200 } else { 204 };
                self.rule = rule;
            }
            Step::Key { enabled } => self.key_disabled = !enabled,
            Step::Logging(on) => {
                answer.status = if on { 200 } else { 204 };
                self.logging = on;
            }
            Step::Hour => {
                self.now += 1;
                let lines = std::mem::take(&mut self.log);
                // Without logging, they are lost.
                answer.body = if self.logging { lines } else { vec![] };
            }
            Step::Put { key, body, encryption, forbid_overwrite } => {
                self.may_overwrite(key, forbid_overwrite)?;
                let encryption = self.use_key(encryption.or(self.rule))?;
                let object = Object::new(body.as_bytes(), md5(body.as_bytes()), "Normal", encryption);
                answer.headers = self.stored(key, object);
            }
            Step::Get { key, version } | Step::Head { key, version } => {
                let is_get = matches!(step, Step::Get { .. });
                let at = self.find(key, version)?;
                let Version { id, object, .. } = self.versions[at].clone();
                let object = object.expect("it was found");
                if is_get {
                    self.use_key(object.encryption)?;
                    answer.body.push(String::from_utf8(object.body.clone()).expect("bodies are texts"));
                }
                answer.headers =
                    vec![format!("content-length: {}", object.body.len()), format!("etag: {}", object.etag())];
                answer.headers.push(format!("x-oss-object-type: {}", object.kind));
                if object.kind == "Appendable" {
                    answer.headers.push(format!("x-oss-next-append-position: {}", object.body.len()));
                }
                answer.headers.extend(encryption_headers(object.encryption));
                answer.headers.extend(object.tag.map(|_| "x-oss-tagging-count: 1".to_owned()));
                answer.headers.extend(self.id_header(&id));
            }
            Step::Delete { key, version } => {
                let (id, marker) = self.delete(key, self.id(version).as_deref())?;
                answer.status = 204;
                answer.headers.extend(marker.then(|| "x-oss-delete-marker: true".to_owned()));
                answer.headers.extend(id.map(|id| format!("x-oss-version-id: {id}")));
            }
            Step::DeleteSeveral(ref several) => {
                // The request names ids that were told before it.
                let ids: Vec<_> = several.iter().map(|(_, which)| self.id(*which)).collect();
                for ((key, _), asked) in several.iter().zip(ids) {
                    // What is protected is left out.
                    let Ok((id, marker)) = self.delete(key, asked.as_deref()) else { continue };
                    let marker =
                        id.filter(|_| marker).map(|id| format!(" DeleteMarker=true DeleteMarkerVersionId={id}"));
                    let asked = asked.map(|id| format!(" VersionId={id}"));
                    answer.body.push(format!(
                        "Deleted Key={key}{}{}",
                        marker.unwrap_or_default(),
                        asked.unwrap_or_default()
                    ));
                }
            }
            Step::Copy { from, version, to, encryption, forbid_overwrite } => {
                let at = self.find(from, version).map_err(|refused| match refused.status {
                    405 => error(404, "NoSuchKey"),
                    _ => refused,
                })?;
                let Version { id, object, .. } = self.versions[at].clone();
                let mut object = object.expect("it was found");
                self.may_overwrite(to, forbid_overwrite)?;
                if object.kind == "Appendable" && self.versioning.is_some() {
                    return Err(error(400, "OperationNotSupported"));
                }
                object.private &= from == to;
                if from != to || self.versioning.is_some() || object.kind != "Appendable" {
                    self.use_key(object.encryption)?;
                    object.encryption = self.use_key(encryption.or(self.rule))?;
                }
                answer.body = vec![format!("ETag={}", object.etag())];
                answer.headers = self.stored(to, object);
                answer.headers.extend(self.versioning.map(|_| format!("x-oss-copy-source-version-id: {id}")));
            }
            Step::Append { key, at, body, encryption } => {
                let there = self.newest(key).map(|version| version.object.clone());
                let there = match there {
                    None | Some(None) => None,
                    Some(Some(object)) if object.kind == "Appendable" => Some(object),
                    Some(Some(_)) => return Err(error(409, "ObjectNotAppendable")),
                };
                let length = there.as_ref().map_or(0, |object| object.body.len());
                if matches!(at, At::Start) && length > 0 {
                    let mut refused = error(409, "PositionNotEqualToLength");
                    refused.headers.push(format!("x-oss-next-append-position: {length}"));
                    return Err(refused);
                }
                let before = there.as_ref().map_or(vec![0; 16], |object| object.etag.clone());
                let etag = md5(&[before, md5(body.as_bytes())].concat());
                if let Some(object) = there {
                    let id = self.newest(key).expect("it is there").id.clone();
                    self.may_lose(key, &id)?;
                    self.use_key(object.encryption)?;
                    let now = self.now;
                    let whole = [&object.body[..], body.as_bytes()].concat();
                    let (object, id) = self.object(key, Which::Newest)?;
                    (object.body, object.etag, object.modified) = (whole, etag, now);
                    answer.headers = vec![format!("etag: {}", object.etag())];
                    answer.headers.extend(encryption_headers(object.encryption));
                    answer.headers.extend(id);
                } else {
                    self.may_replace(key)?;
                    let encryption = self.use_key(encryption.or(self.rule))?;
                    answer.headers = self.stored(key, Object::new(body.as_bytes(), etag, "Appendable", encryption));
                }
                answer.headers.push(format!("x-oss-next-append-position: {}", length + body.len()));
            }
            Step::Begin { key, encryption } => {
                let encryption = self.use_key(encryption.or(self.rule))?;
                self.uploads.push(Upload { key: key.to_owned(), encryption, parts: vec![], open: true });
                answer.headers = encryption_headers(encryption);
                answer.body = vec![format!("UploadId=u{}", self.uploads.len())];
            }
            Step::Part { upload, number, long, byte } => {
                let encryption = self.upload(upload)?.encryption;
                self.use_key(encryption)?;
                let body = vec![byte; if long { LEAST } else { 3 }];
                answer.headers = vec![format!("etag: \"{}\"", hex(&md5(&body)))];
                answer.headers.extend(encryption_headers(encryption));
                self.upload(upload)?.put(number, body);
            }
            Step::PartFrom { upload, number, from, version, range } => {
                let encryption = self.upload(upload)?.encryption;
                let at = self.find(from, version).map_err(|refused| match refused.status {
                    405 => error(400, "InvalidArgument"),
                    _ => refused,
                })?;
                let Version { id, object, .. } = self.versions[at].clone();
                let source = object.expect("it was found");
                self.use_key(source.encryption)?;
                self.use_key(encryption)?;
                let length = source.body.len();
                let range = range.filter(|(first, last)| first <= last && *last < length);
                let body = range.map_or(&source.body[..], |(first, last)| &source.body[first..=last]).to_vec();
                let etag = format!("\"{}\"", hex(&md5(&body)));
                answer.body = vec![format!("ETag={etag}")];
                answer.headers = vec![format!("etag: {etag}")];
                answer
                    .headers
                    .extend(range.map(|(first, last)| format!("content-range: bytes {first}-{last}/{length}")));
                answer.headers.extend(self.versioning.map(|_| format!("x-oss-copy-source-version-id: {id}")));
                answer.headers.extend(encryption_headers(encryption));
                self.upload(upload)?.put(number, body);
            }
            Step::Complete { upload, listed } => {
                let Upload { key, encryption, parts, .. } = self.upload(upload)?;
                let (key, encryption, mut parts) = (key.clone(), *encryption, parts.clone());
                parts.truncate(if matches!(listed, Listed::First) { 1 } else { parts.len() });
                if matches!(listed, Listed::OneMore) {
                    return Err(error(400, "InvalidPart"));
                }
                if parts.iter().rev().skip(1).any(|(_, body)| body.len() < LEAST) {
                    return Err(error(400, "EntityTooSmall"));
                }
                self.may_replace(&key)?;
                self.upload(upload)?.open = false;
                let tags: String = parts.iter().map(|(_, body)| hex(&md5(body))).collect();
                let body: Vec<u8> = parts.iter().flat_map(|(_, body)| body.clone()).collect();
                let object = Object {
                    parts: Some(parts.len()),
                    ..Object::new(&body, md5(tags.as_bytes()), "Multipart", encryption)
                };
                answer.body = vec![format!("ETag={}", object.etag())];
                answer.headers = self.stored(&key, object);
            }
            Step::Abort { upload } => {
                self.upload(upload)?.open = false;
                answer.status = 204;
            }
            Step::PutAcl { key, version, private } => {
                let (object, headers) = self.object(key, version)?;
                object.private = private;
                answer.headers = headers;
            }
            Step::GetAcl { key, version } => {
                let (object, headers) = self.object(key, version)?;
                answer.body =
                    vec![format!("AccessControlList Grant={}", if object.private { "private" } else { "default" })];
                answer.headers = headers;
            }
            Step::PutTags { key, version, tag } => {
                let (object, headers) = self.object(key, version)?;
                object.tag = tag;
                answer.status = if tag.is_some() { 200 } else { 204 };
                answer.headers = headers;
            }
            Step::GetTags { key, version } => {
                let (object, headers) = self.object(key, version)?;
                let tag = object.tag.map_or_else(|| "=".to_owned(), |value| format!(" Key=t Value={value}"));
                answer.body = vec![format!("TagSet{tag}")];
                answer.headers = headers;
            }
            Step::List { second, of, after } => answer.body = self.list(second, of, after),
            Step::ListVersions(of) => answer.body = self.list_versions(of),
        }
        answer.headers.sort();
        Ok(answer)
    }

    fn list(&self, second: bool, of: Listing, after: &str) -> Vec<String> {
        let mut keys: Vec<&str> = self.versions.iter().map(|version| &*version.key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.retain(|key| self.live(key).is_some() && *key > after);
        let mut entries = Vec::new();
        for key in keys.into_iter().filter(|key| key.starts_with(of.prefix)) {
            let folder = folder(key, of);
            if folder.as_deref() == Some(after) {
                continue;
            }
            let object = self.live(key).expect("it is live");
            let line = format!(
                "Contents Key={key} ETag={} Type={} Size={} StorageClass=Standard",
                object.etag(),
                object.kind,
                object.body.len()
            );
            let entry = folder
                .map_or((key.to_owned(), line), |folder| (folder.clone(), format!("CommonPrefixes Prefix={folder}")));
            entries.push(entry);
        }
        entries.dedup();
        let marker = |name: &str| if second { vec![] } else { vec![format!("NextMarker={name}")] };
        pages(&entries, of.limit, marker, second)
    }

    fn list_versions(&self, of: Listing) -> Vec<String> {
        let mut sorted: Vec<&Version> = self.versions.iter().rev().collect();
        sorted.sort_by_key(|version| &version.key);
        let mut entries = Vec::new();
        for version in sorted.into_iter().filter(|version| version.key.starts_with(of.prefix)) {
            let Version { key, id, object } = version;
            if let Some(folder) = folder(key, of) {
                entries.push((format!("{folder} "), format!("CommonPrefixes Prefix={folder}")));
                continue;
            }
            let name = if object.is_some() { "Version" } else { "DeleteMarker" };
            let latest = self.newest(key).is_some_and(|newest| newest.id == *id);
            let told = object.as_ref().map(|object| {
                format!(" ETag={} Type={} Size={} StorageClass=Standard", object.etag(), object.kind, object.body.len())
            });
            let line = format!("{name} Key={key} VersionId={id} IsLatest={latest}{}", told.unwrap_or_default());
            entries.push((format!("{key} {id}"), line));
        }
        entries.dedup();
        let marker = |name: &str| {
            let (key, id) = name.split_once(' ').expect("a key and an id");
            vec![format!("NextKeyMarker={key}"), format!("NextVersionIdMarker={id}")]
        };
        pages(&entries, of.limit, marker, false)
    }
}

/// The common prefix that a key is listed as.
fn folder(key: &str, of: Listing) -> Option<String> {
    let rest = &key[of.prefix.len()..];
    let end = rest.find(of.delimiter).filter(|_| !of.delimiter.is_empty())?;
    Some(key[..of.prefix.len() + end + of.delimiter.len()].to_owned())
}

/// Returns all pages of a listing, one after the other: on each, the folders stand last.
fn pages(entries: &[(String, String)], limit: usize, marker: impl Fn(&str) -> Vec<String>, count: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = entries;
    loop {
        let (page, behind) = rest.split_at(rest.len().min(limit));
        lines.push(format!("IsTruncated={}", !behind.is_empty()));
        let last = page.last().filter(|_| !behind.is_empty());
        lines.extend(last.map(|(name, _)| marker(name)).unwrap_or_default());
        let is_folder = |line: &&String| line.starts_with("CommonPrefixes");
        let all = || page.iter().map(|(_, line)| line);
        lines.extend(all().filter(|line| !is_folder(line)).chain(all().filter(is_folder)).cloned());
        if count {
            lines.push(format!("KeyCount={}", page.len()));
        }
        if behind.is_empty() {
            return lines;
        }
        rest = behind;
    }
}
