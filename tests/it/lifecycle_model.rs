//! Lifecycle rules against a model of plain lines that looks at every object each day: what is deleted, moved and kept is the same.

use std::collections::BTreeMap;
use std::time::Duration;

use http::Method;
use ossmock::{
    Oss,
    due::DueAction,
    settings::{LifecycleRule, StorageClass},
};
use proptest::prelude::*;
use proptest::sample::select;

use super::support::{LOGS, request, signed};

const HOUR: u64 = 3_600;
const CLASSES: [StorageClass; 5] = [
    StorageClass::Standard,
    StorageClass::InfrequentAccess,
    StorageClass::Archive,
    StorageClass::ColdArchive,
    StorageClass::DeepColdArchive,
];
/// The hours since 1970 at which a sequence begins.
const START: u64 = 495_400;

/// The parts of a rule.
#[derive(Debug, Clone)]
struct Plain {
    prefix: &'static str,
    not: Option<&'static str>,
    tag: bool,
    larger_than: Option<u64>,
    expires: Option<u32>,
    /// The class, as its place in [`CLASSES`], and the days.
    moves: Option<(usize, u32)>,
    disabled: bool,
}

/// An object of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Kept {
    written: u64,
    size: u64,
    tagged: bool,
    class: usize,
}

#[derive(Debug, Clone)]
enum Step {
    Put { key: &'static str, size: u64, tagged: bool },
    Delete(&'static str),
    Wait(u64),
    Run,
}

fn plain() -> impl Strategy<Value = Plain> {
    let moves = prop::option::of((1..5_usize, 1..5_u32));
    let limits = (prop::option::of(select(&["a/1", "a/2"][..])), any::<bool>(), prop::option::of(1..4_u64));
    (select(&["", "a/", "b"][..]), limits, prop::option::of(1..8_u32), moves, prop::bool::weighted(0.1)).prop_map(
        |(prefix, (not, tag, larger_than), expires, moves, disabled)| Plain {
            prefix,
            // An exception begins with the prefix of its rule.
            not: not.filter(|not| not.starts_with(prefix)),
            tag,
            larger_than,
            expires,
            moves,
            disabled,
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let key = || select(&["a/1", "a/2", "b", "c"][..]);
    prop_oneof![
        5 => (key(), 0..5_u64, any::<bool>()).prop_map(|(key, size, tagged)| Step::Put { key, size, tagged }),
        1 => key().prop_map(Step::Delete),
        3 => select(&[1, 5, 24, 60, 200][..]).prop_map(Step::Wait),
        3 => Just(Step::Run),
    ]
}

impl Plain {
    /// The rule; `None` if it has no action.
    fn rule(&self, number: usize) -> Option<LifecycleRule> {
        let expiration = self.expires.map(LifecycleRule::expire_after);
        let transition = self.moves.map(|(class, days)| LifecycleRule::transition_after(days, CLASSES[class]));
        let mut rule = match (transition, expiration) {
            (Some(transition), Some(expiration)) => transition.and(expiration),
            (one, other) => one.or(other)?,
        };
        rule = rule.id(&number.to_string()).prefix(self.prefix);
        rule = self.not.map_or(rule.clone(), |not| rule.not_prefix(not));
        rule = if self.tag { rule.tag("k", "v") } else { rule };
        rule = self.larger_than.map_or(rule.clone(), |bytes| rule.larger_than(bytes));
        Some(if self.disabled { rule.disabled() } else { rule })
    }

    fn is_for(&self, key: &str, object: &Kept) -> bool {
        !self.disabled
            && key.starts_with(self.prefix)
            && self.not.is_none_or(|not| !key.starts_with(not))
            && (!self.tag || object.tagged)
            && self.larger_than.is_none_or(|bytes| object.size > bytes)
    }
}

/// Carries out one run on every object.
fn run(rules: &[Plain], objects: &mut BTreeMap<&'static str, Kept>, hour: u64) {
    let is_due = |object: &Kept, days: u32| object.written + u64::from(days) * 24 <= hour;
    objects.retain(|key, object| {
        let of_it = || rules.iter().filter(|rule| rule.is_for(key, object));
        !of_it().any(|rule| rule.expires.is_some_and(|days| is_due(object, days)))
    });
    for (key, object) in objects.iter_mut() {
        if object.written > hour {
            continue;
        }
        let moves = rules.iter().filter(|rule| rule.is_for(key, object)).filter_map(|rule| rule.moves);
        let coldest = moves.filter(|(_, days)| is_due(object, *days)).map(|(class, _)| class).max();
        object.class = object.class.max(coldest.unwrap_or_default());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn runs_do_what_a_look_at_every_object_each_day_does(
        plain in prop::collection::vec(plain(), 1..4),
        steps in prop::collection::vec(step(), 1..30),
    ) {
        let oss = Oss::new();
        oss.clock().set(std::time::UNIX_EPOCH + Duration::from_secs(START * HOUR));
        let logs = oss.create_account("acme").create_bucket("logs");
        let rules: Vec<LifecycleRule> = plain.iter().enumerate().filter_map(|(n, plain)| plain.rule(n)).collect();
        prop_assume!(!rules.is_empty());
        // Sets of rules that OSS refuses, for the order of their days, are not of interest here.
        let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| logs.set_lifecycle(rules))).is_err();
        prop_assume!(!refused);
        let mut objects: BTreeMap<&'static str, Kept> = BTreeMap::new();
        let (mut now, mut done) = (START, START);
        for step in steps {
            match step {
                Step::Put { key, size, tagged } => {
                    let object = logs.put_object(key, vec![7; usize::try_from(size).expect("small")]);
                    if tagged {
                        object.set_tag("k", "v");
                    }
                    objects.insert(key, Kept { written: now, size, tagged, class: 0 });
                }
                Step::Delete(key) => {
                    if objects.remove(key).is_some() {
                        let delete = request(Method::DELETE, LOGS, &format!("/{key}"));
                        let answer = oss.handle(signed(&oss, &logs.owner().credentials(), delete));
                        prop_assert_eq!(answer.status(), 204);
                    }
                }
                Step::Wait(hours) => {
                    now += hours;
                    oss.clock().advance(Duration::from_secs(hours * HOUR));
                }
                Step::Run => {
                    let forecast = logs.lifecycle_forecast(oss.clock().now());
                    let before = objects.clone();
                    for hour in (done + 1..=now).filter(|hour| hour % 24 == 0) {
                        run(&plain, &mut objects, hour);
                    }
                    done = now;
                    let report = oss.run_due();
                    prop_assert_eq!(forecast.steps(), report.steps());
                    let expired = |key: &str| report.steps().iter().any(|step| {
                        matches!(step.action(), DueAction::Expired { .. }) && step.action().key() == Some(key)
                    });
                    for key in before.keys() {
                        prop_assert_eq!(expired(key), !objects.contains_key(key), "{}", report);
                        prop_assert_eq!(logs.object(key).exists(), objects.contains_key(key), "{}", report);
                    }
                    for (key, kept) in &objects {
                        prop_assert_eq!(logs.object(key).storage_class(), CLASSES[kept.class], "{}: {}", key, report);
                    }
                }
            }
        }
    }
}
