//! Snapshots as values of serde: a world file, in whatever format.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::Table;

use super::{tree, write};
use crate::check::Snapshot;
use crate::oss::Oss;

impl Serialize for Snapshot {
    /// What [`Oss::world_toml`] writes, the secrets of the AccessKeys included.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// oss.account("acme").bucket("logs");
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
    /// Reads a world file as [`Builder::world_toml`](crate::Builder::world_toml) does, and as strictly. Where in the file
    /// something is wrong only the text itself could tell.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The numbers of a tree are texts that it borrows, so there has to be one.
        let text = toml::to_string(&Table::deserialize(deserializer)?).map_err(D::Error::custom)?;
        let made = tree::toml(&text).and_then(|tree| Oss::new().made_of(tree));
        made.map(|made| made.snapshot()).map_err(|wrong| D::Error::custom(wrong.problem))
    }
}
