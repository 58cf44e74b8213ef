//! The live journal, to which each call is added as it comes.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::kept::kept_length;
use super::needs::Needs;
use super::note::Notes;
use super::{CallerName, HonestyReport, Incomplete, Journal, Record};
#[cfg(feature = "state")]
use crate::error::Refusal;
#[cfg(feature = "state")]
use crate::journal::{KeptBodies, KeptBody};
use crate::op::Operation;
use crate::wire::RequestId;
use crate::world::{DueStep, StoredAccessKey};

/// The live journal, under the lock.
#[derive(Debug, Clone)]
pub(crate) struct Log {
    records: VecDeque<Arc<Record>>,
    dropped: BTreeMap<Option<Operation>, u64>,
    notes: Notes,
    needs: Needs,
    honesty: HonestyReport,
    capacity: usize,
    total: u64,
}

impl Log {
    pub fn new(capacity: usize) -> Self {
        Self {
            records: VecDeque::new(),
            dropped: BTreeMap::new(),
            notes: Notes::default(),
            needs: Needs::default(),
            honesty: HonestyReport::default(),
            capacity,
            total: 0,
        }
    }

    /// Numbers a record and keeps it.
    pub fn push(&mut self, record: &mut Arc<Record>) {
        self.total += 1;
        let filled = Arc::make_mut(record);
        filled.number = self.total;
        self.needs.note(filled);
        self.honesty.note(filled);
        for need in &mut filled.asked.needs {
            need.resource.truncate(kept_length(&need.resource));
        }
        self.records.push_back(record.clone());
        if self.records.len() > self.capacity
            && let Some(oldest) = self.records.pop_front()
        {
            *self.dropped.entry(oldest.operation).or_default() += 1;
        }
    }

    /// The number of records so far; also the number of the last one.
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// Notes work that was done by the clock, after the calls so far.
    pub fn note_due(&mut self, steps: &[DueStep]) {
        self.notes.add(self.total, steps, self.capacity);
    }

    /// Replaces the answer of a call by the refusal that was sent instead, and returns its record, if it is kept.
    #[cfg(feature = "state")]
    pub fn answer_instead(
        &mut self,
        request_id: &str,
        refusal: &Refusal,
        answer: Option<KeptBody>,
    ) -> Option<Arc<Record>> {
        let record = self.records.iter_mut().rev().find(|record| *record.request_id == *request_id)?;
        let ending = Arc::make_mut(record);
        ending.refuse(refusal);
        ending.ec = None;
        if let (Some(bodies), Some(answer)) = (&mut ending.bodies, answer) {
            *bodies = Arc::new(KeptBodies { request: bodies.request.clone(), answer: answer.into() });
        }
        Some(record.clone())
    }

    /// Removes the effect of a fault from a call, if it did not take place.
    pub fn take_back(&mut self, request_id: RequestId, injected: &str) {
        if let Some(record) = self.records.iter_mut().rev().find(|record| record.request_id == request_id) {
            Arc::make_mut(record).injected.retain(|text| text != injected);
        }
    }

    /// Forgets all calls and their needs; numbering continues, so that no number stands for two calls.
    pub fn clear(&mut self) {
        self.records.clear();
        self.dropped.clear();
        self.notes.clear();
        self.needs = Needs::default();
        self.honesty = HonestyReport::default();
    }

    /// The kept records with greater numbers than this.
    #[cfg(feature = "control")]
    pub fn after(&self, number: u64) -> Vec<Arc<Record>> {
        let older = self.records.partition_point(|record| record.number <= number);
        self.records.range(older..).cloned().collect()
    }

    /// The number of the oldest kept record; if none is kept, the number of the next.
    #[cfg(feature = "control")]
    pub fn first(&self) -> u64 {
        self.records.front().map_or(self.total + 1, |record| record.number)
    }

    pub fn needs_of(&self, who: &CallerName) -> Result<Vec<(&'static str, String)>, Incomplete> {
        self.needs.of(who)
    }

    /// The number of the newest kept call whose client knew the secret of this AccessKey.
    pub fn signed_with(&self, key: &StoredAccessKey) -> Option<u64> {
        let knew = |record: &&Arc<Record>| {
            record.signed_with.as_ref().is_some_and(|known| known.id == key.id && known.secret == key.secret)
        };
        self.records.iter().rev().find(knew).map(|record| record.number)
    }

    pub const fn honesty(&self) -> &HonestyReport {
        &self.honesty
    }

    pub fn snapshot(&self) -> Journal {
        Journal {
            records: self.records.iter().cloned().collect(),
            dropped: self.dropped.clone(),
            notes: self.notes.snapshot(),
            #[cfg(feature = "control")]
            total: self.total,
        }
    }
}
