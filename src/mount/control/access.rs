//! Who may use the control plane, as a test says it.

use std::fmt;
use std::sync::Arc;

/// Who may use the control plane of a [`NativeServer`](crate::NativeServer), which arranges and reads back the fake over
/// HTTP, below `/_ossmock/`.
///
/// A server has one if its builder is told so: [`NativeServerBuilder::control`](crate::NativeServerBuilder::control). What
/// it can do says the OpenAPI document it serves at `/_ossmock/openapi.json`. A request is for it if its path is below
/// `/_ossmock/` and its host names no bucket. It needs no signature, does not appear in the journal, and the secrets of
/// all AccessKeys can be read there: hence the conditions. A request that does not meet them is answered 403, with why.
///
/// In either form an `Origin` header must be the server's own, so that no page of another site can use it. Objects have the
/// same origin: one that is a page can use it as well, once somebody opens it in a browser.
///
/// `/_ossmock/` itself is a page for people, to which `/` leads a browser: the calls as they arrive and why each was refused, the buckets, the ledger of
/// KMS, the armed faults. It is made of what the control plane answers, without the secrets of AccessKeys. The page is
/// empty by itself, so it needs no token; it asks for it, and keeps it for as long as its tab is open.
///
/// # Limits
///
/// A body of 1 MiB; a world of 1 MiB and six times as much as the fake may store
/// ([`Builder::max_stored_bytes`](crate::Builder::max_stored_bytes)), so that whatever requests have stored can be shown,
/// kept and put back. An answer has at most 1,000 records of the journal, and 10,000 calls of KMS. A request may wait 30 seconds for a record; at most 64 wait, and no more than half the
/// connections of the server: others are answered at once. The bounds of the server hold as well.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// use ossmock::{Control, NativeServer};
///
/// let oss = NativeServer::builder().control(Control::loopback()).start().await?;
/// let world = format!("{}/_ossmock/world", oss.uri()); // GET shows it, PUT replaces it
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Control {
    pub(super) access: Access,
}

#[derive(Clone)]
pub(super) enum Access {
    Loopback,
    Token(Arc<str>),
}

impl Control {
    /// Whoever is on this machine: the connection comes from a loopback address, and the `Host` is an IP address or
    /// `localhost`, so that no name that somebody else points here is taken.
    #[must_use]
    pub const fn loopback() -> Self {
        Self { access: Access::Loopback }
    }

    /// Whoever has this token, from wherever: each request has `Authorization: Bearer <token>`. Make it unguessable.
    ///
    /// # Panics
    ///
    /// If it is empty, or has white space or anything but ASCII in it: no header could carry it.
    #[must_use]
    #[track_caller]
    pub fn token(token: &str) -> Self {
        let sendable = !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic());
        assert!(sendable, "a token is of ASCII letters, digits and signs, and not empty");
        Self { access: Access::Token(token.into()) }
    }
}

impl fmt::Debug for Control {
    /// Leaves the token out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.access {
            Access::Loopback => "Control::loopback()",
            Access::Token(_) => "Control::token(..)",
        })
    }
}
