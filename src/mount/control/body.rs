//! The reader of bodies in JSON, whose messages name the field that is wrong and what it can be.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::reply::Problem;
use crate::world_file::{json_message, named};

/// Reads a body that is a JSON object.
pub(super) fn read_object<'a, T: Deserialize<'a>>(body: &'a str) -> Result<T, Problem> {
    check_object(body, "")?;
    let mut reader = serde_json::Deserializer::from_str(body);
    let read = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let message = json_message(error.inner());
        let is_json = serde_json::from_str::<IgnoredAny>(body).is_ok();
        let text = if is_json { named(&error.path().to_string(), &message) } else { message };
        Problem::bad_request(text).at(error.inner())
    })?;
    reader.end()?;
    Ok(read)
}

/// Checks that a body is a JSON object, of what `of` says: serde would read a list of the values as well.
pub(super) fn check_object(body: &str, of: &str) -> Result<(), Problem> {
    if body.trim_start().starts_with('{') {
        return Ok(());
    }
    Err(Problem::bad_request(format!("the body is a JSON object{of}")))
}
