//! Values in a table of a world file.

use toml::{Table, Value};

pub fn text(table: &Table, key: &str) -> Option<String> {
    table.get(key)?.as_str().map(str::to_owned)
}

pub fn tables(table: &Table, key: &str) -> Vec<Table> {
    let values = table.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    values.iter().filter_map(Value::as_table).cloned().collect()
}
