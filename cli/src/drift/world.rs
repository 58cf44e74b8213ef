//! The world of a case by requests: what can be arranged so, and why the rest cannot.

use bytes::Bytes;
use http::{Method, Request};
use ossmock::Oss;
use toml::{Table, Value};

use super::names::Names;
use super::object::uploaded;
use super::table::{tables, text};

/// A bucket of the world, made by requests in this order.
#[derive(Debug)]
pub struct Made {
    pub bucket: String,
    /// The account that owns it.
    pub account: String,
    pub requests: Vec<Request<Bytes>>,
}

/// The world of a case: the account that stands for the usual credentials, and the buckets in their order.
#[derive(Debug)]
pub struct World {
    pub owner: String,
    pub region: String,
    pub buckets: Vec<Made>,
    accounts: Vec<Table>,
}

impl World {
    /// Reads the world that a fake starts from, or says what of it no request arranges.
    pub fn read(oss: &Oss) -> Result<Self, String> {
        let file: Table = oss.world_toml().parse().map_err(|error: toml::de::Error| error.to_string())?;
        let region = text(&file, "region").ok_or("its world has no region")?;
        let accounts = tables(&file, "account");
        let owner = accounts.first().and_then(|account| text(account, "name")).ok_or("its world has no account")?;
        let mut buckets = Vec::new();
        for account in &accounts {
            let name = text(account, "name").unwrap_or_default();
            let usual = ["name", "id", "access_key_id", "access_key_secret", "bucket", "ram_user"];
            if let Some(key) = account.keys().find(|key| !usual.contains(&&***key)) {
                return Err(format!("no request gives `{name}` its `{key}`"));
            }
            for bucket in tables(account, "bucket") {
                buckets.push(made(&bucket, &name)?);
            }
        }
        Ok(Self { owner, region, buckets, accounts })
    }

    /// Why nobody can sign as this caller, if there is more to it than credentials.
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

fn made(table: &Table, account: &str) -> Result<Made, String> {
    let name = text(table, "name").unwrap_or_default();
    let usual =
        ["name", "created", "acl", "redundancy", "encryption", "policy", "block_public_access", "versioning", "object"];
    if let Some(key) = table.keys().find(|key| !usual.contains(&&***key)) {
        return Err(format!("the bucket `{name}` would need its `{key}`"));
    }
    let put = |target: &str, body: String| {
        let request = Request::builder().method(Method::PUT).uri(target);
        request.body(Bytes::from(body)).map_err(|error| error.to_string())
    };
    let mut requests = Vec::new();
    let redundancy = text(table, "redundancy").map(|kind| {
        let kind = format!("<DataRedundancyType>{kind}</DataRedundancyType>");
        format!("<CreateBucketConfiguration>{kind}</CreateBucketConfiguration>")
    });
    requests.push(put("/", redundancy.unwrap_or_default())?);
    let blocked = table.get("block_public_access").and_then(Value::as_bool).unwrap_or(true);
    let (acl, policy) = (text(table, "acl"), text(table, "policy"));
    // A new bucket is blocked, which keeps it from becoming public.
    let opens = acl.is_some() || policy.is_some();
    let block = |on: bool| {
        let on = format!("<BlockPublicAccess>{on}</BlockPublicAccess>");
        format!("<PublicAccessBlockConfiguration>{on}</PublicAccessBlockConfiguration>")
    };
    if !blocked || opens {
        requests.push(put("/?publicAccessBlock", block(false))?);
    }
    if let Some(acl) = acl {
        let mut request = put("/?acl", String::new())?;
        let acl = acl.parse().map_err(|_| format!("the bucket `{name}` has `acl`"))?;
        request.headers_mut().insert("x-oss-acl", acl);
        requests.push(request);
    }
    if let Some(versioning) = text(table, "versioning") {
        let status = format!("<Status>{versioning}</Status>");
        requests.push(put("/?versioning", format!("<VersioningConfiguration>{status}</VersioningConfiguration>"))?);
    }
    // Before the rule, which is not for what is there.
    for object in tables(table, "object") {
        requests.push(uploaded(&object, &name)?);
    }
    if let Some(rule) = table.get("encryption").and_then(Value::as_table) {
        requests.push(put("/?encryption", encryption(rule))?);
    }
    if let Some(policy) = policy {
        // Its names are changed on its way out; whether they can be is known now.
        Names::default().policy(&policy)?;
        requests.push(put("/?policy", policy)?);
    }
    if blocked && opens {
        requests.push(put("/?publicAccessBlock", block(true))?);
    }
    Ok(Made { bucket: name, account: account.to_owned(), requests })
}

fn encryption(rule: &Table) -> String {
    let element = |name: &str, key: &str| {
        text(rule, key)
            .map(|value| format!("<{name}>{}</{name}>", quick_xml::escape::escape(value)))
            .unwrap_or_default()
    };
    let elements = [
        element("SSEAlgorithm", "algorithm"),
        element("KMSMasterKeyID", "kms_master_key_id"),
        element("KMSDataEncryption", "kms_data_encryption"),
    ];
    let default =
        format!("<ApplyServerSideEncryptionByDefault>{}</ApplyServerSideEncryptionByDefault>", elements.concat());
    format!("<ServerSideEncryptionRule>{default}</ServerSideEncryptionRule>")
}
