//! Snapshots as values of serde: a world file in any format of serde.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::Table;

use super::{tree, write};
use crate::check::Snapshot;
use crate::oss::Oss;

impl Serialize for Snapshot {
    /// Writes the world file of [`Oss::world_toml`], with the secrets of the AccessKeys.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// oss.create_account("acme").create_bucket("logs");
    /// let json = serde_json::to_string(&oss.snapshot())?;
    /// let read: ossmock::Snapshot = serde_json::from_str(&json)?;
    /// assert_eq!(read, oss.snapshot());
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write::values(&self.world, self.world.new_buckets).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Snapshot {
    /// Reads a world file as [`Builder::world_toml`](crate::Builder::world_toml) does, and as strictly. The error has no line
    /// and column, as the text is not known.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A tree borrows its numbers from a text, so the values are written as a text first.
        let text = toml::to_string(&Table::deserialize(deserializer)?).map_err(D::Error::custom)?;
        let made = tree::toml(&text).and_then(|tree| Oss::new().made_of(tree));
        made.map(|made| made.snapshot()).map_err(|wrong| D::Error::custom(wrong.problem))
    }
}
