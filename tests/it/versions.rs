//! Versions of objects: what a test arranges, and what it reads back of requests.

use bytes::Bytes;
use http::{Method, StatusCode};
use ossmock::{Cause, EncryptionRule, Oss, Record, settings::Versioning};

use super::support::{LOGS, request, signed, still};

fn send(oss: &Oss, method: Method, target: &str, body: impl Into<Bytes>) -> http::Response<Bytes> {
    let mut sent = request(method, LOGS, target);
    *sent.body_mut() = body.into();
    oss.handle(signed(oss, &oss.account("acme").expect("an account").credentials(), sent))
}

fn cause(oss: &Oss) -> Option<Cause> {
    oss.journal().last().and_then(Record::cause)
}

#[test]
fn a_test_reads_the_versions_that_requests_made() {
    let oss = still();
    let logs = oss.create_account("acme").create_bucket("logs");
    let note = logs.put_object("note", "before");
    let versioned = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    assert_eq!(send(&oss, Method::PUT, "/?versioning", versioned).status(), StatusCode::OK);
    assert_eq!(logs.versioning(), Some(Versioning::Enabled));
    let _ = logs.set_encryption(EncryptionRule::Aes256);
    assert_eq!(send(&oss, Method::PUT, "/note", "kept").status(), StatusCode::OK);
    let deleted = send(&oss, Method::DELETE, "/note", "");
    assert_eq!(deleted.headers()["x-oss-delete-marker"], "true");

    let versions = note.versions();
    let bodies: Vec<_> = versions.iter().map(ossmock::object::ObjectVersion::body).collect();
    assert_eq!(bodies, [None, Some("kept".into()), Some("before".into())]);
    assert_eq!(
        versions.iter().map(ossmock::object::ObjectVersion::is_latest).collect::<Vec<_>>(),
        [true, false, false]
    );
    assert!(versions[0].is_delete_marker() && !versions[1].is_delete_marker());
    assert_eq!(deleted.headers()["x-oss-version-id"], *versions[0].id());
    assert_eq!(versions[2].id(), "null");
    // A rule counts for what is written under it.
    assert!(versions[1].encryption().is_some() && versions[2].encryption().is_none());
    assert!(!note.exists() && logs.object("another").versions().is_empty());

    assert_eq!(send(&oss, Method::GET, "/note", "").status(), StatusCode::NOT_FOUND);
    assert_eq!(cause(&oss), Some(Cause::NoSuchKey));
    let target = format!("/note?versionId={}", versions[0].id());
    assert_eq!(send(&oss, Method::GET, &target, "").status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(cause(&oss), Some(Cause::DeleteMarkerNotReadable));
    assert_eq!(send(&oss, Method::DELETE, "/", "").status(), StatusCode::CONFLICT);
    assert_eq!(cause(&oss), Some(Cause::BucketNotEmpty));

    assert_eq!(send(&oss, Method::DELETE, &target, "").status(), StatusCode::NO_CONTENT);
    assert_eq!(note.body(), "kept");
    assert_eq!(note.versions().len(), 2);
}

#[test]
fn there_is_no_way_back_to_a_bucket_that_never_kept_versions() {
    let oss = still();
    let logs = oss.create_account("acme").create_bucket("logs").set_versioning(Versioning::Suspended);
    for (status, expected) in [
        ("Disabled", Cause::VersioningStatusInvalid),
        ("Enabled ", Cause::VersioningStatusInvalid),
        ("", Cause::VersioningStatusEmpty),
    ] {
        let body = format!("<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>");
        let refused = send(&oss, Method::PUT, "/?versioning", body);
        assert_eq!((refused.status(), cause(&oss)), (StatusCode::BAD_REQUEST, Some(expected)), "{status:?}");
        assert_eq!(logs.versioning(), Some(Versioning::Suspended));
    }
}

/// Every page of a listing, put together, shows each version once.
#[test]
fn clients_that_follow_the_markers_see_every_version_once() {
    let oss = still();
    let logs = oss.create_account("acme").create_bucket("logs").set_versioning(Versioning::Enabled);
    let mut expected = Vec::new();
    for key in ["a", "b/1", "b/2"] {
        for body in ["1", "2", "3"] {
            let _ = logs.put_object(key, body);
        }
        expected.extend(logs.object(key).versions().iter().map(ossmock::object::ObjectVersion::id));
    }
    let leaf = |xml: &str, name: &str| {
        let (_, rest) = xml.split_once(&format!("<{name}>"))?;
        rest.split_once('<').map(|(text, _)| text.to_owned())
    };
    for page in 1..=4 {
        let (mut found, mut target) = (Vec::new(), format!("/?versions&max-keys={page}"));
        loop {
            let xml = String::from_utf8(send(&oss, Method::GET, &target, "").body().to_vec()).expect("it is XML");
            found.extend(xml.split("<Version>").skip(1).map(|version| leaf(version, "VersionId").expect("an id")));
            match (leaf(&xml, "NextKeyMarker"), leaf(&xml, "NextVersionIdMarker")) {
                (Some(key), Some(id)) => {
                    target = format!("/?versions&max-keys={page}&key-marker={key}&version-id-marker={id}");
                }
                _ => break,
            }
        }
        assert_eq!(found, expected, "{page}");
    }
}
