//! An operation of the tests: it calls each address in its body, then answers with the responses. It replaces an operation that
//! ossmock lacks, so that requests reach it through every front.

use http::{Method, Request, Uri};

use super::body::BodyRule;
use super::context::Context;
use super::operate::{Answer, Operate, Unanswered};
use crate::error::Refusal;
use crate::wire::Reply;
use crate::world::World;
use bytes::Bytes;

pub(crate) struct TrialCall;

/// The calls to make, and the answers to the earlier ones.
pub(crate) struct Calls {
    /// The addresses in reverse order: the last one is next.
    addresses: Vec<Uri>,
    answers: Vec<String>,
}

impl Operate for TrialCall {
    type Input = Vec<Uri>;
    type Output = Calls;

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<Vec<Uri>, Refusal> {
        let text = String::from_utf8_lossy(context.body);
        Ok(text.lines().rev().map(|line| line.parse().expect("an address in each line")).collect())
    }

    /// Changes the world before the first call.
    fn apply(addresses: Vec<Uri>, context: &Context<'_>, world: &mut World) -> Result<Calls, Refusal> {
        world.account_mut(context.account()?).block_public_access = true;
        Ok(Calls { addresses, answers: Vec::new() })
    }

    fn call_out(calls: &Calls, _: &Context<'_>) -> Option<Request<Bytes>> {
        let call = Request::builder().method(Method::GET).uri(calls.addresses.last()?.clone());
        Some(call.body(Bytes::new()).expect("a request"))
    }

    fn resume(mut calls: Calls, answer: Answer, _: &Context<'_>, _: &mut World) -> Result<Calls, Refusal> {
        calls.addresses.pop();
        calls.answers.push(match answer {
            Ok(response) => format!("{} {}", response.status().as_u16(), String::from_utf8_lossy(response.body())),
            Err(Unanswered::NotCalled(why) | Unanswered::Failed(why)) => why,
        });
        Ok(calls)
    }

    fn write(calls: &Calls, _: &Context<'_>) -> Reply {
        Reply::xml("Answers", |w| calls.answers.iter().for_each(|answer| w.leaf("Answer", answer)))
    }
}
