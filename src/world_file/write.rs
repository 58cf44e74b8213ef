//! The writer of world files. Reading its file gives an equal world.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;
use toml::ser::ValueSerializer;
use toml::{Table, Value};

use crate::ram::Document;
use crate::world::{
    AccountIx, EachSetting, Holder, NewBuckets, RoleIx, Session, Setting, StoredAccessKey, StoredAccount, StoredBucket,
    StoredRamUser, UserGroup, World,
};

/// The world file of a world, as text. Settings for new buckets that equal `otherwise` are left out.
pub(super) fn text(world: &World, otherwise: NewBuckets) -> String {
    written(false, |file| file.world(world, otherwise))
}

/// The world file of a world, as values.
pub(super) fn values(world: &World, otherwise: NewBuckets) -> Table {
    let mut file = WorldWriter { out: Values::default(), apart: false };
    file.world(world, otherwise);
    file.out.root
}

/// A piece of a world file, as text. Pieces that are kept apart do not depend on each other.
pub(super) fn written(apart: bool, write: impl FnOnce(&mut WorldWriter<String>)) -> String {
    let mut file = WorldWriter { out: String::new(), apart };
    write(&mut file);
    file.out
}

/// A world file that is being written, as text or as values.
pub(super) struct WorldWriter<O> {
    out: O,
    /// `true` if each table is kept apart from the others: it has no data, and all values that it would have from others.
    pub apart: bool,
}

/// The output of a world file, which takes its tables and keys one by one.
pub(super) trait Out {
    /// Begins a table in the list with a name such as `account.bucket`, within the last tables of the lists around it.
    fn table(&mut self, name: &str);
    /// Adds a key to the table that was begun last, or to the file.
    fn key(&mut self, key: &str, value: impl Serialize);
    /// Adds a key whose value is a list with a line for each value.
    fn list(&mut self, key: &str, values: &[impl Serialize]);
}

const IS_TOML: &str = "texts, numbers, flags and lists and tables of them are TOML";

impl Out for String {
    fn table(&mut self, name: &str) {
        self.extend(["\n[[", name, "]]\n"]);
    }

    fn key(&mut self, key: &str, value: impl Serialize) {
        self.extend([key, " = "]);
        value.serialize(ValueSerializer::new(self)).expect(IS_TOML);
        self.push('\n');
    }

    fn list(&mut self, key: &str, values: &[impl Serialize]) {
        self.extend([key, " = [\n"]);
        for value in values {
            self.push_str("  ");
            value.serialize(ValueSerializer::new(self)).expect(IS_TOML);
            self.push_str(",\n");
        }
        self.push_str("]\n");
    }
}

#[derive(Default)]
struct Values {
    root: Table,
    /// The name of the table that was begun last; empty for the file.
    name: String,
}

impl Values {
    /// Returns the last table of the list with a name.
    fn last<'a>(root: &'a mut Table, name: &str) -> &'a mut Table {
        name.split('.').filter(|step| !step.is_empty()).fold(root, |table, step| {
            let last = table.get_mut(step).and_then(|list| list.as_array_mut()?.last_mut()?.as_table_mut());
            last.expect("a table is begun before those within it")
        })
    }
}

impl Out for Values {
    fn table(&mut self, name: &str) {
        let (around, list) = name.rsplit_once('.').unwrap_or(("", name));
        let list = Self::last(&mut self.root, around).entry(list).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(tables) = list {
            tables.push(Value::Table(Table::new()));
        }
        name.clone_into(&mut self.name);
    }

    fn key(&mut self, key: &str, value: impl Serialize) {
        let value = Value::try_from(value).expect(IS_TOML);
        Self::last(&mut self.root, &self.name).insert(key.to_owned(), value);
    }

    fn list(&mut self, key: &str, values: &[impl Serialize]) {
        self.key(key, values);
    }
}

impl<O: Out> EachSetting for WorldWriter<O> {
    fn setting<S: Setting>(&mut self, key: &'static str, value: &S::Value) {
        if let Some(form) = S::form(value) {
            self.key(key, form);
        }
    }
}

impl<O: Out> WorldWriter<O> {
    pub fn table(&mut self, name: &str) {
        self.out.table(name);
    }

    pub fn key(&mut self, key: &str, value: impl Serialize) {
        self.out.key(key, value);
    }

    pub fn list(&mut self, key: &str, values: &[impl Serialize]) {
        self.out.list(key, values);
    }

    pub fn key_unless<T: Serialize + PartialEq>(&mut self, default: &T, key: &str, value: &T) {
        if value != default {
            self.key(key, value);
        }
    }

    fn world(&mut self, world: &World, otherwise: NewBuckets) {
        self.head(world, otherwise);
        for (ix, account) in world.accounts() {
            self.account_head(account, world, ix);
            for bucket in world.buckets_of(ix) {
                self.bucket_head(bucket, world);
                self.access_log(&bucket.access_log);
                self.objects(bucket);
                self.uploads(bucket);
            }
            self.identities(account, world, ix);
        }
    }

    /// Writes the keys of the file itself.
    pub fn head(&mut self, world: &World, otherwise: NewBuckets) {
        self.key("region", &*world.region);
        let NewBuckets { blocked, most } = world.new_buckets;
        self.key_unless(&!otherwise.blocked, "allow_public_buckets", &!blocked);
        self.key_unless(&otherwise.most, "max_buckets", &most.max(world.most_buckets()));
    }

    /// Begins an account, with everything that its buckets may refer to.
    pub fn account_head(&mut self, account: &StoredAccount, world: &World, ix: AccountIx) {
        self.account(account, world.key_of(Holder { account: ix, user: None }));
        self.kms_keys(&account.kms, &world.region);
        self.cloudboxes(&account.cloudboxes, &world.region);
    }

    /// Writes the RAM users, groups, roles and sessions of an account.
    pub fn identities(&mut self, account: &StoredAccount, world: &World, ix: AccountIx) {
        for (user, facts) in world.users(ix) {
            self.ram_user(facts, world.key_of(Holder { account: ix, user: Some(user) }));
        }
        for group in &account.groups {
            self.group(account, group);
        }
        for (role, _) in world.roles(ix) {
            self.role(world, ix, role);
        }
        for (key, session) in world.sessions(ix) {
            self.table("account.session");
            self.session(key, session);
        }
    }

    fn account(&mut self, account: &StoredAccount, key: &StoredAccessKey) {
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

    fn access_key(&mut self, key: &StoredAccessKey) {
        self.key("access_key_id", &*key.id);
        self.key("access_key_secret", &*key.secret);
        self.key_unless(&false, "access_key_disabled", &!key.enabled);
        if let Some(sources) = &key.sources {
            self.key("access_key_sources", sources);
        }
    }

    /// Begins a bucket, with its settings.
    pub fn bucket_head(&mut self, bucket: &StoredBucket, world: &World) {
        self.table("account.bucket");
        self.key("name", &*bucket.name);
        match &bucket.cloudbox {
            None => self.key_unless(&&*world.region, "region", &&*bucket.region),
            Some(id) => self.key("cloudbox", &**id),
        }
        self.key("created", bucket.created.to_string());
        self.cnames(bucket, world);
        bucket.settings.each(self);
        self.replications(bucket, world);
    }

    fn ram_user(&mut self, user: &StoredRamUser, key: &StoredAccessKey) {
        self.table("account.ram_user");
        self.key("name", &*user.name);
        self.key("id", &*user.id);
        self.access_key(key);
        self.policies(&user.policies);
    }

    fn group(&mut self, account: &StoredAccount, UserGroup { group, members }: &UserGroup) {
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
        let written: Vec<_> = policies.iter().map(|policy| policy.written()).collect();
        self.list("policies", &written);
    }

    fn session(&mut self, key: &StoredAccessKey, Session { token, expires, .. }: &Session) {
        self.key("access_key_id", &*key.id);
        self.key("access_key_secret", &*key.secret);
        self.key("security_token", &**token);
        self.key("expires", expires.to_string());
    }
}
