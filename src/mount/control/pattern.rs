//! The pattern of calls in a request that arms a fault or an expectation.

use serde::Deserialize;

use super::journal::operation;
use super::near::near_cause;
use super::plane::Controlled;
use super::reply::Problem;
use crate::error::Cause;
use crate::handle::who_is;
use crate::journal::{CallPattern, any_call};

/// The calls that a fault strikes.
#[derive(Default)]
pub(super) struct PatternOfHeads {
    pub operation: Option<String>,
    pub bucket: Option<String>,
    pub key: Option<String>,
    pub prefix: Option<String>,
    pub caller: Option<String>,
    pub test_id: Option<String>,
}

impl PatternOfHeads {
    pub fn read(&self, control: &Controlled<'_>) -> Result<CallPattern, Problem> {
        let mut pattern = match &self.operation {
            Some(name) => operation(name)?.into(),
            None => any_call(),
        };
        if let Some(bucket) = &self.bucket {
            pattern = pattern.bucket(bucket);
        }
        match (&self.key, &self.prefix) {
            (None, None) => {}
            (Some(key), None) => pattern = pattern.key(key),
            (None, Some(prefix)) => pattern = pattern.prefix(prefix),
            _ => return Err(Problem::bad_request("give `key` or `prefix`, not both")),
        }
        if let Some(name) = &self.caller {
            let who = control.oss.read(|world| who_is(world, name));
            let unknown = || Problem::bad_request(format!("`caller`: no caller is called `{name}`"));
            pattern = pattern.by(who.ok_or_else(unknown)?);
        }
        Ok(match &self.test_id {
            Some(id) => pattern.test_id(id),
            None => pattern,
        })
    }
}

/// The calls that are expected, with how they end.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectedCall {
    operation: Option<String>,
    bucket: Option<String>,
    key: Option<String>,
    prefix: Option<String>,
    caller: Option<String>,
    test_id: Option<String>,
    succeeds: Option<bool>,
    status: Option<u16>,
    refused_with: Option<String>,
}

impl ExpectedCall {
    pub fn read(self, control: &Controlled<'_>) -> Result<CallPattern, Problem> {
        let Self { operation, bucket, key, prefix, caller, test_id, succeeds, status, refused_with } = self;
        let pattern = PatternOfHeads { operation, bucket, key, prefix, caller, test_id }.read(control)?;
        match (succeeds, status, refused_with) {
            (None | Some(false), None, None) => Ok(pattern),
            (Some(true), None, None) => Ok(pattern.succeeds()),
            (None | Some(false), Some(status), None) if (100..600).contains(&status) => Ok(pattern.status(status)),
            (None | Some(false), Some(_), None) => Err(Problem::bad_request("`status` is a number from 100 to 599")),
            (None | Some(false), None, Some(name)) => Ok(pattern.refused_with(cause("refused_with", &name)?)),
            _ => Err(Problem::bad_request("give at most one of `succeeds`, `status`, `refused_with`")),
        }
    }
}

/// Reads the name of a cause.
pub(super) fn cause(member: &str, name: &str) -> Result<Cause, Problem> {
    let known = Cause::ALL.iter().find(|cause| cause.name() == name && **cause != Cause::NotEmulated);
    known.copied().ok_or_else(|| {
        let near = near_cause(name);
        Problem::bad_request(format!("`{member}`: there is no cause `{name}` in `ossmock::Cause`: {near}"))
    })
}
