//! What happens as a test lets go of its handles: in a panic, the first one tells of calls that were refused; the last one
//! looks at what was forbidden.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::armed::Forbidden;
use super::{Oss, Shared};
use crate::journal::Journal;

/// How long a panicking thread waits for the lock, which it may hold itself.
const PATIENCE: Duration = Duration::from_millis(100);

/// Held by every handle of the test's, but not by fronts: a panic here is the test's own.
#[derive(Clone)]
pub(super) struct Held(Option<Arc<LastLook>>);

/// Dropped with the last handle.
struct LastLook {
    shared: Arc<Shared>,
}

impl Held {
    /// For a new fake; it forbids what its settings do.
    pub fn by_test(shared: &Arc<Shared>) -> Self {
        for strict in &shared.settings.strict {
            Oss::unwatched(shared.clone()).forbid(Forbidden::new(strict.at, strict.what.clone()));
        }
        Self(Some(Arc::new(LastLook { shared: shared.clone() })))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(LastLook { shared }) = self.0.as_deref()
            && thread::panicking()
            && let Some(refused) = shared.untold_refusals()
        {
            // Nothing may panic on the way out of a panic, and printing does where stderr is gone.
            let _ = catch_unwind(AssertUnwindSafe(|| eprint!("{refused}")));
        }
    }
}

impl Drop for LastLook {
    fn drop(&mut self) {
        // All of them look alike.
        if let Some(strict) = self.shared.settings.strict.first() {
            (strict.look)(&Oss::unwatched(self.shared.clone()));
        }
    }
}

impl Shared {
    /// The calls that were refused and that no message has told of, once.
    fn untold_refusals(&self) -> Option<String> {
        if !self.settings.report_on_panic {
            return None;
        }
        let mut state = self.state.try_lock_for(PATIENCE)?;
        let (journal, told) = (state.log.snapshot(), state.told);
        state.told = state.log.total();
        drop(state);
        journal.refusals_after(told)
    }
}

impl Oss {
    /// A handle that is not the test's: for what lives as long as it likes, such as a server.
    pub(crate) fn for_front(&self) -> Self {
        Self::unwatched(self.shared.clone())
    }

    const fn unwatched(shared: Arc<Shared>) -> Self {
        Self { shared, _held: Held(None) }
    }

    /// Whether both are handles to the same fake.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// Notes that a message ends with this journal, so that the panic need not tell of its calls again.
    pub(crate) fn is_told(&self, journal: &Journal) {
        let newest = journal.last().map_or(0, |record| record.number);
        let mut state = self.lock();
        state.told = state.told.max(newest);
    }
}
