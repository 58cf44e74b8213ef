//! The buckets that a run touches: its own, and those until they are gone.

use std::process::{Child, Stdio};
use std::time::Duration;

use ossmock::{EncryptionRule, Operation, Oss};

use super::{LOGS, Ran, Service, case, no_rule, ran, request, rule, set_and_read};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_is_there_already_is_never_touched() {
    let service = Service::start("taken").await;
    let owner = service.server.account("owner").expect("it is there");
    let taken = owner.create_bucket("ossmock-drift-demo-1").set_encryption(EncryptionRule::Aes256);
    let others = service.server.create_account("stranger").create_bucket("ossmock-drift-demo-2");
    let before = service.server.snapshot();
    service.write("a.http", &set_and_read());
    service.write("b.http", &no_rule());

    let run = ran(service.against(&["--yes"]));

    let told = |file: &str, name: &str| {
        format!("FAILED          ./{file}: the bucket {name} is there already: nothing was done to it\n")
    };
    let told = told("a.http", taken.name()) + &told("b.http", others.name());
    assert!(run.code == Some(1) && run.out.contains(&told), "{}", run.out);
    service.server.assert_unchanged_since(&before);
    let journal = service.server.journal();
    assert!(journal.iter().all(|record| record.operation() == Some(Operation::GetBucketInfo)), "{journal}");
    assert!(!service.manifest().exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_a_case_only_names_is_not_read_from() {
    let service = Service::start("source").await;
    let copy = request("copy", "PUT /k", "").replace(".com\n", ".com\nx-oss-copy-source: /precious/k\n");
    let text = case("assumed", LOGS, "{ status = 404, code = \"NoSuchBucket\" }", &copy);
    service.write("a.http", &text);
    let owner = service.server.account("owner").expect("it is there");
    let precious = owner.create_bucket("precious");
    let run = ran(service.against(&["--yes"]));
    assert!(run.code == Some(0) && run.out.contains("agreed          ./a.http\n"), "{}{}", run.out, run.err);
    let journal = service.server.journal();
    let read = journal.iter().flat_map(ossmock::Record::needs).any(|(_, resource)| resource.contains(precious.name()));
    assert!(!read && journal.iter().any(|record| record.operation() == Some(Operation::CopyObject)), "{journal}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_and_a_run_without_consent_send_nothing() {
    let service = Service::start("dry").await;
    service.write("a.http", &set_and_read());
    service.write("b.http", &no_rule().replace("@sign", "@peer 10.0.0.9\n@sign"));
    let plan = "\
1 of 2 cases can be compared with http://oss-cn-hangzhou.aliyuncs.com, in buckets named ossmock-drift-demo-…
buckets    1, at most 1 at a time, each deleted after its case
requests   about 11: 2 that write (PUT, POST), 7 that read (GET, HEAD), 2 that delete
storage    0 bytes in all, each for the time of its case
KMS calls  0

";
    let dry = format!("{plan}would be asked  ./a.http\nnot comparable  ./b.http: `no rule`: it needs `@peer`\n");
    assert_eq!(ran(service.against(&["--dry-run"])), Ran { code: Some(0), out: dry, err: String::new() });
    let asked = Ran {
        code: Some(1),
        out: plan.to_owned(),
        err: "there is no terminal to ask: say --yes to go on\n".to_owned(),
    };
    assert_eq!(ran(service.against(&[])), asked);
    let capped = ran(service.against(&["--yes", "--max-requests", "10"]));
    assert_eq!(capped.err, "these are more requests than --max-requests 10 allows\n");
    assert!(service.server.journal().is_empty());
}

/// The things that make a bucket hard to delete: a policy, versions, a marker, an upload, an odd key.
fn full() -> String {
    let requests = [
        request("one", "PUT /a%20%2B%25%E4%BD%A0%2Fb", "1"),
        request("two", "PUT /a%20%2B%25%E4%BD%A0%2Fb", "2"),
        request("gone", "DELETE /a%20%2B%25%E4%BD%A0%2Fb", ""),
        request("upload", "POST /big?uploads", ""),
        request("last", "PUT /?encryption", &rule("AES256")),
    ];
    let documented = ["200", "200", "204", "200", "200"].map(|status| format!("{{ status = {status} }}"));
    let world = "bucket = [{ name = \"logs\", versioning = \"Enabled\", policy = '''{\"Version\":\"1\",\"Statement\":[\
                 {\"Effect\":\"Deny\",\"Principal\":[\"*\"],\"Action\":\"oss:GetObject\",\
                 \"Resource\":\"acs:oss:*:*:logs/secret\"}]}''' }]";
    case("assumed", world, &documented.join(", "), &requests.concat())
}

/// A run that has come to the last request of its case, which is not answered for a while.
async fn halted(service: &Service) -> Child {
    service.write("a.http", &full());
    let mut command = service.against(&["--yes"]);
    let started = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = started.expect("it starts");
    for _ in 0..1_000 {
        if service.server.journal().iter().any(|record| record.operation() == Some(Operation::PutBucketEncryption)) {
            return child;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    child.kill().expect("it ends");
    child.wait().expect("it has ended");
    panic!("the run does not come so far: {}", service.server.journal())
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_run_that_was_killed_has_left_over_can_be_deleted() {
    let service = Service::start("killed").await;
    let slow = service.server.fault(Operation::PutBucketEncryption).latency(Duration::from_secs(60));
    let mut child = halted(&service).await;
    child.kill().expect("it ends");
    child.wait().expect("it has ended");
    drop(slow);
    let owner = service.server.account("owner").expect("it is there");
    assert_eq!(owner.buckets().iter().map(ossmock::Bucket::name).collect::<Vec<_>>(), ["ossmock-drift-demo-1"]);

    // The next run does not start before that is cleaned up.
    let next = ran(service.against(&["--yes"]));
    let told = "ossmock-drift.json: an earlier run has left 1 buckets over: `ossmock case clean` deletes them\n";
    assert_eq!(next, Ran { code: Some(1), out: String::new(), err: told.to_owned() });

    let cleaned = ran(service.command(&["case", "clean"]));
    let told = "deleted    ossmock-drift-demo-1\n";
    assert_eq!(cleaned, Ran { code: Some(0), out: told.to_owned(), err: String::new() });
    assert!(owner.buckets().is_empty() && !service.manifest().exists());
    let again = ran(service.command(&["case", "clean"]));
    assert_eq!(again.out, "ossmock-drift.json: nothing is left over\n");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_is_interrupted_cleans_up() {
    let service = Service::start("interrupted").await;
    let slow = service.server.fault(Operation::PutBucketEncryption).latency(Duration::from_secs(2));
    service.write("b.http", &no_rule());
    let child = halted(&service).await;
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.expect("kill runs").success());
    let output = child.wait_with_output().expect("it ends");
    drop(slow);
    let out = String::from_utf8(output.stdout).expect("text");
    let told = "it was interrupted: the cases after that were not run\n";
    assert!(output.status.code() == Some(1) && out.ends_with(told), "{out}");
    assert!(!out.contains("b.http"), "{out}");
    assert!(service.server.account("owner").expect("it is there").buckets().is_empty());
    assert!(!service.manifest().exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_cannot_be_deleted_is_told_and_kept_in_mind() {
    let service = Service::start("kept").await;
    service.write("a.http", &set_and_read());
    let refused = service.server.fault(Operation::DeleteBucket).error(ossmock::Cause::ServiceUnavailable);
    let run = ran(service.against(&["--yes"]));
    let told = "left over: ossmock-drift-demo-1: it cannot be deleted: 503 ServiceUnavailable\n\
                `ossmock case clean` tries again\n";
    assert!(run.code == Some(1) && run.out.ends_with(told), "{}", run.out);
    drop(refused);
    assert_eq!(ran(service.command(&["case", "clean"])).code, Some(0));
    assert!(service.server.account("owner").expect("it is there").buckets().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_is_older_than_its_entry_is_left_alone() {
    let oss = Oss::new();
    oss.clock().set_utc("2020-01-01T00:00:00Z");
    let service = Service::of("older", oss.clone()).await;
    let precious = service.server.account("owner").expect("it is there").create_bucket("precious");
    oss.clock().follow_system();
    let entry = r#"{ "buckets": [{ "name": "precious", "endpoint": "http://oss-cn-hangzhou.aliyuncs.com",
        "region": "cn-hangzhou", "connect": "ADDRESS", "key": "OSS_ACCESS_KEY_ID", "at": 1700000000, "asked": false }] }"#;
    let address = service.server.address().to_string();
    service.write("ossmock-drift.json", &entry.replace("ADDRESS", &address));
    let cleaned = ran(service.command(&["case", "clean"]));
    let told = "LEFT       precious: it was made at 2020-01-01T00:00:00Z, before this run: it is left alone\n";
    assert_eq!(cleaned, Ran { code: Some(1), out: told.to_owned(), err: String::new() });
    assert!(precious.exists() && service.manifest().exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_does_not_come_fails_its_case_and_nothing_is_sent_twice() {
    let service = Service::start("lost").await;
    service.write("a.http", &set_and_read());
    service.write("b.http", &case("assumed", LOGS, "{ status = 200 }", &request("put", "PUT /k", "x")));
    let _lost = service.server.fault(Operation::PutBucketEncryption).answer_lost();
    let run = ran(service.against(&["--yes"]));
    let told = "FAILED          ./a.http: `set`: no answer to PUT /?encryption: ";
    assert!(
        run.code == Some(1) && run.out.contains(told) && run.out.contains("agreed          ./b.http\n"),
        "{}",
        run.out
    );
    service.server.assert_calls(Operation::PutBucketEncryption, 1);
    assert!(service.server.account("owner").expect("it is there").buckets().is_empty());
}
