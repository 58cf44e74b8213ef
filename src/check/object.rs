//! Assertions on objects.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::fail;
use crate::handle::{Bucket, Object, ObjectVersion};
use crate::world::{EncryptionRule, ObjectEncryption, VersionId};

/// The most bytes of a body that a message shows around a difference.
const SHOWN: usize = 48;

/// The most keys of a bucket that a message shows if an object is missing.
const KEYS_SHOWN: usize = 5;

/// The most versions that a message shows.
const VERSIONS_SHOWN: usize = 20;

impl Object {
    /// Asserts that the object exists and has this body.
    ///
    /// # Panics
    ///
    /// If it has another body, does not exist, or cannot be opened (see [`Object::body`]); the message shows both where
    /// they first differ, and ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// let logs = ossmock::Oss::new().create_account("acme").create_bucket("logs");
    /// logs.put_object("greeting", "hello").assert_body("hello");
    /// ```
    #[track_caller]
    pub fn assert_body(&self, expected: impl AsRef<[u8]>) {
        let expected = expected.as_ref();
        let subject = format!("body of object `{}`", self.path());
        let Some(object) = self.found() else {
            fail(self.oss(), &subject, &excerpt(expected, 0), &self.absent());
        };
        let found = &*object.body;
        if found != expected {
            let same = found.iter().zip(expected).take_while(|(a, b)| a == b).count();
            fail(self.oss(), &subject, &excerpt(expected, same), &excerpt(found, same));
        }
    }

    /// Asserts that the object exists and is encrypted as this rule encrypts, or not at all with `None`. `KMS` without
    /// a key means the default key of OSS.
    ///
    /// # Panics
    ///
    /// If it is not; the message ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{EncryptionRule, Oss};
    ///
    /// let logs = Oss::new().create_account("acme").create_bucket("logs").set_encryption(EncryptionRule::kms_default());
    /// logs.put_object("secret", "hello").assert_encryption(EncryptionRule::kms_default());
    /// ```
    #[track_caller]
    pub fn assert_encryption(&self, expected: impl Into<Option<EncryptionRule>>) {
        let expected = expected.into().and_then(|rule| self.encrypted_by(&rule));
        let show = |encryption: Option<&ObjectEncryption>| {
            encryption.map_or_else(|| "not encrypted".to_owned(), ToString::to_string)
        };
        let subject = format!("encryption of object `{}`", self.path());
        let Some(object) = self.found() else {
            fail(self.oss(), &subject, &show(expected.as_ref()), &self.absent());
        };
        if object.extra.encryption != expected {
            fail(self.oss(), &subject, &show(expected.as_ref()), &show(object.extra.encryption.as_ref()));
        }
    }

    /// Asserts that the retention policy of the bucket protects the object now: it can be neither deleted nor overwritten.
    ///
    /// # Panics
    ///
    /// If it is not protected, or does not exist; the message says why, and ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Oss, settings::Worm};
    ///
    /// let backups = Oss::new().create_account("acme").create_bucket("backups").set_worm(Worm::locked(30));
    /// backups.put_object("monday", "all").assert_immutable();
    /// ```
    #[track_caller]
    pub fn assert_immutable(&self) {
        let (subject, expected) = (format!("retention of object `{}`", self.path()), "protected by a retention policy");
        let Some(object) = self.found() else { fail(self.oss(), &subject, expected, &self.absent()) };
        let now = self.oss().now();
        let unprotected = self.oss().read(|world| {
            let bucket = world.bucket(self.bucket_name())?;
            bucket.retention_of(&object, now).is_none().then(|| bucket.unprotected(&object, now))
        });
        if let Some(why) = unprotected {
            fail(self.oss(), &subject, expected, &format!("not protected: {why}"));
        }
    }

    /// Asserts that the object exists and has exactly this user metadata: names without `x-oss-meta-`, in any letter
    /// case.
    ///
    /// # Panics
    ///
    /// If it has other metadata, or does not exist; the message ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// let logs = ossmock::Oss::new().create_account("acme").create_bucket("logs");
    /// logs.put_object("greeting", "hello").assert_metadata([]);
    /// logs.object("greeting").set_metadata("lang", "en").assert_metadata([("lang", "en")]);
    /// ```
    #[track_caller]
    pub fn assert_metadata<'a>(&self, expected: impl IntoIterator<Item = (&'a str, &'a str)>) {
        let expected: BTreeMap<String, String> =
            expected.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        let subject = format!("metadata of object `{}`", self.path());
        if self.found().is_none() {
            fail(self.oss(), &subject, &listed(&expected), &self.absent());
        }
        let found = self.metadata();
        if found != expected {
            fail(self.oss(), &subject, &listed(&expected), &listed(&found));
        }
    }

    /// Asserts that the key has exactly these versions: the body of each, the newest first, and `None` for a delete
    /// marker.
    ///
    /// # Panics
    ///
    /// If it has others; the message shows the beginning of each on both sides, and ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Oss, settings::Versioning};
    ///
    /// let logs = Oss::new().create_account("acme").create_bucket("logs").set_versioning(Versioning::Enabled);
    /// logs.put_object("note", "first");
    /// logs.put_object("note", "second").assert_versions([Some("second"), Some("first")]);
    /// ```
    #[track_caller]
    pub fn assert_versions<B: AsRef<[u8]>>(&self, expected: impl IntoIterator<Item = Option<B>>) {
        let expected: Vec<Option<B>> = expected.into_iter().collect();
        let expected: Vec<Option<&[u8]>> = expected.iter().map(|body| body.as_ref().map(AsRef::as_ref)).collect();
        let found: Vec<_> = self.versions().iter().map(ObjectVersion::body).collect();
        let found: Vec<Option<&[u8]>> = found.iter().map(Option::as_deref).collect();
        if found != expected {
            let subject = format!("versions of object `{}`, the newest first", self.path());
            fail(self.oss(), &subject, &bodies(&expected), &bodies(&found));
        }
    }

    /// Asserts that the object does not exist: the key has no version, or its newest is a delete marker.
    ///
    /// # Panics
    ///
    /// If it exists; the message ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// ossmock::Oss::new().create_account("acme").create_bucket("logs").object("greeting").assert_absent();
    /// ```
    #[track_caller]
    pub fn assert_absent(&self) {
        if let Some(object) = self.found() {
            let protection = self.retention().map_or_else(String::new, |retention| format!("; {retention}"));
            fail(self.oss(), &format!("object `{}`", self.path()), "none", &format!("{object}{protection}"));
        }
    }
}

impl Bucket {
    /// Asserts that all objects of the bucket are encrypted by the server, older versions included.
    ///
    /// # Panics
    ///
    /// If one is not, or the bucket was deleted; the message names the first five, and ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{EncryptionRule, Oss};
    ///
    /// let logs = Oss::new().create_account("acme").create_bucket("logs").set_encryption(EncryptionRule::Aes256);
    /// logs.put_object("secret", "hello");
    /// logs.assert_all_encrypted();
    /// ```
    #[track_caller]
    pub fn assert_all_encrypted(&self) {
        let bucket = self.oss().read(|world| world.bucket(self.name()).cloned());
        let Some(bucket) = bucket else { panic!("the bucket `{}` was deleted", self.name()) };
        let objects = bucket.objects.all().filter_map(|(_, found)| found.object());
        let plain: Vec<String> = objects
            .filter(|object| object.extra.encryption.is_none())
            .map(|object| match object.version() {
                VersionId::Null => format!("`{}`", object.key),
                version @ VersionId::Minted(_) => format!("`{}` {version}", object.key),
            })
            .collect();
        if !plain.is_empty() {
            let subject = format!("encryption of the objects of `{}`", self.name());
            let more = if plain.len() > KEYS_SHOWN { ", …" } else { "" };
            let shown = plain[..plain.len().min(KEYS_SHOWN)].join(", ");
            fail(self.oss(), &subject, "all encrypted", &format!("{} not encrypted: {shown}{more}", plain.len()));
        }
    }
}

impl Object {
    /// Describes the contents of the bucket without the object.
    fn absent(&self) -> String {
        let (bucket, key) = (self.bucket_name(), self.key());
        let keys = self.oss().read(|world| {
            let objects = &world.bucket(bucket)?.objects;
            let live = objects.live().map(|object| format!("`{}`", object.key));
            Some(live.take(KEYS_SHOWN + 1).collect::<Vec<_>>())
        });
        match keys {
            None => format!("no bucket `{bucket}`"),
            Some(keys) if keys.is_empty() => "no object; the bucket is empty".to_owned(),
            Some(keys) if keys.len() > KEYS_SHOWN => {
                format!("no object `{key}`; the bucket has {}, …", keys[..KEYS_SHOWN].join(", "))
            }
            Some(keys) => format!("no object `{key}`; the bucket has {}", keys.join(", ")),
        }
    }
}

/// Lists names and values in the order of the names.
fn listed(metadata: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = metadata.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    if pairs.is_empty() { "none".to_owned() } else { pairs.join(", ") }
}

/// Returns the number of versions, and the beginning of each on a line of its own.
fn bodies(versions: &[Option<&[u8]>]) -> String {
    let mut lines = versions.len().to_string();
    for (place, version) in versions.iter().take(VERSIONS_SHOWN).enumerate() {
        let body = version.map_or_else(|| "a delete marker".to_owned(), |body| excerpt(body, 0));
        let _ = write!(lines, "\n            {}. {body}", place + 1);
    }
    if versions.len() > VERSIONS_SHOWN {
        let _ = write!(lines, "\n            and {} more", versions.len() - VERSIONS_SHOWN);
    }
    lines
}

/// Returns the length of a body and its bytes around a place, as text if they are text, else in hex.
fn excerpt(body: &[u8], around: usize) -> String {
    let mut start = around.saturating_sub(SHOWN / 3).min(body.len());
    // Text is not cut inside of a character.
    while start > 0 && start < body.len() && body[start] & 0xc0 == 0x80 {
        start -= 1;
    }
    let shown = &body[start..body.len().min(start + SHOWN)];
    let text = match std::str::from_utf8(shown) {
        Ok(text) => Some(text),
        // The last character may be cut.
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&shown[..error.valid_up_to()]).ok(),
        Err(_) => None,
    };
    let mut line = format!("{} bytes, from byte {start}: ", body.len());
    match text.filter(|text| !text.chars().any(|c| c.is_control() && !c.is_ascii_whitespace())) {
        Some(text) => _ = write!(line, "{text:?}"),
        None => shown.iter().for_each(|byte| _ = write!(line, "{byte:02x} ")),
    }
    let more = if start + shown.len() < body.len() { " …" } else { "" };
    format!("{}{more}", line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_shown_where_they_differ() {
        assert_eq!(excerpt(b"", 0), "0 bytes, from byte 0: \"\"");
        assert_eq!(excerpt(b"hello", 4), "5 bytes, from byte 0: \"hello\"");
        assert_eq!(excerpt(b"\xff\x00", 1), "2 bytes, from byte 0: ff 00");
        let long = "é".repeat(1000);
        assert_eq!(excerpt(long.as_bytes(), 1001), format!("2000 bytes, from byte 984: \"{}\" …", "é".repeat(24)));
        assert_eq!(excerpt(b"abc", 900), "3 bytes, from byte 3: \"\"");
        // A character that is cut at the end of the excerpt, and bytes that are not text.
        assert!(excerpt("日".repeat(40).as_bytes(), 0).ends_with("\" …"));
        assert_eq!(excerpt(&[0x80; 3], 2), "3 bytes, from byte 0: 80 80 80");
    }
}
