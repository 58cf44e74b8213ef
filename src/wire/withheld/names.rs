//! The names of secrets, in any spelling.

use std::borrow::Cow;

/// The replacement of a value that would give access elsewhere, or as another caller.
pub(crate) const WITHHELD: &str = "(withheld)";

/// Names whose values are withheld wherever they are part of a longer name, in lower case and without punctuation.
const KEYS: [&str; 5] = ["accesskeysecret", "secretaccesskey", "securitytoken", "sessiontoken", "ststoken"];

/// The ends of other names whose values are withheld. What the server signed has the token of the request.
const ENDS: [&str; 7] = [
    "authorization",
    "signature",
    "signatureprovided",
    "stringtosign",
    "stringtosignbytes",
    "canonicalrequest",
    "canonicalrequestbytes",
];

/// The length of the shortest of these names.
const SHORTEST: usize = 8;

/// The most encodings in each other that are undone.
const MAX_ENCODINGS: usize = 4;

/// Returns `true` if the value of a field with this name is withheld.
pub(crate) fn is_secret_name(name: &str) -> bool {
    if name.len() < SHORTEST {
        return false;
    }
    let plain = plain(name);
    names_key(&plain) || ENDS.iter().any(|end| plain.ends_with(end))
}

/// Returns `true` if this is the name of a key or a token: it is a secret in any company.
pub(super) fn is_key_name(name: &str) -> bool {
    name.len() >= SHORTEST && names_key(&plain(name))
}

/// Returns `true` if a text ends with the name of a key or a token, in one word or in several.
pub(super) fn ends_with_key_name(text: &str) -> bool {
    let plain = plain(text);
    KEYS.iter().any(|key| plain.ends_with(key))
}

/// Returns `true` if a text may name a secret. Most texts do not, and are shown as they are.
pub(super) fn may_name_secret(text: &str) -> bool {
    let plain = plain(text);
    // The longer ends begin as the shorter ones do.
    names_key(&plain) || ENDS.iter().any(|end| plain.contains(end))
}

fn names_key(plain: &str) -> bool {
    KEYS.iter().any(|key| plain.contains(key))
}

fn plain(text: &str) -> String {
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

/// Undoes percent-encoding, and the escapes of JSON and XML, until none is left; `None` if there are too many in each other.
pub(super) fn unescaped(text: &str) -> Option<Cow<'_, str>> {
    let mut now = Cow::from(text);
    for _ in 0..MAX_ENCODINGS {
        match unescaped_once(&now) {
            Some(next) => now = next.into(),
            None => return Some(now),
        }
    }
    unescaped_once(&now).is_none().then_some(now)
}

/// Undoes one layer of escapes; `None` if there is none.
fn unescaped_once(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['%', '\\', '&']) {
        let (before, escape) = rest.split_at(at);
        bytes.extend_from_slice(before.as_bytes());
        let (length, meant) = escaped(escape).unwrap_or((1, escape.as_bytes()[..1].to_vec()));
        bytes.extend_from_slice(&meant);
        rest = &escape[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    (bytes != text.as_bytes()).then(|| String::from_utf8_lossy(&bytes).into_owned())
}

/// The length and the meaning of the escape that a text begins with.
fn escaped(text: &str) -> Option<(usize, Vec<u8>)> {
    let bytes = text.as_bytes();
    let code = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+'));
    let character = |code: Option<u32>| Some(code.and_then(char::from_u32)?.to_string().into_bytes());
    match bytes[0] {
        b'%' => Some((3, vec![u8::try_from(code(text.get(1..3)?, 16)?).ok()?])),
        b'\\' if bytes.get(1) == Some(&b'u') => Some((6, character(code(text.get(2..6)?, 16))?)),
        b'\\' if bytes.get(1) == Some(&b'x') => Some((4, character(code(text.get(2..4)?, 16))?)),
        b'\\' => match bytes.get(1)? {
            b'n' | b'r' | b't' => Some((2, b" ".to_vec())),
            mark if mark.is_ascii_punctuation() => Some((2, vec![*mark])),
            _ => None,
        },
        _ => {
            let end = text.bytes().take(12).position(|byte| byte == b';')?;
            let meant = match &text[1..end] {
                "quot" => b"\"".to_vec(),
                "apos" => b"'".to_vec(),
                "amp" => b"&".to_vec(),
                "lt" => b"<".to_vec(),
                "gt" => b">".to_vec(),
                number => match number.strip_prefix("#x").or_else(|| number.strip_prefix("#X")) {
                    Some(digits) => character(code(digits, 16))?,
                    None => character(code(number.strip_prefix('#')?, 10))?,
                },
            };
            Some((end + 1, meant))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_spelling() {
        for name in [
            "Signature",
            "x-oss-signature",
            "AccessKey Secret",
            "OSS_ACCESS_KEY_SECRET",
            "access-key-secret-2",
            "sts:SecurityToken",
            "stsToken",
            "$x-oss-security-token",
            "StringToSignBytes",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["x-oss-signature-version", "SignatureMethod", "token", "AccessKeyId", "signed", ""] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn escapes_are_undone_until_none_is_left() {
        for (text, meant) in [
            ("a%3Db%26%53", "a=b&S"),
            ("a%253Db", "a=b"),
            (r#"{\"a\u0053\/\n"#, "{\"aS/ "),
            ("&quot;&#83;&#x53;&amp;lt;", "\"SS<"),
            ("100 %, a & b; c\\d &+; %+1", "100 %, a & b; c\\d &+; %+1"),
            ("%é &é; \\é \\u00é", "%é &é; \\é \\u00é"),
            ("", ""),
        ] {
            assert_eq!(unescaped(text).as_deref(), Some(meant), "{text}");
        }
        assert_eq!(unescaped("%2525252525"), None);
    }
}
