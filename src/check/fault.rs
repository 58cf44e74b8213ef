//! Armed faults and answers: selected by call, counted, and ended with their guard.

use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use http::Response;

use super::paint::Paint;
use super::{near, with_journal};
use crate::effect::{ArmedBy, ArmedFault, BodyFault, FaultEffect, Latency, When};
use crate::error::Cause;
use crate::journal::{CallPattern, CallerPattern, Journal};
use crate::oss::Oss;

/// Selects the calls a fault applies to; finish with an effect such as [`FaultBuilder::error`]. From [`Oss::fault`].
///
/// # Example
///
/// ```
/// use ossmock::{Cause, Operation, Oss};
///
/// let oss = Oss::new();
/// let ci = oss.create_account("acme").create_ram_user("ci");
/// // Of what `ci` uploads below `2026/`, every third call from now on fails, but no more than ten.
/// let puts = oss.fault(Operation::PutObject).by(&ci).bucket("logs").prefix("2026/");
/// let busy = puts.every(3).times(10).error(Cause::ServiceUnavailable).optional();
/// // The second read of one object, if it is a read of the test that says so in its requests.
/// let lost = oss.fault(Operation::GetObject).key("2026/november").test_id("reads-1").nth(2).answer_lost().optional();
/// // One in twenty calls of any operation, the same ones in each run.
/// let shaky = oss.fault(ossmock::expect::any_call()).probability(0.05).seed(7).error(Cause::InternalError).optional();
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is armed until it is said what is to happen: `.error(..)`"]
pub struct FaultBuilder {
    oss: Oss,
    choice: SelectedCalls,
}

/// Selects the calls that get another answer; finish with [`InterceptBuilder::respond`] or [`InterceptBuilder::edit`].
/// From [`Oss::intercept`].
#[derive(Debug, Clone)]
#[must_use = "nothing is armed until it is said what is to be answered: `.respond(..)`"]
pub struct InterceptBuilder {
    oss: Oss,
    choice: SelectedCalls,
}

/// An armed fault or answer, which applies while this lives.
///
/// # Panics
///
/// When it is dropped and has never fired, unless it is [optional](Fault::optional) or the test is panicking already: a
/// fault that never fires proves nothing. A drop has no line in the test, so the message starts with the line that
/// armed it; then come the closest calls, field by field, and the journal.
///
/// # Example
///
/// ```
/// use ossmock::{Cause, Operation, Oss};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// let busy = oss.fault(Operation::ListBuckets).first(1).error(Cause::ServiceUnavailable); // bound to a name: it lives
/// let list = || {
///     let request = http::Request::get("http://localhost/").body(bytes::Bytes::new()).expect("a request");
///     oss.handle(oss.signer(&acme.credentials()).sign(request)).status().as_u16()
/// };
/// assert_eq!((list(), list(), busy.hits()), (503, 200, 1));
/// ```
#[must_use = "a fault is gone where it is dropped, which is here: bind it to a name"]
pub struct Fault {
    oss: Oss,
    id: u64,
}

/// The selected calls, and the line of the test that selects them.
#[derive(Debug, Clone)]
struct SelectedCalls {
    at: &'static Location<'static>,
    pattern: CallPattern,
    when: When,
    most: Option<u64>,
    seed: u64,
}

impl SelectedCalls {
    fn arm(self, oss: Oss, effect: FaultEffect) -> Fault {
        let Self { at, pattern, when, most, seed } = self;
        let id = oss.arm_fault(ArmedFault {
            origin: ArmedBy::Test(at),
            pattern,
            when,
            most,
            effect,
            optional: false,
            random: fastrand::Rng::with_seed(seed),
            since: 0,
            seen: 0,
            hits: 0,
            told: false,
        });
        Fault { oss, id }
    }

    #[track_caller]
    fn of(pattern: CallPattern) -> Self {
        assert!(
            pattern.is_of_heads(),
            "a fault applies before it is known what the body of a call asks for and how it ends: leave out `rule` and the \
             outcome"
        );
        Self { at: Location::caller(), pattern, when: When::Each, most: None, seed: 0 }
    }
}

impl Oss {
    /// Arms a fault for calls, from now on and as long as its guard lives. The methods of [`FaultBuilder`] select the
    /// calls, or a pattern from [`call`](crate::call) or [`any_call`](crate::expect::any_call).
    ///
    /// A fault applies to calls that OSS would carry out, before their body is read: a call with a wrong signature or
    /// without permission is refused as usual, and does not count. A fault also applies to calls that ossmock does not
    /// emulate. If several fire at one call, all have their effect, in the order they were armed, up to the first that
    /// answers in place of OSS. The journal shows the [injected](crate::Record::injected) faults. Forks have no faults.
    ///
    /// Faults work the same through [`Oss::handle`] and both fronts, except that only
    /// [`NativeServer`](https://docs.rs/ossmock/latest/ossmock/struct.NativeServer.html) can break an answer within its
    /// body: [`OssServer`](https://docs.rs/ossmock/latest/ossmock/struct.OssServer.html) answers `501 NotEmulated`
    /// instead.
    ///
    /// # Panics
    ///
    /// If the pattern has a rule or an outcome, which are not known before the call is carried out.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Cause, EncryptionRule, Operation, Oss};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.create_account("acme");
    /// let logs = acme.create_bucket("logs");
    /// let busy = oss.fault(Operation::PutBucketEncryption).bucket("logs").first(2).error(Cause::ServiceUnavailable);
    ///
    /// let turn_on = || {
    ///     let rule = "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
    ///                 </ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";
    ///     let request = http::Request::put("/?encryption").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
    ///     oss.handle(oss.signer(&acme.credentials()).sign(request.body(rule.into()).unwrap())).status()
    /// };
    /// assert_eq!([turn_on(), turn_on(), turn_on()].map(|status| status.as_u16()), [503, 503, 200]);
    /// assert_eq!(busy.hits(), 2);
    /// logs.assert_encryption(EncryptionRule::Aes256);
    /// ```
    #[track_caller]
    pub fn fault(&self, calls: impl Into<CallPattern>) -> FaultBuilder {
        FaultBuilder { oss: self.clone(), choice: SelectedCalls::of(calls.into()) }
    }

    /// Replaces or edits the answers to calls, from now on and as long as the guard lives; the fake keeps its state.
    /// The calls are selected as for [`Oss::fault`].
    ///
    /// # Panics
    ///
    /// As [`Oss::fault`].
    ///
    /// # Example: an operation that ossmock lacks
    ///
    /// ```
    /// use ossmock::{Operation, Oss};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.create_account("acme");
    /// acme.create_bucket("logs");
    /// let none = http::Response::builder().status(404).body("<Error><Code>NoSuchLifecycle</Code></Error>")?;
    /// let _lifecycle = oss.intercept(Operation::GetBucketLifecycle).respond(none);
    ///
    /// let request = http::Request::get("/?lifecycle").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
    /// let response = oss.handle(oss.signer(&acme.credentials()).sign(request.body(bytes::Bytes::new())?));
    /// assert_eq!(response.status(), 404);
    /// # Ok::<(), http::Error>(())
    /// ```
    #[track_caller]
    pub fn intercept(&self, calls: impl Into<CallPattern>) -> InterceptBuilder {
        InterceptBuilder { oss: self.clone(), choice: SelectedCalls::of(calls.into()) }
    }
}

/// The selecting methods of both builders.
macro_rules! choosing {
    ($builder:ident) => {
        impl $builder {
            /// Selects calls by this caller; see [`CallPattern::by`].
            pub fn by(mut self, caller: impl Into<CallerPattern>) -> Self {
                self.choice.pattern = self.choice.pattern.by(caller);
                self
            }

            /// Selects calls for this bucket, or for an object in it.
            pub fn bucket(mut self, bucket: &str) -> Self {
                self.choice.pattern = self.choice.pattern.bucket(bucket);
                self
            }

            /// Selects calls for the object of this key.
            pub fn key(mut self, key: &str) -> Self {
                self.choice.pattern = self.choice.pattern.key(key);
                self
            }

            /// Selects calls for objects whose keys start with this prefix.
            pub fn prefix(mut self, prefix: &str) -> Self {
                self.choice.pattern = self.choice.pattern.prefix(prefix);
                self
            }

            /// Selects calls with this test id; see [`CallPattern::test_id`].
            pub fn test_id(mut self, id: &str) -> Self {
                self.choice.pattern = self.choice.pattern.test_id(id);
                self
            }

            /// Selects only the n-th of these calls, counted from 1.
            ///
            /// # Panics
            ///
            /// If `n` is 0, or the calls are already limited, as by [`Self::first`].
            #[track_caller]
            pub fn nth(self, n: u64) -> Self {
                assert!(n > 0, "calls are counted from 1");
                self.when(When::Nth(n))
            }

            /// Selects only the first n of these calls.
            ///
            /// # Panics
            ///
            /// If `n` is 0, or the calls are already limited.
            #[track_caller]
            pub fn first(self, n: u64) -> Self {
                assert!(n > 0, "of the first 0 calls there is none: name at least 1");
                self.when(When::First(n))
            }

            /// Selects one in n of these calls: the n-th, the 2n-th, …
            ///
            /// # Panics
            ///
            /// If `n` is 0, or the calls are already limited.
            #[track_caller]
            pub fn every(self, n: u64) -> Self {
                assert!(n > 0, "calls are counted from 1");
                self.when(When::Every(n))
            }

            /// Selects each of these calls with this probability. The choice is the same in each run, for the same
            /// calls and the same seed.
            ///
            /// # Panics
            ///
            /// If it is not more than 0 and at most 1, or the calls are already limited.
            #[track_caller]
            pub fn probability(self, probability: f64) -> Self {
                assert!(probability > 0.0 && probability <= 1.0, "a probability is more than 0 and at most 1");
                self.when(When::Chance(probability))
            }

            /// Sets the seed of [chances](Self::probability) and jitter, 0 by default.
            pub const fn seed(mut self, seed: u64) -> Self {
                self.choice.seed = seed;
                self
            }

            /// Fires at most `n` times; after that, calls are carried out again.
            ///
            /// # Panics
            ///
            /// If `n` is 0.
            #[track_caller]
            pub fn times(mut self, n: u64) -> Self {
                assert!(n > 0, "what fires 0 times at most never fires: name at least 1");
                self.choice.most = Some(n);
                self
            }

            #[track_caller]
            fn when(mut self, when: When) -> Self {
                let once = "`nth`, `first`, `every` and `probability` each say which of the calls: name one of them";
                assert!(self.choice.when == When::Each, "{once}");
                self.choice.when = when;
                self
            }
        }
    };
}

choosing!(FaultBuilder);
choosing!(InterceptBuilder);

impl FaultBuilder {
    /// Answers with this error in place of the call: any row of the table of errors, those of KMS included, also if the
    /// operation is not known to answer it. It has the status, code, message and EC of the row, without the details of
    /// the request that a real one has.
    ///
    /// # Panics
    ///
    /// If the cause is [`Cause::NotEmulated`], which OSS never answers.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Cause, Operation, Oss};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.create_account("acme");
    /// let throttled = oss.fault(Operation::ListBuckets).times(1).error(Cause::TotalQpsLimitExceeded);
    /// let request = http::Request::get("/").header("Host", "localhost").body(bytes::Bytes::new())?;
    /// let response = oss.handle(oss.signer(&acme.credentials()).sign(request));
    /// assert_eq!((response.status().as_u16(), throttled.hits()), (503, 1));
    /// # Ok::<(), http::Error>(())
    /// ```
    #[track_caller]
    pub fn error(self, cause: Cause) -> Fault {
        assert!(cause != Cause::NotEmulated, "OSS never answers NotEmulated: name one of its errors");
        self.arm(FaultEffect::Error(cause))
    }

    /// Delays the answer: by a fixed time, or by one drawn from a range; see [`Latency`]. The call is carried out at
    /// once, and its answer waits. The other time limits of a server go on.
    ///
    /// # Example
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use ossmock::{Operation, Oss, fault::Latency};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.create_account("acme");
    /// let before = oss.clock().now();
    /// let slow = oss.fault(Operation::ListBuckets).latency(Latency::from(Duration::from_secs(3_600)).on_clock());
    /// let request = http::Request::get("/").header("Host", "localhost").body(bytes::Bytes::new())?;
    /// assert_eq!(oss.handle(oss.signer(&acme.credentials()).sign(request)).status(), 200);
    /// assert!(oss.clock().now() >= before + Duration::from_secs(3_600));
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn latency(self, latency: impl Into<Latency>) -> Fault {
        self.arm(FaultEffect::Latency(latency.into()))
    }

    /// Closes the connection without an answer, in place of the call.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::fault::{BodyFault, Disruption};
    /// use ossmock::{Operation, Oss};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.create_account("acme");
    /// let closed = oss.fault(Operation::ListBuckets).close();
    /// let request = http::Request::get("/").header("Host", "localhost").body(bytes::Bytes::new())?;
    /// let response = oss.handle(oss.signer(&acme.credentials()).sign(request));
    /// // The servers close the connection; a caller of `handle` finds it here.
    /// let disruption: &Disruption = response.extensions().get().expect("it is to be closed");
    /// assert_eq!(disruption.body_fault(), Some(BodyFault::Close));
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn close(self) -> Fault {
        self.arm(FaultEffect::Close)
    }

    /// Carries the call out, then closes the connection without an answer, which clients with retries must handle.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Operation, Oss};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.create_account("acme");
    /// let lost = oss.fault(Operation::PutBucket).first(1).answer_lost();
    /// let make = || {
    ///     let request = http::Request::put("/").header("Host", "logs.localhost").body(bytes::Bytes::new()).unwrap();
    ///     oss.handle(oss.signer(&acme.credentials()).sign(request))
    /// };
    /// let _ = make(); // a client gets no answer to this, but the bucket is there
    /// assert_eq!((lost.hits(), oss.bucket("logs").is_some()), (1, true));
    /// ```
    pub fn answer_lost(self) -> Fault {
        self.cut(BodyFault::Close)
    }

    /// Carries the call out, and resets the connection after this many bytes of the body. Only the native server can do
    /// that. A body of fewer bytes is sent whole, which is not a hit.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use ossmock::{NativeServer, Operation};
    ///
    /// let oss = NativeServer::start().await;
    /// let acme = oss.create_account("acme");
    /// let reset = oss.fault(Operation::ListBuckets).reset_after(10);
    ///
    /// let request = http::Request::get(oss.uri()).body("").unwrap();
    /// let request = oss.signer(&acme.credentials()).sign(request).try_into().unwrap();
    /// # let http = reqwest::Client::builder().no_proxy().build().unwrap();
    /// let response = http.execute(request).await.unwrap();
    /// assert!(response.bytes().await.is_err());
    /// # }
    /// ```
    pub fn reset_after(self, bytes: usize) -> Fault {
        self.cut(BodyFault::Reset { after: bytes })
    }

    /// Carries the call out, sends this many bytes of the announced body, then closes the connection. Only the native
    /// server can do that. A body that is no longer is sent whole, which is not a hit.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use ossmock::{NativeServer, Operation};
    ///
    /// let oss = NativeServer::start().await;
    /// let acme = oss.create_account("acme");
    /// let cut = oss.fault(Operation::ListBuckets).truncate_after(10);
    ///
    /// let request = http::Request::get(oss.uri()).body("").unwrap();
    /// let request = oss.signer(&acme.credentials()).sign(request).try_into().unwrap();
    /// # let http = reqwest::Client::builder().no_proxy().build().unwrap();
    /// let response = http.execute(request).await.unwrap();
    /// assert!(response.bytes().await.is_err());
    /// # }
    /// ```
    pub fn truncate_after(self, bytes: usize) -> Fault {
        self.cut(BodyFault::Truncate { after: bytes })
    }

    /// Carries the call out, and sends the body in pieces of this many bytes, with a pause before each, in real time.
    /// Only the native server can do that.
    ///
    /// # Panics
    ///
    /// If `piece` is 0.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use std::time::Duration;
    ///
    /// use ossmock::{NativeServer, Operation};
    ///
    /// let oss = NativeServer::start().await;
    /// let acme = oss.create_account("acme");
    /// let slow = oss.fault(Operation::ListBuckets).trickle(100, Duration::from_millis(1));
    ///
    /// let request = http::Request::get(oss.uri()).body("").unwrap();
    /// let request = oss.signer(&acme.credentials()).sign(request).try_into().unwrap();
    /// # let http = reqwest::Client::builder().no_proxy().build().unwrap();
    /// let response = http.execute(request).await.unwrap();
    /// assert!(response.text().await.unwrap().contains("<Buckets>"));
    /// # }
    /// ```
    #[track_caller]
    pub fn trickle(self, piece: usize, pause: Duration) -> Fault {
        assert!(piece > 0, "a body in pieces of 0 bytes never ends: name at least 1");
        self.cut(BodyFault::Trickle { piece, pause })
    }

    /// Carries the call out, and sends its answer with this `Content-Length`, right or wrong. Only the native server
    /// can do that.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use ossmock::{NativeServer, Operation};
    ///
    /// let oss = NativeServer::start().await;
    /// let acme = oss.create_account("acme");
    /// let wrong = oss.fault(Operation::ListBuckets).content_length(5);
    ///
    /// let request = http::Request::get(oss.uri()).body("").unwrap();
    /// let request = oss.signer(&acme.credentials()).sign(request).try_into().unwrap();
    /// # let http = reqwest::Client::builder().no_proxy().build().unwrap();
    /// let response = http.execute(request).await.unwrap();
    /// assert_eq!(response.text().await.unwrap(), "<?xml");
    /// # }
    /// ```
    pub fn content_length(self, length: u64) -> Fault {
        self.cut(BodyFault::ContentLength(length))
    }

    fn cut(self, cut: BodyFault) -> Fault {
        self.arm(FaultEffect::Cut(cut))
    }

    fn arm(self, effect: FaultEffect) -> Fault {
        self.choice.arm(self.oss, effect)
    }
}

impl InterceptBuilder {
    /// Sends this answer in place of the call. Headers that every answer of OSS has are added if they are missing:
    /// request id, date, server, length.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Operation, Oss};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.create_account("acme");
    /// let page = http::Response::builder().status(502).body("<html>Bad Gateway</html>")?;
    /// let proxy = oss.intercept(Operation::ListBuckets).respond(page);
    /// let request = http::Request::get("/").header("Host", "localhost").body(bytes::Bytes::new())?;
    /// let response = oss.handle(oss.signer(&acme.credentials()).sign(request));
    /// assert_eq!((response.status().as_u16(), &response.body()[..]), (502, &b"<html>Bad Gateway</html>"[..]));
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn respond(self, response: Response<impl Into<Bytes>>) -> Fault {
        let response = Arc::new(response.map(Into::into));
        self.choice.arm(self.oss, FaultEffect::Respond(response))
    }

    /// Carries the call out, and edits its answer. If the body gets another length and `Content-Length` is unchanged,
    /// the header is corrected.
    ///
    /// The journal has the status before the edit. The closure must not use the fake.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Operation, Oss};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.create_account("acme");
    /// let _strange = oss.intercept(Operation::ListBuckets).edit(|reply| *reply.body_mut() = "<Surprise/>".into());
    /// let request = http::Request::get("/").header("Host", "localhost").body(bytes::Bytes::new())?;
    /// let response = oss.handle(oss.signer(&acme.credentials()).sign(request));
    /// assert_eq!((response.status().as_u16(), &response.body()[..]), (200, &b"<Surprise/>"[..]));
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn edit(self, edit: impl Fn(&mut Response<Bytes>) + Send + Sync + 'static) -> Fault {
        self.choice.arm(self.oss, FaultEffect::Edit(Arc::new(edit)))
    }
}

impl Fault {
    /// Returns the number of times it has fired.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Cause, Operation, Oss};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.create_account("acme");
    /// let busy = oss.fault(Operation::ListBuckets).error(Cause::ServiceUnavailable);
    /// let request = http::Request::get("/").header("Host", "localhost").body(bytes::Bytes::new())?;
    /// let response = oss.handle(oss.signer(&acme.credentials()).sign(request));
    /// assert_eq!((response.status().as_u16(), busy.hits()), (503, 1));
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn hits(&self) -> u64 {
        self.oss.armed_fault(self.id, |fault| fault.hits).unwrap_or_default()
    }

    /// Allows the fault never to fire.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Cause, Operation, Oss};
    ///
    /// let oss = Oss::new();
    /// let busy = oss.fault(Operation::ListBuckets).probability(0.1).error(Cause::ServiceUnavailable).optional();
    /// drop(busy); // not a word
    /// ```
    pub fn optional(self) -> Self {
        self.oss.armed_fault(self.id, |fault| fault.optional = true);
        self
    }

    /// Checks the fault now, at this line, and ends it.
    ///
    /// # Panics
    ///
    /// If it has never fired and is not [optional](Self::optional).
    ///
    /// # Example
    ///
    /// ```should_panic
    /// let oss = ossmock::Oss::new();
    /// let busy = oss.fault(ossmock::Operation::ListBuckets).error(ossmock::Cause::ServiceUnavailable);
    /// busy.verify(); // nothing was listed
    /// ```
    #[track_caller]
    pub fn verify(self) {
        if let Some(message) = self.failure(|_, _| "") {
            panic!("{message}");
        }
    }

    /// Ends the fault, and returns the failure message; `hint` gets the number of the last call before it was armed.
    fn failure(&self, hint: impl FnOnce(u64, &Journal) -> &'static str) -> Option<String> {
        let fault = self.oss.disarm_fault(self.id).filter(ArmedFault::is_idle)?;
        let journal = self.oss.journal();
        let told = near::idle(&fault, &journal, Paint::of_panics());
        Some(with_journal(&(told + hint(fault.since, &journal)), &self.oss, &journal))
    }
}

impl Drop for Fault {
    fn drop(&mut self) {
        let failure = self.failure(near::dropped_early);
        if let (Some(message), false) = (failure, thread::panicking()) {
            panic!("{message}");
        }
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not under the lock: the writer may do anything.
        let fault = self.oss.armed_fault(self.id, |fault| fault.clone());
        f.debug_struct("Fault").field("fault", &fault).finish_non_exhaustive()
    }
}
