//! Encryption at rest: each bucket stores the data of its encrypted objects as ciphertext.

use super::World;
use super::object::{Objects, Vault};

impl World {
    /// Stores the data of encrypted objects as ciphertext from now on, and encrypts the data already stored.
    pub fn encrypt_at_rest(&mut self) {
        let mut made = self.at_rest.unwrap_or_default();
        self.buckets.change_all(|bucket| {
            made += 1;
            bucket.objects.encrypt_at_rest(Vault::new(made));
        });
        self.at_rest = Some(made);
    }

    /// Turns encryption at rest on or off, to match another world.
    pub(super) fn store_like(&mut self, other: &Self) {
        if self.at_rest.is_none() && other.at_rest.is_some() {
            self.encrypt_at_rest();
        } else if self.at_rest.is_some() && other.at_rest.is_none() {
            self.at_rest = None;
            self.buckets.change_all(|bucket| bucket.objects.store_plain());
        }
    }

    /// Returns `true` if the data of encrypted objects is stored as ciphertext.
    pub const fn encrypts_at_rest(&self) -> bool {
        self.at_rest.is_some()
    }

    /// The empty store for the objects of a new bucket.
    pub(super) fn new_objects(&mut self) -> Objects {
        let mut objects = Objects::default();
        if let Some(made) = &mut self.at_rest {
            *made += 1;
            objects.encrypt_at_rest(Vault::new(*made));
        }
        objects
    }
}
