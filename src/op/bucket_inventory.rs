//! `PutBucketInventory`, `GetBucketInventory`, `ListBucketInventory` and `DeleteBucketInventory`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketinventory` and its siblings; the pages of the ECs
//! `help.aliyun.com/en/oss/user-guide/0020-…`; the live tests of `aliyun-oss-java-sdk` (`BucketInventoryTest`),
//! `aliyun-oss-python-sdk` (`test_bucket_inventory.py`) and `aliyun-oss-go-sdk`.

use std::ops::Bound;
use std::sync::Arc;

use jiff::Timestamp;

use super::body::BodyRule;
use super::bucket_website::flag;
use super::context::Context;
use super::operate::Operate;
use super::refusals::invalid_argument;
use super::remove::Removal;
use crate::error::{Assumption, Cause, Profile, Refusal};
use crate::wire::Reply;
use crate::wire::text::digits;
use crate::wire::xml::{Element, Writer};
use crate::world::{
    EncryptionRule, IncludedVersions, Inventory, InventoryField, InventoryFilter, InventoryFrequency, InventoryProblem,
    KmsKeyId, MAX_SIZE_BOUND, StorageClass, StoredAccount, World, is_bucket_name, is_inventory_id, is_key_prefix,
};

pub(crate) struct Put;
pub(crate) struct Get;
pub(crate) struct List;
pub(crate) struct Delete;

const ROOT: &str = "InventoryConfiguration";
/// The parameter that names an inventory.
const ID: &str = "inventoryId";
const TOKEN: &str = "continuation-token";
/// The inventories of a page of the list.
const PAGE: usize = 100;

const BUCKET_PREFIX: &str = "acs:oss:::";
const KMS: &str = "SSE-KMS";
const OSS: &str = "SSE-OSS";
const LEAST_SIZE: &str = "LowerSizeBound";
const MOST_SIZE: &str = "UpperSizeBound";
const MODIFIED_FROM: &str = "LastModifyBeginTimeStamp";
const MODIFIED_UNTIL: &str = "LastModifyEndTimeStamp";

/// The times that a filter can name, in seconds.
///
/// Source: `help.aliyun.com/zh/oss/support/0020-00000023`.
const TIMES: std::ops::RangeInclusive<u64> = 1_262_275_200..=253_402_271_999;

/// The characters that a prefix of lists cannot have: those of the sample in
/// `help.aliyun.com/zh/oss/support/0020-00000034`.
const SPECIAL: &[char] = &['%', '&', '$', '@', '^', '*', '!', '#'];

impl Operate for Put {
    /// The inventory, and the account that its lists go to.
    type Input = (Inventory, String);
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<Self::Input, Refusal> {
        let root = context.xml(ROOT)?;
        if root.optional("IncrementalInventory")?.is_some() {
            return Err(Refusal::not_emulated("incremental inventories"));
        }
        let id = required(&root, "Id", "0020-00000005")?;
        if !is_inventory_id(id.leaf()?) {
            return Err(invalid(id, Some("0020-00000044")));
        }
        if context.call.query.bytes(ID) != Some(id.leaf()?.as_bytes()) {
            return Err(invalid(id, Some("0020-00000043")).note("`Id` is not the inventoryId of the request"));
        }
        let mut inventory = Inventory::new(id.leaf()?);
        let enabled = required(&root, "IsEnabled", "0020-00000007")?;
        enabled.leaf()?;
        // `oss2` sends `True`.
        inventory.enabled = flag(enabled).map_err(|_| invalid(enabled, Some("0020-00000006")))?;
        if let Some(filter) = root.optional("Filter")? {
            inventory.filter = read_filter(filter, context.now)?;
        }
        let destination = root.required("Destination")?.required("OSSBucketDestination")?;
        let account = read_destination(destination, &mut inventory)?;
        let schedule = root.optional("Schedule")?.ok_or_else(|| incomplete(&root, "Schedule", "0020-00000017"))?;
        read_schedule(schedule, &mut inventory)?;
        let versions = root.required("IncludedObjectVersions")?;
        let included = IncludedVersions::from_wire(versions.leaf()?);
        inventory.versions = included.ok_or_else(|| invalid(versions, Some("0020-00000037")))?;
        if let Some(fields) = root.optional("OptionalFields")? {
            inventory.fields = read_fields(fields)?;
        }
        inventory.check().map_err(|error| Refusal::from(Cause::InventoryInvalid).note(error.problem))?;
        Ok((inventory, account))
    }

    fn apply((inventory, account): Self::Input, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        let bucket = context.bucket(world)?;
        if account != *world.account(bucket.owner).id {
            return Err(invalid_argument(Cause::InventoryInvalid, "AccountId", &account).with_ec("0020-00000028"));
        }
        let (name, target) = (bucket.name.clone(), inventory.to.clone());
        let unversioned = context.profile == Profile::Observed;
        let (lists, by_rule) = (inventory.enabled, inventory.encryption.is_none());
        let added = world.add_inventory(&name, inventory, unversioned, context.now);
        added.map_err(|problem| refusal(problem, &target))?;
        if lists {
            context.call.assume(Assumption::InventoryLists);
            context.call.assume(Assumption::InventoryRole);
            if by_rule {
                context.call.assume(Assumption::InventoryUnderRule);
            }
        }
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

fn refusal(problem: InventoryProblem, target: &str) -> Refusal {
    let destination = |ec: Option<&'static str>| {
        let refusal = invalid_argument(Cause::InventoryInvalid, "Bucket", &format!("{BUCKET_PREFIX}{target}"));
        Refusal { ec, ..refusal }.note(problem.to_string())
    };
    match problem {
        InventoryProblem::NoDestination => destination(Some("0020-00000032")),
        InventoryProblem::ForeignDestination => destination(Some("0020-00000033")),
        InventoryProblem::OtherPlace => destination(None),
        InventoryProblem::NoVersions => {
            let refusal = invalid_argument(Cause::InventoryInvalid, "IncludedObjectVersions", "All");
            refusal.with_ec("0020-00000045").note(problem.to_string())
        }
        InventoryProblem::IdTaken => Cause::InventoryAlreadyExist.into(),
        InventoryProblem::TooMany => Cause::InventoryExceedLimit.into(),
    }
}

/// The refusal of an element whose text is not one of those allowed.
fn invalid(element: &Element<'_>, ec: Option<&'static str>) -> Refusal {
    let refusal = invalid_argument(Cause::InventoryInvalid, element.name, &element.text);
    Refusal { ec, ..refusal }
}

fn incomplete(element: &Element<'_>, name: &str, ec: &'static str) -> Refusal {
    Refusal::from(element.wrong(format_args!("has no `{name}`"))).with_ec(ec)
}

fn required<'e, 'a>(element: &'e Element<'a>, name: &str, ec: &'static str) -> Result<&'e Element<'a>, Refusal> {
    element.optional(name)?.ok_or_else(|| incomplete(element, name, ec))
}

fn read_filter(filter: &Element<'_>, now: Timestamp) -> Result<InventoryFilter, Refusal> {
    let mut read = InventoryFilter::default();
    if let Some(prefix) = filter.optional("Prefix")? {
        if !is_key_prefix(prefix.leaf()?) {
            return Err(invalid(prefix, Some("0020-00000021")));
        }
        read.prefix = Some(prefix.leaf()?.to_owned());
    }
    let number = |name, ec| -> Result<Option<(u64, Refusal)>, Refusal> {
        let Some(element) = filter.optional(name)? else { return Ok(None) };
        let number = digits(element.leaf()?).ok_or_else(|| invalid(element, ec))?;
        Ok(Some((number, invalid(element, None))))
    };
    let from = number(MODIFIED_FROM, Some("0020-00000008"))?;
    let until = number(MODIFIED_UNTIL, None)?;
    // Both times have passed: `help.aliyun.com/en/oss/user-guide/0020-00000022`.
    let passed = |second: u64| i64::try_from(second).is_ok_and(|second| second < now.as_second());
    let end = until.as_ref().map_or(u64::MAX, |(second, _)| *second);
    if let Some((second, refusal)) = from {
        if !TIMES.contains(&second) || second > end || !passed(second) {
            return Err(refusal.with_ec("0020-00000022"));
        }
        read.modified_from = moment(second);
    }
    if let Some((second, refusal)) = until {
        if !TIMES.contains(&second) {
            return Err(refusal.with_ec("0020-00000023"));
        }
        if !passed(second) {
            return Err(refusal.with_ec("0020-00000022"));
        }
        read.modified_until = moment(second);
    }
    let least = number(LEAST_SIZE, Some("0020-00000010"))?;
    let most = number(MOST_SIZE, Some("0020-00000011"))?;
    let upper = most.as_ref().map_or(MAX_SIZE_BOUND, |(size, _)| *size);
    if let Some((size, refusal)) = least {
        if size > upper.min(MAX_SIZE_BOUND) {
            return Err(refusal.with_ec("0020-00000025"));
        }
        read.least_size = Some(size);
    }
    if let Some((size, refusal)) = most {
        if size > MAX_SIZE_BOUND {
            return Err(refusal);
        }
        read.most_size = Some(size);
    }
    if let Some(classes) = filter.optional("StorageClass")? {
        let class = |text| match text {
            "All" => Err(Refusal::not_emulated("the storage class All in the filter of an inventory")),
            text => StorageClass::from_wire(text).ok_or_else(|| invalid(classes, Some("0020-00000026"))),
        };
        for named in classes.leaf()?.split(',').map(class) {
            let named = named?;
            if read.storage_classes.contains(&named) {
                return Err(Refusal::not_emulated("the filter of an inventory that names a storage class twice"));
            }
            read.storage_classes.push(named);
        }
    }
    Ok(read)
}

fn moment(second: u64) -> Option<Timestamp> {
    i64::try_from(second).ok().and_then(|second| Timestamp::from_second(second).ok())
}

/// Reads the destination, and returns the account that it is to be in.
fn read_destination(destination: &Element<'_>, inventory: &mut Inventory) -> Result<String, Refusal> {
    let format = required(destination, "Format", "0020-00000012")?;
    if format.leaf()? != "CSV" {
        return Err(invalid(format, None));
    }
    let role = required(destination, "RoleArn", "0020-00000014")?;
    if !is_role_arn(role.leaf()?) {
        return Err(invalid(role, None).note("a role is named as `acs:ram::1001:role/lister`"));
    }
    role.leaf()?.clone_into(&mut inventory.role);
    let bucket = destination.required("Bucket")?;
    let Some(name) = bucket.leaf()?.strip_prefix(BUCKET_PREFIX) else {
        return Err(invalid(bucket, Some("0020-00000030")));
    };
    if !(3..=63).contains(&name.len()) {
        return Err(invalid(bucket, Some("0020-00000031")));
    }
    if !is_bucket_name(name) {
        return Err(invalid(bucket, Some("0020-00000032")));
    }
    name.clone_into(&mut inventory.to);
    if let Some(prefix) = destination.optional("Prefix")? {
        if prefix.leaf()?.contains(SPECIAL) {
            return Err(invalid(prefix, Some("0020-00000034")));
        }
        prefix.leaf()?.clone_into(&mut inventory.prefix);
    }
    if let Some(encryption) = destination.optional("Encryption")? {
        inventory.encryption = read_encryption(encryption)?;
    }
    let account = destination.optional("AccountId")?.map(Element::leaf).transpose()?;
    Ok(account.unwrap_or_default().to_owned())
}

/// Returns `true` for `acs:ram::1001:role/lister`.
fn is_role_arn(text: &str) -> bool {
    let named = text.strip_prefix("acs:ram::").and_then(|rest| rest.split_once(":role/"));
    named.is_some_and(|(account, role)| digits(account).is_some() && !role.is_empty())
}

fn read_encryption(encryption: &Element<'_>) -> Result<Option<EncryptionRule>, Refusal> {
    match (encryption.optional(OSS)?, encryption.optional(KMS)?) {
        (None, None) => Ok(None),
        (Some(oss), None) => match oss.optional("KeyId")? {
            None => Ok(Some(EncryptionRule::Aes256)),
            Some(key) => Err(invalid(key, Some("0020-00000035"))),
        },
        (None, Some(kms)) => {
            let key = kms.optional("KeyId")?.map(Element::leaf).transpose()?;
            Ok(Some(EncryptionRule::Kms { key_id: key.and_then(KmsKeyId::new), data_encryption: None }))
        }
        (Some(_), Some(kms)) => {
            Err(invalid(kms, None).note(format!("a list is encrypted by `{OSS}` or by `{KMS}`, not by both")))
        }
    }
}

/// Reads the times of the lists. `DayOfMonth` and `AutoDelete` are of one frequency each.
fn read_schedule(schedule: &Element<'_>, inventory: &mut Inventory) -> Result<(), Refusal> {
    let frequency = required(schedule, "Frequency", "0020-00000017")?;
    let named = InventoryFrequency::from_wire(frequency.leaf()?);
    inventory.frequency = named.ok_or_else(|| invalid(frequency, None))?;
    match inventory.frequency {
        InventoryFrequency::Monthly => {
            let day = schedule.required("DayOfMonth")?;
            inventory.day_of_month = match digits(day.leaf()?) {
                Some(29..=31) => {
                    return Err(Refusal::not_emulated("monthly inventories on a day that not every month has"));
                }
                Some(number @ 1..=28) => u8::try_from(number).ok(),
                _ => return Err(invalid(day, None)),
            };
        }
        InventoryFrequency::Once => {
            if let Some(auto_delete) = schedule.optional("AutoDelete")? {
                inventory.auto_delete = flag(auto_delete)?;
            }
        }
        InventoryFrequency::Daily | InventoryFrequency::Weekly => {}
    }
    Ok(())
}

fn read_fields(fields: &Element<'_>) -> Result<Vec<InventoryField>, Refusal> {
    let mut read = Vec::new();
    for field in fields.all("Field") {
        let named = InventoryField::from_wire(field.leaf()?);
        let named = named.ok_or_else(|| invalid(field, Some("0020-00000036")))?;
        if read.contains(&named) {
            return Err(Refusal::not_emulated("an inventory that names a field twice"));
        }
        read.push(named);
    }
    Ok(read)
}

impl Operate for Get {
    type Input = ();
    type Output = (Arc<Inventory>, Arc<StoredAccount>);

    fn read(_: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), context: &Context<'_>, world: &mut World) -> Result<Self::Output, Refusal> {
        let bucket = context.bucket(world)?;
        let id = context.call.query.get(ID).unwrap_or_default();
        let inventory = bucket.settings.inventory.get(&id).ok_or_else(|| not_found(context))?;
        Ok((inventory.clone(), world.account(bucket.owner).clone()))
    }

    fn write((inventory, owner): &Self::Output, _: &Context<'_>) -> Reply {
        Reply::xml(ROOT, |w| write_inventory(w, inventory, owner))
    }
}

fn not_found(context: &Context<'_>) -> Refusal {
    Refusal::from(Cause::NoSuchInventory).with("BucketName", context.bucket)
}

fn write_inventory(w: &mut Writer, inventory: &Inventory, owner: &StoredAccount) {
    w.leaf("Id", &inventory.id);
    w.flag("IsEnabled", inventory.enabled);
    if !inventory.filter.is_empty() {
        w.group("Filter", |w| write_filter(w, &inventory.filter));
    }
    w.group("Destination", |w| {
        w.group("OSSBucketDestination", |w| {
            w.leaf("Format", "CSV");
            w.leaf("AccountId", &owner.id);
            w.leaf("RoleArn", &inventory.role_arn(owner));
            w.leaf("Bucket", &format!("{BUCKET_PREFIX}{}", inventory.to));
            if !inventory.prefix.is_empty() {
                w.leaf("Prefix", &inventory.prefix);
            }
            if let Some(rule) = &inventory.encryption {
                w.group("Encryption", |w| write_encryption(w, rule));
            }
        });
    });
    w.group("Schedule", |w| {
        w.leaf("Frequency", inventory.frequency.as_str());
        if let Some(day) = inventory.day_of_month {
            w.leaf("DayOfMonth", &day.to_string());
        }
        if inventory.frequency == InventoryFrequency::Once {
            w.flag("AutoDelete", inventory.auto_delete);
        }
    });
    w.leaf("IncludedObjectVersions", inventory.versions.as_str());
    if !inventory.fields.is_empty() {
        w.group("OptionalFields", |w| inventory.fields.iter().for_each(|field| w.leaf("Field", field.as_str())));
    }
}

fn write_filter(w: &mut Writer, filter: &InventoryFilter) {
    let InventoryFilter { prefix, modified_from, modified_until, least_size, most_size, storage_classes } = filter;
    if let Some(prefix) = prefix {
        w.leaf("Prefix", prefix);
    }
    for (name, moment) in [(MODIFIED_FROM, modified_from), (MODIFIED_UNTIL, modified_until)] {
        if let Some(moment) = moment {
            w.leaf(name, &moment.as_second().to_string());
        }
    }
    for (name, size) in [(LEAST_SIZE, least_size), (MOST_SIZE, most_size)] {
        if let Some(size) = size {
            w.leaf(name, &size.to_string());
        }
    }
    if !storage_classes.is_empty() {
        let names: Vec<&str> = storage_classes.iter().map(|class| class.as_str()).collect();
        w.leaf("StorageClass", &names.join(","));
    }
}

fn write_encryption(w: &mut Writer, rule: &EncryptionRule) {
    match rule {
        EncryptionRule::Kms { key_id, .. } => w.group(KMS, |w| {
            if let Some(key_id) = key_id {
                w.leaf("KeyId", key_id.as_str());
            }
        }),
        EncryptionRule::Aes256 | EncryptionRule::Sm4 => w.leaf(OSS, ""),
    }
}

/// A page of the list: the inventories in the order of their ids, and whether there are more.
pub(crate) struct InventoryPage {
    owner: Arc<StoredAccount>,
    inventories: Vec<Arc<Inventory>>,
    is_truncated: bool,
}

impl Operate for List {
    type Input = ();
    type Output = InventoryPage;

    fn read(_: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), context: &Context<'_>, world: &mut World) -> Result<InventoryPage, Refusal> {
        let bucket = context.bucket(world)?;
        let all = &bucket.settings.inventory;
        if all.is_empty() {
            return Err(not_found(context));
        }
        let after = token(context).map_or(Bound::Unbounded, Bound::Excluded);
        let mut rest = all.range((after, Bound::Unbounded)).map(|(_, inventory)| inventory.clone());
        let inventories = rest.by_ref().take(PAGE).collect();
        let is_truncated = rest.next().is_some();
        Ok(InventoryPage { owner: world.account(bucket.owner).clone(), inventories, is_truncated })
    }

    fn write(page: &InventoryPage, context: &Context<'_>) -> Reply {
        Reply::xml("ListInventoryConfigurationsResult", |w| {
            for inventory in &page.inventories {
                w.group(ROOT, |w| write_inventory(w, inventory, &page.owner));
            }
            w.flag("IsTruncated", page.is_truncated);
            if let Some(token) = token(context) {
                w.leaf("ContinuationToken", &token);
            }
            // The token is the last id of the page. The documentation shows an empty one on the last page, and live tests of
            // `aliyun-oss-python-sdk` find none there.
            let last = page.inventories.last().filter(|_| page.is_truncated);
            if last.is_some() || context.profile == Profile::Documented {
                w.leaf("NextContinuationToken", last.map_or("", |inventory| &inventory.id));
            }
        })
    }
}

/// The token of the request; an empty one counts as none.
fn token(context: &Context<'_>) -> Option<String> {
    context.call.query.get(TOKEN).filter(|token| !token.is_empty())
}

impl Removal for Delete {
    fn remove(context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        let id = context.call.query.get(ID).unwrap_or_default();
        let inventories = &mut context.bucket_mut(world)?.settings_mut().inventory;
        if !inventories.contains_key(&id) {
            context.call.assume(Assumption::NoInventoryToDelete);
            return Ok(());
        }
        Arc::make_mut(inventories).remove(&id);
        Ok(())
    }
}
