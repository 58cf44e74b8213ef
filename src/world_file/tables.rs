//! The tables of a world file, which are arranged with the same checks as the calls of a test.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;
#[cfg(feature = "control")]
use toml::de::DeValue;
use toml::de::{Deserializer, ValueDeserializer};

use super::access_key::{limit_key, set_key};
use super::access_log;
use super::cloudbox::{self, CloudBoxTable};
use super::cname::CnameTable;
use super::kms::{self, KmsKeyTable};
use super::object::{Apart, ObjectTable};
use super::ram::{GroupTable, RamUserTable, RoleTable, SessionTable};
use super::replication::ReplicationTable;
use super::tree::Tree;
use super::upload::UploadTable;
use super::value::{Moment, check_region, read_timestamp};
use super::wrong::{Wrong, in_form, in_value, wrong};
use crate::handle::Account;
use crate::oss::Oss;
use crate::world::{BucketSettings, NewBuckets, Setting, SettingContext, for_each_setting};

/// A world file. Unknown keys are refused in all tables.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorldFile {
    #[expect(dead_code, reason = "reading it checks it")]
    version: Option<FormatVersion>,
    region: Option<Spanned<String>>,
    /// `true` if public access to new buckets is not blocked.
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

/// The version of the format.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "u64")]
struct FormatVersion;

impl TryFrom<u64> for FormatVersion {
    type Error = String;

    fn try_from(version: u64) -> Result<Self, String> {
        if version == 1 {
            return Ok(Self);
        }
        Err(format!(
            "this is version {version} of the format, and this ossmock reads version 1: use the ossmock that wrote the file, or \
             write it as version 1"
        ))
    }
}

macro_rules! bucket_table {
    ($($key:ident: $setting:ty,)+) => {
        #[derive(Debug, Clone, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct BucketTable {
            name: Spanned<String>,
            region: Option<Spanned<String>>,
            /// The id of a CloudBox of the account.
            cloudbox: Option<Spanned<String>>,
            #[serde(default)]
            cname: Vec<Spanned<CnameTable>>,
            created: Option<Spanned<Moment>>,
            $($key: Option<Spanned<<$setting as Setting>::Form>>,)+
            /// The lines of the access log that wait for their object.
            #[serde(default)]
            access_log: Vec<Spanned<String>>,
            /// The number of lines before them that were lost.
            #[serde(default)]
            access_log_lost: u64,
            #[serde(default)]
            replication: Vec<ReplicationTable>,
            #[serde(default)]
            object: Vec<ObjectTable>,
            #[serde(default)]
            upload: Vec<UploadTable>,
        }

        impl BucketTable {
            /// These settings, replaced by those of the file.
            fn settings(&self, mut settings: BucketSettings) -> Result<BucketSettings, Wrong> {
                $(if let Some(form) = &self.$key {
                    settings.$key = <$setting>::read(form.get_ref()).map_err(in_form(form))?;
                })+
                Ok(settings)
            }

            /// Checks that a bucket can have the settings that the file has.
            fn check(&self, settings: &BucketSettings, context: &SettingContext<'_>) -> Result<(), Wrong> {
                $(if let Some(form) = &self.$key {
                    <$setting>::check(&settings.$key, context).map_err(in_form(form))?;
                })+
                Ok(())
            }
        }
    };
}
for_each_setting!(bucket_table);

impl WorldFile {
    pub fn read(tree: Tree<'_>) -> Result<Self, Wrong> {
        // The version is checked first, as another version may have keys that this one does not know.
        if let Some(version) = tree.get_ref().get("version") {
            let read = FormatVersion::deserialize(ValueDeserializer::from(version.clone()));
            read.map_err(|error| wrong(version, error.message()))?;
        }
        Ok(Self::deserialize(Deserializer::from(tree))?)
    }

    /// The region of the fake; `None` if the file names none.
    pub fn region(&self) -> Result<Option<&str>, Wrong> {
        self.region.as_ref().map(check_region).transpose()
    }

    /// The settings for new buckets: those of the file, or else those passed.
    pub fn new_buckets(&self, otherwise: NewBuckets) -> NewBuckets {
        let most = self.max_buckets.map(|most| usize::try_from(most).unwrap_or(usize::MAX));
        NewBuckets {
            blocked: self.allow_public_buckets.map_or(otherwise.blocked, |allowed| !allowed),
            most: most.unwrap_or(otherwise.most),
        }
    }

    /// Arranges all of the file in a fake.
    pub fn fill(&self, oss: &Oss) -> Result<(), Wrong> {
        self.fill_with(oss, &BTreeMap::new())
    }

    /// Arranges all of the file in a fake, with the data that is kept apart from it.
    pub fn fill_with(&self, oss: &Oss, apart: Apart<'_>) -> Result<(), Wrong> {
        self.account.iter().try_for_each(|table| table.build(oss, apart))?;
        // The destination of a rule may be a bucket that comes later in the file.
        let buckets = self.account.iter().flat_map(|account| &account.bucket);
        let rules = |bucket: &BucketTable| {
            bucket.replication.iter().try_for_each(|table| table.build(oss, bucket.name.get_ref()))
        };
        buckets.into_iter().try_for_each(rules)
    }
}

impl AccountTable {
    fn build(&self, oss: &Oss, apart: Apart<'_>) -> Result<(), Wrong> {
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
        account.set_block_public_access(self.block_public_access);
        self.bucket.iter().try_for_each(|table| table.build(oss, &account, apart))?;
        self.ram_user.iter().try_for_each(|table| table.build(&account))?;
        self.group.iter().try_for_each(|table| table.build(&account))?;
        self.role.iter().try_for_each(|table| table.build(&account))?;
        self.session.iter().try_for_each(|table| table.build(&account))
    }
}

impl BucketTable {
    fn build(&self, oss: &Oss, account: &Account, apart: Apart<'_>) -> Result<(), Wrong> {
        let own_region = oss.region();
        let region = self.region.as_ref().map(check_region).transpose()?.unwrap_or(&own_region);
        let mut settings = self.settings(BucketSettings::new_in(oss.read(|world| world.new_buckets)))?;
        let created = self.created.as_ref().map(read_timestamp).transpose()?;
        let group = self.resource_group.as_ref();
        group.map_or(Ok(()), |id| account.try_resource_group(id.get_ref()).map_err(in_value(id)))?;

        let bucket = match &self.cloudbox {
            None => account.try_bucket(self.name.get_ref(), region).map_err(in_value(&self.name))?,
            Some(id) => cloudbox::add_bucket(account, &self.name, id, self.region.as_ref())?,
        };
        oss.change(|world, now| {
            let Some(facts) = world.bucket(bucket.name()) else { return Ok::<_, Wrong>(()) };
            self.check(&settings, &world.setting_context(facts))?;
            settings.begin(created.unwrap_or(now));
            if let Some(bucket) = world.bucket_mut(bucket.name()) {
                bucket.settings = Arc::new(settings);
                bucket.created = created.unwrap_or(bucket.created);
            }
            Ok(())
        })?;
        for cname in &self.cname {
            CnameTable::build(cname, oss, &bucket)?;
        }
        access_log::add(oss, &bucket, &self.access_log, self.access_log_lost)?;
        self.object.iter().try_for_each(|table| table.build(oss, &bucket, apart))?;
        self.upload.iter().try_for_each(|table| table.build(oss, &bucket, apart))
    }
}

/// Sets those settings of a bucket that a table has; all of them or none. A bucket that is gone stays so.
#[cfg(feature = "control")]
pub(super) fn set_settings(oss: &Oss, bucket: &str, mut tree: Tree<'_>) -> Result<(), Wrong> {
    if let Some(key) = tree.get_ref().keys().find(|key| !BucketSettings::KEYS.contains(&&**key.get_ref())) {
        let all = BucketSettings::KEYS.join("`, `");
        return Err(wrong(key, format!("`{}` is no setting of a bucket: there are `{all}`", key.get_ref())));
    }
    // A table of a bucket has its name.
    let at = tree.span();
    let name = Spanned::new(at.clone(), DeValue::String(bucket.to_owned().into()));
    tree.get_mut().insert(Spanned::new(at, "name".into()), name);
    let table = BucketTable::deserialize(Deserializer::from(tree))?;
    oss.change(|world, now| {
        let Some(stored) = world.bucket(bucket) else { return Ok(()) };
        let mut settings = table.settings(BucketSettings::clone(&stored.settings))?;
        table.check(&settings, &world.setting_context(stored))?;
        settings.begin(now);
        if let Some(stored) = world.bucket_mut(bucket) {
            stored.settings = Arc::new(settings);
        }
        Ok(())
    })
}
