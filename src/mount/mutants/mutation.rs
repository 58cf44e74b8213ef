//! The changes that make mutants of a world.

use std::fmt;
use std::sync::Arc;

use crate::journal::CallerPattern;
use crate::ram::{
    Acl, Document, Effect, Source, StatementPart, StatementRef, StatementWithParts, may_be_action_of,
    may_be_resource_of,
};
use crate::world::{AccountIx, World};

/// The account that gets a bucket if the world has no other account.
const ANOTHER_ACCOUNT: &str = "another-account";

/// The change that a mutant makes to the world.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mutation {
    /// Removes a statement that allows.
    AllowRemoved(StatementRef),
    /// Removes one action of a statement that allows.
    ActionRemoved {
        /// The statement, as it was.
        reference: StatementRef,
        /// The action that is removed.
        action: String,
    },
    /// Removes one resource of a statement that allows.
    ResourceRemoved {
        /// The statement, as it was.
        reference: StatementRef,
        /// The resource that is removed.
        resource: String,
    },
    /// Removes a statement that denies.
    DenyRemoved(StatementRef),
    /// Removes all actions of KMS that are allowed by name.
    KeyGrantsRemoved,
    /// Gives a bucket to another account.
    OwnerChanged {
        /// The bucket.
        bucket: String,
        /// The new owner.
        owner: String,
    },
    /// Gives a bucket another ACL: private instead of a public one, public-read-write instead of private.
    AclChanged {
        /// The bucket.
        bucket: String,
        /// The new ACL.
        acl: Acl,
    },
    /// Removes the policy of a bucket.
    BucketPolicyRemoved {
        /// The bucket.
        bucket: String,
    },
    /// Blocks public access to a bucket, or lifts the block, also that of its account.
    PublicAccessBlockChanged {
        /// The bucket.
        bucket: String,
        /// `true` if public access is blocked.
        blocked: bool,
    },
}

impl fmt::Display for Mutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AllowRemoved(reference) | Self::DenyRemoved(reference) => write!(f, "without {reference}"),
            Self::ActionRemoved { reference, action } => write!(f, "without {action} in {reference}"),
            Self::ResourceRemoved { reference, resource } => write!(f, "without {resource} in {reference}"),
            Self::KeyGrantsRemoved => f.write_str("without any action of KMS that is allowed by name"),
            Self::OwnerChanged { bucket, owner } => write!(f, "bucket {bucket} belongs to {owner}"),
            Self::AclChanged { bucket, acl } => write!(f, "bucket {bucket} is {acl}"),
            Self::BucketPolicyRemoved { bucket } => write!(f, "bucket {bucket} has no policy"),
            Self::PublicAccessBlockChanged { bucket, blocked: true } => {
                write!(f, "public access to bucket {bucket} is blocked")
            }
            Self::PublicAccessBlockChanged { bucket, blocked: false } => {
                write!(f, "public access to bucket {bucket} is not blocked")
            }
        }
    }
}

impl Mutation {
    /// Returns `true` if the mutation removes something that the user may do.
    #[must_use]
    pub const fn removes_grant(&self) -> bool {
        matches!(self, Self::AllowRemoved(_) | Self::ActionRemoved { .. } | Self::ResourceRemoved { .. })
    }

    /// Applies the mutation to a copy of the world it was found in.
    pub(super) fn apply(&self, who: &CallerPattern, world: &mut World) {
        match self {
            Self::AllowRemoved(reference) | Self::DenyRemoved(reference) => {
                remove(world, who, reference, StatementPart::Statement);
            }
            Self::ActionRemoved { reference, action } => remove(world, who, reference, StatementPart::Action(action)),
            Self::ResourceRemoved { reference, resource } => {
                remove(world, who, reference, StatementPart::Resource(resource));
            }
            Self::KeyGrantsRemoved => {
                // From the last to the first, so that the positions of the others stay.
                let listed = listed(who, world);
                for StatementWithParts { reference, .. } in listed.iter().rev().filter(|listed| grants_key(listed)) {
                    remove(world, who, reference, StatementPart::Service("kms"));
                }
            }
            Self::OwnerChanged { bucket, owner } => {
                let owner = world.account_named(owner).unwrap_or_else(|| world.add_account(owner));
                if let Some(bucket) = world.bucket_mut(bucket) {
                    bucket.owner = owner;
                }
            }
            Self::AclChanged { bucket, acl } => {
                if let Some(bucket) = world.bucket_mut(bucket) {
                    bucket.settings_mut().acl = *acl;
                }
            }
            Self::BucketPolicyRemoved { bucket } => {
                if let Some(bucket) = world.bucket_mut(bucket) {
                    bucket.settings_mut().policy = None;
                }
            }
            Self::PublicAccessBlockChanged { bucket, blocked } => {
                let owner = world.bucket_mut(bucket).map(|bucket| {
                    bucket.settings_mut().block_public_access = *blocked;
                    bucket.owner
                });
                if let Some(owner) = owner.filter(|_| !blocked) {
                    world.account_mut(owner).block_public_access = false;
                }
            }
        }
    }
}

/// Removes a part of the policy of a statement.
fn remove(world: &mut World, who: &CallerPattern, reference: &StatementRef, part: StatementPart<'_>) {
    // References count from 1.
    let (policy, statement) = (reference.policy - 1, reference.statement - 1);
    let Some(policies) = who.policies_mut(world, &reference.source) else { return };
    match policies.get(policy).map(|document| document.without(statement, part)) {
        Some(Some(left)) => policies[policy] = Arc::new(left),
        Some(None) => drop(policies.remove(policy)),
        None => {}
    }
}

/// Returns the statements attached to the user and its groups.
fn listed(who: &CallerPattern, world: &World) -> Vec<StatementWithParts> {
    let attached = who.policies(world).unwrap_or_default();
    let of_policy = |source: &Source, place: usize, policy: &Document| policy.listed(source, place).collect::<Vec<_>>();
    let policies = attached.iter().flat_map(|(source, policies)| {
        policies.iter().enumerate().flat_map(move |(place, policy)| of_policy(source, place, policy))
    });
    policies.collect()
}

fn grants_key(listed: &StatementWithParts) -> bool {
    listed.effect == Effect::Allow && listed.names_service("kms")
}

/// The possible mutations: those that ossmock can judge, and those it cannot.
#[derive(Debug, Default)]
pub(super) struct Mutations {
    pub judged: Vec<Mutation>,
    pub unjudged: Vec<Mutation>,
}

impl Mutations {
    /// Collects the mutations of a world for the buckets that were called.
    pub fn of(world: &World, who: &CallerPattern, called: &[&str], kms: bool) -> Self {
        let mut mutations = Self::default();
        let listed = listed(who, world);
        for statement in listed.iter().filter(|statement| statement.effect == Effect::Allow) {
            mutations.grants(statement, kms);
        }
        let denies = listed.iter().filter(|statement| statement.effect == Effect::Deny);
        mutations.judged.extend(denies.map(|statement| Mutation::DenyRemoved(statement.reference.clone())));
        for name in called {
            mutations.bucket(world, name);
        }
        // If one statement has all of them, its removal is a mutant already.
        if kms && listed.iter().filter(|statement| grants_key(statement)).count() > 1 {
            mutations.judged.push(Mutation::KeyGrantsRemoved);
        }
        mutations
    }

    /// Adds the mutations of a statement that allows, and of its parts.
    fn grants(&mut self, statement: &StatementWithParts, kms: bool) {
        let StatementWithParts { reference, actions, resources, .. } = statement;
        let services = if kms { &["oss", "kms"][..] } else { &["oss"] };
        let action_counts = |action: &str| services.iter().any(|service| may_be_action_of(action, service));
        let resource_counts = |resource: &str| services.iter().any(|service| may_be_resource_of(resource, service));
        // A statement without a list (`NotAction`, `NotResource`) covers all but some, so it always counts.
        let counts = (actions.is_empty() || actions.iter().any(|action| action_counts(action)))
            && (resources.is_empty() || resources.iter().any(|resource| resource_counts(resource)));
        self.add(counts, Mutation::AllowRemoved(reference.clone()));
        if !counts {
            return;
        }
        for action in actions.iter().filter(|_| actions.len() > 1) {
            let mutation = Mutation::ActionRemoved { reference: reference.clone(), action: action.clone() };
            self.add(action_counts(action), mutation);
        }
        for resource in resources.iter().filter(|_| resources.len() > 1) {
            let mutation = Mutation::ResourceRemoved { reference: reference.clone(), resource: resource.clone() };
            self.add(resource_counts(resource), mutation);
        }
    }

    fn add(&mut self, judged: bool, mutation: Mutation) {
        if judged { self.judged.push(mutation) } else { self.unjudged.push(mutation) }
    }

    fn bucket(&mut self, world: &World, name: &str) {
        let Some(facts) = world.bucket(name) else { return };
        let bucket = || name.to_owned();
        self.judged.push(Mutation::OwnerChanged { bucket: bucket(), owner: another_account(world, facts.owner) });
        let acl = if facts.settings.acl.is_public() { Acl::Private } else { Acl::PublicReadWrite };
        self.judged.push(Mutation::AclChanged { bucket: bucket(), acl });
        if facts.settings.policy.is_some() {
            self.judged.push(Mutation::BucketPolicyRemoved { bucket: bucket() });
        }
        let blocked = !world.blocks_public_access(facts);
        self.judged.push(Mutation::PublicAccessBlockChanged { bucket: bucket(), blocked });
    }
}

/// Returns the name of the first account that is not this one, or of one to be created.
fn another_account(world: &World, owner: AccountIx) -> String {
    let other = world.accounts().find(|(ix, _)| *ix != owner);
    let name = other.map_or(ANOTHER_ACCOUNT, |(_, account)| &account.name);
    // The only account may have that name.
    if *world.account(owner).name == *name { format!("{name}-2") } else { name.to_owned() }
}
