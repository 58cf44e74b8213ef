//! Inventories: when a list is due, what it holds, how it is encrypted, and what keeps it from being written.

use std::io::Read as _;
use std::time::Duration;

use super::panics::panic_here;
use super::support::{LOGS, answer, header, request, signed, still};
use bytes::Bytes;
use flate2::read::GzDecoder;
use http::Method;
use ossmock::due::{DueAction, DueReport, NotWritten, RoleRefusal};
use ossmock::inventory::{Inventory, InventoryField, InventoryRow};
use ossmock::kms::{KmsAction, KmsCall, KmsRefusal};
use ossmock::policy::Acl;
use ossmock::settings::{StorageClass, Versioning};
use ossmock::{Account, Bucket, Cause, EncryptionRule, Operation, Oss, Role};

const DAY: Duration = Duration::from_secs(86_400);
const KEY: &str = "9468da86-3509-4f8d-a61e-6eab1eac0000";
/// A change of the scene before the list is due.
type Arrange = fn(&Scene);

/// The first part of the keys of lists.
const FOLDER: &str = "logs/report1/";

/// An account with a bucket, a bucket for its lists, and a role that may list. The clock stands at a Monday afternoon.
pub struct Scene {
    pub oss: Oss,
    pub acme: Account,
    pub logs: Bucket,
    pub lists: Bucket,
    pub lister: Role,
}

impl Scene {
    pub fn new() -> Self {
        let oss = still();
        let acme = oss.create_account("acme").set_id("1001");
        let (logs, lists) = (acme.create_bucket("logs"), acme.create_bucket("lists"));
        let lister = acme.create_role("lister").allow("oss:*", "*").allow("kms:*", "*");
        Self { oss, acme, logs, lists, lister }
    }

    /// Sets an inventory by a request.
    fn put(&self, id: &str, body: &str) -> String {
        let put = request(Method::PUT, LOGS, &format!("/?inventory&inventoryId={id}"));
        answer(&self.oss.handle(signed(&self.oss, &self.acme.credentials(), put.map(|_| Bytes::from(body.to_owned())))))
    }

    fn run_after(&self, time: Duration) -> DueReport {
        self.oss.clock().advance(time);
        self.oss.run_due()
    }

    /// The keys of the destination.
    pub fn keys(&self) -> Vec<String> {
        self.lists.objects().iter().map(|object| object.key().to_owned()).collect()
    }

    /// Unpacks and reads the rows of the newest list as a program does, by its manifest.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let keys = self.keys();
        let manifest = keys.iter().rfind(|key| key.ends_with("/manifest.json")).expect("a manifest");
        let manifest: serde_json::Value = serde_json::from_slice(&self.lists.object(manifest).body()).expect("JSON");
        let data = manifest["files"][0]["key"].as_str().expect("a key").to_owned();
        rows_of(&self.lists.object(&data).body())
    }
}

fn rows_of(gzip: &[u8]) -> Vec<Vec<String>> {
    let mut plain = String::new();
    GzDecoder::new(gzip).read_to_string(&mut plain).expect("a gzip of text");
    assert!(plain.lines().all(|line| line.starts_with('"') && line.ends_with('"')), "every value is quoted: {plain}");
    let reader = csv::ReaderBuilder::new().has_headers(false).from_reader(plain.as_bytes()).into_records();
    reader.map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

pub fn inventory() -> Inventory {
    Inventory::new("report1").to("lists").role("lister")
}

fn configuration(id: &str, encryption: &str) -> String {
    format!(
        "<InventoryConfiguration><Id>{id}</Id><IsEnabled>true</IsEnabled><Destination><OSSBucketDestination>\
         <Format>CSV</Format><AccountId>1001</AccountId><RoleArn>acs:ram::1001:role/lister</RoleArn>\
         <Bucket>acs:oss:::lists</Bucket>{encryption}</OSSBucketDestination></Destination>\
         <Schedule><Frequency>Daily</Frequency></Schedule><IncludedObjectVersions>Current</IncludedObjectVersions>\
         </InventoryConfiguration>"
    )
}

#[test]
fn a_day_later_there_are_a_manifest_its_checksum_and_a_list() {
    let Scene { oss, logs, lists, .. } = &Scene::new();
    logs.add_inventory(inventory().destination_prefix("p/").fields(&[InventoryField::Size]));
    logs.put_object("a", "hello");
    assert_eq!(oss.next_due()[0].to_string(), "2026-11-24T00:00:00Z logs: inventory");
    assert!(oss.run_due().steps().is_empty(), "nothing is due before midnight");

    oss.clock().advance(DAY);
    let report = oss.run_due();
    assert_eq!(
        report.to_string(),
        "2026-11-24T00:00:00Z logs: wrote the inventory `report1` of 1 as \
         lists/p/logs/report1/2026-11-24T00-00Z/manifest.json (rule `report1`: Daily, to lists)\n"
    );
    let keys: Vec<String> = lists.objects().iter().map(|object| object.key().to_owned()).collect();
    let [manifest, checksum, data] = &keys[..] else { panic!("{keys:?}") };
    assert_eq!(manifest, "p/logs/report1/2026-11-24T00-00Z/manifest.json".replace("json", "checksum").as_str());
    assert_eq!(checksum, "p/logs/report1/2026-11-24T00-00Z/manifest.json");
    let (manifest, checksum) = (checksum, manifest);
    assert!(data.starts_with("p/logs/report1/data/") && data.ends_with(".csv.gz"), "{data}");

    let gzip = lists.object(data).body();
    assert_eq!(rows_of(&gzip), [["logs", "a", "5"]]);
    let json: serde_json::Value = serde_json::from_slice(&lists.object(manifest).body()).expect("JSON");
    let md5 = |bytes: &[u8]| {
        lists.put_object("hashed", bytes.to_vec());
        lists.object("hashed").etag().trim_matches('"').to_owned()
    };
    assert_eq!(
        json,
        serde_json::json!({
            "creationTimestamp": "1795478400",
            "destinationBucket": "lists",
            "fileFormat": "CSV",
            "fileSchema": "Bucket, Key, Size",
            "files": [{ "MD5checksum": md5(&gzip), "key": data, "size": gzip.len() }],
            "sourceBucket": "logs",
            "version": "2019-09-01",
        })
    );
    let manifest = lists.object(manifest).body();
    lists.object(checksum).assert_body(md5(&manifest));
    assert_eq!(oss.next_due()[0].to_string(), "2026-11-25T00:00:00Z logs: inventory");
}

#[test]
fn the_same_steps_give_the_same_bytes() {
    let world = || {
        let scene = Scene::new();
        scene.logs.put_object("a", "hello");
        scene.logs.add_inventory(inventory().fields(InventoryField::ALL));
        scene.run_after(2 * DAY);
        scene.oss.world_toml()
    };
    assert_eq!(world(), world());
}

#[test]
fn a_list_has_every_field_in_the_order_of_its_schema() {
    let scene = Scene::new();
    let Scene { logs, .. } = &scene;
    scene.lister.account().create_kms_key("orders").set_id(KEY);
    logs.put_object("dir/a b,\"é\"", "hello").set_tag("t", "v").set_acl(Acl::PublicRead);
    logs.set_encryption(EncryptionRule::kms(KEY));
    logs.put_object("k", "");
    logs.set_encryption(None).set_storage_class(StorageClass::InfrequentAccess);
    let upload = logs.object("parts").begin_upload().add_part(1, "part");
    let etag = upload.parts()[0].etag();
    let body = format!(
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part></CompleteMultipartUpload>"
    );
    let complete = request(Method::POST, LOGS, &format!("/parts?uploadId={}", upload.id())).map(|_| Bytes::from(body));
    assert_eq!(answer(&scene.oss.handle(signed(&scene.oss, &scene.acme.credentials(), complete))), "200");
    logs.add_inventory(inventory().fields(&[
        InventoryField::Crc64,
        InventoryField::ObjectType,
        InventoryField::Size,
        InventoryField::TaggingCount,
        InventoryField::ETag,
        InventoryField::ObjectAcl,
        InventoryField::StorageClass,
        InventoryField::TransitionTime,
        InventoryField::LastModifiedDate,
        InventoryField::IsMultipartUploaded,
        InventoryField::EncryptionStatus,
    ]));
    scene.run_after(DAY);
    let list = logs.inventory_list("report1").expect("a list");
    assert_eq!(
        list.columns().join(", "),
        "Bucket, Key, Size, StorageClass, LastModifiedDate, ETag, IsMultipartUploaded, EncryptionStatus, \
         TransitionTime, ObjectAcl, TaggingCount, ObjectType, Crc64"
    );
    let time = "2026-11-23T16:05:59.000Z";
    let md5 = "5D41402ABC4B2A76B9719D911017C592";
    let empty = "D41D8CD98F00B204E9800998ECF8427E";
    let parts = logs.object("parts");
    let (etag, crc64) = (parts.etag().trim_matches('"').to_owned(), scene.rows()[2][12].clone());
    let expected = [
        [
            "logs",
            "dir%2Fa%20b%2C%22%C3%A9%22",
            "5",
            "Standard",
            time,
            md5,
            "False",
            "False",
            "",
            "public-read",
            "1",
            "Normal",
            "11177612005948864433",
        ],
        ["logs", "k", "0", "Standard", time, empty, "False", "True", "", "default", "0", "Normal", "0"],
        ["logs", "parts", "4", "IA", time, &etag, "True", "False", "", "default", "0", "Multipart", &crc64],
    ];
    assert_eq!(scene.rows(), expected);
    assert_eq!(list.rows()[0].key(), "dir/a b,\"é\"");
    assert_eq!((list.rows()[1].get("EncryptionStatus"), list.rows()[1].get("Nothing")), (Some("True"), None));
    let read: Vec<Vec<&str>> =
        list.rows().iter().map(|row| list.columns().iter().filter_map(|name| row.get(name)).collect()).collect();
    assert_eq!(read, expected, "the handle reads what is there");
}

#[test]
fn a_list_of_all_versions_tells_the_newest_and_the_markers() {
    let scene = Scene::new();
    let logs = scene.logs.set_versioning(Versioning::Enabled);
    logs.put_object("a", "first");
    logs.put_object("a", "second");
    logs.put_object("b", "third");
    let delete = request(Method::DELETE, LOGS, "/b");
    let _ = scene.oss.handle(signed(&scene.oss, &scene.acme.credentials(), delete));
    logs.add_inventory(inventory().all_versions().fields(&[InventoryField::Size, InventoryField::LastModifiedDate]));
    scene.run_after(DAY);
    let rows = scene.rows();
    let shown: Vec<_> = rows.iter().map(|row| [&*row[1], &*row[3], &*row[4], &*row[5]]).collect();
    assert_eq!(
        shown,
        [
            ["a", "True", "False", "6"],
            ["a", "False", "False", "5"],
            ["b", "True", "True", ""],
            ["b", "False", "False", "5"]
        ]
    );
    assert!(rows.iter().all(|row| row[2].starts_with("CAEQ") && row[6] == "2026-11-23T16:05:59.000Z"), "{rows:?}");
    let columns = logs.inventory_list("report1").expect("a list").columns().join(", ");
    assert_eq!(columns, "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate");

    // Of current versions, neither the columns nor the markers.
    logs.remove_inventory("report1").add_inventory(inventory());
    scene.run_after(DAY);
    assert_eq!(scene.rows(), [["logs", "a"]]);
}

#[test]
fn a_filter_lists_what_meets_all_of_it() {
    let scene = Scene::new();
    let logs = &scene.logs;
    let hour = Duration::from_secs(3_600);
    logs.put_object("a/old", "12345");
    scene.oss.clock().advance(hour);
    let from = scene.oss.clock().now();
    for (key, body) in [("a/1", "1"), ("a/5", "12345"), ("a/9", "123456789"), ("b/5", "12345")] {
        logs.put_object(key, body);
    }
    logs.set_storage_class(StorageClass::InfrequentAccess).put_object("a/ia", "12345");
    scene.oss.clock().advance(hour);
    logs.set_storage_class(StorageClass::Standard).put_object("a/new", "12345");
    let filters: [(Inventory, &[&str]); 5] = [
        (inventory().key_prefix("a/"), &["a/1", "a/5", "a/9", "a/ia", "a/new", "a/old"]),
        (inventory().sizes(5, 5), &["a/5", "a/ia", "a/new", "a/old", "b/5"]),
        (inventory().modified(from, from), &["a/1", "a/5", "a/9", "a/ia", "b/5"]),
        (inventory().storage_classes(&[StorageClass::InfrequentAccess]), &["a/ia"]),
        (
            inventory().key_prefix("a/").sizes(2, 8).modified(from, from).storage_classes(&[StorageClass::Standard]),
            &["a/5"],
        ),
    ];
    for (filtered, expected) in filters {
        logs.add_inventory(filtered);
        scene.run_after(DAY);
        let list = logs.inventory_list("report1").expect("a list");
        assert_eq!(list.rows().iter().map(InventoryRow::key).collect::<Vec<_>>(), expected);
        logs.remove_inventory("report1");
    }
}

#[test]
fn nothing_is_written_if_nothing_matches_or_the_inventory_is_disabled() {
    let scene = Scene::new();
    scene.logs.put_object("a", "hello");
    scene
        .logs
        .add_inventory(inventory().key_prefix("b"))
        .add_inventory(Inventory::new("off").to("lists").role("lister").disabled());
    let report = scene.run_after(DAY);
    let [step] = report.steps() else { panic!("{report}") };
    assert!(
        matches!(step.action(), DueAction::InventoryNotWritten { reason: NotWritten::NothingListed, .. }),
        "{step}"
    );
    assert!(scene.keys().is_empty() && scene.logs.inventory_list("report1").is_none());
}

#[test]
fn an_object_that_was_written_after_the_list_was_due_is_not_in_it() {
    let scene = Scene::new();
    scene.logs.put_object("before", "");
    scene.logs.add_inventory(inventory());
    scene.oss.clock().advance(DAY);
    scene.logs.put_object("after", "");
    scene.oss.run_due();
    assert_eq!(scene.rows(), [["logs", "before"]]);
}

#[test]
fn missed_days_are_made_up_in_their_order() {
    let scene = Scene::new();
    scene.logs.put_object("a", "hello");
    scene.logs.add_inventory(inventory()).add_inventory(Inventory::new("weekly").to("lists").role("lister").weekly());
    let report = scene.run_after(8 * DAY);
    let steps: Vec<String> = report
        .steps()
        .iter()
        .map(|step| {
            format!(
                "{} {}",
                step.to_string().split('T').next().unwrap_or_default(),
                step.action().rule().unwrap_or_default()
            )
        })
        .collect();
    let expected = ["24", "25", "26", "27", "28", "29"].map(|day| format!("2026-11-{day} report1"));
    assert_eq!(steps[..6], expected);
    assert_eq!(steps[6..], ["2026-11-30 report1", "2026-11-30 weekly", "2026-12-01 report1"].map(str::to_owned));
    assert_eq!(scene.keys().iter().filter(|key| key.ends_with(".csv.gz")).count(), 9);
    assert!(scene.oss.run_due().steps().is_empty(), "every list is written once");
    assert_eq!(scene.oss.journal().due_steps().count(), 9);
}

#[test]
fn an_inventory_that_lists_once_lists_at_once_and_may_delete_itself() {
    let scene = Scene::new();
    scene.logs.add_inventory(Inventory::new("kept").to("lists").role("lister").once());
    scene.logs.add_inventory(Inventory::new("gone").to("lists").role("lister").once_then_deleted());
    scene.logs.put_object("a", "hello");
    let report = scene.oss.run_due();
    assert_eq!(report.steps().len(), 2, "{report}");
    let left: Vec<String> = scene.logs.inventories().iter().map(|inventory| inventory.id().to_owned()).collect();
    assert_eq!(left, ["kept"]);
    assert_eq!(scene.logs.inventories()[0].last_run(), Some(scene.oss.clock().now()));
    assert!(scene.run_after(40 * DAY).steps().is_empty());
}

#[test]
fn one_that_failed_is_kept_and_tried_again_at_its_next_time_only() {
    let scene = Scene::new();
    scene.logs.put_object("a", "hello");
    scene.logs.add_inventory(Inventory::new("gone").to("lists").role("nobody").once_then_deleted());
    scene.logs.add_inventory(Inventory::new("report1").to("lists").role("nobody"));
    let report = scene.run_after(DAY);
    assert_eq!(report.steps().len(), 2, "{report}");
    assert_eq!(scene.logs.inventories().len(), 2);
    scene.acme.create_role("nobody").allow("oss:*", "*");
    assert!(scene.oss.run_due().steps().is_empty());
    let report = scene.run_after(DAY);
    assert!(
        matches!(report.steps()[0].action(), DueAction::InventoryWritten { inventory, .. } if **inventory == *"report1")
    );
}

/// The encryption of the three objects of a list.
fn encryptions(scene: &Scene) -> Vec<String> {
    let shown =
        |rule: Option<ossmock::object::ObjectEncryption>| rule.map_or("none".to_owned(), |rule| rule.to_string());
    scene.lists.objects().iter().map(|object| shown(object.encryption())).collect()
}

#[test]
fn a_list_is_encrypted_as_the_inventory_says_or_else_by_the_rule_of_the_destination() {
    let oss_rule = "<Encryption><SSE-OSS/></Encryption>";
    let kms_rule = format!("<Encryption><SSE-KMS><KeyId>{KEY}</KeyId></SSE-KMS></Encryption>");
    let cases: [(&str, Option<EncryptionRule>, &str); 6] = [
        ("", None, "none"),
        ("", Some(EncryptionRule::Sm4), "SM4"),
        ("<Encryption/>", Some(EncryptionRule::Aes256), "AES256"),
        (oss_rule, Some(EncryptionRule::kms(KEY)), "AES256"),
        (&kms_rule, Some(EncryptionRule::Aes256), "KMS, key 9468da86-3509-4f8d-a61e-6eab1eac0000"),
        ("", Some(EncryptionRule::kms(KEY).with_sm4_data()), "KMS, key 9468da86-3509-4f8d-a61e-6eab1eac0000, data SM4"),
    ];
    for (element, rule, expected) in cases {
        let scene = Scene::new();
        scene.acme.create_kms_key("orders").set_id(KEY);
        scene.lists.set_encryption(rule.clone());
        scene.logs.put_object("a", "hello");
        assert_eq!(scene.put("report1", &configuration("report1", element)), "200");
        scene.run_after(DAY);
        assert_eq!(encryptions(&scene), [expected; 3], "{element} over {rule:?}");
    }
    // The default key is made on first use, and a client sees the encryption.
    let scene = Scene::new();
    scene.logs.put_object("a", "hello");
    assert_eq!(scene.put("report1", &configuration("report1", "<Encryption><SSE-KMS/></Encryption>")), "200");
    scene.run_after(DAY);
    let data = scene.keys().into_iter().find(|key| key.ends_with(".csv.gz")).expect("a list");
    scene.lists.object(&data).assert_encryption(EncryptionRule::kms_default());
    let head = request(Method::HEAD, "lists.oss-cn-hangzhou.aliyuncs.com", &format!("/{data}"));
    let head = scene.oss.handle(signed(&scene.oss, &scene.acme.credentials(), head));
    assert_eq!(header(&head, "x-oss-server-side-encryption"), "KMS");
}

#[test]
fn the_ledger_of_kms_shows_each_object_of_a_list() {
    let scene = Scene::new();
    scene.acme.create_kms_key("orders").set_id(KEY);
    scene.logs.put_object("a", "hello");
    scene.logs.add_inventory(inventory().encrypted(EncryptionRule::kms("alias/orders")));
    scene.run_after(DAY);
    let line = |call: &KmsCall| {
        let KmsCall { action, key_id, caller, bucket, object, request_id, billable, .. } = call;
        format!(
            "{action} {key_id} {caller} {bucket}/{} {request_id} {billable}",
            object.rsplit('.').next().unwrap_or_default()
        )
    };
    let calls: Vec<String> = scene.oss.kms().ledger().iter().map(|call| line(call)).collect();
    let expected = ["gz", "json", "checksum"]
        .map(|end| format!("GenerateDataKey {KEY} acme/lister/oss-inventory lists/{end} oss-inventory true"));
    assert_eq!(calls, expected);
    assert_eq!(scene.oss.kms().ledger()[0].action, KmsAction::GenerateDataKey);
}

/// The only step of a run a day later: it wrote nothing, and says why.
fn refusal(scene: &Scene) -> (NotWritten, String) {
    let report = scene.run_after(DAY);
    let [step] = report.steps() else { panic!("{report}") };
    assert!(scene.keys().is_empty(), "{:?}", scene.keys());
    match step.action() {
        DueAction::InventoryNotWritten { reason, .. } => (reason.clone(), step.action().to_string()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_key_that_cannot_be_used_fails_the_list_and_not_the_put() {
    let kms = format!("<Encryption><SSE-KMS><KeyId>{KEY}</KeyId></SSE-KMS></Encryption>");
    let arrangements: [(Arrange, KmsRefusal); 4] = [
        (|_| {}, KmsRefusal::KeyNotFound),
        (
            |scene| drop(scene.oss.create_account("other").create_kms_key("foreign").set_id(KEY)),
            KmsRefusal::KeyNotFound,
        ),
        (|scene| drop(scene.acme.create_kms_key("orders").set_id(KEY).disable()), KmsRefusal::Disabled),
        (
            |scene| drop(scene.acme.create_kms_key("orders").set_id(KEY).schedule_deletion()),
            KmsRefusal::PendingDeletion,
        ),
    ];
    for (arrange, expected) in arrangements {
        let scene = Scene::new();
        arrange(&scene);
        scene.logs.put_object("a", "hello");
        assert_eq!(scene.put("report1", &configuration("report1", &kms)), "200");
        let (reason, shown) = refusal(&scene);
        assert!(matches!(&reason, NotWritten::Kms { refusal, .. } if *refusal == expected), "{reason:?}");
        assert!(shown.contains(&format!("KMS refused GenerateDataKey with {KEY}: {expected}")), "{shown}");
        assert!(scene.oss.kms().ledger().iter().all(|call| !call.billable));
    }
}

#[test]
fn a_role_that_lacks_permissions_is_told_the_policy_it_lacks() {
    let scene = Scene::new();
    scene.acme.create_kms_key("orders").set_id(KEY);
    scene.acme.create_role("empty");
    scene.logs.put_object("a", "hello");
    scene.logs.add_inventory(
        Inventory::new("report1").to("lists").role("empty").key_prefix("a/").encrypted(EncryptionRule::kms(KEY)),
    );
    let (reason, shown) = refusal(&scene);
    assert!(matches!(&reason, NotWritten::Role(RoleRefusal::Denied { action, .. }) if **action == *"oss:ListObjects"));
    assert_eq!(
        shown,
        "did not write the inventory `report1`: the role `empty` may not do oss:ListObjects on \
         acs:oss:cn-hangzhou:1001:logs: implicitly denied: no policy is attached to the caller; the role lacks Allow \
         kms:GenerateDataKey on acs:kms:*:1001:key/9468da86-3509-4f8d-a61e-6eab1eac0000; Allow oss:PutObject on \
         acs:oss:*:1001:lists/logs/report1/*; Allow oss:ListObjects on acs:oss:*:1001:logs; Allow oss:GetObject on \
         acs:oss:*:1001:logs/a/*"
    );
    assert!(scene.oss.kms().ledger().is_empty(), "KMS is not called");
}

#[test]
fn each_permission_of_the_role_counts() {
    let needs = [
        ("oss:ListObjects", "acs:oss:*:*:logs"),
        ("oss:GetObject", "acs:oss:*:*:logs/*"),
        ("oss:PutObject", "acs:oss:*:*:lists/*"),
        ("kms:GenerateDataKey", "acs:kms:*:*:*"),
    ];
    for missing in 0..=needs.len() {
        let scene = Scene::new();
        scene.acme.create_kms_key("orders").set_id(KEY);
        scene.logs.put_object("a", "hello");
        let role = scene.acme.create_role("exact");
        for (action, resource) in needs.iter().enumerate().filter(|(i, _)| *i != missing).map(|(_, need)| *need) {
            role.allow(action, resource);
        }
        scene
            .logs
            .add_inventory(Inventory::new("report1").to("lists").role("exact").encrypted(EncryptionRule::kms(KEY)));
        if let Some((action, _)) = needs.get(missing) {
            let (reason, _) = refusal(&scene);
            assert!(
                matches!(&reason, NotWritten::Role(RoleRefusal::Denied { action: denied, .. }) if **denied == **action),
                "{reason}"
            );
        } else {
            scene.run_after(DAY);
            assert_eq!(scene.keys().len(), 3, "these are enough");
        }
    }
}

#[test]
fn whatever_else_is_wrong_when_a_list_is_due_is_named() {
    let arrangements: [(Arrange, &str); 7] = [
        (
            |scene| drop(scene.logs.add_inventory(Inventory::new("report1").to("lists").role("nobody"))),
            "the account `acme` has no role `nobody`",
        ),
        (
            |scene| drop(scene.logs.add_inventory(inventory().role("acs:ram::2002:role/lister"))),
            "the account `2002` has no role `lister`",
        ),
        (
            |scene| {
                scene.logs.add_inventory(inventory());
                scene.lister.deny("oss:PutObject", "*");
            },
            "the role `lister` may not do oss:PutObject on acs:oss:cn-hangzhou:1001:lists/logs/report1/*: explicitly denied",
        ),
        (
            |scene| {
                scene.logs.add_inventory(inventory());
                let delete = request(Method::DELETE, "lists.oss-cn-hangzhou.aliyuncs.com", "/");
                let gone = scene.oss.handle(signed(&scene.oss, &scene.acme.credentials(), delete));
                assert_eq!(gone.status(), 204);
                scene.acme.create_bucket("lists2");
            },
            "there is no bucket `lists` any more",
        ),
        (
            |scene| {
                scene.logs.add_inventory(inventory());
                scene.lists.set_region("cn-beijing");
            },
            "the bucket `lists` is in another region now",
        ),
        (
            |scene| drop(scene.logs.add_inventory(inventory().destination_prefix("/p"))),
            "no object can have the key `/p/logs/report1/data/",
        ),
        (
            |scene| {
                scene.logs.add_inventory(
                    Inventory::new(&"é".repeat(192)).to("lists").role("lister").destination_prefix(&"p".repeat(600)),
                );
            },
            "no object can have the key `ppp",
        ),
    ];
    for (arrange, expected) in arrangements {
        let scene = Scene::new();
        scene.logs.put_object("a", "hello");
        arrange(&scene);
        let report = scene.run_after(DAY);
        let [step] = report.steps() else { panic!("{report}") };
        assert!(step.to_string().contains(expected), "{step}\nlacks {expected}");
    }
}

#[test]
fn a_full_fake_writes_no_list() {
    let oss = Oss::builder().max_stored_bytes(1_200).build();
    let acme = oss.create_account("acme");
    acme.create_role("lister").allow("oss:*", "*");
    let lists = acme.create_bucket("lists");
    let logs = acme.create_bucket("logs").add_inventory(inventory());
    logs.put_object("a", vec![0; 600]);
    oss.clock().advance(DAY);
    let report = oss.run_due();
    let reason = |action: &DueAction| {
        matches!(action, DueAction::InventoryNotWritten { reason: NotWritten::StorageFull { limit: 1_200 }, .. })
    };
    assert!(reason(report.steps()[0].action()), "{report}");
    assert!(lists.objects().is_empty());
}

#[test]
fn the_bucket_may_hold_its_own_lists_and_keeps_their_versions() {
    let scene = Scene::new();
    let logs = scene.logs.set_versioning(Versioning::Enabled);
    logs.put_object("a", "hello");
    logs.add_inventory(Inventory::new("report1").to("logs").role("lister"));
    scene.run_after(2 * DAY);
    let list = logs.inventory_list("report1").expect("a list");
    // The first list is in the second one: three objects, beside the one that was there.
    assert_eq!(list.rows().len(), 4, "{list:?}");
    assert!(list.rows().iter().filter(|row| row.key().starts_with(FOLDER)).count() == 3);
}

#[test]
fn a_bucket_has_at_most_1000_inventories_and_a_page_of_the_list_100() {
    let scene = Scene::new();
    for i in 0..100 {
        assert_eq!(scene.put(&format!("r{i:04}"), &configuration(&format!("r{i:04}"), "")), "200");
    }
    let list = |token: &str| {
        let get = request(Method::GET, LOGS, &format!("/?inventory{token}"));
        String::from_utf8(scene.oss.handle(signed(&scene.oss, &scene.acme.credentials(), get)).into_body().to_vec())
            .expect("text")
    };
    let page = list("");
    assert_eq!(page.matches("<Id>").count(), 100);
    assert!(
        page.contains("<IsTruncated>false</IsTruncated>\n  <NextContinuationToken></NextContinuationToken>"),
        "{page}"
    );
    for i in 100..120 {
        assert_eq!(scene.put(&format!("r{i:04}"), &configuration(&format!("r{i:04}"), "")), "200");
    }
    let page = list("");
    assert_eq!(page.matches("<Id>").count(), 100);
    assert!(
        page.contains("<IsTruncated>true</IsTruncated>\n  <NextContinuationToken>r0099</NextContinuationToken>"),
        "{page}"
    );
    let page = list("&continuation-token=r0099");
    assert_eq!(page.matches("<Id>").count(), 20);
    assert!(
        page.contains("<IsTruncated>false</IsTruncated>\n  <ContinuationToken>r0099</ContinuationToken>"),
        "{page}"
    );

    for i in 120..1_000 {
        scene.logs.add_inventory(Inventory::new(&format!("r{i:04}")).to("lists").role("lister"));
    }
    assert_eq!(scene.put("more", &configuration("more", "")), "400 InventoryExceedLimit");
    scene.oss.assert_refused(Operation::PutBucketInventory, Cause::InventoryExceedLimit);
    let message = panic_here!(scene.logs.add_inventory(Inventory::new("more").to("lists").role("lister")));
    assert!(message.contains("a bucket has at most 1000 inventories"), "{message}");
}

#[test]
fn lists_are_replicated_and_expire_like_other_objects() {
    let scene = Scene::new();
    let backup = scene.acme.create_bucket("backup").set_region("cn-beijing");
    scene.lists.add_replication(ossmock::replication::ReplicationRule::to("backup"));
    scene.logs.put_object("a", "hello");
    scene.logs.add_inventory(inventory());
    scene.run_after(DAY);
    assert_eq!(backup.objects().len(), 3);
}
