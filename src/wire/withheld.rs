//! The display of texts that a client sends, without the secrets in them.

use std::borrow::Cow;

use super::text::decode;

/// The replacement of a value that would give access elsewhere, or as another caller.
pub(crate) const WITHHELD: &str = "(withheld)";

/// The query parameters whose values give access: the tokens of sessions, and the signatures of URLs.
const SECRET_PARAMETERS: [&str; 6] = [
    "security-token",
    "x-oss-security-token",
    "Signature",
    "x-oss-signature",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
];

/// Returns a target with the values of its secret parameters withheld. Names count in any form: percent-encoded, in
/// capitals.
pub(crate) fn without_secrets(target: &str) -> Cow<'_, str> {
    match target.split_once('?') {
        Some((path, query)) if query.split('&').any(is_secret) => format!("{path}?{}", withheld(query)).into(),
        _ => target.into(),
    }
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
    let Some((name, value)) = parameter.split_once('=') else { return false };
    let name = decode(name);
    !value.is_empty() && SECRET_PARAMETERS.iter().any(|secret| name.eq_ignore_ascii_case(secret.as_bytes()))
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
            ("/", "/"),
        ] {
            assert_eq!(without_secrets(target), shown);
        }
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
