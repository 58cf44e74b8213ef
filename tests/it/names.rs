//! The names of the crate: few at its root, and one type for each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The public enums that a test may match without a `_`, and the structs that it may write as literals. All others with
/// public variants or fields are `non_exhaustive`: OSS, or what is known of it, may add to them.
const EXHAUSTIVE: [(&str, &str); 9] = [
    ("Decision", "allowed or denied, and there can be no more"),
    ("Denial", "implicit or explicit, and there can be no more"),
    ("policy::Effect", "Allow or Deny, and there can be no more"),
    ("honesty::Provenance", "a reader must tell the four apart, and there can be no more"),
    ("Credentials", "a test writes it as a literal"),
    ("account::SessionCredentials", "a test writes it as a literal"),
    ("settings::CipherSuites", "a test writes it as a literal"),
    ("settings::HttpsConfig", "a test writes it as a literal"),
    ("Peer", "a test writes it as a literal"),
];

/// The most names at the root: a reader should take them in at one look.
const AT_THE_ROOT: usize = 30;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|it| it == "rs") {
            found.push(entry);
        }
    }
}

/// The type that a line declares outside of other items.
fn declared(line: &str) -> Option<&str> {
    let item = line.strip_prefix("pub").map_or(line, |rest| {
        rest.strip_prefix('(').and_then(|rest| rest.split_once(") ")).map_or(rest.trim_start(), |(_, item)| item)
    });
    let (kind, rest) = item.split_once(' ')?;
    ["struct", "enum", "trait", "type", "union"].contains(&kind).then(|| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

/// The types of a crate that share their name with another, with their files. Operations stand apart: `bucket_acl::Put` is
/// always written with its module.
fn ambiguous(folder: &str) -> BTreeMap<String, BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a source");
        let place = file.strip_prefix(&root).expect("below the root").display().to_string();
        let is_operation = |name: &str| {
            place.starts_with("op/")
                && ["Operate", "Removal", "View"].iter().any(|it| text.contains(&format!("{it} for {name} {{")))
        };
        for name in text.lines().filter_map(declared).filter(|name| !is_operation(name)) {
            names.entry(name.to_owned()).or_default().insert(place.clone());
        }
    }
    assert!(names.len() > 20, "{} types were found in {folder}", names.len());
    names.retain(|_, places| places.len() > 1);
    names
}

#[test]
fn a_name_is_the_name_of_one_type() {
    assert_eq!(declared("pub(in crate::world) enum Kept {"), Some("Kept"));
    assert_eq!((declared("struct One(u8);"), declared("    type Input = ();")), (Some("One"), None));
    for folder in ["src", "cli/src"] {
        let ambiguous = ambiguous(folder);
        assert!(ambiguous.is_empty(), "give each type of {folder} a name of its own: {ambiguous:#?}");
    }
}

#[test]
fn the_root_has_few_names() {
    let lib = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).expect("lib.rs");
    let uses = lib.split("\npub use ").skip(1).map(|rest| rest.split(';').next().unwrap_or_default());
    let names: Vec<&str> = uses
        .flat_map(|list| list.split(['{', '}', ',']).map(str::trim).filter(|it| !it.is_empty() && !it.ends_with("::")))
        .map(|path| path.rsplit("::").next().unwrap_or(path))
        .filter(|name| *name != "EXAMPLE_WORLD") // hidden, for the command
        .collect();
    assert!(names.contains(&"Oss") && names.contains(&"call") && names.contains(&"bytes"), "{names:?}");
    assert!(names.len() <= AT_THE_ROOT, "{} names are at the root: put some into modules: {names:?}", names.len());
}

/// The enums of the public surface, and the structs with public fields, each with `true` if it is `non_exhaustive`.
fn open_to_matching() -> BTreeMap<String, bool> {
    let api = include_str!("../api.txt");
    let lines: Vec<(&str, &str)> = api.lines().filter_map(|line| line.split_once(": ")).collect();
    let with_fields: BTreeSet<&str> = lines
        .iter()
        .filter(|(_, what)| what.starts_with("field "))
        .filter_map(|(path, _)| path.rsplit_once("::").map(|(owner, _)| owner))
        .collect();
    let types = lines.iter().filter_map(|(path, what)| {
        let open = what.strip_prefix("#[non_exhaustive] ");
        let what = open.unwrap_or(what);
        let listed = what.starts_with("enum") || what.starts_with("struct") && with_fields.contains(path);
        listed.then(|| (path.trim_start_matches("ossmock::").to_owned(), open.is_some()))
    });
    types.collect()
}

#[test]
fn what_may_grow_is_non_exhaustive() {
    let types = open_to_matching();
    assert!(types.len() > 40 && types["Cause"] && types["policy::Explanation"], "{types:#?}");
    let exhaustive: BTreeSet<&str> = types.iter().filter(|(_, open)| !**open).map(|(name, _)| &**name).collect();
    let listed: BTreeSet<&str> = EXHAUSTIVE.iter().map(|(name, _)| *name).collect();
    assert_eq!(exhaustive, listed, "make it `non_exhaustive`, or list it here and in ARCHITECTURE.md with its reason");
    let architecture = include_str!("../../ARCHITECTURE.md");
    let shown = |name: &&str| architecture.contains(&format!("`{}`", name.rsplit("::").next().unwrap_or(name)));
    assert!(listed.iter().all(shown), "a type of the list is not in ARCHITECTURE.md");
}
