//! Integration tests: what a user of the crate sees, through `Oss::handle` and over HTTP.

mod assertions;
mod between;
mod bounds;
mod cli;
mod concurrency;
mod control;
mod corpora;
mod explain;
mod fronts;
mod guide;
mod handles;
mod journal;
mod native;
mod panics;
mod permissions;
mod policies;
mod promise;
mod properties;
mod schema;
mod serve;
mod signatures;
mod support;
mod tidy;
mod vectors;
mod world_file;
