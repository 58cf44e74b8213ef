//! What permissions a call was asked for, and what came of it.

use std::sync::Arc;

use crate::policy::{Clause, Decision, Explanation, Reason, Source, Standing};

/// What permissions a call was asked for, and what came of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// Whether the caller may do the operation; none if that was not asked.
    pub decision: Option<Decision>,
    /// How a denial came about, shortened; one that was waived as well.
    pub explanation: Option<Arc<Explanation>>,
    /// Whether the call was refused for want of permission.
    pub refused: bool,
    /// All that was asked for, in order.
    pub needs: Vec<Need>,
}

/// An action that was needed on a resource.
#[derive(Debug, Clone)]
pub(crate) struct Need {
    pub action: &'static str,
    /// Without region and owner, as a policy would name it: `acs:oss:*:*:logs`.
    pub resource: String,
    pub granted: Granted,
}

/// What can grant a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Granted {
    /// A policy attached to the caller.
    Attached,
    /// The owner, another account: no policy of the caller's counts there.
    Shared,
    /// Nothing attached to the caller: it was denied for this other reason, and that was waived.
    Elsewhere(&'static str),
}

impl Granted {
    pub fn of(standing: Standing, decision: &Decision) -> Self {
        match (decision, standing) {
            (Decision::Allowed(_), Standing::Foreign) => Self::Shared,
            (Decision::Denied(_), Standing::Foreign) => {
                Self::Elsewhere("belongs to another account, whose bucket policy has to allow it")
            }
            (Decision::Denied(Reason::Both { .. } | Reason::Statement(Clause { source: Source::Bucket, .. })), _) => {
                Self::Elsewhere("is denied by the policy of the bucket")
            }
            (Decision::Denied(Reason::Session(_)), _) => Self::Elsewhere("is not allowed by the policy of the session"),
            _ => Self::Attached,
        }
    }
}

impl Asked {
    /// Notes what came of one question: a denial with how it came about, and whether it is let pass.
    pub(super) fn note(&mut self, need: Need, denial: Option<Explanation>, waived: bool) {
        self.needs.push(need);
        self.refused |= denial.is_some() && !waived;
        match (denial, &mut self.explanation) {
            (Some(denial), Some(first)) => Arc::make_mut(first).and_missing(denial.shortened()),
            (Some(denial), first @ None) => *first = Some(Arc::new(denial.shortened())),
            (None, _) => {}
        }
    }
}
