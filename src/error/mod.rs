//! The table of all errors that ossmock can answer; each row has its source.
//!
//! A row is a [`Cause`]. Its columns are the status, the code, the message and the EC (Alibaba Cloud's fine-grained error
//! number), each with its [`Provenance`], and the page or test they come from. The vendor may change EC values at any time, so
//! tests should assert the cause or the code. The rows are in `table/`, one file for each area.

mod assumption;
mod cause;
mod provenance;
mod refusal;
#[macro_use]
mod table;

pub use assumption::Assumption;
pub use provenance::{ColumnProvenance, Profile, Provenance};
pub(crate) use refusal::{Extra, Refusal};

/// One row of the error table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct CauseRow {
    name: &'static str,
    area: &'static str,
    status: u16,
    code: &'static str,
    message: &'static str,
    ec: Option<&'static str>,
    provenance: ColumnProvenance,
    source: &'static str,
}

/// Declares the rows: the cause, then status, code, message, EC (`-` where none is known), provenance and source. The
/// provenance is one word, or one word for each of the four columns in brackets.
macro_rules! causes {
    (@ec -) => { None };
    (@ec $ec:literal) => { Some($ec) };
    (@ec_provenance -) => { None };
    (@ec_provenance $ec:ident) => { Some(Provenance::$ec) };
    (@provenance $_ec:tt [$status:ident $code:ident $message:ident $ec:tt]) => {
        ColumnProvenance {
            status: Provenance::$status,
            code: Provenance::$code,
            message: Provenance::$message,
            ec: causes!(@ec_provenance $ec),
        }
    };
    (@provenance - $all:ident) => { causes!(@provenance - [$all $all $all -]) };
    (@provenance $ec:tt $all:ident) => { causes!(@provenance $ec [$all $all $all $all]) };
    ([] $($area:literal {
        $($(#[doc = $doc:literal])+ $name:ident: $status:literal $code:literal $message:literal $ec:tt $provenance:tt $source:literal;)+
    })+) => {
        /// The reason a request was refused: one row of the error table.
        ///
        /// Several causes share a code (`InvalidArgument`, `AccessDenied`); a test asserts the cause to be sure of the reason.
        ///
        /// # Example
        ///
        /// ```
        /// use ossmock::Cause;
        ///
        /// assert_eq!(Cause::NoSuchBucket.status(), 404);
        /// assert_eq!(Cause::KeyIdWithoutKms.code(), "InvalidArgument");
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Cause {
            $($($(#[doc = $doc])+ $name,)+)+
        }

        impl Cause {
            /// Every cause, in the order of the table.
            pub const ALL: &'static [Self] = &[$($(Self::$name,)+)+];

            const fn row(self) -> CauseRow {
                match self {
                    $($(Self::$name => CauseRow {
                        name: stringify!($name),
                        area: $area,
                        status: $status,
                        code: $code,
                        message: $message,
                        ec: causes!(@ec $ec),
                        provenance: causes!(@provenance $ec $provenance),
                        source: $source,
                    },)+)+
                }
            }
        }
    };
}

// Each table passes its rows to the next one in the list, and the last one to `causes`.
fault! { [address signature form permission replication bucket lifecycle object causes] }
