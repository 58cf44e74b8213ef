//! `PutBucketLifecycle`, `GetBucketLifecycle` and `DeleteBucketLifecycle`; `world/lifecycle/` has the effect.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketlifecycle` and its siblings, the pages of the ECs
//! 0014-00000011 to 0014-00000086, and the live tests of `aliyun-oss-go-sdk`, `aliyun-oss-python-sdk` and `aliyun-oss-java-sdk`.

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use super::remove::Removal;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::text::iso_millis;
use crate::wire::xml::{Element, MalformedKind, Writer};
use crate::wire::{Reply, header};
use crate::world::{
    ExpirationForm, LifecycleExpiration, LifecycleNot, LifecycleProblem, LifecycleRule, LifecycleTag, LifecycleTime,
    LifecycleTransition, NoncurrentForm, NotForm, RuleForm, StoredLifecycle, TagForm, TimeForm, TransitionForm, World,
    check_lifecycle,
};

pub(crate) struct Put;
pub(crate) struct Get;
pub(crate) struct Delete;

const ROOT: &str = "LifecycleConfiguration";
const RULE: &str = "Rule";

/// The elements of a rule.
const PARTS: [&str; 11] = [
    "ID",
    "Prefix",
    "Status",
    "Tag",
    "Filter",
    "Transition",
    "Expiration",
    "AbortMultipartUpload",
    "NoncurrentVersionExpiration",
    "NoncurrentVersionTransition",
    "AtimeBase",
];

impl Operate for Put {
    /// The rules; those without an id get one.
    type Input = Vec<LifecycleRule>;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<Self::Input, Refusal> {
        let root = context.xml(ROOT).map_err(|malformed| {
            let ec = match malformed.kind() {
                MalformedKind::OtherRoot => "0014-00000012",
                MalformedKind::SecondRoot | MalformedKind::Other => "0014-00000011",
            };
            Refusal::from(malformed).with_ec(ec)
        })?;
        if let Some(other) = root.each().find(|child| child.name != RULE) {
            return Err(Refusal::from(other.wrong("is not a `Rule`")).with_ec("0014-00000015"));
        }
        let rules: Vec<LifecycleRule> = root.all(RULE).map(read_rule).collect::<Result<_, Refusal>>()?;
        let allowed = context.call.header(header::X_OSS_ALLOW_SAME_ACTION_OVERLAP);
        let allowed = allowed.is_some_and(|value| value == "true");
        check_lifecycle(&rules, allowed).map_err(refused)?;
        if rules.iter().any(|rule| rule.not.len() > 1) {
            context.call.assume(Assumption::LifecycleSeveralNots);
        }
        if rules.iter().any(|rule| rule.has_date_after(context.now)) {
            context.call.assume(Assumption::LifecycleFutureDate);
        }
        Ok(rules)
    }

    fn apply(rules: Self::Input, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket(world)?.check_lifecycle(&rules).map_err(refused)?;
        let rules = world.name_lifecycle(rules);
        context.bucket_mut(world)?.set_lifecycle(rules, context.now);
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

/// The refusal of a rule that OSS does not store.
fn refused(problem: LifecycleProblem) -> Refusal {
    let LifecycleProblem { cause, message, problem } = problem;
    Refusal { message, ..Refusal::from(cause).note(problem) }
}

fn read_rule(rule: &Element<'_>) -> Result<LifecycleRule, Refusal> {
    if let Some(other) = rule.each().find(|child| !PARTS.contains(&child.name)) {
        return Err(Refusal::from(other.wrong("is no part of a rule")).with_ec("0014-00000017"));
    }
    let status = rule.required("Status")?;
    let disabled = match status.leaf()? {
        "Enabled" => false,
        "Disabled" => true,
        _ => return Err(status.wrong("is neither `Enabled` nor `Disabled`").into()),
    };
    let filter = rule.optional("Filter")?;
    let size = |name: &str| {
        let Some(element) = filter.map(|filter| filter.optional(name)).transpose()?.flatten() else { return Ok(None) };
        let bytes = element.leaf()?.parse::<u64>().map(Some);
        bytes.map_err(|_| Refusal::from(element.wrong("is not a number of bytes")))
    };
    let nots = filter.into_iter().flat_map(|filter| filter.all("Not")).map(read_not);
    let abort = |element: &Element<'_>| {
        if element.optional("IsAccessTime")?.is_some() {
            return Err(Refusal::from(Cause::LifecycleAbortByAccess).note(element.wrong("has `IsAccessTime`")));
        }
        Ok(TimeForm { days: number(element, "Days")?, created_before_date: text(element, "CreatedBeforeDate")? })
    };
    let noncurrent = |element: &Element<'_>| {
        Ok::<_, Refusal>(NoncurrentForm { noncurrent_days: number(element, "NoncurrentDays")? })
    };
    // Clients send back what they were shown.
    rule.optional("AtimeBase")?;
    let form = RuleForm {
        id: text(rule, "ID")?.unwrap_or_default(),
        prefix: text(rule, "Prefix")?,
        disabled,
        tags: rule.all("Tag").map(read_tag).collect::<Result<_, _>>()?,
        larger_than: size("ObjectSizeGreaterThan")?,
        smaller_than: size("ObjectSizeLessThan")?,
        not: nots.collect::<Result<_, _>>()?,
        atime_base: None,
        expiration: rule.optional("Expiration")?.map(read_expiration).transpose()?,
        abort_multipart_upload: rule.optional("AbortMultipartUpload")?.map(abort).transpose()?,
        noncurrent_version_expiration: rule.optional("NoncurrentVersionExpiration")?.map(noncurrent).transpose()?,
        transition: rule.all("Transition").map(read_transition).collect::<Result<_, _>>()?,
        noncurrent_version_transition: rule
            .all("NoncurrentVersionTransition")
            .map(read_transition)
            .collect::<Result<_, _>>()?,
    };
    form.read().map_err(refused)
}

fn text(element: &Element<'_>, name: &str) -> Result<Option<String>, Refusal> {
    let child = element.optional(name)?.map(Element::leaf).transpose()?;
    Ok(child.map(str::to_owned))
}

fn flag(element: &Element<'_>, name: &str) -> Result<Option<bool>, Refusal> {
    Ok(element.optional(name)?.map(Element::flag).transpose()?)
}

/// Reads a number of days, which may still be too small.
fn number(element: &Element<'_>, name: &str) -> Result<Option<i64>, Refusal> {
    let Some(child) = element.optional(name)? else { return Ok(None) };
    let days = child.leaf()?.parse().map(Some);
    days.map_err(|_| Refusal::from(Cause::LifecycleDays).note(child.wrong("is not a number of days")))
}

fn read_tag(tag: &Element<'_>) -> Result<TagForm, Refusal> {
    let key = tag.required("Key")?.leaf()?.to_owned();
    Ok(TagForm { key, value: text(tag, "Value")?.unwrap_or_default() })
}

fn read_not(not: &Element<'_>) -> Result<NotForm, Refusal> {
    let tag = not.optional("Tag")?.map(read_tag).transpose()?;
    Ok(NotForm { prefix: text(not, "Prefix")?.unwrap_or_default(), tag })
}

fn read_expiration(element: &Element<'_>) -> Result<ExpirationForm, Refusal> {
    Ok(ExpirationForm {
        days: number(element, "Days")?,
        created_before_date: text(element, "CreatedBeforeDate")?,
        date: text(element, "Date")?,
        expired_object_delete_marker: flag(element, "ExpiredObjectDeleteMarker")?,
    })
}

fn read_transition(element: &Element<'_>) -> Result<TransitionForm, Refusal> {
    Ok(TransitionForm {
        days: number(element, "Days")?,
        created_before_date: text(element, "CreatedBeforeDate")?,
        noncurrent_days: number(element, "NoncurrentDays")?,
        storage_class: text(element, "StorageClass")?,
        is_access_time: flag(element, "IsAccessTime")?,
        return_to_std_when_visit: flag(element, "ReturnToStdWhenVisit")?,
        allow_small_file: flag(element, "AllowSmallFile")?,
    })
}

impl Operate for Get {
    type Input = ();
    type Output = StoredLifecycle;

    fn read(_: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), context: &Context<'_>, world: &mut World) -> Result<Self::Output, Refusal> {
        let stored = context.bucket(world)?.settings.lifecycle.clone();
        stored.ok_or_else(|| Refusal::from(Cause::NoSuchLifecycle).with("BucketName", context.bucket))
    }

    fn write(stored: &Self::Output, _: &Context<'_>) -> Reply {
        Reply::xml(ROOT, |w| stored.rules.iter().for_each(|rule| w.group(RULE, |w| write_rule(w, rule))))
    }
}

fn write_rule(w: &mut Writer, rule: &LifecycleRule) {
    w.leaf("ID", &rule.id);
    if let Some(prefix) = &rule.prefix {
        w.leaf("Prefix", prefix);
    }
    w.leaf("Status", if rule.enabled { "Enabled" } else { "Disabled" });
    rule.tags.iter().for_each(|tag| write_tag(w, tag));
    if rule.larger_than.is_some() || rule.smaller_than.is_some() || !rule.not.is_empty() {
        w.group("Filter", |w| {
            rule.larger_than.iter().for_each(|bytes| w.leaf("ObjectSizeGreaterThan", &bytes.to_string()));
            rule.smaller_than.iter().for_each(|bytes| w.leaf("ObjectSizeLessThan", &bytes.to_string()));
            rule.not.iter().for_each(|not| w.group("Not", |w| write_not(w, not)));
        });
    }
    for transition in &rule.transitions {
        w.group("Transition", |w| {
            write_time(w, &transition.time);
            write_transition(w, transition);
        });
    }
    if let Some(expiration) = &rule.expiration {
        w.group("Expiration", |w| match expiration {
            LifecycleExpiration::After(time) => write_time(w, time),
            LifecycleExpiration::On(at) => w.leaf("Date", &iso_millis(*at)),
            LifecycleExpiration::LoneMarkers => w.flag("ExpiredObjectDeleteMarker", true),
        });
    }
    if let Some(time) = &rule.abort {
        w.group("AbortMultipartUpload", |w| write_time(w, time));
    }
    if let Some(days) = rule.noncurrent_expiration {
        w.group("NoncurrentVersionExpiration", |w| w.leaf("NoncurrentDays", &days.to_string()));
    }
    for transition in &rule.noncurrent_transitions {
        w.group("NoncurrentVersionTransition", |w| {
            if let Some((_, days)) = transition.by_days() {
                w.leaf("NoncurrentDays", &days.to_string());
            }
            write_transition(w, transition);
        });
    }
    rule.atime_base.iter().for_each(|since| w.leaf("AtimeBase", &since.to_string()));
}

fn write_tag(w: &mut Writer, tag: &LifecycleTag) {
    w.group("Tag", |w| {
        w.leaf("Key", &tag.key);
        w.leaf("Value", &tag.value);
    });
}

fn write_not(w: &mut Writer, not: &LifecycleNot) {
    if !not.prefix.is_empty() {
        w.leaf("Prefix", &not.prefix);
    }
    not.tag.iter().for_each(|tag| write_tag(w, tag));
}

fn write_time(w: &mut Writer, time: &LifecycleTime) {
    match time {
        LifecycleTime::Days(days) => w.leaf("Days", &days.to_string()),
        LifecycleTime::CreatedBefore(at) => w.leaf("CreatedBeforeDate", &iso_millis(*at)),
    }
}

fn write_transition(w: &mut Writer, transition: &LifecycleTransition) {
    w.leaf("StorageClass", transition.class.as_str());
    transition.is_access_time.iter().for_each(|on| w.flag("IsAccessTime", *on));
    transition.return_to_standard.iter().for_each(|on| w.flag("ReturnToStdWhenVisit", *on));
    transition.allow_small_file.iter().for_each(|on| w.flag("AllowSmallFile", *on));
}

impl Removal for Delete {
    fn remove(context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().lifecycle = None;
        Ok(())
    }
}
