//! Colours of messages on a terminal.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::io::IsTerminal as _;

/// The choice between plain and coloured messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    Plain,
    Coloured,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    Red = 31,
    Green = 32,
}

impl Paint {
    /// Returns the choice for panic messages: coloured if they go to a terminal and `NO_COLOR` is not set.
    ///
    /// A panic writes to standard error, but the output that a test runner captures goes to standard output in the end:
    /// both must be a terminal, or `cargo test > log` would have escapes in it.
    pub fn of_panics() -> Self {
        let terminals = std::io::stderr().is_terminal() && std::io::stdout().is_terminal();
        Self::when(terminals, std::env::var_os("NO_COLOR").as_deref())
    }

    /// Source: `no-color.org`.
    fn when(terminals: bool, no_color: Option<&OsStr>) -> Self {
        let unwanted = no_color.is_some_and(|value| !value.is_empty());
        if terminals && !unwanted { Self::Coloured } else { Self::Plain }
    }

    /// Colours a whole line, so that the text for `should_panic(expected = ..)` is in one piece.
    pub fn line(self, colour: Colour, line: &str) -> Cow<'_, str> {
        match self {
            Self::Plain => line.into(),
            Self::Coloured => format!("\x1b[{}m{line}\x1b[0m", colour as u8).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_for_terminals_whose_owner_has_not_said_no() {
        for (terminals, no_color, expected) in [
            (true, None, Paint::Coloured),
            (true, Some(""), Paint::Coloured),
            (true, Some("1"), Paint::Plain),
            (false, None, Paint::Plain),
        ] {
            assert_eq!(Paint::when(terminals, no_color.map(OsStr::new)), expected, "{terminals} {no_color:?}");
        }
    }
}
