//! RAM in a world file: users, groups, roles and sessions, and the policies attached to them.

use std::net::IpAddr;

use serde::Deserialize;
use serde_json::Value as Json;
use toml::Spanned;

use super::access_key::{blamed, limit_key, set_key};
use super::policy::{document, documents};
use super::value::{Moment, read_timestamp};
use super::wrong::{Wrong, in_value, wrong};
use crate::auth::Credentials;
use crate::handle::{Account, Role, SessionCredentials};
use crate::wire::text::system_time;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RamUserTable {
    name: Spanned<String>,
    id: Option<Spanned<String>>,
    access_key_id: Option<Spanned<String>>,
    access_key_secret: Option<Spanned<String>>,
    access_key_sources: Option<Vec<IpAddr>>,
    #[serde(default)]
    access_key_disabled: bool,
    policies: Option<Spanned<Json>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupTable {
    name: Spanned<String>,
    /// The names of the members, which are RAM users of the account.
    #[serde(default)]
    members: Vec<Spanned<String>>,
    policies: Option<Spanned<Json>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleTable {
    name: Spanned<String>,
    policies: Option<Spanned<Json>>,
    #[serde(default)]
    session: Vec<RoleSessionTable>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleSessionTable {
    name: Spanned<String>,
    access_key_id: Option<Spanned<String>>,
    access_key_secret: Option<Spanned<String>>,
    security_token: Option<Spanned<String>>,
    expires: Option<Spanned<Moment>>,
    policy: Option<Spanned<Json>>,
}

/// A session of the account itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SessionTable {
    access_key_id: Spanned<String>,
    access_key_secret: Spanned<String>,
    security_token: Spanned<String>,
    expires: Spanned<Moment>,
}

impl RamUserTable {
    pub fn build(&self, account: &Account) -> Result<(), Wrong> {
        let user = account.try_ram_user(self.name.get_ref()).map_err(in_value(&self.name))?;
        if let Some(id) = &self.id {
            user.try_id(id.get_ref()).map_err(in_value(id))?;
        }
        let key = user.access_key();
        set_key(&key, self.access_key_id.as_ref(), self.access_key_secret.as_ref())?;
        limit_key(&key, self.access_key_disabled, self.access_key_sources.as_deref());
        documents(self.policies.as_ref(), account.oss())?.into_iter().for_each(|policy| user.attach_document(policy));
        Ok(())
    }
}

impl GroupTable {
    pub fn build(&self, account: &Account) -> Result<(), Wrong> {
        let group = account.try_group(self.name.get_ref()).map_err(in_value(&self.name))?;
        self.members.iter().try_for_each(|member| group.try_member(member.get_ref()).map_err(in_value(member)))?;
        documents(self.policies.as_ref(), account.oss())?.into_iter().for_each(|policy| group.attach_document(policy));
        Ok(())
    }
}

impl RoleTable {
    pub fn build(&self, account: &Account) -> Result<(), Wrong> {
        let role = account.try_role(self.name.get_ref()).map_err(in_value(&self.name))?;
        documents(self.policies.as_ref(), account.oss())?.into_iter().for_each(|policy| role.attach_document(policy));
        self.session.iter().try_for_each(|table| table.build(&role))
    }
}

impl RoleSessionTable {
    fn build(&self, role: &Role) -> Result<(), Wrong> {
        let session = role.try_session(self.name.get_ref()).map_err(in_value(&self.name))?;
        match (&self.access_key_id, &self.access_key_secret, &self.security_token) {
            (Some(id), Some(secret), Some(token)) => {
                let credentials = Credentials {
                    access_key_id: id.get_ref().clone(),
                    access_key_secret: secret.get_ref().clone(),
                    security_token: Some(token.get_ref().clone()),
                };
                session.try_credentials(&credentials).map_err(in_value(blamed(id, &[secret, token])))?;
            }
            (None, None, None) => {}
            (Some(some), ..) | (None, Some(some), _) | (None, None, Some(some)) => {
                let problem = "access_key_id, access_key_secret and security_token are given together or not at all";
                return Err(wrong(some, problem));
            }
        }
        if let Some(expires) = &self.expires {
            session.set_expiry(read_timestamp(expires)?);
        }
        if let Some(policy) = &self.policy {
            session.apply_policy(document(policy, role.oss())?);
        }
        Ok(())
    }
}

impl SessionTable {
    pub fn build(&self, account: &Account) -> Result<(), Wrong> {
        let sts = SessionCredentials {
            id: self.access_key_id.get_ref().clone(),
            secret: self.access_key_secret.get_ref().clone(),
            token: self.security_token.get_ref().clone(),
            expires: system_time(read_timestamp(&self.expires)?),
        };
        let others = [&self.access_key_secret, &self.security_token];
        account.try_sts_credentials(sts).map(drop).map_err(in_value(blamed(&self.access_key_id, &others)))
    }
}
