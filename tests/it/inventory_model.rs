//! Inventories after any steps: each midnight that passed has had one list, with the objects of a plain model.

use std::collections::BTreeMap;
use std::time::Duration;

use http::Method;
use ossmock::due::DueAction;
use ossmock::inventory::InventoryField;
use ossmock::{EncryptionRule, Oss};
use proptest::prelude::*;

use super::inventory::{Scene, inventory};
use super::support::{LOGS, request, signed};

/// A step of the model: the ways in which a bucket and its inventory change.
#[derive(Debug, Clone)]
enum Step {
    Put(u8, bool),
    Delete(u8),
    Rule(bool),
    Advance(u16),
    Run,
    Restore,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..6_u8, any::<bool>()).prop_map(|(key, large)| Step::Put(key, large)),
        1 => (0..6_u8).prop_map(Step::Delete),
        1 => any::<bool>().prop_map(Step::Rule),
        3 => (1..60_u16).prop_map(Step::Advance),
        3 => Just(Step::Run),
        1 => Just(Step::Restore),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// After any steps, each midnight that passed has had one list, and the newest one has the objects of a plain model.
    #[test]
    fn any_steps_give_a_list_for_each_midnight_and_the_objects_of_a_model(steps in prop::collection::vec(step(), 1..40)) {
        let mut scene = Scene::new();
        scene.logs.add_inventory(inventory().fields(&[InventoryField::Size, InventoryField::EncryptionStatus]));
        let hours = Duration::from_secs(3_600);
        // The key, its size, whether it is encrypted, and the hour of its writing.
        let mut model: BTreeMap<String, (usize, bool, u64)> = BTreeMap::new();
        // The clock starts at 16:05:59, 16 hours after midnight.
        let (mut hour, mut encrypted, mut listed_days, mut written) = (16_u64, false, 0_u64, 0_usize);
        for step in steps {
            match step {
                Step::Put(key, large) => {
                    let body = "x".repeat(if large { 100 } else { 1 });
                    scene.logs.put_object(&format!("k{key}"), body.clone());
                    model.insert(format!("k{key}"), (body.len(), encrypted, hour));
                }
                Step::Delete(key) => {
                    let delete = request(Method::DELETE, LOGS, &format!("/k{key}"));
                    let _ = scene.oss.handle(signed(&scene.oss, &scene.acme.credentials(), delete));
                    model.remove(&format!("k{key}"));
                }
                Step::Rule(on) => {
                    encrypted = on;
                    scene.logs.set_encryption(on.then_some(EncryptionRule::Aes256));
                }
                Step::Advance(by) => {
                    hour += u64::from(by);
                    scene.oss.clock().advance(hours * u32::from(by));
                }
                Step::Run => {
                    let report = scene.oss.run_due();
                    let days = hour / 24;
                    prop_assert_eq!(report.steps().len() as u64, days - listed_days, "{}", report);
                    let listed = |day: u64| model.iter().filter(move |(_, (.., at))| *at < day * 24).map(|(key, (size, is, _))| {
                        let is = if *is { "True" } else { "False" };
                        vec!["logs".to_owned(), key.clone(), size.to_string(), is.to_owned()]
                    }).collect::<Vec<_>>();
                    for (day, step) in (listed_days + 1..=days).zip(report.steps()) {
                        match step.action() {
                            DueAction::InventoryWritten { rows, .. } => {
                                prop_assert_eq!(*rows, listed(day).len());
                                written += 1;
                            }
                            other => prop_assert!(listed(day).is_empty(), "{:?}", other),
                        }
                    }
                    if days > listed_days && !listed(days).is_empty() {
                        prop_assert_eq!(scene.rows(), listed(days));
                    }
                    listed_days = days;
                    prop_assert_eq!(scene.keys().len(), written * 3);
                }
                Step::Restore => {
                    let now = scene.oss.clock().now();
                    let oss = Oss::builder().world_toml(&scene.oss.world_toml()).expect("what was written").build();
                    oss.clock().set(now);
                    let acme = oss.account("acme").expect("the account");
                    let bucket = |name| oss.bucket(name).expect("the bucket");
                    let (logs, lists) = (bucket("logs"), bucket("lists"));
                    let lister = acme.role("lister").expect("the role");
                    scene = Scene { oss, acme, logs, lists, lister };
                }
            }
        }
    }
}
