//! Many clients at once: no update is lost, no record is missing, and it ends.

use std::collections::{HashMap, HashSet};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use ossmock::{Account, Cause, EncryptionRule, Operation, Oss, OssServer, RamUser, Record};
use tokio::runtime::Runtime;

use super::support::{answer, element, get_rule, header, http_client, kms, put_rule, send_http, signed};

const TASKS: usize = 16;
const THREADS: usize = 8;
const REQUESTS: usize = 50;
/// Enough for threads to meet between a change and its record, if there were a moment between.
const READS: usize = 500;

/// Runs this in a thread of its own, and gives up on it when it takes too long.
fn within(limit: Duration, run: impl FnOnce() + Send + 'static) {
    let (done, wait) = mpsc::channel();
    let running = thread::spawn(move || {
        run();
        // The receiver is gone if the time is over.
        let _ = done.send(());
    });
    match wait.recv_timeout(limit) {
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("still running after {limit:?}"),
        // Without a word it has panicked: so that the message is seen, panic with it.
        Ok(()) | Err(mpsc::RecvTimeoutError::Disconnected) => {
            running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        }
    }
}

/// One of the clients: every request of it sets another key, on the shared bucket or on its own, and every third is by
/// a RAM user who may not.
struct Worker {
    number: usize,
    acme: Account,
    denied: RamUser,
}

/// A request that was sent: which bucket was to get which key, and what was answered.
struct Sent {
    bucket: String,
    key_id: String,
    by_owner: bool,
    response: Response<Bytes>,
}

impl Worker {
    fn own_bucket(&self) -> String {
        format!("own-{}", self.number)
    }

    fn requests(&self, oss: &Oss) -> impl Iterator<Item = (Sent, Request<Bytes>)> {
        (0..REQUESTS).map(move |n| {
            let bucket = if n.is_multiple_of(2) { "shared".to_owned() } else { self.own_bucket() };
            let by_owner = n % 3 != 2;
            let key_id = format!("key-{}-{n}", self.number);
            let credentials = if by_owner { self.acme.credentials() } else { self.denied.credentials() };
            let put = put_rule(&format!("{bucket}.oss-cn-hangzhou.aliyuncs.com"), &kms(&key_id));
            let response = Response::default();
            (Sent { bucket, key_id, by_owner, response }, signed(oss, &credentials, put))
        })
    }
}

/// A fake with a shared bucket, and a bucket and a RAM user for each worker.
fn arrange(workers: usize) -> (Oss, Vec<Worker>) {
    let oss = Oss::builder().journal_capacity(10_000).build();
    let acme = oss.create_account("acme");
    acme.create_bucket("shared");
    let workers = (0..workers).map(|number| {
        let denied = acme.create_ram_user(&format!("user-{number}")).allow("oss:Get*", "*");
        let worker = Worker { number, acme: acme.clone(), denied };
        acme.create_bucket(&worker.own_bucket());
        worker
    });
    let workers = workers.collect();
    (oss, workers)
}

fn assert_nothing_is_lost(oss: &Oss, sent: &[Sent], workers: usize) {
    let all = workers * REQUESTS;
    let journal = oss.journal();
    assert_eq!((sent.len(), journal.len(), journal.dropped()), (all, all, 0));
    oss.assert_calls(Operation::PutBucketEncryption, all as u64);
    assert!(journal.iter().map(Record::number).eq(1..=all as u64), "the numbers have no gap");

    let ids: HashSet<&str> = sent.iter().map(|sent| header(&sent.response, "x-oss-request-id")).collect();
    assert_eq!(ids.len(), all, "every request has an id of its own");
    let find = |id: &str| sent.iter().find(|sent| header(&sent.response, "x-oss-request-id") == id);

    let mut last_allowed = HashMap::new();
    for record in journal.iter() {
        let sent = find(record.request_id()).expect("a record belongs to a request");
        assert_eq!(record.bucket(), Some(&*sent.bucket));
        assert_eq!(record.status(), Some(sent.response.status().as_u16()));
        if sent.by_owner {
            assert_eq!((record.status(), record.cause()), (Some(200), None), "{record}");
            last_allowed.insert(&sent.bucket, &sent.key_id);
        } else {
            assert_eq!(record.cause(), Some(Cause::NotYourBucket), "{record}");
            assert_eq!(answer(&sent.response), "403 AccessDenied");
        }
    }
    let denied = sent.iter().filter(|sent| !sent.by_owner).count();
    assert_eq!(denied, workers * (REQUESTS / 3));
    assert_eq!(last_allowed.len(), workers + 1, "each bucket was written");
    for (bucket, key_id) in last_allowed {
        oss.bucket(bucket).expect("the bucket").assert_encryption(EncryptionRule::kms(key_id));
    }
}

#[test]
fn no_update_is_lost_over_http() {
    within(Duration::from_secs(120), || {
        Runtime::new().expect("a runtime").block_on(async {
            let (oss, workers) = arrange(TASKS);
            let server = OssServer::builder().oss(oss.clone()).start().await;
            let client = http_client();
            let tasks: Vec<_> = workers
                .into_iter()
                .map(|worker| {
                    let (oss, client, endpoint) = (oss.clone(), client.clone(), server.uri());
                    tokio::spawn(async move {
                        let mut all = Vec::new();
                        for (mut sent, request) in worker.requests(&oss) {
                            sent.response = send_http(&client, &endpoint, request).await;
                            all.push(sent);
                        }
                        all
                    })
                })
                .collect();
            let mut sent = Vec::new();
            for task in tasks {
                sent.extend(task.await.expect("a task that ends"));
            }
            assert_nothing_is_lost(&oss, &sent, TASKS);
        });
    });
}

#[test]
fn no_update_is_lost_through_handle() {
    within(Duration::from_secs(60), || {
        let (oss, workers) = arrange(THREADS);
        let mut sent = Vec::new();
        thread::scope(|scope| {
            let threads: Vec<_> = workers
                .iter()
                .map(|worker| {
                    let oss = &oss;
                    scope.spawn(move || {
                        let answer = |(mut sent, request): (Sent, _)| {
                            sent.response = oss.handle(request);
                            sent
                        };
                        worker.requests(oss).map(answer).collect::<Vec<_>>()
                    })
                })
                .collect();
            for thread in threads {
                sent.extend(thread.join().expect("a thread that ends"));
            }
        });
        assert_nothing_is_lost(&oss, &sent, THREADS);
    });
}

/// Between any two records, what a reader sees is what the writer before it in the journal left.
#[test]
fn reads_agree_with_the_order_of_the_journal() {
    within(Duration::from_secs(60), || {
        let (oss, workers) = arrange(THREADS);
        let shared = "shared.oss-cn-hangzhou.aliyuncs.com";
        let credentials = workers[0].acme.credentials();
        let sent: Vec<(String, Option<String>)> = thread::scope(|scope| {
            let send = |worker: usize, n: usize| {
                let key_id = n.is_multiple_of(2).then(|| format!("key-{worker}-{n}"));
                let request = key_id.as_ref().map_or_else(|| get_rule(shared), |key_id| put_rule(shared, &kms(key_id)));
                let response = oss.handle(signed(&oss, &credentials, request));
                assert_eq!(answer(&response), "200");
                let id = header(&response, "x-oss-request-id").to_owned();
                (id, key_id.or_else(|| element(&response, "KMSMasterKeyID")))
            };
            let thread = |worker| scope.spawn(move || (0..READS).map(|n| send(worker, n)).collect::<Vec<_>>());
            let threads: Vec<_> = (0..THREADS).map(thread).collect();
            threads.into_iter().flat_map(|thread| thread.join().expect("a thread that ends")).collect()
        });

        let keys: HashMap<String, Option<String>> = sent.into_iter().collect();
        let mut current = &None;
        for record in oss.journal().iter() {
            let key_id = &keys[record.request_id()];
            if record.operation() == Some(Operation::PutBucketEncryption) {
                current = key_id;
            }
            assert_eq!(key_id, current, "call #{}", record.number());
        }
        assert_eq!(oss.journal().len(), THREADS * READS);
    });
}

/// A test may read and arrange while requests are under way.
#[test]
fn handles_and_requests_do_not_block_each_other() {
    within(Duration::from_secs(60), || {
        let (oss, workers) = arrange(THREADS);
        thread::scope(|scope| {
            for worker in &workers {
                let oss = &oss;
                scope.spawn(move || {
                    for (_, request) in worker.requests(oss) {
                        let _ = oss.handle(request);
                    }
                });
            }
            for number in 0..REQUESTS {
                let before = oss.snapshot();
                let _ = (oss.journal().to_string(), format!("{oss:?}"), before.to_string());
                let _ = oss.create_account(&format!("late-{number}")).create_ram_user("user").allow("oss:*", "*");
                let fork = oss.fork();
                assert!(fork.account(&format!("late-{number}")).is_some());
            }
        });
        oss.assert_calls(Operation::PutBucketEncryption, (THREADS * REQUESTS) as u64);
    });
}
