//! Catches a panic with its message and the place it points at.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Once;

/// A panic as the user of the test would see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panic {
    pub message: String,
    pub file: String,
    pub line: u32,
}

thread_local! {
    // Tests run in parallel and the hook is one for all of them, so each thread keeps its own panic.
    static CATCHING: Cell<bool> = const { Cell::new(false) };
    static CAUGHT: RefCell<Option<Panic>> = const { RefCell::new(None) };
}

static HOOK: Once = Once::new();

/// Runs what must panic.
pub fn caught(run: impl FnOnce()) -> Panic {
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| if CATCHING.get() { keep(info) } else { before(info) }));
    });
    CATCHING.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(run));
    CATCHING.set(false);
    assert!(outcome.is_err(), "nothing panicked");
    CAUGHT.take().expect("a panic goes through the hook")
}

fn keep(info: &PanicHookInfo<'_>) {
    let payload = info.payload();
    let message = payload.downcast_ref::<String>().map(String::as_str).or(payload.downcast_ref().copied());
    let location = info.location().expect("a panic has a place");
    CAUGHT.set(Some(Panic {
        message: plain(message.expect("a panic has a message")),
        file: location.file().to_owned(),
        line: location.line(),
    }));
}

/// Without the colours a message has where the tests run in a terminal.
fn plain(message: &str) -> String {
    let mut parts = message.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('m').map_or(part, |(_, text)| text))
}

/// The message of a panic that must point at the line this macro is written on.
macro_rules! panic_here {
    ($call:expr) => {{
        let panic = $crate::panics::caught(|| {
            let _ = $call;
        });
        assert_eq!((&*panic.file, panic.line), (file!(), line!()), "{}", panic.message);
        panic.message
    }};
}
pub(crate) use panic_here;
