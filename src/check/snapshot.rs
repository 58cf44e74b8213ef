//! Snapshots of the world, to compare and to restore.

use std::fmt;

use super::diff::Diff;
use crate::oss::Oss;
use crate::world::World;

/// The world at one moment, to compare with later or to restore.
///
/// Its `Display` has one thing a line. With the feature `world-file` it can be serialised as a world file, in any
/// format.
///
/// # Example
///
/// ```
/// use ossmock::{EncryptionRule, Oss};
///
/// let oss = Oss::new();
/// let logs = oss.create_account("acme").create_bucket("logs");
/// let before = oss.snapshot();
/// logs.set_encryption(EncryptionRule::Aes256);
/// assert_eq!(before.diff(&oss.snapshot()).to_string(), "~ bucket logs: encryption none → AES256\n");
/// oss.restore(&before);
/// oss.assert_unchanged_since(&before);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    pub(crate) world: World,
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.world.lines().iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl Snapshot {
    /// Returns the differences to a later snapshot.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{EncryptionRule, Oss};
    ///
    /// let oss = Oss::new();
    /// let logs = oss.create_account("acme").create_bucket("logs");
    /// let before = oss.snapshot();
    /// logs.set_encryption(EncryptionRule::kms_default());
    /// assert_eq!(before.diff(&oss.snapshot()).to_string(), "~ bucket logs: encryption none → KMS\n");
    /// ```
    #[must_use]
    pub fn diff(&self, later: &Self) -> Diff {
        Diff::between(&self.world, &later.world)
    }
}

impl Oss {
    /// Returns the world as it is now; cheap, as nothing is copied until it changes.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// oss.create_account("acme").set_id("1001").create_bucket("logs");
    /// let lines = oss.snapshot().to_string();
    /// assert!(lines.contains("bucket logs of acme in cn-hangzhou: acl private, class Standard"), "{lines}");
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { world: self.read(World::clone) }
    }

    /// Restores the world of a snapshot, of this fake or of another one, in one step.
    ///
    /// The journal, the clock and the settings of the [`Builder`](crate::Builder) stay ([`Oss::reset_to`] resets the
    /// journal and the clock, too). Handles stay valid: each refers to the present owner of its name. A call that is
    /// under way and has had no effect yet is answered `501 NotEmulated`.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let acme = oss.create_account("acme");
    /// let before = oss.snapshot();
    /// let logs = acme.create_bucket("logs");
    ///
    /// oss.restore(&before);
    /// assert!(acme.exists() && !logs.exists());
    /// oss.assert_unchanged_since(&before);
    /// ```
    pub fn restore(&self, snapshot: &Snapshot) {
        self.restore_world(snapshot.world.clone());
    }
}
