//! `PutBucketRequestPayment` and `GetBucketRequestPayment`; `oss/payer.rs` has the effect.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketrequestpayment` and its sibling; the default from the live
//! tests of `alibabacloud-oss-go-sdk-v2` and `aliyun-oss-java-sdk`.

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use super::show::View;
use crate::error::Refusal;
use crate::wire::Reply;
use crate::world::{Payer, StoredAccount, StoredBucket, World};

pub(crate) struct Put;
pub(crate) struct Get;

const ROOT: &str = "RequestPaymentConfiguration";
const ELEMENT: &str = "Payer";

impl Operate for Put {
    type Input = Payer;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<Payer, Refusal> {
        let root = context.xml(ROOT)?;
        let element = root.required(ELEMENT)?;
        let payer = Payer::from_wire(element.leaf()?);
        // That another value makes the body malformed is assumed.
        payer.ok_or_else(|| element.wrong("is neither `BucketOwner` nor `Requester`").into())
    }

    fn apply(payer: Payer, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().request_payment = payer;
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

impl View for Get {
    fn write(bucket: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        Reply::xml(ROOT, |w| w.leaf(ELEMENT, bucket.settings.request_payment.as_str()))
    }
}
