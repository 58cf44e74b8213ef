//! Bodies that list keys or parts: as long as the protocol lets them be.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use bytes::Bytes;
use http::Method;
use md5::{Digest as _, Md5};
use ossmock::{Cause, Record};

use super::support::{Client, FRONTS, LOGS, answer, element, request, signed, still};

/// `DeleteMultipleObjects` with this list.
fn delete(list: &str) -> http::Request<Bytes> {
    let mut delete = request(Method::POST, LOGS, "/?delete");
    let digest = BASE64_STANDARD.encode(Md5::digest(list));
    delete.headers_mut().insert("content-md5", digest.parse().expect("a digest"));
    *delete.body_mut() = list.to_owned().into();
    delete
}

#[tokio::test]
async fn a_thousand_keys_of_1023_bytes_are_deleted_at_once() {
    for front in FRONTS {
        let oss = still();
        let acme = oss.create_account("acme");
        let logs = acme.create_bucket("logs");
        let keys: Vec<String> = (0..1_000).map(|number| format!("{number:04}{}", "k".repeat(1_019))).collect();
        logs.put_object(&keys[999], "hello");
        let objects: Vec<String> = keys.iter().map(|key| format!("<Object><Key>{key}</Key></Object>")).collect();
        let list = format!("<Delete><Quiet>true</Quiet>{}</Delete>", objects.concat());
        assert!(list.len() > 1024 * 1024, "{} bytes", list.len());
        let answered = Client::new(front, &oss).await.send(signed(&oss, &acme.credentials(), delete(&list))).await;
        assert_eq!(answer(&answered), "200", "{front:?}");
        logs.object(&keys[999]).assert_absent();
    }
}

#[test]
fn more_than_a_thousand_keys_are_refused_with_a_detail() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    for (keys, detail) in [(1_001, Some("batch delete objects too large")), (0, None)] {
        let list = format!("<Delete>{}</Delete>", "<Object><Key>a</Key></Object>".repeat(keys));
        let refused = oss.handle(signed(&oss, &acme.credentials(), delete(&list)));
        assert_eq!(answer(&refused), "400 MalformedXML");
        assert_eq!(element(&refused, "ErrorDetail").as_deref(), detail);
    }
}

#[tokio::test]
async fn a_list_of_ten_thousand_parts_is_read_as_clients_indent_it() {
    for front in FRONTS {
        let oss = still();
        let acme = oss.create_account("acme");
        let _logs = acme.create_bucket("logs");
        let client = Client::new(front, &oss).await;
        let send = |request| client.send(signed(&oss, &acme.credentials(), request));
        let id = element(&send(request(Method::POST, LOGS, "/k?uploads")).await, "UploadId").expect("an upload");
        let part = |number| {
            let etag = format!("&#34;{number:032X}&#34;");
            format!(
                "    <Part>\r\n        <PartNumber>{number}</PartNumber>\r\n        <ETag>{etag}</ETag>\r\n    </Part>\r\n"
            )
        };
        let parts: Vec<String> = (1..=10_000).map(part).collect();
        let list = format!("<CompleteMultipartUpload>\r\n{}</CompleteMultipartUpload>\r\n", parts.concat());
        assert!(list.len() > 1024 * 1024, "{} bytes", list.len());
        let mut complete = request(Method::POST, LOGS, &format!("/k?uploadId={id}"));
        *complete.body_mut() = list.into();
        // No part was uploaded: that this is what is wrong says that the list was read.
        assert_eq!(answer(&send(complete).await), "400 InvalidPart", "{front:?}");
        assert_eq!(oss.journal().last().and_then(Record::cause), Some(Cause::InvalidPart), "{front:?}");
    }
}
