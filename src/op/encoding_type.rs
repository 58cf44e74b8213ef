//! `encoding-type`: whether names in an answer are percent-encoded.

use std::borrow::Cow;

use super::refusals::invalid_argument;
use crate::error::{Cause, Refusal};
use crate::wire::text::push_encoded;
use crate::wire::xml::Writer;

/// How names are written in an answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Encoding {
    url: bool,
}

impl Encoding {
    /// What the parameter or element says, if it is there.
    pub fn read(text: Option<&str>) -> Result<Self, Refusal> {
        match text {
            None => Ok(Self { url: false }),
            Some(text) if text.eq_ignore_ascii_case("url") => Ok(Self { url: true }),
            // Source: `help.aliyun.com/en/oss/user-guide/0017-00000235`; what they do to a key is not said.
            Some(text @ ("url2" | "base64")) => Err(Refusal::not_emulated(&format!("the encoding type `{text}`"))),
            Some(text) => Err(invalid_argument(Cause::EncodingTypeInvalid, "encoding-type", text)),
        }
    }

    /// A key or a part of one, as the answer has it.
    pub fn written(self, text: &str) -> Cow<'_, str> {
        if !self.url {
            return text.into();
        }
        let mut encoded = Vec::with_capacity(text.len());
        push_encoded(&mut encoded, text.as_bytes());
        String::from_utf8(encoded).unwrap_or_default().into()
    }

    /// The element that says so.
    pub fn element(self, w: &mut Writer) {
        if self.url {
            w.leaf("EncodingType", "url");
        }
    }
}
