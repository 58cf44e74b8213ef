//! Counts the bytes that a handler moves: this program runs itself again with a counting `memcpy` preloaded.
//!
//! The counter is compiled with the machine's C compiler. Where there is none, or the system is not Linux, the bytes are not
//! counted. Copies that the compiler writes out as instructions are not seen by it.

use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use super::{Handler, REQUESTS, precise, request, start};

/// The argument that makes this program send requests and do nothing else.
const SEND: &str = "--send";
/// The number of calls the second run makes more than the first: the difference is theirs alone.
const MORE: u32 = 1_000;

#[derive(Debug, Clone, Copy)]
pub(super) enum Side {
    Ossmock,
    Minimal,
    /// A handler that does nothing: what the program itself moves for a call.
    Nothing,
}

/// The calls that a run is told to make.
pub(super) struct Calls {
    handler: Handler,
    name: String,
    count: u32,
}

impl Calls {
    pub(super) fn send(&self) {
        if !matches!(self.handler, Handler::Nothing) {
            start(&self.handler, &self.name);
        }
        let (request, status) = request(&self.name);
        self.handler.send(&request, status, self.count);
    }
}

/// The calls that the arguments ask for, if they do.
pub(super) fn calls_to_send(arguments: &[String]) -> Option<Calls> {
    let at = arguments.iter().position(|argument| argument == SEND)?;
    let [side, name, count] = arguments.get(at + 1..at + 4)? else { return None };
    assert!(REQUESTS.contains(&name.as_str()), "there is no request `{name}`");
    let handler = match side.as_str() {
        "Ossmock" => Handler::ossmock(),
        "Minimal" => Handler::minimal(),
        _ => Handler::Nothing,
    };
    Some(Calls { handler, name: name.clone(), count: count.parse().ok()? })
}

/// The bytes that one call of a request moves in a handler, and those in moves of 256 bytes or more.
pub(super) fn by(side: Side, name: &str) -> Option<(f64, f64)> {
    let (all, own) = (with_own(side, name)?, with_own(Side::Nothing, name)?);
    Some((all.0 - own.0, (all.1 - own.1).max(0.0)))
}

/// The same, with what the program itself moves.
fn with_own(side: Side, name: &str) -> Option<(f64, f64)> {
    let (few, many) = (run(side, name, 1)?, run(side, name, 1 + MORE)?);
    let each = |few: u64, many: u64| precise(many.saturating_sub(few)) / f64::from(MORE);
    Some((each(few.0, many.0), each(few.1, many.1)))
}

fn run(side: Side, name: &str, count: u32) -> Option<(u64, u64)> {
    let counter = COUNTER.as_ref()?;
    let mut command = Command::new(std::env::current_exe().ok()?);
    command.args([SEND, &format!("{side:?}"), name, &count.to_string()]).env("LD_PRELOAD", counter);
    let output = command.output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stderr).ok()?;
    let mut counts = text.lines().find_map(|line| line.strip_prefix("moved "))?.split(' ');
    Some((counts.next()?.parse().ok()?, counts.next()?.parse().ok()?))
}

/// The counter, compiled; `None` where it cannot be.
static COUNTER: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/ruler/moved.c");
    let library = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("moved.so");
    let mut compiler = Command::new("cc");
    compiler.args(["-O2", "-fno-builtin", "-shared", "-fPIC", "-o"]).arg(&library).args([source, "-ldl"]);
    let compiled = cfg!(target_os = "linux") && compiler.status().is_ok_and(|status| status.success());
    compiled.then_some(library)
});
