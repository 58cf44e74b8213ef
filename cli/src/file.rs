//! Files that are written as a whole or not at all.

use std::fs;
use std::path::Path;

use super::stop::Stop;

/// Writes the whole file at once, so that no reader sees half of it.
pub fn write_whole(path: &Path, text: &str) -> Result<(), Stop> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| Stop::Problem(format!("{}: {error}", path.display())))
}
