//! The checks of objects: by the account `store`, in buckets of its own.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::checks::{Check, fails, same};
use crate::{Answer, Client, blank, broken, world};

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;
const TEXT: &str = "text/x-check; charset=utf-8";
const BUCKET: &str = "objects";
const VERSIONS: &str = "versions";
const CIPHERS: &str = "ciphers";
const STORE_KEY: &str = "key-of-the-store";

/// The encryption of an object: algorithm, id of the key, algorithm of the data.
pub type Encryption<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

/// The attributes sent with an object when it is stored.
#[derive(Clone, Copy, Default)]
pub struct How<'a> {
    pub content_type: Option<&'a str>,
    pub metadata: &'a [(&'a str, &'a str)],
    pub tags: &'a [(&'a str, &'a str)],
    pub encryption: Option<Encryption<'a>>,
}

/// The part of an object to read, and the conditions.
#[derive(Clone, Copy, Default)]
pub struct Which<'a> {
    /// The first byte and the last.
    pub span: Option<(u64, Option<u64>)>,
    pub if_match: Option<&'a str>,
    pub if_none_match: Option<&'a str>,
    pub version: Option<&'a str>,
}

/// The answer to HEAD; a field is `None` if it is absent, or not shown by a client that does not tell all.
#[derive(Debug, Default)]
pub struct Seen {
    pub length: Option<u64>,
    /// With its quotes.
    pub etag: String,
    pub content_type: Option<String>,
    pub metadata: BTreeMap<String, String>,
    pub version: Option<String>,
    /// The algorithm and the id of the key.
    pub encryption: Option<(Option<String>, Option<String>)>,
}

/// The operation that lists.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    V1,
    V2,
}

/// An upload in parts, step by step: its id and what was uploaded.
pub type Part = (u32, String);

/// Some bytes of an object: the first and the last.
#[derive(Debug, Clone, Copy)]
pub struct Range<'a> {
    pub source: &'a str,
    pub first: usize,
    pub last: usize,
}

/// The object calls of a client. Those it lacks are blank.
#[expect(async_fn_in_trait, reason = "nothing but these scripts uses it, and they are not `Send`")]
pub trait Objects {
    /// `true` if the client shows length and content type of an object.
    const TELLS_ALL: bool = true;
    /// The text that stands for a plus in keys of checks that are not about it.
    const PLUS: &str = "+";

    /// Checks that the client sends keys of this kind as they are.
    ///
    /// # Errors
    ///
    /// Blank if it does not.
    fn sends_keys(&self, _kind: &str) -> Answer<()> {
        Ok(())
    }
    async fn put(&self, bucket: &str, key: &str, body: Vec<u8>, how: How<'_>) -> Answer<()>;
    /// From a source that does not tell its length.
    async fn put_stream(&self, _bucket: &str, _key: &str, _body: Vec<u8>) -> Answer<()> {
        blank("it sends bodies of a known length only")
    }
    async fn read(&self, bucket: &str, key: &str, which: Which<'_>) -> Answer<Vec<u8>>;
    async fn look(&self, bucket: &str, key: &str) -> Answer<Seen>;
    async fn remove(&self, bucket: &str, key: &str, version: Option<&str>) -> Answer<()>;
    async fn remove_many(&self, _bucket: &str, _keys: &[String]) -> Answer<()> {
        blank("it deletes one object at a time")
    }
    /// In parts of a mebibyte, four at once.
    async fn put_parallel(&self, _bucket: &str, _key: &str, _body: Vec<u8>) -> Answer<()> {
        blank("it has no upload that makes parts by itself")
    }
    async fn read_parallel(&self, bucket: &str, key: &str) -> Answer<Vec<u8>> {
        self.read(bucket, key, Which::default()).await
    }
    async fn begin(&self, _bucket: &str, _key: &str, _how: How<'_>) -> Answer<String> {
        blank("it takes the steps of an upload in parts by itself")
    }
    async fn put_part(&self, _: &str, _: &str, _upload: &str, _number: u32, _body: Vec<u8>) -> Answer<String> {
        blank("it takes the steps of an upload in parts by itself")
    }
    /// Copies a range of bytes of an object to a part.
    async fn copy_part(&self, _: &str, _: &str, _upload: &str, _number: u32, _: Range<'_>) -> Answer<String> {
        blank("it copies no parts")
    }
    /// Numbers and sizes.
    async fn parts(&self, _bucket: &str, _key: &str, _upload: &str) -> Answer<Vec<(u32, u64)>> {
        blank("it lists no parts")
    }
    /// Keys and ids.
    async fn uploads(&self, _bucket: &str, _prefix: &str) -> Answer<Vec<(String, String)>> {
        blank("it lists no uploads")
    }
    async fn complete(&self, _: &str, _: &str, _upload: &str, _parts: &[Part]) -> Answer<()> {
        blank("it takes the steps of an upload in parts by itself")
    }
    async fn abort(&self, _bucket: &str, _key: &str, _upload: &str) -> Answer<()> {
        blank("it takes the steps of an upload in parts by itself")
    }
    async fn append(&self, _: &str, _: &str, _position: u64, _body: Vec<u8>, _how: How<'_>) -> Answer<()> {
        blank("it does not append")
    }
    async fn copy(&self, bucket: &str, source: &str, target: &str, how: How<'_>) -> Answer<()>;
    /// All keys, by pages of so many.
    async fn list(&self, bucket: &str, listing: Listing, prefix: &str, most: usize) -> Answer<Vec<String>>;
    /// Keys and folders.
    async fn folders(&self, bucket: &str, prefix: &str) -> Answer<(Vec<String>, Vec<String>)>;
    async fn list_after(&self, _bucket: &str, _prefix: &str, _after: &str) -> Answer<Vec<String>> {
        blank("it lists from the beginning")
    }
    /// A copy, if its source has this tag.
    async fn copy_if(&self, _bucket: &str, _source: &str, _target: &str, _etag: &str) -> Answer<()> {
        blank("its copies have no conditions")
    }
    /// An object that may come compressed.
    async fn read_by_gzip(&self, _bucket: &str, _key: &str) -> Answer<Vec<u8>> {
        blank("it asks for nothing compressed")
    }
    /// By a signed URL.
    async fn put_by_url(&self, _: &str, _: &str, _body: &str, _content_type: &str) -> Answer<()> {
        blank("it signs the URLs of GETs only")
    }
    async fn get_tags(&self, _bucket: &str, _key: &str) -> Answer<BTreeMap<String, String>> {
        blank("it knows no tags")
    }
    async fn put_tags(&self, _bucket: &str, _key: &str, _tags: &[(&str, &str)]) -> Answer<()> {
        blank("it knows no tags")
    }
    async fn delete_tags(&self, _bucket: &str, _key: &str) -> Answer<()> {
        blank("it knows no tags")
    }
    async fn get_object_acl(&self, _bucket: &str, _key: &str) -> Answer<String> {
        blank("it knows no ACL of objects")
    }
    /// Private, or public-read.
    async fn put_object_acl(&self, _bucket: &str, _key: &str, _public: bool) -> Answer<()> {
        blank("it knows no ACL of objects")
    }
    /// Keys, ids of versions, and whether they are delete markers; by pages of so many.
    async fn list_versions(&self, _: &str, _prefix: &str, _most: usize) -> Answer<Vec<(String, String, bool)>> {
        blank("it lists no versions")
    }
    /// A check that only this client has.
    async fn also(&self, _check: &str) -> Check {
        broken("its script has no such check")
    }
}

/// A client of a bucket, and names below a prefix that no other check uses.
struct Place<'a, C> {
    client: &'a C,
    bucket: &'static str,
    prefix: String,
}

/// Checks of the scripts in other languages that these scripts lack.
const NOT_ASKED: [&str; 7] = [
    "delete versions, many at once",
    "copy of a version",
    "versioning on, suspended, on",
    "uploads in pages",
    "what is there is not overwritten",
    "headers of the answer as asked for",
    "GetObjectMeta",
];

/// Runs a check of objects.
///
/// # Errors
///
/// What comes of it.
pub(crate) async fn run<C: Client>(client: &C, check: &str) -> Check {
    let at = |bucket| Place::new(client, bucket);
    let place = at(BUCKET);
    if let Some(keys) = world::keys(check) {
        return place.odd_keys(check, &keys).await;
    }
    match check {
        "bodies of 0 B to 1 MiB" => place.bodies(&[0, 1, KIB, MIB]).await,
        "a body of 64 MiB" => place.bodies(&[64 * MIB]).await,
        "a body of unknown length" => {
            let (key, body) = (place.key("streamed"), noise(300 * KIB));
            client.put_stream(BUCKET, &key, body.clone()).await?;
            place.has(&key, &body).await
        }
        "metadata and content type" => place.metadata().await,
        "ranges" => place.ranges().await,
        "conditional reads" => place.conditions().await,
        "resumable upload" | "resumable download" => blank("it resumes nothing"),
        "parallel upload and download" => {
            let (key, body) = (place.key("parallel"), noise(5 * MIB + 1));
            client.put_parallel(BUCKET, &key, body.clone()).await?;
            let seen = client.look(BUCKET, &key).await?;
            same(seen.etag.ends_with("-6\""), true, &seen.etag)?;
            same(client.read_parallel(BUCKET, &key).await? == body, true, "body")
        }
        "parts, step by step" => place.parts().await,
        "append" => place.appends().await,
        "copy" => place.copies().await,
        "copy on conditions" => place.conditional_copies().await,
        "a text by gzip" => place.text_by_gzip().await,
        "list after a key" => place.list_after().await,
        "delete many of control characters" => {
            client.sends_keys("keys of control characters")?;
            place.deletes(&["a\u{1}b", "a\u{b}b", "a\u{c}\u{1f}b"]).await
        }
        "parts copied from an object" => place.copied_parts().await,
        "list in pages, V1" => place.pages(Listing::V1).await,
        "list in pages, V2" => place.pages(Listing::V2).await,
        "list folders" => place.folders().await,
        "delete many" => place.deletes(&["a b", "b+c", "c&<d>", "日"]).await,
        "presigned PUT and GET" => place.presigned().await,
        "tags" => place.tags().await,
        "ACL of an object" => place.acl().await,
        "versions" => at(VERSIONS).versions().await,
        "list versions in pages" => at(VERSIONS).version_pages().await,
        "AES256 by a header" => {
            let asked = Some(("AES256", None, None));
            place.encrypted(asked, "AES256", None).await?;
            at(CIPHERS).encrypted(asked, "AES256", None).await
        }
        "KMS by headers" => place.encrypted(Some(("KMS", Some(STORE_KEY), None)), "KMS", Some(STORE_KEY)).await,
        "KMS by the rule of the bucket" => at(CIPHERS).encrypted(None, "KMS", Some(STORE_KEY)).await,
        "KMS key that is disabled" => {
            let (key, encryption) = (place.key("refused"), Some(("KMS", Some("key-that-is-disabled"), None)));
            let how = How { encryption, ..How::default() };
            fails("disabled key", client.put(BUCKET, &key, b"hello".to_vec(), how).await)?;
            place.missing(&key).await
        }
        "a damaged upload is noticed" | "a damaged download is noticed" => blank("it checks no CRC"),
        check if NOT_ASKED.contains(&check) => blank("its script does not ask for it"),
        other => client.also(other).await,
    }
}

impl<'a, C: Client> Place<'a, C> {
    fn new(client: &'a C, bucket: &'static str) -> Self {
        static PLACES: AtomicUsize = AtomicUsize::new(0);
        Self { client, bucket, prefix: format!("place-{}/", PLACES.fetch_add(1, Ordering::Relaxed)) }
    }

    fn key(&self, name: &str) -> String {
        format!("{}{}", self.prefix, name.replace('+', C::PLUS))
    }

    async fn put(&self, key: &str, body: &[u8]) -> Check {
        self.client.put(self.bucket, key, body.to_vec(), How::default()).await
    }

    async fn has(&self, key: &str, body: &[u8]) -> Check {
        let found = self.client.read(self.bucket, key, Which::default()).await?;
        same(found == body, true, &format!("body of {key}"))
    }

    async fn missing(&self, key: &str) -> Check {
        fails("no key", self.client.read(self.bucket, key, Which::default()).await)
    }

    async fn odd_keys(&self, kind: &str, keys: &[String]) -> Check {
        self.client.sends_keys(kind)?;
        for key in keys {
            self.put(key, key.as_bytes()).await?;
            self.has(key, key.as_bytes()).await?;
            shown::<C, _>(self.client.look(self.bucket, key).await?.length, key.len() as u64, key)?;
        }
        for key in keys {
            self.client.remove(self.bucket, key, None).await?;
            self.missing(key).await?;
        }
        Ok(())
    }

    async fn bodies(&self, lengths: &[usize]) -> Check {
        for length in lengths {
            let (key, body) = (self.key(&length.to_string()), noise(*length));
            self.put(&key, &body).await?;
            self.has(&key, &body).await?;
            self.client.remove(self.bucket, &key, None).await?;
        }
        Ok(())
    }

    async fn metadata(&self) -> Check {
        let key = self.key("told");
        let metadata = [("a-note", "with blanks, and: signs"), ("colour", "blue")];
        let how = How { content_type: Some(TEXT), metadata: &metadata, ..How::default() };
        self.client.put(self.bucket, &key, b"hello".to_vec(), how).await?;
        let seen = self.client.look(self.bucket, &key).await?;
        shown::<C, _>(seen.content_type.as_deref(), TEXT, "content type")?;
        same(seen.metadata, owned(&metadata), "metadata")
    }

    async fn ranges(&self) -> Check {
        let key = self.key("digits");
        self.put(&key, b"0123456789").await?;
        for (span, expected) in [((2, Some(4)), "234"), ((7, None), "789"), ((0, Some(0)), "0"), ((8, Some(9)), "89")] {
            let found = self.client.read(self.bucket, &key, Which { span: Some(span), ..Which::default() }).await?;
            same(&*found, expected.as_bytes(), "range")?;
        }
        Ok(())
    }

    async fn conditions(&self) -> Check {
        let key = self.key("tagged");
        self.put(&key, b"hello").await?;
        let etag = &*self.client.look(self.bucket, &key).await?.etag;
        let read = async |which| self.client.read(self.bucket, &key, which).await;
        same(&*read(Which { if_match: Some(etag), ..Which::default() }).await?, b"hello".as_slice(), "body")?;
        fails("precondition", read(Which { if_match: Some("\"other\""), ..Which::default() }).await)?;
        fails("not modified", read(Which { if_none_match: Some(etag), ..Which::default() }).await)?;
        let other = Which { if_none_match: Some("\"other\""), ..Which::default() };
        same(&*read(other).await?, b"hello".as_slice(), "body")
    }

    async fn parts(&self) -> Check {
        let Self { client, bucket, prefix } = self;
        let (key, bodies) = (self.key("in parts"), [noise(100 * KIB), b"the end".to_vec()]);
        let how = How { content_type: Some(TEXT), ..How::default() };
        let upload = client.begin(bucket, &key, how).await?;
        let mut parts = Vec::new();
        for (number, body) in (1..).zip(&bodies) {
            parts.push((number, client.put_part(bucket, &key, &upload, number, body.clone()).await?));
        }
        optional(client.parts(bucket, &key, &upload).await, vec![(1, 100 * KIB as u64), (2, 7)], "parts")?;
        optional(client.uploads(bucket, prefix).await, vec![(key.clone(), upload.clone())], "uploads")?;
        client.complete(bucket, &key, &upload, &parts).await?;
        self.has(&key, &bodies.concat()).await?;
        shown::<C, _>(client.look(bucket, &key).await?.content_type.as_deref(), TEXT, "content type")?;
        let other = client.begin(bucket, &key, How::default()).await?;
        client.abort(bucket, &key, &other).await?;
        fails("no upload", client.abort(bucket, &key, &other).await)
    }

    async fn appends(&self) -> Check {
        let Self { client, bucket, .. } = self;
        let key = self.key("growing");
        client.append(bucket, &key, 0, b"hello ".to_vec(), How::default()).await?;
        client.append(bucket, &key, 6, b"world".to_vec(), How::default()).await?;
        self.has(&key, b"hello world").await
    }

    async fn copies(&self) -> Check {
        let Self { client, bucket, .. } = self;
        let (source, target) = (self.key("quelle ü +%"), self.key("target"));
        let metadata = [("colour", "blue")];
        let how = How { content_type: Some(TEXT), metadata: &metadata, ..How::default() };
        client.put(bucket, &source, b"hello".to_vec(), how).await?;
        client.copy(bucket, &source, &target, How::default()).await?;
        self.has(&target, b"hello").await?;
        let seen = client.look(bucket, &target).await?;
        shown::<C, _>(seen.content_type.as_deref(), TEXT, "content type")?;
        same(seen.metadata, owned(&metadata), "metadata")?;
        fails("no key", client.copy(bucket, &self.key("none"), &target, How::default()).await)
    }

    async fn conditional_copies(&self) -> Check {
        let Self { client, bucket, .. } = self;
        let (source, target) = (self.key("tagged"), self.key("target"));
        self.put(&source, b"hello").await?;
        let etag = client.look(bucket, &source).await?.etag;
        fails("precondition", client.copy_if(bucket, &source, &target, "\"another\"").await)?;
        self.missing(&target).await?;
        client.copy_if(bucket, &source, &target, &etag).await?;
        self.has(&target, b"hello").await
    }

    async fn list_after(&self) -> Check {
        let keys = ["a", "m", "ü"].map(|name| self.key(name));
        for key in &keys {
            self.put(key, b"x").await?;
        }
        let [_, after, last] = keys;
        same(self.client.list_after(self.bucket, &self.prefix, &after).await?, vec![last], "keys")
    }

    async fn text_by_gzip(&self) -> Check {
        let (key, text) = (self.key("text"), "as it was, however it travels. ".repeat(200));
        let how = How { content_type: Some("text/plain"), ..How::default() };
        self.client.put(self.bucket, &key, text.clone().into_bytes(), how).await?;
        let found = self.client.read_by_gzip(self.bucket, &key).await?;
        let mut body = String::new();
        if found.starts_with(b"\x1f\x8b") {
            flate2::read::GzDecoder::new(&*found).read_to_string(&mut body)?;
        } else {
            body = String::from_utf8(found)?;
        }
        same(body, text, "body")
    }

    async fn copied_parts(&self) -> Check {
        let Self { client, bucket, .. } = self;
        let (source, target, body) = (self.key("source"), self.key("of parts"), noise(150 * KIB));
        client.put(bucket, &source, body.clone(), How::default()).await?;
        let upload = client.begin(bucket, &target, How::default()).await?;
        let mut parts = Vec::new();
        for (number, first, last) in [(1, 0, 100 * KIB - 1), (2, 100 * KIB, 150 * KIB - 1)] {
            let range = Range { source: &source, first, last };
            parts.push((number, client.copy_part(bucket, &target, &upload, number, range).await?));
        }
        let none = Range { source: &self.key("none"), first: 0, last: 9 };
        fails("no key", client.copy_part(bucket, &target, &upload, 3, none).await)?;
        client.complete(bucket, &target, &upload, &parts).await?;
        self.has(&target, &body).await
    }

    async fn pages(&self, listing: Listing) -> Check {
        let keys: Vec<String> = ["a b", "b+c", "c%d", "é", "日"].map(|name| self.key(name)).into();
        for key in &keys {
            self.put(key, b"x").await?;
        }
        same(self.client.list(self.bucket, listing, &self.prefix, 2).await?, keys, "keys")
    }

    async fn folders(&self) -> Check {
        for name in ["a", "b/c", "b/d", "e/f"] {
            self.put(&self.key(name), b"x").await?;
        }
        let expected = (vec![self.key("a")], vec![self.key("b/"), self.key("e/")]);
        same(self.client.folders(self.bucket, &self.prefix).await?, expected, "keys and folders")
    }

    async fn deletes(&self, names: &[&str]) -> Check {
        let mut keys: Vec<String> = names.iter().map(|name| self.key(name)).collect();
        for key in &keys {
            self.put(key, b"x").await?;
        }
        keys.push(self.key("none"));
        self.client.remove_many(self.bucket, &keys).await?;
        for key in &keys {
            self.missing(key).await?;
        }
        Ok(())
    }

    async fn presigned(&self) -> Check {
        let key = self.key("signed/a b+c%d ü");
        self.client.put_by_url(self.bucket, &key, "hello", TEXT).await?;
        let seen = self.client.look(self.bucket, &key).await?;
        shown::<C, _>(seen.length, 5, "length")?;
        shown::<C, _>(seen.content_type.as_deref(), TEXT, "content type")?;
        let url = self.client.presigned_object(self.bucket, &key).await?;
        same(self.client.fetch(&url).await?, (200, "hello".to_owned()), "body")
    }

    async fn tags(&self) -> Check {
        let Self { client, bucket, .. } = self;
        let key = self.key("tagged");
        client.put(bucket, &key, b"x".to_vec(), How { tags: &[("colour", "blue")], ..How::default() }).await?;
        same(client.get_tags(bucket, &key).await?, owned(&[("colour", "blue")]), "tags")?;
        let tags = [("a b", "c+d/e"), ("colour", "blue")];
        client.put_tags(bucket, &key, &tags).await?;
        same(client.get_tags(bucket, &key).await?, owned(&tags), "tags")?;
        client.delete_tags(bucket, &key).await?;
        same(client.get_tags(bucket, &key).await?, BTreeMap::new(), "tags")
    }

    async fn acl(&self) -> Check {
        let Self { client, bucket, .. } = self;
        let key = self.key("guarded");
        self.put(&key, b"x").await?;
        same(client.get_object_acl(bucket, &key).await?, "default".to_owned(), "ACL")?;
        client.put_object_acl(bucket, &key, false).await?;
        same(client.get_object_acl(bucket, &key).await?, "private".to_owned(), "ACL")?;
        fails("public object ACL", client.put_object_acl(bucket, &key, true).await)
    }

    async fn versions(&self) -> Check {
        let Self { client, bucket, .. } = self;
        let key = self.key("kept");
        let mut versions = Vec::new();
        for body in ["one", "two"] {
            self.put(&key, body.as_bytes()).await?;
            let Some(version) = client.look(bucket, &key).await?.version else {
                return blank("it does not show the version of an object");
            };
            versions.push(version);
        }
        for (version, body) in versions.iter().zip(["one", "two"]) {
            let found = client.read(bucket, &key, Which { version: Some(version), ..Which::default() }).await?;
            same(&*found, body.as_bytes(), "version")?;
        }
        client.remove(bucket, &key, None).await?;
        self.missing(&key).await?;
        client.remove(bucket, &key, Some(&versions[1])).await?;
        let first = Which { version: Some(&versions[0]), ..Which::default() };
        same(&*client.read(bucket, &key, first).await?, b"one".as_slice(), "what is left")
    }

    async fn version_pages(&self) -> Check {
        let (a, b) = (self.key("a b"), self.key("ü"));
        for body in ["one", "two"] {
            self.put(&a, body.as_bytes()).await?;
        }
        self.put(&b, b"x").await?;
        self.client.remove(self.bucket, &b, None).await?;
        let found = self.client.list_versions(self.bucket, &self.prefix, 1).await?;
        let kinds: Vec<(&str, bool)> = found.iter().map(|(key, _, marker)| (&**key, *marker)).collect();
        same(kinds, vec![(&*a, false), (&*a, false), (&*b, true), (&*b, false)], "versions")
    }

    /// By every operation that stores an object, as far as the client says how it is to be encrypted there.
    async fn encrypted(&self, asked: Option<Encryption<'_>>, algorithm: &str, key_id: Option<&str>) -> Check {
        let Self { client, bucket, .. } = self;
        let how = How { encryption: asked, ..How::default() };
        let [put, parts, appended, copied] = ["put", "parts", "appended", "copied"].map(|name| self.key(name));
        client.put(bucket, &put, b"hello".to_vec(), how).await?;
        let mut stored = vec![put.clone()];
        let in_parts = async {
            let upload = client.begin(bucket, &parts, how).await?;
            let tag = client.put_part(bucket, &parts, &upload, 1, b"hello".to_vec()).await?;
            client.complete(bucket, &parts, &upload, &[(1, tag)]).await
        };
        for (key, done) in [
            (&parts, in_parts.await),
            (&appended, client.append(bucket, &appended, 0, b"hello".to_vec(), how).await),
            (&copied, client.copy(bucket, &put, &copied, how).await),
        ] {
            if possible(done)? {
                stored.push(key.clone());
            }
        }
        for key in &stored {
            self.has(key, b"hello").await?;
            let Some((found, id)) = client.look(bucket, key).await?.encryption else {
                return blank("it does not show how an object is encrypted");
            };
            same((found.as_deref(), id.as_deref()), (Some(algorithm), key_id), key)?;
        }
        Ok(())
    }
}

/// Returns `true` if the client can do it.
fn possible<T>(answer: Answer<T>) -> Answer<bool> {
    match answer {
        Ok(_) => Ok(true),
        Err(crate::Fault::Blank(_)) => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// Checks that a value is the expected one, if the client shows it.
fn shown<C: Objects, T: std::fmt::Debug + PartialEq>(found: Option<T>, expected: T, what: &str) -> Check {
    if C::TELLS_ALL || found.is_some() { same(found, Some(expected), what) } else { Ok(()) }
}

/// Checks that an answer is the expected one, if the client has the call.
fn optional<T: std::fmt::Debug + PartialEq>(answer: Answer<T>, expected: T, what: &str) -> Check {
    match answer {
        Err(crate::Fault::Blank(_)) => Ok(()),
        found => same(found?, expected, what),
    }
}

fn owned(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Bytes without a pattern that a mistake with offsets would leave as it is.
#[must_use]
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = length as u64 + 1;
    let byte = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    std::iter::repeat_with(byte).take(length).collect()
}
