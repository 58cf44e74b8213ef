//! Warnings about a world: policies that can never match, unknown condition keys, and keys of KMS that are not
//! there.

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{Cause, EncryptionRule, Operation, Oss, replication::ReplicationRule};

use super::panics::panic_here;
use super::support::{LOGS, answer, request, signed, still};
use super::world_file::assert_wrong_at;

const IDLE: &str = r#"{"Version":"1","Statement":[
    {"Effect":"Allow","Action":"oss:*","Resource":"*"},
    {"Effect":"Deny","Action":"oss:Get*","Resource":"acs:oss::*:logs","Condition":{"Bool":{"oss:Nothing":"true"}}}]}"#;

fn upload() -> Request<Bytes> {
    let mut upload = request(Method::PUT, LOGS, "/a");
    upload.headers_mut().insert("content-length", 0.into());
    upload
}

fn told(oss: &Oss) -> Vec<String> {
    oss.warnings().iter().map(ToString::to_string).collect()
}

#[test]
fn an_action_that_no_operation_needs_is_named() {
    let oss = still();
    let ci = oss.create_account("acme").create_ram_user("ci");
    ci.allow("oss:*", "*").deny("oss:PutBucketEncrypton", "*").allow("oss:Gte*", "*");
    let of = |place: usize, action: &str| {
        format!(
            "policy {place} statement 1 of RAM user `acme/ci`: Action: no operation ossmock knows needs `{action}`: check how it is \
             written"
        )
    };
    assert_eq!(told(&oss), [of(2, "oss:PutBucketEncrypton"), of(3, "oss:Gte*")]);

    let known = oss.create_account("globex").create_ram_user("ci");
    known
        .allow("OSS:getobject", "*")
        .allow("oss:GetObjectVersion", "*")
        .allow("oss:Put*", "*")
        .allow("kms:Anything", "*");
    assert_eq!(told(&oss).len(), 2);
}

#[test]
fn statements_are_named_with_whose_they_are() {
    let oss = still();
    let acme = oss.create_account("acme");
    assert_eq!(told(&oss), Vec::<String>::new());
    let _ci = acme.create_ram_user("ci").allow("oss:*", "*").attach_policy(IDLE);
    let _group = acme.create_group("all").attach_policy(IDLE);
    let session = acme.create_role("ops").attach_policy(IDLE).create_session("s1").set_policy(IDLE);
    acme.create_bucket("logs").set_policy(IDLE);
    let region = "Resource: `acs:oss::*:logs` never matches: its region is empty; write `*`";
    let key = "Condition: no request has the key `oss:Nothing`";
    let expected: Vec<String> = [
        "policy 2 statement 2 of RAM user `acme/ci`",
        "policy 1 statement 2 of group `acme/all`",
        "policy 1 statement 2 of role `acme/ops`",
        "policy 1 statement 2 of session `acme/ops/s1`",
        "policy 1 statement 2 of bucket `logs`",
    ]
    .iter()
    .flat_map(|subject| [format!("{subject}: {region}"), format!("{subject}: {key}")])
    .collect();
    assert_eq!(told(&oss), expected);

    // The journal and explanations name the statement as well, whether the call is allowed or not.
    let asked = signed(&oss, &session.credentials(), request(Method::GET, LOGS, "/?location"));
    assert_eq!(answer(&oss.handle(asked)), "200");
    let line = oss.journal().last().expect("a call").to_string();
    for named in ["policy 1 statement 2", "session policy statement 2", "bucket policy statement 2"] {
        assert!(line.contains(&format!("{named}: {region}")) && line.contains(&format!("{named}: {key}")), "{line}");
    }
    let explanation = oss.explain("acme/ci", "oss:GetBucketLocation", "acs:oss:*:*:logs").expect("an explanation");
    assert!(explanation.to_string().contains(&format!("    {region}\n    {key}\n")), "{explanation}");
}

#[test]
fn policies_that_can_never_match_are_refused_where_that_is_wanted() {
    let oss = Oss::builder().refuse_unmatchable_policies(true).build();
    let acme = oss.create_account("acme");
    let (ci, logs) = (acme.create_ram_user("ci"), acme.create_bucket("logs").set_block_public_access(false));
    let session = acme.create_role("ops").create_session("s1");
    let why =
        "policy document at `Statement[1].Resource`: `acs:oss::*:logs` never matches: its region is empty; write `*`";
    assert_eq!(panic_here!(ci.attach_policy(IDLE)), why);
    assert_eq!(panic_here!(session.set_policy(IDLE)), why);
    assert_eq!(panic_here!(logs.set_policy(IDLE)), why);
    assert!(panic_here!(ci.allow("oss:*", "acs:oss::*:logs")).contains("its region is empty"));
    let mut put = request(Method::PUT, LOGS, "/?policy");
    *put.body_mut() = Bytes::from(IDLE);
    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), put))), "400 InvalidPolicyDocument");
    acme.assert_refused(Operation::PutBucketPolicy, Cause::BucketPolicyMalformed);
    assert_eq!(oss.journal().last().expect("a call").note(), Some(why));
    assert!(ci.policies().is_empty());
    logs.assert_no_policy();
    // An unknown key is no reason to refuse.
    ci.attach_policy(&IDLE.replace("oss::", "oss:*:"));

    let toml = format!("[[account]]\nname = \"acme\"\nram_user = [{{ name = \"ci\", policies = ['''{IDLE}'''] }}]");
    let error = Oss::builder().refuse_unmatchable_policies(true).world_toml(&toml).expect_err("it is refused");
    assert_eq!((error.line(), error.problem()), (5, why));
    assert!(Oss::builder().world_toml(&toml).is_ok());
    assert_wrong_at("region = «\"Nowhere\"", "`Nowhere` is not a region: write it like `cn-hangzhou`, without `oss-`");
}

#[test]
fn a_key_of_kms_that_is_not_there_is_told_with_how_to_add_it() {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::kms("key-1"));
    acme.create_bucket("backup").set_region("cn-beijing");
    logs.add_replication(ReplicationRule::to("backup").role("r").kms_objects("alias/far"));
    let key = "KMS key `key-1` of account `acme` in `cn-hangzhou`: there is no such key in the account and region of the bucket; \
               add it with `Account::create_kms_key(..).set_id(\"key-1\")`, or `kms_key = [{ id = \"key-1\" }]` of the account in a world file";
    let warnings = told(&oss);
    assert_eq!(warnings[0], format!("the encryption rule of bucket `logs`: {key}"));
    assert!(warnings[1].contains("KMS key `alias/far` of account `acme` in `cn-beijing`: there is no such alias"));
    assert_eq!(warnings.len(), 2);

    let put = signed(&oss, &acme.credentials(), upload());
    assert_eq!(oss.handle(put).status(), 404);
    assert_eq!(oss.journal().last().expect("a call").note(), Some(&*format!("the rule of the bucket names {key}")));
    acme.create_kms_key("one").set_id("key-1");
    assert_eq!(told(&oss).len(), 1);
    let put = signed(&oss, &acme.credentials(), upload());
    assert_eq!(oss.handle(put).status(), 200);
}
