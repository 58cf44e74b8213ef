//! The corridor: the path of a request through the rooms, in their order.
//!
//! The only lock, the clock and the source of ids are in `oss/state.rs`, `oss/timeline.rs` and `oss/look_up.rs`.

mod acceleration;
mod access_line;
mod access_log;
pub(crate) mod armed;
mod arming;
mod bodies;
mod builder;
mod clock;
mod cloudbox;
mod compress;
mod cors;
mod debug;
mod due;
#[cfg(feature = "server")]
mod enforcing;
mod exchange;
mod faults;
mod form;
mod found;
mod honesty;
mod identify;
#[cfg(feature = "server")]
mod limited;
mod look_up;
#[cfg(any(feature = "server", feature = "wiremock"))]
mod machine_time;
mod meaning;
#[cfg(feature = "state")]
mod moment;
mod origin;
mod outbound;
mod payer;
mod pending;
mod replicate;
mod reset;
mod state;
pub(crate) mod tape;
mod timeline;
mod wait;

use std::fmt;

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response};
use jiff::Timestamp;

pub use builder::Builder;
pub(crate) use builder::assert_region;
#[cfg(feature = "fixtures")]
pub(crate) use clock::CLOCK_RANGE;
pub use clock::Clock;
#[cfg(feature = "control")]
pub(crate) use clock::OutOfRange;
#[cfg(feature = "control")]
pub(crate) use exchange::TEST_ID;
#[cfg(any(feature = "server", feature = "wiremock"))]
pub(crate) use machine_time::MachineTime;
#[cfg(feature = "state")]
pub(crate) use moment::KeptMoment;
pub(crate) use outbound::Finish;
#[cfg(feature = "server")]
pub(crate) use outbound::{MAX_DEPTH, too_deep, uncalled};
pub use state::Oss;
#[cfg(feature = "fixtures")]
pub(crate) use state::Taped;
#[cfg(any(feature = "control", feature = "tls"))]
pub(crate) use timeline::system_now;

use self::exchange::Exchange;
use self::faults::FaultEffects;
use self::meaning::{check_bucket, check_product, unemulated};
use crate::auth::Claim;
use crate::error::{Cause, Refusal};
use crate::journal::kept;
use crate::op::{Operation, Route};
use crate::wire::{Address, Call, Form, Peer, header, without_port};
#[cfg(feature = "tls")]
use crate::world::HttpsConfig;

impl Oss {
    /// Answers a request, in memory.
    ///
    /// As over the wire, the request names its bucket in a `Host` header (or in an absolute URI). Its extensions may include a
    /// [`Peer`]. If a [fault](Oss::fault) breaks the connection, the extensions of the response include a
    /// [`Disruption`](crate::fault::Disruption): a client would see no answer, or only a part of it.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Oss, http};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.create_account("acme");
    /// let logs = acme.create_bucket("logs");
    /// let request = http::Request::put("http://logs.localhost/note").body("hello".into())?;
    /// let response = oss.handle(oss.signer(&acme.credentials()).sign(request));
    /// assert_eq!(response.status(), 200);
    /// logs.object("note").assert_body("hello");
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (mut head, body) = request.into_parts();
        let peer = head.extensions.remove::<Peer>().unwrap_or_default();
        self.handle_at(None, head, peer, body)
    }

    /// Answers a request of a front whose clients sign by the machine's clock, which shows this instant.
    pub(crate) fn handle_at(
        &self,
        machine: Option<Timestamp>,
        head: Parts,
        peer: Peer,
        body: Bytes,
    ) -> Response<Bytes> {
        match self.admit_call(Box::new(Call::of_head(head, peer)), machine, Some(&body)) {
            Ok(admitted) => admitted.finish(body),
            Err(response) => response,
        }
    }

    /// Decides on the head of a request: identifies the caller, and checks whether the caller is allowed.
    ///
    /// A front calls this before it reads the body, so that a refusal needs no upload; then it calls [`Admitted::finish`] with
    /// the body. For a form, `PostObject`, it only checks that the bucket exists: the caller and the object are in the body.
    ///
    /// # Errors
    ///
    /// The refusal, as the response to send.
    pub fn admit(&self, head: &Parts, peer: Peer) -> Result<Admitted, Response<Bytes>> {
        self.admit_call(Box::new(Call::from_parts(head, peer)), None, None)
    }

    /// Decides on the head of a request of a front whose clients sign by the machine's clock, which shows this instant.
    #[cfg(feature = "server")]
    pub(crate) fn admit_at(
        &self,
        machine: Option<Timestamp>,
        head: Parts,
        peer: Peer,
    ) -> Result<Admitted, Response<Bytes>> {
        self.admit_call(Box::new(Call::of_head(head, peer)), machine, None)
    }

    /// Decides on the head; the body matters only to the tape.
    fn admit_call(
        &self,
        mut call: Box<Call>,
        machine: Option<Timestamp>,
        body: Option<&Bytes>,
    ) -> Result<Admitted, Response<Bytes>> {
        self.resolve_host(&mut call);
        // wire, op: the operation that the head means, without the world.
        let route = self.route(&call);
        // The head of a form makes no claim, nor does a preflight: OSS ignores a signature there.
        let is_unsigned = |route: &Route| route.operation.is_form() || route.operation.is_preflight();
        let is_unsigned = route.as_ref().is_ok_and(is_unsigned);
        let claim = if is_unsigned { Ok(None) } else { Claim::read(&call, self.profile()) };
        let claimed = claim.as_ref().ok().and_then(Option::as_ref);
        // world: all look-ups, under one lock.
        let request = self.look_up(call, claimed, machine);
        let mut exchange = Box::new(Exchange::new(self.clone(), request));
        exchange.record().access_key_id = claimed.map(|claim| kept(&claim.access_key_id));
        match exchange.decide(route, claim) {
            Ok(()) => Ok(Admitted { exchange }),
            Err(refusal) => {
                let answer = exchange.turn_away(&refusal);
                exchange.log_access(&answer);
                exchange.keep_bodies(body, Some(&answer));
                self.tape_answer(&exchange.request.call, body, &answer);
                Err(answer)
            }
        }
    }

    /// Refuses a request before any decision on it, and records it.
    #[cfg(feature = "control")]
    pub(crate) fn turn_away(
        &self,
        machine: Option<Timestamp>,
        head: &Parts,
        peer: Peer,
        refusal: &Refusal,
    ) -> Response<Bytes> {
        let mut call = Call::from_parts(head, peer);
        self.resolve_host(&mut call);
        let operation = self.route(&call).ok().map(|route| route.operation);
        let mut exchange = Box::new(Exchange::new(self.clone(), self.look_up(Box::new(call), None, machine)));
        exchange.record().operation = operation;
        exchange.turn_away(refusal)
    }

    /// Returns the HTTPS configuration of the bucket that a lower-case host names.
    #[cfg(feature = "tls")]
    pub(crate) fn https_config_of(&self, host: &str) -> Option<HttpsConfig> {
        let on_own = || Address::on_host_name(&self.shared.settings.hosts, host, "/")?.ok();
        let named = Address::read(host, "/").ok().or_else(on_own).and_then(|address| address.bucket);
        self.read(|world| {
            let bucket = named.as_deref().or_else(|| world.bucket_of_cname(host).map(|bucket| &**bucket))?;
            Some(world.bucket(bucket)?.settings.https_config.clone())
        })
    }

    /// Returns `true` if a lower-case host that is not one of OSS is a name of the fake's own, or a bucket's own domain.
    #[cfg(feature = "tls")]
    pub(crate) fn serves_host(&self, host: &str) -> bool {
        Address::on_host_name(&self.shared.settings.hosts, host, "/").is_some()
            || self.read(|world| world.bucket_of_cname(host).is_some())
    }

    /// Resolves a host that is not one of OSS, but may be a name of the fake's own, or a bucket's own domain.
    pub(crate) fn resolve_host(&self, call: &mut Call) {
        call.read_host(&self.shared.settings.hosts);
        if !call.is_at_unknown_host() {
            return;
        }
        let domain = without_port(&call.host).to_ascii_lowercase();
        let bucket = self.read(|world| world.bucket_of_cname(&domain).cloned());
        call.address = bucket.map(|bucket| Address::of_cname(&bucket, call.uri.path()));
    }
}

/// A request whose caller is allowed to make it: its body may now be read.
///
/// Dropping it without [`Admitted::finish`], for example when a client disconnects during an upload, changes nothing and is
/// noted in the journal.
///
/// # Example
///
/// ```
/// use ossmock::{Oss, Peer};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// let logs = acme.create_bucket("logs");
/// let request = http::Request::put("http://logs.localhost/note").header("Content-Length", 5).body("hello")?;
/// let (head, body) = oss.signer(&acme.credentials()).sign(request).into_parts();
///
/// // As a front does: answer a refusal before reading the body.
/// let answer = match oss.admit(&head, Peer::default()) {
///     Ok(admitted) => admitted.finish(body.into()),
///     Err(refusal) => refusal,
/// };
/// assert_eq!(answer.status(), 200);
/// logs.object("note").assert_body("hello");
/// # Ok::<(), http::Error>(())
/// ```
pub struct Admitted {
    exchange: Box<Exchange>,
}

impl fmt::Debug for Admitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admitted")
            .field("operation", &self.operation())
            .field("bucket", &self.exchange.request.call.bucket())
            .finish_non_exhaustive()
    }
}

impl Admitted {
    /// The operation of the request.
    #[must_use]
    pub fn operation(&self) -> Operation {
        self.exchange.request.operation
    }

    /// The most bytes of body the operation accepts. A longer body is refused, and a front need not read on.
    #[must_use]
    pub fn body_limit(&self) -> usize {
        let max_stored = self.exchange.oss.shared.settings.max_stored;
        usize::try_from(self.operation().body_limit(max_stored)).unwrap_or(usize::MAX)
    }

    /// Carries out the request with its body. A form names its caller and object only now, so it may be refused here.
    #[must_use]
    pub fn finish(self, body: Bytes) -> Response<Bytes> {
        let mut finish = self.finish_or_call(body);
        loop {
            match finish {
                Finish::Done(response) => return response,
                Finish::Call(outbound) => finish = outbound.resume_by_origin(),
            }
        }
    }

    /// Carries out the request up to the first call that OSS makes for it.
    #[expect(clippy::needless_pass_by_value, reason = "operations that store the body take it over")]
    pub(crate) fn finish_or_call(self, body: Bytes) -> Finish {
        let Self { mut exchange } = self;
        exchange.tape(&body);
        exchange.keep_bodies(Some(&body), None);
        exchange.access.count_body(&body);
        if !exchange.request.operation.is_form() {
            return exchange.carry_out(&body);
        }
        match exchange.open(&body) {
            Ok(file) => exchange.carry_out(&file),
            Err(answer) => {
                exchange.keep_answer(&answer);
                Finish::Done(answer)
            }
        }
    }
}

impl Exchange {
    /// The rooms before the body, in their order.
    fn decide(&mut self, route: Result<Route, Refusal>, claim: Result<Option<Claim>, Refusal>) -> Result<(), Refusal> {
        self.request.call.check_expectation()?;
        let route = route?;
        let operation = route.operation;
        self.request.operation = operation;
        self.record().operation = Some(operation);
        let request = &self.request;
        check_product(&request.call, claim.as_ref().ok().and_then(Option::as_ref))?;

        // world: the bucket exists and belongs to this endpoint.
        cloudbox::check_host(request)?;
        check_bucket(request)?;
        if operation.is_form() {
            // Only the form names the caller and the object: `Exchange::open` continues.
            Form::check_media_type(request.call.header(header::CONTENT_TYPE).as_deref())?;
            return cloudbox::check_operation(request);
        }
        self.identify(claim?.as_ref())?;
        cloudbox::check_operation(&self.request)?;
        if !operation.is_emulated() {
            return Err(unemulated(&route));
        }
        if operation.is_preflight() {
            // No permission is asked for: a browser signs no preflight.
            return Ok(());
        }
        // ram: the decision.
        self.find_index();
        self.permit()
    }

    /// Records a call that is refused before it is carried out, and returns its answer.
    fn turn_away(&mut self, refusal: &Refusal) -> Response<Bytes> {
        let is_known = self.record().caller.is_some();
        // The test may respond to an operation that is not emulated.
        let effects = if is_known && refusal.cause == Cause::NotEmulated {
            self.apply_faults()
        } else {
            Ok(FaultEffects::default())
        };
        let effects = match effects {
            Ok(effects) => effects,
            Err(answer) => return answer,
        };
        if !is_known && self.request.found.facts.key.is_some() {
            self.record().claims_to_be = Some(Box::new(self.request.caller.clone()));
        }
        let now = self.refuse(refusal);
        let mut answer = self.envelope(now).refusal(refusal);
        effects.apply(&mut answer);
        self.oss.settle_cut(&mut answer);
        answer
    }

    /// Passes the rooms after the body has arrived.
    fn carry_out(mut self: Box<Self>, body: &Bytes) -> Finish {
        let effects = match self.apply_faults() {
            Ok(effects) => effects,
            Err(answer) => {
                self.keep_answer(&answer);
                return Finish::Done(answer);
            }
        };
        let ran = self.run(body);
        self.finish(effects, ran)
    }
}
