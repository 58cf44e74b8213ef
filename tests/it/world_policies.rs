//! Policies in world files: tables and JSON text, and where they are wrong.

use std::sync::Arc;

use ossmock::{Oss, policy::Document};

use super::world_file::{assert_round_trip, assert_wrong_at, read};

#[test]
fn mistakes_in_policies_are_told_with_their_place_in_both() {
    let policies =
        |policies: &str| format!("[[account]]\nname = \"acme\"\n[[account.ram_user]]\nname = \"ci\"\n{policies}");
    let statement = |statement: &str| {
        policies(&format!("policies = [\n  {{ Version = \"1\", Statement = [\n    {{ {statement} }},\n  ] }},\n]"))
    };
    for (toml, expected) in [
        (
            statement("Effect = \"Allow\", Action = [\"oss:*\", «\"PutBucket\"], Resource = \"*\""),
            "policy document at `Statement[0].Action[1]`: `PutBucket` is not an action: \
             write `oss:PutBucketEncryption`, `oss:Get*` or `*`",
        ),
        (
            statement("Effect = «\"allow\", Action = \"oss:*\", Resource = \"*\""),
            "policy document at `Statement[0].Effect`: unknown variant `allow`, expected `Allow` or `Deny`",
        ),
        (
            policies("policies = [{ Version = \"1\", Statement = [«{ Effect = \"Allow\", Action = \"oss:*\" }] }]"),
            "policy document at `Statement[0].Resource`: the element is missing",
        ),
        (
            statement(
                "Effect = \"Allow\", Action = \"oss:*\", Resource = \"*\", Condition = { Bool = { x = «\"no\" } }",
            ),
            "policy document at `Statement[0].Condition.Bool.x`: `no` is neither `true` nor `false`",
        ),
        (
            policies("policies = [{ Version = «1, Statement = [] }]"),
            "policy document at `Version`: invalid type: integer `1`, expected a string",
        ),
        (
            policies("policies = [{ Version = \"1\", Statement = «[] }]"),
            "policy document at `Statement`: the list is empty",
        ),
        (policies("policies = [«[\"1\"]]"), "policy document at `.`: invalid type: sequence, expected an object"),
        (
            policies(
                "[[account.ram_user.policies]]\nVersion = \"1\"\n[[account.ram_user.policies.Statement]]\n\
                Effect = \"Allow\"\nAction = \"oss:*\"\nResource = «\"logs\"\n",
            ),
            "policy document at `Statement[0].Resource`: `logs` is not a resource: \
             write `acs:oss:*:*:bucket`, `acs:oss:*:*:bucket/*` or `*`",
        ),
    ] {
        assert_wrong_at(&toml, expected);
    }
}

#[test]
fn policies_of_identities_may_be_json_text() {
    let allow = |action: &str| {
        let rest = r#""Resource":"*","Condition":{}"#;
        format!(r#"{{"Version":"1","Statement":[{{"Sid":"It","Effect":"Allow","Action":"{action}",{rest}}}]}}"#)
    };
    let [list, get, put, delete] = ["oss:List*", "oss:Get*", "oss:Put*", "oss:Delete*"].map(allow);
    let escaped = get.replace('"', "\\\"");
    let table = r#"{ Version = "1", Statement = [{ Effect = "Deny", Action = "*", Resource = "*" }] }"#;
    let oss = read(&format!(
        r#"
        [[account]]
        name = "acme"
        [[account.ram_user]]
        name = "ci"
        policies = ['{list}', {table}]
        [[account.group]]
        name = "all"
        policies = ["{escaped}"]
        [[account.role]]
        name = "ops"
        policies = '''
        {put}'''
        [[account.role.session]]
        name = "s1"
        policy = '{delete}'"#
    ));
    let oss = oss.expect("a world");
    let acme = oss.account("acme").expect("acme");
    let texts = |policies: Vec<Arc<Document>>| policies.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(texts(acme.ram_user("ci").expect("ci").policies()), ["Allow oss:List* on *", "Deny * on *"]);
    assert_eq!(texts(acme.groups()[0].policies()), ["Allow oss:Get* on *"]);
    assert_eq!(texts(acme.roles()[0].policies()), ["Allow oss:Put* on *"]);
    assert!(oss.world_toml().contains("oss:Delete*"));
    assert_round_trip(&oss);
}

#[test]
fn mistakes_in_json_text_are_told_with_their_place_in_the_file() {
    let of = |who: &str, line: &str| format!("[[account]]\nname = \"acme\"\n[[account.{who}]]\nname = \"it\"\n{line}");
    let no_action = "policy document at `Statement[0].Action[1]`: `Put` is not an action: \
                     write `oss:PutBucketEncryption`, `oss:Get*` or `*`";
    let pretty = r#"{
  "Version": "1",
  "Statement": [{
    "Effect": "Allow",
    "Action": ["oss:*", «"Put"],
    "Resource": "*"
  }]
}"#;
    for (toml, expected) in [
        (of("ram_user", &format!("policies = ['''\n{pretty}''']")), no_action),
        (of("group", &format!("policies = \"{}\"", pretty.replace('"', "\\\"").replace('\n', "\\n"))), no_action),
        (of("bucket", &format!("policy = \"\"\"\n{}\"\"\"", pretty.replace('"', "\\u0022"))), no_action),
        (of("role", &format!("policies = '''{pretty}'''")), no_action),
        (
            of("role", "policies = '''\n{\n  \"Version\": \"1\",\n  \"Statement\"«; []\n}'''"),
            "policy document at `.`: expected `:` at line 3 column 14",
        ),
        (
            of("role", r#"session = [{ name = "s1", policy = '{"Version": «"2", "Statement": []}' }]"#),
            "policy document at `Version`: `2` is not the one version there is, \"1\"",
        ),
        (of("ram_user", "policies = [«5]"), "policy document at `.`: invalid type: integer `5`, expected an object"),
    ] {
        assert_wrong_at(&toml, expected);
    }
}

#[test]
fn a_bucket_policy_is_a_text_or_a_table_and_a_bucket_is_blocked_as_new_ones_are() {
    let world = |policy: &str| {
        format!("[[account]]\nname = \"acme\"\n[[account.bucket]]\nname = \"logs\"\nacl = \"public-read\"\n{policy}")
    };
    let policy = |toml: &str| read(&world(toml)).expect("a world").bucket("logs").expect("logs").policy();
    let text = r#"{"Statement":[{"Resource":"*","Action":"oss:*","Effect":"Deny"}],"Version":"1"}"#;
    assert_eq!(policy(&format!("policy = '{text}'")).expect("a policy").json(), text);
    let table = "[account.bucket.policy]\nVersion = \"1\"\n[[account.bucket.policy.Statement]]\nEffect = \"Deny\"\n\
                 Action = \"oss:*\"\nResource = \"*\"\n";
    assert_eq!(
        policy(table).expect("a policy").json(),
        r#"{"Version":"1","Statement":[{"Effect":"Deny","Principal":[],"Action":["oss:*"],"Resource":["*"]}]}"#
    );

    let blocked = |default: bool, line: &str| {
        let oss = Oss::builder().block_public_access(default).world_toml(&world(line)).expect("a world").build();
        oss.bucket("logs").expect("logs").blocks_public_access()
    };
    assert!(blocked(true, "") && !blocked(false, ""));
    assert!(!blocked(true, "block_public_access = false") && blocked(false, "block_public_access = true"));
}
