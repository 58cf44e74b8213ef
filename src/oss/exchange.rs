//! One request from its head to its record, and its views for other rooms.

use std::cell::RefCell;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use super::access_line::AccessLine;
use super::cors::CorsEffect;
use super::found::{Arrival, Lookup};
use super::pending::Pending;
use super::state::{Locked, Settings, State};
use super::timeline::whole_second;
use super::{Oss, payer};
use crate::auth::Caller;
use crate::error::Refusal;
use crate::journal::{KeptHead, Outcome, Record, kept, kept_method, kept_rule};
use crate::op::{self, Answer, Context, Operation, Permission, PermissionChecks, Reading};
use crate::wire::text::lossy;
use crate::wire::{AnswerTime, Call, Caveats, Envelope, Reply};

/// The header in which a request names its test.
pub(crate) const TEST_ID: &str = "x-ossmock-test-id";

/// A request in progress. Its record goes into the journal with its outcome, or as abandoned when the exchange is dropped.
pub(super) struct Exchange {
    pub oss: Oss,
    pub request: Box<Received>,
    /// The record; it has a number once it is in the journal.
    record: Arc<Record>,
    /// The request and its body as received, if there is a tape: the call that a form stands for differs.
    came: Option<Box<(Call, Bytes)>>,
    /// The line in the access log of the bucket.
    pub access: AccessLine,
}

/// The request of an exchange, with everything that was looked up for it.
pub(super) struct Received {
    pub call: Box<Call>,
    /// [`Operation::Unlisted`] until the router has found it.
    pub operation: Operation,
    pub arrival: Arrival,
    pub found: Lookup,
    pub caller: Caller,
    /// The effect of the bucket's CORS rules.
    pub cors: CorsEffect,
    /// The key that was requested, if it is a directory, and the call means its index page.
    pub index_of: Option<String>,
    /// The refusal of the caller, if the website of the bucket may answer instead.
    denied: Option<Box<Refusal>>,
    /// The permissions checked so far.
    asked: RefCell<PermissionChecks>,
}

/// The end of an operation, or a stop for a call that OSS makes.
pub(super) enum Ran {
    /// The answer, and its time.
    Answered(Result<Reply, Refusal>, AnswerTime),
    /// A call that OSS makes before it answers.
    Calls(Box<Request<Bytes>>, Pending),
}

impl Received {
    pub fn new(call: Box<Call>, operation: Operation, arrival: Arrival, found: Lookup) -> Self {
        let caller = Caller::from_facts(&found.facts);
        let cors = CorsEffect::of(&call, found.bucket.as_deref());
        Self { call, operation, arrival, found, caller, cors, index_of: None, denied: None, asked: RefCell::default() }
    }

    /// Returns the view of the request for decisions.
    pub fn permission<'a>(&'a self, settings: &Settings) -> Permission<'a> {
        let Self { call, operation, arrival, found, caller, asked, .. } = self;
        Permission {
            call: Some(call),
            region: self.region(),
            owner: found.owner_of(*operation).map_or("", |account| &account.id),
            bucket: found.bucket.as_deref().zip(found.owner.as_deref()),
            object: op::object_meant(call, found.bucket.as_deref()),
            source: found.source.as_ref().map(|(bucket, owner)| (&**bucket, &**owner)),
            listing: operation.is_listing(),
            kms: settings.kms_permissions,
            audit: settings.audit,
            ..Permission::new(caller, &found.facts, &call.peer, arrival.now, asked)
        }
    }

    /// Returns the view of the request, with its body, for the operation.
    fn context<'a>(&'a self, permission: &'a Permission<'a>, body: &'a Bytes, settings: &'a Settings) -> Context<'a> {
        let Self { call, arrival, found, caller, index_of, denied, .. } = self;
        Context {
            call,
            body,
            md5: None,
            profile: settings.profile,
            caller,
            permission,
            request_id: &arrival.request_id,
            bucket: call.bucket().unwrap_or_default(),
            key: lossy(call.key()),
            index_of: index_of.as_deref(),
            denied: denied.as_deref(),
            account: found.account,
            owner: found.bucket.as_ref().map(|bucket| bucket.owner),
            extranet_endpoint: settings.extranet_endpoint.as_deref(),
            region: self.region(),
            cloudbox: self.cloudbox(),
            now: whole_second(arrival.now),
            max_stored: settings.max_stored,
            force_download: settings.force_download,
            gzip: settings.gzip,
        }
    }

    /// Returns the region that the endpoint stands for: the one it names, the bucket's, or the fake's.
    pub fn region(&self) -> &str {
        let Lookup { bucket, region, .. } = &self.found;
        self.call.region().or(bucket.as_ref().map(|bucket| &*bucket.region)).unwrap_or(region)
    }

    /// Refuses a request if the world was replaced meanwhile: its caller may be another one in the new world.
    fn check_world(&self, state: &State) -> Result<(), Refusal> {
        if state.replaced == self.arrival.replaced {
            Ok(())
        } else {
            Err(Refusal::not_emulated("a request during which the world is replaced"))
        }
    }
}

impl Exchange {
    /// Starts the exchange of a request whose head was read.
    pub fn new(oss: Oss, request: Box<Received>) -> Self {
        let record = Arc::new(new_record(&oss, &request));
        let access = AccessLine::of(&request.call, &request.arrival, &request.found);
        Self { oss, request, record, came: None, access }
    }

    /// Returns the record, to be filled in.
    pub fn record(&mut self) -> &mut Record {
        Arc::make_mut(&mut self.record)
    }

    /// Returns the record as it is.
    pub fn recorded(&self) -> &Record {
        &self.record
    }

    /// Decides whether the caller is allowed.
    pub fn permit(&mut self) -> Result<(), Refusal> {
        let Received { call, operation, caller, found, .. } = &*self.request;
        payer::check(call, *operation, caller, found)?;
        let permitted = self.request.permission(&self.oss.shared.settings).check(*operation, call);
        let may_answer = |refusal: &Refusal| {
            found.bucket.as_deref().is_some_and(|bucket| op::may_answer(call, *operation, refusal, bucket))
        };
        match permitted {
            Err(refusal) if may_answer(&refusal) => self.request.denied = Some(Box::new(refusal)),
            permitted => permitted?,
        }
        Ok(())
    }

    /// Turns a request for a directory into one for its index page, if the bucket has a website.
    pub fn find_index(&mut self) {
        let Received { call, operation, caller, found, .. } = &*self.request;
        let is_anonymous = *caller == Caller::Anonymous;
        let bucket = found.bucket.as_deref();
        let Some((operation, key)) = bucket.and_then(|bucket| op::index_of(call, *operation, is_anonymous, bucket))
        else {
            return;
        };
        self.record().operation = Some(operation);
        let request = &mut self.request;
        request.operation = operation;
        request.index_of = Some(lossy(request.call.key()).into_owned());
        request.call.turn(|| format!("index page `{key}`"));
        if let Some(address) = &mut request.call.address {
            address.key = key.into_bytes();
        }
    }

    /// Carries out the operation: reads the request outside the lock, and applies it under the lock.
    pub fn run(&mut self, body: &Bytes) -> Ran {
        let Self { oss, request, record, access, .. } = self;
        let settings = &oss.shared.settings;
        let permission = request.permission(settings);
        let context = request.context(&permission, body, settings);
        let allowed = if request.operation.is_preflight() { request.cors.check_preflight() } else { Ok(()) };
        let reading = allowed.and_then(|()| op::read(request.operation, &context)).and_then(|reading| {
            // The journal shows the rule even if the body is refused because of it.
            if let Some(rule) = reading.input.rule() {
                Arc::make_mut(record).rule = Some(kept_rule(rule.clone()));
            }
            reading.input.permit(&permission).map(|()| reading)
        });
        let mut state = oss.lock();
        let applied = reading.and_then(|Reading { input, pace }| {
            request.check_world(&state)?;
            let output = access.noting(&mut state, |world| input.apply(&context, world))?;
            Ok(Pending { output, pace, calls: 0 })
        });
        conclude(oss, &context, request, record, state, applied)
    }

    /// Continues after a call that OSS itself made.
    pub fn resume(&mut self, pending: Pending, answer: Answer) -> Ran {
        let Self { oss, request, record, access, .. } = self;
        let settings = &oss.shared.settings;
        let permission = request.permission(settings);
        let no_body = Bytes::new();
        let context = request.context(&permission, &no_body, settings);
        let Pending { mut output, pace, calls } = pending;
        output.hash(&answer);
        let mut state = oss.lock();
        let resumed = request.check_world(&state).and_then(|()| {
            let output = access.noting(&mut state, |world| output.resume(answer, &context, world))?;
            Ok(Pending { output, pace, calls: calls + 1 })
        });
        conclude(oss, &context, request, record, state, resumed)
    }

    /// Ends with a refusal, and returns its time.
    pub fn refuse(&mut self, refusal: &Refusal) -> AnswerTime {
        let Self { oss, request, record, .. } = self;
        let now = end(&mut oss.lock(), request, record, Err(refusal));
        oss.observed(record);
        now
    }

    /// Ends with the effect of a fault instead of the call.
    pub fn end_by_fault(&mut self, outcome: Outcome) {
        self.record().outcome = outcome;
        self.note();
    }

    /// Puts the record into the journal as it is.
    fn note(&mut self) {
        let Self { oss, request, record, .. } = self;
        note(&mut oss.lock(), request, record);
        oss.observed(record);
    }

    /// Returns what the envelope of an answer repeats from the request.
    pub fn envelope(&self, time: AnswerTime) -> Envelope<'_> {
        let Received { call, arrival, cors, .. } = &*self.request;
        Envelope {
            request_id: &arrival.request_id,
            host: self.oss.shown_host(call),
            method: &call.method,
            date: time.date,
            server_time: arrival.milliseconds_until(time.now),
            profile: self.oss.profile(),
            shared: &cors.headers,
        }
    }

    /// Keeps the request as received, if there is a tape.
    pub fn tape(&mut self, body: &Bytes) {
        if self.oss.is_taped() {
            self.came = Some(Box::new((Call::clone(&self.request.call), body.clone())));
        }
    }

    /// Keeps the answer as it is sent: in the access log, in the journal and on the tape.
    pub fn keep_answer(&mut self, response: &Response<Bytes>) {
        self.log_access(response);
        self.keep_bodies(None, Some(response));
        if let Some((call, body)) = self.came.as_deref() {
            self.oss.tape_answer(call, Some(body), response);
        }
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if self.record.number() == 0 {
            self.note();
        }
    }
}

/// Ends a call with its change, or stops if OSS must make a call of its own first.
fn conclude(
    oss: &Oss,
    context: &Context<'_>,
    request: &Received,
    record: &mut Arc<Record>,
    mut state: Locked<'_>,
    applied: Result<Pending, Refusal>,
) -> Ran {
    let refused = |refusal| op::of_operation(request.operation, refusal);
    let ended = match applied.map_err(refused) {
        Ok(pending) => match pending.call_out(context) {
            Ok(Some(call)) => return Ran::Calls(call, pending),
            Ok(None) => Ok(pending),
            Err(refusal) => Err(refusal),
        },
        Err(refusal) => Err(refusal),
    };
    let now = end(&mut state, request, record, ended.as_ref().map(|pending| pending.output.status()));
    drop(state);
    oss.observed(record);
    Ran::Answered(ended.map(|pending| pending.reply(context)), now)
}

/// Records the end of a call, and puts its record into the journal, in the critical section of its change: the journal has the
/// order of the changes. Returns the time of the answer.
fn end(
    state: &mut State,
    request: &Received,
    record: &mut Arc<Record>,
    ended: Result<StatusCode, &Refusal>,
) -> AnswerTime {
    let ending = Arc::make_mut(record);
    match ended {
        Ok(status) => ending.outcome = Outcome::Answered { status: status.as_u16() },
        Err(refusal) => ending.refuse(refusal),
    }
    let operation = ending.operation;
    // A redirect is the answer to an accepted form. The parameters of a preflight are those of the request that it announces.
    let is_carried_out = ending.status().is_some_and(|status| (200..=303).contains(&status))
        && !operation.is_some_and(Operation::is_preflight);
    let chooses = |name: &[u8]| operation.is_some_and(|operation| operation.is_chosen_by(name));
    request.cors.note_status(&request.call, ending.status());
    ending.caveats = request.call.caveats(is_carried_out, chooses);
    note(state, request, record)
}

/// Puts a record into the journal, and returns the time.
fn note(state: &mut State, request: &Received, record: &mut Arc<Record>) -> AnswerTime {
    let time = state.clock.answer_time();
    let ended = Arc::make_mut(record);
    ended.took = request.arrival.milliseconds_until(time.now);
    std::mem::swap(&mut ended.asked, &mut request.asked.borrow_mut());
    ended.cors.clone_from(&request.cors.outcome);
    state.push(record);
    time
}

/// The record of a call in progress.
fn new_record(oss: &Oss, request: &Received) -> Record {
    let Received { call, arrival, .. } = request;
    Record {
        number: 0,
        at: arrival.now,
        request_id: arrival.request_id,
        method: kept_method(&call.method),
        head: KeptHead::of(call),
        operation: None,
        bucket: call.bucket().map(kept),
        key: Some(call.key()).filter(|key| !key.is_empty()).map(|key| kept(&lossy(key))),
        access_key_id: None,
        caller: None,
        asked: PermissionChecks::default(),
        claims_to_be: None,
        rule: None,
        outcome: Outcome::Abandoned,
        message: None,
        ec: None,
        profile: oss.profile(),
        note: None,
        cors: None,
        mismatch: None,
        signed_with: None,
        injected: Vec::new(),
        caveats: Caveats::default(),
        test_id: call.header(TEST_ID).map(|id| kept(&id)),
        took: 0,
        bodies: (oss.shared.settings.journal_bodies > 0).then(Arc::default),
    }
}
