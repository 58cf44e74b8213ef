//! `encoding-type`: the percent-encoding of names in an answer.

use std::borrow::Cow;

use super::refusals::invalid_argument;
use crate::error::{Cause, Refusal};
use crate::wire::text::push_encoded;
use crate::wire::xml::Writer;

/// The encoding of names in an answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Encoding {
    url: bool,
}

impl Encoding {
    /// Reads the parameter or element, if there is one.
    pub fn read(text: Option<&str>) -> Result<Self, Refusal> {
        match text {
            None => Ok(Self { url: false }),
            Some(text) if text.eq_ignore_ascii_case("url") => Ok(Self { url: true }),
            // Source: `help.aliyun.com/en/oss/user-guide/0017-00000235`; their effect on a key is not documented.
            Some(text @ ("url2" | "base64")) => Err(Refusal::not_emulated(&format!("the encoding type `{text}`"))),
            Some(text) => Err(invalid_argument(Cause::EncodingTypeInvalid, "encoding-type", text)),
        }
    }

    /// Writes a key or a part of one as the answer has it.
    pub fn written(self, text: &str) -> Cow<'_, str> {
        if !self.url {
            return text.into();
        }
        let mut encoded = Vec::with_capacity(text.len());
        push_encoded(&mut encoded, text.as_bytes());
        String::from_utf8(encoded).unwrap_or_default().into()
    }

    /// Writes the element `EncodingType`, if names are encoded.
    pub fn element(self, w: &mut Writer) {
        if self.url {
            w.leaf("EncodingType", "url");
        }
    }
}
