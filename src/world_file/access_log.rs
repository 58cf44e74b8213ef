//! The lines of the access log of a bucket that wait for their object, in a world file.

use toml::Spanned;

use super::write::{Out, WorldWriter};
use super::wrong::{Wrong, wrong};
use crate::handle::Bucket;
use crate::oss::Oss;
use crate::world::{AccessLogLine, WaitingLines};

/// Adds the lines of a file to a bucket.
pub(super) fn add(oss: &Oss, bucket: &Bucket, lines: &[Spanned<String>], lost: u64) -> Result<(), Wrong> {
    let parsed = |text: &Spanned<String>| {
        let line: Result<AccessLogLine, _> = text.get_ref().parse();
        line.map_err(|error| wrong(text, error.to_string()))
    };
    let lines: Vec<AccessLogLine> = lines.iter().map(parsed).collect::<Result<_, _>>()?;
    oss.change(|world, _| {
        if let Some(bucket) = world.bucket_mut(bucket.name()) {
            bucket.access_log.lose(lost);
            for line in &lines {
                bucket.access_log.push(line);
            }
        }
    });
    Ok(())
}

impl<O: Out> WorldWriter<O> {
    /// Writes the lines that wait. They are keys of the bucket.
    pub fn access_log(&mut self, waiting: &WaitingLines) {
        let lines: Vec<&str> = waiting.texts().map(|line| &**line).collect();
        if !lines.is_empty() {
            self.list("access_log", &lines);
        }
        self.key_unless(&0, "access_log_lost", &waiting.lost());
    }
}
