//! `docs/behaviours.md` says what ossmock does, how well founded it is and what shows it: it is made here, and must be current.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use ossmock::fixture::{self, Case};
use ossmock::{Assumption, Cause, Level, Operation, Profile, Provenance, Record};
use serde::Deserialize;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// A case, as the page needs it.
struct Shown {
    /// The resource it is about.
    folder: String,
    name: String,
    case: Case,
    /// The errors it shows, and what else it rests on that no source says.
    causes: BTreeSet<Cause>,
    assumptions: BTreeSet<Assumption>,
    operations: BTreeSet<Operation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Conflicts {
    conflict: Vec<Conflict>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Conflict {
    area: String,
    topic: String,
    one: String,
    other: String,
    ossmock: String,
    tag: String,
    shown: Vec<String>,
}

/// Every case, replayed.
fn cases() -> Vec<Shown> {
    let folder = root().join("fixtures");
    let files = fixture::files(&folder).expect("the cases can be listed");
    let read = |file: PathBuf| {
        let text = std::fs::read_to_string(&file).expect("a case can be read");
        let case = Case::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let oss = case.oss().expect("a world");
        case.replay_on(&oss, |request| oss.handle(request)).expect("it runs");
        let journal = oss.journal();
        let place = file.strip_prefix(&folder).expect("in its folder").with_extension("");
        let mut parts = place.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
        Shown {
            folder: parts.next().expect("a folder"),
            name: parts.next().expect("a name"),
            causes: journal.iter().filter_map(Record::cause).collect(),
            assumptions: journal.iter().flat_map(|record| record.assumptions().collect::<Vec<_>>()).collect(),
            operations: journal
                .iter()
                .filter(|record| record.status().is_some_and(|status| status < 300))
                .filter_map(Record::operation)
                .collect(),
            case,
        }
    };
    files.into_iter().map(read).collect()
}

fn conflicts() -> Vec<Conflict> {
    let text = std::fs::read_to_string(root().join("fixtures/conflicts.toml")).expect("conflicts.toml");
    toml::from_str::<Conflicts>(&text).expect("conflicts.toml reads").conflict
}

const PROVENANCES: [Provenance; 3] = [Provenance::Documented, Provenance::Observed, Provenance::Assumed];

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('\n', " ")
}

/// `the-owner-sets-aes256` as a sentence, which leads to the file.
fn link(folder: &str, name: &str) -> String {
    format!("[{}](../fixtures/{folder}/{name}.http)", name.replace('-', " "))
}

/// Those that are about least else, and how many more there are.
fn links<'a>(cases: impl Iterator<Item = &'a Shown>) -> String {
    let mut all: Vec<&Shown> = cases.collect();
    all.sort_by_key(|shown| shown.causes.len() + shown.operations.len());
    let some: Vec<String> = all.iter().take(3).map(|shown| link(&shown.folder, &shown.name)).collect();
    let more = all.len().saturating_sub(3);
    if more == 0 { some.join("; ") } else { format!("{}; and {more} more", some.join("; ")) }
}

/// How many of each provenance there are, as the cells of a row.
fn counts(provenances: impl Iterator<Item = Provenance>) -> String {
    let mut count = BTreeMap::new();
    provenances.for_each(|provenance| *count.entry(provenance).or_insert(0) += 1);
    let cells = PROVENANCES.map(|provenance| count.get(&provenance).copied().unwrap_or(0).to_string());
    cells.join(" | ")
}

fn page() -> String {
    let (cases, conflicts) = (cases(), conflicts());
    let folders: BTreeSet<&str> = cases.iter().map(|shown| &*shown.folder).collect();
    let mut page = String::from(
        "# What ossmock does, and how one knows\n\n\
         `just behaviours` writes this page from the table of errors, the assumptions, the routing table, the cases and\n\
         `fixtures/conflicts.toml`. *Documented* means that a page of the vendor says so, *observed* that a live test of a vendor's\n\
         SDK asserts it or a captured answer shows it, *assumed* that nothing public settles it.\n\n",
    );
    page += "- [Counts](#counts)\n- [Where sources disagree](#where-sources-disagree)\n- [Assumptions](#assumptions)\n\
             - [Errors](#errors)\n- [Operations](#operations)\n- Cases:";
    for folder in &folders {
        let _ = write!(page, " [{folder}](#cases-{folder})");
    }
    page += "\n\n## Counts\n\n| | documented | observed | assumed |\n|---|---|---|---|\n";
    let _ = writeln!(page, "| errors | {} |", counts(Cause::ALL.iter().map(|cause| cause.provenance())));
    let _ = writeln!(page, "| cases | {} |", counts(cases.iter().map(|shown| shown.case.provenance())));
    for folder in &folders {
        let of_folder = cases.iter().filter(|shown| shown.folder == *folder);
        let _ = writeln!(page, "| — {folder} | {} |", counts(of_folder.map(|shown| shown.case.provenance())));
    }
    add_conflicts(&mut page, &conflicts);
    add_assumptions(&mut page, &cases);
    add_errors(&mut page, &cases);
    add_operations(&mut page, &cases);
    for folder in folders {
        let _ = writeln!(page, "\n## Cases: {folder}\n\n| case | provenance | source |\n|---|---|---|");
        for shown in cases.iter().filter(|shown| shown.folder == folder) {
            let Shown { folder, name, case, .. } = shown;
            let _ = writeln!(page, "| {} | {} | {} |", link(folder, name), case.provenance(), cell(case.source()));
        }
    }
    page
}

fn add_conflicts(page: &mut String, conflicts: &[Conflict]) {
    *page += "\n## Where sources disagree\n\nOr say nothing. Each line says what ossmock does, and what shows it.\n";
    let mut area = "";
    for conflict in conflicts {
        if conflict.area != area {
            area = &conflict.area;
            let _ = writeln!(
                page,
                "\n### {area}\n\n| topic | one | another | ossmock | | shown by |\n|---|---|---|---|---|---|"
            );
        }
        let shown = conflict.shown.iter().map(|shown| match (shown.split_once(": "), shown.split_once('/')) {
            (Some((file, test)), _) => format!("[`{test}`](../{file})"),
            (None, Some((folder, name))) => link(folder, name),
            (None, None) => panic!("`{shown}` is no case and no test"),
        });
        let shown: Vec<String> = shown.collect();
        let Conflict { topic, one, other, ossmock, tag, .. } = conflict;
        let [topic, one, other, ossmock] = [topic, one, other, ossmock].map(|text| cell(text));
        let _ = writeln!(page, "| {topic} | {one} | {other} | {ossmock} | {tag} | {} |", shown.join("; "));
    }
}

fn add_assumptions(page: &mut String, cases: &[Shown]) {
    *page += "\n## Assumptions\n\nWhat answers rest on that no source says and that is no error: `Oss::honesty_report` tells which of them a run leaned\n\
              on, `Builder::deny_assumed` forbids them.\n\n| assumption | what is taken for true | inferred from | shown by |\n|---|---|---|---|\n";
    for assumption in Assumption::ALL {
        let shown = links(cases.iter().filter(|shown| shown.assumptions.contains(assumption)));
        let (claim, source) = (cell(assumption.claim()), cell(assumption.source()));
        let _ = writeln!(page, "| `{assumption}` | {claim} | {source} | {shown} |");
    }
}

fn add_errors(page: &mut String, cases: &[Shown]) {
    *page += "\n## Errors\n\nThe message is that of the profile `Documented`. ECs may change at any time, says the vendor.\n\n\
              | cause | status and code | message | EC | provenance | source | shown by |\n|---|---|---|---|---|---|---|\n";
    for cause in Cause::ALL {
        let shown = links(cases.iter().filter(|shown| shown.causes.contains(cause)));
        let (status, code, message) = (cause.status(), cause.code(), cell(cause.message(Profile::Documented)));
        let (ec, provenance, source) = (cause.ec().unwrap_or("–"), cause.provenance(), cell(cause.source()));
        let shown = if shown.is_empty() {
            "a test: see `causes_without_case` in `fixtures/rows.toml`".to_owned()
        } else {
            shown
        };
        let _ =
            writeln!(page, "| `{cause}` | {status} {code} | {message} | {ec} | {provenance} | {source} | {shown} |");
    }
}

fn add_operations(page: &mut String, cases: &[Shown]) {
    let emulated = Operation::ALL.iter().filter(|operation| operation.is_emulated()).count();
    let _ = write!(
        page,
        "\n## Operations\n\nossmock has a name for {} operations and does {emulated}; the others answer `501 NotEmulated`, which OSS never sends.\n\n\
         | operation | works on | action | succeeds in |\n|---|---|---|---|\n",
        Operation::ALL.len()
    );
    for operation in Operation::ALL.iter().filter(|operation| operation.is_emulated()) {
        let shown = links(cases.iter().filter(|shown| shown.operations.contains(operation)));
        let level = level(*operation);
        let _ = writeln!(page, "| {operation} | {level} | `{}` | {shown} |", operation.action());
    }
    let names = |level_of: &str| {
        let absent = Operation::ALL.iter().filter(|it| !it.is_emulated() && level(**it) == level_of);
        absent.map(|operation| operation.name()).collect::<Vec<_>>().join(", ")
    };
    for level in ["service", "bucket", "object"] {
        let _ = writeln!(page, "\nNot emulated, of the {level}: {}.", names(level));
    }
}

const fn level(operation: Operation) -> &'static str {
    match operation.level() {
        Level::Service => "service",
        Level::Bucket => "bucket",
        Level::Object => "object",
    }
}

#[test]
fn the_page_of_behaviours_is_current() {
    let file = root().join("docs/behaviours.md");
    let page = page();
    if std::env::var_os("BLESS").is_some_and(|bless| bless == "1") {
        std::fs::write(&file, page).expect("the page can be written");
        return;
    }
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = there.lines().zip(page.lines()).position(|(there, today)| there != today);
    let line = differs.unwrap_or(there.lines().count().min(page.lines().count()));
    assert!(there == page, "docs/behaviours.md is old from line {}: `just behaviours` writes it anew", line + 1);
}

#[test]
fn what_shows_a_conflict_is_there() {
    for Conflict { topic, tag, shown, .. } in conflicts() {
        assert!(
            PROVENANCES.iter().any(|provenance| provenance.as_str() == tag),
            "`{tag}` of `{topic}` is no provenance"
        );
        assert!(!shown.is_empty(), "nothing shows `{topic}`");
        for shown in shown {
            let there = match shown.split_once(": ") {
                Some((file, test)) => {
                    let code = std::fs::read_to_string(root().join(file)).unwrap_or_default();
                    code.contains(&format!("fn {test}("))
                }
                None => root().join("fixtures").join(format!("{shown}.http")).exists(),
            };
            assert!(there, "`{topic}` is shown by `{shown}`, which is not there");
        }
    }
}
