//! `PutBucketHttpsConfig` and `GetBucketHttpsConfig`; `mount/tls.rs` has the effect.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbuckethttpsconfig` and its sibling; the elements of cipher suites
//! from `alibabacloud-oss-go-sdk-v2`.

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use super::refusals::invalid_argument;
use super::show::View;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::Reply;
use crate::wire::xml::{Element, Malformed, Writer};
use crate::world::{CipherSuites, HttpsConfig, StoredAccount, StoredBucket, TlsVersion, World};

pub(crate) struct Put;
pub(crate) struct Get;

const ROOT: &str = "HttpsConfiguration";
const VERSION: &str = "TLSVersion";

impl Operate for Put {
    type Input = HttpsConfig;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<HttpsConfig, Refusal> {
        let root = context.xml(ROOT)?;
        let config = HttpsConfig { tls_versions: read_versions(&root)?, cipher_suites: read_suites(&root)? };
        let spoken = |version: &TlsVersion| matches!(version, TlsVersion::Tls12 | TlsVersion::Tls13);
        if config.cipher_suites.is_some() || !config.tls_versions.iter().all(spoken) {
            context.call.assume(Assumption::CipherSuitesFit);
        }
        Ok(config)
    }

    fn apply(config: HttpsConfig, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().https_config = config;
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

/// Finds a part of the configuration that is there and enabled.
fn enabled<'a, 'b>(root: &'a Element<'b>, name: &str) -> Result<Option<&'a Element<'b>>, Malformed> {
    let Some(part) = root.optional(name)? else { return Ok(None) };
    Ok(part.required("Enable")?.flag()?.then_some(part))
}

/// Reads the versions, of which there must be one.
fn read_versions(root: &Element<'_>) -> Result<Vec<TlsVersion>, Refusal> {
    let Some(tls) = enabled(root, "TLS")? else { return Ok(Vec::new()) };
    let invalid = |text: &str| invalid_argument(Cause::TlsVersionInvalid, VERSION, text);
    let mut versions = Vec::new();
    for element in tls.all(VERSION) {
        let text = element.leaf()?;
        let version = TlsVersion::from_wire(text).ok_or_else(|| invalid(text))?;
        if !versions.contains(&version) {
            versions.push(version);
        }
    }
    if versions.is_empty() { Err(invalid("").note("there is no version")) } else { Ok(versions) }
}

fn read_suites(root: &Element<'_>) -> Result<Option<CipherSuites>, Refusal> {
    let Some(suites) = enabled(root, "CipherSuite")? else { return Ok(None) };
    let texts = |name| suites.all(name).map(|element| element.leaf().map(str::to_owned));
    Ok(Some(CipherSuites {
        strong: suites.optional("StrongCipherSuite")?.map_or(Ok(false), Element::flag)?,
        custom: texts("CustomCipherSuite").collect::<Result<_, _>>()?,
        tls13_custom: texts("TLS13CustomCipherSuite").collect::<Result<_, _>>()?,
    }))
}

impl View for Get {
    fn rests_on(bucket: &StoredBucket, _: &StoredAccount) -> Option<Assumption> {
        (bucket.settings.https_config == HttpsConfig::default()).then_some(Assumption::HttpsConfigByDefault)
    }

    fn write(bucket: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        let HttpsConfig { tls_versions, cipher_suites } = &bucket.settings.https_config;
        Reply::xml(ROOT, |w| {
            w.group("TLS", |w| {
                w.flag("Enable", !tls_versions.is_empty());
                for version in tls_versions {
                    w.leaf(VERSION, version.as_str());
                }
            });
            w.group("CipherSuite", |w| {
                w.flag("Enable", cipher_suites.is_some());
                if let Some(suites) = cipher_suites {
                    write_suites(w, suites);
                }
            });
        })
    }
}

fn write_suites(w: &mut Writer, suites: &CipherSuites) {
    w.flag("StrongCipherSuite", suites.strong);
    suites.custom.iter().for_each(|suite| w.leaf("CustomCipherSuite", suite));
    suites.tls13_custom.iter().for_each(|suite| w.leaf("TLS13CustomCipherSuite", suite));
}
