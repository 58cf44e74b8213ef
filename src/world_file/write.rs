//! The world written down, so that reading it gives an equal one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use toml::ser::ValueSerializer;

use super::encryption::Written;
use crate::policy::{Acl, Document};
use crate::world::{
    AccessKey, Account, AccountIx, Bucket, Holder, NewBuckets, RamUser, Redundancy, RoleIx, Session, StorageClass,
    UserGroup, World,
};

/// The file of a world.
/// The settings for new buckets are written unless they are these.
pub(super) fn world(world: &World, otherwise: NewBuckets) -> String {
    let mut file = File(String::new());
    file.key("region", &*world.region);
    let NewBuckets { blocked, most } = world.new_buckets;
    file.key_unless(&!otherwise.blocked, "allow_public_buckets", &!blocked);
    file.key_unless(&otherwise.most, "max_buckets", &most);
    for (ix, account) in world.accounts() {
        file.account(account, world.key_of(Holder { account: ix, user: None }));
        file.kms_keys(&account.kms, &world.region);
        file.cloudboxes(&account.cloudboxes, &world.region);
        for bucket in world.buckets().filter(|bucket| bucket.owner == ix) {
            file.bucket(bucket, world);
        }
        for (user, facts) in world.users(ix) {
            file.ram_user(facts, world.key_of(Holder { account: ix, user: Some(user) }));
        }
        for group in &account.groups {
            file.group(account, group);
        }
        for (role, _) in world.roles(ix) {
            file.role(world, ix, role);
        }
        for (key, session) in world.sessions(ix) {
            file.table("account.session");
            file.session(key, session);
        }
    }
    file.0
}

pub(super) struct File(String);

impl File {
    pub fn table(&mut self, name: &str) {
        self.0.extend(["\n[[", name, "]]\n"]);
    }

    pub fn key(&mut self, key: &str, value: impl Serialize) {
        self.0.extend([key, " = "]);
        self.value(value);
        self.0.push('\n');
    }

    pub fn key_unless<T: Serialize + PartialEq>(&mut self, default: &T, key: &str, value: &T) {
        if value != default {
            self.key(key, value);
        }
    }

    fn value(&mut self, value: impl Serialize) {
        value.serialize(ValueSerializer::new(&mut self.0)).expect("texts, flags and lists and tables of them are TOML");
    }

    fn account(&mut self, account: &Account, key: &AccessKey) {
        self.table("account");
        self.key("name", &*account.name);
        self.key("id", &*account.id);
        self.access_key(key);
        self.kms_service(&account.kms);
        self.key_unless(&false, "forbid_v1", &account.v1_forbidden);
        self.key_unless(&false, "suspended", &account.suspended);
        self.key_unless(&false, "block_public_access", &account.block_public_access);
        self.key_unless(&BTreeSet::new(), "resource_group", &account.resource_groups);
    }

    fn access_key(&mut self, key: &AccessKey) {
        self.key("access_key_id", &*key.id);
        self.key("access_key_secret", &*key.secret);
        self.key_unless(&false, "access_key_disabled", &!key.enabled);
        if let Some(sources) = &key.sources {
            self.key("access_key_sources", sources);
        }
    }

    fn bucket(&mut self, bucket: &Bucket, world: &World) {
        self.table("account.bucket");
        self.key("name", &*bucket.name);
        match &bucket.cloudbox {
            None => self.key_unless(&&*world.region, "region", &&*bucket.region),
            Some(id) => self.key("cloudbox", &**id),
        }
        self.key("created", bucket.created.to_string());
        self.key_unless(&Acl::default().as_str(), "acl", &bucket.settings.acl.as_str());
        self.key_unless(&StorageClass::default().as_str(), "storage_class", &bucket.settings.storage_class.as_str());
        self.key_unless(&Redundancy::default().as_str(), "redundancy", &bucket.settings.redundancy.as_str());
        if let Some(group) = &bucket.settings.resource_group {
            self.key("resource_group", group);
        }
        self.key_unless(&Vec::new(), "cname", &world.cnames_of(&bucket.name));
        if let Some(rule) = &bucket.settings.encryption {
            self.key("encryption", Written::of(rule));
        }
        if let Some(policy) = &bucket.settings.policy {
            self.key("policy", policy.json());
        }
        // What it is by default depends on who reads it.
        self.key("block_public_access", bucket.settings.block_public_access);
        self.key_unless(&BTreeMap::new(), "tags", &bucket.settings.tags);
        if let Some(versioning) = bucket.settings.versioning {
            self.key("versioning", versioning);
        }
        self.replications(bucket, world);
        self.objects(bucket);
        self.uploads(bucket);
    }

    fn ram_user(&mut self, user: &RamUser, key: &AccessKey) {
        self.table("account.ram_user");
        self.key("name", &*user.name);
        self.key("id", &*user.id);
        self.access_key(key);
        self.policies(&user.policies);
    }

    fn group(&mut self, account: &Account, UserGroup { group, members }: &UserGroup) {
        self.table("account.group");
        self.key("name", &*group.name);
        let members: Vec<&str> = members.iter().map(|user| &*account.user(*user).name).collect();
        self.key_unless(&Vec::new(), "members", &members);
        self.policies(&group.policies);
    }

    fn role(&mut self, world: &World, account: AccountIx, role: RoleIx) {
        let facts = world.role(account, role);
        self.table("account.role");
        self.key("name", &*facts.name);
        self.policies(&facts.policies);
        for (key, session, of_role) in world.sessions_of_role(account, role) {
            self.table("account.role.session");
            self.key("name", &*of_role.name);
            self.session(key, session);
            if let Some(policy) = &of_role.policy {
                self.key("policy", policy.written());
            }
        }
    }

    fn policies(&mut self, policies: &[Arc<Document>]) {
        if policies.is_empty() {
            return;
        }
        self.0.push_str("policies = [\n");
        for policy in policies {
            self.0.push_str("  ");
            self.value(policy.written());
            self.0.push_str(",\n");
        }
        self.0.push_str("]\n");
    }

    fn session(&mut self, key: &AccessKey, Session { token, expires, .. }: &Session) {
        self.key("access_key_id", &*key.id);
        self.key("access_key_secret", &*key.secret);
        self.key("security_token", &**token);
        self.key("expires", expires.to_string());
    }
}
