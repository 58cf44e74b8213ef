//! The public surface, rendered from rustdoc's JSON as one sorted line for each path, equals `tests/api.txt`.
//!
//! `just api` makes the JSON and runs this; `BLESS=1 just api` writes the file.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Map, Value};

/// The surface of a crate, as rustdoc describes it.
struct Surface {
    index: Map<String, Value>,
    lines: BTreeSet<String>,
}

/// The kind of an item and what it holds.
fn only(value: &Value) -> (&str, &Value) {
    let (kind, inner) = value.as_object().and_then(|it| it.iter().next()).expect("an object with one member");
    (kind, inner)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

/// Joins texts, with a head and a tail unless there are none.
fn joined(texts: impl IntoIterator<Item = String>, head: &str, between: &str, tail: &str) -> String {
    let texts: Vec<String> = texts.into_iter().collect();
    if texts.is_empty() { String::new() } else { format!("{head}{}{tail}", texts.join(between)) }
}

impl Surface {
    fn of(json: &Value) -> BTreeSet<String> {
        let index = json["index"].as_object().expect("an index").clone();
        let mut surface = Self { index, lines: BTreeSet::new() };
        let root = surface.item(&json["root"]);
        surface.list_members(text(&root["name"]), &root["inner"]["module"]["items"]);
        surface.lines
    }

    fn item(&self, id: &Value) -> Value {
        self.index.get(&id.to_string()).unwrap_or_else(|| panic!("there is no item {id}")).clone()
    }

    fn list_members(&mut self, path: &str, ids: &Value) {
        for id in list(ids) {
            let item = self.item(id);
            match item["name"].as_str() {
                Some(name) => self.list_item(&format!("{path}::{name}"), &item),
                None => self.list_item(path, &item),
            }
        }
    }

    /// Adds the lines of an item and of all in it. `path` is its own path, or of a `use` and an `impl`, that of their place.
    fn list_item(&mut self, path: &str, item: &Value) {
        let (kind, inner) = only(&item["inner"]);
        let line = match kind {
            "use" => {
                assert_eq!(inner["is_glob"], false, "{path}: name what is exported");
                let path = format!("{path}::{}", text(&inner["name"]));
                match self.index.get(&inner["id"].to_string()).cloned() {
                    Some(target) => self.list_item(&path, &target),
                    None => drop(self.lines.insert(format!("{path}: use {}", text(&inner["source"])))),
                }
                return;
            }
            "impl" => return self.list_members(path, &inner["items"]),
            "module" => {
                self.list_members(path, &inner["items"]);
                "mod".to_owned()
            }
            "struct" | "enum" | "trait" => {
                let members = [&inner["variants"], &inner["items"], &inner["kind"]["plain"]["fields"]];
                for ids in members {
                    self.list_members(path, ids);
                }
                let impls: Vec<Value> = list(&inner["impls"]).map(|id| self.item(id)).collect();
                for own in impls.iter().filter(|own| own["inner"]["impl"]["trait"].is_null()) {
                    self.list_item(path, own);
                }
                let fields = joined(list(&inner["kind"]["tuple"]).map(|id| self.field(id)), "(", ", ", ")");
                let traits: BTreeSet<String> = impls.iter().filter_map(|own| self.implemented(own, item)).collect();
                let bounds = joined(list(&inner["bounds"]).map(bound), ": ", " + ", "");
                let generics = generics(&inner["generics"]);
                format!("{kind}{generics}{fields}{bounds}{}", joined(traits, ": ", " + ", ""))
            }
            "variant" => match &inner["kind"] {
                Value::String(_) => "variant".to_owned(),
                kind => {
                    let named = |id: &Value| format!("{}: {}", text(&self.item(id)["name"]), self.field(id));
                    let tuple = joined(list(&kind["tuple"]).map(|id| self.field(id)), "(", ", ", ")");
                    let fields = joined(list(&kind["struct"]["fields"]).map(named), " { ", ", ", " }");
                    format!("variant{tuple}{fields}")
                }
            },
            "struct_field" => format!("field {}", type_of(inner)),
            "assoc_const" | "constant" => format!("const {}", type_of(&inner["type"])),
            "assoc_type" => "type".to_owned(),
            "function" => function(inner),
            other => panic!("{path} is of a kind that is not rendered yet: {other}"),
        };
        let open = list(&item["attrs"]).any(|attribute| attribute == "non_exhaustive");
        self.lines.insert(format!("{path}: {}{line}", if open { "#[non_exhaustive] " } else { "" }));
    }

    /// The type of a field of a tuple; `_` if it is private.
    fn field(&self, id: &Value) -> String {
        if id.is_null() { "_".to_owned() } else { type_of(&self.item(id)["inner"]["struct_field"]) }
    }

    /// The trait that an `impl` is of, if users of the type can tell: `Deref<Target = Oss>`.
    fn implemented(&self, own: &Value, of: &Value) -> Option<String> {
        let inner = &own["inner"]["impl"];
        // rustdoc lists what is implemented of a type's arguments, too: `From<&Account>` belongs to another type.
        let target = inner["for"].get("borrowed_ref").map_or(&inner["for"], |it| &it["type"]);
        if target.get("resolved_path").is_some_and(|it| it["id"] != of["id"]) {
            return None;
        }
        let name = last(text(inner["trait"].get("path")?));
        let is_marker = inner["is_synthetic"] == true && !["Send", "Sync"].contains(&name);
        if is_marker || !inner["blanket_impl"].is_null() || name == "StructuralPartialEq" {
            return None;
        }
        let types = list(&inner["items"]).map(|id| self.item(id)).filter_map(|item| {
            let found = item["inner"].get("assoc_type")?;
            Some(format!("{} = {}", text(&item["name"]), type_of(&found["type"])))
        });
        let not = if inner["is_negative"] == true { "!" } else { "" };
        Some(format!("{not}{}{}", path_of(&inner["trait"]), joined(types, "<", ", ", ">")))
    }
}

/// The last part of a path: every type of the crate has a name of its own.
fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// A type or trait with its arguments: `Option<&str>`, `Fn(&Record)`.
fn path_of(value: &Value) -> String {
    let args = &value["args"];
    let angle = &args["angle_bracketed"];
    let constraint = |it: &Value| match only(&it["binding"]) {
        ("equality", term) => format!("{} = {}", text(&it["name"]), type_of(&term["type"])),
        (_, bounds) => format!("{}: {}", text(&it["name"]), joined(list(bounds).map(bound), "", " + ", "")),
    };
    let inside = list(&angle["args"]).map(argument).chain(list(&angle["constraints"]).map(constraint));
    let mut shown = last(text(&value["path"])).to_owned() + &joined(inside, "<", ", ", ">");
    if let Some(call) = args.get("parenthesized") {
        let _ =
            write!(shown, "({}){}", joined(list(&call["inputs"]).map(type_of), "", ", ", ""), result(&call["output"]));
    }
    shown
}

fn argument(value: &Value) -> String {
    match only(value) {
        ("lifetime", name) => text(name).to_owned(),
        ("type", it) => type_of(it),
        ("const", it) => text(&it["expr"]).to_owned(),
        (other, _) => panic!("an argument of a kind that is not rendered yet: {other}"),
    }
}

fn bound(value: &Value) -> String {
    match only(value) {
        ("trait_bound", it) if it["modifier"] == "maybe" => format!("?{}", path_of(&it["trait"])),
        ("trait_bound", it) => path_of(&it["trait"]),
        ("outlives", name) => text(name).to_owned(),
        ("use", names) => joined(list(names).map(|name| text(only(name).1).to_owned()), "use<", ", ", ">"),
        (other, _) => panic!("a bound of a kind that is not rendered yet: {other}"),
    }
}

fn type_of(value: &Value) -> String {
    let (kind, inner) = only(value);
    match kind {
        "primitive" | "generic" => text(inner).to_owned(),
        "resolved_path" => path_of(inner),
        "borrowed_ref" => {
            let lifetime = inner["lifetime"].as_str().map(|name| format!("{name} ")).unwrap_or_default();
            let mutable = if inner["is_mutable"] == true { "mut " } else { "" };
            format!("&{lifetime}{mutable}{}", type_of(&inner["type"]))
        }
        "slice" => format!("[{}]", type_of(inner)),
        "array" => format!("[{}; {}]", type_of(&inner["type"]), text(&inner["len"])),
        "tuple" => format!("({})", list(inner).map(type_of).collect::<Vec<_>>().join(", ")),
        "impl_trait" => joined(list(inner).map(bound), "impl ", " + ", ""),
        "dyn_trait" => joined(list(&inner["traits"]).map(|it| path_of(&it["trait"])), "dyn ", " + ", ""),
        "function_pointer" => format!("fn{}", call(&inner["sig"])),
        "qualified_path" => format!("{}::{}", type_of(&inner["self_type"]), text(&inner["name"])),
        other => panic!("a type of a kind that is not rendered yet: {other}"),
    }
}

/// `<N: Into<String>>`, without what stands for `impl` in the inputs.
fn generics(value: &Value) -> String {
    let parameter = |it: &Value| {
        let (kind, inner) = only(&it["kind"]);
        let bounds = list(&inner["bounds"]).map(bound);
        let hidden = kind == "type" && inner["is_synthetic"] == true;
        (!hidden).then(|| text(&it["name"]).to_owned() + &joined(bounds, ": ", " + ", ""))
    };
    joined(list(&value["params"]).filter_map(parameter), "<", ", ", ">")
}

/// ` where T: Debug`.
fn conditions(value: &Value) -> String {
    let condition = |it: &Value| match only(it) {
        ("bound_predicate", it) => type_of(&it["type"]) + &joined(list(&it["bounds"]).map(bound), ": ", " + ", ""),
        (_, other) => other.to_string(),
    };
    joined(list(&value["where_predicates"]).map(condition), " where ", ", ", "")
}

fn result(output: &Value) -> String {
    if output.is_null() { String::new() } else { format!(" -> {}", type_of(output)) }
}

/// `(&self, name: &str) -> Bucket`.
fn call(signature: &Value) -> String {
    let input = |it: &Value| match (text(&it[0]), type_of(&it[1])) {
        ("self", kind) => kind.replace("Self", "self"),
        (name, kind) => format!("{name}: {kind}"),
    };
    let inputs: Vec<String> = list(&signature["inputs"]).map(input).collect();
    format!("({}){}", inputs.join(", "), result(&signature["output"]))
}

fn function(inner: &Value) -> String {
    let words = [("is_const", "const "), ("is_async", "async "), ("is_unsafe", "unsafe ")];
    let words: String = words.iter().filter(|(flag, _)| inner["header"][flag] == true).map(|(_, word)| *word).collect();
    let (parameters, conditions) = (generics(&inner["generics"]), conditions(&inner["generics"]));
    format!("{words}fn{parameters}{}{conditions}", call(&inner["sig"]))
}

#[test]
#[ignore = "it needs rustdoc's JSON of the crate: `just api` makes it, and runs this"]
fn the_public_surface_is_the_one_in_api_txt() {
    let json = std::env::var("RUSTDOC_JSON").expect("`just api` names the file in RUSTDOC_JSON");
    let json = std::fs::read(&json).unwrap_or_else(|error| panic!("{json}: {error}"));
    let now = Surface::of(&serde_json::from_slice(&json).expect("JSON"));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api.txt");
    if std::env::var_os("BLESS").is_some() {
        let lines: Vec<&str> = now.iter().map(String::as_str).chain([""]).collect();
        std::fs::write(&file, lines.join("\n")).expect("it can be written");
        return;
    }
    let before = std::fs::read_to_string(&file).expect("tests/api.txt");
    let before: BTreeSet<String> = before.lines().map(str::to_owned).collect();
    let removed = before.difference(&now).map(|line| format!("\n- {line}"));
    let added = now.difference(&before).map(|line| format!("\n+ {line}"));
    let changes: String = removed.chain(added).collect();
    assert!(changes.is_empty(), "the public surface changed; `BLESS=1 just api` accepts it:{changes}");
}
