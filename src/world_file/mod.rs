//! The world as a file: read strictly, with the line and column of what is wrong, and written back.

mod cloudbox;
mod encryption;
#[cfg(feature = "control")]
mod json;
mod kms;
mod node;
mod object;
mod policy;
mod ram;
mod replication;
mod snapshot;
mod tables;
mod upload;
mod write;

use std::fmt;
use std::ops::Range;

#[cfg(feature = "fixtures")]
use jiff::Timestamp;

#[cfg(feature = "fixtures")]
use crate::oss::CLOCK_RANGE;
use crate::oss::{Builder, Oss};
#[cfg(feature = "fixtures")]
use crate::wire::text::{parse_moment, system_time};
use crate::world::World;
#[cfg(feature = "control")]
pub(crate) use json::message as json_message;
pub(crate) use tables::WorldFile;

/// A world file with every key of the format.
#[doc(hidden)]
pub const EXAMPLE_WORLD: &str = include_str!("../../examples/world.toml");

impl Builder {
    /// Starts the fake with the accounts, RAM users, groups, roles, AccessKeys, sessions and buckets of a world file.
    ///
    /// Reading is strict: unknown keys are refused. A `region` in the file is that of [`Builder::region`]; whichever is
    /// said last counts, but a bucket without one is where the file says. So it is with `max_buckets`, which is
    /// [`Builder::max_buckets`], and `allow_public_buckets`, the opposite of [`Builder::block_public_access`], which also holds
    /// for buckets of the file that do not say so. A second file adds to the first.
    ///
    /// Every key of the format:
    ///
    /// ```toml
    #[doc = include_str!("../../examples/world.toml")]
    /// ```
    ///
    /// # Errors
    ///
    /// If it is no TOML, has a key that is not known, or arranges what cannot be, such as two accounts of one name. The
    /// error says where.
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
    /// let logs = oss.get_bucket("logs").expect("the file has it");
    /// logs.assert_encryption(EncryptionRule::Aes256);
    /// # Ok::<(), ossmock::WorldError>(())
    /// ```
    pub fn world_toml(mut self, toml: &str) -> Result<Self, WorldError> {
        let file = WorldFile::read(toml).map_err(|wrong| WorldError::new(toml, wrong))?;
        if let Some(region) = file.region().map_err(|wrong| WorldError::new(toml, wrong))? {
            self = self.region(region);
        }
        self.world.new_buckets = file.new_buckets(self.world.new_buckets);
        let oss = self.clone().build();
        file.fill(&oss).map_err(|wrong| WorldError::new(toml, wrong))?;
        self.world = oss.read(World::clone);
        Ok(self)
    }
}

impl Oss {
    /// The world as it is now, as a world file: [`Builder::world_toml`] makes an equal one of it.
    ///
    /// The secrets of the AccessKeys are in it. What is as it is by default is left out, except ids and AccessKeys, which
    /// would otherwise be made up anew, and whether a bucket blocks public access, which depends on the fake it is read
    /// into. `max_buckets` and `allow_public_buckets` are written if a world file has changed what the builder said. A bucket policy is written as JSON text, byte for byte. The journal, the clock and the profile are not part of
    /// the world, and history is not either: the ledger of KMS, and what waits to be replicated. A replication rule that is
    /// `doing` has caught up where it is read.
    ///
    /// Objects are written with every version, and so are open uploads: all that is stored is in the text, as text where it is
    /// UTF-8 and in base64 otherwise, and decrypted where the fake encrypts at rest.
    ///
    /// One thing is written, but not read; reading says where it is: an account that
    /// [`Bucket::with_region`](crate::Bucket::with_region) gave more than 100 buckets in one region. A replication rule that could
    /// not be set any more, as where its destination is gone, is written with the region of its destination, and then read
    /// without a look at the destination.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// oss.account("acme").with_id("1001").bucket("logs");
    /// let again = ossmock::Oss::builder().world_toml(&oss.world_toml())?.build();
    /// assert_eq!(again.snapshot(), oss.snapshot());
    /// # Ok::<(), ossmock::WorldError>(())
    /// ```
    #[must_use]
    pub fn world_toml(&self) -> String {
        write::world(&self.read(World::clone), self.new_buckets())
    }

    /// Replaces the whole world by that of a world file, in one step; if something is wrong in the file, nothing changes.
    ///
    /// A file without a `region` is in the one the fake was built with, and so it is with `max_buckets` and
    /// `allow_public_buckets`. Journal, clock, profile and the ledger of KMS stay. Handles stay valid:
    /// each means whoever has the name in the new world. A call that is under way and has not had its effect yet is
    /// answered `501 NotEmulated`.
    ///
    /// # Errors
    ///
    /// As [`Builder::world_toml`].
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let acme = oss.account("acme");
    /// oss.replace_world_toml("account = [{ name = \"globex\", bucket = [{ name = \"logs\" }] }]")?;
    /// assert!(!acme.exists());
    /// assert_eq!(oss.get_bucket("logs").expect("the file has it").owner().name(), "globex");
    /// # Ok::<(), ossmock::WorldError>(())
    /// ```
    pub fn replace_world_toml(&self, toml: &str) -> Result<(), WorldError> {
        self.replace_by(toml).map(drop).map_err(|wrong| WorldError::new(toml, wrong))
    }

    /// Replaces the world, and gives the new one back in a fake of its own.
    pub(crate) fn replace_by(&self, toml: &str) -> Result<Self, Wrong> {
        let file = WorldFile::read(toml)?;
        let made = self.emptied(file.region()?, file.new_buckets(self.new_buckets()));
        file.fill(&made)?;
        self.replace_world(made.read(World::clone));
        Ok(made)
    }
}

/// What is wrong in a world file, and where.
///
/// `Debug` reads like `Display`, since test runners print that: ``line 4, column 8: there is an account `acme` already``.
#[derive(Clone, PartialEq, Eq)]
pub struct WorldError {
    line: usize,
    column: usize,
    problem: String,
}

impl WorldError {
    fn new(text: &str, wrong: Wrong) -> Self {
        let before = text.get(..wrong.start(text)).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self { line: before.matches('\n').count() + 1, column: line.chars().count() + 1, problem: wrong.problem }
    }

    /// The line, from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// The column, in characters from 1.
    #[must_use]
    pub const fn column(&self) -> usize {
        self.column
    }

    /// What is wrong, without where.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.problem)
    }
}

impl fmt::Debug for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for WorldError {}

/// What is wrong, and which bytes of the text are.
#[derive(Debug, Clone)]
pub(crate) struct Wrong {
    at: Range<usize>,
    /// The offset in the content of the string that stands there, if the problem is in it.
    inside: Option<usize>,
    problem: String,
}

impl Wrong {
    fn new(at: Range<usize>, problem: impl Into<String>) -> Self {
        Self { at, inside: None, problem: problem.into() }
    }

    /// The offset of the problem in the text of the file.
    pub(crate) fn start(&self, toml: &str) -> usize {
        let string = self.inside.zip(toml.get(self.at.clone()));
        self.at.start + string.map_or(0, |(content, written)| policy::in_string(written, content))
    }

    #[cfg(feature = "fixtures")]
    pub(crate) fn problem(&self) -> &str {
        &self.problem
    }
}

/// `2026-11-23T16:05:59Z`, as a moment a clock can be set to.
#[cfg(feature = "fixtures")]
pub(crate) fn moment(text: &str) -> Result<std::time::SystemTime, String> {
    let at = parse_moment(text)?;
    if at < Timestamp::UNIX_EPOCH { Err(CLOCK_RANGE.to_owned()) } else { Ok(system_time(at)) }
}
