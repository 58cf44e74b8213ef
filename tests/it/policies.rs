//! Policies that are not evaluated as a whole are refused when they are attached, with the place in the document.

use ossmock::Oss;

use super::panics::caught;

fn document(statement: &str) -> String {
    format!(r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"oss:Get*","Resource":"*"}},{statement}]}}"#)
}

/// Attaches each document in vain, and compares the whole message.
#[track_caller]
fn assert_refused(cases: &[(String, &str)]) {
    for (json, expected) in cases {
        let ci = Oss::new().create_account("acme").create_ram_user("ci");
        let message = caught(|| drop(ci.attach_policy(json))).message;
        assert_eq!(message, *expected, "{json}");
        // Not even the first statement, which is in order.
        assert!(ci.policies().is_empty(), "{json} was attached");
    }
}

#[test]
fn elements_a_ram_policy_cannot_have_are_refused_with_their_place() {
    assert_refused(&[
        (
            document(r#"{"Effect":"Allow","Action":"oss:*","Resource":"*","Principal":["20001"]}"#),
            "policy document at `Statement[1].Principal`: only the policy of a bucket has this element",
        ),
        (
            document(r#"{"Effect":"Allow","Action":"oss:*","NotAction":"oss:Get*","Resource":"*"}"#),
            "policy document at `Statement[1].NotAction`: the statement has `Action` already",
        ),
        (
            document(r#"{"Effect":"Allow","Action":"oss:*","Resource":"*","NotResource":"*"}"#),
            "policy document at `Statement[1].NotResource`: the statement has `Resource` already",
        ),
    ]);
}

#[test]
fn conditions_are_read_strictly() {
    let condition = |condition: &str| {
        document(&format!(r#"{{"Effect":"Allow","Action":"oss:*","Resource":"*","Condition":{condition}}}"#))
    };
    assert_refused(&[
        (condition(r#"{"Bool":{}}"#), "policy document at `Statement[1].Condition.Bool`: the operator has no keys"),
        (
            condition(r#"{"Bool":{"acs:SecureTransport":[]}}"#),
            "policy document at `Statement[1].Condition.Bool.acs:SecureTransport`: the list is empty",
        ),
        (
            condition(r#"{"IpAddress":{"acs:SourceIp":["10.0.0.0/8","ten"]}}"#),
            "policy document at `Statement[1].Condition.IpAddress.acs:SourceIp[1]`: \
             `ten` is neither an IP address nor a range such as `10.0.0.0/8`",
        ),
    ]);
    for (json, expected) in [
        (
            condition(r#"{"Null":{"acs:SourceVpc":"true"}}"#),
            "`Null` is not a condition operator: there are StringEquals, ",
        ),
        (condition(r#"{"Bool":{"acs:SecureTransport":true}}"#), "expected a string or a list of strings"),
        (condition(r#"{"Bool":{"a":"true","a":"true"}}"#), "duplicate field `a`"),
    ] {
        let error = json.parse::<ossmock::policy::Document>().expect_err("must be refused").to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn malformed_documents_are_refused_with_the_place() {
    assert_refused(&[
        (String::new(), "policy document at `.`: EOF while parsing a value at line 1 column 0"),
        (r#"{"Version":"1"}"#.to_owned(), "policy document at `.`: missing field `Statement` at line 1 column 15"),
        (
            r#"{"Version":"2012-10-17","Statement":[]}"#.to_owned(),
            "policy document at `Version`: `2012-10-17` is not the one version there is, \"1\"",
        ),
        (r#"{"Version":"1","Statement":[]}"#.to_owned(), "policy document at `Statement`: the list is empty"),
        (
            document(r#"{"Effect":"Permit","Action":"oss:*","Resource":"*"}"#),
            "policy document at `Statement[1].Effect`: unknown variant `Permit`, expected `Allow` or `Deny` at line 1 column 100",
        ),
        (
            document(r#"{"Effect":"Allow","Action":["oss:*","PutBucket"],"Resource":"*"}"#),
            "policy document at `Statement[1].Action[1]`: `PutBucket` is not an action: \
             write `oss:PutBucketEncryption`, `oss:Get*` or `*`",
        ),
        (
            document(r#"{"Effect":"Allow","Action":"oss:*","Resource":["*","logs"]}"#),
            "policy document at `Statement[1].Resource[1]`: `logs` is not a resource: \
             write `acs:oss:*:*:bucket`, `acs:oss:*:*:bucket/*` or `*`",
        ),
        (
            document(r#"{"Effect":"Allow","Action":"oss:*"}"#),
            "policy document at `Statement[1].Resource`: the element is missing",
        ),
        (
            document(r#"{"Effect":"Allow","Action":"oss:*","Resource":"*","Id":"x"}"#),
            "policy document at `Statement[1].Id`: unknown field `Id`, expected one of `Sid`, `Effect`, `Principal`, \
             `Action`, `NotAction`, `Resource`, `NotResource`, `Condition` at line 1 column 136",
        ),
    ]);
}

#[test]
fn a_statement_given_in_words_is_checked_too() {
    let ci = Oss::new().create_account("acme").create_ram_user("ci");
    let message = caught(|| drop(ci.allow("PutBucketEncryption", "*"))).message;
    assert_eq!(
        message,
        "policy document at `Action`: `PutBucketEncryption` is not an action: \
         write `oss:PutBucketEncryption`, `oss:Get*` or `*`"
    );
    let message = caught(|| drop(ci.deny("oss:*", "logs"))).message;
    assert_eq!(
        message,
        "policy document at `Resource`: `logs` is not a resource: \
         write `acs:oss:*:*:bucket`, `acs:oss:*:*:bucket/*` or `*`"
    );
    assert!(ci.policies().is_empty());
}

#[test]
fn a_refused_document_leaves_the_others_attached() {
    let ci = Oss::new().create_account("acme").create_ram_user("ci").allow("oss:Get*", "*");
    caught(|| drop(ci.attach_policy("{}")));
    let attached: Vec<String> = ci.policies().iter().map(ToString::to_string).collect();
    assert_eq!(attached, ["Allow oss:Get* on *"]);
}

#[test]
fn lists_in_place_of_objects_and_null_elements_are_refused() {
    for json in [
        r#"["1",[["Allow","oss:*","*",null,null,null,null]]]"#,
        r#"{"Version":"1","Statement":[["Allow","oss:*","*",null,null,null,null]]}"#,
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:*","Resource":"*","Condition":null}]}"#,
    ] {
        assert!(json.parse::<ossmock::policy::Document>().is_err(), "{json}");
    }
}
