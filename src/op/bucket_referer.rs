//! `PutBucketReferer` and `GetBucketReferer`; `ram/referer.rs` has the effect.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketreferer` and its sibling; the document of a bucket without
//! rules, and the defaults, from the live tests of `aliyun-oss-go-sdk`, `aliyun-oss-java-sdk` and `aliyun-oss-python-sdk`.

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use super::show::View;
use crate::error::{Assumption, Refusal};
use crate::ram::RefererRules;
use crate::wire::xml::{Element, Malformed, Writer};
use crate::wire::{Call, Reply};
use crate::world::{StoredAccount, StoredBucket, World};

pub(crate) struct Put;
pub(crate) struct Get;

const ROOT: &str = "RefererConfiguration";
/// The most bytes of patterns that ossmock takes. OSS publishes no number.
const MAX_PATTERNS: usize = 16 * 1024;

impl Operate for Put {
    type Input = RefererRules;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<RefererRules, Refusal> {
        let root = context.xml(ROOT)?;
        let allow_empty = root.required("AllowEmptyReferer")?.flag()?;
        let flag = |name, default| root.optional(name)?.map_or(Ok(default), Element::flag);
        let allowed = patterns(root.required("RefererList")?, context.call)?;
        let denied = root.optional("RefererBlacklist")?;
        let denied = denied.map_or(Ok(Vec::new()), |list| patterns(list, context.call))?;
        if allowed.iter().chain(&denied).map(String::len).sum::<usize>() > MAX_PATTERNS {
            let what = format!("referer rules with more than {} KiB of patterns", MAX_PATTERNS / 1024);
            return Err(Refusal::not_emulated(&what));
        }
        Ok(RefererRules::allow(allowed)
            .and_deny(denied)
            .set_allow_empty(allow_empty)
            .set_truncate_query(flag("AllowTruncateQueryString", true)?)
            .set_truncate_path(flag("TruncatePath", false)?))
    }

    fn apply(rules: RefererRules, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().referer = rules;
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

/// Reads a list; an empty pattern counts for nothing.
fn patterns(list: &Element<'_>, call: &Call) -> Result<Vec<String>, Malformed> {
    let mut patterns = Vec::new();
    for element in list.all("Referer") {
        match element.leaf()?.trim() {
            "" => call.assume(Assumption::EmptyReferer),
            pattern => patterns.push(pattern.to_owned()),
        }
    }
    Ok(patterns)
}

impl View for Get {
    fn write(bucket: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        let rules = &bucket.settings.referer;
        let list = |w: &mut Writer, name: &str, patterns: &[String]| {
            w.group(name, |w| patterns.iter().for_each(|pattern| w.leaf("Referer", pattern)));
        };
        Reply::xml(ROOT, |w| {
            w.flag("AllowEmptyReferer", rules.allows_empty());
            w.flag("AllowTruncateQueryString", rules.truncates_query());
            w.flag("TruncatePath", rules.truncates_path());
            list(w, "RefererList", rules.allowed());
            if !rules.denied().is_empty() {
                list(w, "RefererBlacklist", rules.denied());
            }
        })
    }

    fn rests_on(_: &StoredBucket, _: &StoredAccount) -> Option<Assumption> {
        Some(Assumption::TruncatePathShown)
    }
}
