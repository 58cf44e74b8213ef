//! The shape of the list of operations: what a row says, and the macro that makes the enum `Operation` and its tables of it.

use http::Method;

use crate::error::Cause;
use crate::policy::Access;

/// What an operation works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// The service as a whole.
    Service,
    /// A bucket.
    Bucket,
    /// An object, or what stands under a key.
    Object,
}

/// The facts of an operation, which hold whatever implements it.
pub(super) struct Row {
    /// The action a policy must allow.
    pub action: &'static str,
    pub level: Level,
    pub methods: &'static [Method],
    pub selectors: &'static [Selector],
    pub told_by: ToldBy,
    /// The action on a version that is named. Assumed: it is needed beside that of the operation, not in its place.
    pub on_version: Option<&'static str>,
    /// The rights that headers may ask for on top.
    pub also: &'static [Also],
    /// The access to an object that ACLs are asked for.
    pub access: Access,
    /// `true` if `prefix` and `delimiter` choose what it lists.
    pub lists: bool,
    /// The name of a denial if its caller is not anonymous, the bucket is there, and no ACL decides.
    pub denied: Cause,
    pub creates: Creates,
    pub cloudbox: OnBox,
    pub drift: Drift,
    /// Where the row is from.
    pub source: &'static str,
    /// The month or day of the copy that was read.
    pub as_of: &'static str,
}

/// The part of a request that tells what permission is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ToldBy {
    Head,
    /// Only the body tells the objects.
    Body,
    /// The body is a form, which tells the object, the caller and all else.
    Form,
}

/// The right that a header asks for, with an action of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Also {
    /// Assumed: the actions page lists no second action for `PutBucket`, but the ACL is the same thing set twice.
    BucketAcl,
    ObjectAcl,
    Tags,
}

/// The buckets that an operation makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Creates {
    Nothing,
    /// It is about one that is not there.
    New,
    /// It makes one if it is not there.
    Missing,
    /// ossmock does not know: a missing bucket is no answer of OSS then.
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
    /// Its request, and nothing that stays.
    Free,
    /// It has effects that are paid for.
    Paid,
}

/// A query parameter or a header that a request must have to mean an operation.
pub(super) struct Selector {
    pub name: &'static str,
    /// The only value that counts.
    pub value: Option<&'static str>,
    /// How the value begins.
    pub start: Option<&'static str>,
    /// `true` for a header.
    pub in_header: bool,
}

impl Row {
    /// The row of an operation that ossmock lacks, with what is usual for its level.
    pub const fn absent(
        action: &'static str,
        level: Level,
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
                Level::Service => Cause::NotYourNewBucket,
                Level::Bucket => Cause::NotYourBucket,
                Level::Object => Cause::ObjectForbidden,
            },
            creates: Creates::Nothing,
            cloudbox: OnBox::Never,
            drift: Drift::Free,
            source,
            as_of,
        }
    }
}

/// Selectors as the list writes them.
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

/// Makes the enum and its tables of the list in `list.rs`, which says how a row is written.
macro_rules! operations {
    (@row { $($field:ident: $value:expr),+ }) => { Row { $($field: $value),+ } };
    (@row ($level:ident $($method:ident)|+ [$($selectors:tt)*] $action:literal $source:ident $as_of:literal $(, $field:ident: $value:expr)*)) => {
        Row {
            $($field: $value,)*
            ..Row::absent($action, Level::$level, &[$(Method::$method),+], selectors![$($selectors)*], $source, $as_of)
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
        /// [`Operation::is_emulated`] tells which of them ossmock does; the others are recognised and answered with
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
            /// A request that is none of the list: a subresource, a combination of them, or a parameter that no operation
            /// of the list takes.
            Unlisted,
        }

        /// The rows of the operations, in their order.
        const ROWS: &[Row] = &[
            $(operations!(@row $row),)+
            $(operations!(@row $vectors_row),)+
            $(Row::absent(
                concat!("oss:", stringify!($tables)), Level::Service, &[Method::$tables_method], &[], $tables_source, $tables_as_of,
            ),)+
            // It may be anything: nothing is refused because of what it is.
            Row { creates: Perhaps, cloudbox: Control, ..Row::absent("oss:Unlisted", Level::Bucket, &[], &[], "", "") },
        ];

        impl Operation {
            /// Every operation of the list.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+ $(Self::$vectors,)+ $(Self::$tables,)+];

            /// The facts of the operation.
            pub(super) const fn row(self) -> &'static Row {
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

            /// The action a policy must allow, for example `oss:PutBucketEncryption`.
            #[must_use]
            pub const fn action(self) -> &'static str {
                self.row().action
            }

            /// What the operation works on. Operations of `oss-tables` count as those of their service.
            #[must_use]
            pub const fn level(self) -> Level {
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

            /// Where the row of the list is from, and as of when.
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

        impl Form {
            const fn of(operation: Operation) -> Self {
                let Row { level, methods, selectors, .. } = operation.row();
                Self { operation, level: *level, methods, selectors }
            }
        }

        /// The requests of OSS, and those of `oss-vectors`.
        pub(super) const FORMS: &[Form] = &[
            $(Form::of(Operation::$name),)+
            $(Form {
                operation: Operation::$form,
                level: Level::$level,
                methods: &[$(Method::$method),+],
                selectors: selectors![$($selectors)*],
            },)+
            $(Form::of(Operation::$vectors),)+
        ];

        /// The requests of `oss-tables`.
        pub(super) const TABLES: &[TablesForm] = &[
            $(TablesForm { operation: Operation::$tables, method: Method::$tables_method, path: $tables_path },)+
        ];
    };
}
pub(super) use operations;
