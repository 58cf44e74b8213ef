//! Inventories that a test or a world file sets, and the messages of mistakes.

use std::time::Duration;

use ossmock::due::DueAction;
use ossmock::inventory::{Inventory, InventoryField};
use ossmock::{EncryptionRule, Oss};

use super::inventory::{Scene, inventory};
use super::panics::panic_here;

const DAY: Duration = Duration::from_secs(86_400);

#[test]
fn mistakes_of_the_test_are_named_at_its_line() {
    let Scene { logs, acme, .. } = &Scene::new();
    acme.create_bucket("far").set_region("cn-beijing");
    let new = || Inventory::new("report1");
    for (inventory, expected) in [
        (
            new().role("lister"),
            "the inventory `report1` of `logs`: it needs a bucket for its lists: name it with `to(\"lists\")`",
        ),
        (new().to("lists"), "it needs a role: name it with `role(\"lister\")`"),
        (new().to("nowhere").role("lister"), "there is no bucket of this name for the lists"),
        (new().to("far").role("lister"), "the bucket for the lists is not in the region of this one"),
        (inventory().all_versions(), "it lists all versions, and the bucket keeps none"),
        (inventory().monthly(29), "a monthly list has a day from 1 to 28"),
        (inventory().monthly(2).daily(), "only a monthly list has a day"),
        (inventory().once_then_deleted().daily(), "only an inventory that lists once is deleted by itself"),
        (inventory().encrypted(EncryptionRule::Sm4), "a list is encrypted by `AES256`, or by `KMS` without SM4"),
        (inventory().sizes(2, 1), "the least size is above the most"),
        (inventory().fields(&[InventoryField::Size, InventoryField::Size]), "a field is named twice"),
        (Inventory::new("").to("lists").role("lister"), "an id has 1 to 192 characters"),
    ] {
        let message = panic_here!(logs.add_inventory(inventory));
        assert!(message.contains(expected), "{message}");
    }
    assert!(logs.inventories().is_empty());
    assert_eq!(panic_here!(logs.remove_inventory("x")), "the bucket `logs` has no inventory `x`");
    let _ = panic_here!(logs.inventory_list("x"));
    logs.add_inventory(inventory());
    assert!(panic_here!(logs.add_inventory(inventory())).contains("the bucket has an inventory of this id"));
}

#[test]
fn a_manifest_that_is_none_is_named() {
    let scene = Scene::new();
    scene.logs.add_inventory(inventory());
    for (body, expected) in [
        ("x", "is not the manifest of a list: expected value"),
        (
            r#"{"creationTimestamp":"1","destinationBucket":"b","fileFormat":"CSV","fileSchema":"Key","files":[{"MD5checksum":"","key":"none","size":0}],"sourceBucket":"b","version":"1"}"#,
            "there is no object `none`",
        ),
    ] {
        scene.lists.put_object("logs/report1/2026-11-24T00-00Z/manifest.json", body);
        let message = panic_here!(scene.logs.inventory_list("report1"));
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn pending_lists_survive_a_world_file_and_differences_name_the_inventories() {
    let scene = Scene::new();
    scene.logs.put_object("a", "hello");
    let before = scene.oss.snapshot();
    scene.logs.add_inventory(inventory());
    let diff = before.diff(&scene.oss.snapshot()).to_string();
    assert!(diff.contains("inventories: [] -> [report1]") || diff.contains("inventories"), "{diff}");
    let again = Oss::builder().world_toml(&scene.oss.world_toml()).expect("what was written").build();
    assert_eq!(again.next_due(), scene.oss.next_due());
    again.clock().set(scene.oss.clock().now() + DAY);
    let report = again.run_due();
    assert!(matches!(report.steps()[0].action(), DueAction::InventoryWritten { rows: 1, .. }), "{report}");
    // A second copy goes on: its list does not replace that of the first, though both count ids from the start.
    let third = Oss::builder().world_toml(&again.world_toml()).expect("what was written").build();
    third.clock().set(again.clock().now() + DAY);
    assert!(third.run_due().to_string().contains("2026-11-25T00-00Z"));
    let lists = third.bucket("lists").expect("the bucket").objects();
    assert_eq!(lists.len(), 6);
    // Without times, an inventory of a file is as old as its bucket.
    let file = r#"
        [[account]]
        name = "acme"
        role = [{ name = "lister", policies = [{ Version = "1", Statement = [{ Effect = "Allow", Action = "oss:*", Resource = "*" }] }] }]
        bucket = [{ name = "logs", created = "2026-11-01T12:00:00Z", inventory = [{ id = "a", to = "logs", role = "lister" }] }]
    "#;
    let oss = Oss::builder().world_toml(file).expect("a world").build();
    assert_eq!(oss.next_due()[0].to_string(), "2026-11-02T00:00:00Z logs: inventory");
    for (mistake, expected) in [
        ("id = \"a\", to = \"logs\"", "missing field `role`"),
        (
            "id = \"a\", to = \"logs\", role = \"r\", frequency = \"Hourly\"",
            "`account[0].bucket[0].inventory[0].frequency`: there is no `Hourly`: there are `Daily`",
        ),
        ("id = \"a\", to = \"logs\", role = \"r\", frequency = \"Monthly\"", "a monthly list has a day from 1 to 28"),
        ("id = \"a\", to = \"logs\", role = \"r\", encryption = \"SM4\"", "a list is encrypted by `AES256`"),
        ("id = \"a\", to = \"logs\", role = \"r\", encryption = \"DES\"", "`DES` is not an algorithm"),
        ("id = \"a\", to = \"logs\", role = \"r\", since = \"x\"", "`x` is not a moment"),
    ] {
        let file = file.replace("id = \"a\", to = \"logs\", role = \"lister\"", mistake);
        let error = Oss::builder().world_toml(&file).expect_err("a mistake").to_string();
        assert!(error.contains(expected) && error.contains("line 5"), "{error}");
    }
}

#[test]
fn a_long_run_stops_after_its_bound_and_another_goes_on() {
    let Scene { oss, logs, .. } = &Scene::new();
    logs.put_object("a", "hello");
    logs.add_inventory(Inventory::new("report1").to("lists").role("lister"));
    let days = 8_000;
    oss.clock().advance(Duration::from_secs(days * 86_400));
    let first = oss.run_due();
    assert!(first.stopped_at().is_some_and(|at| at < oss.clock().now()), "{:?}", first.stopped_at());
    assert!(first.to_string().contains("as 20,000 objects were written: another run goes on"));
    let second = oss.run_due();
    assert_eq!(second.stopped_at(), None);
    // Three objects for each list.
    assert_eq!(first.steps().len(), 20_000_usize.div_ceil(3));
    assert_eq!(first.steps().len() + second.steps().len(), usize::try_from(days).expect("a number"));
    assert!(oss.run_due().steps().is_empty());
}
