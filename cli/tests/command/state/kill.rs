//! A server that is killed 200 times under load, and has every acknowledged write afterwards.

use std::collections::BTreeMap;
use std::time::Duration;

use http::Method;
use serde_json::Value;

use super::served::{ServedState, StateClient};
use super::{sse, with_world};

const KILLS: usize = 200;
const CLIENTS: usize = 4;

/// The content of a bucket that one client alone changes.
#[derive(Debug, Clone, Default, PartialEq)]
struct Content {
    objects: BTreeMap<String, String>,
    rule: Option<String>,
    tag: Option<String>,
    /// The parts of the open uploads, by id.
    uploads: BTreeMap<String, BTreeMap<u64, String>>,
}

impl Content {
    /// The content of a bucket of a world in JSON.
    fn read(bucket: &Value) -> Self {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let body = |value: &Value| text(&value["body"]).unwrap_or_default();
        let parts = |upload: &Value| {
            list(&upload["part"]).iter().map(|part| (part["number"].as_u64().expect("a number"), body(part))).collect()
        };
        Self {
            objects: list(&bucket["object"])
                .iter()
                .map(|object| (text(&object["key"]).expect("a key"), body(object)))
                .collect(),
            rule: text(&bucket["encryption"]["algorithm"]).or_else(|| text(&bucket["encryption"])),
            tag: text(&bucket["tags"]["last"]),
            uploads: list(&bucket["upload"])
                .iter()
                .map(|upload| (text(&upload["id"]).expect("an id"), parts(upload)))
                .collect(),
        }
    }
}

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// A client that writes into a bucket of its own until the server is gone.
struct Writer {
    client: StateClient,
    bucket: String,
    dice: Dice,
    /// The content after the last acknowledged write.
    content: Content,
    /// The content after the write that is under way.
    next: Content,
    acknowledged: usize,
}

impl Writer {
    async fn run(mut self) -> Self {
        while let Ok(()) = self.write().await {
            self.content = self.next.clone();
            self.acknowledged += 1;
        }
        self
    }

    async fn send(&self, method: Method, target: &str, body: String) -> Result<String, reqwest::Error> {
        let (status, text) = self.client.send(method, &self.bucket, target, body).await?;
        assert!(status / 100 == 2, "{target}: {status} {text}");
        Ok(text)
    }

    async fn write(&mut self) -> Result<(), reqwest::Error> {
        let key = format!("k{}", self.dice.roll(6));
        let text = format!(
            "{} {}",
            self.dice.roll(u64::MAX),
            "x".repeat(usize::try_from(self.dice.roll(8)).expect("small").pow(5))
        );
        match self.dice.roll(8) {
            0..3 => {
                self.next.objects.insert(key.clone(), text.clone());
                self.send(Method::PUT, &format!("/{key}"), text).await?;
            }
            3 => {
                self.next.objects.remove(&key);
                self.send(Method::DELETE, &format!("/{key}"), String::new()).await?;
            }
            4 => {
                let rule = ["AES256", "KMS"][usize::try_from(self.dice.roll(2)).expect("small")];
                self.next.rule = Some(rule.to_owned());
                self.send(Method::PUT, "/?encryption", sse(rule)).await?;
            }
            5 => {
                self.next.tag = Some(text.chars().take(12).collect::<String>().trim().to_owned());
                let tags = serde_json::json!({ "tags": { "last": self.next.tag } }).to_string();
                let order = format!("settings?bucket={}", self.bucket);
                let (status, text) = self.client.order("POST", &order, &tags).await?;
                assert_eq!(status, 200, "{text}");
            }
            _ => self.upload(key, text).await?,
        }
        Ok(())
    }

    /// Begins an upload, or continues one: a part, and then the end.
    async fn upload(&mut self, key: String, text: String) -> Result<(), reqwest::Error> {
        let open = self.content.uploads.iter().next().map(|(id, parts)| (id.clone(), parts.clone()));
        match open {
            None => {
                let begun = self.send(Method::POST, "/multi?uploads", String::new()).await?;
                let id = begun.split_once("<UploadId>").and_then(|(_, rest)| rest.split_once('<')).expect("an id").0;
                self.next.uploads.insert(id.to_owned(), BTreeMap::new());
            }
            Some((id, parts)) if parts.is_empty() || key == "k0" => {
                self.next.uploads.entry(id.clone()).or_default().insert(1, text.clone());
                self.send(Method::PUT, &format!("/multi?partNumber=1&uploadId={id}"), text).await?;
            }
            Some((id, parts)) => {
                self.next.uploads.remove(&id);
                self.next.objects.insert("multi".to_owned(), parts[&1].clone());
                self.send(Method::POST, &format!("/multi?uploadId={id}"), String::new()).await?;
            }
        }
        Ok(())
    }

    /// Checks the content that the next server has, and takes it over.
    fn check(&mut self, found: Content, round: usize) {
        // The id of an upload under way is not known.
        let mut known = found.clone();
        if self.next == self.content {
            let is_known = |id: &String| self.content.uploads.contains_key(id);
            known.uploads.retain(|id, parts| is_known(id) || !parts.is_empty());
        }
        assert!(
            known == self.content || known == self.next,
            "kill {round}, bucket {}: acknowledged {:#?}\nunder way {:#?}\nfound {found:#?}",
            self.bucket,
            self.content,
            self.next
        );
        (self.content, self.next) = (found.clone(), found);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_200_times_has_every_acknowledged_write() {
    let buckets: Vec<String> = (0..CLIENTS).map(|number| format!("bucket-{number}")).collect();
    let listed: Vec<String> = buckets.iter().map(|name| format!("{{ name = \"{name}\" }}")).collect();
    let world = format!(
        "account = [{{ name = \"acme\", id = \"1001\", access_key_id = \"Id1\", access_key_secret = \"secret1\", bucket = [{}] }}]",
        listed.join(", ")
    );
    let folder = with_world("killed", &world);
    let mut dice = Dice(1);
    let mut contents = vec![Content::default(); CLIENTS];
    let (mut acknowledged, mut under_way) = (0, 0);
    let mut served = ServedState::start(&folder, &["--world", "world.toml"]).await;
    for round in 0..KILLS {
        let client = served.client("Id1", "secret1");
        let writers: Vec<_> = buckets
            .iter()
            .zip(&contents)
            .enumerate()
            .map(|(number, (bucket, content))| {
                let dice = Dice((round * CLIENTS + number) as u64);
                let (content, next) = (content.clone(), content.clone());
                let writer =
                    Writer { client: client.clone(), bucket: bucket.clone(), dice, content, next, acknowledged: 0 };
                tokio::spawn(writer.run())
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(5 + dice.roll(100))).await;
        drop(served.kill());
        served = ServedState::start(&folder, &["--world", "world.toml"]).await;
        assert!(!served.out().contains("warning"), "{}", served.out());
        let world: Value = serde_json::from_str(&served.world().await).expect("JSON");
        let kept = world["account"][0]["bucket"].as_array().expect("buckets");
        for ((writer, bucket), content) in writers.into_iter().zip(kept).zip(&mut contents) {
            let mut writer = writer.await.expect("its answers are as expected");
            assert_eq!(bucket["name"], *writer.bucket);
            acknowledged += writer.acknowledged;
            under_way += usize::from(writer.content != writer.next);
            writer.check(Content::read(bucket), round);
            *content = writer.content;
        }
    }
    assert_eq!(served.end(), (Some(0), String::new()));
    // The rest of the killed commits is gone: each object and part has its data, and nothing else does.
    let data = std::fs::read_dir(folder.join("state/data")).expect("the data").count();
    let stored: usize = contents
        .iter()
        .map(|content| content.objects.len() + content.uploads.values().map(BTreeMap::len).sum::<usize>())
        .sum();
    println!(
        "{acknowledged} writes were acknowledged, {under_way} were under way; {data} files for {stored} objects and parts"
    );
    assert!(acknowledged > KILLS * CLIENTS && under_way > KILLS, "{acknowledged} {under_way}");
    assert!(data <= stored + CLIENTS, "{data} files for {stored} objects and parts");
}
