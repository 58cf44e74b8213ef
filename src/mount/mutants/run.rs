//! Runs code against the worlds, one after the other.

use std::any::Any;
use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use super::mutation::Mutations;
use super::report::{ClientReaction, Mutant, MutationReport};
use super::{NativeServer, PermissionMutants};
use crate::journal::kept;
use crate::oss::Oss;

impl PermissionMutants {
    /// Runs the code against the world as it is and, if that succeeds, against each mutant. The code gets a server,
    /// which dereferences to the fake with its accounts and buckets.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with its I/O and time drivers enabled, and if there is no free port of `127.0.0.1`.
    pub async fn run<F, R, T, E>(self, mut code: F) -> MutationReport
    where
        F: FnMut(NativeServer) -> R,
        R: Future<Output = Result<T, E>>,
        E: fmt::Display,
    {
        let world = self.start.fork();
        let baseline = self.run_once(&world, &mut code).await;
        let mut report = MutationReport::new(self.who.to_string(), baseline, world.journal());
        if !report.baseline().is_success() {
            return report;
        }
        let mutations = {
            let called: BTreeSet<&str> =
                report.baseline_journal().iter().filter_map(|record| record.bucket()).collect();
            let called: Vec<&str> = called.into_iter().collect();
            let kms = self.start.checks_kms();
            self.start.read(|world| Mutations::of(world, &self.who, &called, kms))
        };
        report.leave_out(mutations.judged.len().saturating_sub(self.at_most), mutations.unjudged);
        for mutation in mutations.judged.into_iter().take(self.at_most) {
            let world = self.start.fork();
            world.change(|world, _| mutation.apply(&self.who, world));
            let reaction = self.run_once(&world, &mut code).await;
            let mutant = Mutant::new(mutation, reaction, world.journal(), report.baseline_journal());
            report.add(mutant);
        }
        report
    }

    async fn run_once<F, R, T, E>(&self, world: &Oss, code: &mut F) -> ClientReaction
    where
        F: FnMut(NativeServer) -> R,
        R: Future<Output = Result<T, E>>,
        E: fmt::Display,
    {
        let server = match NativeServer::builder().oss(world.clone()).start().await {
            Ok(server) => server,
            Err(error) => panic!("a port of 127.0.0.1 to listen on: {error}"),
        };
        // The closure itself may panic as well.
        let run = async { code(server).await.map(drop).map_err(|error| error.to_string()) };
        match tokio::time::timeout(self.time_limit, caught(run)).await {
            Ok(Ok(Ok(()))) => ClientReaction::Succeeded,
            Ok(Ok(Err(error))) => ClientReaction::Failed(kept(&error)),
            Ok(Err(panic)) => ClientReaction::Panicked(kept(&panic)),
            Err(_) => ClientReaction::TimedOut,
        }
    }
}

/// Returns the output of a future, or the message of its panic. The future is not polled again after a panic.
async fn caught<T>(future: impl Future<Output = T>) -> Result<T, String> {
    let mut future = pin!(future);
    std::future::poll_fn(|context| {
        // The state that a panic leaves half done belongs to the future, which is dropped.
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
            Err(payload) => Poll::Ready(Err(message(&*payload))),
        }
    })
    .await
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str).or(payload.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without a text").to_owned()
}
