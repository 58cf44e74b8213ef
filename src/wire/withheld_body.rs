//! The display of bodies, without the secrets in them.

use std::sync::Arc;

use super::WITHHELD;

/// The shortest secret that is looked for: a shorter one would be found in words.
const SHORTEST: usize = 4;

/// The longest prefix of an element.
const MAX_PREFIX: usize = 64;

/// The ends of names whose values are withheld, in lower case and without `-` and `_`. What the server signed has the token of the request.
const SECRET_NAMES: [&str; 10] = [
    "securitytoken",
    "accesskeysecret",
    "secretaccesskey",
    "authorization",
    "signature",
    "signatureprovided",
    "stringtosign",
    "stringtosignbytes",
    "canonicalrequest",
    "canonicalrequestbytes",
];

/// Returns `true` if the value of a field with this name is withheld.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let plain: String = name.chars().filter(|c| !matches!(c, '-' | '_')).collect::<String>().to_ascii_lowercase();
    SECRET_NAMES.iter().any(|secret| plain.ends_with(secret))
}

/// Returns the text of a body without these secrets, and without the values of secret names in JSON, XML, forms and headers.
pub(crate) fn body_without_secrets(text: &str, secrets: &[Arc<str>]) -> String {
    let long = secrets.iter().filter(|secret| secret.len() >= SHORTEST);
    let text =
        long.fold(
            text.to_owned(),
            |text, secret| {
                if text.contains(&**secret) { text.replace(&**secret, WITHHELD) } else { text }
            },
        );
    let mut shown = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((name, after)) = next_name(rest) {
        shown.push_str(&rest[..rest.len() - after.len()]);
        rest = after;
        let is_secret = is_secret_name(name) && !closes_element(&shown[..shown.len() - name.len()]);
        if let Some((opening, value)) = is_secret.then(|| value_of(after)).flatten() {
            shown.push_str(&after[..opening]);
            shown.push_str(WITHHELD);
            rest = &after[opening + value..];
        }
    }
    shown + rest
}

/// Returns `true` if a text ends with the beginning of a closing tag, with or without a prefix such as `sts:`.
fn closes_element(before: &str) -> bool {
    let prefix = |c: &char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_' | '.');
    let mut rest = before.chars().rev().take(MAX_PREFIX).skip_while(prefix);
    (rest.next(), rest.next()) == (Some('/'), Some('<'))
}

/// The next word of letters, digits, `-` and `_`, and the text after it.
fn next_name(text: &str) -> Option<(&str, &str)> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let start = text.find(is_of_name)?;
    let length = text[start..].find(|c| !is_of_name(c)).unwrap_or(text.len() - start);
    Some((&text[start..start + length], &text[start + length..]))
}

/// The length of what stands between a name and its value, and the length of the value; `None` if the name has no value.
fn value_of(after: &str) -> Option<(usize, usize)> {
    let closed = after.trim_start_matches(QUOTES).trim_start_matches("&quot;").trim_start();
    let separator = closed.chars().next().filter(|c| matches!(c, ':' | '=' | '>' | ','))?;
    let opened = closed[1..].trim_start_matches([' ', '\t']);
    let value = opened.trim_start_matches(QUOTES).trim_start_matches("&quot;");
    let marks = &opened[..opened.len() - value.len()];
    let length = match (separator, marks.find(['"', '\''])) {
        _ if value.starts_with('[') => value.find(']'),
        (_, Some(quote)) => quoted_length(value, marks[quote..].starts_with('"'), marks.starts_with('\\')),
        (_, None) if !marks.is_empty() => value.find(['<', '\n']),
        ('>', None) => value.find("</"),
        ('=', None) => value.find(|c: char| c == '&' || c.is_whitespace()),
        (':', None) => value.find('\n'),
        // A comma in a sentence.
        _ => return None,
    };
    let length = length.unwrap_or(value.len());
    (length > 0).then_some((after.len() - value.len(), length))
}

/// The length of a value up to its closing quote, which is not an escaped one, unless the opening one is escaped as well.
fn quoted_length(value: &str, is_double: bool, is_escaped: bool) -> Option<usize> {
    let quote = if is_double { '"' } else { '\'' };
    let mut chars = value.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if !is_escaped => drop(chars.next()),
            c if c == quote => return Some(at),
            _ => {}
        }
    }
    None
}

const QUOTES: [char; 3] = ['"', '\'', '\\'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_secret_names_are_withheld() {
        for (text, shown) in [
            (r#"{"SecurityToken":"s3cret","a":1}"#, r#"{"SecurityToken":"(withheld)","a":1}"#),
            (r#"{ "access_key_secret" : "s3cret" }"#, r#"{ "access_key_secret" : "(withheld)" }"#),
            (r#"{\"AccessKeySecret\":\"s3cret\"}"#, r#"{\"AccessKeySecret\":\"(withheld)"}"#),
            ("<AccessKeySecret>s3cret</AccessKeySecret>", "<AccessKeySecret>(withheld)</AccessKeySecret>"),
            ("<SecurityToken><![CDATA[s3cret]]></SecurityToken>", "<SecurityToken>(withheld)</SecurityToken>"),
            (
                "<Signature>s3cret</Signature>\n<EC>1</EC><a:SecurityToken>s3cret</a:SecurityToken>\n<EC>2</EC>",
                "<Signature>(withheld)</Signature>\n<EC>1</EC><a:SecurityToken>(withheld)</a:SecurityToken>\n<EC>2</EC>",
            ),
            ("<StringToSign>a\ns3cret</StringToSign>", "<StringToSign>(withheld)</StringToSign>"),
            ("Action=AssumeRole&Signature=s3%3D&a=1", "Action=AssumeRole&Signature=(withheld)&a=1"),
            ("Authorization: OSS id:s3cret\nHost: a", "Authorization: (withheld)\nHost: a"),
            ("x-oss-security-token:s3cret", "x-oss-security-token:(withheld)"),
            (r#"["eq", "$x-oss-security-token", "s3cret"]"#, r#"["eq", "$x-oss-security-token", "(withheld)"]"#),
            (r#"["in", "$x-oss-security-token", ["s3", "cret"]]"#, r#"["in", "$x-oss-security-token", (withheld)]]"#),
            (
                "[&quot;eq&quot;, &quot;$x-oss-security-token&quot;, &quot;s3cret&quot;]",
                "[&quot;eq&quot;, &quot;$x-oss-security-token&quot;, &quot;(withheld)",
            ),
            ("the signature, which is wrong", "the signature, which is wrong"),
            ("<SignatureVersion>4</SignatureVersion>", "<SignatureVersion>4</SignatureVersion>"),
            ("signature", "signature"),
            (r#"{"SecurityToken":"a'b\"c<d"}"#, r#"{"SecurityToken":"(withheld)"}"#),
            ("{'SecurityToken': 'a\"b'}", "{'SecurityToken': '(withheld)'}"),
            ("", ""),
            ("é<é>", "é<é>"),
        ] {
            assert_eq!(body_without_secrets(text, &[]), shown);
        }
    }

    #[test]
    fn known_secrets_are_withheld_anywhere() {
        let secrets: Vec<Arc<str>> = vec!["s3cret-of-acme".into(), "abc".into()];
        assert_eq!(body_without_secrets("a s3cret-of-acme, abc", &secrets), "a (withheld), abc");
    }
}
