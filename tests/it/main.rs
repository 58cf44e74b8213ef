//! Integration tests: what a user of the crate sees, through `Oss::handle` and over HTTP.

mod assertions;
mod between;
mod bounds;
mod cli;
mod concurrency;
mod control;
mod expect;
mod explain;
mod fronts;
mod handles;
mod journal;
mod native;
mod panics;
mod permissions;
mod policies;
mod promise;
mod schema;
mod serve;
mod signatures;
mod snapshots;
mod support;
mod tidy;
mod tls;
mod vectors;
mod world_file;
