//! Colours, where somebody looks at a terminal.

use std::borrow::Cow;
use std::io::IsTerminal as _;

/// Whether a message is coloured.
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
    /// As panic messages are to be: coloured if standard error is a terminal and nobody has set `NO_COLOR`.
    ///
    /// Source: `no-color.org`.
    pub fn of_panics() -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        if !unwanted && std::io::stderr().is_terminal() { Self::Coloured } else { Self::Plain }
    }

    /// A whole line: what `should_panic(expected = ..)` looks for is in one piece.
    pub fn line(self, colour: Colour, line: &str) -> Cow<'_, str> {
        match self {
            Self::Plain => line.into(),
            Self::Coloured => format!("\x1b[{}m{line}\x1b[0m", colour as u8).into(),
        }
    }
}
