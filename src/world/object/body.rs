//! The stored form of an object's data: plain or sealed.

use bytes::Bytes;

#[cfg(feature = "at-rest")]
use super::sealed::Sealed;

/// The data of an object.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    /// The data as uploaded.
    Plain(Bytes),
    /// The data as ciphertext.
    #[cfg(feature = "at-rest")]
    Sealed(Sealed),
}

impl Body {
    /// The number of bytes a client uploaded and reads, whatever is stored.
    pub fn len(&self) -> usize {
        match self {
            Self::Plain(body) => body.len(),
            #[cfg(feature = "at-rest")]
            Self::Sealed(sealed) => sealed.len(),
        }
    }

    /// The bytes that are stored.
    #[cfg(feature = "at-rest")]
    pub fn stored(&self) -> &Bytes {
        match self {
            Self::Plain(body) => body,
            Self::Sealed(sealed) => sealed.stored(),
        }
    }

    #[cfg(feature = "at-rest")]
    pub const fn is_sealed(&self) -> bool {
        matches!(self, Self::Sealed(_))
    }

    /// Returns the data a client reads. The caller must first check that KMS allows the use of its key.
    pub fn open(&self) -> Bytes {
        match self {
            Self::Plain(body) => body.clone(),
            #[cfg(feature = "at-rest")]
            Self::Sealed(sealed) => sealed.open(),
        }
    }
}

impl From<Bytes> for Body {
    fn from(body: Bytes) -> Self {
        Self::Plain(body)
    }
}

impl PartialEq for Body {
    /// Ignores how the data is stored: the same data can be sealed under other keys.
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.open() == other.open()
    }
}

impl Eq for Body {}
