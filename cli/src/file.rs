//! Files that are written as a whole or not at all.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::stop::Stop;

/// Writes the whole file at once, so that no reader sees half of it.
pub fn write_whole(path: &Path, text: &str) -> Result<(), Stop> {
    let beside = beside(path);
    moved(path, fs::write(&beside, text).and_then(|()| fs::rename(&beside, path)))
}

/// Writes the whole file at once, readable for this user only.
pub fn write_private(path: &Path, text: &str) -> Result<(), Stop> {
    let beside = beside(path);
    let write = || {
        // One that was left there could have other permissions, or lead elsewhere.
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        private().write(true).create_new(true).open(&beside)?.write_all(text.as_bytes())?;
        fs::rename(&beside, path)
    };
    moved(path, write())
}

/// The options of a file that is readable for this user only, if it is created.
pub fn private() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "modes are of Unix"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn beside(path: &Path) -> OsString {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    beside
}

fn moved(path: &Path, written: io::Result<()>) -> Result<(), Stop> {
    written.map_err(|error| Stop::Problem(format!("{}: {error}", path.display())))
}
