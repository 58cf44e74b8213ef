//! The control plane's shared state.

use std::sync::{Arc, OnceLock};

use tokio::sync::{Semaphore, watch};

use super::access::Control;
use super::page::InspectorPage;
use super::worlds::{ControlledWorld, TestWorlds};
use crate::oss::Oss;

/// The first part of the path of the control plane: the name of a bucket cannot have an underscore.
pub(super) const BUCKET: &str = "_ossmock";
pub(super) const PREFIX: &str = "/_ossmock/";

/// The control plane of a server.
pub(in super::super) struct ControlPlane {
    pub(super) control: Control,
    /// The world of the server.
    pub(super) world: ControlledWorld,
    /// The worlds of tests that share the server.
    pub(super) tests: TestWorlds,
    /// The largest world file it accepts.
    pub(super) world_limit: usize,
    /// The page, after its first request.
    pub(super) page: OnceLock<InspectorPage>,
    /// The room for requests that wait.
    pub(super) waiting: Semaphore,
    /// Signals that the server stops.
    pub(super) stopped: watch::Receiver<()>,
}

/// A request's context: the control plane, and the world that the request is about.
pub(super) struct Controlled<'a> {
    pub plane: &'a ControlPlane,
    pub oss: &'a Oss,
    pub world: &'a ControlledWorld,
    /// The test whose world it is.
    pub test: Option<&'a Arc<str>>,
}
