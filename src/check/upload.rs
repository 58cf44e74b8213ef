//! Assertions on multipart uploads.

use std::fmt::Write as _;

use super::fail;
use crate::handle::Bucket;

/// The most uploads that a message shows.
const SHOWN: usize = 20;

impl Bucket {
    /// Asserts that every multipart upload was completed or aborted: until then its parts are stored and paid for.
    ///
    /// Source: `help.aliyun.com/en/oss/developer-reference/abortmultipartupload`.
    ///
    /// # Panics
    ///
    /// If some are open, or the bucket was deleted. The message shows the first 20 open uploads with their start and
    /// their parts, and ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// ossmock::Oss::new().create_account("acme").create_bucket("logs").assert_no_open_uploads();
    /// ```
    #[track_caller]
    pub fn assert_no_open_uploads(&self) {
        let open = self.open_uploads();
        if open.is_empty() {
            return;
        }
        let mut found = open.len().to_string();
        for upload in open.iter().take(SHOWN) {
            let _ = write!(found, "\n            {} {upload}", upload.draft.key);
        }
        if open.len() > SHOWN {
            let _ = write!(found, "\n            and {} more", open.len() - SHOWN);
        }
        found.push_str("\n            complete or abort them: until then their parts are stored and paid for");
        fail(self.oss(), &format!("open uploads of bucket `{}`", self.name()), "none", &found);
    }
}
