//! Handles to the world that a test arranges and reads back: accounts, RAM users, buckets, AccessKeys.

#![expect(
    clippy::must_use_candidate,
    clippy::return_self_not_must_use,
    reason = "what arranges the world gives its handle back for chaining; a test need not want it"
)]

mod access_log;
mod archive;
#[cfg(feature = "server")]
mod attached;
mod bucket;
mod bucket_settings;
mod cloudbox;
mod cors;
mod due;
mod group;
#[cfg(feature = "control")]
mod holder;
mod identity;
mod inventory;
mod kms;
mod lifecycle;
mod mistake;
mod object;
mod policies;
mod replication;
mod resource_group;
mod role;
mod symlink;
mod upload;
mod version;
mod who;
mod worm;

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::SystemTime;

use jiff::Timestamp;

pub use bucket::Bucket;
pub use cloudbox::CloudBox;
pub use group::Group;
#[cfg(feature = "control")]
pub(crate) use holder::{NotAttached, PolicyHolder};
pub use identity::Identity;
pub use inventory::{InventoryList, InventoryRow};
pub use kms::{KmsKey, KmsLedger};
pub(crate) use mistake::ArrangeError;
pub use object::Object;
#[cfg(feature = "world-file")]
pub(crate) use object::check_object_key;
use policies::attaches_policies;
pub use role::{Role, RoleSession};
pub use upload::{Upload, UploadPart};
pub use version::ObjectVersion;
#[cfg(feature = "control")]
pub(crate) use who::who_is;

use crate::auth::{Caller, Credentials, is_access_key_id};
use crate::journal::Record;
use crate::oss::Oss;
use crate::ram::{Document, Effect, PolicyError};
use crate::world::{AccountIx, Holder, Session, StoredAccessKey, UserIx, World};

/// An Alibaba Cloud account: it owns buckets and RAM users, and is allowed everything on what it owns.
///
/// A handle is a name of an item in the fake: cheap to clone, and never out of date. After the whole world is replaced
/// ([`Oss::reset_to`]), it refers to the item that has the name now; if there is none, its methods panic, unless their
/// documentation says otherwise.
///
/// # Example
///
/// ```
/// use ossmock::{EncryptionRule, Oss};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme").set_id("1001");
/// let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::Aes256);
/// let ci = acme.create_ram_user("ci").allow("oss:Get*", &logs.arn());
/// let keys = [acme.credentials(), ci.credentials()]; // for clients
/// assert_eq!(oss.account("acme").expect("it is there").id(), "1001");
/// ```
#[derive(Clone)]
pub struct Account {
    oss: Oss,
    name: Arc<str>,
}

/// A RAM user of an account: it is allowed only what policies allow.
///
/// The handle is a name, like [`Account`].
///
/// # Example
///
/// ```
/// let oss = ossmock::Oss::new();
/// let acme = oss.create_account("acme");
/// let logs = acme.create_bucket("logs");
/// let ci = acme.create_ram_user("ci").allow("oss:Get*", &logs.arn()).deny("oss:PutBucketEncryption", "*");
/// assert_eq!(ci.policies()[0].to_string(), "Allow oss:Get* on acs:oss:*:*:logs");
/// ```
#[derive(Clone)]
pub struct RamUser {
    oss: Oss,
    account: Arc<str>,
    name: Arc<str>,
}

/// The current permanent AccessKey of an account or RAM user.
#[derive(Clone)]
pub struct AccessKey {
    oss: Oss,
    account: Arc<str>,
    /// `None` for the key of the account itself.
    user: Option<Arc<str>>,
}

/// Credentials of a session, given by the test.
///
/// # Example
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use ossmock::{Oss, account::SessionCredentials};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// acme.create_bucket("logs");
/// let expires = SystemTime::now() + Duration::from_secs(900);
/// let sts = SessionCredentials { id: "STS.run7".into(), secret: "secret".into(), token: "token".into(), expires };
/// let request = http::Request::get("http://logs.localhost/?acl").body(bytes::Bytes::new())?;
/// let request = oss.signer(&acme.sts_credentials(sts)).sign(request);
/// assert_eq!(oss.handle(request).status(), 200);
/// # Ok::<(), http::Error>(())
/// ```
#[doc(alias = "AssumeRole")]
#[derive(Clone)]
pub struct SessionCredentials {
    /// The AccessKey id; real ones start with `STS.`.
    pub id: String,
    /// The AccessKey secret.
    pub secret: String,
    /// The security token.
    pub token: String,
    /// The end of the session, by the clock of the fake.
    pub expires: SystemTime,
}

impl fmt::Debug for SessionCredentials {
    /// Omits secret and token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sts").field("id", &self.id).field("expires", &self.expires).finish_non_exhaustive()
    }
}

impl Oss {
    /// Creates an account, with an AccessKey.
    ///
    /// # Panics
    ///
    /// If an account has this name: look it up with [`Oss::account`].
    #[track_caller]
    #[must_use]
    pub fn create_account(&self, name: &str) -> Account {
        or_panic(self.try_account(name))
    }

    pub(crate) fn try_account(&self, name: &str) -> Result<Account, ArrangeError> {
        let added = self.change(|world, _| world.account_named(name).is_none().then(|| world.add_account(name)));
        added.ok_or_else(|| ArrangeError::new(format!("there is an account `{name}` already")).or("Oss::account"))?;
        Ok(Account { oss: self.clone(), name: name.into() })
    }

    /// The accounts, in the order of their creation.
    #[must_use]
    pub fn accounts(&self) -> Vec<Account> {
        let names: Vec<_> = self.read(|world| world.accounts().map(|(_, account)| account.name.clone()).collect());
        names.into_iter().map(|name| Account { oss: self.clone(), name }).collect()
    }

    /// Returns the account of this name, or `None`.
    #[must_use]
    pub fn account(&self, name: &str) -> Option<Account> {
        self.read(|world| world.account_named(name))?;
        Some(Account { oss: self.clone(), name: name.into() })
    }
}

impl Account {
    /// Creates a RAM user, with an AccessKey and no policy.
    ///
    /// # Panics
    ///
    /// If a RAM user of the account has this name: look it up with [`Account::ram_user`].
    #[track_caller]
    #[must_use]
    pub fn create_ram_user(&self, name: &str) -> RamUser {
        or_panic(self.try_ram_user(name))
    }

    #[track_caller]
    pub(crate) fn try_ram_user(&self, name: &str) -> Result<RamUser, ArrangeError> {
        let added = self.change(|world, account, _| {
            world.user_named(account, name).is_none().then(|| world.add_user(account, name))
        });
        let taken = || ArrangeError::new(format!("the account has a RAM user `{name}` already")).or("ram_user");
        added.ok_or_else(taken)?;
        Ok(self.user_handle(name.into()))
    }

    fn user_handle(&self, name: Arc<str>) -> RamUser {
        RamUser { oss: self.oss.clone(), account: self.name.clone(), name }
    }

    /// The RAM users, in the order of their creation.
    #[must_use]
    #[track_caller]
    pub fn ram_users(&self) -> Vec<RamUser> {
        let names: Vec<_> =
            self.read(|world, account| world.users(account).map(|(_, user)| user.name.clone()).collect());
        names.into_iter().map(|name| self.user_handle(name)).collect()
    }

    /// Returns the RAM user of this name, or `None`.
    #[must_use]
    #[track_caller]
    pub fn ram_user(&self, name: &str) -> Option<RamUser> {
        self.read(|world, account| world.user_named(account, name))?;
        Some(self.user_handle(name.into()))
    }

    /// Creates credentials for a session of the account itself, with the permissions of the account. Sessions of a role are
    /// started by [`Role::create_session`].
    ///
    /// # Panics
    ///
    /// If the AccessKey id is taken or malformed, or the secret or the token is empty.
    #[track_caller]
    #[must_use]
    pub fn sts_credentials(&self, sts: SessionCredentials) -> Credentials {
        or_panic(self.try_sts_credentials(sts))
    }

    #[track_caller]
    pub(crate) fn try_sts_credentials(&self, sts: SessionCredentials) -> Result<Credentials, ArrangeError> {
        check_session_key(&sts.id, &sts.secret, &sts.token)?;
        let expires = Timestamp::try_from(sts.expires).unwrap_or(Timestamp::MAX);
        let added = self.change(|world, account, _| {
            let free = world.key(&sts.id).is_none();
            if free {
                world.add_key(StoredAccessKey {
                    id: sts.id.as_str().into(),
                    secret: sts.secret.as_str().into(),
                    holder: Holder { account, user: None },
                    enabled: true,
                    sources: None,
                    session: Some(Session { token: sts.token.as_str().into(), expires, role: None }),
                });
            }
            free
        });
        if !added {
            return Err(key_taken(&sts.id));
        }
        Ok(Credentials { access_key_id: sts.id, access_key_secret: sts.secret, security_token: Some(sts.token) })
    }

    /// The credentials of the account's own sessions, by AccessKey id, including ended ones. The sessions of a role are
    /// [`Role::sessions`].
    #[must_use]
    #[track_caller]
    pub fn sessions(&self) -> Vec<Credentials> {
        let credentials = |key: &StoredAccessKey, session: &Session| Credentials {
            access_key_id: key.id.to_string(),
            access_key_secret: key.secret.to_string(),
            security_token: Some(session.token.to_string()),
        };
        self.read(|world, account| world.sessions(account).map(|(key, session)| credentials(key, session)).collect())
    }

    /// Refuses V1 signatures of the account from now on, as OSS does for accounts created since March 2025.
    #[track_caller]
    pub fn forbid_v1(&self) {
        self.change(|world, account, _| world.account_mut(account).v1_forbidden = true);
    }

    /// Returns `true` if V1 signatures of the account are refused; see [`Account::forbid_v1`].
    #[must_use]
    #[track_caller]
    pub fn forbids_v1(&self) -> bool {
        self.read(|world, account| world.account(account).v1_forbidden)
    }

    /// Sets whether public access to all present and future buckets of the account is blocked; with `false`, each bucket's own
    /// setting counts.
    ///
    /// Source: `help.aliyun.com/zh/oss/user-guide/block-public-access`.
    #[track_caller]
    pub fn set_block_public_access(&self, blocked: bool) {
        self.change(|world, account, _| world.account_mut(account).block_public_access = blocked);
    }

    /// Returns `true` if public access to all buckets of the account is blocked; see [`Account::set_block_public_access`].
    #[must_use]
    #[track_caller]
    pub fn blocks_public_access(&self) -> bool {
        self.read(|world, account| world.account(account).block_public_access)
    }

    /// Puts the account into arrears: requests for its buckets are refused with `UserDisable`.
    #[track_caller]
    pub fn suspend(&self) {
        self.change(|world, account, _| world.account_mut(account).suspended = true);
    }

    /// Reverts [`Account::suspend`].
    #[track_caller]
    pub fn resume(&self) {
        self.change(|world, account, _| world.account_mut(account).suspended = false);
    }

    /// Returns `true` if the account is in arrears.
    ///
    /// # Example
    ///
    /// ```
    /// let acme = ossmock::Oss::new().create_account("acme");
    /// acme.suspend();
    /// assert!(acme.is_suspended());
    /// ```
    #[must_use]
    #[track_caller]
    pub fn is_suspended(&self) -> bool {
        self.read(|world, account| world.account(account).suspended)
    }

    fn is(&self, caller: &Caller) -> bool {
        matches!(caller, Caller::Account { name, .. } if *name == self.name)
    }

    fn holder(&self, world: &World) -> Option<Holder> {
        world.holder_named(&self.name, None)
    }

    fn place(&self, world: &World) -> Option<AccountIx> {
        world.account_named(&self.name)
    }

    #[track_caller]
    fn gone(&self) -> ! {
        panic!("there is no account `{}` any more: the world was replaced", self.name)
    }
}

impl RamUser {
    /// The account it belongs to.
    #[must_use]
    pub fn account(&self) -> Account {
        Account { oss: self.oss.clone(), name: self.account.clone() }
    }

    fn is(&self, caller: &Caller) -> bool {
        matches!(caller, Caller::RamUser { name, account_name, .. } if (name, account_name) == (&self.name, &self.account))
    }

    fn holder(&self, world: &World) -> Option<Holder> {
        world.holder_named(&self.account, Some(&self.name))
    }

    fn place(&self, world: &World) -> Option<(AccountIx, UserIx)> {
        let Holder { account, user } = self.holder(world)?;
        Some((account, user?))
    }

    #[track_caller]
    fn gone(&self) -> ! {
        panic!("there is no RAM user `{}` of `{}` any more: the world was replaced", self.name, self.account)
    }
}

/// Implements the methods of both accounts and RAM users: those for UID, name and AccessKey.
macro_rules! identity {
    ($handle:ident, $self:ident, $world:ident, $place:pat => $place_type:ty, $get:expr, $key:expr) => {
        impl $handle {
            /// The UID.
            #[must_use]
            #[track_caller]
            pub fn id(&$self) -> String {
                $self.read(|$world, $place| $get.id.to_string())
            }

            /// The name in the test; it stays the same whatever happens to the world.
            #[must_use]
            pub fn name(&$self) -> String {
                $self.name.to_string()
            }

            /// Returns `true` if it exists: always, unless the world was replaced by one without it.
            #[must_use]
            pub fn exists(&$self) -> bool {
                $self.oss.read(|world| $self.place(world).is_some())
            }

            /// Sets the UID.
            ///
            /// # Panics
            ///
            /// If it is not 1 to 32 digits, or another account or RAM user has it.
            #[track_caller]
            pub fn set_id(&$self, id: &str) -> Self {
                or_panic($self.try_id(id));
                $self.clone()
            }

            #[track_caller]
            pub(crate) fn try_id(&$self, id: &str) -> Result<(), ArrangeError> {
                check_uid(id)?;
                let set = $self.change(|world, place, _| world.set_uid(place.into(), id));
                if set { Ok(()) } else { Err(ArrangeError::new(format!("another account or RAM user has the UID `{id}`"))) }
            }

            /// Sets the AccessKey.
            ///
            /// # Panics
            ///
            /// If the id is taken or malformed, or the secret is empty.
            #[track_caller]
            pub fn set_access_key(&$self, id: &str, secret: &str) -> Self {
                or_panic($self.access_key().try_replace(id, secret));
                $self.clone()
            }

            /// The credentials for a client.
            #[must_use]
            #[track_caller]
            pub fn credentials(&$self) -> Credentials {
                $self.access_key().credentials()
            }

            /// The AccessKey, to disable or restrict it.
            #[must_use]
            pub fn access_key(&$self) -> AccessKey {
                let (account, user) = $key;
                AccessKey { oss: $self.oss.clone(), account, user }
            }

            pub(crate) const fn oss(&$self) -> &Oss {
                &$self.oss
            }

            /// Returns `true` if it made a call, or if a call that was refused without a proven caller claims its AccessKey.
            pub(crate) fn made(&$self, record: &Record) -> bool {
                match (record.caller(), record.access_key_id()) {
                    (Some(caller), _) => $self.is(caller),
                    (None, Some(id)) => {
                        $self.oss.read(|world| world.key(id).is_some_and(|key| $self.holder(world) == Some(key.holder)))
                    }
                    (None, None) => false,
                }
            }

            #[track_caller]
            fn read<T>(&$self, read: impl FnOnce(&World, $place_type) -> T) -> T {
                let got = $self.oss.read(|world| Some(read(world, $self.place(world)?)));
                match got {
                    Some(got) => got,
                    None => $self.gone(),
                }
            }

            #[track_caller]
            fn change<T>(&$self, change: impl FnOnce(&mut World, $place_type, Timestamp) -> T) -> T {
                let changed = $self.oss.change(|world, now| {
                    let place = $self.place(world)?;
                    Some(change(world, place, now))
                });
                match changed {
                    Some(changed) => changed,
                    None => $self.gone(),
                }
            }
        }

        impl fmt::Debug for $handle {
            fn fmt(&$self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let id = $self.oss.read(|$world| $self.place($world).map(|$place| $get.id.clone()));
                f.debug_struct(stringify!($handle)).field("name", &$self.name).field("id", &id).finish_non_exhaustive()
            }
        }
    };
}

identity!(
    Account,
    self,
    world,
    account => AccountIx,
    world.account(account),
    (self.name.clone(), None)
);

identity!(
    RamUser,
    self,
    world,
    (account, user) => (AccountIx, UserIx),
    world.user(account, user),
    (self.account.clone(), Some(self.name.clone()))
);

attaches_policies!(
    RamUser,
    10,
    self,
    world,
    (account, user),
    world.user(account, user).policies,
    world.user_mut(account, user).policies
);

impl AccessKey {
    /// The id.
    #[must_use]
    #[track_caller]
    pub fn id(&self) -> String {
        self.read(|key| key.id.to_string())
    }

    /// Refuses all requests signed with it from now on.
    #[track_caller]
    pub fn disable(&self) {
        self.change_key(|key| key.enabled = false);
    }

    /// Reverts [`AccessKey::disable`].
    #[track_caller]
    pub fn enable(&self) {
        self.change_key(|key| key.enabled = true);
    }

    /// Returns `true` unless it is disabled.
    #[must_use]
    #[track_caller]
    pub fn is_enabled(&self) -> bool {
        self.read(|key| key.enabled)
    }

    /// Refuses all requests that do not come from one of these addresses (see [`Peer`](crate::Peer)).
    #[track_caller]
    pub fn restrict_to(&self, sources: impl IntoIterator<Item = IpAddr>) {
        let sources = sources.into_iter().collect();
        self.change_key(|key| key.sources = Some(sources));
    }

    /// The only addresses that it may be used from; `None` if it is not restricted.
    ///
    /// # Example
    ///
    /// ```
    /// let key = ossmock::Oss::new().create_account("acme").access_key();
    /// assert!(key.is_enabled() && key.sources().is_none());
    /// key.restrict_to([[10, 0, 0, 9].into()]);
    /// assert_eq!(key.sources(), Some(vec![[10, 0, 0, 9].into()]));
    /// ```
    #[must_use]
    #[track_caller]
    pub fn sources(&self) -> Option<Vec<IpAddr>> {
        self.read(|key| key.sources.clone())
    }

    #[track_caller]
    fn credentials(&self) -> Credentials {
        self.read(|key| Credentials {
            access_key_id: key.id.to_string(),
            access_key_secret: key.secret.to_string(),
            security_token: None,
        })
    }

    #[track_caller]
    pub(crate) fn try_replace(&self, id: &str, secret: &str) -> Result<(), ArrangeError> {
        check_key(id, secret)?;
        let replaced = self.change(|world, holder| {
            let free = world.key(id).is_none_or(|key| key.holder == holder && key.session.is_none());
            if free {
                world.change_key(holder, |key| {
                    key.id = id.into();
                    key.secret = secret.into();
                });
            }
            free
        });
        if replaced { Ok(()) } else { Err(key_taken(id)) }
    }

    #[track_caller]
    fn change_key(&self, change: impl FnOnce(&mut StoredAccessKey)) {
        self.change(|world, holder| world.change_key(holder, change));
    }

    fn holder(&self, world: &World) -> Option<Holder> {
        world.holder_named(&self.account, self.user.as_deref())
    }

    #[track_caller]
    fn read<T>(&self, read: impl FnOnce(&StoredAccessKey) -> T) -> T {
        let got = self.oss.read(|world| Some(read(world.key_of(self.holder(world)?))));
        match got {
            Some(got) => got,
            None => self.gone(),
        }
    }

    #[track_caller]
    fn change<T>(&self, change: impl FnOnce(&mut World, Holder) -> T) -> T {
        let changed = self.oss.change(|world, _| {
            let holder = self.holder(world)?;
            Some(change(world, holder))
        });
        match changed {
            Some(changed) => changed,
            None => self.gone(),
        }
    }

    #[track_caller]
    fn gone(&self) -> ! {
        let user = self.user.as_ref().map(|user| format!("/{user}")).unwrap_or_default();
        panic!("there is no `{}{user}` with an AccessKey any more: the world was replaced", self.account)
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.oss.read(|world| self.holder(world).map(|holder| world.key_of(holder).id.clone()));
        f.debug_struct("AccessKey").field("id", &id).finish_non_exhaustive()
    }
}

/// Returns the arranged value, or panics at the line of the test: closures do not pass the caller's location on.
#[track_caller]
fn or_panic<T, E: fmt::Display>(arranged: Result<T, E>) -> T {
    match arranged {
        Ok(arranged) => arranged,
        Err(error) => panic!("{error}"),
    }
}

/// Returns an error if the id is malformed, or the id or the secret is empty.
fn check_key(id: &str, secret: &str) -> Result<(), ArrangeError> {
    if id.is_empty() || secret.is_empty() {
        return Err(ArrangeError::new("the id and the secret of an AccessKey must not be empty".to_owned()));
    }
    if !is_access_key_id(id) {
        return Err(ArrangeError::new(format!(
            "`{id}` is not an AccessKey id: it has letters, digits, `.`, `_` and `=`"
        )));
    }
    Ok(())
}

fn check_session_key(id: &str, secret: &str, token: &str) -> Result<(), ArrangeError> {
    check_key(id, secret)?;
    if token.is_empty() {
        return Err(ArrangeError::new("the security token of a session must not be empty".to_owned()));
    }
    Ok(())
}

fn key_taken(id: &str) -> ArrangeError {
    ArrangeError::new(format!("there is an AccessKey with the id `{id}` already"))
}

fn check_uid(id: &str) -> Result<(), ArrangeError> {
    if (1..=32).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit()) {
        Ok(())
    } else {
        Err(ArrangeError::new(format!("`{id}` is not a UID: it has 1 to 32 digits")))
    }
}
