//! How a call ends: its change and its record together.

use std::cell::RefCell;

use http::StatusCode;

use super::Oss;
use super::honesty::leaning;
use crate::error::Refusal;
use crate::journal::{Record, kept_rule};
use crate::op::{Asked, Commit};
use crate::wire::Call;
use crate::world::{EncryptionRule, World};

/// Applies a change and writes its record under one lock, so that the journal has the order of the changes.
pub(super) struct Ending<'a> {
    pub oss: &'a Oss,
    pub call: &'a Call,
    pub record: Option<Record>,
    /// Which permissions the body asked for beside those of the head.
    pub asked: &'a RefCell<Asked>,
    /// How often the world had been replaced when the call was admitted.
    pub replaced: u64,
}

impl Ending<'_> {
    /// The record, if it is not in the journal yet, with everything that was asked for.
    pub fn record(&mut self) -> Option<Record> {
        let mut record = self.record.take()?;
        record.asked.join(self.asked.take());
        Some(record)
    }
}

impl Commit for Ending<'_> {
    fn asked(&mut self, rule: &EncryptionRule) {
        if let Some(record) = &mut self.record {
            record.rule = Some(kept_rule(rule.clone()));
        }
    }

    fn commit<T>(
        &mut self,
        success: impl FnOnce(&T) -> StatusCode,
        apply: impl FnOnce(&mut World) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let record = self.record();
        let mut state = self.oss.lock();
        let result = if state.replaced == self.replaced {
            apply(&mut state.world)
        } else {
            // It was admitted by another world: whoever asks may be somebody else in this one.
            Err(Refusal::not_emulated("a request during which the world is replaced"))
        };
        let record = record.map(|record| {
            let record = match &result {
                Ok(output) => record.answered(success(output)),
                Err(refusal) => record.refused(refusal),
            };
            state.push(leaning(record, self.call))
        });
        drop(state);
        if let Some(record) = record {
            self.oss.observed(&record);
        }
        result
    }
}
