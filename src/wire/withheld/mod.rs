//! The display of texts that a client sends, without the secrets in them.

mod body;
mod lines;
mod names;
mod target;
mod tree;

pub(crate) use body::body_without_secrets;
pub(crate) use names::{WITHHELD, is_secret_name};
pub(crate) use target::{lines_without_secrets, text_without_secrets, without_secrets};
