//! Integration tests: what a user of the crate sees, through `Oss::handle` and over HTTP.

mod advice;
mod assertions;
mod between;
mod bounds;
mod cli;
mod concurrency;
mod control;
mod explain;
mod fronts;
mod handles;
mod journal;
mod least_privilege;
mod mutants;
mod native;
mod panics;
mod permissions;
mod policies;
mod promise;
mod schema;
mod serve;
mod signatures;
mod support;
mod tidy;
mod vectors;
mod world_file;
