//! The permissions that each caller needed, from which the least policy is made.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::kept::{MAX_TEXT, kept};
use super::{CallerName, Record};
use crate::auth::Caller;
use crate::op::Granted;

/// The most different needs kept, of all callers together.
const MAX_NEEDS: usize = 10_000;

/// The holder of the policies of a caller: the role for each of its sessions, `None` for an anonymous caller.
fn holder(caller: &Caller) -> Option<CallerName> {
    match caller {
        Caller::Anonymous => None,
        Caller::Account { name, .. } => Some(CallerName::Account(name.clone())),
        Caller::RamUser { name, account_name, .. } => {
            Some(CallerName::RamUser { account: account_name.clone(), name: name.clone() })
        }
        Caller::Role { name, account_name, .. } => {
            Some(CallerName::Role { account: account_name.clone(), name: name.clone() })
        }
    }
}

/// The reason the needs of a caller give no sufficient policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Incomplete {
    /// Some needs were not kept, perhaps of another caller.
    Lost,
    /// No policy of the caller can grant this need.
    Ungrantable { action: &'static str, resource: String, because: &'static str },
}

impl fmt::Display for Incomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost => write!(
                f,
                "not all needs were kept: there is room for {MAX_NEEDS}, with resources of up to {MAX_TEXT} bytes; ask \
                 after each part of the suite, and `clear_journal` before the next"
            ),
            Self::Ungrantable { action, resource, because } => {
                write!(f, "{action} on {resource} {because}: no policy of its own can grant that")
            }
        }
    }
}

/// The needs so far, except those of calls refused for missing permissions.
#[derive(Debug, Clone, Default)]
pub(super) struct Needs {
    by_caller: BTreeMap<CallerName, Own>,
    kept: usize,
    lost: bool,
}

#[derive(Debug, Clone, Default)]
struct Own {
    /// Resources by action.
    needs: BTreeMap<&'static str, BTreeSet<String>>,
    /// The first need that no policy can grant.
    ungrantable: Option<Incomplete>,
}

impl Needs {
    pub fn note(&mut self, record: &Record) {
        let asked = &record.asked;
        let Some(who) = record.caller.as_ref().and_then(holder).filter(|_| !asked.refused) else { return };
        for need in &asked.needs {
            let (action, resource) = (need.action, &need.resource);
            let own = match need.granted {
                Granted::Shared => continue,
                Granted::Attached | Granted::Elsewhere(_) => self.by_caller.entry(who.clone()).or_default(),
            };
            if let (Granted::Elsewhere(because), None) = (need.granted, &own.ungrantable) {
                let resource = kept(resource);
                own.ungrantable = Some(Incomplete::Ungrantable { action, resource, because });
            }
            let known = own.needs.entry(action).or_default();
            if known.contains(resource) {
                continue;
            }
            if self.kept >= MAX_NEEDS || resource.len() > MAX_TEXT {
                self.lost = true;
            } else {
                known.insert(resource.clone());
                self.kept += 1;
            }
        }
    }

    /// The needs of a holder as action and resource, sorted.
    pub fn of(&self, who: &CallerName) -> Result<Vec<(&'static str, String)>, Incomplete> {
        if self.lost {
            return Err(Incomplete::Lost);
        }
        let Some(own) = self.by_caller.get(who) else { return Ok(Vec::new()) };
        if let Some(ungrantable) = &own.ungrantable {
            return Err(ungrantable.clone());
        }
        let pairs = own.needs.iter().flat_map(|(action, all)| all.iter().map(|resource| (*action, resource.clone())));
        Ok(pairs.collect())
    }
}
