//! Applies armed faults to calls.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HeaderValue};
use http::{Response, StatusCode};

use super::Oss;
use super::exchange::Exchange;
#[cfg(feature = "control")]
use crate::effect::ArmedBy;
use crate::effect::{ArmedFault, BodyFault, Disruption, Edit, FaultEffect};
use crate::error::{Cause, Refusal};
use crate::journal::Outcome;
use crate::wire::{AnswerTime, Envelope, Reply, RequestId};

/// The effects of faults on one call; hardly any call has some.
#[derive(Default)]
pub(super) struct FaultEffects(Option<Box<Effects>>);

#[derive(Default)]
struct Effects {
    instead: Option<Instead>,
    edits: Vec<Edit>,
    disruption: Disruption,
    /// The fault that cuts the answer, and the request whose record has it.
    cut_by: Option<CutBy>,
}

/// The hit of a cutting fault, to be taken back if the body is too short to be cut.
#[derive(Clone)]
struct CutBy {
    fault: u64,
    request_id: RequestId,
    injected: String,
}

/// The effect of a fault that replaces a call.
enum Instead {
    Error(Cause),
    Respond(Response<Bytes>),
    Close,
}

impl Oss {
    /// Arms a fault, which counts calls from now on.
    pub(crate) fn arm_fault(&self, mut fault: ArmedFault) -> u64 {
        let mut state = self.lock();
        fault.since = state.log.total();
        let id = state.armed.id();
        state.armed.faults.insert(id, fault);
        id
    }

    /// Settles whether a fault cuts a response: if its body ends before the point of the cut, it is sent whole, and the hit does not
    /// count.
    pub(super) fn settle_cut(&self, response: &mut Response<Bytes>) {
        let Some(CutBy { fault, request_id, injected }) = response.extensions_mut().remove() else { return };
        let length = response.body().len();
        let Some(disruption) = response.extensions_mut().get_mut::<Disruption>() else { return };
        let whole = match disruption.cut {
            Some(BodyFault::Truncate { after }) => length <= after,
            Some(BodyFault::Reset { after }) => length < after,
            _ => false,
        };
        if whole {
            disruption.cut = None;
            if *disruption == Disruption::default() {
                response.extensions_mut().remove::<Disruption>();
            }
            let mut state = self.lock();
            if let Some(fault) = state.armed.faults.get_mut(&fault) {
                fault.hits = fault.hits.saturating_sub(1);
            }
            state.log.take_back(request_id, &injected);
        }
    }

    /// Reads or changes a fault, if it is still armed.
    pub(crate) fn armed_fault<T>(&self, id: u64, with: impl FnOnce(&mut ArmedFault) -> T) -> Option<T> {
        self.lock().armed.faults.get_mut(&id).map(with)
    }

    /// Disarms a fault.
    pub(crate) fn disarm_fault(&self, id: u64) -> Option<ArmedFault> {
        self.lock().armed.faults.remove(&id)
    }

    /// All faults, in the order they were armed.
    #[cfg(feature = "control")]
    pub(crate) fn armed_faults(&self) -> Vec<(u64, ArmedFault)> {
        self.lock().armed.faults.iter().map(|(id, fault)| (*id, fault.clone())).collect()
    }

    /// Disarms the faults that the control plane armed.
    #[cfg(feature = "control")]
    pub(crate) fn disarm_faults_of_control(&self) {
        self.lock().armed.faults.retain(|_, fault| fault.origin != ArmedBy::Control);
    }
}

impl Exchange {
    /// Returns the effects of faults on a call whose caller is allowed to make it. If a fault replaces the call, returns its
    /// answer as the error; the record is then in the journal.
    pub fn apply_faults(&mut self) -> Result<FaultEffects, Response<Bytes>> {
        if !self.request.found.faults {
            return Ok(FaultEffects::default());
        }
        let (mut effects, now) = self.fire();
        let Some((mut answer, outcome)) = effects.instead(&self.envelope(now)) else {
            return Ok(FaultEffects(Some(Box::new(effects))));
        };
        self.end_by_fault(outcome);
        effects.apply(&mut answer);
        self.oss.settle_cut(&mut answer);
        Err(answer)
    }

    /// Fires the faults armed for a call, in the order they were armed; a fault that replaces the call is the last. Also
    /// returns the time after the latency that they added.
    fn fire(&mut self) -> (Effects, AnswerTime) {
        let mut effects = Effects::default();
        let oss = self.oss.clone();
        let record = self.record();
        let mut state = oss.lock();
        let super::state::State { armed, clock, .. } = &mut *state;
        for (id, fault) in &mut armed.faults {
            if !fault.fires_at(record) {
                continue;
            }
            record.injected.push(format!("{} ({})", fault.effect, fault.origin));
            match &fault.effect {
                FaultEffect::Error(cause) => effects.instead = Some(Instead::Error(*cause)),
                FaultEffect::Respond(response) => effects.instead = Some(Instead::Respond(Response::clone(response))),
                FaultEffect::Close => effects.instead = Some(Instead::Close),
                FaultEffect::Latency(latency) => {
                    let takes = latency.draw(&mut fault.random);
                    if latency.on_clock {
                        clock.advance(takes);
                    } else {
                        effects.disruption.latency = effects.disruption.latency.saturating_add(takes);
                    }
                }
                FaultEffect::Edit(edit) => effects.edits.push(edit.clone()),
                // Of two body faults, the later one applies.
                FaultEffect::Cut(cut) => {
                    effects.disruption.cut = Some(*cut);
                    let injected = record.injected.last().cloned().unwrap_or_default();
                    effects.cut_by = Some(CutBy { fault: *id, request_id: record.request_id, injected });
                }
            }
            if effects.instead.is_some() {
                break;
            }
        }
        let now = clock.answer_time();
        (effects, now)
    }
}

impl FaultEffects {
    /// Edits the answer, and attaches its disruption.
    pub fn apply(self, response: &mut Response<Bytes>) {
        if let Some(effects) = self.0 {
            effects.apply(response);
        }
    }
}

impl Effects {
    /// The answer and outcome that replace the call, if a fault replaces it.
    fn instead(&mut self, envelope: &Envelope<'_>) -> Option<(Response<Bytes>, Outcome)> {
        Some(match self.instead.take()? {
            Instead::Error(cause) => (envelope.refusal(&Refusal::from(cause)), Outcome::Refused { cause }),
            Instead::Respond(response) => {
                let outcome = Outcome::Answered { status: response.status().as_u16() };
                (enveloped(response, envelope), outcome)
            }
            Instead::Close => {
                self.disruption.cut = Some(BodyFault::Close);
                let mut nothing = Response::new(Bytes::new());
                *nothing.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
                (nothing, Outcome::Unanswered)
            }
        })
    }

    fn apply(self, response: &mut Response<Bytes>) {
        let length = response.headers().get(CONTENT_LENGTH).cloned();
        let body = response.body().clone();
        self.edits.iter().for_each(|edit| edit(response));
        // If the test edited only the body, the length is corrected; an edited length is kept.
        if *response.body() != body && response.headers().get(CONTENT_LENGTH) == length.as_ref() {
            let length = HeaderValue::from(response.body().len());
            response.headers_mut().insert(CONTENT_LENGTH, length);
        }
        if let Some(cut_by) = self.cut_by {
            response.extensions_mut().insert(cut_by);
        }
        if self.disruption != Disruption::default() {
            response.extensions_mut().insert(self.disruption);
        }
    }
}

/// Adds to an answer of the test the headers that every OSS answer has.
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
