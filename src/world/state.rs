//! The state of a fake at one moment: accounts, AccessKeys and buckets.

use std::collections::{BTreeMap, BTreeSet};
#[cfg(feature = "control")]
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;

use super::buckets::Buckets;
use super::index::Index;
#[cfg(feature = "world-file")]
use super::new_buckets::REGIONS_FILLED;
use super::{
    AccountIx, BucketSettings, Holder, Kms, KmsCalls, NewBuckets, Objects, Place, Replications, RoleIx, Session,
    SessionRole, SettingContext, StoredAccessKey, StoredAccount, StoredBucket, StoredCloudBox, StoredRamUser,
    StoredRole, Uploads, UserGroup, UserIx, WaitingLines,
};
use crate::ram::{Document, GroupPolicies, PolicyError};

/// The default region of endpoints that name none.
const REGION: &str = "cn-hangzhou";

/// The state of a fake at one moment.
#[derive(Debug, Clone)]
pub(crate) struct World {
    /// The region of endpoints that name none, and of buckets that a test creates.
    pub region: Arc<str>,
    pub new_buckets: NewBuckets,
    /// `true` if policies with a part that can never match are refused.
    pub refuses_unmatchable: bool,
    pub(super) accounts: Vec<Arc<StoredAccount>>,
    pub(super) buckets: Buckets,
    pub(super) keys: BTreeMap<Arc<str>, Arc<StoredAccessKey>>,
    /// The custom domains of buckets.
    pub(super) cnames: BTreeMap<Arc<str>, BoundDomain>,
    /// The number of generated ids and secrets. The next one is derived from it.
    minted: u64,
    pub(super) index: Index,
    /// The calls of OSS to KMS. They are history, not a fact.
    pub kms_calls: KmsCalls,
}

impl Default for World {
    fn default() -> Self {
        Self::in_region(REGION)
    }
}

impl PartialEq for World {
    /// Compares facts only. The number of generated ids is not a fact: a world that was read from a file counted differently.
    fn eq(&self, other: &Self) -> bool {
        self.region == other.region
            && self.accounts == other.accounts
            && self.buckets == other.buckets
            && self.keys == other.keys
            && self.cnames == other.cnames
    }
}

/// The binding of a custom domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BoundDomain {
    pub bucket: Arc<str>,
    /// The time it was bound, or its certificate was changed.
    pub since: Timestamp,
    /// The id of its certificate.
    pub certificate: Option<Arc<str>>,
}

/// The reason why a bucket cannot be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conflict {
    BucketExists,
    TooManyBuckets,
    /// The account does not own the CloudBox.
    NotItsCloudBox,
}

/// The start of the id of a generated AccessKey that lasts.
const PERMANENT: &str = "LTAI5tOssmock";

/// The start of the id of the generated AccessKey of a session.
const TEMPORARY: &str = "STS.Ossmock";

impl World {
    /// Refuses a policy with a part that can never match, if the world refuses such policies.
    pub fn check_policy(&self, policy: &Document) -> Result<(), PolicyError> {
        if self.refuses_unmatchable { policy.check_matches() } else { Ok(()) }
    }

    /// The facts that the settings of a bucket are checked against.
    pub fn setting_context<'a>(&self, bucket: &'a StoredBucket) -> SettingContext<'a> {
        SettingContext {
            bucket: &bucket.name,
            cloudbox: bucket.cloudbox.as_deref(),
            refuses_unmatchable: self.refuses_unmatchable,
        }
    }

    /// An empty world in a region.
    pub fn in_region(region: impl Into<Arc<str>>) -> Self {
        Self {
            region: region.into(),
            new_buckets: NewBuckets::default(),
            refuses_unmatchable: false,
            accounts: Vec::new(),
            buckets: Buckets::default(),
            keys: BTreeMap::new(),
            cnames: BTreeMap::new(),
            minted: 0,
            index: Index::default(),
            kms_calls: KmsCalls::default(),
        }
    }

    /// Takes over the settings of the builder from the world before this one. They are not facts.
    pub fn keep_settings(&mut self, before: &Self) {
        self.new_buckets = before.new_buckets;
        self.refuses_unmatchable = before.refuses_unmatchable;
    }

    pub fn account(&self, ix: AccountIx) -> &Arc<StoredAccount> {
        &self.accounts[ix.0]
    }

    pub fn account_mut(&mut self, ix: AccountIx) -> &mut StoredAccount {
        Arc::make_mut(&mut self.accounts[ix.0])
    }

    pub fn accounts(&self) -> impl Iterator<Item = (AccountIx, &StoredAccount)> {
        self.accounts.iter().enumerate().map(|(i, account)| (AccountIx(i), &**account))
    }

    pub fn user(&self, account: AccountIx, user: UserIx) -> &Arc<StoredRamUser> {
        &self.account(account).users[user.0]
    }

    pub fn user_mut(&mut self, account: AccountIx, user: UserIx) -> &mut StoredRamUser {
        Arc::make_mut(&mut self.account_mut(account).users[user.0])
    }

    pub fn users(&self, account: AccountIx) -> impl Iterator<Item = (UserIx, &StoredRamUser)> {
        self.account(account).users.iter().enumerate().map(|(i, user)| (UserIx(i), &**user))
    }

    pub fn user_named(&self, account: AccountIx, name: &str) -> Option<UserIx> {
        self.account(account).users.iter().position(|user| *user.name == *name).map(UserIx)
    }

    /// The holder with this name: an account, or a RAM user of it.
    pub fn holder_named(&self, account: &str, user: Option<&str>) -> Option<Holder> {
        let account = self.account_named(account)?;
        let user = match user {
            Some(user) => Some(self.user_named(account, user)?),
            None => None,
        };
        Some(Holder { account, user })
    }

    pub fn add_account(&mut self, name: &str) -> AccountIx {
        let id = self.mint_uid(1);
        self.accounts.push(Arc::new(StoredAccount {
            id,
            name: name.into(),
            suspended: false,
            v1_forbidden: false,
            block_public_access: false,
            kms: Kms::default(),
            cloudboxes: Vec::new(),
            resource_groups: BTreeSet::new(),
            users: Vec::new(),
            groups: Vec::new(),
            roles: Vec::new(),
        }));
        let ix = AccountIx(self.accounts.len() - 1);
        self.index.add_account(&self.accounts[ix.0], ix);
        self.mint_key(ix.into());
        ix
    }

    pub fn add_user(&mut self, account: AccountIx, name: &str) -> UserIx {
        let id = self.mint_uid(2);
        self.index.add_uid(&id);
        let users = &mut self.account_mut(account).users;
        users.push(Arc::new(StoredRamUser { id, name: name.into(), policies: Vec::new() }));
        let ix = UserIx(users.len() - 1);
        self.mint_key((account, ix).into());
        ix
    }

    /// Adds a group without members and policies.
    pub fn add_group(&mut self, account: AccountIx, name: &str) {
        let group = Arc::new(GroupPolicies { name: name.into(), policies: Vec::new() });
        self.account_mut(account).groups.push(Arc::new(UserGroup { group, members: Vec::new() }));
    }

    pub fn group_named(&self, account: AccountIx, name: &str) -> Option<&UserGroup> {
        self.account(account).groups.iter().find(|group| *group.group.name == *name).map(|group| &**group)
    }

    pub fn group_mut(&mut self, account: AccountIx, name: &str) -> Option<&mut UserGroup> {
        let mut groups = self.account_mut(account).groups.iter_mut();
        groups.find(|group| *group.group.name == *name).map(Arc::make_mut)
    }

    /// The groups a RAM user is in.
    pub fn groups_of(&self, account: AccountIx, user: UserIx) -> impl Iterator<Item = &Arc<GroupPolicies>> {
        let groups = self.account(account).groups.iter();
        groups.filter(move |group| group.members.contains(&user)).map(|group| &group.group)
    }

    /// Adds a role without policies.
    pub fn add_role(&mut self, account: AccountIx, name: &str) -> RoleIx {
        let roles = &mut self.account_mut(account).roles;
        roles.push(Arc::new(StoredRole { name: name.into(), policies: Vec::new() }));
        RoleIx(roles.len() - 1)
    }

    pub fn role(&self, account: AccountIx, role: RoleIx) -> &Arc<StoredRole> {
        &self.account(account).roles[role.0]
    }

    pub fn role_mut(&mut self, account: AccountIx, role: RoleIx) -> &mut StoredRole {
        Arc::make_mut(&mut self.account_mut(account).roles[role.0])
    }

    pub fn roles(&self, account: AccountIx) -> impl Iterator<Item = (RoleIx, &StoredRole)> {
        self.account(account).roles.iter().enumerate().map(|(i, role)| (RoleIx(i), &**role))
    }

    pub fn role_named(&self, account: AccountIx, name: &str) -> Option<RoleIx> {
        self.account(account).roles.iter().position(|role| *role.name == *name).map(RoleIx)
    }

    pub fn key(&self, id: &str) -> Option<&Arc<StoredAccessKey>> {
        self.keys.get(id)
    }

    /// The ids of all AccessKeys.
    #[cfg(feature = "control")]
    pub fn access_key_ids(&self) -> impl Iterator<Item = &str> {
        self.keys.values().map(|key| &*key.id)
    }

    /// At most `most` AccessKeys with another secret than this one, those of the same account first.
    pub fn keys_beside(&self, key: &StoredAccessKey, most: usize) -> Vec<Arc<StoredAccessKey>> {
        let others = |same: bool| {
            self.keys
                .values()
                .filter(move |other| (other.holder.account == key.holder.account) == same && other.secret != key.secret)
        };
        others(true).chain(others(false)).take(most).cloned().collect()
    }

    /// The secrets of all AccessKeys, and the tokens of all sessions.
    pub fn secrets(&self) -> impl Iterator<Item = &Arc<str>> {
        self.keys
            .values()
            .flat_map(|key| [Some(&key.secret), key.session.as_ref().map(|session| &session.token)])
            .flatten()
    }

    /// The sessions of an account and of its roles, by AccessKey id.
    fn all_sessions(&self, account: AccountIx) -> impl Iterator<Item = (&Arc<StoredAccessKey>, &Session)> {
        self.index.sessions(account).filter_map(|id| {
            let key = self.keys.get(id)?;
            Some((key, key.session.as_ref()?))
        })
    }

    /// The sessions of an account itself, by AccessKey id.
    pub fn sessions(&self, account: AccountIx) -> impl Iterator<Item = (&StoredAccessKey, &Session)> {
        let own = self.all_sessions(account).filter(|(_, session)| session.role.is_none());
        own.map(|(key, session)| (&**key, session))
    }

    /// The sessions of a role, by AccessKey id.
    pub fn sessions_of_role(
        &self,
        account: AccountIx,
        role: RoleIx,
    ) -> impl Iterator<Item = (&Arc<StoredAccessKey>, &Session, &SessionRole)> {
        let sessions = self.all_sessions(account);
        let sessions = sessions.filter_map(|(key, session)| Some((key, session, session.role.as_ref()?)));
        sessions.filter(move |(.., of_role)| of_role.role == role)
    }

    /// The AccessKey of a session of a role.
    pub fn session_of_role(&self, account: AccountIx, role: RoleIx, name: &str) -> Option<&Arc<StoredAccessKey>> {
        self.sessions_of_role(account, role).find(|(.., session)| *session.name == *name).map(|(key, ..)| key)
    }

    /// The AccessKey of the caller that messages show under this name: `acme`, `acme/ci` for a RAM user, `acme/ops/deploy`
    /// for the session of a role.
    pub fn key_named(&self, name: &str) -> Option<&Arc<StoredAccessKey>> {
        if let Some(account) = self.account_named(name) {
            return Some(self.key_of(Holder { account, user: None }));
        }
        let (account, name) = name.split_once('/')?;
        let account = self.account_named(account)?;
        if let Some(user) = self.user_named(account, name) {
            return Some(self.key_of(Holder { account, user: Some(user) }));
        }
        let (role, session) = name.rsplit_once('/')?;
        self.session_of_role(account, self.role_named(account, role)?, session)
    }

    pub fn add_key(&mut self, key: StoredAccessKey) {
        self.index.add_key(&key);
        self.keys.insert(key.id.clone(), Arc::new(key));
    }

    /// Changes the permanent AccessKey of a holder, its id included.
    pub fn change_key(&mut self, holder: Holder, change: impl FnOnce(&mut StoredAccessKey)) {
        let key = StoredAccessKey::clone(self.key_of(holder));
        self.replace_key(key, change);
    }

    /// Replaces an AccessKey by a changed copy.
    pub fn replace_key(&mut self, mut key: StoredAccessKey, change: impl FnOnce(&mut StoredAccessKey)) {
        self.keys.remove(&key.id);
        self.index.remove_key(&key);
        change(&mut key);
        self.add_key(key);
    }

    pub fn bucket(&self, name: &str) -> Option<&Arc<StoredBucket>> {
        self.buckets.get(name)
    }

    pub fn bucket_mut(&mut self, name: &str) -> Option<&mut StoredBucket> {
        self.buckets.get_mut(name)
    }

    /// All buckets, by name.
    pub fn buckets(&self) -> impl Iterator<Item = &Arc<StoredBucket>> {
        self.buckets.values()
    }

    /// The lowest bucket limit under which every account can create the buckets that it has. A test may have moved buckets to
    /// a full region.
    #[cfg(feature = "world-file")]
    pub fn most_buckets(&self) -> usize {
        let needed = |owner| {
            let mut places: BTreeMap<_, usize> = BTreeMap::new();
            self.buckets.of(owner).for_each(|own| *places.entry((&own.region, &own.cloudbox)).or_default() += 1);
            let in_all: usize = places.values().sum();
            places.into_values().max().unwrap_or_default().max(in_all.div_ceil(REGIONS_FILLED))
        };
        self.accounts().map(|(owner, _)| needed(owner)).max().unwrap_or_default()
    }

    /// The buckets of an account, by name.
    #[cfg(feature = "world-file")]
    pub fn buckets_of(&self, owner: AccountIx) -> impl Iterator<Item = &Arc<StoredBucket>> {
        self.buckets.of(owner)
    }

    /// Returns the number of bytes stored in all buckets.
    pub fn stored(&self) -> u64 {
        self.buckets.stored()
    }

    /// Returns `true` if public access to a bucket is blocked, by its own setting or its account's.
    pub fn blocks_public_access(&self, bucket: &StoredBucket) -> bool {
        bucket.settings.block_public_access || self.account(bucket.owner).block_public_access
    }

    /// Returns `true` if public access to a new bucket of the account would be blocked.
    pub fn blocks_public_access_to_new(&self, owner: AccountIx) -> bool {
        self.new_buckets.blocked || self.account(owner).block_public_access
    }

    /// Adds a new, private bucket without an encryption rule.
    pub fn add_bucket<'a>(
        &mut self,
        name: &str,
        owner: AccountIx,
        place: impl Into<Place<'a>>,
        now: Timestamp,
    ) -> Result<&mut StoredBucket, Conflict> {
        if self.buckets.get(name).is_some() {
            return Err(Conflict::BucketExists);
        }
        let (region, cloudbox) = match place.into() {
            Place::Region(region) => (region.into(), None),
            Place::CloudBox(id) => {
                let StoredCloudBox { id, region } = self.account(owner).cloudbox(id).ok_or(Conflict::NotItsCloudBox)?;
                (region.clone(), Some(id.clone()))
            }
        };
        let own = || self.buckets.of(owner);
        let there = own().filter(|bucket| bucket.region == region && bucket.cloudbox == cloudbox).count();
        if there >= self.new_buckets.most || own().count() >= self.new_buckets.most_in_all() {
            return Err(Conflict::TooManyBuckets);
        }
        let bucket = StoredBucket {
            name: name.into(),
            owner,
            region,
            cloudbox,
            created: now,
            settings: Arc::new(BucketSettings::new_in(self.new_buckets)),
            objects: Objects::default(),
            uploads: Uploads::default(),
            replications: Replications::default(),
            access_log: WaitingLines::default(),
        };
        Ok(self.buckets.add(bucket))
    }

    pub fn remove_bucket(&mut self, name: &str) {
        self.buckets.remove(name);
        self.cnames.retain(|_, bound| *bound.bucket != *name);
    }

    /// The bucket a domain is bound to.
    pub fn bucket_of_cname(&self, domain: &str) -> Option<&Arc<str>> {
        self.cname(domain).map(|bound| &bound.bucket)
    }

    /// The binding of a domain.
    pub fn cname(&self, domain: &str) -> Option<&BoundDomain> {
        self.cnames.get(domain)
    }

    /// The domains bound to a bucket.
    pub fn cnames_of(&self, bucket: &str) -> impl Iterator<Item = (&Arc<str>, &BoundDomain)> {
        self.cnames.iter().filter(move |(_, bound)| *bound.bucket == *bucket)
    }

    pub fn bind_cname(&mut self, domain: &str, bound: BoundDomain) {
        self.cnames.insert(domain.into(), bound);
    }

    pub fn unbind_cname(&mut self, domain: &str) {
        self.cnames.remove(domain);
    }

    /// Returns a number that was never returned before.
    pub(super) fn mint(&mut self) -> u64 {
        self.minted += 1;
        self.minted
    }

    /// The number of generated ids and secrets.
    #[cfg(feature = "state")]
    pub const fn minted(&self) -> u64 {
        self.minted
    }

    /// Goes on after ids that were generated before.
    #[cfg(feature = "state")]
    pub fn mint_after(&mut self, minted: u64) {
        self.minted = self.minted.max(minted);
    }

    /// Generates an id in the form of a UUID, which was never returned before and is the same in each run.
    pub fn mint_uuid(&mut self) -> String {
        format!("00000000-0000-4000-9000-{:012}", self.mint())
    }

    /// Generates a token of 32 hex digits, which was never returned before and is the same in each run.
    pub fn mint_token(&mut self) -> String {
        format!("{:032x}", self.mint())
    }

    /// Generates the id of a retention policy, which was never returned before and is the same in each run: the microsecond, then
    /// a number, in 32 upper-case hex digits.
    pub fn mint_worm_id(&mut self, now: Timestamp) -> Arc<str> {
        let micros = u64::try_from(now.as_microsecond()).unwrap_or_default();
        format!("{micros:016X}{:016X}", self.mint()).into()
    }

    /// Generates a UID that is not taken, not even by one that the test has set.
    fn mint_uid(&mut self, first_digit: u64) -> Arc<str> {
        loop {
            let id = format!("{}", first_digit * 1_000_000_000_000_000 + self.mint());
            if !self.uid_taken(&id) {
                return id.into();
            }
        }
    }

    /// Generates the id, secret and token of a session. They are different for each session and the same in each run.
    pub fn mint_session(&mut self) -> (String, String, String) {
        let (n, id) = self.mint_key_id(|n| format!("{TEMPORARY}{n:017}"));
        (id, format!("ossmockSecret{n:031}"), format!("CAISossmockSecurityToken{n:040}"))
    }

    /// Generates the id of a permanent AccessKey, and the number in it.
    fn mint_permanent(&mut self) -> (u64, String) {
        self.mint_key_id(|n| format!("{PERMANENT}{n:011}"))
    }

    /// Generates an id of an AccessKey that is not taken, not even by one that the test has set, and the number in it.
    fn mint_key_id(&mut self, id: impl Fn(u64) -> String) -> (u64, String) {
        loop {
            let n = self.mint();
            let id = id(n);
            if self.key(&id).is_none() {
                return (n, id);
            }
        }
    }

    /// Gives the AccessKeys ids with these numbers, and their sessions tokens, except those that have such an id; their secrets stay.
    /// Whatever is generated later has greater numbers.
    #[cfg(feature = "control")]
    pub fn renew_keys(&mut self, numbers: Range<u64>) {
        let number = |key: &StoredAccessKey| number_of(key, &numbers);
        let greatest = self.keys.values().filter_map(|key| number(key)).max().unwrap_or_default();
        self.minted = self.minted.max(numbers.start).max(greatest);
        let keys: Vec<Arc<StoredAccessKey>> = self.keys.values().filter(|key| number(key).is_none()).cloned().collect();
        for old in keys {
            let (id, _, token) = match old.session {
                Some(_) => self.mint_session(),
                None => (self.mint_permanent().1, String::new(), String::new()),
            };
            self.replace_key(StoredAccessKey::clone(&old), |key| {
                key.id = id.into();
                if let Some(session) = &mut key.session {
                    session.token = token.into();
                }
            });
        }
    }

    /// Returns `true` if an AccessKey has an id that [`renew_keys`](Self::renew_keys) may generate of these numbers.
    #[cfg(feature = "control")]
    pub fn has_keys_of(&self, numbers: &Range<u64>) -> bool {
        self.keys.values().any(|key| number_of(key, numbers).is_some())
    }

    /// Generates the AccessKey of a holder. It looks like a real one, is different for each holder and the same in each run.
    fn mint_key(&mut self, holder: Holder) {
        let (n, id) = self.mint_permanent();
        self.add_key(StoredAccessKey {
            id: id.into(),
            secret: format!("ossmockSecret{n:017}").into(),
            holder,
            enabled: true,
            sources: None,
            session: None,
        });
    }
}

/// Returns the number in the id of an AccessKey, if it looks generated and the number is one of these.
#[cfg(feature = "control")]
fn number_of(key: &StoredAccessKey, numbers: &Range<u64>) -> Option<u64> {
    let digits = key.id.strip_prefix(PERMANENT).or_else(|| key.id.strip_prefix(TEMPORARY))?;
    digits.parse().ok().filter(|number| numbers.contains(number))
}
