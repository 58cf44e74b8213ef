//! Fronts: how requests reach the fake. Each is thin.

#[cfg(feature = "server")]
pub(crate) mod native;
#[cfg(feature = "wiremock")]
pub(crate) mod wiremock;
