//! The token of the control plane: given by the user, or made for the run.

use std::fmt;

use ossmock::control::Control;

use super::stop::Stop;

/// The shortest token that a user may give.
const SHORTEST: usize = 16;

/// The token that the control plane wants.
pub enum ControlToken {
    /// Clients on this machine need none.
    None,
    /// The user gave it: it is never printed.
    Given(String),
    /// It was made for this run, and is printed.
    Made(String),
}

impl ControlToken {
    /// Creates a token of 128 random bits from the system, in hex, which cannot be guessed.
    pub fn made() -> Result<Self, Stop> {
        let mut bytes = [0; 16];
        getrandom::getrandom(&mut bytes).map_err(|error| Stop::Problem(format!("no random token: {error}")))?;
        Ok(Self::Made(format!("{:032x}", u128::from_be_bytes(bytes))))
    }

    /// Returns the access rule of the control plane.
    pub fn rule(&self) -> Control {
        match self {
            Self::None => Control::loopback(),
            Self::Given(token) | Self::Made(token) => Control::token(token),
        }
    }

    pub fn into_text(self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Given(token) | Self::Made(token) => Some(token),
        }
    }
}

/// A token as the user gave it.
#[derive(Clone)]
pub struct GivenToken(String);

impl GivenToken {
    /// Returns the token, if it is one. It is checked here, as the messages of the parser would show it.
    pub fn checked(&self) -> Result<String, Stop> {
        if self.0.len() < SHORTEST {
            return Err(Stop::Problem(format!(
                "--token, or OSSMOCK_TOKEN: a token has {SHORTEST} characters at least"
            )));
        }
        if !self.0.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Stop::Problem(
                "--token, or OSSMOCK_TOKEN: a token has ASCII letters, digits and signs only".to_owned(),
            ));
        }
        Ok(self.0.clone())
    }
}

impl fmt::Debug for GivenToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GivenToken(..)")
    }
}

impl From<String> for GivenToken {
    fn from(text: String) -> Self {
        Self(text)
    }
}
