//! The routes for one change of the world: the settings of a bucket, a policy, the state of a KMS key.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::body::{check_object, read_object};
use super::plane::Controlled;
use super::reply::{ControlReply, Problem};
use crate::handle::{NotAttached, PolicyHolder};
use crate::wire::Call;
use crate::world::{BucketSettings, KmsKeyState};
use crate::world_file::listed;

/// Sets those settings of a bucket that the body has, as a world file has them; all of them or none.
pub(super) fn set_settings(control: &Controlled<'_>, call: &Call, body: &str) -> Result<ControlReply, Problem> {
    let bucket = bucket(control, call)?;
    check_object(body, " of settings, such as {\"acl\": \"private\"}")?;
    control.oss.set_settings_from_json(&bucket, body)?;
    let warnings = control.oss.warnings_of_bucket(&bucket);
    Ok(ControlReply::Json(json!({ "warnings": warnings.iter().map(ToString::to_string).collect::<Value>() })))
}

/// Sets one setting of a bucket to that of a new bucket.
pub(super) fn reset_setting(control: &Controlled<'_>, call: &Call, _: &str) -> Result<ControlReply, Problem> {
    let bucket = bucket(control, call)?;
    let name = call.query.get("setting").unwrap_or_default();
    let known = BucketSettings::KEYS.iter().find(|known| **known == name);
    let known =
        known.ok_or_else(|| Problem::bad_request(format!("`setting` is one of {}", listed(BucketSettings::KEYS))))?;
    control.oss.change(|world, _| {
        let defaults = world.new_buckets;
        if let Some(bucket) = world.bucket_mut(&bucket) {
            bucket.settings_mut().reset(known, defaults);
        }
    });
    Ok(ControlReply::Done)
}

fn bucket(control: &Controlled<'_>, call: &Call) -> Result<String, Problem> {
    let name = call.query.get("bucket").ok_or_else(|| Problem::bad_request("give the `bucket`"))?;
    let exists = control.oss.read(|world| world.bucket(&name).is_some());
    exists.then(|| name.clone()).ok_or_else(|| Problem::bad_request(format!("`bucket`: there is no bucket `{name}`")))
}

/// The body of a request that attaches a policy.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPolicy<'a> {
    of: String,
    kind: Option<String>,
    #[serde(borrow)]
    policy: &'a RawValue,
}

pub(super) fn attach_policy(control: &Controlled<'_>, _: &Call, body: &str) -> Result<ControlReply, Problem> {
    let NewPolicy { of, kind, policy } = read_object(body)?;
    if !policy.get().starts_with('{') {
        return Err(Problem::of("policy", "it is an object with `Version` and `Statement`"));
    }
    let attached = control.oss.try_attach(&holder(of, kind.as_deref())?, policy.get());
    attached.map_err(|NotAttached { field, problem }| Problem::of(field, problem))?;
    Ok(ControlReply::Done)
}

pub(super) fn detach_policies(control: &Controlled<'_>, call: &Call, _: &str) -> Result<ControlReply, Problem> {
    let of = call.query.get("of").ok_or_else(|| Problem::bad_request("give `of`, such as `acme/ci`"))?;
    let holder = holder(of, call.query.get("kind").as_deref())?;
    control.oss.try_detach(&holder).map_err(|problem| Problem::of("of", problem))?;
    Ok(ControlReply::Done)
}

/// Reads the holder of a policy, a RAM user unless the kind says otherwise.
fn holder(name: String, kind: Option<&str>) -> Result<PolicyHolder, Problem> {
    match kind {
        None | Some("ram_user") => Ok(PolicyHolder::RamUser(name)),
        Some("group") => Ok(PolicyHolder::Group(name)),
        Some("role") => Ok(PolicyHolder::Role(name)),
        Some(_) => Err(Problem::bad_request("`kind` is one of `ram_user`, `group`, `role`")),
    }
}

/// The body of a request that changes a KMS key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyChange {
    account: String,
    /// The id or the alias.
    key: String,
    state: String,
}

pub(super) fn set_key_state(control: &Controlled<'_>, _: &Call, body: &str) -> Result<ControlReply, Problem> {
    let KeyChange { account, key, state } = read_object(body)?;
    let known = KmsKeyState::from_wire(&state).ok_or_else(|| {
        let all = "`Enabled`, `Disabled`, `PendingDeletion` and `PendingImport`";
        Problem::bad_request(format!("`state`: `{state}` is not a state of a KMS key: there are {all}"))
    })?;
    if control.oss.account(&account).is_none() {
        return Err(Problem::bad_request(format!("`account`: there is no account `{account}`")));
    }
    let changed = control.oss.change(|world, _| {
        let account = world.account_named(&account)?;
        let alias = format!("alias/{key}");
        let name = [&key, &alias].into_iter().find(|name| world.kms_key_named(account, name).is_some())?;
        world.kms_key_named_mut(account, name).map(|key| key.state = known)
    });
    changed
        .map(|()| ControlReply::Done)
        .ok_or_else(|| Problem::bad_request(format!("`key`: the account `{account}` has no KMS key `{key}`")))
}
