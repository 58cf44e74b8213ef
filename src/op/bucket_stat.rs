//! `GetBucketStat`: the sizes and numbers of the content of a bucket.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/getbucketstat` (2025-11); the order of the elements from the fixtures of
//! `alibabacloud-oss-go-sdk-v2`; the zeros of an empty bucket from its live test.

use super::context::Context;
use super::show::View;
use crate::error::Assumption;
use crate::wire::Reply;
use crate::world::{Found, StorageClass, StoredAccount, StoredBucket};

pub(crate) struct Get;

/// The size that a smaller object is billed for, in the classes below `Standard`.
const LEAST_BILLED: u64 = 64 * 1024;

/// The classes, and the prefixes of their elements, in the order of the answer.
const CLASSES: [(StorageClass, &str); 5] = [
    (StorageClass::Standard, "Standard"),
    (StorageClass::InfrequentAccess, "InfrequentAccess"),
    (StorageClass::Archive, "Archive"),
    (StorageClass::ColdArchive, "ColdArchive"),
    (StorageClass::DeepColdArchive, "DeepColdArchive"),
];

/// The sizes and numbers of one storage class.
#[derive(Default)]
struct ClassStat {
    /// The size that is billed.
    billed: u64,
    size: u64,
    objects: u64,
    parts: u64,
    size_of_parts: u64,
}

/// The sizes and numbers of a bucket.
#[derive(Default)]
struct BucketStat {
    classes: [ClassStat; CLASSES.len()],
    delete_markers: u64,
}

impl BucketStat {
    fn of(bucket: &StoredBucket) -> Self {
        let mut stat = Self::default();
        for (_, version) in bucket.objects.all() {
            match version {
                Found::Object(object) => {
                    let size = object.body.len() as u64;
                    let class = stat.class(object.storage_class);
                    class.objects += 1;
                    class.size += size;
                    class.billed += match object.storage_class {
                        StorageClass::Standard => size,
                        _ => size.max(LEAST_BILLED),
                    };
                }
                Found::DeleteMarker(_) => stat.delete_markers += 1,
                Found::Nothing => {}
            }
        }
        for upload in bucket.uploads.all() {
            let class = stat.class(upload.draft.storage_class);
            for part in upload.parts.values() {
                class.parts += 1;
                class.size_of_parts += part.body.len() as u64;
            }
        }
        stat
    }

    /// The statistics of a class: the list of classes has them in the order of the type.
    fn class(&mut self, class: StorageClass) -> &mut ClassStat {
        &mut self.classes[class as usize]
    }

    fn sum(&self, of_class: impl Fn(&ClassStat) -> u64) -> u64 {
        self.classes.iter().map(of_class).sum()
    }
}

impl View for Get {
    fn rests_on(bucket: &StoredBucket, _: &StoredAccount) -> Option<Assumption> {
        was_used(bucket).then_some(Assumption::StatAtOnce)
    }

    fn write(bucket: &StoredBucket, _: &StoredAccount, context: &Context<'_>) -> Reply {
        let stat = BucketStat::of(bucket);
        let as_of = if was_used(bucket) { context.now.as_second() } else { 0 };
        Reply::xml("BucketStat", |w| {
            let mut leaf = |name: &str, number: u64| w.leaf(name, &number.to_string());
            leaf("Storage", stat.sum(|class| class.size));
            leaf("ObjectCount", stat.sum(|class| class.objects));
            leaf("MultipartUploadCount", bucket.uploads.all().count() as u64);
            // ossmock has no live channels.
            leaf("LiveChannelCount", 0);
            leaf("LastModifiedTime", as_of.cast_unsigned());
            for ((class, prefix), stat) in CLASSES.iter().zip(&stat.classes) {
                leaf(&format!("{prefix}Storage"), stat.billed);
                if *class != StorageClass::Standard {
                    leaf(&format!("{prefix}RealStorage"), stat.size);
                }
                leaf(&format!("{prefix}ObjectCount"), stat.objects);
                leaf(&format!("{prefix}MultipartPartCount"), stat.parts);
                leaf(&format!("{prefix}MultipartPartStorage"), stat.size_of_parts);
            }
            leaf("MultipartPartCount", stat.sum(|class| class.parts));
            leaf("MultipartPartStorage", stat.sum(|class| class.size_of_parts));
            leaf("DeleteMarkerCount", stat.delete_markers);
        })
    }
}

/// Returns `true` if something was ever written to the bucket.
fn was_used(bucket: &StoredBucket) -> bool {
    bucket.objects.made() > 0 || !bucket.uploads.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_classes_are_in_the_order_of_their_type() {
        for (place, (class, _)) in CLASSES.iter().enumerate() {
            assert_eq!(*class as usize, place);
        }
    }
}
