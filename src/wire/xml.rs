//! XML in and out, over quick-xml.
//!
//! Reading gives a small tree. It is strict where quick-xml is not: UTF-8 only, one root, nothing behind it, no DTD, no
//! entities but the predefined ones, no text beside elements, bounded depth.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt::Write as _;
use std::ops::Deref;

use quick_xml::Reader;
use quick_xml::events::{BytesDecl, BytesEnd, BytesRef, BytesStart, BytesText, Event};

use super::Call;

/// How deep elements may nest. The deepest body OSS takes has six levels.
const MAX_DEPTH: usize = 16;

/// The body is not well-formed, or not of the expected shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed(pub &'static str);

/// An element: children, or text. Attributes are checked and dropped, as no body of OSS has one that matters.
#[derive(Debug, Default)]
pub(crate) struct Element<'a> {
    pub name: String,
    pub text: Cow<'a, str>,
    pub children: Vec<Element<'a>>,
    /// Whether somebody has asked for it.
    asked: Cell<bool>,
}

impl<'a> Element<'a> {
    /// The one child of this name, if there is one; several are an error.
    pub fn optional(&self, name: &str) -> Result<Option<&Element<'a>>, Malformed> {
        let mut found = self.all(name);
        match (found.next(), found.next()) {
            (one, None) => Ok(one),
            _ => Err(Malformed("an element is there twice")),
        }
    }

    /// All children of this name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &Element<'a>> {
        let named = self.children.iter().filter(move |child| child.name == name);
        named.inspect(|child| child.asked.set(true))
    }

    /// All children.
    pub fn each(&self) -> impl Iterator<Item = &Element<'a>> {
        self.children.iter().inspect(|child| child.asked.set(true))
    }

    /// What nobody asked for, in what somebody did.
    fn unasked(&self, tell: &mut impl FnMut(&str)) {
        for child in &self.children {
            if child.asked.get() {
                child.unasked(tell);
            } else {
                tell(&child.name);
            }
        }
    }

    /// The one child of this name.
    pub fn required(&self, name: &str) -> Result<&Element<'a>, Malformed> {
        self.optional(name)?.ok_or(Malformed("a required element is missing"))
    }

    /// The text of an element that must not have children.
    pub fn leaf(&self) -> Result<&str, Malformed> {
        if self.children.is_empty() {
            Ok(&self.text)
        } else {
            Err(Malformed("an element has children where text is due"))
        }
    }
}

/// The body of a request: when it was read, the request is told which elements nobody asked for.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    root: Element<'a>,
    call: &'a Call,
}

impl<'a> Document<'a> {
    pub fn read(body: &'a [u8], root: &str, call: &'a Call) -> Result<Self, Malformed> {
        Ok(Self { root: read(body, root)?, call })
    }
}

impl<'a> Deref for Document<'a> {
    type Target = Element<'a>;

    fn deref(&self) -> &Element<'a> {
        &self.root
    }
}

impl Drop for Document<'_> {
    fn drop(&mut self) {
        self.root.unasked(&mut |name| self.call.ignore_element(name));
    }
}

/// Reads a document with this root.
pub(crate) fn read<'a>(body: &'a [u8], root: &str) -> Result<Element<'a>, Malformed> {
    let text = std::str::from_utf8(body).map_err(|_| Malformed("the body is not UTF-8"))?;
    // Clients may put white space before the declaration.
    let text = text.trim_start();
    if text.contains('\0') {
        return Err(Malformed("there is a NUL"));
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut open: Vec<Element<'a>> = Vec::new();
    let mut done: Option<Element<'a>> = None;
    loop {
        match reader.read_event().map_err(|_| Malformed("the body is not well-formed"))? {
            Event::Start(tag) => {
                if done.is_some() {
                    return Err(Malformed("there is a second root"));
                }
                if open.len() == MAX_DEPTH {
                    return Err(Malformed("elements nest too deep"));
                }
                open.push(element(&tag)?);
            }
            Event::Empty(tag) => {
                if done.is_some() {
                    return Err(Malformed("there is a second root"));
                }
                close(element(&tag)?, &mut open, &mut done)?;
            }
            Event::End(_) => {
                let element = open.pop().ok_or(Malformed("an end tag has no start"))?;
                close(element, &mut open, &mut done)?;
            }
            Event::Text(text) => {
                if text.contains("]]>") {
                    return Err(Malformed("there is `]]>` in a text"));
                }
                append(&mut open, text.into_inner())?;
            }
            Event::CData(text) => {
                if open.is_empty() {
                    return Err(Malformed("there is text outside the root"));
                }
                append(&mut open, text.into_inner())?;
            }
            Event::GeneralRef(reference) => append(&mut open, Cow::Owned(resolve(&reference)?))?,
            Event::DocType(_) => return Err(Malformed("there is a document type")),
            Event::Decl(_) if done.is_none() && open.is_empty() => {}
            Event::Decl(_) => return Err(Malformed("the declaration is not at the start")),
            Event::Comment(_) | Event::PI(_) => {}
            Event::Eof if open.is_empty() => break,
            Event::Eof => return Err(Malformed("the body ends inside an element")),
        }
    }
    let document = done.ok_or(Malformed("there is no root element"))?;
    if document.name == root { Ok(document) } else { Err(Malformed("the root element has another name")) }
}

fn element<'a>(tag: &BytesStart<'_>) -> Result<Element<'a>, Malformed> {
    if tag.attributes_raw().contains('<') || tag.attributes().any(|attribute| attribute.is_err()) {
        return Err(Malformed("an attribute is not well-formed"));
    }
    let name = tag.name().0;
    if !is_name(name) {
        return Err(Malformed("an element has no valid name"));
    }
    Ok(Element { name: name.to_owned(), ..Element::default() })
}

/// Whether ASCII characters stand where XML names may have them; beyond ASCII, anything goes.
fn is_name(name: &str) -> bool {
    let start = |b: u8| b.is_ascii_alphabetic() || b"_:".contains(&b) || !b.is_ascii();
    let rest = |b: u8| start(b) || b.is_ascii_digit() || b"-.".contains(&b);
    name.bytes().next().is_some_and(start) && name.bytes().all(rest)
}

fn close<'a>(element: Element<'a>, open: &mut [Element<'a>], done: &mut Option<Element<'a>>) -> Result<(), Malformed> {
    if !element.children.is_empty() && !element.text.trim_ascii().is_empty() {
        return Err(Malformed("there is text beside elements"));
    }
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => *done = Some(element),
    }
    Ok(())
}

fn append<'a>(open: &mut [Element<'a>], text: Cow<'a, str>) -> Result<(), Malformed> {
    match open.last_mut() {
        Some(element) if element.text.is_empty() => element.text = text,
        Some(element) => element.text.to_mut().push_str(&text),
        None if text.trim_ascii().is_empty() => {}
        None => return Err(Malformed("there is text outside the root")),
    }
    Ok(())
}

fn resolve(reference: &BytesRef<'_>) -> Result<String, Malformed> {
    let unknown = Malformed("there is an unknown entity");
    // OSS takes references to control characters, which XML 1.0 does not: keys may have them.
    if let Some(character) = reference.resolve_char_ref().map_err(|_| unknown)? {
        return Ok(character.into());
    }
    quick_xml::escape::resolve_predefined_entity(reference).map(str::to_owned).ok_or(unknown)
}

/// Writes a document the way OSS does: declaration, two blanks a level, a line feed at the end.
pub(crate) struct Writer(quick_xml::Writer<Vec<u8>>);

impl Writer {
    pub fn document(root: &str, content: impl FnOnce(&mut Self)) -> Vec<u8> {
        Self::write(|writer| writer.group(root, content))
    }

    /// A document whose root has text.
    pub fn document_text(root: &str, text: &str) -> Vec<u8> {
        Self::write(|writer| writer.leaf(root, text))
    }

    fn write(content: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut writer = Self(quick_xml::Writer::new_with_indent(Vec::with_capacity(512), b' ', 2));
        writer.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        content(&mut writer);
        let mut bytes = writer.0.into_inner();
        bytes.push(b'\n');
        bytes
    }

    pub fn group(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.event(Event::Start(BytesStart::new(name)));
        let start = self.0.get_ref().len();
        content(self);
        if self.0.get_ref().len() == start {
            self.text("");
        }
        self.event(Event::End(BytesEnd::new(name)));
    }

    pub fn leaf(&mut self, name: &str, text: &str) {
        self.event(Event::Start(BytesStart::new(name)));
        self.text(text);
        self.event(Event::End(BytesEnd::new(name)));
    }

    /// A text event, even an empty one, keeps the end tag on the line: `<KMSMasterKeyID></KMSMasterKeyID>`. Parsers take
    /// white space in an element for its text.
    fn text(&mut self, text: &str) {
        self.event(Event::Text(BytesText::from_escaped(escaped(text))));
    }

    pub fn flag(&mut self, name: &str, is: bool) {
        self.leaf(name, if is { "true" } else { "false" });
    }

    fn event(&mut self, event: Event<'_>) {
        self.0.write_event(event).expect("writing into a Vec cannot fail");
    }
}

/// Returns `true` for characters that are written as numeric references: those that XML 1.0 forbids, and the carriage
/// return, which parsers read as a line feed.
///
/// Source: `aliyun-oss-java-sdk`, issue 333: a listing without `encoding-type` has references that strict parsers refuse.
const fn is_referenced(c: char) -> bool {
    (c < ' ' && !matches!(c, '\t' | '\n')) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// The text with everything escaped that XML gives a meaning or cannot carry.
fn escaped(text: &str) -> Cow<'_, str> {
    let escaped = quick_xml::escape::escape(text);
    if !escaped.contains(is_referenced) {
        return escaped;
    }
    let mut referenced = String::with_capacity(escaped.len() + 8);
    for c in escaped.chars() {
        if is_referenced(c) {
            let _ = write!(referenced, "&#{};", u32::from(c));
        } else {
            referenced.push(c);
        }
    }
    referenced.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_formed_bodies_are_read() {
        for body in [
            "<r><a>x&amp;y</a></r>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r>\n  <a>x&amp;y</a>\n</r>\n",
            "\n  <?xml version=\"1.0\"?><r xmlns=\"http://doc.oss-cn-hangzhou.aliyuncs.com\"><a>x&#38;y</a></r>",
            "<!-- c --><r><a><![CDATA[x&y]]></a><b/></r><!-- c -->",
        ] {
            let root = read(body.as_bytes(), "r").unwrap_or_else(|e| panic!("{body}: {e:?}"));
            assert_eq!(root.required("a").unwrap().leaf().unwrap(), "x&y", "{body}");
        }
    }

    #[test]
    fn anything_else_is_malformed() {
        let deep = format!("<r>{}{}</r>", "<a>".repeat(16), "</a>".repeat(16));
        for body in [
            "",
            " ",
            "text",
            "<r>",
            "<r></s>",
            "</r>",
            "<r/><r/>",
            "<r/>x",
            "<r/><![CDATA[]]>",
            "x<r/>",
            "<s/>",
            "<n:r/>",
            "<r><!-- a -- b --></r>",
            "<r>]]></r>",
            "<r><1a/></r>",
            "<r><a!/></r>",
            "<r x='<'/>",
            "<r>\0</r>",
            "<r><a></r>",
            "<r>&nbsp;</r>",
            "<r>&#0;</r>",
            "<r>&#xD800;</r>",
            "<!DOCTYPE r><r/>",
            "<r a></r>",
            "<r a='1' a='2'/>",
            "<r>x<a/></r>",
            "<r/><?xml version='1.0'?>",
            "<r",
            "<r><",
            "{\"r\":1}",
            &deep,
        ] {
            assert!(read(body.as_bytes(), "r").is_err(), "{body}");
        }
        assert!(read(b"<r>\xff</r>", "r").is_err());
    }

    #[test]
    fn control_characters_are_read_raw_and_by_reference_and_written_by_reference() {
        let all: String = ('\u{1}'..' ').chain(['\u{7f}', '\u{fffe}', '\u{ffff}']).collect();
        let references = all.chars().map(|c| format!("&#x{:X};", u32::from(c))).collect::<Vec<_>>().concat();
        let written = String::from_utf8(Writer::document("r", |w| w.leaf("k", &all))).unwrap();
        for body in [format!("<r><k>{all}</k></r>"), format!("<r><k>{references}</k></r>"), written] {
            let root = read(body.as_bytes(), "r").unwrap();
            assert_eq!(root.required("k").unwrap().leaf().unwrap(), all, "{body}");
        }
    }

    #[test]
    fn documents_are_written_as_oss_does() {
        let bytes = Writer::document("Error", |w| {
            w.leaf("Code", "a<b&\u{1}\r\u{ffff}");
            w.group("Group", |w| w.leaf("Empty", ""));
            w.group("Nobody", |_| {});
        });
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>\n  <Code>a&lt;b&amp;&#1;&#13;&#65535;</Code>\n  <Group>\n    <Empty></Empty>\n  </Group>\n  <Nobody></Nobody>\n</Error>\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }
}
