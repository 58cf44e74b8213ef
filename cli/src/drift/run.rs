//! Runs the cases one by one, each in buckets that are created for it and deleted after it.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderValue, Method, Request, Response};
use jiff::Timestamp;
use ossmock::Oss;

use super::super::stop::Stop;
use super::compare::{Compared, compare};
use super::endpoint::Endpoint;
use super::keys;
use super::manifest::{Entry, Manifest};
use super::names::Names;
use super::plan::{Asked, Planned, Work};
use super::report::{CaseReport, Outcome, Report};
use super::sweep::{Account, Swept, told};

/// A run against an endpoint.
pub struct Run<'a> {
    endpoint: &'a Endpoint,
    connect: Option<&'a str>,
    manifest: Manifest,
    stopped: Arc<AtomicBool>,
    /// The fake that provides the time and signs.
    oss: Oss,
    left_over: Vec<(String, String)>,
}

/// The reason a case was not compared.
enum Trouble {
    /// The world of the case could not be arranged.
    World(String),
    Failed(String),
    Interrupted,
    /// The run cannot go on.
    Stop(Stop),
}

impl From<Stop> for Trouble {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

/// Notes SIGINT and SIGTERM, so that the run stops between two requests and cleans up.
pub fn stop_at_a_signal() -> Result<Arc<AtomicBool>, Stop> {
    let signal = super::super::stop::stop_signal().map_err(|error| Stop::Problem(format!("no signals: {error}")))?;
    let stopped = Arc::new(AtomicBool::new(false));
    let flag = stopped.clone();
    tokio::spawn(async move {
        signal.await;
        flag.store(true, Ordering::SeqCst);
    });
    Ok(stopped)
}

impl<'a> Run<'a> {
    pub fn new(endpoint: &'a Endpoint, connect: Option<&'a str>, manifest: Manifest, stopped: Arc<AtomicBool>) -> Self {
        let oss = Oss::builder().region(endpoint.region()).build();
        Self { endpoint, connect, manifest, stopped, oss, left_over: Vec::new() }
    }

    /// Runs all cases, and prints the outcome of each.
    pub async fn all(mut self, planned: &[Planned], out: &mut impl Write) -> Result<Report, Stop> {
        let mut cases = Vec::new();
        let mut interrupted = false;
        for planned in planned {
            let outcome = match &planned.work {
                Err(reason) => Outcome::NotComparable { reason: reason.clone() },
                Ok(work) => match self.case(work).await {
                    Ok(compared) => Outcome::of(compared),
                    Err(Trouble::World(reason)) => Outcome::NotComparable { reason },
                    Err(Trouble::Failed(reason)) => Outcome::Failed { reason },
                    Err(Trouble::Interrupted) => {
                        interrupted = true;
                        break;
                    }
                    Err(Trouble::Stop(stop)) => return Err(stop),
                },
            };
            writeln!(out, "{}", outcome.line(&planned.file))?;
            out.flush()?;
            cases.push(CaseReport::new(planned, outcome));
        }
        let mut report = Report::new(self.endpoint.to_string(), self.endpoint.sent(), interrupted, cases);
        report.left_over = self.left_over;
        Ok(report)
    }

    /// Runs one case. Its buckets are deleted after every outcome.
    async fn case(&mut self, work: &Work) -> Result<Vec<(String, Compared)>, Trouble> {
        let compared = self.compare(work).await;
        let entries = self.manifest.entries().to_vec();
        for entry in entries.iter().filter(|entry| work.names.scratch().any(|name| name == entry.name)) {
            self.sweep(entry).await?;
        }
        compared
    }

    async fn compare(&mut self, work: &Work) -> Result<Vec<(String, Compared)>, Trouble> {
        self.enter(work).await?;
        for made in &work.world {
            let key = owner(work, &made.bucket);
            for request in &made.requests {
                self.arrange(work, &made.bucket, key, request).await?;
            }
        }
        let mut names = work.names.clone();
        let mut compared = Vec::new();
        for asked in &work.asked {
            let answer = self.ask(asked, &names).await?;
            let answer = names.incoming(answer);
            let title = format!("{}: {} {}", asked.title, asked.request.method(), asked.request.uri());
            compared.push((title, compare(&asked.answer, &answer, &mut names)));
        }
        Ok(compared)
    }

    /// Checks that the names of the case are free, and enters them in the manifest.
    async fn enter(&mut self, work: &Work) -> Result<(), Trouble> {
        for (bucket, key) in &work.owners {
            let Some(name) = work.names.of(bucket) else { continue };
            self.go_on()?;
            if !self.account(key)?.is_free(name).await.map_err(Trouble::Failed)? {
                return Err(Trouble::Failed(format!("the bucket {name} is there already: nothing was done to it")));
            }
            self.manifest.enter(Entry {
                name: name.to_owned(),
                endpoint: self.endpoint.to_string(),
                region: self.endpoint.region().to_owned(),
                connect: self.connect.map(str::to_owned),
                key: key.clone(),
                at: now(&self.oss),
                asked: false,
            })?;
        }
        Ok(())
    }

    async fn arrange(&mut self, work: &Work, bucket: &str, key: &str, request: &Request<Bytes>) -> Result<(), Trouble> {
        self.go_on()?;
        let told_of = format!("{} {}", request.method(), request.uri());
        let makes = request.uri().path_and_query().is_some_and(|target| target == "/");
        let mut request = work.names.outgoing(request.clone(), bucket, self.endpoint).map_err(Trouble::Failed)?;
        // An upload has a `Content-Length`, also if its body is empty.
        if request.method() == Method::PUT {
            let length = HeaderValue::from(request.body().len());
            request.headers_mut().insert(CONTENT_LENGTH, length);
        }
        let answer = self.watched(work.names.of(bucket).filter(|_| makes), async |run: &Self| {
            run.account(key)?.send(request).await.map_err(Trouble::Failed)
        });
        let answer = answer.await?;
        if answer.status().is_success() {
            return Ok(());
        }
        Err(Trouble::World(format!(
            "its world cannot be arranged: {told_of} of `{bucket}` is answered {}",
            told(&answer)
        )))
    }

    async fn ask(&mut self, asked: &Asked, names: &Names) -> Result<Response<Bytes>, Trouble> {
        self.go_on()?;
        let failed = |problem: String| Trouble::Failed(format!("{}: {problem}", asked.title));
        let mut request = names.outgoing(asked.request.clone(), &asked.bucket, self.endpoint).map_err(failed)?;
        if let Some((signing, key)) = &asked.signing {
            let credentials = keys::credentials(key).ok_or_else(|| failed(format!("{key} is gone")))?;
            request = signing.sign(&self.oss, &credentials, request);
        }
        self.watched(names.of(&asked.bucket).filter(|_| asked.makes_bucket), async |run: &Self| {
            run.endpoint.send(request).await.map_err(failed)
        })
        .await
    }

    /// Sends a request that may create a bucket, if one is named: until the response arrives, the manifest notes that.
    async fn watched(
        &mut self,
        bucket: Option<&str>,
        send: impl AsyncFnOnce(&Self) -> Result<Response<Bytes>, Trouble>,
    ) -> Result<Response<Bytes>, Trouble> {
        let Some(bucket) = bucket else { return send(self).await };
        self.manifest.set_asked(bucket, true)?;
        let answer = send(self).await?;
        self.manifest.set_asked(bucket, false)?;
        Ok(answer)
    }

    /// Deletes a bucket of the manifest, or reports why it is left over.
    async fn sweep(&mut self, entry: &Entry) -> Result<(), Trouble> {
        let swept = match self.account(&entry.key) {
            Ok(account) => account.sweep(entry).await,
            Err(_) => Err(format!("{} is gone", entry.key)),
        };
        match swept {
            Ok(Swept::Absent) if entry.asked => {
                let why = "whether it is made is not known: its request was not answered".to_owned();
                self.left_over.push((entry.name.clone(), why));
            }
            Ok(_) => self.manifest.forget(&entry.name)?,
            Err(problem) => self.left_over.push((entry.name.clone(), problem)),
        }
        Ok(())
    }

    fn account(&self, key: &str) -> Result<Account<'_>, Trouble> {
        let credentials = keys::credentials(key).ok_or_else(|| Trouble::Failed(format!("{key} is gone")))?;
        Ok(Account { endpoint: self.endpoint, oss: &self.oss, credentials })
    }

    fn go_on(&self) -> Result<(), Trouble> {
        if self.stopped.load(Ordering::SeqCst) { Err(Trouble::Interrupted) } else { Ok(()) }
    }
}

/// Returns the credentials of the account that owns a bucket.
fn owner<'a>(work: &'a Work, bucket: &str) -> &'a str {
    work.owners.iter().find(|(name, _)| name == bucket).map_or(keys::OWNER, |(_, key)| key)
}

/// Returns the Unix second.
fn now(oss: &Oss) -> i64 {
    Timestamp::try_from(oss.clock().now()).unwrap_or(Timestamp::UNIX_EPOCH).as_second()
}
