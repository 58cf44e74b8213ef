//! The access logs: at each full hour, the lines of the hour before become an object of the target, and are gone if they cannot.
//!
//! Source: `help.aliyun.com/en/oss/user-guide/logging`. The time in the names, and hours without an object, are assumed.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;

use super::action::DueAction;
use super::report::DueStep;
use super::run::{DueRun, DueWork};
use crate::world::access_log::{AccessLogLine, HOUR, LinesOfHour, ZONE};
use crate::world::{
    Found, Logging, NotWritten, ServiceRole, ServiceWrite, StoredBucket, StoredObject, VersionId, World,
};

/// The access logs of all buckets.
#[derive(Debug, Default)]
pub(super) struct AccessLogging;

impl DueWork for AccessLogging {
    fn next(&mut self, _: &World, bucket: &Arc<StoredBucket>) -> Option<Timestamp> {
        bucket.access_log.first_hour()?.checked_add(HOUR).ok()
    }

    fn run(&mut self, world: &mut World, bucket: &Arc<str>, at: Timestamp, run: &mut DueRun) {
        let Some(source) = world.bucket_mut(bucket) else { return };
        let LinesOfHour { lines, lost } = source.access_log.take_hour();
        let hour = at.checked_sub(HOUR).unwrap_or(at);
        let why = match lost {
            0 => format!("the hour from {hour}, lines {}", lines.len()),
            lost => format!("the hour from {hour}, lines {}, lost before them {lost}", lines.len()),
        };
        let source = world.bucket(bucket).cloned();
        let Some((source, logging)) =
            source.and_then(|bucket| Some((bucket.clone(), bucket.settings.logging.clone()?)))
        else {
            let reason = NotWritten::TurnedOff;
            return run.step(at, bucket, DueAction::LogNotWritten { lines: lines.len(), lost, reason }, why);
        };
        let key = world.log_name(&logging, &source.name, hour);
        let written = world.write_by_service(ServiceWrite {
            source: &source,
            target: &logging.target,
            role: ServiceRole { account: source.owner, named: logging.role.as_deref(), session: "oss-logging" },
            key: &key,
            body: body_of(&lines),
            content_type: "text/plain",
            encryption: None,
            work: "access-logging",
            now: at,
            max_stored: run.max_stored,
        });
        let action = match written {
            Ok(object) => {
                let target: Arc<str> = logging.target.into();
                run.wrote(&target, &object.key);
                DueAction::LogWritten { key: object.key.clone(), target, lines: lines.len(), lost }
            }
            Err(reason) => DueAction::LogNotWritten { lines: lines.len(), lost, reason },
        };
        run.step(at, bucket, action, why);
    }
}

/// The text of an object: its lines, each with a line break.
fn body_of(lines: &[Arc<str>]) -> Bytes {
    lines.iter().flat_map(|line| [line, "\n"]).collect::<String>().into()
}

impl World {
    /// Returns the name of the object with the lines of an hour: the first one that the target never had.
    fn log_name(&self, logging: &Logging, source: &str, hour: Timestamp) -> String {
        let time = ZONE.to_datetime(hour).strftime("%Y-%m-%d-%H-%M-%S");
        let start = format!("{}{time}", logging.name_start(source));
        let target = self.bucket(&logging.target);
        let is_free = |key: &str| target.is_none_or(|target| matches!(target.objects.find(key, None), Found::Nothing));
        let mut names = (0..=u64::MAX).map(|number| format!("{start}-{number:04}"));
        names.find(|key| is_free(key)).unwrap_or(start)
    }

    /// Logs the steps of lifecycle rules in a bucket with access logging, as it was before them. The lines of steps that the
    /// report does not hold are lost.
    pub(super) fn log_steps(&mut self, before: &StoredBucket, steps: &[DueStep], omitted: usize) {
        let owner = self.account(before.owner).id.clone();
        let Some(bucket) = self.bucket_mut(&before.name) else { return };
        bucket.access_log.lose(omitted as u64);
        for step in steps.iter().filter(|step| *step.bucket() == *before.name) {
            let object = |key: &str, version: Option<&str>| {
                let version = version.and_then(VersionId::read);
                before.objects.find(key, version).object().map(|object| &**object)
            };
            let mut line = AccessLogLine::new(step.at, &before.name);
            match step.action() {
                DueAction::Expired { key, .. } => {
                    line.of_object("ExpireObject", key, object(key, None));
                    line.delta_data_size = line.object_size.and_then(negative);
                }
                DueAction::VersionExpired { key, version, .. } => {
                    line.of_object("ExpireObject", key, object(key, Some(version)));
                    line.delta_data_size = line.object_size.and_then(negative);
                }
                DueAction::MarkerAdded { key, .. } => line.of_object("ExpireObject", key, object(key, None)),
                DueAction::Transitioned { key, version, from, to, .. } => {
                    line.of_object("CommitTransition", key, object(key, version.as_deref()));
                    line.storage_class = Some(from.as_str().to_ascii_lowercase());
                    line.target_storage_class = Some(to.as_str().to_ascii_lowercase());
                }
                _ => continue,
            }
            line.owner = Some(owner.to_string());
            line.sync_request = Some("lifecycle".to_owned());
            bucket.access_log.push(&line);
        }
    }
}

fn negative(size: u64) -> Option<i64> {
    i64::try_from(size).ok().map(i64::wrapping_neg).filter(|delta| *delta != 0)
}

impl AccessLogLine {
    /// Fills in an operation on an object; its size and class are known if it existed.
    pub(crate) fn of_object(&mut self, operation: &str, key: &str, object: Option<&StoredObject>) {
        self.operation = Some(operation.to_owned());
        self.key = Some(key.to_owned());
        self.object_size = object.map(|object| object.body.len() as u64);
        self.storage_class = object.map(|object| object.storage_class.as_str().to_ascii_lowercase());
    }
}
