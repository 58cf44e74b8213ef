//! A form, with which browsers upload files: `multipart/form-data`, split without being copied.
//!
//! Sources: RFC 7578; `help.aliyun.com/zh/oss/support/0006-00000109` (the start of a field), `…/0006-00000110` (the length of
//! its name), `help.aliyun.com/document_detail/480528.html` (its value), and `…/en/oss/user-guide/0006-00000112` (the
//! fields before the file). Names are not case-sensitive: `AlibabaCloudDocs/oss`, `PostObject`.

use std::borrow::Cow;
use std::collections::HashSet;

use bytes::Bytes;
use http::HeaderName;

use super::header;
use super::text::lossy;
use crate::error::{Cause, Refusal};
use crate::world::USER_META;

/// The largest length of the name of a field.
const MAX_NAME: usize = 8 * 1024;
/// The largest length of the value of a field.
const MAX_VALUE: usize = 2 * 1024 * 1024;
/// The largest length of all fields together, without the file.
const MAX_FIELDS: usize = 8 * 1024 * 1024;
/// The largest number of fields, and the largest head of each: ossmock's own bounds, OSS publishes none.
const MOST_FIELDS: usize = 1_000;
const MAX_HEAD: usize = MAX_NAME + 8 * 1024;
/// The largest length of a boundary.
///
/// Source: RFC 2046, section 5.1.1.
const MAX_BOUNDARY: usize = 70;

/// The media type of a form.
const MEDIA_TYPE: &str = "multipart/form-data";

/// The name of the field with the file.
const FILE: &str = "file";

/// A form, as it was sent.
#[derive(Debug)]
pub(crate) struct Form {
    /// The fields before the file, in their order; names that mean something are unique.
    pub fields: Vec<Field>,
    pub file: UploadedFile,
    /// The names of the fields after the file, which mean nothing to OSS.
    pub behind: Vec<String>,
}

/// A field that is not the file.
#[derive(Debug)]
pub(crate) struct Field {
    /// The name as it was written.
    pub name: String,
    pub value: Bytes,
}

/// The uploaded file.
#[derive(Debug)]
pub(crate) struct UploadedFile {
    /// The name of the file on the client's side.
    pub name: Option<String>,
    pub media_type: Option<String>,
    pub body: Bytes,
}

impl Form {
    /// Refuses a `Content-Type` that no form has, before its body has arrived.
    ///
    /// Sources: issue 121 of `aliyun-oss-csharp-sdk` (none), and `AlibabaCloudDocs/oss`, HTTP 400 status code (another).
    pub fn check_media_type(content_type: Option<&str>) -> Result<(), Refusal> {
        let Some(content_type) = content_type else {
            let refusal = Refusal::from(Cause::MethodNotAllowed).with("Method", "POST").with("ResourceType", "Bucket");
            return Err(refusal.note("a request without a Content-Type is no form"));
        };
        let media_type = content_type.split_once(';').map_or(content_type, |(media_type, _)| media_type);
        if media_type.trim().eq_ignore_ascii_case(MEDIA_TYPE) { Ok(()) } else { Err(Cause::PostNotMultipart.into()) }
    }

    /// Reads a body, in linear time. The file keeps it alive, unless the file is the smaller part of it.
    pub fn read(content_type: Option<&str>, body: &Bytes) -> Result<Self, Refusal> {
        Self::check_media_type(content_type)?;
        let boundary = content_type.and_then(boundary).ok_or_else(|| malformed("the Content-Type has no boundary"))?;
        let mut cutter = Cutter::new(body, &boundary)?;
        let mut form = FormReader::default();
        while let Some((head, value)) = cutter.part()? {
            form.take(&PartHead::read(head)?, value)?;
        }
        let file = form.file.ok_or(Cause::PostFileMissing)?;
        let body =
            if body.len() - file.body.len() > file.body.len() { Bytes::copy_from_slice(&file.body) } else { file.body };
        Ok(Self { fields: form.fields, file: UploadedFile { body, ..file }, behind: form.behind })
    }

    /// Returns the names of the fields on the upload and the answer, in lower case: those that a policy is about.
    pub fn about_the_upload(&self) -> impl Iterator<Item = String> {
        let names = self.fields.iter().filter(|field| means_something(&field.name)).map(|field| &field.name);
        names.map(|name| name.to_ascii_lowercase()).filter(|name| !OF_SIGNATURES.contains(&name.as_str()))
    }

    /// Returns the value of a field, if there is one.
    pub fn get(&self, name: &str) -> Option<&Bytes> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name)).map(|field| &field.value)
    }

    /// Returns the value of a field as text; bytes that are not UTF-8 are replaced.
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.get(name).map(|value| lossy(value))
    }
}

fn malformed(what: &str) -> Refusal {
    Refusal::from(Cause::PostMalformed).note(what)
}

/// A form that is being read.
#[derive(Default)]
struct FormReader {
    fields: Vec<Field>,
    /// The names of the fields that mean something, in lower case.
    meant: HashSet<String>,
    file: Option<UploadedFile>,
    behind: Vec<String>,
    /// The length of names and values together, without the file.
    size: usize,
}

impl FormReader {
    fn take(&mut self, head: &PartHead<'_>, value: Bytes) -> Result<(), Refusal> {
        let name = &*head.name;
        if name.eq_ignore_ascii_case(FILE) {
            if self.file.is_some() {
                return Err(Cause::PostSeveralFiles.into());
            }
            let media_type = head.media_type.map(str::to_owned);
            self.file = Some(UploadedFile { name: head.file_name.clone(), media_type, body: value });
            return Ok(());
        }
        self.size += name.len() + value.len();
        for (cause, has, size, most) in [
            (Cause::PostFieldNameTooLong, "the name of a field has", name.len(), MAX_NAME),
            (Cause::PostFieldTooLong, "a field has", value.len(), MAX_VALUE),
            (Cause::PostFieldsTooLong, "the fields have", self.size, MAX_FIELDS),
        ] {
            if size > most {
                let refusal =
                    Refusal::from(cause).over(has, size as u64, most as u64).with("MaxSizeAllowed", most.to_string());
                return Err(refusal.with("ProposedSize", size.to_string()));
            }
        }
        if self.fields.len() + self.behind.len() == MOST_FIELDS {
            return Err(malformed(&format!("the form has more than {MOST_FIELDS} fields")));
        }
        if self.file.is_some() {
            if means_something(name) {
                return Err(Refusal::from(Cause::PostFileNotLast).note(format!("`{name}` stands after the file")));
            }
            self.behind.push(name.to_owned());
            return Ok(());
        }
        if means_something(name) && !self.meant.insert(name.to_ascii_lowercase()) {
            return Err(malformed(&format!("`{name}` is there twice")));
        }
        self.fields.push(Field { name: name.to_owned(), value });
        Ok(())
    }
}

/// The fields on the caller and the upload, in lower case.
const OWN: [&str; 4] = ["key", "ossaccesskeyid", "policy", "signature"];

/// The fields of a signature, in lower case.
const OF_SIGNATURES: [&str; 8] = [
    "ossaccesskeyid",
    "policy",
    "signature",
    "x-oss-credential",
    "x-oss-date",
    "x-oss-security-token",
    "x-oss-signature",
    "x-oss-signature-version",
];

/// The fields on the answer.
const ANSWERS: [HeaderName; 2] = [header::SUCCESS_ACTION_REDIRECT, header::SUCCESS_ACTION_STATUS];

/// The fields without `x-oss-` whose headers begin with it.
const CALLBACKS: [(&str, HeaderName); 2] =
    [("callback", header::X_OSS_CALLBACK), ("callback-var", header::X_OSS_CALLBACK_VAR)];

/// Returns `true` if OSS uses a field of this name.
pub(super) fn means_something(name: &str) -> bool {
    stands_for(name).is_some() || OWN.iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// Returns the header that a field of this name stands for: one that `PutObject` keeps, one that begins with `x-oss-`, or one
/// on the answer.
pub(super) fn stands_for(name: &str) -> Option<HeaderName> {
    let ours = name.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("x-oss-"));
    if ours {
        return HeaderName::from_bytes(name.as_bytes()).ok();
    }
    let same = header::KEPT.into_iter().chain(ANSWERS).find(|header| header.as_str().eq_ignore_ascii_case(name));
    same.or_else(|| CALLBACKS.into_iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, header)| header))
}

/// Returns `true` if a field contains user metadata.
pub(super) fn is_user_meta(name: &str) -> bool {
    name.get(..USER_META.len()).is_some_and(|start| start.eq_ignore_ascii_case(USER_META))
}

/// Reads the boundary of `multipart/form-data; boundary=9431149156168`, quoted or not.
fn boundary(content_type: &str) -> Option<String> {
    let (_, parameters) = content_type.split_once(';')?;
    let boundary = HeaderParameters(parameters).find(|(name, _)| name.eq_ignore_ascii_case("boundary"))?.1;
    (1..=MAX_BOUNDARY).contains(&boundary.len()).then_some(boundary)
}

/// Moves from delimiter to delimiter.
struct Cutter<'b> {
    body: &'b Bytes,
    /// The delimiter, with its line break.
    delimiter: Vec<u8>,
    /// The offset after the last delimiter.
    at: usize,
}

impl<'b> Cutter<'b> {
    fn new(body: &'b Bytes, boundary: &str) -> Result<Self, Refusal> {
        let delimiter = format!("\r\n--{boundary}").into_bytes();
        // Some clients begin with a line break.
        let at = [&delimiter[2..], &delimiter[..]].into_iter().find(|start| body.starts_with(start)).map(<[u8]>::len);
        let at = at.ok_or_else(|| malformed("the body does not begin with the boundary"))?;
        Ok(Self { body, delimiter, at })
    }

    /// Returns the head and the value of the next part; `None` after the last one.
    fn part(&mut self) -> Result<Option<(&'b [u8], Bytes)>, Refusal> {
        let rest = &self.body[self.at..];
        let padding = rest.iter().take_while(|byte| b" \t".contains(byte)).count();
        let rest = &rest[padding..];
        if rest.starts_with(b"--") {
            return Ok(None);
        }
        let Some(rest) = rest.strip_prefix(b"\r\n") else {
            return Err(malformed("after a boundary there is neither a line break nor the end"));
        };
        let head = find(&rest[..rest.len().min(MAX_HEAD)], b"\r\n\r\n");
        let head = head.ok_or_else(|| {
            if rest.len() > MAX_HEAD {
                Refusal::from(Cause::PostFieldNameTooLong).note("the head of a field is longer than 16 KiB")
            } else {
                malformed("the head of a field does not end")
            }
        })?;
        let start = self.body.len() - rest.len() + head + 4;
        // The line break before a delimiter may be the one that the head ends with.
        let end = find(&self.body[start - 2..], &self.delimiter).map(|end| start - 2 + end);
        let end = end.ok_or_else(|| malformed("the last field does not end"))?;
        self.at = end + self.delimiter.len();
        Ok(Some((&rest[..head], self.body.slice(start..end.max(start)))))
    }
}

/// Finds the offset of a text that begins with a carriage return.
fn find(body: &[u8], text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += body.get(at..)?.iter().position(|byte| *byte == b'\r')?;
        if body[at..].starts_with(text) {
            return Some(at);
        }
        at += 1;
    }
}

/// The head of a part.
struct PartHead<'b> {
    name: String,
    file_name: Option<String>,
    media_type: Option<&'b str>,
}

impl<'b> PartHead<'b> {
    fn read(head: &'b [u8]) -> Result<Self, Refusal> {
        let field = |what: &str| Refusal::from(Cause::PostFieldMalformed).note(what);
        let head = std::str::from_utf8(head).map_err(|_| field("the head of a field is not UTF-8"))?;
        let mut lines = head.split("\r\n").map(|line| line.split_once(':'));
        let disposition = lines.next().flatten().filter(|(name, _)| name.eq_ignore_ascii_case("content-disposition"));
        let (kind, parameters) = disposition.and_then(|(_, value)| value.split_once(';')).unwrap_or_default();
        if !kind.trim().eq_ignore_ascii_case("form-data") {
            return Err(field("a field does not begin with `Content-Disposition: form-data; name=`"));
        }
        let mut media_type = None;
        for line in lines {
            let (name, value) = line.ok_or_else(|| field("a line of a head has no colon"))?;
            if name.trim().eq_ignore_ascii_case("content-type") {
                media_type = Some(value.trim());
            }
        }
        let (mut name, mut file_name) = (None, None);
        for (parameter, value) in HeaderParameters(parameters) {
            match &*parameter.to_ascii_lowercase() {
                "name" => name = Some(value),
                "filename" => file_name = Some(value),
                // OSS does not read others, such as `filename*`.
                _ => {}
            }
        }
        let name = name.filter(|name| !name.is_empty()).ok_or_else(|| field("a field has no name"))?;
        Ok(Self { name, file_name, media_type: media_type.filter(|text| !text.is_empty()) })
    }
}

/// The parameters after the first semicolon of a header: `name="a"; filename=b`.
struct HeaderParameters<'a>(&'a str);

impl<'a> Iterator for HeaderParameters<'a> {
    type Item = (&'a str, String);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, rest) = self.0.split_once('=')?;
        let name = name.trim_start_matches([';', ' ', '\t']).trim_end();
        let (value, rest) = if let Some(quoted) = rest.trim_start().strip_prefix('"') {
            unquoted(quoted)?
        } else {
            let end = rest.find(';').unwrap_or(rest.len());
            (rest[..end].trim().to_owned(), &rest[end..])
        };
        self.0 = rest;
        Some((name, value))
    }
}

/// Returns the text up to the closing quote, and the text after it. A backslash counts as itself unless a quote or another
/// backslash follows, as in the paths of Windows.
fn unquoted(quoted: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut characters = quoted.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((text, &quoted[at + 1..])),
            '\\' => match characters.next_if(|(_, next)| matches!(next, '"' | '\\')) {
                Some((_, next)) => text.push(next),
                None => text.push('\\'),
            },
            character => text.push(character),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Form, Cause> {
        let content_type = "multipart/form-data; boundary=\"b\"";
        Form::read(Some(content_type), &Bytes::from(body.replace('\n', "\r\n"))).map_err(|refusal| refusal.cause)
    }

    fn field(name: &str, value: &str) -> String {
        format!("--b\nContent-Disposition: form-data; name=\"{name}\"\n\n{value}\n")
    }

    fn file(value: &str) -> String {
        format!(
            "--b\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\nContent-Type: text/plain\n\n{value}\n"
        )
    }

    #[test]
    fn fields_and_file_are_cut_out() {
        for start in ["", "\n"] {
            let body = format!("{start}{}{}{}--b--\n", field("Key", "a\nb\n"), field("empty", ""), file("hello\n--\n"));
            let form = read(&body).expect("a form");
            assert_eq!(form.text("key").as_deref(), Some("a\r\nb\r\n"));
            assert_eq!(form.text("empty").as_deref(), Some(""));
            assert_eq!(form.file.body, "hello\r\n--\r\n");
            assert_eq!(
                (form.file.name.as_deref(), form.file.media_type.as_deref()),
                (Some("a.txt"), Some("text/plain"))
            );
        }
    }

    #[test]
    fn what_is_no_form_is_told_apart() {
        let whole = format!("{}{}--b--", field("key", "k"), file("x"));
        assert!(read(&whole).is_ok());
        for (body, cause) in [
            (String::new(), Cause::PostMalformed),
            ("--c\n".to_owned(), Cause::PostMalformed),
            ("--bc\n".to_owned(), Cause::PostMalformed),
            ("--b\nContent-Disposition: form-data; name=\"key\"".to_owned(), Cause::PostMalformed),
            (whole.strip_suffix("\n--b--").expect("its end").to_owned(), Cause::PostMalformed),
            (format!("{}--b--", field("key", "k")), Cause::PostFileMissing),
            ("--b--".to_owned(), Cause::PostFileMissing),
            (format!("{}{}--b--", file("x"), file("y")), Cause::PostSeveralFiles),
            (format!("{}{}--b--", file("x"), field("key", "k")), Cause::PostFileNotLast),
            (format!("{}{}{}--b--", field("key", "k"), field("KEY", "k"), file("x")), Cause::PostMalformed),
            ("--b\nContent: form-data; name=\"key\"\n\nk\n--b--".to_owned(), Cause::PostFieldMalformed),
            ("--b\nContent-Disposition: form-data; name=\"\"\n\nk\n--b--".to_owned(), Cause::PostFieldMalformed),
            ("--b\nContent-Disposition: form-data; name=\"key\n\nk\n--b--".to_owned(), Cause::PostFieldMalformed),
            ("--b\n\nk\n--b--".to_owned(), Cause::PostMalformed),
            (format!("--b\nContent-Type: text/plain\n{}--b--", &field("key", "k")[4..]), Cause::PostFieldMalformed),
            (format!("--b\n {}--b--", &field("key", "k")[4..]), Cause::PostFieldMalformed),
            (format!("{}--b--", field(&"k".repeat(MAX_NAME + 1), "")), Cause::PostFieldNameTooLong),
            (format!("{}--b--", field(&"k".repeat(MAX_HEAD), "")), Cause::PostFieldNameTooLong),
            (format!("{}--b--", field("k", &"x".repeat(MAX_VALUE + 1))), Cause::PostFieldTooLong),
            (format!("{}--b--", field("k", &"x".repeat(MAX_VALUE)).repeat(5)), Cause::PostFieldsTooLong),
            (format!("{}--b--", field("k", "").repeat(MOST_FIELDS + 1)), Cause::PostMalformed),
        ] {
            assert_eq!(read(&body).err(), Some(cause), "{body:.200}");
        }
    }

    #[test]
    fn what_means_nothing_may_come_after_the_file() {
        let form = read(&format!("{}{}--b--", file("x"), field("submit", "Upload"))).expect("a form");
        assert_eq!(form.behind, ["submit"]);
    }

    #[test]
    fn names_are_read_as_browsers_write_them() {
        for (parameters, expected) in [
            (r#" name="file"; filename="a b.txt""#, vec![("name", "file"), ("filename", "a b.txt")]),
            (r"name=file;filename=a", vec![("name", "file"), ("filename", "a")]),
            (r#"name="a;b=c\"d""#, vec![("name", "a;b=c\"d")]),
            (r#"filename="C:\dir\a.txt""#, vec![("filename", r"C:\dir\a.txt")]),
            (r#"name="open"#, vec![]),
            ("", vec![]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
            assert_eq!(HeaderParameters(parameters).collect::<Vec<_>>(), expected, "{parameters}");
        }
    }

    #[test]
    fn a_small_file_does_not_keep_a_large_form() {
        let body =
            Bytes::from(format!("{}{}--b--", field("k", &"x".repeat(1_000)), file("hello")).replace('\n', "\r\n"));
        let within = |part: &Bytes, whole: &Bytes| whole.as_ptr_range().contains(&part.as_ptr());
        let form = Form::read(Some("multipart/form-data; boundary=b"), &body).expect("a form");
        assert!(!within(&form.file.body, &body));
        let body = Bytes::from(format!("{}--b--", file(&"x".repeat(1_000))).replace('\n', "\r\n"));
        let form = Form::read(Some("multipart/form-data; boundary=b"), &body).expect("a form");
        assert!(within(&form.file.body, &body));
    }
}
