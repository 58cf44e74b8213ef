//! Waiting for expected calls of code that works in the background.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::expect::Expectation;
use crate::oss::Oss;
use crate::oss::armed::ExpectationVerdict;

impl Oss {
    /// Waits until an expectation is fulfilled: its least number of calls has come. It continues to count afterwards.
    ///
    /// It works with any async runtime, as a thread does the waiting; the thread ends with it. The time is real time,
    /// independent of the clocks of the fake and of the runtime.
    ///
    /// # Panics
    ///
    /// At this line, if the expectation is of another fake, or holds without any call, so that there is nothing to wait
    /// for. In the task, if the time is over, too many calls came, or no thread can be started: the message starts with
    /// this line.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use std::time::Duration;
    ///
    /// let oss = ossmock::Oss::new();
    /// let lists = oss.expect(ossmock::call(ossmock::Operation::ListBuckets));
    /// let background = tokio::spawn({
    ///     let oss = oss.clone();
    ///     let request = http::Request::get("/").header("Host", "localhost").body(bytes::Bytes::new()).unwrap();
    ///     async move { oss.handle(request) }
    /// });
    /// oss.wait_for(&lists, Duration::from_secs(10)).await;
    /// # background.await.unwrap();
    /// # }
    /// ```
    #[track_caller]
    pub fn wait_for<'a>(&self, expectation: &'a Expectation, timeout: Duration) -> WaitFor<'a> {
        self.check_wait(expectation);
        WaitFor { expectation, timeout, at: Location::caller(), wait: None }
    }

    /// Waits as [`Oss::wait_for`] does, but blocks its thread: do not call it in a task whose runtime must make the
    /// calls.
    ///
    /// # Panics
    ///
    /// As [`Oss::wait_for`], all at this line.
    ///
    /// # Example
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let oss = ossmock::Oss::new();
    /// let lists = oss.expect(ossmock::call(ossmock::Operation::ListBuckets));
    /// let request = http::Request::get("/").header("Host", "localhost").body(bytes::Bytes::new())?;
    /// std::thread::scope(|threads| {
    ///     threads.spawn(|| oss.handle(request));
    ///     oss.wait_for_blocking(&lists, Duration::from_secs(10));
    /// });
    /// # Ok::<(), http::Error>(())
    /// ```
    #[track_caller]
    pub fn wait_for_blocking(&self, expectation: &Expectation, timeout: Duration) {
        self.check_wait(expectation);
        let verdict = self.wait_here(expectation.id(), timeout);
        if verdict != ExpectationVerdict::Met
            && let Some(message) = in_vain(expectation, verdict, Location::caller(), timeout)
        {
            panic!("{message}");
        }
    }

    #[track_caller]
    fn check_wait(&self, expectation: &Expectation) {
        assert!(self.is_same(expectation.oss()), "the expectation is of another fake: wait on the one it was made by");
        let least = expectation.oss().expected(expectation.id(), |expected| expected.least());
        let nothing = "the expectation holds without any call, so there is nothing to wait for: wait for another one, then \
                       verify it";
        assert!(least != Some(0), "{nothing}");
    }
}

/// Returns the message of a wait that ended without the calls; the expectation reports nothing more.
fn in_vain(
    expectation: &Expectation,
    verdict: ExpectationVerdict,
    at: &Location<'_>,
    timeout: Duration,
) -> Option<String> {
    let ended = match verdict {
        ExpectationVerdict::TooMany => "more calls came than were waited for".to_owned(),
        ExpectationVerdict::TooFew | ExpectationVerdict::Met => format!("waited in vain, for at most {timeout:?}"),
    };
    expectation.failure().map(|failure| format!("{at}: {ended}\n{failure}"))
}

/// A wait for expected calls, from [`Oss::wait_for`]: await it.
#[must_use = "a future does nothing unless it is awaited"]
pub struct WaitFor<'a> {
    expectation: &'a Expectation,
    timeout: Duration,
    at: &'static Location<'static>,
    /// The wait, from the first poll on.
    wait: Option<u64>,
}

impl Future for WaitFor<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let (oss, id) = (self.expectation.oss(), self.expectation.id());
        let waker = context.waker();
        // The thread may have ended just before: check for its end first, then for the calls it saw.
        let over = self.wait.is_some_and(|wait| oss.is_over(wait, waker));
        match oss.expected(id, |expected| expected.verdict()) {
            Some(ExpectationVerdict::Met) | None => Poll::Ready(()),
            Some(ExpectationVerdict::TooFew) if !over => {
                if self.wait.is_none() {
                    match oss.begin_wait(id, self.timeout, waker) {
                        Ok(wait) => self.wait = Some(wait),
                        Err(error) => panic!("{}: there can be no more threads to wait in: {error}", self.at),
                    }
                }
                Poll::Pending
            }
            Some(verdict @ (ExpectationVerdict::TooFew | ExpectationVerdict::TooMany)) => {
                match in_vain(self.expectation, verdict, self.at, self.timeout) {
                    Some(message) => panic!("{message}"),
                    None => Poll::Ready(()),
                }
            }
        }
    }
}

impl Drop for WaitFor<'_> {
    fn drop(&mut self) {
        if let Some(wait) = self.wait {
            self.expectation.oss().end_wait(wait);
        }
    }
}

impl fmt::Debug for WaitFor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitFor").field("expectation", self.expectation).field("timeout", &self.timeout).finish()
    }
}
