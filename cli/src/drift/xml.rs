//! Reads XML of responses as leaves with their paths.

use quick_xml::Reader;
use quick_xml::events::Event;

/// A leaf: its path, such as `ListBucketResult/Contents[2]/Key`, the name at its end, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    pub path: String,
    pub name: String,
    pub text: String,
}

/// An open element.
struct Open {
    path: String,
    name: String,
    /// The names of the children so far.
    children: Vec<String>,
    text: String,
}

/// Returns the leaves of a document in their order; `None` if it is not XML.
pub fn leaves(document: &[u8]) -> Option<Vec<Leaf>> {
    let mut reader = Reader::from_str(std::str::from_utf8(document).ok()?);
    let mut leaves = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                let element = below(open.last_mut(), &start);
                open.push(element);
            }
            Event::Empty(start) => leaves.push(below(open.last_mut(), &start).close()),
            Event::End(_) => {
                let element = open.pop()?;
                if element.children.is_empty() {
                    leaves.push(element.close());
                }
                if open.is_empty() {
                    return Some(leaves);
                }
            }
            Event::Text(text) => add(open.last_mut(), &text),
            Event::CData(text) => add(open.last_mut(), &text),
            Event::GeneralRef(entity) => {
                let character = entity.resolve_char_ref().ok()?.map(String::from);
                let named = || quick_xml::escape::resolve_predefined_entity(&entity).map(str::to_owned);
                add(open.last_mut(), &character.or_else(named)?);
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// Adds text to the open element; text outside the root is ignored.
fn add(open: Option<&mut Open>, text: &str) {
    if let Some(open) = open {
        open.text.push_str(text);
    }
}

fn below(parent: Option<&mut Open>, start: &quick_xml::events::BytesStart<'_>) -> Open {
    let name = start.local_name().into_inner().to_owned();
    let path = match parent {
        None => name.clone(),
        Some(parent) => {
            let before = parent.children.iter().filter(|child| **child == name).count();
            parent.children.push(name.clone());
            let nth = if before == 0 { String::new() } else { format!("[{}]", before + 1) };
            format!("{}/{name}{nth}", parent.path)
        }
    };
    Open { path, name, children: Vec::new(), text: String::new() }
}

impl Open {
    fn close(self) -> Leaf {
        Leaf { path: self.path, name: self.name, text: self.text.trim().to_owned() }
    }
}
