//! XML reading and writing, over quick-xml.
//!
//! Reading gives a small tree. It is strict where quick-xml is not: UTF-8 only, one root, nothing after it, no DTD, only
//! the predefined entities, no text beside elements, bounded depth.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt::{self, Write as _};
use std::ops::Deref;

use quick_xml::Reader;
use quick_xml::events::{BytesDecl, BytesEnd, BytesRef, BytesStart, BytesText, Event};

use super::Call;
use super::caveats::{Caveats, Ignored};

/// The largest depth of nested elements. The deepest body that OSS takes has six levels.
const MAX_DEPTH: usize = 16;

/// The problem of a body that is not well-formed, or not of the expected shape, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Malformed {
    told: String,
    kind: MalformedKind,
}

/// The kinds of malformed bodies that have ECs of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MalformedKind {
    SecondRoot,
    OtherRoot,
    Other,
}

impl Malformed {
    fn new(problem: impl fmt::Display, place: Position<'_>) -> Self {
        Self::text(format!("{problem}, at {place}"))
    }

    fn character(c: char, place: Position<'_>) -> Self {
        Self::new(format_args!("there is the character U+{:04X}", u32::from(c)), place)
    }

    fn text(told: impl Into<String>) -> Self {
        Self { told: told.into(), kind: MalformedKind::Other }
    }

    fn of(self, kind: MalformedKind) -> Self {
        Self { kind, ..self }
    }

    pub const fn kind(&self) -> MalformedKind {
        self.kind
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told)
    }
}

impl From<Malformed> for String {
    fn from(malformed: Malformed) -> Self {
        malformed.told
    }
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// A place in a body: the text before it. Displayed as its line and its column in characters, from 1.
#[derive(Debug, Clone, Copy, Default)]
struct Position<'a>(&'a str);

impl<'a> Position<'a> {
    fn of(body: &'a str, offset: usize) -> Self {
        Self(body.get(..offset).unwrap_or(body))
    }

    /// Returns the name of a tag that ends here, as it is in the body.
    fn name_of(self, tag: &BytesStart<'_>, closing: &str) -> &'a str {
        let start = self.0.len().saturating_sub(closing.len() + tag.len());
        self.0.get(start..start + tag.name().0.len()).unwrap_or_default()
    }
}

impl fmt::Display for Position<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.0.rsplit('\n').next().unwrap_or_default().trim_start_matches(BYTE_ORDER_MARK);
        write!(f, "line {}, column {}", self.0.matches('\n').count() + 1, line.chars().count() + 1)
    }
}

/// An element: children, or text. Attributes are checked and dropped, as no body of OSS has an attribute that matters.
#[derive(Debug, Default)]
pub(crate) struct Element<'a> {
    pub name: &'a str,
    pub text: Cow<'a, str>,
    pub children: Vec<Element<'a>>,
    place: Position<'a>,
    /// `true` if the element was read.
    asked: Cell<bool>,
}

impl<'a> Element<'a> {
    /// Describes a problem of this element.
    pub fn wrong(&self, problem: impl fmt::Display) -> Malformed {
        // A long name is cut.
        Malformed::new(format_args!("`{:.128}` {problem}", self.name), self.place)
    }

    /// Returns the one child of this name; `None` if there is none, and an error if there are several.
    pub fn optional(&self, name: &str) -> Result<Option<&Element<'a>>, Malformed> {
        let mut found = self.all(name);
        match (found.next(), found.next()) {
            (one, None) => Ok(one),
            (_, Some(second)) => Err(second.wrong("is there a second time")),
        }
    }

    /// Returns all children of this name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &Element<'a>> {
        let named = self.children.iter().filter(move |child| child.name == name);
        named.inspect(|child| child.asked.set(true))
    }

    /// Returns all children.
    pub fn each(&self) -> impl Iterator<Item = &Element<'a>> {
        self.children.iter().inspect(|child| child.asked.set(true))
    }

    /// Passes on the names of the elements that were not read, inside those that were.
    fn unasked(&self, tell: &mut impl FnMut(&str)) {
        for child in &self.children {
            if child.asked.get() {
                child.unasked(tell);
            } else {
                tell(child.name);
            }
        }
    }

    /// Returns the one child of this name, which must exist.
    pub fn required(&self, name: &str) -> Result<&Element<'a>, Malformed> {
        self.optional(name)?.ok_or_else(|| self.wrong(format_args!("has no `{name}`")))
    }

    /// Returns the value of an element that is `true` or `false`, in any case: `aliyun-oss-python-sdk` writes `True` in some forms,
    /// and its live tests pass.
    pub fn flag(&self) -> Result<bool, Malformed> {
        let value = self.leaf()?;
        let is = |word: &str| value.eq_ignore_ascii_case(word);
        if is("true") || is("false") { Ok(is("true")) } else { Err(self.wrong("is neither `true` nor `false`")) }
    }

    /// Returns the text of an element that must not have children.
    pub fn leaf(&self) -> Result<&str, Malformed> {
        if self.children.is_empty() { Ok(&self.text) } else { Err(self.wrong("has elements where text is due")) }
    }
}

/// The body of a request. When it is dropped, the request learns which elements were not read.
#[derive(Debug)]
pub(crate) struct XmlBody<'a> {
    root: Element<'a>,
    notes: &'a RefCell<Caveats>,
}

impl<'a> XmlBody<'a> {
    pub fn read(body: &'a [u8], root: &str, characters: Characters, call: &'a Call) -> Result<Self, Malformed> {
        Ok(Self { root: read(body, root, characters)?, notes: call.notes() })
    }
}

impl<'a> Deref for XmlBody<'a> {
    type Target = Element<'a>;

    fn deref(&self) -> &Element<'a> {
        &self.root
    }
}

impl Drop for XmlBody<'_> {
    fn drop(&mut self) {
        let mut notes = self.notes.borrow_mut();
        self.root.unasked(&mut |name| notes.ignore(Ignored::Element, name));
    }
}

/// The characters that a document may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Characters {
    /// Those of XML 1.0.
    Xml,
    /// All but NUL, as keys may have them.
    OfKeys,
}

impl Characters {
    /// Source: <https://www.w3.org/TR/xml/#charsets>.
    const fn forbid(self, c: char) -> bool {
        match self {
            Self::Xml => is_referenced(c) && c != '\r',
            Self::OfKeys => c == '\0',
        }
    }

    /// Returns the first forbidden character and its place in the text.
    fn find(self, text: &str) -> Option<(usize, char)> {
        // All of them are single bytes, but for two that begin with 0xEF.
        let may_be = |b: u8| matches!(b, 0..=8 | 11 | 12 | 14..=31 | 0xef);
        // A fold looks at every byte, and at many at once.
        let suspect = text.bytes().fold(false, |any, b| any | may_be(b));
        suspect.then(|| text.char_indices().find(|(_, c)| self.forbid(*c)))?
    }

    fn check(self, text: &str, place: Position<'_>) -> Result<(), Malformed> {
        self.find(text).map_or(Ok(()), |(_, c)| Err(Malformed::character(c, place)))
    }
}

/// Reads a document with this root.
pub(crate) fn read<'a>(body: &'a [u8], root: &str, characters: Characters) -> Result<Element<'a>, Malformed> {
    let body = std::str::from_utf8(body).map_err(|error| {
        let valid = String::from_utf8_lossy(&body[..error.valid_up_to()]);
        Malformed::new("the body is not UTF-8", Position(&valid))
    })?;
    if let Some((at, c)) = characters.find(body) {
        return Err(Malformed::character(c, Position::of(body, at)));
    }
    // Clients may put white space before the declaration.
    let text = body.trim_start();
    // The reader passes over the mark, and does not count it.
    let mark = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
    let before = body.len() - text.len() + mark;
    let place = |position: u64| Position::of(body, before + usize::try_from(position).unwrap_or(text.len()));
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut open: Vec<Element<'a>> = Vec::new();
    let mut done: Option<Element<'a>> = None;
    loop {
        let start = place(reader.buffer_position());
        let event = reader.read_event().map_err(|error| {
            Malformed::new(format_args!("the body is not well-formed: {error}"), place(reader.error_position()))
        })?;
        let end = place(reader.buffer_position());
        let wrong = |problem: &str| Malformed::new(problem, start);
        match event {
            Event::Start(tag) => {
                if done.is_some() {
                    return Err(wrong("there is a second root").of(MalformedKind::SecondRoot));
                }
                if open.len() == MAX_DEPTH {
                    return Err(wrong("elements nest too deep"));
                }
                open.push(element(&tag, characters, start, end.name_of(&tag, ">"))?);
            }
            Event::Empty(tag) => {
                if done.is_some() {
                    return Err(wrong("there is a second root").of(MalformedKind::SecondRoot));
                }
                close(element(&tag, characters, start, end.name_of(&tag, "/>"))?, &mut open, &mut done)?;
            }
            Event::End(_) => {
                let element = open.pop().ok_or_else(|| wrong("an end tag has no start"))?;
                close(element, &mut open, &mut done)?;
            }
            Event::Text(text) => {
                if text.contains('>') && text.contains("]]>") {
                    return Err(wrong("there is `]]>` in a text"));
                }
                append(&mut open, text.into_inner(), start)?;
            }
            Event::CData(text) => {
                if open.is_empty() {
                    return Err(wrong("there is text outside the root"));
                }
                append(&mut open, text.into_inner(), start)?;
            }
            Event::GeneralRef(reference) => {
                append(&mut open, Cow::Owned(resolve(&reference, characters, start)?), start)?;
            }
            Event::DocType(_) => return Err(wrong("there is a document type")),
            Event::Decl(_) if done.is_none() && open.is_empty() => {}
            Event::Decl(_) => return Err(wrong("the declaration is not at the start")),
            Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => match open.pop() {
                Some(open) => return Err(open.wrong("is not closed")),
                None => break,
            },
        }
    }
    let document = done.ok_or_else(|| Malformed::text("there is no root element"))?;
    if document.name == root {
        Ok(document)
    } else {
        Err(document.wrong(format_args!("is the root, where `{root}` is due")).of(MalformedKind::OtherRoot))
    }
}

fn element<'a>(
    tag: &BytesStart<'_>,
    characters: Characters,
    place: Position<'a>,
    name: &'a str,
) -> Result<Element<'a>, Malformed> {
    let element = Element { name, place, ..Element::default() };
    let wrong = || element.wrong("has an attribute that is not well-formed");
    let attributes = tag.attributes_raw();
    if attributes.contains('<') {
        return Err(wrong());
    }
    // Few elements have any.
    let attributes = (!attributes.is_empty()).then(|| tag.attributes());
    for attribute in attributes.into_iter().flatten() {
        let attribute = attribute.map_err(|_| wrong())?;
        let value = quick_xml::escape::unescape(&attribute.value).map_err(|_| wrong())?;
        characters.check(&value, place)?;
    }
    if is_name(name) { Ok(element) } else { Err(element.wrong("is no name of an element")) }
}

/// Returns `true` if ASCII characters are allowed at their place in an XML name; beyond ASCII, all are allowed.
fn is_name(name: &str) -> bool {
    let start = |b: u8| matches!(b, b'A'..=b'Z' | b'a'..=b'z' | b'_' | b':' | 0x80..);
    let rest = |b: u8| start(b) || matches!(b, b'0'..=b'9' | b'-' | b'.');
    name.bytes().next().is_some_and(start) && name.bytes().all(rest)
}

fn close<'a>(element: Element<'a>, open: &mut [Element<'a>], done: &mut Option<Element<'a>>) -> Result<(), Malformed> {
    if !element.children.is_empty() && !element.text.trim_ascii().is_empty() {
        return Err(element.wrong("has text beside elements"));
    }
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => *done = Some(element),
    }
    Ok(())
}

fn append<'a>(open: &mut [Element<'a>], text: Cow<'a, str>, place: Position<'a>) -> Result<(), Malformed> {
    let is_blank = text.trim_ascii().is_empty();
    match open.last_mut() {
        // White space between elements means nothing.
        Some(element) if is_blank && !element.children.is_empty() => {}
        Some(element) if element.text.is_empty() => element.text = text,
        Some(element) => element.text.to_mut().push_str(&text),
        None if is_blank => {}
        None => return Err(Malformed::new("there is text outside the root", place)),
    }
    Ok(())
}

fn resolve(reference: &BytesRef<'_>, characters: Characters, place: Position<'_>) -> Result<String, Malformed> {
    let unknown = || Malformed::new(format_args!("there is no entity `&{:.128};`", &**reference), place);
    if let Some(character) = reference.resolve_char_ref().map_err(|_| unknown())? {
        let text = String::from(character);
        return characters.check(&text, place).map(|()| text);
    }
    quick_xml::escape::resolve_predefined_entity(reference).map(str::to_owned).ok_or_else(unknown)
}

/// Writes a document the way OSS does: declaration, two blanks a level, a line feed at the end.
pub(crate) struct Writer(quick_xml::Writer<Vec<u8>>);

impl Writer {
    pub fn document(root: &str, content: impl FnOnce(&mut Self)) -> Vec<u8> {
        Self::write(|writer| writer.group(root, content))
    }

    /// Writes a document whose root has text.
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

    /// Writes a text event, even an empty one, to keep the end tag on the line: `<KMSMasterKeyID></KMSMasterKeyID>`. Parsers
    /// take white space in an element for its text.
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

/// Escapes every character that XML gives a meaning or cannot carry.
fn escaped(text: &str) -> Cow<'_, str> {
    // Hardly any text has such a character; a fold looks at many bytes at once.
    let is_special = |b: u8| matches!(b, 0..=31 | b'"' | b'&' | b'\'' | b'<' | b'>' | 0xef);
    if !text.bytes().fold(false, |any, b| any | is_special(b)) {
        return text.into();
    }
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
            "\u{feff}<r><a>x&amp;y</a><b/></r>",
        ] {
            let root = read(body.as_bytes(), "r", Characters::Xml).unwrap_or_else(|e| panic!("{body}: {e:?}"));
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
            "<r a='&nbsp;'/>",
            "<r>x<a/></r>",
            "\u{feff}\u{feff}<r/>",
            "<r/><?xml version='1.0'?>",
            "<r",
            "<r><",
            "{\"r\":1}",
            &deep,
        ] {
            assert!(read(body.as_bytes(), "r", Characters::Xml).is_err(), "{body}");
        }
        assert!(read(b"<r>\xff</r>", "r", Characters::Xml).is_err());
    }

    #[test]
    fn what_is_malformed_is_told_with_its_place() {
        let told = |body: &[u8]| read(body, "r", Characters::Xml).expect_err("it is malformed").to_string();
        for (body, expected) in [
            (&b"<r>\n  <a>&nbsp;</a></r>"[..], "there is no entity `&nbsp;`, at line 2, column 6"),
            (b"  \n<r>\xc3\xa9&#0;</r>", "there is no entity `&#0;`, at line 2, column 5"),
            (b"<s/>", "`s` is the root, where `r` is due, at line 1, column 1"),
            (
                b"<r>\n<a>\n</r>",
                "the body is not well-formed: ill-formed document: expected `</a>`, but `</r>` was found, at line 3, column 1",
            ),
            (b"<r><a>x", "`a` is not closed, at line 1, column 4"),
            (b"<r>x<a/></r>", "`r` has text beside elements, at line 1, column 1"),
            (b"<r>\xc3\xa9\xff</r>", "the body is not UTF-8, at line 1, column 5"),
            (b"<r>\n\0</r>", "there is the character U+0000, at line 2, column 1"),
            (b"<r a='1' a='2'/>", "`r` has an attribute that is not well-formed, at line 1, column 1"),
            (b"\xef\xbb\xbf<r>\xef\xbb\xbf<a>&nbsp;", "there is no entity `&nbsp;`, at line 1, column 8"),
            (b"<r/>\nx", "there is text outside the root, at line 1, column 5"),
            (b"", "there is no root element"),
        ] {
            assert_eq!(told(body), expected);
        }
        let root = read(b"<r>\n  <a/>\n  <a/><b><c/></b>\n</r>", "r", Characters::Xml).unwrap();
        let told = |malformed: Malformed| malformed.to_string();
        assert_eq!(
            root.optional("a").map(|_| ()).map_err(told),
            Err("`a` is there a second time, at line 3, column 3".to_owned())
        );
        assert_eq!(root.required("d").map(|_| ()).map_err(told), Err("`r` has no `d`, at line 1, column 1".to_owned()));
        let b = root.required("b").unwrap();
        assert_eq!(b.leaf().map_err(told), Err("`b` has elements where text is due, at line 3, column 7".to_owned()));
    }

    #[test]
    fn control_characters_are_read_of_keys_alone_and_written_by_reference() {
        let all: String = ('\u{1}'..' ').chain(['\u{7f}', '\u{fffe}', '\u{ffff}']).collect();
        let references = all.chars().map(|c| format!("&#x{:X};", u32::from(c))).collect::<Vec<_>>().concat();
        let written = String::from_utf8(Writer::document("r", |w| w.leaf("k", &all))).unwrap();
        for body in [format!("<r><k>{all}</k></r>"), format!("<r><k>{references}</k></r>"), written] {
            let root = read(body.as_bytes(), "r", Characters::OfKeys).unwrap();
            assert_eq!(root.required("k").unwrap().leaf().unwrap(), all, "{body}");
        }
        let allowed = |c: &char| matches!(c, '\t' | '\n' | '\r' | '\u{7f}');
        for c in all.chars() {
            let code = u32::from(c);
            for body in [
                format!("<r>{c}</r>"),
                format!("<r>&#{code};</r>"),
                format!("<r>&#x{code:x};</r>"),
                format!("<r a='{c}'/>"),
                format!("<r a='&#{code};'/>"),
                format!("<r><![CDATA[{c}]]></r>"),
                format!("<!--{c}--><r/>"),
            ] {
                let read = read(body.as_bytes(), "r", Characters::Xml);
                assert_eq!(read.is_ok(), allowed(&c), "{body:?}");
            }
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
