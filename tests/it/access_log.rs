//! Access logs: their lines, the objects they are written into, and what keeps them from being written.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use ossmock::access_log::AccessLogLine;
use ossmock::due::{DueAction, DueReport, NotWritten};
use ossmock::fault::Latency;
use ossmock::replication::ReplicationRule;
use ossmock::settings::{LifecycleRule, Logging, StorageClass, Versioning};
use ossmock::{Account, Bucket, EncryptionRule, Operation, Oss, Peer};

use crate::panics::panic_here;
use crate::support::{Client, FRONTS, LOGS, answer, body, get_rule, request, signed, still};

const ROLE: &str = "AliyunOSSLoggingDefaultRole";
const HOUR: Duration = Duration::from_secs(3_600);

/// The buckets `logs`, which is logged, and `target`.
fn world(logging: Logging) -> (Oss, Bucket, Bucket) {
    let oss = still();
    let acme = oss.create_account("acme").set_id("1001");
    let target = acme.create_bucket("target");
    let logs = acme.create_bucket("logs").set_logging(logging);
    (oss, logs, target)
}

fn with_body(mut request: Request<Bytes>, body: &str) -> Request<Bytes> {
    *request.body_mut() = Bytes::copy_from_slice(body.as_bytes());
    request
}

fn with(mut request: Request<Bytes>, name: &'static str, value: &[u8]) -> Request<Bytes> {
    request.headers_mut().insert(name, http::HeaderValue::from_bytes(value).expect("a value"));
    request
}

/// Sends a request that the owner of `logs` has signed.
fn send(oss: &Oss, request: Request<Bytes>) -> Response<Bytes> {
    let acme = oss.account("acme").expect("it was created");
    oss.handle(signed(oss, &acme.credentials(), request))
}

fn lines(bucket: &Bucket) -> Vec<AccessLogLine> {
    bucket.access_log().lines().to_vec()
}

fn last(bucket: &Bucket) -> AccessLogLine {
    lines(bucket).pop().expect("a line")
}

/// Moves the clock on by an hour, and does what is due then.
fn an_hour_later(oss: &Oss) -> DueReport {
    oss.clock().advance(HOUR);
    oss.run_due()
}

/// The reason why the only step of the report wrote no log.
fn reason(report: &DueReport) -> String {
    let [step] = report.steps() else { panic!("not one step: {report}") };
    match step.action() {
        DueAction::LogNotWritten { reason, .. } => reason.to_string(),
        other => panic!("{other}"),
    }
}

#[test]
fn a_full_hour_writes_one_object_with_a_line_for_each_request() {
    let (oss, logs, target) = world(Logging::to("target").prefix("app/"));
    let acme = logs.owner();
    let ci = acme.create_ram_user("ci").set_id("2001");
    let mut put = with_body(request(Method::PUT, LOGS, "/a%20b/%E6%97%A5.txt?x-mark=1"), "hello");
    put = with(with(put, "user-agent", b"curl/8"), "referer", b"https://a.example/");
    assert_eq!(send(&oss, put).status(), 200);
    let denied = signed(&oss, &ci.credentials(), get_rule(LOGS));
    assert_eq!(oss.handle(denied).status(), 403);
    assert_eq!(oss.handle(request(Method::HEAD, LOGS, "/nothing")).status(), 403);

    oss.clock().set_utc("2026-11-23T16:59:59Z");
    assert!(oss.run_due().steps().is_empty(), "the hour is not over");
    assert_eq!(oss.next_due()[0].to_string(), "2026-11-23T17:00:00Z logs: access logging");
    oss.clock().set_utc("2026-11-23T17:00:00Z");
    let report = oss.run_due();
    assert_eq!(
        report.to_string(),
        "2026-11-23T17:00:00Z logs: wrote the access log `target/app/logs2026-11-24-00-00-00-0000` \
         (the hour from 2026-11-23T16:00:00Z, lines 3)\n"
    );
    assert!(oss.journal().to_string().contains("LogWritten"));
    assert!(lines(&logs).is_empty() && oss.next_due().is_empty());

    let object = target.object("app/logs2026-11-24-00-00-00-0000");
    assert_eq!(object.content_type().as_deref(), Some("text/plain"));
    let text = String::from_utf8(object.body().to_vec()).expect("text");
    let (key, of_ci) = (acme.credentials().access_key_id, ci.credentials().access_key_id);
    let ids: Vec<String> = oss.journal().iter().map(|record| record.request_id().to_owned()).collect();
    let length = |line: &str| {
        let line: AccessLogLine = line.parse().expect("a line");
        line.request_length.expect("a length")
    };
    let of: Vec<u64> = text.lines().map(length).collect();
    assert!(of[0] > 100 && text.ends_with('\n'), "{text}");
    assert_eq!(
        text.lines().collect::<Vec<_>>(),
        [
            format!(
                r#"127.0.0.1 - - [24/Nov/2026:00:05:59 +0800] "PUT /a%20b/%E6%97%A5.txt?x-mark=1 HTTP/1.1" 200 0 0 "https://a.example/" "curl/8" "{LOGS}" "{}" "true" "1001" "PutObject" "logs" "a%20b%2F%E6%97%A5.txt" 5 0 "-" {} "1001" 5 "-" "standard" "-" "-" "{key}""#,
                ids[0], of[0]
            ),
            format!(
                r#"127.0.0.1 - - [24/Nov/2026:00:05:59 +0800] "GET /?encryption HTTP/1.1" 403 {} 0 "-" "-" "{LOGS}" "{}" "true" "2001" "GetBucketEncryption" "logs" "-" - 0 "AccessDenied" {} "1001" - "-" "-" "-" "-" "{of_ci}""#,
                text.lines().nth(1).and_then(|line| line.parse::<AccessLogLine>().ok()?.sent_bytes).expect("a body"),
                ids[1],
                of[1]
            ),
            format!(
                r#"127.0.0.1 - - [24/Nov/2026:00:05:59 +0800] "HEAD /nothing HTTP/1.1" 403 0 0 "-" "-" "{LOGS}" "{}" "true" "-" "HeadObject" "logs" "nothing" - 0 "AccessDenied" {} "1001" - "-" "-" "-" "-" "-""#,
                ids[2], of[2]
            ),
        ]
    );
}

#[test]
fn hours_are_written_apart_and_an_empty_one_not_at_all() {
    let (oss, logs, target) = world(Logging::to("target"));
    let _ = send(&oss, get_rule(LOGS));
    oss.clock().advance(3 * HOUR);
    let _ = send(&oss, get_rule(LOGS));
    let report = an_hour_later(&oss);
    let names = ["logs2026-11-24-00-00-00-0000", "logs2026-11-24-03-00-00-0000"];
    let written: Vec<_> = report.steps().iter().filter_map(|step| step.action().key()).collect();
    assert_eq!(written, names);
    assert_eq!(target.objects().iter().map(|object| object.key().to_owned()).collect::<Vec<_>>(), names);
    assert_eq!(target.object(names[0]).last_modified(), oss.clock().now() - HOUR * 3 - Duration::from_secs(359));

    // The clock goes back: the hour has an object already.
    oss.clock().set_utc("2026-11-23T16:30:00Z");
    let _ = send(&oss, get_rule(LOGS));
    let report = an_hour_later(&oss);
    assert_eq!(report.steps()[0].action().key(), Some("logs2026-11-24-00-00-00-0001"));
    assert!(lines(&logs).is_empty());
}

#[test]
fn a_bucket_may_have_its_own_log_whose_writing_is_not_logged() {
    let oss = still();
    let logs = oss.create_account("acme").create_bucket("logs").set_logging(Logging::to("logs").prefix("log/"));
    let _ = send(&oss, get_rule(LOGS));
    assert_eq!(an_hour_later(&oss).steps().len(), 1);
    assert!(an_hour_later(&oss).steps().is_empty() && lines(&logs).is_empty());
    assert_eq!(logs.objects().len(), 1);
}

#[test]
fn a_client_cannot_write_a_field_or_a_line_of_its_own() {
    let (oss, logs, _) = world(Logging::to("target"));
    let hostile = b"\" 200 1 1 \"\\x22 \xe9\t";
    let get = request(Method::GET, LOGS, "/a%0D%0A%22%20b?x-mark=%0A%22");
    let _ = send(&oss, with(with(get, "referer", hostile), "user-agent", hostile));
    let log = logs.access_log().to_string();
    assert_eq!(log.lines().count(), 1, "{log}");
    assert!(log.trim_end().bytes().all(|b| (0x20..0x7f).contains(&b)), "{log}");
    assert!(log.contains(r#""\x22 200 1 1 \x22\x5Cx22 \xEF\xBF\xBD" "\x22 200"#), "{log}");
    let line = last(&logs);
    assert_eq!((line.key.as_deref(), line.status), (Some("a\r\n\" b"), Some(404)));
    assert_eq!(line.referer.as_deref(), Some("\" 200 1 1 \"\\x22 \u{fffd}"));
    assert_eq!(log.trim_end().parse(), Ok(line));
}

#[test]
fn secrets_in_a_url_are_withheld() {
    let (oss, logs, _) = world(Logging::to("target"));
    let url = oss.signer(&logs.owner().credentials()).presign(60).sign(request(Method::GET, LOGS, "/a"));
    let _ = oss.handle(url);
    let request = last(&logs).request.expect("a request");
    assert!(request.contains("x-oss-signature=(withheld)"), "{request}");
}

#[test]
fn a_line_has_size_class_and_change_of_its_object() {
    let (oss, logs, _) = world(Logging::to("target"));
    let facts = |request| {
        let _ = send(&oss, request);
        let line = last(&logs);
        (line.operation.expect("a name"), line.object_size, line.storage_class, line.delta_data_size)
    };
    let of = |name: &str, size, class: Option<&str>, delta| (name.to_owned(), size, class.map(str::to_owned), delta);
    let standard = Some("standard");
    let put = |text| with_body(request(Method::PUT, LOGS, "/a"), text);
    assert_eq!(facts(put("hello")), of("PutObject", Some(5), standard, Some(5)));
    assert_eq!(facts(put("he")), of("PutObject", Some(2), standard, Some(-3)));
    assert_eq!(facts(put("xx")), of("PutObject", Some(2), standard, None));
    assert_eq!(facts(request(Method::GET, LOGS, "/a")), of("GetObject", Some(2), standard, None));
    let ia = with(put("he"), "x-oss-storage-class", b"IA");
    assert_eq!(facts(ia), of("PutObject", Some(2), Some("ia"), None));
    assert_eq!(facts(request(Method::DELETE, LOGS, "/a")), of("DeleteObject", Some(2), Some("ia"), Some(-2)));
    assert_eq!(facts(request(Method::GET, LOGS, "/a")), of("GetObject", None, None, None));
    logs.set_versioning(Versioning::Enabled);
    assert_eq!(facts(put("hello")), of("PutObject", Some(5), standard, Some(5)));
    assert_eq!(facts(put("hello")), of("PutObject", Some(5), standard, Some(5)));
    assert_eq!(facts(request(Method::DELETE, LOGS, "/a")), of("DeleteObject", Some(5), standard, None));
    let many = "<Delete><Object><Key>a</Key></Object></Delete>";
    let (name, ..) = facts(with_body(request(Method::POST, LOGS, "/?delete"), many));
    assert_eq!((name.as_str(), last(&logs).key), ("DeleteMultipleObjects", None));
}

#[test]
fn all_requests_to_the_bucket_are_logged_that_end() {
    let (oss, logs, _) = world(Logging::to("target"));
    let codes = || lines(&logs).last().and_then(|line| line.error_code.clone());
    // Refused before the caller is known: the AccessKey is that of the request.
    let stranger = ossmock::Credentials {
        access_key_id: "LTAIStranger".to_owned(),
        access_key_secret: "secret".to_owned(),
        security_token: None,
    };
    let _ = oss.handle(signed(&oss, &stranger, get_rule(LOGS)));
    assert_eq!(codes().as_deref(), Some("InvalidAccessKeyId"));
    assert_eq!((last(&logs).requester, last(&logs).access_key_id.as_deref()), (None, Some("LTAIStranger")));
    // Not emulated.
    let _ = send(&oss, request(Method::GET, LOGS, "/?stat=1&metaQuery"));
    assert_eq!(lines(&logs).len(), 2);
    // By a fault.
    {
        let _busy = oss.fault(Operation::GetBucketEncryption).error(ossmock::Cause::ServiceUnavailable);
        let _ = send(&oss, get_rule(LOGS));
        assert_eq!((codes().as_deref(), last(&logs).status), (Some("ServiceUnavailable"), Some(503)));
    }
    // Broken: not logged.
    {
        let _closed = oss.fault(Operation::GetBucketEncryption).close();
        let _ = send(&oss, get_rule(LOGS));
    }
    logs.put_object("a", "hello");
    {
        let _cut = oss.fault(Operation::GetObject).truncate_after(1);
        let _ = send(&oss, request(Method::GET, LOGS, "/a"));
    }
    let (head, _) = signed(&oss, &logs.owner().credentials(), request(Method::PUT, LOGS, "/a")).into_parts();
    drop(oss.admit(&head, Peer::default()));
    assert_eq!(lines(&logs).len(), 3, "{}", logs.access_log());
    // Slow, by the clock of the fake.
    let _slow = oss.fault(Operation::GetObject).latency(Latency::from(Duration::from_millis(1_500)).on_clock());
    let _ = send(&oss, request(Method::GET, LOGS, "/a"));
    assert_eq!((last(&logs).request_time, last(&logs).server_cost_time), (Some(1_500), Some(1_500)));
    // Other buckets, and the service, have no line.
    let _ = send(&oss, request(Method::GET, "target.oss-cn-hangzhou.aliyuncs.com", "/"));
    let _ = send(&oss, request(Method::GET, "oss-cn-hangzhou.aliyuncs.com", "/"));
    assert_eq!(lines(&logs).len(), 4);
}

#[tokio::test]
async fn every_front_logs_alike() {
    let mut logged = Vec::new();
    for front in FRONTS {
        let (oss, logs, _) = world(Logging::to("target"));
        let client = Client::new(front, &oss).await;
        let owner = logs.owner().credentials();
        let put = with(with_body(request(Method::PUT, LOGS, "/a"), "hello"), "user-agent", b"test");
        let form = "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nform\r\n--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhi\r\n--b--\r\n";
        let form =
            with(with_body(request(Method::POST, LOGS, "/"), form), "content-type", b"multipart/form-data; boundary=b");
        logs.set_block_public_access(false).set_acl(ossmock::policy::Acl::PublicReadWrite);
        for request in [
            signed(&oss, &owner, put),
            signed(&oss, &owner, request(Method::GET, LOGS, "/a")),
            request(Method::GET, LOGS, "/b"),
            with(form, "user-agent", b"test"),
        ] {
            let _ = client.send(request).await;
        }
        let mut lines = lines(&logs);
        for line in &mut lines {
            // Clients add headers of their own.
            assert!(line.request_length.take().is_some());
            line.user_agent = line.user_agent.take().filter(|agent| agent == "test");
        }
        logged.push((front, lines));
    }
    let (_, first) = &logged[0];
    assert_eq!(first.len(), 4);
    assert_eq!(first[3].operation.as_deref(), Some("PostObject"));
    assert_eq!((first[3].key.as_deref(), first[3].delta_data_size), (Some("form"), Some(2)));
    for (front, lines) in &logged[1..] {
        assert_eq!(lines, first, "{front:?}");
    }
}

#[test]
fn turning_logging_on_and_off_is_not_logged_and_lines_that_wait_are_lost_then() {
    let (oss, logs, target) = world(Logging::to("target"));
    let off = send(&oss, with_body(request(Method::PUT, LOGS, "/?logging"), "<BucketLoggingStatus/>"));
    assert_eq!((off.status(), lines(&logs).len(), logs.logging()), (http::StatusCode::OK, 0, None));
    let on = "<BucketLoggingStatus><LoggingEnabled><TargetBucket>target</TargetBucket></LoggingEnabled></BucketLoggingStatus>";
    let _ = send(&oss, with_body(request(Method::PUT, LOGS, "/?logging"), on));
    assert_eq!(lines(&logs).len(), 0);
    // Set again, it is one request among others.
    let _ = send(&oss, with_body(request(Method::PUT, LOGS, "/?logging"), on));
    assert_eq!(last(&logs).operation.as_deref(), Some("PutBucketLogging"));
    let _ = send(&oss, request(Method::DELETE, LOGS, "/?logging"));
    assert_eq!(lines(&logs).len(), 1);
    let report = an_hour_later(&oss);
    assert_eq!(reason(&report), "it was turned off before");
    assert!(target.objects().is_empty() && lines(&logs).is_empty());
}

#[test]
fn a_log_that_cannot_be_written_is_lost_and_the_report_says_why() {
    let not_written = |logging: Logging, arrange: &dyn Fn(&Oss, &Account, &Bucket)| {
        let (oss, logs, target) = world(logging);
        let _ = send(&oss, get_rule(LOGS));
        arrange(&oss, &logs.owner(), &target);
        let report = an_hour_later(&oss);
        assert!(!target.exists() || target.objects().is_empty());
        assert!(lines(&logs).is_empty(), "they are lost");
        assert!(oss.journal().to_string().contains("LogNotWritten"));
        reason(&report)
    };
    let plain = || Logging::to("target").prefix("p/");
    let by_role = || plain().role(ROLE);
    let delete = |oss: &Oss, _: &Account, _: &Bucket| {
        let gone = send(oss, request(Method::DELETE, "target.oss-cn-hangzhou.aliyuncs.com", "/"));
        assert_eq!(gone.status(), 204);
    };
    assert_eq!(not_written(plain(), &delete), "there is no bucket `target` any more");
    assert_eq!(
        not_written(plain(), &|oss, acme, target| {
            delete(oss, acme, target);
            oss.create_account("other").create_bucket("target");
        }),
        "the bucket `target` belongs to another account now"
    );
    assert_eq!(
        not_written(plain(), &|_, _, target| _ = target.set_region("cn-beijing")),
        "the bucket `target` is in another region now"
    );
    assert_eq!(not_written(by_role(), &|_, _, _| {}), "the account `acme` has no role `AliyunOSSLoggingDefaultRole`");
    assert_eq!(
        not_written(by_role(), &|_, acme, _| _ =
            acme.create_role(ROLE).allow("oss:PutObject", "acs:oss:*:*:target/q/*")),
        "the role `AliyunOSSLoggingDefaultRole` may not do oss:PutObject on \
         acs:oss:cn-hangzhou:1001:target/p/logs2026-11-24-00-00-00-0000: implicitly denied: the caller's one statement does \
         not apply"
    );
    assert_eq!(
        not_written(plain(), &|_, acme, target| {
            let key = acme.create_kms_key("logs").disable();
            target.set_encryption(EncryptionRule::kms(&key.id()));
        })
        .split(" with ")
        .next(),
        Some("KMS refused GenerateDataKey")
    );
    assert_eq!(
        not_written(by_role(), &|_, acme, target| {
            acme.create_role(ROLE).allow("oss:PutObject", "acs:oss:*:*:target/p/*");
            target.set_encryption(EncryptionRule::kms(&acme.create_kms_key("logs").id()));
        })
        .split(" on ")
        .next(),
        Some("the role `AliyunOSSLoggingDefaultRole` may not do kms:GenerateDataKey")
    );

    let oss = Oss::builder().max_stored_bytes(10).build();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    logs.set_logging(Logging::to("logs"));
    let _ = send(&oss, get_rule(LOGS));
    assert_eq!(reason(&an_hour_later(&oss)), "the fake may store 10 bytes in all");
}

#[test]
fn a_role_with_the_permissions_writes_under_the_rule_of_the_target() {
    let (oss, logs, target) = world(Logging::to("target").role("acs:ram::1001:role/aliyunosslogginGdefaultrole"));
    let acme = logs.owner();
    let key = acme.create_kms_key("logs");
    acme.create_role(ROLE).allow("oss:PutObject", "acs:oss:*:*:target/*").allow("kms:GenerateDataKey", "*");
    target.set_encryption(EncryptionRule::kms(&key.id()));
    // A policy of the target does not keep OSS out if there is no role; with one, it is asked.
    let _ = send(&oss, get_rule(LOGS));
    let report = an_hour_later(&oss);
    let [step] = report.steps() else { panic!("{report}") };
    let name = step.action().key().expect("an object");
    target.object(name).assert_encryption(EncryptionRule::kms(&key.id()));
    let used = oss.kms();
    let [call] = used.ledger() else { panic!("{used}") };
    assert_eq!(
        (&*call.caller, &*call.bucket, &*call.object),
        ("acme/aliyunosslogginGdefaultrole/oss-logging", "target", name)
    );
    assert_eq!((&*call.request_id, &*call.key_id), ("access-logging", &*key.id()));
}

#[test]
fn a_log_object_is_like_an_upload_to_the_target() {
    let (oss, logs, target) = world(Logging::to("target"));
    let acme = logs.owner();
    let backup = acme.create_bucket("backup").set_region("cn-beijing").set_versioning(Versioning::Enabled);
    target.set_versioning(Versioning::Enabled).set_storage_class(StorageClass::InfrequentAccess);
    target.add_replication(ReplicationRule::to("backup"));
    let _ = send(&oss, get_rule(LOGS));
    let report = an_hour_later(&oss);
    let name = report.steps()[0].action().key().expect("an object").to_owned();
    assert_eq!(target.object(&name).storage_class(), StorageClass::InfrequentAccess);
    assert_eq!(report.replication().steps().len(), 1, "it is replicated in the same run");
    target.assert_replicated(&name, &backup);
    let get = send(&oss, request(Method::GET, "target.oss-cn-hangzhou.aliyuncs.com", &format!("/{name}")));
    assert_eq!((get.status().as_u16(), body(&get).lines().count()), (200, 1));
}

#[test]
fn the_caller_needs_to_write_to_another_target() {
    let (oss, logs, _) = world(Logging::to("logs"));
    logs.set_logging(None);
    let ci = logs.owner().create_ram_user("ci").allow("oss:PutBucketLogging", &logs.arn());
    let set = |target: &str| {
        let xml = format!(
            "<BucketLoggingStatus><LoggingEnabled><TargetBucket>{target}</TargetBucket><TargetPrefix>p/</TargetPrefix></LoggingEnabled></BucketLoggingStatus>"
        );
        let put = with_body(request(Method::PUT, LOGS, "/?logging"), &xml);
        answer(&oss.handle(signed(&oss, &ci.credentials(), put)))
    };
    assert_eq!(set("target"), "403 AccessDenied");
    assert_eq!(logs.logging(), None);
    let journal = oss.journal();
    let needs: Vec<_> = journal.last().expect("a call").needs().collect();
    assert_eq!(needs, [("oss:PutBucketLogging", "acs:oss:*:*:logs"), ("oss:PutObject", "acs:oss:*:*:target/p/logs")]);
    assert!(
        journal.to_string().contains("missing: a policy with Allow oss:PutObject on acs:oss:*:1001:target/p/logs"),
        "{journal}"
    );
    // Into itself, it needs no more.
    assert_eq!(set("logs"), "200");
    ci.allow("oss:PutObject", "acs:oss:*:*:target/p/*");
    assert_eq!(set("target"), "200");
}

#[test]
fn steps_of_lifecycle_rules_have_lines() {
    let (oss, logs, target) = world(Logging::to("target"));
    logs.put_object("old", "hello");
    logs.put_object("moved", "hi");
    let moved = LifecycleRule::transition_after(1, StorageClass::InfrequentAccess).prefix("moved");
    logs.set_lifecycle([LifecycleRule::expire_after(1).prefix("old"), moved]);
    oss.clock().set_utc("2026-11-25T01:00:00Z");
    let report = oss.run_due();
    let [.., written] = report.steps() else { panic!("{report}") };
    let text = target.object(written.action().key().expect("an object")).body();
    let text = String::from_utf8(text.to_vec()).expect("text");
    let steps = |operation: &str| {
        let lines = text.lines().map(|line| line.parse::<AccessLogLine>().expect("a line"));
        let mut lines = lines.filter(|line| line.operation.as_deref() == Some(operation));
        lines.next().unwrap_or_else(|| panic!("no {operation} in {text}"))
    };
    let expired = steps("ExpireObject");
    assert_eq!(
        (expired.key.as_deref(), expired.object_size, expired.delta_data_size),
        (Some("old"), Some(5), Some(-5))
    );
    assert_eq!(
        (expired.sync_request.as_deref(), expired.remote_ip, expired.requester),
        (Some("lifecycle"), None, None)
    );
    let moved = steps("CommitTransition");
    assert_eq!((moved.key.as_deref(), moved.object_size, moved.delta_data_size), (Some("moved"), Some(2), None));
    assert_eq!((moved.storage_class.as_deref(), moved.target_storage_class.as_deref()), (Some("standard"), Some("ia")));
    assert_eq!(text.lines().count(), 2, "{text}");
}

#[test]
fn lines_that_wait_are_in_world_files_and_are_no_difference() {
    let (oss, logs, _) = world(Logging::to("target").prefix("p/").role(ROLE));
    logs.set_user_defined_log_fields(ossmock::settings::LogFields::new(["x-a"], ["b"]));
    let before = oss.snapshot();
    let _ = send(&oss, with(get_rule(LOGS), "referer", b"a\"b"));
    assert_eq!(lines(&logs).len(), 1);
    oss.assert_unchanged_since(&before);
    let toml = oss.world_toml();
    let read = Oss::builder().world_toml(&toml).expect("it was written").build();
    assert_eq!(read.world_toml(), toml);
    let copy = read.bucket("logs").expect("it was written");
    assert_eq!((copy.access_log(), copy.logging()), (logs.access_log(), logs.logging()));
    assert_eq!(copy.user_defined_log_fields(), logs.user_defined_log_fields());
    // A restored world has the lines that it had.
    oss.restore(&before);
    assert_eq!(lines(&logs).len(), 0);
    for (from, to, problem) in [
        ("access_log = [\n  '", "access_log = [\n  'x", "not a line of an access log: at `x127.0.0.1"),
        ("prefix = \"p/\"", "prefix = \"/\"", "no object can have a name that begins with the prefix"),
        ("headers = [\"x-a\"]", "headers = [\"x_a\"]", "`x_a` is not the name of a field"),
    ] {
        let wrong = toml.replace(from, to);
        assert_ne!(wrong, toml, "{from} in {toml}");
        let message = Oss::builder().world_toml(&wrong).expect_err("it is wrong").to_string();
        assert!(message.contains(problem), "{message}");
    }
}

#[test]
fn ten_thousand_lines_wait_and_the_report_tells_the_lost_ones() {
    let (oss, logs, target) = world(Logging::to("target"));
    for _ in 0..10_003 {
        let _ = oss.handle(request(Method::GET, LOGS, "/a"));
    }
    let log = logs.access_log();
    assert_eq!((log.lines().len(), log.lost()), (10_000, 3));
    assert!(log.to_string().starts_with("(3 older lines are lost)\n"));
    let report = an_hour_later(&oss);
    let expected = DueAction::LogWritten {
        key: "logs2026-11-24-00-00-00-0000".into(),
        target: "target".into(),
        lines: 10_000,
        lost: 3,
    };
    assert_eq!(report.steps()[0].action(), &expected);
    assert!(report.to_string().contains("lines 10000, lost before them 3"), "{report}");
    assert_eq!(target.objects().len(), 1);
    assert_eq!(logs.access_log().lost(), 0);
}

#[test]
fn mistakes_panic_at_the_line_of_the_test() {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    oss.create_account("other").create_bucket("foreign");
    acme.create_bucket("beijing").set_region("cn-beijing");
    for (logging, problem) in [
        (Logging::to("nothing"), "`nothing` cannot have the access log"),
        (Logging::to("foreign"), "`foreign` cannot have the access log"),
        (Logging::to("beijing"), "`beijing` cannot have the access log"),
        (Logging::to("X"), "`X` is not a bucket name"),
        (Logging::to("logs").prefix("/a"), "no object can have a name that begins with the prefix"),
        (Logging::to("logs").prefix(&"a".repeat(1_000)), "at most 983 bytes"),
        (Logging::to("logs").role(&"a".repeat(257)), "a role has 1 to 256 bytes"),
    ] {
        let message = panic_here!(logs.set_logging(logging));
        assert!(message.contains(problem), "{message}");
    }
    assert_eq!(logs.logging(), None);
    let reason = NotWritten::NoBucket("a".into());
    assert_eq!(reason.to_string(), "there is no bucket `a` any more");
}
