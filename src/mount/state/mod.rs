//! The state of a server in a folder, so that the next one continues where it ended.

mod error;
mod folder;
mod keeper;
mod store;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use self::error::StateError;
use self::folder::{Folder, KeptPiece};
pub use self::keeper::StateKeeper;
pub(super) use self::keeper::{Keeping, not_kept, settled};
use self::store::Store;
use crate::oss::Oss;

/// A folder in which a server keeps its world. It is locked for other servers.
///
/// The folder has the accounts, buckets, objects and open uploads, as a world file does, and the course of the clock. It has
/// the secrets of AccessKeys: a folder that is created can be read by this user only, and one to which others may write is
/// refused. Its size is bounded by that of the
/// world: it has each content of an object once, and for the rest at most three times the text of a world file, and 1 MiB.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use ossmock::{NativeServer, Oss, state::StateDir};
///
/// # let path = std::env::temp_dir().join(format!("ossmock-doc-state-{}", std::process::id()));
/// # let path = path.to_str().ok_or("text")?;
/// let start = Oss::builder().world_toml("account = [{ name = \"acme\" }]")?.build();
/// let state = StateDir::open(path)?.keep(&start, |line| eprintln!("{line}"))?;
/// let server = NativeServer::builder().state(&state).start().await?;
/// server.account("acme").expect("the start has it").create_bucket("logs");
/// server.shutdown().await;
/// state.finish()?;
///
/// let again = StateDir::open(path)?.keep(&start, |line| eprintln!("{line}"))?;
/// assert!(again.oss().bucket("logs").is_some());
/// # drop(again);
/// # std::fs::remove_dir_all(path)?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct StateDir {
    folder: Folder,
    pieces: BTreeMap<String, KeptPiece>,
    /// The last change, if it was not written as a whole.
    torn: Option<String>,
    region: Option<String>,
}

impl StateDir {
    /// Opens a folder, which is created if it is not there.
    ///
    /// # Errors
    ///
    /// If another server uses the folder, if it cannot be read or written, or if its file of the world is damaged or has
    /// another version of the format.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, StateError> {
        let folder = Folder::open(path.into()).map_err(StateError)?;
        let (pieces, torn) = folder.read().map_err(StateError)?;
        Ok(Self { folder, pieces, torn, region: None })
    }

    /// Returns `true` if no world was kept in the folder yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Sets the region of endpoints that name none, instead of that of the world in the folder.
    #[must_use]
    pub fn region(mut self, region: &str) -> Self {
        self.region = Some(region.to_owned());
        self
    }

    /// Makes a fake with the settings of another one and the world of the folder, and keeps its world from now on. If the
    /// folder has no world yet, it is filled with that of the other fake.
    ///
    /// The function receives lines for the log of the server: an error if the folder cannot be written, and a line if it can
    /// be written again.
    ///
    /// # Errors
    ///
    /// If the world in the folder is damaged, or the folder cannot be written. An object whose data is missing or damaged is
    /// left out: [`StateKeeper::lost`] lists it.
    pub fn keep(self, start: &Oss, say: impl Fn(&str) + Send + Sync + 'static) -> Result<StateKeeper, StateError> {
        let Self { folder, mut pieces, torn, region } = self;
        let is_new = pieces.is_empty();
        let (mut data, mut lost) = (BTreeMap::new(), Vec::new());
        for (name, piece) in &pieces {
            let Some(hash) = &piece.data else { continue };
            if data.contains_key(hash) {
                continue;
            }
            match folder.read_data(hash) {
                Ok(found) => drop(data.insert(hash.clone(), found)),
                Err(problem) => lost.push((name.clone(), format!("{}: {problem}", described(&pieces, name)))),
            }
        }
        let mut left_out: Vec<String> = torn.into_iter().collect();
        for (name, description) in lost {
            pieces.remove(&name);
            left_out.push(description);
        }
        let oss = if is_new {
            start.fork()
        } else {
            let all = pieces.iter().map(|(name, piece)| (&**name, &*piece.text, piece.data.as_deref()));
            let made = start.with_pieces(all, &data, region.as_deref());
            let made = made.map_err(|problem| {
                let folder = folder.path().display();
                StateError(format!("{folder}: world.log: {problem}: use the ossmock that wrote it, or another folder"))
            })?;
            made.number_requests_anew();
            made
        };
        let mut store = Store::new(folder, oss.moment(), &pieces);
        if is_new {
            store.begin(oss.moment()).map_err(StateError)?;
        }
        Ok(StateKeeper::start(store, oss, start, left_out, say))
    }
}

/// Describes a piece with data by its bucket and by the lines that identify it.
fn described(pieces: &BTreeMap<String, KeptPiece>, name: &str) -> String {
    let bucket = name.split(' ').nth(1).unwrap_or_default();
    let upload = name.rsplit_once(' ').and_then(|(upload, _)| pieces.get(upload));
    let identifies =
        |line: &&str| ["key = ", "version = ", "id = ", "number = "].iter().any(|key| line.starts_with(key));
    let texts = upload.into_iter().chain(pieces.get(name)).map(|piece| &*piece.text);
    let lines: Vec<&str> = texts.flat_map(str::lines).filter(identifies).collect();
    format!("bucket `{bucket}`, {}", lines.join(", "))
}
