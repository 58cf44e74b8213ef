//! The arrows between rooms and other promises about the repository, held by reading it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use ossmock::fixture::{self, Case};
use ossmock::{Cause, Operation, Oss};

use crate::arrows::{Arrow, arrows, circles, code};
use crate::panics::panic_here;
use crate::support::{kms, put_rule, signed};

/// The rooms, each of which may use only those before it.
const ROOMS: &[&str] = &[
    "error",
    "ram",
    "world",
    "wire",
    "auth",
    "op",
    "journal",
    "effect",
    "oss",
    "handle",
    "check",
    "explain",
    "world_file",
    "fixture",
    "mount",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every source file, as a path from `src`, with its room and its code, without comments and tests. The command is a room
/// beside the others.
fn sources() -> Vec<(PathBuf, String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![root().join("src"), root().join("cli/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("src can be listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !path.ends_with("lib.rs")
                && !path.ends_with("tests.rs")
            {
                let text = std::fs::read_to_string(&path).expect("source can be read");
                let code = text.split("#[cfg(test)]").next().expect("a first part");
                let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
                let below = path.strip_prefix(root()).expect("below the repository");
                let (file, room) = match below.strip_prefix("src") {
                    Ok(below) => (below.to_owned(), room(below)),
                    Err(_) => (Path::new("..").join(below), room(below)),
                };
                files.push((file, room, code.join("\n")));
            }
        }
    }
    assert!(files.len() > 30, "{} source files were found", files.len());
    files
}

fn place(room: &str) -> usize {
    ROOMS.iter().position(|known| *known == room).unwrap_or_else(|| panic!("`{room}` is not a room: list it"))
}

/// The room that a file is in.
fn room(file: &Path) -> String {
    let first = file.iter().next().and_then(|first| first.to_str()).expect("a room");
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn a_room_uses_only_rooms_to_its_left() {
    for Arrow { from, to, names } in arrows(&root().join("src"), "lib.rs") {
        let (here, used) = (room(&from), room(&to));
        // The first file names everything, and nothing stands in it.
        assert!(
            here == "lib" || place(&used) <= place(&here),
            "{}: room `{here}` uses `{used}`, which is to its right: {names:?}",
            from.display()
        );
    }
}

#[test]
fn no_files_of_a_room_lead_to_each_other_in_a_circle() {
    for (source, first) in [("src", "lib.rs"), ("cli/src", "main.rs")] {
        let arrows = arrows(&root().join(source), first);
        let circles = circles(&arrows);
        let on_one = |arrow: &&Arrow| circles.iter().any(|it| it.contains(&*arrow.from) && it.contains(&*arrow.to));
        let on_circles: Vec<&Arrow> = arrows.iter().filter(on_one).collect();
        assert!(circles.is_empty(), "circles of files: move what several need into a file of its own: {on_circles:#?}");
    }
}

#[test]
fn arrows_are_read_from_every_way_to_write_a_name() {
    let folder = std::env::temp_dir().join(format!("ossmock-arrows-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("a")).expect("a folder");
    for (file, text) in [
        ("lib.rs", "mod a; mod b; mod c; pub use a::one::One;"),
        ("a/mod.rs", "mod one; mod two; pub(crate) use one::One; #[cfg(test)] mod tests { use crate::c::C; }"),
        (
            "a/one.rs",
            "// crate::c::C\nuse crate::{b::{self, B}}; pub struct One(B, &'static str); const C: &str = \"crate::c::C\";",
        ),
        ("a/two.rs", "fn two() -> super::super::c::C { super::One::new(crate::b::Other) }"),
        ("b.rs", "pub struct B; pub struct Other; fn b() { crate::One::new() }"),
        ("c.rs", "pub struct C; mod inside { fn c() -> super::super::b::B { super::C } }"),
    ] {
        std::fs::write(folder.join(file), text).expect("a file");
    }
    let found = arrows(&folder, "lib.rs");
    std::fs::remove_dir_all(&folder).expect("the folder");
    let shown = |arrow: &Arrow| format!("{} {}", arrow.from.display(), arrow.to.display());
    let shown: Vec<String> = found.iter().map(shown).collect();
    assert_eq!(
        shown,
        ["a/one.rs b.rs", "a/two.rs a/one.rs", "a/two.rs b.rs", "a/two.rs c.rs", "b.rs a/one.rs", "c.rs b.rs"]
    );
    let circle: BTreeSet<&Path> = [Path::new("a/one.rs"), Path::new("b.rs")].into();
    assert_eq!(circles(&found), [circle]);
}

/// Returns `true` if the operation that is named at this place decides something: it is a pattern, or compared with.
fn decides(code: &[String], at: usize) -> bool {
    let token = |at: usize| code.get(at).map_or("", |token| &**token);
    let before = |back: usize| at.checked_sub(back).map_or("", token);
    let compared = before(1) == "=" && ["=", "!"].contains(&before(2));
    let pattern = token(at + 3) == "=" || (token(at + 3) == "," && token(at + 4) == "_");
    let in_some = before(1) == "(" && token(at + 3) == ")" && token(at + 4) == "=";
    let mut closed = 0_usize;
    let in_matches = (0..at).rev().any(|open| {
        match token(open) {
            ")" => closed += 1,
            "(" if closed == 0 => return open >= 2 && token(open - 2) == "matches",
            "(" => closed -= 1,
            _ => {}
        }
        false
    });
    compared || pattern || in_some || in_matches || ["|", "&"].contains(&before(1)) || token(at + 3) == "|"
}

#[test]
fn what_is_true_of_an_operation_stands_in_its_row() {
    let is_operation = |name: &str| name == "Unlisted" || Operation::ALL.iter().any(|it| it.name() == name);
    let deciding = |text: &str| {
        let code = code(text);
        let named = |at: &usize| {
            code[*at + 1] == "::" && ["Operation", "Self"].contains(&&*code[*at]) && is_operation(&code[*at + 2])
        };
        (0..code.len().saturating_sub(2)).filter(named).find(|at| decides(&code, *at)).map(|at| code[at + 2].clone())
    };
    for (file, ..) in sources() {
        // The list, and what is made of it.
        if ["list", "table", "emulated", "parameters"]
            .iter()
            .any(|made| file == Path::new("op").join(made).with_extension("rs"))
        {
            continue;
        }
        let text = std::fs::read_to_string(root().join("src").join(&file)).expect("source can be read");
        if let Some(name) = deciding(&text) {
            panic!("{}: something is decided by `{name}`: write it into the rows of op/list.rs", file.display());
        }
    }
    for text in [
        "match it { Operation::PutBucket => 1 }",
        "match it { Operation::PutBucket | Operation::GetObject => 1 }",
        "match (it, x) { (Operation::PutBucket, _) => 1 }",
        "if it == Operation::PutBucket {}",
        "if it != Operation::PutBucket {}",
        "if Operation::PutBucket == it {}",
        "if let Some(Operation::PutBucket) = it {}",
        "matches!(it, Operation::PutBucket)",
        "matches!(it, Some(Operation::PutBucket))",
        "all.contains(&Operation::PutBucket)",
        "impl Operation { fn is(self) { match self { Self::PutBucket => 1 } } }",
    ] {
        assert!(deciding(text).is_some(), "{text}");
    }
    for text in ["ask(Operation::PutBucket, x)", "let it = Operation::PutBucket;", "Operation::PutBucket.action()"] {
        assert!(deciding(text).is_none(), "{text}");
    }
}

#[test]
fn wiremock_is_used_only_in_its_mount() {
    for (file, _, code) in sources() {
        let uses = code.contains("wiremock::") && !code.contains("mod wiremock");
        assert!(!uses || file == Path::new("mount/wiremock.rs"), "{} uses wiremock", file.display());
    }
}

#[test]
fn the_lock_and_the_clock_stand_in_one_file_each() {
    for (file, _, code) in sources() {
        for (what, places) in [
            ("SystemTime::now", &["oss/timeline.rs"] as &[&str]),
            ("Instant::now", &[]),
            ("Timestamp::now", &[]),
            // The lock of a fake, and the lists of fakes of a server.
            ("parking_lot", &["oss/state.rs", "mount/control/worlds.rs"]),
        ] {
            let may = places.iter().any(|place| file == Path::new(place));
            assert!(!code.contains(what) || may, "{} uses {what}", file.display());
        }
    }
}

/// A context is a struct that holds the parsed head of a request and goes from file to file. One owns the head, and the others
/// are views of it.
#[test]
fn a_request_is_carried_in_few_contexts() {
    let mut contexts = BTreeSet::new();
    for (file, room, code) in sources() {
        let on_the_way = ROOMS.iter().take_while(|room| **room != "handle").any(|other| *other == room);
        let structs = code.split("\n}").filter_map(|item| item.rsplit_once("struct ")).filter(|_| on_the_way);
        for (_, item) in structs.filter(|(before, _)| before.trim_end().ends_with(')')) {
            let Some((name, fields)) = item.split_once('{') else { continue };
            let holds = fields.lines().any(|line| {
                let (_, kind) = line.rsplit_once(": ").unwrap_or_default();
                kind.trim_end_matches([',', '>']).rsplit([' ', '<', '&']).next() == Some("Call")
            });
            if holds {
                let name = name.split(['<', ' ']).next().unwrap_or_default();
                contexts.insert(format!("{} of {}", name, file.display()));
            }
        }
    }
    assert_eq!(
        contexts.iter().map(String::as_str).collect::<Vec<_>>(),
        ["Context of op/context.rs", "Permission of op/permission.rs", "Received of oss/exchange.rs"]
    );
}

/// The command is another crate, so the compiler holds that it uses public names only. Two of them are hidden.
#[test]
fn two_public_names_are_hidden_and_the_command_uses_them() {
    let sources = sources();
    let first = std::fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    let code = sources.iter().map(|(.., code)| &**code).chain([&*first]);
    let items = code.flat_map(|code| code.split("#[doc(hidden)]").skip(1));
    let hidden: Vec<&str> = items.filter_map(|item| item.trim_start().lines().next()).collect();
    assert_eq!(hidden.len(), 2, "{hidden:?}");
    for (start, name) in [("pub const EXAMPLE_WORLD: ", "EXAMPLE_WORLD"), ("pub fn observe_shared(", "observe_shared")]
    {
        assert!(hidden.iter().any(|item| item.starts_with(start)), "{hidden:?}");
        assert!(sources.iter().any(|(_, room, code)| room == "cli" && code.contains(name)), "nothing uses {name}");
    }
}

#[test]
fn randomness_is_the_commands_alone() {
    for (file, room, code) in sources() {
        assert!(!code.contains("getrandom") || room == "cli", "{} uses getrandom", file.display());
    }
}

#[test]
fn policies_know_neither_http_nor_the_world() {
    for (file, room, code) in sources() {
        for what in ["http::", "bytes::", "jiff::", "quick_xml"] {
            let forbidden = match &*room {
                // Conditions compare moments, and the world keeps bodies.
                "ram" => what != "jiff::",
                "world" => !["jiff::", "bytes::"].contains(&what),
                _ => false,
            };
            assert!(!forbidden || !code.contains(what), "{} uses {what}", file.display());
        }
    }
}

#[test]
fn a_module_of_several_files_begins_in_its_mod_rs() {
    for source in ["src", "cli/src", "downstream/src", "examples/backup-agent/src", "examples/rust/src"] {
        let mut folders = vec![root().join(source)];
        while let Some(folder) = folders.pop() {
            assert!(!folder.with_extension("rs").is_file(), "{0}.rs: move it to {0}/mod.rs", folder.display());
            let below = std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path());
            folders.extend(below.filter(|path| path.is_dir()));
        }
    }
}

#[test]
fn files_stay_small_and_say_what_they_hold() {
    for (file, ..) in sources() {
        let text = std::fs::read_to_string(root().join("src").join(&file)).expect("source can be read");
        assert!(text.starts_with("//! "), "{} does not say what it holds", file.display());
        assert!(text.lines().count() <= 700, "{} is over 700 lines", file.display());
        assert!(!text.contains("[allow("), "{} allows a lint: use expect with a reason", file.display());
    }
    let architecture = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    assert!(architecture.lines().count() < 150, "ARCHITECTURE.md is over 150 lines");
}

#[test]
fn every_tool_of_the_test_author_has_an_example_of_its_own() {
    for (file, tools) in [
        (
            "check/fault.rs",
            "fault intercept error latency close answer_lost reset_after truncate_after trickle content_length respond edit \
             hits optional verify",
        ),
        (
            "check/expect.rs",
            "expect expect_in_order deny_unexpected deny_unemulated deny_ignored deny_assumed deny_assumed_but",
        ),
        ("check/wait.rs", "wait_for wait_for_blocking"),
        ("check/snapshot.rs", "snapshot restore diff"),
        ("oss/state.rs", "fork"),
        ("oss/reset.rs", "reset_to clear_journal"),
        ("oss/clock.rs", "clock now set set_utc advance freeze follow_system"),
        ("handle/identity.rs", "required_policy_for"),
        ("oss/honesty.rs", "honesty_report"),
    ] {
        let text = std::fs::read_to_string(root().join("src").join(file)).expect("a room");
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for tool in tools.split_whitespace() {
            let is_it = |line: &&str| {
                ["pub fn ", "pub const fn "].iter().any(|start| {
                    line.strip_prefix(start)
                        .and_then(|rest| rest.strip_prefix(tool))
                        .is_some_and(|rest| rest.starts_with(['(', '<']))
                })
            };
            let at = lines.iter().position(is_it).unwrap_or_else(|| panic!("{file} has no `{tool}`"));
            let above = lines[..at].iter().rev().take_while(|line| line.starts_with("///") || line.starts_with("#["));
            let fences: Vec<&&str> = above.filter(|line| line.starts_with("/// ```")).collect();
            let runs =
                fences.len() >= 2 && fences.iter().all(|fence| !fence.contains("ignore") && !fence.contains("text"));
            assert!(runs, "{file}: `{tool}` has no example that runs");
        }
    }
}

#[test]
fn the_readme_shows_a_test_that_runs_and_a_failure_that_is_printed() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    let block = |fence: &str| readme.split(fence).nth(1).and_then(|rest| rest.split("```").next()).expect("a block");
    let tests = std::fs::read_to_string(root().join("examples/rust/tests/notes.rs")).expect("the example");
    assert!(tests.contains(block("```rust,ignore\n")), "the test in the README is not in examples/rust/tests/notes.rs");

    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let bucket = acme.create_bucket("notes");
    let reader = acme.create_ram_user("reader").allow("oss:Get*", &bucket.arn());
    let _ = oss.handle(signed(&oss, &reader.credentials(), put_rule("notes.localhost", &kms("key-1"))));
    let message = panic_here!(reader.assert_allowed(Operation::PutBucketEncryption));
    assert_eq!(message.trim_end(), block("```text\n").trim_end(), "the failure in the README");
}

/// Every case, and the journals of all of them.
fn cases() -> Vec<(PathBuf, Case, String)> {
    let files = fixture::files(root().join("fixtures")).expect("the cases can be listed");
    let read = |file: PathBuf| {
        let text = std::fs::read_to_string(&file).expect("a case can be read");
        let case = Case::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let journal = text.split("=== journal").nth(1).and_then(|rest| rest.split("=== world").next());
        let journal = journal.unwrap_or_else(|| panic!("{} was never blessed", file.display())).to_owned();
        (file, case, journal)
    };
    files.into_iter().map(read).collect()
}

/// A table of `fixtures/rows.toml`.
fn rows(table: &str) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(root().join("fixtures/rows.toml")).expect("rows.toml");
    let mut tables: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&text).expect("rows.toml is TOML");
    tables.remove(table).unwrap_or_else(|| panic!("rows.toml has no [{table}]"))
}

#[test]
fn every_emulated_operation_has_a_case() {
    let journals: String = cases().into_iter().map(|(_, _, journal)| journal).collect();
    for operation in Operation::EMULATED {
        // A record starts with the operation; `200` and `204` are success.
        let name = operation.name();
        let succeeded = journals.lines().any(|line| line.starts_with(&format!("{name} ")) && line.contains(": 20"));
        assert!(succeeded, "no case shows {name} succeed");
    }
}

#[test]
fn every_cause_has_a_case_or_a_reason() {
    let cases = cases();
    let mut reasons = rows("causes_without_case");
    let mut neither = Vec::new();
    for cause in Cause::ALL {
        let case = cases.iter().any(|(file, _, journal)| shows(file, journal, *cause));
        let reason = reasons.remove(cause.name());
        if !case && reason.is_none() {
            neither.push(cause);
        }
        assert!(!(case && reason.is_some()), "{cause} has a case and a reason for none");
    }
    assert!(neither.is_empty(), "no case shows {neither:?}, and rows.toml has no reason");
    assert!(reasons.is_empty(), "rows.toml has reasons for what is no cause: {reasons:?}");
}

/// Returns `true` if a case shows a cause.
///
/// The journal names the cause, except for denials: it shows their decision, and the answer has the message and the EC.
fn shows(file: &Path, journal: &str, cause: Cause) -> bool {
    let named = format!("refused: {cause}");
    if journal.lines().any(|line| line.contains(&named)) {
        return true;
    }
    let text = std::fs::read_to_string(file).expect("a case can be read");
    let message = cause.message(ossmock::Profile::Documented).replace('\'', "&apos;");
    let message = format!("<Message>{message}</Message>");
    let ec = format!("<EC>{}</EC>", cause.ec().unwrap_or("-"));
    let denied = journal.contains("implicitly denied") || journal.contains("explicitly denied");
    let answers = text.split("\n<<<\n").skip(1).filter_map(|rest| rest.split("</Error>").next());
    denied && answers.into_iter().any(|answer| answer.contains(&message) && answer.contains(&ec))
}

#[test]
fn every_row_has_a_case_or_a_reason() {
    let facts = rows("rows");
    let reasons = rows("rows_without_case");
    let mut proven = BTreeSet::new();
    for (file, case, _) in cases() {
        for row in case.rows() {
            assert!(facts.contains_key(row), "{} proves `{row}`, which is no row", file.display());
            proven.insert(row.clone());
        }
    }
    for row in facts.keys() {
        let (case, reason) = (proven.contains(row), reasons.contains_key(row));
        assert!(case || reason, "{row} has neither a case nor a reason: {}", facts[row]);
        assert!(!(case && reason), "{row} has a case and a reason for none");
    }
    assert!(reasons.keys().all(|row| facts.contains_key(row)), "there is a reason for what is no row");
}

#[test]
fn a_case_that_a_front_cannot_carry_is_counted() {
    let cases = cases();
    let on_handle_only = cases.iter().filter(|(_, case, _)| case.not_on(fixture::Front::Wiremock).is_some()).count();
    assert!(on_handle_only * 5 < cases.len(), "{on_handle_only} of {} cases cannot go over HTTP", cases.len());
}
