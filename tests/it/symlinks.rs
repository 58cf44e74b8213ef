//! Links: what reading one needs of KMS and of the target, and what becomes of them in replicas and between two steps.

use bytes::Bytes;
use http::Method;
use ossmock::{
    Cause, EncryptionRule, Oss, Peer, Record, kms::KmsAction, object::ObjectType, replication::ReplicationRule,
};

use super::panics::panic_here;
use super::support::{LOGS, answer, header, request, signed, still};

#[test]
fn the_key_of_the_target_decrypts_what_is_read() {
    let oss = Oss::builder().kms_permissions(true).build();
    let acme = oss.create_account("acme");
    acme.create_kms_key("orders").set_id("key-1");
    let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::kms("key-1"));
    let link = logs.put_symlink("link", "secret");
    link.assert_encryption(None);
    logs.put_object("secret", "hello");
    let reader = acme.create_ram_user("reader").allow("oss:GetObject", &format!("{}/*", logs.arn()));
    let get = || oss.handle(signed(&oss, &reader.credentials(), request(Method::GET, LOGS, "/link")));
    let cause = || oss.journal().last().and_then(Record::cause);

    assert_eq!(answer(&get()), "403 AccessDenied");
    assert_eq!(cause(), Some(Cause::ForbiddenByKms));
    assert_eq!(oss.kms().count_of(KmsAction::Decrypt), 0);

    let head = signed(&oss, &reader.credentials(), request(Method::HEAD, LOGS, "/link"));
    assert_eq!(oss.handle(head).status(), 200, "the head of it needs no key");

    reader.allow("kms:Decrypt", "acs:kms:*:*:*");
    let response = get();
    assert_eq!((answer(&response), &**response.body()), ("200".to_owned(), &b"hello"[..]));
    let kms = oss.kms();
    let call = kms.ledger().last().expect("a call of KMS");
    assert_eq!((call.action, &*call.object), (KmsAction::Decrypt, "secret"));
}

#[test]
fn both_permissions_are_what_a_reader_needs() {
    let oss = Oss::builder().audit(true).build();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    logs.put_symlink("link", "target");
    logs.put_object("target", "hello");
    let reader = acme.create_ram_user("reader");
    assert_eq!(answer(&oss.handle(signed(&oss, &reader.credentials(), request(Method::GET, LOGS, "/link")))), "200");
    let policy = oss.required_policy_for(&reader).expect("it called").to_json();
    assert!(policy.contains("acs:oss:*:*:logs/link") && policy.contains("acs:oss:*:*:logs/target"), "{policy}");
}

#[test]
fn a_replica_of_a_link_is_a_link_and_not_encrypted() {
    let oss = still();
    let acme = oss.create_account("acme");
    let backup = acme.create_bucket("backup").set_region("cn-beijing").set_encryption(EncryptionRule::Aes256);
    let logs = acme.create_bucket("logs").add_replication(ReplicationRule::to("backup"));
    logs.put_symlink("link", "target");
    assert_eq!(oss.replicate().to_string(), "logs/link to backup: written, encryption none\n");
    let replica = backup.object("link");
    assert_eq!((replica.object_type(), replica.symlink_target().as_deref()), (ObjectType::Symlink, Some("target")));
}

#[test]
fn a_link_that_leads_elsewhere_meanwhile_is_not_followed() {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    for key in ["open", "closed"] {
        logs.put_object(key, key);
    }
    let reader = acme.create_ram_user("reader").allow("oss:GetObject", "acs:oss:*:*:logs/link");
    reader.allow("oss:GetObject", "acs:oss:*:*:logs/open");
    for before in [Some("open"), None] {
        match before {
            Some(target) => logs.put_symlink("link", target),
            None => logs.put_object("link", "an object"),
        };
        let (head, body) = signed(&oss, &reader.credentials(), request(Method::GET, LOGS, "/link")).into_parts();
        let admitted = oss.admit(&head, Peer::default()).expect("the caller may");
        logs.put_symlink("link", "closed");
        assert_eq!(answer(&admitted.finish(body)), "501 NotEmulated");
    }
}

#[test]
fn a_link_through_a_handle_is_read_by_requests() {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let link = logs.put_symlink("a b/é", "日本/+");
    assert_eq!((link.body(), link.symlink_target().as_deref()), (Bytes::new(), Some("日本/+")));
    assert_eq!(logs.put_object("plain", "hello").symlink_target(), None);
    let get = request(Method::GET, LOGS, "/a%20b/%C3%A9?symlink");
    let response = oss.handle(signed(&oss, &acme.credentials(), get));
    assert_eq!(header(&response, "x-oss-symlink-target"), "%E6%97%A5%E6%9C%AC/%2B");

    let wrong = "`/target` is not the key of an object: it must not be empty, nor start with a slash or a backslash";
    assert_eq!(panic_here!(logs.put_symlink("link", "/target")), wrong);
    assert!(panic_here!(logs.put_symlink("", "target")).starts_with("`` is not the key of an object"));
    assert!(panic_here!(logs.object("nothing").symlink_target()).starts_with("there is no object `nothing`"));
}
