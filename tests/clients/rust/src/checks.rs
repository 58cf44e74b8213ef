//! The checks of `expected.json`.

use std::fmt::Debug;
use std::marker::PhantomData;

use crate::objects;
use crate::world::{self, Credentials, REGION, WORLD};
use crate::{Answer, Client, Failure, Fault, Info, Rule, blank, broken, element};

/// The result of a check.
pub type Check = Answer<()>;

const KEY: &str = "9468da86-3509-4f8d-a61e-6eab1eac****";

/// One client, in one style, with one signature version.
pub struct Scenario<C> {
    style: &'static str,
    signature: &'static str,
    /// A name for the buckets that it makes.
    made: String,
    client: PhantomData<C>,
}

/// Checks of the scripts in other languages that these scripts lack.
const NOT_ASKED: [&str; 5] = [
    "block public access",
    "block public access of the account",
    "put, get and delete the policy",
    "status of the policy",
    "wrong policies",
];

impl<C: Client> Scenario<C> {
    pub fn new(style: &'static str, signature: &'static str) -> Self {
        Self { style, signature, made: format!("made-{style}-{signature}").replace(' ', "-"), client: PhantomData }
    }

    pub async fn run(&self, check: &str) -> Check {
        match check {
            "put AES256" => self.puts(&aes256()).await,
            "put KMS" => self.puts(&kms(None, None)).await,
            "put KMS with a key" => self.puts(&kms(Some(KEY), None)).await,
            "put KMS with a key and SM4" => self.puts(&kms(Some(KEY), Some("SM4"))).await,
            "put KMS with an empty key" => self.puts_read_as(&kms(Some(""), None), &kms(None, None)).await,
            "put AES256 with SM4, which is dropped" => {
                self.puts_read_as(&Rule::new("AES256", None, Some("SM4")), &aes256()).await
            }
            "put a rule over another" => self.puts_over().await,
            "put the same rule twice" => self.puts_twice().await,
            "delete the rule" => self.deletes().await,
            "delete the rule twice" => self.deletes_twice().await,
            "get no rule" => self.no_rule().await,
            "get the rule of the world file" => same(&self.owner()?.get_rule("sealed").await?, &sealed(), "rule"),
            "info with AES256" => self.info_after(&aes256()).await,
            "info with KMS, a key and SM4" => self.info_after(&kms(Some(KEY), Some("SM4"))).await,
            "info with KMS without a key" => self.info_after(&kms(None, None)).await,
            "info without a rule" => self.info_without_rule().await,
            "info of the world file's bucket" => self.info_is("sealed", "public-read", "IA", Some(sealed())).await,
            "unknown algorithm" => {
                self.refuses(&aes256(), &Rule::new("AES512", None, None), check).await?;
                self.refuses(&aes256(), &Rule::new("SM4", None, None), check).await
            }
            "AES256 with a key" => self.refuses(&kms(None, None), &Rule::new("AES256", Some(KEY), None), check).await,
            "unknown data encryption" => self.refuses(&kms(None, None), &kms(Some(KEY), Some("AES")), check).await,
            "get the rule of no bucket" => fails("no bucket", self.owner()?.get_rule("no-such-bucket").await),
            "put the rule of no bucket" => {
                let owner = self.owner()?;
                each([
                    fails("no bucket", owner.put_rule("no-such-bucket", &aes256()).await),
                    fails("no bucket", owner.delete_rule("no-such-bucket").await),
                ])
            }
            "info of no bucket" => fails("no bucket", self.owner()?.info("no-such-bucket").await),
            "HEAD in no bucket" => fails("no bucket", self.owner()?.head("no-such-bucket", "key").await),
            "wrong secret" => self.wrong_secret().await,
            "unknown AccessKey id" => self.refused_at_all("unknown id", &stranger()).await,
            "wrong region in the scope" => self.wrong_region().await,
            "RAM reader: allowed to read" => self.reader_reads().await,
            "RAM reader: refused to put" => {
                fails("refused", self.by(WORLD.ram("reader"))?.put_rule("sealed", &aes256()).await)?;
                self.sealed_is_unchanged().await
            }
            "RAM reader: refused to delete" => {
                fails("refused", self.by(WORLD.ram("reader"))?.delete_rule("sealed").await)?;
                self.sealed_is_unchanged().await
            }
            "RAM writer: allowed to write" => self.writer_writes().await,
            "RAM writer: refused another bucket" => {
                let writer = self.by(WORLD.ram("writer"))?;
                each([
                    fails("refused", writer.put_rule("sealed", &aes256()).await),
                    fails("refused", writer.info("logs").await),
                ])
            }
            "RAM nobody: refused" => {
                let nobody = self.by(WORLD.ram("nobody"))?;
                each([
                    fails("refused", nobody.get_rule("logs").await),
                    fails("refused", nobody.put_rule("logs", &aes256()).await),
                    fails("refused", nobody.info("logs").await),
                ])
            }
            "RAM reader: lists buckets" => {
                let buckets = self.by(WORLD.ram("reader"))?.list_buckets(None).await?;
                same(&names(&buckets), &vec!["logs", "sealed"], "buckets")
            }
            "RAM nobody: lists no buckets" => {
                fails("lists no buckets", self.by(WORLD.ram("nobody"))?.list_buckets(None).await)
            }
            "STS: allowed" => self.session_writes().await,
            "STS: unknown token" => self.refused_at_all("unknown token", &other_token()).await,
            "create and delete a bucket" => self.creates().await,
            "create a bucket of a storage class and ACL" => self.creates_ia().await,
            "create a bucket with encryption headers" => self.creates_encrypted().await,
            "put and get the ACL" => self.puts_acl().await,
            "unknown ACL" => fails(check, self.owner()?.put_acl("logs", "public").await),
            "location" => same(&self.owner()?.location("logs").await?, &format!("oss-{REGION}"), "location"),
            "list buckets" => self.lists().await,
            "presigned GET of the rule" => self.presigned_rule_by(&WORLD.owner).await,
            "presigned GET of the rule, wrong secret" => {
                fails(&self.wrong_secret_error(), self.by(&wrong_secret())?.presigned_rule("logs").await)
            }
            "presigned GET of the rule, STS" => self.presigned_rule_by(&WORLD.session).await,
            "presigned GET of an object" => self.presigned_object().await,
            "GET of an object" => {
                fails("GET of an object", self.owner()?.get("logs", "key").await)?;
                fails("GET of an object", self.by(&WORLD.session)?.get("logs", "key").await)
            }
            "GET in no bucket" => fails("no bucket", self.owner()?.get("no-such-bucket", "key").await),
            "list objects" => self.owner()?.list_objects("logs").await,
            check if NOT_ASKED.contains(&check) => blank("its script asks for no policy and no block of public access"),
            other => objects::run(&self.by(&WORLD.store)?, other).await,
        }
    }

    fn by(&self, credentials: &Credentials) -> Answer<C> {
        C::connect(self.style, credentials, REGION)
    }

    fn owner(&self) -> Answer<C> {
        self.by(&WORLD.owner)
    }

    async fn puts(&self, rule: &Rule) -> Check {
        self.puts_read_as(rule, rule).await
    }

    async fn puts_read_as(&self, sent: &Rule, read: &Rule) -> Check {
        let owner = self.owner()?;
        owner.delete_rule("logs").await?;
        owner.put_rule("logs", sent).await?;
        same(&owner.rule("logs").await?, read, "rule")
    }

    async fn puts_over(&self) -> Check {
        self.puts(&kms(Some(KEY), Some("SM4"))).await?;
        let owner = self.owner()?;
        for rule in [aes256(), kms(Some("key-2"), None)] {
            owner.put_rule("logs", &rule).await?;
            same(&owner.rule("logs").await?, &rule, "rule")?;
        }
        Ok(())
    }

    async fn puts_twice(&self) -> Check {
        let rule = kms(Some(KEY), None);
        self.puts(&rule).await?;
        let owner = self.owner()?;
        owner.put_rule("logs", &rule).await?;
        same(&owner.rule("logs").await?, &rule, "rule")
    }

    async fn deletes(&self) -> Check {
        self.puts(&aes256()).await?;
        self.no_rule().await
    }

    async fn deletes_twice(&self) -> Check {
        let owner = self.owner()?;
        owner.delete_rule("logs").await?;
        owner.delete_rule("logs").await
    }

    async fn no_rule(&self) -> Check {
        let owner = self.owner()?;
        owner.delete_rule("logs").await?;
        fails("no rule", owner.get_rule("logs").await)
    }

    async fn info_is(&self, bucket: &str, acl: &str, storage_class: &str, rule: Option<Rule>) -> Check {
        let expected = Info {
            name: bucket.to_owned(),
            location: format!("oss-{REGION}"),
            storage_class: storage_class.to_owned(),
            redundancy: "LRS".to_owned(),
            owner: WORLD.account.clone(),
            acl: acl.to_owned(),
            intranet_endpoint: format!("oss-{REGION}-internal.aliyuncs.com"),
            rule,
        };
        same(&self.owner()?.info(bucket).await?, &expected, "info")
    }

    async fn info_after(&self, rule: &Rule) -> Check {
        self.puts(rule).await?;
        self.info_is("logs", "private", "Standard", Some(rule.clone())).await
    }

    async fn info_without_rule(&self) -> Check {
        self.no_rule().await?;
        self.info_is("logs", "private", "Standard", None).await
    }

    /// Checks that a rule is refused, and the one before it stays.
    async fn refuses(&self, before: &Rule, rule: &Rule, error: &str) -> Check {
        self.puts(before).await?;
        let owner = self.owner()?;
        fails(error, owner.put_rule("logs", rule).await)?;
        same(&owner.rule("logs").await?, before, "rule")
    }

    /// Checks that each call the client can make is refused.
    async fn refused_at_all(&self, error: &str, credentials: &Credentials) -> Check {
        let client = self.by(credentials)?;
        each([
            fails(error, client.get_rule("logs").await),
            fails(error, client.put_rule("logs", &kms(None, None)).await),
            fails(error, client.list_buckets(None).await),
            fails(error, client.get("logs", "key").await),
            fails(error, client.list_objects("logs").await),
        ])
    }

    fn wrong_secret_error(&self) -> String {
        format!("wrong secret, {}", self.signature)
    }

    async fn wrong_secret(&self) -> Check {
        self.refused_at_all(&self.wrong_secret_error(), &wrong_secret()).await?;
        self.sealed_is_unchanged().await
    }

    async fn wrong_region(&self) -> Check {
        if self.signature != "v4" {
            return blank("only V4 signs a region");
        }
        let client = C::connect(self.style, &WORLD.owner, "cn-beijing")?;
        fails("wrong region", client.get_rule("logs").await)
    }

    /// The bucket that no check changes; nothing is lost if the client cannot look.
    async fn sealed_is_unchanged(&self) -> Check {
        match self.owner()?.rule("sealed").await {
            Err(Fault::Blank(_)) => Ok(()),
            found => same(&found?, &sealed(), "rule"),
        }
    }

    async fn reader_reads(&self) -> Check {
        let reader = self.by(WORLD.ram("reader"))?;
        let location = format!("oss-{REGION}");
        each([
            reader.rule("sealed").await.and_then(|found| same(&found, &sealed(), "rule")),
            reader.info("logs").await.and_then(|found| same(&*found.name, "logs", "name")),
            reader.get_acl("logs").await.and_then(|found| same(&*found, "private", "ACL")),
            reader.location("logs").await.and_then(|found| same(&found, &location, "location")),
        ])
    }

    async fn writer_writes(&self) -> Check {
        let writer = self.by(WORLD.ram("writer"))?;
        let rule = kms(Some(KEY), None);
        let put = match writer.put_rule("logs", &rule).await {
            Ok(()) => same(&self.owner()?.rule("logs").await?, &rule, "rule"),
            failed => failed,
        };
        each([put, writer.delete_rule("logs").await])
    }

    async fn session_writes(&self) -> Check {
        let session = self.by(&WORLD.session)?;
        let rule = kms(Some(KEY), None);
        let put = match session.put_rule("logs", &rule).await {
            Ok(()) => same(&session.rule("logs").await?, &rule, "rule"),
            failed => failed,
        };
        each([put, session.delete_rule("logs").await])
    }

    async fn creates(&self) -> Check {
        let owner = self.owner()?;
        owner.create(&self.made).await?;
        fails("no rule", owner.get_rule(&self.made).await)?;
        owner.create(&self.made).await?; // again, by its owner
        owner.delete(&self.made).await?;
        fails("no bucket", owner.delete(&self.made).await)
    }

    /// Public access to a new bucket is blocked, and these clients have no request that ends that.
    async fn creates_ia(&self) -> Check {
        fails("public ACL", self.owner()?.create_ia(&self.made).await)
    }

    async fn creates_encrypted(&self) -> Check {
        let headers = [
            ("x-oss-server-side-encryption", "KMS"),
            ("x-oss-server-side-encryption-key-id", KEY),
            ("x-oss-server-side-data-encryption", "SM4"),
        ];
        let owner = self.owner()?;
        owner.create_encrypted(&self.made, &headers).await?;
        let rule = owner.rule(&self.made).await;
        owner.delete(&self.made).await?;
        same(&rule?, &kms(Some(KEY), Some("SM4")), "rule")
    }

    async fn puts_acl(&self) -> Check {
        let owner = self.owner()?;
        owner.create(&self.made).await?;
        let refused = fails("public ACL", owner.put_acl(&self.made, "public-read-write").await);
        let found = owner.get_acl(&self.made).await;
        owner.delete(&self.made).await?;
        refused?;
        same(&*found?, "private", "ACL")
    }

    async fn lists(&self) -> Check {
        let owner = self.owner()?;
        let location = &*format!("oss-{REGION}");
        let listed = owner.list_buckets(None).await?;
        let expected = [["logs", location, "Standard"], ["sealed", location, "IA"]];
        same(&listed, &expected.map(|fields| fields.map(str::to_owned)).to_vec(), "buckets")?;
        same(&names(&owner.list_buckets(Some("se")).await?), &vec!["sealed"], "buckets")
    }

    async fn presigned_rule_by(&self, credentials: &Credentials) -> Check {
        same(&self.by(credentials)?.presigned_rule("sealed").await?, &sealed(), "rule")
    }

    async fn presigned_object(&self) -> Check {
        // There is no such object. That the answer is about it says that the signature was good.
        for (credentials, expected) in [(&WORLD.owner, "NoSuchKey"), (&wrong_secret(), "SignatureDoesNotMatch")] {
            let client = self.by(credentials)?;
            let url = client.presigned_object("logs", "a key/with a blank.txt").await?;
            let (_, body) = client.fetch(&url).await?;
            let code = element(&body, "Code").unwrap_or_default();
            if !url.contains("ignature=") || code != expected {
                return broken(format!("{url}: {body}"));
            }
        }
        Ok(())
    }
}

fn aes256() -> Rule {
    Rule::new("AES256", None, None)
}

fn kms(key_id: Option<&str>, data: Option<&str>) -> Rule {
    Rule::new("KMS", key_id, data)
}

/// The rule that the world file gives a bucket, and that no check changes.
fn sealed() -> Rule {
    kms(Some("key-of-the-world"), Some("SM4"))
}

fn wrong_secret() -> Credentials {
    Credentials { id: WORLD.owner.id.clone(), secret: "not-the-secret".to_owned(), token: None }
}

fn stranger() -> Credentials {
    Credentials { id: "Nobody.Knows".to_owned(), secret: WORLD.owner.secret.clone(), token: None }
}

fn other_token() -> Credentials {
    let Credentials { id, secret, .. } = &WORLD.session;
    Credentials { id: id.clone(), secret: secret.clone(), token: Some("another-token".to_owned()) }
}

fn names(buckets: &[[String; 3]]) -> Vec<&str> {
    buckets.iter().map(|[name, ..]| &**name).collect()
}

/// Checks that a value is the expected one.
///
/// # Errors
///
/// If it is not.
#[expect(clippy::needless_pass_by_value, reason = "what is compared is made for that")]
pub fn same<T: Debug + PartialEq>(found: T, expected: T, what: &str) -> Check {
    if found == expected { Ok(()) } else { broken(format!("{what}: {found:?} instead of {expected:?}")) }
}

/// Checks that a call fails as the table says, in all that the client shows of it.
///
/// # Errors
///
/// If it does not.
pub fn fails<T: Debug>(name: &str, answer: Answer<T>) -> Answer<()> {
    let failure = match answer {
        Err(Fault::Refused(failure)) => failure,
        Err(other) => return Err(other),
        Ok(answer) => return broken(format!("no error {name}, but {answer:?}")),
    };
    let (status, code, message, ec) = world::error(name);
    let Failure { status: found, .. } = failure;
    let shown = |text: &Option<String>, expected: &str| text.as_deref().is_none_or(|text| text == expected);
    let right = found.is_none_or(|found| u64::from(found) == status)
        && shown(&failure.code, &code)
        && shown(&failure.message, &message)
        && shown(&failure.ec, &ec)
        // 304 has no body to read it from.
        && (status == 304 || failure.request_id.as_deref().is_none_or(is_request_id))
        && (found.is_some() || failure.code.is_some());
    if right { Ok(()) } else { broken(format!("{failure:?} instead of {name}")) }
}

fn is_request_id(text: &str) -> bool {
    text.len() == 24 && text.chars().all(|c| c.is_ascii_digit() || ('A'..='F').contains(&c))
}

/// Several calls of one check. It is blank if the client has none of them.
fn each<const N: usize>(outcomes: [Check; N]) -> Check {
    let mut blank = None;
    let mut done = false;
    for outcome in outcomes {
        match outcome {
            Ok(()) => done = true,
            Err(Fault::Blank(reason)) => blank = blank.or(Some(reason)),
            Err(fault) => return Err(fault),
        }
    }
    blank.filter(|_| !done).map_or(Ok(()), |reason| Err(Fault::Blank(reason)))
}
