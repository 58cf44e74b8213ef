//! The 100 decisions of the contract, as signed requests through both fronts.

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{Acl, Cause, Oss};
use serde::Deserialize;
use serde_json::Value;

use super::support::{
    Client, FRONTS, Front, SERVICE, answer, delete_rule, element, get_rule, header, kms, put_rule, request, signed,
};

/// The decisions that cannot be asked for yet, and what each waits for.
const NOT_YET: &[(u32, &str)] = &[
    (23, "NotAction"),
    (24, "NotAction"),
    (26, "bucket policies"),
    (27, "bucket policies"),
    (28, "bucket policies"),
    (29, "bucket policies"),
    (30, "bucket policies"),
    (31, "bucket policies"),
    (32, "bucket policies"),
    (33, "bucket policies"),
    (34, "bucket policies"),
    (35, "bucket policies"),
    (36, "bucket policies"),
    (37, "bucket policies"),
    (39, "bucket policies"),
    (40, "bucket policies"),
    (42, "bucket policies"),
    (43, "roles"),
    (44, "roles"),
    (46, "bucket policies"),
    (47, "roles"),
    (48, "roles"),
    (49, "session policies"),
    (50, "session policies"),
    (51, "session policies"),
    (52, "session policies"),
    (53, "roles"),
    (54, "roles"),
    (55, "Condition"),
    (56, "Condition"),
    (57, "Condition"),
    (58, "Condition"),
    (59, "bucket policies"),
    (60, "bucket policies"),
    (61, "Condition"),
    (62, "Condition"),
    (63, "Condition"),
    (64, "Condition"),
    (65, "bucket policies"),
    (66, "bucket policies"),
    (67, "bucket policies"),
    (68, "Condition"),
    (69, "Condition"),
    (70, "ListObjects"),
    (71, "ListObjects"),
    (72, "ListObjects"),
    (73, "ListObjects"),
    (74, "ListObjects"),
    (80, "objects"),
    (81, "objects"),
    (82, "objects"),
    (83, "objects"),
    (84, "objects"),
    (85, "objects"),
    (86, "objects"),
    (87, "objects"),
    (88, "objects"),
    (89, "objects"),
    (90, "objects"),
    (91, "objects"),
    (92, "objects"),
    (93, "objects"),
    (94, "objects"),
    (95, "objects"),
    (96, "objects"),
    (97, "objects"),
    (98, "objects"),
    (99, "objects"),
    (100, "objects"),
];

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
    expect: Expect,
}

#[derive(Deserialize)]
struct Principal {
    kind: String,
    account: Option<String>,
    uid: Option<String>,
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

impl Case {
    /// What the case needs that ossmock does not have yet.
    fn waits_for(&self) -> Option<&'static str> {
        let has = |element: &str| self.ram.iter().any(|policy| policy.to_string().contains(&format!("\"{element}\":")));
        let bucket = self.bucket.as_ref();
        [
            (self.level == "object", "objects"),
            (self.action == "oss:ListObjects", "ListObjects"),
            (self.session.is_some(), "session policies"),
            (self.principal.kind == "role", "roles"),
            (bucket.is_some_and(|bucket| bucket.bpa), "block public access"),
            (bucket.is_some_and(|bucket| bucket.policy.is_some()), "bucket policies"),
            (has("Condition"), "Condition"),
            (has("NotAction"), "NotAction"),
            (has("NotResource"), "NotResource"),
        ]
        .into_iter()
        .find_map(|(needed, what)| needed.then_some(what))
    }

    /// A fake with the accounts 1001 and 2002, and the bucket.
    fn arrange(&self) -> Oss {
        let oss = Oss::new();
        for uid in ["1001", "2002"] {
            let _ = oss.account(uid).with_id(uid);
        }
        if let Some(bucket) = &self.bucket {
            let owner = oss.get_account(&bucket.owner).expect("the owner");
            owner.bucket(&bucket.name).with_acl(Acl::from_wire(&bucket.acl).expect("an ACL"));
        }
        oss
    }

    /// The request of the case, signed by its principal.
    fn request(&self, oss: &Oss) -> Request<Bytes> {
        let request = match &*self.action {
            "oss:PutBucketEncryption" => put_rule(BUCKET_HOST, &kms("key-1")),
            "oss:GetBucketEncryption" => get_rule(BUCKET_HOST),
            "oss:DeleteBucketEncryption" => delete_rule(BUCKET_HOST),
            "oss:ListBuckets" => request(Method::GET, SERVICE, "/"),
            other => panic!("case {} asks for {other}", self.n),
        };
        let account = || oss.get_account(self.principal.account.as_deref().expect("an account")).expect("the account");
        let uid = || self.principal.uid.as_deref().expect("a UID");
        match &*self.principal.kind {
            "anonymous" => request,
            "root" => signed(oss, &account().credentials(), request),
            "ram" => {
                let user = account().ram_user(uid()).with_id(uid());
                for policy in &self.ram {
                    user.policy(&policy.to_string());
                }
                signed(oss, &user.credentials(), request)
            }
            other => panic!("case {} is of a {other}", self.n),
        }
    }

    async fn run(&self, front: Front) {
        let oss = self.arrange();
        let request = self.request(&oss);
        let before = oss.snapshot();
        let response = Client::new(front, &oss).await.send(request).await;

        let what = format!("case {}, {}, through {front:?}:\n{}", self.n, self.title, oss.journal());
        let journal = oss.journal();
        let record = journal.last().expect("a record");
        let decision = record.decision().unwrap_or_else(|| panic!("no decision in {what}"));
        match &self.expect {
            Expect::Allowed(word) => {
                assert_eq!(word, "allow", "{what}");
                assert!(decision.is_allowed(), "{what}");
                // A RAM user who may look for a rule that is not there is told so.
                let missing = (self.action == "oss:GetBucketEncryption").then_some(Cause::NoEncryptionRule);
                assert_eq!(record.cause(), missing, "{what}");
            }
            Expect::Denied(code, status, ec, message) => {
                assert!(decision.denial().is_some(), "{what}");
                assert_eq!(answer(&response), format!("{status} {code}"), "{what}");
                assert_eq!(element(&response, "Message").as_ref(), Some(message), "{what}");
                assert_eq!(element(&response, "EC").as_ref(), Some(ec), "{what}");
                assert_eq!(header(&response, "x-oss-ec"), ec, "{what}");
                oss.assert_unchanged_since(&before);
            }
        }
    }
}

#[test]
fn every_decision_is_either_run_or_listed_as_not_yet() {
    let cases = cases();
    assert_eq!(cases.iter().map(|case| case.n).collect::<Vec<_>>(), (1..=100).collect::<Vec<_>>());
    let waiting: Vec<_> = cases.iter().filter_map(|case| Some((case.n, case.waits_for()?))).collect();
    assert_eq!(waiting, NOT_YET, "a case that waits for nothing any more is to be run");
    assert_eq!(cases.len() - waiting.len(), 31);
}

#[tokio::test]
async fn every_decision_that_can_be_asked_for_is_as_the_contract_says() {
    let mut ran = 0;
    for case in cases().iter().filter(|case| !NOT_YET.iter().any(|(n, _)| *n == case.n)) {
        for front in FRONTS {
            case.run(front).await;
        }
        ran += 1;
    }
    assert_eq!(ran + NOT_YET.len(), 100);
}

/// Which permission a front asks for must not depend on how the caller signs or how the bucket is addressed.
#[tokio::test]
async fn a_denial_is_the_same_in_path_style() {
    for front in FRONTS {
        let oss = Oss::new();
        let acme = oss.account("acme");
        acme.bucket("logs");
        let ci = acme.ram_user("ci").allow("oss:GetBucketEncryption", "acs:oss:*:*:logs");
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
