//! The corpora of the fuzz targets, through the same code on the stable compiler, and big hostile inputs of each kind.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

#[path = "../../fuzz/bodies/authorization.rs"]
mod authorization;
#[path = "../../fuzz/bodies/encryption_xml.rs"]
mod encryption_xml;
#[path = "../../fuzz/bodies/fixture.rs"]
mod fixture;
#[path = "../../fuzz/bodies/form.rs"]
mod form;
#[path = "../../fuzz/bodies/form_policy.rs"]
mod form_policy;
#[path = "../../fuzz/bodies/hostile.rs"]
mod hostile;
#[path = "../../fuzz/bodies/policy.rs"]
mod policy;
#[path = "../../fuzz/bodies/query.rs"]
mod query;
#[path = "../../fuzz/bodies/stateful.rs"]
mod stateful;

type Target = (&'static str, fn(&[u8]));

const TARGETS: [Target; 8] = [
    ("policy", policy::run),
    ("authorization", authorization::run),
    ("query", query::run),
    ("encryption_xml", encryption_xml::run),
    ("form", form::run),
    ("form_policy", form_policy::run),
    ("fixture", fixture::run),
    ("stateful", stateful::run),
];

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name")).collect();
    names.sort();
    names
}

#[test]
fn every_seed_of_every_target_runs() {
    for (target, run) in TARGETS {
        let folder = fuzz().join("corpus").join(target);
        let seeds = names(&folder);
        assert!(seeds.len() >= 5, "{target} has {} seeds", seeds.len());
        for seed in seeds {
            let data = std::fs::read(folder.join(&seed)).expect("a seed");
            assert!(data.len() < 4 * 1024, "{target}/{seed} is no small seed");
            run(&data);
        }
    }
}

#[test]
fn every_target_is_replayed() {
    let mut known: Vec<String> = TARGETS.iter().map(|(target, _)| (*target).to_owned()).collect();
    known.sort();
    assert_eq!(names(&fuzz().join("corpus")), known);
    let files: Vec<String> = known.iter().map(|target| format!("{target}.rs")).collect();
    assert_eq!(names(&fuzz().join("fuzz_targets")), files);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_123),
        ..ProptestConfig::default()
    })]

    /// Every world that a sequence of operations makes is read back; one of its buckets has no setting as it is by default.
    #[test]
    fn every_sequence_leaves_a_world_that_is_read_back(data in prop::collection::vec(any::<u8>(), 0..400)) {
        stateful::run(&data);
    }
}

/// Else the fuzzer would start before the door.
#[test]
fn the_signatures_in_the_corpora_hold() {
    for (target, least) in [("authorization", 3), ("query", 3), ("form_policy", 2)] {
        let folder = fuzz().join("corpus").join(target);
        let seeds: Vec<String> = names(&folder).into_iter().filter(|seed| seed.ends_with("-that-holds")).collect();
        assert!(seeds.len() >= least, "{target}: {seeds:?}");
        for seed in seeds {
            let data = std::fs::read(folder.join(&seed)).expect("a seed");
            let (status, expected) = match target {
                "query" => (query::answers(&data).map(|answers| answers[0].as_u16()), 404),
                "form_policy" => (form_policy::answer(&data), 204),
                _ => (authorization::answer(&data).map(|status| status.as_u16()), 404),
            };
            assert_eq!(status, Some(expected), "{target}/{seed}");
        }
    }
}

/// Reading in quadratic time would not end here; `cargo bench --bench hostile` shows how the time grows.
#[test]
fn big_hostile_inputs_end() {
    for kind in hostile::KINDS {
        let target = TARGETS.iter().find(|(name, _)| *name == kind.target);
        let (_, run) = target.unwrap_or_else(|| panic!("{} has no target", kind.name));
        run(&(kind.input)(kind.most));
    }
}
