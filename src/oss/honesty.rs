//! The counts of all assumptions that responses rested on.

use super::Oss;
use crate::journal::HonestyReport;

impl Oss {
    /// Returns a report on the answers so far: their assumptions, the ignored parts of requests, and the policy statements that
    /// were not evaluated.
    ///
    /// [`clear_journal`](Oss::clear_journal) and [`reset_to`](Oss::reset_to) restart it.
    /// [`Builder::deny_assumed`](crate::Builder::deny_assumed) makes a test fail instead.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Oss, honesty::Assumption};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.create_account("acme");
    /// acme.create_bucket("logs");
    /// let request = http::Request::delete("/?encryption").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
    /// let request = request.header("x-oss-surprise", "1").body(bytes::Bytes::new())?;
    /// assert_eq!(oss.handle(oss.signer(&acme.credentials()).sign(request)).status(), 204);
    ///
    /// let report = oss.honesty_report();
    /// assert!(report.assumptions().any(|(assumption, calls)| (assumption, calls) == (Assumption::NoRuleToDelete, 1)));
    /// assert_eq!(report.ignored().next().map(|(part, ..)| part), Some("header x-oss-surprise"));
    /// println!("{report}");
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn honesty_report(&self) -> HonestyReport {
        self.lock().log.honesty().clone()
    }
}
