//! World files: strict reading, with the line and column of a mistake, and writing.

mod access_key;
mod access_log;
mod cloudbox;
mod cname;
mod error;
#[cfg(feature = "control")]
mod json;
mod kms;
mod object;
#[cfg(feature = "state")]
mod pieces;
mod policy;
mod ram;
mod replication;
mod shape;
mod snapshot;
mod tables;
mod tree;
mod upload;
mod value;
mod write;
mod wrong;

use std::mem;

#[cfg(feature = "fixtures")]
use jiff::Timestamp;

#[cfg(feature = "fixtures")]
use crate::oss::CLOCK_RANGE;
use crate::oss::{Builder, Oss};
#[cfg(feature = "fixtures")]
use crate::wire::text::{parse_moment, system_time};
use crate::world::World;
pub use error::WorldError;
#[cfg(feature = "control")]
pub(crate) use json::message as json_message;
#[cfg(feature = "state")]
pub(crate) use pieces::{WorldPiece, hex};
#[cfg(feature = "control")]
pub(crate) use shape::{listed, named};
pub(crate) use tables::WorldFile;
use tree::{Reader, Tree};
pub(crate) use wrong::Wrong;

/// A world file with every key of the format.
#[doc(hidden)]
pub const EXAMPLE_WORLD: &str = include_str!("../../examples/world.toml");

impl Builder {
    /// Starts the fake with the accounts, RAM users, groups, roles, AccessKeys, sessions and buckets of a world file.
    ///
    /// Reading is strict: unknown keys are refused, and so is a `version` of the format other than 1.
    ///
    /// `region` in the file sets [`Builder::region`], `max_buckets` sets [`Builder::max_buckets`], and `allow_public_buckets`
    /// sets the opposite of [`Builder::block_public_access`]. The last setting counts, whether it is from a file or from the
    /// builder. But a bucket of the file without a `region` is in the region of the file, and one without
    /// `block_public_access` follows `allow_public_buckets` of the file. A second file adds to the first.
    ///
    /// Every key of the format:
    ///
    /// ```toml
    #[doc = include_str!("../../examples/world.toml")]
    /// ```
    ///
    /// # Errors
    ///
    /// If the text is not TOML, has an unknown key, or arranges something impossible, such as two accounts with one name. The
    /// error has the line and column.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{EncryptionRule, Oss};
    ///
    /// let oss = Oss::builder()
    ///     .world_toml(r#"
    ///         [[account]]
    ///         name = "acme"
    ///         [[account.bucket]]
    ///         name = "logs"
    ///         encryption = { algorithm = "AES256" }
    ///     "#)?
    ///     .build();
    /// let logs = oss.bucket("logs").expect("the file has it");
    /// logs.assert_encryption(EncryptionRule::Aes256);
    /// # Ok::<(), ossmock::snapshot::WorldError>(())
    /// ```
    pub fn world_toml(mut self, toml: &str) -> Result<Self, WorldError> {
        self.add(toml).map_err(|wrong| WorldError::new(toml, tree::toml, wrong))?;
        Ok(self)
    }

    fn add(&mut self, toml: &str) -> Result<(), Wrong> {
        let file = WorldFile::read(tree::toml(toml)?)?;
        if let Some(region) = file.region()? {
            *self = self.clone().region(region);
        }
        self.world.new_buckets = file.new_buckets(self.world.new_buckets);
        let oss = self.clone().build();
        file.fill(&oss)?;
        // This fake ends here: its world is moved, and not copied.
        self.world = oss.change(|world, _| mem::take(world));
        Ok(())
    }
}

impl Oss {
    /// Returns the current world as a world file, from which [`Builder::world_toml`] makes an equal world.
    ///
    /// The file has the secrets of the AccessKeys. Default values are left out, with two exceptions: ids and AccessKeys, which
    /// would otherwise be generated anew, and `block_public_access` of a bucket, whose default depends on the fake that reads
    /// the file. `max_buckets` and `allow_public_buckets` are written if a world file has changed the setting of the builder.
    /// A bucket policy is written as JSON text, byte for byte.
    ///
    /// The file does not have the journal, the clock, the profile, the ledger of KMS and the queue of replication. A
    /// replication rule that is `doing` has caught up in the world that is read.
    ///
    /// All versions of objects and all open uploads are written. Their data is written as text if it is UTF-8 and in base64
    /// otherwise, and decrypted if the fake encrypts at rest.
    ///
    /// The file can always be read: `max_buckets` is as large as the account with the most buckets needs. A replication rule
    /// that could not be set any more, for example because its destination is gone, is written with the region of its
    /// destination. Such a rule is read without a check of the destination.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// oss.create_account("acme").set_id("1001").create_bucket("logs");
    /// let again = ossmock::Oss::builder().world_toml(&oss.world_toml())?.build();
    /// assert_eq!(again.snapshot(), oss.snapshot());
    /// # Ok::<(), ossmock::snapshot::WorldError>(())
    /// ```
    #[must_use]
    pub fn world_toml(&self) -> String {
        write::text(&self.read(World::clone), self.new_buckets())
    }

    /// Replaces the whole world by that of a world file, in one step. If the file has a mistake, nothing changes.
    ///
    /// If the file has no `region`, `max_buckets` or `allow_public_buckets`, the settings that the fake was built with count.
    /// Journal, clock, profile and the ledger of KMS stay. Handles stay valid: each stands for the thing with its name in the
    /// new world. A call that is under way and has not had its effect yet is answered `501 NotEmulated`.
    ///
    /// # Errors
    ///
    /// The errors of [`Builder::world_toml`].
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let acme = oss.create_account("acme");
    /// oss.replace_world_toml("account = [{ name = \"globex\", bucket = [{ name = \"logs\" }] }]")?;
    /// assert!(!acme.exists());
    /// assert_eq!(oss.bucket("logs").expect("the file has it").owner().name(), "globex");
    /// # Ok::<(), ossmock::snapshot::WorldError>(())
    /// ```
    pub fn replace_world_toml(&self, toml: &str) -> Result<(), WorldError> {
        self.replace_by(toml, tree::toml).map(drop)
    }

    /// The world file of [`Oss::world_toml`], as JSON.
    #[cfg(feature = "control")]
    pub(crate) fn world_json(&self) -> serde_json::Value {
        let values = write::values(&self.read(World::clone), self.new_buckets());
        serde_json::to_value(values).expect("a world file has texts, numbers, flags and lists and tables of them")
    }

    /// Replaces the whole world by a world file in TOML. Returns the new world in a fake of its own.
    #[cfg(feature = "control")]
    pub(crate) fn replace_from_toml(&self, toml: &str) -> Result<Self, WorldError> {
        self.replace_by(toml, tree::toml)
    }

    /// Replaces the whole world by a world file in JSON of the same structure. Returns the new world in a fake of its own.
    #[cfg(feature = "control")]
    pub(crate) fn replace_from_json(&self, json: &str) -> Result<Self, WorldError> {
        self.replace_by(json, json::json)
    }

    /// Sets those settings of a bucket that a JSON object has, as a world file has them; all of them or none.
    #[cfg(feature = "control")]
    pub(crate) fn set_settings_from_json(&self, bucket: &str, json: &str) -> Result<(), WorldError> {
        let set = json::json(json).and_then(|tree| tables::set_settings(self, bucket, tree));
        set.map_err(|wrong| WorldError::new(json, json::json, wrong))
    }

    fn replace_by(&self, text: &str, read: Reader) -> Result<Self, WorldError> {
        let made =
            read(text).and_then(|tree| self.made_of(tree)).map_err(|wrong| WorldError::new(text, read, wrong))?;
        self.replace_world(made.read(World::clone));
        Ok(made)
    }

    /// Creates a fake with the settings of this one and the world of a file.
    fn made_of(&self, tree: Tree<'_>) -> Result<Self, Wrong> {
        let file = WorldFile::read(tree)?;
        let made = self.emptied(file.region()?, file.new_buckets(self.new_buckets()));
        file.fill(&made)?;
        Ok(made)
    }
}

/// Reads a moment such as `2026-11-23T16:05:59Z` that a clock can be set to.
#[cfg(feature = "fixtures")]
pub(crate) fn moment(text: &str) -> Result<std::time::SystemTime, String> {
    let at = parse_moment(text)?;
    if at < Timestamp::UNIX_EPOCH { Err(CLOCK_RANGE.to_owned()) } else { Ok(system_time(at)) }
}

#[cfg(test)]
mod tests;
