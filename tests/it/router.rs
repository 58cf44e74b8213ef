//! Every row of the list of operations, as a request: it is carried out under its own name, or refused by it.

use std::path::Path;

use http::{HeaderName, Method};
use ossmock::{Cause, Operation, Oss, Record};

use super::support::{kms, put_rule, request, signed, still};

/// A row of `src/op/list.rs`.
#[derive(Debug, Clone)]
struct Row {
    name: String,
    /// `Service`, `Bucket`, `Object`; the path for `oss-tables`.
    level: String,
    methods: Vec<String>,
    /// Each with its value.
    parameters: Vec<(String, String)>,
    headers: Vec<String>,
    section: &'static str,
}

fn rows() -> Vec<Row> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/op/list.rs");
    let text = std::fs::read_to_string(file).expect("the list");
    let mut rows = Vec::new();
    for section in ["oss", "forms", "vectors", "tables"] {
        let start = text.find(&format!("\n{section} {{\n")).expect("a section");
        let body = text[start..].split("\n}").next().expect("its rows").replace("\n    ", " ");
        rows.extend(body.lines().filter_map(|line| row(line, section)));
    }
    rows
}

fn row(line: &str, section: &'static str) -> Option<Row> {
    let (name, rest) = line.split_at(line.find(['(', ' ', ':'])?);
    if section == "tables" {
        let (method, rest) = rest.trim_start_matches([':', ' ']).split_once(' ')?;
        let path = rest.split('"').nth(1)?.replace('*', "acs:osstables:x");
        return Some(Row {
            name: name.to_owned(),
            level: path,
            methods: vec![method.to_owned()],
            parameters: Vec::new(),
            headers: Vec::new(),
            section,
        });
    }
    // With the names of its fields, or without.
    let (level, methods, rest) = if let Some((_, rest)) = rest.split_once("level: ") {
        let (level, rest) = rest.split_once(", methods: &[")?;
        let (methods, rest) = rest.split_once(']')?;
        (level, methods.replace(", ", "|"), rest.split_once("selectors![")?.1)
    } else {
        let (head, rest) = rest.trim_start_matches(['(', ':', ' ']).split_once(" [")?;
        let (level, methods) = head.split_once(' ')?;
        (level, methods.to_owned(), rest)
    };
    let selectors = rest.split_once(']')?.0;
    let selectors: Vec<&str> = selectors.split(", ").filter(|it| !it.is_empty()).collect();
    let quoted = |text: &str| text.split('"').nth(1).unwrap_or_default().to_owned();
    let parameters = selectors.iter().filter(|it| !it.starts_with("header"));
    let parameters = parameters.map(|it| (quoted(it), it.split('"').nth(3).unwrap_or_default().to_owned()));
    Some(Row {
        name: name.to_owned(),
        level: level.to_owned(),
        methods: methods.split('|').map(str::to_owned).collect(),
        parameters: parameters.collect(),
        headers: selectors.iter().filter(|it| it.starts_with("header")).map(|it| quoted(it)).collect(),
        section,
    })
}

impl Row {
    fn target(&self, bucket: &str) -> String {
        let path = match &*self.level {
            "Service" => "/".to_owned(),
            "Bucket" => format!("/{bucket}/"),
            "Object" => format!("/{bucket}/k"),
            path => format!("/{path}"),
        };
        let names: Vec<String> = self.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if names.is_empty() { path } else { format!("{path}?{}", names.join("&")) }
    }

    fn operation(&self) -> Operation {
        let found = Operation::ALL.iter().find(|operation| operation.name() == self.name);
        *found.unwrap_or_else(|| panic!("{} is no operation", self.name))
    }

    /// The record of the request.
    fn sent(&self, oss: &Oss, method: &str, target: &str) -> Record {
        let acme = oss.account("acme").expect("acme");
        let mut request = request(method.parse::<Method>().expect("a method"), "127.0.0.1:9000", target);
        for name in &self.headers {
            request.headers_mut().insert(HeaderName::try_from(name).expect("a name"), "ap-1".parse().expect("a value"));
        }
        let product = if self.section == "forms" { "oss" } else { self.operation().product() };
        let _ = oss.handle(oss.signer(&acme.credentials()).product(product).sign(request));
        oss.journal().last().expect("a record").clone()
    }
}

/// A fake with everything that a wrong turn would take away.
fn world() -> Oss {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let put = signed(&oss, &acme.credentials(), put_rule("logs.localhost", &kms("key-1")));
    assert_eq!(oss.handle(put).status(), 200);
    logs.assert_encryption(ossmock::EncryptionRule::kms("key-1"));
    oss
}

#[test]
fn the_list_has_every_operation_once_and_each_form_of_its_request() {
    let rows = rows();
    let listed: Vec<&Row> = rows.iter().filter(|row| row.section != "forms").collect();
    assert_eq!(listed.len(), Operation::ALL.len());
    for (row, operation) in listed.iter().zip(Operation::ALL) {
        let (source, as_of) = operation.source();
        assert_eq!(row.name, operation.name());
        assert!(!source.is_empty() && as_of.starts_with("20"), "{operation}: {source} {as_of}");
    }
    // 322 requests by the sources: three of them are other forms of one operation.
    assert_eq!(listed.len() + 3, 322);
}

#[test]
fn every_row_is_its_own_operation_and_the_others_change_nothing() {
    let start = world();
    let before = start.snapshot();
    let mut refused = 0;
    for row in rows() {
        let operation = row.operation();
        for method in &row.methods {
            let (oss, target) = (start.fork(), row.target("logs"));
            let record = row.sent(&oss, method, &target);
            let is_refused = record.cause() == Some(Cause::NotEmulated);
            if operation.is_emulated() {
                // A form of a request may be refused for a parameter that its operation does not do.
                assert_eq!(record.operation(), Some(operation), "{method} {target}: {record}");
                assert!(!is_refused || row.section == "forms", "{method} {target}: {record}");
                continue;
            }
            refused += 1;
            let note = record.note().unwrap_or_default();
            assert!(is_refused && note.contains(&row.name), "{method} {target}: {record}");
            oss.assert_unchanged_since(&before);
        }
    }
    assert!(refused > 200, "{refused}");
}

#[test]
fn one_parameter_more_is_refused_at_the_bucket_and_the_service() {
    let oss = world();
    let before = oss.snapshot();
    for row in rows().iter().filter(|row| row.section == "oss" && row.level != "Object") {
        for method in row.methods.iter().filter(|method| *method != "OPTIONS") {
            let target = row.target("logs");
            let target = format!("{target}{}zz=1", if target.contains('?') { "&" } else { "?" });
            let record = row.sent(&oss, method, &target);
            assert_eq!(record.cause(), Some(Cause::NotEmulated), "{method} {target}: {record}");
            oss.assert_unchanged_since(&before);
        }
    }
}

/// The operations on a bucket that a CloudBox does.
///
/// Source: `help.aliyun.com/document_detail/430190.html`.
const ON_A_CLOUDBOX: &[&str] = &[
    "DeleteBucket",
    "DeleteBucketEncryption",
    "DeleteBucketLifecycle",
    "DeleteBucketLogging",
    "DeleteBucketPolicy",
    "DeleteBucketWebsite",
    "DeleteMultipleObjects",
    "GetBucketAcl",
    "GetBucketEncryption",
    "GetBucketInfo",
    "GetBucketLifecycle",
    "GetBucketLocation",
    "GetBucketLogging",
    "GetBucketPolicy",
    "GetBucketReferer",
    "GetBucketVersioning",
    "GetBucketWebsite",
    "ListMultipartUploads",
    "ListObjectVersions",
    "ListObjects",
    "ListObjectsV2",
    "PostObject",
    "PutBucket",
    "PutBucketAcl",
    "PutBucketEncryption",
    "PutBucketLifecycle",
    "PutBucketLogging",
    "PutBucketPolicy",
    "PutBucketReferer",
    "PutBucketVersioning",
    "PutBucketWebsite",
];

#[test]
fn a_cloudbox_does_what_is_listed_for_it_and_no_other_setting() {
    let id = "cb-f8z7yvzgwfkl9q0h";
    let start = still();
    let acme = start.create_account("acme");
    let cloudbox = acme.create_cloudbox(id);
    cloudbox.create_bucket("logs");
    let before = start.snapshot();
    let host = format!("logs.{}", cloudbox.endpoint());
    let mut done: Vec<String> = Vec::new();
    for row in rows().iter().filter(|row| row.level == "Bucket" && row.section == "oss") {
        let operation = row.operation();
        for method in row.methods.iter().filter(|_| operation.is_emulated()) {
            let oss = start.fork();
            let target = row.target("logs").replacen("/logs", "", 1);
            let request = request(method.parse::<Method>().expect("a method"), &host, &target);
            let _ = oss.handle(oss.signer(&acme.credentials()).cloudbox(id).sign(request));
            let record = oss.journal().last().expect("a record").clone();
            assert_eq!(record.operation(), Some(operation), "{method} {target}: {record}");
            if record.cause() == Some(Cause::CloudBoxOperation) {
                oss.assert_unchanged_since(&before);
            } else {
                done.push(row.name.clone());
            }
        }
    }
    done.sort();
    let emulated = |name: &&&str| Operation::EMULATED.iter().any(|operation| operation.name() == **name);
    assert_eq!(done, ON_A_CLOUDBOX.iter().filter(emulated).copied().collect::<Vec<_>>());
}

#[test]
fn what_is_refused_so_fails_a_test_that_denies_it() {
    for target in ["/logs?zz", "/logs?agenticBucket", "/logs?dataAccelerator", "/logs?prefix=a"] {
        let oss = Oss::builder().deny_unemulated().build();
        let acme = oss.create_account("acme");
        acme.create_bucket("logs");
        let delete = request(Method::DELETE, "127.0.0.1:9000", target);
        assert_eq!(oss.handle(signed(&oss, &acme.credentials(), delete)).status(), 501, "{target}");
        let message = super::panics::panic_here!(oss.verify());
        assert!(message.contains("what is not emulated is denied"), "{message}");
    }
}
