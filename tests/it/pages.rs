//! The pages for readers: their links lead somewhere, and the first of them is short.

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(page: &Path) -> String {
    std::fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display()))
}

/// The pages below `docs/`, those that are generated included.
fn docs() -> Vec<PathBuf> {
    let folders = [root().join("docs"), root().join("docs/behaviours")];
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(folder).expect("a folder"));
    let files = entries.map(|entry| entry.expect("an entry").path());
    files.filter(|file| file.extension().is_some_and(|it| it == "md")).collect()
}

/// A page without the blocks of code in it.
fn prose(text: &str) -> String {
    text.split("```").step_by(2).collect()
}

/// The targets of the links of a page that lead to files.
fn links(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target.to_owned());
    targets.filter(|target| !target.starts_with("http")).collect()
}

/// The anchors of the headings of a page.
fn anchors(text: &str) -> Vec<String> {
    let headings =
        text.lines().filter_map(|line| line.strip_prefix('#')).map(|rest| rest.trim_start_matches('#').trim());
    headings
        .map(|heading| {
            let kept = heading.to_lowercase().replace(|c: char| !c.is_alphanumeric() && !"- _".contains(c), "");
            kept.replace(' ', "-")
        })
        .collect()
}

#[test]
fn links_of_pages_lead_to_files_and_headings() {
    let mut pages = docs();
    pages.extend(["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "fixtures/README.md"].map(|it| root().join(it)));
    let mut seen = 0;
    let mut dead = Vec::new();
    for page in &pages {
        for link in links(&prose(&read(page))) {
            seen += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((&*link, ""));
            let target = if file.is_empty() { page.clone() } else { page.parent().expect("a folder").join(file) };
            let is_there =
                target.exists() && (anchor.is_empty() || anchors(&read(&target)).iter().any(|it| it == anchor));
            if !is_there {
                dead.push(format!("{}: {link}", page.strip_prefix(root()).expect("below the root").display()));
            }
        }
    }
    assert!(seen > 100, "{seen} links were found");
    assert!(dead.is_empty(), "links that lead nowhere:\n{}", dead.join("\n"));
}

#[test]
fn the_readme_is_short_and_the_index_names_every_page() {
    let readme = read(&root().join("README.md"));
    assert!(readme.lines().count() <= 150, "README.md has {} lines", readme.lines().count());
    let index = read(&root().join("docs/README.md"));
    for page in docs() {
        let name = page.file_name().expect("a name").to_string_lossy().into_owned();
        let is_generated = page.parent().is_some_and(|it| it.ends_with("behaviours"));
        assert!(
            is_generated || name == "README.md" || index.contains(&format!("({name})")),
            "docs/README.md lacks {name}"
        );
    }
}
