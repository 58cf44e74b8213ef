//! Objects with `ali-oss-rs`.

use std::collections::{BTreeMap, HashMap};

use ali_oss_rs::acl::ObjectAclOperations;
use ali_oss_rs::bucket::BucketOperations;
use ali_oss_rs::bucket_common::{ListObjectsOptions, ListObjectsOptionsBuilder, ListObjectsResult};
use ali_oss_rs::common::{MetadataDirective, ServerSideEncryptionAlgorithm};
use ali_oss_rs::multipart::MultipartUploadsOperations;
use ali_oss_rs::multipart_common::{
    CompleteMultipartUploadRequest, ListMultipartUploadsOptionsBuilder, ListPartsOptions, UploadPartCopyOptionsBuilder,
    UploadPartCopyRequest, UploadPartRequest,
};
use ali_oss_rs::object::ObjectOperations;
use ali_oss_rs::object_common::{
    CopyObjectOptionsBuilder, DeleteMultipleObjectsConfig, DeleteObjectOptions, GetObjectOptionsBuilder, ObjectAcl,
    PutObjectOptions, PutObjectOptionsBuilder,
};
use ali_oss_rs::request::{OssRequest, RequestMethod};
use ali_oss_rs::tagging::ObjectTagOperations;
use ossmock_clients::{Answer, Encryption, How, Listing, Objects, Part, Range, Seen, Which, blank};

use crate::{AliOssRs, fault};

impl AliOssRs {
    async fn listed(&self, bucket: &str, options: ListObjectsOptions) -> Answer<ListObjectsResult> {
        self.client.list_objects(bucket, Some(options)).await.map_err(fault)
    }
}

impl Objects for AliOssRs {
    /// It leaves a plus in a path as it is, which OSS reads as a blank.
    const PLUS: &str = "-";

    fn sends_keys(&self, kind: &str) -> Answer<()> {
        match kind {
            "keys of odd characters" => {
                blank("it puts keys into URLs as they are: `+`, `%`, `?` and `#` get a meaning")
            }
            "keys of control characters" => blank("it signs control characters as they are, and sends them encoded"),
            "keys with slashes" => blank("it refuses keys that end with a slash"),
            "keys with blanks at the ends" => blank("its URLs lose blanks at the end"),
            "keys with dots between slashes" | "keys of dots alone" => blank("its HTTP library resolves `.` and `..`"),
            _ => Ok(()),
        }
    }

    async fn put(&self, bucket: &str, key: &str, body: Vec<u8>, how: How<'_>) -> Answer<()> {
        self.client.put_object_from_buffer(bucket, key, body, Some(put_options(how))).await.map(drop).map_err(fault)
    }

    async fn read(&self, bucket: &str, key: &str, which: Which<'_>) -> Answer<Vec<u8>> {
        let mut options = GetObjectOptionsBuilder::new();
        if let Some((first, last)) = which.span {
            let last = last.map(|last| last.to_string()).unwrap_or_default();
            options = options.range(format!("bytes={first}-{last}"));
        }
        if let Some(etag) = which.if_match {
            options = options.if_match(etag);
        }
        if let Some(etag) = which.if_none_match {
            options = options.if_non_match(etag);
        }
        if let Some(version) = which.version {
            options = options.version_id(version);
        }
        self.client.get_object_to_buffer(bucket, key, Some(options.build())).await.map_err(fault)
    }

    async fn look(&self, bucket: &str, key: &str) -> Answer<Seen> {
        let seen = self.client.head_object(bucket, key, None).await.map_err(fault)?;
        let algorithm = seen.server_side_encryption.map(|algorithm| algorithm.as_str().to_owned());
        // It takes the quotes off.
        let etag = format!("\"{}\"", seen.etag);
        let named = |(name, value): (String, String)| (name.trim_start_matches("x-oss-meta-").to_owned(), value);
        Ok(Seen {
            length: Some(seen.content_length),
            etag,
            content_type: seen.raw_headers.get("content-type").cloned(),
            metadata: seen.metadata.into_iter().map(named).collect(),
            version: seen.version_id,
            encryption: Some((algorithm, seen.server_side_encryption_key_id)),
        })
    }

    async fn remove(&self, bucket: &str, key: &str, version: Option<&str>) -> Answer<()> {
        let options = DeleteObjectOptions { version_id: version.map(str::to_owned) };
        self.client.delete_object(bucket, key, Some(options)).await.map(drop).map_err(fault)
    }

    async fn remove_many(&self, bucket: &str, keys: &[String]) -> Answer<()> {
        let all = DeleteMultipleObjectsConfig::FromKeys(keys);
        self.client.delete_multiple_objects(bucket, all).await.map(drop).map_err(fault)
    }

    async fn begin(&self, bucket: &str, key: &str, how: How<'_>) -> Answer<String> {
        let begun = self.client.initiate_multipart_uploads(bucket, key, Some(put_options(how))).await;
        begun.map(|begun| begun.upload_id).map_err(fault)
    }

    async fn put_part(&self, bucket: &str, key: &str, upload: &str, number: u32, body: Vec<u8>) -> Answer<String> {
        let part = UploadPartRequest::new(number, upload);
        self.client.upload_part_from_buffer(bucket, key, body, part).await.map(|part| part.etag).map_err(fault)
    }

    async fn copy_part(&self, bucket: &str, key: &str, upload: &str, number: u32, range: Range<'_>) -> Answer<String> {
        let part = UploadPartCopyRequest::new(number, upload, range.source);
        let options = UploadPartCopyOptionsBuilder::new();
        let options = options.copy_source_range(format!("bytes={}-{}", range.first, range.last)).build();
        self.client.upload_part_copy(bucket, key, part, Some(options)).await.map(|part| part.etag).map_err(fault)
    }

    async fn parts(&self, bucket: &str, key: &str, upload: &str) -> Answer<Vec<(u32, u64)>> {
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let options = ListPartsOptions { max_parts: Some(1), part_number_marker: after };
            let page = self.client.list_parts(bucket, key, upload, Some(options)).await.map_err(fault)?;
            found.extend(page.parts.iter().map(|part| (part.part_number, part.size)));
            after = page.next_part_number_marker;
            if !page.is_truncated {
                return Ok(found);
            }
        }
    }

    async fn uploads(&self, bucket: &str, prefix: &str) -> Answer<Vec<(String, String)>> {
        let options = ListMultipartUploadsOptionsBuilder::new().prefix(prefix).build();
        let found = self.client.list_multipart_uploads(bucket, Some(options)).await.map_err(fault)?;
        Ok(found.uploads.into_iter().map(|upload| (upload.key, upload.upload_id)).collect())
    }

    async fn complete(&self, bucket: &str, key: &str, upload: &str, parts: &[Part]) -> Answer<()> {
        let list = CompleteMultipartUploadRequest { upload_id: upload.to_owned(), parts: parts.to_vec() };
        self.client.complete_multipart_uploads(bucket, key, list, None).await.map(drop).map_err(fault)
    }

    async fn abort(&self, bucket: &str, key: &str, upload: &str) -> Answer<()> {
        self.client.abort_multipart_uploads(bucket, key, upload).await.map_err(fault)
    }

    async fn append(&self, bucket: &str, key: &str, position: u64, body: Vec<u8>, how: How<'_>) -> Answer<()> {
        let options = Some(put_options(how));
        self.client.append_object_from_buffer(bucket, key, body, position, options).await.map(drop).map_err(fault)
    }

    async fn copy(&self, bucket: &str, source: &str, target: &str, how: How<'_>) -> Answer<()> {
        let mut options = CopyObjectOptionsBuilder::new();
        for (name, value) in how.metadata {
            options = options.metadata_directive(MetadataDirective::Replace).metadata(*name, *value);
        }
        if let Some((algorithm, key_id, _)) = how.encryption {
            options = options.server_side_encryption(of(algorithm));
            if let Some(key_id) = key_id {
                options = options.server_side_encryption_key_id(key_id);
            }
        }
        let copied = self.client.copy_object(bucket, source, bucket, target, Some(options.build())).await;
        copied.map(drop).map_err(fault)
    }

    async fn list(&self, bucket: &str, listing: Listing, prefix: &str, most: usize) -> Answer<Vec<String>> {
        if listing == Listing::V1 {
            return blank("it lists by the second version");
        }
        let mut found = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let mut options = ListObjectsOptionsBuilder::new().prefix(prefix).max_keys(u32::try_from(most)?);
            if let Some(token) = after {
                options = options.continuation_token(token);
            }
            let page = self.listed(bucket, options.build()).await?;
            found.extend(page.contents.into_iter().map(|object| object.key));
            after = page.next_continuation_token;
            if !page.is_truncated {
                return Ok(found);
            }
        }
    }

    async fn list_after(&self, bucket: &str, prefix: &str, after: &str) -> Answer<Vec<String>> {
        let options = ListObjectsOptionsBuilder::new().prefix(prefix).start_after(after).build();
        let page = self.listed(bucket, options).await?;
        Ok(page.contents.into_iter().map(|object| object.key).collect())
    }

    async fn copy_if(&self, bucket: &str, source: &str, target: &str, etag: &str) -> Answer<()> {
        let options = CopyObjectOptionsBuilder::new().copy_source_if_match(etag).build();
        self.client.copy_object(bucket, source, bucket, target, Some(options)).await.map(drop).map_err(fault)
    }

    async fn read_by_gzip(&self, bucket: &str, key: &str) -> Answer<Vec<u8>> {
        let options = GetObjectOptionsBuilder::new().accept_encoding("gzip").build();
        self.client.get_object_to_buffer(bucket, key, Some(options)).await.map_err(fault)
    }

    async fn folders(&self, bucket: &str, prefix: &str) -> Answer<(Vec<String>, Vec<String>)> {
        let options = ListObjectsOptionsBuilder::new().prefix(prefix).delimiter('/').build();
        let page = self.listed(bucket, options).await?;
        Ok((page.contents.into_iter().map(|object| object.key).collect(), page.common_prefixes))
    }

    async fn put_by_url(&self, bucket: &str, key: &str, body: &str, content_type: &str) -> Answer<()> {
        let request = OssRequest::new().method(RequestMethod::Put).bucket(bucket).object(key);
        self.raw(request.add_header("content-type", content_type), body.to_owned()).await.map(drop)
    }

    async fn get_tags(&self, bucket: &str, key: &str) -> Answer<BTreeMap<String, String>> {
        let tags = self.client.get_object_tags(bucket, key, None).await.map_err(fault)?;
        Ok(tags.into_iter().collect())
    }

    async fn put_tags(&self, bucket: &str, key: &str, tags: &[(&str, &str)]) -> Answer<()> {
        let tags: HashMap<_, _> = tags.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.client.put_object_tags(bucket, key, tags, None).await.map_err(fault)
    }

    async fn delete_tags(&self, bucket: &str, key: &str) -> Answer<()> {
        self.client.delete_object_tags(bucket, key, None).await.map_err(fault)
    }

    async fn get_object_acl(&self, bucket: &str, key: &str) -> Answer<String> {
        let acl = self.client.get_object_acl(bucket, key, None).await.map_err(fault)?;
        Ok(acl.as_str().to_owned())
    }

    async fn put_object_acl(&self, bucket: &str, key: &str, public: bool) -> Answer<()> {
        let acl = if public { ObjectAcl::PublicRead } else { ObjectAcl::Private };
        self.client.put_object_acl(bucket, key, acl, None).await.map_err(fault)
    }
}

fn of(algorithm: &str) -> ServerSideEncryptionAlgorithm {
    match algorithm {
        "KMS" => ServerSideEncryptionAlgorithm::KMS,
        "AES256" => ServerSideEncryptionAlgorithm::AES256,
        _ => ServerSideEncryptionAlgorithm::SM4,
    }
}

fn put_options(how: How<'_>) -> PutObjectOptions {
    let mut options = PutObjectOptionsBuilder::new();
    if let Some(content_type) = how.content_type {
        options = options.mime_type(content_type);
    }
    for (name, value) in how.metadata {
        options = options.metadata(format!("x-oss-meta-{name}"), *value);
    }
    for (name, value) in how.tags {
        options = options.tag(*name, *value);
    }
    if let Some(encryption) = how.encryption {
        options = encrypted(options, encryption);
    }
    options.build()
}

fn encrypted(options: PutObjectOptionsBuilder, encryption: Encryption<'_>) -> PutObjectOptionsBuilder {
    let (algorithm, key_id, data) = encryption;
    let mut options = options.server_side_encryption(of(algorithm));
    if let Some(key_id) = key_id {
        options = options.server_side_encryption_key_id(key_id);
    }
    if let Some(data) = data {
        options = options.server_side_data_encryption(of(data));
    }
    options
}
