//! The shape of the list of operations: its macro makes the enum `Operation` and the routing table of one list of rows.

use http::Method;

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

/// One form of the request of an operation.
pub(super) struct Row {
    pub operation: Operation,
    pub level: Level,
    pub methods: &'static [Method],
    pub selectors: &'static [Selector],
}

/// The request of an operation of `oss-tables`, by its path.
pub(super) struct TablesRow {
    pub operation: Operation,
    pub method: Method,
    pub path: &'static str,
}

/// Makes the enum and its tables of the list in `operations.rs`, which says how a row is written.
macro_rules! operations {
    (@optional) => { None };
    (@optional $value:literal) => { Some($value) };
    (@in_header) => { false };
    (@in_header header) => { true };
    (@row $name:ident $level:ident [$($method:ident)|+] [$($($place:ident)? $selector:literal $(= $value:literal)? $(^ $start:literal)?),*]) => {
        Row {
            operation: Operation::$name,
            level: Level::$level,
            methods: &[$(Method::$method),+],
            selectors: &[$(Selector {
                name: $selector,
                value: operations!(@optional $($value)?),
                start: operations!(@optional $($start)?),
                in_header: operations!(@in_header $($place)?),
            }),*],
        }
    };
    (
        oss { $($name:ident: $level:ident $($method:ident)|+ [$($selectors:tt)*] $action:literal $source:ident $as_of:literal;)+ }
        also { $($also:ident: $also_level:ident $($also_method:ident)|+ [$($also_selectors:tt)*];)+ }
        vectors { $($vectors:ident: $vectors_level:ident $vectors_method:ident [$($vectors_selectors:tt)*] $vectors_action:literal $vectors_source:ident $vectors_as_of:literal;)+ }
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
                #[doc = concat!("Needs the action `", $action, "`.")]
                $name,
            )+
            $(
                #[doc = concat!("Of the service `oss-vectors`; needs the action `", $vectors_action, "`.")]
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

        impl Operation {
            /// Every operation of the list.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+ $(Self::$vectors,)+ $(Self::$tables,)+];

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
                match self {
                    $(Self::$name => $action,)+
                    $(Self::$vectors => $vectors_action,)+
                    $(Self::$tables => concat!("oss:", stringify!($tables)),)+
                    Self::Unlisted => "oss:Unlisted",
                }
            }

            /// What the operation works on. Operations of `oss-tables` count as those of their service.
            #[must_use]
            pub const fn level(self) -> Level {
                match self {
                    $(Self::$name => Level::$level,)+
                    $(Self::$vectors => Level::$vectors_level,)+
                    $(Self::$tables)|+ => Level::Service,
                    Self::Unlisted => Level::Bucket,
                }
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
                match self {
                    $(Self::$name => ($source, $as_of),)+
                    $(Self::$vectors => ($vectors_source, $vectors_as_of),)+
                    $(Self::$tables => ($tables_source, $tables_as_of),)+
                    Self::Unlisted => ("", ""),
                }
            }
        }

        /// The requests of OSS, and those of `oss-vectors`.
        pub(super) const ROWS: &[Row] = &[
            $(operations!(@row $name $level [$($method)|+] [$($selectors)*]),)+
            $(operations!(@row $also $also_level [$($also_method)|+] [$($also_selectors)*]),)+
            $(operations!(@row $vectors $vectors_level [$vectors_method] [$($vectors_selectors)*]),)+
        ];

        /// The requests of `oss-tables`.
        pub(super) const TABLES: &[TablesRow] = &[
            $(TablesRow { operation: Operation::$tables, method: Method::$tables_method, path: $tables_path },)+
        ];
    };
}
pub(super) use operations;

pub use super::operations::Operation;
