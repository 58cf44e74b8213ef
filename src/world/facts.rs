//! The world as facts with names: what snapshots and contract cases show, and what differences are made of.

use std::sync::Arc;

use super::{Account, Bucket, Session, UserGroup, World};
use crate::policy::Document;

/// Something in the world, and what is true of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Thing {
    /// `bucket logs`; no two things of a world have one name.
    pub name: String,
    /// Every thing of a kind has the same facts, in the same order.
    pub facts: Vec<Fact>,
}

/// One thing that is true of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    /// `encryption`; empty where the name of the thing says it.
    pub what: &'static str,
    /// `AES256`, as it is shown.
    pub value: String,
    /// All of it, where not all is shown.
    exact: Option<String>,
    /// Whether the line of the thing has it.
    in_line: bool,
}

impl Fact {
    fn new(what: &'static str, value: impl Into<String>) -> Self {
        Self { what, value: value.into(), exact: None, in_line: true }
    }

    /// In the line of the thing only if this holds: lines leave out what is as by default.
    const fn in_line_if(mut self, shown: bool) -> Self {
        self.in_line = shown;
        self
    }

    /// A policy is shown in short.
    fn policy(document: &Document) -> Self {
        Self { exact: Some(document.to_json()), ..Self::new("", document.to_string()) }
    }

    fn secret(what: &'static str, exact: &str) -> Self {
        Self { exact: Some(exact.to_owned()), ..Self::new(what, "hidden") }.in_line_if(false)
    }

    /// What it is, and whose, comes right behind the name.
    fn preposition(&self) -> Option<&'static str> {
        match self.what {
            "owner" => Some("of"),
            "region" => Some("in"),
            _ => None,
        }
    }
}

impl Thing {
    fn new(name: impl Into<String>, facts: impl Into<Vec<Fact>>) -> Self {
        Self { name: name.into(), facts: facts.into() }
    }

    /// The thing in a line: `bucket logs of acme in cn-hangzhou: acl private, …`.
    pub fn line(&self) -> String {
        let mut line = self.name.clone();
        let (placed, others): (Vec<&Fact>, Vec<&Fact>) =
            self.facts.iter().filter(|fact| fact.in_line).partition(|fact| fact.preposition().is_some());
        for fact in placed {
            line.extend([" ", fact.preposition().unwrap_or_default(), " ", &fact.value]);
        }
        for (place, fact) in others.into_iter().enumerate() {
            line.push_str(if place == 0 { ": " } else { ", " });
            line.push_str(fact.what);
            line.push_str(if fact.what.is_empty() { "" } else { " " });
            line.push_str(&fact.value);
        }
        line
    }
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

impl World {
    /// All that is true, in an order that does not change.
    pub fn things(&self) -> Vec<Thing> {
        let mut things = vec![Thing::new("region", [Fact::new("", &*self.region)])];
        for account in &self.accounts {
            things.extend(Self::account_things(account));
        }
        things.extend(self.key_things());
        things.extend(self.bucket_things());
        let cname = |(domain, bucket): (&Arc<str>, &Arc<str>)| {
            Thing::new(format!("domain {domain}"), [Fact::new("", format!("bucket {bucket}"))])
        };
        things.extend(self.cnames.iter().map(cname));
        things
    }

    /// What requests can change.
    fn bucket_things(&self) -> impl Iterator<Item = Thing> {
        let blocked = self.accounts.iter().filter(|account| account.block_public_access);
        let blocked = blocked.map(|account| Thing::new(format!("account {} blocks public access", account.name), []));
        blocked.chain(self.buckets.values().map(|bucket| self.bucket_thing(bucket)))
    }

    fn bucket_thing(&self, bucket: &Bucket) -> Thing {
        let rule = bucket.encryption.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string);
        let blocked = if bucket.block_public_access { "blocked" } else { "not blocked" };
        let policy = bucket.policy.as_ref();
        let tags = if bucket.tags.is_empty() { "none".to_owned() } else { format!("{:?}", bucket.tags) };
        Thing::new(
            format!("bucket {}", bucket.name),
            [
                Fact::new("owner", &*self.account(bucket.owner).name),
                Fact::new("region", &*bucket.region),
                Fact::new("acl", bucket.acl.as_str()),
                Fact::new("class", bucket.storage_class.as_str()),
                Fact::new("redundancy", bucket.redundancy.as_str()),
                Fact::new("encryption", rule),
                Fact::new("group", bucket.resource_group.as_deref().unwrap_or("none"))
                    .in_line_if(bucket.resource_group.is_some()),
                Fact::new("public access", blocked).in_line_if(!bucket.block_public_access),
                Fact {
                    exact: policy.map(|policy| policy.document().to_json()),
                    ..Fact::new("policy", policy.map_or_else(|| "none".to_owned(), |policy| format!("[{policy}]")))
                }
                .in_line_if(policy.is_some()),
                Fact::new("tags", tags).in_line_if(!bucket.tags.is_empty()),
                Fact::new("created", bucket.created.to_string()).in_line_if(false),
            ],
        )
    }

    fn account_things(account: &Account) -> Vec<Thing> {
        let facts = [
            Fact::new("id", &*account.id),
            Fact::new("suspended", yes_or_no(account.suspended)).in_line_if(account.suspended),
            Fact::new("V1 forbidden", yes_or_no(account.v1_forbidden)).in_line_if(account.v1_forbidden),
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

    /// The world as lines, one thing each.
    pub fn lines(&self) -> Vec<String> {
        self.things().iter().map(Thing::line).collect()
    }

    /// The lines of what requests can change.
    #[cfg(feature = "fixtures")]
    pub fn bucket_lines(&self) -> Vec<String> {
        self.bucket_things().map(|thing| thing.line()).collect()
    }
}

/// Each policy of somebody, by its place, as decisions quote it.
fn policies(holder: &str, policies: &[Arc<Document>]) -> Vec<Thing> {
    let thing = |(place, policy): (usize, &Arc<Document>)| {
        Thing::new(format!("{holder} policy {}", place + 1), [Fact::policy(policy)])
    };
    policies.iter().enumerate().map(thing).collect()
}

fn session_facts(account: &Account, session: Option<&Session>) -> [Fact; 4] {
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
