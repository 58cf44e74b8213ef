//! A check of JSON against a JSON Schema, for what the OpenAPI document uses of it; anything else is an error.

use serde_json::Value;

/// Returns the schema a `$ref` refers to, or the value itself.
pub fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let Some(path) = value["$ref"].as_str() else { return value };
    let pointer = path.strip_prefix('#').expect("a reference into the document");
    document.pointer(pointer).unwrap_or_else(|| panic!("{path} leads nowhere"))
}

/// Panics where a value does not fit, with the place in it.
pub fn check(document: &Value, schema: &Value, value: &Value, place: &str) {
    let rules = resolve(document, schema).as_object().unwrap_or_else(|| panic!("{place}: there is no schema"));
    for (keyword, rule) in rules {
        let fits = match keyword.as_str() {
            "description" | "default" | "example" | "format" => true,
            "type" => match rule {
                Value::Array(names) => names.iter().any(|name| is(value, name)),
                name => is(value, name),
            },
            "anyOf" => {
                let kind = |schema: &Value| resolve(document, schema)["type"].clone();
                let schema = rule.as_array().expect("a list").iter().find(|schema| is(value, &kind(schema)));
                schema.inspect(|schema| check(document, schema, value, place)).is_some()
            }
            "enum" => rule.as_array().expect("a list").contains(value),
            "minimum" => value.as_u64() >= rule.as_u64(),
            "maximum" => value.as_u64() <= rule.as_u64(),
            "minProperties" => value.as_object().map(serde_json::Map::len) >= number(rule),
            "maxProperties" => value.as_object().map(serde_json::Map::len) <= number(rule),
            // What is said of objects and lists does not touch what is neither.
            "required" => {
                let mut names = rule.as_array().expect("a list").iter().map(|name| name.as_str().expect("a name"));
                value.as_object().is_none_or(|object| names.all(|name| object.contains_key(name)))
            }
            "additionalProperties" => {
                assert_eq!(*rule, false, "{place}: only `false` is checked");
                let known = rules["properties"].as_object().expect("properties");
                value.as_object().is_none_or(|object| object.keys().all(|key| known.contains_key(key)))
            }
            "properties" => {
                for (name, schema) in rule.as_object().expect("properties") {
                    if let Some(inner) = value.get(name) {
                        check(document, schema, inner, &format!("{place}/{name}"));
                    }
                }
                true
            }
            "items" => {
                for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(document, rule, item, &format!("{place}/{i}"));
                }
                true
            }
            other => panic!("{place}: `{other}` is not checked"),
        };
        assert!(fits, "{place}: {value} does not fit {keyword}: {rule}");
    }
}

fn number(rule: &Value) -> Option<usize> {
    rule.as_u64().and_then(|number| number.try_into().ok())
}

fn is(value: &Value, name: &Value) -> bool {
    match name.as_str().expect("the name of a type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("`{other}` is not a type"),
    }
}
