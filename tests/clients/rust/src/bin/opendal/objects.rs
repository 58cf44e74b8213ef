//! Objects with `opendal`.

use std::collections::BTreeMap;
use std::time::Duration;

use opendal::BytesRange;
use opendal::options::{CopyOptions, ListOptions, ReadOptions, StatOptions, WriteOptions};
use ossmock_clients::{Answer, Check, Fault, How, Listing, Objects, Seen, Which, blank, broken, http};

use crate::{Opendal, capabilities, fault};

const MIB: usize = 1024 * 1024;

impl Opendal {
    /// It does not show how an object is encrypted, but signs the URL of a HEAD that tells.
    async fn encryption(&self, bucket: &str, key: &str) -> Answer<(Option<String>, Option<String>)> {
        let signed = self.operator(bucket)?.presign_stat(key, Duration::from_mins(1)).await?;
        let answer = http()?.head(signed.uri().to_string()).send().await?;
        let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok((header("x-oss-server-side-encryption"), header("x-oss-server-side-encryption-key-id")))
    }
}

impl Objects for Opendal {
    fn sends_keys(&self, kind: &str) -> Answer<()> {
        match kind {
            "keys with slashes" | "keys with blanks at the ends" => {
                blank("it takes keys for paths: it drops empty segments, and blanks at the ends")
            }
            "keys with dots between slashes" | "keys of dots alone" => blank("its URLs resolve `.` and `..`"),
            _ => Ok(()),
        }
    }

    async fn put(&self, bucket: &str, key: &str, body: Vec<u8>, how: How<'_>) -> Answer<()> {
        if !how.tags.is_empty() {
            return blank("it knows no tags");
        }
        let operator = self.encrypting(bucket, how.encryption)?;
        operator.write_options(key, body, write_options(how)).await.map(drop).map_err(fault)
    }

    async fn put_stream(&self, bucket: &str, key: &str, body: Vec<u8>) -> Answer<()> {
        let mut writer = self.operator(bucket)?.writer(key).await.map_err(fault)?;
        for piece in body.chunks(100 * 1024) {
            writer.write(piece.to_vec()).await.map_err(fault)?;
        }
        writer.close().await.map(drop).map_err(fault)
    }

    async fn put_parallel(&self, bucket: &str, key: &str, body: Vec<u8>) -> Answer<()> {
        let options = WriteOptions { chunk: Some(MIB), concurrent: 4, ..WriteOptions::default() };
        self.operator(bucket)?.write_options(key, body, options).await.map(drop).map_err(fault)
    }

    async fn read(&self, bucket: &str, key: &str, which: Which<'_>) -> Answer<Vec<u8>> {
        let range = which.span.map_or_else(BytesRange::default, |(first, last)| {
            BytesRange::new(first, last.map(|last| last - first + 1))
        });
        let options = ReadOptions {
            range,
            version: which.version.map(str::to_owned),
            if_match: which.if_match.map(str::to_owned),
            if_none_match: which.if_none_match.map(str::to_owned),
            ..ReadOptions::default()
        };
        self.operator(bucket)?.read_options(key, options).await.map(|body| body.to_vec()).map_err(fault)
    }

    async fn read_parallel(&self, bucket: &str, key: &str) -> Answer<Vec<u8>> {
        let options = ReadOptions { chunk: Some(MIB), concurrent: 4, ..ReadOptions::default() };
        self.operator(bucket)?.read_options(key, options).await.map(|body| body.to_vec()).map_err(fault)
    }

    async fn look(&self, bucket: &str, key: &str) -> Answer<Seen> {
        let seen = self.operator(bucket)?.stat_options(key, StatOptions::default()).await.map_err(fault)?;
        let metadata = seen.user_metadata().into_iter().flat_map(|all| {
            all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<BTreeMap<_, _>>()
        });
        Ok(Seen {
            length: Some(seen.content_length()),
            etag: seen.etag().unwrap_or_default().to_owned(),
            content_type: seen.content_type().map(str::to_owned),
            metadata: metadata.collect(),
            version: seen.version().map(str::to_owned),
            encryption: Some(self.encryption(bucket, key).await?),
        })
    }

    async fn remove(&self, bucket: &str, key: &str, version: Option<&str>) -> Answer<()> {
        let operator = self.operator(bucket)?;
        let removed = match version {
            Some(version) => operator.delete_with(key).version(version).await,
            None => operator.delete(key).await,
        };
        removed.map_err(fault)
    }

    async fn remove_many(&self, bucket: &str, keys: &[String]) -> Answer<()> {
        self.operator(bucket)?.delete_iter(keys.iter().cloned()).await.map_err(fault)
    }

    async fn append(&self, bucket: &str, key: &str, _position: u64, body: Vec<u8>, how: How<'_>) -> Answer<()> {
        // It asks for the position by itself.
        let options = WriteOptions { append: true, ..write_options(how) };
        let operator = self.encrypting(bucket, how.encryption)?;
        operator.write_options(key, body, options).await.map(drop).map_err(fault)
    }

    async fn copy(&self, bucket: &str, source: &str, target: &str, how: How<'_>) -> Answer<()> {
        let operator = self.encrypting(bucket, how.encryption)?;
        operator.copy_options(source, target, CopyOptions::default()).await.map(drop).map_err(fault)
    }

    async fn list(&self, bucket: &str, listing: Listing, prefix: &str, most: usize) -> Answer<Vec<String>> {
        if listing == Listing::V1 {
            return blank("it lists by the second version");
        }
        let options = ListOptions { limit: Some(most), recursive: true, ..ListOptions::default() };
        let entries = self.operator(bucket)?.list_options(prefix, options).await.map_err(fault)?;
        Ok(entries.iter().map(|entry| entry.path().to_owned()).collect())
    }

    async fn list_after(&self, bucket: &str, prefix: &str, after: &str) -> Answer<Vec<String>> {
        let options = ListOptions { start_after: Some(after.to_owned()), recursive: true, ..ListOptions::default() };
        let entries = self.operator(bucket)?.list_options(prefix, options).await.map_err(fault)?;
        Ok(entries.iter().map(|entry| entry.path().to_owned()).collect())
    }

    async fn folders(&self, bucket: &str, prefix: &str) -> Answer<(Vec<String>, Vec<String>)> {
        let entries = self.operator(bucket)?.list(prefix).await.map_err(fault)?;
        let (folders, keys) = entries.iter().partition::<Vec<_>, _>(|entry| entry.metadata().is_dir());
        let paths = |entries: Vec<&opendal::Entry>| {
            let mut paths: Vec<String> = entries.iter().map(|entry| entry.path().to_owned()).collect();
            paths.sort();
            paths
        };
        Ok((paths(keys), paths(folders)))
    }

    async fn put_by_url(&self, bucket: &str, key: &str, body: &str, content_type: &str) -> Answer<()> {
        let signing = self.operator(bucket)?;
        let signed = signing.presign_write_with(key, Duration::from_mins(1)).content_type(content_type).await?;
        let mut request = http()?.put(signed.uri().to_string()).body(body.to_owned());
        // Its length is 0, as it does not know the body.
        for (name, value) in signed.header().iter().filter(|(name, _)| *name != "content-length") {
            request = request.header(name, value);
        }
        let status = request.send().await?.status();
        if status.is_success() { Ok(()) } else { broken(format!("the URL was answered {status}")) }
    }

    async fn list_versions(&self, bucket: &str, prefix: &str, most: usize) -> Answer<Vec<(String, String, bool)>> {
        let options =
            ListOptions { limit: Some(most), recursive: true, versions: true, deleted: true, ..ListOptions::default() };
        let entries = self.operator(bucket)?.list_options(prefix, options).await.map_err(fault)?;
        let told = |entry: &opendal::Entry| {
            let metadata = entry.metadata();
            let version = metadata.version().ok_or_else(|| Fault::Broken(format!("no version: {entry:?}")))?;
            Ok((entry.path().to_owned(), version.to_owned(), metadata.is_deleted()))
        };
        entries.iter().map(told).collect()
    }

    async fn also(&self, check: &str) -> Check {
        let place = if self.vhost { "vhost" } else { "path" };
        capabilities::check(&self.operator("objects")?, &self.operator("versions")?, place, check).await
    }
}

fn write_options(how: How<'_>) -> WriteOptions {
    let metadata = how.metadata.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    WriteOptions {
        content_type: how.content_type.map(str::to_owned),
        user_metadata: (!how.metadata.is_empty()).then(|| metadata.collect()),
        ..WriteOptions::default()
    }
}
