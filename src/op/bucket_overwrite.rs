//! `PutBucketOverwriteConfig`, `GetBucketOverwriteConfig` and `DeleteBucketOverwriteConfig`; `object.rs` has the effect.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketoverwriteconfig` (2025-12) and its siblings; the live tests of
//! `alibabacloud-oss-python-sdk-v2`.

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use super::remove::Removal;
use crate::error::{Cause, Refusal};
use crate::ram::Principals;
use crate::wire::Reply;
use crate::wire::xml::{Element, Writer};
use crate::world::{OverwriteRule, World, check_overwrite_rules};

pub(crate) struct Put;
pub(crate) struct Get;
pub(crate) struct Delete;

const ROOT: &str = "OverwriteConfiguration";

impl Operate for Put {
    /// The rules; those without an id get one.
    type Input = Vec<OverwriteRule>;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<Self::Input, Refusal> {
        let root = context.xml(ROOT)?;
        let rules: Vec<OverwriteRule> = root.all("Rule").map(read_rule).collect::<Result<_, Refusal>>()?;
        if rules.is_empty() { Err(root.wrong("has no `Rule`").into()) } else { Ok(rules) }
    }

    fn apply(mut rules: Self::Input, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket(world)?;
        while let Some(place) = rules.iter().position(|rule| rule.id.is_empty()) {
            let id = world.mint_uuid();
            if rules.iter().all(|rule| rule.id != id) {
                rules[place].id = id;
            }
        }
        let refused = |problem: String| Refusal::from(Cause::OverwriteRuleInvalid).note(problem);
        check_overwrite_rules(&rules).map_err(refused)?;
        context.bucket_mut(world)?.settings_mut().overwrite_config = rules;
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

fn read_rule(rule: &Element<'_>) -> Result<OverwriteRule, Refusal> {
    let action = rule.required("Action")?;
    if action.leaf()? != "forbid" {
        return Err(action.wrong("is not `forbid`").into());
    }
    let text = |name: &str| rule.optional(name).and_then(|child| child.map(Element::leaf).transpose());
    let mut principals = Vec::new();
    if let Some(group) = rule.optional("Principals")? {
        for principal in group.all("Principal") {
            principals.push(principal.leaf()?.to_owned());
        }
    }
    let principals = Principals::new(&principals);
    Ok(OverwriteRule {
        id: text("ID")?.unwrap_or_default().to_owned(),
        prefix: text("Prefix")?.filter(|text| !text.is_empty()).map(str::to_owned),
        suffix: text("Suffix")?.filter(|text| !text.is_empty()).map(str::to_owned),
        principals: principals.map_err(|(_, problem)| Refusal::from(Cause::OverwriteRuleInvalid).note(problem))?,
    })
}

impl Operate for Get {
    type Input = ();
    type Output = Vec<OverwriteRule>;

    fn read(_: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), context: &Context<'_>, world: &mut World) -> Result<Self::Output, Refusal> {
        let rules = context.bucket(world)?.settings.overwrite_config.clone();
        if rules.is_empty() {
            return Err(Refusal::from(Cause::NoOverwriteConfig).with("BucketName", context.bucket));
        }
        Ok(rules)
    }

    fn write(rules: &Self::Output, _: &Context<'_>) -> Reply {
        Reply::xml(ROOT, |w| rules.iter().for_each(|rule| w.group("Rule", |w| write_rule(w, rule))))
    }
}

fn write_rule(w: &mut Writer, rule: &OverwriteRule) {
    w.leaf("ID", &rule.id);
    w.leaf("Action", "forbid");
    if let Some(prefix) = &rule.prefix {
        w.leaf("Prefix", prefix);
    }
    if let Some(suffix) = &rule.suffix {
        w.leaf("Suffix", suffix);
    }
    let mut principals = rule.principals.texts().peekable();
    if principals.peek().is_some() {
        w.group("Principals", |w| principals.for_each(|principal| w.leaf("Principal", principal)));
    }
}

impl Removal for Delete {
    fn remove(context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().overwrite_config.clear();
        Ok(())
    }
}
