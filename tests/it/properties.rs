//! Properties of permissions as clients see them: over generated policies, through `Oss::handle`.

use http::Method;
use ossmock::{Oss, Record};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

use super::support::{LOGS, SERVICE, answer, element, get_rule, kms, put_rule, request, signed, still};

/// The same cases on every machine. `PROPTEST_CASES` asks for more of them.
fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(20_261_123), ..ProptestConfig::default() }
}

fn statement(of_bucket: bool) -> impl Strategy<Value = Value> {
    let effect = select(&["Allow", "Allow", "Deny"][..]);
    let action = select(&["*", "oss:*", "oss:Get*", "oss:PutBucketEncryption", "oss:GetBucketEncryption"][..]);
    let resource = select(&["*", "acs:oss:*:*:logs", "acs:oss:*:*:logs/*", "acs:oss:*:*:*"][..]);
    let condition = select(&[None, None, Some("10.0.0.0/8"), Some("127.0.0.0/8")][..]);
    let principal = select(&["*", "20001", "1001", "30001"][..]);
    (effect, action, resource, condition, principal).prop_map(move |(effect, action, resource, range, principal)| {
        let mut statement = json!({ "Effect": effect, "Action": action, "Resource": resource });
        if let Some(range) = range {
            statement["Condition"] = json!({ "IpAddress": { "acs:SourceIp": range } });
        }
        if of_bucket {
            statement["Principal"] = json!([principal]);
        }
        statement
    })
}

fn policies(of_bucket: bool, most: usize) -> impl Strategy<Value = Vec<Vec<Value>>> {
    prop::collection::vec(prop::collection::vec(statement(of_bucket), 1..4), 0..=most)
}

fn document(statements: &[Value]) -> String {
    json!({ "Version": "1", "Statement": statements }).to_string()
}

/// An answer as a client sees it: status and code, message, EC, and the kind of denial.
type Told = (String, Option<String>, Option<String>, Option<String>);

/// Returns the answers to each request of each caller, in a world with these policies.
fn told(attached: &[Vec<Value>], grouped: &[Vec<Value>], bucket: &[Vec<Value>], blocked: bool) -> Vec<Told> {
    let oss = still();
    let acme = oss.create_account("acme").set_id("1001");
    let logs = acme.create_bucket("logs").set_block_public_access(blocked);
    let other = oss.create_account("other").set_id("2002");
    let user = acme.create_ram_user("ci").set_id("20001");
    let foreign = other.create_ram_user("guest").set_id("30001");
    for policy in attached {
        let _ = user.attach_policy(&document(policy));
    }
    let group = acme.create_group("deployers").add_member(&user);
    for policy in grouped {
        let _ = group.attach_policy(&document(policy));
    }
    for policy in bucket {
        let _ = logs.set_policy(&document(policy));
    }
    let callers =
        [("acme", acme.credentials()), ("acme/ci", user.credentials()), ("other/guest", foreign.credentials())];
    let mut all = Vec::new();
    for (action, resource) in [
        ("oss:PutBucketEncryption", "acs:oss:*:*:logs"),
        ("oss:GetBucketEncryption", "acs:oss:*:*:logs"),
        ("oss:ListBuckets", "acs:oss:*:*:*"),
    ] {
        for caller in [None, Some(&callers[0]), Some(&callers[1]), Some(&callers[2])] {
            let unsigned = match action {
                "oss:PutBucketEncryption" => put_rule(LOGS, &kms("key-1")),
                "oss:GetBucketEncryption" => get_rule(LOGS),
                _ => request(Method::GET, SERVICE, "/"),
            };
            let request = match caller {
                Some((_, credentials)) => signed(&oss, credentials, unsigned),
                None => unsigned,
            };
            let response = oss.handle(request);
            agrees_with_explanation(&oss, caller.map_or("anonymous", |(name, _)| name), action, resource);
            let element = |name| element(&response, name);
            all.push((answer(&response), element("Message"), element("EC"), element("NoPermissionType")));
        }
    }
    all
}

/// The decision a request met is the one that is explained without a request.
fn agrees_with_explanation(oss: &Oss, caller: &str, action: &str, resource: &str) {
    let explanation = oss.explain(caller, action, resource).expect("an explanation");
    let journal = oss.journal();
    let met = journal.last().and_then(Record::decision);
    assert_eq!(met, Some(&explanation.decision), "{explanation}\n{journal}");
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_order_of_statements_and_policies_changes_what_a_client_is_told(
        mut attached in policies(false, 2),
        mut grouped in policies(false, 2),
        mut bucket in policies(true, 1),
        blocked: bool,
        by in 0..6_usize,
    ) {
        let before = told(&attached, &grouped, &bucket, blocked);
        for policies in [&mut attached, &mut grouped, &mut bucket] {
            policies.reverse();
            for policy in policies {
                let length = policy.len();
                policy.rotate_left(by % length);
            }
        }
        prop_assert_eq!(before, told(&attached, &grouped, &bucket, blocked));
    }
}
