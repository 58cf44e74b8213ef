//! Integration tests: what a user of the crate sees, through `Oss::handle` and over HTTP.

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
mod kms_permissions;
mod native;
mod panics;
mod permissions;
mod policies;
mod promise;
mod properties;
mod public_access;
mod schema;
mod serve;
mod signatures;
mod support;
mod tidy;
mod tls;
mod vectors;
mod world_file;
