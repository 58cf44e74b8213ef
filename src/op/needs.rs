//! The permissions that a request needs: read from the row of its operation.

use std::borrow::Cow;

use http::{HeaderName, Method};

use super::operations::Operation;
use super::table::{Also, Creates, Drift, ResourceKind, ToldBy};
use crate::error::Assumption;
use crate::ram::Access;
use crate::wire::{Call, header};

impl Also {
    /// Returns `true` if the request needs the right.
    fn is_asked_by(self, call: &Call) -> bool {
        let name: HeaderName = match self {
            Self::BucketAcl => header::X_OSS_ACL,
            Self::ObjectAcl => header::X_OSS_OBJECT_ACL,
            Self::Tags => header::X_OSS_TAGGING,
        };
        call.filled_header(&name).is_some()
    }

    /// The action that the right needs, and the operation that names a denial of it.
    const fn needs(self, operation: Operation) -> (Operation, &'static str) {
        match self {
            Self::BucketAcl => (operation, Operation::PutBucketAcl.action()),
            Self::ObjectAcl => (Operation::PutObjectAcl, Operation::PutObjectAcl.action()),
            Self::Tags => (Operation::PutObjectTagging, Operation::PutObjectTagging.action()),
        }
    }
}

impl Operation {
    /// Returns `true` if `prefix` and `delimiter` select what the operation lists.
    pub(crate) const fn is_listing(self) -> bool {
        self.row().lists
    }

    /// The access to an object that ACLs must grant.
    pub(super) const fn access(self) -> Access {
        self.row().access
    }

    /// Returns `true` if the operation is about a bucket that does not exist: permissions are checked as if the caller owned
    /// it.
    pub(crate) fn is_about_new_bucket(self) -> bool {
        self.row().creates == Creates::New
    }

    /// Returns `true` if the body is a form, which says what the request is.
    pub(crate) fn is_form(self) -> bool {
        self.row().told_by == ToldBy::Form
    }

    /// Returns `true` if the operation is the question that a browser asks before the request of a page. It has no caller and
    /// needs no permission.
    pub(crate) fn is_preflight(self) -> bool {
        self.row().methods.contains(&Method::OPTIONS)
    }

    /// Returns `true` if the operation is about objects, uploads or lists of them, and not about the bucket itself.
    pub(crate) fn is_about_objects(self) -> bool {
        self.row().told_by != ToldBy::Head || self.level() == ResourceKind::Object || self.is_listing()
    }

    /// Returns `true` if the bucket need not exist, as far as ossmock knows.
    pub(crate) fn may_create_bucket(self) -> bool {
        !matches!(self.row().creates, Creates::Nothing | Creates::Mistaken)
    }

    /// Returns `true` if OSS takes the request for one that creates the bucket where there is none, and cannot read its body.
    pub(crate) fn is_mistaken_for_creation(self) -> bool {
        self.row().creates == Creates::Mistaken
    }

    /// Returns `true` if the operation creates the bucket that it names, if the bucket does not exist.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::Operation;
    ///
    /// assert!(Operation::PutBucket.creates_bucket() && Operation::PutBucketAcl.creates_bucket());
    /// assert!(!Operation::PutObject.creates_bucket());
    /// ```
    #[must_use]
    pub fn creates_bucket(self) -> bool {
        matches!(self.row().creates, Creates::New | Creates::Missing)
    }

    /// Returns `true` if a real endpoint charges for the effects of the operation, not only for its request.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::Operation;
    ///
    /// assert!(Operation::RestoreObject.is_paid_for() && !Operation::PutObject.is_paid_for());
    /// ```
    #[must_use]
    pub fn is_paid_for(self) -> bool {
        self.row().drift == Drift::Paid
    }

    /// The level of the resource whose permission is checked: the operation's own, except for a form, which names an object.
    pub(crate) const fn asked_about(self) -> ResourceKind {
        match self.row().told_by {
            ToldBy::Form => ResourceKind::Object,
            ToldBy::Head | ToldBy::Body => self.level(),
        }
    }

    /// The path of the resource: `*`, `bucket`, or `bucket/key`.
    pub(crate) fn path(self, call: &Call) -> Cow<'_, str> {
        let bucket = call.bucket().unwrap_or_default();
        match self.asked_about() {
            ResourceKind::Service => "*".into(),
            ResourceKind::Bucket => bucket.into(),
            ResourceKind::Object => format!("{bucket}/{}", crate::wire::text::lossy(call.key())).into(),
        }
    }

    /// The actions that a request needs: the operation's own, and those of its additional rights, each with the operation that
    /// has the action. If the request names several objects, only the body says which.
    pub(crate) fn actions(self, call: &Call) -> impl Iterator<Item = (Self, &'static str)> {
        let own = (self.row().told_by != ToldBy::Body).then_some((self, self.action()));
        let version = self.version_action().filter(|_| call.query.has("versionId")).map(|action| (self, action));
        own.into_iter().chain(version).chain(self.also(call).map(move |also| also.needs(self)))
    }

    /// The additional rights that the headers of a request need.
    fn also(self, call: &Call) -> impl Iterator<Item = Also> {
        self.row().also.iter().copied().filter(|also| also.is_asked_by(call))
    }

    /// The assumptions about the actions that a request needs.
    pub(super) fn assumptions(self, call: &Call) -> impl Iterator<Item = Assumption> {
        let of_acl = self.also(call).any(|also| also == Also::BucketAcl);
        let of_version = self.version_action().is_some() && call.query.has("versionId");
        let assumed = [(of_acl, Assumption::AclOfNewBucket), (of_version, Assumption::VersionAction)];
        assumed.into_iter().filter_map(|(holds, assumption)| holds.then_some(assumption))
    }

    /// The action of the operation on a named version.
    pub(crate) const fn version_action(self) -> Option<&'static str> {
        self.row().on_version
    }
}
