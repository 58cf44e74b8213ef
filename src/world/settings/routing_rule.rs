//! A routing rule of a website: its condition, and where it leads.
//!
//! Source: `help.aliyun.com/en/oss/developer-reference/putbucketwebsite`.

use std::collections::BTreeMap;
use std::fmt;
use std::net::Ipv6Addr;

use serde::{Deserialize, Serialize};

use super::super::MAX_KEY;
use crate::ram::wire_names;

wire_names! {
    /// The kind of redirect of a routing rule.
    RedirectType {
        /// The object is fetched from an origin and stored.
        #[default]
        Mirror = "Mirror",
        /// The client is sent to another address.
        External = "External",
        /// The client is sent to Alibaba Cloud CDN.
        AliCdn = "AliCDN",
        /// Another object of the bucket is answered.
        Internal = "Internal",
    }
}

/// The form of the value of an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OptionForm {
    Flag,
    Text,
    Code,
    Protocol,
    Host,
    Origin,
}

/// The options of redirects that are a text, in the order in which OSS shows them. Those in a group have its name before them.
const OPTIONS: &[(&str, OptionForm)] = {
    use OptionForm::{Code, Flag, Host, Origin, Protocol, Text};
    &[
        ("Protocol", Protocol),
        ("HostName", Host),
        ("PassQueryString", Flag),
        ("HttpRedirectCode", Code),
        ("ReplaceKeyWith", Text),
        ("ReplaceKeyPrefixWith", Text),
        ("EnableReplacePrefix", Flag),
        ("MirrorURL", Origin),
        ("MirrorURLSlave", Origin),
        ("MirrorURLProbe", Text),
        ("MirrorPassQueryString", Flag),
        ("MirrorFollowRedirect", Flag),
        ("MirrorCheckMd5", Flag),
        ("MirrorSNI", Flag),
        ("MirrorPassOriginalSlashes", Flag),
        ("MirrorSaveOssMeta", Flag),
        ("MirrorProxyPass", Flag),
        ("MirrorAllowHeadObject", Flag),
        ("MirrorAllowGetImageInfo", Flag),
        ("MirrorAllowVideoSnapshot", Flag),
        ("MirrorUserLastModified", Flag),
        ("MirrorUsingRole", Flag),
        ("MirrorRole", Text),
        ("MirrorAsyncStatus", Text),
        ("MirrorSwitchAllErrors", Flag),
        ("MirrorIsExpressTunnel", Flag),
        ("MirrorDstRegion", Text),
        ("MirrorDstVpcId", Text),
        ("MirrorDstSlaveVpcId", Text),
        ("MirrorTunnelId", Text),
        ("TransparentMirrorResponseCodes", Text),
        ("MirrorAuth/AuthType", Text),
        ("MirrorAuth/Region", Text),
        ("MirrorAuth/AccessKeyId", Text),
        ("MirrorAuth/AccessKeySecret", Text),
    ]
};

/// The options with an effect that ossmock lacks.
const WITHOUT_EFFECT: &[&str] = &[
    "MirrorURLSlave",
    "MirrorURLProbe",
    "MirrorUserLastModified",
    "MirrorUsingRole",
    "MirrorAsyncStatus",
    "MirrorIsExpressTunnel",
    "TransparentMirrorResponseCodes",
    "MirrorAuth/AuthType",
];

/// The most headers in a list, and the most bytes of the name of one.
const MAX_HEADERS: usize = 10;
const MAX_NAME: usize = 1_024;
/// The most bytes of an option, and of the value of a header; a key has fewer. OSS publishes no number.
const MAX_OPTION: usize = 1_024;
/// The most tags that an object is given, as an object has no more.
const MAX_TAGS: usize = 10;

/// A name with a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedValue {
    pub name: String,
    pub value: String,
}

/// The headers that a mirror rule passes on to its origin.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct MirrorHeaders {
    pub pass_all: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pass: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<NamedValue>,
}

/// A routing rule of a website: the requests it is for, and where it leads them.
///
/// # Example
///
/// ```
/// use ossmock::settings::RoutingRule;
///
/// // Missing objects below `old/` are fetched from an origin, once.
/// let rule = RoutingRule::mirror(1, "http://origin.example/").set_key_prefix("old/").set_error(404);
/// // Other missing objects are elsewhere.
/// let moved = RoutingRule::external(2, "https", "cdn.example").set_error(404).set_option("HttpRedirectCode", "302");
/// assert_eq!((rule.number(), moved.option("HostName")), (1, Some("cdn.example")));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoutingRule {
    number: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key_prefix: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key_suffix: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<u16>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) include_headers: Vec<NamedValue>,
    redirect: RedirectType,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    options: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mirror_headers: Option<MirrorHeaders>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) mirror_taggings: Vec<NamedValue>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) mirror_return_headers: Vec<NamedValue>,
    /// `LuaConfig/Script`, which is kept and shown; a rule with a script is not carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) lua_script: Option<String>,
}

/// The problem of a routing rule: an element, its value, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RuleProblem {
    pub name: String,
    pub value: String,
    pub problem: String,
}

impl fmt::Display for RuleProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` of a routing rule {}", self.name, self.problem)
    }
}

pub(super) fn wrong(name: &str, value: impl Into<String>, problem: impl Into<String>) -> RuleProblem {
    RuleProblem { name: name.to_owned(), value: value.into(), problem: problem.into() }
}

impl RoutingRule {
    /// A rule with this number, which is its place among the rules.
    pub(crate) fn new(number: u32, redirect: RedirectType) -> Self {
        Self {
            number,
            key_prefix: None,
            key_suffix: None,
            error: None,
            include_headers: Vec::new(),
            redirect,
            options: BTreeMap::new(),
            mirror_headers: None,
            mirror_taggings: Vec::new(),
            mirror_return_headers: Vec::new(),
            lua_script: None,
        }
    }

    /// A rule that fetches missing objects from an origin such as `http://origin.example/`, and stores them.
    #[must_use]
    pub fn mirror(number: u32, url: &str) -> Self {
        Self::new(number, RedirectType::Mirror).set_error(404).with("MirrorURL", url)
    }

    /// A rule that sends the client to the same path of another host, by `http` or `https`.
    #[must_use]
    pub fn external(number: u32, protocol: &str, host: &str) -> Self {
        Self::new(number, RedirectType::External).with("Protocol", protocol).with("HostName", host)
    }

    /// The same rule, for keys with this prefix only.
    #[must_use]
    pub fn set_key_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.key_prefix = Some(prefix.into());
        self
    }

    /// The same rule, for keys with this suffix only.
    #[must_use]
    pub fn set_key_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.key_suffix = Some(suffix.into());
        self
    }

    /// The same rule, for requests that would be answered with this status only.
    #[must_use]
    pub const fn set_error(mut self, status: u16) -> Self {
        self.error = Some(status);
        self
    }

    /// The same rule, for requests with this header only.
    #[must_use]
    pub fn add_header(mut self, name: &str, value: &str) -> Self {
        self.include_headers.push(NamedValue { name: name.to_owned(), value: value.to_owned() });
        self
    }

    /// The same rule, passing all headers of the client to the origin, except those that never go there.
    #[must_use]
    pub fn pass_all_headers(mut self) -> Self {
        self.mirror_headers.get_or_insert_default().pass_all = Some(true);
        self
    }

    /// The same rule, passing this header of the client to the origin.
    #[must_use]
    pub fn pass_header(mut self, name: &str) -> Self {
        self.mirror_headers.get_or_insert_default().pass.push(name.to_owned());
        self
    }

    /// The same rule, not passing this header to the origin.
    #[must_use]
    pub fn remove_header(mut self, name: &str) -> Self {
        self.mirror_headers.get_or_insert_default().remove.push(name.to_owned());
        self
    }

    /// The same rule, sending this header to the origin.
    #[must_use]
    pub fn set_header(mut self, name: &str, value: &str) -> Self {
        let pair = NamedValue { name: name.to_owned(), value: value.to_owned() };
        self.mirror_headers.get_or_insert_default().set.push(pair);
        self
    }

    /// The same rule, giving this tag to the objects that it stores.
    #[must_use]
    pub fn add_mirror_tag(mut self, key: &str, value: &str) -> Self {
        self.mirror_taggings.push(NamedValue { name: key.to_owned(), value: value.to_owned() });
        self
    }

    /// The same rule with an option of its redirect, by the name of its element, such as `MirrorCheckMd5` or `HttpRedirectCode`.
    ///
    /// # Panics
    ///
    /// If a redirect has no such option, or not with such a value.
    #[must_use]
    #[track_caller]
    pub fn set_option(self, name: &str, value: &str) -> Self {
        match check_option(name, value) {
            Ok(()) => self.with(name, value),
            Err(problem) => panic!("{problem}"),
        }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.options.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The number, `RuleNumber`: rules are tried in the order of their numbers.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// The kind of redirect.
    #[must_use]
    pub const fn redirect(&self) -> RedirectType {
        self.redirect
    }

    /// The value of an option, by the name of its element.
    #[must_use]
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.get(name).map(String::as_str)
    }

    /// The prefix that a key must have.
    #[must_use]
    pub fn key_prefix(&self) -> Option<&str> {
        self.key_prefix.as_deref()
    }

    /// The suffix that a key must have.
    #[must_use]
    pub fn key_suffix(&self) -> Option<&str> {
        self.key_suffix.as_deref()
    }

    /// The status that a request must be about to be answered with.
    #[must_use]
    pub const fn error(&self) -> Option<u16> {
        self.error
    }

    /// Returns `true` if a flag is set; without it, the default counts.
    pub(crate) fn flag(&self, name: &str, default: bool) -> bool {
        self.option(name).map_or(default, |value| value == "true")
    }

    /// Returns the key that the rule leads to.
    pub(crate) fn target_key(&self, key: &str) -> String {
        let rest = key.strip_prefix(self.key_prefix().unwrap_or_default()).unwrap_or(key);
        match (self.option("ReplaceKeyWith"), self.option("ReplaceKeyPrefixWith"), self.option("EnableReplacePrefix")) {
            (Some(with), _, _) => with.replace("${key}", key),
            (None, Some(new), None | Some("true")) => format!("{new}{rest}"),
            (None, None, Some("true")) => rest.to_owned(),
            _ => key.to_owned(),
        }
    }

    /// The options in the order in which they are shown.
    pub(crate) fn options(&self) -> impl Iterator<Item = (&'static str, &str)> {
        OPTIONS.iter().filter_map(|(name, _)| Some((*name, self.option(name)?)))
    }

    /// A part that is set and has an effect that ossmock lacks. The options of mirrors count for mirrors only.
    pub(crate) fn not_emulated(&self) -> Option<&str> {
        if self.lua_script.is_some() {
            return Some("LuaConfig");
        }
        if self.redirect != RedirectType::Mirror {
            return None;
        }
        let is_set = |name: &&&str| self.option(name).is_some_and(|value| !matches!(value, "" | "false" | "0"));
        let groups = [
            ("MirrorReturnHeaders", !self.mirror_return_headers.is_empty()),
            ("a MirrorTaggings with a variable", self.mirror_taggings.iter().any(|tag| tag.value.contains("${"))),
        ];
        let group = groups.into_iter().find(|(_, is_set)| *is_set).map(|(name, _)| name);
        WITHOUT_EFFECT.iter().find(is_set).copied().or(group)
    }

    /// Checks what OSS checks when the rule is set.
    pub(crate) fn check(&self) -> Result<(), RuleProblem> {
        if self.number == 0 {
            return Err(wrong("RuleNumber", "0", "is not a positive number"));
        }
        let is_mirror = self.redirect == RedirectType::Mirror;
        match self.error {
            Some(404) | None => {}
            Some(400..=599) if !is_mirror => {}
            Some(code) => {
                let is = if is_mirror { "is not 404, the one code that a mirror is for" } else { "is not 400 to 599" };
                return Err(wrong("HttpErrorCodeReturnedEquals", code.to_string(), is));
            }
        }
        self.options.iter().try_for_each(|(name, value)| check_option(name, value))?;
        if is_mirror && self.option("MirrorURL").is_none() {
            return Err(wrong("MirrorURL", "", "is missing, and a mirror needs it"));
        }
        if self.option("ReplaceKeyWith").is_some() && self.option("ReplaceKeyPrefixWith").is_some() {
            let value = self.option("ReplaceKeyWith").unwrap_or_default();
            return Err(wrong("ReplaceKeyWith", value, "is there beside `ReplaceKeyPrefixWith`"));
        }
        let affixes = [("KeyPrefixEquals", self.key_prefix()), ("KeySuffixEquals", self.key_suffix())];
        for (name, affix) in affixes {
            check_length(name, affix.unwrap_or_default())?;
        }
        check_pairs("IncludeHeader", &self.include_headers)?;
        check_pairs("ReturnHeader", &self.mirror_return_headers)?;
        if let Some(tag) = self.mirror_taggings.get(MAX_TAGS) {
            return Err(wrong("Taggings", &*tag.name, format!("is there more than {MAX_TAGS} times")));
        }
        for tag in &self.mirror_taggings {
            check_text("Taggings", &tag.name)?;
            check_text("Taggings", &tag.value)?;
        }
        let Some(MirrorHeaders { pass, remove, set, .. }) = &self.mirror_headers else { return Ok(()) };
        check_names("Pass", pass.iter().map(|name| &**name))?;
        check_names("Remove", remove.iter().map(|name| &**name))?;
        check_pairs("Set", set)
    }
}

/// Checks that a part of a key is no longer than a key.
pub(super) fn check_length(name: &str, text: &str) -> Result<(), RuleProblem> {
    if text.len() <= MAX_KEY { Ok(()) } else { Err(wrong(name, text, "has more than 1,023 bytes, the most of a key")) }
}

/// Checks the length of a text.
fn check_text(name: &str, text: &str) -> Result<(), RuleProblem> {
    if text.len() <= MAX_OPTION { Ok(()) } else { Err(wrong(name, text, "has more than 1,024 bytes")) }
}

/// Checks a list of headers with their values.
fn check_pairs(list: &str, pairs: &[NamedValue]) -> Result<(), RuleProblem> {
    check_names(list, pairs.iter().map(|pair| &*pair.name))?;
    pairs.iter().try_for_each(|pair| {
        if pair.value.contains(['\r', '\n']) {
            return Err(wrong(list, &*pair.value, "has a line break in its value"));
        }
        check_text(list, &pair.value)
    })
}

/// Checks the number of headers in a list, and their names.
fn check_names<'n>(list: &str, names: impl Iterator<Item = &'n str>) -> Result<(), RuleProblem> {
    let is_in_name = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    for (at, name) in names.enumerate() {
        if at == MAX_HEADERS {
            return Err(wrong(list, name, format!("is there more than {MAX_HEADERS} times")));
        }
        if name.is_empty() || name.len() > MAX_NAME || !name.bytes().all(is_in_name) {
            return Err(wrong(list, name, "does not name a header"));
        }
    }
    Ok(())
}

/// Returns `true` for the name of an option.
pub(crate) fn is_option(name: &str) -> bool {
    OPTIONS.iter().any(|(option, _)| *option == name)
}

/// Returns `true` for the name of an option that is `true` or `false`.
pub(crate) fn is_flag(name: &str) -> bool {
    OPTIONS.iter().any(|(option, form)| *option == name && *form == OptionForm::Flag)
}

fn check_option(name: &str, value: &str) -> Result<(), RuleProblem> {
    let Some((_, form)) = OPTIONS.iter().find(|(option, _)| *option == name) else {
        return Err(wrong(name, value, "is not an option of a redirect"));
    };
    let (fits, what) = match form {
        OptionForm::Flag => (matches!(value, "true" | "false"), "is neither `true` nor `false`"),
        OptionForm::Text => (value.len() <= MAX_OPTION, "has more than 1,024 bytes"),
        OptionForm::Code => (matches!(value, "301" | "302" | "303" | "305" | "307"), "is not a code of redirects"),
        OptionForm::Protocol => (matches!(value, "http" | "https"), "is neither `http` nor `https`"),
        OptionForm::Host => (value.len() <= MAX_OPTION && is_host(value), "is not a host, with or without a port"),
        OptionForm::Origin => {
            (value.len() <= MAX_OPTION && is_origin(value), "is not an `http` or `https` URL that ends in `/`")
        }
    };
    if fits { Ok(()) } else { Err(wrong(name, value, what)) }
}

/// Returns `true` for a host, with or without a port.
fn is_host(text: &str) -> bool {
    let in_brackets = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (name, port) = in_brackets.unwrap_or_else(|| text.split_at(text.find(':').unwrap_or(text.len())));
    let is_in_name = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
    let is_name = name.bytes().all(is_in_name) && name.bytes().any(|b| b.is_ascii_alphanumeric());
    let is_well = if in_brackets.is_some() { name.parse::<Ipv6Addr>().is_ok() } else { is_name };
    let is_number = |port: &str| port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok();
    is_well && (port.is_empty() || port.strip_prefix(':').is_some_and(is_number))
}

/// Returns `true` for the URL of an origin: `http` or `https`, a host, and a path that ends in `/`, encoded as RFC 3986 says.
///
/// Source: `help.aliyun.com/en/oss/developer-reference/putbucketwebsite` (the beginning and the end) and
/// `…/user-guide/mirroring-based-back-to-origin` (the encoding).
fn is_origin(text: &str) -> bool {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    let Some((host, path)) = rest.and_then(|rest| rest.split_once('/')) else { return false };
    let is_in_path = |b: u8| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%".contains(&b);
    let is_code = |after: &str| after.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    let is_encoded = path.bytes().all(is_in_path) && path.split('%').skip(1).all(is_code);
    is_host(host) && is_encoded && (path.is_empty() || path.ends_with('/'))
}

impl fmt::Display for RoutingRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule {}: {}", self.number, self.redirect)?;
        let to = ["MirrorURL", "HostName", "ReplaceKeyWith"].into_iter().find_map(|name| self.option(name));
        to.map_or(Ok(()), |to| write!(f, " {to}"))
    }
}
