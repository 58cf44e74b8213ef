//! Lifecycle rules: their runs by the clock, forecasts of them, and assertions on what they will do.

use std::fmt::Write as _;
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::Method;
use ossmock::{
    Bucket, Oss,
    due::{DueAction, DueKind},
    settings::{LifecycleRule, StorageClass, Versioning},
};

use super::panics::panic_here;
use super::support::{LOGS, MOMENT, answer, request, signed, still};

const JOURNAL: &str = "\n\njournal:\nthe journal is empty: no request has arrived";

fn logs(oss: &Oss) -> Bucket {
    oss.create_account("acme").create_bucket("logs")
}

fn days(oss: &Oss, days: u64) -> SystemTime {
    oss.clock().now() + Duration::from_secs(days * 86_400)
}

/// Moves the clock to a moment, and returns the steps as text.
fn run_at(oss: &Oss, at: &str) -> Vec<String> {
    oss.clock().set_utc(at);
    oss.run_due().steps().iter().map(ToString::to_string).collect()
}

#[test]
fn each_step_has_its_rule_its_run_and_the_reason() {
    let oss = still();
    let logs = logs(&oss);
    logs.set_versioning(Versioning::Enabled);
    logs.set_lifecycle([
        LifecycleRule::transition_after(1, StorageClass::InfrequentAccess).prefix("a").id("cold"),
        LifecycleRule::expire_after(3).prefix("a").id("gone"),
        LifecycleRule::expire_noncurrent_after(2).prefix("a").id("old"),
        LifecycleRule::remove_lone_markers().prefix("a").id("markers"),
        LifecycleRule::abort_uploads_after(1).prefix("a").id("uploads"),
    ]);
    logs.put_object("a", "hello");
    let upload = logs.object("a").begin_upload();
    let v = |n: u32| format!("CAEQ{n:060}");
    // The hidden version is noncurrent since the marker; the marker is alone after the version is gone.
    assert_eq!(
        run_at(&oss, "2026-12-31T12:00:00Z"),
        [
            format!(
                "2026-11-25T00:00:00Z logs: moved the version {} of `a` from Standard to IA (rule `cold`: written {MOMENT}, Days 1, run 2026-11-25T00:00:00Z)",
                v(1)
            ),
            format!(
                "2026-11-25T00:00:00Z logs: aborted the upload {} of `a` (rule `uploads`: initiated {MOMENT}, Days 1, run 2026-11-25T00:00:00Z)",
                upload.id()
            ),
            format!(
                "2026-11-27T00:00:00Z logs: hid `a` with the delete marker {} (rule `gone`: written {MOMENT}, Days 3, run 2026-11-27T00:00:00Z)",
                v(2)
            ),
            format!(
                "2026-11-29T00:00:00Z logs: removed the version {} of `a` (rule `old`: noncurrent since 2026-11-27T00:00:00Z, NoncurrentDays 2, run 2026-11-29T00:00:00Z)",
                v(1)
            ),
            format!(
                "2026-11-30T00:00:00Z logs: removed the delete marker {} of `a` (rule `markers`: it hides nothing, ExpiredObjectDeleteMarker, run 2026-11-30T00:00:00Z)",
                v(2)
            ),
        ]
    );
    assert!(run_at(&oss, "2027-12-31T12:00:00Z").is_empty());
}

#[test]
fn one_run_after_a_month_has_the_effect_of_a_run_each_day() {
    let arranged = || {
        let oss = still();
        let logs = logs(&oss);
        logs.set_versioning(Versioning::Enabled);
        logs.set_lifecycle([
            LifecycleRule::transition_after(5, StorageClass::Archive)
                .and(LifecycleRule::expire_after(10))
                .prefix("a")
                .id("a"),
            LifecycleRule::expire_noncurrent_after(4).prefix("a").id("old"),
            LifecycleRule::remove_lone_markers().prefix("a").id("markers"),
        ]);
        for n in 0..20 {
            logs.put_object(&format!("a{}", n % 7), "x");
        }
        oss
    };
    let (once, daily) = (arranged(), arranged());
    let at_once = run_at(&once, "2026-12-31T12:00:00Z");
    let mut by_day = Vec::new();
    while daily.clock().now() < once.clock().now() {
        daily.clock().advance(Duration::from_secs(7 * 3_600));
        by_day.extend(daily.run_due().steps().iter().map(ToString::to_string));
    }
    assert_eq!(at_once, by_day);
    assert!(at_once.len() > 20);
    daily.clock().set(once.clock().now());
    assert_eq!(once.snapshot().to_string(), daily.snapshot().to_string());
}

#[test]
fn the_journal_shows_each_step_in_its_place() {
    let oss = Oss::builder().journal_capacity(2).build();
    oss.clock().set_utc(MOMENT);
    let logs = logs(&oss);
    logs.set_lifecycle([LifecycleRule::expire_after(1).id("all")]);
    let get = |key: &str| {
        let get = request(Method::GET, LOGS, &format!("/{key}"));
        answer(&oss.handle(signed(&oss, &logs.owner().credentials(), get)))
    };
    logs.put_object("a", "hello");
    assert_eq!(get("a"), "200");
    assert_eq!(run_at(&oss, "2026-11-26T00:00:00Z").len(), 1);
    assert_eq!(get("a"), "404 NoSuchKey");
    let table = oss.journal().to_string();
    let rows: Vec<&str> = table.lines().map(str::trim_end).collect();
    assert!(rows[1].starts_with("1  GetObject"), "{table}");
    assert_eq!(
        rows[2],
        "-  Expired    logs    OSS     -              2026-11-25T00:00:00Z: expired `a` (rule `all`: written 2026-11-23T16:05:59Z, Days 1, run 2026-11-25T00:00:00Z)"
    );
    assert!(rows[3].starts_with("2  GetObject"), "{table}");
    // As many as there may be records.
    (0..5).for_each(|n| drop(logs.put_object(&format!("b{n}"), "x")));
    assert_eq!(run_at(&oss, "2027-01-01T00:00:00Z").len(), 5);
    let journal = oss.journal();
    assert_eq!(journal.due_steps().map(|step| step.action().key()).collect::<Vec<_>>(), [Some("b3"), Some("b4")]);
    oss.clear_journal();
    assert_eq!(oss.journal().due_steps().count(), 0);
}

#[test]
fn what_is_due_next_is_told() {
    let oss = still();
    let logs = logs(&oss);
    assert!(oss.next_due().is_empty());
    logs.set_lifecycle([LifecycleRule::expire_after(1).prefix("tmp/"), LifecycleRule::abort_uploads_after(30)]);
    assert!(oss.next_due().is_empty(), "nothing is in the bucket");
    logs.put_object("tmp/a", "hello");
    logs.object("b").begin_upload();
    let due = || oss.next_due().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(due(), ["2026-11-25T00:00:00Z logs: lifecycle"]);
    assert_eq!(oss.next_due()[0].kind(), DueKind::Lifecycle);
    oss.clock().set_utc("2026-11-25T00:00:00Z");
    oss.run_due();
    assert_eq!(due(), ["2026-12-24T00:00:00Z logs: lifecycle"]);
}

#[test]
fn a_world_file_has_what_was_done_and_moved() {
    let oss = still();
    let logs = logs(&oss);
    logs.set_lifecycle([LifecycleRule::transition_after(1, StorageClass::Archive)
        .and(LifecycleRule::expire_after(9))
        .id("all")]);
    logs.put_object("a", "hello");
    assert_eq!(run_at(&oss, "2026-11-26T12:00:00Z").len(), 1);
    let written = oss.world_toml();
    assert!(
        written.contains("transitioned = \"2026-11-25T00:00:00Z\"")
            && written.contains("done_until = \"2026-11-26T12:00:00Z\""),
        "{written}"
    );
    let again = Oss::builder().world_toml(&written).expect("what was written").build();
    assert!(oss.snapshot().diff(&again.snapshot()).is_empty());
    assert_eq!(again.world_toml(), written);
    assert_eq!(again.next_due(), oss.next_due());
    assert_eq!(run_at(&again, "2027-01-01T00:00:00Z"), run_at(&oss, "2027-01-01T00:00:00Z"));
}

#[test]
fn a_forecast_is_what_the_runs_then_do() {
    let oss = still();
    let logs = logs(&oss);
    logs.set_versioning(Versioning::Enabled);
    logs.set_lifecycle([
        LifecycleRule::transition_after(30, StorageClass::InfrequentAccess)
            .and(LifecycleRule::expire_after(60))
            .prefix("logs/")
            .id("logs"),
        LifecycleRule::expire_noncurrent_after(7).prefix("logs/").id("old"),
        LifecycleRule::abort_uploads_after(3).prefix("up/").id("uploads"),
    ]);
    for n in 0..60 {
        logs.put_object(&format!("logs/{n:02}"), "hello");
    }
    logs.object("up/1").begin_upload();
    let before = oss.snapshot();
    let forecast = logs.lifecycle_forecast(days(&oss, 120));
    oss.assert_unchanged_since(&before);
    let table = forecast.to_string();
    assert!(table.ends_with("\n… and 131 more\n"), "{table}");
    assert_eq!(table.lines().count(), 52);
    assert_eq!(forecast.of("logs/00").count(), 3);
    oss.clock().set(days(&oss, 120));
    let report = oss.run_due();
    assert_eq!((forecast.steps(), forecast.steps().len()), (report.steps(), 181));
    assert_eq!(
        logs.lifecycle_forecast(days(&oss, 1)).to_string(),
        "no lifecycle rule of `logs` acts until 2027-03-24T16:05:59Z\n"
    );
}

#[test]
fn a_kept_object_says_which_rule_will_delete_it() {
    let oss = still();
    let logs = logs(&oss);
    logs.put_object("tmp/a", "hello");
    logs.assert_kept_until("tmp/a", days(&oss, 1_000));
    logs.set_lifecycle([LifecycleRule::expire_after(30).prefix("tmp/").id("tmp")]);
    logs.assert_kept_until("tmp/a", days(&oss, 30));
    assert_eq!(
        panic_here!(logs.assert_kept_until("tmp/a", days(&oss, 31))),
        format!(
            "object `tmp/a` of bucket `logs`\n  expected: kept until 2026-12-24T16:05:59Z\n  found:    rule `tmp` deletes it at \
             2026-12-24T00:00:00Z: written {MOMENT}, Days 30, run 2026-12-24T00:00:00Z{JOURNAL}"
        )
    );
    assert_eq!(
        panic_here!(logs.assert_kept_until("tmp/b", days(&oss, 1))),
        format!(
            "object `tmp/b` of bucket `logs`\n  expected: kept until 2026-11-24T16:05:59Z\n  found:    no object{JOURNAL}"
        )
    );
}

#[test]
fn an_object_that_does_not_expire_says_why_not() {
    let oss = still();
    let logs = logs(&oss);
    logs.put_object("tmp/a", "hello");
    let found = |message: &str| message.lines().nth(2).expect("what was found").to_owned();
    let message = panic_here!(logs.assert_expired_by("tmp/a", days(&oss, 31)));
    assert_eq!(
        message,
        format!(
            "object `tmp/a` of bucket `logs`\n  expected: deleted by a lifecycle rule by 2026-12-24T16:05:59Z\n  found:    the \
             bucket has no lifecycle rules{JOURNAL}"
        )
    );
    for (rules, expected) in [
        (vec![LifecycleRule::abort_uploads_after(1).id("u")], "no lifecycle rule has an Expiration of objects"),
        (
            vec![LifecycleRule::expire_after(60).prefix("tmp/").id("late")],
            "rule `late` deletes it at 2027-01-23T00:00:00Z: written 2026-11-23T16:05:59Z, Days 60",
        ),
        (
            vec![
                LifecycleRule::expire_after(1).prefix("logs/").id("far").tag("k", "v"),
                LifecycleRule::expire_after(2).prefix("tmp/").tag("kind", "tmp").id("near"),
            ],
            "no lifecycle rule deletes it; rule `near` comes nearest, but the object lacks its tag kind=tmp",
        ),
        (
            vec![LifecycleRule::expire_after(1).prefix("logs/").larger_than(100).not_tag("k", "v").id("x").disabled()],
            "no lifecycle rule deletes it; rule `x` comes nearest, but it is disabled, and its prefix \"logs/\" does not match, and the \
             object is not larger than its 100 bytes",
        ),
        (
            vec![LifecycleRule::expire_after(1).not_prefix("tmp/").smaller_than(3).id("x")],
            "no lifecycle rule deletes it; rule `x` comes nearest, but the object is not smaller than its 3 bytes, and its Not excepts \
             prefix \"tmp/\"",
        ),
        (
            vec![LifecycleRule::expire_created_before("2026-01-01").id("x")],
            "no lifecycle rule deletes it; rule `x` comes nearest, but it was not written before its date",
        ),
    ] {
        logs.set_lifecycle(rules);
        let message = panic_here!(logs.assert_expired_by("tmp/a", days(&oss, 31)));
        assert_eq!(found(&message), format!("  found:    {expected}"));
    }
    logs.set_lifecycle([LifecycleRule::expire_after(30).prefix("tmp/")]);
    logs.assert_expired_by("tmp/a", days(&oss, 31));
    logs.assert_expired_by("not there", days(&oss, 31));
}

#[test]
fn rules_that_oss_refuses_are_refused_in_tests_as_well() {
    let oss = still();
    let logs = logs(&oss);
    let rule = LifecycleRule::transition_after(30, StorageClass::InfrequentAccess).and(LifecycleRule::expire_after(7));
    assert_eq!(panic_here!(logs.set_lifecycle([rule.clone()])), "the expiration comes after 7 days, and IA after 30");
    assert_eq!(
        panic_here!(logs.set_lifecycle([LifecycleRule::expire_after(0)])),
        "days are a number from 1 to 2147483647, and 0 was given"
    );
    let many = (0..1_001).map(|n| LifecycleRule::expire_after(1).prefix(&format!("{n:04}")));
    assert_eq!(panic_here!(logs.set_lifecycle(many)), "there are 1001 rules, of at most 1000");
    let by_access = LifecycleRule::transition_after_access(1, StorageClass::InfrequentAccess, true);
    assert_eq!(
        panic_here!(logs.set_lifecycle([by_access.clone()])),
        "a rule depends on the last access, and the bucket does not track access"
    );
    assert_eq!(
        panic_here!(LifecycleRule::expire_created_before("soon")).split(':').next(),
        Some("`soon` is not a day such as `2026-12-31`")
    );
    logs.set_access_monitor(true).set_lifecycle([by_access]);
    assert_eq!(
        panic_here!(logs.set_access_monitor(false)),
        "access tracking of `logs` is needed by a lifecycle rule: remove the rule before"
    );
    assert_eq!(logs.lifecycle()[0].name(), "00000000-0000-4000-9000-000000000003");
    assert!(logs.set_lifecycle([]).lifecycle().is_empty());
}

#[test]
fn a_bucket_has_at_most_1000_lifecycle_rules() {
    let oss = still();
    let logs = logs(&oss);
    let put = |count: usize| {
        let rules = (0..count).fold(String::new(), |mut text, n| {
            let _ = write!(
                text,
                "<Rule><Prefix>{n:04}</Prefix><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule>"
            );
            text
        });
        let mut put = request(Method::PUT, LOGS, "/?lifecycle");
        *put.body_mut() = Bytes::from(format!("<LifecycleConfiguration>{rules}</LifecycleConfiguration>"));
        oss.handle(signed(&oss, &logs.owner().credentials(), put))
    };
    assert_eq!(answer(&put(1_000)), "200");
    let refused = put(1_001);
    assert_eq!(answer(&refused), "400 InvalidArgument");
    assert!(String::from_utf8_lossy(refused.body()).contains("<EC>0014-00000014</EC>"));
    assert_eq!(logs.lifecycle().len(), 1_000);
}

#[test]
fn a_year_of_the_clock_takes_linear_time() {
    let run = |objects: usize| {
        let oss = Oss::builder().max_stored_bytes(u64::MAX).build();
        oss.clock().set_utc(MOMENT);
        let logs = logs(&oss);
        logs.set_lifecycle((0..10).map(|n| {
            let expiration = LifecycleRule::expire_after(200 + n);
            LifecycleRule::transition_after(30 + n, StorageClass::Archive).and(expiration).prefix(&format!("dir{n}/"))
        }));
        for n in 0..objects {
            logs.put_object(&format!("dir{}/{n}", n % 10), "x");
        }
        oss.clock().advance(Duration::from_secs(365 * 86_400));
        #[expect(clippy::disallowed_methods, reason = "the time that a run takes")]
        let start = Instant::now();
        let report = oss.run_due();
        assert_eq!(report.steps().len(), 2 * objects);
        assert!(report.steps().iter().all(|step| !matches!(step.action(), DueAction::UploadAborted { .. })));
        start.elapsed()
    };
    // A scan of all objects each day would take 365 times as long. Debug builds on a busy machine have room.
    assert!(run(2_000) < Duration::from_secs(10));
}

#[test]
fn a_clock_that_is_set_back_takes_back_what_was_done() {
    let oss = Oss::new();
    let logs = logs(&oss).set_lifecycle([LifecycleRule::expire_after(30).id("tmp")]);
    // Rules are often arranged before a test sets its clock.
    oss.clock().set_utc("2026-01-01T12:00:00Z");
    logs.put_object("a", "hello");
    assert!(run_at(&oss, "2026-01-31T23:59:59Z").is_empty());
    assert_eq!(run_at(&oss, "2026-02-01T00:00:00Z").len(), 1);
    assert!(run_at(&oss, "2026-02-01T00:00:00Z").is_empty(), "once");
    // Back again, another object meets the same run.
    oss.clock().set_utc("2026-01-01T12:00:00Z");
    logs.put_object("b", "hello");
    assert_eq!(run_at(&oss, "2026-02-01T00:00:00Z").len(), 1);
}
