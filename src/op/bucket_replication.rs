//! `PutBucketReplication`, `GetBucketReplication`, `DeleteBucketReplication`, `GetBucketReplicationLocation` and
//! `GetBucketReplicationProgress`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketreplication` and its siblings; the live tests of
//! `aliyun-oss-python-sdk` (`test_bucket_replication.py`) and `aliyun-oss-java-sdk` (`BucketReplicationTest`).

use std::sync::Arc;

use http::{HeaderValue, StatusCode};

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use super::refusals::invalid_argument;
use super::show::View;
use crate::error::{Assumption, Cause, Profile, Refusal};
use crate::wire::xml::{Element, Malformed, Writer};
use crate::wire::{Reply, header, text::iso_millis};
use crate::world::{
    Closed, KmsKeyId, KmsObjects, Replication, ReplicationAction, ReplicationProblem, ReplicationRule,
    ReplicationStatus, StoredAccount, StoredBucket, TransferType, World, has_rtc, is_abroad, locations,
};

pub(crate) struct Put;
pub(crate) struct Get;
pub(crate) struct Delete;
pub(crate) struct Location;
pub(crate) struct Progress;

/// A rule, with its id and location.
pub(crate) struct RuleInput {
    id: Option<String>,
    /// The location, with the prefix `oss-`.
    location: String,
    rule: ReplicationRule,
}

impl Operate for Put {
    type Input = RuleInput;
    /// The id of the rule.
    type Output = Arc<str>;

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<RuleInput, Refusal> {
        let root = context.xml("ReplicationConfiguration").map_err(malformed)?;
        let mut rules = root.all("Rule");
        let rule = rules.next().ok_or(Cause::NoReplicationRule)?;
        if rules.next().is_some() {
            return Err(Cause::TooManyReplicationRules.into());
        }
        let destination = rule.required("Destination").map_err(malformed)?;
        for (element, name) in [(rule, "UserTaggings"), (destination, "Cloud"), (destination, "CloudLocation")] {
            if element.all(name).next().is_some() {
                return Err(Refusal::not_emulated(&format!("replication rules with `{name}`")));
            }
        }
        let location = destination.required("Location").and_then(Element::leaf).map_err(malformed)?.to_owned();
        let id = leaf(rule, "ID")?.filter(|id| !id.is_empty()).map(str::to_owned);
        let input = RuleInput { id, location, rule: read_rule(rule, destination, context)? };
        input.rule.check().map_err(|problem| refusal(problem, &input))?;
        Ok(input)
    }

    fn apply(input: RuleInput, context: &Context<'_>, world: &mut World) -> Result<Arc<str>, Refusal> {
        context.bucket(world)?;
        let RuleInput { id, location, rule } = &input;
        let added = world.add_replication(context.bucket, id.as_deref(), Some(location), rule.clone(), context.now);
        added.map_err(|problem| refusal(problem, &input))
    }

    /// Writes the id of the rule, unless it is no valid header value. Source of the header: mock fixtures of
    /// `alibabacloud-oss-go-sdk-v2`.
    fn write(id: &Arc<str>, _: &Context<'_>) -> Reply {
        match HeaderValue::from_str(id) {
            Ok(id) => Reply::EMPTY.header(header::X_OSS_REPLICATION_RULE_ID, id),
            Err(_) => Reply::EMPTY,
        }
    }
}

/// Reads the elements of a rule. Their order does not count: the SDKs have three.
fn read_rule(rule: &Element<'_>, destination: &Element<'_>, context: &Context<'_>) -> Result<ReplicationRule, Refusal> {
    let bucket = destination.required("Bucket").and_then(Element::leaf).map_err(malformed)?;
    let mut read = ReplicationRule::to(bucket);
    if let Some(set) = rule.optional("PrefixSet").map_err(malformed)? {
        let prefixes = set.all("Prefix");
        let prefixes = prefixes.map(|prefix| prefix.leaf().map(str::to_owned).map_err(malformed));
        read.prefixes = prefixes.collect::<Result<_, _>>()?;
    }
    if let Some(text) = leaf(rule, "Action")? {
        let actions = text.split(',').map(ReplicationAction::from_wire).collect::<Option<_>>();
        read.actions = actions.ok_or_else(|| invalid_argument(Cause::ReplicationActionInvalid, "Action", text))?;
    }
    if let Some(text) = leaf(destination, "TransferType")? {
        let transfer = TransferType::from_wire(text);
        read.transfer = transfer.ok_or_else(|| invalid_argument(Cause::TransferTypeInvalid, "TransferType", text))?;
    }
    if let Some(text) = leaf(rule, "HistoricalObjectReplication")? {
        let invalid = || invalid_argument(Cause::HistoricalReplicationInvalid, "HistoricalObjectReplication", text);
        read.historical = switch(text, "enabled", "disabled").ok_or_else(invalid)?;
    }
    read.sync_role = leaf(rule, "SyncRole")?.filter(|role| !role.is_empty()).map(str::to_owned);
    read.rtc = read_rtc(rule)?;
    read.kms_objects = read_kms_objects(rule, context)?;
    if read.sync_role.is_none() {
        // Live tests of `aliyun-oss-python-sdk`: it is accepted, and both elements are dropped.
        read.kms_objects = KmsObjects::Unsaid;
    }
    Ok(read)
}

/// Reads replication time control; `None` if the rule does not contain it.
pub(super) fn read_rtc(rule: &Element<'_>) -> Result<Option<bool>, Refusal> {
    let Some(rtc) = rule.optional("RTC").map_err(malformed)? else { return Ok(None) };
    let text = rtc.required("Status").and_then(Element::leaf).map_err(malformed)?;
    switch(text, "enabled", "disabled").map(Some).ok_or_else(|| invalid_status(text))
}

/// Reads the key for replicas, which counts beside `Enabled` only and is dropped elsewhere: live tests of
/// `aliyun-oss-python-sdk`.
fn read_kms_objects(rule: &Element<'_>, context: &Context<'_>) -> Result<KmsObjects, Refusal> {
    let Some(criteria) = rule.optional("SourceSelectionCriteria").map_err(malformed)? else {
        return Ok(KmsObjects::Unsaid);
    };
    let objects = criteria.required("SseKmsEncryptedObjects").map_err(malformed)?;
    let text = objects.required("Status").and_then(Element::leaf).map_err(malformed)?;
    if !switch(text, "Enabled", "Disabled").ok_or_else(|| invalid_status(text))? {
        return Ok(KmsObjects::Disabled);
    }
    let encryption = rule.optional("EncryptionConfiguration").map_err(malformed)?;
    let key_id = encryption.map_or(Ok(None), |encryption| leaf(encryption, "ReplicaKmsKeyID"))?;
    match (key_id.and_then(KmsKeyId::new), context.profile) {
        (Some(key_id), _) => Ok(KmsObjects::Enabled { key_id }),
        (None, Profile::Documented) => Err(Cause::ReplicaKmsKeyIdMissing.into()),
        // Live tests of `alibabacloud-oss-go-sdk-v2`: it is accepted.
        (None, Profile::Observed) => {
            context.call.assume(Assumption::KmsObjectsWithoutKey);
            Ok(KmsObjects::Unsaid)
        }
    }
}

/// The text of a child; `None` if there is no such child.
fn leaf<'a>(element: &'a Element<'_>, name: &str) -> Result<Option<&'a str>, Refusal> {
    element.optional(name).and_then(|child| child.map(Element::leaf).transpose()).map_err(malformed)
}

fn switch(text: &str, on: &str, off: &str) -> Option<bool> {
    if text == on { Some(true) } else { (text == off).then_some(false) }
}

fn invalid_status(text: &str) -> Refusal {
    invalid_argument(Cause::ReplicationStatusInvalid, "Status", text)
}

pub(super) fn malformed(malformed: Malformed) -> Refusal {
    Refusal::from(Cause::ReplicationMalformed).note(malformed)
}

fn refusal(problem: ReplicationProblem, input: &RuleInput) -> Refusal {
    let target = &*input.rule.target;
    let refusal = match problem {
        ReplicationProblem::TargetName => invalid_argument(Cause::TargetBucketNameInvalid, "Bucket", target),
        ReplicationProblem::TooManyPrefixes => Cause::TooManyReplicationPrefixes.into(),
        ReplicationProblem::PrefixTooLong => Cause::ReplicationPrefixInvalid.into(),
        ReplicationProblem::PrefixesOverlap => Cause::ReplicationPrefixesOverlap.into(),
        // `read_rule` lets no such rule through.
        ReplicationProblem::RoleMissing => Refusal::not_emulated("KMS objects that are replicated without a role"),
        ReplicationProblem::IdTooLong => Cause::ReplicationRuleIdInvalid.into(),
        ReplicationProblem::NoTarget | ReplicationProblem::ForeignTarget => {
            Refusal::from(Cause::InvalidTargetBucket).with("TargetBucket", target)
        }
        ReplicationProblem::OtherLocation => {
            Refusal::from(Cause::InvalidTargetLocation).with("TargetLocation", &*input.location)
        }
        ReplicationProblem::NoLocation => Cause::NoReplicationLocation.into(),
        ReplicationProblem::BadLocation => Cause::BadReplicationLocation.into(),
        ReplicationProblem::NoRtc => Cause::RtcNotSupported.into(),
        ReplicationProblem::VersioningDiffers => Cause::ReplicationVersioningDiffers.into(),
        ReplicationProblem::Exists => Cause::BucketReplicationAlreadyExist.into(),
        ReplicationProblem::IdTaken => Cause::ReplicationRuleIdTaken.into(),
        ReplicationProblem::TooManyOutgoing => Cause::TooManyOutgoingReplication.into(),
        ReplicationProblem::TooManyIncoming => Cause::TooManyIncomingReplication.into(),
    };
    refusal.note(problem.to_string())
}

impl Operate for Get {
    type Input = ();
    type Output = Vec<Replication>;

    fn read(_: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), context: &Context<'_>, world: &mut World) -> Result<Vec<Replication>, Refusal> {
        match context.bucket(world)?.replications.rules() {
            [] => Err(Cause::NoSuchReplicationConfiguration.into()),
            rules => Ok(rules.to_vec()),
        }
    }

    /// Writes the rules. Source of the order: a mock fixture of `aliyun-oss-go-sdk`.
    fn write(rules: &Vec<Replication>, _: &Context<'_>) -> Reply {
        Reply::xml("ReplicationConfiguration", |w| {
            for replication in rules {
                w.group("Rule", |w| {
                    write_rule(w, replication);
                    write_rest(w, &replication.rule);
                });
            }
        })
    }
}

/// Writes the part of a rule that the answers on rules and on their progress share.
fn write_rule(w: &mut Writer, replication: &Replication) {
    let Replication { id, rule, region, status, .. } = replication;
    w.leaf("ID", id);
    if !rule.prefixes.is_empty() {
        w.group("PrefixSet", |w| rule.prefixes.iter().for_each(|prefix| w.leaf("Prefix", prefix)));
    }
    let actions: Vec<&str> = rule.actions.iter().map(|action| action.as_str()).collect();
    w.leaf("Action", &actions.join(","));
    w.group("Destination", |w| {
        w.leaf("Bucket", &rule.target);
        w.leaf("Location", &format!("oss-{region}"));
        // The page shows it in this case only.
        if rule.transfer == TransferType::Accelerated {
            w.leaf("TransferType", rule.transfer.as_str());
        }
    });
    w.leaf("Status", status.as_str());
    w.leaf("HistoricalObjectReplication", if rule.historical { "enabled" } else { "disabled" });
}

fn write_rest(w: &mut Writer, rule: &ReplicationRule) {
    if let Some(role) = &rule.sync_role {
        w.leaf("SyncRole", role);
    }
    if let Some(rtc) = rule.rtc {
        w.group("RTC", |w| w.leaf("Status", if rtc { "enabled" } else { "disabled" }));
    }
    let (status, key_id) = match &rule.kms_objects {
        KmsObjects::Unsaid => return,
        KmsObjects::Disabled => ("Disabled", None),
        KmsObjects::Enabled { key_id } => ("Enabled", Some(key_id)),
    };
    w.group("SourceSelectionCriteria", |w| w.group("SseKmsEncryptedObjects", |w| w.leaf("Status", status)));
    if let Some(key_id) = key_id {
        w.group("EncryptionConfiguration", |w| w.leaf("ReplicaKmsKeyID", key_id.as_str()));
    }
}

impl Operate for Delete {
    /// The id of the rule.
    type Input = String;
    type Output = Closed;

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<String, Refusal> {
        let root = context.xml("ReplicationRules").map_err(malformed)?;
        let mut ids = root.all("ID");
        let id = ids.next().ok_or_else(|| root.wrong("has no `ID`")).and_then(Element::leaf);
        let id = id.map_err(malformed)?.to_owned();
        if ids.next().is_some() {
            return Err(Cause::TooManyReplicationRules.into());
        }
        Ok(id)
    }

    fn apply(id: String, context: &Context<'_>, world: &mut World) -> Result<Closed, Refusal> {
        match context.bucket_mut(world)?.replications.close(&id, context.now) {
            Closed::NoSuchRule => Err(Cause::NoSuchReplicationRule.into()),
            closed => Ok(closed),
        }
    }

    /// Returns 204 if the rule was closing. Source: `AlibabaCloudDocs/oss`, `DeleteBucketReplication` (usage notes).
    fn status(closed: &Closed) -> StatusCode {
        if *closed == Closed::Already { StatusCode::NO_CONTENT } else { StatusCode::OK }
    }

    fn write(closed: &Closed, _: &Context<'_>) -> Reply {
        if *closed == Closed::Already { Reply::NO_CONTENT } else { Reply::EMPTY }
    }
}

impl View for Location {
    fn write(bucket: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        let own = &*bucket.region;
        let known = locations().any(|region| region == own);
        let others = || locations().filter(|region| known && *region != own);
        let location = |region: &str| format!("oss-{region}");
        Reply::xml("ReplicationLocation", |w| {
            others().for_each(|region| w.leaf("Location", &location(region)));
            w.group("LocationTransferTypeConstraint", |w| {
                for region in others().filter(|region| is_abroad(region)) {
                    w.group("LocationTransferType", |w| {
                        w.leaf("Location", &location(region));
                        w.group("TransferTypes", |w| w.leaf("Type", TransferType::Accelerated.as_str()));
                    });
                }
            });
            w.group("LocationRTCConstraint", |w| {
                let with_rtc = others().filter(|region| has_rtc(own) && has_rtc(region));
                with_rtc.for_each(|region| w.leaf("Location", &location(region)));
            });
        })
    }
}

impl Operate for Progress {
    /// The id of the rule.
    type Input = String;
    type Output = Replication;

    fn read(context: &Context<'_>) -> Result<String, Refusal> {
        Ok(context.call.query.get("rule-id").unwrap_or_default())
    }

    /// Finds the rule. A bucket without rules gives the same answer as an unknown rule: live tests of both SDKs.
    fn apply(id: String, context: &Context<'_>, world: &mut World) -> Result<Replication, Refusal> {
        let rules = context.bucket(world)?.replications.rules();
        let found = rules.iter().find(|replication| *replication.id == *id);
        found.cloned().ok_or_else(|| Cause::NoSuchReplicationRule.into())
    }

    fn write(replication: &Replication, _: &Context<'_>) -> Reply {
        Reply::xml("ReplicationProgress", |w| {
            w.group("Rule", |w| {
                write_rule(w, replication);
                // The page: in this state only.
                if let (ReplicationStatus::Doing, Some(until)) = (replication.status, replication.done_until) {
                    w.group("Progress", |w| {
                        // A task in this state has finished its history.
                        if replication.rule.historical {
                            w.leaf("HistoricalObject", "1");
                        }
                        w.leaf("NewObject", &iso_millis(until));
                    });
                }
            });
        })
    }
}
