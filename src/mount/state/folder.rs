//! The folder of a state: its lock, the file of the world, and the files of data.
//!
//! The file `world.log` has a line with the format, and then a line for each change: a CRC of its number and the rest of the
//! line, and the changed pieces of the world file in JSON. The lines that were written at once end with one that says so: a file
//! without it was cut off. Data of objects and parts is in `data/`, in files named by their SHA-256. Only
//! a file that a line refers to counts, and a line counts once it is complete. So a killed process leaves at most half a
//! line that was never acknowledged, and files that nothing refers to. The file `lock` has the number of lines that were written:
//! a file of the world with fewer lines has lost some.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Read as _, Seek as _, Write};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::world::hash;
use crate::world_file::hex;

/// The most bytes of the number of lines.
const MAX_NUMBER: u64 = 32;

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
    /// `true` in the line after those that were written at once, and only there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub end: bool,
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
    /// Writes the line that has this number in its file.
    pub fn to_line(&self, number: u64) -> io::Result<String> {
        let json = serde_json::to_string(self)?;
        Ok(format!("{} {json}\n", checksum(number, &json)))
    }

    fn read(number: u64, line: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(line).map_err(|_| "it is not UTF-8")?;
        let (crc, json) = text.split_once(' ').unwrap_or_default();
        if crc != checksum(number, json) {
            return Err("its checksum is wrong, or a line before it is missing".to_owned());
        }
        serde_json::from_str(json).map_err(|error| error.to_string())
    }
}

fn checksum(number: u64, json: &str) -> String {
    format!("{:016x}", hash::crc64(format!("{number} {json}").as_bytes()))
}

/// The end of the file of the world.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct FileEnd {
    /// The length of the file.
    pub length: u64,
    /// The number of its lines.
    pub lines: u64,
}

/// The lines of a file that is written at once.
pub(super) struct Lines {
    out: BufWriter<File>,
    count: u64,
}

impl Lines {
    pub fn add(&mut self, change: &ChangeLine) -> io::Result<()> {
        self.count += 1;
        self.out.write_all(change.to_line(self.count)?.as_bytes())
    }
}

/// A folder that this process alone uses.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Locked as long as it is open.
    lock: File,
}

impl Folder {
    /// Creates the folder if it is not there, and locks it.
    pub fn open(path: PathBuf) -> Result<Self, String> {
        let wrong = |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        make_folder(&path).and_then(|()| check_private(&path)).map_err(|error| wrong(&path, &error))?;
        let lock_path = path.join("lock");
        let lock = private().read(true).write(true).create(true).truncate(false).open(&lock_path);
        let lock = lock.map_err(|error| wrong(&lock_path, &error))?;
        match fs4::FileExt::try_lock(&lock) {
            Ok(()) => {}
            Err(fs4::TryLockError::WouldBlock) => {
                let problem = "another server keeps its state here: end it, or give each server a folder of its own";
                return Err(wrong(&path, &problem));
            }
            Err(fs4::TryLockError::Error(error)) => return Err(wrong(&lock_path, &error)),
        }
        Ok(Self { path, lock })
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

    /// Reads the pieces of the world, which are empty if no world was kept yet, and says if its last line is not whole, or others
    /// are missing.
    pub fn read(&self) -> Result<(BTreeMap<String, KeptPiece>, Option<String>), String> {
        let file = self.world();
        let wrong = |problem: &dyn std::fmt::Display| {
            format!(
                "{}: {problem}: put the file of a backup in its place, or start with another folder",
                file.display()
            )
        };
        let bytes = match fs::read(&file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return self.begin().map(|()| Default::default()),
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
        let (mut pieces, mut torn, mut is_whole) = (BTreeMap::new(), None, false);
        for (at, line) in lines {
            let Some(line) = line.strip_suffix(b"\n") else {
                let (file, at) = (file.display(), at + 1);
                torn = Some(format!(
                    "the last change in {file}: line {at} is not whole. A server that was killed as it wrote it had not \
                     acknowledged it"
                ));
                break;
            };
            let change = ChangeLine::read(at as u64 + 1, line);
            let change = change.map_err(|problem| wrong(&format!("line {}: {problem}", at + 1)))?;
            is_whole |= change.end;
            for name in change.gone {
                pieces.remove(&name);
            }
            pieces.extend(change.is);
        }
        if !is_whole {
            return Err(wrong(&"it was cut off"));
        }
        let (found, written) = (bytes.split_inclusive(|byte| *byte == b'\n').count() as u64, self.written());
        if found < written {
            torn = Some(format!(
                "the last changes in {}: it has {found} lines, and {written} were written",
                file.display()
            ));
        }
        Ok((pieces, torn))
    }

    /// The number of lines that were written to the file of the world; 0 if it is not known.
    fn written(&self) -> u64 {
        let mut text = String::new();
        let mut lock = &self.lock;
        // A lock that cannot be read is as good as one of an earlier version.
        let read = lock.rewind().and_then(|()| lock.take(MAX_NUMBER).read_to_string(&mut text));
        read.ok().and_then(|_| text.trim_end().parse().ok()).unwrap_or_default()
    }

    /// Notes the number of lines in the file of the world. If that fails, a loss of lines is not noticed.
    fn note_written(&self, lines: u64) {
        let mut lock = &self.lock;
        let _ = lock.rewind().and_then(|()| writeln!(lock, "{lines:020}"));
    }

    /// Writes a file without a world, unless there is data, whose world must be somewhere.
    fn begin(&self) -> Result<(), String> {
        let data = self.data();
        if data.exists() {
            let (file, data) = (self.world(), data.display().to_string());
            let problem = "is not there, but its data is";
            return Err(format!("{}: it {problem}: put it back, or remove {data} as well", file.display()));
        }
        self.rewrite(|_| Ok(()))?;
        self.make_data_folder()
    }

    /// Checks that the folder is still the one that was locked: another server may use one that was put in its place.
    pub fn check(&self) -> Result<(), String> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            let place = |file: &fs::Metadata| (file.dev(), file.ino());
            let path = self.path.join("lock");
            let there = fs::symlink_metadata(&path).map(|file| place(&file)).ok();
            let ours = self.lock.metadata().map(|file| place(&file)).ok();
            if there.is_none() || there != ours {
                return Err(format!("{}: it is not the file of this server any more", path.display()));
            }
        }
        Ok(())
    }

    /// Replaces the file of the world by one with the lines that a function adds, and returns its end.
    pub fn rewrite(&self, write: impl FnOnce(&mut Lines) -> io::Result<()>) -> Result<FileEnd, String> {
        let (file, beside) = (self.world(), self.path.join("world.log.new"));
        let written = create(&beside).and_then(|file| {
            let mut lines = Lines { out: BufWriter::new(file), count: 1 };
            writeln!(lines.out, "{}", serde_json::to_string(&FormatLine { ossmock_state: FORMAT })?)?;
            write(&mut lines)?;
            lines.add(&ChangeLine { end: true, ..ChangeLine::default() })?;
            let file = lines.out.into_inner().map_err(io::IntoInnerError::into_error)?;
            Ok(FileEnd { length: file.metadata()?.len(), lines: lines.count })
        });
        // A server that is killed in between must not leave a number that is too high.
        self.note_written(0);
        let replaced = written.and_then(|end| fs::rename(&beside, &file).map(|()| end));
        if let Ok(end) = &replaced {
            self.note_written(end.lines);
        }
        replaced.map_err(|error| format!("{}: {error}", file.display()))
    }

    /// Adds a line to the file of the world, which has this end, and returns its new end.
    pub fn append(&self, line: &str, end: FileEnd) -> Result<FileEnd, String> {
        let path = self.world();
        let appended = OpenOptions::new().append(true).open(&path).and_then(|mut file| {
            if file.metadata()?.len() != end.length {
                return Err(io::Error::other("something else has changed it"));
            }
            file.write_all(line.as_bytes())
        });
        appended.map_err(|error| format!("{}: {error}", path.display()))?;
        let end = FileEnd { length: end.length + line.len() as u64, lines: end.lines + 1 };
        self.note_written(end.lines);
        Ok(end)
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
        let written = create(&path).and_then(|mut file| file.write_all(data));
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

/// Creates a file in the place of the one that is there: a link is replaced, not followed.
fn create(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    private().write(true).create_new(true).open(path)
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
    if path.exists() && !path.is_dir() {
        return Err(io::Error::other("it is a file, where a folder is needed"));
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Checks that only this user can write to a folder: others could put a world in its place.
fn check_private(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::mode(&fs::metadata(path)?) & 0o022 != 0 {
        let path = path.display();
        return Err(io::Error::other(format!(
            "other users may write to it, and it is to have secrets: `chmod 700 {path}`, or name a folder in it, which is created"
        )));
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
