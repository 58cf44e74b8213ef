//! The folder of a state: its lock, the file of the world, and the files of data.
//!
//! The file `world.log` has a line with the format, and then a line for each change: a CRC of the rest of the line, and the
//! changed pieces of the world file in JSON. Data of objects and parts is in `data/`, in files named by their SHA-256. Only
//! a file that a line refers to counts, and a line counts once it is complete. So a killed process leaves at most half a
//! line that was never acknowledged, and files that nothing refers to.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::world::hash;
use crate::world_file::hex;

/// The version of the format.
const FORMAT: u64 = 1;

/// The SHA-256 of data.
pub(super) type DataHash = [u8; 32];

/// Returns the SHA-256 of data.
pub(super) fn hash_of(data: &[u8]) -> DataHash {
    Sha256::digest(data).into()
}

/// The first line of the file of the world.
#[derive(Serialize, Deserialize)]
struct FormatLine {
    ossmock_state: u64,
}

/// A change of the world, as a line has it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeLine {
    /// The pieces that came or changed, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub is: BTreeMap<String, KeptPiece>,
    /// The names of the pieces that went.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<String>,
}

/// A piece of the world file, as a line has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeptPiece {
    pub text: String,
    /// The SHA-256 of its data, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
}

impl ChangeLine {
    /// Writes the line.
    pub fn to_line(&self) -> io::Result<String> {
        let json = serde_json::to_string(self)?;
        Ok(format!("{:016x} {json}\n", hash::crc64(json.as_bytes())))
    }

    fn read(line: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(line).map_err(|_| "it is not UTF-8")?;
        let (crc, json) = text.split_once(' ').unwrap_or_default();
        if crc != format!("{:016x}", hash::crc64(json.as_bytes())) {
            return Err("its checksum is wrong".to_owned());
        }
        serde_json::from_str(json).map_err(|error| error.to_string())
    }
}

/// A folder that this process alone uses.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Locked as long as it is open.
    _lock: File,
}

impl Folder {
    /// Creates the folder if it is not there, and locks it.
    pub fn open(path: PathBuf) -> Result<Self, String> {
        let wrong = |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        make_folder(&path).map_err(|error| wrong(&path, &error))?;
        let lock_path = path.join("lock");
        let lock = private().write(true).create(true).truncate(false).open(&lock_path);
        let lock = lock.map_err(|error| wrong(&lock_path, &error))?;
        match fs4::FileExt::try_lock(&lock) {
            Ok(()) => {}
            Err(fs4::TryLockError::WouldBlock) => {
                let problem = "another server keeps its state here: end it, or give each server a folder of its own";
                return Err(wrong(&path, &problem));
            }
            Err(fs4::TryLockError::Error(error)) => return Err(wrong(&lock_path, &error)),
        }
        Ok(Self { path, _lock: lock })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    fn world(&self) -> PathBuf {
        self.path.join("world.log")
    }

    fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    fn data_file(&self, hash: &DataHash) -> PathBuf {
        self.data().join(hex(hash))
    }

    /// Reads the pieces of the world; they are empty if no world was kept yet.
    pub fn read(&self) -> Result<BTreeMap<String, KeptPiece>, String> {
        let file = self.world();
        let wrong = |problem: &dyn std::fmt::Display| {
            format!(
                "{}: {problem}: put the file of a backup in its place, or start with another folder",
                file.display()
            )
        };
        let bytes = match fs::read(&file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return self.begin().map(|()| BTreeMap::new()),
            Err(error) => return Err(format!("{}: {error}", file.display())),
        };
        let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate();
        let first = lines.next().and_then(|(_, line)| serde_json::from_slice::<FormatLine>(line).ok());
        match first.map(|line| line.ossmock_state) {
            Some(FORMAT) => {}
            Some(other) => {
                let problem = format!("this is version {other} of the format, and this ossmock reads version {FORMAT}");
                return Err(format!("{}: {problem}: use the ossmock that wrote it", file.display()));
            }
            None => return Err(wrong(&"its first line does not say that it is a state of ossmock")),
        }
        let mut pieces = BTreeMap::new();
        for (at, line) in lines {
            // The process was killed as it wrote this line, which it did not acknowledge.
            let Some(line) = line.strip_suffix(b"\n") else { break };
            let change = ChangeLine::read(line).map_err(|problem| wrong(&format!("line {}: {problem}", at + 1)))?;
            for name in change.gone {
                pieces.remove(&name);
            }
            pieces.extend(change.is);
        }
        Ok(pieces)
    }

    /// Writes a file without a world, unless there is data, whose world must be somewhere.
    fn begin(&self) -> Result<(), String> {
        let data = self.data();
        self.make_data_folder()?;
        let has_data = fs::read_dir(&data).map(|mut files| files.next().is_some());
        if has_data.map_err(|error| format!("{}: {error}", data.display()))? {
            let (file, data) = (self.world(), data.display().to_string());
            let problem = "is not there, but its data is";
            return Err(format!("{}: it {problem}: put it back, or remove {data} as well", file.display()));
        }
        self.rewrite(|_| Ok(())).map(drop)
    }

    /// Replaces the file of the world by one with the lines that a function writes. Returns its length.
    pub fn rewrite(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<u64, String> {
        let (file, beside) = (self.world(), self.path.join("world.log.new"));
        let written = private().write(true).create(true).truncate(true).open(&beside).and_then(|file| {
            let mut out = BufWriter::new(file);
            writeln!(out, "{}", serde_json::to_string(&FormatLine { ossmock_state: FORMAT })?)?;
            write(&mut out)?;
            out.into_inner().map_err(io::IntoInnerError::into_error)?.metadata()
        });
        let replaced = written.and_then(|written| fs::rename(&beside, &file).map(|()| written.len()));
        replaced.map_err(|error| format!("{}: {error}", file.display()))
    }

    /// Adds a line to the file of the world, which has this length, and returns its new length.
    pub fn append(&self, line: &str, length: u64) -> Result<u64, String> {
        let path = self.world();
        let appended = OpenOptions::new().append(true).open(&path).and_then(|mut file| {
            if file.metadata()?.len() != length {
                return Err(io::Error::other("something else has changed it"));
            }
            file.write_all(line.as_bytes())
        });
        appended.map(|()| length + line.len() as u64).map_err(|error| format!("{}: {error}", path.display()))
    }

    pub fn make_data_folder(&self) -> Result<(), String> {
        let path = self.data();
        make_folder(&path).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Writes data if its file is not there: it may have been removed.
    pub fn write_missing_data(&self, hash: &DataHash, data: &[u8]) -> Result<(), String> {
        if self.data_file(hash).is_file() { Ok(()) } else { self.write_data(hash, data) }
    }

    pub fn write_data(&self, hash: &DataHash, data: &[u8]) -> Result<(), String> {
        let path = self.data_file(hash);
        let written = private().write(true).create(true).truncate(true).open(&path);
        let written = written.and_then(|mut file| file.write_all(data));
        written.map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Reads data; an error says why it is lost.
    pub fn read_data(&self, hash: &str) -> Result<Bytes, String> {
        let path = self.data().join(hash);
        let wrong = |problem: &dyn std::fmt::Display| format!("{}: {problem}", path.display());
        let data = fs::read(&path).map_err(|error| wrong(&error))?;
        if hex(&hash_of(&data)) != hash {
            return Err(wrong(&"its content is not that of its name"));
        }
        Ok(data.into())
    }

    /// Removes data to which nothing refers any more. If that fails, it is removed by the next sweep.
    pub fn remove_data(&self, hash: &DataHash) {
        let _ = fs::remove_file(self.data_file(hash));
    }

    /// Removes the files of data to which nothing refers, and no other file.
    pub fn sweep(&self, is_used: impl Fn(&str) -> bool) {
        let Ok(files) = fs::read_dir(self.data()) else { return };
        for file in files.flatten() {
            let name = file.file_name();
            let is_hash = |name: &str| name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
            if name.to_str().is_some_and(|name| is_hash(name) && !is_used(name)) {
                let _ = fs::remove_file(file.path());
            }
        }
    }
}

/// The options of a file that only this user can read.
fn private() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "modes are of Unix"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a folder that only this user can read, unless it is there.
fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}
