//! The messages of values that do not have the shape they must have: they name the field, and what it can be.

/// Returns a message that names the field, by its path in the body: `.` for the body itself.
pub(crate) fn named(path: &str, message: &str) -> String {
    let kinds = ["missing field `", "unknown field `", "duplicate field `"];
    if let Some(rest) = kinds.iter().find_map(|kind| message.strip_prefix(kind)) {
        // The message names the field, and the path may end with it.
        let name = rest.split('`').next().unwrap_or_default();
        let parent = path.strip_suffix(name).map_or(path, |parent| parent.strip_suffix('.').unwrap_or(parent));
        return if matches!(parent, "" | ".") { message.to_owned() } else { format!("`{parent}`: {message}") };
    }
    if message == "expected value" {
        // A value with a name for each of its forms.
        return format!("`{path}` is an object with exactly one member");
    }
    if let Some((given, expected)) = message.split_once(", expected ") {
        if let Some(given) = given.strip_prefix("invalid type: ").or_else(|| given.strip_prefix("invalid value: ")) {
            return format!("`{path}` is {}, and {} was given", allowed(expected), shown(given));
        }
        if let Some(given) = given.strip_prefix("unknown variant ") {
            let names: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
            return format!("`{path}`: there is no {given}: there are {}", listed(&names));
        }
    }
    format!("`{path}`: {message}")
}

/// Returns the words for a type, for the name that serde has for it.
fn allowed(expected: &str) -> &str {
    match expected {
        "u64" | "usize" => "a whole number from 0 up",
        "u16" => "a whole number from 0 to 65535",
        "f64" => "a number",
        "a boolean" => "`true` or `false`",
        "a sequence" => "a list",
        "a map" => "an object",
        "newtype variant" => "a member with a value",
        "string or map" => "an object with exactly one member",
        text => text,
    }
}

/// Returns the words for a given value, for those that serde has for it.
fn shown(given: &str) -> String {
    let (kind, value) = given.split_once(' ').unwrap_or((given, ""));
    match kind {
        "map" => "an object".to_owned(),
        "sequence" => "a list".to_owned(),
        "string" => format!("the string {value}"),
        "integer" => format!("the number {value}"),
        "floating" => format!("the number {}", value.strip_prefix("point ").unwrap_or(value)),
        "boolean" => value.to_owned(),
        "null" => "`null`".to_owned(),
        "unit" => "only its name".to_owned(),
        _ => given.to_owned(),
    }
}

/// Lists names in a sentence.
pub(crate) fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
