//! A refused request.

use super::Cause;

/// An extra element of an error body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Extra {
    Text(&'static str, String),
    Group(&'static str, Vec<Extra>),
}

/// A refused request: the cause, and the additions of this request to the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub cause: Cause,
    /// Replaces the row's message, for [`Cause::NotEmulated`], and for causes whose message depends on the request.
    pub message: Option<String>,
    /// Replaces the row's EC, where one cause has several.
    pub ec: Option<&'static str>,
    pub extras: Vec<Extra>,
    /// The extra headers of this answer, such as the `allow` of a 405.
    pub headers: Vec<(&'static str, String)>,
    /// The note of the journal on the cause.
    pub note: Option<String>,
}

impl Refusal {
    pub const fn with_ec(mut self, ec: &'static str) -> Self {
        self.ec = Some(ec);
        self
    }

    /// The EC of the answer.
    pub fn ec(&self) -> Option<&'static str> {
        self.ec.or_else(|| self.cause.ec())
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.extras.push(Extra::Text(name, value.into()));
        self
    }

    /// Adds a header to the answer. The value is ASCII, as ossmock itself sets it.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Notes the exceeded limit, and the size that exceeds it.
    pub fn over(self, what: &str, size: u64, most: u64) -> Self {
        self.note(format!("{what} {size} bytes, and at most {most} are taken"))
    }

    pub fn not_emulated(what: &str) -> Self {
        let mut refusal = Self::from(Cause::NotEmulated);
        refusal.message = Some(format!("ossmock does not emulate {what}."));
        refusal
    }
}

impl From<Cause> for Refusal {
    fn from(cause: Cause) -> Self {
        Self { cause, message: None, ec: None, extras: Vec::new(), headers: Vec::new(), note: None }
    }
}
