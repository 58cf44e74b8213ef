//! Moments of a fake: its world and the course of its clock, to be kept and restored.

use jiff::{SignedDuration, Timestamp};

use super::Oss;
use super::timeline::Time;
use crate::world::World;

/// The world and the course of the clock at one moment.
#[derive(Debug, Clone)]
pub(crate) struct KeptMoment {
    pub world: World,
    time: Time,
}

impl KeptMoment {
    /// Writes the course of the clock: `stopped at 2026-11-23T16:05:59Z`, or `ahead by PT1H` of the machine's clock.
    pub fn course(&self) -> String {
        match self.time {
            Time::Running { ahead } => format!("{AHEAD}{ahead}"),
            Time::Frozen(at) => format!("{STOPPED}{at}"),
        }
    }
}

const AHEAD: &str = "ahead by ";
const STOPPED: &str = "stopped at ";

fn read_course(text: &str) -> Option<Time> {
    if let Some(ahead) = text.strip_prefix(AHEAD) {
        return Some(Time::Running { ahead: ahead.parse::<SignedDuration>().ok()? });
    }
    Some(Time::Frozen(text.strip_prefix(STOPPED)?.parse::<Timestamp>().ok()?))
}

impl Oss {
    /// Returns the present moment; cheap, as nothing is copied until it changes.
    pub(crate) fn moment(&self) -> KeptMoment {
        let state = self.lock();
        KeptMoment { world: state.world.clone(), time: state.clock.current() }
    }

    /// Returns `true` if nothing has changed since a moment that was held meanwhile.
    pub(crate) fn is_at(&self, moment: &KeptMoment) -> bool {
        let state = self.lock();
        state.clock.current() == moment.time && state.world.is_as_at(&moment.world)
    }

    /// Sets the course of the clock from its text. Returns `false` if it is none.
    pub(crate) fn set_course(&self, text: &str) -> bool {
        let course = read_course(text);
        if let Some(time) = course {
            self.lock().clock.move_to(time);
        }
        course.is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_course_is_read_back() {
        let (oss, other) = (Oss::new(), Oss::new());
        let check = |expected: &str| {
            assert_eq!(oss.moment().course(), expected);
            assert!(other.set_course(expected));
            assert_eq!(other.moment().time, oss.moment().time);
        };
        check("ahead by PT0S");
        oss.clock().advance(Duration::from_millis(5_400_001));
        check("ahead by PT1H30M0.001S");
        oss.clock().set_utc("2026-11-23T16:05:59Z");
        check("stopped at 2026-11-23T16:05:59Z");
        for wrong in ["", "ahead by", "ahead by 1", "stopped at PT0S"] {
            assert!(!other.set_course(wrong), "{wrong}");
        }
    }
}
