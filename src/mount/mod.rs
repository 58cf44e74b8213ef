//! Fronts: thin adapters that bring requests to the fake.

#[cfg(feature = "server")]
mod beside;
#[cfg(any(feature = "wiremock", feature = "server"))]
mod blocking;
#[cfg(feature = "control")]
pub(crate) mod control;
#[cfg(feature = "server")]
mod discard;
#[cfg(feature = "server")]
mod head;
#[cfg(feature = "server")]
mod limits;
#[cfg(feature = "server")]
mod line;
#[cfg(feature = "server")]
mod loopback_origins;
#[cfg(feature = "server")]
pub(crate) mod mutants;
#[cfg(feature = "server")]
pub(crate) mod native;
#[cfg(feature = "server")]
mod outbound;
#[cfg(feature = "server")]
mod pace;
#[cfg(feature = "server")]
mod pieces;
#[cfg(feature = "state")]
pub(crate) mod state;
#[cfg(feature = "server")]
mod timer;
#[cfg(feature = "tls")]
pub(crate) mod tls;
#[cfg(feature = "server")]
mod upload;
#[cfg(feature = "wiremock")]
pub(crate) mod wiremock;
