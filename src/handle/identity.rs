//! Whoever has permissions, and the least policy that would do for what they did.

use super::{Account, RamUser, Role};
use crate::journal::Who;
use crate::oss::Oss;
use crate::policy::Document;

/// Whoever a call can be made as, and has permissions: an [`Account`], a [`RamUser`], or a [`Role`] with all its sessions.
///
/// Only ossmock implements it.
pub trait Identity: Known {}

impl Identity for Account {}
impl Identity for RamUser {}
impl Identity for Role {}

mod sealed {
    use crate::journal::Who;

    /// What nobody outside can name, and so nobody else implements.
    pub trait Known {
        fn who(&self) -> Who;
    }
}
use sealed::Known;

impl Known for Account {
    fn who(&self) -> Who {
        self.into()
    }
}

impl Known for RamUser {
    fn who(&self) -> Who {
        self.into()
    }
}

impl Known for Role {
    fn who(&self) -> Who {
        self.into()
    }
}

impl Oss {
    /// The least RAM policy that the calls so far needed: each action, on each resource it was called on, and nothing
    /// else. None if nobody called, or everything was refused.
    ///
    /// Calls that were refused for want of permission are not in it; with [`Builder::audit`](crate::Builder::audit) there
    /// are none, so that one run of a suite tells all that its RAM user must be allowed. Calls that were refused for
    /// another reason needed their permission as well. For an account itself, it is the policy of a RAM user that does the
    /// same. What another account shares with the caller needs no policy of its own. A policy of the caller that denies
    /// something is not looked at: the policy is to be attached in the place of those there are.
    ///
    /// The same calls in any order give the same policy. [`clear_journal`](Oss::clear_journal) and
    /// [`reset_to`](Oss::reset_to) start it anew. `*` and `?` in the key of an object stand for more than themselves in a
    /// policy, which has no way to write them.
    ///
    /// # Limits
    ///
    /// 10,000 different pairs of action and resource are kept for all callers together, each resource with at most 2 KiB.
    /// RAM takes a policy of 6,144 characters at most.
    ///
    /// # Panics
    ///
    /// If the policy would be too small: more pairs were needed than are kept, or a denial was waived that no policy of the
    /// caller's can lift, as the bucket belongs to another account, the bucket's policy denies it, or the policy of a
    /// session does not allow it.
    ///
    /// # Example: a least-privilege snapshot
    ///
    /// A suite keeps the policy in a file, compares it after each run, and gives it to whoever sets up the real user.
    ///
    /// ```
    /// let oss = ossmock::Oss::builder().audit(true).build();
    /// let acme = oss.account("acme");
    /// acme.bucket("logs");
    /// let ci = acme.ram_user("ci"); // it may do nothing yet
    ///
    /// // What the suite does, here with requests of its own:
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
