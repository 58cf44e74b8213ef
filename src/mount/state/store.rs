//! The pieces of a world as the folder has them, and the commits that bring it to a later moment.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::sync::Arc;

use bytes::Bytes;

use super::folder::{ChangeLine, DataHash, FileEnd, Folder, KeptPiece, hash_of};
use crate::oss::KeptMoment;
use crate::world_file::{WorldPiece, hex};

/// The length that the changes in the file of the world may have in addition to that of the world itself.
const CHANGES: u64 = 1024 * 1024;

/// The content of a folder.
#[derive(Debug)]
pub(super) struct Store {
    folder: Folder,
    /// The moment that the folder has.
    kept: Arc<KeptMoment>,
    /// The SHA-256 of the data of each piece that has some.
    data: HashMap<String, DataHash>,
    /// The number of pieces that each file of data belongs to.
    uses: HashMap<DataHash, usize>,
    /// The end of the file of the world.
    end: FileEnd,
    /// The length at which the file is written anew; 0 if the next commit does that.
    limit: u64,
}

impl Store {
    /// Takes over a folder with a moment that was read from it; the first commit writes its file anew. A moment of another
    /// origin counts as not kept.
    pub fn new(folder: Folder, kept: KeptMoment, pieces: &BTreeMap<String, KeptPiece>) -> Self {
        let data = |(name, piece): (&String, &KeptPiece)| Some((name.clone(), read_hex(piece.data.as_deref()?)?));
        let data: HashMap<_, _> = pieces.iter().filter_map(data).collect();
        let mut uses = HashMap::new();
        for hash in data.values() {
            *uses.entry(*hash).or_default() += 1;
        }
        Self { folder, kept: Arc::new(kept), data, uses, end: FileEnd::default(), limit: 0 }
    }

    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    pub fn kept(&self) -> &Arc<KeptMoment> {
        &self.kept
    }

    /// Writes the differences to a later moment, or all of it. If that fails, the folder has the earlier one, and the next
    /// commit writes all.
    pub fn commit(&mut self, moment: KeptMoment) -> Result<(), String> {
        let mut changed = BTreeMap::new();
        moment.changes_since(&self.kept, &mut |name, piece| drop(changed.insert(name, piece)));
        if changed.is_empty() {
            self.kept = Arc::new(moment);
            return Ok(());
        }
        self.write(changed, moment)
    }

    /// Writes all of a moment, which has no piece in common with the one before it.
    pub fn begin(&mut self, moment: KeptMoment) -> Result<(), String> {
        let mut all = BTreeMap::new();
        moment.pieces(&mut |name, piece| drop(all.insert(name, piece)));
        self.write(all, moment)
    }

    fn write(&mut self, changed: BTreeMap<String, Option<WorldPiece>>, moment: KeptMoment) -> Result<(), String> {
        let mut now: HashMap<String, Option<DataHash>> = HashMap::new();
        let (mut line, mut data) = (ChangeLine::default(), HashMap::new());
        for (name, piece) in changed {
            let hash = piece.as_ref().and_then(|piece| piece.data.as_ref()).map(|bytes| {
                let hash = hash_of(bytes);
                data.insert(hash, bytes.clone());
                hash
            });
            now.insert(name.clone(), hash);
            match piece {
                Some(WorldPiece { text, .. }) => {
                    line.is.insert(name, KeptPiece { text, data: hash.map(|hash| hex(&hash)) });
                }
                None => line.gone.push(name),
            }
        }
        data.retain(|hash, _| !self.uses.contains_key(hash));
        let written = self.write_files(&data, &line, &now, &moment);
        if written.is_err() {
            for hash in data.keys() {
                self.folder.remove_data(hash);
            }
            self.limit = 0;
            return written;
        }
        self.count(now);
        self.kept = Arc::new(moment);
        Ok(())
    }

    /// Writes the data first, so that a line refers to data that is there.
    fn write_files(
        &mut self,
        data: &HashMap<DataHash, Bytes>,
        line: &ChangeLine,
        now: &HashMap<String, Option<DataHash>>,
        moment: &KeptMoment,
    ) -> Result<(), String> {
        self.folder.check()?;
        self.folder.make_data_folder()?;
        for (hash, bytes) in data {
            self.folder.write_data(hash, bytes)?;
        }
        let text = line.to_line(self.end.lines + 1).map_err(|error| error.to_string())?;
        if self.end.length + text.len() as u64 <= self.limit {
            self.end = self.folder.append(&text, self.end)?;
            return Ok(());
        }
        let is_unsure = self.limit == 0;
        let hash_of = |name: &str| now.get(name).copied().unwrap_or_else(|| self.data.get(name).copied());
        let line_of = |name: String, WorldPiece { text, data }: WorldPiece| {
            let hash = hash_of(&name);
            if let (Some(hash), Some(bytes), true) = (&hash, &data, is_unsure) {
                self.folder.write_missing_data(hash, bytes).map_err(io::Error::other)?;
            }
            if hash.is_none() && data.is_some() {
                return Err(io::Error::other(format!("no file has the data of piece `{name}`")));
            }
            let piece = KeptPiece { text, data: hash.map(|hash| hex(&hash)) };
            Ok(ChangeLine { is: BTreeMap::from([(name, piece)]), ..ChangeLine::default() })
        };
        self.end = self.folder.rewrite(|lines| {
            let mut written = Ok(());
            moment.pieces(&mut |name, piece| {
                if let (Ok(()), Some(piece)) = (&written, piece) {
                    written = line_of(name, piece).and_then(|line| lines.add(&line));
                }
            });
            written
        })?;
        self.limit = self.end.length * 2 + CHANGES;
        let used = self.data.iter().filter(|(name, _)| !now.contains_key(*name)).map(|(_, hash)| hash);
        let used: HashSet<String> = used.chain(now.values().flatten()).map(|hash| hex(hash)).collect();
        self.folder.sweep(|name| used.contains(name));
        Ok(())
    }

    /// Counts the data of pieces that changed, and removes data that no piece has any more.
    fn count(&mut self, now: HashMap<String, Option<DataHash>>) {
        let mut left = Vec::new();
        for (name, hash) in now {
            if let Some(hash) = hash {
                *self.uses.entry(hash).or_default() += 1;
            }
            left.extend(match hash {
                Some(hash) => self.data.insert(name, hash),
                None => self.data.remove(&name),
            });
        }
        for hash in left {
            if let Some(uses) = self.uses.get_mut(&hash) {
                *uses -= 1;
                if *uses == 0 {
                    self.uses.remove(&hash);
                    self.folder.remove_data(&hash);
                }
            }
        }
    }
}

fn read_hex(text: &str) -> Option<DataHash> {
    let mut hash = [0; 32];
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    (text.len() == 64).then_some(hash)
}
