//! A sequence of operations on the world: signed requests with arbitrary headers and bodies, moves of the clock, snapshots.
//! A refusal changes nothing, and the world they end in is written and read.

use std::time::Duration;

use ossmock::bytes::Bytes;
use ossmock::http::{HeaderName, HeaderValue, Request};
use ossmock::{
    Account, Credentials, EncryptionRule, KmsKey, Object, Oss, Peer, Profile, Snapshot,
    account::SessionCredentials,
    inventory::Inventory,
    policy::Acl,
    settings::{
        Cors, CorsMethod, CorsRule, LogFields, Logging, Payer, Redundancy, RefererRules, StorageClass, Versioning, Worm,
    },
    signature::SignatureVersion,
};

/// The input, as it is used up. What is used up is zero.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// A number below this one.
    fn below(&mut self, most: usize) -> usize {
        usize::from(self.byte()) % most
    }

    fn bytes(&mut self) -> &'a [u8] {
        let length = usize::from(self.byte()).min(self.0.len());
        let (bytes, rest) = self.0.split_at(length);
        self.0 = rest;
        bytes
    }

    /// One of these texts, or some bytes.
    fn one_of(&mut self, texts: &[&'a str]) -> &'a [u8] {
        match texts.get(self.below(texts.len() + 6)) {
            Some(text) => text.as_bytes(),
            None => self.bytes(),
        }
    }
}

/// Method, `k` for a key, and the query: `$` stands for a value, `%` for an upload, `^` for a version, `~` for a retention policy.
const OPERATIONS: &[(&str, &str, &str)] = &[
    ("PUT", "", "encryption"),
    ("GET", "", "encryption"),
    ("DELETE", "", "encryption"),
    ("PUT", "", ""),
    ("DELETE", "", ""),
    ("GET", "", "bucketInfo"),
    ("GET", "", "location"),
    ("PUT", "", "acl"),
    ("GET", "", "acl"),
    ("PUT", "", "policy"),
    ("GET", "", "policy"),
    ("DELETE", "", "policy"),
    ("GET", "", "policyStatus"),
    ("PUT", "", "publicAccessBlock"),
    ("GET", "", "publicAccessBlock"),
    ("DELETE", "", "publicAccessBlock"),
    ("PUT", "", "tagging"),
    ("GET", "", "tagging"),
    ("DELETE", "", "tagging"),
    ("DELETE", "", "tagging=$"),
    ("PUT", "", "requestPayment"),
    ("GET", "", "requestPayment"),
    ("PUT", "", "cors"),
    ("GET", "", "cors"),
    ("DELETE", "", "cors"),
    ("OPTIONS", "k", ""),
    ("PUT", "", "referer"),
    ("GET", "", "referer"),
    ("PUT", "", "website"),
    ("GET", "", "website"),
    ("DELETE", "", "website"),
    ("PUT", "", "logging"),
    ("GET", "", "logging"),
    ("DELETE", "", "logging"),
    ("PUT", "", "userDefinedLogFieldsConfig"),
    ("GET", "", "userDefinedLogFieldsConfig"),
    ("DELETE", "", "userDefinedLogFieldsConfig"),
    ("PUT", "", "lifecycle"),
    ("GET", "", "lifecycle"),
    ("DELETE", "", "lifecycle"),
    ("PUT", "", "accessmonitor"),
    ("PUT", "", "inventory&inventoryId=$"),
    ("GET", "", "inventory&inventoryId=$"),
    ("GET", "", "inventory&continuation-token=$"),
    ("DELETE", "", "inventory&inventoryId=$"),
    ("POST", "", "replication&comp=add"),
    ("GET", "", "replication"),
    ("POST", "", "replication&comp=delete"),
    ("GET", "", "replicationProgress&rule-id=$"),
    ("GET", "", "replicationLocation"),
    ("PUT", "k", ""),
    ("GET", "k", ""),
    ("HEAD", "k", ""),
    ("HEAD", "k", "objectMeta"),
    ("DELETE", "k", ""),
    ("POST", "k", "append&position=$"),
    ("POST", "k", "seal&position=$"),
    ("PUT", "k", "symlink"),
    ("GET", "k", "symlink"),
    ("POST", "k", "restore"),
    ("GET", "", "prefix=$&marker=$&delimiter=$&max-keys=$"),
    ("GET", "", "list-type=2&continuation-token=$&start-after=$"),
    ("POST", "", "delete"),
    ("POST", "k", "uploads"),
    ("PUT", "k", "uploadId=%&partNumber=$"),
    ("POST", "k", "uploadId=%"),
    ("DELETE", "k", "uploadId=%"),
    ("GET", "", "uploads&key-marker=$&upload-id-marker=%&max-uploads=$"),
    ("GET", "k", "uploadId=%&part-number-marker=$&max-parts=$"),
    ("PUT", "", "versioning"),
    ("GET", "", "versioning"),
    ("GET", "", "versions&key-marker=$&version-id-marker=^&max-keys=$"),
    ("GET", "k", "versionId=^"),
    ("DELETE", "k", "versionId=^"),
    ("PUT", "k", "acl"),
    ("GET", "k", "acl"),
    ("PUT", "k", "tagging"),
    ("GET", "k", "tagging"),
    ("DELETE", "k", "tagging"),
    ("POST", "", ""),
    ("PUT", "k", "acl&versionId=^"),
    ("GET", "k", "response-content-type=$&response-expires=$"),
    ("POST", "", "worm"),
    ("GET", "", "worm"),
    ("DELETE", "", "worm"),
    ("POST", "", "wormId=~"),
    ("POST", "", "wormId=~&wormExtend"),
];

const NAMES: &[&str] = &[
    "x-oss-acl",
    "x-oss-object-acl",
    "x-oss-meta-a",
    "content-type",
    "content-md5",
    "content-encoding",
    "cache-control",
    "expires",
    "x-oss-tagging",
    "x-oss-tagging-directive",
    "x-oss-metadata-directive",
    "x-oss-copy-source",
    "x-oss-copy-source-range",
    "x-oss-copy-source-if-match",
    "x-oss-server-side-encryption",
    "x-oss-server-side-encryption-key-id",
    "x-oss-server-side-data-encryption",
    "x-oss-storage-class",
    "x-oss-forbid-overwrite",
    "x-oss-symlink-target",
    "range",
    "if-match",
    "if-modified-since",
    "date",
    "x-oss-date",
    "x-oss-security-token",
    "x-oss-content-sha256",
    "x-oss-traffic-limit",
    "x-oss-complete-all",
    "x-oss-resource-group-id",
    "content-length",
    "x-oss-request-payer",
    "referer",
    "user-agent",
    "origin",
    "access-control-request-method",
    "access-control-request-headers",
    "accept-encoding",
    "x-oss-allow-same-action-overlap",
    "transfer-encoding",
    "authorization",
];

const VALUES: &[&str] = &[
    "AES256",
    "KMS",
    "SM4",
    "private",
    "public-read",
    "public-read-write",
    "true",
    "yes",
    "COPY",
    "Replace",
    "/logs/k",
    "/ver/k",
    "/logs/k?versionId=null",
    "bytes=0-1",
    "bytes=-1",
    "Archive",
    "IA",
    "k=v&a=b",
    "*",
    "k",
    "rg-1",
    "requester",
    "text/html",
    "9468da86-3509-4f8d-a61e-6eab1eac0000",
    "Mon, 23 Nov 2026 16:05:59 GMT",
    "0",
    "18446744073709551615",
    "multipart/form-data; boundary=b",
    "https://www.shop.example",
    "PUT",
];

const BODIES: &[&str] = &[
    "",
    "hello",
    "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>KMS</SSEAlgorithm>\
     <KMSMasterKeyID>9468da86-3509-4f8d-a61e-6eab1eac0000</KMSMasterKeyID></ApplyServerSideEncryptionByDefault>\
     </ServerSideEncryptionRule>",
    "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
     </ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>",
    "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
    "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>",
    "<Delete><Quiet>false</Quiet><Object><Key>k</Key></Object><Object><Key>dir/b</Key></Object></Delete>",
    "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>",
    "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"5D41402ABC4B2A76B9719D911017C592\"</ETag></Part>\
     </CompleteMultipartUpload>",
    "{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":[\"20001\"],\"Action\":\"oss:*\",\
     \"Resource\":[\"acs:oss:*:*:logs\",\"acs:oss:*:*:logs/*\"]}]}",
    "<RestoreRequest><Days>2</Days></RestoreRequest>",
    "<PublicAccessBlockConfiguration><BlockPublicAccess>false</BlockPublicAccess></PublicAccessBlockConfiguration>",
    "<RefererConfiguration><AllowEmptyReferer>false</AllowEmptyReferer><RefererList><Referer>*.a</Referer></RefererList></RefererConfiguration>",
    "<WebsiteConfiguration><IndexDocument><Suffix>k</Suffix><SupportSubDir>true</SupportSubDir><Type>2</Type></IndexDocument>\
     <ErrorDocument><Key>dir/b</Key></ErrorDocument><RoutingRules><RoutingRule><RuleNumber>1</RuleNumber><Redirect>\
     <RedirectType>Mirror</RedirectType><MirrorURL>http://o/</MirrorURL></Redirect></RoutingRule></RoutingRules>\
     </WebsiteConfiguration>",
    "<BucketLoggingStatus><LoggingEnabled><TargetBucket>full</TargetBucket><TargetPrefix>p/</TargetPrefix></LoggingEnabled>\
     </BucketLoggingStatus>",
    "<UserDefinedLogFieldsConfiguration><HeaderSet><header>a</header></HeaderSet><ParamSet><parameter>b</parameter></ParamSet>\
     </UserDefinedLogFieldsConfiguration>",
    "<LifecycleConfiguration><Rule><Status>Enabled</Status><Prefix>d</Prefix><Tag><Key>k</Key><Value>v</Value></Tag><Transition><Days>1</Days>\
     <StorageClass>Archive</StorageClass></Transition><Expiration><Days>2</Days></Expiration></Rule><Rule><ID>k</ID><Prefix>k</Prefix>\
     <Status>Enabled</Status><Expiration><CreatedBeforeDate>2030-01-01T00:00:00.000Z</CreatedBeforeDate></Expiration>\
     <AbortMultipartUpload><CreatedBeforeDate>2030-01-01T00:00:00.000Z</CreatedBeforeDate></AbortMultipartUpload>\
     <NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration></Rule></LifecycleConfiguration>",
    "<LifecycleConfiguration><Rule><Status>Enabled</Status><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>\
     <NoncurrentVersionTransition><NoncurrentDays>1</NoncurrentDays><StorageClass>IA</StorageClass></NoncurrentVersionTransition>\
     </Rule></LifecycleConfiguration>",
    "<AccessMonitorConfiguration><Status>Enabled</Status></AccessMonitorConfiguration>",
    "<InventoryConfiguration><Id>k</Id><IsEnabled>true</IsEnabled><Filter><LowerSizeBound>0</LowerSizeBound></Filter><Destination>\
     <OSSBucketDestination><Format>CSV</Format><AccountId>1001</AccountId><RoleArn>acs:ram::1001:role/lister</RoleArn>\
     <Bucket>acs:oss:::logs</Bucket><Encryption><SSE-KMS/></Encryption></OSSBucketDestination></Destination>\
     <Schedule><Frequency>Daily</Frequency></Schedule><IncludedObjectVersions>Current</IncludedObjectVersions><OptionalFields>\
     <Field>Size</Field></OptionalFields></InventoryConfiguration>",
    "<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>",
    "<ReplicationConfiguration><Rule><Destination><Bucket>ver</Bucket><Location>oss-cn-beijing</Location></Destination>\
     <HistoricalObjectReplication>enabled</HistoricalObjectReplication></Rule></ReplicationConfiguration>",
    "<CreateBucketConfiguration><StorageClass>IA</StorageClass><DataRedundancyType>ZRS</DataRedundancyType>\
     </CreateBucketConfiguration>",
    "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n--b\r\nContent-Disposition: form-data; \
     name=\"file\"; filename=\"f\"\r\n\r\nhello\r\n--b--",
    "<CORSConfiguration><CORSRule><AllowedOrigin>https://*.shop.example</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>\
     <AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>1</MaxAgeSeconds></CORSRule>\
     <ResponseVary>true</ResponseVary></CORSConfiguration>",
    "<InitiateWormConfiguration><RetentionPeriodInDays>1</RetentionPeriodInDays></InitiateWormConfiguration>",
    "<ExtendWormConfiguration><RetentionPeriodInDays>25550</RetentionPeriodInDays></ExtendWormConfiguration>",
];

const KEYS: [&str; 8] = ["k", "dir/b", "\0", "a b", "中", "..", "k/", "arch"];

/// The most steps of a sequence.
const MOST: usize = 24;

struct World {
    oss: Oss,
    acme: Account,
    key: KmsKey,
    credentials: [Credentials; 3],
    /// The upload, the version and the retention policy that were told last.
    upload: String,
    version: String,
    worm: String,
    kept: Option<Snapshot>,
}

pub fn run(data: &[u8]) {
    let mut input = Input(data);
    let mut world = World::of(&mut input);
    for _ in 0..MOST {
        if input.0.is_empty() {
            break;
        }
        match input.byte() {
            other @ 240.. => world.arrange(other, &mut input),
            operation => world.ask(OPERATIONS[usize::from(operation) % OPERATIONS.len()], &mut input),
        }
    }
    world.end();
}

impl World {
    fn of(input: &mut Input<'_>) -> Self {
        let (flags, room) = (input.byte(), input.byte());
        let profile = if flags & 8 == 0 { Profile::Documented } else { Profile::Observed };
        let oss = Oss::builder()
            .max_stored_bytes(4096 + u64::from(room) * 64)
            .journal_capacity(8)
            .block_public_access(flags & 1 != 0)
            .kms_permissions(flags & 2 != 0)
            .audit(flags & 4 != 0)
            .profile(profile)
            .build();
        oss.clock().set_utc("2026-11-23T16:05:59Z");
        oss.clock().freeze();
        let acme = oss.create_account("acme").set_id("1001");
        acme.create_bucket("logs");
        acme.create_bucket("ver").set_region("cn-beijing");
        acme.create_bucket("open").set_acl(Acl::PublicReadWrite);
        let key = acme.create_kms_key("orders");
        acme.create_role("lister").allow("oss:*", "*");
        // No setting of this one is as it is by default.
        acme.create_bucket("full")
            .set_acl(Acl::PublicRead)
            .set_storage_class(StorageClass::InfrequentAccess)
            .set_redundancy(Redundancy::Zone)
            .set_encryption(EncryptionRule::kms("key-1").with_sm4_data())
            .set_resource_group("rg-1")
            .set_block_public_access(flags & 1 == 0)
            .set_policy(BODIES[9])
            .set_tag("team", "storage")
            .set_versioning(Versioning::Enabled)
            .add_inventory(Inventory::new("k").to("full").role("lister").weekly().encrypted(EncryptionRule::Aes256))
            .set_worm(Worm::locked(1))
            .set_request_payment(Payer::Requester)
            .set_cors(
                Cors::new([CorsRule::new(["https://*.shop.example"], [CorsMethod::Put])
                    .with_allowed_headers(["x-oss-*"])
                    .with_exposed_headers(["ETag"])
                    .with_max_age_seconds(600)])
                .with_response_vary(),
            )
            .set_referer(RefererRules::allow(["https://*.shop.example"]))
            .set_logging(Logging::to("full").prefix("log/"))
            .set_user_defined_log_fields(LogFields::new(["a"], ["b"]));
        let ci = acme.create_ram_user("ci").set_id("20001").allow("oss:*", "*");
        let session = acme.sts_credentials(SessionCredentials {
            id: "STS.x".to_owned(),
            secret: "s".to_owned(),
            token: "tok".to_owned(),
            expires: oss.clock().now() + Duration::from_secs(3600),
        });
        let credentials = [acme.credentials(), ci.credentials(), session];
        Self {
            oss,
            acme,
            key,
            credentials,
            upload: "0".to_owned(),
            version: "null".to_owned(),
            worm: "0".to_owned(),
            kept: None,
        }
    }

    /// Changes the world as a test does, without a request.
    fn arrange(&mut self, what: u8, input: &mut Input<'_>) {
        match what {
            240 => {
                let seconds = u64::from(input.byte()) << (input.byte() % 24);
                self.oss.clock().advance(Duration::from_secs(seconds));
            }
            241 => {
                let protected = self.protected();
                drop(self.oss.run_due());
                keeps(&protected);
            }
            249 => self.run_due(),
            242 => self.kept = Some(self.oss.snapshot()),
            243 => self.kept.iter().for_each(|kept| self.oss.restore(kept)),
            244 => drop(self.key.disable()),
            245 => drop(self.key.enable()),
            246 => drop(self.oss.fork()),
            247 => self.acme.suspend(),
            248 => self.acme.resume(),
            _ => self.oss.clear_journal(),
        }
    }

    /// Does what is due: it loses nothing that is protected, does what was forecast, and does it once.
    fn run_due(&self) {
        let protected = self.protected();
        let now = self.oss.clock().now();
        let forecasts: usize =
            self.acme.buckets().iter().map(|bucket| bucket.lifecycle_forecast(now).steps().len()).sum();
        let report = self.oss.run_due();
        assert_eq!(report.steps().len(), forecasts, "{report}");
        let again = self.oss.run_due();
        assert!(again.steps().is_empty(), "{again}");
        keeps(&protected);
    }

    fn ask(&mut self, (method, path, query): (&str, &str, &str), input: &mut Input<'_>) {
        let bucket = ["logs", "ver", "open", "full", "new-one"][input.below(5)];
        let region = if bucket == "ver" { "cn-beijing" } else { "cn-hangzhou" };
        let (host, mut target) = match input.below(4) {
            0 => (format!("{bucket}.localhost"), "/".to_owned()),
            1 => (format!("{bucket}.oss-{region}.aliyuncs.com"), "/".to_owned()),
            _ => ("127.0.0.1".to_owned(), format!("/{bucket}/")),
        };
        if path == "k" {
            target.push_str(&encoded(input.one_of(&KEYS)));
        }
        if !query.is_empty() {
            target.push('?');
            for c in query.chars() {
                match c {
                    '$' => target.push_str(&encoded(input.one_of(&["0", "1", "5", "k", "a"]))),
                    '%' => target.push_str(&self.upload),
                    '^' => target.push_str(&self.version),
                    '~' => target.push_str(&self.worm),
                    c => target.push(c),
                }
            }
        }
        let mut request = Request::builder().method(method).uri(&target).header("Host", &host);
        for _ in 0..input.below(4) {
            let name = HeaderName::from_static(NAMES[input.below(NAMES.len())]);
            if let Ok(value) = HeaderValue::from_bytes(input.one_of(VALUES)) {
                request = request.header(name, value);
            }
        }
        let mut body = input.one_of(BODIES).to_vec();
        if input.below(8) == 0 && !body.is_empty() {
            let at = input.below(body.len().min(256));
            body.splice(at..at, input.bytes().iter().copied());
        }
        let peer = Peer { ip: [127, 0, 0, input.byte() % 3].into(), tls: input.below(2) == 0, vpc: None };
        let Ok(request) = request.extension(peer).body(Bytes::from(body)) else { return };
        let request = match self.credentials.get(input.below(4)) {
            None => request,
            Some(credentials) => {
                let signer = self.oss.signer(credentials);
                let signer = match input.below(4) {
                    0 => signer.version(SignatureVersion::V1),
                    1 => signer.version(SignatureVersion::V2),
                    2 => signer.version(SignatureVersion::V4),
                    _ => signer.presign(60),
                };
                signer.region(region).sign(request)
            }
        };
        let (before, protected) = (self.oss.snapshot(), self.protected());
        let answer = self.oss.handle(request);
        let status = answer.status();
        assert!(status != 500, "{method} {target}");
        if status.is_client_error() || status.is_server_error() {
            let diff = before.diff(&self.oss.snapshot());
            assert!(diff.is_empty(), "{method} {target} was refused with {status} and changed\n{diff}");
        }
        keeps(&protected);
        let text = String::from_utf8_lossy(answer.body());
        if let Some(upload) = text.split("<UploadId>").nth(1).and_then(|rest| rest.split('<').next()) {
            self.upload = encoded(upload.as_bytes());
        }
        if let Some(version) = answer.headers().get("x-oss-version-id") {
            self.version = encoded(version.as_bytes());
        }
        if let Some(worm) = answer.headers().get("x-oss-worm-id") {
            self.worm = encoded(worm.as_bytes());
        }
    }

    /// The versions that a retention policy protects now, with their content.
    fn protected(&self) -> Vec<(Object, String, Option<Bytes>)> {
        let buckets = self.acme.buckets().into_iter().filter(|bucket| bucket.worm().is_some());
        let objects = buckets.flat_map(|bucket| KEYS.map(|key| bucket.object(key)));
        let versions = |object: Object| {
            let versions = object.versions().into_iter().filter(|version| version.retention().is_some());
            versions.map(|version| (object.clone(), version.id(), version.body())).collect::<Vec<_>>()
        };
        objects.flat_map(versions).collect()
    }

    /// Checks that the written world reads back equal, and is written the same way, and that access logs have whole lines.
    fn end(&self) {
        for bucket in self.acme.buckets() {
            let log = bucket.access_log();
            assert_eq!(log.to_string().lines().count(), log.lines().len());
            for line in log.lines() {
                assert_eq!(line.to_string().parse().as_ref(), Ok(line));
            }
        }
        let written = self.oss.world_toml();
        let again = match Oss::builder().world_toml(&written) {
            Ok(builder) => builder.build(),
            Err(error) => panic!("the world is written and not read: {error}\n{written}"),
        };
        let diff = self.oss.snapshot().diff(&again.snapshot());
        assert!(diff.is_empty() && again.world_toml() == written, "{diff}\n{written}");
        for record in self.oss.journal().iter() {
            let _ = record.to_string() + &record.to_json();
        }
    }
}

/// Checks that these versions are there, as they were.
fn keeps(protected: &[(Object, String, Option<Bytes>)]) {
    for (object, id, body) in protected {
        let there = object.versions().into_iter().any(|version| version.id() == *id && version.body() == *body);
        assert!(there, "the protected {object:?} was lost");
    }
}

fn encoded(bytes: &[u8]) -> String {
    let one = |byte: &u8| match byte {
        b if b.is_ascii_alphanumeric() => char::from(*b).to_string(),
        b => format!("%{b:02X}"),
    };
    bytes.iter().map(one).collect()
}
