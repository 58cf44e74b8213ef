//! `docs/behaviours.md` and the pages in `docs/behaviours/` say what ossmock does, how well founded it is and what shows it. They
//! are generated here and must be current.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use ossmock::fixture::{self, Case};
use ossmock::{
    Cause, Operation, Profile, Record,
    honesty::{Assumption, Provenance},
    policy::ResourceKind,
};
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

/// The bound of a page, in bytes.
const MAX_PAGE: usize = 60_000;

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('\n', " ")
}

/// `the-owner-sets-aes256` as a sentence, which leads to the file.
fn link(folder: &str, name: &str) -> String {
    format!("[{}](../../fixtures/{folder}/{name}.http)", name.replace('-', " "))
}

/// Those that are about least else, and how many more there are.
fn links<'a>(cases: impl Iterator<Item = &'a Shown>) -> String {
    let mut all: Vec<&Shown> = cases.collect();
    all.sort_by_key(|shown| shown.causes.len() + shown.operations.len());
    let some: Vec<String> = all.iter().take(3).map(|shown| link(&shown.folder, &shown.name)).collect();
    let more = all.len().saturating_sub(3);
    if more == 0 { some.join("; ") } else { format!("{}; and {more} more", some.join("; ")) }
}

/// The number of each provenance, as the cells of a row.
fn counts(provenances: impl Iterator<Item = Provenance>) -> String {
    let mut count = BTreeMap::new();
    provenances.for_each(|provenance| *count.entry(provenance).or_insert(0) += 1);
    Provenance::ALL.map(|provenance| count.get(&provenance).copied().unwrap_or(0).to_string()).join(" | ")
}

/// The provenance of one column of all rows that have it.
fn column(name: &'static str) -> impl Iterator<Item = Provenance> {
    let of = move |cause: &Cause| cause.columns().iter().find(|(column, _)| *column == name);
    Cause::ALL.iter().filter_map(of).map(|(_, provenance)| provenance)
}

/// The areas of the table of errors, in its order.
fn areas() -> Vec<&'static str> {
    let mut areas: Vec<&str> = Cause::ALL.iter().map(|cause| cause.area()).collect();
    areas.dedup();
    areas
}

/// Every page, by its path below `docs/`.
fn pages() -> BTreeMap<String, String> {
    let (cases, conflicts) = (cases(), conflicts());
    let folders: BTreeSet<&str> = cases.iter().map(|shown| &*shown.folder).collect();
    let mut pages = BTreeMap::from([("behaviours.md".to_owned(), index(&cases, &folders))]);
    let mut add = |name: &str, page| {
        pages.insert(format!("behaviours/{name}.md"), page);
    };
    add("conflicts", conflicts_page(&conflicts));
    add("assumptions", assumptions_page(&cases));
    add("operations", operations_page(&cases));
    for area in areas() {
        add(&format!("errors-{area}"), errors_page(area, &cases));
    }
    for folder in folders {
        add(&format!("cases-{folder}"), cases_page(folder, &cases));
    }
    pages
}

fn index(cases: &[Shown], folders: &BTreeSet<&str>) -> String {
    let mut page = String::from(
        "# What ossmock does, and its sources\n\n\
         `just behaviours` writes this page and those in `behaviours/` from the table of errors, the assumptions, the routing table,\n\
         the cases and `fixtures/conflicts.toml`. *Documented* means that a page of the vendor says so, *observed* that a live test of\n\
         a vendor's SDK asserts it or a captured answer shows it, *assumed* that nothing public settles it, *own* that it is ossmock's\n\
         own answer and makes no claim about OSS.\n\n\
         - [Where sources disagree](behaviours/conflicts.md)\n- [Assumptions](behaviours/assumptions.md)\n\
         - [Operations](behaviours/operations.md)\n- Errors:",
    );
    for area in areas() {
        let _ = write!(page, " [{area}](behaviours/errors-{area}.md)");
    }
    page += "\n- Cases:";
    for folder in folders {
        let _ = write!(page, " [{folder}](behaviours/cases-{folder}.md)");
    }
    page += "\n\n## Counts\n\nAn error has a provenance for each column. That of the row is the weaker one of status and code, which a program can\n\
             depend on; `Builder::deny_assumed` fails on these, and lets an assumed message or EC pass.\n\n\
             | | documented | observed | assumed | own |\n|---|---|---|---|---|\n";
    let _ = writeln!(page, "| errors | {} |", counts(Cause::ALL.iter().map(|cause| cause.provenance())));
    for name in ["status", "code", "message", "EC"] {
        let _ = writeln!(page, "| — their {name} | {} |", counts(column(name)));
    }
    let _ = writeln!(page, "| cases | {} |", counts(cases.iter().map(|shown| shown.case.provenance())));
    for folder in folders {
        let of_folder = cases.iter().filter(|shown| shown.folder == *folder);
        let _ = writeln!(page, "| — {folder} | {} |", counts(of_folder.map(|shown| shown.case.provenance())));
    }
    let partly = Cause::ALL.iter().filter(|cause| cause.columns().iter().any(|(_, it)| it == Provenance::Assumed));
    let _ = writeln!(page, "\nOf {} errors, {} have some column that is assumed.", Cause::ALL.len(), partly.count());
    page
}

fn cases_page(folder: &str, cases: &[Shown]) -> String {
    let mut page = format!("# Cases: {folder}\n\n| case | provenance | source |\n|---|---|---|\n");
    for Shown { folder, name, case, .. } in cases.iter().filter(|shown| shown.folder == folder) {
        let _ = writeln!(page, "| {} | {} | {} |", link(folder, name), case.provenance(), cell(case.source()));
    }
    page
}

fn conflicts_page(conflicts: &[Conflict]) -> String {
    let mut page = String::from(
        "# Where sources disagree\n\nOr say nothing. Each line says what ossmock does, and what shows it.\n",
    );
    let mut area = "";
    for conflict in conflicts {
        if conflict.area != area {
            area = &conflict.area;
            let _ = writeln!(
                page,
                "\n## {area}\n\n| topic | one | another | ossmock | | shown by |\n|---|---|---|---|---|---|"
            );
        }
        let shown = conflict.shown.iter().map(|shown| match (shown.split_once(": "), shown.split_once('/')) {
            (Some((file, test)), _) => format!("[`{test}`](../../{file})"),
            (None, Some((folder, name))) => link(folder, name),
            (None, None) => panic!("`{shown}` is no case and no test"),
        });
        let shown: Vec<String> = shown.collect();
        let Conflict { topic, one, other, ossmock, tag, .. } = conflict;
        let [topic, one, other, ossmock] = [topic, one, other, ossmock].map(|text| cell(text));
        let _ = writeln!(page, "| {topic} | {one} | {other} | {ossmock} | {tag} | {} |", shown.join("; "));
    }
    page
}

fn assumptions_page(cases: &[Shown]) -> String {
    let mut page = String::from(
        "# Assumptions\n\nWhat answers rest on that no source says and that is no error: `Oss::honesty_report` tells which of them a run leaned\n\
         on, `Builder::deny_assumed` forbids them.\n\n| assumption | what is taken for true | inferred from | shown by |\n|---|---|---|---|\n",
    );
    for assumption in Assumption::ALL {
        let shown = links(cases.iter().filter(|shown| shown.assumptions.contains(assumption)));
        let (claim, source) = (cell(assumption.claim()), cell(assumption.source()));
        let _ = writeln!(page, "| `{assumption}` | {claim} | {source} | {shown} |");
    }
    page
}

/// The provenance of a row in a cell: one word, or that of each column.
fn of_columns(cause: Cause) -> String {
    let columns = cause.columns();
    let same = columns.iter().all(|(_, provenance)| provenance == columns.status);
    if same { columns.status.to_string() } else { columns.to_string() }
}

fn errors_page(area: &str, cases: &[Shown]) -> String {
    let mut page = format!(
        "# Errors: {area}\n\nThe message is that of the profile `Documented`. ECs may change at any time, says the vendor.\n\n\
         | cause | status and code | message | EC | provenance | source | shown by |\n|---|---|---|---|---|---|---|\n"
    );
    for cause in Cause::ALL.iter().filter(|cause| cause.area() == area) {
        let shown = links(cases.iter().filter(|shown| shown.causes.contains(cause)));
        let (status, code, message) = (cause.status(), cause.code(), cell(cause.message(Profile::Documented)));
        let (ec, provenance, source) = (cause.ec().unwrap_or("–"), of_columns(*cause), cell(cause.source()));
        let shown = if shown.is_empty() {
            "a test: see `causes_without_case` in `fixtures/rows.toml`".to_owned()
        } else {
            shown
        };
        let _ =
            writeln!(page, "| `{cause}` | {status} {code} | {message} | {ec} | {provenance} | {source} | {shown} |");
    }
    page
}

fn operations_page(cases: &[Shown]) -> String {
    let emulated = Operation::ALL.iter().filter(|operation| operation.is_emulated()).count();
    let mut page = format!(
        "# What is emulated and what is not\n\nossmock has a name for {} operations and does {emulated}; the others answer `501 NotEmulated`, which OSS never sends.\n\n\
         | operation | works on | action | succeeds in |\n|---|---|---|---|\n",
        Operation::ALL.len()
    );
    for operation in Operation::ALL.iter().filter(|operation| operation.is_emulated()) {
        let shown = links(cases.iter().filter(|shown| shown.operations.contains(operation)));
        let level = level(*operation);
        let _ = writeln!(page, "| {operation} | {level} | `{}` | {shown} |", operation.action());
    }
    page.push_str("\n## What is not emulated, and why\n\n| operations | reason |\n|---|---|\n");
    let mut absent: Vec<(&str, Vec<&str>)> = Vec::new();
    for operation in Operation::ALL {
        let Some(reason) = operation.absence() else { continue };
        match absent.iter_mut().find(|(other, _)| *other == reason) {
            Some((_, names)) => names.push(operation.name()),
            None => absent.push((reason, vec![operation.name()])),
        }
    }
    for (reason, names) in absent {
        let _ = writeln!(page, "| {} | {reason} |", names.join(", "));
    }
    page
}

const fn level(operation: Operation) -> &'static str {
    match operation.level() {
        ResourceKind::Service => "service",
        ResourceKind::Bucket => "bucket",
        ResourceKind::Object => "object",
        _ => panic!("a level of operations without a name here"),
    }
}

fn blessing() -> bool {
    std::env::var_os("BLESS").is_some_and(|bless| bless == "1")
}

/// The pages that are there, by their path below `docs/`.
fn pages_there() -> BTreeSet<String> {
    let folder = std::fs::read_dir(root().join("docs/behaviours"));
    let files = folder.into_iter().flatten().map(|entry| entry.expect("an entry").file_name());
    files.map(|name| format!("behaviours/{}", name.to_string_lossy())).collect()
}

#[test]
fn the_pages_of_behaviours_are_current() {
    let (docs, pages) = (root().join("docs"), pages());
    let left_over: Vec<String> = pages_there().into_iter().filter(|name| !pages.contains_key(name)).collect();
    if blessing() {
        std::fs::create_dir_all(docs.join("behaviours")).expect("the folder can be made");
        for name in left_over {
            std::fs::remove_file(docs.join(name)).expect("an old page can be removed");
        }
        for (name, page) in pages {
            std::fs::write(docs.join(name), page).expect("the page can be written");
        }
        return;
    }
    assert!(left_over.is_empty(), "{left_over:?} are no pages: `just behaviours` removes them");
    for (name, page) in pages {
        let there = std::fs::read_to_string(docs.join(&name)).unwrap_or_default();
        let differs = there.lines().zip(page.lines()).position(|(there, today)| there != today);
        let line = differs.unwrap_or(there.lines().count().min(page.lines().count()));
        assert!(there == page, "docs/{name} is old from line {}: `just behaviours` writes it anew", line + 1);
    }
}

#[test]
fn a_page_of_behaviours_has_at_most_60_kilobytes() {
    for (name, page) in pages() {
        assert!(page.len() <= MAX_PAGE, "docs/{name} has {} bytes: split its area", page.len());
    }
}

#[test]
fn links_of_the_pages_of_behaviours_lead_to_files() {
    if blessing() {
        return;
    }
    let mut links = 0;
    for (name, page) in pages() {
        let file = root().join("docs").join(&name);
        let folder = file.parent().expect("a folder");
        for link in page.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            let (path, _) = link.split_once('#').unwrap_or((link, ""));
            assert!(folder.join(path).exists(), "docs/{name} leads to `{link}`, which is not there");
            links += 1;
        }
    }
    assert!(links > 1_000, "{links} links");
}

#[test]
fn what_shows_a_conflict_is_there() {
    for Conflict { topic, tag, shown, .. } in conflicts() {
        assert!(
            Provenance::ALL.iter().any(|provenance| provenance.as_str() == tag),
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
