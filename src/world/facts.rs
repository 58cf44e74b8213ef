//! The world as named facts, for snapshots, differences and contract cases.

use std::fmt;
use std::sync::Arc;

use super::{
    BoundDomain, EachSetting, ExtraParts, Found, KmsService, ObjectType, Replication, Session, StoredAccount,
    StoredBucket, StoredCloudBox, StoredKmsKey, StoredObject, StoredUpload,
};
use super::{Setting, UserGroup, VersionId, World};
use crate::ram::{Acl, Document};

/// A thing in the world, with its facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Thing {
    /// The name, such as `bucket logs`, unique in its world.
    pub name: String,
    /// The start of the line of the thing; `None` if that is the name.
    label: Option<String>,
    /// The facts. Every thing of a kind has the same facts in the same order.
    pub facts: Vec<Fact>,
}

/// A fact of a thing: its name and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    /// The name, such as `encryption`; empty if the name of the thing says it.
    pub what: &'static str,
    /// The value as it is shown, such as `AES256`.
    pub value: String,
    /// The whole value; `None` if `value` shows all of it.
    exact: Option<String>,
    /// `true` if the line of the thing has the fact.
    in_line: bool,
}

impl Fact {
    fn new(what: &'static str, value: impl Into<String>) -> Self {
        Self { what, value: value.into(), exact: None, in_line: true }
    }

    /// Sets if the fact is in the line of the thing. Lines leave out default values.
    const fn in_line_if(mut self, shown: bool) -> Self {
        self.in_line = shown;
        self
    }

    /// The fact of a policy, which is shown in short.
    fn policy(document: &Document) -> Self {
        Self { exact: Some(document.to_json()), ..Self::new("", document.to_string()) }
    }

    fn secret(what: &'static str, exact: &str) -> Self {
        Self { exact: Some(exact.to_owned()), ..Self::new(what, "hidden") }.in_line_if(false)
    }

    /// The preposition of a fact that comes right after the name of the thing; `None` if the fact comes later.
    fn preposition(&self) -> Option<&'static str> {
        match self.what {
            "owner" => Some("of"),
            "region" => Some("in"),
            "cloudbox" => Some("on"),
            _ => None,
        }
    }
}

impl Thing {
    fn new(name: impl Into<String>, facts: impl Into<Vec<Fact>>) -> Self {
        Self { name: name.into(), label: None, facts: facts.into() }
    }

    /// Sets the start of the line. It may have facts that change, which a name may not.
    fn labelled(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// The line of the thing: `bucket logs of acme in cn-hangzhou: acl private, …`.
    pub fn line(&self) -> String {
        let mut line = self.label.as_ref().unwrap_or(&self.name).clone();
        let (placed, others): (Vec<&Fact>, Vec<&Fact>) =
            self.facts.iter().filter(|fact| fact.in_line).partition(|fact| fact.preposition().is_some());
        for fact in placed {
            line.extend([" ", fact.preposition().unwrap_or_default(), " ", &fact.value]);
        }
        if !others.is_empty() {
            line.push_str(": ");
            line.push_str(&listed(others));
        }
        line
    }
}

/// Lists facts as text: `acl private, class Standard`.
fn listed<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> String {
    let shown = facts.into_iter().map(|fact| match fact.what {
        "" => fact.value.clone(),
        what => format!("{what} {}", fact.value),
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// Collects the facts of a bucket.
struct FactList(Vec<Fact>);

impl EachSetting for FactList {
    fn setting<S: Setting>(&mut self, _: &'static str, value: &S::Value) {
        let fact = Fact { exact: S::exact(value), ..Fact::new(S::FACT, S::shown(value)) };
        self.0.push(fact.in_line_if(S::in_line(value)));
    }
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

impl World {
    /// All things of the world, in a fixed order.
    pub fn things(&self) -> Vec<Thing> {
        let mut things = vec![Thing::new("region", [Fact::new("", &*self.region)])];
        for account in &self.accounts {
            things.extend(Self::account_things(account));
        }
        things.extend(self.key_things());
        things.extend(self.bucket_things());
        things
    }

    /// The things that requests can change.
    fn bucket_things(&self) -> impl Iterator<Item = Thing> {
        let blocked = self.accounts.iter().filter(|account| account.block_public_access);
        let blocked = blocked.map(|account| Thing::new(format!("account {} blocks public access", account.name), []));
        let things = blocked.chain(self.buckets.values().flat_map(|bucket| {
            let things = std::iter::once(self.bucket_thing(bucket));
            let replications = bucket.replications.rules().iter().map(|rule| replication_thing(bucket, rule));
            let uploads = bucket.uploads.all().map(|upload| upload_thing(bucket, upload));
            things.chain(replications).chain(object_things(bucket)).chain(uploads)
        }));
        let cname = |(domain, bound): (&Arc<str>, &BoundDomain)| {
            let certificate = bound.certificate.as_deref().unwrap_or("none");
            let facts = [
                Fact::new("", format!("bucket {}", bound.bucket)),
                Fact::new("certificate", certificate).in_line_if(bound.certificate.is_some()),
                Fact::new("since", bound.since.to_string()).in_line_if(false),
            ];
            Thing::new(format!("domain {domain}"), facts)
        };
        things.chain(self.cnames.iter().map(cname))
    }

    fn bucket_thing(&self, bucket: &StoredBucket) -> Thing {
        let mut facts = FactList(vec![
            Fact::new("owner", &*self.account(bucket.owner).name),
            Fact::new("region", &*bucket.region),
            Fact::new("cloudbox", bucket.cloudbox.as_deref().unwrap_or("none")).in_line_if(bucket.cloudbox.is_some()),
        ]);
        bucket.settings.each(&mut facts);
        facts.0.push(Fact::new("created", bucket.created.to_string()).in_line_if(false));
        Thing::new(format!("bucket {}", bucket.name), facts.0)
    }

    fn account_things(account: &StoredAccount) -> Vec<Thing> {
        let facts = [
            Fact::new("id", &*account.id),
            Fact::new("suspended", yes_or_no(account.suspended)).in_line_if(account.suspended),
            Fact::new("V1 forbidden", yes_or_no(account.v1_forbidden)).in_line_if(account.v1_forbidden),
            Fact::new("kms", account.kms.service.to_string()).in_line_if(account.kms.service != KmsService::default()),
        ];
        let mut things = vec![Thing::new(format!("account {}", account.name), facts)];
        for user in &account.users {
            let name = format!("ram user {}/{}", account.name, user.name);
            let policies = policies(&name, &user.policies);
            things.push(Thing::new(name, [Fact::new("id", &*user.id)]));
            things.extend(policies);
        }
        for UserGroup { group, members } in account.groups.iter().map(|group| &**group) {
            let name = format!("group {}/{}", account.name, group.name);
            let members: Vec<&str> = members.iter().map(|user| &*account.users[user.0].name).collect();
            let policies = policies(&name, &group.policies);
            things.push(Thing::new(name, [Fact::new("members", format!("[{}]", members.join(", ")))]));
            things.extend(policies);
        }
        things.extend(account.cloudboxes.iter().map(|cloudbox| cloudbox_thing(account, cloudbox)));
        let group_thing = |id: &String| Thing::new(format!("resource group {id} of {}", account.name), []);
        things.extend(account.resource_groups.iter().map(group_thing));
        things.extend(account.kms.keys.iter().map(|key| kms_key_thing(account, key)));
        for role in &account.roles {
            let name = format!("role {}/{}", account.name, role.name);
            let policies = policies(&name, &role.policies);
            things.push(Thing::new(name, []));
            things.extend(policies);
        }
        things
    }

    fn key_things(&self) -> impl Iterator<Item = Thing> {
        self.keys.values().map(|key| {
            let account = self.account(key.holder.account);
            let holder = match key.holder.user {
                Some(user) => format!("{}/{}", account.name, account.users[user.0].name),
                None => account.name.to_string(),
            };
            let sources = key.sources.as_ref().map_or_else(|| "anywhere".to_owned(), |ips| format!("{ips:?}"));
            let mut facts = vec![
                Fact::new("owner", holder),
                Fact::new("disabled", yes_or_no(!key.enabled)).in_line_if(!key.enabled),
                Fact::new("only from", sources).in_line_if(key.sources.is_some()),
                Fact::secret("secret", &key.secret),
            ];
            facts.extend(session_facts(account, key.session.as_ref()));
            Thing::new(format!("access key {}", key.id), facts)
        })
    }

    /// The lines of all things of the world.
    pub fn lines(&self) -> Vec<String> {
        self.things().iter().map(Thing::line).collect()
    }

    /// The lines of the things that requests can change.
    #[cfg(feature = "fixtures")]
    pub fn bucket_lines(&self) -> Vec<String> {
        self.bucket_things().map(|thing| thing.line()).collect()
    }
}

/// The policies of a holder, numbered from 1 as decisions quote them.
fn policies(holder: &str, policies: &[Arc<Document>]) -> Vec<Thing> {
    let thing = |(place, policy): (usize, &Arc<Document>)| {
        Thing::new(format!("{holder} policy {}", place + 1), [Fact::policy(policy)])
    };
    policies.iter().enumerate().map(thing).collect()
}

fn session_facts(account: &StoredAccount, session: Option<&Session>) -> [Fact; 4] {
    let none = || "none".to_owned();
    let role = session.and_then(|session| session.role.as_ref());
    let policy = role.and_then(|role| role.policy.as_ref());
    let in_session = role.map(|role| format!("{}/{}", account.roles[role.role.0].name, role.name));
    [
        Fact::new("session until", session.map_or_else(none, |session| session.expires.to_string()))
            .in_line_if(session.is_some()),
        Fact::new("role", in_session.unwrap_or_else(none)).in_line_if(role.is_some()),
        Fact {
            exact: policy.map(|policy| policy.to_json()),
            ..Fact::new("session policy", policy.map_or_else(none, ToString::to_string))
        }
        .in_line_if(policy.is_some()),
        Fact::secret("token", session.map_or("", |session| &session.token)),
    ]
}

fn cloudbox_thing(account: &StoredAccount, cloudbox: &StoredCloudBox) -> Thing {
    let facts = [Fact::new("owner", &*account.name), Fact::new("region", &*cloudbox.region)];
    Thing::new(format!("cloudbox {}", cloudbox.id), facts)
}

/// The thing of a KMS key. Its name has the account and the region, as the id alone is not unique.
fn kms_key_thing(account: &StoredAccount, key: &StoredKmsKey) -> Thing {
    let name = format!("kms key {} of {} in {}", key.id, account.name, key.region);
    let alias = key.alias.as_deref().unwrap_or("no alias");
    Thing::new(name, [Fact::new("", alias), Fact::new("", key.state.to_string())])
}

fn replication_thing(bucket: &StoredBucket, replication: &Replication) -> Thing {
    let Replication { id, status, rule, .. } = replication;
    let name = format!("replication of {} {id}", bucket.name);
    let label = format!("{name}, {status}");
    Thing::new(name, [Fact::new("", rule.to_string()), Fact::new("status", status.to_string()).in_line_if(false)])
        .labelled(label)
}

/// The versions of all keys of a bucket. The line names the version unless the bucket never kept versions.
fn object_things(bucket: &StoredBucket) -> impl Iterator<Item = Thing> {
    bucket.objects.all().filter_map(|(key, version)| {
        let (id, facts) = match version {
            Found::Object(object) => (object.version(), object_facts(object)),
            Found::DeleteMarker(marker) => (marker.version, vec![Fact::new("", "deleted")]),
            Found::Nothing => return None,
        };
        let plain = format!("object {}/{key}", bucket.name);
        let full = format!("{plain} version {id}");
        Some(match (bucket.settings.versioning, id) {
            (None, VersionId::Null) => Thing::new(plain, facts),
            (Some(_), VersionId::Null) => Thing::new(plain, facts).labelled(full),
            _ => Thing::new(full, facts),
        })
    })
}

impl fmt::Display for StoredObject {
    /// Shows `5 bytes, etag 5D41402ABC4B2A76B9719D911017C592, class Standard, acl default, encryption none`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&listed(object_facts(self).iter().filter(|fact| fact.in_line)))
    }
}

fn object_facts(object: &StoredObject) -> Vec<Fact> {
    let StoredObject { kind, body, etag, storage_class, meta, extra, .. } = object;
    let ExtraParts { target, tags, sealed, transitioned, restoration, encryption, accessed, origin } = &**extra;
    let none = || "none".to_owned();
    let what = target.as_ref().map_or_else(|| kind.to_string(), |target| format!("{kind} to {target}"));
    let restoration = restoration.filter(|_| storage_class.is_archived());
    let meta: Vec<String> =
        meta.iter().map(|(name, value)| format!("{name} {:?}", String::from_utf8_lossy(value))).collect();
    vec![
        Fact::new("", what).in_line_if(*kind != ObjectType::Normal),
        Fact::new("", format!("{} bytes", body.len())),
        Fact::new("etag", etag.to_string()),
        Fact::new("class", storage_class.as_str()),
        Fact::new("acl", object.acl.map_or("default", Acl::as_str)),
        Fact::new("encryption", encryption.as_ref().map_or_else(none, ToString::to_string)),
        Fact::new("sealed", sealed.map_or_else(none, |at| at.to_string())).in_line_if(sealed.is_some()),
        Fact::new("", restoration.map_or_else(|| "not restored".to_owned(), |restored| restored.to_string()))
            .in_line_if(restoration.is_some()),
        Fact::new("tags", if tags.is_empty() { none() } else { format!("{tags:?}") }).in_line_if(!tags.is_empty()),
        Fact::new("replica", origin.as_ref().map_or_else(none, |origin| format!("from {}", origin.bucket)))
            .in_line_if(origin.is_some()),
        Fact::new("", if meta.is_empty() { "no metadata".to_owned() } else { meta.join(", ") })
            .in_line_if(!meta.is_empty()),
        Fact::new("moved", transitioned.map_or_else(none, |at| at.to_string())).in_line_if(transitioned.is_some()),
        Fact::new("accessed", accessed.map_or_else(none, |at| at.to_string())).in_line_if(accessed.is_some()),
        Fact::new("modified", object.modified().to_string()).in_line_if(false),
    ]
}

fn upload_thing(bucket: &StoredBucket, upload: &StoredUpload) -> Thing {
    let parts: Vec<_> = upload.parts.keys().map(u16::to_string).collect();
    let parts = if parts.is_empty() { "none".to_owned() } else { parts.join(" ") };
    let encryption = upload.draft.extra.encryption.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string);
    Thing::new(
        format!("upload {}/{} {}", bucket.name, upload.draft.key, upload.id),
        [Fact::new("parts", parts), Fact::new("encryption", encryption)],
    )
}
