//! The headers of an upload that are stored with the object.

/// The prefix of the names of user metadata.
pub(crate) const USER_META: &str = "x-oss-meta-";

/// Returns `true` if user metadata can have this lower-case name, which begins with [`USER_META`]: letters, digits and hyphens
/// follow.
///
/// Source: `help.aliyun.com/en/oss/user-guide/0011-00000004`.
pub(crate) fn is_user_meta_name(name: &str) -> bool {
    let rest = name.strip_prefix(USER_META).filter(|rest| !rest.is_empty());
    rest.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'))
}

/// The maximum size of user metadata in bytes, names (without `x-oss-meta-`) and values together.
///
/// Source: `AlibabaCloudDocs/oss`, `PutObject`; whether names count is inferred.
pub(crate) const MAX_USER_META: usize = 8 * 1024;

/// Headers by their lower-case names, with values as they came: they need not be text.
///
/// They are few, and in the order of their names: a map would take ten times the memory. `None` if there are none.
#[expect(clippy::box_collection, reason = "most objects have none, and pay for one pointer")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ObjectHeaders(Option<Box<Vec<Header>>>);

/// The name and the value of a header.
type Header = (Box<str>, Box<[u8]>);

impl<'n, V: AsRef<[u8]>> FromIterator<(&'n str, V)> for ObjectHeaders {
    /// Takes headers in any order; their names differ.
    fn from_iter<I: IntoIterator<Item = (&'n str, V)>>(headers: I) -> Self {
        let mut headers: Vec<_> =
            headers.into_iter().map(|(name, value)| (Box::from(name), Box::from(value.as_ref()))).collect();
        headers.sort_unstable();
        headers.shrink_to_fit();
        Self(if headers.is_empty() { None } else { Some(Box::new(headers)) })
    }
}

impl ObjectHeaders {
    pub fn set(&mut self, name: &str, value: &[u8]) {
        let place = self.place(name);
        let headers = self.0.get_or_insert_default();
        match place {
            Ok(at) => headers[at].1 = value.into(),
            Err(at) => headers.insert(at, (name.into(), value.into())),
        }
    }

    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.place(name).ok().map(|at| &*self.all()[at].1)
    }

    /// The place of a header, or the place where it belongs.
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.all().binary_search_by(|(known, _)| (**known).cmp(name))
    }

    fn all(&self) -> &[Header] {
        self.0.as_ref().map_or(&[], |headers| headers.as_slice())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.all().iter().map(|(name, value)| (&**name, &**value))
    }

    /// The user metadata, by names without `x-oss-meta-`.
    pub fn user(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.iter().filter_map(|(name, value)| Some((name.strip_prefix(USER_META)?, value)))
    }

    /// The size of names and values together, in bytes.
    pub fn len(&self) -> usize {
        self.iter().map(|(name, value)| name.len() + value.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_and_replaced_in_any_order() {
        let mut headers: ObjectHeaders = [("expires", "1"), ("content-type", "2")].into_iter().collect();
        for (name, value) in [("x-oss-meta-a", "3"), ("content-language", "4"), ("expires", "5")] {
            headers.set(name, value.as_bytes());
        }
        let all: Vec<_> = headers.iter().collect();
        let expected = [("content-language", "4"), ("content-type", "2"), ("expires", "5"), ("x-oss-meta-a", "3")];
        assert_eq!(all, expected.map(|(name, value)| (name, value.as_bytes())));
        assert_eq!((headers.get("expires"), headers.get("content")), (Some(&b"5"[..]), None));
    }
}
