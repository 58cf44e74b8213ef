//! The plan of a run: the cases that can be compared, the reasons why others cannot, and the cost.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{Method, Request, Response};
use ossmock::fixture::{self, Case, Front, Signing};
use ossmock::{Operation, Record, honesty::Provenance, policy::ResourceKind};

use super::super::stop::Stop;
use super::keys;
use super::names::{Names, is_policy};
use super::world::{Made, World};
use super::xml;

/// A case, with its plan.
pub struct Planned {
    pub file: PathBuf,
    pub provenance: Provenance,
    pub source: String,
    /// The requests to send, or the reason why the case cannot be compared.
    pub work: Result<Work, String>,
}

/// A case that can be compared.
pub struct Work {
    pub names: Names,
    pub world: Vec<Made>,
    /// The variable with the credentials of the account of each bucket; first those of the world, then those that
    /// requests create.
    pub owners: Vec<(String, String)>,
    pub asked: Vec<Asked>,
    pub kms_calls: u64,
}

/// A request of a case, with the response in the case.
pub struct Asked {
    pub title: String,
    pub request: Request<Bytes>,
    pub bucket: String,
    /// The way it is signed, with the variable of the credentials.
    pub signing: Option<(Signing, String)>,
    pub answer: Response<Bytes>,
    pub makes_bucket: bool,
}

/// The number of requests by their price, and of the other paid items.
#[derive(Debug, Default, Clone, Copy)]
pub struct Cost {
    pub writes: u64,
    pub reads: u64,
    pub deletes: u64,
    pub buckets: u64,
    pub most_buckets: u64,
    pub bytes: u64,
    pub kms_calls: u64,
}

/// The requests to delete a bucket that has a page of objects at most, without those for the objects: look it up,
/// delete its policy, list its uploads twice and its objects twice, delete it.
const SWEEP: Cost = Cost { writes: 0, reads: 5, deletes: 2, buckets: 0, most_buckets: 0, bytes: 0, kms_calls: 0 };

/// Reads a case and plans its requests.
pub fn plan(file: &Path, name: &mut impl FnMut() -> String) -> Result<Planned, Stop> {
    let problem = |problem: String| Stop::Problem(format!("{}: {problem}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| problem(error.to_string()))?;
    let case = Case::parse(&text).map_err(|error| problem(error.to_string()))?;
    Ok(Planned {
        file: file.to_owned(),
        provenance: case.provenance(),
        source: case.source().to_owned(),
        work: work(&case, &text, name),
    })
}

fn work(case: &Case, text: &str, name: &mut impl FnMut() -> String) -> Result<Work, String> {
    if case.provenance() == Provenance::Own {
        return Err("it makes no claim about OSS".to_owned());
    }
    if let Some(reason) = case.only_in_a_fake() {
        return Err(reason.to_owned());
    }
    if let Some(reason) = case.not_on(Front::Native) {
        return Err(format!("it does not go over HTTP: {reason}"));
    }
    let read = |error: fixture::CaseError| error.to_string();
    for request in case.requests() {
        if let Some(reason) = request.only_in_a_fake().map_err(read)? {
            return Err(format!("{}: {reason}", request.title()));
        }
    }
    let oss = case.oss().map_err(read)?;
    let world = World::read(&oss)?;
    let mut answers = Vec::new();
    let replayed = case.replay_on(&oss, |request| {
        let answer = oss.handle(request);
        answers.push(answer.clone());
        answer
    });
    if replayed.ok().as_deref() != Some(text) {
        return Err("it reads differently today: see `ossmock case run` without --against".to_owned());
    }
    let operations: Vec<_> = oss.journal().iter().map(Record::operation).collect();
    let mut names = Names::default();
    // OSS creates the default key of an account on its first use.
    let default_keys = oss.accounts().into_iter().filter_map(|account| account.kms_key("alias/acs/oss"));
    default_keys.for_each(|key| names.make_up(key.id()));
    let mut owners = Vec::new();
    for made in &world.buckets {
        names.bucket(&made.bucket, &mut *name);
        owners.push((made.bucket.clone(), need(&world, &made.account)?));
    }
    let mut asked = Vec::new();
    for ((request, answer), operation) in case.requests().zip(answers).zip(operations) {
        let told = |reason: String| format!("{}: {reason}", request.title());
        let plain = request.unsigned().map_err(read)?;
        check(&plain, operation).map_err(told)?;
        let bucket = bucket(&plain, &world.region).map_err(told)?;
        let signing = match request.signing().map_err(read)? {
            Some(signing) => {
                let key = need(&world, signing.by()).map_err(told)?;
                if signing.region().is_some() {
                    return Err(told("it is signed for a region of its own".to_owned()));
                }
                Some((signing, key))
            }
            None => None,
        };
        // A bucket that does not exist must be missing at the endpoint as well, and must not belong to another account.
        for named in [Some(&*bucket), copied(&plain)].into_iter().flatten() {
            if may_exist(named) && names.of(named).is_none() {
                names.bucket(named, &mut *name);
                let account = signing.as_ref().and_then(|(signing, _)| signing.by().split('/').next());
                owners.push((named.to_owned(), need(&world, account.unwrap_or(&world.owner))?));
            }
        }
        asked.push(Asked {
            title: request.title().to_owned(),
            request: plain,
            bucket,
            signing,
            answer,
            makes_bucket: operation.is_some_and(Operation::creates_bucket),
        });
    }
    Ok(Work { names, world: world.buckets, owners, asked, kms_calls: oss.kms().count() })
}

/// Returns the variable with the credentials of a caller, which must be set.
fn need(world: &World, by: &str) -> Result<String, String> {
    if let Some(reason) = world.cannot_be(by) {
        return Err(reason);
    }
    let variable = keys::variable(&world.owner, by);
    if keys::credentials(&variable).is_none() {
        return Err(format!("it needs `{by}`: {variable}"));
    }
    Ok(variable)
}

/// Checks that a request may be sent to a service that others use as well.
fn check(request: &Request<Bytes>, operation: Option<Operation>) -> Result<(), String> {
    let headers = request.headers();
    if headers.contains_key(AUTHORIZATION) || is_signed_url(request) {
        return Err("its signature is written out".to_owned());
    }
    let dates = ["date", "x-oss-date", "if-modified-since", "if-unmodified-since"];
    let of_copies = ["x-oss-copy-source-if-modified-since", "x-oss-copy-source-if-unmodified-since"];
    if dates.iter().chain(&of_copies).any(|name| headers.contains_key(*name)) {
        return Err("its date is written out".to_owned());
    }
    let length = headers.get(CONTENT_LENGTH).map(|length| length.to_str().ok().and_then(|text| text.parse().ok()));
    if headers.contains_key(TRANSFER_ENCODING) || length.is_some_and(|length| length != Some(request.body().len())) {
        return Err("its length is not that of its body".to_owned());
    }
    let class = headers.get("x-oss-storage-class").is_some_and(|class| class.as_bytes() != b"Standard");
    let leaves = xml::leaves(request.body()).unwrap_or_default();
    if class || leaves.iter().any(|leaf| leaf.name == "StorageClass" && leaf.text != "Standard") {
        return Err("its storage class is paid for by the month".to_owned());
    }
    if is_policy(request.uri().query()) {
        Names::default().policy(&String::from_utf8_lossy(request.body()))?;
    }
    match operation {
        Some(operation) if operation.level() == ResourceKind::Service => {
            Err("it asks for the whole account".to_owned())
        }
        Some(operation) if operation.is_paid_for() => Err("it has effects that are paid for".to_owned()),
        Some(operation) if !operation.is_emulated() => Err(format!("{operation} is not emulated")),
        None if !is_harmless(request) => Err("it is not known what it would do".to_owned()),
        _ => Ok(()),
    }
}

fn parameters(request: &Request<Bytes>) -> impl Iterator<Item = &str> {
    let query = request.uri().query().unwrap_or_default();
    query.split('&').map(|parameter| parameter.split_once('=').map_or(parameter, |(name, _)| name))
}

fn is_signed_url(request: &Request<Bytes>) -> bool {
    let of_signatures =
        ["OSSAccessKeyId", "Signature", "x-oss-signature", "x-oss-credential", "x-oss-signature-version"];
    parameters(request).any(|name| of_signatures.contains(&name))
}

/// Returns `true` if a request with an unknown operation is only about the configuration of a bucket, which is deleted
/// with the bucket.
fn is_harmless(request: &Request<Bytes>) -> bool {
    let harmless = [
        "",
        "accessmonitor",
        "acl",
        "bucketArchiveDirectRead",
        "bucketInfo",
        "encryption",
        "httpsConfig",
        "inventory",
        "inventoryId",
        "location",
        "overwriteConfig",
        "policy",
        "policyStatus",
        "referer",
        "requestPayment",
        "tagging",
        "transferAcceleration",
        "versioning",
        "website",
    ];
    parameters(request).all(|name| harmless.contains(&name))
}

/// Returns the bucket in the host, which must belong to the endpoint of the world's region.
fn bucket(request: &Request<Bytes>, region: &str) -> Result<String, String> {
    let host = request.headers().get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    let name = name.map_or(host, |(name, _)| name);
    let domains = [format!(".oss-{region}.aliyuncs.com"), format!(".oss-{region}.localhost")];
    let bucket = domains.iter().find_map(|domain| name.strip_suffix(domain.as_str()));
    let bucket = bucket.or_else(|| name.strip_suffix(".localhost")).filter(|bucket| !bucket.contains('.'));
    bucket.map(str::to_owned).ok_or_else(|| format!("no host of its endpoint leads where `{host}` does"))
}

/// Returns the source bucket of a copy.
fn copied(request: &Request<Bytes>) -> Option<&str> {
    let source = request.headers().get("x-oss-copy-source")?.to_str().ok()?;
    source.strip_prefix('/').unwrap_or(source).split('/').next()
}

/// Returns `true` if the text is a valid name of a bucket.
fn may_exist(bucket: &str) -> bool {
    let letters = bucket.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    letters && (3..=63).contains(&bucket.len()) && !bucket.starts_with('-') && !bucket.ends_with('-')
}

impl Cost {
    /// Returns the cost of the cases that can be compared.
    pub fn of<'a>(planned: impl IntoIterator<Item = &'a Planned>) -> Self {
        let mut cost = Self::default();
        for work in planned.into_iter().filter_map(|planned| planned.work.as_ref().ok()) {
            let buckets = work.names.scratch().count() as u64;
            cost.buckets += buckets;
            cost.most_buckets = cost.most_buckets.max(buckets);
            cost.kms_calls += work.kms_calls;
            cost.reads += buckets * SWEEP.reads + buckets;
            cost.deletes += buckets * SWEEP.deletes;
            let arranged = work.world.iter().flat_map(|made| &made.requests);
            for request in arranged.clone() {
                let method = request.headers().get("x-oss-server-side-encryption");
                cost.kms_calls += u64::from(method.is_some_and(|method| method == "KMS"));
            }
            let asked = work.asked.iter().map(|asked| &asked.request);
            arranged.chain(asked).for_each(|request| cost.add(request));
        }
        cost
    }

    fn add(&mut self, request: &Request<Bytes>) {
        let stores = request.uri().path().len() > 1;
        if stores && matches!(*request.method(), Method::PUT | Method::POST) {
            self.bytes += request.body().len() as u64;
            // Every stored object is deleted.
            self.deletes += 1;
        }
        match *request.method() {
            Method::PUT | Method::POST => self.writes += 1,
            Method::DELETE => self.deletes += 1,
            _ => self.reads += 1,
        }
    }

    pub const fn requests(&self) -> u64 {
        self.writes + self.reads + self.deletes
    }
}

/// Returns a generator of the names of a run's buckets.
pub fn scratch_names(prefix: &str, run: &str) -> Result<impl FnMut() -> String + use<>, String> {
    let first = format!("{prefix}{run}-1");
    // The number at the end is some thousands at most.
    if !may_exist(&first) || first.len() > 58 {
        return Err(format!("`{first}` is no name of a bucket: 3 to 63 of a-z, 0-9 and -"));
    }
    let stem = format!("{prefix}{run}-");
    let mut count = 0_u32;
    Ok(move || {
        count += 1;
        format!("{stem}{count}")
    })
}
