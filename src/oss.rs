//! The corridor: a request goes through the rooms in order, and every branch is here.
//!
//! The only lock, the only clock and the only source of ids stand in this file.

pub(crate) mod armed;
mod builder;
mod clock;
mod cloudbox;
mod compress;
mod debug;
mod ending;
#[cfg(feature = "server")]
mod enforcing;
mod faults;
mod form;
mod held;
mod honesty;
mod identify;
#[cfg(feature = "server")]
mod limited;
mod look_up;
mod meaning;
mod payer;
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
use self::ending::Ending;
use self::held::Held;
use self::honesty::leaning;
use self::look_up::{LookedUp, new_record};
use self::meaning::{check_bucket, other_service, unemulated};
#[cfg(any(feature = "server", feature = "wiremock"))]
pub(crate) use self::timeline::MachineTime;
use self::timeline::Timeline;
use crate::auth::{Caller, Claim, Credentials, Signer, SigningKeys};
use crate::error::{Cause, Profile, Refusal};
use crate::journal::{Incomplete, Journal, Log, Named, Record, kept};
use crate::op::{self, Operation, Parameters, Route, Scene};
use crate::wire::text::lossy;
use crate::wire::{Address, Call, Envelope, Form, Peer, header, without_port};
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
    /// The number of the newest call that a message of a failure has told of.
    told: u64,
}

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
        let profile = self.profile();
        self.resolve_cname(&mut call);
        // wire, op: what the head says by itself.
        let route = self.route(&call);
        // The head of a form makes no claim: OSS does not look at a signature there.
        let is_form = route.as_ref().is_ok_and(|route| route.operation == Operation::PostObject);
        let claim = if is_form { Ok(None) } else { Claim::read(&call, profile) };
        // world: all that is looked up, in one go.
        let looked_up = self.look_up(&call, claim.as_ref().ok().and_then(Option::as_ref), machine);
        let mut record = new_record(&call, &looked_up, profile);
        record.access_key_id = claim.as_ref().ok().and_then(Option::as_ref).map(|claim| kept(&claim.access_key_id));
        match self.decide(&call, route, claim, &looked_up, &mut record) {
            Ok(operation) => Ok(Admitted { oss: self.clone(), call, operation, looked_up, record: Some(record) }),
            Err(refusal) => {
                let answer = self.turned_away(&call, &looked_up, record, &refusal);
                Err(self.taped(&call, body, answer))
            }
        }
    }

    /// The answer to a call that is refused before it is carried out, once it is noted.
    fn turned_away(&self, call: &Call, looked_up: &LookedUp, mut record: Record, refusal: &Refusal) -> Response<Bytes> {
        if refusal.cause == Cause::NotEmulated && record.caller.is_some() {
            // What ossmock lacks a test may answer itself.
            let mut record = Some(record);
            let strike = match self.struck(call, looked_up, &mut record) {
                Ok(strike) => strike,
                Err(answer) => return answer,
            };
            if let Some(record) = record {
                self.note(leaning(record.refused(refusal), call));
            }
            return self.settled(strike.bend(self.envelope(call, looked_up).refusal(refusal)));
        }
        if record.caller.is_none() && looked_up.facts.key.is_some() {
            record.claims_to_be = Some(Caller::from_facts(&looked_up.facts));
        }
        self.note(leaning(record.refused(refusal), call));
        self.envelope(call, looked_up).refusal(refusal)
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

    /// The rooms before the body, in their order.
    fn decide(
        &self,
        call: &Call,
        route: Result<Route, Refusal>,
        claim: Result<Option<Claim>, Refusal>,
        looked_up: &LookedUp,
        record: &mut Record,
    ) -> Result<Operation, Refusal> {
        call.check_expectation()?;
        let route = route?;
        let operation = route.operation;
        record.operation = Some(operation);
        other_service(call, claim.as_ref().ok().and_then(Option::as_ref))?;

        // world: the bucket is there and belongs to this endpoint.
        cloudbox::check_host(call, looked_up)?;
        check_bucket(call, operation, looked_up)?;
        if operation == Operation::PostObject {
            // Only the form tells who asks for what: `Admitted::open` goes on.
            Form::check_media_type(call.header(header::CONTENT_TYPE).as_deref())?;
            return cloudbox::check_operation(call, operation, looked_up).map(|()| operation);
        }
        self.identify(call, operation, claim?.as_ref(), looked_up, record)?;
        cloudbox::check_operation(call, operation, looked_up)?;
        if !operation.is_emulated() {
            return Err(unemulated(&route));
        }
        self.permit(call, operation, looked_up, record)?;
        Ok(operation)
    }

    /// policy: whether they may.
    fn permit(
        &self,
        call: &Call,
        operation: Operation,
        looked_up: &LookedUp,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        let caller = Caller::from_facts(&looked_up.facts);
        payer::check(call, operation, &caller, looked_up)?;
        let permission = looked_up.permission(call, operation, &caller, &self.shared.settings);
        let permitted = permission.check(operation, call);
        record.asked = permission.asked.into_inner();
        permitted
    }

    fn envelope<'a>(&self, call: &'a Call, looked_up: &'a LookedUp) -> Envelope<'a> {
        let now = self.now();
        Envelope {
            request_id: &looked_up.request_id,
            host: self.shown_host(call),
            method: &call.method,
            now,
            server_time: i64::try_from(now.duration_since(looked_up.now).as_millis()).unwrap_or_default().max(0),
            profile: self.profile(),
        }
    }

    /// Puts a record into the journal.
    fn note(&self, record: Record) {
        let record = self.lock().push(record);
        self.observed(&record);
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

    fn lock(&self) -> MutexGuard<'_, State> {
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
    oss: Oss,
    call: Call,
    operation: Operation,
    looked_up: LookedUp,
    /// Gone once it is in the journal.
    record: Option<Record>,
}

impl fmt::Debug for Admitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admitted")
            .field("operation", &self.operation)
            .field("bucket", &self.call.bucket())
            .finish_non_exhaustive()
    }
}

impl Admitted {
    /// Which operation the request means.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        self.operation
    }

    /// How many bytes of body the operation takes. A longer one is refused, and a front need not read on.
    #[must_use]
    pub fn body_limit(&self) -> usize {
        usize::try_from(self.operation.body_limit(self.oss.shared.settings.max_stored)).unwrap_or(usize::MAX)
    }

    /// Carries out the request with its body. A form tells only now who asks for what, so that it may be refused here.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "operations that store the body take it over")]
    pub fn finish(self, body: Bytes) -> Response<Bytes> {
        // What a form stands for is another call than the one that came.
        let came = self.oss.is_taped().then(|| (self.oss.clone(), self.call.clone()));
        let answer = if self.operation == Operation::PostObject {
            match self.open(&body) {
                Ok((admitted, file)) => admitted.carry_out(&file),
                Err(answer) => answer,
            }
        } else {
            self.carry_out(&body)
        };
        match came {
            Some((oss, call)) => oss.taped(&call, Some(&body), answer),
            None => answer,
        }
    }

    fn carry_out(mut self, body: &Bytes) -> Response<Bytes> {
        let settings = &self.oss.shared.settings;
        let strike = match self.oss.struck(&self.call, &self.looked_up, &mut self.record) {
            Ok(strike) => strike,
            Err(answer) => return answer,
        };
        let caller = Caller::from_facts(&self.looked_up.facts);
        let scene = Scene {
            call: &self.call,
            caller: &caller,
            request_id: &self.looked_up.request_id,
            bucket: self.call.bucket().unwrap_or_default(),
            key: lossy(self.call.key()),
            account: self.looked_up.account,
            owner: self.looked_up.bucket.as_ref().map(|bucket| bucket.owner),
            extranet_endpoint: settings.extranet_endpoint.as_deref(),
            region: self.looked_up.region_of(&self.call),
            cloudbox: self.looked_up.cloudbox_of(&self.call),
            now: whole_second(self.looked_up.now),
            max_stored: settings.max_stored,
            gzip: settings.gzip,
        };
        let permission = self.looked_up.permission(&self.call, self.operation, &caller, settings);
        let request = op::Request {
            call: &self.call,
            body,
            md5: None,
            profile: settings.profile,
            on_cloudbox: scene.cloudbox.is_some(),
            permission: &permission,
        };
        let mut ending = Ending {
            call: &self.call,
            oss: &self.oss,
            record: self.record.take(),
            asked: &permission.asked,
            replaced: self.looked_up.replaced,
        };
        let result = op::run(self.operation, &request, &scene, &mut ending);
        if let (Err(refusal), Some(record)) = (&result, ending.record()) {
            self.oss.note(leaning(record.refused(refusal), &self.call));
        }
        let envelope = self.oss.envelope(&self.call, &self.looked_up);
        self.oss.settled(match result {
            Ok(reply) => self.travelling(strike.bend(envelope.reply(reply))),
            Err(refusal) => strike.bend(envelope.refusal(&refusal)),
        })
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        if let Some(record) = self.record.take() {
            self.oss.note(record);
        }
    }
}
