//! KMS keys: what a test arranges and reads back, its mistakes, and how they are shown.

use ossmock::{
    EncryptionRule, Oss,
    kms::{KmsAction, KmsKeyState, KmsService},
};

use super::panics::panic_here;
use super::support::{LOGS, answer, kms, put_rule, signed, still};

const ID: &str = "9468da86-3509-4f8d-a61e-6eab1eac0000";

#[test]
fn a_key_is_enabled_and_has_an_alias_and_an_id_that_was_made_up() {
    let oss = Oss::builder().region("cn-beijing").build();
    let acme = oss.create_account("acme");
    let orders = acme.create_kms_key("orders");
    let (alias, region, state) = (orders.alias(), orders.region(), orders.state());
    assert_eq!((alias.as_deref(), &*region, state), (Some("alias/orders"), "cn-beijing", KmsKeyState::Enabled));
    assert_ne!(orders.id(), acme.create_kms_key("refunds").id());
    // The same test has the same ids in each run.
    let again = Oss::builder().region("cn-beijing").build().create_account("acme").create_kms_key("orders");
    assert_eq!(again.id(), orders.id());
    assert_eq!(
        format!("{orders:?}"),
        format!("KmsKey {{ name: \"alias/orders\", id: Some({:?}), state: Some(Enabled), .. }}", orders.id())
    );
}

#[test]
fn states_change_from_any_to_any() {
    let orders = Oss::new().create_account("acme").create_kms_key("orders");
    assert_eq!(orders.disable().state(), KmsKeyState::Disabled);
    assert_eq!(orders.schedule_deletion().state(), KmsKeyState::PendingDeletion);
    assert_eq!(orders.await_import().state(), KmsKeyState::PendingImport);
    assert_eq!(orders.enable().state(), KmsKeyState::Enabled);
    let words = [
        (KmsKeyState::Enabled, "Enabled"),
        (KmsKeyState::Disabled, "Disabled"),
        (KmsKeyState::PendingDeletion, "PendingDeletion"),
        (KmsKeyState::PendingImport, "PendingImport"),
    ];
    for (state, word) in words {
        assert_eq!((state.to_string().as_str(), KmsKeyState::from_wire(word)), (word, Some(state)));
    }
}

#[test]
fn a_key_is_got_by_alias_or_id() {
    let oss = Oss::new();
    let (acme, other) = (oss.create_account("acme"), oss.create_account("other"));
    let orders = acme.create_kms_key("orders").set_id(ID).set_region("cn-beijing");
    for name in ["orders", "alias/orders", ID] {
        let found = acme.kms_key(name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!((found.id(), found.region()), (ID.to_owned(), "cn-beijing".to_owned()), "{name}");
    }
    for name in ["refunds", "alias/refunds", "", "alias/"] {
        assert!(acme.kms_key(name).is_none(), "{name}");
    }
    assert!(other.kms_key("orders").is_none() && other.kms_key(ID).is_none());
    // Aliases are an account's own.
    assert_ne!(other.create_kms_key("orders").id(), orders.id());
    // The key goes on under its alias when it gets another id.
    orders.set_id("key-hzz1");
    assert_eq!(orders.id(), "key-hzz1");
    assert!(acme.kms_key(ID).is_none());
    acme.kms_key("key-hzz1").expect("the new id").disable();
    assert_eq!(orders.state(), KmsKeyState::Disabled);
}

#[test]
fn mistakes_are_told_in_words_at_the_line_of_the_test() {
    let oss = Oss::new();
    let (acme, other) = (oss.create_account("acme"), oss.create_account("other"));
    let orders = acme.create_kms_key("orders").set_id(ID);

    let message = panic_here!(acme.create_kms_key("orders"));
    let expected = "the account has a KMS key `alias/orders` already: keep its handle, or call `kms_key`";
    assert_eq!(message, expected);
    for id in ["", "123", "key-", "9468da86-3509-4f8d-a61e", "9468da86-3509-4f8d-a61e-6eab1eac****"] {
        let form = "write a UUID, or `key-` and letters and digits";
        assert_eq!(panic_here!(orders.set_id(id)), format!("`{id}` is not the id of a KMS key: {form}"));
    }
    let message = panic_here!(other.create_kms_key("orders").set_id(ID));
    assert_eq!(message, format!("there is a KMS key with the id `{ID}` already"));
    let message = panic_here!(orders.set_region("oss-cn-beijing"));
    assert_eq!(message, "`oss-cn-beijing` is not a region: write it like `cn-hangzhou`, without `oss-`");
    assert_eq!((orders.id(), orders.region()), (ID.to_owned(), "cn-hangzhou".to_owned()));

    oss.reset_to(&Oss::new());
    let gone = "there is no KMS key `alias/orders` of `acme` any more: the world was replaced";
    assert_eq!(panic_here!(orders.id()), gone);
    assert_eq!(panic_here!(orders.disable()), gone);
    assert_eq!(panic_here!(orders.set_region("cn-beijing")), gone);
    let shown = format!("{orders:?}");
    assert_eq!(shown, "KmsKey { name: \"alias/orders\", id: None, state: None, .. }");
    let gone = "there is no account `acme` any more: the world was replaced";
    assert_eq!(panic_here!(acme.create_kms_key("orders")), gone);
    assert_eq!(panic_here!(acme.kms_key("orders")), gone);
    assert_eq!(panic_here!(acme.set_kms_service(KmsService::NotEnabled)), gone);
}

#[test]
fn a_rule_may_name_a_key_whatever_becomes_of_it() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.set_kms_service(KmsService::NotEnabled);
    let logs = acme.create_bucket("logs");
    let orders = acme.create_kms_key("orders").disable();
    let put = put_rule(LOGS, &kms(&orders.id()));
    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), put))), "200");
    logs.assert_encryption(EncryptionRule::kms(&orders.id()));
    assert_eq!(oss.kms().count(), 0, "setting a rule asks nothing of KMS");
}

#[test]
fn a_key_is_a_fact_of_the_world() {
    let oss = still();
    let acme = oss.create_account("acme");
    let orders = acme.create_kms_key("orders");
    let before = oss.snapshot();
    orders.disable();
    assert_ne!(oss.snapshot(), before);
    orders.enable();
    assert_eq!(oss.snapshot(), before);
    acme.set_kms_service(KmsService::InDebt);
    assert_ne!(oss.snapshot(), before);
}

#[test]
fn the_ledger_is_empty_before_anything_is_encrypted() {
    let ledger = Oss::new().kms();
    assert_eq!((ledger.ledger().len(), ledger.count(), ledger.forgotten()), (0, 0, 0));
    assert_eq!((ledger.count_of(KmsAction::Decrypt), ledger.by_key_and_caller().len()), (0, 0));
    assert_eq!(ledger.to_string(), "");
}
