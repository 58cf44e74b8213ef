//! The inventories of a bucket: the lists of its objects that OSS writes at certain times.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketinventory`, `…/getbucketinventory` and
//! `help.aliyun.com/en/oss/user-guide/bucket-inventory`; the bounds from the pages of the ECs `0020-…`.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use super::setting::{FormError, Setting};
use super::{EncryptionRule, inventory_filter::InventoryFilter, serde_encryption, serde_moment};
use crate::ram::wire_names;
use crate::world::{MAX_KEY, StorageClass, StoredAccount};

/// The most inventories of a bucket.
pub(crate) const MAX_INVENTORIES: usize = 1_000;
/// The most characters of an id.
const MAX_ID: usize = 192;
/// The most bytes of the names of a role and of a key that ossmock takes. OSS publishes no number.
const MAX_NAME: usize = 256;
/// The last day of a month that every month has.
const LAST_DAY: u8 = 28;

wire_names! {
    /// A column of an inventory list that is written only if the inventory names it.
    InventoryField {
        /// The length in bytes.
        #[default]
        Size = "Size",
        /// The storage class.
        StorageClass = "StorageClass",
        /// The time of the last change.
        LastModifiedDate = "LastModifiedDate",
        /// The `ETag`, without quotes.
        ETag = "ETag",
        /// `True` if the object was uploaded in parts.
        IsMultipartUploaded = "IsMultipartUploaded",
        /// `True` if the object is encrypted by the server.
        EncryptionStatus = "EncryptionStatus",
        /// The time of the last change of the storage class; empty if there was none.
        TransitionTime = "TransitionTime",
        /// The ACL of the object itself, such as `default`.
        ObjectAcl = "ObjectAcl",
        /// The number of tags.
        TaggingCount = "TaggingCount",
        /// The way the object was created, such as `Normal`.
        ObjectType = "ObjectType",
        /// The CRC-64 of the content.
        Crc64 = "Crc64",
    }
}

impl InventoryField {
    /// Every field, in the order of the columns.
    pub const ALL: &'static [Self] = &[
        Self::Size,
        Self::StorageClass,
        Self::LastModifiedDate,
        Self::ETag,
        Self::IsMultipartUploaded,
        Self::EncryptionStatus,
        Self::TransitionTime,
        Self::ObjectAcl,
        Self::TaggingCount,
        Self::ObjectType,
        Self::Crc64,
    ];
}

wire_names! {
    /// The times at which an inventory list is written.
    InventoryFrequency {
        /// At the beginning of each day, GMT.
        #[default]
        Daily = "Daily",
        /// At the beginning of each Monday, GMT.
        Weekly = "Weekly",
        /// At the beginning of one day of each month, GMT.
        Monthly = "Monthly",
        /// At once, and never again.
        Once = "Once",
    }
}

wire_names! {
    /// The versions that an inventory lists.
    IncludedVersions {
        /// The objects that a read finds.
        #[default]
        Current = "Current",
        /// All versions and delete markers.
        All = "All",
    }
}

/// An inventory: the objects of a bucket that it lists, what it tells of them, when, and where the lists go.
///
/// By default it lists the names of all objects once a day.
///
/// # Example
///
/// ```
/// use ossmock::{EncryptionRule, Oss, inventory::{Inventory, InventoryField}};
///
/// let acme = Oss::new().create_account("acme");
/// acme.create_role("lister").allow("oss:*", "*");
/// acme.create_bucket("lists");
/// let report = Inventory::new("report1").to("lists").role("lister").fields(InventoryField::ALL);
/// let logs = acme.create_bucket("logs").add_inventory(report.daily().encrypted(EncryptionRule::Aes256));
/// assert_eq!(logs.inventories()[0].id(), "report1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inventory {
    pub(crate) id: String,
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub(crate) enabled: bool,
    /// The bucket that the lists go to.
    pub(crate) to: String,
    /// A role of the bucket's account, by name or as `acs:ram::1001:role/lister`.
    pub(crate) role: String,
    /// The beginning of the keys of the lists.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) prefix: String,
    #[serde(default, with = "serde_encryption", skip_serializing_if = "Option::is_none")]
    pub(crate) encryption: Option<EncryptionRule>,
    #[serde(default)]
    pub(crate) frequency: InventoryFrequency,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) day_of_month: Option<u8>,
    #[serde(default, skip_serializing_if = "is_no")]
    pub(crate) auto_delete: bool,
    #[serde(default)]
    pub(crate) versions: IncludedVersions,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) fields: Vec<InventoryField>,
    #[serde(default, skip_serializing_if = "InventoryFilter::is_empty")]
    pub(crate) filter: InventoryFilter,
    /// The time it was set; `None` for the creation of its bucket.
    #[serde(default, with = "serde_moment", skip_serializing_if = "Option::is_none")]
    pub(crate) since: Option<Timestamp>,
    #[serde(default, with = "serde_moment", skip_serializing_if = "Option::is_none")]
    pub(crate) last_run: Option<Timestamp>,
}

const fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
const fn is_yes(flag: &bool) -> bool {
    *flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
const fn is_no(flag: &bool) -> bool {
    !*flag
}

impl Inventory {
    /// Creates an inventory of all objects with this id. It needs a destination, [`to`](Self::to), and a
    /// [`role`](Self::role).
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            enabled: true,
            to: String::new(),
            role: String::new(),
            prefix: String::new(),
            encryption: None,
            frequency: InventoryFrequency::Daily,
            day_of_month: None,
            auto_delete: false,
            versions: IncludedVersions::Current,
            fields: Vec::new(),
            filter: InventoryFilter::default(),
            since: None,
            last_run: None,
        }
    }

    /// Writes the lists to this bucket, which may be the listed one.
    #[must_use]
    pub fn to(mut self, bucket: &str) -> Self {
        bucket.clone_into(&mut self.to);
        self
    }

    /// Lists and writes on behalf of this role of the bucket's account: its name, or `acs:ram::1001:role/lister`.
    #[must_use]
    pub fn role(mut self, name: &str) -> Self {
        name.clone_into(&mut self.role);
        self
    }

    /// Begins the keys of the lists with this prefix and a slash.
    #[must_use]
    pub fn destination_prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.prefix);
        self
    }

    /// Encrypts the lists by this rule: `AES256` (SSE-OSS) or `KMS` (SSE-KMS). Without it the rule of the destination encrypts
    /// them.
    #[must_use]
    pub fn encrypted(mut self, rule: EncryptionRule) -> Self {
        self.encryption = Some(rule);
        self
    }

    /// Lists at the beginning of each day.
    #[must_use]
    pub const fn daily(mut self) -> Self {
        self.frequency = InventoryFrequency::Daily;
        self
    }

    /// Lists at the beginning of each Monday.
    #[must_use]
    pub const fn weekly(mut self) -> Self {
        self.frequency = InventoryFrequency::Weekly;
        self
    }

    /// Lists at the beginning of this day of each month, 1 to 28.
    #[must_use]
    pub const fn monthly(mut self, day: u8) -> Self {
        self.frequency = InventoryFrequency::Monthly;
        self.day_of_month = Some(day);
        self
    }

    /// Lists at once, and never again.
    #[must_use]
    pub const fn once(mut self) -> Self {
        self.frequency = InventoryFrequency::Once;
        self
    }

    /// Lists at once, and deletes the inventory when the list was written.
    #[must_use]
    pub const fn once_then_deleted(mut self) -> Self {
        self.auto_delete = true;
        self.once()
    }

    /// Keeps the inventory, and never lists.
    #[must_use]
    pub const fn disabled(mut self) -> Self {
        self.enabled = false;
        self
    }

    /// Lists all versions and delete markers.
    #[must_use]
    pub const fn all_versions(mut self) -> Self {
        self.versions = IncludedVersions::All;
        self
    }

    /// Lists these fields beside bucket and key.
    #[must_use]
    pub fn fields(mut self, fields: &[InventoryField]) -> Self {
        self.fields = fields.to_vec();
        self
    }

    /// Lists only keys with this prefix.
    #[must_use]
    pub fn key_prefix(mut self, prefix: &str) -> Self {
        self.filter.prefix = Some(prefix.to_owned());
        self
    }

    /// Lists only objects of these sizes in bytes, both included.
    #[must_use]
    pub const fn sizes(mut self, least: u64, most: u64) -> Self {
        self.filter.least_size = Some(least);
        self.filter.most_size = Some(most);
        self
    }

    /// Lists only objects that were last modified between these times, both included.
    ///
    /// # Panics
    ///
    /// If a time is not in the years 1 to 9999.
    #[must_use]
    #[track_caller]
    pub fn modified(mut self, from: SystemTime, until: SystemTime) -> Self {
        let read = |time| Some(Timestamp::try_from(time).expect("a time of the years 1 to 9999"));
        self.filter.modified_from = read(from);
        self.filter.modified_until = read(until);
        self
    }

    /// Lists only objects of these storage classes.
    #[must_use]
    pub fn storage_classes(mut self, classes: &[StorageClass]) -> Self {
        self.filter.storage_classes = classes.to_vec();
        self
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The bucket that the lists go to.
    #[must_use]
    pub fn destination(&self) -> &str {
        &self.to
    }

    /// The encryption of the lists; `None` if the rule of the destination encrypts them.
    #[must_use]
    pub const fn encryption(&self) -> Option<&EncryptionRule> {
        self.encryption.as_ref()
    }

    /// The times of the lists.
    #[must_use]
    pub const fn frequency(&self) -> InventoryFrequency {
        self.frequency
    }

    /// Returns `false` if it never lists.
    #[must_use]
    pub const fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// The name of the role for an owner, `acs:ram::1001:role/lister`.
    pub(crate) fn role_arn(&self, owner: &StoredAccount) -> String {
        if self.role.contains(':') { self.role.clone() } else { format!("acs:ram::{}:role/{}", owner.id, self.role) }
    }

    /// Returns `true` if it lists once.
    pub(crate) fn lists_once(&self) -> bool {
        self.frequency == InventoryFrequency::Once
    }

    /// The problem of an inventory by itself, whatever buckets there are, with the name of the part in world files.
    pub(crate) fn check(&self) -> Result<(), InventoryError> {
        let wrong = |part, problem: String| Err(InventoryError { part, problem });
        if !is_inventory_id(&self.id) {
            return wrong("id", format!("an id has 1 to {MAX_ID} characters"));
        }
        if self.to.is_empty() {
            return wrong("to", "it needs a bucket for its lists: name it with `to(\"lists\")`".to_owned());
        }
        if self.role.is_empty() {
            return wrong("role", "it needs a role: name it with `role(\"lister\")`".to_owned());
        }
        if self.role.len() > MAX_NAME || self.encryption.as_ref().is_some_and(has_long_key) {
            return wrong("role", format!("the names of its role and of its key have at most {MAX_NAME} bytes"));
        }
        if self.prefix.len() > MAX_KEY {
            return wrong("prefix", format!("the prefix of its lists has at most {MAX_KEY} bytes"));
        }
        if let Some(rule) = &self.encryption
            && (*rule == EncryptionRule::Sm4 || rule.data_encryption().is_some())
        {
            return wrong("encryption", "a list is encrypted by `AES256`, or by `KMS` without SM4".to_owned());
        }
        match (self.frequency, self.day_of_month) {
            (InventoryFrequency::Monthly, Some(day)) if (1..=LAST_DAY).contains(&day) => {}
            (InventoryFrequency::Monthly, _) => {
                return wrong("day_of_month", format!("a monthly list has a day from 1 to {LAST_DAY}"));
            }
            (_, Some(_)) => return wrong("day_of_month", "only a monthly list has a day".to_owned()),
            (_, None) => {}
        }
        if self.auto_delete && self.frequency != InventoryFrequency::Once {
            return wrong("auto_delete", "only an inventory that lists once is deleted by itself".to_owned());
        }
        if self.fields.iter().enumerate().any(|(i, field)| self.fields[..i].contains(field)) {
            return wrong("fields", "a field is named twice".to_owned());
        }
        let problem = self.filter.problem();
        problem.map_or(Ok(()), |problem| wrong("filter", problem.to_owned()))
    }

    /// The time of the next list, in a bucket that was created at this time.
    pub(crate) fn next_run(&self, created: Timestamp) -> Option<Timestamp> {
        if !self.enabled {
            return None;
        }
        let set = self.since.unwrap_or(created);
        let done = self.last_run.unwrap_or(set);
        match self.frequency {
            InventoryFrequency::Once => self.last_run.is_none().then_some(set),
            InventoryFrequency::Daily => midnight_after(done, |_| true),
            InventoryFrequency::Weekly => midnight_after(done, |day| day.weekday() == Weekday::Monday),
            InventoryFrequency::Monthly => {
                midnight_after(done, |day| day.day().unsigned_abs() == self.day_of_month.unwrap_or(1))
            }
        }
    }
}

fn has_long_key(rule: &EncryptionRule) -> bool {
    rule.key_id().is_some_and(|key| key.as_str().len() > MAX_NAME)
}

/// Returns `true` if an inventory can have this id.
pub(crate) fn is_inventory_id(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= MAX_ID
}

/// The next beginning of a day, GMT, that is one of certain days; `None` after the last moment of all.
fn midnight_after(moment: Timestamp, is_due: impl Fn(Date) -> bool) -> Option<Timestamp> {
    /// A month after which every weekday and every day of the month came by.
    const MOST_DAYS: usize = 62;
    let mut day = Offset::UTC.to_datetime(moment).date();
    for _ in 0..MOST_DAYS {
        day = day.tomorrow().ok()?;
        if is_due(day) {
            return Offset::UTC.to_timestamp(day.to_datetime(Time::midnight())).ok();
        }
    }
    None
}

impl fmt::Display for Inventory {
    /// `report1, Daily, to lists, by role lister, encryption AES256`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, to, role, frequency, .. } = self;
        write!(f, "{id}, {frequency}, to {to}, by role {role}")?;
        if let Some(rule) = &self.encryption {
            write!(f, ", encryption {rule}")?;
        }
        if self.enabled { Ok(()) } else { f.write_str(", disabled") }
    }
}

/// A part of an inventory that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InventoryError {
    /// The name of the part in world files.
    pub part: &'static str,
    pub problem: String,
}

impl fmt::Display for InventoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

/// The inventories of a bucket, by id.
pub(crate) type InventoryMap = Arc<BTreeMap<String, Arc<Inventory>>>;

/// The inventories.
pub(crate) struct Inventories;

impl Setting for Inventories {
    type Value = InventoryMap;
    type Form = Vec<Inventory>;

    const FACT: &'static str = "inventories";

    fn shown(inventories: &InventoryMap) -> String {
        let ids: Vec<&str> = inventories.keys().map(String::as_str).collect();
        format!("[{}]", ids.join(", "))
    }

    #[cfg(feature = "world-file")]
    fn begin(inventories: &mut InventoryMap, now: Timestamp) {
        if inventories.values().any(|inventory| inventory.since.is_none()) {
            for inventory in Arc::make_mut(inventories).values_mut() {
                Arc::make_mut(inventory).since.get_or_insert(now);
            }
        }
    }

    fn go_back(inventories: &mut InventoryMap, now: Timestamp) -> bool {
        let is_later = |at: Option<Timestamp>| at.is_some_and(|at| at > now);
        let any = inventories.values().any(|inventory| is_later(inventory.since) || is_later(inventory.last_run));
        if any {
            for inventory in Arc::make_mut(inventories).values_mut().map(Arc::make_mut) {
                inventory.since = inventory.since.map(|at| at.min(now));
                // One that ran once has run, whenever that was.
                inventory.last_run = inventory.last_run.map(|at| at.min(now));
            }
        }
        any
    }

    fn exact(inventories: &InventoryMap) -> Option<String> {
        Some(format!("{:?}", inventories.values().collect::<Vec<_>>()))
    }

    fn form(inventories: &InventoryMap) -> Option<Vec<Inventory>> {
        (!inventories.is_empty()).then(|| inventories.values().map(|inventory| (**inventory).clone()).collect())
    }

    fn read(forms: &Vec<Inventory>) -> Result<InventoryMap, FormError> {
        let mut inventories = BTreeMap::new();
        for (i, form) in forms.iter().enumerate() {
            let wrong = |part: &str, problem| FormError::new(&format!("[{i}].{part}"), problem);
            form.check().map_err(|error| wrong(error.part, error.problem))?;
            if inventories.insert(form.id.clone(), Arc::new(form.clone())).is_some() {
                return Err(wrong("id", format!("two inventories have the id `{}`", form.id)));
            }
        }
        if inventories.len() > MAX_INVENTORIES {
            return Err(FormError::new("", format!("a bucket has at most {MAX_INVENTORIES} inventories")));
        }
        Ok(Arc::new(inventories))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    #[test]
    fn lists_are_due_at_midnight_of_their_days() {
        // 2026-11-30 is a Monday.
        let plain = Inventory::new("a").to("b").role("c");
        for (inventory, since, expected) in [
            (plain.clone(), "2026-11-30T12:00:00Z", Some("2026-12-01T00:00:00Z")),
            (plain.clone(), "2026-11-30T00:00:00Z", Some("2026-12-01T00:00:00Z")),
            (plain.clone(), "2026-12-31T23:59:59.9Z", Some("2027-01-01T00:00:00Z")),
            (plain.clone().weekly(), "2026-11-29T23:59:59Z", Some("2026-11-30T00:00:00Z")),
            (plain.clone().weekly(), "2026-11-30T00:00:00Z", Some("2026-12-07T00:00:00Z")),
            (plain.clone().monthly(28), "2026-02-28T00:00:00Z", Some("2026-03-28T00:00:00Z")),
            (plain.clone().monthly(1), "2026-12-30T00:00:00Z", Some("2027-01-01T00:00:00Z")),
            (plain.clone().once(), "2026-11-30T12:00:00Z", Some("2026-11-30T12:00:00Z")),
            (plain.clone().disabled(), "2026-11-30T12:00:00Z", None),
            (plain.clone().once().disabled(), "2026-11-30T12:00:00Z", None),
            (plain.clone(), "9999-12-30T12:00:00Z", None),
        ] {
            let next = inventory.next_run(at(since));
            assert_eq!(next, expected.map(at), "{inventory} since {since}");
            let set = Inventory { since: Some(at(since)), ..inventory.clone() };
            assert_eq!(set.next_run(Timestamp::UNIX_EPOCH), next, "{inventory} since {since}");
        }
        let run = Inventory { last_run: Some(at("2026-12-01T00:00:00Z")), ..plain };
        assert_eq!(run.next_run(Timestamp::UNIX_EPOCH), Some(at("2026-12-02T00:00:00Z")));
        assert_eq!(run.once().next_run(Timestamp::UNIX_EPOCH), None);
    }
}
