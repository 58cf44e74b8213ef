//! The `Debug` of a fake, for test failures.

use std::fmt;

use super::Oss;

/// The most facts in the `Debug` of a fake.
const MAX_LINES: usize = 1_000;

impl fmt::Debug for Oss {
    /// Writes the facts of the world, one per line and at most a thousand, and the number of calls.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (world, calls) = {
            let state = self.lock();
            (state.world.clone(), state.requests)
        };
        let mut lines = world.lines();
        let more = lines.len().saturating_sub(MAX_LINES);
        lines.truncate(MAX_LINES);
        lines.extend((more > 0).then(|| format!("… and {more} more")));
        f.debug_struct("Oss")
            .field("settings", &self.shared.settings)
            .field("world", &lines)
            .field("calls", &calls)
            .finish_non_exhaustive()
    }
}
