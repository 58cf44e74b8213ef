//! Servers of tests without a runtime: they are started by a call that blocks.

use std::io;

use tokio::runtime::{Builder, Handle, Runtime};

/// A tokio runtime for one thread.
///
/// # Panics
///
/// In a tokio runtime, whose tasks a call that blocks would stop.
#[track_caller]
pub(super) fn runtime() -> io::Result<Runtime> {
    assert!(
        Handle::try_current().is_err(),
        "`start_blocking` is for tests without a runtime, and this one has a tokio runtime: call `start().await`"
    );
    Builder::new_current_thread().enable_all().build()
}

#[cfg(feature = "server")]
pub(super) use thread::RuntimeThread;

#[cfg(feature = "server")]
mod thread {
    use std::io;
    use std::thread::JoinHandle;
    use std::time::Duration;

    use tokio::runtime::Handle;
    use tokio::sync::oneshot;

    /// The time that work on long bodies has to end after the server.
    const GRACE: Duration = Duration::from_secs(5);

    /// A runtime on a thread of its own. Dropped, it ends with all its tasks, and so does the thread.
    pub(in crate::mount) struct RuntimeThread {
        handle: Handle,
        /// Ends the runtime when it is dropped.
        end: Option<oneshot::Sender<()>>,
        thread: Option<JoinHandle<()>>,
    }

    impl RuntimeThread {
        #[track_caller]
        pub fn start() -> io::Result<Self> {
            let runtime = super::runtime()?;
            let handle = runtime.handle().clone();
            let (end, ended) = oneshot::channel();
            let thread = std::thread::Builder::new().spawn(move || {
                // Nothing is ever sent: the sender is dropped.
                let _ = runtime.block_on(ended);
                runtime.shutdown_timeout(GRACE);
            })?;
            Ok(Self { handle, end: Some(end), thread: Some(thread) })
        }

        pub const fn handle(&self) -> &Handle {
            &self.handle
        }
    }

    impl Drop for RuntimeThread {
        fn drop(&mut self) {
            self.end = None;
            if let Some(thread) = self.thread.take() {
                // Tasks that panic do not end the thread, so its result has no information.
                let _ = thread.join();
            }
        }
    }
}
