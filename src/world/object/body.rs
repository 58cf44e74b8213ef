//! What is stored of an object's data: as it came, or sealed.

use bytes::Bytes;

#[cfg(feature = "at-rest")]
use super::sealed::Sealed;

/// The data of an object.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    /// As it came.
    Plain(Bytes),
    /// As ciphertext.
    #[cfg(feature = "at-rest")]
    Sealed(Sealed),
}

impl Body {
    /// How many bytes a client uploaded and reads, whatever is stored.
    pub fn len(&self) -> usize {
        match self {
            Self::Plain(body) => body.len(),
            #[cfg(feature = "at-rest")]
            Self::Sealed(sealed) => sealed.len(),
        }
    }

    /// What is stored.
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

    /// What a client reads. Whether KMS lets its key be used is to be asked before.
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
    /// How it is stored is no fact: the same data can be sealed under other keys.
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.open() == other.open()
    }
}

impl Eq for Body {}
