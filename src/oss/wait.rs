//! Waiting for calls that other threads make, in a thread or in a task of any runtime.

use std::io;
#[cfg(feature = "control")]
use std::pin::pin;
#[cfg(feature = "control")]
use std::sync::Arc;
use std::task::Waker;
use std::thread;
use std::time::Duration;

use super::Oss;
use super::armed::{ExpectationVerdict, Wait};
#[cfg(feature = "control")]
use crate::journal::Record;

impl Oss {
    /// Blocks until an expectation is fulfilled or can no longer be fulfilled, or the timeout ends.
    pub(crate) fn wait_here(&self, expected: u64, timeout: Duration) -> ExpectationVerdict {
        let mut state = self.lock();
        let undecided = |state: &mut super::state::State| state.armed.verdict(expected) == ExpectationVerdict::TooFew;
        self.shared.ended.wait_while_for(&mut state, undecided, timeout);
        state.armed.verdict(expected)
    }

    /// Starts a thread that waits for a task: a task has no timer that all runtimes share. The thread ends with the wait, at
    /// the latest with the timeout.
    ///
    /// # Errors
    ///
    /// If no more threads can be started.
    pub(crate) fn begin_wait(&self, expected: u64, timeout: Duration, waker: &Waker) -> io::Result<u64> {
        let wait = {
            let mut state = self.lock();
            let id = state.armed.id();
            state.armed.waits.insert(id, Wait { waker: waker.clone(), over: false });
            id
        };
        let oss = self.for_front();
        let started = thread::Builder::new().name("ossmock wait".to_owned()).spawn(move || {
            let mut state = oss.lock();
            let goes_on = |state: &mut super::state::State| {
                state.armed.waits.contains_key(&wait) && state.armed.verdict(expected) == ExpectationVerdict::TooFew
            };
            oss.shared.ended.wait_while_for(&mut state, goes_on, timeout);
            let waiting = state.armed.waits.get_mut(&wait);
            let waker = waiting.map(|waiting| {
                waiting.over = true;
                waiting.waker.clone()
            });
            drop(state);
            // The lock is not held here, because the woken task takes it.
            waker.iter().for_each(Waker::wake_by_ref);
        });
        if let Err(error) = started {
            self.end_wait(wait);
            return Err(error);
        }
        Ok(wait)
    }

    /// Returns `true` if the wait has ended; otherwise keeps the waker of the task.
    pub(crate) fn is_over(&self, wait: u64, waker: &Waker) -> bool {
        let mut state = self.lock();
        let Some(waiting) = state.armed.waits.get_mut(&wait) else { return true };
        waiting.waker.clone_from(waker);
        waiting.over
    }

    /// Ends the wait of a task.
    pub(crate) fn end_wait(&self, wait: u64) {
        self.lock().armed.waits.remove(&wait);
        self.shared.ended.notify_all();
    }

    /// Waits until a call with a greater number matches, or the oldest call in the journal is no longer this one.
    #[cfg(feature = "control")]
    pub(crate) async fn wait_for_record(
        &self,
        after: u64,
        first: Option<u64>,
        passes: impl Fn(&Record) -> bool + Send,
    ) {
        let mut seen = after;
        loop {
            // Every later call notifies it, so no call is missed between this check and the wait.
            let mut changed = pin!(self.shared.changed.notified());
            changed.as_mut().enable();
            let (records, oldest): (Vec<Arc<Record>>, u64) = {
                let state = self.lock();
                (state.log.after(seen), state.log.first())
            };
            if first.is_some_and(|first| first != oldest) || records.iter().any(|record| passes(record)) {
                return;
            }
            seen = records.last().map_or(seen, |record| record.number());
            changed.await;
        }
    }
}
