//! The buckets of a world by name, and the number of bytes that they store.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{AccountIx, StoredBucket};

/// The buckets of a world.
///
/// The stored bytes are counted as they change. A bucket changes through `&mut`, which does not tell when the change is
/// done. So the bucket that was changed last is counted on demand, and all others are in a sum.
#[derive(Debug, Clone, Default)]
pub(super) struct Buckets {
    by_name: BTreeMap<Arc<str>, Arc<StoredBucket>>,
    /// The names of each account's buckets. The owner of a bucket never changes.
    by_owner: BTreeMap<AccountIx, BTreeSet<Arc<str>>>,
    /// The bytes stored in all buckets but `last`.
    others: u64,
    /// The bucket that was changed last.
    last: Option<Arc<str>>,
}

impl PartialEq for Buckets {
    fn eq(&self, other: &Self) -> bool {
        self.by_name == other.by_name
    }
}

impl Buckets {
    pub fn get(&self, name: &str) -> Option<&Arc<StoredBucket>> {
        self.by_name.get(name)
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut StoredBucket> {
        if self.last.as_deref() != Some(name) {
            let (name, bucket) = self.by_name.get_key_value(name)?;
            self.others = self.others + self.stored_in_last() - stored_in(bucket);
            self.last = Some(name.clone());
        }
        self.by_name.get_mut(name).map(Arc::make_mut)
    }

    /// All buckets, by name.
    pub fn values(&self) -> impl Iterator<Item = &Arc<StoredBucket>> {
        self.by_name.values()
    }

    /// The buckets of an account, by name.
    pub fn of(&self, owner: AccountIx) -> impl Iterator<Item = &Arc<StoredBucket>> {
        self.by_owner.get(&owner).into_iter().flatten().filter_map(|name| self.get(name))
    }

    /// Changes every bucket.
    pub fn change_all(&mut self, change: impl FnMut(&mut StoredBucket)) {
        self.by_name.values_mut().map(Arc::make_mut).for_each(change);
        self.last = None;
        self.others = self.values().map(|bucket| stored_in(bucket)).sum();
    }

    /// Adds a bucket; its name must be free.
    pub fn add(&mut self, bucket: StoredBucket) -> &mut StoredBucket {
        self.others += self.stored_in_last();
        self.last = Some(bucket.name.clone());
        self.by_owner.entry(bucket.owner).or_default().insert(bucket.name.clone());
        Arc::make_mut(self.by_name.entry(bucket.name.clone()).or_insert_with(|| Arc::new(bucket)))
    }

    pub fn remove(&mut self, name: &str) {
        let Some(removed) = self.by_name.remove(name) else { return };
        if let Some(names) = self.by_owner.get_mut(&removed.owner) {
            names.remove(name);
        }
        if self.last.as_deref() == Some(name) {
            self.last = None;
        } else {
            self.others -= stored_in(&removed);
        }
    }

    /// Returns the number of bytes stored in all buckets.
    pub fn stored(&self) -> u64 {
        self.others + self.stored_in_last()
    }

    fn stored_in_last(&self) -> u64 {
        self.last.as_deref().and_then(|name| self.get(name)).map_or(0, |bucket| stored_in(bucket))
    }
}

fn stored_in(bucket: &StoredBucket) -> u64 {
    bucket.objects.cost() + bucket.uploads.cost()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::world::{StoredUpload, World};

    #[test]
    fn what_is_stored_is_the_sum_of_all_buckets() {
        let mut world = World::default();
        let acme = world.add_account("acme");
        let put = |world: &mut World, bucket: &str, key: &str| {
            let object = StoredUpload::blank(key.into(), Timestamp::UNIX_EPOCH);
            world
                .bucket_mut(bucket)
                .expect("a bucket")
                .put_object(object, Timestamp::UNIX_EPOCH)
                .expect("nothing protects");
        };
        let check = |world: &World| {
            assert_eq!(world.stored(), world.buckets().map(|bucket| stored_in(bucket)).sum::<u64>());
        };
        for name in ["one", "two", "three"] {
            world.add_bucket(name, acme, "cn-hangzhou", Timestamp::UNIX_EPOCH).expect("a free name");
            put(&mut world, name, "a");
            check(&world);
        }
        for (bucket, key) in [("one", "b"), ("one", "c"), ("three", "b"), ("two", "b"), ("one", "b")] {
            put(&mut world, bucket, key);
            check(&world);
        }
        let before = world.stored();
        for name in ["two", "one", "nothing", "three"] {
            world.remove_bucket(name);
            check(&world);
        }
        assert!(before > 0 && world.stored() == 0);
    }
}
