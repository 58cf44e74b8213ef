//! Reads from source text which file of a crate uses names of which other file: the arrows that `tidy` holds.
//!
//! An arrow goes from the file that writes a name to the file in which the named item stands. Re-exports are followed, so
//! what only passes a name on is no end of an arrow: a parent that declares its children and re-exports from them has
//! none, and one whose own code names an item of a child has an arrow to that child, whatever else it is. So the child of
//! such a parent may not name what stands in the parent's own code. Methods are not names: a file may add some to a type
//! of another. Tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// One file of `src` as a module.
struct Module {
    /// Below `src`.
    file: PathBuf,
    tokens: Vec<String>,
    /// The files of the modules it declares.
    children: BTreeMap<String, usize>,
    parent: Option<usize>,
    imports: Vec<Import>,
}

/// One name that a `use` brings in.
struct Import {
    path: Vec<String>,
    /// The name it has here: `_` if it is there for its methods.
    name: String,
    passes_on: bool,
}

/// The place a path leads to.
enum Place {
    Module(usize),
    /// An item of this file.
    Item(usize),
}

/// An arrow between two files, with the paths that make it.
#[derive(Debug, PartialEq, Eq)]
pub struct Arrow {
    pub from: PathBuf,
    pub to: PathBuf,
    pub names: BTreeSet<String>,
}

/// The files of a crate, from its first.
struct Crate {
    modules: Vec<Module>,
}

/// The arrows of the crate whose first file is this one, below a folder.
pub fn arrows(source: &Path, first: &str) -> Vec<Arrow> {
    let mut found = Crate { modules: Vec::new() };
    found.add(source, Path::new(first), Path::new(""), None);
    found.arrows()
}

/// The circles among arrows: files each of which leads to each other.
pub fn circles(arrows: &[Arrow]) -> Vec<BTreeSet<&Path>> {
    let mut next: BTreeMap<&Path, BTreeSet<&Path>> = BTreeMap::new();
    for arrow in arrows {
        next.entry(&arrow.from).or_default().insert(&arrow.to);
    }
    let reached_from = |start: &Path| {
        let mut reached: BTreeSet<&Path> = BTreeSet::new();
        let mut ahead: Vec<&Path> = next.get(start).into_iter().flatten().copied().collect();
        while let Some(file) = ahead.pop() {
            if reached.insert(file) {
                ahead.extend(next.get(file).into_iter().flatten());
            }
        }
        reached
    };
    let reached: BTreeMap<&Path, BTreeSet<&Path>> = next.keys().map(|file| (*file, reached_from(file))).collect();
    let leads = |from: &Path, to: &Path| reached.get(from).is_some_and(|reached| reached.contains(to));
    let on_circle = reached.keys().filter(|file| leads(file, file));
    let circles = on_circle.map(|file| reached[file].iter().copied().filter(|other| leads(other, file)).collect());
    circles.collect::<BTreeSet<_>>().into_iter().collect()
}

impl Crate {
    /// Adds a file and the files of the modules it declares, which are below `folder`.
    fn add(&mut self, source: &Path, file: &Path, folder: &Path, parent: Option<usize>) -> usize {
        let text =
            std::fs::read_to_string(source.join(file)).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let tokens = code(&text);
        let at = self.modules.len();
        let imports = imports(&tokens);
        let declared: Vec<String> = tokens
            .windows(3)
            .filter(|it| it[0] == "mod" && is_name(&it[1]) && it[2] == ";")
            .map(|it| it[1].clone())
            .collect();
        self.modules.push(Module { file: file.to_owned(), tokens, children: BTreeMap::new(), parent, imports });
        for name in declared {
            let below = folder.join(&name);
            let (flat, nested) = (below.with_extension("rs"), below.join("mod.rs"));
            let child = if source.join(&flat).is_file() { flat } else { nested };
            let child = self.add(source, &child, &below, Some(at));
            self.modules[at].children.insert(name, child);
        }
        at
    }

    fn arrows(&self) -> Vec<Arrow> {
        let mut found: BTreeMap<(usize, usize), BTreeSet<String>> = BTreeMap::new();
        for (from, module) in self.modules.iter().enumerate() {
            let imported = module.imports.iter().filter(|it| !it.passes_on || module.writes(&it.name));
            let written = module.paths();
            for path in imported.map(|it| &it.path).chain(&written) {
                if let Some(Place::Item(to)) =
                    self.resolve(from, path, 0).filter(|place| !matches!(place, Place::Item(to) if *to == from))
                {
                    found.entry((from, to)).or_default().insert(path.join("::"));
                }
            }
        }
        let file = |at: usize| self.modules[at].file.clone();
        found.into_iter().map(|((from, to), names)| Arrow { from: file(from), to: file(to), names }).collect()
    }

    /// Resolves a path written in a module; `None` if it leads to another crate or to a type of this file.
    fn resolve(&self, from: usize, path: &[String], depth: usize) -> Option<Place> {
        assert!(depth < 32, "{} is imported in a circle", path.join("::"));
        let mut at = from;
        let mut rest = path;
        let mut absolute = false;
        while let Some((first, others)) = rest.split_first() {
            at = match &**first {
                "crate" => 0,
                "self" => at,
                "super" => self.modules[at].parent.expect("a parent"),
                name => {
                    let module = &self.modules[at];
                    let import = || module.imports.iter().find(|import| import.name == name && import.path != path);
                    if let Some(child) = module.children.get(name) {
                        *child
                    } else if let Some(import) = import() {
                        match self.resolve(at, &import.path, depth + 1) {
                            Some(Place::Module(module)) => module,
                            item => return item,
                        }
                    } else {
                        return absolute.then_some(Place::Item(at));
                    }
                }
            };
            absolute = true;
            rest = others;
        }
        Some(Place::Module(at))
    }
}

impl Module {
    /// Returns `true` if code other than a `use` has the name as that of an item.
    fn writes(&self, name: &str) -> bool {
        let is_type = name.starts_with(|c: char| c.is_ascii_uppercase());
        let uses = uses(&self.tokens);
        self.tokens.iter().enumerate().any(|(at, token)| {
            let before = at.checked_sub(1).map_or("", |at| &*self.tokens[at]);
            let after = self.tokens.get(at + 1).map_or("", |token| &**token);
            token == name
                && ![".", "::", "fn", "mod"].contains(&before)
                && (is_type || ["(", "::", "!"].contains(&after))
                && !uses.iter().any(|range| range.contains(&at))
        })
    }

    /// The paths in its code of two names or more, but for those of `use`, as they read outside of inline modules.
    fn paths(&self) -> Vec<Vec<String>> {
        let uses = uses(&self.tokens);
        let mut found = Vec::new();
        let mut braces = 0;
        let mut inline = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            match &*self.tokens[at] {
                "{" => {
                    if at >= 2 && self.tokens[at - 2] == "mod" {
                        inline.push(braces);
                    }
                    braces += 1;
                }
                "}" => {
                    braces -= 1;
                    if inline.last() == Some(&braces) {
                        inline.pop();
                    }
                }
                _ => {}
            }
            let starts = is_name(&self.tokens[at]) && (at == 0 || ![".", "::", "in"].contains(&&*self.tokens[at - 1]));
            let mut path = Vec::new();
            if starts && !uses.iter().any(|range| range.contains(&at)) {
                path.push(self.tokens[at].clone());
                while self.tokens.get(at + 1).is_some_and(|it| it == "::")
                    && self.tokens.get(at + 2).is_some_and(|it| is_name(it))
                {
                    path.push(self.tokens[at + 2].clone());
                    at += 2;
                }
            }
            let above = path.iter().take_while(|name| *name == "super").count().min(inline.len());
            if path.len() - above >= 2 {
                found.push(path.split_off(above));
            }
            at += 1;
        }
        found
    }
}

/// The names, `::` and other characters of a source text that is not a test's.
pub fn code(text: &str) -> Vec<String> {
    without_tests(&tokens(text))
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The names, `::` and other characters of a source text, without comments, texts and lifetimes.
fn tokens(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let mut after = rest.chars().skip(1);
        let (second, third) = (after.next(), after.next());
        let taken = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            found.push("::".to_owned());
            2
        } else if first == '"' {
            let mut escaped = false;
            let is_end = |c: char| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            };
            1 + rest[1..].find(is_end).expect("the end of a text") + 1
        } else if first == 'r' && matches!(second, Some('"' | '#')) && !rest.starts_with("r#type") {
            let fence: String = rest[1..].chars().take_while(|c| *c == '#').collect();
            let end = format!("\"{fence}");
            let start = 2 + fence.len();
            start + rest[start..].find(&end).expect("the end of a raw text") + end.len()
        } else if first == '\'' && second == Some('\\') {
            3 + rest[3..].find('\'').expect("the end of a character") + 1
        } else if first == '\'' && third == Some('\'') {
            2 + second.map_or(0, char::len_utf8)
        } else if first == '\'' {
            1 + rest[1..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len() - 1)
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            // Before a text such a letter is a part of it.
            if !(end == 1 && first == 'b' && matches!(second, Some('"' | '\''))) {
                found.push(rest[..end].to_owned());
            }
            if first == 'b' && second == Some('r') && matches!(third, Some('"' | '#')) { 1 } else { end }
        } else {
            if !first.is_whitespace() {
                found.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[taken..];
    }
    found
}

/// The index after the item that begins here.
fn end_of_item(tokens: &[String], start: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(start) {
        match &**token {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => {
                depth = depth.saturating_sub(1);
                if depth == 0 && token == "}" {
                    return at + 1;
                }
            }
            ";" if depth == 0 => return at + 1,
            _ => {}
        }
    }
    tokens.len()
}

fn without_tests(tokens: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..].iter().map(|token| &**token).take(7).eq(["#", "[", "cfg", "(", "test", ")", "]"]) {
            at = end_of_item(tokens, at + 7);
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// Returns the token ranges of the `use` items; a `use<…>` bound is not one.
fn uses(tokens: &[String]) -> Vec<std::ops::Range<usize>> {
    let starts = (0..tokens.len()).filter(|at| tokens[*at] == "use" && tokens.get(at + 1).is_some_and(|it| it != "<"));
    starts.map(|at| at..at + tokens[at..].iter().position(|token| token == ";").expect("the end of a use")).collect()
}

fn imports(tokens: &[String]) -> Vec<Import> {
    let mut found = Vec::new();
    for range in uses(tokens) {
        let passes_on =
            range.start.checked_sub(1).is_some_and(|before| tokens[before] == "pub" || tokens[before] == ")");
        let mut tree = tokens[range].iter().skip(1).peekable();
        branches(&mut tree, &[], passes_on, &mut found);
    }
    found
}

/// The names of one branch of a `use`, up to the comma or brace after it.
fn branches<'a>(
    tree: &mut std::iter::Peekable<impl Iterator<Item = &'a String>>,
    above: &[String],
    passes_on: bool,
    found: &mut Vec<Import>,
) {
    let mut path = above.to_vec();
    let mut alias = None;
    while let Some(token) = tree.next_if(|token| !["}", ","].contains(&&***token)) {
        match &**token {
            "::" => {}
            "{" => {
                while tree.next_if(|token| *token == "}").is_none() {
                    branches(tree, &path, passes_on, found);
                    tree.next_if(|token| *token == ",");
                }
                return;
            }
            "as" => alias = tree.next().cloned(),
            name => path.push(name.to_owned()),
        }
    }
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let name = alias.or_else(|| path.last().cloned()).unwrap_or_default();
    found.push(Import { path, name, passes_on });
}
