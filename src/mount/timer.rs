//! The timer of a connection: its deadline moves with every request, and hardly ever passes.

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt;
use tokio::time::{Instant, Sleep, sleep_until};

use super::pace::now;

/// One timer of the runtime for all waits of a connection, of which there is one at a time.
///
/// The runtime is not told of each new deadline, which takes a lock and may wake a thread: an early timer is moved when
/// it goes off.
#[derive(Debug, Clone)]
pub(super) struct ConnectionTimer {
    timer: Arc<Mutex<Pin<Box<Sleep>>>>,
}

impl ConnectionTimer {
    /// Creates the timer of a connection whose first wait ends after this time.
    pub fn new(first: Duration) -> Self {
        Self { timer: Arc::new(Mutex::new(Box::pin(sleep_until(now() + first)))) }
    }

    /// Waits until a deadline.
    fn poll_until(&self, deadline: Instant, cx: &mut Context<'_>) -> Poll<()> {
        let mut timer = self.timer.lock().unwrap_or_else(PoisonError::into_inner);
        if timer.deadline() > deadline {
            timer.as_mut().reset(deadline);
        }
        loop {
            ready!(timer.as_mut().poll(cx));
            if timer.deadline() >= deadline {
                return Poll::Ready(());
            }
            timer.as_mut().reset(deadline);
        }
    }

    /// Waits for something; `None` if it takes longer than this time.
    pub async fn within<T>(&self, time: Duration, awaited: impl Future<Output = T>) -> Option<T> {
        let mut awaited = pin!(awaited);
        let mut deadline = None;
        std::future::poll_fn(|cx| {
            if let Poll::Ready(output) = awaited.as_mut().poll(cx) {
                return Poll::Ready(Some(output));
            }
            let deadline = *deadline.get_or_insert_with(|| now() + time);
            self.poll_until(deadline, cx).map(|()| None)
        })
        .await
    }
}

impl rt::Timer for ConnectionTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn rt::Sleep>> {
        self.sleep_until(self.now() + duration)
    }

    fn sleep_until(&self, deadline: std::time::Instant) -> Pin<Box<dyn rt::Sleep>> {
        Box::pin(HeadWait { timer: self.clone(), deadline: deadline.into() })
    }

    fn now(&self) -> std::time::Instant {
        now().into_std()
    }
}

/// The wait of hyper for a head.
struct HeadWait {
    timer: ConnectionTimer,
    deadline: Instant,
}

impl Future for HeadWait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.timer.poll_until(self.deadline, cx)
    }
}

impl rt::Sleep for HeadWait {}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use hyper::rt::Timer as _;

    use super::*;

    const SHORT: Duration = Duration::from_millis(40);

    fn run(test: impl Future<Output = ()>) {
        tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime").block_on(test);
    }

    #[test]
    fn each_wait_has_its_own_time_whatever_the_one_before_had() {
        run(async {
            let timer = ConnectionTimer::new(Duration::from_secs(3_600));
            for time in [SHORT, SHORT * 2, SHORT / 2] {
                let start = now();
                assert_eq!(timer.within(time, pending::<()>()).await, None);
                let took = now() - start;
                assert!(time <= took && took < Duration::from_secs(60), "{took:?} of {time:?}");
            }
            assert_eq!(timer.within(Duration::ZERO, async { 7 }).await, Some(7));
        });
    }

    #[test]
    fn a_later_deadline_is_kept_after_an_earlier_one_was_dropped() {
        run(async {
            let timer = ConnectionTimer::new(SHORT);
            let start = now();
            drop(timer.sleep(SHORT));
            timer.sleep(SHORT * 2).await;
            assert!(now() - start >= SHORT * 2);
        });
    }
}
