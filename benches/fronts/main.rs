//! The CPU that the servers use: of a request on each front, beside a bare server of the same library; and their memory.
//!
//! ```sh
//! cargo build --profile shipped -p ossmock-cli   # as users get it, for the rows of `ossmock serve`
//! cargo bench --bench fronts                     # or, to measure only the servers with this in their names:
//! cargo bench --bench fronts -- wiremock
//! ```
//!
//! Each server is a process of its own: this program, started again. The kernel tells its CPU time, user and system, so
//! that of the client and of other programs does not count. A request is a `PutBucketEncryption` of a RAM user with ten
//! statements, on 1 or 16 connections. All servers are measured in each round, and the best of the rounds counts.

#[path = "../goals/mod.rs"]
mod goals;
mod load;
mod memory;
mod process;
mod servers;
mod world;

use std::time::Duration;

use self::goals::Goal;
use self::load::Load;
use self::process::Server;

/// The rounds, and the requests to each server in a round.
const ROUNDS: usize = 7;
const REQUESTS: u32 = 4_000;

/// The numbers of connections.
const CONNECTIONS: [usize; 2] = [1, 16];

/// A server, and the one that its cost is compared with.
struct Row {
    server: &'static str,
    beside: Option<&'static str>,
    must: f64,
    aim: f64,
}

impl Row {
    const fn floor(server: &'static str) -> Self {
        Self { server, beside: None, must: 0.0, aim: 0.0 }
    }

    const fn new(server: &'static str, beside: &'static str, must: f64, aim: f64) -> Self {
        Self { server, beside: Some(beside), must, aim }
    }

    /// Returns `true` for the servers with this in their names, and for those that they are compared with.
    fn is_needed_for(&self, name: &str) -> bool {
        self.server.contains(name)
            || ROWS.iter().any(|row| row.server.contains(name) && row.beside == Some(self.server))
    }
}

const ROWS: [Row; 9] = [
    Row::floor("hyper"),
    Row::floor("hyper, threads"),
    Row::floor("wiremock"),
    Row::new("native", "hyper", 2.2, 1.8),
    Row::new("native, threads", "hyper, threads", 2.2, 1.8),
    Row::new("serve, quiet", "native", 1.25, 1.1),
    Row::new("serve, log to null", "native", 1.25, 1.1),
    Row::new("serve, log to file", "native", 1.25, 1.1),
    Row::new("wiremock front", "wiremock", 1.8, 1.5),
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.iter().any(|argument| argument == "--test") {
        return;
    }
    if let Some(at) = arguments.iter().position(|argument| argument == process::SERVER) {
        return servers::run(arguments.get(at + 1).expect("the name of a server"));
    }
    if !process::is_measured() {
        println!("fronts: this system does not tell the CPU time of processes in /proc");
        return;
    }
    let only_rows = goals::only_rows();
    let wanted = arguments[1..].iter().find(|argument| !argument.starts_with('-'));
    let best = measure(|row| wanted.is_none_or(|wanted| row.is_needed_for(wanted)));
    for row in &ROWS {
        for (at, connections) in CONNECTIONS.into_iter().enumerate() {
            let Some(cost) = cost(&best, row.server, at) else { continue };
            let name = format!("{}: connections {connections}", row.server);
            let ratio = row.beside.and_then(|beside| Some(cost / self::cost(&best, beside, at)?));
            match ratio {
                Some(ratio) if only_rows => Goal::new(name.leak(), row.must, row.aim).judge(ratio),
                Some(ratio) => println!("{name:36} {cost:8.2} µs × {ratio:.2}"),
                None if only_rows => {}
                None => println!("{name:36} {cost:8.2} µs"),
            }
        }
    }
    if wanted.is_none() {
        memory::print(only_rows);
    }
    process::tidy();
}

/// The least cost of a request to each server on each number of connections; `None` for servers that cannot be started.
type Best = Vec<Option<[Duration; CONNECTIONS.len()]>>;

/// The cost of a request, in microseconds.
fn cost(best: &Best, server: &str, connections: usize) -> Option<f64> {
    let at = ROWS.iter().position(|row| row.server == server)?;
    Some(best[at]?[connections].as_secs_f64() * 1e6)
}

fn measure(is_wanted: impl Fn(&Row) -> bool) -> Best {
    let mut best: Best = ROWS.iter().map(|_| None).collect();
    let mut running: Vec<Option<Server>> = ROWS.iter().map(|_| None).collect();
    for _ in 0..ROUNDS {
        let load = Load::new();
        for ((row, best), running) in
            ROWS.iter().zip(&mut best).zip(&mut running).filter(|((row, _), _)| is_wanted(row))
        {
            let Some(server) = running.take().or_else(|| started(row.server, &load)) else { continue };
            let costs = CONNECTIONS.map(|connections| {
                let before = server.cpu();
                load.send(server.address, connections, REQUESTS);
                server.cpu().saturating_sub(before) / REQUESTS
            });
            let least = best.unwrap_or(costs);
            *best = Some([0, 1].map(|at: usize| least[at].min(costs[at])));
            // wiremock keeps every request, so each round has a server of its own.
            *running = Some(server).filter(|_| !row.server.starts_with("wiremock"));
        }
    }
    best
}

/// A server with a full journal.
fn started(name: &str, load: &Load) -> Option<Server> {
    let server = Server::start(name)?;
    load.send(server.address, 4, 2_000);
    Some(server)
}
