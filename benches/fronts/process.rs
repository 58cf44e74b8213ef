//! Servers in processes of their own, and what the kernel tells of them.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::world;

/// The argument after which this program is a server.
pub const SERVER: &str = "--server";

/// A server in a process of its own, which ends when this is dropped.
pub struct Server {
    pub address: SocketAddr,
    process: Child,
}

impl Server {
    /// Starts a server; `None` if it is the command, and the command is not built.
    pub fn start(name: &str) -> Option<Self> {
        let mut command = match name.strip_prefix("serve, ") {
            Some(log) => serve(log)?,
            None => this_program(name),
        };
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a process");
        let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let address = lines.find_map(|line| {
            let line = line.expect("a line");
            let (_, rest) = line.split_once("at http://")?;
            rest.split([',', ' ']).next()?.parse().ok()
        });
        // It must be able to write on.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { address: address.expect("the address that a server prints"), process })
    }

    /// The CPU time of the process so far, user and system, of the threads that have not ended.
    pub fn cpu(&self) -> Duration {
        let threads = fs::read_dir(format!("/proc/{}/task", self.process.id())).expect("its threads");
        threads.filter_map(|thread| on_cpu(&thread.ok()?.path())).sum()
    }

    /// The resident memory of the process, in bytes.
    pub fn resident(&self) -> f64 {
        resident(&format!("/proc/{}/status", self.process.id()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A process that has ended already is no problem.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// This program, as the server of that name.
pub fn this_program(name: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("the path of this program"));
    command.args([SERVER, name]);
    command
}

/// Returns `true` if this system tells the CPU time of processes.
pub fn is_measured() -> bool {
    on_cpu(Path::new("/proc/thread-self")).is_some()
}

/// The time that a thread was on a CPU.
fn on_cpu(thread: &Path) -> Option<Duration> {
    let told = fs::read_to_string(thread.join("schedstat")).ok()?;
    Some(Duration::from_nanos(told.split(' ').next()?.parse().ok()?))
}

/// The resident memory in the status file of a process, in bytes.
pub fn resident(status: &str) -> f64 {
    let told = fs::read_to_string(status).expect("the status of a process");
    let line = told.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
    line.trim().trim_end_matches(" kB").parse::<f64>().expect("a number") * 1024.0
}

/// The command, if it is built: as users get it, or where `OSSMOCK` says.
fn serve(log: &str) -> Option<Command> {
    let beside = || Some(std::env::current_exe().ok()?.parent()?.parent()?.parent()?.join("shipped/ossmock"));
    let ossmock = std::env::var_os("OSSMOCK").map(PathBuf::from).or_else(beside).filter(|path| path.exists());
    let Some(ossmock) = ossmock else {
        eprintln!("no rows of `ossmock serve`: build it with `cli/ship.sh`, or say in OSSMOCK where it is");
        return None;
    };
    let folder = std::env::temp_dir().join(format!("ossmock-fronts-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("world.toml");
    fs::write(&file, world::world_file()).expect("a world file");
    let mut command = Command::new(ossmock);
    command.args(["serve", "--listen", "127.0.0.1:0", "--world"]).arg(&file);
    match log {
        "quiet" => command.arg("--quiet"),
        "log to null" => command.stderr(Stdio::null()),
        "log to file" => command.stderr(File::create(folder.join("log")).expect("a file")),
        other => panic!("there is no log `{other}`"),
    };
    Some(command)
}

/// Removes the files of the servers.
pub fn tidy() {
    // They are in the folder for temporary files anyway.
    let _ = fs::remove_dir_all(std::env::temp_dir().join(format!("ossmock-fronts-{}", std::process::id())));
}
