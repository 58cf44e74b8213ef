//! A fake: its settings, its state under the only lock, and the handles to it.
//!
//! In a panic of the test, the first handle that is dropped tells of the calls that were refused; with the last one goes the
//! look at what was forbidden.

use std::fmt;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use jiff::{SignedDuration, Timestamp};
use parking_lot::{Condvar, Mutex, MutexGuard};

use super::armed::{Armed, Forbidden, Forbids};
use super::origin::{Depths, Origin};
use super::timeline::{Timeline, whole_second};
use crate::auth::{Credentials, Signer, SigningKeys};
use crate::error::Profile;
use crate::journal::{Incomplete, Journal, Log, Named, Record};
use crate::op::Parameters;
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
    pub(super) shared: Arc<Shared>,
    _held: Held,
}

pub(super) struct Shared {
    pub(super) settings: Settings,
    /// Whether a server reads the dates of signatures by the machine's clock.
    pub(super) has_machine_time: AtomicBool,
    pub(super) state: Mutex<State>,
    /// Told whenever a call is over.
    pub(super) ended: Condvar,
    /// The same, for tasks; and told whenever the journal is emptied.
    #[cfg(feature = "control")]
    pub(super) changed: tokio::sync::Notify,
}

#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the builder's, and set by itself")]
pub(super) struct Settings {
    pub(super) profile: Profile,
    /// Where worlds are that name no region.
    pub(super) region: Arc<str>,
    /// What holds for new buckets where a world file says nothing else.
    pub(super) new_buckets: NewBuckets,
    pub(super) extranet_endpoint: Option<Arc<str>>,
    pub(super) observer: Option<Observer>,
    /// What answers calls that OSS makes.
    pub(super) origin: Option<Origin>,
    /// Whether naming a KMS key needs permissions of KMS.
    pub(super) kms_permissions: bool,
    /// Whether what would be refused for want of permission is let in.
    pub(super) audit: bool,
    /// The query parameters it tolerates.
    pub(super) parameters: Parameters,
    /// How many bytes it may store.
    pub(super) max_stored: u64,
    /// How long after a change its replication is due.
    pub(super) replication_delay: SignedDuration,
    /// What must not happen, and where the test says so.
    pub(super) strict: Vec<Strict>,
    /// Whether text is compressed for clients that accept gzip.
    pub(super) gzip: bool,
    /// Whether exchanges are kept, of clients that live in the present.
    pub(super) taped: bool,
    /// Whether a panic of the test prints the calls that were refused.
    pub(super) report_on_panic: bool,
}

#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) world: World,
    pub(super) log: Log,
    pub(super) keys: SigningKeys,
    pub(super) clock: Timeline,
    pub(super) requests: u64,
    pub(super) armed: Armed,
    /// How often the whole world was replaced: places that were looked up before mean nothing behind that.
    pub(super) replaced: u64,
    pub(super) tape: Vec<Taped>,
    pub(super) depths: Depths,
    /// The number of the newest call that a message of a failure has told of.
    pub(super) told: u64,
}

/// The state, while the lock is held.
pub(super) type Locked<'a> = MutexGuard<'a, State>;

/// The function that sees each record.
#[derive(Clone)]
pub(super) struct Observer(pub Arc<dyn Fn(&Record) + Send + Sync>);

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}

/// What the settings forbid, and what is to be done about it once the test has let go of the fake.
#[derive(Clone)]
pub(super) struct Strict {
    pub at: &'static Location<'static>,
    pub what: Forbids,
    pub look: fn(&Oss),
}

impl fmt::Debug for Strict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Strict").field("at", &self.at).finish_non_exhaustive()
    }
}

/// A request as it came, and its answer.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "fixtures"), expect(dead_code, reason = "cases read it"))]
pub(crate) struct Taped {
    /// Its body is empty where the front never read it.
    pub request: Request<Bytes>,
    pub host: String,
    pub response: Response<Bytes>,
    /// When it came, by the clock of the client.
    pub at: Timestamp,
}

impl State {
    /// Puts a record into the journal, and shows it to what is armed.
    pub(super) fn push(&mut self, record: &mut Arc<Record>) {
        self.log.push(record);
        self.armed.see(record);
    }
}

impl Oss {
    /// With nothing armed but what the settings say.
    pub(super) fn of(settings: Settings, mut state: State) -> Self {
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

    /// Forbids calls from now on.
    pub(crate) fn forbid(&self, forbidden: Forbidden) -> u64 {
        let mut state = self.lock();
        let id = state.armed.id();
        state.armed.forbidden.insert(id, forbidden);
        id
    }

    /// Shows a record to whoever waits for one and to the observer; never under the lock.
    pub(super) fn observed(&self, record: &Record) {
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

    pub(super) fn lock(&self) -> Locked<'_> {
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

/// How long a panicking thread waits for the lock, which it may hold itself.
const PATIENCE: Duration = Duration::from_millis(100);

/// Held by every handle of the test's, but not by fronts: a panic here is the test's own.
#[derive(Clone)]
pub(super) struct Held(Option<Arc<LastLook>>);

/// Dropped with the last handle.
struct LastLook {
    shared: Arc<Shared>,
}

impl Held {
    /// For a new fake; it forbids what its settings do.
    pub fn by_test(shared: &Arc<Shared>) -> Self {
        for strict in &shared.settings.strict {
            Oss::unwatched(shared.clone()).forbid(Forbidden::new(strict.at, strict.what.clone()));
        }
        Self(Some(Arc::new(LastLook { shared: shared.clone() })))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(LastLook { shared }) = self.0.as_deref()
            && thread::panicking()
            && let Some(refused) = shared.untold_refusals()
        {
            // Nothing may panic on the way out of a panic, and printing does where stderr is gone.
            let _ = catch_unwind(AssertUnwindSafe(|| eprint!("{refused}")));
        }
    }
}

impl Drop for LastLook {
    fn drop(&mut self) {
        // All of them look alike.
        if let Some(strict) = self.shared.settings.strict.first() {
            (strict.look)(&Oss::unwatched(self.shared.clone()));
        }
    }
}

impl Shared {
    /// The calls that were refused and that no message has told of, once.
    fn untold_refusals(&self) -> Option<String> {
        if !self.settings.report_on_panic {
            return None;
        }
        let mut state = self.state.try_lock_for(PATIENCE)?;
        let (journal, told) = (state.log.snapshot(), state.told);
        state.told = state.log.total();
        drop(state);
        journal.refusals_after(told)
    }
}

impl Oss {
    /// A handle that is not the test's: for what lives as long as it likes, such as a server.
    pub(crate) fn for_front(&self) -> Self {
        Self::unwatched(self.shared.clone())
    }

    const fn unwatched(shared: Arc<Shared>) -> Self {
        Self { shared, _held: Held(None) }
    }

    /// Whether both are handles to the same fake.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// Notes that a message ends with this journal, so that the panic need not tell of its calls again.
    pub(crate) fn is_told(&self, journal: &Journal) {
        let newest = journal.last().map_or(0, |record| record.number);
        let mut state = self.lock();
        state.told = state.told.max(newest);
    }
}
