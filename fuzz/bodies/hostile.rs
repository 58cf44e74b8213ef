//! Inputs that make careless readers slow: of any size, by kind.

/// The largest that is tried: a body of a little more than this is refused for its length.
pub const BIG: usize = 1_048_000;

/// The HTTP library takes no longer target.
const LONGEST_TARGET: usize = 64_000;

/// A world is looked through for each name in it: what a test arranges is small. 1,600 accounts are more than any has.
const BIGGEST_WORLD: usize = 64 * 1024;

/// A kind of input.
pub struct Kind {
    pub name: &'static str,
    /// The fuzz target it is for.
    pub target: &'static str,
    /// The largest size that is tried.
    pub most: usize,
    /// An input of about so many bytes.
    pub input: fn(usize) -> Vec<u8>,
}

const fn of(target: &'static str, name: &'static str, most: usize, input: fn(usize) -> Vec<u8>) -> Kind {
    Kind { name, target, most, input }
}

pub const KINDS: &[Kind] = &[
    of("policy", "JSON, nested lists", BIG, |size| "[".repeat(size).into_bytes()),
    of("policy", "JSON, nested in a statement", BIG, |size| {
        format!(r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":{}"#, "[".repeat(size)).into_bytes()
    }),
    of("policy", "JSON, one pattern of stars", BIG, |size| resource(&"*a".repeat(size / 2))),
    of("policy", "JSON, many statements", BIG, |size| {
        let one = r#"{"Effect":"Allow","Action":"oss:*","Resource":"*"}"#;
        document(&vec![one; size / one.len()].join(","))
    }),
    of("policy", "JSON, many keys of a condition", BIG, |size| {
        let keys: Vec<String> = (0..size / 14).map(|i| format!(r#""{i:07}":"a""#)).collect();
        document(&format!(
            r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"StringEquals":{{{}}}}}}}"#,
            keys.join(",")
        ))
    }),
    of("policy", "JSON, many values of a condition", BIG, |size| {
        document(&format!(
            r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"StringLike":{{"a":[{}]}}}}}}"#,
            vec![r#""*a""#; size / 5].join(",")
        ))
    }),
    of("policy", "JSON, escapes", BIG, |size| resource(&r"\u0041".repeat(size / 6))),
    of("authorization", "V4 header, commas", BIG, |size| format!("OSS4-HMAC-SHA256 {}", ",".repeat(size)).into_bytes()),
    of("authorization", "V4 header, fields", BIG, |size| {
        format!("OSS4-HMAC-SHA256 {}", "Signature=0,".repeat(size / 12)).into_bytes()
    }),
    of("authorization", "V4 header, additional headers", BIG, |size| {
        let names = "a;".repeat(size / 2);
        format!(
            "OSS4-HMAC-SHA256 Credential=LTAI5tOssmock00000000002/20261123/cn-hangzhou/oss/aliyun_v4_request,\
             AdditionalHeaders={names},Signature=00"
        )
        .into_bytes()
    }),
    of("authorization", "V4 header, slashes", BIG, |size| {
        format!("OSS4-HMAC-SHA256 Credential={},Signature=0", "/".repeat(size)).into_bytes()
    }),
    of("authorization", "V1 header, colons", BIG, |size| {
        format!("OSS LTAI5tOssmock00000000002{}", ":".repeat(size)).into_bytes()
    }),
    of("query", "query, ampersands", LONGEST_TARGET, |size| vec![b'&'; size]),
    of("query", "query, many names", LONGEST_TARGET, |size| numbered(size / 6, |i| format!("{i:05}&")).into_bytes()),
    of("query", "query, one name", LONGEST_TARGET, |size| "x-oss-signature&".repeat(size / 16).into_bytes()),
    of("query", "query, percent signs", LONGEST_TARGET, |size| vec![b'%'; size]),
    of("encryption_xml", "XML, nested", BIG, |size| "<a>".repeat(size / 3).into_bytes()),
    of("encryption_xml", "XML, nested rules", BIG, |size| "<ServerSideEncryptionRule>".repeat(size / 26).into_bytes()),
    of("encryption_xml", "XML, attributes", BIG, |size| {
        let names = numbered(size / 13, |i| format!(" a{i:07}=\"\""));
        format!("<ServerSideEncryptionRule{names}/>").into_bytes()
    }),
    of("encryption_xml", "XML, entities", BIG, |size| element(&"&amp;".repeat(size / 5))),
    of("encryption_xml", "XML, ampersands", BIG, |size| element(&"&".repeat(size))),
    of("encryption_xml", "XML, comments", BIG, |size| element(&"<!---->".repeat(size / 7))),
    of("encryption_xml", "XML, elements", BIG, |size| {
        format!("<ServerSideEncryptionRule>{}</ServerSideEncryptionRule>", "<a/>".repeat(size / 4)).into_bytes()
    }),
    of("form", "form, carriage returns", BIG, |size| posted(&"\r".repeat(size))),
    of("form", "form, half a boundary", BIG, |size| posted(&"\r\n--".repeat(size / 4))),
    of("form", "form, boundaries", BIG, |size| "\r\n--b".repeat(size / 5).into_bytes()),
    of("form", "form, fields", BIG, |size| field("a", &"x".repeat(size / 900)).repeat(900).into_bytes()),
    of("form", "form, names that end differently", BIG * 4, |size| {
        let name = |i| format!("x-oss-meta-{}{i}", "a".repeat(4_000));
        (0..size / 4_300).map(|i| field(&name(i), "")).collect::<String>().into_bytes()
    }),
    of("form", "form, names of the file in the key", 32_000, |size| {
        let key = field("key", &"${filename}".repeat(size / 22));
        let file = format!("file\"; filename=\"{}", "a".repeat(size / 4));
        format!("{key}{}--b--", field(&file, "")).into_bytes()
    }),
    of("form", "form, semicolons", 16_000, |size| field(&format!("a\"{}", ";a=b".repeat(size / 4)), "").into_bytes()),
    of("form_policy", "policy of a form, nested", BIG, |size| "[".repeat(size).into_bytes()),
    of("form_policy", "policy of a form, conditions", BIG, |size| conditions(&r#"{"a":"b"},"#.repeat(size / 10))),
    of("form_policy", "policy of a form, values", BIG, |size| {
        conditions(&format!(r#"["not-in","$a",[{}"b"]],"#, r#""a","#.repeat(size / 4)))
    }),
    of("form_policy", "policy of a form, backslashes", BIG, |size| {
        conditions(&format!(r#"["{}"],"#, r"\\$".repeat(size / 5)))
    }),
    of("fixture", "case, plus signs", BIG, |size| "+++\n".repeat(size / 4).into_bytes()),
    of("fixture", "case, requests", BIG, |size| {
        let requests = ">>> a\nGET / HTTP/1.1\n\n<<<\n".repeat(size / 26);
        let documented = "{status=200},".repeat(size / 26);
        format!("+++\nsource=\"\"\nprovenance=\"assumed\"\ndocumented=[{documented}]\n+++\n{requests}").into_bytes()
    }),
    of("fixture", "case, nested TOML", BIG, |size| format!("+++\na={}\n+++\n", "[".repeat(size)).into_bytes()),
    of("fixture", "case, accounts", BIGGEST_WORLD, |size| {
        let accounts = numbered(size / 40, |i| format!("[[world.account]]\nname = \"a{i:07}\"\n"));
        let front = "source=\"\"\nprovenance=\"assumed\"\ndocumented=[{status=200}]";
        format!("+++\n{front}\n{accounts}+++\n>>> a\nGET / HTTP/1.1\nHost: a\n").into_bytes()
    }),
];

fn numbered(count: usize, one: fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().concat()
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

/// One field of a form whose boundary is `b`.
fn field(name: &str, value: &str) -> String {
    format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
}

/// A form with this file.
fn posted(file: &str) -> Vec<u8> {
    format!("{}{}--b--", field("key", "k"), field("file", file)).into_bytes()
}

/// The policy of a form with these conditions and one that holds.
fn conditions(some: &str) -> Vec<u8> {
    format!(r#"{{"expiration":"2026-11-23T17:00:00Z","conditions":[{some}{{"bucket":"logs"}}]}}"#).into_bytes()
}
