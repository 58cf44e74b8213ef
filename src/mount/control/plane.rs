//! The parts of the control plane that every request to it shares.

use std::sync::OnceLock;

use tokio::sync::{Semaphore, watch};

use super::access::Control;
use super::page::Page;
use crate::oss::Oss;

/// Where the control plane is: no bucket can have an underscore in its name.
pub(super) const BUCKET: &str = "_ossmock";
pub(super) const PREFIX: &str = "/_ossmock/";

/// The control plane of a server.
pub(in super::super) struct Plane {
    pub(super) control: Control,
    pub(super) oss: Oss,
    /// How long a world may be.
    pub(super) world_limit: usize,
    /// What the fake was like when the server started.
    pub(super) start: Oss,
    /// The page, once somebody has asked for it.
    pub(super) page: OnceLock<Page>,
    /// Room for requests that wait.
    pub(super) waiting: Semaphore,
    /// Tells when the server is to stop.
    pub(super) stopped: watch::Receiver<()>,
}
