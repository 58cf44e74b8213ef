//! Shared code of the scripts of Rust clients: the checks, and one line on stdout for each.
//!
//! A script implements [`Client`], which says how the client does a thing and nothing about what is to come out of it.

mod checks;
mod objects;
mod world;

use std::env;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

pub use crate::checks::{Check, fails, same};
pub use crate::objects::{Encryption, How, Listing, Objects, Part, Range, Seen, Which, noise};
pub use crate::world::{Credentials, REGION, WORLD};

/// The endpoint of the server: `http://127.0.0.1:PORT`.
pub static ENDPOINT: LazyLock<String> = LazyLock::new(|| variable("OSS_ENDPOINT"));

/// [`ENDPOINT`] without its scheme.
pub static ADDRESS: LazyLock<SocketAddr> = LazyLock::new(|| {
    ENDPOINT.strip_prefix("http://").and_then(|rest| rest.parse().ok()).expect("OSS_ENDPOINT is http://IP:PORT")
});

/// The reason a check does not pass.
#[derive(Debug)]
pub enum Fault {
    /// The client cannot do it: the reason.
    Blank(String),
    /// The client read an error answer.
    Refused(Failure),
    /// Anything else: the check has failed.
    Broken(String),
}

impl<E: std::error::Error> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::Broken(format!("{error:?}"))
    }
}

/// The result of a call as the client returns it.
pub type Answer<T> = Result<T, Fault>;

/// An error answer as the client shows it; a field is `None` if the client does not show it, and empty if it was absent.
#[derive(Debug, Default)]
pub struct Failure {
    pub status: Option<u16>,
    pub code: Option<String>,
    pub message: Option<String>,
    pub request_id: Option<String>,
    pub ec: Option<String>,
}

impl Failure {
    /// From the XML of an error, where a client hands it out as it came.
    #[must_use]
    pub fn from_xml(status: u16, xml: &str) -> Self {
        let text = |name| Some(element(xml, name).unwrap_or_default());
        let [code, message, request_id, ec] = ["Code", "Message", "RequestId", "EC"].map(text);
        Self { status: Some(status), code, message, request_id, ec }
    }
}

/// An encryption rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    pub algorithm: String,
    pub key_id: Option<String>,
    pub data: Option<String>,
}

impl Rule {
    /// With the texts the elements of the rule have; none is an element that is not there.
    #[must_use]
    pub fn new(algorithm: &str, key_id: Option<&str>, data: Option<&str>) -> Self {
        Self { algorithm: algorithm.to_owned(), key_id: key_id.map(str::to_owned), data: data.map(str::to_owned) }
    }
}

/// A bucket as a client shows it.
#[derive(Debug, PartialEq, Eq)]
pub struct Info {
    pub name: String,
    pub location: String,
    pub storage_class: String,
    pub redundancy: String,
    pub owner: (String, String),
    pub acl: String,
    pub intranet_endpoint: String,
    pub rule: Option<Rule>,
}

/// A client in one style, with one signature version and one caller.
///
/// What a client lacks is [`Self::LACKS`].
#[expect(async_fn_in_trait, reason = "nothing but these scripts uses it, and they are not `Send`")]
pub trait Client: Objects + Sized {
    /// The name of its crate, and its name in the matrix.
    const NAME: &str;
    const STYLES: &[&str];
    const SIGNATURES: &[&str];
    /// The reason why the methods that are not implemented are missing.
    const LACKS: &str;

    /// # Errors
    ///
    /// If the client refuses the settings.
    fn connect(style: &str, credentials: &Credentials, region: &str) -> Answer<Self>;

    async fn put_rule(&self, _bucket: &str, _rule: &Rule) -> Answer<()> {
        blank(Self::LACKS)
    }
    async fn get_rule(&self, _bucket: &str) -> Answer<Rule> {
        blank(Self::LACKS)
    }
    async fn delete_rule(&self, _bucket: &str) -> Answer<()> {
        blank(Self::LACKS)
    }
    /// The rule in force, for a client that sees it somewhere else than where `get_rule` looks.
    async fn rule(&self, bucket: &str) -> Answer<Rule> {
        self.get_rule(bucket).await
    }
    async fn info(&self, _bucket: &str) -> Answer<Info> {
        blank(Self::LACKS)
    }
    async fn create(&self, _bucket: &str) -> Answer<()> {
        blank(Self::LACKS)
    }
    /// A bucket that is public-read, IA and ZRS.
    async fn create_ia(&self, _bucket: &str) -> Answer<()> {
        blank(Self::LACKS)
    }
    async fn create_encrypted(&self, _bucket: &str, _headers: &[(&str, &str)]) -> Answer<()> {
        blank(Self::LACKS)
    }
    async fn delete(&self, _bucket: &str) -> Answer<()> {
        blank(Self::LACKS)
    }
    async fn get_acl(&self, _bucket: &str) -> Answer<String> {
        blank(Self::LACKS)
    }
    async fn put_acl(&self, _bucket: &str, _acl: &str) -> Answer<()> {
        blank(Self::LACKS)
    }
    async fn location(&self, _bucket: &str) -> Answer<String> {
        blank(Self::LACKS)
    }
    /// Names, locations and storage classes.
    async fn list_buckets(&self, _prefix: Option<&str>) -> Answer<Vec<[String; 3]>> {
        blank(Self::LACKS)
    }
    async fn head(&self, bucket: &str, key: &str) -> Answer<()>;
    async fn get(&self, bucket: &str, key: &str) -> Answer<()>;
    async fn list_objects(&self, bucket: &str) -> Answer<()>;
    async fn presigned_rule(&self, _bucket: &str) -> Answer<Rule> {
        blank("it signs the URLs of objects only")
    }
    /// The URL of a GET of an object.
    async fn presigned_object(&self, bucket: &str, key: &str) -> Answer<String>;
    /// Fetches a signed URL, and returns status and body.
    async fn fetch(&self, url: &str) -> Answer<(u16, String)> {
        let response = http()?.get(url).send().await?;
        Ok((response.status().as_u16(), response.text().await?))
    }
}

/// Marks a check as one the client cannot do.
///
/// # Errors
///
/// Always.
pub fn blank<T>(reason: &str) -> Answer<T> {
    Err(Fault::Blank(reason.to_owned()))
}

/// Fails a check.
///
/// # Errors
///
/// Always.
pub fn broken<T>(what: impl Into<String>) -> Answer<T> {
    Err(Fault::Broken(what.into()))
}

/// The text of the first element of that name.
#[must_use]
pub fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    Some(text.to_owned())
}

/// An HTTP client for which the names under `localhost` lead to the server: they do not resolve everywhere.
///
/// # Errors
///
/// If it cannot be built.
pub fn http() -> reqwest::Result<reqwest::Client> {
    struct Loopback;
    impl Resolve for Loopback {
        fn resolve(&self, _: Name) -> Resolving {
            Box::pin(async { Ok(Box::new([*ADDRESS].into_iter()) as Addrs) })
        }
    }
    reqwest::Client::builder().dns_resolver(Arc::new(Loopback)).build()
}

/// Runs every check in every style and signature version of a client.
pub async fn run<C: Client>() {
    let columns = C::STYLES.iter().flat_map(|style| C::SIGNATURES.iter().map(move |signature| (style, signature)));
    for (column, (style, signature)) in columns.enumerate() {
        for check in world::checks(C::NAME, column == 0) {
            let scenario = checks::Scenario::<C>::new(style, signature);
            let fields = [C::NAME, style, signature, &check];
            match scenario.run(&check).await {
                Ok(()) => line("ok", &fields, None),
                Err(Fault::Blank(reason)) => line("blank", &fields, Some(reason)),
                Err(Fault::Broken(what)) => line("not ok", &fields, Some(what)),
                Err(Fault::Refused(failure)) => line("not ok", &fields, Some(format!("{failure:?}"))),
            }
        }
    }
    line("done", &[C::NAME, version(C::NAME)], None);
}

fn line(outcome: &str, fields: &[&str], message: Option<String>) {
    let message = message.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    let fields: Vec<&str> = [outcome].into_iter().chain(fields.iter().copied()).chain(message.as_deref()).collect();
    println!("{}", fields.join("\t"));
}

/// The version of a package that was built, which is that of the lock file.
fn version(package: &str) -> &'static str {
    let (_, rest) =
        include_str!("../Cargo.lock").split_once(&format!("name = \"{package}\"\nversion = \"")).expect(package);
    rest.split('"').next().expect("a version")
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set: tests/clients/run.sh sets it"))
}
