//! `x-oss-traffic-limit`: the speed limit on the body of one request or answer.
//!
//! Sources: `help.aliyun.com/document_detail/124583.htm` (the operations), `help.aliyun.com/en/oss/user-guide/0004-00000501` and
//! `…/0004-00000502`. This file only reads a limit, and reports it to uploads; a front enforces it.

use std::time::Duration;

use http::HeaderValue;

use super::refusals::invalid_argument;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::text::digits;
use crate::wire::{Call, Reply, header};

/// The limits that today's pages allow, in bits per second.
const LEAST: u64 = 819_200;
const MOST: u64 = 838_860_800;

/// The lowest limit that older pages allow.
const LEAST_OF_OLD: u64 = 245_760;

/// The direction in which the body of an operation travels, if it can be limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Traffic {
    /// The body cannot be limited: a limit is ignored.
    Unlimited,
    Upload,
    Download,
    /// Within OSS: a limit is checked, without any other effect.
    Copy,
}

/// The limit of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TrafficLimit {
    bits_per_second: u64,
}

impl TrafficLimit {
    /// Reads the limit in a header, which may also be a field of a form, or in the URL.
    pub fn read(call: &Call) -> Result<Option<Self>, Refusal> {
        let name = header::X_OSS_TRAFFIC_LIMIT;
        let text = match (call.header(&name), call.query.get(name.as_str())) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => return Err(Cause::TrafficLimitTwice.into()),
            (Some(text), None) => text.into_owned(),
            (None, Some(text)) => text,
        };
        match digits(&text) {
            Some(bits_per_second @ LEAST_OF_OLD..=MOST) => {
                if bits_per_second < LEAST {
                    call.assume(Assumption::SlowTrafficLimit);
                }
                Ok(Some(Self { bits_per_second }))
            }
            _ => Err(invalid_argument(Cause::TrafficLimitInvalid, name.as_str(), &text)),
        }
    }

    /// The time that this number of bytes takes.
    pub fn time(self, bytes: u64) -> Duration {
        let microseconds = u128::from(bytes) * 8_000_000 / u128::from(self.bits_per_second);
        Duration::from_micros(u64::try_from(microseconds).unwrap_or(u64::MAX))
    }

    /// The number of bytes allowed in a second.
    #[cfg(feature = "server")]
    pub const fn bytes_per_second(self) -> u64 {
        self.bits_per_second / 8
    }

    /// Adds the header with the delay of an upload of this size: at most the time that it takes.
    pub fn add_delay(self, reply: Reply, bytes: usize) -> Reply {
        let milliseconds = self.time(bytes as u64).as_millis();
        let milliseconds = u64::try_from(milliseconds).unwrap_or(u64::MAX);
        reply.header(header::X_OSS_QOS_DELAY_TIME, HeaderValue::from(milliseconds))
    }
}
