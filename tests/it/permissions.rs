//! The 100 decisions of the contract, as signed requests through both fronts.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{
    Cause, Credentials, Decision, Oss, Peer,
    policy::{Acl, Reason, Source, StatementRef},
};
use serde::Deserialize;
use serde_json::Value;

use super::support::{
    Client, FRONTS, Front, SERVICE, answer, delete_rule, element, get_rule, header, kms, put_rule, request, signed,
};

/// The prefix of facts about the tags of the object.
const EXISTING_TAG: &str = "oss:ExistingObjectTag/";

const BUCKET_HOST: &str = "examplebucket.oss-cn-hangzhou.aliyuncs.com";

#[derive(Deserialize)]
struct Case {
    n: u32,
    title: String,
    principal: Principal,
    bucket: Option<Bucket>,
    action: String,
    level: String,
    ram: Vec<Value>,
    session: Option<Value>,
    key: Option<String>,
    /// The facts conditions look at.
    ctx: BTreeMap<String, String>,
    obj_acl: String,
    expect: Expect,
}

#[derive(Deserialize)]
struct Principal {
    kind: String,
    account: Option<String>,
    uid: Option<String>,
    role: Option<String>,
    session: Option<String>,
}

#[derive(Deserialize)]
struct Bucket {
    name: String,
    owner: String,
    acl: String,
    policy: Option<Value>,
    bpa: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Expect {
    Allowed(String),
    /// Code, status, EC and message.
    Denied(String, u16, String, String),
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("../../fixtures/vectors/authz_cases.json")).expect("cases")
}

/// Names and values.
type Pairs<'a> = Vec<(&'static str, &'a str)>;

impl Case {
    fn fact(&self, key: &str) -> Option<&str> {
        self.ctx.get(key).map(String::as_str)
    }

    /// The peer the request comes from; `203.0.113.9` over TLS unless the case says otherwise.
    fn peer(&self) -> Peer {
        Peer {
            ip: self.fact("acs:SourceIp").unwrap_or("203.0.113.9").parse().expect("an address"),
            tls: self.fact("acs:SecureTransport") != Some("false"),
            vpc: self.fact("acs:SourceVpc").map(str::to_owned),
        }
    }

    /// Returns the headers and query parameters that state the facts of the case.
    fn said(&self) -> (Pairs<'_>, Pairs<'_>) {
        let (mut headers, mut parameters) = (Vec::new(), Vec::new());
        for (key, value) in &self.ctx {
            match &**key {
                "acs:SourceIp" | "acs:SecureTransport" | "acs:SourceVpc" => {}
                "acs:UserAgent" => headers.push(("user-agent", &**value)),
                "oss:x-oss-acl" => headers.push(("x-oss-acl", &**value)),
                "oss:Prefix" => parameters.push(("prefix", &**value)),
                "oss:Delimiter" => parameters.push(("delimiter", &**value)),
                tag if tag.starts_with(EXISTING_TAG) => {}
                other => panic!("case {} has a fact `{other}`", self.n),
            }
        }
        (headers, parameters)
    }

    /// A fake with the accounts 1001 and 2002, the bucket and the caller, and the caller's name and credentials.
    fn arrange(&self) -> (Oss, String, Option<Credentials>) {
        let oss = Oss::new();
        oss.clock().set_utc("2026-01-15T10:00:00Z");
        for uid in ["1001", "2002"] {
            let _ = oss.create_account(uid).set_id(uid);
        }
        if let Some(bucket) = &self.bucket {
            let made = oss.account(&bucket.owner).expect("the owner").create_bucket(&bucket.name);
            made.set_acl(Acl::from_wire(&bucket.acl).expect("an ACL")).set_block_public_access(bucket.bpa);
            if let Some(policy) = &bucket.policy {
                made.set_policy(&policy.to_string());
            }
            if let Some(key) = &self.key {
                let object = made.put_object(key, "hello").set_acl(Acl::from_wire(&self.obj_acl));
                for (fact, value) in &self.ctx {
                    fact.strip_prefix(EXISTING_TAG).map(|tag| object.set_tag(tag, value));
                }
            }
        }
        let account = || oss.account(self.principal.account.as_deref().expect("an account")).expect("the account");
        let (caller, credentials) = match &*self.principal.kind {
            "anonymous" => ("anonymous".to_owned(), None),
            "root" => (account().name(), Some(account().credentials())),
            "ram" => {
                let uid = self.principal.uid.as_deref().expect("a UID");
                let user = account().create_ram_user(uid).set_id(uid);
                self.ram.iter().for_each(|policy| drop(user.attach_policy(&policy.to_string())));
                (format!("{}/{uid}", account().name()), Some(user.credentials()))
            }
            "role" => {
                let name = |name: &Option<String>| name.clone().expect("a name");
                let role = account().create_role(&name(&self.principal.role));
                self.ram.iter().for_each(|policy| drop(role.attach_policy(&policy.to_string())));
                let session = role.create_session(&name(&self.principal.session));
                if let Some(policy) = &self.session {
                    session.set_policy(&policy.to_string());
                }
                (format!("{}/{}/{}", account().name(), role.name(), session.name()), Some(session.credentials()))
            }
            other => panic!("case {} is of a {other}", self.n),
        };
        (oss, caller, credentials)
    }

    /// The request of the case, signed by its principal.
    fn request(&self, oss: &Oss, credentials: Option<&Credentials>) -> Request<Bytes> {
        let target = |query: &str| format!("/{}{query}", self.key.as_deref().expect("a key"));
        let mut request = match &*self.action {
            "oss:PutBucketEncryption" => put_rule(BUCKET_HOST, &kms("key-1")),
            "oss:GetBucketEncryption" => get_rule(BUCKET_HOST),
            "oss:DeleteBucketEncryption" => delete_rule(BUCKET_HOST),
            "oss:PutBucketAcl" => request(Method::PUT, BUCKET_HOST, "/?acl"),
            "oss:ListBuckets" => request(Method::GET, SERVICE, "/"),
            "oss:ListObjects" => request(Method::GET, BUCKET_HOST, "/"),
            "oss:GetObject" => request(Method::GET, BUCKET_HOST, &target("")),
            "oss:GetObjectAcl" => request(Method::GET, BUCKET_HOST, &target("?acl")),
            "oss:PutObject" => {
                let mut put = request(Method::PUT, BUCKET_HOST, &target(""));
                *put.body_mut() = Bytes::from_static(b"bye");
                put
            }
            "oss:PutObjectAcl" => {
                let mut put = request(Method::PUT, BUCKET_HOST, &target("?acl"));
                put.headers_mut().insert("x-oss-object-acl", "private".parse().expect("a header"));
                put
            }
            other => panic!("case {} asks for {other}", self.n),
        };
        let (headers, parameters) = self.said();
        if !parameters.is_empty() {
            let pairs: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
            *request.uri_mut() = format!("/?{}", pairs.join("&")).parse().expect("a target");
        }
        for (name, value) in headers {
            request.headers_mut().insert(name, value.parse().expect("a header"));
        }
        match credentials {
            Some(credentials) => signed(oss, credentials, request),
            None => request,
        }
    }

    async fn run(&self, front: Front) {
        let (oss, caller, credentials) = self.arrange();
        let request = self.request(&oss, credentials.as_ref());
        let before = oss.snapshot();
        let response = Client::of_peer(front, &oss, self.peer()).await.send(request).await;

        let what = format!("case {}, {}, through {front:?}:\n{}", self.n, self.title, oss.journal());
        let journal = oss.journal();
        let record = journal.last().expect("a record");
        let decision = record.decision().unwrap_or_else(|| panic!("no decision in {what}"));
        assert_eq!(record.caller().expect("a caller").to_string(), caller, "{what}");
        self.check(decision, &what);
        match &self.expect {
            Expect::Allowed(_) => {
                // A RAM user who may look for a rule that is not there is told so.
                let missing = (self.action == "oss:GetBucketEncryption").then_some(Cause::NoEncryptionRule);
                assert_eq!(record.cause(), missing, "{what}");
            }
            Expect::Denied(code, status, ec, message) => {
                assert_eq!(answer(&response), format!("{status} {code}"), "{what}");
                assert_eq!(element(&response, "Message").as_ref(), Some(message), "{what}");
                assert_eq!(element(&response, "EC").as_ref(), Some(ec), "{what}");
                assert_eq!(header(&response, "x-oss-ec"), ec, "{what}");
                oss.assert_unchanged_since(&before);
            }
        }
    }

    /// The decision alone.
    fn ask(&self) {
        let (oss, caller, _) = self.arrange();
        let bucket = &self.bucket.as_ref().expect("a bucket").name;
        let key = self.key.as_ref().map(|key| format!("/{key}")).unwrap_or_default();
        let question = oss.question(&caller, &self.action, &format!("acs:oss:*:*:{bucket}{key}")).peer(self.peer());
        let (headers, parameters) = self.said();
        let question = headers.iter().fold(question, |question, (name, value)| question.header(name, value));
        let question = parameters.iter().fold(question, |question, (name, value)| question.parameter(name, value));
        let explanation = question.explain().expect("an answer");
        self.check(&explanation.decision, &format!("case {}, {}:\n{explanation}", self.n, self.title));
    }

    /// Checks that the decision is the expected one, and if it is a denial, its kind, which the EC names.
    fn check(&self, decision: &Decision, what: &str) {
        let found = match decision {
            Decision::Allowed(_) => "allow",
            Decision::Denied(Reason::Statement(StatementRef { source: Source::Bucket, .. })) => "the bucket policy",
            Decision::Denied(Reason::Statement(_)) => "a policy of the caller",
            Decision::Denied(Reason::Both { .. }) => "both",
            Decision::Denied(Reason::Session(_)) => "the session policy",
            Decision::Denied(_) => "nothing allows it",
        };
        let expected = match &self.expect {
            Expect::Allowed(word) => word,
            Expect::Denied(.., ec, _) => match &**ec {
                "0003-00000101" => "the bucket policy",
                "0003-00000201" => "a policy of the caller",
                "0003-00000203" => "both",
                "0003-00000301" => "the session policy",
                _ => "nothing allows it",
            },
        };
        assert_eq!(found, expected, "{what}");
    }
}

#[tokio::test]
async fn every_decision_is_as_the_contract_says() {
    let cases = cases();
    assert_eq!(cases.iter().map(|case| case.n).collect::<Vec<_>>(), (1..=100).collect::<Vec<_>>());
    for case in cases {
        for front in FRONTS {
            case.run(front).await;
        }
    }
}

#[test]
fn every_decision_on_objects_is_explained_as_the_contract_says() {
    let cases = cases();
    let of_objects = cases.iter().filter(|case| case.level == "object" || case.action == "oss:ListObjects");
    assert_eq!(of_objects.inspect(|case| case.ask()).count(), 26);
}

/// The permission a front asks for does not depend on how the caller signs or how the bucket is addressed.
#[tokio::test]
async fn a_denial_is_the_same_in_path_style() {
    for front in FRONTS {
        let oss = Oss::new();
        let acme = oss.create_account("acme");
        acme.create_bucket("logs");
        let ci = acme.create_ram_user("ci").allow("oss:GetBucketEncryption", "acs:oss:*:*:logs");
        let client = Client::new(front, &oss).await;
        let mut put = put_rule("127.0.0.1", &kms("key-1"));
        *put.uri_mut() = "/logs/?encryption".parse().expect("a target");
        let response = client.send(signed(&oss, &ci.credentials(), put)).await;
        assert_eq!(answer(&response), "403 AccessDenied", "{front:?}");
        assert_eq!(oss.journal().last().and_then(ossmock::Record::cause), Some(Cause::NotYourBucket));

        let get = request(Method::GET, "127.0.0.1", "/logs/?encryption");
        let response = client.send(signed(&oss, &ci.credentials(), get)).await;
        assert_eq!(answer(&response), "404 NoSuchServerSideEncryptionRule", "{front:?}");
    }
}
