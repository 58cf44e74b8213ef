//! The wire form of an explanation: the content of `EncodedDiagnosticMessage`.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::explain::Explanation;

/// The reason a text is not a diagnostic message of ossmock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiagnosticError(String);

impl fmt::Display for DiagnosticError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not an EncodedDiagnosticMessage of ossmock's: {}", self.0)
    }
}

impl std::error::Error for DiagnosticError {}

impl Explanation {
    /// Encodes it for the wire: Base64 of JSON. Messages of the real service are opaque.
    pub(crate) fn encode(&self) -> String {
        let mut json = Vec::with_capacity(2_048);
        serde_json::to_writer(&mut json, self).expect("texts, flags and lists of them are JSON");
        BASE64_STANDARD.encode(json)
    }

    /// Reads the `EncodedDiagnosticMessage` of a 403 that a client received.
    ///
    /// # Errors
    ///
    /// If the message is not one of ossmock's.
    pub fn decode(message: &str) -> Result<Self, DiagnosticError> {
        let json = BASE64_STANDARD.decode(message.trim()).map_err(|error| DiagnosticError(error.to_string()))?;
        serde_json::from_slice(&json).map_err(|error| DiagnosticError(error.to_string()))
    }
}
