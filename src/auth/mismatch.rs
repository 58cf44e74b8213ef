//! What a wrong signature can tell.

use std::fmt::{self, Write as _};

use super::{Computed, Deviation, Refused, SignatureVersion};
use crate::error::{Cause, Refusal};

/// How much of each text is kept; a request head is bounded by its front, a test's own request is not.
const MAX_TEXT: usize = 16 * 1024;

/// How much of a differing line is kept.
const MAX_LINE: usize = 2 * 1024;

/// A signature that is not the one the secret gives, with what the server signed.
///
/// Its `Display` shows the canonical request (V4) and the string to sign. If the client's signature is one that a known
/// client mistake would give, the mistake is named, and the first line that differs is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureMismatch {
    provided: String,
    string_to_sign: String,
    canonical_request: Option<String>,
    mistake: Option<(&'static str, Difference)>,
}

/// The first line in which what the client signed differs from what the server signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The number of the line, from 1.
    pub line: usize,
    /// The line as the server signed it; empty if the server's text is shorter.
    pub server: String,
    /// The line as the client signed it; empty if the client's text is shorter.
    pub client: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: the server signed {:?}, the client {:?}", self.line, self.server, self.client)
    }
}

/// Mistakes that verify under a deviation, in the order they are tried.
const MISTAKES: &[(Deviation, &str)] = &[
    (Deviation::NoContentType, "the client did not sign the Content-Type it sent; an HTTP library may have added it"),
    (Deviation::NoContentMd5, "the client did not sign the Content-MD5 it sent"),
    (Deviation::EmptyValueKeepsEquals, "the client signed empty query values as `name=`; OSS signs the bare name"),
    (Deviation::EncodedSlashKept, "the client signed `%2F` in the key; OSS signs the decoded key"),
    (Deviation::PlusKept, "the client sent a plus in the key as `+`; OSS reads a blank, and `%2B` is a plus"),
    (
        Deviation::NoBucket,
        "the client signed the resource without the bucket; OSS signs `/bucket/key` for every kind of host",
    ),
    (Deviation::PlainPolicy, "the client signed the JSON of the policy; OSS signs its base64, as it is in the form"),
    (Deviation::NoBucketSlash, "the client signed `/bucket`; OSS signs `/bucket/`"),
    (
        Deviation::UnseenSigned,
        "the client signed a header that OSS does not see: a name has letters, digits and `-` only, and no `_`",
    ),
];

impl SignatureMismatch {
    /// The refusal of a wrong signature, with what it tells.
    pub(super) fn refuse(
        version: SignatureVersion,
        access_key_id: &str,
        provided: &str,
        compute: impl Fn(Deviation) -> Computed,
    ) -> Refused {
        let server = compute(Deviation::None);
        let mistake = MISTAKES.iter().find_map(|(deviation, mistake)| {
            let client = compute(*deviation);
            let made = client.signature == provided;
            let difference = made.then(|| first_difference(&signed_text(&server), &signed_text(&client)))??;
            Some((*mistake, difference))
        });
        let mismatch = Self {
            provided: kept(provided.as_bytes()),
            string_to_sign: kept(&server.string_to_sign),
            canonical_request: server.canonical_request.as_deref().map(kept),
            mistake,
        };
        let refusal = mismatch.refusal(version, access_key_id, &server.string_to_sign);
        Refused { refusal, mismatch: Some(Box::new(mismatch)) }
    }

    /// The signature the client sent.
    #[must_use]
    pub fn provided(&self) -> &str {
        &self.provided
    }

    /// The text the server computed the signature over.
    #[must_use]
    pub fn string_to_sign(&self) -> &str {
        &self.string_to_sign
    }

    /// The canonical request whose hash is in the string to sign; V4 only.
    #[must_use]
    pub fn canonical_request(&self) -> Option<&str> {
        self.canonical_request.as_deref()
    }

    /// The known client mistake that gives exactly the client's signature, and the first line it changes.
    #[must_use]
    pub fn mistake(&self) -> Option<(&str, &Difference)> {
        self.mistake.as_ref().map(|(mistake, difference)| (*mistake, difference))
    }

    /// Compares with the text a client says it signed: the canonical request for V4, the string to sign otherwise.
    /// `None` if the two are equal, in which case the secrets differ.
    ///
    /// Clients show it in their debug logs.
    #[must_use]
    pub fn compare(&self, client: &str) -> Option<Difference> {
        first_difference(self.canonical_request.as_deref().unwrap_or(&self.string_to_sign), client)
    }

    fn refusal(&self, version: SignatureVersion, access_key_id: &str, string_to_sign: &[u8]) -> Refusal {
        let cause = match version {
            SignatureVersion::V1 => Cause::SignatureMismatchV1,
            SignatureVersion::V2 => Cause::SignatureMismatchV2,
            SignatureVersion::V4 => Cause::SignatureMismatchV4,
        };
        let refusal = Refusal::from(cause)
            .with("OSSAccessKeyId", access_key_id)
            .with("SignatureProvided", &self.provided)
            .with("StringToSign", &self.string_to_sign);
        let refusal = match &self.canonical_request {
            Some(canonical_request) => refusal.with("CanonicalRequest", canonical_request),
            None => refusal.with("StringToSignBytes", byte_list(&string_to_sign[..string_to_sign.len().min(MAX_TEXT)])),
        };
        match &self.mistake {
            Some((mistake, difference)) => refusal.note(format!("{mistake}; {difference}")),
            None => refusal,
        }
    }
}

impl fmt::Display for SignatureMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut show = |title: &str, text: &str| {
            writeln!(f, "{title}:")?;
            text.split('\n').try_for_each(|line| writeln!(f, "  | {line}"))
        };
        if let Some(canonical_request) = &self.canonical_request {
            show("the server's canonical request", canonical_request)?;
        }
        show("the server's string to sign", &self.string_to_sign)?;
        match &self.mistake {
            Some((mistake, difference)) => write!(f, "{mistake}\n{difference}"),
            None => f.write_str("no known client mistake gives this signature: is the secret right?"),
        }
    }
}

/// What a client's debug log shows: the canonical request if there is one.
fn signed_text(computed: &Computed) -> String {
    kept(computed.canonical_request.as_deref().unwrap_or(&computed.string_to_sign))
}

fn kept(text: &[u8]) -> String {
    cut(&String::from_utf8_lossy(&text[..text.len().min(MAX_TEXT)]), MAX_TEXT)
}

fn cut(text: &str, most: usize) -> String {
    let end = (0..=text.len().min(most)).rev().find(|end| text.is_char_boundary(*end));
    text[..end.unwrap_or_default()].to_owned()
}

fn first_difference(server: &str, client: &str) -> Option<Difference> {
    let (mut server, mut client) = (server.split('\n'), client.split('\n'));
    for line in 1.. {
        match (server.next(), client.next()) {
            (None, None) => break,
            (s, c) if s == c => {}
            (s, c) => {
                let text = |line: Option<&str>| cut(line.unwrap_or_default(), MAX_LINE);
                return Some(Difference { line, server: text(s), client: text(c) });
            }
        }
    }
    None
}

/// `47 45 54 0A `, with the trailing blank OSS leaves.
fn byte_list(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 3), |mut list, byte| {
        let _ = write!(list, "{byte:02X} ");
        list
    })
}
