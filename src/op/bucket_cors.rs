//! `PutBucketCors`, `GetBucketCors`, `DeleteBucketCors` and the two preflights; `oss/cors.rs` has the effect.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketcors` and its siblings, and the pages of the ECs; lower-case
//! headers from the live tests of `alibabacloud-oss-python-sdk-v2`, `ResponseVary` from those of `aliyun-oss-java-sdk`.

use std::sync::Arc;

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use super::refusals::invalid_argument;
use super::remove::Removal;
use super::show::View;
use crate::error::{Cause, Profile, Refusal};
use crate::wire::text::digits;
use crate::wire::{Reply, xml};
use crate::world::{Cors, CorsFlaw, CorsMethod, CorsRule, CorsRuleError, StoredAccount, StoredBucket, World};

pub(crate) struct Put;
pub(crate) struct Get;
pub(crate) struct Delete;
pub(crate) struct Preflight;

const ROOT: &str = "CORSConfiguration";
const RULE: &str = "CORSRule";
const ORIGIN: &str = "AllowedOrigin";
const METHOD: &str = "AllowedMethod";
const HEADER: &str = "AllowedHeader";
const EXPOSE: &str = "ExposeHeader";
const MAX_AGE: &str = "MaxAgeSeconds";
const VARY: &str = "ResponseVary";

impl Operate for Put {
    type Input = Cors;
    type Output = ();

    const BODY: BodyRule = BodyRule { most: 16 * 1024, ..BodyRule::XML };

    fn read(context: &Context<'_>) -> Result<Cors, Refusal> {
        let root = context.xml(ROOT)?;
        let rules = root.all(RULE).map(read_rule).collect::<Result<Vec<_>, _>>()?;
        // The documentation has 10, and the live tests of `aliyun-oss-java-sdk` a constant of 20.
        let most = if context.profile == Profile::Documented { 10 } else { 20 };
        match rules.len() {
            0 => return Err(Cause::CorsRuleMissing.into()),
            count if count > most => {
                return Err(
                    Refusal::from(Cause::CorsRuleBeyondLimit).note(format!("there are {count}, of at most {most}"))
                );
            }
            _ => {}
        }
        let cors = Cors::new(rules);
        Ok(match root.optional(VARY)? {
            None => cors,
            Some(element) => match element.leaf()? {
                "true" => cors.with_response_vary(),
                "false" => cors,
                _ => return Err(element.wrong("is neither `true` nor `false`").into()),
            },
        })
    }

    fn apply(cors: Cors, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().cors = Some(Arc::new(cors));
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

fn read_rule(rule: &xml::Element<'_>) -> Result<CorsRule, Refusal> {
    let texts =
        |name: &str| rule.all(name).map(|element| element.leaf().map(str::to_owned)).collect::<Result<Vec<_>, _>>();
    rule.all(ORIGIN).next().ok_or_else(|| rule.wrong(format_args!("has no `{ORIGIN}`")))?;
    rule.all(METHOD).next().ok_or_else(|| rule.wrong(format_args!("has no `{METHOD}`")))?;
    let method = |element: &xml::Element<'_>| {
        let name = element.leaf()?;
        CorsMethod::from_wire(name).ok_or_else(|| invalid_argument(Cause::CorsMethodInvalid, METHOD, name))
    };
    let methods = rule.all(METHOD).map(method).collect::<Result<Vec<_>, Refusal>>()?;
    let read = CorsRule::new(texts(ORIGIN)?, methods).with_allowed_headers(texts(HEADER)?);
    let read = read.with_exposed_headers(texts(EXPOSE)?);
    let read = match rule.optional(MAX_AGE)? {
        None => read,
        Some(element) => {
            let text = element.leaf()?;
            if text.strip_prefix('-').and_then(digits).is_some() {
                return Err(invalid_argument(Cause::CorsMaxAgeInvalid, MAX_AGE, text));
            }
            let seconds = digits(text).and_then(|seconds| u32::try_from(seconds).ok());
            read.with_max_age_seconds(seconds.ok_or_else(|| element.wrong("is not a number of seconds"))?)
        }
    };
    read.check().map_err(|error| refused(rule, &error))?;
    Ok(read)
}

/// The refusal of a rule that OSS does not store.
fn refused(rule: &xml::Element<'_>, error: &CorsRuleError) -> Refusal {
    let element = match error.key {
        "allowed_origin" => ORIGIN,
        "allowed_header" => HEADER,
        _ => EXPOSE,
    };
    match error.flaw {
        CorsFlaw::Missing => rule.wrong(format_args!("has an empty `{element}`")).into(),
        CorsFlaw::Wildcards => invalid_argument(Cause::CorsWildcards, element, &error.value),
        CorsFlaw::NoName => invalid_argument(Cause::CorsExposeHeaderInvalid, element, &error.value),
    }
}

impl Operate for Get {
    type Input = ();
    type Output = Arc<Cors>;

    fn read(_: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), context: &Context<'_>, world: &mut World) -> Result<Self::Output, Refusal> {
        context.bucket(world)?.settings.cors.clone().ok_or_else(|| Cause::NoSuchCorsConfiguration.into())
    }

    fn write(cors: &Self::Output, _: &Context<'_>) -> Reply {
        Reply::xml(ROOT, |w| {
            for rule in cors.rules() {
                w.group(RULE, |w| {
                    rule.origins().iter().for_each(|origin| w.leaf(ORIGIN, origin));
                    rule.methods().iter().for_each(|method| w.leaf(METHOD, method.as_str()));
                    rule.allowed_headers().iter().for_each(|name| w.leaf(HEADER, name));
                    rule.exposed_headers().iter().for_each(|name| w.leaf(EXPOSE, name));
                    if let Some(seconds) = rule.max_age_seconds() {
                        w.leaf(MAX_AGE, &seconds.to_string());
                    }
                });
            }
            w.flag(VARY, cors.response_vary());
        })
    }
}

impl Removal for Delete {
    fn remove(context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().cors = None;
        Ok(())
    }
}

impl View for Preflight {
    /// Everything that a preflight asks for is in headers.
    fn write(_: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}
