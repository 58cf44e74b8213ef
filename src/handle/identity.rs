//! Identities with permissions, and the least policy for their calls.

use super::{Account, RamUser, Role};
use crate::journal::CallerPattern;
use crate::oss::Oss;
use crate::ram::Document;

/// An identity with permissions that can make calls: an [`Account`], a [`RamUser`], or a [`Role`] with all its sessions.
///
/// Only ossmock implements it.
pub trait Identity: Known {}

impl Identity for Account {}
impl Identity for RamUser {}
impl Identity for Role {}

mod sealed {
    use crate::journal::CallerPattern;

    /// A sealed trait: its name is private, so that no other crate implements it.
    pub trait Known {
        fn who(&self) -> CallerPattern;
    }
}
use sealed::Known;

impl Known for Account {
    fn who(&self) -> CallerPattern {
        self.into()
    }
}

impl Known for RamUser {
    fn who(&self) -> CallerPattern {
        self.into()
    }
}

impl Known for Role {
    fn who(&self) -> CallerPattern {
        self.into()
    }
}

impl Oss {
    /// Returns the least RAM policy that the calls so far needed: each action on each resource of the calls, and nothing else.
    /// `None` if there were no calls, or all were refused.
    ///
    /// Calls refused for missing permissions are not included; with [`Builder::audit`](crate::Builder::audit) there are none,
    /// so that one run of a suite shows all permissions of its RAM user. Calls refused for another reason are included, as they
    /// needed their permission as well. For an account, it is the policy of a RAM user that makes the same calls. Access that
    /// another account shares with the caller needs no policy of its own. Denying statements of the caller are ignored: attach
    /// the policy instead of the existing ones.
    ///
    /// The same calls in any order give the same policy. [`clear_journal`](Oss::clear_journal) and [`reset_to`](Oss::reset_to)
    /// restart it. `*` and `?` in the key of an object are wildcards in the policy, which has no way to escape them.
    ///
    /// # Limits
    ///
    /// At most 10,000 different pairs of action and resource are kept for all callers together, each resource with at most 2
    /// KiB. RAM limits a policy to 6,144 characters.
    ///
    /// # Panics
    ///
    /// If the policy would be insufficient: more pairs were needed than are kept, or a waived denial is one that no policy of
    /// the caller can lift, because the bucket belongs to another account, the bucket's policy denies the call, or a session
    /// policy does not allow it.
    ///
    /// # Example: a least-privilege snapshot
    ///
    /// A suite keeps the policy in a file, compares it after each run, and passes it to the administrator of the real user.
    ///
    /// ```
    /// let oss = ossmock::Oss::builder().audit(true).build();
    /// let acme = oss.create_account("acme");
    /// acme.create_bucket("logs");
    /// let ci = acme.create_ram_user("ci"); // it may do nothing yet
    ///
    /// // The calls of the suite, here as requests:
    /// for method in ["DELETE", "GET"] {
    ///     let request = http::Request::builder().method(method).uri("/?encryption");
    ///     let request = request.header("Host", "logs.oss-cn-hangzhou.aliyuncs.com").body(bytes::Bytes::new())?;
    ///     assert_ne!(oss.handle(oss.signer(&ci.credentials()).sign(request)).status(), 403);
    /// }
    ///
    /// let policy = oss.required_policy_for(&ci).expect("it called");
    /// assert_eq!(policy.to_json_pretty(), r#"{
    ///   "Version": "1",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": [
    ///         "oss:DeleteBucketEncryption",
    ///         "oss:GetBucketEncryption"
    ///       ],
    ///       "Resource": [
    ///         "acs:oss:*:*:logs"
    ///       ]
    ///     }
    ///   ]
    /// }
    /// "#);
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    #[track_caller]
    pub fn required_policy_for(&self, caller: &impl Identity) -> Option<Document> {
        let who = caller.who();
        match self.needs_of(&who.0) {
            Ok(needs) => Document::least(needs.iter().map(|(action, resource)| (*action, &**resource))),
            Err(incomplete) => panic!("a policy for `{who}` would be too small: {incomplete}"),
        }
    }
}
