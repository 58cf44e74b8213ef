//! Expected calls: what counts, where it is checked, and every message in full.

use std::panic::{self, AssertUnwindSafe};
use std::pin::Pin;
use std::sync::Barrier;
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{
    Account, Bucket, Cause, EncryptionRule, NativeServer, Operation, Oss, OssServer, RamUser, call,
    expect::{Expectation, any_call},
};

use super::panics::{caught, panic_here};
use super::support::{
    Client, FRONTS, LOGS, SERVICE, delete_rule, get_rule, http_client, kms, put_rule, request, send_http, signed,
    still, with_wrong_secret,
};

const PUT: Operation = Operation::PutBucketEncryption;
const GET: Operation = Operation::GetBucketEncryption;
const DELETE: Operation = Operation::DeleteBucketEncryption;

/// A moment that is long enough for what does not happen.
const SOON: Duration = Duration::from_millis(50);
/// Nothing takes so long.
const LONG: Duration = Duration::from_secs(30);

struct World {
    oss: Oss,
    acme: Account,
    ci: RamUser,
    logs: Bucket,
}

fn world() -> World {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("scratch");
    let logs = acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").allow("oss:Get*", &logs.arn());
    World { oss, acme, ci, logs }
}

impl World {
    fn send(&self, request: Request<Bytes>) {
        let _ = self.oss.handle(signed(&self.oss, &self.acme.credentials(), request));
    }

    fn send_as_ci(&self, request: Request<Bytes>) {
        let _ = self.oss.handle(signed(&self.oss, &self.ci.credentials(), request));
    }
}

/// The line of a test where something was armed.
fn line_of(message: &str) -> u32 {
    let rest = message.strip_prefix(concat!(file!(), ":")).unwrap_or_else(|| panic!("no line comes first: {message}"));
    rest.split(':').next().and_then(|line| line.parse().ok()).unwrap_or_else(|| panic!("no line: {message}"))
}

/// A message whose first thing is this line; the rest, up to the journal, is what is expected.
#[track_caller]
fn assert_told(message: &str, line: u32, expected: &str) {
    assert_eq!(line_of(message), line, "{message}");
    let rest = message.splitn(4, ':').nth(3).expect("what is behind file, line and column");
    let (told, journal) = rest.split_once("\n\njournal:\n").expect("the journal comes last");
    assert_eq!(told, expected, "\n{message}");
    assert!(journal.starts_with("#  operation ") || journal.starts_with("the journal is empty"), "{message}");
}

#[test]
fn calls_that_come_as_often_as_expected_pass() {
    let world = world();
    let oss = &world.oss;
    let rule = EncryptionRule::kms("key-1");
    let puts = call(PUT).bucket("logs").by(&world.acme).rule(rule).succeeds();
    let exactly = oss.expect(puts.clone()).times(2);
    let at_least_once = oss.expect(puts.clone());
    let between = oss.expect(puts.clone()).at_least(1).at_most(2);
    let at_most = oss.expect(call(GET)).at_most(5);
    let never = oss.expect(puts.clone().bucket("scratch")).never();
    let denied = oss.expect(call(PUT).by(&world.ci).refused_with(Cause::NotYourBucket)).times(1);
    let forbidden = oss.expect(call(PUT).status(403)).times(1);
    let all = oss.expect(any_call()).times(3);

    world.send(put_rule(LOGS, &kms("key-1")));
    world.send(put_rule(LOGS, &kms("key-1")));
    world.send_as_ci(put_rule(LOGS, &kms("key-1")));

    assert_eq!((exactly.count(), at_most.count(), all.count()), (2, 0, 3));
    // Calls before an expectation do not count.
    let later = oss.expect(call(PUT)).never();
    oss.verify();
    for expectation in [exactly, at_least_once, between, at_most, never, denied, forbidden, all, later] {
        expectation.verify();
    }
}

#[test]
fn every_field_tells_calls_apart() {
    let world = world();
    let oss = &world.oss;
    let ops = world.acme.create_role("ops").allow("oss:*", "*");
    let (deploy, other) = (ops.create_session("deploy"), ops.create_session("other"));
    let count = |expectation: &Expectation| expectation.count();
    let counted = [
        (oss.expect(call(PUT).rule(EncryptionRule::kms("key-1"))).at_least(0), 1),
        (oss.expect(call(PUT).rule(EncryptionRule::Aes256)).at_least(0), 0),
        (oss.expect(call(GET).by(&ops)).at_least(0), 2),
        (oss.expect(call(GET).by(&deploy)).at_least(0), 1),
        (oss.expect(any_call().by(&other)).at_least(0), 1),
        (oss.expect(any_call().by(&world.acme)).at_least(0), 1),
        (oss.expect(any_call().by(&oss.anonymous())).at_least(0), 1),
        // A call with a wrong signature counts as one of the AccessKey's owner.
        (oss.expect(any_call().by(&world.ci)).at_least(0), 1),
        (oss.expect(any_call().refused_with(Cause::SignatureMismatchV4)).at_least(0), 1),
        (oss.expect(any_call().bucket("scratch")).at_least(0), 0),
    ];
    world.send(put_rule(LOGS, &kms("key-1")));
    for session in [deploy, other] {
        let _ = oss.handle(signed(oss, &session.credentials(), get_rule(LOGS)));
    }
    let _ = oss.handle(request(Method::GET, SERVICE, "/"));
    let _ = oss.handle(signed(oss, &with_wrong_secret(&world.ci.credentials()), get_rule(LOGS)));
    for (expectation, expected) in &counted {
        assert_eq!(count(expectation), *expected, "{expectation:?}");
    }
}

#[test]
fn a_rule_is_what_the_headers_of_put_bucket_say_as_well() {
    let world = world();
    let sm4 = EncryptionRule::kms_default().with_sm4_data();
    let made = world.oss.expect(call(Operation::PutBucket).bucket("new-one").rule(sm4)).times(1);
    let mut put = request(Method::PUT, "new-one.oss-cn-hangzhou.aliyuncs.com", "/");
    for (name, value) in [("encryption", "KMS"), ("data-encryption", "SM4")] {
        let name = format!("x-oss-server-side-{name}").parse::<http::HeaderName>().expect("a name");
        put.headers_mut().insert(name, value.parse().expect("a value"));
    }
    world.send(put);
    made.verify();
}

#[test]
fn a_key_id_of_any_length_is_compared_as_far_as_it_is_kept() {
    let world = world();
    let id = "k".repeat(5_000);
    let put = world.oss.expect(call(PUT).rule(EncryptionRule::kms(&id))).times(1);
    world.send(put_rule(LOGS, &kms(&id)));
    let journal = world.oss.journal();
    let kept = journal.last().and_then(|record| record.rule()?.key_id()).expect("a key id");
    assert_eq!(kept.as_str().len(), 2_048);
    put.verify();
}

#[test]
fn what_is_missing_is_told_with_the_closest_calls() {
    let world = world();
    world.send(get_rule(LOGS));
    let line = line!() + 1;
    let put = world.oss.expect(call(PUT).bucket("logs").by(&world.ci).rule(EncryptionRule::kms("key-1"))).times(1);
    world.send_as_ci(get_rule(LOGS));
    world.send(put_rule("scratch.oss-cn-hangzhou.aliyuncs.com", &kms("key-1")));
    world.send_as_ci(put_rule(LOGS, &kms("key-1")));
    world.send(put_rule(LOGS, &kms("key-2")));
    world.send(request(Method::GET, SERVICE, "/"));
    let message = panic_here!(put.verify());
    assert_told(
        &message,
        line,
        " PutBucketEncryption of bucket logs by acme/ci with rule KMS, key key-1
  expected: once
  found:    never

closest calls, 3 of 5 others:
  #4 PutBucketEncryption logs acme/ci: 403 AccessDenied (implicitly denied: the caller's one statement does not apply)
    = operation  PutBucketEncryption
    = bucket     logs
    = caller     acme/ci
    ≠ rule       expected KMS, key key-1, found none
    missing: a policy with Allow oss:PutBucketEncryption on acs:oss:*:1000000000000001:logs
  #3 PutBucketEncryption scratch acme: 200 (allowed: the caller owns it)
    = operation  PutBucketEncryption
    ≠ bucket     expected logs, found scratch
    ≠ caller     expected acme/ci, found acme
    = rule       KMS, key key-1
  #5 PutBucketEncryption logs acme: 200 (allowed: the caller owns it)
    = operation  PutBucketEncryption
    = bucket     logs
    ≠ caller     expected acme/ci, found acme
    ≠ rule       expected KMS, key key-1, found KMS, key key-2",
    );
    assert!(message.ends_with(&format!("\n\njournal:\n{}", world.oss.journal())), "{message}");
}

#[test]
fn one_close_call_none_and_none_at_all() {
    let world = world();
    let (line, first) = (line!(), world.oss.expect(call(PUT).refused_with(Cause::NotYourBucket)));
    world.send_as_ci(put_rule(LOGS, "<Rule/>"));
    first.verify();

    let (line, unmet) = (line + 4, world.oss.expect(call(PUT).succeeds()).named("the rule is set"));
    let _ = world.oss.handle(signed(&world.oss, &with_wrong_secret(&world.ci.credentials()), put_rule(LOGS, "")));
    assert_told(
        &panic_here!(unmet.verify()),
        line,
        " the rule is set: PutBucketEncryption, which succeeds
  expected: at least once
  found:    never

closest call:
  #2 PutBucketEncryption logs ? LTAI5tOssmock00000000004: 403 SignatureDoesNotMatch (refused: SignatureMismatchV4; no known client mistake gives \
         this signature: is the secret right? The client of call #1 had it right; if this is the same client, compare what it signed)
    = operation  PutBucketEncryption
    ≠ outcome    expected success, found 403 SignatureDoesNotMatch",
    );

    let (line, unmet) = (line!(), world.oss.expect(call(DELETE)).at_least(2));
    assert_told(
        &panic_here!(unmet.verify()),
        line,
        " DeleteBucketEncryption\n  expected: at least 2 times\n  found:    never\n\nno other call has come since",
    );

    let (line, unmet) = (line!(), world.oss.expect(call(DELETE)).at_least(2).at_most(4));
    world.send(delete_rule(LOGS));
    world.send(get_rule(LOGS));
    assert_told(
        &panic_here!(unmet.verify()),
        line,
        " DeleteBucketEncryption\n  expected: 2 to 4 times\n  found:    once\n\n\
         the one other call since does not come close",
    );
}

#[test]
fn too_many_calls_are_told_with_those_that_match() {
    let world = world();
    let (line, never) = (line!(), world.oss.expect(call(PUT).status(403)).never());
    world.send_as_ci(put_rule(LOGS, &kms("key-1")));
    world.send(put_rule(LOGS, &kms("key-1")));
    assert_told(
        &panic_here!(never.verify()),
        line,
        " PutBucketEncryption, answered 403
  expected: never
  found:    once

calls that match:
  #1 PutBucketEncryption logs acme/ci: 403 AccessDenied (implicitly denied: the caller's one statement does not apply)
    missing: a policy with Allow oss:PutBucketEncryption on acs:oss:*:1000000000000001:logs",
    );
    let (line, most) = (line!(), world.oss.expect(call(GET)).at_most(3));
    (0..5).for_each(|_| world.send(get_rule(LOGS)));
    assert_told(
        &panic_here!(most.verify()),
        line,
        " GetBucketEncryption
  expected: at most 3 times
  found:    5 times

calls that match:
  #3 GetBucketEncryption logs acme: 200 (allowed: the caller owns it)
  #4 GetBucketEncryption logs acme: 200 (allowed: the caller owns it)
  #5 GetBucketEncryption logs acme: 200 (allowed: the caller owns it)
  … and 2 more",
    );
}

#[test]
fn an_order_is_kept_with_other_calls_in_between() {
    let world = world();
    let order = world.oss.expect_in_order([call(PUT), call(GET), call(DELETE)]).times(2);
    for request in [put_rule(LOGS, &kms("key-1")), get_rule(LOGS), get_rule(LOGS), delete_rule(LOGS)] {
        world.send(request);
    }
    assert_eq!(order.count(), 1);
    for request in [delete_rule(LOGS), put_rule(LOGS, &kms("key-1")), get_rule(LOGS), delete_rule(LOGS)] {
        world.send(request);
    }
    order.verify();
}

#[test]
fn an_order_that_is_not_kept_is_told_with_the_step_that_is_missing() {
    let world = world();
    let (line, order) = (line!(), world.oss.expect_in_order([call(PUT).succeeds(), call(DELETE).bucket("logs")]));
    world.send(delete_rule(LOGS));
    world.send(put_rule(LOGS, &kms("key-1")));
    world.send(delete_rule("scratch.oss-cn-hangzhou.aliyuncs.com"));
    world.send(get_rule(LOGS));
    assert_told(
        &panic_here!(order.verify()),
        line,
        " calls in this order
    1. PutBucketEncryption, which succeeds: call #2
    2. DeleteBucketEncryption of bucket logs: has not come
  expected: at least once
  found:    never

closest calls to step 2:
  #3 DeleteBucketEncryption scratch acme: 204 (allowed: the caller owns it)
    = operation  DeleteBucketEncryption
    ≠ bucket     expected logs, found scratch
  #4 GetBucketEncryption logs acme: 200 (allowed: the caller owns it)
    ≠ operation  expected DeleteBucketEncryption, found GetBucketEncryption
    = bucket     logs",
    );
}

#[test]
fn an_order_that_comes_too_often_is_told_with_its_calls() {
    let world = world();
    let (line, order) =
        (line!(), world.oss.expect_in_order([call(PUT), call(DELETE)]).times(1).named("turned off again"));
    for request in [put_rule(LOGS, &kms("key-1")), delete_rule(LOGS), put_rule(LOGS, &kms("key-1")), delete_rule(LOGS)]
    {
        world.send(request);
    }
    assert_told(
        &panic_here!(order.verify()),
        line,
        " turned off again
    1. PutBucketEncryption
    2. DeleteBucketEncryption
  expected: once
  found:    2 times

calls that match:
  #1 PutBucketEncryption logs acme: 200 (allowed: the caller owns it)
  #2 DeleteBucketEncryption logs acme: 204 (allowed: the caller owns it)
  #3 PutBucketEncryption logs acme: 200 (allowed: the caller owns it)
  … and 1 more",
    );
}

#[test]
fn a_drop_checks_too_and_names_the_line_of_the_expectation() {
    let world = world();
    let line = line!() + 1;
    let panic = caught(|| drop(world.oss.expect(call(PUT)).named("on drop")));
    assert_ne!(panic.file, file!(), "a drop has no line of the test's: the message must have it");
    assert_told(
        &panic.message,
        line,
        " on drop: PutBucketEncryption\n  expected: at least once\n  found:    never\n\nno other call has come since\n\
         a guard counts while it lives: `let _ = …` ends it at once, `let name = …` at the end of its block",
    );
}

#[test]
fn a_test_that_panics_already_is_left_alone() {
    let world = world();
    let panic = caught(|| {
        let _unmet = world.oss.expect(call(PUT));
        let _strict = world.oss.deny_unexpected();
        world.send(get_rule(LOGS));
        panic!("the test's own");
    });
    assert_eq!(panic.message, "the test's own");
    world.oss.verify();
}

#[test]
fn verify_tells_all_that_is_unmet_once() {
    let world = world();
    let line = line!() + 1;
    let missing = world.oss.expect(call(PUT).bucket("logs"));
    let met = world.oss.expect(call(GET)).times(1);
    let strict = world.oss.deny_unexpected();
    let idle = world.oss.fault(PUT).error(Cause::ServiceUnavailable);
    world.send(get_rule(LOGS));
    world.send(delete_rule(LOGS));
    let message = panic_here!(world.oss.verify());
    // Without the places, which are those of the lines above.
    let places = message.lines().filter(|line| line.starts_with(file!())).map(line_of).collect::<Vec<_>>();
    assert_eq!(places, [line, line + 2, line + 3]);
    let told = message.lines().map(|line| match line.strip_prefix(file!()) {
        Some(rest) => rest.splitn(4, ':').nth(3).expect("a place").trim_start(),
        None => line,
    });
    assert_eq!(
        told.collect::<Vec<_>>().join("\n"),
        "\
PutBucketEncryption of bucket logs
  expected: at least once
  found:    never

closest calls:
  #1 GetBucketEncryption logs acme: 404 NoSuchServerSideEncryptionRule (allowed: the caller owns it; refused: NoEncryptionRule)
    ≠ operation  expected PutBucketEncryption, found GetBucketEncryption
    = bucket     logs
  #2 DeleteBucketEncryption logs acme: 204 (allowed: the caller owns it)
    ≠ operation  expected PutBucketEncryption, found DeleteBucketEncryption
    = bucket     logs

unexpected calls are denied
  expected: only calls that an expectation covers
  found:    1 call

  #2 DeleteBucketEncryption logs acme: 204 (allowed: the caller owns it)

503 ServiceUnavailable at PutBucketEncryption
  expected: fires at least once, unless it is `.optional()`
  found:    never: no such call came

none of the 2 other calls since comes close

journal:
#  operation               bucket  caller  answer                              why
1  GetBucketEncryption     logs    acme    404 NoSuchServerSideEncryptionRule  allowed: the caller owns it; refused: NoEncryptionRule
2  DeleteBucketEncryption  logs    acme    204                                 allowed: the caller owns it"
    );

    world.oss.verify();
    drop(strict);
    drop((missing, idle));
    // What is met goes on to be checked.
    world.send(get_rule(LOGS));
    assert!(panic_here!(world.oss.verify()).contains("found:    2 times"));
    drop(met);
}

#[test]
fn unexpected_calls_are_denied_while_the_guard_lives() {
    let world = world();
    let oss = &world.oss;
    world.send(delete_rule(LOGS));
    let expected = oss.expect(any_call().by(&world.acme).bucket("logs")).at_least(0);
    let (line, strict) = (line!(), oss.deny_unexpected());
    world.send(put_rule(LOGS, &kms("key-1")));
    world.send_as_ci(put_rule(LOGS, &kms("key-1")));
    let _ = oss.handle(request(Method::GET, LOGS, "/?encryption&policy"));
    assert_told(
        &panic_here!(strict.verify()),
        line,
        " unexpected calls are denied
  expected: only calls that an expectation covers
  found:    2 calls

  #3 PutBucketEncryption logs acme/ci: 403 AccessDenied (implicitly denied: the caller's one statement does not apply)
    missing: a policy with Allow oss:PutBucketEncryption on acs:oss:*:1000000000000001:logs
  #4 an unlisted operation logs anonymous: 501 NotEmulated (refused: NotEmulated; ossmock does not emulate `GET /?encryption&policy`.)",
    );
    let _ = (expected, oss.handle(get_rule(LOGS)));
    let strict = oss.deny_unexpected();
    (0..12).for_each(|_| drop(oss.handle(get_rule(LOGS))));
    let message = panic_here!(strict.verify());
    assert!(message.contains("found:    12 calls\n\n  #6 ") && message.contains("\n  … and 2 more\n"), "{message}");
}

#[test]
fn mistakes_are_told_at_their_own_line() {
    let World { oss, .. } = world();
    assert_eq!(
        panic_here!(oss.expect(call(PUT)).at_most(1).at_least(2)),
        "at least 2 and at most 1 calls cannot be: make the first smaller"
    );
    assert_eq!(panic_here!(oss.expect_in_order([])), "an order without calls is always kept: name at least one");
    let never = oss.expect(call(PUT)).never();
    let nothing = "the expectation holds without any call, so there is nothing to wait for: wait for another one, then \
                   verify it";
    assert_eq!(panic_here!(oss.wait_for_blocking(&never, LONG)), nothing);
    assert_eq!(panic_here!(drop(oss.wait_for(&never, LONG))), nothing);
    let other = Oss::new();
    assert_eq!(
        panic_here!(other.wait_for_blocking(&never, LONG)),
        "the expectation is of another fake: wait on the one it was made by"
    );
}

#[test]
fn forks_and_resets_expect_nothing_and_counts_outlive_the_journal() {
    let world = world();
    let (oss, fork) = (&world.oss, world.oss.fork());
    let put = oss.expect(call(PUT)).times(2);
    let _ = fork.handle(signed(&fork, &world.acme.credentials(), put_rule(LOGS, &kms("key-1"))));
    fork.verify();
    assert_eq!(put.count(), 0);
    world.send(put_rule(LOGS, &kms("key-1")));
    oss.clear_journal();
    world.send(put_rule(LOGS, &kms("key-1")));
    oss.reset_to(&fork);
    put.verify();
}

#[test]
fn a_thread_waits_for_another_ones_calls() {
    let world = world();
    let put = world.oss.expect(call(PUT)).times(2);
    let started = Barrier::new(2);
    thread::scope(|threads| {
        threads.spawn(|| {
            started.wait();
            world.send(put_rule(LOGS, &kms("key-1")));
            world.send(put_rule(LOGS, &kms("key-2")));
        });
        started.wait();
        world.oss.wait_for_blocking(&put, LONG);
    });
    world.logs.assert_encryption(EncryptionRule::kms("key-2"));
    // It goes on to count.
    world.send(put_rule(LOGS, &kms("key-3")));
    assert!(panic_here!(put.verify()).contains("expected: 2 times\n  found:    3 times"));
}

#[test]
fn no_call_of_many_threads_is_missed() {
    let world = world();
    let puts = world.oss.expect(call(PUT).succeeds()).times(8 * 50);
    let denied = world.oss.expect(call(PUT).by(&world.ci).refused_with(Cause::NotYourBucket)).times(8 * 50);
    let strict = world.oss.deny_unexpected();
    thread::scope(|threads| {
        for thread in 0..8 {
            let world = &world;
            threads.spawn(move || {
                for n in 0..50 {
                    world.send(put_rule(LOGS, &kms(&format!("key-{thread}-{n}"))));
                    world.send_as_ci(put_rule(LOGS, &kms("key-1")));
                }
            });
        }
        world.oss.wait_for_blocking(&puts, LONG);
    });
    for expectation in [puts, denied] {
        expectation.verify();
    }
    strict.verify();
}

#[test]
fn a_wait_in_vain_names_both_lines() {
    let world = world();
    let (line, put) = (line!(), world.oss.expect(call(PUT)));
    let message = panic_here!(world.oss.wait_for_blocking(&put, SOON));
    let (first, rest) = message.split_once('\n').expect("two lines");
    assert_eq!(line_of(first), line + 1);
    assert!(first.ends_with(" waited in vain, for at most 50ms"), "{message}");
    assert_told(
        rest,
        line,
        " PutBucketEncryption\n  expected: at least once\n  found:    never\n\nno other call has come since",
    );
}

#[tokio::test]
async fn more_calls_than_were_waited_for_are_told_as_that() {
    let world = world();
    let (line, put) = (line!(), world.oss.expect(call(PUT)).times(1));
    (0..2).for_each(|_| world.send(put_rule(LOGS, &kms("key-1"))));
    let outcome = CatchUnwind(AssertUnwindSafe(world.oss.wait_for(&put, LONG))).await;
    let message = outcome.expect_err("once was waited for");
    let (first, rest) = message.split_once('\n').expect("two lines");
    assert_eq!(line_of(first), line + 2);
    assert!(first.ends_with(" more calls came than were waited for"), "{message}");
    assert_told(
        rest,
        line,
        " PutBucketEncryption
  expected: once
  found:    2 times

calls that match:
  #1 PutBucketEncryption logs acme: 200 (allowed: the caller owns it)
  #2 PutBucketEncryption logs acme: 200 (allowed: the caller owns it)",
    );
}

#[tokio::test]
async fn a_task_waits_over_both_fronts() {
    for front in FRONTS {
        let world = world();
        let put = world.oss.expect(call(PUT).by(&world.acme).succeeds()).times(3);
        let client = Client::new(front, &world.oss).await;
        let requests = (0..3).map(|_| signed(&world.oss, &world.acme.credentials(), put_rule(LOGS, &kms("key-1"))));
        let requests: Vec<_> = requests.collect();
        let background = tokio::spawn(async move {
            for request in requests {
                tokio::task::yield_now().await;
                let _ = client.send(request).await;
            }
        });
        world.oss.wait_for(&put, LONG).await;
        background.await.expect("the task ends");
        put.verify();
    }
}

#[tokio::test]
async fn a_task_that_waits_in_vain_names_both_lines() {
    let world = world();
    let (line, put) = (line!(), world.oss.expect(call(PUT)));
    let outcome = CatchUnwind(AssertUnwindSafe(world.oss.wait_for(&put, SOON))).await;
    let message = outcome.expect_err("the time is over");
    let (first, second) = message.split_once('\n').expect("two lines");
    assert_eq!((line_of(first), line_of(second)), (line + 1, line), "{message}");
}

#[tokio::test]
async fn a_wait_that_is_given_up_leaves_nothing() {
    let world = world();
    let put = world.oss.expect(call(PUT)).at_least(1);
    let given_up = tokio::time::timeout(SOON, world.oss.wait_for(&put, Duration::MAX)).await;
    assert!(given_up.is_err(), "nothing came");
    world.send(put_rule(LOGS, &kms("key-1")));
    world.oss.wait_for(&put, LONG).await;
}

/// Catches the panic of a future in the thread that polls it.
struct CatchUnwind<F>(AssertUnwindSafe<F>);

impl<F: Future + Unpin> Future for CatchUnwind<F> {
    type Output = Result<F::Output, String>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let inner = Pin::new(&mut *self.0);
        match panic::catch_unwind(AssertUnwindSafe(|| inner.poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(payload) => Poll::Ready(Err(payload.downcast_ref::<String>().expect("a message").clone())),
        }
    }
}

/// A fake that does not bear what is not emulated, and the line that says so.
fn strict() -> (Oss, u32) {
    let (line, builder) = (line!(), Oss::builder().deny_unemulated());
    (builder.build(), line)
}

const TOLD: &str = " what is not emulated is denied
  expected: no call answered 501 NotEmulated
  found:    1 call

  #1 ListStyle logs anonymous: 501 NotEmulated (refused: NotEmulated; ossmock does not emulate ListStyle: it is about images, documents or videos, which ossmock does not process.)";

#[test]
fn what_is_not_emulated_fails_the_test_where_its_last_handle_goes() {
    let (oss, line) = strict();
    let logs = oss.create_account("acme").create_bucket("logs");
    let styles = || request(Method::GET, LOGS, "/?style");
    let _ = oss.handle(styles());
    drop(oss);
    assert_told(&caught(|| drop(logs)).message, line, TOLD);

    let (oss, line) = strict();
    oss.create_account("acme").create_bucket("logs");
    let fork = oss.fork();
    let _ = fork.handle(styles());
    oss.verify();
    drop(oss);
    assert_told(&panic_here!(fork.verify()), line, TOLD);
    // It was told.
    drop(fork);

    let (oss, _) = strict();
    let panic = caught(move || {
        let _ = oss.handle(styles());
        panic!("the test's own");
    });
    assert_eq!(panic.message, "the test's own");
}

#[tokio::test]
async fn servers_do_not_keep_the_last_look_away() {
    let styles = || request(Method::GET, LOGS, "/?style");
    let (oss, line) = strict();
    oss.create_account("acme").create_bucket("logs");
    let server = OssServer::builder().oss(oss).start().await;
    let _ = send_http(&http_client(), &server.uri(), styles()).await;
    assert_told(&caught(|| drop(server)).message, line, TOLD);

    let (oss, line) = strict();
    oss.create_account("acme").create_bucket("logs");
    let server = NativeServer::builder().oss(oss).start().await.expect("a port");
    let _ = send_http(&http_client(), &server.uri(), styles()).await;
    assert_told(&caught(|| drop(server)).message, line, TOLD);
}
