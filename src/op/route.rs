//! The operation that a request means: the one whose row of the list explains every subresource of the request.
//!
//! There is no fall-through: a subresource that no row explains, or a parameter that the operation does not take, makes the
//! request one that is not emulated.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::LazyLock;

use http::Method;

use super::operations::{FORMS, Operation, RequestForm, TABLES, TablesForm};
use super::parameters::{LEGACY, OF_ANY, QUALIFIERS, TAKEN};
use super::refusals::invalid_argument;
use super::table::{ResourceKind, Selector};
use crate::auth::PRODUCT;
use crate::error::{Assumption, Cause, Profile, Refusal};
use crate::wire::text::lossy;
use crate::wire::{Call, Pair};

/// The answer to query parameters that no operation takes, for [`Builder::unknown_parameters`](crate::Builder::unknown_parameters).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum UnknownParameters {
    /// `501 NotEmulated`, except for GET and HEAD of an object, where they are ignored.
    #[default]
    Refuse,
    /// They are ignored.
    Ignore,
}

/// The parameters that a fake tolerates.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parameters {
    pub unknown: UnknownParameters,
    /// The names that the test knows to mean nothing.
    pub allowed: BTreeSet<String>,
}

/// The meaning of a request.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    pub operation: Operation,
    /// The reason why no row of the list fits; for [`Operation::Unlisted`].
    pub problem: Option<String>,
}

/// Subresources that real OSS ignores if the object has no operation with the method.
const PASSED_OVER: [&str; 4] = ["acl", "objectMeta", "symlink", "tagging"];

/// All levels, in their order.
const LEVELS: [ResourceKind; 3] = [ResourceKind::Service, ResourceKind::Bucket, ResourceKind::Object];

/// The rows of the list, indexed for look-ups. It is made once in each process, and most processes are short tests.
struct RowIndex {
    /// The rows by the parameters that select them. Those of older SDKs select none.
    selectors: BTreeMap<&'static [u8], Vec<&'static RequestForm>>,
    /// The rows that no parameter selects, of each level.
    plain: [Vec<&'static RequestForm>; LEVELS.len()],
}

static INDEX: LazyLock<RowIndex> = LazyLock::new(|| {
    let mut selectors: BTreeMap<&[u8], Vec<&RequestForm>> =
        LEGACY.iter().map(|name| (name.as_bytes(), Vec::new())).collect();
    let mut plain = LEVELS.map(|_| Vec::new());
    for row in FORMS {
        let named = row.selectors.iter().filter(|it| !it.in_header).map(|it| it.name.as_bytes());
        let mut selecting = named.filter(|name| !is_among(QUALIFIERS, name)).peekable();
        if selecting.peek().is_none() {
            plain[row.level as usize].push(row);
        }
        for name in selecting {
            selectors.entry(name).or_default().push(row);
        }
    }
    RowIndex { selectors, plain }
});

/// Returns `true` for a parameter with one of these names.
fn is_among(names: &[&str], parameter: &[u8]) -> bool {
    names.iter().any(|name| name.as_bytes() == parameter)
}

impl Selector {
    fn is_met(&self, call: &Call) -> bool {
        if self.in_header {
            return call.glance(self.name).is_some();
        }
        // If a parameter is repeated, the first counts.
        let pair = call.query.pairs().iter().find(|pair| pair.name == self.name.as_bytes());
        pair.is_some_and(|pair| {
            self.value.is_none_or(|value| pair.value == value.as_bytes())
                && self.start.is_none_or(|start| pair.value.starts_with(start.as_bytes()))
        })
    }
}

impl RequestForm {
    fn names(&self, parameter: &[u8]) -> bool {
        self.selectors.iter().any(|selector| !selector.in_header && selector.name.as_bytes() == parameter)
    }

    /// The weight of a row: the more it requires of a request, the better it fits.
    fn weight(&self) -> usize {
        self.selectors.iter().map(|it| 2 + usize::from(it.value.is_some() || it.start.is_some())).sum()
    }

    fn explains(&self, parameter: &[u8]) -> bool {
        self.names(parameter)
            || TAKEN.iter().any(|(by, names)| by.contains(&self.operation) && is_among(names, parameter))
    }
}

impl Operation {
    /// Returns `true` if a parameter selects the operation, or says what it is about.
    pub(crate) fn is_chosen_by(self, parameter: &[u8]) -> bool {
        let chooses = |row: &RequestForm| row.operation == self && row.names(parameter);
        match INDEX.selectors.get(parameter) {
            Some(rows) if !rows.is_empty() => rows.iter().any(|row| chooses(row)),
            _ => FORMS.iter().any(chooses),
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A request on its way to a row.
struct Router<'a> {
    call: &'a Call,
    level: ResourceKind,
    parameters: &'a Parameters,
}

/// Finds the operation that a request means.
pub(crate) fn route(call: &Call, profile: Profile, parameters: &Parameters) -> Result<Route, Refusal> {
    let level = match (call.bucket(), call.key()) {
        (None, _) => ResourceKind::Service,
        (Some(_), []) => ResourceKind::Bucket,
        (Some(_), _) => ResourceKind::Object,
    };
    Router { call, level, parameters }.route(profile)
}

/// Returns the operation that a request means, independent of any setting.
pub(crate) fn operation_of(call: &Call) -> Option<Operation> {
    route(call, Profile::default(), &Parameters::default()).ok().map(|route| route.operation)
}

/// Returns the operation of another service that a request means by its path.
pub(crate) fn of_other_service(call: &Call) -> Option<String> {
    let path = crate::wire::text::decoded(call.uri.path());
    let is_arn = |segment: &[u8]| segment.starts_with(b"acs:osstable");
    let tables = path.split(|b| *b == b'/').take(3).any(is_arn)
        || call.query.pairs().iter().any(|pair| pair.name == b"tableBucketARN");
    tables.then(|| name_of_tables(call))
}

/// Returns the operation of another service that a request means by the product in the scope of its signature.
pub(crate) fn of_other_product(call: &Call, product: &str) -> Option<String> {
    match product {
        "oss-tables" => Some(name_of_tables(call)),
        "oss-vectors" => Some(name_of_vectors(call)),
        _ => None,
    }
}

fn name_of_vectors(call: &Call) -> String {
    let level = if call.bucket().is_none() { ResourceKind::Service } else { ResourceKind::Bucket };
    let rows = FORMS.iter().filter(|row| row.operation.product() == "oss-vectors" && row.level == level);
    let meant = rows.filter(|row| row.methods.contains(&call.method) && row.selectors.iter().all(|it| it.is_met(call)));
    let operation = meant.max_by_key(|row| row.weight()).map_or("an operation", |row| row.operation.name());
    format!("{operation} of the service `oss-vectors`")
}

fn name_of_tables(call: &Call) -> String {
    // An ARN is one segment: its slash is escaped.
    let segments: Vec<&str> = call.uri.path().split('/').filter(|segment| !segment.is_empty()).collect();
    let fits = |row: &&TablesForm| {
        let pattern: Vec<&str> = row.path.split('/').collect();
        let same = |(part, segment): (&&str, &&str)| *part == "*" || part == segment;
        row.method == call.method
            && segments.windows(pattern.len()).next_back().is_some_and(|tail| pattern.iter().zip(tail).all(same))
    };
    let operation = TABLES.iter().find(fits).map_or("an operation", |row| row.operation.name());
    format!("{operation} of the service `oss-tables`")
}

/// Returns `true` if a parameter is a mark that a client leaves in the access log, and has no effect.
///
/// Source: `AlibabaCloudDocs/oss`, logging: parameters that begin with `x-`. Those of OSS and S3 are not taken for marks.
fn is_mark(name: &[u8]) -> bool {
    name.starts_with(b"x-") && ![&b"x-oss-"[..], b"x-amz-"].iter().any(|own| name.starts_with(own))
}

impl<'a> Router<'a> {
    fn route(&self, profile: Profile) -> Result<Route, Refusal> {
        let mut selectors = self.selectors();
        if self.call.method == Method::OPTIONS && !selectors.is_empty() {
            // A preflight is about the request that follows it, whatever its parameters.
            self.call.assume(Assumption::PreflightSubresource);
            selectors.clear();
        }
        if let Some(row) = self.by_method(&selectors) {
            return Ok(self.checked(row));
        }
        let meant: Vec<_> = self.meant(&selectors, |_| true).collect();
        let passed_over = |pair: &&Pair| self.passes_over(&pair.name, profile);
        if self.level == ResourceKind::Object && selectors.iter().any(passed_over) {
            selectors.retain(|pair| !passed_over(pair));
            if let Some(row) = self.by_method(&selectors) {
                return Ok(self.checked(row));
            }
        }
        self.check_values(&selectors)?;
        if let Some(pair) = self.pairs().iter().find(|pair| self.is_unknown(pair)) {
            return Ok(Route { operation: Operation::Unlisted, problem: Some(self.unknown(pair)) });
        }
        if let Some(problem) = self.incomplete(&selectors) {
            return Ok(Route { operation: Operation::Unlisted, problem: Some(problem) });
        }
        // OSS answers so only if ossmock knows the subresource.
        if meant.iter().any(|row| row.operation.is_emulated()) {
            return Err(self.method_not_allowed(meant.iter().flat_map(|row| row.methods)));
        }
        Ok(Route { operation: Operation::Unlisted, problem: Some(self.unexplained(&selectors)) })
    }

    /// Refuses values that OSS is known to refuse in parameters that select an operation.
    ///
    /// Sources: `help.aliyun.com/en/oss/user-guide/0017-00000219`, which prints the answer, and `…/0015-00000401`.
    fn check_values(&self, selectors: &[&Pair]) -> Result<(), Refusal> {
        let named = |name: &[u8]| selectors.iter().find(|pair| pair.name == name);
        match (self.level, &self.call.method, selectors) {
            (ResourceKind::Object, &Method::PUT, [only]) if only.name == b"uploadId" => {
                Err(invalid_argument(Cause::PartNumberMissing, "ResourceType", "partNumber"))
            }
            (ResourceKind::Bucket, &Method::GET, [_]) => match named(b"list-type") {
                Some(pair) => Err(invalid_argument(Cause::ListTypeInvalid, "list-type", &lossy(&pair.value))),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn pairs(&self) -> &'a [Pair] {
        self.call.query.pairs()
    }

    /// Returns the subresources of the request, the first of each name.
    fn selectors(&self) -> Vec<&'a Pair> {
        let mut found: Vec<&Pair> = Vec::new();
        for pair in self.pairs().iter().filter(|pair| INDEX.selectors.contains_key(&*pair.name)) {
            if found.iter().any(|earlier| earlier.name == pair.name) {
                self.call.assume(Assumption::FirstOfRepeated);
            } else {
                found.push(pair);
            }
        }
        found
    }

    /// The rows that explain all of these subresources, of the methods that are wanted.
    fn meant(
        &self,
        selectors: &[&Pair],
        wanted: impl Fn(&[Method]) -> bool,
    ) -> impl Iterator<Item = &'static RequestForm> {
        let selected = selectors.first().map_or(&[][..], |first| &INDEX.selectors[&*first.name]);
        let fits = move |row: &&&RequestForm| {
            // Without a subresource, a request is never for another service.
            wanted(row.methods)
                && row.level == self.level
                && (row.operation.product() == PRODUCT || !row.selectors.is_empty())
                && row.selectors.iter().all(|selector| selector.is_met(self.call))
                && selectors.iter().all(|pair| row.explains(&pair.name))
        };
        selected.iter().chain(&INDEX.plain[self.level as usize]).filter(fits).copied()
    }

    fn by_method(&self, selectors: &[&Pair]) -> Option<&'static RequestForm> {
        let rows = self.meant(selectors, |methods| methods.contains(&self.call.method));
        rows.max_by_key(|row| (row.weight(), row.operation.product() == PRODUCT))
    }

    /// Returns the operation of a row, unless the request has a parameter that the operation does not take. Operations that are
    /// not emulated are not checked.
    fn checked(&self, row: &RequestForm) -> Route {
        let stray = |pair: &&Pair| !row.explains(&pair.name) && !self.tolerates(pair);
        match self.pairs().iter().find(stray).filter(|_| row.operation.is_emulated()) {
            None => Route { operation: row.operation, problem: None },
            Some(pair) if self.is_unknown(pair) => {
                Route { operation: Operation::Unlisted, problem: Some(self.unknown(pair)) }
            }
            Some(pair) => {
                let problem = format!("the parameter `{}` of {}: {}", lossy(&pair.name), row.operation, self.target());
                Route { operation: Operation::Unlisted, problem: Some(problem) }
            }
        }
    }

    /// Returns `true` if a parameter that the operation does not take is ignored.
    fn tolerates(&self, pair: &Pair) -> bool {
        let name = &*pair.name;
        if is_mark(name) || self.parameters.allowed.iter().any(|allowed| allowed.as_bytes() == name) {
            // The test or the client knows of the parameter: it does not count as ignored.
            pair.asked.set(true);
            return true;
        }
        let reads = [Method::GET, Method::HEAD].contains(&self.call.method);
        is_among(OF_ANY, name)
            || self.call.method == Method::OPTIONS
            || (reads && self.level == ResourceKind::Object)
            // The remaining subresources were ignored before.
            || INDEX.selectors.contains_key(name)
            || (!is_among(QUALIFIERS, name)
                && (self.parameters.unknown == UnknownParameters::Ignore || (reads && is_known(name))))
    }

    /// Returns `true` if no operation of the list has the parameter, and it is not tolerated.
    fn is_unknown(&self, pair: &Pair) -> bool {
        !is_known(&pair.name) && !self.tolerates(pair)
    }

    fn passes_over(&self, name: &[u8], profile: Profile) -> bool {
        let method = &self.call.method;
        let deletes_link = *method == Method::DELETE && name == b"symlink";
        let passes = [Method::GET, Method::HEAD, Method::PUT, Method::DELETE].contains(method);
        deletes_link || (passes && profile == Profile::Observed && PASSED_OVER.iter().any(|it| it.as_bytes() == name))
    }

    /// The method, path and names of the parameters, without their values, which may be a signature.
    fn target(&self) -> String {
        let names: Vec<_> = self.pairs().iter().map(|pair| lossy(&pair.name)).collect();
        format!("`{} {}?{}`", self.call.method, self.call.uri.path(), names.join("&"))
    }

    fn unknown(&self, pair: &Pair) -> String {
        let name = lossy(&pair.name);
        let alike = known().filter(|known| known.eq_ignore_ascii_case(&name)).last();
        let hint = alike.map(|alike| format!("; letters count, and OSS has `{alike}`")).unwrap_or_default();
        format!("the parameter `{name}`, which no operation takes: {}{hint}", self.target())
    }

    /// Names the operations of these subresources and the method, which require more of a request.
    fn incomplete(&self, selectors: &[&Pair]) -> Option<String> {
        let rows = selectors.first().map_or(&[][..], |first| &INDEX.selectors[&*first.name]).iter().filter(|row| {
            row.level == self.level
                && row.methods.contains(&self.call.method)
                && selectors.iter().all(|pair| row.explains(&pair.name))
        });
        let mut names: Vec<&str> = rows.map(|row| row.operation.name()).take(3).collect();
        names.dedup();
        let more = if names.len() == 1 { "requires" } else { "require" };
        (!names.is_empty()).then(|| format!("{}, as {} {more} more", self.target(), names.join(", ")))
    }

    /// Names the operations of the first subresource that ossmock does not emulate.
    fn unexplained(&self, selectors: &[&Pair]) -> String {
        let rows = selectors.iter().map(|pair| (pair, &INDEX.selectors[&*pair.name]));
        let mut foreign = rows.filter(|(_, rows)| !rows.iter().any(|row| row.operation.is_emulated()));
        let Some((pair, rows)) = foreign.next().filter(|(_, rows)| !rows.is_empty()) else { return self.target() };
        let mut names: Vec<&str> = rows.iter().map(|row| row.operation.name()).take(3).collect();
        names.dedup();
        format!("{}; `{}` is a parameter of {} …", self.target(), lossy(&pair.name), names.join(", "))
    }

    fn method_not_allowed<'m>(&self, methods: impl Iterator<Item = &'m Method>) -> Refusal {
        let resource_type = match self.level {
            ResourceKind::Service => "Service",
            ResourceKind::Bucket => "Bucket",
            ResourceKind::Object => "Object",
        };
        let refusal = Refusal::from(Cause::MethodNotAllowed);
        // Source: a captured answer.
        let of_object = (self.level, &self.call.method) == (ResourceKind::Object, &Method::POST);
        let refusal = if of_object { refusal.with_ec("0017-00000001") } else { refusal };
        refusal
            .with("Method", self.call.method.as_str())
            .with("ResourceType", resource_type)
            .header("allow", methods.map(Method::as_str).collect::<Vec<_>>().join(", "))
    }
}

/// The names of all parameters that are known, some of them repeated.
fn known() -> impl Iterator<Item = &'static str> {
    let in_rows = FORMS.iter().flat_map(|row| row.selectors).filter(|selector| !selector.in_header).map(|it| it.name);
    let taken = TAKEN.iter().flat_map(|(_, names)| *names);
    in_rows.chain([LEGACY, QUALIFIERS, OF_ANY].into_iter().flatten().chain(taken).copied())
}

fn is_known(name: &[u8]) -> bool {
    known().any(|known| known.as_bytes() == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Peer;

    fn call(method: &str, target: &str, headers: &[&'static str]) -> Call {
        let mut map = http::HeaderMap::new();
        map.insert("host", http::HeaderValue::from_static("127.0.0.1"));
        for name in headers {
            map.insert(*name, http::HeaderValue::from_static("x"));
        }
        Call::read(method.parse().unwrap(), target.parse().unwrap(), map, Peer::default())
    }

    fn routed(call: &Call, profile: Profile) -> Result<Route, Refusal> {
        route(call, profile, &Parameters::default())
    }

    fn operation(method: &str, target: &str) -> Option<Operation> {
        operation_of(&call(method, target, &[]))
    }

    #[test]
    fn requests_are_routed() {
        for (method, target, expected) in [
            ("GET", "/", Operation::ListBuckets),
            ("GET", "/?prefix=a&max-keys=5", Operation::ListBuckets),
            ("PUT", "/logs", Operation::PutBucket),
            ("HEAD", "/logs", Operation::HeadBucket),
            ("PUT", "/logs/?encryption", Operation::PutBucketEncryption),
            ("PUT", "/logs/?encryption=", Operation::PutBucketEncryption),
            ("PUT", "/logs/?encryption&x-oss-signature=abc", Operation::PutBucketEncryption),
            ("GET", "/logs/?list-type=2&prefix=x", Operation::ListObjectsV2),
            ("POST", "/logs/?comp=add&replication", Operation::PutBucketReplication),
            ("GET", "/logs/?replication", Operation::GetBucketReplication),
            ("PUT", "/logs/k?partNumber=1&uploadId=2", Operation::UploadPart),
            ("GET", "/logs/k?uploadId=2", Operation::ListParts),
            ("PUT", "/logs/k?acl", Operation::PutObjectAcl),
            ("PUT", "/logs/?acl", Operation::PutBucketAcl),
            ("GET", "/logs/k?versionId=1&spm=2", Operation::GetObject),
            ("GET", "/logs/k?x-oss-process=image/info", Operation::GetObject),
            ("DELETE", "/logs/k?versionId=1&symlink=", Operation::DeleteObject),
            ("OPTIONS", "/logs/k?acl&zz", Operation::OptionObject),
            ("OPTIONS", "/logs?zz", Operation::OptionBucket),
            ("POST", "/logs/k?x-oss-process=csv/select", Operation::SelectObject),
            ("POST", "/logs/k?x-oss-process=csv", Operation::ProcessObject),
            ("POST", "/logs?metaQuery&action=unheard", Operation::DoMetaQueryAction),
            ("POST", "/logs?putVectorIndex", Operation::PutVectorIndex),
            ("GET", "/logs?logging", Operation::GetBucketLogging),
            // Never another operation's code path:
            ("PUT", "/logs/?encryption&acl", Operation::Unlisted),
            ("PUT", "/logs/?encryption&comp=add", Operation::Unlisted),
            ("PUT", "/logs/?encryption&versionId=1", Operation::Unlisted),
            ("PUT", "/logs/?comp=add", Operation::Unlisted),
            ("PUT", "/logs/k?encryption", Operation::Unlisted),
            ("PUT", "/logs/k?prefix=a", Operation::Unlisted),
            ("PUT", "/?encryption", Operation::Unlisted),
            ("GET", "/logs/?udf", Operation::Unlisted),
            ("GET", "/logs/?link", Operation::Unlisted),
            ("DELETE", "/logs/?x-oss-rename=1", Operation::Unlisted),
            ("DELETE", "/logs/?prefix=a", Operation::Unlisted),
            ("DELETE", "/?zz", Operation::Unlisted),
            ("POST", "/logs?zz", Operation::Unlisted),
        ] {
            assert_eq!(operation(method, target), Some(expected), "{method} {target}");
        }
    }

    #[test]
    fn headers_select_as_well() {
        for (method, target, header, expected) in [
            ("PUT", "/logs/k", "x-oss-copy-source", Operation::CopyObject),
            ("PUT", "/logs/k?partNumber=1&uploadId=2", "x-oss-copy-source", Operation::UploadPartCopy),
            ("PUT", "/logs/k?acl", "x-oss-copy-source", Operation::PutObjectAcl),
            ("GET", "/logs?accessPoint", "x-oss-access-point-name", Operation::GetAccessPoint),
            ("PUT", "/logs?publicAccessBlock", "x-oss-access-point-name", Operation::PutAccessPointPublicAccessBlock),
        ] {
            assert_eq!(operation_of(&call(method, target, &[header])), Some(expected), "{method} {target}");
        }
    }

    #[test]
    fn another_method_is_not_allowed() {
        for (method, target, allow) in [
            ("POST", "/logs/?encryption", "DELETE, GET, PUT"),
            ("PATCH", "/logs/?encryption", "DELETE, GET, PUT"),
            ("HEAD", "/logs/?encryption", "DELETE, GET, PUT"),
            ("DELETE", "/logs/?acl", "GET, PUT"),
            ("PATCH", "/logs/?cors", "DELETE, GET, PUT"),
            ("DELETE", "/logs/k?acl", "GET, PUT"),
            ("DELETE", "/", "GET"),
        ] {
            let refusal = routed(&call(method, target, &[]), Profile::Documented).expect_err(target);
            assert_eq!(refusal.cause, Cause::MethodNotAllowed);
            assert_eq!(refusal.headers, [("allow", allow.to_owned())], "{method} {target}");
        }
        // If ossmock does not know a subresource, it does not know its methods either.
        assert_eq!(operation("PATCH", "/logs/?style"), Some(Operation::Unlisted));
    }

    #[test]
    fn the_observed_service_passes_over_what_the_method_does_not_have() {
        for (method, name, expected) in [
            ("HEAD", "acl", Operation::HeadObject),
            ("DELETE", "acl", Operation::DeleteObject),
            ("HEAD", "tagging", Operation::HeadObject),
            ("PUT", "objectMeta", Operation::PutObject),
            ("HEAD", "symlink", Operation::HeadObject),
        ] {
            let call = call(method, &format!("/logs/k?{name}"), &[]);
            let found = routed(&call, Profile::Observed).ok().map(|route| route.operation);
            assert_eq!(found, Some(expected), "{method} {name}");
        }
        for (method, target) in [("POST", "/logs/k?acl"), ("DELETE", "/logs?acl")] {
            let refused = routed(&call(method, target, &[]), Profile::Observed);
            assert!(refused.is_err(), "{method} {target}");
        }
    }

    #[test]
    fn the_test_may_tolerate_parameters() {
        let ignore = Parameters { unknown: UnknownParameters::Ignore, ..Parameters::default() };
        let allow = Parameters { allowed: ["spm".to_owned()].into(), ..Parameters::default() };
        for (target, parameters, expected) in [
            ("/logs?spm", &ignore, Operation::DeleteBucket),
            ("/logs?spm", &allow, Operation::DeleteBucket),
            ("/logs?spm&zz", &allow, Operation::Unlisted),
            ("/logs?x-mark=1", &Parameters::default(), Operation::DeleteBucket),
            ("/logs?x-oss-mark=1", &Parameters::default(), Operation::Unlisted),
            ("/logs?x-amz-mark=1", &Parameters::default(), Operation::Unlisted),
            ("/logs?comp=add", &ignore, Operation::Unlisted),
            ("/logs?agenticBucket", &ignore, Operation::DeleteAgenticBucket),
        ] {
            let found = route(&call("DELETE", target, &[]), Profile::default(), parameters).ok();
            assert_eq!(found.map(|route| route.operation), Some(expected), "{target}");
        }
    }

    #[test]
    fn a_problem_names_the_parameter_and_what_it_may_be_meant_for() {
        for (target, expected) in [
            ("/logs?zz=1", "the parameter `zz`, which no operation takes: `DELETE /logs?zz`"),
            (
                "/logs?Encryption",
                "the parameter `Encryption`, which no operation takes: `DELETE /logs?Encryption`; letters count, and OSS has `encryption`",
            ),
            ("/logs?prefix=a", "the parameter `prefix` of DeleteBucket: `DELETE /logs?prefix`"),
            ("/logs?encryption&acl", "`DELETE /logs?encryption&acl`"),
            (
                "/logs?style&acl",
                "`DELETE /logs?style&acl`; `style` is a parameter of ListStyle, DeleteStyle, GetStyle …",
            ),
        ] {
            let found = routed(&call("DELETE", target, &[]), Profile::default()).unwrap();
            assert_eq!(found.problem.as_deref(), Some(expected));
        }
    }
}
