//! Open uploads of a bucket in a world file.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::HeaderValue;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::Wrong;
use super::tables::{EncryptionTable, Moment, in_value, named, read_timestamp, wrong};
use super::write::{File, Rule};
use crate::handle::Bucket;
use crate::op::is_kept_header;
use crate::oss::Oss;
use crate::policy::Acl;
use crate::world::{Bucket as BucketFacts, StorageClass, Upload};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UploadTable {
    key: Spanned<String>,
    id: Option<Spanned<String>>,
    initiated: Option<Spanned<Moment>>,
    /// The object is plain if absent, whatever the bucket's rule says.
    encryption: Option<EncryptionTable>,
    /// That of the bucket if absent.
    storage_class: Option<Spanned<String>>,
    /// None of its own if absent.
    acl: Option<Spanned<String>>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
    /// Those kept with the object, by lower-case names.
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
    /// When the upload was begun if absent.
    modified: Option<Spanned<Moment>>,
}

/// Bytes: as the text they are, or in base64.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields, expecting = "expected a text, or `{ base64 = \"…\" }`")]
enum Data {
    Text(String),
    Base64 { base64: String },
}

impl Data {
    fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Base64 { base64: BASE64_STANDARD.encode(bytes) },
        }
    }

    fn read(data: &Spanned<Self>) -> Result<Vec<u8>, Wrong> {
        match data.get_ref() {
            Self::Text(text) => Ok(text.clone().into_bytes()),
            Self::Base64 { base64 } => BASE64_STANDARD.decode(base64).map_err(|_| wrong(data, "this is not base64")),
        }
    }
}

impl UploadTable {
    pub fn build(&self, oss: &Oss, bucket: &Bucket) -> Result<(), Wrong> {
        if let Some(id) = self.id.as_ref().filter(|id| !is_upload_id(id.get_ref())) {
            return Err(wrong(id, "the id of an upload is 32 upper-case hex digits"));
        }
        let begun = match &self.initiated {
            Some(initiated) => read_timestamp(initiated)?,
            None => oss.change(|_, now| now),
        };
        let acls = "`private`, `public-read` and `public-read-write`";
        let acl = named(self.acl.as_ref(), Acl::from_wire, "an ACL", acls)?;
        let classes = "`Standard`, `IA`, `Archive`, `ColdArchive` and `DeepColdArchive`";
        let class = named(self.storage_class.as_ref(), StorageClass::from_wire, "a storage class", classes)?;
        let mut draft = Upload::blank(self.key.get_ref().as_str().into(), begun);
        draft.acl = self.acl.as_ref().map(|_| acl);
        draft.storage_class = if self.storage_class.is_some() { class } else { bucket.storage_class() };
        draft.tags.clone_from(&self.tags);
        for (name, value) in &self.headers {
            let bytes = Data::read(value)?;
            if !is_kept_header(name) || HeaderValue::from_bytes(&bytes).is_err() {
                let problem = format!("`{name}` with this value is not a header that is kept with an object");
                return Err(wrong(value, problem));
            }
            draft.meta.set(name, &bytes);
        }
        let rule = self.encryption.as_ref().map(EncryptionTable::rule).transpose()?;
        let id = self.id.as_ref();
        let blamed = id.unwrap_or(&self.key);
        let upload = bucket.try_upload(draft, rule.as_ref(), id.map(|id| id.get_ref().as_str()));
        let upload = upload.map_err(in_value(blamed))?;
        for PartTable { number, body, modified } in &self.part {
            let modified = modified.as_ref().map(read_timestamp).transpose()?.unwrap_or(begun);
            let put = upload.try_part(*number.get_ref(), Data::read(body)?.into(), Some(modified));
            put.map_err(in_value(number))?;
        }
        Ok(())
    }
}

fn is_upload_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b))
}

/// A part, as [`PartTable`] reads it.
#[derive(Serialize)]
struct Written {
    number: u16,
    body: Data,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
}

impl File {
    /// Behind everything else of the bucket, as each is a table of its own.
    pub fn uploads(&mut self, bucket: &BucketFacts) {
        for upload in bucket.uploads.all() {
            let Upload { id, initiated, draft, parts } = &**upload;
            self.table("account.bucket.upload");
            self.key("key", &*draft.key);
            self.key("id", &**id);
            self.key("initiated", initiated.to_string());
            if let Some(encryption) = &draft.encryption {
                self.key("encryption", Rule::of_object(encryption));
            }
            self.key_unless(&bucket.storage_class.as_str(), "storage_class", &draft.storage_class.as_str());
            if let Some(acl) = draft.acl {
                self.key("acl", acl);
            }
            self.key_unless(&BTreeMap::new(), "tags", &draft.tags);
            let headers: BTreeMap<_, _> = draft.meta.iter().map(|(name, value)| (name, Data::of(value))).collect();
            if !headers.is_empty() {
                self.key("headers", headers);
            }
            let written = parts.iter().map(|(number, part)| Written {
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
}
