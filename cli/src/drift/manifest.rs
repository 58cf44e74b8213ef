//! The manifest: a file with the buckets of a run, written before a bucket is created.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::super::stop::Stop;

/// The default file of a run's manifest.
pub const FILE: &str = "ossmock-drift.json";

/// The buckets that may still exist.
#[derive(Debug)]
pub struct Manifest {
    file: PathBuf,
    left: Left,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Left {
    buckets: Vec<Entry>,
}

/// A bucket that did not exist when it was entered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub name: String,
    pub endpoint: String,
    pub region: String,
    /// The address of the endpoint, if it is not the host of its URL.
    pub connect: Option<String>,
    /// The environment variable that holds the credentials of its account.
    pub key: String,
    /// The time it was entered, as a Unix second.
    pub at: i64,
    /// `true` if a request to create it was sent and not answered yet.
    pub asked: bool,
}

impl Manifest {
    /// Reads the manifest; a missing file has no buckets.
    pub fn read(file: &Path) -> Result<Self, Stop> {
        let problem = |problem: String| Stop::Problem(format!("{}: {problem}", file.display()));
        let left = match std::fs::read_to_string(file) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| problem(error.to_string()))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Left::default(),
            Err(error) => return Err(problem(error.to_string())),
        };
        Ok(Self { file: file.to_owned(), left })
    }

    pub fn file(&self) -> &Path {
        &self.file
    }

    pub fn entries(&self) -> &[Entry] {
        &self.left.buckets
    }

    pub fn enter(&mut self, entry: Entry) -> Result<(), Stop> {
        self.left.buckets.push(entry);
        self.save()
    }

    /// Records that a request to create the bucket was sent, or answered.
    pub fn set_asked(&mut self, name: &str, asked: bool) -> Result<(), Stop> {
        match self.left.buckets.iter_mut().find(|entry| entry.name == name && entry.asked != asked) {
            None => Ok(()),
            Some(entry) => {
                entry.asked = asked;
                self.save()
            }
        }
    }

    pub fn forget(&mut self, name: &str) -> Result<(), Stop> {
        self.left.buckets.retain(|entry| entry.name != name);
        self.save()
    }

    /// Writes the manifest; without buckets it deletes the file.
    fn save(&self) -> Result<(), Stop> {
        let problem = |error: std::io::Error| Stop::Problem(format!("{}: {error}", self.file.display()));
        if self.left.buckets.is_empty() {
            return match std::fs::remove_file(&self.file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(problem(error)),
                _ => Ok(()),
            };
        }
        let text = serde_json::to_string_pretty(&self.left).map_err(|error| Stop::Problem(error.to_string()))?;
        super::super::file::write_whole(&self.file, &format!("{text}\n"))
    }
}
