//! KMS in a world file: the state of the service for an account, and its keys.

use serde::Deserialize;
use toml::Spanned;

use super::value::{check_region, named};
use super::write::{Out, WorldWriter};
use super::wrong::{Wrong, in_value, wrong};
use crate::handle::Account;
use crate::oss::Oss;
use crate::world::{Kms, KmsKeyState, KmsService};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KmsKeyTable {
    id: Option<Spanned<String>>,
    alias: Option<Spanned<String>>,
    region: Option<Spanned<String>>,
    state: Option<Spanned<String>>,
}

/// Sets the state of KMS for an account.
pub(super) fn set_service(account: &Account, name: Option<&Spanned<String>>) -> Result<(), Wrong> {
    let all = "`enabled`, `not-enabled`, `not-offered`, `in-debt` and `in-debt-overdue`";
    let service = named(name, KmsService::from_wire, "what KMS can be for an account", all)?;
    account.set_kms_service(service);
    Ok(())
}

impl KmsKeyTable {
    pub fn build(table: &Spanned<Self>, oss: &Oss, account: &Account) -> Result<(), Wrong> {
        let Self { id, alias, region, state } = table.get_ref();
        let own_region = oss.region();
        let region = region.as_ref().map(check_region).transpose()?.unwrap_or(&own_region);
        // A taken alias is reported before any mistake in the id.
        let taken = alias.as_ref().filter(|alias| account.has_kms_alias(alias.get_ref(), region));
        let Some(blamed) = taken.or(id.as_ref()).or(alias.as_ref()) else {
            return Err(wrong(table, "a KMS key has an id or an alias"));
        };
        if let Some(alias) = alias.as_ref().filter(|alias| !is_alias(alias.get_ref())) {
            let problem = format!("`{}` is not an alias: write it like `alias/orders`", alias.get_ref());
            return Err(wrong(alias, problem));
        }
        let states = "`Enabled`, `Disabled`, `PendingDeletion` and `PendingImport`";
        let state = named(state.as_ref(), KmsKeyState::from_wire, "a state of a KMS key", states)?;
        let [id, alias] = [id, alias].map(|text| text.as_ref().map(|text| text.get_ref().as_str()));
        let key = account.try_kms_key(id, alias, region).map_err(in_value(blamed))?;
        key.set_state(state);
        Ok(())
    }
}

fn is_alias(text: &str) -> bool {
    text.strip_prefix("alias/").is_some_and(|name| !name.is_empty())
}

impl<O: Out> WorldWriter<O> {
    pub fn kms_service(&mut self, kms: &Kms) {
        self.key_unless(&KmsService::default().as_str(), "kms", &kms.service.as_str());
    }

    pub fn kms_keys(&mut self, kms: &Kms, region: &str) {
        for key in &kms.keys {
            self.table("account.kms_key");
            self.key("id", &*key.id);
            if let Some(alias) = &key.alias {
                self.key("alias", &**alias);
            }
            self.key_unless(&region, "region", &&*key.region);
            self.key_unless(&KmsKeyState::default().as_str(), "state", &key.state.as_str());
        }
    }
}
