//! The configuration of a fake before it is created.

use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;

use super::Oss;
use super::armed::{Armed, Forbids};
use super::origin::{Depths, Origins, TestOrigin};
use super::state::{Observer, Settings, State, Strict};
use super::timeline::Timeline;
use crate::auth::SigningKeys;
use crate::error::Profile;
use crate::journal::{DEFAULT_CAPACITY, Log, MAX_KEPT_BODY, Record};
use crate::op::{Parameters, UnknownParameters};
use crate::wire::HostName;
use crate::world::{NewBuckets, World};

/// The most bytes a fake stores by default.
const MAX_STORED: u64 = 1024 * 1024 * 1024;

/// Configures an [`Oss`] before it is created.
///
/// # Example
///
/// ```
/// use ossmock::{Oss, Profile};
///
/// let oss = Oss::builder().profile(Profile::Observed).region("cn-beijing").journal_capacity(10_000).build();
/// assert_eq!(oss.region(), "cn-beijing");
/// ```
#[derive(Clone)]
pub struct Builder {
    pub(super) settings: Settings,
    journal_capacity: usize,
    /// The world at the start.
    pub(crate) world: World,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            settings: Settings {
                profile: Profile::default(),
                region: "cn-hangzhou".into(),
                new_buckets: NewBuckets::default(),
                extranet_endpoint: None,
                hosts: Vec::new(),
                observer: None,
                origins: Origins::default(),
                kms_permissions: false,
                audit: false,
                parameters: Parameters::default(),
                max_stored: MAX_STORED,
                replication_delay: SignedDuration::ZERO,
                strict: Vec::new(),
                force_download: false,
                gzip: true,
                taped: false,
                report_on_panic: true,
                journal_bodies: 0,
            },
            journal_capacity: DEFAULT_CAPACITY,
            world: World::default(),
        }
    }
}

impl Builder {
    /// Sets the profile to follow where sources disagree; [`Profile::Documented`] by default.
    #[must_use]
    pub const fn profile(mut self, profile: Profile) -> Self {
        self.settings.profile = profile;
        self
    }

    /// Sets whether public access to new buckets is blocked, however they are created; `true` by default, as OSS does today.
    /// `false` is the former behaviour of OSS, for suites that create public buckets routinely.
    ///
    /// Source: `help.aliyun.com/zh/oss/user-guide/block-public-access`.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::builder().block_public_access(false).build();
    /// assert!(!oss.create_account("acme").create_bucket("site").blocks_public_access());
    /// ```
    #[must_use]
    pub const fn block_public_access(mut self, blocked: bool) -> Self {
        self.settings.new_buckets.blocked = blocked;
        self.world.new_buckets.blocked = blocked;
        self
    }

    /// Sets how many buckets an account may have in a region, and on a CloudBox; 100 by default, as in OSS. It may have ten
    /// times as many in all regions together. Further ones are refused with
    /// [`Cause::TooManyBuckets`](crate::Cause::TooManyBuckets).
    ///
    /// Source: `AlibabaCloudDocs/oss`, `PutBucket`.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::builder().max_buckets(200).build();
    /// let acme = oss.create_account("acme");
    /// for n in 0..200 {
    ///     acme.create_bucket(&format!("bucket-{n}"));
    /// }
    /// ```
    #[must_use]
    pub const fn max_buckets(mut self, buckets: usize) -> Self {
        self.settings.new_buckets.most = buckets;
        self.world.new_buckets.most = buckets;
        self
    }

    /// Sets whether policies with a part that can never match are refused; `false` by default, as the service accepts them.
    ///
    /// Such parts are a resource with an empty region, with upper-case letters in its bucket name, or with too few fields; a
    /// role in upper case in a bucket policy; an operator that can never compare the value of its key, such as `IpAddress` with
    /// `acs:UserAgent`. Handles panic, world files loaded after this call give an error with the place, and `PutBucketPolicy`
    /// is answered `400 InvalidPolicyDocument`. [`Oss::warnings`] lists such parts without refusing them.
    ///
    /// # Example
    ///
    /// ```should_panic
    /// let oss = ossmock::Oss::builder().refuse_unmatchable_policies(true).build();
    /// let ci = oss.create_account("acme").create_ram_user("ci");
    /// ci.allow("oss:GetObject", "acs:oss::*:logs/*"); // the region is empty: it would never allow anything
    /// ```
    #[must_use]
    pub const fn refuse_unmatchable_policies(mut self, refuse: bool) -> Self {
        self.world.refuses_unmatchable = refuse;
        self
    }

    /// Sets whether a KMS key in an encryption rule requires the KMS permissions that the documentation lists: `kms:ListKeys`,
    /// `kms:ListAliases`, `kms:ListAliasesByKeyId` and `kms:DescribeKey` on `acs:kms:*:{account}:key/{id}`; an upload under such a
    /// key `kms:GenerateDataKey` and `kms:Decrypt` besides, and a download `kms:Decrypt`. `false` by default: no page says that
    /// setting a rule checks them. Turn it on where a suite denies actions of KMS: by default such statements have no effect.
    ///
    /// Source: `help.aliyun.com/zh/oss/user-guide/server-side-encryption-5` (permissions).
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::builder().kms_permissions(true).build();
    /// let acme = oss.create_account("acme");
    /// let ci = acme.create_ram_user("ci").allow("oss:PutBucketEncryption", "*");
    /// // With the first permission alone, a rule with a key id would be refused with `ForbiddenByKms`.
    /// ci.allow("kms:List*", "acs:kms:*:*:*").allow("kms:DescribeKey", "acs:kms:*:*:*");
    /// ```
    #[must_use]
    pub const fn kms_permissions(mut self, needed: bool) -> Self {
        self.settings.kms_permissions = needed;
        self
    }

    /// Sets whether calls with missing permissions are allowed, and their needs recorded: run a suite once with it, then call
    /// [`Oss::required_policy_for`] for the policy its user needs. The journal has the waived refusals.
    ///
    /// It waives missing KMS permissions too, where they are checked. Wrong signatures and anonymous requests are still
    /// refused.
    #[must_use]
    pub const fn audit(mut self, audit: bool) -> Self {
        self.settings.audit = audit;
        self
    }

    /// Sets the treatment of query parameters that no OSS operation is known to accept; [`UnknownParameters::Refuse`] by
    /// default. Subresources of operations that ossmock does not emulate are refused with `501 NotEmulated` in either case.
    ///
    /// Real OSS ignores unknown parameters of GET and HEAD of an object, and so does the fake in both cases.
    /// [`Oss::honesty_report`] lists the ignored parameters.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Oss, honesty::UnknownParameters};
    ///
    /// let oss = Oss::builder().unknown_parameters(UnknownParameters::Ignore).build();
    /// let acme = oss.create_account("acme");
    /// let request = http::Request::put("http://logs.localhost/?spm=1").body(bytes::Bytes::new())?;
    /// assert_eq!(oss.handle(oss.signer(&acme.credentials()).sign(request)).status(), 200);
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub const fn unknown_parameters(mut self, unknown: UnknownParameters) -> Self {
        self.settings.parameters.unknown = unknown;
        self
    }

    /// Tolerates query parameters with these names in every request, such as parameters a proxy adds. They do not count as
    /// ignored; a name that OSS uses keeps its meaning.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::builder().allow_parameters(["spm"]).build();
    /// let acme = oss.create_account("acme");
    /// let request = http::Request::put("http://logs.localhost/?spm=1").body(bytes::Bytes::new())?;
    /// assert_eq!(oss.handle(oss.signer(&acme.credentials()).sign(request)).status(), 200);
    /// assert!(oss.honesty_report().ignored().next().is_none());
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn allow_parameters<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.settings.parameters.allowed.extend(names.into_iter().map(Into::into));
        self
    }

    /// Sets the delay after which the replication of a change is due, by the clock of the fake; none by default. Replication
    /// happens when the test calls [`Oss::replicate`]. OSS needs minutes to hours.
    ///
    /// # Example
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use ossmock::Oss;
    /// use ossmock::replication::{ReplicationRule, ReplicationStatus};
    ///
    /// let oss = Oss::builder().replication_delay(Duration::from_secs(60)).build();
    /// let acme = oss.create_account("acme");
    /// acme.create_bucket("backup").set_region("cn-beijing");
    /// let logs = acme.create_bucket("logs").add_replication(ReplicationRule::to("backup"));
    /// oss.replicate();
    /// assert_eq!(logs.replications()[0].status(), ReplicationStatus::Starting);
    ///
    /// oss.clock().advance(Duration::from_secs(60));
    /// oss.replicate();
    /// assert_eq!(logs.replications()[0].status(), ReplicationStatus::Doing);
    /// ```
    #[must_use]
    pub fn replication_delay(mut self, delay: Duration) -> Self {
        // A delay beyond the range of the clock means never.
        self.settings.replication_delay = SignedDuration::try_from(delay).unwrap_or(SignedDuration::MAX);
        self
    }

    /// Sets how many bytes requests may store in the fake, with all objects, versions and parts together; 1 GiB by default. A
    /// request that would store more is refused with [`Cause::StorageFull`](crate::Cause::StorageFull) and changes nothing. OSS
    /// has no such limit, but limits an upload to 5 GiB. A bucket has at most 10,000 open multipart uploads; further ones are
    /// refused in the same way.
    ///
    /// An object counts with its body, its key, its metadata and tags, and 512 bytes; a delete marker with its key and 512
    /// bytes; an open upload like an object without a body, and each of its parts with its body and 256 bytes. Data arranged by
    /// the test counts, but is never refused.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::builder().max_stored_bytes(16 * 1024 * 1024).build();
    /// ```
    #[must_use]
    pub const fn max_stored_bytes(mut self, bytes: u64) -> Self {
        self.settings.max_stored = bytes;
        self
    }

    /// Sets the region of endpoints without a region (an IP address, `localhost`) and of buckets made by handles; `cn-hangzhou`
    /// by default.
    ///
    /// # Panics
    ///
    /// If it is not of the form `cn-hangzhou`: lower-case letters, digits and hyphens, without the prefix `oss-`.
    #[must_use]
    #[track_caller]
    pub fn region(mut self, region: &str) -> Self {
        assert_region(region);
        self.settings.region = region.into();
        self
    }

    /// Sets the `ExtranetEndpoint` of every bucket in `GetBucketInfo` and `ListBuckets`, instead of
    /// `oss-<region>.aliyuncs.com`. SDK suites build clients from it: pass the address of the fake, so that they do not call
    /// the real service.
    ///
    /// # Panics
    ///
    /// If it is empty, or contains white space or control characters.
    #[must_use]
    #[track_caller]
    pub fn extranet_endpoint(mut self, endpoint: &str) -> Self {
        let printable = |b: u8| b.is_ascii_graphic();
        assert!(!endpoint.is_empty() && endpoint.bytes().all(printable), "`{endpoint}` is not an endpoint");
        self.settings.extranet_endpoint = Some(endpoint.into());
        self
    }

    /// Serves OSS on a host name as well, besides the hosts of OSS, `localhost` and IP addresses. May be called several times.
    ///
    /// Clients that reach the fake by a name, such as that of its container, need it. Such a request names no region, so it
    /// reaches buckets in every region, as a request to `localhost` does.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::builder().host("oss.test".parse()?).build();
    /// let acme = oss.create_account("acme");
    /// acme.create_bucket("logs").put_object("a", "hello");
    ///
    /// let signer = oss.signer(&acme.credentials());
    /// for url in ["http://oss.test:9000/logs/a", "http://logs.oss.test:9000/a"] {
    ///     let request = http::Request::get(url).body(bytes::Bytes::new()).expect("a request");
    ///     assert_eq!(oss.handle(signer.sign(request)).body(), "hello");
    /// }
    /// # Ok::<(), ossmock::front::HostNameError>(())
    /// ```
    #[must_use]
    pub fn host(mut self, name: HostName) -> Self {
        self.settings.hosts.push(name);
        self
    }

    /// Sets whether default domains force downloads, as those of OSS do for buckets of today; `false` by default, for suites that
    /// compare headers.
    ///
    /// At every host but a [domain of the bucket's own](crate::Bucket::add_cname), reads of pages, plain text and pictures by
    /// anonymous requests and signed URLs then have `Content-Disposition: attachment` and `x-oss-force-download: true`, and those
    /// of Android and iOS packages are refused with [`Cause::ApkDownloadForbidden`](crate::Cause::ApkDownloadForbidden).
    ///
    /// Source: `help.aliyun.com/en/oss/user-guide/0048-00000101`; `help.aliyun.com/zh/oss/support/0048-00000203`.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{http::Request, policy::Acl, Oss};
    ///
    /// let oss = Oss::builder().force_download(true).block_public_access(false).build();
    /// let site = oss.create_account("acme").create_bucket("site").set_acl(Acl::PublicRead).add_cname("www.shop.example");
    /// site.put_object("a.html", "hello").set_content_type("text/html");
    /// for (host, disposition) in [("site.localhost", Some("attachment")), ("www.shop.example", None)] {
    ///     let answer = oss.handle(Request::get(format!("http://{host}/a.html")).body("".into())?);
    ///     let found = answer.headers().get("Content-Disposition").map(|value| value.as_bytes());
    ///     assert_eq!(found, disposition.map(str::as_bytes));
    /// }
    /// # Ok::<(), ossmock::http::Error>(())
    /// ```
    #[must_use]
    pub const fn force_download(mut self, forces: bool) -> Self {
        self.settings.force_download = forces;
        self
    }

    /// Sets whether the fake compresses answers as OSS does; `true` by default. OSS compresses a whole object of at least 1
    /// KiB, of one of ten text types, for a client that sends `Accept-Encoding: gzip` and speaks HTTP/1.1. The answer then has
    /// no `ETag`, no `Content-Length` and no `Accept-Ranges`, and keeps the CRC and the MD5 of the object. A range, and an
    /// object with a `Content-Encoding`, are not compressed.
    ///
    /// An [edit](crate::fault::InterceptBuilder::edit) of a fault applies to the uncompressed answer, and a
    /// [truncation](crate::fault::FaultBuilder::truncate_after) to the compressed one.
    ///
    /// Source: `help.aliyun.com/document_detail/39645.html`.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Oss, http::Request};
    ///
    /// for (oss, encoding) in [(Oss::new(), Some("gzip")), (Oss::builder().gzip(false).build(), None)] {
    ///     let acme = oss.create_account("acme");
    ///     acme.create_bucket("site").put_object("app.js", "let a;".repeat(400)).set_content_type("application/javascript");
    ///     let request = Request::get("http://site.localhost/app.js").header("Accept-Encoding", "gzip, br");
    ///     let answer = oss.handle(oss.signer(&acme.credentials()).sign(request.body("".into())?));
    ///     assert_eq!(answer.headers().get("Content-Encoding").map(|value| value.as_bytes()), encoding.map(str::as_bytes));
    /// }
    /// # Ok::<(), ossmock::http::Error>(())
    /// ```
    #[must_use]
    pub const fn gzip(mut self, compresses: bool) -> Self {
        self.settings.gzip = compresses;
        self
    }

    /// Answers the calls that OSS makes to a host, such as `origin.example` or `localhost:8080`, with a function: the origins of
    /// mirror rules. A second function for the host replaces the first one, and forks of the fake call the same one.
    ///
    /// The function runs outside the lock, and may use the fake. Calls to other hosts are refused with `501 NotEmulated`, except
    /// that a `NativeServer` calls `http` servers of this machine itself. ossmock never calls another
    /// machine.
    ///
    /// # Panics
    ///
    /// If the host is empty, or has a path or a scheme.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{http::{Request, Response}, policy::Acl, settings::{RoutingRule, Website}, Oss};
    ///
    /// let oss = Oss::builder()
    ///     .block_public_access(false)
    ///     .origin("origin.example", |call| Response::new(format!("the old {}", call.uri().path()).into()))
    ///     .build();
    /// let site = oss.create_account("acme").create_bucket("site").set_acl(Acl::PublicRead);
    /// site.set_website(Website::default().add_rule(RoutingRule::mirror(1, "http://origin.example/")));
    ///
    /// let answer = oss.handle(Request::get("http://site.localhost/page").body("".into())?);
    /// assert_eq!((answer.status().as_u16(), &answer.body()[..]), (200, &b"the old /page"[..]));
    /// site.object("page").assert_body("the old /page");
    /// # Ok::<(), ossmock::http::Error>(())
    /// ```
    #[must_use]
    #[track_caller]
    pub fn origin(
        mut self,
        host: &str,
        origin: impl Fn(http::Request<bytes::Bytes>) -> http::Response<bytes::Bytes> + Send + Sync + 'static,
    ) -> Self {
        let is_host = host.parse::<http::uri::Authority>().is_ok_and(|read| !read.host().is_empty());
        assert!(is_host, "`{host}` is not a host: write it like `origin.example` or `localhost:8080`");
        self.settings.origins.add(host, TestOrigin(Arc::new(origin)));
        self
    }

    /// Calls a function with the record of every call, as soon as the call is over.
    ///
    /// The function runs in the thread that answers the call, before the answer is sent, and outside the lock of the fake: it
    /// may use the fake, and it delays the client. It sees every call once, including calls that the journal does not keep.
    /// Calls that end at the same time may be passed in either order: [`Record::number`] has their order. A second function
    /// replaces the first one, and forks of the fake call the same one.
    ///
    /// `{record}` is a line with operation, bucket, caller, answer and reason; `{record:#}` adds, on the same line, the missing
    /// grants of a refused call and the diagnosis of a wrong signature. [`Record::to_json`] is for tools.
    ///
    /// # Panics
    ///
    /// A panic of the function is a panic of the thread that answers: a client of a server sees its connection closed.
    ///
    /// # Example: print refused calls only
    ///
    /// ```
    /// let builder = ossmock::Oss::builder().observe(|record| {
    ///     if record.cause().is_some() {
    ///         eprintln!("#{} {record:#}", record.number());
    ///     }
    /// });
    /// let oss = builder.build();
    /// ```
    ///
    /// # Example: collect the called operations
    ///
    /// ```
    /// use std::sync::mpsc::channel;
    ///
    /// let (sender, operations) = channel();
    /// let builder = ossmock::Oss::builder().observe(move |record| drop(sender.send(record.operation())));
    /// let oss = builder.build();
    /// let _ = oss.handle(http::Request::get("http://logs.localhost/note").body(bytes::Bytes::new())?);
    /// assert_eq!(operations.try_iter().collect::<Vec<_>>(), [Some(ossmock::Operation::GetObject)]);
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn observe(self, observe: impl Fn(&Record) + Send + Sync + 'static) -> Self {
        self.observe_shared(move |record| observe(record))
    }

    /// Passes each record as [`Builder::observe`] does, to be kept without a copy: for the command.
    #[must_use]
    #[doc(hidden)]
    pub fn observe_shared(mut self, observe: impl Fn(&Arc<Record>) + Send + Sync + 'static) -> Self {
        self.settings.observer = Some(Observer(Arc::new(observe)));
        self
    }

    /// Sets whether a panic of the test prints the last refused calls; `true` by default.
    ///
    /// A client often reports no more than `403 Forbidden`, and a test that calls `unwrap` on it panics without the reason. So
    /// the first handle dropped in a panic (of the fake, of an item in it, or of a server) prints the last three refused calls
    /// to stderr: the answer with its reason, the diagnosis of a wrong signature, the missing grants, and the nearest
    /// statement. Calls already shown in a message of ossmock are left out; without refused calls, nothing is printed.
    /// Background tasks of a server never print.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::builder().report_on_panic(false).build();
    /// ```
    #[must_use]
    pub const fn report_on_panic(mut self, report: bool) -> Self {
        self.settings.report_on_panic = report;
        self
    }

    /// Forbids a kind of calls, and sets the function that checks for them at the end.
    pub(crate) fn strict(mut self, at: &'static Location<'static>, what: Forbids, look: fn(&Oss)) -> Self {
        self.settings.strict.push(Strict { at, what, look });
        self
    }

    /// Sets how many calls the journal keeps; 1,000 by default. A call takes 1 to 6 KiB, and up to 64 KiB more with a wrong
    /// signature.
    #[must_use]
    pub const fn journal_capacity(mut self, calls: usize) -> Self {
        self.journal_capacity = calls;
        self
    }

    /// Lets the journal keep the bodies of requests and answers, at most this many bytes of each; 0 by default: it keeps
    /// none.
    ///
    /// [`Record::to_json`](crate::Record::to_json) shows them, as does the inspector. Only texts are kept; of others, and of
    /// the file of a form, the length. Secrets are withheld: the secrets and tokens of the world and of the request,
    /// signatures, and values with names of secrets, such as `SecurityToken`. With the 1,000 calls of the journal, 4 KiB are
    /// at most 8 MiB in all.
    ///
    /// # Panics
    ///
    /// If it is more than 64 KiB.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::builder().journal_bodies(4_096).build();
    /// let acme = oss.create_account("acme");
    /// acme.create_bucket("logs");
    /// let request = ossmock::http::Request::put("http://logs.localhost/note").body("hello".into())?;
    /// let _ = oss.handle(oss.signer(&acme.credentials()).sign(request));
    /// let journal = oss.journal();
    /// let json = journal.last().expect("a call").to_json();
    /// assert!(json.contains(r#""request":{"bytes":5,"cut":false,"kind":"text","text":"hello"}"#));
    /// # Ok::<(), ossmock::http::Error>(())
    /// ```
    #[must_use]
    #[track_caller]
    pub fn journal_bodies(mut self, bytes: usize) -> Self {
        assert!(bytes <= MAX_KEPT_BODY, "the journal keeps at most {MAX_KEPT_BODY} bytes of a body, not {bytes}");
        self.settings.journal_bodies = bytes;
        self
    }

    /// Creates the fake. It has no account and no bucket, unless a world file arranged some.
    #[must_use]
    pub fn build(mut self) -> Oss {
        self.world.region = self.settings.region.clone();
        let state = State {
            world: self.world,
            log: Log::new(self.journal_capacity),
            keys: SigningKeys::default(),
            clock: Timeline::new(),
            requests: 0,
            armed: Armed::default(),
            replaced: 0,
            tape: Vec::new(),
            depths: Depths::default(),
            told: 0,
        };
        Oss::of(self.settings, state)
    }
}

impl Default for Oss {
    fn default() -> Self {
        Self::new()
    }
}

impl Oss {
    /// Creates a fake with the defaults of [`Builder`].
    #[must_use]
    pub fn new() -> Self {
        Builder::default().build()
    }

    /// Returns a builder, which configures a fake.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }
}

#[cfg(feature = "fixtures")]
impl Builder {
    /// Makes a fake that records requests and responses. Its clients may use any port, and their signatures are checked by the
    /// system's clock, whatever the clock of the fake shows. Responses omit the port of the host.
    pub(crate) const fn taped(mut self) -> Self {
        self.settings.taped = true;
        self
    }
}

#[track_caller]
pub(crate) fn assert_region(region: &str) {
    assert!(crate::wire::is_region(region), "`{region}` is not a region: write it like `cn-hangzhou`, without `oss-`");
}
