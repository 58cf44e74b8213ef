//! A bucket, arranged and read back by a test.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use jiff::Timestamp;

use super::{Account, ArrangeError, or_panic};
use crate::oss::{Oss, assert_region};
use crate::ram::{Acl, BucketPolicy, RefererRules};
use crate::wire::is_own_domain;
use crate::wire::text::system_time;
use crate::world::{
    AttachedPolicy, BoundDomain, BucketClass, BucketEncryption, BucketRedundancy, Conflict, EncryptionRule, Payer,
    Place, Redundancy, StorageClass, StoredBucket, Website, World, is_bucket_name,
};

/// A bucket.
///
/// # Example
///
/// ```
/// use ossmock::{EncryptionRule, Oss, policy::Acl, settings::StorageClass};
///
/// let acme = Oss::new().create_account("acme");
/// let logs = acme.create_bucket("logs").set_region("cn-beijing").set_acl(Acl::PublicRead);
/// logs.set_storage_class(StorageClass::InfrequentAccess).set_encryption(EncryptionRule::kms("key-1"));
/// logs.put_object("2026/november", "hello");
/// // … the code under test …
/// logs.assert_encryption(EncryptionRule::kms("key-1"));
/// logs.object("2026/november").assert_body("hello");
/// ```
#[derive(Clone)]
pub struct Bucket {
    pub(super) oss: Oss,
    pub(super) name: Arc<str>,
}

impl Oss {
    /// Returns the bucket of this name, of any owner and however it was created, or `None`.
    #[must_use]
    pub fn bucket(&self, name: &str) -> Option<Bucket> {
        let name = self.read(|world| world.bucket(name).map(|bucket| bucket.name.clone()))?;
        Some(Bucket { oss: self.clone(), name })
    }
}

impl Account {
    /// Creates a private bucket without an encryption rule, in the region of the fake.
    ///
    /// # Panics
    ///
    /// If the name is invalid or taken, or the account has 100 buckets in the region, or as many as
    /// [`Builder::max_buckets`](crate::Builder::max_buckets) sets.
    #[track_caller]
    pub fn create_bucket(&self, name: &str) -> Bucket {
        or_panic(self.try_bucket(name, &*self.oss.region()))
    }

    #[track_caller]
    pub(crate) fn try_bucket<'a>(&self, name: &str, place: impl Into<Place<'a>>) -> Result<Bucket, ArrangeError> {
        if !is_bucket_name(name) {
            let rule = "3 to 63 of a-z, 0-9 and -, no - at either end";
            return Err(ArrangeError::new(format!("`{name}` is not a bucket name: {rule}")));
        }
        let made = self
            .change(|world, account, now| world.add_bucket(name, account, place, now).map(|made| made.name.clone()));
        match made {
            Ok(name) => Ok(Bucket { oss: self.oss.clone(), name }),
            Err(Conflict::BucketExists) => {
                Err(ArrangeError::new(format!("there is a bucket `{name}` already")).or("Oss::bucket"))
            }
            Err(Conflict::TooManyBuckets) => Err(ArrangeError::new(self.oss.read(|world| world.new_buckets.limit()))),
            Err(Conflict::NotItsCloudBox) => {
                Err(ArrangeError::new("the account has no such CloudBox any more: the world was replaced"))
            }
        }
    }

    /// The buckets of the account, by name, however they were created.
    #[must_use]
    #[track_caller]
    pub fn buckets(&self) -> Vec<Bucket> {
        let names: Vec<_> = self.read(|world, account| {
            world.buckets().filter(|bucket| bucket.owner == account).map(|bucket| bucket.name.clone()).collect()
        });
        names.into_iter().map(|name| Bucket { oss: self.oss.clone(), name }).collect()
    }
}

impl Bucket {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of the bucket in policies, for any region and owner: `acs:oss:*:*:logs`.
    #[must_use]
    pub fn arn(&self) -> String {
        format!("acs:oss:*:*:{}", self.name)
    }

    /// Returns `true` if the bucket exists.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.oss.read(|world| world.bucket(&self.name).is_some())
    }

    /// The encryption rule; also `None` if the bucket was deleted.
    #[must_use]
    pub fn encryption(&self) -> Option<EncryptionRule> {
        self.oss.read(|world| world.bucket(&self.name)?.settings.encryption.clone())
    }

    /// The access control list.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted, like the other methods here unless their documentation says otherwise.
    #[track_caller]
    #[must_use]
    pub fn acl(&self) -> Acl {
        self.get(|bucket| bucket.settings.acl)
    }

    /// The storage class.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn storage_class(&self) -> StorageClass {
        self.get(|bucket| bucket.settings.storage_class)
    }

    /// The data redundancy type.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn redundancy(&self) -> Redundancy {
        self.get(|bucket| bucket.settings.redundancy)
    }

    /// Sets the data redundancy type, without a request.
    ///
    /// # Panics
    ///
    /// If the bucket is on a CloudBox and the type is not `LRS`, or the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Oss, settings::Redundancy};
    ///
    /// let logs = Oss::new().create_account("acme").create_bucket("logs").set_redundancy(Redundancy::Zone);
    /// assert_eq!(logs.redundancy(), Redundancy::Zone);
    /// ```
    #[track_caller]
    pub fn set_redundancy(&self, redundancy: Redundancy) -> Self {
        or_panic(self.check::<BucketRedundancy>(&redundancy));
        self.set(|bucket| bucket.settings_mut().redundancy = redundancy)
    }

    /// The id of the resource group; `None` if the bucket is in the account's default group.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn resource_group(&self) -> Option<String> {
        self.get(|bucket| bucket.settings.resource_group.clone())
    }

    /// Sets the resource group of the bucket, one of its owner, without a request; a missing group is created.
    ///
    /// # Panics
    ///
    /// If the text is not the id of a resource group, such as `rg-example`, or the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// let logs = ossmock::Oss::new().create_account("acme").create_bucket("logs").set_resource_group("rg-example");
    /// assert_eq!(logs.resource_group().as_deref(), Some("rg-example"));
    /// ```
    #[track_caller]
    pub fn set_resource_group(&self, id: &str) -> Self {
        let owner = self.owner();
        or_panic(owner.try_resource_group(id));
        let default = owner.read(|world, account| world.account(account).is_default_resource_group(id));
        self.set(|bucket| bucket.settings_mut().resource_group = (!default).then(|| id.to_owned()))
    }

    /// The region.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn region(&self) -> String {
        self.get(|bucket| bucket.region.to_string())
    }

    /// The account that owns it.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn owner(&self) -> Account {
        let owner = |world: &World| Some(world.account(world.bucket(&self.name)?.owner).name.clone());
        match self.oss.read(owner) {
            Some(name) => Account { oss: self.oss.clone(), name },
            None => self.gone(),
        }
    }

    /// Sets the encryption rule, or removes it with `None`, without a request.
    ///
    /// # Panics
    ///
    /// If the bucket is on a CloudBox and the rule is not `AES256`, or the bucket was deleted.
    #[track_caller]
    pub fn set_encryption(&self, rule: impl Into<Option<EncryptionRule>>) -> Self {
        let rule = rule.into();
        or_panic(self.check::<BucketEncryption>(&rule));
        self.set(|bucket| bucket.settings_mut().encryption = rule)
    }

    /// Sets the access control list, without a request.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    pub fn set_acl(&self, acl: Acl) -> Self {
        self.set(|bucket| bucket.settings_mut().acl = acl)
    }

    /// Sets the policy of the bucket, as JSON, without a request.
    ///
    /// # Panics
    ///
    /// If it is not a valid [`BucketPolicy`] (the message names the place in it), or the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let partner = oss.create_account("partner").create_ram_user("ci").set_id("30001");
    /// let logs = oss.create_account("acme").create_bucket("logs").set_policy(
    ///     r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Principal": ["30001"],
    ///         "Action": "oss:GetBucketEncryption", "Resource": "acs:oss:*:*:logs"}]}"#,
    /// );
    /// assert!(oss.explain("partner/ci", "oss:GetBucketEncryption", &logs.arn())?.decision.is_allowed());
    /// # Ok::<(), ossmock::policy::QuestionError>(())
    /// ```
    #[track_caller]
    pub fn set_policy(&self, json: &str) -> Self {
        let policy = or_panic(json.parse::<BucketPolicy>());
        let policy = Some(Arc::new(policy));
        or_panic(self.check::<AttachedPolicy>(&policy));
        self.set(|bucket| bucket.settings_mut().policy = policy)
    }

    /// The policy of the bucket.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn policy(&self) -> Option<Arc<BucketPolicy>> {
        self.get(|bucket| bucket.settings.policy.clone())
    }

    /// Sets whether public access to the bucket is blocked. It is blocked for a new bucket, unless
    /// [`Builder::block_public_access`](crate::Builder::block_public_access) says otherwise.
    ///
    /// While it is blocked, requests cannot make the bucket or objects public, and public ACLs and policies grant nothing.
    ///
    /// Source: `help.aliyun.com/zh/oss/user-guide/block-public-access`.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    pub fn set_block_public_access(&self, blocked: bool) -> Self {
        self.set(|bucket| bucket.settings_mut().block_public_access = blocked)
    }

    /// Returns `true` if public access to the bucket is blocked, by its own setting or its account's.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn blocks_public_access(&self) -> bool {
        let blocked = |world: &World| Some(world.blocks_public_access(world.bucket(&self.name)?));
        match self.oss.read(blocked) {
            Some(blocked) => blocked,
            None => self.gone(),
        }
    }

    /// The time the bucket was created, by the clock of the fake.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn created(&self) -> SystemTime {
        system_time(self.get(|bucket| bucket.created))
    }

    /// The tags.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn tags(&self) -> BTreeMap<String, String> {
        self.get(|bucket| bucket.settings.tags.clone())
    }

    /// Sets a tag of the bucket, without a request. The condition key `oss:BucketTag/…` has its value.
    ///
    /// The limits for requests do not apply.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// let logs = ossmock::Oss::new().create_account("acme").create_bucket("logs").set_tag("team", "storage");
    /// assert_eq!(logs.tags()["team"], "storage");
    /// ```
    #[track_caller]
    pub fn set_tag(&self, key: &str, value: &str) -> Self {
        self.set(|bucket| {
            bucket.settings_mut().tags.insert(key.to_owned(), value.to_owned());
        })
    }

    /// The account that pays for requests.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn request_payment(&self) -> Payer {
        self.get(|bucket| bucket.settings.request_payment)
    }

    /// Sets the account that pays for requests, without a request. With [`Payer::Requester`], requests of other accounts than
    /// the owner's are refused without `x-oss-request-payer: requester`.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Oss, settings::Payer};
    ///
    /// let logs = Oss::new().create_account("acme").create_bucket("logs").set_request_payment(Payer::Requester);
    /// assert_eq!(logs.request_payment(), Payer::Requester);
    /// ```
    #[track_caller]
    pub fn set_request_payment(&self, payer: Payer) -> Self {
        self.set(|bucket| bucket.settings_mut().request_payment = payer)
    }

    /// The referer rules.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn referer(&self) -> RefererRules {
        self.get(|bucket| bucket.settings.referer.clone())
    }

    /// Sets the referer rules, without a request: hotlink protection, for anonymous requests and signed URLs.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{settings::RefererRules, Oss};
    ///
    /// let site = Oss::new().create_account("acme").create_bucket("site");
    /// site.set_referer(RefererRules::allow(["https://*.shop.example"]).and_deny(["*.evil.example"]));
    /// assert_eq!(site.referer().denied(), ["*.evil.example"]);
    /// ```
    #[track_caller]
    pub fn set_referer(&self, rules: RefererRules) -> Self {
        self.set(|bucket| bucket.settings_mut().referer = rules)
    }

    /// The static website; `None` if the bucket has none.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn website(&self) -> Option<Arc<Website>> {
        self.get(|bucket| bucket.settings.website.clone())
    }

    /// Sets the static website, or removes it with `None`, without a request: its index page, its error page and its routing
    /// rules.
    ///
    /// # Panics
    ///
    /// If it is not one that OSS takes (the message names the part), or the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{settings::Website, Oss};
    ///
    /// let site = Oss::new().create_account("acme").create_bucket("site");
    /// site.set_website(Website::default().set_index("index.html"));
    /// assert_eq!(site.website().expect("a website").index(), Some("index.html"));
    /// ```
    #[track_caller]
    pub fn set_website(&self, website: impl Into<Option<Website>>) -> Self {
        let website: Option<Website> = website.into();
        or_panic(website.as_ref().map_or(Ok(()), Website::check));
        self.set(|bucket| bucket.settings_mut().website = website.map(Arc::new))
    }

    /// Sets the storage class, without a request.
    ///
    /// # Panics
    ///
    /// If the bucket is on a CloudBox and the class is not `Standard`, or the bucket was deleted.
    #[track_caller]
    pub fn set_storage_class(&self, class: StorageClass) -> Self {
        or_panic(self.check::<BucketClass>(&class));
        self.set(|bucket| bucket.settings_mut().storage_class = class)
    }

    /// Sets the region of the bucket, such as `cn-beijing`.
    ///
    /// # Panics
    ///
    /// If the region is invalid, or the bucket is on a CloudBox or was deleted.
    #[track_caller]
    pub fn set_region(&self, region: &str) -> Self {
        assert_region(region);
        or_panic(self.check_movable());
        self.set(|bucket| bucket.region = region.into())
    }

    /// Adds a custom domain to the bucket, as a CNAME record does: requests with this `Host` are for the bucket.
    ///
    /// # Panics
    ///
    /// If it is not a lower-case domain, belongs to OSS or localhost, or is bound to another bucket, or the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let acme = oss.create_account("acme");
    /// acme.create_bucket("logs").add_cname("logs.example.com");
    /// let request = http::Request::get("/?bucketInfo").header("Host", "logs.example.com").body(bytes::Bytes::new());
    /// let signer = oss.signer(&acme.credentials()).bucket("logs");
    /// assert_eq!(oss.handle(signer.sign(request?)).status(), 200);
    /// # Ok::<(), http::Error>(())
    /// ```
    #[track_caller]
    pub fn add_cname(&self, domain: &str) -> Self {
        if !self.exists() {
            self.gone();
        }
        or_panic(self.try_cname(domain, None, None));
        self.clone()
    }

    /// The domains of the bucket's own, in alphabetical order.
    ///
    /// # Example
    ///
    /// ```
    /// let logs = ossmock::Oss::new().create_account("acme").create_bucket("logs").add_cname("logs.example.com");
    /// assert_eq!(logs.cnames(), ["logs.example.com"]);
    /// ```
    #[must_use]
    pub fn cnames(&self) -> Vec<String> {
        self.oss.read(|world| world.cnames_of(&self.name).map(|(domain, _)| domain.to_string()).collect())
    }

    /// Binds a domain, at this time or now.
    pub(crate) fn try_cname(
        &self,
        domain: &str,
        since: Option<Timestamp>,
        certificate: Option<&str>,
    ) -> Result<(), ArrangeError> {
        if !is_own_domain(domain) {
            return Err(ArrangeError::new(format!(
                "`{domain}` is not a domain of a bucket's own, like `logs.example.com`"
            )));
        }
        let bound = self.oss.change(|world, now| {
            let free = world.bucket_of_cname(domain).is_none_or(|bucket| *bucket == self.name);
            if free {
                let (bucket, certificate) = (self.name.clone(), certificate.map(Into::into));
                world.bind_cname(domain, BoundDomain { bucket, since: since.unwrap_or(now), certificate });
            }
            free
        });
        if bound { Ok(()) } else { Err(ArrangeError::new(format!("`{domain}` is bound to another bucket"))) }
    }

    #[track_caller]
    pub(super) fn get<T>(&self, get: impl FnOnce(&StoredBucket) -> T) -> T {
        let got = self.oss.read(|world| world.bucket(&self.name).map(|bucket| get(bucket)));
        match got {
            Some(got) => got,
            None => self.gone(),
        }
    }

    #[track_caller]
    pub(super) fn set(&self, set: impl FnOnce(&mut StoredBucket)) -> Self {
        let set = self.oss.change(|world, _| world.bucket_mut(&self.name).map(set));
        if set.is_none() {
            self.gone();
        }
        self.clone()
    }

    #[track_caller]
    pub(super) fn gone(&self) -> ! {
        panic!("the bucket `{}` was deleted", self.name)
    }

    pub(crate) const fn oss(&self) -> &Oss {
        &self.oss
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bucket")
            .field("name", &self.name)
            .field("encryption", &self.encryption())
            .finish_non_exhaustive()
    }
}
