//! JSON and XML as trees of names and texts, with their places, and their display without the values of secret names.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::names::{WITHHELD, is_secret_name, may_name_secret, unescaped};

/// The most levels that are read.
const MAX_DEPTH: usize = 64;

/// The longest text that is taken for the name of a value beside it.
const MAX_NAME: usize = 64;

/// Names of elements whose texts name no value.
const LISTS_OF_NAMES: [&str; 4] = ["Code", "code", "AllowedHeader", "ExposeHeader"];

/// The elements of lists that have the key of an object, which has no value.
const LISTED: [&str; 6] = ["Contents", "Version", "DeleteMarker", "Deleted", "Object", "Upload"];

/// A value, and the values in it.
#[derive(Debug, Default)]
struct Node {
    /// The name of a member, an element or an attribute, decoded.
    name: String,
    /// The place of the value; that of an element is its content.
    place: Range<usize>,
    /// The text, decoded, if it is one.
    text: Option<String>,
    children: Vec<Node>,
    /// `true` for an array, in which a value comes after its name.
    is_list: bool,
    /// `true` for a text of XML that is not all of its element.
    is_part: bool,
}

/// The display of a text, or the text as it is.
type ShowText<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The replacements in a text.
struct Changes<'a> {
    text: &'a str,
    made: Vec<(Range<usize>, String)>,
    /// Displays a text within the text; `None` if it can be shown as it is.
    shown: ShowText<'a>,
    encode: fn(&str) -> String,
}

/// Returns a JSON text, or several in sequence, without secrets; `None` if it cannot be read.
pub(super) fn json(text: &str, shown: ShowText<'_>) -> Option<String> {
    let mut root = Node::default();
    for value in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
        root.children.push(Node::of_json(text, value.ok()?, MAX_DEPTH)?);
    }
    without_secrets(text, &root, shown, |text| serde_json::Value::from(text).to_string())
}

/// Returns an XML text without secrets; `None` if it cannot be read.
pub(super) fn xml(text: &str, shown: ShowText<'_>) -> Option<String> {
    without_secrets(text, &Node::of_xml(text)?, shown, |text| quick_xml::escape::escape(text).into_owned())
}

fn without_secrets(text: &str, root: &Node, shown: ShowText<'_>, encode: fn(&str) -> String) -> Option<String> {
    let mut changes = Changes { text, made: Vec::new(), shown, encode };
    changes.note(root)?;
    changes.made.sort_unstable_by_key(|(place, _)| place.start);
    let (mut whole, mut done) = (String::with_capacity(text.len()), 0);
    for (place, instead) in changes.made {
        whole.push_str(text.get(done..place.start)?);
        whole.push_str(&instead);
        done = place.end;
    }
    Some(whole + text.get(done..)?)
}

impl Changes<'_> {
    /// Notes what is withheld in a value; `None` if a secret may be anywhere.
    fn note(&mut self, node: &Node) -> Option<()> {
        if (self.shown)(&node.name).is_some() {
            return None;
        }
        if let Some(shown) = node.text.as_deref().and_then(self.shown) {
            self.made.push((node.place.clone(), (self.encode)(&shown)));
        }
        if node.is_prose() && may_name_secret(&unescaped(self.text.get(node.place.clone())?)?) {
            self.withhold(node);
            return Some(());
        }
        let named = node.children.iter().position(Node::names_a_secret);
        let belongs = |(at, child): (usize, &Node)| {
            named.is_some_and(|named| if node.is_list { named < at } else { named != at && child.is_value() })
        };
        if named.is_some() && !node.children.iter().enumerate().any(belongs) && !LISTED.contains(&&*node.name) {
            return None;
        }
        for (at, child) in node.children.iter().enumerate() {
            if belongs((at, child)) || is_secret_name(&child.name) {
                self.withhold(child);
            } else {
                self.note(child)?;
            }
        }
        Some(())
    }

    /// Withholds a whole value, with the attributes of an element.
    fn withhold(&mut self, node: &Node) {
        for attribute in node.children.iter().filter(|child| child.place.end <= node.place.start) {
            self.withhold(attribute);
        }
        if !node.place.is_empty() && node.text.as_deref() != Some("") {
            self.made.push((node.place.clone(), (self.encode)(WITHHELD)));
        }
    }
}

impl Node {
    /// Returns `true` if the text is the name of a secret, whose value may be beside it.
    fn names_a_secret(&self) -> bool {
        let is_of_name = |c: char| c.is_alphanumeric() || c.is_whitespace() || "-_.:$".contains(c);
        let is_word = |text: &str| text.len() <= MAX_NAME && text.chars().all(is_of_name);
        let few_words = |text: &str| text.split_whitespace().count() <= 2;
        self.text.as_deref().is_some_and(|text| is_word(text) && few_words(text) && is_secret_name(text))
            && !LISTS_OF_NAMES.contains(&&*self.name)
    }

    /// Returns `true` if it is the value of a name that may be beside it.
    fn is_value(&self) -> bool {
        self.is_part || self.name.to_ascii_lowercase().contains("value")
    }

    /// Returns `true` for an element that has texts between others.
    fn is_prose(&self) -> bool {
        let content = || self.children.iter().filter(|child| child.place.start >= self.place.start);
        content().count() > 1 && content().any(|child| child.is_part)
    }

    fn of_json(whole: &str, value: &RawValue, depth: usize) -> Option<Self> {
        let raw = value.get();
        let start = (raw.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
        let mut node = Self { place: start..start + raw.len(), ..Self::default() };
        let depth = depth.checked_sub(1)?;
        match raw.as_bytes().first()? {
            b'"' => node.text = Some(serde_json::from_str(raw).ok()?),
            b'[' | b'{' => {
                let members: Members<'_> = serde_json::from_str(raw).ok()?;
                node.is_list = raw.starts_with('[');
                for (name, value) in members.0 {
                    node.children.push(Self { name, ..Self::of_json(whole, value, depth)? });
                }
            }
            b't' | b'f' | b'n' => node.place.end = node.place.start,
            _ => node.text = Some(raw.to_owned()),
        }
        Some(node)
    }

    /// Reads elements, one or several, without a document type: it could define entities.
    fn of_xml(text: &str) -> Option<Self> {
        let mark = text.len() - text.trim_start_matches('\u{feff}').len();
        let mut reader = Reader::from_str(&text[mark..]);
        reader.config_mut().check_comments = true;
        let mut open = vec![Self::default()];
        loop {
            let position = |reader: &Reader<&[u8]>| Some(mark + usize::try_from(reader.buffer_position()).ok()?);
            let start = position(&reader)?;
            let event = reader.read_event().ok()?;
            let end = position(&reader)?;
            match event {
                Event::Start(tag) if open.len() < MAX_DEPTH => open.push(Self::of_tag(text, &tag, end)?),
                Event::Empty(tag) => open.last_mut()?.children.push(Self::of_tag(text, &tag, end)?),
                Event::End(_) => {
                    let mut element = open.pop()?;
                    element.place.end = start;
                    element.take_only_text();
                    open.last_mut()?.children.push(element);
                }
                Event::Text(part) => open.last_mut()?.append(start..end, &part),
                Event::CData(part) => open.last_mut()?.append(start..end, &part),
                Event::GeneralRef(reference) => {
                    let meant = match reference.resolve_char_ref().ok()? {
                        Some(character) => character.to_string(),
                        None => quick_xml::escape::resolve_predefined_entity(&reference)?.to_owned(),
                    };
                    open.last_mut()?.append(start..end, &meant);
                }
                Event::Decl(_) => {}
                Event::Comment(part) if !may_name_secret(&part) => {}
                Event::Eof if open.len() == 1 => return open.pop(),
                _ => return None,
            }
        }
    }

    /// An element with its attributes, whose content begins here.
    fn of_tag(whole: &str, tag: &BytesStart<'_>, content: usize) -> Option<Self> {
        let name = |name: &str| name.to_owned();
        let mut element = Self { name: name(tag.name().0), place: content..content, ..Self::default() };
        for attribute in tag.attributes() {
            let attribute = attribute.ok()?;
            let start = (attribute.value.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
            let place = start..start + attribute.value.len();
            if whole.get(place.clone()) != Some(&*attribute.value) {
                return None;
            }
            let text = quick_xml::escape::unescape(&attribute.value).ok()?.into_owned();
            element.children.push(Self { name: name(attribute.key.0), place, text: Some(text), ..Self::default() });
        }
        Some(element)
    }

    /// Appends a part of a text: an entity makes several of one.
    fn append(&mut self, place: Range<usize>, part: &str) {
        match self.children.last_mut() {
            Some(Self { is_part: true, place: before, text: Some(text), .. }) if before.end == place.start => {
                before.end = place.end;
                text.push_str(part);
            }
            _ => self.children.push(Self { place, text: Some(part.to_owned()), is_part: true, ..Self::default() }),
        }
    }

    /// Makes an element that has one text, and no attributes, that text.
    fn take_only_text(&mut self) {
        self.children.retain(|child| child.text.as_deref().is_none_or(|text| !text.trim().is_empty()));
        if let [Self { is_part: true, .. }] = &*self.children
            && let Some(only) = self.children.pop()
        {
            self.text = only.text;
        }
    }
}

/// The members of a JSON object, or of an array without names; none is lost if a name occurs twice.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object or an array")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry::<Cow<'_, str>, _>()? {
                    members.push((name.into_owned(), value));
                }
                Ok(Members(members))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(value) = list.next_element()? {
                    members.push((String::new(), value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_any(Read)
    }
}
