//! The style of doc comments, comments and pages: what an item is or does, in plain words.

use std::path::{Path, PathBuf};

/// Words that leave open who or what is meant, each with one to write in its place.
const FORBIDDEN: &[(&str, &str)] = &[
    ("somebody", "the test, the client or the caller"),
    ("someone", "the test, the client or the caller"),
    ("nobody", "no caller, or no test"),
    ("whoever", "the client that"),
    ("behind", "after"),
    ("none if", "`None` if"),
];

/// The words with which an indirect question begins.
const QUESTIONS: &[&str] = &["What", "Whether", "Who", "Whose", "Whom", "How", "That", "Where", "When", "Why", "Which"];

/// The folders whose Rust sources are held.
const SOURCES: &[&str] =
    &["src", "cli/src", "cli/tests", "tests", "benches", "examples", "fuzz/bodies", "fuzz/fuzz_targets", "downstream"];

/// The Rust sources of the repository.
fn sources() -> Vec<PathBuf> {
    SOURCES.iter().flat_map(|folder| files(folder, "rs")).collect()
}

/// The files below a folder of the repository with this extension.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|it| it == extension) {
                found.push(entry);
            }
        }
    }
    found
}

/// The lines of a file, each with its place.
fn lines(file: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(file).expect("a text");
    let place = |at: usize| format!("{}:{}", file.display(), at + 1);
    text.lines().enumerate().map(|(at, line)| (place(at), line.trim().to_owned())).collect()
}

/// The text of a doc comment's line, if it is one.
fn doc(line: &str) -> Option<&str> {
    line.strip_prefix("///").or_else(|| line.strip_prefix("//!")).map(str::trim_start)
}

fn is_question(first: &str) -> bool {
    QUESTIONS.contains(&first.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default())
}

/// The forbidden word in a line, if it has one.
fn forbidden(line: &str) -> Option<&'static (&'static str, &'static str)> {
    let line = format!(" {} ", line.to_lowercase().replace(|c: char| !c.is_alphanumeric() && c != '`', " "));
    FORBIDDEN.iter().find(|(word, _)| line.contains(&format!(" {word} ")))
}

#[test]
fn the_first_line_of_a_doc_comment_says_what_the_item_is_or_does() {
    let mut questions = Vec::new();
    let mut first_lines = 0;
    for file in sources() {
        let mut is_in_comment = false;
        for (place, line) in lines(&file) {
            if let Some(first) = doc(&line).filter(|_| !is_in_comment) {
                first_lines += 1;
                if is_question(first) {
                    questions.push(format!("{place}: {first}"));
                }
            }
            is_in_comment = doc(&line).is_some();
        }
    }
    assert!(first_lines > 4_600, "{first_lines} first lines were found");
    assert!(questions.is_empty(), "say what the item is or does:\n{}", questions.join("\n"));
    assert!(is_question("Whether it is.") && is_question("How, and when") && !is_question("Whatever"));
}

#[test]
fn a_description_of_the_control_plane_says_what_the_part_is_or_does() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mount/control/openapi.json");
    let texts: Vec<String> = lines(&file)
        .into_iter()
        .filter_map(|(_, line)| {
            Some(line.split_once("\"description\": \"").or(line.split_once("\"summary\": \""))?.1.to_owned())
        })
        .collect();
    assert!(texts.len() > 250, "{} descriptions were found", texts.len());
    let questions: Vec<&String> =
        texts.iter().filter(|text| is_question(text) || text.starts_with("Whoever")).collect();
    assert!(questions.is_empty(), "say what the part is or does: {questions:#?}");
}

#[test]
fn comments_and_pages_name_who_and_what_they_mean() {
    let pages = [files("docs", "md"), vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")]].concat();
    // Those are made of tables, and of the names of cases.
    let is_written = |page: &PathBuf| !page.to_string_lossy().contains("docs/behaviours");
    let comment = |(place, line): (String, String)| line.starts_with("//").then_some((place, line));
    let sources = sources();
    let comments = sources.iter().flat_map(|file| lines(file)).filter_map(comment);
    let pages = pages.iter().filter(|page| is_written(page)).flat_map(|page| lines(page));
    let found: Vec<String> = comments
        .chain(pages)
        .filter_map(|(place, line)| {
            forbidden(&line).map(|(word, better)| format!("{place}: `{word}`: write {better}: {line}"))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(forbidden("// Nobody, really.").is_some() && forbidden("None if it is").is_some());
    assert!(forbidden("`None` if it is").is_none());
}
