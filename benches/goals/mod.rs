//! The goals of speed, as `just speed` prints them: one line for each, `NAME RATIO MUST AIM ok|short`.

/// A goal: the ratio, or the number, that a measurement must not exceed, and the one that it aims at.
pub struct Goal {
    pub name: &'static str,
    pub must: f64,
    pub aim: f64,
}

impl Goal {
    pub const fn new(name: &'static str, must: f64, aim: f64) -> Self {
        Self { name, must, aim }
    }

    /// Prints the line of the goal.
    pub fn judge(&self, measured: f64) {
        let Self { name, must, aim } = self;
        let verdict = if measured <= *must { "ok" } else { "short" };
        println!("{name:36} {measured:8.2} {must:8.2} {aim:8.2} {verdict}");
    }
}

/// Returns `true` if the program is to print only the lines of goals.
pub fn only_rows() -> bool {
    std::env::args().any(|argument| argument == "--goals")
}
