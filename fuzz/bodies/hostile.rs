//! Inputs that make careless readers slow: of any size, by kind.

/// The largest that is tried: a body of a little more than this is refused for its length.
pub const BIG: usize = 1_048_000;

/// Name, fuzz target, and the input of about so many bytes.
pub type Kind = (&'static str, &'static str, fn(usize) -> Vec<u8>);

pub const KINDS: &[Kind] = &[
    ("JSON, nested lists", "policy", |size| "[".repeat(size).into_bytes()),
    ("JSON, nested in a statement", "policy", |size| {
        format!(r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":{}"#, "[".repeat(size)).into_bytes()
    }),
    ("JSON, one pattern of stars", "policy", |size| resource(&"*a".repeat(size / 2))),
    ("JSON, many statements", "policy", |size| {
        let one = r#"{"Effect":"Allow","Action":"oss:*","Resource":"*"}"#;
        document(&vec![one; size / one.len()].join(","))
    }),
    ("JSON, many keys of a condition", "policy", |size| {
        let keys: Vec<String> = (0..size / 14).map(|i| format!(r#""{i:07}":"a""#)).collect();
        document(&format!(
            r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"StringEquals":{{{}}}}}}}"#,
            keys.join(",")
        ))
    }),
    ("JSON, many values of a condition", "policy", |size| {
        document(&format!(
            r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"StringLike":{{"a":[{}]}}}}}}"#,
            vec![r#""*a""#; size / 5].join(",")
        ))
    }),
    ("JSON, escapes", "policy", |size| resource(&r"\u0041".repeat(size / 6))),
    ("V4 header, commas", "authorization", |size| format!("OSS4-HMAC-SHA256 {}", ",".repeat(size)).into_bytes()),
    ("V4 header, fields", "authorization", |size| {
        format!("OSS4-HMAC-SHA256 {}", "Signature=0,".repeat(size / 12)).into_bytes()
    }),
    ("V4 header, additional headers", "authorization", |size| {
        let names = "a;".repeat(size / 2);
        format!(
            "OSS4-HMAC-SHA256 Credential=LTAI5tOssmock00000000002/20261123/cn-hangzhou/oss/aliyun_v4_request,\
             AdditionalHeaders={names},Signature=00"
        )
        .into_bytes()
    }),
    ("V4 header, slashes", "authorization", |size| {
        format!("OSS4-HMAC-SHA256 Credential={},Signature=0", "/".repeat(size)).into_bytes()
    }),
    ("V1 header, colons", "authorization", |size| {
        format!("OSS LTAI5tOssmock00000000002{}", ":".repeat(size)).into_bytes()
    }),
    ("query, ampersands", "query", |size| vec![b'&'; target(size)]),
    ("query, many names", "query", |size| {
        (0..target(size) / 6).map(|i| format!("{i:05}&")).collect::<String>().into_bytes()
    }),
    ("query, one name", "query", |size| "x-oss-signature&".repeat(target(size) / 16).into_bytes()),
    ("query, percent signs", "query", |size| vec![b'%'; target(size)]),
    ("XML, nested", "encryption_xml", |size| "<a>".repeat(size / 3).into_bytes()),
    ("XML, nested rules", "encryption_xml", |size| "<ServerSideEncryptionRule>".repeat(size / 26).into_bytes()),
    ("XML, attributes", "encryption_xml", |size| {
        let names: String = (0..size / 13).map(|i| format!(" a{i:07}=\"\"")).collect();
        format!("<ServerSideEncryptionRule{names}/>").into_bytes()
    }),
    ("XML, entities", "encryption_xml", |size| element(&"&amp;".repeat(size / 5))),
    ("XML, ampersands", "encryption_xml", |size| element(&"&".repeat(size))),
    ("XML, comments", "encryption_xml", |size| element(&"<!---->".repeat(size / 7))),
    ("XML, elements", "encryption_xml", |size| {
        format!("<ServerSideEncryptionRule>{}</ServerSideEncryptionRule>", "<a/>".repeat(size / 4)).into_bytes()
    }),
    ("case, plus signs", "fixture", |size| "+++\n".repeat(size / 4).into_bytes()),
    ("case, requests", "fixture", |size| {
        let requests = ">>> a\nGET / HTTP/1.1\n\n<<<\n".repeat(size / 26);
        let documented = "{status=200},".repeat(size / 26);
        format!("+++\nsource=\"\"\nprovenance=\"assumed\"\ndocumented=[{documented}]\n+++\n{requests}").into_bytes()
    }),
    ("case, nested TOML", "fixture", |size| format!("+++\na={}\n+++\n", "[".repeat(size)).into_bytes()),
    ("case, accounts", "fixture", |size| {
        let accounts: String = (0..size / 40).map(|i| format!("[[world.account]]\nname = \"a{i:07}\"\n")).collect();
        let front = "source=\"\"\nprovenance=\"assumed\"\ndocumented=[{status=200}]";
        format!("+++\n{front}\n{accounts}+++\n>>> a\nGET / HTTP/1.1\nHost: a\n").into_bytes()
    }),
];

/// The HTTP library takes no longer target.
fn target(size: usize) -> usize {
    size.min(65_000)
}

fn document(statements: &str) -> Vec<u8> {
    format!(r#"{{"Version":"1","Statement":[{statements}]}}"#).into_bytes()
}

fn resource(path: &str) -> Vec<u8> {
    document(&format!(r#"{{"Effect":"Allow","Action":"*","Resource":"acs:oss:*:*:{path}"}}"#))
}

fn element(content: &str) -> Vec<u8> {
    let content = &content[..content.len().min(BIG - 200)];
    format!(
        "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>{content}</SSEAlgorithm>\
         </ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>"
    )
    .into_bytes()
}
