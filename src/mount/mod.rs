//! Fronts: how requests reach the fake. Each is thin.

#[cfg(feature = "wiremock")]
pub(crate) mod wiremock;
