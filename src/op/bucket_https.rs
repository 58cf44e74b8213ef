//! `PutBucketHttpsConfig` and `GetBucketHttpsConfig`; `mount/tls.rs` has the effect.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbuckethttpsconfig` and its sibling; the elements of cipher suites
//! from `alibabacloud-oss-go-sdk-v2`; the refusals from the live tests of `aliyun-oss-python-sdk`.

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use super::show::View;
use crate::error::{Assumption, Refusal};
use crate::wire::xml::{Element, Malformed, Writer};
use crate::wire::{Call, Reply};
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
        let call = context.call;
        let config =
            HttpsConfig { tls_versions: read_versions(&root, call)?, cipher_suites: read_suites(&root, call)? };
        let spoken = |version: &TlsVersion| matches!(version, TlsVersion::Tls12 | TlsVersion::Tls13);
        if config.cipher_suites.is_some() || !config.tls_versions.iter().all(spoken) {
            call.assume(Assumption::CipherSuitesFit);
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

/// Returns the value of a part of the configuration if the part is enabled. What a disabled part has is read all the same.
fn if_enabled<T: Default + PartialEq>(part: &Element<'_>, value: T, call: &Call) -> Result<Option<T>, Malformed> {
    let is_enabled = part.required("Enable")?.flag()?;
    if !is_enabled && value != T::default() {
        call.assume(Assumption::DisabledHttpsPart);
    }
    Ok(is_enabled.then_some(value))
}

/// Reads the versions, of which there must be one if they are enabled.
fn read_versions(root: &Element<'_>, call: &Call) -> Result<Vec<TlsVersion>, Malformed> {
    let Some(tls) = root.optional("TLS")? else { return Ok(Vec::new()) };
    let mut versions = Vec::new();
    for element in tls.all(VERSION) {
        let version = TlsVersion::from_wire(element.leaf()?).ok_or_else(|| element.wrong("is no version of TLS"))?;
        if !versions.contains(&version) {
            versions.push(version);
        }
    }
    match if_enabled(tls, versions, call)? {
        Some(versions) if versions.is_empty() => Err(tls.wrong(format_args!("has no `{VERSION}`"))),
        versions => Ok(versions.unwrap_or_default()),
    }
}

fn read_suites(root: &Element<'_>, call: &Call) -> Result<Option<CipherSuites>, Malformed> {
    let Some(suites) = root.optional("CipherSuite")? else { return Ok(None) };
    let texts = |name| suites.all(name).map(|element| element.leaf().map(str::to_owned));
    let read = CipherSuites {
        strong: suites.optional("StrongCipherSuite")?.map_or(Ok(false), Element::flag)?,
        custom: texts("CustomCipherSuite").collect::<Result<_, _>>()?,
        tls13_custom: texts("TLS13CustomCipherSuite").collect::<Result<_, _>>()?,
    };
    if_enabled(suites, read, call)
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
