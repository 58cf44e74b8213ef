//! The differences between two moments of a world, found by comparing pointers.
//!
//! A moment that is held shares everything with the world of now, and a change copies what it changes. So equal pointers mean
//! that nothing changed, and a comparison reads no object.

use std::cmp::Ordering;
use std::sync::Arc;

use super::{StoredBucket, World};

/// Compares two sequences in the order of their keys. Returns the pairs that differ: the old value, the new one, or both.
pub(crate) fn differing<K: Ord, T: Copy>(
    old: impl Iterator<Item = (K, T)>,
    new: impl Iterator<Item = (K, T)>,
    same: impl Fn(T, T) -> bool,
) -> impl Iterator<Item = (Option<T>, Option<T>)> {
    let (mut old, mut new) = (old.peekable(), new.peekable());
    std::iter::from_fn(move || {
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return None,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((before, _)), Some((now, _))) => before.cmp(now),
            };
            let before = if order.is_le() { old.next() } else { None };
            let now = if order.is_ge() { new.next() } else { None };
            match (before.map(|(_, value)| value), now.map(|(_, value)| value)) {
                (Some(before), Some(now)) if same(before, now) => {}
                pair => return Some(pair),
            }
        }
    })
}

impl World {
    /// Returns `true` if nothing has changed since an earlier moment of this world. The moment must have been held meanwhile.
    pub fn is_as_at(&self, earlier: &Self) -> bool {
        self.has_accounts_of(earlier) && all_same(self.buckets(), earlier.buckets(), Arc::ptr_eq)
    }

    /// Returns `true` if nothing has changed but objects, uploads, and lines of access logs.
    pub fn has_frame_of(&self, earlier: &Self) -> bool {
        self.has_accounts_of(earlier)
            && all_same(self.buckets(), earlier.buckets(), |a, b| Arc::ptr_eq(a, b) || has_settings_of(a, b))
    }

    fn has_accounts_of(&self, earlier: &Self) -> bool {
        self.region == earlier.region
            && self.new_buckets == earlier.new_buckets
            && self.cnames == earlier.cnames
            && all_same(&self.accounts, &earlier.accounts, Arc::ptr_eq)
            && all_same(self.keys.values(), earlier.keys.values(), Arc::ptr_eq)
    }
}

fn has_settings_of(bucket: &StoredBucket, earlier: &StoredBucket) -> bool {
    let facts = |bucket: &StoredBucket| (bucket.owner, bucket.created);
    Arc::ptr_eq(&bucket.settings, &earlier.settings)
        && facts(bucket) == facts(earlier)
        && bucket.name == earlier.name
        && bucket.region == earlier.region
        && bucket.cloudbox == earlier.cloudbox
        && bucket.replications.rules() == earlier.replications.rules()
}

fn all_same<'a, T: 'a>(
    now: impl IntoIterator<Item = &'a T>,
    earlier: impl IntoIterator<Item = &'a T>,
    same: impl Fn(&T, &T) -> bool,
) -> bool {
    let (mut now, mut earlier) = (now.into_iter(), earlier.into_iter());
    loop {
        match (now.next(), earlier.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if same(a, b) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pairs_that_differ_are_returned() {
        let pairs = |texts: &'static [(u8, &'static str)]| texts.iter().copied();
        let (old, new) = (&[(1, "a"), (2, "b"), (4, "d")], &[(2, "b"), (3, "c"), (4, "e"), (5, "f")]);
        let found: Vec<_> = differing(pairs(old), pairs(new), |a, b| a == b).collect();
        let expected = [(Some("a"), None), (None, Some("c")), (Some("d"), Some("e")), (None, Some("f"))];
        assert_eq!(found, expected);
    }
}
