//! The table of the control plane in its page: each row has routes, calls in Python and Node, and tests of all of them.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

/// The routes that are not in the table: the page, and what tells of the server.
const OTHERS: &[&str] = &["GET ", "GET about", "GET health", "HEAD health", "GET openapi.json"];

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn all(paths: &[&str]) -> String {
    paths.iter().map(|path| read(path)).collect()
}

/// The pieces of code in a cell.
fn codes(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The rows of the table, as the codes of their cells.
fn rows(page: &str) -> Vec<[Vec<&str>; 4]> {
    let table = page.lines().skip_while(|line| !line.starts_with("| in Rust | ")).skip(2);
    let rows = table.take_while(|line| line.starts_with("| "));
    rows.map(|row| {
        let mut cells = row.trim_matches('|').split(" | ").map(codes);
        [(); 4].map(|()| cells.next().unwrap_or_else(|| panic!("four cells: {row}")))
    })
    .collect()
}

#[test]
fn each_row_has_its_routes_its_calls_and_their_tests() {
    let page = read("docs/control-plane.md");
    let document: Value = serde_json::from_str(&read("src/mount/control/openapi.json")).expect("JSON");
    let described: BTreeSet<String> = document["paths"]
        .as_object()
        .expect("paths")
        .iter()
        .flat_map(|(path, methods)| {
            let path = path.trim_start_matches("/_ossmock/");
            methods.as_object().expect("methods").keys().map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let (python, node) = (read("python/ossmock/control.py"), read("node/src/client.js"));
    let python_tests = all(&["python/tests/test_control.py", "python/tests/test_shared.py"]);
    let (node_tests, rust_tests) =
        (read("node/test/control.test.js"), all(&["tests/it/control.rs", "tests/it/control_orders.rs"]));
    let mut routes: BTreeSet<String> = OTHERS.iter().map(|&route| route.to_owned()).collect();
    let mut lacks = Vec::new();
    let rows = rows(&page);
    assert!(rows.len() > 15, "{rows:?}");
    for [rust, http, in_python, in_node] in &rows {
        let mut check = |has: bool, what: String| {
            if !has {
                lacks.push(what);
            }
        };
        let is_route =
            |code: &&&str| code.split(' ').next().is_some_and(|word| word.bytes().all(|b| b.is_ascii_uppercase()));
        let of_row: Vec<&&str> = http.iter().filter(is_route).collect();
        check(!of_row.is_empty() && !in_python.is_empty() && !in_node.is_empty(), format!("{rust:?}: a cell is empty"));
        for route in of_row {
            routes.insert((*route).to_owned());
            let path = route.split(' ').nth(1).unwrap_or_default();
            let is_sent = ["\"", "?"].iter().any(|after| {
                ["\"", "/_ossmock/"].iter().any(|before| rust_tests.contains(&format!("{before}{path}{after}")))
            });
            check(is_sent, format!("a test in Rust of `{route}`"));
        }
        for call in in_python {
            check(python.contains(&format!("    def {call}(")), format!("the call `{call}` in Python"));
            check(python_tests.contains(&format!(".{call}(")), format!("a test of `{call}` in Python"));
        }
        for call in in_node {
            let is_there = ["", "async "].iter().any(|kind| node.contains(&format!("\n  {kind}{call}(")));
            check(is_there, format!("the call `{call}` in Node"));
            check(node_tests.contains(&format!("\n  {call}: [")), format!("a test of `{call}` in Node"));
        }
    }
    assert!(lacks.is_empty(), "the table of docs/control-plane.md lacks: {lacks:#?}");
    assert_eq!(routes, described, "the routes of the table, and those of openapi.json");
}
