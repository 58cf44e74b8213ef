//! A bounded queue between the calls of a server and a writing thread.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A bounded queue: adding an item never waits, or waits for a limited time.
pub struct Queue<T> {
    capacity: usize,
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    items: VecDeque<T>,
    /// The number of times that items were taken.
    taken: u64,
    /// The number of items that were taken last, and are still in use.
    busy: usize,
    /// The number of threads that wait for a change: without any, telling of it would be a system call for nothing.
    waiting: usize,
    /// `true` if a wait for room timed out, and no item was taken since.
    stuck: bool,
    ended: bool,
}

impl<T> Queue<T> {
    pub const fn new(capacity: usize) -> Self {
        let state = State { items: VecDeque::new(), taken: 0, busy: 0, waiting: 0, stuck: false, ended: false };
        Self { capacity, state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Adds an item, or returns it if there is no room.
    pub fn try_push(&self, item: T) -> Result<(), T> {
        self.add(self.lock(), item)
    }

    /// Adds an item, or returns it if there is no room within this time. If an earlier wait timed out and no item was
    /// taken since, it does not wait.
    pub fn push_within(&self, time: Duration, item: T) -> Result<(), T> {
        let full = |state: &mut State<T>| state.items.len() >= self.capacity && !state.stuck;
        let (mut state, timed_out) = self.wait(self.lock(), time, full);
        state.stuck |= timed_out;
        self.add(state, item)
    }

    fn add(&self, mut state: MutexGuard<'_, State<T>>, item: T) -> Result<(), T> {
        if state.items.len() >= self.capacity {
            return Err(item);
        }
        state.items.push_back(item);
        self.tell(state);
        Ok(())
    }

    /// Waits for items, and takes at most this many; none after the end. Those taken before count as used.
    pub fn take(&self, most: usize) -> Vec<T> {
        let mut state = self.lock();
        state.busy = 0;
        if state.items.is_empty() && !state.ended {
            if state.waiting > 0 {
                self.changed.notify_all();
            }
            let empty = |state: &mut State<T>| state.items.is_empty() && !state.ended;
            state = self.wait(state, Duration::MAX, empty).0;
        }
        let most = most.min(state.items.len());
        let items: Vec<T> = state.items.drain(..most).collect();
        state.busy = items.len();
        state.taken += 1;
        state.stuck = false;
        self.tell(state);
        items
    }

    /// Ends the queue and waits until all items were taken and used, as long as there is progress within this time.
    /// Returns the number of items that are left.
    pub fn end(&self, time: Duration) -> usize {
        let mut state = self.lock();
        state.ended = true;
        self.changed.notify_all();
        while state.busy > 0 || !state.items.is_empty() {
            let taken = state.taken;
            let stands = |state: &mut State<T>| state.taken == taken;
            let timed_out;
            (state, timed_out) = self.wait(state, time, stands);
            if timed_out {
                break;
            }
        }
        state.items.len() + state.busy
    }

    /// Waits while this holds, for a limited time. Returns `true` if the time is over.
    fn wait<'a>(
        &self,
        mut state: MutexGuard<'a, State<T>>,
        time: Duration,
        holds: impl FnMut(&mut State<T>) -> bool,
    ) -> (MutexGuard<'a, State<T>>, bool) {
        state.waiting += 1;
        let waited = self.changed.wait_timeout_while(state, time, holds);
        let (mut state, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
        (state, waited.timed_out())
    }

    /// Tells the threads that wait of a change.
    fn tell(&self, state: MutexGuard<'_, State<T>>) {
        let waits = state.waiting > 0;
        drop(state);
        if waits {
            self.changed.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(20);

    #[test]
    fn a_full_queue_is_waited_for_once_until_something_is_taken() {
        let queue = Queue::new(2);
        assert_eq!((queue.try_push(1), queue.try_push(2), queue.try_push(3)), (Ok(()), Ok(()), Err(3)));
        assert_eq!(queue.push_within(SHORT, 3), Err(3));
        // It would take an hour.
        assert_eq!(queue.push_within(Duration::from_secs(3_600), 3), Err(3));
        assert_eq!(queue.take(1), [1]);
        assert_eq!(queue.push_within(SHORT, 3), Ok(()));
        assert_eq!(queue.push_within(SHORT, 4), Err(4));
    }

    #[test]
    fn a_queue_ends_after_its_items() {
        let queue = Queue::new(2);
        assert_eq!((queue.try_push(1), queue.try_push(2)), (Ok(()), Ok(())));
        assert_eq!(queue.end(SHORT), 2);
        std::thread::scope(|scope| {
            let taken = || Some(queue.take(8)).filter(|items| !items.is_empty());
            let used = scope.spawn(move || std::iter::from_fn(taken).collect::<Vec<_>>());
            assert_eq!(queue.end(Duration::from_secs(10)), 0);
            assert_eq!(used.join().expect("the items"), [[1, 2]]);
        });
    }
}
