//! Permission mutants: runs the same code against worlds in which one permission is different.

mod mutation;
mod report;
mod run;

use std::fmt;
use std::time::Duration;

pub use mutation::Mutation;
pub use report::{ClientReaction, Mutant, MutationReport};

use super::native::NativeServer;
use crate::handle::Identity;
use crate::journal::CallerPattern;
use crate::oss::Oss;

/// The default limit of mutants.
const AT_MOST: usize = 64;

/// The default time limit of one run of the code.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// Runs code against worlds in which one permission is different, and reports if the code notices. It is
/// [`PermissionMutants`] with the defaults.
///
/// # Panics
///
/// If the fake has no identity of the user's name. The future panics outside a tokio runtime, and if there is no free
/// port of `127.0.0.1`.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use ossmock::{Oss, http, mutants::permission_mutants};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// let logs = acme.create_bucket("logs");
/// let ci = acme.create_ram_user("ci").allow("oss:DeleteBucketEncryption", &logs.arn()).allow("oss:GetBucketAcl", &logs.arn());
///
/// let report = permission_mutants(&oss, &ci, |fork| async move {
///     let ci = fork.account("acme").and_then(|acme| acme.ram_user("ci")).expect("it is in every fork");
///     // The code under test, against `fork.uri()`; here a request of its own, without a socket.
///     let request = http::Request::delete("/?encryption").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
///     let request = request.body(Default::default()).expect("a request");
///     let response = fork.handle(fork.signer(&ci.credentials()).sign(request));
///     if response.status().is_success() { Ok(()) } else { Err(response.status()) }
/// })
/// .await;
///
/// report.assert_nothing_swallowed();
/// let unneeded: Vec<String> = report.unneeded_grants().map(|mutant| mutant.mutation().to_string()).collect();
/// assert_eq!(unneeded, ["without policy 2 statement 1: Allow oss:GetBucketAcl on acs:oss:*:*:logs"]);
/// # }
/// ```
#[track_caller]
pub fn permission_mutants<I, F, R, T, E>(
    oss: &Oss,
    user: &I,
    code: F,
) -> impl Future<Output = MutationReport> + use<I, F, R, T, E>
where
    I: Identity,
    F: FnMut(NativeServer) -> R,
    R: Future<Output = Result<T, E>>,
    E: fmt::Display,
{
    PermissionMutants::of(oss, user).run(code)
}

/// A run of code against worlds in which one permission is different.
///
/// The code runs once against the world as it is, then once against each mutant, one after the other. A mutant is a
/// copy of the world with one change, on a listener of its own. The changes:
///
/// - each statement that allows is removed from the policies of the user and its groups; of a statement with several
///   actions or resources, each of these is removed as well;
/// - each statement that denies is removed;
/// - for each bucket that the unchanged run called: it belongs to another account; its ACL is another; it has no
///   policy; its block of public access is lifted, or set;
/// - all actions of KMS that are allowed by name are removed at once.
///
/// The code does not need a grant if no call is refused without it; if two grants allow the same, the code needs
/// neither. If a mutant refuses calls that the unchanged run made, the code must notice: it must return an error or
/// panic. Code that returns `Ok` has swallowed a 403. Grants of services that ossmock does not check are not judged;
/// KMS is one of them unless [`Builder::kms_permissions`](crate::Builder::kms_permissions) is on.
///
/// The fake itself stays as it is; a fake that audits is copied to one that refuses. A panic of the code prints through
/// the panic hook, and does not fail the test.
///
/// # Limits
///
/// 64 mutants, and 60 seconds for each run; each mutant keeps its own journal.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use ossmock::{Oss, mutants::PermissionMutants};
///
/// let oss = Oss::new();
/// let ci = oss.create_account("acme").create_ram_user("ci").allow("oss:*", "*");
/// let report = PermissionMutants::of(&oss, &ci).at_most(8).run(|_fork| async { Ok::<_, String>(()) }).await;
/// assert_eq!(report.mutants().len(), 1);
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct PermissionMutants {
    /// The world as it is.
    start: Oss,
    who: CallerPattern,
    at_most: usize,
    time_limit: Duration,
}

impl PermissionMutants {
    /// Creates mutants of the fake as it is now, which lack grants of an account, RAM user or role.
    ///
    /// # Panics
    ///
    /// If the fake has no identity of this name.
    #[must_use]
    #[track_caller]
    pub fn of(oss: &Oss, user: &impl Identity) -> Self {
        let (start, who) = (oss.enforcing_fork(), user.who());
        let known = start.read(|world| who.policies(world).is_some());
        assert!(known, "there is no `{who}` in the fake: make it there, or give the fake it was made in");
        Self { start, who, at_most: AT_MOST, time_limit: TIME_LIMIT }
    }

    /// Limits the number of mutants that are run, 64 by default; the report counts the rest.
    #[must_use]
    pub const fn at_most(mut self, mutants: usize) -> Self {
        self.at_most = mutants;
        self
    }

    /// Limits the time of the code with each mutant, 60 seconds by default. The run is cancelled after it.
    #[must_use]
    pub const fn time_limit(mut self, time: Duration) -> Self {
        self.time_limit = time;
        self
    }
}
