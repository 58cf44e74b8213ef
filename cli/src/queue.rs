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
    /// The number of items that were taken.
    taken: u64,
    /// `true` if the item that was taken last is still in use.
    busy: bool,
    /// `true` if a wait for room timed out, and no item was taken since.
    stuck: bool,
    ended: bool,
}

impl<T> Queue<T> {
    pub const fn new(capacity: usize) -> Self {
        let state = State { items: VecDeque::new(), taken: 0, busy: false, stuck: false, ended: false };
        Self { capacity, state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Adds an item, or returns it if there is no room.
    pub fn try_push(&self, item: T) -> Result<(), T> {
        self.add(self.lock(), item)
    }

    /// Adds an item, or returns it if there is no room within this time. If an earlier wait timed out and no item was
    /// taken since, it does not wait.
    pub fn push_within(&self, time: Duration, item: T) -> Result<(), T> {
        let state = self.lock();
        let full = |state: &mut State<T>| state.items.len() >= self.capacity && !state.stuck;
        let waited = self.changed.wait_timeout_while(state, time, full);
        let (mut state, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        state.stuck |= waited.timed_out();
        self.add(state, item)
    }

    fn add(&self, mut state: MutexGuard<'_, State<T>>, item: T) -> Result<(), T> {
        if state.items.len() >= self.capacity {
            return Err(item);
        }
        state.items.push_back(item);
        drop(state);
        self.changed.notify_all();
        Ok(())
    }

    /// Waits for an item; `None` after the end. The item before counts as used.
    pub fn take(&self) -> Option<T> {
        let mut state = self.lock();
        state.busy = false;
        self.changed.notify_all();
        let empty = |state: &mut State<T>| state.items.is_empty() && !state.ended;
        let mut state = self.changed.wait_while(state, empty).unwrap_or_else(PoisonError::into_inner);
        let item = state.items.pop_front();
        state.busy = item.is_some();
        state.taken += 1;
        state.stuck = false;
        drop(state);
        self.changed.notify_all();
        item
    }

    /// Ends the queue and waits until all items were taken and used, as long as there is progress within this time.
    /// Returns the number of items that are left.
    pub fn end(&self, time: Duration) -> usize {
        let mut state = self.lock();
        state.ended = true;
        self.changed.notify_all();
        while state.busy || !state.items.is_empty() {
            let taken = state.taken;
            let stands = |state: &mut State<T>| state.taken == taken;
            let waited = self.changed.wait_timeout_while(state, time, stands);
            let waited = waited.unwrap_or_else(PoisonError::into_inner);
            state = waited.0;
            if waited.1.timed_out() {
                break;
            }
        }
        state.items.len() + usize::from(state.busy)
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
        assert_eq!(queue.take(), Some(1));
        assert_eq!(queue.push_within(SHORT, 3), Ok(()));
        assert_eq!(queue.push_within(SHORT, 4), Err(4));
    }

    #[test]
    fn a_queue_ends_after_its_items() {
        let queue = Queue::new(2);
        assert_eq!((queue.try_push(1), queue.try_push(2)), (Ok(()), Ok(())));
        assert_eq!(queue.end(SHORT), 2);
        std::thread::scope(|scope| {
            let used = scope.spawn(|| std::iter::from_fn(|| queue.take()).collect::<Vec<_>>());
            assert_eq!(queue.end(Duration::from_secs(10)), 0);
            assert_eq!(used.join().expect("the items"), [1, 2]);
        });
    }
}
