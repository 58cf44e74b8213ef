//! A fake: its settings, its state under the only lock, and the handles to it.
//!
//! If the test panics, the first handle that is dropped prints the refused calls. Dropping the last handle checks that there were
//! no forbidden calls.

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
use super::origin::{Depths, Origins};
use super::timeline::{Timeline, whole_second};
use crate::auth::{Credentials, Signer, SigningKeys};
use crate::effect::ArmedBy;
use crate::error::Profile;
use crate::journal::{CallerName, Incomplete, Journal, Log, Record};
use crate::op::Parameters;
use crate::wire::HostName;
use crate::world::{NewBuckets, World};

/// A fake OSS: its world, and the rooms a request passes.
///
/// Cloning gives another handle to the same fake; [`Oss::fork`] copies it.
///
/// # Example
///
/// ```
/// use ossmock::{EncryptionRule, Oss};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::kms_default());
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
    /// `true` if a server reads the dates of signatures by the machine's clock.
    pub(super) has_machine_time: AtomicBool,
    pub(super) state: Mutex<State>,
    /// Notified after each call.
    pub(super) ended: Condvar,
    /// Notifies tasks after each call, and when the journal is emptied.
    #[cfg(feature = "control")]
    pub(super) changed: tokio::sync::Notify,
}

#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the builder's, and set by itself")]
pub(super) struct Settings {
    pub(super) profile: Profile,
    /// The region of worlds that name none.
    pub(super) region: Arc<str>,
    /// The settings of new buckets, unless a world file overrides them.
    pub(super) new_buckets: NewBuckets,
    pub(super) extranet_endpoint: Option<Arc<str>>,
    /// The names on which it serves OSS, besides the hosts of OSS.
    pub(super) hosts: Vec<HostName>,
    pub(super) observer: Option<Observer>,
    /// The closures that answer calls of OSS.
    pub(super) origins: Origins,
    /// `true` if a KMS key in an encryption rule requires KMS permissions.
    pub(super) kms_permissions: bool,
    /// `true` if calls with missing permissions are allowed.
    pub(super) audit: bool,
    /// The query parameters it tolerates.
    pub(super) parameters: Parameters,
    /// The most bytes that requests may store.
    pub(super) max_stored: u64,
    /// The delay after which the replication of a change is due.
    pub(super) replication_delay: SignedDuration,
    /// The forbidden kinds of calls, and the lines of the test that forbid them.
    pub(super) strict: Vec<Strict>,
    /// `true` if default domains force downloads.
    pub(super) force_download: bool,
    /// `true` if text is compressed for clients that accept gzip.
    pub(super) gzip: bool,
    /// `true` if requests and responses are recorded, of clients that use the machine's time.
    pub(super) taped: bool,
    /// `true` if a panic of the test prints the refused calls.
    pub(super) report_on_panic: bool,
    /// The most bytes that a record keeps of a body; 0 if it keeps none.
    pub(super) journal_bodies: usize,
}

#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) world: World,
    pub(super) log: Log,
    pub(super) keys: SigningKeys,
    pub(super) clock: Timeline,
    pub(super) requests: u64,
    pub(super) armed: Armed,
    /// The number of times the whole world was replaced: earlier look-ups are invalid after that.
    pub(super) replaced: u64,
    pub(super) tape: Vec<Taped>,
    pub(super) depths: Depths,
    /// The number of the newest call shown in a failure message.
    pub(super) told: u64,
}

/// The state, while the lock is held.
pub(super) type Locked<'a> = MutexGuard<'a, State>;

/// The function that receives each record.
#[derive(Clone)]
pub(super) struct Observer(pub Arc<Observe>);

type Observe = dyn Fn(&Arc<Record>) + Send + Sync;

/// A forbidden kind of calls, and the check for them once the test has dropped the fake.
#[derive(Clone)]
pub(super) struct Strict {
    pub at: &'static Location<'static>,
    pub what: Forbids,
    pub look: fn(&Oss),
}

/// A request as received, and its answer.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "fixtures"), expect(dead_code, reason = "cases read it"))]
pub(crate) struct Taped {
    /// The request; its body is empty if the front never read it.
    pub request: Request<Bytes>,
    pub host: String,
    pub response: Response<Bytes>,
    /// The time of the request, by the clock of the client.
    pub at: Timestamp,
}

impl State {
    /// Puts a record into the journal, and counts it in the armed checks.
    pub(super) fn push(&mut self, record: &mut Arc<Record>) {
        self.log.push(record);
        self.armed.see(record);
    }
}

impl Oss {
    /// Makes a fake with nothing armed except what the settings forbid.
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

    /// Returns a copy with its own world, journal and clock, equal to those of this fake. Expectations and faults stay with
    /// this fake.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let acme = oss.create_account("acme");
    /// let fork = oss.fork();
    /// acme.create_bucket("logs");
    /// assert!(oss.bucket("logs").is_some() && fork.bucket("logs").is_none());
    /// ```
    #[must_use]
    pub fn fork(&self) -> Self {
        let state = self.lock().clone();
        Self::of(self.shared.settings.clone(), state)
    }

    /// The profile that the fake follows.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.shared.settings.profile
    }

    /// The most bytes that requests may store.
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

    /// The permissions a caller needed, as pairs of action and resource.
    pub(crate) fn needs_of(&self, who: &CallerName) -> Result<Vec<(&'static str, String)>, Incomplete> {
        self.lock().log.needs_of(who)
    }

    /// Returns a signer of requests for [`Oss::handle`]: V4, at the current time of the fake and for its region.
    #[must_use]
    pub fn signer(&self, credentials: &Credentials) -> Signer {
        Signer::new(credentials, &self.region(), self.now()).on_hosts(&self.shared.settings.hosts)
    }

    /// Forbids calls from now on.
    pub(crate) fn forbid(&self, forbidden: Forbidden) -> u64 {
        let mut state = self.lock();
        let id = state.armed.id();
        state.armed.forbidden.insert(id, forbidden);
        id
    }

    /// Passes a record to waiting threads and tasks, and to the observer; never under the lock.
    pub(super) fn observed(&self, record: &Arc<Record>) {
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

/// The longest time a panicking thread waits for the lock, which it may hold itself.
const PATIENCE: Duration = Duration::from_millis(100);

/// A guard in every handle of the test, but not in fronts: a panic that drops it is a panic of the test.
#[derive(Clone)]
pub(super) struct Held(Option<Arc<LastLook>>);

/// The final check, dropped with the last handle.
struct LastLook {
    shared: Arc<Shared>,
}

impl Held {
    /// Creates the guard of a new fake; it forbids the calls its settings forbid.
    pub fn by_test(shared: &Arc<Shared>) -> Self {
        for strict in &shared.settings.strict {
            Oss::unwatched(shared.clone()).forbid(Forbidden::new(ArmedBy::Test(strict.at), strict.what.clone()));
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
            // A second panic would abort the process, and printing panics if stderr is closed.
            let _ = catch_unwind(AssertUnwindSafe(|| eprint!("{refused}")));
        }
    }
}

impl Drop for LastLook {
    fn drop(&mut self) {
        // One check covers all of them.
        if let Some(strict) = self.shared.settings.strict.first() {
            (strict.look)(&Oss::unwatched(self.shared.clone()));
        }
    }
}

impl Shared {
    /// Describes the refused calls that no message has shown, once.
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
    /// Returns a handle that is not held by the test, for long-lived owners such as a server.
    pub(crate) fn for_front(&self) -> Self {
        Self::unwatched(self.shared.clone())
    }

    const fn unwatched(shared: Arc<Shared>) -> Self {
        Self { shared, _held: Held(None) }
    }

    /// Returns `true` if both are handles to the same fake.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// Notes that a failure message showed this journal, so that the panic does not show its calls again.
    pub(crate) fn is_told(&self, journal: &Journal) {
        let newest = journal.last().map_or(0, |record| record.number);
        let mut state = self.lock();
        state.told = state.told.max(newest);
    }
}
