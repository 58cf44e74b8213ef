//! Objects with `aliyun-oss-rs`.

use std::collections::BTreeMap;

use aliyun_oss_rs::OssObject;
use aliyun_oss_rs::common::Acl;
use ossmock_clients::{Answer, Check, How, Listing, Objects, Part, Range, Seen, Which, blank};

use crate::{AliyunOssRs, READS_NO_ENUM, fault, unreadable};

const NO_VERSIONS: &str = "it reads and deletes no versions";
const NO_ENCRYPTION: &str = "it asks for no encryption of an object";

impl AliyunOssRs {
    fn object(&self, bucket: &str, key: &str) -> OssObject {
        self.bucket(bucket).object(key)
    }
}

/// Rejects the attributes that the client cannot send.
fn says(how: How<'_>) -> Check {
    if how.encryption.is_some() { blank(NO_ENCRYPTION) } else { Ok(()) }
}

impl Objects for AliyunOssRs {
    const TELLS_ALL: bool = false;

    async fn put(&self, bucket: &str, key: &str, body: Vec<u8>, how: How<'_>) -> Answer<()> {
        says(how)?;
        let mut put = self.object(bucket, key).put_object();
        if let Some(content_type) = how.content_type {
            put = put.set_mime(content_type);
        }
        for (name, value) in how.metadata {
            put = put.set_meta(*name, *value);
        }
        for (name, value) in how.tags {
            put = put.set_tagging(*name, *value);
        }
        put.send_content(body).await.map_err(fault)
    }

    async fn read(&self, bucket: &str, key: &str, which: Which<'_>) -> Answer<Vec<u8>> {
        if which.version.is_some() {
            return blank(NO_VERSIONS);
        }
        let mut get = self.object(bucket, key).get_object();
        if let Some((first, last)) = which.span {
            get = get.set_range(usize::try_from(first)?, last.map(usize::try_from).transpose()?);
        }
        if let Some(etag) = which.if_match {
            get = get.set_if_match(etag);
        }
        if let Some(etag) = which.if_none_match {
            get = get.set_if_none_match(etag);
        }
        get.download().await.map(Into::into).map_err(fault)
    }

    async fn look(&self, bucket: &str, key: &str) -> Answer<Seen> {
        let seen = self.object(bucket, key).head_object().send().await.map_err(fault)?;
        let header = |name: &str| seen.get(name).cloned();
        let named = |(name, value): (&String, &String)| {
            name.strip_prefix("x-oss-meta-").map(|name| (name.to_owned(), value.clone()))
        };
        let algorithm = header("x-oss-server-side-encryption");
        Ok(Seen {
            length: header("content-length").and_then(|text| text.parse().ok()),
            // It takes the quotes off.
            etag: format!("\"{}\"", header("etag").unwrap_or_default()),
            content_type: header("content-type"),
            metadata: seen.iter().filter_map(named).collect(),
            version: header("x-oss-version-id"),
            encryption: Some((algorithm, header("x-oss-server-side-encryption-key-id"))),
        })
    }

    async fn remove(&self, bucket: &str, key: &str, version: Option<&str>) -> Answer<()> {
        if version.is_some() {
            return blank(NO_VERSIONS);
        }
        self.object(bucket, key).del_object().send().await.map_err(fault)
    }

    async fn remove_many(&self, bucket: &str, keys: &[String]) -> Answer<()> {
        // It writes them into its XML as they are given.
        let escaped = |key: &String| key.replace('&', "&amp;").replace('<', "&lt;");
        self.bucket(bucket).del_objects(keys.iter().map(escaped).collect::<Vec<_>>()).send().await.map_err(fault)
    }

    async fn begin(&self, bucket: &str, key: &str, how: How<'_>) -> Answer<String> {
        says(how)?;
        let mut begin = self.object(bucket, key).multipart_init_upload();
        if let Some(content_type) = how.content_type {
            begin = begin.set_mime(content_type);
        }
        begin.send().await.map_err(fault)
    }

    async fn put_part(&self, bucket: &str, key: &str, upload: &str, number: u32, body: Vec<u8>) -> Answer<String> {
        self.object(bucket, key).multipart_upload_part(number, upload).send_content(body).await.map_err(fault)
    }

    async fn copy_part(&self, bucket: &str, key: &str, upload: &str, number: u32, range: Range<'_>) -> Answer<String> {
        let part = self.object(bucket, key).multipart_copy_part(number, upload, named(bucket, range.source));
        part.set_source_range(range.first, Some(range.last)).send().await.map_err(fault)
    }

    async fn parts(&self, bucket: &str, key: &str, upload: &str) -> Answer<Vec<(u32, u64)>> {
        let answer = self.object(bucket, key).multipart_list_parts(upload).send().await;
        unreadable(answer, "StorageClass", READS_NO_ENUM)
    }

    async fn uploads(&self, bucket: &str, prefix: &str) -> Answer<Vec<(String, String)>> {
        let found = self.bucket(bucket).multipart_list_uploads().set_prefix(prefix).send().await.map_err(fault)?;
        let uploads = found.upload.into_iter().flatten();
        Ok(uploads.map(|upload| (upload.key, upload.upload_id)).collect())
    }

    async fn complete(&self, bucket: &str, key: &str, upload: &str, parts: &[Part]) -> Answer<()> {
        let numbers: Vec<String> = parts.iter().map(|(number, _)| number.to_string()).collect();
        let list = numbers.iter().zip(parts).map(|(number, (_, tag))| (&**number, &**tag)).collect();
        self.object(bucket, key).multipart_complete_upload(upload).add_parts(list).send().await.map_err(fault)
    }

    async fn abort(&self, bucket: &str, key: &str, upload: &str) -> Answer<()> {
        self.object(bucket, key).multipart_abort_upload(upload).send().await.map_err(fault)
    }

    async fn append(&self, bucket: &str, key: &str, position: u64, body: Vec<u8>, how: How<'_>) -> Answer<()> {
        says(how)?;
        let append = self.object(bucket, key).append_object().set_position(u32::try_from(position)?);
        append.send_content(body).await.map(drop).map_err(fault)
    }

    async fn copy(&self, bucket: &str, source: &str, target: &str, how: How<'_>) -> Answer<()> {
        says(how)?;
        let source = named(bucket, source);
        self.object(bucket, target).copy_object(source).send().await.map_err(fault)
    }

    async fn copy_if(&self, bucket: &str, source: &str, target: &str, etag: &str) -> Answer<()> {
        let copy = self.object(bucket, target).copy_object(named(bucket, source)).set_if_match(etag);
        copy.send().await.map_err(fault)
    }

    async fn list_after(&self, bucket: &str, prefix: &str, after: &str) -> Answer<Vec<String>> {
        let answer = self.bucket(bucket).list_objects().set_prefix(prefix).set_start_after(after).send().await;
        unreadable(answer, "StorageClass", READS_NO_ENUM)
    }

    async fn list(&self, bucket: &str, listing: Listing, prefix: &str, most: usize) -> Answer<Vec<String>> {
        let most = u32::try_from(most)?;
        let bucket = self.bucket(bucket);
        match listing {
            Listing::V1 => {
                let answer = bucket.list_objects_v1().set_prefix(prefix).set_max_keys(most).send().await;
                unreadable(answer, "StorageClass", READS_NO_ENUM)
            }
            Listing::V2 => {
                let answer = bucket.list_objects().set_prefix(prefix).set_max_keys(most).send().await;
                unreadable(answer, "StorageClass", READS_NO_ENUM)
            }
        }
    }

    async fn folders(&self, bucket: &str, prefix: &str) -> Answer<(Vec<String>, Vec<String>)> {
        let answer = self.bucket(bucket).list_objects().set_prefix(prefix).set_delimiter("/").send().await;
        unreadable(answer, "StorageClass", READS_NO_ENUM)
    }

    async fn get_tags(&self, bucket: &str, key: &str) -> Answer<BTreeMap<String, String>> {
        let tags = self.object(bucket, key).get_object_tagging().send().await.map_err(fault)?;
        Ok(tags.into_iter().flatten().map(|tag| (tag.key, tag.value)).collect())
    }

    async fn put_tags(&self, bucket: &str, key: &str, tags: &[(&str, &str)]) -> Answer<()> {
        self.object(bucket, key).put_object_tagging(tags.to_vec()).send().await.map_err(fault)
    }

    async fn delete_tags(&self, bucket: &str, key: &str) -> Answer<()> {
        self.object(bucket, key).del_object_tagging().send().await.map_err(fault)
    }

    async fn get_object_acl(&self, bucket: &str, key: &str) -> Answer<String> {
        unreadable(self.object(bucket, key).get_object_acl().send().await, "Grant", READS_NO_ENUM)
    }

    async fn put_object_acl(&self, bucket: &str, key: &str, public: bool) -> Answer<()> {
        let acl = if public { Acl::PublicRead } else { Acl::Private };
        self.object(bucket, key).put_object_acl(acl).send().await.map_err(fault)
    }

    async fn list_versions(&self, bucket: &str, prefix: &str, most: usize) -> Answer<Vec<(String, String, bool)>> {
        let list = self.bucket(bucket).list_object_versions().set_prefix(prefix).set_max_keys(u32::try_from(most)?);
        unreadable(list.send().await, "StorageClass", READS_NO_ENUM)
    }
}

/// The source of a copy, encoded: the client sends it as it is given.
fn named(bucket: &str, key: &str) -> String {
    let key = key.bytes().map(|byte| match byte {
        b'/' | b'-' | b'_' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    format!("/{bucket}/{}", key.collect::<String>())
}
