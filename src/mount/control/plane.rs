//! The control plane's shared state.

use std::sync::OnceLock;

use tokio::sync::{Semaphore, watch};

use super::access::Control;
use super::page::InspectorPage;
use crate::oss::Oss;

/// The first part of the path of the control plane: the name of a bucket cannot have an underscore.
pub(super) const BUCKET: &str = "_ossmock";
pub(super) const PREFIX: &str = "/_ossmock/";

/// The control plane of a server.
pub(in super::super) struct ControlPlane {
    pub(super) control: Control,
    pub(super) oss: Oss,
    /// The largest world file it accepts.
    pub(super) world_limit: usize,
    /// The fake as it was when the server started.
    pub(super) start: Oss,
    /// The page, after its first request.
    pub(super) page: OnceLock<InspectorPage>,
    /// The room for requests that wait.
    pub(super) waiting: Semaphore,
    /// Signals that the server stops.
    pub(super) stopped: watch::Receiver<()>,
}
