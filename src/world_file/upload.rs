//! The open uploads of a bucket in a world file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::object::{Apart, AttributesTable, Data, rule};
use super::value::{Moment, read_timestamp};
use super::write::{Out, WorldWriter};
use super::wrong::{Wrong, in_value, wrong};
use crate::handle::Bucket;
use crate::oss::Oss;
#[cfg(feature = "state")]
use crate::world::Part;
use crate::world::{EncryptionForm, StoredBucket, StoredUpload};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UploadTable {
    key: Spanned<String>,
    id: Option<Spanned<String>>,
    initiated: Option<Spanned<Moment>>,
    /// The encryption. If absent, the object is not encrypted, even if the bucket has a rule.
    encryption: Option<Spanned<EncryptionForm>>,
    /// The storage class; the one of the bucket if absent.
    storage_class: Option<Spanned<String>>,
    /// The ACL; the `default` one if absent.
    acl: Option<Spanned<String>>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
    /// The headers that are kept with the object, by lower-case names.
    #[serde(default)]
    headers: BTreeMap<String, Spanned<Data>>,
    #[serde(default)]
    part: Vec<PartTable>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartTable {
    number: Spanned<u16>,
    body: Spanned<Data>,
    /// The moment of the last change; the start of the upload if absent.
    modified: Option<Spanned<Moment>>,
}

impl UploadTable {
    pub fn build(&self, oss: &Oss, bucket: &Bucket, apart: Apart<'_>) -> Result<(), Wrong> {
        if let Some(id) = self.id.as_ref().filter(|id| !is_upload_id(id.get_ref())) {
            return Err(wrong(id, "the id of an upload is 32 upper-case hex digits"));
        }
        let begun = match &self.initiated {
            Some(initiated) => read_timestamp(initiated)?,
            None => oss.change(|_, now| now),
        };
        let mut draft = StoredUpload::blank(self.key.get_ref().as_str().into(), begun);
        let attributes = AttributesTable {
            storage_class: self.storage_class.as_ref(),
            acl: self.acl.as_ref(),
            tags: &self.tags,
            headers: &self.headers,
        };
        attributes.give(&mut draft, bucket)?;
        let rule = rule(self.encryption.as_ref())?;
        let id = self.id.as_ref();
        let blamed = id.unwrap_or(&self.key);
        let upload = bucket.try_upload(draft, rule.as_ref(), id.map(|id| id.get_ref().as_str()));
        let upload = upload.map_err(in_value(blamed))?;
        for PartTable { number, body, modified } in &self.part {
            let modified = modified.as_ref().map(read_timestamp).transpose()?.unwrap_or(begun);
            let put = upload.try_part(*number.get_ref(), Data::find(body, apart)?, Some(modified));
            put.map_err(in_value(number))?;
        }
        Ok(())
    }
}

fn is_upload_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b))
}

/// A part in the form of [`PartTable`].
#[derive(Serialize)]
struct WrittenPart {
    number: u16,
    body: Data,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
}

impl<O: Out> WorldWriter<O> {
    /// Writes the uploads of a bucket. They come after the keys of the bucket, as each is a table of its own.
    pub fn uploads(&mut self, bucket: &StoredBucket) {
        for upload in bucket.uploads.all() {
            self.upload(upload, bucket);
            let StoredUpload { initiated, parts, .. } = &**upload;
            let written = parts.iter().map(|(number, part)| WrittenPart {
                number: *number,
                body: Data::of(&part.body),
                modified: (part.modified != *initiated).then(|| part.modified.to_string()),
            });
            let written: Vec<_> = written.collect();
            if !written.is_empty() {
                self.key("part", written);
            }
        }
    }

    /// Begins an upload, without its parts.
    pub fn upload(&mut self, StoredUpload { id, initiated, draft, .. }: &StoredUpload, bucket: &StoredBucket) {
        self.table("account.bucket.upload");
        self.key("key", &*draft.key);
        self.key("id", &**id);
        self.key("initiated", initiated.to_string());
        self.attributes(draft, bucket);
    }

    /// Writes a part that is kept apart from its upload.
    #[cfg(feature = "state")]
    pub fn part(&mut self, number: u16, part: &Part) {
        self.table("account.bucket.upload.part");
        self.key("number", number);
        self.key("modified", part.modified.to_string());
    }
}
