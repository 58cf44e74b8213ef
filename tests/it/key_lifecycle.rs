//! A KMS key from its rule to its loss, as a suite would test it: with public names only, and no helpers.

use ossmock::http::{Request, request::Builder};
use ossmock::{Cause, EncryptionRule, Oss, kms::KmsAction, replication::ReplicationRule};

#[test]
fn a_suite_turns_on_kms_uploads_copies_replicates_loses_its_key_and_is_refused() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let key = acme.create_kms_key("orders");
    let backup = acme.create_bucket("backup");
    let logs = acme.create_bucket("logs").add_replication(ReplicationRule::to("backup"));
    let send = |request: Builder, body: String| {
        let request = oss.signer(&acme.credentials()).sign(request.body(body.into()).expect("a request"));
        (oss.handle(request).status().as_u16(), oss.journal().last().expect("a call").cause())
    };
    let rule = format!(
        "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>KMS</SSEAlgorithm>\
         <KMSMasterKeyID>{}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>",
        key.id()
    );

    assert_eq!(send(Request::put("http://logs.localhost/?encryption"), rule), (200, None));
    assert_eq!(send(Request::put("http://logs.localhost/a"), "hello".into()), (200, None));
    let copy = Request::put("http://logs.localhost/b").header("x-oss-copy-source", "/logs/a");
    assert_eq!(send(copy, String::new()), (200, None));
    logs.object("a").assert_encryption(EncryptionRule::kms(&key.id()));
    logs.object("b").assert_body("hello");
    oss.assert_kms_calls(3..=3);
    oss.replicate();
    // Objects under KMS are replicated only where the rule selects them.
    backup.object("a").assert_absent();

    key.disable();
    let before = oss.snapshot();
    let refused = (409, Some(Cause::KmsKeyDisabled));
    assert_eq!(send(Request::get("http://logs.localhost/a"), String::new()), refused);
    assert_eq!(send(Request::put("http://logs.localhost/c"), "more".into()), refused);
    oss.assert_unchanged_since(&before);
    assert_eq!(oss.kms().count_of(KmsAction::GenerateDataKey), 2);
}
