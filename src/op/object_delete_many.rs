//! `DeleteMultipleObjects`.
//!
//! Source: `alibabacloud.com/help/en/oss/developer-reference/deletemultipleobjects`. Assumed: if the caller may not
//! delete one of the objects, none is deleted. `ErrorDetail` is from issue 119 of `aliyun-oss-python-sdk` and mock
//! fixtures of `alibabacloud-oss-go-sdk-v2`.

use super::body::BodyRule;
use super::context::Context;
use super::encoding_type::Encoding;
use super::object_delete::Deletion;
use super::operate::Operate;
use super::operations::Operation;
use super::permission::Permission;
use super::refusals::invalid_argument;
use super::room::check_room;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::xml::{self, Element};
use crate::wire::{Reply, header};
use crate::world::{MARKER_COST, Retention, VersionId, World};

pub(crate) struct Delete;

/// The EC of an object without a key. Source: `help.aliyun.com/en/oss/user-guide/0016-00000613`.
const NO_KEY: &str = "0016-00000613";

/// The largest number of objects that one request may delete.
const MAX_OBJECTS: usize = 1_000;

/// An object to delete.
pub(super) struct ObjectToDelete {
    pub key: String,
    pub version: Option<VersionId>,
}

impl ObjectToDelete {
    fn read(object: &Element<'_>) -> Result<Self, Refusal> {
        let element = object.required("Key").map_err(|malformed| Refusal::from(malformed).with_ec(NO_KEY))?;
        let key = element.leaf()?;
        if key.is_empty() {
            return Err(Refusal::from(element.wrong("is empty")).with_ec(NO_KEY));
        }
        let version = match object.optional("VersionId")?.map(Element::leaf).transpose()? {
            // Clients may write the element empty when they have no value.
            None | Some("") => None,
            Some(text) => {
                let invalid = || invalid_argument(Cause::VersionIdInvalid, "VersionId", text);
                Some(VersionId::read(text).ok_or_else(invalid)?)
            }
        };
        Ok(Self { key: key.to_owned(), version })
    }
}

pub(crate) struct DeleteManyInput {
    objects: Vec<ObjectToDelete>,
    quiet: bool,
    /// The encoding of keys in the answer: `encoding-type=url`.
    encoding: Encoding,
}

pub(crate) struct DeleteManyOutput {
    /// The result for each object; empty if the answer is quiet.
    deleted: Vec<(ObjectToDelete, Deletion)>,
    quiet: bool,
    encoding: Encoding,
}

impl Permission<'_> {
    /// Checks that the caller may delete all of these objects, one by one up to the first refusal: a thousand
    /// explanations would not help.
    fn check_deletions(&self, objects: &[ObjectToDelete]) -> Result<(), Refusal> {
        let Some(bucket) = self.bucket else { return Err(Cause::NoSuchBucket.into()) };
        for ObjectToDelete { key, version, .. } in objects {
            let permission = self.about(bucket, key, *version);
            permission.ask_of_object(Operation::DeleteObject, key, *version);
            if self.asked.borrow().refused {
                break;
            }
        }
        if objects.len() > 1 && self.asked.borrow().refused {
            self.rests_on(Assumption::OneForbiddenDeletion);
        }
        self.refused().map_or(Ok(()), |explanation| {
            let refusal = self.refusal(Operation::DeleteObject, &explanation);
            Err(Refusal { cause: Cause::DeletionsForbidden, ..refusal })
        })
    }
}

impl Operate for Delete {
    type Input = DeleteManyInput;
    type Output = DeleteManyOutput;

    /// The documented limit of 2 MB, read as 2 MiB: 1,000 keys of 1,023 bytes, if few of their characters are escaped.
    ///
    /// Source: `AlibabaCloudDocs/oss`, `DeleteMultipleObjects`.
    const BODY: BodyRule = BodyRule { most: 2 * 1024 * 1024, too_long: Cause::MalformedXml, ..BodyRule::XML };

    fn read(context: &Context<'_>) -> Result<DeleteManyInput, Refusal> {
        let call = context.call;
        if !call.has_header(header::CONTENT_MD5) {
            return Err(Refusal::from(Cause::MissingArgument).with("ArgumentName", "Content-MD5"));
        }
        // The page lists it among the headers; clients send a parameter.
        let encoding = call.query.get("encoding-type");
        let encoding = encoding.or_else(|| call.header("encoding-type").map(std::borrow::Cow::into_owned));
        let root = context.xml_of_keys("Delete").map_err(|malformed| match malformed.kind() {
            xml::MalformedKind::OtherRoot => Refusal::from(malformed)
                .with_ec("0016-00000608")
                .with("ErrorDetail", "the root node is not named Delete."),
            xml::MalformedKind::SecondRoot | xml::MalformedKind::Other => malformed.into(),
        })?;
        let quiet = match root.optional("Quiet")? {
            None => false,
            Some(quiet) => match quiet.leaf()? {
                "false" => false,
                "true" => true,
                _ => return Err(quiet.wrong("is neither true nor false").into()),
            },
        };
        let elements = || root.all("Object");
        let count = elements().count();
        if !(1..=MAX_OBJECTS).contains(&count) {
            let refusal = Refusal::from(root.wrong("has not 1 to 1,000 objects"));
            let detail = "batch delete objects too large";
            return Err(if count == 0 { refusal } else { refusal.with("ErrorDetail", detail) });
        }
        let objects = elements().map(ObjectToDelete::read).collect::<Result<_, _>>()?;
        Ok(DeleteManyInput { objects, quiet, encoding: Encoding::read(encoding.as_deref())? })
    }

    fn permit(input: &DeleteManyInput, permission: &Permission<'_>) -> Result<(), Refusal> {
        permission.check_deletions(&input.objects)
    }

    fn apply(input: DeleteManyInput, context: &Context<'_>, world: &mut World) -> Result<DeleteManyOutput, Refusal> {
        let DeleteManyInput { objects, quiet, encoding } = input;
        if context.bucket(world)?.settings.versioning.is_some() {
            let markers = objects.iter().filter(|object| object.version.is_none());
            check_room(context, world, markers.map(|object| MARKER_COST + object.key.len() as u64).sum(), 0)?;
        }
        let bucket = context.bucket_mut(world)?;
        let mut deleted = Vec::new();
        let mut kept: Vec<Retention> = Vec::new();
        for object in objects {
            match Deletion::deleting(&object.key, object.version, context, bucket) {
                Ok(deletion) if !quiet => deleted.push((object, deletion)),
                Ok(_) => {}
                Err(retention) => kept.push(retention),
            }
        }
        if let Some(first) = kept.first() {
            context.call.assume(Assumption::WormLeavesObjects);
            let others = kept.len() - 1;
            let more = if others == 0 { String::new() } else { format!("; it protects {others} more of them") };
            context.call.turn(|| format!("not deleted: {first}{more}"));
        }
        Ok(DeleteManyOutput { deleted, quiet, encoding })
    }

    fn write(outcome: &DeleteManyOutput, _: &Context<'_>) -> Reply {
        if outcome.quiet {
            return Reply::EMPTY;
        }
        Reply::xml("DeleteResult", |w| {
            outcome.encoding.element(w);
            for (object, deletion) in &outcome.deleted {
                w.group("Deleted", |w| {
                    w.leaf("Key", &outcome.encoding.written(&object.key));
                    if let (true, Some(version)) = (deletion.marker, deletion.version) {
                        w.flag("DeleteMarker", true);
                        w.leaf("DeleteMarkerVersionId", &version.to_string());
                    }
                    if let Some(version) = object.version {
                        w.leaf("VersionId", &version.to_string());
                    }
                });
            }
        })
    }
}
