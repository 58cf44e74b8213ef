//! Access control lists, and the access they grant to everyone.

use std::fmt;

/// An enumeration whose values have names on the wire.
macro_rules! wire_names {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $value_doc:literal])+ $(#[$default:ident])? $value:ident = $text:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[doc = $value_doc])+
                $(#[$default])?
                #[serde(rename = $text)]
                $value,
            )+
        }

        impl $name {
            /// The name on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$value => $text,)+
                }
            }

            /// Returns the value with this name on the wire; letter case counts.
            #[must_use]
            pub fn from_wire(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$value),)+
                    _ => None,
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use wire_names;

wire_names! {
    /// An access control list of a bucket or an object. It never grants a bucket operation.
    Acl {
        /// Only the owner has access.
        #[default]
        Private = "private",
        /// Everyone may read objects.
        PublicRead = "public-read",
        /// Everyone may read and write objects.
        PublicReadWrite = "public-read-write",
    }
}

impl Acl {
    /// Returns `true` if it grants anything to callers other than the owner.
    #[must_use]
    pub const fn is_public(self) -> bool {
        !matches!(self, Self::Private)
    }

    pub(super) const fn grants(self, access: Access) -> bool {
        match access {
            Access::Read => self.is_public(),
            Access::Write => matches!(self, Self::PublicReadWrite),
            Access::Other => false,
        }
    }
}

/// The kind of access an operation needs, as far as ACLs distinguish it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
    /// Access that no ACL grants: operations on the service and on buckets, and on the ACL of an object. Assumed also: tags and
    /// restoring, which the documentation does not mention.
    Other,
}

/// The ACLs that apply to a resource, and the block of public access.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Acls {
    pub bucket: Acl,
    /// The object's own ACL, if it has one.
    pub object: Option<Acl>,
    /// `true` if public access is blocked: then ACLs and public statements of a bucket policy grant nothing.
    pub blocked: bool,
}
