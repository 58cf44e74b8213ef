//! The inventories of a bucket, arranged by a test, and their lists, read back.

use std::ops::Bound;
use std::time::SystemTime;

use percent_encoding::percent_decode_str;

use super::{ArrangeError, Bucket, or_panic};
use crate::error::Profile;
use crate::wire::gzip;
use crate::wire::text::system_time;
use crate::world::{Inventory, Manifest, StoredBucket, list_folder};

/// The end of the key of a manifest, after the time of the list.
const MANIFEST: &str = "/manifest.json";

/// A list that an inventory wrote, read from its objects.
///
/// # Example
///
/// ```
/// use ossmock::{EncryptionRule, Oss, inventory::{Inventory, InventoryField}};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// acme.create_role("lister").allow("oss:*", "*");
/// acme.create_bucket("lists");
/// let logs = acme.create_bucket("logs");
/// logs.put_object("2026/a b", "hello");
/// logs.set_encryption(EncryptionRule::Aes256).put_object("2026/c", "hello");
/// let inventory = Inventory::new("report1").to("lists").role("lister").once();
/// logs.add_inventory(inventory.fields(&[InventoryField::EncryptionStatus]));
/// oss.run_due();
///
/// let list = logs.inventory_list("report1").expect("a list");
/// assert_eq!(list.columns(), ["Bucket", "Key", "EncryptionStatus"]);
/// let encrypted: Vec<_> = list.rows().iter().map(|row| (row.key(), row.get("EncryptionStatus"))).collect();
/// assert_eq!(encrypted, [("2026/a b", Some("False")), ("2026/c", Some("True"))]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InventoryList {
    columns: Vec<String>,
    rows: Vec<InventoryRow>,
}

/// A row of an inventory list: one object, or one version.
///
/// # Example
///
/// See [`InventoryList`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InventoryRow {
    key: String,
    /// The names of columns, and the values.
    cells: Vec<(String, String)>,
}

impl InventoryList {
    /// The names of the columns, in their order.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The rows, in their order.
    #[must_use]
    pub fn rows(&self) -> &[InventoryRow] {
        &self.rows
    }
}

impl InventoryRow {
    /// The key of the object; the list has it URL-encoded.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The value in the column of this name, as the list has it; `None` if the list has no such column.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|(name, _)| name == column).map(|(_, value)| value.as_str())
    }
}

impl Inventory {
    /// The time of the last list that was due, by the clock of the fake, whether or not it was written; `None` before the first.
    #[must_use]
    pub fn last_run(&self) -> Option<SystemTime> {
        self.last_run.map(system_time)
    }
}

impl Bucket {
    /// Adds an inventory, without a request. [`Oss::run_due`](crate::Oss::run_due) writes its lists.
    ///
    /// # Panics
    ///
    /// If it has no destination or no role, the destination does not exist or is another account's or in another region, the
    /// bucket has one of this id or 1,000 of them, a part is invalid (the message names it), or the bucket was deleted.
    ///
    /// # Example
    ///
    /// See [`Inventory`].
    #[track_caller]
    pub fn add_inventory(&self, inventory: Inventory) -> Self {
        if !self.exists() {
            self.gone();
        }
        let id = inventory.id.clone();
        let wrong = |problem: String| ArrangeError::new(format!("the inventory `{id}` of `{}`: {problem}", self.name));
        or_panic(inventory.check().map_err(|error| wrong(error.problem)));
        let unversioned = self.oss.profile() == Profile::Observed;
        let added = self.oss.change(|world, now| world.add_inventory(&self.name, inventory, unversioned, now));
        or_panic(added.map_err(|problem| wrong(problem.to_string())));
        self.clone()
    }

    /// Removes the inventory of this id, without a request. The lists that it wrote stay.
    ///
    /// # Panics
    ///
    /// If there is none, or the bucket was deleted.
    #[track_caller]
    pub fn remove_inventory(&self, id: &str) -> Self {
        let exists = self.get(|bucket| bucket.settings.inventory.contains_key(id));
        assert!(exists, "the bucket `{}` has no inventory `{id}`", self.name);
        self.set(|bucket| drop(std::sync::Arc::make_mut(&mut bucket.settings_mut().inventory).remove(id)))
    }

    /// The inventories, in the order of their ids.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn inventories(&self) -> Vec<Inventory> {
        self.get(|bucket| bucket.settings.inventory.values().map(|inventory| (**inventory).clone()).collect())
    }

    /// The newest list of the inventory of this id, read from its objects as a client reads them; `None` if there is no list.
    ///
    /// # Panics
    ///
    /// If the bucket has no such inventory or was deleted, or its objects are not those of a list, or unpack to more than 64 MiB.
    ///
    /// # Example
    ///
    /// See [`InventoryList`](crate::inventory::InventoryList).
    #[track_caller]
    #[must_use]
    pub fn inventory_list(&self, id: &str) -> Option<InventoryList> {
        let inventory = self.get(|bucket| bucket.settings.inventory.get(id).cloned());
        let Some(inventory) = inventory else { panic!("the bucket `{}` has no inventory `{id}`", self.name) };
        let folder = list_folder(&self.name, &inventory);
        let destination = self.oss.read(|world| world.bucket(&inventory.to).cloned())?;
        let manifest = newest_manifest(&destination, &folder)?;
        match read_list(&destination, &manifest) {
            Ok(list) => Some(list),
            Err(problem) => panic!("{}/{manifest} is not the manifest of a list: {problem}", inventory.to),
        }
    }
}

/// The key of the newest manifest below a folder.
fn newest_manifest(bucket: &StoredBucket, folder: &str) -> Option<String> {
    let objects = bucket.objects.live_from(Bound::Included(folder.into()));
    let keys = objects.map(|object| &object.key).take_while(|key| key.starts_with(folder));
    let is_manifest =
        |key: &&std::sync::Arc<str>| key[folder.len()..].strip_suffix(MANIFEST).is_some_and(|time| !time.contains('/'));
    keys.filter(is_manifest).last().map(ToString::to_string)
}

fn read_list(bucket: &StoredBucket, manifest: &str) -> Result<InventoryList, String> {
    let body = |key: &str| {
        let object = bucket.objects.find(key, None).object();
        object.map(|object| object.body.clone()).ok_or_else(|| format!("there is no object `{key}`"))
    };
    let manifest: Manifest = serde_json::from_slice(&body(manifest)?).map_err(|error| error.to_string())?;
    let columns: Vec<String> = manifest.columns().map(str::to_owned).collect();
    let mut rows = Vec::new();
    for file in &manifest.files {
        let plain = gzip::unpack(&body(&file.key)?).ok_or_else(|| format!("`{}` does not unpack", file.key))?;
        for record in csv::ReaderBuilder::new().has_headers(false).from_reader(&*plain).into_records() {
            let record = record.map_err(|error| error.to_string())?;
            let cells: Vec<(String, String)> = columns.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
            let key = cells.iter().find(|(name, _)| name == "Key").map_or("", |(_, value)| value);
            let key = percent_decode_str(key).decode_utf8_lossy().into_owned();
            rows.push(InventoryRow { key, cells });
        }
    }
    Ok(InventoryList { columns, rows })
}
