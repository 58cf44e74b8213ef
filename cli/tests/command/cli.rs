//! The command, run as a user runs it.

use std::path::{Path, PathBuf};
use std::process::Command;

use ossmock::fixture;

use crate::shared::new_folder;

const EXAMPLE: &str = include_str!("../../../examples/world.toml");

/// The exit code and output of a run.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    code: i32,
    out: String,
    err: String,
}

/// Runs the command in a folder.
fn ossmock(folder: &Path, arguments: &[&str], blessing: bool) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ossmock"));
    command.args(arguments).current_dir(folder).env_remove("BLESS");
    if blessing {
        command.env("BLESS", "1");
    }
    let output = command.output().expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Run { code: output.status.code().expect("a code"), out: text(output.stdout), err: text(output.stderr) }
}

fn run(code: i32, out: &str, err: &str) -> Run {
    Run { code, out: out.to_owned(), err: err.to_owned() }
}

/// A new, empty folder for one test.
fn folder(test: &str) -> PathBuf {
    new_folder("cli", test)
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("a file");
}

#[test]
fn the_example_of_a_world_checks() {
    let folder = folder("example");
    let example = ossmock(&folder, &["world", "example"], false);
    assert_eq!(example, run(0, EXAMPLE, ""));
    write(&folder, "world.toml", &example.out);
    assert_eq!(
        ossmock(&folder, &["world", "check", "world.toml"], false),
        run(0, "world.toml: 2 accounts, 3 RAM users, 1 group, 1 role, 2 sessions, 4 buckets in cn-hangzhou\n", "")
    );
}

#[test]
fn what_is_wrong_in_a_world_is_told_as_compilers_do() {
    let folder = folder("check");
    let odd = "account = [{ name = \"acme\", bucket = [{ name = \"logs\", encryption = { algorithm = \"KMS\", kms_master_key_id = \"key-1\" } }] }]";
    write(&folder, "odd.toml", odd);
    let checked = ossmock(&folder, &["world", "check", "odd.toml"], false);
    assert_eq!(checked.code, 0);
    assert!(
        checked.out.contains("\nwarning: the encryption rule of bucket `logs`: KMS key `key-1` of account `acme`"),
        "{checked:?}"
    );
    write(&folder, "twice.toml", "[[account]]\nname = \"acme\"\n\n[[account]]\nname = \"acme\"\n");
    assert_eq!(
        ossmock(&folder, &["world", "check", "twice.toml"], false),
        run(1, "", "twice.toml:5:8: there is an account `acme` already\n")
    );
    assert_eq!(
        ossmock(&folder, &["world", "check", "none.toml"], false),
        run(1, "", "none.toml: No such file or directory (os error 2)\n")
    );
    write(&folder, "empty.toml", "region = \"cn-beijing\"");
    assert_eq!(
        ossmock(&folder, &["world", "check", "empty.toml"], false),
        run(0, "empty.toml: 0 accounts, 0 RAM users, 0 groups, 0 roles, 0 sessions, 0 buckets in cn-beijing\n", "")
    );
}

/// A case, as it reads today.
fn case() -> String {
    let draft = "+++\nsource = \"cli/tests/command/cli.rs\"\nprovenance = \"assumed\"\ndocumented = [{ status = 404 }]\n\n[world]\n+++\n\n\
                 >>> an anonymous request for a missing bucket\nGET /?encryption HTTP/1.1\nHost: none.localhost\n";
    fixture::replay(draft).expect("it replays")
}

#[test]
fn cases_are_run_and_their_failures_shown() {
    let folder = folder("cases");
    std::fs::create_dir(folder.join("below")).expect("a folder");
    let good = case();
    let differs = good.replace("none ?: 404", "none ?: 403");
    assert_ne!(differs, good);
    write(&folder, "a.http", &good);
    write(&folder, "below/b.http", &differs);
    write(&folder, "c.http", "no case");

    let out = format!(
        "ok      ./a.http
FAILED  ./below/b.http
FAILED  ./c.http

./below/b.http
{}

./c.http
line 1: a case starts with a line `+++`

1 passed, 2 failed
",
        fixture::compare(&differs, &good).expect_err("it differs").to_string().trim_end()
    );
    assert!(out.contains("\n-GetBucketEncryption none "), "{out}");
    assert_eq!(ossmock(&folder, &["case", "run", "."], false), run(1, &out, ""));

    // Blessing accepts what reads differently, and nothing else.
    assert_eq!(
        ossmock(&folder, &["case", "run", "below"], true),
        run(0, "ok      below/b.http\n\n1 passed, 0 failed\n", "")
    );
    assert_eq!(std::fs::read_to_string(folder.join("below/b.http")).expect("a case"), good);
    assert_eq!(
        ossmock(&folder, &["case", "run", "below/b.http"], false),
        run(0, "ok      below/b.http\n\n1 passed, 0 failed\n", "")
    );
}

#[test]
fn a_case_is_started_blessed_and_taken_over() {
    let folder = folder("blessing");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file");
    let started = "written new.http\nEdit it, then: ossmock case bless new.http\n";
    assert_eq!(ossmock(&folder, &["case", "new", "new.http"], false), run(0, started, ""));
    let draft = read("new.http");
    let again = ossmock(&folder, &["case", "new", "new.http"], false);
    assert_eq!((again.code, read("new.http") == draft), (1, true));

    // The case stays as it is until what was written beside it is taken over.
    let written = "written new.http\n\n1 blessed, 0 failed\n";
    assert_eq!(ossmock(&folder, &["case", "bless", "new.http"], false), run(0, written, ""));
    assert_eq!(read("new.http"), draft);
    assert!(read("new.http.pending").contains("\nHTTP/1.1 200 OK\n"));
    let taken = "taken   new.http\n\n1 settled, 0 failed\n";
    assert_eq!(ossmock(&folder, &["case", "bless", "--accept", "new.http"], false), run(0, taken, ""));
    assert!(!folder.join("new.http.pending").exists());
    let ok = "ok      ./new.http\n\n1 passed, 0 failed\n";
    assert_eq!(ossmock(&folder, &["case", "run", "."], false), run(0, ok, ""));
    let same = "same    ./new.http\n\n1 blessed, 0 failed\n";
    assert_eq!(ossmock(&folder, &["case", "bless", "."], false), run(0, same, ""));

    // A file that is not what is true is not taken over, and neither is a contradiction written.
    write(&folder, "new.http.pending", &read("new.http").replace("200 OK", "201 Created"));
    let before = read("new.http");
    let refused = ossmock(&folder, &["case", "bless", "--accept", "."], false);
    assert_eq!((refused.code, read("new.http") == before), (1, true), "{refused:?}");
    std::fs::remove_file(folder.join("new.http.pending")).expect("it is there");
    write(&folder, "new.http", &before.replace("\n\n[[world", "\ndocumented = [{ status = 404 }]\n\n[[world"));
    let refused = ossmock(&folder, &["case", "bless", "."], false);
    assert!(refused.code == 1 && refused.out.contains("the answer contradicts the source"), "{refused:?}");
    assert!(!folder.join("new.http.pending").exists());
}

#[test]
fn a_folder_without_cases_fails() {
    let folder = folder("no-cases");
    let expected = run(1, "", "there is no case (`*.http`) in `.`\n");
    assert_eq!(ossmock(&folder, &["case", "run", "."], false), expected);
    let expected = run(1, "", "none: No such file or directory (os error 2)\n");
    assert_eq!(ossmock(&folder, &["case", "run", "none"], false), expected);
}

#[test]
fn a_decision_is_explained() {
    let folder = folder("explain");
    write(&folder, "world.toml", EXAMPLE);
    let ask = |caller: &str, action: &str, resource: &str| {
        let arguments =
            ["explain", "--world", "world.toml", "--as", caller, "--action", action, "--resource", resource];
        ossmock(&folder, &arguments, false)
    };
    let logs = "acs:oss:*:*:logs";
    for (action, world, code) in [
        ("oss:GetBucketEncryption", "world.toml", 0),
        ("oss:GetBucketAcl", "world.toml", 1),
        ("oss:Nothing", "world.toml", 2),
        ("oss:GetBucketAcl", "nowhere.toml", 2),
    ] {
        let asked = ["--as", "acme/reader", "--action", action, "--resource", logs, "--exit-code"];
        let ended = ossmock(&folder, &[&["explain", "--world", world], &asked[..]].concat(), false);
        assert_eq!(ended.code, code, "{ended:?}");
    }
    let reader = "acme/reader: oss:GetBucketAcl on acs:oss:cn-hangzhou:1001:logs
the caller is a RAM user of the account that owns the resource: policies decide
policy 1 statement 1: Allow oss:Get* on acs:oss:*:*:logs, acs:oss:*:*:scratch
    the action matches, the resource matches: it applies, and another one decides
policy 1 statement 2: Deny oss:GetBucketAcl on *
    the action matches, the resource matches: it applies and decides
explicitly denied by policy 1 statement 2: Deny oss:GetBucketAcl on *
";
    assert_eq!(ask("acme/reader", "oss:GetBucketAcl", logs), run(0, reader, ""));
    let owner = "acme: oss:PutBucketEncryption on acs:oss:cn-hangzhou:1001:logs
the caller is the account that owns the resource: only the bucket's policy can deny it
allowed: the caller owns it
";
    assert_eq!(ask("acme", "oss:PutBucketEncryption", logs), run(0, owner, ""));
    let anonymous = "anonymous: oss:PutBucketEncryption on acs:oss:cn-hangzhou:1001:logs
the caller is anonymous: only what is open to everyone speaks for them
implicitly denied: the request is anonymous
missing: in the bucket policy, Allow oss:PutBucketEncryption on acs:oss:*:1001:logs for *
";
    assert_eq!(ask("anonymous", "oss:PutBucketEncryption", logs), run(0, anonymous, ""));
    assert_eq!(ask("acme", "oss:PutBucketEncryption", "acs:oss:*:*:lgos"), run(1, "", "there is no bucket `lgos`\n"));
}

#[test]
fn the_cors_rules_for_a_page_are_explained() {
    let folder = folder("cors");
    let toml = r#"
        [[account]]
        name = "acme"

        [[account.bucket]]
        name = "photos"
        cors = { rule = [{ allowed_origin = ["https://shop.example"], allowed_method = ["PUT"], allowed_header = ["x-oss-meta-*"] }] }
    "#;
    write(&folder, "world.toml", toml);
    let ask = |more: &[&str]| {
        let page = ["--origin", "https://shop.example", "--method", "PUT"];
        ossmock(&folder, &[&["explain-cors", "--world", "world.toml"], &page[..], more].concat(), false)
    };
    let lacks = "CORS: no rule matches PUT from https://shop.example with content-type; rule 1 comes nearest, but its \
                 AllowedHeader x-oss-meta-* lacks content-type\n";
    let header = ["--bucket", "photos", "--header", "content-type"];
    assert_eq!(ask(&header), run(0, lacks, ""));
    assert_eq!(ask(&[&header[..], &["--exit-code"]].concat()), run(1, lacks, ""));
    let matches = "CORS: rule 1 matches, and exposes no header\n";
    assert_eq!(ask(&["--bucket", "photos", "--header", "x-oss-meta-a", "--exit-code"]), run(0, matches, ""));
    assert_eq!(ask(&["--bucket", "potos", "--exit-code"]), run(2, "", "there is no bucket `potos`\n"));
}

#[test]
fn a_decision_about_a_request_is_explained() {
    let folder = folder("request");
    let toml = r#"
        [[account]]
        name = "acme"
        id = "1001"
        bucket = [{ name = "logs" }]
        role = [{ name = "ops", session = [{ name = "deploy" }], policies = [{ Version = "1", Statement = [
            { Effect = "Allow", Action = "oss:ListObjects", Resource = "*", Condition = {
                IpAddress = { "acs:SourceIp" = "10.0.0.0/8" }, Bool = { "acs:SecureTransport" = "true" },
                DateLessThan = { "acs:CurrentTime" = "2026-11-23T16:05:59Z" },
                StringEquals = { "acs:SourceVpc" = "vpc-a", "acs:UserAgent" = "me", "oss:Prefix" = "a/", "oss:Delimiter" = "/",
                    "oss:x-oss-acl" = "private" },
            } },
        ] }] }]
    "#;
    write(&folder, "world.toml", toml);
    let asked = [
        "explain",
        "--world",
        "world.toml",
        "--as",
        "acme/ops/deploy",
        "--action",
        "oss:ListObjects",
        "--resource",
        "acs:oss:*:*:logs",
    ];
    let said = [
        "--source-ip=10.0.0.9",
        "--tls",
        "--time=2026-11-23T16:05:58Z",
        "--vpc=vpc-a",
        "--user-agent=me",
        "--prefix=a/",
        "--delimiter=/",
        "--header=x-oss-acl: private",
    ];
    let ask = |said: &[&str]| ossmock(&folder, &[&asked[..], said].concat(), false);
    let explained = ask(&said);
    assert!(
        explained.code == 0 && explained.out.contains("\nallowed by policy 1 statement 1: Allow oss:ListObjects"),
        "{explained:?}"
    );
    // Each of them matters.
    for left_out in 0..said.len() {
        let mut said = said.to_vec();
        let left_out = said.remove(left_out);
        let explained = ask(&said);
        let refused = "implicitly denied: the caller's one statement does not apply";
        assert!(explained.code == 0 && explained.out.contains(refused), "{left_out}: {explained:?}");
    }
    for (wrong, expected) in [
        ("--header=private", "a header reads `Name: value`"),
        ("--source-ip=here", "invalid IP address syntax"),
        ("--time=soon", "invalid value 'soon' for '--time <TIME>'"),
    ] {
        let called = ask(&[wrong]);
        assert!(called.code == 2 && called.err.contains(expected), "{called:?}");
    }
    let called = ask(&["--header=a b: c"]);
    assert_eq!(called, run(1, "", "`a b: c` is not a header: its name has characters no name has\n"));
}

#[test]
fn the_command_is_called_as_its_help_says() {
    let folder = folder("help");
    let help = ossmock(&folder, &["--help"], false);
    assert_eq!((help.code, &*help.err), (0, ""));
    for command in ["world", "case", "explain"] {
        assert!(help.out.contains(&format!("\n  {command} ")), "{}", help.out);
    }
    let version = ossmock(&folder, &["--version"], false);
    assert_eq!(version, run(0, concat!("ossmock ", env!("CARGO_PKG_VERSION"), "\n"), ""));
    for wrong in [&[][..], &["world"], &["world", "chekc", "x"], &["explain", "--as", "acme"]] {
        let called = ossmock(&folder, wrong, false);
        assert_eq!((called.code, &*called.out), (2, ""), "{}", called.err);
    }
}

#[test]
fn the_page_of_the_command_shows_what_it_prints() {
    let folder = folder("readme");
    write(&folder, "world.toml", EXAMPLE);
    let page = include_str!("../../../docs/command.md");
    let line = page.lines().find(|line| line.starts_with("ossmock explain ")).expect("an example");
    let arguments: Vec<&str> = line.split(' ').skip(1).collect();
    let explained = ossmock(&folder, &arguments, false);
    assert!(explained.code == 0 && page.contains(&format!("```text\n{}```\n", explained.out)), "{explained:?}");

    let (_, shown) = page.split_once("```toml\n").expect("a world file");
    let (shown, _) = shown.split_once("```").expect("its end");
    write(&folder, "shown.toml", shown);
    assert_eq!(ossmock(&folder, &["world", "check", "shown.toml"], false).code, 0);
}
