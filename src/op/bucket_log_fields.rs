//! `PutUserDefinedLogFieldsConfig`, `GetUserDefinedLogFieldsConfig` and `DeleteUserDefinedLogFieldsConfig`. They are for the
//! real-time log, which ossmock lacks; the access log does not have the fields.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putuserdefinedlogfieldsconfig` and its siblings; the live test of
//! `alibabacloud-oss-go-sdk-v2` (`TestBucketLogging`).

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use super::remove::Removal;
use crate::error::{Cause, Refusal};
use crate::wire::Reply;
use crate::wire::xml::{Element, Writer};
use crate::world::{LogFields, MAX_LOG_FIELDS, World};

pub(crate) struct Put;
pub(crate) struct Get;
pub(crate) struct Delete;

const ROOT: &str = "UserDefinedLogFieldsConfiguration";

impl Operate for Put {
    type Input = LogFields;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<LogFields, Refusal> {
        let root = context.xml(ROOT)?;
        let names = |set: &str, name: &str| -> Result<Vec<String>, Refusal> {
            let Some(set) = root.optional(set)? else { return Ok(Vec::new()) };
            set.all(name).map(|leaf: &Element<'_>| Ok(leaf.leaf()?.to_owned())).collect()
        };
        let fields = LogFields { headers: names("HeaderSet", "header")?, parameters: names("ParamSet", "parameter")? };
        if fields.count() > MAX_LOG_FIELDS {
            return Err(Cause::TooManyLogFields.into());
        }
        fields.check().map_err(|problem| Refusal::from(Cause::LogFieldsInvalid).note(problem))?;
        Ok(fields)
    }

    fn apply(fields: LogFields, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().user_defined_log_fields = Some(fields);
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

impl Operate for Get {
    type Input = ();
    type Output = LogFields;

    fn read(_: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), context: &Context<'_>, world: &mut World) -> Result<LogFields, Refusal> {
        let fields = context.bucket(world)?.settings.user_defined_log_fields.clone();
        fields.ok_or_else(|| Refusal::from(Cause::NoLogFields).with("BucketName", context.bucket))
    }

    fn write(fields: &LogFields, _: &Context<'_>) -> Reply {
        let set = |w: &mut Writer, set: &str, name: &str, names: &[String]| {
            w.group(set, |w| names.iter().for_each(|text| w.leaf(name, text)));
        };
        Reply::xml(ROOT, |w| {
            set(w, "HeaderSet", "header", &fields.headers);
            set(w, "ParamSet", "parameter", &fields.parameters);
        })
    }
}

impl Removal for Delete {
    fn remove(context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().user_defined_log_fields = None;
        Ok(())
    }
}
