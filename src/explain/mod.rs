//! Explains decisions of the fake without a request.

mod question;
mod warnings;

use std::cell::RefCell;

use jiff::Timestamp;

pub use question::{Question, QuestionError};
pub use warnings::Warning;

use crate::auth::{Caller, ClaimFacts};
use crate::op::{self, Operation, Permission, ResourceKind};
use crate::oss::Oss;
use crate::ram::{DiagnosticError, Explanation};
use crate::world::{Retention, StoredAccount, StoredBucket, World, is_bucket_name};

/// The most accounts and RAM users that a message names for an unknown caller.
const NAMED: usize = 8;

impl Oss {
    /// Explains the decision on an action of a caller on a resource, with every step to it.
    ///
    /// The caller is `acme` for an account, `acme/ci` for a RAM user, `acme/ops/deploy` for a session of a role, or
    /// `anonymous`. The resource is one bucket, `acs:oss:*:*:logs`, one object, `acs:oss:*:*:logs/key`, or for an
    /// action on the service `acs:oss:*:*:*`; `*` as its region and owner means those of the bucket.
    ///
    /// The decision is that on a request that needs this one action, after its signature was verified: signatures and
    /// AccessKeys are not checked, and the journal does not change. The request is one from `127.0.0.1`, without TLS,
    /// now; [`Oss::question`] asks about another.
    ///
    /// # Errors
    ///
    /// If the caller is unknown, no operation ossmock knows needs the action, no such operation requests the resource,
    /// the bucket does not exist (unless the action creates it), or its owner is suspended. In these cases a request is
    /// refused before its permissions are checked.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let acme = oss.create_account("acme").set_id("1001");
    /// acme.create_bucket("logs");
    /// acme.create_ram_user("ci").allow("oss:Get*", "acs:oss:*:*:logs");
    ///
    /// let explanation = oss.explain("acme/ci", "oss:PutBucketEncryption", "acs:oss:*:*:logs")?;
    /// assert!(!explanation.decision.is_allowed());
    /// assert!(!explanation.statements[0].action_matches);
    /// assert!(explanation.statements[0].resource_matches);
    /// # Ok::<(), ossmock::policy::QuestionError>(())
    /// ```
    pub fn explain(&self, caller: &str, action: &str, resource: &str) -> Result<Explanation, QuestionError> {
        self.question(caller, action, resource).explain()
    }

    /// Creates the question of [`Oss::explain`], for a request with more details.
    pub fn question(&self, caller: &str, action: &str, resource: &str) -> Question {
        Question::new(self, caller, action, resource)
    }

    /// Decodes the `EncodedDiagnosticMessage` of a 403 that a client received into the explanation of the decision.
    ///
    /// It holds the four statements that came nearest to applying, and the first 200 characters of each text.
    ///
    /// # Errors
    ///
    /// If it is not a message of ossmock; those of the real service are opaque.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let acme = oss.create_account("acme").set_id("1001");
    /// acme.create_bucket("logs");
    /// let ci = acme.create_ram_user("ci").allow("oss:GetBucketEncryption", "acs:oss:*:*:logs/*");
    ///
    /// let request = http::Request::get("/?encryption").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
    /// let request = oss.signer(&ci.credentials()).sign(request.body(bytes::Bytes::new())?);
    /// let response = oss.handle(request);
    /// let xml = std::str::from_utf8(response.body())?;
    /// let message = xml.split("EncodedDiagnosticMessage>").nth(1).and_then(|rest| rest.split('<').next());
    ///
    /// let explanation = oss.decode_diagnostic(message.unwrap_or_default())?;
    /// let missing = "missing: a policy with Allow oss:GetBucketEncryption on acs:oss:*:1001:logs";
    /// assert_eq!(explanation.missing[0].to_string(), missing);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn decode_diagnostic(&self, message: &str) -> Result<Explanation, DiagnosticError> {
        Explanation::decode(message)
    }
}

impl Question {
    /// Returns the explanation.
    ///
    /// # Errors
    ///
    /// As [`Oss::explain`], and if a header of the request is invalid, or its parameters are longer than a target can
    /// be.
    pub fn explain(&self) -> Result<Explanation, QuestionError> {
        let world = self.oss.read(World::clone);
        let asker = Asker::find(&world, &self.caller)?;
        let operations = operations(&self.action)?;
        let named = QuestionedResource::read(&self.resource)?;
        named.check_level(&operations, &self.resource)?;

        let bucket = named.bucket().and_then(|name| world.bucket(name));
        if let (Some(name), None, false) =
            (named.bucket(), bucket, operations.iter().any(|operation| operation.creates_bucket()))
        {
            return Err(QuestionError::of("resource", format!("there is no bucket `{name}`")));
        }
        // As with requests: a resource that does not exist yet, or has no owner, counts as the caller's own.
        let existing = bucket.filter(|_| !operations.iter().any(|operation| operation.is_about_new_bucket()));
        let owner = existing.map(|bucket| &**world.account(bucket.owner)).or(asker.account());
        if let Some(owner) = owner.filter(|owner| owner.suspended) {
            let problem = "is suspended: its requests and those for its buckets are refused before permissions count";
            let part = if existing.is_some() { "resource" } else { "caller" };
            return Err(QuestionError::of(part, format!("the account `{}` {problem}", owner.name)));
        }
        let region = bucket.map_or(&*world.region, |bucket| &*bucket.region);
        let owner = owner.map_or("", |owner| &*owner.id);
        named.check_facts(region, owner)?;
        // Of the operations that need the action, one on this kind of resource: `DeleteMultipleObjects` is not on one
        // object.
        let operation = operations.iter().copied().find(|operation| operation.asked_about() == named.level());
        let operation = operation.unwrap_or(Operation::Unlisted);
        let (call, now) = (self.call()?, self.now()?);
        let notes = RefCell::default();
        let permission = Permission {
            call: call.as_ref(),
            region,
            owner,
            bucket: bucket.map(|bucket| (&**bucket, &**world.account(bucket.owner))),
            object: bucket.and_then(|bucket| bucket.objects.find(named.key()?, None).object()).map(|object| &**object),
            listing: call.as_ref().and_then(op::operation_of).is_some_and(Operation::is_listing),
            ..Permission::new(&asker.caller, &asker.facts, &self.peer, now, &notes)
        };
        let mut explanation = permission.explain(operation, operation.action(), named.path);
        if let (Some(bucket), Some(key)) = (bucket, named.key()) {
            explanation.protected = protection(bucket, key, operation, now).map(|retention| retention.to_string());
        }
        Ok(explanation)
    }
}

/// The protection that refuses an operation on a key, whatever the permissions.
fn protection(bucket: &StoredBucket, key: &str, operation: Operation, now: Timestamp) -> Option<Retention> {
    match operation.action() {
        "oss:DeleteObject" | "oss:PutObject" => bucket.check_replaced(key, now).err(),
        _ => None,
    }
}

/// The caller of a question, with the facts of the world about it.
struct Asker {
    facts: ClaimFacts,
    caller: Caller,
}

impl Asker {
    fn find(world: &World, name: &str) -> Result<Self, QuestionError> {
        let found = match name {
            "anonymous" => Some(ClaimFacts::default()),
            name => world.key_named(name).map(|key| ClaimFacts::of_key(world, key)),
        };
        let forms = "write `account`, `account/ram-user`, `account/role/session` or `anonymous`";
        let unknown =
            || QuestionError::of("caller", format!("no caller is called `{name}`: {forms}; {}", there_are(world)));
        let facts = found.ok_or_else(unknown)?;
        Ok(Self { caller: Caller::from_facts(&facts), facts })
    }

    fn account(&self) -> Option<&StoredAccount> {
        self.facts.account.as_deref()
    }
}

/// Returns the operations that need an action.
fn operations(action: &str) -> Result<Vec<Operation>, QuestionError> {
    let needs = |operation: &&Operation| operation.action().eq_ignore_ascii_case(action) && !operation.is_preflight();
    let needing = Operation::ALL.iter().filter(needs);
    let operations: Vec<Operation> = needing.copied().collect();
    if operations.is_empty() {
        let form = "write one action, such as `oss:PutBucketEncryption`";
        return Err(QuestionError::of("action", format!("no operation ossmock knows needs `{action}`: {form}")));
    }
    Ok(operations)
}

/// A resource in a question: region and owner may be left open, the path may not.
struct QuestionedResource<'a> {
    region: &'a str,
    owner: &'a str,
    path: &'a str,
}

impl<'a> QuestionedResource<'a> {
    fn read(resource: &'a str) -> Result<Self, QuestionError> {
        let resource = if resource == "*" { "acs:oss:*:*:*" } else { resource };
        let fields: Vec<&str> = resource.splitn(5, ':').collect();
        let ["acs", "oss", region, owner, path] = fields[..] else {
            let form = "write `acs:oss:*:*:bucket`, `acs:oss:*:*:bucket/key` or `acs:oss:*:*:*`";
            return Err(QuestionError::of("resource", format!("`{resource}` is not a resource: {form}")));
        };
        let named = Self { region, owner, path };
        match named.bucket() {
            Some(name) if !is_bucket_name(name) => {
                let rule = "3 to 63 of a-z, 0-9 and -, no - at either end";
                Err(QuestionError::of("resource", format!("`{name}` is not a bucket name: {rule}")))
            }
            _ => Ok(named),
        }
    }

    fn bucket(&self) -> Option<&'a str> {
        (self.path != "*").then(|| self.path.split_once('/').map_or(self.path, |(bucket, _)| bucket))
    }

    fn key(&self) -> Option<&'a str> {
        self.path.split_once('/').map(|(_, key)| key)
    }

    fn level(&self) -> ResourceKind {
        match self.path {
            "*" => ResourceKind::Service,
            path if path.contains('/') => ResourceKind::Object,
            _ => ResourceKind::Bucket,
        }
    }

    /// Checks that an operation acts on this kind of resource: the service, a bucket or an object.
    fn check_level(&self, operations: &[Operation], resource: &str) -> Result<(), QuestionError> {
        let Some(operation) = operations.first() else { return Ok(()) };
        if operations.iter().any(|operation| operation.asked_about() == self.level()) {
            return Ok(());
        }
        let (what, form) = match operation.asked_about() {
            ResourceKind::Service => ("the service", "acs:oss:*:*:*"),
            ResourceKind::Bucket => ("a bucket", "acs:oss:*:*:bucket"),
            ResourceKind::Object => ("an object", "acs:oss:*:*:bucket/key"),
        };
        let action = operation.action();
        Err(QuestionError::of(
            "resource",
            format!("`{action}` is asked about {what}, not about `{resource}`: write `{form}`"),
        ))
    }

    /// Checks the region and the owner in the resource, unless they are left open.
    fn check_facts(&self, region: &str, owner: &str) -> Result<(), QuestionError> {
        let open = |said: &str| said.is_empty() || said == "*";
        if !open(self.region) && self.region.strip_prefix("oss-").unwrap_or(self.region) != region {
            return Err(QuestionError::of(
                "resource",
                format!("the resource is in `{region}`, not in `{}`", self.region),
            ));
        }
        if !open(self.owner) && self.owner != owner {
            return Err(QuestionError::of(
                "resource",
                format!("the resource belongs to `{owner}`, not to `{}`", self.owner),
            ));
        }
        Ok(())
    }
}

/// Lists the first accounts and RAM users for a message.
fn there_are(world: &World) -> String {
    let names = world.accounts().flat_map(|(ix, account)| {
        let users = world.users(ix).map(|(_, user)| format!("`{}/{}`", account.name, user.name));
        std::iter::once(format!("`{}`", account.name)).chain(users)
    });
    let names: Vec<String> = names.collect();
    let more = names.len().saturating_sub(NAMED);
    match (names.len(), more) {
        (0, _) => "there is no account yet".to_owned(),
        (_, 0) => format!("there are {}", names.join(", ")),
        _ => format!("there are {} and {more} more", names[..NAMED].join(", ")),
    }
}
