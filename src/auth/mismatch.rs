//! The diagnosis of a wrong signature.

use std::fmt::{self, Write as _};

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};

use super::claim::{Claim, SignaturePlace, SignatureVersion, Signed, Suspects};
use super::deviation::Deviation;
use super::secret::Secret;
use crate::error::{Cause, Refusal};
use crate::wire::text::{decode, lower_hex};
use crate::wire::{Call, WITHHELD, text_without_secrets};
use crate::world::StoredAccessKey;

/// The length to which each text is cut; a front bounds the head of a request, but a test's own request has no bound.
const MAX_TEXT: usize = 16 * 1024;

/// The length to which a differing line is cut.
const MAX_LINE: usize = 2 * 1024;

/// The largest number of bytes signed to find the client's mistake: for a long request fewer mistakes are tried.
const MAX_SIGNED: usize = 1024 * 1024;

/// The length of the shortest signature that may be the beginning of another one.
const MIN_BEGINNING: usize = 4;

/// A signature that differs from the one the secret gives, with the text that the server signed.
///
/// Its `Display` shows the canonical request (V4) and the string to sign, and ends with the
/// [diagnosis](SignatureMismatch::diagnosis). Security tokens in the texts are withheld, and so is the signature of a URL.
///
/// # Limits
///
/// At most 44 known client mistakes are tried, and 64 other secrets; fewer for a long request, so that at most 2 MiB are
/// hashed. Each text is cut at 16 KiB.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureMismatch {
    provided: String,
    string_to_sign: String,
    canonical_request: Option<String>,
    diagnosis: String,
    difference: Option<Difference>,
}

/// The first line in which the client's signed text differs from the server's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
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

impl SignatureMismatch {
    /// Returns the refusal of a wrong signature, with its diagnosis.
    pub(super) fn refuse(
        claim: &Claim,
        call: &Call,
        key: &StoredAccessKey,
        secret: &Secret<'_>,
        suspects: &dyn Fn(&StoredAccessKey) -> Suspects,
    ) -> Refused {
        let server = claim.signed(call, Deviation::None);
        // A policy is signed in base64, and its conditions may have the token.
        let has_token = claim.policy.as_deref().is_some_and(names_token);
        let shown = |text: &[u8]| {
            if has_token { WITHHELD.to_owned() } else { text_without_secrets(&kept(text), claim.token.as_deref()) }
        };
        let tried = Tried { claim, call, secret, server: &server };
        let (diagnosis, difference) = if let Some((deviation, client)) = tried.deviation() {
            let difference = first_difference(&shown(signed_text(&server)), &shown(signed_text(&client)));
            (deviation.describe(claim, call), difference)
        } else {
            (tried.encoding().unwrap_or_else(|| tried.secret(key, suspects)), None)
        };
        let mismatch = Self {
            provided: if claim.place == SignaturePlace::Query {
                WITHHELD.to_owned()
            } else {
                kept(claim.signature.as_bytes())
            },
            string_to_sign: shown(&server.string_to_sign),
            canonical_request: server.canonical_request.as_deref().map(shown),
            diagnosis,
            difference,
        };
        let note = match &mismatch.difference {
            Some(difference) => format!("{}; {difference}", mismatch.diagnosis),
            None => mismatch.diagnosis.clone(),
        };
        Refused { refusal: refusal(claim, &server).note(note), mismatch: Some(Box::new(mismatch)) }
    }

    /// Returns the client's signature in a header; in a URL it is withheld, as it may be right for another request.
    #[must_use]
    pub fn provided(&self) -> &str {
        &self.provided
    }

    /// Returns the text that the server computed the signature over.
    #[must_use]
    pub fn string_to_sign(&self) -> &str {
        &self.string_to_sign
    }

    /// Returns the canonical request whose hash is in the string to sign; V4 only.
    #[must_use]
    pub fn canonical_request(&self) -> Option<&str> {
        self.canonical_request.as_deref()
    }

    /// Returns the client's mistake, as far as it is known: the deviation, the other secret, or a wrong secret. It contains
    /// no secret.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let acme = oss.create_account("acme");
    /// acme.create_bucket("logs").put_object("note", "hello");
    /// let get = http::Request::get("/note").header("Host", "logs.localhost").body(bytes::Bytes::new())?;
    /// let mut url = oss.signer(&acme.credentials()).presign(60).sign(get);
    /// *url.method_mut() = http::Method::HEAD;
    /// assert_eq!(oss.handle(url).status(), 403);
    ///
    /// let journal = oss.journal();
    /// let mismatch = journal.last().and_then(|record| record.signature_mismatch()).expect("a wrong signature");
    /// assert_eq!(mismatch.diagnosis(), "the URL was signed for GET and used with HEAD");
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn diagnosis(&self) -> &str {
        &self.diagnosis
    }

    /// Returns the known client mistake that gives exactly the client's signature, and the first line it changes.
    #[must_use]
    pub fn mistake(&self) -> Option<(&str, &Difference)> {
        self.difference.as_ref().map(|difference| (&*self.diagnosis, difference))
    }

    /// Compares with the text that a client says it signed: the canonical request for V4, the string to sign otherwise.
    /// `None` if the two are equal, in which case the secrets differ.
    ///
    /// Clients show this text in their debug logs.
    #[must_use]
    pub fn compare(&self, client: &str) -> Option<Difference> {
        let client = text_without_secrets(client, None);
        first_difference(self.canonical_request.as_deref().unwrap_or(&self.string_to_sign), &client)
    }
}

/// The answer to the client, with the texts as they are, as OSS does.
fn refusal(claim: &Claim, server: &Signed) -> Refusal {
    let cause = match claim.version {
        SignatureVersion::V1 => Cause::SignatureMismatchV1,
        SignatureVersion::V2 => Cause::SignatureMismatchV2,
        SignatureVersion::V4 => Cause::SignatureMismatchV4,
    };
    let text = &server.string_to_sign;
    let refusal = Refusal::from(cause)
        .with("OSSAccessKeyId", &claim.access_key_id)
        .with("SignatureProvided", kept(claim.signature.as_bytes()))
        .with("StringToSign", kept(text));
    let refusal = if claim.place == SignaturePlace::Form { refusal.with_ec("0002-00000705") } else { refusal };
    match &server.canonical_request {
        Some(canonical_request) => refusal.with("CanonicalRequest", kept(canonical_request)),
        None => refusal.with("StringToSignBytes", byte_list(&text[..text.len().min(MAX_TEXT)])),
    }
}

/// A wrong signature, and the inputs of its diagnosis.
struct Tried<'a> {
    claim: &'a Claim,
    call: &'a Call,
    secret: &'a Secret<'a>,
    server: &'a Signed,
}

impl<'a> Tried<'a> {
    /// Returns how many texts as long as the server's may be signed.
    fn most(&self) -> usize {
        MAX_SIGNED / signed_text(self.server).len().max(1)
    }

    /// Returns the known mistake in the signed text, with the text that the client signed.
    fn deviation(&self) -> Option<(Deviation<'a>, Signed)> {
        Deviation::candidates(self.claim, self.call).into_iter().take(self.most()).find_map(|deviation| {
            let client = self.claim.signed(self.call, deviation);
            let gives = client != *self.server && self.secret.sign(&client.string_to_sign) == self.claim.signature;
            gives.then_some((deviation, client))
        })
    }

    /// Describes how the right digest is written wrongly; `None` if no known way fits.
    fn encoding(&self) -> Option<String> {
        let digest = self.secret.digest(&self.server.string_to_sign);
        let right = self.secret.sign(&self.server.string_to_sign);
        let (hex, base64) = (lower_hex(&digest), BASE64_STANDARD.encode(&digest));
        let provided = &*self.claim.signature;
        let is_hex = self.claim.version == SignatureVersion::V4;
        let written = if is_hex { "lower-case hex" } else { "base64" };
        let wrong = if is_hex {
            provided.trim_end_matches('=') == base64.trim_end_matches('=')
        } else {
            provided.eq_ignore_ascii_case(&hex)
        };
        if wrong {
            let instead = if is_hex { "base64" } else { "hex" };
            return Some(format!("the client wrote the signature in {instead}; it is to be in {written}"));
        }
        if is_hex && provided.eq_ignore_ascii_case(&hex) {
            return Some(format!("the client wrote the signature in capitals; it is to be in {written}"));
        }
        if provided == BASE64_STANDARD.encode(&hex) {
            return Some(format!(
                "the client wrote the signature in hex, and that in base64; it is to be in {written}"
            ));
        }
        if (MIN_BEGINNING..right.len()).contains(&provided.len()) && right.starts_with(provided) {
            let (there, all) = (provided.len(), right.len());
            return Some(format!("the client's signature is cut short: it has the first {there} of {all} characters"));
        }
        if provided.starts_with(&right) {
            return Some("the client's signature is right, and something follows it".to_owned());
        }
        if !is_hex && provided == BASE64_URL_SAFE.encode(&digest) {
            return Some("the client wrote the signature in the base64 of URLs; it has `+` and `/`".to_owned());
        }
        if provided.contains(' ') && provided.replace(' ', "+") == right {
            return Some(
                "a `+` in the signature was sent as it is, which is a blank in a query; send `%2B`".to_owned(),
            );
        }
        (provided.contains('%') && decode(provided) == right.as_bytes())
            .then(|| "the signature in the URL is percent-encoded twice".to_owned())
    }

    /// Names the AccessKey whose secret was used, or says that this secret is wrong.
    fn secret(&self, key: &StoredAccessKey, suspects: &dyn Fn(&StoredAccessKey) -> Suspects) -> String {
        let gives = |secret: &str| {
            let secret = Secret::new(self.claim.version, secret, self.claim.scope.as_ref());
            secret.sign(&self.server.string_to_sign) == self.claim.signature
        };
        let suspects = suspects(key);
        if let Some((other, whose)) = suspects.keys.iter().take(self.most()).find(|(other, _)| gives(&other.secret)) {
            return format!("the client signed with the secret of another AccessKey: that of `{}` ({whose})", other.id);
        }
        for (secret, what) in [
            (format!("{}\n", key.secret), "the secret and a line break after it"),
            (format!("{} ", key.secret), "the secret and a blank after it"),
            (key.id.to_string(), "the AccessKey id in the place of the secret"),
            (String::new(), "an empty secret"),
        ] {
            if gives(&secret) {
                return format!("the client signed with {what}");
            }
        }
        match suspects.signed_before {
            Some(number) => format!(
                "no known client mistake gives this signature: is the secret right? The client of call #{number} had it \
                 right; if this is the same client, compare what it signed"
            ),
            None => "no known client mistake gives this signature: is the secret right?".to_owned(),
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
        f.write_str(&self.diagnosis)?;
        self.difference.iter().try_for_each(|difference| write!(f, "\n{difference}"))
    }
}

/// Returns `true` if a policy in base64 names a security token.
fn names_token(policy: &[u8]) -> bool {
    let json = BASE64_STANDARD.decode(policy.trim_ascii()).unwrap_or_default();
    String::from_utf8_lossy(&json).to_ascii_lowercase().contains("security-token")
}

/// The text in a client's debug log: the canonical request if there is one.
fn signed_text(signed: &Signed) -> &[u8] {
    signed.canonical_request.as_deref().unwrap_or(&signed.string_to_sign)
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

/// Writes bytes as `47 45 54 0A `, with the trailing blank that OSS leaves.
fn byte_list(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 3), |mut list, byte| {
        let _ = write!(list, "{byte:02X} ");
        list
    })
}

/// A claim that failed a check.
#[derive(Debug)]
pub(crate) struct Refused {
    pub refusal: Refusal,
    pub mismatch: Option<Box<SignatureMismatch>>,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, mismatch: None }
    }
}

impl From<Cause> for Refused {
    fn from(cause: Cause) -> Self {
        Refusal::from(cause).into()
    }
}
