//! The shape of the list of operations: the content of a row, and the macro that makes the enum `Operation` and its tables.

use http::Method;

use crate::error::Cause;
use crate::ram::Access;

/// The kind of resource that an operation works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResourceKind {
    /// The service as a whole.
    Service,
    /// A bucket.
    Bucket,
    /// An object, or whatever a key stands for.
    Object,
}

/// The facts of an operation, which hold whatever implements it.
pub(super) struct OperationRow {
    /// The action that a policy must allow.
    pub action: &'static str,
    pub level: ResourceKind,
    pub methods: &'static [Method],
    pub selectors: &'static [Selector],
    pub told_by: ToldBy,
    /// The action on a named version. Assumed: it is needed in addition to the operation's action, not in its place.
    pub on_version: Option<&'static str>,
    /// The additional rights that headers may need.
    pub also: &'static [Also],
    /// The access to an object that ACLs must grant.
    pub access: Access,
    /// `true` if `prefix` and `delimiter` select what the operation lists.
    pub lists: bool,
    /// The name of a denial if its caller is not anonymous, the bucket exists, and no ACL decides.
    pub denied: Cause,
    pub creates: Creates,
    pub cloudbox: OnBox,
    pub drift: Drift,
    /// The source of the row.
    pub source: &'static str,
    /// The month or day of the copy that was read.
    pub as_of: &'static str,
}

/// The part of a request that names the resource of the permission check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ToldBy {
    Head,
    /// Only the body names the objects.
    Body,
    /// The body is a form, which names the object, the caller and everything else.
    Form,
}

/// The right that a header needs, with its own action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Also {
    /// The ACL of a bucket. Assumed: the actions page lists no second action for `PutBucket`, but the header sets what
    /// `PutBucketAcl` sets.
    BucketAcl,
    ObjectAcl,
    Tags,
}

/// The buckets that an operation creates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Creates {
    Nothing,
    /// The operation is about a bucket that does not exist.
    New,
    /// The operation creates the bucket if it does not exist.
    Missing,
    /// Nothing; but without a bucket, OSS takes the request for one that creates it, and cannot read its body.
    Mistaken,
    /// Unknown to ossmock: the refusal of a missing bucket is then no answer of OSS.
    Perhaps,
}

/// The endpoints of a CloudBox that do an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OnBox {
    Never,
    /// The data endpoint.
    Data,
    /// The control endpoint, and so the data endpoint as well.
    Control,
}

/// The costs of an operation at a real endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Drift {
    /// The request itself, and nothing that stays.
    Free,
    /// Effects that are paid for.
    Paid,
}

/// A query parameter or a header that a request must have to mean an operation.
pub(super) struct Selector {
    pub name: &'static str,
    /// The only value that counts.
    pub value: Option<&'static str>,
    /// The prefix of the value.
    pub start: Option<&'static str>,
    /// `true` if the selector is a header.
    pub in_header: bool,
}

impl OperationRow {
    /// Returns the row of an operation that ossmock lacks, with the usual facts of its level.
    pub const fn absent(
        action: &'static str,
        level: ResourceKind,
        methods: &'static [Method],
        selectors: &'static [Selector],
        source: &'static str,
        as_of: &'static str,
    ) -> Self {
        Self {
            action,
            level,
            methods,
            selectors,
            told_by: ToldBy::Head,
            on_version: None,
            also: &[],
            access: Access::Other,
            lists: false,
            denied: match level {
                ResourceKind::Service => Cause::NotYourNewBucket,
                ResourceKind::Bucket => Cause::NotYourBucket,
                ResourceKind::Object => Cause::ObjectForbidden,
            },
            creates: Creates::Nothing,
            cloudbox: OnBox::Never,
            drift: Drift::Free,
            source,
            as_of,
        }
    }
}

/// Reads selectors as the list writes them.
macro_rules! selectors {
    (@optional) => { None };
    (@optional $value:literal) => { Some($value) };
    (@in_header) => { false };
    (@in_header header) => { true };
    ($($($place:ident)? $selector:literal $(= $value:literal)? $(^ $start:literal)?),*) => {
        &[$(Selector {
            name: $selector,
            value: selectors!(@optional $($value)?),
            start: selectors!(@optional $($start)?),
            in_header: selectors!(@in_header $($place)?),
        }),*]
    };
}
pub(super) use selectors;

/// Makes the enum and its tables of the list in `list.rs`, which describes the form of a row.
macro_rules! operations {
    (@row { $($field:ident: $value:expr),+ }) => { OperationRow { $($field: $value),+ } };
    (@row ($level:ident $($method:ident)|+ [$($selectors:tt)*] $action:literal $source:ident $as_of:literal $(, $field:ident: $value:expr)*)) => {
        OperationRow {
            $($field: $value,)*
            ..OperationRow::absent($action, ResourceKind::$level, &[$(Method::$method),+], selectors![$($selectors)*], $source, $as_of)
        }
    };
    (@action { action: $action:literal $($rest:tt)* }) => { $action };
    (@action ($level:ident $($method:ident)|+ [$($selectors:tt)*] $action:literal $($rest:tt)*)) => { $action };
    (
        oss { $($name:ident $row:tt $(=> $(#[cfg($when:ident)])? $implementation:ty)?;)+ }
        forms { $($form:ident: $level:ident $($method:ident)|+ [$($selectors:tt)*];)+ }
        vectors { $($vectors:ident $vectors_row:tt;)+ }
        tables { $($tables:ident: $tables_method:ident $tables_path:literal $tables_source:ident $tables_as_of:literal;)+ }
    ) => {
        /// An operation of OSS, by the name its documentation gives it.
        ///
        /// [`Operation::is_emulated`] tells which of them ossmock emulates; the others are recognised and answered with
        /// `NotEmulated`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Operation {
            $(
                #[doc = concat!("Needs the action `", operations!(@action $row), "`.")]
                $name,
            )+
            $(
                #[doc = concat!("Of the service `oss-vectors`; needs the action `", operations!(@action $vectors_row), "`.")]
                $vectors,
            )+
            $(
                #[doc = concat!("Of the service `oss-tables`: `/", $tables_path, "`.")]
                $tables,
            )+
            /// A request without a row in the list: a subresource, a combination of them, or a parameter that no operation
            /// of the list takes.
            Unlisted,
        }

        /// The rows of the operations, in their order.
        const ROWS: &[OperationRow] = &[
            $(operations!(@row $row),)+
            $(operations!(@row $vectors_row),)+
            $(OperationRow::absent(
                concat!("oss:", stringify!($tables)), ResourceKind::Service, &[Method::$tables_method], &[], $tables_source, $tables_as_of,
            ),)+
            // It may be any operation: its facts are never a reason to refuse.
            OperationRow { creates: Perhaps, cloudbox: Control, ..OperationRow::absent("oss:Unlisted", ResourceKind::Bucket, &[], &[], "", "") },
        ];

        impl Operation {
            /// Every operation of the list.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+ $(Self::$vectors,)+ $(Self::$tables,)+];

            /// The facts of the operation.
            pub(super) const fn row(self) -> &'static OperationRow {
                &ROWS[self as usize]
            }

            /// The name in the documentation, for example `PutBucketEncryption`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)+
                    $(Self::$vectors => stringify!($vectors),)+
                    $(Self::$tables => stringify!($tables),)+
                    Self::Unlisted => "an unlisted operation",
                }
            }

            /// The action that a policy must allow, for example `oss:PutBucketEncryption`.
            #[must_use]
            pub const fn action(self) -> &'static str {
                self.row().action
            }

            /// The kind of resource that the operation works on. Operations of `oss-tables` count as those of their service.
            #[must_use]
            pub const fn level(self) -> ResourceKind {
                self.row().level
            }

            /// The service that has the operation, as V4 signatures name it: `oss`, `oss-vectors` or `oss-tables`.
            ///
            /// ossmock emulates operations of `oss` only.
            ///
            /// # Example
            ///
            /// ```
            /// assert_eq!(ossmock::Operation::PutVectors.product(), "oss-vectors");
            /// ```
            #[must_use]
            pub const fn product(self) -> &'static str {
                match self {
                    $(Self::$name)|+ | Self::Unlisted => "oss",
                    $(Self::$vectors)|+ => "oss-vectors",
                    $(Self::$tables)|+ => "oss-tables",
                }
            }

            /// The source of the row in the list, and its date.
            ///
            /// # Example
            ///
            /// ```
            /// let source = ossmock::Operation::PutBucketEncryption.source();
            /// assert_eq!(source, ("alibabacloud-oss-go-sdk-v2", "2026-05"));
            /// ```
            #[must_use]
            pub const fn source(self) -> (&'static str, &'static str) {
                (self.row().source, self.row().as_of)
            }
        }

        impl RequestForm {
            const fn of(operation: Operation) -> Self {
                let OperationRow { level, methods, selectors, .. } = operation.row();
                Self { operation, level: *level, methods, selectors }
            }
        }

        /// The requests of OSS, and those of `oss-vectors`.
        pub(super) const FORMS: &[RequestForm] = &[
            $(RequestForm::of(Operation::$name),)+
            $(RequestForm {
                operation: Operation::$form,
                level: ResourceKind::$level,
                methods: &[$(Method::$method),+],
                selectors: selectors![$($selectors)*],
            },)+
            $(RequestForm::of(Operation::$vectors),)+
        ];

        /// The requests of `oss-tables`.
        pub(super) const TABLES: &[TablesForm] = &[
            $(TablesForm { operation: Operation::$tables, method: Method::$tables_method, path: $tables_path },)+
        ];
    };
}
pub(super) use operations;
