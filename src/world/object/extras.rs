//! The parts of an object that most objects do not have, in one box: a bucket may have a million objects.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use jiff::Timestamp;

use super::{ObjectEncryption, Restoration, VersionId};

/// The [`ExtraParts`] of an object, which are read as fields. They take a pointer as long as there are none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Extras(Option<Box<ExtraParts>>);

/// The parts that few objects have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ExtraParts {
    /// The key that a link leads to, in the same bucket; `None` unless the object is a link.
    pub target: Option<Arc<str>>,
    pub tags: BTreeMap<String, String>,
    /// The time an appendable object was sealed; from then on nothing can be appended to it.
    pub sealed: Option<Timestamp>,
    /// The time at which a lifecycle rule moved it to its class; `None` if none did.
    pub transitioned: Option<Timestamp>,
    /// The restoration of an object of an archived class; `None` if none was requested.
    pub restoration: Option<Restoration>,
    pub encryption: Option<ObjectEncryption>,
    /// The time of the last access that was noted; `None` if its bucket did not track access.
    pub accessed: Option<Timestamp>,
    /// The version it is a replica of; `None` if it is not a replica.
    pub origin: Option<ReplicaOrigin>,
}

/// The version that a replica was made from; both have the same key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReplicaOrigin {
    pub bucket: Arc<str>,
    pub version: VersionId,
}

/// The parts of an object that has none.
static NONE: ExtraParts = ExtraParts {
    target: None,
    tags: BTreeMap::new(),
    sealed: None,
    transitioned: None,
    restoration: None,
    encryption: None,
    accessed: None,
    origin: None,
};

impl Deref for Extras {
    type Target = ExtraParts;

    fn deref(&self) -> &ExtraParts {
        self.0.as_deref().unwrap_or(&NONE)
    }
}

impl Extras {
    /// Sets the encryption. To set what is there costs nothing.
    pub fn set_encryption(&mut self, encryption: Option<ObjectEncryption>) {
        if self.encryption != encryption {
            self.change(|extra| extra.encryption = encryption);
        }
    }

    /// Changes them. If there are none afterwards, they take no memory.
    pub fn change(&mut self, change: impl FnOnce(&mut ExtraParts)) {
        if let Some(extra) = &mut self.0 {
            change(extra);
            if **extra == NONE {
                self.0 = None;
            }
        } else {
            // Most changes add nothing to an object that has none, and need no box.
            let mut extra = ExtraParts::default();
            change(&mut extra);
            if extra != NONE {
                self.0 = Some(Box::new(extra));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extras_that_are_gone_take_no_memory() {
        let mut extras = Extras::default();
        assert_eq!(*extras, ExtraParts::default());
        extras.change(|extra| extra.sealed = None);
        assert_eq!(extras.0, None);
        extras.change(|extra| extra.sealed = Some(Timestamp::UNIX_EPOCH));
        extras.change(|extra| extra.transitioned = Some(Timestamp::UNIX_EPOCH));
        assert_eq!((extras.sealed, extras.transitioned), (Some(Timestamp::UNIX_EPOCH), Some(Timestamp::UNIX_EPOCH)));
        extras.change(|extra| (extra.sealed, extra.transitioned) = (None, None));
        assert_eq!(extras.0, None);
    }
}
