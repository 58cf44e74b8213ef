//! The thread that keeps the world of a server in its folder. All changes that wait for it share a commit.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use quick_xml::escape::escape;
use tokio::sync::watch;

use super::error::StateError;
use super::store::Store;
use crate::error::{Cause, Refusal};
use crate::oss::{KeptMoment, Oss};

/// Keeps the world of a server in a folder, until it is dropped or [`StateKeeper::finish`].
///
/// A [`NativeServer`](crate::NativeServer) with it answers a call only when the folder has the change, except calls with the
/// methods `GET` and `HEAD`. If the folder cannot be written, it answers 500, and goes on trying. A killed process loses
/// nothing that was acknowledged; a crash of the whole machine may, as files are not synchronised with the disk.
///
/// [`StateDir`](crate::state::StateDir) has an example.
pub struct StateKeeper {
    oss: Oss,
    keeping: Arc<Keeping>,
    lost: Vec<String>,
    thread: Option<JoinHandle<()>>,
}

/// The state that a server and the thread share.
pub(in crate::mount) struct Keeping {
    oss: Oss,
    /// The fake to which a reset goes back.
    #[cfg_attr(not(feature = "control"), expect(dead_code, reason = "the control plane resets"))]
    start: Oss,
    asked: Mutex<AskedCommits>,
    /// Notified when a commit is asked for.
    wake: Condvar,
    /// The moment that the folder has.
    kept: Mutex<Arc<KeptMoment>>,
    done: watch::Receiver<DoneCommits>,
}

#[derive(Default)]
struct AskedCommits {
    /// The number of commits that were asked for.
    number: u64,
    ended: bool,
}

#[derive(Default)]
struct DoneCommits {
    /// The commits up to this number are done, or have failed.
    number: u64,
    /// The problem of the last one.
    problem: Option<Arc<str>>,
}

/// The problem of calls after the end of the thread.
const ENDED: &str = "the state is not kept any more: its thread has ended";

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Keeping {
    #[cfg(feature = "control")]
    pub const fn start(&self) -> &Oss {
        &self.start
    }

    fn is_kept(&self) -> bool {
        let kept = locked(&self.kept).clone();
        self.oss.is_at(&kept)
    }

    /// Asks for a commit of the present world; returns its number.
    fn ask(&self, ends: bool) -> u64 {
        let mut asked = locked(&self.asked);
        asked.number += 1;
        asked.ended |= ends;
        self.wake.notify_one();
        asked.number
    }

    /// Sees to it that the folder gets the changes of a request. It waits for that unless the request, by its method, is not
    /// meant to change anything.
    pub async fn settled(&self, is_safe: bool) -> Result<(), Arc<str>> {
        if self.is_kept() {
            return Ok(());
        }
        let number = self.ask(false);
        if is_safe {
            return Ok(());
        }
        let mut done = self.done.clone();
        match done.wait_for(|done| done.number >= number).await {
            Ok(done) => done.problem.clone().map_or(Ok(()), Err),
            Err(_) => Err(ENDED.into()),
        }
    }

    /// Waits for a commit to be asked for; returns the number of the last one, and `true` if there will be no more.
    fn next(&self, done: u64) -> (u64, bool) {
        let nothing = |asked: &mut AskedCommits| asked.number == done && !asked.ended;
        let asked = self.wake.wait_while(locked(&self.asked), nothing).unwrap_or_else(PoisonError::into_inner);
        (asked.number, asked.ended)
    }

    /// Writes what is asked for, until the end.
    fn write(&self, mut store: Store, done: &watch::Sender<DoneCommits>, say: &dyn Fn(&str)) {
        loop {
            let (number, ended) = self.next(done.borrow().number);
            let committed = store.commit(self.oss.moment());
            *locked(&self.kept) = store.kept().clone();
            let path = store.folder().path().display();
            let before = done.borrow().problem.is_some();
            let problem: Option<Arc<str>> =
                committed.err().map(|problem| format!("the state {path} is not kept: {problem}").into());
            match &problem {
                Some(problem) if !before => say(&format!("error: {problem}")),
                None if before => say(&format!("the state {path} is kept again")),
                _ => {}
            }
            done.send_replace(DoneCommits { number, problem });
            if ended {
                return;
            }
        }
    }
}

/// Sees to it that the folder of a state, if there is one, gets the changes of a request.
pub(in crate::mount) async fn settled(state: Option<&Arc<Keeping>>, is_safe: bool) -> Result<(), Arc<str>> {
    match state {
        Some(state) => state.settled(is_safe).await,
        None => Ok(()),
    }
}

/// Makes the answer to a call whose change is not in the folder, and shows it in the journal.
pub(in crate::mount) fn not_kept(oss: &Oss, problem: &str, answer: &Response<Bytes>) -> Response<Bytes> {
    const REQUEST_ID: &str = "x-oss-request-id";
    let id = answer.headers().get(REQUEST_ID);
    let text = id.and_then(|id| id.to_str().ok()).unwrap_or_default();
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>\n  <Code>InternalError</Code>\n  <Message>{}</Message>\n  \
         <RequestId>{text}</RequestId>\n</Error>\n",
        escape(problem)
    );
    let mut response = Response::new(Bytes::from(xml));
    let refusal = Refusal { message: Some(problem.to_owned()), ..Cause::InternalError.into() };
    oss.answered_instead(text, &refusal, response.body());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    response.headers_mut().extend(id.map(|id| (HeaderName::from_static(REQUEST_ID), id.clone())));
    response
}

impl StateKeeper {
    pub(super) fn start(
        store: Store,
        oss: Oss,
        start: &Oss,
        lost: Vec<String>,
        say: impl Fn(&str) + Send + Sync + 'static,
    ) -> Self {
        let (sender, done) = watch::channel(DoneCommits::default());
        let keeping = Arc::new(Keeping {
            oss: oss.for_front(),
            start: start.for_front(),
            asked: Mutex::default(),
            wake: Condvar::new(),
            kept: Mutex::new(store.kept().clone()),
            done,
        });
        let kept = keeping.clone();
        let thread = thread::spawn(move || kept.write(store, &sender, &say));
        Self { oss, keeping, lost, thread: Some(thread) }
    }

    pub(in crate::mount) fn keeping(&self) -> &Arc<Keeping> {
        &self.keeping
    }

    /// The fake whose world is kept.
    #[must_use]
    pub const fn oss(&self) -> &Oss {
        &self.oss
    }

    /// The objects and parts that were left out, each with the problem of its file.
    #[must_use]
    pub fn lost(&self) -> &[String] {
        &self.lost
    }

    /// Writes the world a last time, and unlocks the folder.
    ///
    /// # Errors
    ///
    /// If the folder has not got the world.
    pub fn finish(mut self) -> Result<(), StateError> {
        if !self.end() {
            return Err(StateError(ENDED.to_owned()));
        }
        let problem = self.keeping.done.borrow().problem.clone();
        problem.map_or(Ok(()), |problem| Err(StateError(problem.to_string())))
    }

    /// Ends the thread. Returns `false` if it had panicked.
    fn end(&mut self) -> bool {
        self.thread.take().is_none_or(|thread| {
            self.keeping.ask(true);
            thread.join().is_ok()
        })
    }
}

impl Drop for StateKeeper {
    fn drop(&mut self) {
        self.end();
    }
}

impl fmt::Debug for Keeping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeping").field("oss", &self.oss).finish_non_exhaustive()
    }
}

impl fmt::Debug for StateKeeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StateKeeper").field("lost", &self.lost).finish_non_exhaustive()
    }
}
