//! Texts in lines: headers, forms, URLs, settings and prose, without the values of secret names.

use super::names::{WITHHELD, ends_with_key_name, is_key_name, is_secret_name, may_name_secret, unescaped};

/// The longest name of several words.
const MAX_PHRASE: usize = 48;

const QUOTES: [char; 3] = ['"', '\'', '\\'];

/// Returns a text without the values of secret names; `None` if what is left still names a secret.
pub(super) fn lines(text: &str) -> Option<String> {
    let (mut shown, mut left) = (String::with_capacity(text.len()), String::new());
    let mut rest = text;
    while let Some((before, word, after)) = next_word(rest) {
        shown.push_str(before);
        left.push_str(before);
        rest = after;
        let meant = unescaped(word)?;
        if meant != word && may_name_secret(&meant) && meant.contains(['=', ':', '"', '?']) {
            // A form or another text in a value of this one.
            shown.push_str(WITHHELD);
            rest = &rest[in_query(rest)..];
            continue;
        }
        shown.push_str(word);
        let is_name = is_secret_name(&meant) || ends_with_key_name(phrase(&text[..text.len() - rest.len()]));
        let value = is_name.then(|| value_of(text, rest)).flatten();
        match value {
            Some((opening, length)) => {
                shown.push_str(&rest[..opening]);
                if length > 0 {
                    shown.push_str(WITHHELD);
                }
                rest = &rest[opening + length..];
            }
            None => left.push_str(word),
        }
    }
    (!names_a_secret(&unescaped(&(left + rest))?)).then(|| shown + rest)
}

/// The text before the next word, the word, and the text after it. A word has letters, digits, `-`, `_` and percent-encoded bytes.
fn next_word(text: &str) -> Option<(&str, &str, &str)> {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '%');
    let start = text.find(is_of_word)?;
    let (before, word) = text.split_at(start);
    let (word, after) = word.split_at(word.find(|c| !is_of_word(c)).unwrap_or(word.len()));
    Some((before, word, after))
}

/// The end of a text that may be a name of several words, as in `access key secret` or `access.key.secret`.
fn phrase(before: &str) -> &str {
    let is_of_phrase = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | ' ');
    let start = before.char_indices().rev().take(MAX_PHRASE).take_while(|(_, c)| is_of_phrase(*c)).last();
    &before[start.map_or(before.len(), |(at, _)| at)..]
}

/// The length of what stands between a name and its value, and the length of the value; `None` if the name has no value.
fn value_of(whole: &str, after: &str) -> Option<(usize, usize)> {
    let closed = after.trim_start_matches(QUOTES).trim_start_matches([' ', '\t']);
    let separator = closed.chars().next().filter(|c| matches!(c, ':' | '='))?;
    let value = closed[1..].trim_start_matches([' ', '\t']);
    let opening = after.len() - value.len();
    let to_end = in_query(value);
    let before = &whole[..whole.len() - after.len()];
    let name = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '%'));
    let is_query = separator == '='
        && closed.len() == after.len()
        && (name.ends_with(['?', '&']) || value[to_end..].starts_with('&'));
    Some((opening, if is_query { to_end } else { in_lines(before, value) }))
}

/// The length of a value in a query.
fn in_query(value: &str) -> usize {
    let ends = |c: char| c.is_whitespace() || matches!(c, '&' | '#' | '"' | '\'' | '<' | '>');
    value.find(ends).unwrap_or(value.len())
}

/// The length of a value to the end of its line, and of the lines that continue it: they are indented more than the line of its
/// name. If there is nothing on its line, the next one is the value.
fn in_lines(before: &str, value: &str) -> usize {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let own = indent(before.rsplit('\n').next().unwrap_or_default());
    let mut lines = value.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let quote = first.chars().next().filter(|c| QUOTES.contains(c));
    if quote.is_some_and(|quote| first.matches(quote).count() == 1) {
        // Its end is in another line.
        return value.len();
    }
    let mut is_due = !first.contains(|c: char| c.is_alphanumeric()) || first.trim_end().ends_with('\\');
    let mut length = first.trim_end_matches(['\r', '\n']).len();
    let mut end = first.len();
    for line in lines {
        let is_blank = line.trim().is_empty();
        if !is_blank && !is_due && indent(line) <= own {
            break;
        }
        end += line.len();
        if !is_blank {
            is_due = line.trim_end().ends_with('\\');
            length = end - (line.len() - line.trim_end_matches(['\r', '\n']).len());
        }
    }
    length
}

/// Returns `true` if a text names a key before something else, or gives another secret a value.
fn names_a_secret(left: &str) -> bool {
    let mut rest = left;
    while let Some((before, word, after)) = next_word(rest) {
        let phrase = || phrase(&left[..left.len() - after.len()]);
        let is_key = is_key_name(word) || (word.eq_ignore_ascii_case("secret") && ends_with_key_name(phrase()));
        let has_more = || next_word(after).is_some();
        let is_marked = || before.ends_with('<') || after.starts_with(['<', '>']) || after.starts_with(QUOTES);
        let has_value = || value_of(left, after).is_some_and(|(_, length)| length > 0);
        if is_key && has_more() || is_secret_name(word) && (is_marked() && has_more() || has_value()) {
            return true;
        }
        rest = after;
    }
    false
}
