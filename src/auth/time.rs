//! When a request was signed, and whether that is now.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};

use super::{Claim, MAX_SKEW_MILLISECONDS, Place, SignatureVersion};
use crate::error::{Cause, Refusal};
use crate::wire::text::{digits, iso_millis, parse_basic_iso, parse_http_date};
use crate::wire::{Call, header};

/// The longest a V4 URL may live: 7 days, 12 hours with STS credentials.
const MAX_EXPIRES: i64 = 604_800;
const MAX_EXPIRES_STS: i64 = 43_200;

const MAX_SKEW: SignedDuration = SignedDuration::from_millis(MAX_SKEW_MILLISECONDS);

impl Claim {
    /// The text that stands for the time in what is signed: verbatim, whatever form it has.
    pub(super) fn timestamp<'a>(&self, call: &'a Call) -> Cow<'a, str> {
        match (self.place, self.version) {
            (Place::Header, _) => {
                call.header(header::X_OSS_DATE).or_else(|| call.header(header::DATE)).unwrap_or_default()
            }
            // Only the policy is signed.
            (Place::Form, _) => Cow::default(),
            (Place::Query, SignatureVersion::V1) => call.query.get("Expires").unwrap_or_default().into(),
            (Place::Query, SignatureVersion::V2) => call.query.get("x-oss-expires").unwrap_or_default().into(),
            (Place::Query, SignatureVersion::V4) => call.query.get("x-oss-date").unwrap_or_default().into(),
        }
    }

    /// The moment a request was signed, for the schemes that sign one.
    pub(super) fn signed_at(&self, call: &Call) -> Option<Timestamp> {
        let v4 = self.version == SignatureVersion::V4;
        match (self.place, call.header(header::X_OSS_DATE)) {
            (Place::Header, Some(text)) => {
                parse_basic_iso(&text).or_else(|| if v4 { None } else { parse_http_date(&text) })
            }
            (Place::Header, None) => parse_http_date(&call.header(header::DATE)?),
            (Place::Form, text) => parse_basic_iso(&text?).filter(|_| v4),
            (Place::Query, _) if v4 => parse_basic_iso(&call.query.get("x-oss-date")?),
            (Place::Query, _) => None,
        }
    }

    pub(super) fn check_time(&self, call: &Call, signed_at: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
        match (self.place, self.version) {
            (Place::Header, _) => check_skew(call, signed_at, now),
            (Place::Form, SignatureVersion::V4) => check_form_time(signed_at, now),
            // The policy says until when.
            (Place::Form, _) => Ok(()),
            (Place::Query, SignatureVersion::V4) => self.check_validity(call, signed_at, now),
            (Place::Query, _) => check_expiry(&self.timestamp(call), now),
        }
    }

    /// A V4 URL is valid from 15 minutes before `x-oss-date` until `x-oss-expires` seconds behind it.
    fn check_validity(&self, call: &Call, signed_at: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
        let expires = call.query.get("x-oss-expires").ok_or(Cause::ExpiresMissingV4)?;
        if expires.is_empty() {
            return Err(Refusal::from(Cause::ExpiresMissingV4).with_ec("0002-00000216"));
        }
        let longest = if self.token.is_some() { MAX_EXPIRES_STS } else { MAX_EXPIRES };
        let seconds = digits(&expires)
            .and_then(|s| i64::try_from(s).ok())
            .filter(|s| (1..=longest).contains(s))
            .ok_or(Cause::ExpiresOutOfRangeV4)?;
        let at = signed_at.ok_or(Cause::UrlDateInvalid)?;
        check_life(at, seconds, now, [Cause::UrlNotYetValid, Cause::UrlExpiredV4])
    }
}

fn check_skew(call: &Call, signed_at: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
    let Some(at) = signed_at else {
        let there = call.has_header(header::X_OSS_DATE) || call.has_header(header::DATE);
        return Err(if there { Cause::DateInvalid } else { Cause::DateMissing }.into());
    };
    if now.duration_since(at).abs() > MAX_SKEW {
        return Err(Refusal::from(Cause::RequestTimeTooSkewed)
            .with("MaxAllowedSkewMilliseconds", MAX_SKEW_MILLISECONDS.to_string())
            .with("RequestTime", iso_millis(at))
            .with("ServerTime", iso_millis(now))
            .note(skewed(at, now)));
    }
    Ok(())
}

fn skewed(at: Timestamp, now: Timestamp) -> String {
    let apart = now.duration_since(at).as_secs();
    let side = if apart < 0 { "ahead of" } else { "behind" };
    format!("it was signed at {at}, {} seconds {side} the fake's clock, {now}; 900 are allowed", apart.unsigned_abs())
}

/// A V4 form is valid from 15 minutes before `x-oss-date` until seven days behind it, whatever its policy says.
///
/// Source: `help.aliyun.com/zh/oss/developer-reference/signature-version-4-recommend`; the first part is inferred from it.
fn check_form_time(signed_at: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
    let at = signed_at.ok_or(Cause::PostDateInvalid)?;
    check_life(at, MAX_EXPIRES, now, [Cause::PostNotYetValid, Cause::PostSignatureExpired])
}

/// From 15 minutes before a moment until so many seconds behind it.
fn check_life(at: Timestamp, seconds: i64, now: Timestamp, [not_yet, no_longer]: [Cause; 2]) -> Result<(), Refusal> {
    if at.duration_since(now) > MAX_SKEW {
        return Err(not_yet.into());
    }
    match at.checked_add(SignedDuration::from_secs(seconds)) {
        Ok(end) => check_end(end, now, no_longer),
        Err(_) => Ok(()),
    }
}

/// V1 and V2 URLs say the Unix second until which they are valid.
fn check_expiry(expires: &str, now: Timestamp) -> Result<(), Refusal> {
    let end = digits(expires)
        .and_then(|s| i64::try_from(s).ok())
        .and_then(|s| Timestamp::from_second(s).ok())
        .ok_or(Cause::ExpiresInvalid)?;
    check_end(end, now, Cause::UrlExpired)
}

/// Refuses what ended before the current second. An end is a whole second, which still counts.
fn check_end(end: Timestamp, now: Timestamp, no_longer: Cause) -> Result<(), Refusal> {
    if now.as_second() <= end.as_second() {
        return Ok(());
    }
    Err(Refusal::from(no_longer).with("Expires", iso_millis(end)).with("ServerTime", iso_millis(now)))
}
