//! The display of targets and of what was signed, without the secrets in them.

use std::borrow::Cow;

use memchr::memchr2;

use super::names::{WITHHELD, is_secret_name};
use crate::wire::text::{decoded, lossy};

/// Returns a target or another URL with the values of its secret parameters withheld. Names count in any form: percent-encoded, in
/// capitals. A value, or the end of a path, is withheld if it is such a URL itself.
pub(crate) fn without_secrets(target: &str) -> Cow<'_, str> {
    // Every header of a request passes here, and few have a query.
    if memchr2(b'?', b'%', target.as_bytes()).is_none() {
        return target.into();
    }
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    let shown = encoded_query(path).map(|mark| format!("{}{WITHHELD}", &path[..mark]));
    match query.filter(|query| query.split('&').any(is_secret)) {
        Some(query) => format!("{}?{}", shown.as_deref().unwrap_or(path), withheld(query)).into(),
        None => shown.map_or(target.into(), |shown| format!("{shown}{}", &target[path.len()..]).into()),
    }
}

/// Returns a text of several lines, each of which may have a URL, without secrets.
pub(crate) fn lines_without_secrets(text: &str) -> Cow<'_, str> {
    if !text.contains('\n') {
        return without_secrets(text);
    }
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(without_secrets).collect();
    if lines.iter().all(|line| matches!(line, Cow::Borrowed(_))) { text.into() } else { lines.join("\n").into() }
}

/// The most URLs that are read in each other. A parameter with more of them in its value is withheld.
const MAX_DEPTH: usize = 4;

/// The end of a percent-encoded `?`, if a secret parameter comes after it.
fn encoded_query(text: &str) -> Option<usize> {
    encoded_query_within(text, MAX_DEPTH)
}

fn encoded_query_within(text: &str, depth: usize) -> Option<usize> {
    let is_mark = |at: usize| text.get(at + 1..at + 3).is_some_and(|digits| digits.eq_ignore_ascii_case("3f"));
    let mark = text.match_indices('%').map(|(at, _)| at).find(|at| is_mark(*at))? + 3;
    let query = decoded(&text[mark..]);
    lossy(&query).split('&').any(|parameter| is_secret_within(parameter, depth)).then_some(mark)
}

/// Returns a signed text without its secrets: its lines are headers, resources and queries. A known token is withheld
/// in any place.
pub(crate) fn text_without_secrets(text: &str, token: Option<&str>) -> String {
    let text = match token {
        Some(token) if token.len() >= 8 => text.replace(token, WITHHELD).into(),
        _ => Cow::from(text),
    };
    let line = |line: &str| match (line.split_once(':'), line.split_once('?')) {
        (Some((name @ "x-oss-security-token", _)), _) => format!("{name}:{WITHHELD}"),
        (_, Some((path, query))) => format!("{path}?{}", withheld(query)),
        (_, None) => withheld(line),
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

fn withheld(query: &str) -> String {
    let parameters: Vec<Cow<'_, str>> = query
        .split('&')
        .map(|parameter| match parameter.split_once('=') {
            Some((name, _)) if is_secret(parameter) => format!("{name}={WITHHELD}").into(),
            _ => parameter.into(),
        })
        .collect();
    parameters.join("&")
}

/// Returns `true` if a parameter, `name=value`, has a value that is withheld.
fn is_secret(parameter: &str) -> bool {
    is_secret_within(parameter, MAX_DEPTH)
}

fn is_secret_within(parameter: &str, depth: usize) -> bool {
    let Some((name, value)) = parameter.split_once('=') else { return false };
    !value.is_empty() && (is_secret_name(&lossy(&decoded(name))) || has_secret_query(value, depth))
}

/// Returns `true` if a value is a URL with a secret parameter, or has more URLs in each other than are read.
fn has_secret_query(value: &str, depth: usize) -> bool {
    let value = decoded(value);
    let value = lossy(&value);
    let query = value.split_once('?').map(|(_, query)| query);
    let Some(depth) = depth.checked_sub(1) else { return query.is_some() || value.contains("%3") };
    query.is_some_and(|query| query.split('&').any(|parameter| is_secret_within(parameter, depth)))
        || encoded_query_within(&value, depth).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_secret_parameters_are_withheld_however_their_names_are_written() {
        for (target, shown) in [
            ("/k?security-token=t0ken&Expires=1", "/k?security-token=(withheld)&Expires=1"),
            ("/k?x&Signature=a%2Bb=&versionId=1", "/k?x&Signature=(withheld)&versionId=1"),
            ("/k?X-OSS-Security-Token=t0ken", "/k?X-OSS-Security-Token=(withheld)"),
            ("/k?x-oss%2Dsecurity%2dtoken=t0ken", "/k?x-oss%2Dsecurity%2dtoken=(withheld)"),
            ("/k?%53ignature=a&%73ignature=b", "/k?%53ignature=(withheld)&%73ignature=(withheld)"),
            (
                "/k?x-oss-signature=ab&x-oss-signature-version=OSS2",
                "/k?x-oss-signature=(withheld)&x-oss-signature-version=OSS2",
            ),
            ("/k?security-token=a?b&security-token=c", "/k?security-token=(withheld)&security-token=(withheld)"),
            ("/security-token=a", "/security-token=a"),
            ("/k?Signature&security-token=", "/k?Signature&security-token="),
            ("/k?prefix=Signature=a", "/k?prefix=Signature=a"),
            ("/k?x-oss-process=a&AccessKeySecret=b", "/k?x-oss-process=a&AccessKeySecret=(withheld)"),
            ("http://a/?back=http%3A%2F%2Fb%2Fk%3FSignature%3Da", "http://a/?back=(withheld)"),
            ("http://a/?back=http%3A%2F%2Fb%2Fk%253FSignature%253Da&b=1", "http://a/?back=(withheld)&b=1"),
            ("/k%3FExpires=1&Signature=a", "/k%3F(withheld)"),
            ("/k%3fsecurity-token%3Da?Signature=a&b=1", "/k%3f(withheld)?Signature=(withheld)&b=1"),
            ("/k%3fsecurity-token%3Da?b=1", "/k%3f(withheld)?b=1"),
            ("/k%3Fa=1", "/k%3Fa=1"),
            ("/", "/"),
        ] {
            assert_eq!(without_secrets(target), shown);
        }
    }

    #[test]
    fn urls_in_urls_are_read_to_a_bounded_depth() {
        for piece in ["a=b?", "a=b%3F", "a=?b=%253F", "a=%3F%253F%25253F&", "?a=%3F&b=%253F&"] {
            for times in [1_000, 12_000] {
                let target = format!("/k?{}x", piece.repeat(times));
                assert!(without_secrets(&target).len() <= target.len() + WITHHELD.len(), "{piece}");
            }
        }
        for depth in 0..12 {
            for piece in ["a=b?", "a=b%3F"] {
                let target = format!("/k?{}Signature=s3cret", piece.repeat(depth));
                assert!(!without_secrets(&target).contains("s3cret"), "{target}");
            }
        }
        assert_eq!(without_secrets("/k?a=b?c=d?e=f"), "/k?a=b?c=d?e=f");
    }

    #[test]
    fn tokens_are_withheld_in_what_was_signed() {
        for (text, shown) in [
            ("GET\nx-oss-security-token:t0ken\n/logs/", "GET\nx-oss-security-token:(withheld)\n/logs/"),
            ("GET\n\n1\n/logs/k?acl&security-token=t0ken", "GET\n\n1\n/logs/k?acl&security-token=(withheld)"),
            (
                "GET\n/logs/\nx-oss-date=1&x-oss-security-token=t0k%3D",
                "GET\n/logs/\nx-oss-date=1&x-oss-security-token=(withheld)",
            ),
            ("/logs/a-long&token", "/logs/(withheld)"),
            ("x-oss-meta-a:1\n", "x-oss-meta-a:1\n"),
        ] {
            assert_eq!(text_without_secrets(text, Some("a-long&token")), shown);
        }
    }
}
