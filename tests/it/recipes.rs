//! Failures read as the page of recipes shows them.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{
    Cause, EncryptionRule, Operation, Oss, call,
    inventory::{Inventory, InventoryField},
    replication::ReplicationRule,
    settings::{Cors, CorsMethod, CorsRule, LifecycleRule, Logging, Worm},
};

use super::panics::{caught, panic_here};
use super::support::{LOGS, delete_rule, get_rule, request, signed, still};

fn page() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/recipes.md");
    std::fs::read_to_string(file).expect("the page of recipes")
}

/// The texts of the page, without the places in the suites of its readers.
fn shown() -> Vec<String> {
    let page = page();
    let blocks = page.split("```text\n").skip(1).map(|rest| rest.split("```").next().expect("an end"));
    blocks.map(without_places).collect()
}

/// Each place in a test is `test:`.
fn without_places(message: &str) -> String {
    let line = |line: &str| match line.split_once(".rs:") {
        Some((path, rest)) if path.starts_with("tests/") => {
            let told = rest.splitn(3, ':').nth(2).expect("line and column");
            format!("test:{told}\n")
        }
        _ => format!("{line}\n"),
    };
    message.lines().map(line).collect()
}

/// Asserts that the page has a failure's message, without the journal at its end.
#[track_caller]
fn assert_on_the_page(message: &str) {
    let (told, _) = message.split_once("\njournal:\n").unwrap_or_else(|| panic!("the journal comes last: {message}"));
    let told = without_places(told.trim_end());
    assert!(shown().contains(&told), "the page does not show\n{told}\nbut\n{}", shown().join("\n"));
}

fn put(target: &str) -> Request<Bytes> {
    let mut put = request(Method::PUT, LOGS, target);
    *put.body_mut() = "hello".into();
    put
}

#[test]
fn every_recipe_has_an_example_and_every_text_is_checked_here() {
    let page = page();
    let recipes: Vec<&str> = page.split("\n## ").skip(1).collect();
    assert!(recipes.len() >= 10, "{} recipes", recipes.len());
    for (number, recipe) in (1..).zip(&recipes) {
        assert!(recipe.starts_with(&format!("{number}. ")), "{recipe}");
        assert!(recipe.contains("\n```rust\n"), "{recipe}");
    }
    // The table leads to recipes that are there.
    let anchor = |recipe: &&str| {
        let heading = recipe.lines().next().expect("a heading").to_lowercase().replace(' ', "-");
        heading.chars().filter(|c| c.is_alphanumeric() || *c == '-').collect::<String>()
    };
    let anchors: Vec<String> = recipes.iter().map(anchor).collect();
    let links: Vec<&str> = page.split("](#").skip(1).map(|rest| rest.split(')').next().expect("an end")).collect();
    assert!(links.len() >= recipes.len(), "{links:?}");
    for link in links {
        assert!(anchors.iter().any(|anchor| anchor == link), "{link} is none of {anchors:?}");
    }
    // What a shell sends is what the example does.
    let sent = page.split("curl -s --json '").nth(1).and_then(|rest| rest.split('\'').next()).expect("a line of curl");
    assert!(page.contains(&format!("r#\"{sent}\"#")), "{sent}");
    // One for each test below.
    assert_eq!(shown().len(), 13);
}

#[test]
fn a_fault_that_did_not_fire() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    acme.create_bucket("scratch");
    let busy = oss.fault(Operation::PutObject).bucket("logs").first(2).error(Cause::ServiceUnavailable);
    let mut elsewhere = put("/note");
    elsewhere.headers_mut().insert("host", "scratch.localhost".parse().expect("a host"));
    let _ = oss.handle(signed(&oss, &acme.credentials(), elsewhere));
    assert_on_the_page(&caught(|| drop(busy)).message);
}

#[test]
fn an_object_that_was_not_replicated() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let key = acme.create_kms_key("orders");
    let backup = acme.create_bucket("backup").set_region("cn-beijing");
    let logs = acme.create_bucket("logs").add_replication(ReplicationRule::to("backup"));
    logs.put_object("secret", "2").set_encryption(EncryptionRule::kms(&key.id()));
    oss.replicate();
    assert_on_the_page(&panic_here!(logs.assert_replicated("secret", &backup)));
}

#[test]
fn a_step_that_has_not_come_and_a_call_that_was_not_expected() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let get = call(Operation::GetBucketEncryption).bucket("logs").by(&acme);
    let put = call(Operation::PutBucketEncryption).bucket("logs").by(&acme).rule(EncryptionRule::Aes256).succeeds();
    let _migration = oss.expect_in_order([get, put]).times(1).named("the migration");
    let nothing_else = oss.deny_unexpected();
    let _ = oss.handle(signed(&oss, &acme.credentials(), get_rule(LOGS)));
    assert_on_the_page(&panic_here!(oss.verify()));
    let _ = oss.handle(signed(&oss, &acme.credentials(), delete_rule(LOGS)));
    assert_on_the_page(&panic_here!(nothing_else.verify()));
}

#[test]
fn a_call_that_was_waited_for_in_vain() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let upload = oss.expect(call(Operation::PutObject).bucket("logs").prefix("heartbeat/").succeeds());
    let _ = oss.handle(signed(&oss, &acme.credentials(), put("/alive")));
    let message = panic_here!(oss.wait_for_blocking(&upload, Duration::from_millis(10)));
    // The test waits for less time than the page names.
    assert_on_the_page(&message.replace("at most 10ms", "at most 10s"));
}

#[test]
fn a_page_whose_preflight_no_rule_allows() {
    let oss = Oss::new();
    let photos = oss.create_account("acme").create_bucket("photos");
    let rule = CorsRule::new(["https://shop.example"], [CorsMethod::Put]).with_allowed_headers(["x-oss-meta-*"]);
    photos.set_cors(Cors::new([rule]));
    let _upload =
        oss.expect(call(Operation::PutObject).bucket("photos").succeeds()).times(1).named("the upload of the page");
    let preflight = Request::options("http://photos.localhost/cat.png")
        .header("Origin", "https://shop.example")
        .header("Access-Control-Request-Method", "PUT")
        .header("Access-Control-Request-Headers", "content-type");
    let _ = oss.handle(preflight.body(Bytes::new()).expect("a request"));
    assert_on_the_page(&panic_here!(oss.verify()));
}

#[test]
fn a_line_that_the_access_log_lacks() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("access-logs");
    let photos = acme.create_bucket("photos").set_logging(Logging::to("access-logs").prefix("photos/"));
    let _ = oss.handle(request(Method::GET, "photos.localhost", "/cat.png"));
    assert_on_the_page(&panic_here!(photos.assert_access_logged(Operation::PutObject, 200)));
}

#[test]
fn a_backup_whose_policy_was_not_locked() {
    let oss = still();
    oss.clock().freeze();
    let backups = oss.create_account("acme").create_bucket("backups").set_worm(Worm::in_progress(30));
    let monday = backups.put_object("monday", "all");
    oss.clock().advance(Duration::from_secs(24 * 60 * 60));
    // Assertions on a fake without calls have no journal.
    let message = panic_here!(monday.assert_immutable());
    assert_on_the_page(&message);
}

#[test]
fn what_a_lifecycle_rule_deletes_and_what_it_does_not() {
    let oss = Oss::new();
    oss.clock().set_utc("2026-01-01T12:00:00Z");
    let shop = oss.create_account("acme").create_bucket("shop");
    shop.put_object("tmp/cart-1", "…");
    shop.put_object("invoices/1", "…");
    let day = |n: u64| oss.clock().now() + Duration::from_secs(n * 86_400);
    let rule = || LifecycleRule::expire_after(30).id("tmp");
    shop.set_lifecycle([rule().prefix("tmp/")]);
    assert!(shown().contains(&shop.lifecycle_forecast(day(365)).to_string()));
    shop.set_lifecycle([rule()]);
    assert_on_the_page(&panic_here!(shop.assert_kept_until("invoices/1", day(3650))));
    shop.set_lifecycle([rule().prefix("temp/")]);
    assert_on_the_page(&panic_here!(shop.assert_expired_by("tmp/cart-1", day(31))));
}

#[test]
fn objects_that_are_not_encrypted_and_a_list_that_is_missing() {
    let oss = still();
    let acme = oss.create_account("acme").set_id("1001");
    acme.create_kms_key("audit").set_id("9468da86-3509-4f8d-a61e-6eab1eac0000");
    let lister = acme.create_role("lister");
    for (action, resource) in [("ListObjects", "logs"), ("GetObject", "logs/*"), ("PutObject", "audit/*")] {
        lister.allow(&format!("oss:{action}"), &format!("acs:oss:*:*:{resource}"));
    }
    acme.create_bucket("audit");
    let logs = acme.create_bucket("logs");
    logs.put_object("2025/old", "hello");
    logs.set_encryption(EncryptionRule::Aes256).put_object("2026/new", "hello");
    let inventory = Inventory::new("plain").to("audit").role("lister").fields(&[InventoryField::EncryptionStatus]);
    logs.add_inventory(inventory.encrypted(EncryptionRule::kms("alias/audit")));
    oss.clock().advance(Duration::from_secs(24 * 60 * 60));
    let report = oss.run_due().to_string();
    assert!(shown().contains(&report), "the page does not show\n{report}");
    assert_on_the_page(&panic_here!(logs.assert_all_encrypted()));
}
