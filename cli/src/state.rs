//! The folder in which `ossmock serve` keeps its world.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ossmock::Oss;
use ossmock::state::{StateDir, StateError, StateKeeper};

use super::log::CallLog;
use super::stop::Stop;

/// The most lost objects that are printed one by one.
const MAX_SHOWN: usize = 20;

/// The world of a server, in the folder that keeps it.
pub struct KeptWorld {
    pub keeper: StateKeeper,
    /// The line that says where the world is from.
    origin: String,
}

impl KeptWorld {
    /// Takes the world of the folder, or fills it with the one that the server would start with.
    pub fn open(
        folder: &Path,
        world: Option<&PathBuf>,
        region: Option<&String>,
        start: &Oss,
        log: &CallLog,
    ) -> Result<Self, Stop> {
        let problem = |error: StateError| Stop::Problem(format!("--state: {error}"));
        let mut state = StateDir::open(folder).map_err(problem)?;
        if let Some(region) = region {
            state = state.region(region);
        }
        let folder = folder.display();
        let file = world.map(|world| world.display());
        let origin = match (state.is_empty(), file) {
            (true, Some(file)) => format!("the world is that of {file}, and is kept in {folder} from now on"),
            (true, None) => format!("the world is a new one, and is kept in {folder} from now on"),
            (false, Some(file)) => format!("the world is the one that {folder} has kept; {file} is for resets only"),
            (false, None) => format!("the world is the one that {folder} has kept"),
        };
        let log = log.clone();
        let keeper = state.keep(start, move |line| log.say(line.to_owned())).map_err(problem)?;
        Ok(Self { keeper, origin })
    }

    /// Prints where the world is from, and the part of it that is lost.
    pub fn print(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "\n{}", self.origin)?;
        let lost = self.keeper.lost();
        for object in lost.iter().take(MAX_SHOWN) {
            writeln!(out, "warning: lost: {object}")?;
        }
        match lost.len().saturating_sub(MAX_SHOWN) {
            0 => Ok(()),
            more => writeln!(out, "warning: lost: {more} more"),
        }
    }
}
