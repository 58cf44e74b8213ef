//! Arranges the world of a case by requests, or gives the reason why it cannot.

use bytes::Bytes;
use http::{Method, Request};
use ossmock::Oss;
use toml::{Table, Value};

use super::names::Names;
use super::object::uploaded;
use super::table::{tables, text};

/// A bucket of the world, created by requests in this order.
#[derive(Debug)]
pub struct Made {
    pub bucket: String,
    /// The account that owns it.
    pub account: String,
    pub requests: Vec<Request<Bytes>>,
}

/// The world of a case: the account of the usual credentials, and the buckets in their order.
#[derive(Debug)]
pub struct World {
    pub owner: String,
    pub region: String,
    pub buckets: Vec<Made>,
    accounts: Vec<Table>,
}

impl World {
    /// Reads the world that a fake starts from. The error names a part that no request arranges.
    pub fn read(oss: &Oss) -> Result<Self, String> {
        let file: Table = oss.world_toml().parse().map_err(|error: toml::de::Error| error.to_string())?;
        let region = text(&file, "region").ok_or("its world has no region")?;
        let accounts = tables(&file, "account");
        let owner = accounts.first().and_then(|account| text(account, "name")).ok_or("its world has no account")?;
        let mut buckets = Vec::new();
        // Requests to the fork do not appear in the case's journal.
        let shows = oss.fork();
        for account in &accounts {
            let name = text(account, "name").unwrap_or_default();
            let usual = ["name", "id", "access_key_id", "access_key_secret", "bucket", "ram_user"];
            if let Some(key) = account.keys().find(|key| !usual.contains(&&***key)) {
                return Err(format!("no request gives `{name}` its `{key}`"));
            }
            for bucket in tables(account, "bucket") {
                buckets.push(made(&bucket, &name, &shows)?);
            }
        }
        Ok(Self { owner, region, buckets, accounts })
    }

    /// Returns the reason why no credentials can stand for this caller, if there is one.
    pub fn cannot_be(&self, by: &str) -> Option<String> {
        let (account, user) = match by.split_once('/') {
            Some((account, user)) => (account, Some(user)),
            None => (by, None),
        };
        let Some(account) = self.accounts.iter().find(|table| text(table, "name").as_deref() == Some(account)) else {
            return Some(format!("`{by}` is no account, and no RAM user"));
        };
        let user = user?;
        let users = tables(account, "ram_user");
        let Some(user) = users.iter().find(|table| text(table, "name").as_deref() == Some(user)) else {
            return Some(format!("`{by}` is no RAM user"));
        };
        let usual = ["name", "id", "access_key_id", "access_key_secret"];
        let key = user.keys().find(|key| !usual.contains(&&***key))?;
        Some(format!("no request gives `{by}` its `{key}`"))
    }
}

/// The settings that a PUT to the subresource sets from the body of a GET, byte for byte.
const PUT_AS_SHOWN: [(&str, &str); 15] = [
    ("versioning", "versioning"),
    ("encryption", "encryption"),
    ("policy", "policy"),
    ("tags", "tagging"),
    ("request_payment", "requestPayment"),
    ("cors", "cors"),
    ("overwrite_config", "overwriteConfig"),
    ("https_config", "httpsConfig"),
    ("archive_direct_read", "bucketArchiveDirectRead"),
    ("access_monitor", "accessmonitor"),
    ("transfer_acceleration", "transferAcceleration"),
    ("referer", "referer"),
    ("website", "website"),
    ("user_defined_log_fields", "userDefinedLogFieldsConfig"),
    ("lifecycle", "lifecycle"),
];

/// The settings that no case may have: a storage class is paid for by the month, a resource group belongs to the account, and
/// an inventory needs a role of it; a retention policy keeps objects; the target of logging would be another bucket.
const NOT_MADE: [&str; 9] = [
    "storage_class",
    "resource_group",
    "cname_tokens",
    "verified_domains",
    "inventory",
    "worm",
    "logging",
    "access_log",
    "access_log_lost",
];

fn made(table: &Table, account: &str, oss: &Oss) -> Result<Made, String> {
    let name = text(table, "name").unwrap_or_default();
    let wants = |key: &str| format!("the bucket `{name}` would need its `{key}`");
    let usual = ["name", "created", "acl", "redundancy", "block_public_access", "object"];
    let is_usual = |key: &str| usual.contains(&key) || PUT_AS_SHOWN.iter().any(|(as_shown, _)| *as_shown == key);
    if let Some(key) = table.keys().find(|key| NOT_MADE.contains(&&***key) || !is_usual(key)) {
        return Err(wants(key));
    }
    let put = |target: &str, body: Bytes| {
        let request = Request::builder().method(Method::PUT).uri(target);
        request.body(body).map_err(|error| error.to_string())
    };
    let mut requests = Vec::new();
    let redundancy = text(table, "redundancy").map(|kind| {
        let kind = format!("<DataRedundancyType>{kind}</DataRedundancyType>");
        format!("<CreateBucketConfiguration>{kind}</CreateBucketConfiguration>")
    });
    requests.push(put("/", redundancy.unwrap_or_default().into())?);
    let blocked = table.get("block_public_access").and_then(Value::as_bool).unwrap_or(true);
    // A new bucket blocks public access, which keeps it from becoming public.
    let opens = table.contains_key("acl") || table.contains_key("policy");
    let block = |on: bool| {
        let on = format!("<BlockPublicAccess>{on}</BlockPublicAccess>");
        format!("<PublicAccessBlockConfiguration>{on}</PublicAccessBlockConfiguration>").into()
    };
    if !blocked || opens {
        requests.push(put("/?publicAccessBlock", block(false))?);
    }
    if let Some(acl) = text(table, "acl") {
        let mut request = put("/?acl", Bytes::new())?;
        request.headers_mut().insert("x-oss-acl", acl.parse().map_err(|_| wants("acl"))?);
        requests.push(request);
    }
    for (key, subresource) in PUT_AS_SHOWN {
        if key == "encryption" {
            // Before the rule, which must not apply to existing objects.
            for object in tables(table, "object") {
                requests.push(uploaded(&object, &name)?);
            }
        }
        if table.contains_key(key) {
            let body = shown(oss, &name, subresource).ok_or_else(|| wants(key))?;
            if key == "policy" {
                // Its names are changed before it is sent; this checks that they can be.
                Names::default().policy(&String::from_utf8_lossy(&body))?;
            }
            requests.push(put(&format!("/?{subresource}"), body)?);
        }
    }
    if blocked && opens {
        requests.push(put("/?publicAccessBlock", block(true))?);
    }
    Ok(Made { bucket: name, account: account.to_owned(), requests })
}

/// Returns the body of a GET of a setting by the owner of the bucket.
fn shown(oss: &Oss, bucket: &str, subresource: &str) -> Option<Bytes> {
    let owner = oss.bucket(bucket)?.owner().credentials();
    let request = Request::get(format!("/?{subresource}"))
        .header("Host", format!("{bucket}.localhost"))
        .body(Bytes::new())
        .ok()?;
    let answer = oss.handle(oss.signer(&owner).bucket(bucket).sign(request));
    answer.status().is_success().then(|| answer.into_body())
}
