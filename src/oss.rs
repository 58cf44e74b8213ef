//! The corridor: a request goes through the rooms in order, and every branch is here.
//!
//! The only lock, the only clock and the only source of ids stand in this file.

pub(crate) mod armed;
mod builder;
mod clock;
mod cloudbox;
mod compress;
mod debug;
#[cfg(feature = "server")]
mod enforcing;
mod exchange;
mod faults;
mod form;
mod held;
mod honesty;
mod identify;
#[cfg(feature = "server")]
mod limited;
mod look_up;
mod meaning;
mod outbound;
mod replicate;
mod reset;
pub(crate) mod tape;
mod timeline;
mod wait;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::SystemTime;

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response};
use jiff::{SignedDuration, Timestamp};
use parking_lot::{Condvar, Mutex, MutexGuard};

pub use builder::Builder;
pub(crate) use builder::assert_region;
#[cfg(feature = "fixtures")]
pub(crate) use clock::CLOCK_RANGE;
pub use clock::Clock;
#[cfg(feature = "control")]
pub(crate) use clock::OutOfRange;

use self::armed::{Armed, Strict};
use self::builder::Observer;
use self::exchange::Exchange;
use self::faults::Strike;
use self::held::Held;
use self::meaning::{check_bucket, other_service, unemulated};
pub(crate) use self::outbound::Finish;
use self::outbound::{Depths, Origin};
#[cfg(any(feature = "server", feature = "wiremock"))]
pub(crate) use self::timeline::MachineTime;
use self::timeline::Timeline;
use crate::auth::{Claim, Credentials, Signer, SigningKeys};
use crate::error::{Cause, Profile, Refusal};
use crate::journal::{Incomplete, Journal, Log, Named, Record, kept};
use crate::op::{Operation, Parameters, Route};
use crate::wire::{Address, Call, Form, Peer, header, without_port};
use crate::world::{NewBuckets, World};

/// A fake OSS: what is true in it, and the rooms a request goes through.
///
/// Cloning gives another handle to the same fake; [`Oss::fork`] copies it.
///
/// # Example
///
/// ```
/// use ossmock::{EncryptionRule, Oss};
///
/// let oss = Oss::new();
/// let acme = oss.account("acme");
/// let logs = acme.bucket("logs").with_encryption(EncryptionRule::kms_default());
///
/// let request = http::Request::get("/?encryption").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
/// let request = oss.signer(&acme.credentials()).sign(request.body(bytes::Bytes::new())?);
/// let response = oss.handle(request);
/// assert_eq!(response.status(), 200);
/// assert!(std::str::from_utf8(response.body())?.contains("<SSEAlgorithm>KMS</SSEAlgorithm>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Oss {
    shared: Arc<Shared>,
    _held: Held,
}

struct Shared {
    settings: Settings,
    /// Whether a server reads the dates of signatures by the machine's clock.
    has_machine_time: AtomicBool,
    state: Mutex<State>,
    /// Told whenever a call is over.
    ended: Condvar,
    /// The same, for tasks; and told whenever the journal is emptied.
    #[cfg(feature = "control")]
    changed: tokio::sync::Notify,
}

#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the builder's, and set by itself")]
struct Settings {
    profile: Profile,
    /// Where worlds are that name no region.
    region: Arc<str>,
    /// What holds for new buckets where a world file says nothing else.
    new_buckets: NewBuckets,
    extranet_endpoint: Option<Arc<str>>,
    observer: Option<Observer>,
    /// What answers calls that OSS makes.
    origin: Option<Origin>,
    /// Whether naming a KMS key needs permissions of KMS.
    kms_permissions: bool,
    /// Whether what would be refused for want of permission is let in.
    audit: bool,
    /// The query parameters it tolerates.
    parameters: Parameters,
    /// How many bytes it may store.
    max_stored: u64,
    /// How long after a change its replication is due.
    replication_delay: SignedDuration,
    /// What must not happen, and where the test says so.
    strict: Vec<Strict>,
    /// Whether text is compressed for clients that accept gzip.
    gzip: bool,
    /// Whether exchanges are kept, of clients that live in the present.
    taped: bool,
    /// Whether a panic of the test prints the calls that were refused.
    report_on_panic: bool,
}

#[derive(Debug, Clone)]
struct State {
    world: World,
    log: Log,
    keys: SigningKeys,
    clock: Timeline,
    requests: u64,
    armed: Armed,
    /// How often the whole world was replaced: places that were looked up before mean nothing behind that.
    replaced: u64,
    tape: Vec<tape::Exchange>,
    depths: Depths,
    /// The number of the newest call that a message of a failure has told of.
    told: u64,
}

/// The state, while the lock is held.
type Locked<'a> = MutexGuard<'a, State>;

/// What time it is outside.
#[expect(clippy::disallowed_methods, reason = "the one place where the system's clock is read")]
pub(crate) fn system_now() -> Timestamp {
    Timestamp::try_from(SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH)
}

impl Default for Oss {
    fn default() -> Self {
        Self::new()
    }
}

impl Oss {
    /// A fake with the defaults of [`Builder`].
    #[must_use]
    pub fn new() -> Self {
        Builder::default().build()
    }

    /// With nothing armed but what the settings say.
    fn of(settings: Settings, mut state: State) -> Self {
        state.armed = Armed::default();
        state.depths = Depths::default();
        let shared = Arc::new(Shared {
            settings,
            has_machine_time: AtomicBool::new(false),
            state: Mutex::new(state),
            ended: Condvar::new(),
            #[cfg(feature = "control")]
            changed: tokio::sync::Notify::new(),
        });
        Self { _held: Held::by_test(&shared), shared }
    }

    /// Says how the fake is to be.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// A copy with the same world, journal and clock, that no longer shares them. What is expected of this one is not
    /// expected of the copy, and faults are armed in this one only.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let acme = oss.account("acme");
    /// let fork = oss.fork();
    /// acme.bucket("logs");
    /// assert!(oss.get_bucket("logs").is_some() && fork.get_bucket("logs").is_none());
    /// ```
    #[must_use]
    pub fn fork(&self) -> Self {
        let state = self.lock().clone();
        Self::of(self.shared.settings.clone(), state)
    }

    /// Whose word the fake follows.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.shared.settings.profile
    }

    /// How many bytes requests may store in it.
    #[cfg(feature = "server")]
    pub(crate) fn max_stored(&self) -> u64 {
        self.shared.settings.max_stored
    }

    /// The region of endpoints that name none.
    #[must_use]
    pub fn region(&self) -> String {
        self.read(|world| world.region.to_string())
    }

    /// The fake's clock: [`Clock`] tells what follows it.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// oss.clock().set_utc("2026-11-23T16:05:59Z");
    /// ```
    #[must_use]
    pub const fn clock(&self) -> Clock<'_> {
        Clock { oss: self }
    }

    /// The calls so far.
    #[must_use]
    pub fn journal(&self) -> Journal {
        self.lock().log.snapshot()
    }

    /// What somebody needed permission for, as pairs of action and resource.
    pub(crate) fn needs_of(&self, who: &Named) -> Result<Vec<(&'static str, String)>, Incomplete> {
        self.lock().log.needs_of(who)
    }

    /// Signs requests for [`Oss::handle`] with V4, at the fake's present time and for its region.
    #[must_use]
    pub fn signer(&self, credentials: &Credentials) -> Signer {
        Signer::new(credentials, &self.region(), self.now())
    }

    /// Answers a request, in memory.
    ///
    /// The request has a `Host` header (or an absolute URI) that says which bucket is meant, as over the wire. Among its
    /// extensions may be a [`Peer`]. Where a [fault](Oss::fault) is to break the connection, the response has a
    /// [`Disruption`](crate::Disruption) among its own: a client would see no answer, or less of it.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Oss, http};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.account("acme");
    /// let logs = acme.bucket("logs");
    /// let request = http::Request::put("http://logs.localhost/note").body("hello".into())?;
    /// let response = oss.handle(oss.signer(&acme.credentials()).sign(request));
    /// assert_eq!(response.status(), 200);
    /// logs.object("note").assert_body("hello");
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.handle_at(None, request)
    }

    /// The same for a front, whose clients sign by the machine's clock: it stands at this instant.
    pub(crate) fn handle_at(&self, machine: Option<Timestamp>, request: Request<Bytes>) -> Response<Bytes> {
        let (mut parts, body) = request.into_parts();
        let peer = parts.extensions.remove::<Peer>().unwrap_or_default();
        let mut call = Call::read(parts.method, parts.uri, parts.headers, peer);
        call.version = parts.version;
        match self.admit_call(call, machine, Some(&body)) {
            Ok(admitted) => admitted.finish(body),
            Err(response) => response,
        }
    }

    /// Decides on the head of a request: who asks for what, and whether they may.
    ///
    /// A front calls this before it reads the body, so that a refusal needs no upload, then
    /// [`Admitted::finish`] with the body. Of a form, `PostObject`, it decides only whether the bucket is there: who asks,
    /// and for which object, is told by the body.
    ///
    /// # Errors
    ///
    /// The refusal, as the response to send.
    pub fn admit(&self, head: &Parts, peer: Peer) -> Result<Admitted, Response<Bytes>> {
        self.admit_call(Call::from_parts(head, peer), None, None)
    }

    /// The same for a front, whose clients sign by the machine's clock: it stands at this instant.
    #[cfg(feature = "server")]
    pub(crate) fn admit_at(
        &self,
        machine: Option<Timestamp>,
        head: &Parts,
        peer: Peer,
    ) -> Result<Admitted, Response<Bytes>> {
        self.admit_call(Call::from_parts(head, peer), machine, None)
    }

    /// Decides on the head; the body is not looked at, but for the tape.
    fn admit_call(
        &self,
        mut call: Call,
        machine: Option<Timestamp>,
        body: Option<&Bytes>,
    ) -> Result<Admitted, Response<Bytes>> {
        self.resolve_cname(&mut call);
        // wire, op: what the head says by itself.
        let route = self.route(&call);
        // The head of a form makes no claim: OSS does not look at a signature there.
        let is_form = route.as_ref().is_ok_and(|route| route.operation.is_form());
        let claim = if is_form { Ok(None) } else { Claim::read(&call, self.profile()) };
        let claimed = claim.as_ref().ok().and_then(Option::as_ref);
        // world: all that is looked up, in one go.
        let request = self.look_up(call, claimed, machine);
        let mut exchange = Exchange::new(self.clone(), request);
        exchange.record().access_key_id = claimed.map(|claim| kept(&claim.access_key_id));
        match exchange.decide(route, claim) {
            Ok(()) => Ok(Admitted { exchange }),
            Err(refusal) => {
                let answer = exchange.turn_away(&refusal);
                Err(self.taped(&exchange.request.call, body, answer))
            }
        }
    }

    /// A host that is none of OSS may be a bucket's own domain.
    pub(crate) fn resolve_cname(&self, call: &mut Call) {
        if call.address.is_some() {
            return;
        }
        let domain = without_port(&call.host).to_ascii_lowercase();
        let bucket = self.read(|world| world.bucket_of_cname(&domain).cloned());
        call.address = bucket.map(|bucket| Address::of_cname(&bucket, call.uri.path()));
    }

    /// Shows a record to whoever waits for one and to the observer; never under the lock.
    fn observed(&self, record: &Record) {
        self.shared.ended.notify_all();
        #[cfg(feature = "control")]
        self.shared.changed.notify_waiters();
        if let Some(Observer(observe)) = &self.shared.settings.observer {
            observe(record);
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        let clock = self.lock().clock.current();
        clock.now()
    }

    fn lock(&self) -> Locked<'_> {
        self.shared.state.lock()
    }

    /// Reads the world; for handles.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&World) -> T) -> T {
        read(&self.lock().world)
    }

    /// Changes the world; for handles. The change must not panic.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut World, Timestamp) -> T) -> T {
        let mut state = self.lock();
        let now = whole_second(state.clock.now());
        change(&mut state.world, now)
    }
}

/// Moments are kept to the second, as OSS shows them.
fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// The Unix second, then a counter: 24 digits, different for each request, the same for the same clock.
fn request_id(now: Timestamp, counter: u64) -> String {
    let number = (u128::from(now.as_second().cast_unsigned()) << 64) | u128::from(counter);
    let mut id = crate::wire::text::lower_hex(&number.to_be_bytes()[4..]);
    id.make_ascii_uppercase();
    id
}

/// A request whose caller may do what it asks: its body may now be read.
///
/// Dropping it without [`Admitted::finish`], as when a client goes away in the middle of an upload, changes nothing
/// and is noted in the journal.
///
/// # Example
///
/// ```
/// use ossmock::{Oss, Peer};
///
/// let oss = Oss::new();
/// let acme = oss.account("acme");
/// let logs = acme.bucket("logs");
/// let request = http::Request::put("http://logs.localhost/note").header("Content-Length", 5).body("hello")?;
/// let (head, body) = oss.signer(&acme.credentials()).sign(request).into_parts();
///
/// // What a front does: a refusal is answered before the body is read.
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
    /// Which operation the request means.
    #[must_use]
    pub fn operation(&self) -> Operation {
        self.exchange.request.operation
    }

    /// How many bytes of body the operation takes. A longer one is refused, and a front need not read on.
    #[must_use]
    pub fn body_limit(&self) -> usize {
        let max_stored = self.exchange.oss.shared.settings.max_stored;
        usize::try_from(self.operation().body_limit(max_stored)).unwrap_or(usize::MAX)
    }

    /// Carries out the request with its body. A form tells only now who asks for what, so that it may be refused here.
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
        if !exchange.request.operation.is_form() {
            return exchange.carry_out(&body);
        }
        match exchange.open(&body) {
            Ok(file) => exchange.carry_out(&file),
            Err(answer) => Finish::Done(exchange.answered(answer)),
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
        other_service(&request.call, claim.as_ref().ok().and_then(Option::as_ref))?;

        // world: the bucket is there and belongs to this endpoint.
        cloudbox::check_host(request)?;
        check_bucket(request)?;
        if operation.is_form() {
            // Only the form tells who asks for what: `Exchange::open` goes on.
            Form::check_media_type(request.call.header(header::CONTENT_TYPE).as_deref())?;
            return cloudbox::check_operation(request);
        }
        self.identify(claim?.as_ref())?;
        cloudbox::check_operation(&self.request)?;
        if !operation.is_emulated() {
            return Err(unemulated(&route));
        }
        // policy: whether they may.
        self.permit()
    }

    /// Returns the answer to a call that is refused before it is carried out, once it is noted.
    fn turn_away(&mut self, refusal: &Refusal) -> Response<Bytes> {
        let is_known = self.record().caller.is_some();
        // What ossmock lacks a test may answer itself.
        let strike =
            if is_known && refusal.cause == Cause::NotEmulated { self.strike() } else { Ok(Strike::default()) };
        let strike = match strike {
            Ok(strike) => strike,
            Err(answer) => return answer,
        };
        if !is_known && self.request.found.facts.key.is_some() {
            self.record().claims_to_be = Some(self.request.caller.clone());
        }
        let now = self.refuse(refusal);
        self.oss.settled(strike.bend(self.envelope(now).refusal(refusal)))
    }

    /// The rooms after the body has come.
    fn carry_out(mut self: Box<Self>, body: &Bytes) -> Finish {
        let strike = match self.strike() {
            Ok(strike) => strike,
            Err(answer) => return Finish::Done(self.answered(answer)),
        };
        let ran = self.run(body);
        self.finish(strike, ran)
    }
}
