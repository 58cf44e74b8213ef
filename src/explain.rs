//! What somebody asks about the fake without a request: may they, and why.

use std::fmt;

use crate::op::{Level, Operation};
use crate::oss::Oss;
use crate::policy::{self, Explanation, Principal, Question, Resource};
use crate::world::{Account, World, is_bucket_name};

impl Oss {
    /// Whether a caller may do an action on a resource, with every step to the decision.
    ///
    /// The caller is `acme` for an account, `acme/ci` for a RAM user, or `anonymous`. The resource is one bucket,
    /// `acs:oss:*:*:logs`, one object, `acs:oss:*:*:logs/key`, or for an action on the service `acs:oss:*:*:*`; `*` as its
    /// region and owner means those of the bucket.
    ///
    /// It is the decision a request meets that needs this one action, once its signature has held: signatures and
    /// AccessKeys are not looked at, and nothing is noted in the journal.
    ///
    /// # Errors
    ///
    /// If nobody is called so, no operation ossmock knows needs the action, the resource is none such an operation asks
    /// for, there is no such bucket (where the action does not create it), or its owner is suspended: no request gets as
    /// far as permissions then.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let acme = oss.account("acme").with_id("1001");
    /// acme.bucket("logs");
    /// acme.ram_user("ci").allow("oss:Get*", "acs:oss:*:*:logs");
    ///
    /// let explanation = oss.explain("acme/ci", "oss:PutBucketEncryption", "acs:oss:*:*:logs")?;
    /// assert!(!explanation.decision.is_allowed());
    /// assert!(!explanation.statements[0].action_matches);
    /// assert!(explanation.statements[0].resource_matches);
    /// # Ok::<(), ossmock::QuestionError>(())
    /// ```
    pub fn explain(&self, caller: &str, action: &str, resource: &str) -> Result<Explanation, QuestionError> {
        let world = self.read(World::clone);
        let (account, principal) = find_caller(&world, caller)?;
        let operations = operations(action)?;
        let named = Named::read(resource)?;
        named.check_level(&operations, resource)?;

        let bucket = named.bucket().and_then(|name| world.bucket(name));
        let creates = |operation: &Operation| matches!(operation, Operation::PutBucket | Operation::PutBucketAcl);
        if let (Some(name), None, false) = (named.bucket(), bucket, operations.iter().any(creates)) {
            return Err(QuestionError(format!("there is no bucket `{name}`")));
        }
        // As with requests: what is not there yet, or belongs to nobody, is looked at as the caller's own.
        let existing = bucket.filter(|_| !operations.contains(&Operation::PutBucket));
        let owner = existing.map(|bucket| &**world.account(bucket.owner)).or(account);
        if let Some(owner) = owner.filter(|owner| owner.suspended) {
            let problem = "is suspended: its requests and those for its buckets are refused before permissions count";
            return Err(QuestionError(format!("the account `{}` {problem}", owner.name)));
        }
        let owner = owner.map_or("", |owner| &*owner.id);
        let region = bucket.map_or(&*world.region, |bucket| &*bucket.region);
        named.check_facts(region, owner)?;
        Ok(policy::explain(&Question {
            caller: principal,
            action: operations.first().map_or(action, |operation| operation.action()),
            resource: Resource { region, owner, path: named.path },
        }))
    }
}

/// Why [`Oss::explain`] has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionError(String);

impl fmt::Display for QuestionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for QuestionError {}

/// The account of a caller, and how policies see them.
fn find_caller<'a>(world: &'a World, name: &str) -> Result<(Option<&'a Account>, Principal<'a>), QuestionError> {
    if let Some(ix) = world.account_named(name) {
        let account = world.account(ix);
        return Ok((Some(account), Principal::Root { account: &account.id }));
    }
    if name == "anonymous" {
        return Ok((None, Principal::Anonymous));
    }
    let user = name.split_once('/').and_then(|(account, user)| {
        let account = world.account_named(account)?;
        Some((account, world.user_named(account, user)?))
    });
    let Some((account, user)) = user else {
        let forms = "write `account`, `account/ram-user` or `anonymous`";
        return Err(QuestionError(format!("nobody is called `{name}`: {forms}")));
    };
    let policies = &world.user(account, user).policies;
    let account = world.account(account);
    Ok((Some(account), Principal::RamUser { account: &account.id, policies }))
}

/// The operations that need an action.
fn operations(action: &str) -> Result<Vec<Operation>, QuestionError> {
    let needing = Operation::ALL.iter().filter(|operation| operation.action().eq_ignore_ascii_case(action));
    let operations: Vec<Operation> = needing.copied().collect();
    if operations.is_empty() {
        let form = "write one action, such as `oss:PutBucketEncryption`";
        return Err(QuestionError(format!("no operation ossmock knows needs `{action}`: {form}")));
    }
    Ok(operations)
}

/// A resource as it is asked about: region and owner may be left open, the path may not.
struct Named<'a> {
    region: &'a str,
    owner: &'a str,
    path: &'a str,
}

impl<'a> Named<'a> {
    fn read(resource: &'a str) -> Result<Self, QuestionError> {
        let resource = if resource == "*" { "acs:oss:*:*:*" } else { resource };
        let fields: Vec<&str> = resource.splitn(5, ':').collect();
        let ["acs", "oss", region, owner, path] = fields[..] else {
            let form = "write `acs:oss:*:*:bucket`, `acs:oss:*:*:bucket/key` or `acs:oss:*:*:*`";
            return Err(QuestionError(format!("`{resource}` is not a resource: {form}")));
        };
        let named = Self { region, owner, path };
        match named.bucket() {
            Some(name) if !is_bucket_name(name) => {
                let rule = "3 to 63 of a-z, 0-9 and -, no - at either end";
                Err(QuestionError(format!("`{name}` is not a bucket name: {rule}")))
            }
            _ => Ok(named),
        }
    }

    fn bucket(&self) -> Option<&'a str> {
        (self.path != "*").then(|| self.path.split_once('/').map_or(self.path, |(bucket, _)| bucket))
    }

    fn level(&self) -> Level {
        match self.path {
            "*" => Level::Service,
            path if path.contains('/') => Level::Object,
            _ => Level::Bucket,
        }
    }

    /// Requests ask for an operation on the service, on a bucket or on an object, and never on another of the three.
    fn check_level(&self, operations: &[Operation], resource: &str) -> Result<(), QuestionError> {
        let Some(operation) = operations.first() else { return Ok(()) };
        if operations.iter().any(|operation| operation.level() == self.level()) {
            return Ok(());
        }
        let (what, form) = match operation.level() {
            Level::Service => ("the service", "acs:oss:*:*:*"),
            Level::Bucket => ("a bucket", "acs:oss:*:*:bucket"),
            Level::Object => ("an object", "acs:oss:*:*:bucket/key"),
        };
        let action = operation.action();
        Err(QuestionError(format!("`{action}` is asked about {what}, not about `{resource}`: write `{form}`")))
    }

    /// What is said of region and owner is so.
    fn check_facts(&self, region: &str, owner: &str) -> Result<(), QuestionError> {
        let open = |said: &str| said.is_empty() || said == "*";
        if !open(self.region) && self.region.strip_prefix("oss-").unwrap_or(self.region) != region {
            return Err(QuestionError(format!("the resource is in `{region}`, not in `{}`", self.region)));
        }
        if !open(self.owner) && self.owner != owner {
            return Err(QuestionError(format!("the resource belongs to `{owner}`, not to `{}`", self.owner)));
        }
        Ok(())
    }
}
