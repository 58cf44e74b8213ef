//! The bodies of a call, bounded and without secrets, if the fake keeps them.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use serde_json::{Value, json};

use super::kept::length_within;
use crate::wire::text::{decoded, lossy};
use crate::wire::{Form, WITHHELD, body_without_secrets, is_secret_name};

/// The most bytes that a fake can be told to keep of a body.
pub(crate) const MAX_KEPT_BODY: usize = 64 * 1024;

/// The bytes of a body that are read for secrets: more than are kept, as a name may be after its value.
const READ: usize = 256 * 1024;

/// The most bytes that a byte of a secret takes in an encoded text, as in `\u0053`.
const ENCODED: usize = 6;

/// The bodies of a call. Each is set once it is known: that of the answer after the record is in the journal.
#[derive(Debug, Default)]
pub(crate) struct KeptBodies {
    pub request: OnceLock<KeptBody>,
    pub answer: OnceLock<KeptBody>,
}

/// A body: its length, and its text without secrets.
#[derive(Debug, Clone)]
pub(crate) struct KeptBody {
    bytes: usize,
    kind: Kind,
    text: Option<String>,
    cut: bool,
}

/// The kind of content of a body.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Text,
    /// A form, whose fields are the text.
    Form,
    /// Not text. It is not kept, nor is a form that cannot be read.
    Binary,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Form => "form",
            Self::Binary => "binary",
        }
    }
}

impl KeptBodies {
    /// Returns the bodies that are known.
    pub fn json(&self) -> Value {
        let both = [("request", &self.request), ("answer", &self.answer)];
        let known = both.into_iter().filter_map(|(name, body)| Some((name.to_owned(), body.get()?.json())));
        Value::Object(known.collect())
    }
}

impl KeptBody {
    /// Keeps the body of a request, which may be a form.
    pub fn of_request(media_type: Option<&str>, body: &Bytes, limit: usize, secrets: &[Arc<str>]) -> Self {
        if Form::check_media_type(media_type).is_err() && !has_fields(body) {
            return Self::new(body, limit, secrets);
        }
        let fields = Form::read(media_type, body).ok().map(|form| fields(&form, secrets));
        let (text, is_cut) = fields.map_or((None, false), |fields| {
            let (text, is_cut) = cut(&fields, limit);
            (Some(text), is_cut)
        });
        let kind = if text.is_some() { Kind::Form } else { Kind::Binary };
        Self { bytes: body.len(), kind, text, cut: is_cut }
    }

    /// Keeps a body: its beginning without secrets, if it is text.
    pub fn new(body: &Bytes, limit: usize, secrets: &[Arc<str>]) -> Self {
        // A secret that the limit would cut is found whole.
        let longest = secrets.iter().map(|secret| secret.len() * ENCODED).max().unwrap_or_default();
        let window = &body[..body.len().min(READ.max(limit.saturating_add(longest)))];
        let is_part = window.len() < body.len();
        let Some(text) = as_text(window, is_part) else {
            return Self { bytes: body.len(), kind: Kind::Binary, text: None, cut: false };
        };
        let text = body_without_secrets(text, secrets);
        // Its end may have the beginning of a secret.
        let sure = if is_part { text.len().saturating_sub(longest) } else { text.len() };
        let (text, is_cut) = cut(&text, limit.min(sure));
        Self { bytes: body.len(), kind: Kind::Text, text: Some(text), cut: is_cut || is_part }
    }

    fn json(&self) -> Value {
        json!({ "bytes": self.bytes, "kind": self.kind.name(), "text": self.text, "cut": self.cut })
    }
}

/// Returns `true` if a body has the fields of a form, although its media type may be another: their values are secrets, maybe.
fn has_fields(body: &[u8]) -> bool {
    let name = b"form-data";
    body.windows(name.len()).any(|window| window.eq_ignore_ascii_case(name))
}

/// The bytes as text, if they are UTF-8 without control characters; a cut text may end within a character.
fn as_text(bytes: &[u8], is_cut: bool) -> Option<&str> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if is_cut && error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    let is_text = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    text.chars().all(is_text).then_some(text)
}

/// The first bytes of a text, and `true` if there are more.
fn cut(text: &str, limit: usize) -> (String, bool) {
    let end = length_within(text, limit);
    (text[..end].to_owned(), end < text.len())
}

/// The fields of a form, one a line, without secrets, and the length of its file.
fn fields(form: &Form, secrets: &[Arc<str>]) -> String {
    let mut text = String::new();
    for field in &form.fields {
        let name = lossy(&decoded(&field.name)).into_owned();
        let is_secret = name.eq_ignore_ascii_case("policy") || is_secret_name(&name);
        let value = if is_secret { WITHHELD.to_owned() } else { body_without_secrets(&lossy(&field.value), secrets) };
        let _ = writeln!(text, "{}: {value}", body_without_secrets(&field.name, secrets));
    }
    let _ = write!(text, "file: {} bytes", form.file.body.len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(body: &[u8], limit: usize, secrets: &[&str]) -> Value {
        let secrets: Vec<Arc<str>> = secrets.iter().map(|secret| (*secret).into()).collect();
        KeptBody::new(&Bytes::copy_from_slice(body), limit, &secrets).json()
    }

    #[test]
    fn a_text_is_kept_up_to_the_limit() {
        let whole = json!({ "bytes": 5, "kind": "text", "text": "hello", "cut": false });
        assert_eq!(kept(b"hello", 5, &[]), whole);
        let cut = json!({ "bytes": 5, "kind": "text", "text": "hell", "cut": true });
        assert_eq!(kept(b"hello", 4, &[]), cut);
        let within = json!({ "bytes": 4, "kind": "text", "text": "a", "cut": true });
        assert_eq!(kept("aéb".as_bytes(), 2, &[]), within, "a character is not cut in two");
        assert_eq!(kept(b"", 4, &[])["text"], "");
    }

    #[test]
    fn what_is_not_text_is_counted_only() {
        for body in [&b"\xff\xfe"[..], b"a\0b", b"\x1f\x8b\x08", b"a\xc3", b"\x1b[31m"] {
            let binary = json!({ "bytes": body.len(), "kind": "binary", "text": null, "cut": false });
            assert_eq!(kept(body, 100, &[]), binary, "{body:?}");
        }
    }

    #[test]
    fn a_secret_is_withheld_even_where_the_limit_cuts_it() {
        for limit in 0..40 {
            let text = kept(b"before the-secret-of-acme after", limit, &["the-secret-of-acme"])["text"].to_string();
            assert!(!text.contains("the-"), "{limit}: {text}");
        }
    }

    #[test]
    fn a_form_shows_its_fields_without_policy_signature_and_token() {
        let part = |name: &str, value: &str| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let fields = [
            ("key", "a<b>"),
            ("policy", "s3cret"),
            ("Signature", "s3cret"),
            ("x-oss-signature", "s3cret"),
            ("x-oss-security-token", "s3cret"),
            ("x-oss%2Dsecurity-token", "s3cret"),
            ("success_action_redirect", "http://a/?b=1&Signature=s3cret"),
            ("x-oss-meta-a", "1"),
        ];
        let fields: String = fields.iter().map(|(name, value)| part(name, value)).collect();
        let body = Bytes::from(format!("{fields}{}--b--\r\n", part("file\"; filename=\"a.txt", "hello")));
        let form = |media_type| KeptBody::of_request(Some(media_type), &body, 1_000, &[]).json();
        let shown = form("multipart/form-data; boundary=b");
        let expected = "key: a<b>\npolicy: (withheld)\nSignature: (withheld)\nx-oss-signature: (withheld)\n\
                        x-oss-security-token: (withheld)\nx-oss%2Dsecurity-token: (withheld)\n\
                        success_action_redirect: http://a/?b=1&Signature=(withheld)\nx-oss-meta-a: 1\nfile: 5 bytes";
        assert_eq!((&shown["kind"], &shown["text"]), (&json!("form"), &json!(expected)));
        for unread in ["multipart/form-data; boundary=other", "text/plain"].map(form) {
            assert_eq!((&unread["kind"], &unread["text"]), (&json!("binary"), &Value::Null));
        }
    }
}
