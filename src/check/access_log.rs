//! Assertions on access logs.

use std::fmt::Write as _;

use super::fail;
use crate::handle::Bucket;
use crate::op::Operation;
use crate::world::AccessLogLine;

/// The most lines that a message shows.
const SHOWN: usize = 20;

impl Bucket {
    /// Asserts that the access log has a line of this operation with this status, among the lines of
    /// [`Bucket::access_log`], which wait for the full hour.
    ///
    /// # Panics
    ///
    /// If it has none, or the bucket was deleted. The message shows the newest 20 lines, and ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{settings::Logging, Operation, Oss};
    ///
    /// let oss = Oss::new();
    /// let logs = oss.create_account("acme").create_bucket("logs").set_logging(Logging::to("logs"));
    /// let _ = oss.handle(http::Request::get("http://logs.localhost/note").body(bytes::Bytes::new())?);
    /// logs.assert_access_logged(Operation::GetObject, 403);
    /// # Ok::<(), http::Error>(())
    /// ```
    #[track_caller]
    pub fn assert_access_logged(&self, operation: Operation, status: u16) {
        let log = self.access_log();
        let is_it =
            |line: &AccessLogLine| line.operation.as_deref() == Some(operation.name()) && line.status == Some(status);
        if log.lines().iter().any(is_it) {
            return;
        }
        let found = match (log.lines(), self.logging()) {
            ([], None) => "no line: logging is off".to_owned(),
            ([], Some(logging)) => format!("no line; lines go {logging} at each full hour"),
            (lines, _) => {
                let mut found = format!("{} in all:", lines.len() as u64 + log.lost());
                for line in &lines[lines.len().saturating_sub(SHOWN)..] {
                    let _ = write!(found, "\n    {line}");
                }
                found
            }
        };
        let expected = format!("a line of {operation} with the status {status}");
        fail(self.oss(), &format!("access log of bucket `{}`", self.name()), &expected, &found);
    }
}
