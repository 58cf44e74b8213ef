//! Tests that world files have every setting of the list.

use crate::oss::Oss;
use crate::world::{EachSetting, NewBuckets, Setting};

/// A bucket in which no setting has its default value.
const FULL: &str = r#"
[[account]]
name = "acme"

[[account.bucket]]
name = "full"
acl = "public-read"
storage_class = "IA"
redundancy = "ZRS"
encryption = { algorithm = "KMS", kms_master_key_id = "key-1", kms_data_encryption = "SM4" }
resource_group = "rg-1"
block_public_access = false
policy = '{"Version":"1","Statement":[{"Effect":"Deny","Principal":["*"],"Action":"oss:*","Resource":"acs:oss:*:*:full"}]}'
tags = { team = "storage" }
versioning = "Suspended"
request_payment = "Requester"
cors = { rule = [{ allowed_origin = ["*"], allowed_method = ["GET"], allowed_header = ["x-*"], expose_header = ["ETag"], max_age_seconds = 1 }], response_vary = true }
access_monitor = "2026-11-23T16:05:59Z"
archive_direct_read = true
https_config = { tls_versions = ["TLSv1.3"], cipher_suites = { strong = true, custom = ["x"], tls13_custom = ["y"] } }
transfer_acceleration = true
cname_tokens = { "a.example.com" = { token = "t", expires = "2026-11-23T16:05:59Z" } }
verified_domains = ["a.example.com"]
inventory = [{ id = "r1", enabled = false, to = "full", role = "lister", prefix = "p", encryption = { algorithm = "KMS" }, frequency = "Monthly", day_of_month = 2, versions = "All", fields = ["Size"], filter = { prefix = "a", modified_from = "2026-11-23T16:05:59Z", modified_until = "2026-11-23T16:05:59Z", least_size = 1, most_size = 2, storage_classes = ["IA"] }, since = "2026-11-23T16:05:59Z", last_run = "2026-11-23T16:05:59Z" }, { id = "r2", to = "x", role = "y", frequency = "Once", auto_delete = true }]
overwrite_config = [{ id = "r1", prefix = "a", suffix = "b", principals = ["1001"] }]
lifecycle = { done_until = "2026-11-23T16:05:59Z", rule = [
    { id = "all", prefix = "a", disabled = true, larger_than = 1, smaller_than = 9, not = [{ prefix = "ab", tag = { key = "k", value = "v" } }], expiration = { days = 9 }, transition = [{ days = 1, storage_class = "IA", is_access_time = true, return_to_std_when_visit = true }], noncurrent_version_transition = [{ noncurrent_days = 1, storage_class = "Archive" }], noncurrent_version_expiration = { noncurrent_days = 2 }, abort_multipart_upload = { days = 1 }, atime_base = 1795449959 },
    { id = "date", prefix = "b", tags = [{ key = "k", value = "v" }], expiration = { created_before_date = "2026-01-01T00:00:00Z" } },
    { id = "old", prefix = "c", expiration = { date = "2026-01-01T00:00:00Z" } },
    { id = "markers", prefix = "d", expiration = { expired_object_delete_marker = true } },
    { id = "small", prefix = "e", transition = [{ days = 1, storage_class = "IA", allow_small_file = false }] },
] }
worm = { id = "1666E2CFB2B3418A0000", state = "InProgress", days = 1, created = "2026-11-23T16:05:59Z" }
referer = { allow_empty = false, allowed = ["https://*.shop.example"], denied = ["*.evil.example"] }
logging = { target = "full", prefix = "p/", role = "r" }
user_defined_log_fields = { headers = ["x-a"], parameters = ["b"] }
[account.bucket.website]
index = "index.html"
sub_dirs = "index"
error = "error.html"
error_status = 200
[[account.bucket.website.rules]]
number = 3
key_prefix = "a"
key_suffix = "b"
error = 404
include_headers = [{ name = "x-a", value = "1" }]
redirect = "Mirror"
options = { MirrorURL = "https://o.example/", "MirrorAuth/AccessKeySecret" = "s" }
mirror_headers = { pass_all = true, remove = ["x-b"] }
mirror_taggings = [{ name = "t", value = "v" }]
mirror_return_headers = [{ name = "h", value = "v" }]
lua_script = "x"
"#;

struct NotByDefault;

impl EachSetting for NotByDefault {
    fn setting<S: Setting>(&mut self, key: &'static str, value: &S::Value) {
        assert_ne!(*value, S::new_in(NewBuckets::default()), "`{key}` is as it is by default: give the bucket another");
        assert!(S::form(value).is_some(), "`{key}` is not written");
    }
}

#[test]
fn every_setting_is_written_and_read_back() {
    let oss = Oss::builder().world_toml(FULL).expect("a world").build();
    let full = oss.read(|world| world.bucket("full").expect("the bucket").clone());
    full.settings.each(&mut NotByDefault);
    let read = |world: &Oss| world.read(|world| world.bucket("full").expect("the bucket").settings.clone());
    let again = Oss::builder().world_toml(&oss.world_toml()).expect("what was written").build();
    assert_eq!(read(&again), full.settings);
    let json = serde_json::to_string(&oss.snapshot()).expect("JSON");
    again.restore(&serde_json::from_str(&json).expect("a snapshot"));
    assert_eq!(read(&again), full.settings);
}

#[cfg(feature = "control")]
#[test]
fn mistakes_in_json_have_the_place_of_what_is_wrong() {
    for (json, place) in [
        ("{\"account\":[{\"name\":\"\\u00中x\"}]}\n\n\n", "line 1, column 26"),
        ("{\"account\":[{\"name\":\"a\"}],\"x\":\"é\\u12é4\"}\n\n", "line 1, column 37"),
        ("{\"max_buckets\": 1e\n}", "line 1, column 19"),
        ("{\n\"max_buckets\": -\n}", "line 2, column 17"),
        ("{\"account\":[{\"nam\":\"a\"}]}", "line 1, column 14"),
    ] {
        let wrong = Oss::new().replace_from_json(json).expect_err(json).to_string();
        assert!(wrong.starts_with(&format!("{place}: ")), "{json}: {wrong}");
    }
}
