//! The memory of servers: that it does not grow with the requests, that of a server without any, and that of an object.

use ossmock::Oss;

use super::goals::Goal;
use super::load::Load;
use super::process::{self, Server};

/// The server that only holds objects.
pub const OBJECTS: &str = "objects";

/// The objects of 1 KiB that are held.
const HELD: u32 = 200_000;

/// Prints the rows; if they are printed as goals, with fewer requests.
pub fn print(only_rows: bool) {
    let few = if only_rows { 20_000 } else { 100_000 };
    let row = |goal: &Goal, unit, measured| {
        if only_rows { goal.judge(measured) } else { println!("{:36} {measured:8.2} {unit}", goal.name) }
    };
    row(&Goal::new("native: memory of ten times as many", 1.1, 1.05), "times", growth(few));
    if let Some(idle) = Server::start("serve, quiet") {
        row(&Goal::new("serve: memory when idle, MB", 7.0, 6.0), "MB", idle.resident() / 1e6);
    }
    row(&Goal::new("memory of an object of 1 KiB, bytes", 1331.0, 1229.0), "bytes", object());
}

/// The memory after ten times as many requests, as a ratio.
fn growth(few: u32) -> f64 {
    let server = Server::start("native").expect("it is this program");
    let send = |requests: u32| {
        // A signature is good for some minutes only.
        for _ in 0..requests / few {
            Load::new().send(server.address, 16, few);
        }
        server.resident()
    };
    let early = send(few);
    send(few * 9) / early
}

/// The memory of each of many objects, its body included.
fn object() -> f64 {
    let held = process::this_program(OBJECTS).output().expect("it is this program");
    String::from_utf8_lossy(&held.stdout).trim().parse().expect("a number")
}

/// Fills a bucket, and prints the memory that each object takes.
pub fn hold_objects() {
    let oss = Oss::new();
    let logs = oss.create_account("acme").create_bucket("logs");
    let before = process::resident("/proc/self/status");
    for n in 0..HELD {
        logs.put_object(&format!("dir{:03}/{n:07}", n % 997), vec![7; 1024]);
    }
    println!("{}", (process::resident("/proc/self/status") - before) / f64::from(HELD));
}
