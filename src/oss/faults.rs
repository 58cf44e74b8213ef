//! What is armed to be bent, and what becomes of a call then.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HeaderValue};
use http::{Response, StatusCode};

use super::Oss;
use super::look_up::LookedUp;
use crate::error::{Cause, Refusal};
#[cfg(feature = "control")]
use crate::fault::Origin;
use crate::fault::{Cut, Disruption, Edit, Effect, Fault};
use crate::journal::{Outcome, Record};
use crate::wire::{Call, Envelope, Reply};

/// What faults do to one call.
#[derive(Default)]
pub(super) struct Strike {
    instead: Option<Instead>,
    edits: Vec<Edit>,
    disruption: Disruption,
}

/// What happens in the place of a call.
enum Instead {
    Error(Cause),
    Respond(Response<Bytes>),
    Close,
}

impl Oss {
    /// Counts calls from now on.
    pub(crate) fn arm_fault(&self, mut fault: Fault) -> u64 {
        let mut state = self.lock();
        fault.since = state.log.total();
        let id = state.armed.id();
        state.armed.faults.insert(id, fault);
        id
    }

    /// Reads or changes a fault, if it is still armed.
    pub(crate) fn armed_fault<T>(&self, id: u64, with: impl FnOnce(&mut Fault) -> T) -> Option<T> {
        self.lock().armed.faults.get_mut(&id).map(with)
    }

    /// Ends a fault.
    pub(crate) fn disarm_fault(&self, id: u64) -> Option<Fault> {
        self.lock().armed.faults.remove(&id)
    }

    /// All faults, in the order they were armed.
    #[cfg(feature = "control")]
    pub(crate) fn armed_faults(&self) -> Vec<(u64, Fault)> {
        self.lock().armed.faults.iter().map(|(id, fault)| (*id, fault.clone())).collect()
    }

    /// Ends the faults that the control plane armed.
    #[cfg(feature = "control")]
    pub(crate) fn disarm_faults_of_control(&self) {
        self.lock().armed.faults.retain(|_, fault| fault.origin != Origin::Control);
    }

    /// What faults do to a call whose caller may make it. If one answers in its place, that is the answer, and the record is
    /// in the journal.
    pub(super) fn struck(
        &self,
        call: &Call,
        looked_up: &LookedUp,
        record: &mut Option<Record>,
    ) -> Result<Strike, Response<Bytes>> {
        let Some(call_record) = record.as_mut().filter(|_| looked_up.faults) else { return Ok(Strike::default()) };
        let mut strike = self.strike(call_record);
        let Some((answer, outcome)) = strike.instead(&self.envelope(call, looked_up)) else { return Ok(strike) };
        if let Some(record) = record.take() {
            self.note(Record { outcome, ..record });
        }
        Err(strike.bend(answer))
    }

    /// What the faults that fire do to a call, in the order they were armed; one that answers in its place is the last.
    fn strike(&self, record: &mut Record) -> Strike {
        let mut strike = Strike::default();
        let mut state = self.lock();
        let super::State { armed, clock, .. } = &mut *state;
        for fault in armed.faults.values_mut() {
            if !fault.fires_at(record) {
                continue;
            }
            record.injected.push(format!("{} ({})", fault.effect, fault.origin));
            match &fault.effect {
                Effect::Error(cause) => strike.instead = Some(Instead::Error(*cause)),
                Effect::Respond(response) => strike.instead = Some(Instead::Respond(Response::clone(response))),
                Effect::Close => strike.instead = Some(Instead::Close),
                Effect::Latency(latency) => {
                    let takes = latency.draw(&mut fault.random);
                    if latency.on_clock {
                        clock.advance(takes);
                    } else {
                        strike.disruption.latency = strike.disruption.latency.saturating_add(takes);
                    }
                }
                Effect::Edit(edit) => strike.edits.push(edit.clone()),
                // Of two, the later one has its way.
                Effect::Cut(cut) => strike.disruption.cut = Some(*cut),
            }
            if strike.instead.is_some() {
                break;
            }
        }
        strike
    }
}

impl Strike {
    /// The answer in the place of the call, if it is not to be carried out, with how the call ended.
    fn instead(&mut self, envelope: &Envelope<'_>) -> Option<(Response<Bytes>, Outcome)> {
        Some(match self.instead.take()? {
            Instead::Error(cause) => (envelope.refusal(&Refusal::from(cause)), Outcome::Refused { cause }),
            Instead::Respond(response) => {
                let outcome = Outcome::Answered { status: response.status().as_u16() };
                (enveloped(response, envelope), outcome)
            }
            Instead::Close => {
                self.disruption.cut = Some(Cut::Close);
                let mut nothing = Response::new(Bytes::new());
                *nothing.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
                (nothing, Outcome::Unanswered)
            }
        })
    }

    /// Changes the answer, and says what is to become of it.
    pub fn bend(self, mut response: Response<Bytes>) -> Response<Bytes> {
        let length = response.headers().get(CONTENT_LENGTH).cloned();
        let body = response.body().clone();
        self.edits.iter().for_each(|edit| edit(&mut response));
        // Whoever edits the body need not think of its length, and whoever edits the length means it.
        if *response.body() != body && response.headers().get(CONTENT_LENGTH) == length.as_ref() {
            let length = HeaderValue::from(response.body().len());
            response.headers_mut().insert(CONTENT_LENGTH, length);
        }
        if self.disruption != Disruption::default() {
            response.extensions_mut().insert(self.disruption);
        }
        response
    }
}

/// An answer of the test's, with what it lacks of every answer of OSS.
fn enveloped(mut response: Response<Bytes>, envelope: &Envelope<'_>) -> Response<Bytes> {
    let every = envelope.reply(Reply { status: response.status(), ..Reply::EMPTY });
    for (name, value) in every.headers() {
        if name != CONTENT_LENGTH && !response.headers().contains_key(name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    if every.headers().contains_key(CONTENT_LENGTH) && !response.headers().contains_key(CONTENT_LENGTH) {
        let length = HeaderValue::from(response.body().len());
        response.headers_mut().insert(CONTENT_LENGTH, length);
    }
    response
}
