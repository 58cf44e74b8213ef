//! A policy document, of an identity and of a bucket: what is read is written back equal.

use ossmock::policy::{BucketPolicy, Document};

pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(policy) = text.parse::<Document>() {
        assert_eq!(policy.to_json().parse(), Ok(policy));
    }
    if let Ok(policy) = text.parse::<BucketPolicy>() {
        assert_eq!(policy.json(), text);
        // Writing may lengthen a policy beyond the limit of 16 KiB; it changes nothing else.
        if let Ok(read) = policy.document().to_json().parse::<BucketPolicy>() {
            assert_eq!(read.document(), policy.document());
            assert_eq!(read.is_public(), policy.is_public());
        }
    }
}
