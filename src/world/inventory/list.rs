//! An inventory list: its rows as gzipped CSV, and its manifest.
//!
//! Sources: `AlibabaCloudDocs/oss`, bucket inventory (names of the objects and of the columns up to `EncryptionStatus`, encoding of keys, `True`
//! and `False`); `help.aliyun.com/en/oss/user-guide/bucket-inventory` (the manifest). Assumed: quotes, the newer columns, the
//! form of times, and what a delete marker has.

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use serde::{Deserialize, Serialize};

use crate::world::hash::md5;
use crate::world::settings::{IncludedVersions, Inventory, InventoryField};
use crate::world::{ETag, Found, StoredBucket, StoredObject};

/// The columns of every list.
const COLUMNS: [&str; 2] = ["Bucket", "Key"];
/// The columns of a list of all versions.
const VERSION_COLUMNS: [&str; 3] = ["VersionId", "IsLatest", "IsDeleteMarker"];

/// The characters of a key that a list does not encode.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The rows of a list, packed.
pub(super) struct Packed {
    pub gzip: Vec<u8>,
    pub rows: usize,
}

/// A list of a bucket that is being made.
pub(super) struct ListOf<'a> {
    pub bucket: &'a StoredBucket,
    pub inventory: &'a Inventory,
    /// The beginning of the scan.
    pub at: Timestamp,
}

/// One version that is listed.
struct Row<'a> {
    key: &'a str,
    found: Found<'a>,
    is_latest: bool,
}

impl ListOf<'_> {
    /// Returns `true` if the list has all versions, and their columns.
    fn has_versions(&self) -> bool {
        self.inventory.versions == IncludedVersions::All && self.bucket.settings.versioning.is_some()
    }

    /// The names of the columns.
    pub fn columns(&self) -> Vec<&'static str> {
        let versions: &[&str] = if self.has_versions() { &VERSION_COLUMNS } else { &[] };
        let fields = self.fields().map(InventoryField::as_str);
        COLUMNS.iter().chain(versions).copied().chain(fields).collect()
    }

    /// The fields that the inventory names, in the order of the columns.
    fn fields(&self) -> impl Iterator<Item = InventoryField> {
        InventoryField::ALL.iter().copied().filter(|field| self.inventory.fields.contains(field))
    }

    /// Writes the rows. They are packed one by one, so that the memory in use is that of the gzip.
    pub fn pack(&self) -> Packed {
        const IN_MEMORY: &str = "writing into a Vec does not fail";
        let gzip = GzEncoder::new(Vec::new(), Compression::default());
        let mut csv = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(gzip);
        let mut rows = 0;
        self.each(|row| {
            csv.write_record(self.cells(&row)).expect(IN_MEMORY);
            rows += 1;
        });
        let gzip = csv.into_inner().ok().and_then(|gzip| gzip.finish().ok()).expect(IN_MEMORY);
        Packed { gzip, rows }
    }

    /// Passes on what is listed, by key and the newest version first.
    fn each(&self, mut take: impl FnMut(Row<'_>)) {
        if !self.has_versions() {
            let current = self.bucket.objects.live();
            let rows = current.map(|object| Row { key: &object.key, found: Found::Object(object), is_latest: true });
            rows.filter(|row| self.lists(row)).for_each(take);
            return;
        }
        let mut before: Option<&str> = None;
        for (key, found) in self.bucket.objects.all() {
            let row = Row { key, found, is_latest: before != Some(key) };
            before = Some(key);
            if self.lists(&row) {
                take(row);
            }
        }
    }

    /// Returns `true` if the inventory lists a version, and it was there when the scan began. One that lists once lists what it
    /// finds.
    fn lists(&self, row: &Row<'_>) -> bool {
        let (modified, object) = match row.found {
            Found::Object(object) => (object.modified(), Some((object.body.len() as u64, object.storage_class))),
            Found::DeleteMarker(marker) => (marker.created, None),
            Found::Nothing => return false,
        };
        (modified <= self.at || self.inventory.lists_once()) && self.inventory.filter.lists(row.key, modified, object)
    }

    fn cells(&self, row: &Row<'_>) -> Vec<String> {
        let mut cells = vec![self.bucket.name.to_string(), percent_encode(row.key.as_bytes(), PLAIN).to_string()];
        if self.has_versions() {
            let (version, is_marker) = match row.found {
                Found::Object(object) => (object.version().to_string(), false),
                Found::DeleteMarker(marker) => (marker.version.to_string(), true),
                Found::Nothing => (String::new(), false),
            };
            cells.extend([version, truth(row.is_latest), truth(is_marker)]);
        }
        cells.extend(self.fields().map(|field| match row.found {
            Found::Object(object) => cell(object, field),
            Found::DeleteMarker(marker) if field == InventoryField::LastModifiedDate => time(marker.created),
            Found::DeleteMarker(_) | Found::Nothing => String::new(),
        }));
        cells
    }
}

fn cell(object: &StoredObject, field: InventoryField) -> String {
    match field {
        InventoryField::Size => object.body.len().to_string(),
        InventoryField::StorageClass => object.storage_class.to_string(),
        InventoryField::LastModifiedDate => time(object.modified()),
        InventoryField::ETag => object.etag.to_string(),
        InventoryField::IsMultipartUploaded => truth(object.kind == crate::world::ObjectType::Multipart),
        InventoryField::EncryptionStatus => truth(object.extra.encryption.is_some()),
        InventoryField::TransitionTime => object.extra.transitioned.map(time).unwrap_or_default(),
        InventoryField::ObjectAcl => object.acl.map_or_else(|| "default".to_owned(), |acl| acl.to_string()),
        InventoryField::TaggingCount => object.extra.tags.len().to_string(),
        InventoryField::ObjectType => object.kind.to_string(),
        InventoryField::Crc64 => object.crc64.to_string(),
    }
}

fn truth(is: bool) -> String {
    if is { "True" } else { "False" }.to_owned()
}

fn time(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// The object `manifest.json` of a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Manifest {
    /// The beginning of the scan, in seconds of Unix.
    creation_timestamp: String,
    destination_bucket: String,
    file_format: String,
    /// The names of the columns.
    file_schema: String,
    pub files: Vec<ManifestFile>,
    source_bucket: String,
    version: String,
}

/// An object with rows of a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ManifestFile {
    #[serde(rename = "MD5checksum")]
    md5: String,
    pub key: String,
    size: usize,
}

/// The separator of the names in a schema.
const SEPARATOR: &str = ", ";

impl Manifest {
    /// The manifest of a list with one object.
    pub(super) fn new(list: &ListOf<'_>, key: &str, gzip: &[u8]) -> Self {
        Self {
            creation_timestamp: list.at.as_second().to_string(),
            destination_bucket: list.inventory.to.clone(),
            file_format: "CSV".to_owned(),
            file_schema: list.columns().join(SEPARATOR),
            files: vec![ManifestFile { md5: upper_md5(gzip), key: key.to_owned(), size: gzip.len() }],
            source_bucket: list.bucket.name.to_string(),
            version: "2019-09-01".to_owned(),
        }
    }

    pub(super) fn json(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).expect("texts and numbers are JSON")
    }

    /// The names of the columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.file_schema.split(SEPARATOR)
    }
}

/// The MD5 in upper-case hex.
pub(super) fn upper_md5(bytes: &[u8]) -> String {
    ETag(md5(bytes)).to_string()
}

/// The beginning of the keys of all lists of an inventory: `lists/logs/report1/`.
pub(crate) fn list_folder(bucket: &str, inventory: &Inventory) -> String {
    let prefix = inventory.prefix.trim_end_matches('/');
    let slash = if prefix.is_empty() { "" } else { "/" };
    format!("{prefix}{slash}{bucket}/{}/", inventory.id)
}

/// The keys of the objects of one list, without those of its rows.
pub(super) struct ListKeys {
    pub manifest: String,
    pub checksum: String,
}

impl ListKeys {
    pub fn new(folder: &str, at: Timestamp) -> Self {
        let of_scan = format!("{folder}{}", at.strftime("%Y-%m-%dT%H-%MZ"));
        Self { manifest: format!("{of_scan}/manifest.json"), checksum: format!("{of_scan}/manifest.checksum") }
    }
}
