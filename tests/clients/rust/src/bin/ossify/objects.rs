//! Objects with `ossify`.

use std::collections::BTreeMap;
use std::convert::Infallible;

use futures::stream;
use ossify::Error;
use ossify::ops::bucket::versioning::{ListObjectVersionsOps as _, ListObjectVersionsParams};
use ossify::ops::bucket::{
    ListObjectsOps as _, ListObjectsResult, ListObjectsV1Ops as _, ListObjectsV1Params, ListObjectsV2Params,
};
use ossify::ops::common::{ObjectAcl, Tag, Tagging};
use ossify::ops::object::acl::{GetObjectAclOperations as _, PutObjectAclOperations as _};
use ossify::ops::object::base::{
    AppendObjectOperations as _, AppendObjectOptions, CopyObjectOperations as _, CopyObjectOptions,
    DeleteMultipleObjectsConfiguration, DeleteMultipleObjectsOperations as _, DeleteObjectEntry,
    DeleteObjectOperations as _, DeleteObjectParams, GetObjectOperations as _, GetObjectOptions, GetObjectParams,
    HeadObjectOperations as _, HeadObjectParams, PutObjectOperations as _, PutObjectOptions,
};
use ossify::ops::object::multipart_upload::{
    AbortMultipartUploadOperations as _, CompleteMultipartUploadOperations as _,
    InitiateMultipartUploadOperations as _, InitiateMultipartUploadOptions, ListMultipartUploadsOperations as _,
    ListMultipartUploadsParams, ListPartsOperations as _, ListPartsParams, UploadPartCopyOperations as _,
    UploadPartCopyOptions, UploadPartOperations as _,
};
use ossify::ops::object::tagging::{
    DeleteObjectTaggingOperations as _, GetObjectTaggingOperations as _, PutObjectTaggingOperations as _,
};
use ossmock_clients::{Answer, How, Listing, Objects, Part, Range, Seen, Which, blank};

use crate::{Ossify, algorithm, fault, told};

impl Ossify {
    async fn listed(&self, bucket: &str, params: ListObjectsV2Params) -> Answer<ListObjectsResult> {
        self.bucket(bucket)?.list_objects(Some(params)).await.map_err(fault)
    }
}

impl Objects for Ossify {
    fn sends_keys(&self, kind: &str) -> Answer<()> {
        match kind {
            "keys with blanks at the ends" => blank("it takes blanks off the ends of a key, but not where it signs it"),
            "keys with dots between slashes" | "keys of dots alone" => blank("its HTTP library resolves `.` and `..`"),
            _ => Ok(()),
        }
    }

    async fn put(&self, bucket: &str, key: &str, body: Vec<u8>, how: How<'_>) -> Answer<()> {
        let put = self.bucket(bucket)?.put_object(key, body, Some(put_options(how)?)).await;
        put.map(drop).map_err(fault)
    }

    async fn put_stream(&self, bucket: &str, key: &str, body: Vec<u8>) -> Answer<()> {
        let chunks: Vec<_> = body.chunks(10_000).map(|chunk| Ok::<_, Infallible>(chunk.to_vec())).collect();
        let put = self.bucket(bucket)?.put_object_stream(key, stream::iter(chunks), None).await;
        put.map(drop).map_err(fault)
    }

    async fn read(&self, bucket: &str, key: &str, which: Which<'_>) -> Answer<Vec<u8>> {
        let mut options = GetObjectOptions::default();
        if let Some((first, last)) = which.span {
            let last = last.map(|last| last.to_string()).unwrap_or_default();
            options.range = Some(format!("bytes={first}-{last}"));
        }
        options.if_match = which.if_match.map(str::to_owned);
        options.if_none_match = which.if_none_match.map(str::to_owned);
        let params = GetObjectParams { version_id: which.version.map(str::to_owned), ..GetObjectParams::default() };
        let read = self.bucket(bucket)?.get_object(key, params, Some(options)).await;
        read.map(|body| body.to_vec()).map_err(fault)
    }

    async fn look(&self, bucket: &str, key: &str) -> Answer<Seen> {
        let seen = self.bucket(bucket)?.head_object(key, HeadObjectParams::default(), None).await.map_err(fault)?;
        let algorithm = seen.server_side_encryption.map(|algorithm| algorithm.as_ref().to_owned());
        Ok(Seen {
            length: Some(seen.content_length),
            etag: seen.etag.unwrap_or_default(),
            content_type: Some(seen.content_type),
            metadata: BTreeMap::new(),
            version: seen.version_id,
            encryption: Some((algorithm, seen.server_side_encryption_key_id)),
        })
    }

    async fn remove(&self, bucket: &str, key: &str, version: Option<&str>) -> Answer<()> {
        let params = version.map(|version| DeleteObjectParams::new().version_id(version));
        told(self.bucket(bucket)?.delete_object(key, params).await).await
    }

    async fn remove_many(&self, bucket: &str, keys: &[String]) -> Answer<()> {
        let all = DeleteMultipleObjectsConfiguration::new(keys.iter().map(DeleteObjectEntry::new).collect());
        match self.bucket(bucket)?.delete_multiple_objects(all, None).await {
            Err(Error::DeserializeXml(_)) => {
                blank("it sends no Content-MD5 with DeleteMultipleObjects, which OSS requires")
            }
            deleted => deleted.map(drop).map_err(fault),
        }
    }

    async fn begin(&self, bucket: &str, key: &str, how: How<'_>) -> Answer<String> {
        let mut options = InitiateMultipartUploadOptions {
            content_type: how.content_type.map(str::to_owned),
            ..InitiateMultipartUploadOptions::default()
        };
        if let Some((name, key_id, data)) = how.encryption {
            options.server_side_encryption = Some(algorithm(name)?);
            options.server_side_encryption_key_id = key_id.map(str::to_owned);
            options.server_side_data_encryption = data.map(str::to_owned);
        }
        let begun = self.bucket(bucket)?.initiate_multipart_upload(key, Some(options)).await;
        begun.map(|begun| begun.upload_id).map_err(fault)
    }

    async fn put_part(&self, bucket: &str, key: &str, upload: &str, number: u32, body: Vec<u8>) -> Answer<String> {
        let put = self.bucket(bucket)?.upload_part(key, upload, number, body).await;
        put.map(|part| part.etag).map_err(fault)
    }

    async fn copy_part(&self, bucket: &str, key: &str, upload: &str, number: u32, range: Range<'_>) -> Answer<String> {
        let span = (u64::try_from(range.first)?, u64::try_from(range.last)?);
        let options = UploadPartCopyOptions { copy_source_range: Some(span), ..UploadPartCopyOptions::default() };
        let copied =
            self.bucket(bucket)?.upload_part_copy(key, upload, number, bucket, range.source, Some(options)).await;
        match copied {
            Err(Error::DeserializeXml(_)) => {
                blank("it looks for a root above `CopyPartResult`, which OSS does not send")
            }
            copied => copied.map(|copied| copied.copy_part_result.etag).map_err(fault),
        }
    }

    async fn parts(&self, bucket: &str, key: &str, upload: &str) -> Answer<Vec<(u32, u64)>> {
        let mut found = Vec::new();
        let mut params = ListPartsParams::new(upload).max_parts(1);
        loop {
            let page = self.bucket(bucket)?.list_parts(key, upload, Some(params.clone())).await.map_err(fault)?;
            found.extend(page.parts.iter().map(|part| (part.part_number, part.size)));
            params = params.part_number_marker(page.next_part_number_marker);
            if !page.is_truncated {
                return Ok(found);
            }
        }
    }

    async fn uploads(&self, bucket: &str, prefix: &str) -> Answer<Vec<(String, String)>> {
        let params = ListMultipartUploadsParams::new().prefix(prefix);
        let found = self.bucket(bucket)?.list_multipart_uploads(Some(params)).await.map_err(fault)?;
        if found.uploads.is_empty() {
            return blank("it looks for uploads below an element `Uploads`, which OSS does not send");
        }
        Ok(found.uploads.into_iter().map(|upload| (upload.key, upload.upload_id)).collect())
    }

    async fn complete(&self, bucket: &str, key: &str, upload: &str, parts: &[Part]) -> Answer<()> {
        let parts = parts.iter().map(|(number, etag)| ossify::ops::object::multipart_upload::Part::new(*number, etag));
        let done = self.bucket(bucket)?.complete_multipart_upload(key, upload, parts.collect(), None).await;
        done.map(drop).map_err(fault)
    }

    async fn abort(&self, bucket: &str, key: &str, upload: &str) -> Answer<()> {
        told(self.bucket(bucket)?.abort_multipart_upload(key, upload).await).await
    }

    async fn append(&self, bucket: &str, key: &str, position: u64, body: Vec<u8>, how: How<'_>) -> Answer<()> {
        let options =
            AppendObjectOptions { content_type: how.content_type.map(str::to_owned), ..AppendObjectOptions::default() };
        match self.bucket(bucket)?.append_object(key, position, body, Some(options)).await {
            Err(Error::InvalidJson(_)) => {
                blank("it reads no answer to an append: it takes the next position for a text")
            }
            appended => appended.map(drop).map_err(fault),
        }
    }

    async fn copy(&self, bucket: &str, source: &str, target: &str, how: How<'_>) -> Answer<()> {
        if !how.metadata.is_empty() {
            return blank("its copies have no metadata of their own");
        }
        let mut options = CopyObjectOptions::new();
        if let Some((algorithm, key_id, _)) = how.encryption {
            options.server_side_encryption = Some(algorithm.to_owned());
            options.server_side_encryption_key_id = key_id.map(str::to_owned);
        }
        self.bucket(bucket)?.copy_object(bucket, source, target, Some(options)).await.map(drop).map_err(fault)
    }

    async fn copy_if(&self, bucket: &str, source: &str, target: &str, etag: &str) -> Answer<()> {
        let options = CopyObjectOptions::new().copy_source_if_match(etag);
        self.bucket(bucket)?.copy_object(bucket, source, target, Some(options)).await.map(drop).map_err(fault)
    }

    async fn list(&self, bucket: &str, listing: Listing, prefix: &str, most: usize) -> Answer<Vec<String>> {
        let most = u32::try_from(most)?;
        let mut found = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let truncated;
            if listing == Listing::V1 {
                let mut params = ListObjectsV1Params::new().prefix(prefix).max_keys(most);
                params.marker = after;
                let page = self.bucket(bucket)?.list_objects_v1(Some(params)).await.map_err(fault)?;
                found.extend(page.contents.into_iter().map(|object| object.key));
                (after, truncated) = (page.next_marker, page.is_truncated);
            } else {
                let mut params = ListObjectsV2Params::default();
                (params.prefix, params.max_keys) = (Some(prefix.to_owned()), Some(most));
                params.continuation_token = after;
                let page = self.listed(bucket, params).await?;
                found.extend(page.contents.into_iter().map(|object| object.key));
                (after, truncated) = (page.next_continuation_token, page.is_truncated);
            }
            if !truncated {
                return Ok(found);
            }
        }
    }

    async fn list_after(&self, bucket: &str, prefix: &str, after: &str) -> Answer<Vec<String>> {
        let mut params = ListObjectsV2Params::default();
        (params.prefix, params.start_after) = (Some(prefix.to_owned()), Some(after.to_owned()));
        Ok(self.listed(bucket, params).await?.contents.into_iter().map(|object| object.key).collect())
    }

    async fn folders(&self, bucket: &str, prefix: &str) -> Answer<(Vec<String>, Vec<String>)> {
        let mut params = ListObjectsV2Params::default();
        (params.prefix, params.delimiter) = (Some(prefix.to_owned()), Some("/".to_owned()));
        let page = self.listed(bucket, params).await?;
        Ok((page.contents.into_iter().map(|object| object.key).collect(), page.common_prefixes))
    }

    async fn read_by_gzip(&self, bucket: &str, key: &str) -> Answer<Vec<u8>> {
        let options = GetObjectOptions { accept_encoding: Some("gzip".to_owned()), ..GetObjectOptions::default() };
        let read = self.bucket(bucket)?.get_object(key, GetObjectParams::new(), Some(options)).await;
        read.map(|body| body.to_vec()).map_err(fault)
    }

    async fn get_tags(&self, bucket: &str, key: &str) -> Answer<BTreeMap<String, String>> {
        let found = self.bucket(bucket)?.get_object_tagging(key, None).await.map_err(fault)?;
        Ok(found.tag_set.tags.into_iter().map(|tag| (tag.key, tag.value)).collect())
    }

    async fn put_tags(&self, bucket: &str, key: &str, tags: &[(&str, &str)]) -> Answer<()> {
        let tags = Tagging::new(tags.iter().map(|(name, value)| Tag::new(*name, *value)).collect());
        told(self.bucket(bucket)?.put_object_tagging(key, tags, None).await).await
    }

    async fn delete_tags(&self, bucket: &str, key: &str) -> Answer<()> {
        told(self.bucket(bucket)?.delete_object_tagging(key, None).await).await
    }

    async fn get_object_acl(&self, bucket: &str, key: &str) -> Answer<String> {
        let found = self.bucket(bucket)?.get_object_acl(key, None).await.map_err(fault)?;
        Ok(found.access_control_list.grant)
    }

    async fn put_object_acl(&self, bucket: &str, key: &str, public: bool) -> Answer<()> {
        let acl = if public { ObjectAcl::PublicRead } else { ObjectAcl::Private };
        told(self.bucket(bucket)?.put_object_acl(key, acl, None).await).await
    }

    async fn list_versions(&self, bucket: &str, prefix: &str, most: usize) -> Answer<Vec<(String, String, bool)>> {
        let mut found = Vec::new();
        let mut params = ListObjectVersionsParams::new().prefix(prefix).max_keys(u32::try_from(most)?);
        loop {
            let page = self.bucket(bucket)?.list_object_versions(Some(params.clone())).await.map_err(fault)?;
            found.extend(page.versions.into_iter().map(|version| (version.key, version.version_id, false)));
            found.extend(page.delete_markers.into_iter().map(|marker| (marker.key, marker.version_id, true)));
            (params.key_marker, params.version_id_marker) = (page.next_key_marker, page.next_version_id_marker);
            if !page.is_truncated {
                return Ok(found);
            }
        }
    }
}

fn put_options(how: How<'_>) -> Answer<PutObjectOptions> {
    if !how.metadata.is_empty() {
        return blank("it does not show the metadata of an object");
    }
    let mut options =
        PutObjectOptions { content_type: how.content_type.map(str::to_owned), ..PutObjectOptions::default() };
    for (name, value) in how.tags {
        options = options.tag(*name, *value);
    }
    if let Some((name, key_id, data)) = how.encryption {
        if data.is_some() {
            return blank("it has no option for the algorithm of the data");
        }
        options = options.server_side_encryption(algorithm(name)?);
        options.server_side_encryption_key_id = key_id.map(str::to_owned);
    }
    Ok(options)
}
