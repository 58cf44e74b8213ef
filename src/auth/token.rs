//! The checks of an AccessKey: it exists, may be used, and has the security token it needs.

use jiff::Timestamp;

use super::{Claim, ClaimFacts, SignatureVersion};
use crate::error::{Cause, Refusal};
use crate::wire::Call;
use crate::world::StoredAccessKey;

impl Claim {
    pub(super) fn check_key<'a>(
        &self,
        call: &Call,
        facts: &'a ClaimFacts,
        now: Timestamp,
    ) -> Result<&'a StoredAccessKey, Refusal> {
        let refuse = |cause: Cause| Err(Refusal::from(cause).with("OSSAccessKeyId", &self.access_key_id));
        let Some(key) = &facts.key else {
            // A token means that the id is one of STS, and so does its prefix.
            return refuse(match &self.token {
                Some(_) => Cause::StsKeyIdUnknown,
                None if self.access_key_id.starts_with("STS.") => Cause::SecurityTokenMissing,
                None => Cause::AccessKeyIdUnknown,
            });
        };
        if !key.enabled {
            return refuse(Cause::AccessKeyDisabled).map_err(|refusal| refusal.note("the AccessKey is disabled"));
        }
        if let Some(sources) = key.sources.as_ref().filter(|sources| !sources.contains(&call.peer.ip)) {
            let allowed: Vec<String> = sources.iter().map(ToString::to_string).collect();
            let note =
                format!("it came from {}, and the AccessKey is restricted to {}", call.peer.ip, allowed.join(", "));
            return refuse(Cause::AccessKeyRestricted).map_err(|refusal| refusal.note(note));
        }
        match (&key.session, &self.token) {
            (None, Some(_)) => return refuse(Cause::StsKeyIdUnknown),
            (Some(_), None) => return refuse(Cause::SecurityTokenMissing),
            (Some(session), Some(token)) if *session.token != **token => {
                let (cause, note) = if facts.token_known {
                    (Cause::SecurityTokenMismatch, "the token is that of another AccessKey")
                } else {
                    (Cause::InvalidSecurityToken, "no AccessKey has this token")
                };
                return Err(Refusal::from(cause).note(note));
            }
            (Some(session), Some(_)) if session.expires <= now => {
                let note =
                    format!("the session expired at {:.0}, and the fake's clock shows {now:.0}", session.expires);
                return Err(Refusal::from(Cause::SecurityTokenExpired).note(note));
            }
            (None, None) | (Some(_), Some(_)) => {}
        }
        let v1_forbidden = facts.account.as_ref().is_some_and(|account| account.v1_forbidden);
        if v1_forbidden && self.version == SignatureVersion::V1 {
            let note =
                "the account forbids V1 signatures (`Account::forbid_v1`, `forbid_v1` of a world file): sign with V4";
            return Err(Refusal::from(Cause::V1Forbidden).note(note));
        }
        Ok(key)
    }
}
