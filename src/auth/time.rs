//! The time at which a request was signed, and its check.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};

use super::{Claim, ClaimContext, MAX_SKEW_MILLISECONDS, Machine, SignaturePlace, SignatureVersion};
use crate::error::{Cause, Refusal};
use crate::wire::text::{digits, iso_millis, parse_basic_iso, parse_http_date};
use crate::wire::{Call, header};

/// The longest lifetime of a V4 URL: 7 days, 12 hours with STS credentials.
const MAX_EXPIRES: i64 = 604_800;
const MAX_EXPIRES_STS: i64 = 43_200;

const MAX_SKEW: SignedDuration = SignedDuration::from_millis(MAX_SKEW_MILLISECONDS);

/// The largest difference between a client's clock and the machine's at which a URL's date is read as the machine's time.
const MAX_SKEW_OF_URLS: SignedDuration = SignedDuration::from_secs(60);

impl Claim {
    /// Returns the text of the time in the signed text: verbatim, whatever its form.
    pub(super) fn timestamp<'a>(&self, call: &'a Call) -> Cow<'a, str> {
        match (self.place, self.version) {
            (SignaturePlace::Header, _) => {
                call.header(header::X_OSS_DATE).or_else(|| call.header(header::DATE)).unwrap_or_default()
            }
            // Only the policy is signed.
            (SignaturePlace::Form, _) => Cow::default(),
            (SignaturePlace::Query, SignatureVersion::V1) => call.query.get("Expires").unwrap_or_default().into(),
            (SignaturePlace::Query, SignatureVersion::V2) => call.query.get("x-oss-expires").unwrap_or_default().into(),
            (SignaturePlace::Query, SignatureVersion::V4) => call.query.get("x-oss-date").unwrap_or_default().into(),
        }
    }

    /// Returns the largest difference between the clocks of client and machine at which the date is read as the machine's.
    pub fn ahead(&self) -> SignedDuration {
        if self.place == SignaturePlace::Header { MAX_SKEW } else { MAX_SKEW_OF_URLS }
    }

    /// Returns the date at which a request was signed by the client's clock, for the schemes that sign a date.
    pub fn signed_at(&self, call: &Call) -> Option<Timestamp> {
        let v4 = self.version == SignatureVersion::V4;
        match (self.place, call.header(header::X_OSS_DATE)) {
            (SignaturePlace::Header, Some(text)) => {
                parse_basic_iso(&text).or_else(|| if v4 { None } else { parse_http_date(&text) })
            }
            (SignaturePlace::Header, None) => parse_http_date(&call.header(header::DATE)?),
            (SignaturePlace::Form, text) => parse_basic_iso(&text?).filter(|_| v4),
            (SignaturePlace::Query, _) if v4 => parse_basic_iso(&call.query.get("x-oss-date")?),
            (SignaturePlace::Query, _) => None,
        }
    }

    /// Checks the date of the signature, which may mean another time of the fake's clock.
    pub(super) fn check_time(
        &self,
        call: &Call,
        date: Option<Timestamp>,
        setting: &ClaimContext<'_>,
    ) -> Result<(), Refusal> {
        match (self.place, self.version) {
            (SignaturePlace::Header, _) => check_skew(call, date, setting),
            (SignaturePlace::Form, SignatureVersion::V4) => check_form_time(date, setting),
            // The policy has the expiration.
            (SignaturePlace::Form, _) => Ok(()),
            (SignaturePlace::Query, SignatureVersion::V4) => self.check_validity(call, date, setting),
            (SignaturePlace::Query, _) => check_expiry(&self.timestamp(call), setting),
        }
    }

    /// Checks a V4 URL: it is valid from 15 minutes before `x-oss-date` until `x-oss-expires` seconds after it.
    fn check_validity(&self, call: &Call, date: Option<Timestamp>, setting: &ClaimContext<'_>) -> Result<(), Refusal> {
        let missing = |ec| Refusal::from(Cause::QueryParametersMissingV4).with_ec(ec);
        let expires = call.query.get("x-oss-expires").ok_or_else(|| missing("0002-00000215"))?;
        if expires.is_empty() {
            return Err(missing("0002-00000216"));
        }
        let longest = if self.token.is_some() { MAX_EXPIRES_STS } else { MAX_EXPIRES };
        let seconds = digits(&expires)
            .and_then(|s| i64::try_from(s).ok())
            .filter(|s| (1..=longest).contains(s))
            .ok_or(Cause::ExpiresOutOfRangeV4)?;
        let date = date.ok_or(Cause::UrlDateInvalid)?;
        check_life(date, seconds, setting, [Cause::UrlNotYetValid, Cause::UrlExpiredV4])
    }

    /// Returns a note that a V1 or V2 URL expires by the fake's clock, if the client has another clock.
    pub fn absolute_note(&self, call: &Call, setting: &ClaimContext<'_>) -> Option<String> {
        if self.place != SignaturePlace::Query || self.version == SignatureVersion::V4 {
            return None;
        }
        let end = read_expiry(&self.timestamp(call))?;
        absolute_note("`Expires`", end, setting.now, setting.machine)
    }
}

/// Returns a note that the expiry `name` is a time of the fake's clock, if the machine's clock differs. An expiry from
/// before the fake was created is not of the machine's clock.
pub(super) fn absolute_note(name: &str, end: Timestamp, now: Timestamp, machine: Option<Machine>) -> Option<String> {
    let machine = machine.filter(|machine| end >= machine.since)?;
    let ahead = now.duration_since(machine.now);
    let way = if ahead.is_negative() { "behind" } else { "ahead of" };
    (ahead.as_secs() != 0).then(|| {
        format!(
            "{name} is a moment, compared with the fake's clock, which is {} {way} the machine's; \
             only what is signed with a date follows the clock where it is moved",
            shown(ahead)
        )
    })
}

/// Writes a duration in whole seconds, `1h 30s`.
fn shown(length: SignedDuration) -> String {
    format!("{:#}", SignedDuration::from_secs(length.abs().as_secs()))
}

fn check_skew(call: &Call, date: Option<Timestamp>, setting: &ClaimContext<'_>) -> Result<(), Refusal> {
    let Some(date) = date else {
        let there = call.has_header(header::X_OSS_DATE) || call.has_header(header::DATE);
        return Err(if there { Cause::DateInvalid } else { Cause::DateMissing }.into());
    };
    let now = setting.clients_now;
    let at = setting.signed_at.unwrap_or(date);
    if now.duration_since(at).abs() <= MAX_SKEW {
        return Ok(());
    }
    let what = match setting.signed_at {
        Some(at) => format!("the fake's clock was at {at:.0} then and was moved, so sign anew"),
        None => {
            "sign by the fake's clock, or let it follow the system's with `Clock::follow_system`; a server takes dates \
                 near the machine's clock as well, unless it has a strict clock"
                .to_owned()
        }
    };
    Err(Refusal::from(Cause::RequestTimeTooSkewed)
        .with("MaxAllowedSkewMilliseconds", MAX_SKEW_MILLISECONDS.to_string())
        .with("RequestTime", iso_millis(date))
        .with("ServerTime", iso_millis(now))
        .note(format!("{}; {what}", skewed(date, at, now))))
}

fn skewed(date: Timestamp, at: Timestamp, now: Timestamp) -> String {
    let apart = now.duration_since(at).as_secs();
    let side = if apart < 0 { "ahead of" } else { "behind" };
    format!("it was signed at {date}, {} seconds {side} the fake's clock, {now}; 900 are allowed", apart.unsigned_abs())
}

/// Checks a V4 form: it is valid from 15 minutes before `x-oss-date` until seven days after it, whatever its policy says.
///
/// Source: `help.aliyun.com/zh/oss/developer-reference/signature-version-4-recommend`; the first part is inferred from it.
fn check_form_time(date: Option<Timestamp>, setting: &ClaimContext<'_>) -> Result<(), Refusal> {
    let date = date.ok_or(Cause::PostDateInvalid)?;
    check_life(date, MAX_EXPIRES, setting, [Cause::PostNotYetValid, Cause::PostSignatureExpired])
}

/// Checks a validity from 15 minutes before a time until a number of seconds after it.
fn check_life(
    date: Timestamp,
    seconds: i64,
    setting: &ClaimContext<'_>,
    [not_yet, no_longer]: [Cause; 2],
) -> Result<(), Refusal> {
    let now = setting.clients_now;
    let at = setting.signed_at.unwrap_or(date);
    let held = match at.checked_add(SignedDuration::from_secs(seconds)) {
        _ if at.duration_since(now) > MAX_SKEW => Err(not_yet.into()),
        Ok(end) => check_end(end, now, no_longer),
        Err(_) => Ok(()),
    };
    held.map_err(|refusal| match setting.signed_at {
        Some(at) => {
            refusal.note(format!("it was signed at {date:.0} by the machine's clock, when the fake's was at {at:.0}"))
        }
        None => refusal,
    })
}

/// Checks a V1 or V2 URL, which names the Unix second until which it is valid, however far the clock was moved.
fn check_expiry(expires: &str, setting: &ClaimContext<'_>) -> Result<(), Refusal> {
    let end = read_expiry(expires).ok_or(Cause::ExpiresInvalid)?;
    let now = setting.clients_now;
    check_end(end, now, Cause::UrlExpired).map_err(|refusal| {
        match absolute_note("`Expires`", end, now, setting.machine) {
            Some(note) => refusal.note(note),
            None => refusal,
        }
    })
}

fn read_expiry(text: &str) -> Option<Timestamp> {
    Timestamp::from_second(digits(text)?.try_into().ok()?).ok()
}

/// Refuses a period that ended before the current second. An end is a whole second, which still counts.
fn check_end(end: Timestamp, now: Timestamp, no_longer: Cause) -> Result<(), Refusal> {
    if now.as_second() <= end.as_second() {
        return Ok(());
    }
    let refusal = Refusal::from(no_longer).with("Expires", iso_millis(end)).with("ServerTime", iso_millis(now));
    Err(refusal.note(format!("it was valid until {end:.0}, and the fake's clock shows {now:.0}")))
}
