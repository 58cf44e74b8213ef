//! The crate's purpose in one test: an owner sets a rule, and a RAM user is refused for the reason that is meant.

use ossmock::{Cause, Decision, Denial, EncryptionRule, Operation, Oss, policy::Reason};

use super::support::{Client, FRONTS, LOGS, answer, element, kms, put_rule, signed};

#[tokio::test]
async fn the_owner_sets_the_rule_and_a_ram_user_is_refused() {
    for front in FRONTS {
        let oss = Oss::new();
        let acme = oss.create_account("acme");
        let logs = acme.create_bucket("logs");
        let ci = acme.create_ram_user("ci").allow("oss:Get*", &logs.arn());
        let client = Client::new(front, &oss).await;

        let by_owner = client.send(signed(&oss, &acme.credentials(), put_rule(LOGS, &kms("key-1")))).await;
        assert_eq!(answer(&by_owner), "200", "{front:?}");
        logs.assert_encryption(EncryptionRule::kms("key-1"));
        acme.assert_allowed(Operation::PutBucketEncryption);

        let before = oss.snapshot();
        let by_user = client.send(signed(&oss, &ci.credentials(), put_rule(LOGS, &kms("key-2")))).await;
        assert_eq!(answer(&by_user), "403 AccessDenied", "{front:?}");
        assert_eq!(element(&by_user, "AuthAction").as_deref(), Some("oss:PutBucketEncryption"));
        assert_eq!(element(&by_user, "NoPermissionType").as_deref(), Some("ImplicitDeny"));
        assert_eq!(element(&by_user, "AuthPrincipalDisplayName"), Some(ci.id()));
        ci.assert_denied(Operation::PutBucketEncryption, Denial::Implicit);
        oss.assert_unchanged_since(&before);
        oss.assert_calls(Operation::PutBucketEncryption, 2);

        let journal = oss.journal();
        let record = journal.last().expect("a record");
        assert_eq!(record.cause(), Some(Cause::NotYourBucket));
        assert_eq!(record.decision(), Some(&Decision::Denied(Reason::NoStatement { statements: 1 })));
    }
}
