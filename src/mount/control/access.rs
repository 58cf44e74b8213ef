//! The access rule of the control plane, as the test configures it.

use std::fmt;
use std::sync::Arc;

/// The access rule of the control plane of a [`NativeServer`](crate::NativeServer), which arranges and inspects the
/// fake over HTTP, below `/_ossmock/`.
///
/// [`NativeServerBuilder::control`](crate::NativeServerBuilder::control) enables it. The OpenAPI document at
/// `/_ossmock/openapi.json` describes it. The control plane takes a request whose path is below `/_ossmock/` and whose
/// host names no bucket. Such a request needs no signature and does not appear in the journal. The control plane shows
/// the secrets of all AccessKeys: hence the access rule. A request that violates it is answered with 403 and the
/// reason.
///
/// With either rule, an `Origin` header must be the server's own, so that no page of another site can use the control
/// control. Objects have the same origin: an object that is a page can use it as well, once a browser opens it.
///
/// `/_ossmock/` itself is the inspector, a page for browsers; `/` redirects a browser to it. It shows the calls as they
/// arrive with the reason for each refusal, the buckets, the ledger of KMS and the armed faults. It is made of the
/// answers of the control plane, without the secrets of AccessKeys. The page holds no data by itself, so it needs no
/// token; it asks for the token, and keeps it for as long as its tab is open.
///
/// # Limits
///
/// A body is limited to 1 MiB. A world is limited to 1 MiB and six times as much as the fake may store
/// ([`Builder::max_stored_bytes`](crate::Builder::max_stored_bytes)), so that all stored bytes can be shown, kept and
/// put back. An answer has at most 1,000 records of the journal, and 10,000 calls of KMS. A request may wait 30 seconds
/// for a record; at most 64 requests wait, and no more than half the connections of the server: others are answered at
/// once. The bounds of the server hold as well.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// use ossmock::{NativeServer, control::Control};
///
/// let oss = NativeServer::builder().control(Control::loopback()).start().await?;
/// let world = format!("{}/_ossmock/world", oss.uri()); // GET shows it, PUT replaces it
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Control {
    pub(super) access: Admission,
}

#[derive(Clone)]
pub(super) enum Admission {
    Loopback,
    Token(Arc<str>),
}

impl Control {
    /// Allows every client on this machine: the connection comes from a loopback address, and the `Host` is an IP
    /// address or `localhost`. A foreign DNS name that points to this machine is refused.
    #[must_use]
    pub const fn loopback() -> Self {
        Self { access: Admission::Loopback }
    }

    /// Allows every client with this token, from any address: each request has `Authorization: Bearer <token>`. Make it
    /// unguessable.
    ///
    /// # Panics
    ///
    /// If it is empty, or has white space or anything but ASCII in it: no header could carry it.
    #[must_use]
    #[track_caller]
    pub fn token(token: &str) -> Self {
        let sendable = !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic());
        assert!(sendable, "a token is of ASCII letters, digits and signs, and not empty");
        Self { access: Admission::Token(token.into()) }
    }
}

impl fmt::Debug for Control {
    /// Writes the rule without its token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.access {
            Admission::Loopback => "Control::loopback()",
            Admission::Token(_) => "Control::token(..)",
        })
    }
}
