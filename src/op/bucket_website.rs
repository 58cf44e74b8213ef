//! `PutBucketWebsite`, `GetBucketWebsite` and `DeleteBucketWebsite`; `website.rs` and `mirror.rs` have the effect.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketwebsite` and its two siblings; the options of redirects from
//! the live tests of `alibabacloud-oss-go-sdk-v2` and `alibabacloud-oss-python-sdk-v2`; what is shown of them from those of
//! `aliyun-oss-python-sdk` and `aliyun-oss-java-sdk`.

use std::sync::Arc;

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use super::refusals::invalid_argument;
use super::remove::Removal;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::Reply;
use crate::wire::xml::{Element, Malformed, Writer};
use crate::world::{
    MirrorHeaders, NamedValue, RedirectType, RoutingRule, RuleProblem, SubDirs, Website, World, is_flag, is_option,
};

pub(crate) struct Put;
pub(crate) struct Get;
pub(crate) struct Delete;

const ROOT: &str = "WebsiteConfiguration";
/// The names of the groups of lists in a redirect: the group, the element, its name and its value.
const TAGGINGS: [&str; 4] = ["MirrorTaggings", "Taggings", "Key", "Value"];
const RETURN_HEADERS: [&str; 4] = ["MirrorReturnHeaders", "ReturnHeader", "Key", "Value"];
/// The secret among the options, which is not shown.
const SECRET: &str = "MirrorAuth/AccessKeySecret";

impl Operate for Put {
    type Input = Website;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<Website, Refusal> {
        let root = context.xml(ROOT)?;
        let mut website = Website::default();
        if let Some(index) = root.optional("IndexDocument")? {
            website = website.set_index(filled(index.required("Suffix")?)?);
            let is_on = index.optional("SupportSubDir")?.map_or(Ok(false), flag)?;
            let kind = index.optional("Type")?.map(Element::leaf).transpose()?;
            let kind = match kind.map(SubDirs::from_wire) {
                Some(None) => return Err(invalid_argument(Cause::WebsiteInvalid, "Type", kind.unwrap_or_default())),
                Some(Some(kind)) => kind,
                None => SubDirs::Redirect,
            };
            if is_on {
                website = website.set_sub_dirs(kind);
            }
        }
        if let Some(error) = root.optional("ErrorDocument")? {
            let status = error.optional("HttpStatus")?.map(Element::leaf).transpose()?;
            website = website.set_error(filled(error.required("Key")?)?, status_of(status)?);
        }
        if let Some(rules) = root.optional("RoutingRules")? {
            for rule in rules.all("RoutingRule") {
                website = website.add_rule(rule_of(rule, context)?);
            }
        }
        website.check_values().map_err(|(_, RuleProblem { name, value, problem })| {
            invalid_argument(Cause::WebsiteInvalid, &name, &value).note(format!("`{name}` {problem}"))
        })?;
        website.check().map_err(|error| Refusal::from(Cause::MalformedXml).note(error.problem))?;
        Ok(website)
    }

    fn apply(website: Website, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().website = Some(Arc::new(website));
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

/// Reads a truth value, which may begin with a capital letter.
///
/// Source: `aliyun-oss-python-sdk`: `test_website.py` (live) sends it so.
pub(super) fn flag(element: &Element<'_>) -> Result<bool, Malformed> {
    match element.leaf()? {
        "True" => Ok(true),
        "False" => Ok(false),
        _ => element.flag(),
    }
}

fn filled(element: &Element<'_>) -> Result<String, Malformed> {
    match element.leaf()? {
        "" => Err(element.wrong("is empty")),
        text => Ok(text.to_owned()),
    }
}

/// Reads the status of an error page.
fn status_of(text: Option<&str>) -> Result<u16, Refusal> {
    match text {
        Some("200") => Ok(200),
        None | Some("404") => Ok(404),
        Some(other) => Err(invalid_argument(Cause::WebsiteStatusInvalid, "HttpStatus", other)),
    }
}

/// Reads a number; a text that is none is refused by the check of the rule.
fn number<N: std::str::FromStr>(element: &Element<'_>) -> Result<N, Refusal> {
    let text = element.leaf()?;
    text.parse().map_err(|_| invalid_argument(Cause::WebsiteInvalid, element.name, text))
}

fn rule_of(element: &Element<'_>, context: &Context<'_>) -> Result<RoutingRule, Refusal> {
    let redirect = element.required("Redirect")?;
    let kind = redirect.required("RedirectType")?;
    let text = kind.leaf()?;
    let kind =
        RedirectType::from_wire(text).ok_or_else(|| invalid_argument(Cause::WebsiteInvalid, "RedirectType", text))?;
    let mut rule = RoutingRule::new(number(element.required("RuleNumber")?)?, kind);
    if let Some(condition) = element.optional("Condition")? {
        let text = |name| condition.optional(name).and_then(|found| found.map(Element::leaf).transpose());
        if let Some(prefix) = text("KeyPrefixEquals")? {
            rule = rule.set_key_prefix(prefix);
        }
        if let Some(suffix) = text("KeySuffixEquals")? {
            rule = rule.set_key_suffix(suffix);
        }
        if let Some(code) = condition.optional("HttpErrorCodeReturnedEquals")? {
            rule = rule.set_error(number(code)?);
        }
        for header in condition.all("IncludeHeader") {
            rule = rule.add_header(header.required("Key")?.leaf()?, header.required("Equals")?.leaf()?);
        }
    }
    for option in redirect.each() {
        match option.name {
            "RedirectType" => {}
            "MirrorHeaders" => rule.mirror_headers = Some(mirror_headers(option)?),
            "MirrorTaggings" => rule.mirror_taggings = pairs(option, TAGGINGS)?,
            "MirrorReturnHeaders" => rule.mirror_return_headers = pairs(option, RETURN_HEADERS)?,
            "MirrorAuth" => {
                for leaf in option.each() {
                    rule = with_option(rule, leaf, &format!("MirrorAuth/{}", leaf.name), context)?;
                }
            }
            name => rule = with_option(rule, option, name, context)?,
        }
    }
    if let Some(lua) = element.optional("LuaConfig")? {
        rule.lua_script = lua.optional("Script")?.map(Element::leaf).transpose()?.map(str::to_owned);
    }
    Ok(rule)
}

/// Adds an option; one that ossmock does not know is ignored, and noted.
fn with_option(
    rule: RoutingRule,
    element: &Element<'_>,
    name: &str,
    context: &Context<'_>,
) -> Result<RoutingRule, Malformed> {
    if !is_option(name) {
        context.call.ignore_element(element.name);
        return Ok(rule);
    }
    if rule.option(name).is_some() {
        return Err(element.wrong("is there a second time"));
    }
    Ok(match element.leaf()? {
        "True" if is_flag(name) => rule.with(name, "true"),
        "False" if is_flag(name) => rule.with(name, "false"),
        value => rule.with(name, value),
    })
}

fn mirror_headers(element: &Element<'_>) -> Result<MirrorHeaders, Malformed> {
    let names = |name| element.all(name).map(|header| header.leaf().map(str::to_owned)).collect::<Result<Vec<_>, _>>();
    Ok(MirrorHeaders {
        pass_all: element.optional("PassAll")?.map(flag).transpose()?,
        pass: names("Pass")?,
        remove: names("Remove")?,
        set: pairs_in(element, ["Set", "Key", "Value"])?,
    })
}

fn pairs(group: &Element<'_>, [_, element, name, value]: [&str; 4]) -> Result<Vec<NamedValue>, Malformed> {
    pairs_in(group, [element, name, value])
}

fn pairs_in(group: &Element<'_>, [element, name, value]: [&str; 3]) -> Result<Vec<NamedValue>, Malformed> {
    let text = |of: &Element<'_>, name| Ok::<_, Malformed>(of.required(name)?.leaf()?.to_owned());
    group.all(element).map(|one| Ok(NamedValue { name: text(one, name)?, value: text(one, value)? })).collect()
}

impl Operate for Get {
    type Input = ();
    type Output = Arc<Website>;

    fn read(_: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), context: &Context<'_>, world: &mut World) -> Result<Arc<Website>, Refusal> {
        let none = || Refusal::from(Cause::NoSuchWebsite).with("BucketName", context.bucket);
        let website = context.bucket(world)?.settings.website.clone().ok_or_else(none)?;
        if website.rules().iter().any(|rule| rule.option(SECRET).is_some()) {
            context.call.assume(Assumption::MirrorSecretShown);
        }
        Ok(website)
    }

    fn write(website: &Arc<Website>, _: &Context<'_>) -> Reply {
        Reply::xml(ROOT, |w| {
            if let Some(suffix) = website.index() {
                w.group("IndexDocument", |w| {
                    w.leaf("Suffix", suffix);
                    if let Some(kind) = website.sub_dirs() {
                        w.flag("SupportSubDir", true);
                        w.leaf("Type", kind.as_str());
                    }
                });
            }
            if let Some((key, status)) = website.error() {
                w.group("ErrorDocument", |w| {
                    w.leaf("Key", key);
                    w.leaf("HttpStatus", &status.to_string());
                });
            }
            if !website.rules().is_empty() {
                w.group("RoutingRules", |w| website.rules().iter().for_each(|rule| write_rule(w, rule)));
            }
        })
    }
}

fn write_rule(w: &mut Writer, rule: &RoutingRule) {
    w.group("RoutingRule", |w| {
        w.leaf("RuleNumber", &rule.number().to_string());
        write_condition(w, rule);
        w.group("Redirect", |w| {
            w.leaf("RedirectType", rule.redirect().as_str());
            write_options(w, rule);
            if let Some(MirrorHeaders { pass_all, pass, remove, set }) = &rule.mirror_headers {
                w.group("MirrorHeaders", |w| {
                    if let Some(pass_all) = pass_all {
                        w.flag("PassAll", *pass_all);
                    }
                    for (element, names) in [("Pass", pass), ("Remove", remove)] {
                        for name in names {
                            w.leaf(element, name);
                        }
                    }
                    write_pairs(w, set, ["Set", "Key", "Value"]);
                });
            }
            for ([group, element, name, value], pairs) in
                [(TAGGINGS, &rule.mirror_taggings), (RETURN_HEADERS, &rule.mirror_return_headers)]
            {
                if !pairs.is_empty() {
                    w.group(group, |w| write_pairs(w, pairs, [element, name, value]));
                }
            }
        });
        if let Some(script) = &rule.lua_script {
            w.group("LuaConfig", |w| w.leaf("Script", script));
        }
    });
}

fn write_condition(w: &mut Writer, rule: &RoutingRule) {
    let texts = [("KeyPrefixEquals", rule.key_prefix()), ("KeySuffixEquals", rule.key_suffix())];
    if texts.iter().all(|(_, text)| text.is_none()) && rule.error().is_none() && rule.include_headers.is_empty() {
        return;
    }
    w.group("Condition", |w| {
        for (name, text) in texts {
            if let Some(text) = text {
                w.leaf(name, text);
            }
        }
        if let Some(code) = rule.error() {
            w.leaf("HttpErrorCodeReturnedEquals", &code.to_string());
        }
        write_pairs(w, &rule.include_headers, ["IncludeHeader", "Key", "Equals"]);
    });
}

/// Writes the options: a mirror shows whether it passes the query and slashes on, even if it was not told.
fn write_options(w: &mut Writer, rule: &RoutingRule) {
    let mut options: Vec<(&str, &str)> = rule.options().collect();
    if rule.redirect() == RedirectType::Mirror {
        let passes = rule.option("MirrorPassQueryString").unwrap_or("false");
        for (name, value) in [("PassQueryString", passes), ("MirrorPassOriginalSlashes", "false")] {
            if rule.option(name).is_none() {
                options.push((name, value));
            }
        }
    }
    let (in_group, alone): (Vec<_>, Vec<_>) = options.into_iter().partition(|(name, _)| name.contains('/'));
    for (name, value) in alone {
        w.leaf(name, value);
    }
    if !in_group.is_empty() {
        w.group("MirrorAuth", |w| {
            for (name, value) in in_group {
                let value = if name == SECRET { "****" } else { value };
                w.leaf(name.trim_start_matches("MirrorAuth/"), value);
            }
        });
    }
}

fn write_pairs(w: &mut Writer, pairs: &[NamedValue], [element, name, value]: [&str; 3]) {
    for pair in pairs {
        w.group(element, |w| {
            w.leaf(name, &pair.name);
            w.leaf(value, &pair.value);
        });
    }
}

impl Removal for Delete {
    fn remove(context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().website = None;
        Ok(())
    }
}
