//! The work of lifecycle rules: the objects they match, what is due when, and the doing of it.
//!
//! `plan.rs` computes what is due, for runs and forecasts alike.

mod bucket;
mod explain;
mod forecast;
mod matching;
mod plan;
mod run;

pub use forecast::LifecycleForecast;
pub(crate) use run::LifecycleAgenda;
