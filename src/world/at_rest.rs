//! Encryption at rest: each bucket seals the data of its encrypted objects.

use std::sync::Arc;

use super::World;
use super::object::{Objects, Vault};

impl World {
    /// Stores the data of encrypted objects as ciphertext from now on, and that of those that are there.
    pub fn encrypt_at_rest(&mut self) {
        let mut made = self.at_rest.unwrap_or_default();
        for bucket in self.buckets.values_mut() {
            made += 1;
            Arc::make_mut(bucket).objects.encrypt_at_rest(Vault::new(made));
        }
        self.at_rest = Some(made);
    }

    /// Stores data as another world does.
    pub(super) fn store_like(&mut self, other: &Self) {
        if self.at_rest.is_none() && other.at_rest.is_some() {
            self.encrypt_at_rest();
        } else if self.at_rest.is_some() && other.at_rest.is_none() {
            self.at_rest = None;
            self.buckets.values_mut().for_each(|bucket| Arc::make_mut(bucket).objects.store_plain());
        }
    }

    /// Whether it does.
    pub const fn encrypts_at_rest(&self) -> bool {
        self.at_rest.is_some()
    }

    /// Those of a new bucket: none.
    pub(super) fn new_objects(&mut self) -> Objects {
        let mut objects = Objects::default();
        if let Some(made) = &mut self.at_rest {
            *made += 1;
            objects.encrypt_at_rest(Vault::new(*made));
        }
        objects
    }
}
