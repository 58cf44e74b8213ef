//! Permission mutants: code that notices a denial, code that swallows it, grants that no call needs.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{
    Bucket, Credentials, NativeServer, Oss, RamUser,
    mutants::{ClientReaction, Mutation, PermissionMutants},
    policy::Acl,
};

use super::panics::panic_here;
use super::support::{LOGS, answer, element, get_rule, http_client, kms, put_rule, request, send_http, signed, still};

/// A client as code under test has one.
struct Client {
    server: NativeServer,
    http: reqwest::Client,
    credentials: Credentials,
}

impl Client {
    fn new(server: NativeServer) -> Self {
        let ci = server.account("acme").and_then(|acme| acme.ram_user("ci")).expect("acme/ci");
        Self { http: http_client(), credentials: ci.credentials(), server }
    }

    async fn send(&self, request: Request<Bytes>) -> Result<String, String> {
        let request = signed(&self.server, &self.credentials, request);
        let response = send_http(&self.http, &self.server.uri(), request).await;
        if response.status().is_success() {
            Ok(element(&response, "SSEAlgorithm").unwrap_or_default())
        } else {
            Err(answer(&response))
        }
    }

    async fn encrypt(&self) -> Result<(), String> {
        self.send(put_rule(LOGS, &kms("key-1"))).await?;
        let algorithm = self.send(get_rule(LOGS)).await?;
        if algorithm == "KMS" { Ok(()) } else { Err(format!("the bucket is encrypted with {algorithm}")) }
    }
}

/// `acme/ci` with a bucket and no policy.
fn world() -> (Oss, RamUser, Bucket) {
    let oss = still();
    let acme = oss.create_account("acme").set_id("1001");
    let logs = acme.create_bucket("logs");
    (oss.clone(), acme.create_ram_user("ci"), logs)
}

async fn run(oss: &Oss, ci: &RamUser) -> ossmock::mutants::MutationReport {
    ossmock::mutants::permission_mutants(oss, ci, |fork| async move { Client::new(fork).encrypt().await }).await
}

#[tokio::test]
async fn code_that_needs_all_its_grants_and_notices() {
    let (oss, ci, _) = world();
    ci.attach_policy(
        r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["oss:PutBucketEncryption",
            "oss:GetBucketEncryption"], "Resource": "acs:oss:*:*:logs"}]}"#,
    );
    ci.deny("oss:DeleteBucket", "*");
    let before = oss.snapshot();
    let report = run(&oss, &ci).await;
    assert_eq!(
        report.to_string(),
        "\
permissions                                                                                            refused  the code
(unchanged)                                                                                            -        succeeded
without policy 1 statement 1: Allow oss:PutBucketEncryption, oss:GetBucketEncryption on acs:oss:*:*:…  1        failed: 403 AccessDenied
without oss:PutBucketEncryption in policy 1 statement 1: Allow oss:PutBucketEncryption, oss:GetBucke…  1        failed: 403 AccessDenied
without oss:GetBucketEncryption in policy 1 statement 1: Allow oss:PutBucketEncryption, oss:GetBucke…  1        failed: 403 AccessDenied
without policy 2 statement 1: Deny oss:DeleteBucket on *                                               0        succeeded
bucket logs belongs to another-account                                                                 1        failed: 403 AccessDenied
bucket logs is public-read-write                                                                       0        succeeded
public access to bucket logs is not blocked                                                            0        succeeded
acme/ci: 7 mutants, 0 grants that are not needed, 0 times a 403 was swallowed",
        "\n{report}"
    );
    report.assert_no_unneeded_grants();
    report.assert_nothing_swallowed();
    assert!(report.mutants()[0].noticed() && !report.mutants()[3].noticed());
    // The fake itself has seen nothing.
    oss.assert_unchanged_since(&before);
    assert!(oss.journal().is_empty());
}

#[tokio::test]
async fn a_grant_the_code_does_not_need_is_told() {
    let (oss, ci, logs) = world();
    oss.account("acme").expect("acme").create_group("all").add_member(&ci).allow("oss:Get*", &logs.arn());
    ci.allow("oss:PutBucketEncryption", &logs.arn()).attach_policy(
        r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:GetBucketEncryption",
            "Resource": ["acs:oss:*:*:logs", "acs:oss:*:*:scratch"]}, {"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}]}"#,
    );
    let report = run(&oss, &ci).await;
    // The group and the policy both allow the reading.
    assert_eq!(
        panic_here!(report.assert_no_unneeded_grants()),
        "\
`acme/ci` is granted more than the code needs
  nothing is refused without policy 2 statement 1: Allow oss:GetBucketEncryption on acs:oss:*:*:logs, acs:oss:*:*:scratch
  nothing is refused without acs:oss:*:*:logs in policy 2 statement 1: Allow oss:GetBucketEncryption on acs:oss:*:*:logs, acs:oss:*:*:scratch
  nothing is refused without acs:oss:*:*:scratch in policy 2 statement 1: Allow oss:GetBucketEncryption on acs:oss:*:*:logs, acs:oss:*:*:scratch
  nothing is refused without group all policy 1 statement 1: Allow oss:Get* on acs:oss:*:*:logs

journal:
#  operation            bucket  caller   answer  why
1  PutBucketEncryption  logs    acme/ci  200     allowed by policy 1 statement 1: Allow oss:PutBucketEncryption on acs:oss:*:*:logs
2  GetBucketEncryption  logs    acme/ci  200     allowed by policy 2 statement 1: Allow oss:GetBucketEncryption on acs:oss:*:*:logs, acs:oss:*:*:scratch
"
    );
    let unjudged: Vec<String> = report.unjudged().iter().map(ToString::to_string).collect();
    assert_eq!(unjudged, ["without policy 2 statement 2: Allow ecs:* on *"]);
    assert!(
        report.to_string().ends_with("\nnot tried, of another service: without policy 2 statement 2: Allow ecs:* on *")
    );
}

#[tokio::test]
async fn a_swallowed_403_is_told_with_the_calls() {
    let (oss, ci, logs) = world();
    ci.allow("oss:PutBucketEncryption", &logs.arn()).allow("oss:GetBucketEncryption", &logs.arn());
    let report = ossmock::mutants::permission_mutants(&oss, &ci, |fork| async move {
        let client = Client::new(fork);
        client.send(put_rule(LOGS, &kms("key-1"))).await?;
        // A check whose failure the code ignores.
        let _ = client.send(get_rule(LOGS)).await;
        Ok::<_, String>(())
    })
    .await;
    report.assert_no_unneeded_grants();
    assert_eq!(
        panic_here!(report.assert_nothing_swallowed()),
        "\
the code succeeded, although 1 call was refused
  without policy 2 statement 1: Allow oss:GetBucketEncryption on acs:oss:*:*:logs

journal:
#  operation            bucket  caller   answer            why
1  PutBucketEncryption  logs    acme/ci  200               allowed by policy 1 statement 1: Allow oss:PutBucketEncryption on acs:oss:*:*:logs
2  GetBucketEncryption  logs    acme/ci  403 AccessDenied  implicitly denied: the caller's one statement does not apply
   missing: a policy with Allow oss:GetBucketEncryption on acs:oss:*:1001:logs
   nearest: policy 1 statement 1: Allow oss:PutBucketEncryption on acs:oss:*:*:logs
            the action does not match
"
    );
    assert!(report.to_string().contains("succeeded, and swallowed them"), "{report}");
    assert_eq!(report.swallowed().count(), 1);
}

#[tokio::test]
async fn a_403_the_code_expects_is_not_one_it_swallows() {
    let (oss, ci, logs) = world();
    ci.allow("oss:GetBucketEncryption", &logs.arn());
    logs.set_encryption(ossmock::EncryptionRule::Aes256);
    let report = ossmock::mutants::permission_mutants(&oss, &ci, |fork| async move {
        let client = Client::new(fork);
        let refused = client.send(put_rule(LOGS, &kms("key-1"))).await;
        assert_eq!(refused, Err("403 AccessDenied".to_owned()));
        client.send(get_rule(LOGS)).await.map(drop)
    })
    .await;
    report.assert_no_unneeded_grants();
    report.assert_nothing_swallowed();
    assert_eq!(report.mutants()[0].refused(), 1);
}

#[tokio::test]
async fn a_panic_counts_as_noticing_and_so_does_one_before_the_first_await() {
    let (oss, ci, logs) = world();
    ci.allow("oss:*", &logs.arn());
    let report = ossmock::mutants::permission_mutants(&oss, &ci, |fork| {
        assert!(logs.owner().name() == fork.bucket("logs").expect("logs").owner().name(), "it is not ours");
        async move {
            Client::new(fork).encrypt().await.unwrap();
            Ok::<_, String>(())
        }
    })
    .await;
    let reaction = |place: usize| report.mutants()[place].reaction();
    assert!(
        matches!(reaction(0), ClientReaction::Panicked(message) if message.contains("403 AccessDenied")),
        "{report}"
    );
    assert!(matches!(report.mutants()[1].mutation(), Mutation::OwnerChanged { .. }), "{report}");
    assert_eq!(*reaction(1), ClientReaction::Panicked("it is not ours".to_owned()));
    report.assert_nothing_swallowed();
    report.assert_no_unneeded_grants();
}

#[tokio::test]
async fn where_the_code_fails_anyway_nothing_is_known() {
    let (oss, ci, _) = world();
    let report = run(&oss, &ci).await;
    assert_eq!(*report.baseline(), ClientReaction::Failed("403 AccessDenied".to_owned()));
    assert!(report.mutants().is_empty());
    let message = panic_here!(report.assert_no_unneeded_grants());
    assert_eq!(message, panic_here!(report.assert_nothing_swallowed()));
    assert_eq!(
        message,
        "\
the code failed: 403 AccessDenied in the unchanged world

journal:
#  operation            bucket  caller   answer            why
1  PutBucketEncryption  logs    acme/ci  403 AccessDenied  implicitly denied: no policy is attached to the caller
   missing: a policy with Allow oss:PutBucketEncryption on acs:oss:*:1001:logs
"
    );
}

#[tokio::test]
async fn buckets_and_keys_are_mutated_as_well() {
    let oss = Oss::builder().kms_permissions(true).block_public_access(false).build();
    let acme = oss.create_account("acme");
    let _ = oss.create_account("other");
    let logs = acme.create_bucket("logs").set_acl(Acl::PublicRead).set_policy(
        r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Principal": ["20001"],
            "Action": "oss:GetBucketEncryption", "Resource": "acs:oss:*:*:logs"}]}"#,
    );
    acme.create_bucket("not-called");
    let ci = acme.create_ram_user("ci").set_id("20001").allow("oss:PutBucketEncryption", &logs.arn());
    ci.allow("kms:List*", "acs:kms:*:*:key/*").allow("kms:DescribeKey", "acs:kms:*:*:key/*");
    let report = run(&oss, &ci).await;
    let shown: Vec<(String, usize)> =
        report.mutants().iter().map(|mutant| (mutant.mutation().to_string(), mutant.refused())).collect();
    let shown: Vec<(&str, usize)> = shown.iter().map(|(mutation, refused)| (&**mutation, *refused)).collect();
    assert_eq!(
        shown,
        [
            ("without policy 1 statement 1: Allow oss:PutBucketEncryption on acs:oss:*:*:logs", 1),
            ("without policy 2 statement 1: Allow kms:List* on acs:kms:*:*:key/*", 1),
            ("without policy 3 statement 1: Allow kms:DescribeKey on acs:kms:*:*:key/*", 1),
            ("bucket logs belongs to other", 1),
            ("bucket logs is private", 0),
            ("bucket logs has no policy", 1),
            ("public access to bucket logs is blocked", 0),
            ("without any action of KMS that is allowed by name", 1),
        ]
    );
    report.assert_nothing_swallowed();
    report.assert_no_unneeded_grants();
}

#[tokio::test]
async fn without_permissions_of_kms_grants_of_kms_are_not_judged() {
    let (oss, ci, logs) = world();
    ci.allow("oss:*", &logs.arn()).attach_policy(
        r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["oss:List*", "kms:*"],
            "Resource": ["acs:oss:*:*:*", "acs:kms:*:*:*"]}]}"#,
    );
    let report = run(&oss, &ci).await;
    let unjudged: Vec<String> = report.unjudged().iter().map(ToString::to_string).collect();
    assert!(
        unjudged[0].starts_with("without kms:* in policy 2") && unjudged[1].starts_with("without acs:kms:*:*:* in")
    );
    assert_eq!((unjudged.len(), report.unneeded_grants().count()), (2, 3), "{report}");
}

#[tokio::test]
async fn what_was_not_run_is_not_asserted_on() {
    let (oss, ci, logs) = world();
    ci.allow("oss:PutBucketEncryption", &logs.arn()).allow("oss:GetBucketEncryption", &logs.arn());
    let code = |fork| async move { Client::new(fork).encrypt().await };
    let report = PermissionMutants::of(&oss, &ci).at_most(2).run(code).await;
    assert_eq!((report.mutants().len(), report.not_run()), (2, 3));
    assert_eq!(panic_here!(report.assert_no_unneeded_grants()), "3 mutants were not run: say `at_most(5)`");
    assert!(report.to_string().ends_with("\n3 more mutants were not run"), "{report}");

    let short = Oss::builder().journal_capacity(1).build();
    let acme = short.create_account("acme");
    let ci = acme.create_ram_user("ci").allow("oss:*", &acme.create_bucket("logs").arn());
    let report = run(&short, &ci).await;
    let message = panic_here!(report.assert_nothing_swallowed());
    assert_eq!(message, "a journal has not kept 1 calls: give the fake a larger `journal_capacity`");
}

#[tokio::test]
async fn code_that_does_not_end_is_given_up() {
    let (oss, ci, logs) = world();
    ci.allow("oss:GetBucketEncryption", &logs.arn());
    logs.set_encryption(ossmock::EncryptionRule::Aes256);
    let stubborn = |fork| async move {
        let client = Client::new(fork);
        while client.send(get_rule(LOGS)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok::<_, String>(())
    };
    let limited = PermissionMutants::of(&oss, &ci).at_most(1).time_limit(Duration::from_millis(500));
    let report = limited.run(stubborn).await;
    assert_eq!(*report.mutants()[0].reaction(), ClientReaction::TimedOut);
    assert!(report.mutants()[0].refused() > 0 && !report.mutants()[0].swallowed());
}

#[tokio::test]
async fn an_auditing_fake_is_mutated_as_one_that_refuses_and_roles_are_too() {
    let oss = Oss::builder().audit(true).build();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let ops = acme.create_role("ops").allow("oss:GetBucketAcl", "*").deny("oss:Put*", "*");
    let credentials = ops.create_session("s1").credentials();
    let report = ossmock::mutants::permission_mutants(&oss, &ops, |fork| {
        let request = signed(&fork, &credentials, request(Method::GET, LOGS, "/?acl"));
        let answered = answer(&fork.handle(request));
        async move { if answered == "200" { Ok(()) } else { Err(answered) } }
    })
    .await;
    report.assert_no_unneeded_grants();
    assert_eq!(report.mutants()[0].refused(), 1, "{report}");
}

#[test]
fn a_user_of_another_fake_is_a_mistake() {
    let (_, ci, _) = world();
    let message = panic_here!(PermissionMutants::of(&Oss::new(), &ci));
    assert_eq!(message, "there is no `acme/ci` in the fake: make it there, or give the fake it was made in");
    let message =
        panic_here!(drop(ossmock::mutants::permission_mutants(&Oss::new(), &ci, |_| async { Ok::<_, String>(()) })));
    assert!(message.starts_with("there is no `acme/ci`"), "{message}");
}
