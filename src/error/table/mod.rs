//! The rows of the error table: each file defines a macro of its name that passes its rows on.

#[macro_use]
mod address;
#[macro_use]
mod bucket;
#[macro_use]
mod fault;
#[macro_use]
mod form;
#[macro_use]
mod lifecycle;
#[macro_use]
mod object;
#[macro_use]
mod permission;
#[macro_use]
mod replication;
#[macro_use]
mod signature;
