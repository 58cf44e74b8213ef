//! A world file in pieces that are kept apart, so that a small change of a large world changes few of them.
//!
//! In the order of their names, the pieces are a world file. The data of objects and parts is not in it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use bytes::Bytes;

use super::tables::WorldFile;
use super::tree;
use super::write::{WorldWriter, written};
use super::wrong::Wrong;
use crate::oss::{KeptMoment, Oss};
use crate::world::{
    NewBuckets, Objects, SharedObject, StoredBucket, StoredUpload, Version, WaitingLines, World, differing,
};

/// The name of the piece with the course of the clock, which is not in a world file.
const CLOCK: &str = "clock";

/// The name of the piece with the number of generated ids, and the beginning of the names of those with the numbers of a bucket. They
/// are not in a world file: without them, an id could come a second time.
const COUNTERS: &str = "counters";

/// A piece of a world file.
pub(crate) struct WorldPiece {
    pub text: String,
    /// The data of its object or part.
    pub data: Option<Bytes>,
}

impl WorldPiece {
    const fn of(text: String) -> Self {
        Self { text, data: None }
    }

    fn written(write: impl FnOnce(&mut WorldWriter<String>)) -> Self {
        Self { text: written(true, write), data: None }
    }
}

/// The receiver of the pieces that differ from an earlier moment: `None` stands for a piece that is gone. Of two with one
/// name the last one counts.
pub(crate) type Receiver<'a> = &'a mut dyn FnMut(String, Option<WorldPiece>);

impl KeptMoment {
    /// Passes on all pieces.
    pub fn pieces(&self, to: Receiver<'_>) {
        let nothing = World::in_region("");
        changes(&nothing, &self.world, to);
        to(CLOCK.to_owned(), Some(WorldPiece::of(self.course())));
    }

    /// Passes on the pieces that differ from those of an earlier moment of the same fake.
    pub fn changes_since(&self, earlier: &Self, to: Receiver<'_>) {
        changes(&earlier.world, &self.world, to);
        if self.course() != earlier.course() {
            to(CLOCK.to_owned(), Some(WorldPiece::of(self.course())));
        }
    }
}

fn changes(old: &World, new: &World, to: Receiver<'_>) {
    if !new.has_frame_of(old) {
        let (old, new) = (frame(old), frame(new));
        for (before, now) in differing(old.iter().map(by_name), new.iter().map(by_name), |a, b| a.1 == b.1) {
            match (before, now) {
                (_, Some((name, text))) => to(name.clone(), Some(WorldPiece { text: text.clone(), data: None })),
                (Some((name, _)), None) => to(name.clone(), None),
                (None, None) => {}
            }
        }
    }
    for (before, now) in differing(old.buckets().map(by_place), new.buckets().map(by_place), Arc::ptr_eq) {
        if let Some(bucket) = before.filter(|before| now.is_none_or(|now| now.owner != before.owner)) {
            BucketPieces { name: name_of(bucket), old: Some(bucket), new: None }.changes(to);
        }
        if let Some(bucket) = now {
            let before = before.filter(|before| before.owner == bucket.owner).map(|before| &**before);
            BucketPieces { name: name_of(bucket), old: before, new: Some(bucket) }.changes(to);
        }
    }
    if old.minted() != new.minted() {
        to(COUNTERS.to_owned(), Some(WorldPiece::of(new.minted().to_string())));
    }
}

fn by_name<'a>((name, text): (&'a String, &'a String)) -> (&'a String, (&'a String, &'a String)) {
    (name, (name, text))
}

fn by_place(bucket: &Arc<StoredBucket>) -> (&str, &Arc<StoredBucket>) {
    (&bucket.name, bucket)
}

/// The name of the first piece of a bucket. A blank sorts before all characters of names, so its other pieces follow it.
fn name_of(bucket: &StoredBucket) -> String {
    format!("{:08} {}", bucket.owner.number(), bucket.name)
}

/// The pieces of a world without those of the content of its buckets.
fn frame(world: &World) -> BTreeMap<String, String> {
    let mut frame = BTreeMap::new();
    if world.region.is_empty() {
        return frame;
    }
    // The settings for new buckets are those of the fake that reads them, and its limit must not be too low.
    let otherwise = NewBuckets { most: 0, ..world.new_buckets };
    frame.insert(String::new(), written(true, |file| file.head(world, otherwise)));
    for (ix, account) in world.accounts() {
        let whole = written(true, |file| {
            file.account_head(account, world, ix);
            file.identities(account, world, ix);
        });
        frame.insert(format!("{:08}", ix.number()), whole);
    }
    let buckets = world.buckets();
    frame.extend(buckets.map(|bucket| (name_of(bucket), written(true, |file| file.bucket_head(bucket, world)))));
    frame
}

/// The content of a bucket, before and now.
struct BucketPieces<'a> {
    /// The name of its first piece.
    name: String,
    old: Option<&'a StoredBucket>,
    new: Option<&'a StoredBucket>,
}

impl BucketPieces<'_> {
    fn changes(&self, to: Receiver<'_>) {
        self.lines(to);
        self.versions(to);
        self.uploads(to);
        self.counters(to);
    }

    /// The numbers of versions and uploads that were ever made.
    fn counters(&self, to: Receiver<'_>) {
        let made = |bucket: &StoredBucket| (bucket.objects.made(), bucket.uploads.made());
        let [before, now] = [self.old, self.new].map(|bucket| bucket.map(made).filter(|made| *made != (0, 0)));
        if before != now {
            let bucket = self.new.or(self.old).map_or("", |bucket| &bucket.name);
            let piece = now.map(|(versions, uploads)| WorldPiece::of(format!("{versions} {uploads}")));
            to(format!("{COUNTERS} {bucket}"), piece);
        }
    }

    /// The lines of the access log, each in a piece, and the list around them.
    fn lines(&self, to: Receiver<'_>) {
        let nothing = WaitingLines::default();
        let [old, new] = [self.old, self.new].map(|bucket| bucket.map_or(&nothing, |bucket| &bucket.access_log));
        let [had, has] = [old, new].map(|lines| lines.placed().next().is_some());
        for (place, text) in [(1, "access_log = [\n"), (3, "]\n")] {
            if had != has {
                let piece = || WorldPiece { text: text.to_owned(), data: None };
                to(format!("{} {place}", self.name), has.then(piece));
            }
        }
        for (before, now) in differing(old.placed().map(whole), new.placed().map(whole), |a, b| Arc::ptr_eq(a.1, b.1)) {
            let Some(((hour, number), line)) = now.or(before) else { continue };
            let name = format!("{} 2 {:020} {number:020}", self.name, hour.as_second());
            let text = format!("{},\n", toml::Value::from(&**line));
            to(name, now.is_some().then_some(WorldPiece { text, data: None }));
        }
        if old.lost() != new.lost() {
            let text = format!("access_log_lost = {}\n", new.lost());
            to(format!("{} 4", self.name), (new.lost() > 0).then_some(WorldPiece { text, data: None }));
        }
    }

    /// The versions of objects, by their places.
    fn versions(&self, to: Receiver<'_>) {
        let [old, new] = [self.old, self.new].map(|bucket| bucket.map(|bucket| &bucket.objects));
        let name = |place: u64| format!("{} 5 {place:020}", self.name);
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        let live = [old, new].map(|objects| objects.into_iter().flat_map(Objects::live));
        let [before, now] = live.map(|live| live.map(|object| (&object.key, object)));
        for (before, now) in differing(before, now, SharedObject::ptr_eq) {
            gone.extend(before.map(|object| object.order()));
            come.extend(now.map(|object| (object.key.clone(), Version::Object(object.clone()))));
        }
        let hidden = [old, new].map(|objects| objects.into_iter().flat_map(Objects::hidden));
        let [before, now] = hidden.map(|hidden| hidden.map(whole));
        for (before, now) in differing(before, now, |a, b| a.1.is_same(b.1)) {
            gone.extend(before.map(|(_, version)| version.order()));
            come.extend(now.map(|((key, _), version)| (key.clone(), version.clone())));
        }
        for place in gone {
            to(name(place), None);
        }
        let Some(bucket) = self.new else { return };
        for (key, version) in come {
            let mut piece = WorldPiece::written(|file| file.version(&key, &version, 0, bucket));
            if let Version::Object(object) = &version {
                piece.data = (!object.body.is_empty()).then(|| object.body.clone());
            }
            to(name(version.order()), Some(piece));
        }
    }

    /// The uploads, and their parts in pieces of their own.
    fn uploads(&self, to: Receiver<'_>) {
        let uploads = [self.old, self.new].map(|bucket| bucket.into_iter().flat_map(|bucket| bucket.uploads.all()));
        let [before, now] = uploads.map(|uploads| uploads.map(|upload| ((&upload.draft.key, &upload.id), upload)));
        for (before, now) in differing(before, now, Arc::ptr_eq) {
            let Some(upload) = now.or(before) else { continue };
            let name = format!("{} 6 {} {}", self.name, upload.id, hex(upload.draft.key.as_bytes()));
            let begun = |upload: &Arc<StoredUpload>| (upload.initiated, upload.draft.clone());
            if before.map(begun) != now.map(begun) {
                let piece = now.zip(self.new);
                to(name.clone(), piece.map(|(upload, bucket)| WorldPiece::written(|file| file.upload(upload, bucket))));
            }
            let parts = [before, now].map(|upload| upload.into_iter().flat_map(|upload| upload.parts.iter()));
            let [before, now] = parts.map(|parts| parts.map(whole));
            for (before, now) in differing(before, now, |a, b| Arc::ptr_eq(a.1, b.1)) {
                let Some((number, _)) = now.or(before) else { continue };
                let piece = now.map(|(number, part)| {
                    let piece = WorldPiece::written(|file| file.part(*number, part));
                    WorldPiece { data: Some(part.body.clone()), ..piece }
                });
                to(format!("{name} {number:05}"), piece);
            }
        }
    }
}

/// Lets generated ids go on after those that were generated before; those of a bucket, or those of the whole world.
fn go_on(world: &mut World, bucket: &str, text: &str) -> Option<()> {
    let mut numbers = text.split(' ').map(str::parse);
    let mut number = || numbers.next()?.ok();
    let first = number()?;
    if bucket.is_empty() {
        world.mint_after(first);
    } else {
        let uploads = number()?;
        // A bucket whose pieces are all gone has no ids.
        if let Some(bucket) = world.bucket_mut(bucket) {
            bucket.objects.make_after(first);
            bucket.uploads.make_after(uploads);
        }
    }
    Some(())
}

fn whole<K: Copy, V: Copy>(entry: (K, V)) -> (K, (K, V)) {
    (entry.0, entry)
}

/// Writes bytes in hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Oss {
    /// Creates a fake with the settings of this one and the world of pieces, by name: each is a text, and the SHA-256 of its
    /// data. Without a region, it has that of the pieces.
    ///
    /// # Errors
    ///
    /// The name of the piece that is wrong, and its problem.
    pub(crate) fn with_pieces<'a>(
        &self,
        pieces: impl Iterator<Item = (&'a str, &'a str, Option<&'a str>)>,
        data: &BTreeMap<String, Bytes>,
        region: Option<&str>,
    ) -> Result<Self, String> {
        let (mut text, mut starts, mut course, mut counters) = (String::new(), Vec::new(), None, Vec::new());
        for (name, piece, sha256) in pieces {
            if name == CLOCK {
                course = Some(piece);
                continue;
            }
            if let Some(bucket) = name.strip_prefix(COUNTERS) {
                counters.push((bucket.trim_start(), piece));
                continue;
            }
            starts.push((text.len(), name));
            text.push_str(piece);
            if let Some(sha256) = sha256 {
                // Writing to a text never fails.
                let _ = writeln!(text, "body = {{ sha256 = \"{sha256}\" }}");
            }
        }
        let made = tree::toml(&text).and_then(WorldFile::read).and_then(|file| {
            let made = self.emptied(file.region()?, file.new_buckets(self.new_buckets()));
            file.fill_with(&made, data)?;
            Ok(made)
        });
        let made = made.map_err(|wrong: Wrong| {
            let at = wrong.start(&text, tree::toml);
            let name = starts.iter().rev().find(|(start, _)| *start <= at).map_or("", |(_, name)| name);
            format!("piece `{name}`: {}", wrong.problem)
        })?;
        made.change(|world, _| {
            world.new_buckets = self.read(|start| start.new_buckets);
            if let Some(region) = region {
                world.region = region.into();
            }
            counters.into_iter().try_for_each(|(bucket, text)| {
                go_on(world, bucket, text)
                    .ok_or_else(|| format!("piece `{COUNTERS} {bucket}`: `{text}` are no numbers"))
            })
        })?;
        match course {
            Some(course) if !made.set_course(course) => {
                Err(format!("piece `{CLOCK}`: `{course}` is no course of a clock"))
            }
            _ => Ok(made),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::EncryptionRule;
    use crate::world_file::EXAMPLE_WORLD;

    /// The pieces as they are kept, with their data under its own name.
    #[derive(Default, Debug, PartialEq)]
    struct Collected {
        pieces: BTreeMap<String, (String, Option<String>)>,
        data: BTreeMap<String, Bytes>,
    }

    impl Collected {
        fn take(&mut self, name: String, piece: Option<WorldPiece>) {
            let Some(WorldPiece { text, data }) = piece else {
                self.pieces.remove(&name).expect("what is gone was there");
                return;
            };
            let hash = data.map(|bytes| {
                let hash = hex(&crate::world::hash::md5(&bytes));
                self.data.insert(hash.clone(), bytes);
                hash
            });
            self.pieces.insert(name, (text, hash));
        }

        fn all(moment: &KeptMoment) -> Self {
            let mut all = Self::default();
            moment.pieces(&mut |name, piece| all.take(name, piece));
            all
        }

        fn read(&self) -> Oss {
            let pieces = self.pieces.iter().map(|(name, (text, hash))| (&**name, &**text, hash.as_deref()));
            Oss::new().with_pieces(pieces, &self.data, None).expect("pieces that were written")
        }
    }

    /// The world with an access log, versions, uploads and sessions.
    fn example() -> Oss {
        Oss::builder().world_toml(EXAMPLE_WORLD).expect("a world").build()
    }

    fn check(oss: &Oss, read: &Oss) {
        assert_eq!(read.snapshot().diff(&oss.snapshot()).to_string(), "");
        assert!(read.snapshot() == oss.snapshot());
        assert_eq!(read.world_toml(), oss.world_toml());
        assert_eq!(read.moment().course(), oss.moment().course());
    }

    #[test]
    fn a_world_comes_back_from_its_pieces() {
        let oss = example();
        oss.clock().advance(Duration::from_secs(90));
        check(&oss, &Collected::all(&oss.moment()).read());
    }

    #[test]
    fn the_pieces_that_changed_make_up_the_later_world() {
        let oss = example();
        let logs = oss.bucket("logs").expect("it is there");
        let steps: &[(&str, &dyn Fn())] = &[
            ("an object", &|| drop(logs.put_object("new", "text"))),
            ("another with its data", &|| drop(logs.put_object("b", "text"))),
            ("data that is no text", &|| drop(logs.put_object("c", vec![0xff, 0, 1]))),
            ("an object that is replaced", &|| drop(logs.put_object("new", "other"))),
            ("a setting", &|| drop(logs.set_encryption(EncryptionRule::Aes256))),
            ("the class of new objects", &|| drop(logs.set_storage_class(crate::settings::StorageClass::Archive))),
            ("versions", &|| drop(logs.set_versioning(crate::settings::Versioning::Enabled))),
            ("a version", &|| drop(logs.put_object("new", "third"))),
            ("a version of a marker", &|| drop(oss.handle(signed(&oss, http::Method::DELETE, "/new", "")))),
            ("an upload", &|| drop(oss.handle(signed(&oss, http::Method::POST, "/up?uploads", "")))),
            ("a part", &|| drop(oss.handle(signed(&oss, http::Method::PUT, &part(&oss, 2), "part two")))),
            ("an empty part", &|| drop(oss.handle(signed(&oss, http::Method::PUT, &part(&oss, 1), "")))),
            ("no upload", &|| drop(oss.handle(signed(&oss, http::Method::DELETE, &part(&oss, 0), "")))),
            ("a bucket", &|| drop(oss.account("acme").expect("it is there").create_bucket("logs-2"))),
            ("an object of it", &|| drop(oss.bucket("logs-2").expect("it is there").put_object("a", "b"))),
            ("a user", &|| drop(oss.account("other").expect("it is there").create_ram_user("late"))),
            ("an account", &|| drop(oss.create_account("third").create_bucket("a-third"))),
            ("a line of a log", &|| drop(oss.handle(signed(&oss, http::Method::GET, "/?acl", "")))),
            ("another line", &|| drop(oss.handle(signed(&oss, http::Method::GET, "/?acl", "")))),
            ("the logs written", &|| drop((oss.clock().advance(Duration::from_secs(90_000)), oss.run_due()))),
            ("no bucket", &|| oss.change(|world, _| world.remove_bucket("logs-2"))),
            ("a clock that stands", &|| oss.clock().freeze()),
            ("another world", &|| {
                oss.replace_world_toml("account = [{ name = \"other\", bucket = [{ name = \"logs\" }] }]")
                    .expect("a world");
            }),
            ("the first one", &|| oss.reset_to(&example())),
        ];
        let mut kept = oss.moment();
        let mut collected = Collected::all(&kept);
        let target = oss.bucket("scratch").expect("it is there");
        logs.set_logging(crate::settings::Logging::to(target.name()));
        for (what, step) in steps {
            step();
            assert!(!oss.is_at(&kept), "{what} is no change");
            let now = oss.moment();
            now.changes_since(&kept, &mut |name, piece| collected.take(name, piece));
            assert_eq!(collected.pieces, Collected::all(&now).pieces, "{what}");
            check(&oss, &collected.read());
            kept = now;
        }
        assert!(oss.is_at(&kept));
    }

    fn signed(oss: &Oss, method: http::Method, target: &str, body: &'static str) -> http::Request<Bytes> {
        let acme = oss.account("acme").expect("it is there");
        let request =
            http::Request::builder().method(method).uri(target).header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
        oss.signer(&acme.credentials()).sign(request.body(body.into()).expect("a request"))
    }

    /// The target of a part of the upload, or without a number of the upload itself.
    fn part(oss: &Oss, number: u16) -> String {
        let id = oss.read(|world| {
            let bucket = world.bucket("logs").expect("it is there");
            bucket.uploads.of_key("up").next().expect("an upload").id.to_string()
        });
        if number == 0 { format!("/up?uploadId={id}") } else { format!("/up?partNumber={number}&uploadId={id}") }
    }

    #[test]
    fn a_piece_that_is_wrong_is_named() {
        let mut all = Collected::all(&example().moment());
        let (name, (text, _)) = all.pieces.iter_mut().find(|(name, _)| name.contains(" 5 ")).expect("an object");
        text.push_str("colour = \"red\"\n");
        let name = name.clone();
        let pieces = all.pieces.iter().map(|(name, (text, hash))| (&**name, &**text, hash.as_deref()));
        let problem = Oss::new().with_pieces(pieces, &all.data, None).expect_err("an unknown key");
        assert!(problem.starts_with(&format!("piece `{name}`: unknown field `colour`")), "{problem}");
    }
}
