//! What a world file may say, and how it comes true: through the same checks as what a test arranges.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use toml::Spanned;

use super::Wrong;
use super::cloudbox::{self, CloudBoxTable};
use super::encryption::Encryption;
use super::kms::{self, KmsKeyTable};
use super::node::Node;
use super::object::ObjectTable;
use super::policy::bucket_policy;
use super::ram::{GroupTable, RamUserTable, RoleTable, SessionTable};
use super::replication::ReplicationTable;
use super::upload::UploadTable;
use crate::handle::{AccessKey, Account, Mistake};
use crate::oss::Oss;
use crate::policy::Acl;
use crate::wire::is_region;
use crate::wire::text::parse_moment;
use crate::world::{NewBuckets, Redundancy, StorageClass, Versioning};

/// Unknown keys are refused everywhere.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorldFile {
    region: Option<Spanned<String>>,
    /// Whether public access to new buckets is not blocked.
    allow_public_buckets: Option<bool>,
    max_buckets: Option<u32>,
    #[serde(default)]
    account: Vec<AccountTable>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the file, and set by itself")]
struct AccountTable {
    name: Spanned<String>,
    id: Option<Spanned<String>>,
    access_key_id: Option<Spanned<String>>,
    access_key_secret: Option<Spanned<String>>,
    access_key_sources: Option<Vec<IpAddr>>,
    #[serde(default)]
    access_key_disabled: bool,
    #[serde(default)]
    forbid_v1: bool,
    #[serde(default)]
    suspended: bool,
    #[serde(default)]
    block_public_access: bool,
    #[serde(default)]
    resource_group: Vec<Spanned<String>>,
    #[serde(default)]
    bucket: Vec<BucketTable>,
    #[serde(default)]
    ram_user: Vec<RamUserTable>,
    #[serde(default)]
    group: Vec<GroupTable>,
    #[serde(default)]
    role: Vec<RoleTable>,
    #[serde(default)]
    session: Vec<SessionTable>,
    kms: Option<Spanned<String>>,
    #[serde(default)]
    kms_key: Vec<Spanned<KmsKeyTable>>,
    #[serde(default)]
    cloudbox: Vec<CloudBoxTable>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct BucketTable {
    name: Spanned<String>,
    region: Option<Spanned<String>>,
    /// One of the account's.
    cloudbox: Option<Spanned<String>>,
    acl: Option<Spanned<String>>,
    storage_class: Option<Spanned<String>>,
    redundancy: Option<Spanned<String>>,
    resource_group: Option<Spanned<String>>,
    #[serde(default)]
    cname: Vec<Spanned<String>>,
    created: Option<Spanned<Moment>>,
    encryption: Option<Spanned<Encryption>>,
    /// A table, or JSON text.
    policy: Option<Spanned<Node>>,
    /// As the fake does with new buckets if absent.
    block_public_access: Option<bool>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
    versioning: Option<Spanned<String>>,
    #[serde(default)]
    replication: Vec<ReplicationTable>,
    #[serde(default)]
    object: Vec<ObjectTable>,
    #[serde(default)]
    upload: Vec<UploadTable>,
}

/// A moment, as text or as TOML's own.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "expected a moment such as `2026-11-23T16:05:59Z`")]
pub(super) enum Moment {
    Text(String),
    Datetime(toml::value::Datetime),
}

impl WorldFile {
    pub fn read(text: &str) -> Result<Self, Wrong> {
        toml::from_str(text).map_err(|error| {
            // What is expected may stand on lines of its own.
            let problem = error.message().lines().collect::<Vec<_>>().join(", ");
            Wrong::new(error.span().unwrap_or_default(), problem)
        })
    }

    /// The region of the fake, if the file names one.
    pub fn region(&self) -> Result<Option<&str>, Wrong> {
        self.region.as_ref().map(check_region).transpose()
    }

    /// The settings for new buckets, as far as the file has any; else these.
    pub fn new_buckets(&self, otherwise: NewBuckets) -> NewBuckets {
        let most = self.max_buckets.map(|most| usize::try_from(most).unwrap_or(usize::MAX));
        NewBuckets {
            blocked: self.allow_public_buckets.map_or(otherwise.blocked, |allowed| !allowed),
            most: most.unwrap_or(otherwise.most),
        }
    }

    /// Arranges everything in a fake.
    pub fn fill(&self, oss: &Oss) -> Result<(), Wrong> {
        self.account.iter().try_for_each(|table| table.build(oss))?;
        // A rule may lead to a bucket that comes later.
        let buckets = self.account.iter().flat_map(|account| &account.bucket);
        let rules = |bucket: &BucketTable| {
            bucket.replication.iter().try_for_each(|table| table.build(oss, bucket.name.get_ref()))
        };
        buckets.into_iter().try_for_each(rules)
    }
}

/// The mistake is in this value.
pub(super) fn in_value<T>(value: &Spanned<T>) -> impl FnOnce(Mistake) -> Wrong {
    let at = value.span();
    |mistake| Wrong::new(at, mistake.problem())
}

pub(super) fn wrong<T>(value: &Spanned<T>, problem: impl Into<String>) -> Wrong {
    Wrong::new(value.span(), problem)
}

impl AccountTable {
    fn build(&self, oss: &Oss) -> Result<(), Wrong> {
        let account = oss.try_account(self.name.get_ref()).map_err(in_value(&self.name))?;
        kms::set_service(&account, self.kms.as_ref())?;
        self.kms_key.iter().try_for_each(|table| KmsKeyTable::build(table, oss, &account))?;
        self.cloudbox.iter().try_for_each(|table| table.build(oss, &account))?;
        if let Some(id) = &self.id {
            account.try_id(id.get_ref()).map_err(in_value(id))?;
        }
        let group = |id: &Spanned<String>| account.try_resource_group(id.get_ref()).map_err(in_value(id));
        self.resource_group.iter().try_for_each(group)?;
        let key = account.access_key();
        set_key(&key, self.access_key_id.as_ref(), self.access_key_secret.as_ref())?;
        limit_key(&key, self.access_key_disabled, self.access_key_sources.as_deref());
        if self.forbid_v1 {
            account.forbid_v1();
        }
        if self.suspended {
            account.suspend();
        }
        account.block_public_access(self.block_public_access);
        self.bucket.iter().try_for_each(|table| table.build(oss, &account))?;
        self.ram_user.iter().try_for_each(|table| table.build(&account))?;
        self.group.iter().try_for_each(|table| table.build(&account))?;
        self.role.iter().try_for_each(|table| table.build(&account))?;
        self.session.iter().try_for_each(|table| table.build(&account))
    }
}

pub(super) fn set_key(
    key: &AccessKey,
    id: Option<&Spanned<String>>,
    secret: Option<&Spanned<String>>,
) -> Result<(), Wrong> {
    match (id, secret) {
        (Some(id), Some(secret)) => {
            key.try_replace(id.get_ref(), secret.get_ref()).map_err(in_value(blamed(id, &[secret])))
        }
        (None, None) => Ok(()),
        (Some(alone), None) | (None, Some(alone)) => {
            Err(wrong(alone, "access_key_id and access_key_secret are given together or not at all"))
        }
    }
}

/// Which of the values of an AccessKey a mistake is in: of what goes with the id only this can be said, that it is empty.
pub(super) fn blamed<'a>(id: &'a Spanned<String>, others: &[&'a Spanned<String>]) -> &'a Spanned<String> {
    let empty = others.iter().find(|other| other.get_ref().is_empty() && !id.get_ref().is_empty());
    empty.copied().unwrap_or(id)
}

pub(super) fn limit_key(key: &AccessKey, disabled: bool, sources: Option<&[IpAddr]>) {
    if disabled {
        key.disable();
    }
    if let Some(sources) = sources {
        key.restrict_to(sources.iter().copied());
    }
}

impl BucketTable {
    fn build(&self, oss: &Oss, account: &Account) -> Result<(), Wrong> {
        let own_region = oss.region();
        let region = self.region.as_ref().map(check_region).transpose()?.unwrap_or(&own_region);
        let acls = "`private`, `public-read` and `public-read-write`";
        let classes = "`Standard`, `IA`, `Archive`, `ColdArchive` and `DeepColdArchive`";
        let acl = named(self.acl.as_ref(), Acl::from_wire, "an ACL", acls)?;
        let class = named(self.storage_class.as_ref(), StorageClass::from_wire, "a storage class", classes)?;
        let redundancy =
            named(self.redundancy.as_ref(), Redundancy::from_wire, "a data redundancy type", "`LRS` and `ZRS`")?;
        let encryption = self.encryption.as_ref().map(Encryption::rule).transpose()?;
        let created = self.created.as_ref().map(read_timestamp).transpose()?;
        let policy = self.policy.as_ref().map(|policy| bucket_policy(policy, oss)).transpose()?.map(Arc::new);

        let states = "`Enabled` and `Suspended`; leave it out where versions were never kept";
        let versioning = named(self.versioning.as_ref(), Versioning::from_wire, "a state of versioning", states)?;

        let group = self.resource_group.as_ref();
        group.map_or(Ok(()), |id| account.try_resource_group(id.get_ref()).map_err(in_value(id)))?;

        let bucket = match &self.cloudbox {
            None => account.try_bucket(self.name.get_ref(), region).map_err(in_value(&self.name))?,
            Some(id) => cloudbox::add_bucket(account, &self.name, id, self.region.as_ref())?,
        };
        cloudbox::fits(
            self.encryption.as_ref().map(Encryption::algorithm).as_ref(),
            bucket.check_rule(encryption.as_ref()),
        )?;
        cloudbox::fits(self.storage_class.as_ref(), bucket.check_storage_class(class))?;
        cloudbox::fits(self.redundancy.as_ref(), bucket.check_redundancy(redundancy))?;
        oss.change(|world, _| {
            let Some(bucket) = world.bucket_mut(bucket.name()) else { return };
            bucket.settings_mut().acl = acl;
            bucket.settings_mut().storage_class = class;
            bucket.settings_mut().redundancy = redundancy;
            bucket.settings_mut().resource_group = group.map(|group| group.get_ref().clone());
            bucket.settings_mut().encryption = encryption;
            bucket.created = created.unwrap_or(bucket.created);
            bucket.settings_mut().policy = policy;
            bucket.settings_mut().block_public_access =
                self.block_public_access.unwrap_or(bucket.settings_mut().block_public_access);
            bucket.settings_mut().tags.clone_from(&self.tags);
            bucket.settings_mut().versioning = self.versioning.as_ref().map(|_| versioning);
        });
        self.cname.iter().try_for_each(|domain| bucket.try_cname(domain.get_ref()).map_err(in_value(domain)))?;
        self.object.iter().try_for_each(|table| table.build(oss, &bucket))?;
        self.upload.iter().try_for_each(|table| table.build(oss, &bucket))
    }
}

/// The value of a name on the wire, or the default.
pub(super) fn named<T: Default>(
    name: Option<&Spanned<String>>,
    from_wire: fn(&str) -> Option<T>,
    what: &str,
    all: &str,
) -> Result<T, Wrong> {
    let Some(name) = name else { return Ok(T::default()) };
    let unknown = || wrong(name, format!("`{}` is not {what}: there are {all}", name.get_ref()));
    from_wire(name.get_ref()).ok_or_else(unknown)
}

pub(super) fn read_timestamp(moment: &Spanned<Moment>) -> Result<Timestamp, Wrong> {
    let read = match moment.get_ref() {
        Moment::Text(text) => parse_moment(text),
        Moment::Datetime(datetime) => parse_moment(&datetime.to_string()),
    };
    read.map_err(|problem| wrong(moment, problem))
}

pub(super) fn check_region(region: &Spanned<String>) -> Result<&str, Wrong> {
    let name = region.get_ref();
    if is_region(name) {
        Ok(name)
    } else {
        Err(wrong(region, format!("`{name}` is not a region: write it like `cn-hangzhou`, without `oss-`")))
    }
}
