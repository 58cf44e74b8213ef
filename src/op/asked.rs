//! The permission checks of a call, and their outcome.

use std::sync::Arc;

use crate::ram::{CallerRelation, Decision, Explanation, Reason, Source, StatementRef};

/// The permission checks of a call, and their outcome.
#[derive(Debug, Clone, Default)]
pub(crate) struct PermissionChecks {
    /// The decision on the operation; `None` if no permission was checked.
    pub decision: Option<Decision>,
    /// The explanation of a denial, shortened; a waived denial has one as well.
    pub explanation: Option<Arc<Explanation>>,
    /// `true` if the call was refused for lack of permission.
    pub refused: bool,
    /// Every action that was checked, in order.
    pub needs: Vec<Need>,
}

/// An action that was needed on a resource.
#[derive(Debug, Clone)]
pub(crate) struct Need {
    pub action: &'static str,
    /// The resource without region and owner, as a policy would name it: `acs:oss:*:*:logs`.
    pub resource: String,
    pub granted: Granted,
}

/// The policy that can grant a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Granted {
    /// A policy attached to the caller.
    Attached,
    /// A policy of the owner, which is another account: no policy of the caller counts there.
    Shared,
    /// No policy attached to the caller: the denial had this other reason, and was waived.
    Elsewhere(&'static str),
}

impl Granted {
    pub fn of(standing: CallerRelation, decision: &Decision) -> Self {
        match (decision, standing) {
            (Decision::Allowed(_), CallerRelation::Foreign) => Self::Shared,
            (Decision::Denied(_), CallerRelation::Foreign) => {
                Self::Elsewhere("belongs to another account, whose bucket policy has to allow it")
            }
            (
                Decision::Denied(Reason::Both { .. } | Reason::Statement(StatementRef { source: Source::Bucket, .. })),
                _,
            ) => Self::Elsewhere("is denied by the policy of the bucket"),
            (Decision::Denied(Reason::Referer(_)), _) => {
                Self::Elsewhere("is refused by the referer rules of the bucket")
            }
            (Decision::Denied(Reason::Session(_)), _) => Self::Elsewhere("is not allowed by the policy of the session"),
            _ => Self::Attached,
        }
    }
}

impl PermissionChecks {
    /// Notes the outcome of one question: the shortened explanation of a denial, and whether the denial is waived.
    pub(super) fn note(&mut self, need: Need, denial: Option<Arc<Explanation>>, waived: bool) {
        if self.needs.is_empty() {
            // Most calls need one permission only, and the journal keeps it.
            self.needs.reserve_exact(1);
        }
        self.needs.push(need);
        self.refused |= denial.is_some() && !waived;
        self.add_denial(denial);
    }

    /// Keeps the first denial, and adds the missing grants of the others to it.
    fn add_denial(&mut self, denial: Option<Arc<Explanation>>) {
        match (denial, &mut self.explanation) {
            (Some(denial), Some(first)) => Arc::make_mut(first).and_missing(Arc::unwrap_or_clone(denial)),
            (Some(denial), first @ None) => *first = Some(denial),
            (None, _) => {}
        }
    }

    /// Adds the checks for another object, none of which refused the call.
    pub(super) fn join(&mut self, other: &Self) {
        self.needs.extend_from_slice(&other.needs);
        self.add_denial(other.explanation.clone());
    }
}
