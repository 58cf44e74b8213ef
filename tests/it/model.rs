//! Random sequences of requests against a model of some hundred plain lines: what is answered is the same at every step,
//! and the world they end in is written and read.
//!
//! The same sequences on every machine; `PROPTEST_CASES=20000 cargo test --test it model` tries more of them. A failure
//! shows the shortest sequence that was found, and what each step of it was answered.

mod fake;
mod reference;

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;

use fake::Fake;
use reference::Reference;

/// A step that is sent to both, the fake and the reference.
#[derive(Debug, Clone)]
pub enum Step {
    Versioning {
        enabled: bool,
    },
    Rule(Option<Encryption>),
    Key {
        enabled: bool,
    },
    Put {
        key: Key,
        body: Text,
        encryption: Option<Encryption>,
        forbid_overwrite: bool,
    },
    Get {
        key: Key,
        version: Which,
    },
    Head {
        key: Key,
        version: Which,
    },
    Delete {
        key: Key,
        version: Which,
    },
    DeleteSeveral(Vec<(Key, Which)>),
    Copy {
        from: Key,
        version: Which,
        to: Key,
        encryption: Option<Encryption>,
        forbid_overwrite: bool,
    },
    Append {
        key: Key,
        at: At,
        body: Text,
        encryption: Option<Encryption>,
    },
    Begin {
        key: Key,
        encryption: Option<Encryption>,
    },
    Part {
        upload: usize,
        number: u16,
        long: bool,
        byte: u8,
    },
    /// A part that is copied: all of the source, or from the first byte to the last.
    PartFrom {
        upload: usize,
        number: u16,
        from: Key,
        version: Which,
        range: Option<(usize, usize)>,
    },
    Complete {
        upload: usize,
        listed: Listed,
    },
    Abort {
        upload: usize,
    },
    PutAcl {
        key: Key,
        version: Which,
        private: bool,
    },
    GetAcl {
        key: Key,
        version: Which,
    },
    PutTags {
        key: Key,
        version: Which,
        tag: Option<Text>,
    },
    GetTags {
        key: Key,
        version: Which,
    },
    List {
        second: bool,
        of: Listing,
        after: Text,
    },
    ListVersions(Listing),
    /// Turns access logging on, or off.
    Logging(bool),
    /// The clock goes on by an hour, and what is due is done.
    Hour,
    Worm(Worm),
    Wait {
        hours: u64,
    },
}

/// A step of the retention policy.
#[derive(Debug, Clone, Copy)]
pub enum Worm {
    Initiate(u32),
    Abort,
    /// With the id of the policy, or another one.
    Complete(bool),
    Extend(u32),
    Get,
}

pub type Key = &'static str;
pub type Text = &'static str;

/// A version of a key.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    Newest,
    Null,
    /// One of those that were told so far, of whatever key; `null` if there were none.
    Told(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    Aes256,
    /// With a key of the owner's own, or the default one; the data perhaps by SM4.
    Kms {
        own_key: bool,
        sm4: bool,
    },
}

/// The position to append at.
#[derive(Debug, Clone, Copy)]
pub enum At {
    End,
    Start,
}

/// The parts that a completion lists.
#[derive(Debug, Clone, Copy)]
pub enum Listed {
    All,
    First,
    /// All, and one that is not there.
    OneMore,
}

#[derive(Debug, Clone, Copy)]
pub struct Listing {
    pub prefix: Text,
    pub delimiter: Text,
    pub limit: usize,
}

/// The answer of the fake or of the reference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// The code of an error; empty for none.
    pub code: String,
    /// Headers, as `name: value`, in the order of their names.
    pub headers: Vec<String>,
    /// The body: as it is, or what XML says, a line for each group of elements.
    pub body: Vec<String>,
}

const KEYS: &[Key] = &["a", "b", "b/1", "b/2", "é/日"];

fn key() -> impl Strategy<Value = Key> {
    select(KEYS)
}

fn text() -> impl Strategy<Value = Text> {
    select(&["", "one", "two", "three"][..])
}

fn which() -> impl Strategy<Value = Which> {
    prop_oneof![3 => Just(Which::Newest), 1 => Just(Which::Null), 2 => (0..8_usize).prop_map(Which::Told)]
}

fn encryption() -> impl Strategy<Value = Encryption> {
    let kms = |(own_key, sm4)| Encryption::Kms { own_key, sm4 };
    prop_oneof![Just(Encryption::Aes256), any::<(bool, bool)>().prop_map(kms)]
}

fn wanted() -> impl Strategy<Value = Option<Encryption>> {
    prop_oneof![2 => Just(None), 1 => encryption().prop_map(Some)]
}

fn listing() -> impl Strategy<Value = Listing> {
    let all = (select(&["", "", "b", "b/", "é"][..]), select(&["", "/"][..]), 1..4_usize);
    all.prop_map(|(prefix, delimiter, limit)| Listing { prefix, delimiter, limit })
}

fn worm() -> impl Strategy<Value = Worm> {
    prop_oneof![
        3 => (0..3_u32).prop_map(Worm::Initiate),
        1 => Just(Worm::Abort),
        3 => prop::bool::weighted(0.8).prop_map(Worm::Complete),
        1 => (1..4_u32).prop_map(Worm::Extend),
        1 => Just(Worm::Get),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let listed = select(&[Listed::All, Listed::All, Listed::First, Listed::OneMore][..]);
    let at = select(&[At::End, At::End, At::Start][..]);
    let after = select(&["", "", "a", "b/", "b/1", "c"][..]);
    prop_oneof![
        3 => any::<bool>().prop_map(|enabled| Step::Versioning { enabled }),
        2 => wanted().prop_map(Step::Rule),
        1 => any::<bool>().prop_map(|enabled| Step::Key { enabled }),
        8 => (key(), text(), wanted(), any::<bool>()).prop_map(|(key, body, encryption, forbid_overwrite)| {
            Step::Put { key, body, encryption, forbid_overwrite }
        }),
        4 => (key(), which()).prop_map(|(key, version)| Step::Get { key, version }),
        2 => (key(), which()).prop_map(|(key, version)| Step::Head { key, version }),
        5 => (key(), which()).prop_map(|(key, version)| Step::Delete { key, version }),
        1 => prop::collection::vec((key(), which()), 1..4).prop_map(Step::DeleteSeveral),
        3 => (key(), which(), key(), wanted(), any::<bool>()).prop_map(|(from, version, to, encryption, forbid_overwrite)| {
            Step::Copy { from, version, to, encryption, forbid_overwrite }
        }),
        3 => (key(), at, text(), wanted()).prop_map(|(key, at, body, encryption)| Step::Append { key, at, body, encryption }),
        2 => (key(), wanted()).prop_map(|(key, encryption)| Step::Begin { key, encryption }),
        3 => (0..3_usize, 1..4_u16, any::<bool>(), b'a'..b'd').prop_map(|(upload, number, long, byte)| {
            Step::Part { upload, number, long, byte }
        }),
        2 => (0..3_usize, 1..4_u16, key(), which(), prop::option::of((0..3_usize, 0..5_usize))).prop_map(
            |(upload, number, from, version, range)| Step::PartFrom { upload, number, from, version, range },
        ),
        2 => (0..3_usize, listed).prop_map(|(upload, listed)| Step::Complete { upload, listed }),
        1 => (0..3_usize).prop_map(|upload| Step::Abort { upload }),
        1 => (key(), which(), any::<bool>()).prop_map(|(key, version, private)| Step::PutAcl { key, version, private }),
        1 => (key(), which()).prop_map(|(key, version)| Step::GetAcl { key, version }),
        1 => (key(), which(), prop::option::of(text())).prop_map(|(key, version, tag)| Step::PutTags { key, version, tag }),
        1 => (key(), which()).prop_map(|(key, version)| Step::GetTags { key, version }),
        3 => (any::<bool>(), listing(), after).prop_map(|(second, of, after)| Step::List { second, of, after }),
        3 => listing().prop_map(Step::ListVersions),
        3 => prop::bool::weighted(0.8).prop_map(Step::Logging),
        2 => Just(Step::Hour),
        4 => worm().prop_map(Step::Worm),
        2 => select(&[1, 12, 24, 48][..]).prop_map(|hours| Step::Wait { hours }),
    ]
}

fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig {
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_123),
        max_shrink_iters: 20_000,
        ..usual
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_answer_is_that_of_the_model(steps in prop::collection::vec(step(), 1..40)) {
        let (mut fake, mut reference, mut told) = (Fake::new(), Reference::default(), String::new());
        for (number, step) in (1..).zip(&steps) {
            let protected = fake.protected();
            let (found, expected) = (fake.answer(step), reference.answer(step));
            let there = fake.kept();
            let vanished: Vec<_> = protected.iter().filter(|version| !there.contains(version)).collect();
            prop_assert!(vanished.is_empty(), "{step:?} took the protected {vanished:?}, after:{told}");
            let Answer { status, code, headers, .. } = &found;
            let _ = write!(told, "\n{number}. {step:?}\n   {status} {code} {headers:?}");
            prop_assert_eq!(found, expected, "what was answered before and here:{}", told);
        }
        let (written, lost) = fake.lost_in_a_file();
        prop_assert!(lost.is_none(), "{}\nin this file:\n{}\nafter:{}", lost.unwrap_or_default(), written, told);
    }
}
