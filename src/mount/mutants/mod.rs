//! Permission mutants: the same code against worlds in which one permission is different.

mod mutation;
mod report;
mod run;

use std::fmt;
use std::time::Duration;

pub use mutation::Mutation;
pub use report::{Mutant, MutationReport, Reaction};

use super::native::NativeServer;
use crate::handle::Identity;
use crate::journal::Who;
use crate::oss::Oss;

/// How many mutants are run unless somebody says otherwise.
const AT_MOST: usize = 64;

/// How long the code may take with one mutant unless somebody says otherwise.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// Runs code against worlds in which one permission is different, and reports whether it notices: [`PermissionMutants`]
/// with the defaults.
///
/// # Panics
///
/// If nobody is called as the user is in the fake. The future panics outside a tokio runtime, and if there is no free port
/// of `127.0.0.1`.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use ossmock::{Oss, http, permission_mutants};
///
/// let oss = Oss::new();
/// let acme = oss.account("acme");
/// let logs = acme.bucket("logs");
/// let ci = acme.ram_user("ci").allow("oss:DeleteBucketEncryption", &logs.arn()).allow("oss:GetBucketAcl", &logs.arn());
///
/// let report = permission_mutants(&oss, &ci, |fork| async move {
///     let ci = fork.get_account("acme").and_then(|acme| acme.get_ram_user("ci")).expect("it is in every fork");
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

/// Code against worlds in which one permission is different.
///
/// The code runs once against the world as it is, then once against each mutant: a copy of the world with one change, behind
/// a listener of its own, one after the other. The changes:
///
/// - each statement that allows, taken out of the policies of the user (those of its groups among them), and of one with
///   several actions or resources each of these;
/// - each statement that denies, taken out;
/// - of each bucket that the unchanged run called: it belongs to another account; its ACL is another; it has no policy; its
///   block of public access is lifted, or set;
/// - all actions of KMS that are allowed by name, taken out at once.
///
/// A grant that can be taken out without a call being refused is one the code does not need; of two that allow the same,
/// each is such a one. If calls are refused that the unchanged run made, the code is to notice: to return an error or
/// panic. If it returns `Ok` all the same it has swallowed a 403. Grants of services that ossmock does not check are not
/// judged; KMS is one of them unless [`Builder::kms_permissions`](crate::Builder::kms_permissions) is on.
///
/// The fake itself stays as it is; a fake that audits is copied to one that refuses. Code that panics does so through the
/// panic hook, which prints: that is no failure of the test.
///
/// # Limits
///
/// 64 mutants, and 60 seconds for each run; each keeps its own journal.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use ossmock::{Oss, PermissionMutants};
///
/// let oss = Oss::new();
/// let ci = oss.account("acme").ram_user("ci").allow("oss:*", "*");
/// let report = PermissionMutants::of(&oss, &ci).at_most(8).run(|_fork| async { Ok::<_, String>(()) }).await;
/// assert_eq!(report.mutants().len(), 1);
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct PermissionMutants {
    /// The world as it is.
    start: Oss,
    who: Who,
    at_most: usize,
    time_limit: Duration,
}

impl PermissionMutants {
    /// Mutants of the fake as it is now, that lack what an account, RAM user or role is granted.
    ///
    /// # Panics
    ///
    /// If nobody is called so in the fake.
    #[must_use]
    #[track_caller]
    pub fn of(oss: &Oss, user: &impl Identity) -> Self {
        let (start, who) = (oss.enforcing_fork(), user.who());
        let known = start.read(|world| who.policies(world).is_some());
        assert!(known, "there is no `{who}` in the fake: make it there, or give the fake it was made in");
        Self { start, who, at_most: AT_MOST, time_limit: TIME_LIMIT }
    }

    /// How many mutants are run, 64 by default; the report tells how many more there are.
    #[must_use]
    pub const fn at_most(mut self, mutants: usize) -> Self {
        self.at_most = mutants;
        self
    }

    /// How long the code may take with each mutant, 60 seconds by default. It is given up then.
    #[must_use]
    pub const fn time_limit(mut self, time: Duration) -> Self {
        self.time_limit = time;
        self
    }
}
