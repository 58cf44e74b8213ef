//! What a test asserts of uploads in parts.

use std::fmt::Write as _;

use super::fail;
use crate::handle::Bucket;

/// How many uploads a message shows.
const SHOWN: usize = 20;

impl Bucket {
    /// Asserts that every upload in parts was completed or aborted: what is left of one is stored, and paid for, until it is.
    ///
    /// Source: `help.aliyun.com/en/oss/developer-reference/abortmultipartupload`.
    ///
    /// # Panics
    ///
    /// If some are open (the message shows the first 20 of them with when they were begun and what they have, and ends with
    /// the journal), or the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// ossmock::Oss::new().account("acme").bucket("logs").assert_no_open_uploads();
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
