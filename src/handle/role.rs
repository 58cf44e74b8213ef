//! Roles, and their sessions.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};

use super::policies::{self, attaches_policies};
use super::{Account, ArrangeError, check_session_key, key_taken, or_panic};
use crate::auth::Credentials;
use crate::oss::Oss;
use crate::ram::{Document, Effect, PolicyError, role_session};
use crate::wire::text::system_time;
use crate::world::{AccountIx, Holder, RoleIx, Session, SessionRole, StoredAccessKey, World};

/// The default lifetime of a session.
///
/// Source: `alibabacloud.com/help/doc-detail/28763.htm` (`AssumeRole`), like the other limits here.
const LIFETIME: Duration = Duration::from_secs(3_600);
const SHORTEST: Duration = Duration::from_secs(900);
const LONGEST: Duration = Duration::from_secs(43_200);

/// The most characters of a session policy.
const MAX_POLICY: usize = 2_048;

/// A role of an account: its sessions are allowed what its policies allow.
///
/// ossmock has no `AssumeRole`: a test starts sessions itself. The handle is a name, like [`Account`].
///
/// # Example
///
/// ```
/// let oss = ossmock::Oss::new();
/// let acme = oss.create_account("acme");
/// let logs = acme.create_bucket("logs");
/// let ops = acme.create_role("ops").allow("oss:*", &logs.arn());
/// let session = ops.create_session("deploy");
/// let credentials = session.credentials();
/// assert!(credentials.access_key_id.starts_with("STS.") && credentials.security_token.is_some());
/// ```
#[derive(Clone)]
pub struct Role {
    oss: Oss,
    pub(super) account: Arc<str>,
    pub(super) name: Arc<str>,
}

/// A session of a role: temporary credentials with the permissions of the role, or fewer.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// let acme = ossmock::Oss::new().create_account("acme");
/// let session = acme.create_role("backup").allow("oss:PutObject", "*").create_session("run-7").set_lifetime(Duration::from_secs(900));
/// assert!(session.credentials().security_token.is_some()); // for a client
/// ```
#[doc(alias = "AssumeRole")]
#[derive(Clone)]
pub struct RoleSession {
    pub(super) role: Role,
    pub(super) name: Arc<str>,
}

impl Account {
    /// Creates a role without policies.
    ///
    /// # Panics
    ///
    /// If a role of the account has this name: look it up with [`Account::role`].
    #[track_caller]
    pub fn create_role(&self, name: &str) -> Role {
        or_panic(self.try_role(name))
    }

    #[track_caller]
    pub(crate) fn try_role(&self, name: &str) -> Result<Role, ArrangeError> {
        let added = self.change(|world, account, _| {
            world.role_named(account, name).is_none().then(|| world.add_role(account, name))
        });
        added.ok_or_else(|| ArrangeError::new(format!("the account has a role `{name}` already")).or("role"))?;
        Ok(Role { oss: self.oss.clone(), account: self.name.clone(), name: name.into() })
    }

    /// Returns the role of this name, or `None`.
    #[must_use]
    #[track_caller]
    pub fn role(&self, name: &str) -> Option<Role> {
        self.read(|world, account| world.role_named(account, name))?;
        Some(Role { oss: self.oss.clone(), account: self.name.clone(), name: name.into() })
    }

    /// The roles, in the order of their creation.
    #[must_use]
    #[track_caller]
    pub fn roles(&self) -> Vec<Role> {
        let names: Vec<_> =
            self.read(|world, account| world.roles(account).map(|(_, role)| role.name.clone()).collect());
        names.into_iter().map(|name| Role { oss: self.oss.clone(), account: self.name.clone(), name }).collect()
    }
}

impl Role {
    pub(crate) const fn oss(&self) -> &Oss {
        &self.oss
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The account it belongs to.
    #[must_use]
    pub fn account(&self) -> Account {
        Account { oss: self.oss.clone(), name: self.account.clone() }
    }

    /// The name of the role for `AssumeRole` and for replication rules.
    ///
    /// # Example
    ///
    /// ```
    /// let role = ossmock::Oss::new().create_account("acme").set_id("1001").create_role("ops");
    /// assert_eq!(role.arn(), "acs:ram::1001:role/ops");
    /// ```
    #[must_use]
    #[track_caller]
    pub fn arn(&self) -> String {
        self.read(|world, (account, role)| {
            format!("acs:ram::{}:role/{}", world.account(account).id, world.role(account, role).name)
        })
    }

    /// Returns `true` if it exists: always, unless the world was replaced by one without it.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.oss.read(|world| self.place(world).is_some())
    }

    /// The name of a session of the role in a bucket policy, with `*` for all sessions: the role is in lower case.
    ///
    /// Source: `help.aliyun.com/zh/oss/user-guide/authorization-syntax-and-elements` (Principal).
    #[must_use]
    #[track_caller]
    pub fn principal(&self, session: &str) -> String {
        let account = self.read(|world, (account, _)| world.account(account).id.clone());
        role_session(&account, &self.name, session)
    }

    /// Creates a session, with an AccessKey and a token that are valid for an hour by the clock of the fake.
    ///
    /// # Panics
    ///
    /// If the name is not 2 to 64 of letters, digits, `.`, `@`, `-` and `_`, or a session of the role has it.
    #[track_caller]
    pub fn create_session(&self, name: &str) -> RoleSession {
        or_panic(self.try_session(name))
    }

    #[track_caller]
    pub(crate) fn try_session(&self, name: &str) -> Result<RoleSession, ArrangeError> {
        check_session_name(name)?;
        let added = self.change(|world, (account, role), now| {
            if world.session_of_role(account, role, name).is_some() {
                return Err(ArrangeError::new(format!("the role has a session `{name}` already")).or("session"));
            }
            let (id, secret, token) = world.mint_session();
            let expires = after(now, LIFETIME);
            let session = SessionRole { role, name: name.into(), policy: None };
            world.add_key(StoredAccessKey {
                id: id.into(),
                secret: secret.into(),
                holder: Holder { account, user: None },
                enabled: true,
                sources: None,
                session: Some(Session { token: token.into(), expires, role: Some(session) }),
            });
            Ok(())
        });
        added.map(|()| RoleSession { role: self.clone(), name: name.into() })
    }

    /// The sessions, by AccessKey id, including ended ones.
    #[must_use]
    #[track_caller]
    pub fn sessions(&self) -> Vec<RoleSession> {
        let names: Vec<Arc<str>> = self.read(|world, (account, role)| {
            world.sessions_of_role(account, role).map(|(.., session)| session.name.clone()).collect()
        });
        names.into_iter().map(|name| RoleSession { role: self.clone(), name }).collect()
    }

    /// Returns the session of this name, even if it has ended, or `None`.
    #[must_use]
    #[track_caller]
    pub fn session(&self, name: &str) -> Option<RoleSession> {
        self.read(|world, (account, role)| world.session_of_role(account, role, name).map(drop))?;
        Some(RoleSession { role: self.clone(), name: name.into() })
    }

    fn place(&self, world: &World) -> Option<(AccountIx, RoleIx)> {
        let account = world.account_named(&self.account)?;
        Some((account, world.role_named(account, &self.name)?))
    }

    #[track_caller]
    fn read<T>(&self, read: impl FnOnce(&World, (AccountIx, RoleIx)) -> T) -> T {
        match self.oss.read(|world| Some(read(world, self.place(world)?))) {
            Some(got) => got,
            None => self.gone(),
        }
    }

    #[track_caller]
    fn change<T>(&self, change: impl FnOnce(&mut World, (AccountIx, RoleIx), Timestamp) -> T) -> T {
        let changed = self.oss.change(|world, now| {
            let place = self.place(world)?;
            Some(change(world, place, now))
        });
        match changed {
            Some(changed) => changed,
            None => self.gone(),
        }
    }

    #[track_caller]
    fn gone(&self) -> ! {
        panic!("there is no role `{}` of `{}` any more: the world was replaced", self.name, self.account)
    }
}

attaches_policies!(
    Role,
    5,
    self,
    world,
    (account, role),
    world.role(account, role).policies,
    world.role_mut(account, role).policies
);

impl RoleSession {
    pub(crate) const fn oss(&self) -> &Oss {
        self.role.oss()
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The role.
    #[must_use]
    pub const fn role(&self) -> &Role {
        &self.role
    }

    /// The policy that narrows the session, if it has one.
    ///
    /// # Example
    ///
    /// ```
    /// let session = ossmock::Oss::new().create_account("acme").create_role("ops").create_session("deploy");
    /// assert!(session.policy().is_none());
    /// session.set_policy(r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:Get*", "Resource": "*"}]}"#);
    /// assert_eq!(session.policy().expect("it was set").to_string(), "Allow oss:Get* on *");
    /// ```
    #[must_use]
    #[track_caller]
    pub fn policy(&self) -> Option<Arc<Document>> {
        self.read(|_, session| session.role.as_ref()?.policy.clone())
    }

    /// The credentials for a client.
    #[must_use]
    #[track_caller]
    pub fn credentials(&self) -> Credentials {
        self.read(|key, session| Credentials {
            access_key_id: key.id.to_string(),
            access_key_secret: key.secret.to_string(),
            security_token: Some(session.token.to_string()),
        })
    }

    /// Sets the policy of the session: it is allowed only what both its role and this policy allow.
    ///
    /// # Panics
    ///
    /// If it is not a valid [`Document`] (the message names the place in it), or has more than 2,048 characters.
    #[track_caller]
    pub fn set_policy(&self, json: &str) -> Self {
        let characters = json.chars().count();
        assert!(characters <= MAX_POLICY, "{characters} characters are more than the {MAX_POLICY} of a session policy");
        let policy = or_panic(json.parse::<Document>());
        or_panic(self.oss().read(|world| world.check_policy(&policy)));
        self.apply_policy(policy);
        self.clone()
    }

    /// Sets the credentials of the session, in place of the generated ones.
    ///
    /// # Panics
    ///
    /// If the AccessKey id is taken or malformed, or the secret is empty, or there is no token.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::Credentials;
    ///
    /// let oss = ossmock::Oss::new();
    /// let credentials = Credentials {
    ///     access_key_id: "STS.Deploy".to_owned(),
    ///     access_key_secret: "secret".to_owned(),
    ///     security_token: Some("token".to_owned()),
    /// };
    /// let session = oss.create_account("acme").create_role("ops").create_session("deploy").set_credentials(&credentials);
    /// assert_eq!(session.credentials().access_key_id, "STS.Deploy");
    /// ```
    #[track_caller]
    pub fn set_credentials(&self, credentials: &Credentials) -> Self {
        or_panic(self.try_credentials(credentials));
        self.clone()
    }

    #[track_caller]
    pub(crate) fn try_credentials(&self, credentials: &Credentials) -> Result<(), ArrangeError> {
        let Credentials { access_key_id: id, access_key_secret: secret, security_token } = credentials;
        let token = security_token.as_deref().unwrap_or_default();
        check_session_key(id, secret, token)?;
        let replaced = self.role.change(|world, (account, role), _| {
            let key = StoredAccessKey::clone(world.session_of_role(account, role, &self.name)?);
            let free = *key.id == **id || world.key(id).is_none();
            if free {
                world.replace_key(key, |key| {
                    key.id = id.as_str().into();
                    key.secret = secret.as_str().into();
                    if let Some(session) = &mut key.session {
                        session.token = token.into();
                    }
                });
            }
            Some(free)
        });
        match replaced {
            Some(true) => Ok(()),
            Some(false) => Err(key_taken(id)),
            None => self.gone(),
        }
    }

    /// The end of the session, by the clock of the fake.
    #[must_use]
    #[track_caller]
    pub fn expires(&self) -> SystemTime {
        self.read(|_, session| system_time(session.expires))
    }

    #[cfg(feature = "world-file")]
    #[track_caller]
    pub(crate) fn set_expiry(&self, at: Timestamp) {
        self.change(|session, _| session.expires = at);
    }

    #[track_caller]
    pub(crate) fn apply_policy(&self, policy: Document) {
        self.change(|session, _| {
            if let Some(role) = &mut session.role {
                role.policy = Some(Arc::new(policy));
            }
        });
    }

    /// Sets the end of the session to this long from now, by the clock of the fake.
    ///
    /// # Panics
    ///
    /// If it is not between 15 minutes and 12 hours.
    #[track_caller]
    pub fn set_lifetime(&self, lifetime: Duration) -> Self {
        assert!((SHORTEST..=LONGEST).contains(&lifetime), "a session lasts 15 minutes to 12 hours, not {lifetime:?}");
        self.change(|session, now| session.expires = after(now, lifetime));
        self.clone()
    }

    #[track_caller]
    fn read<T>(&self, read: impl FnOnce(&StoredAccessKey, &Session) -> T) -> T {
        let got = self.role.read(|world, (account, role)| {
            let key = world.session_of_role(account, role, &self.name)?;
            Some(read(key, key.session.as_ref()?))
        });
        match got {
            Some(got) => got,
            None => self.gone(),
        }
    }

    #[track_caller]
    fn change(&self, change: impl FnOnce(&mut Session, Timestamp)) {
        let changed = self.role.change(|world, (account, role), now| {
            let key = StoredAccessKey::clone(world.session_of_role(account, role, &self.name)?);
            world.replace_key(key, |key| {
                if let Some(session) = &mut key.session {
                    change(session, now);
                }
            });
            Some(())
        });
        if changed.is_none() {
            self.gone();
        }
    }

    #[track_caller]
    fn gone(&self) -> ! {
        panic!("there is no session `{}` of the role `{}` any more: the world was replaced", self.name, self.role.name)
    }
}

fn after(now: Timestamp, lifetime: Duration) -> Timestamp {
    SignedDuration::try_from(lifetime)
        .ok()
        .and_then(|lifetime| now.checked_add(lifetime).ok())
        .unwrap_or(Timestamp::MAX)
}

fn check_session_name(name: &str) -> Result<(), ArrangeError> {
    let good = |b: u8| b.is_ascii_alphanumeric() || b".@-_".contains(&b);
    if (2..=64).contains(&name.len()) && name.bytes().all(good) {
        Ok(())
    } else {
        let rule = "2 to 64 of letters, digits, `.`, `@`, `-` and `_`";
        Err(ArrangeError::new(format!("`{name}` is not a name of a session: {rule}")))
    }
}

impl fmt::Debug for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let policies = self.oss.read(|world| {
            let (account, role) = self.place(world)?;
            Some(world.role(account, role).policies.len())
        });
        f.debug_struct("Role").field("name", &self.name).field("policies", &policies).finish_non_exhaustive()
    }
}

impl fmt::Debug for RoleSession {
    /// Omits secret and token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoleSession").field("role", &self.role.name).field("name", &self.name).finish_non_exhaustive()
    }
}
