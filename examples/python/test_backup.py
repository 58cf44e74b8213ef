"""The tests of `backup.py`, against a fake OSS."""

import backup
import oss2
import pytest
import requests

WORLD = """
[[account]]
name = "acme"
bucket = [{ name = "logs" }]
kms_key = [{ id = "key-1" }]

[[account.ram_user]]
name = "reader"
policies = [{ Version = "1", Statement = [{ Effect = "Allow", Action = "oss:Get*", Resource = "*" }] }]
"""


@pytest.fixture
def logs(ossmock):
    """The bucket `logs`, as its owner opens it."""
    ossmock.world(WORLD)
    return open_as(ossmock, "acme")


def open_as(ossmock, caller):
    keys = ossmock.credentials_of(caller)
    return backup.open_bucket(ossmock.endpoint, "logs", keys.access_key_id, keys.access_key_secret, keys.region)


def test_the_bucket_is_encrypted(logs):
    backup.encrypt(logs, "key-1")

    rule = logs.get_bucket_encryption()
    assert (rule.sse_algorithm, rule.kms_master_keyid) == ("KMS", "key-1")


def test_a_reader_may_not_encrypt(logs, ossmock):
    with pytest.raises(oss2.exceptions.AccessDenied):
        backup.encrypt(open_as(ossmock, "acme/reader"), "key-1")

    [refused] = ossmock.journal("PutBucketEncryption", outcome="refused")
    [missing] = refused["explanation"]["missing"]
    assert missing["policy"]["action"] == "oss:PutBucketEncryption"


def test_a_backup_cannot_be_read_while_its_key_is_disabled(logs, ossmock):
    backup.encrypt(logs, "key-1")
    backup.upload(logs, "monday", b"data")

    ossmock.set_key_state("acme", "key-1", "Disabled")

    with pytest.raises(oss2.exceptions.ServerError):
        logs.get_object("monday")
    assert ossmock.journal(outcome="refused")[-1]["cause"] == "KmsKeyDisabled"


def test_an_upload_is_tried_again_while_oss_is_busy(logs, ossmock):
    busy = ossmock.fault("PutObject", first=2, error="ServiceUnavailable")

    backup.upload(logs, "monday", b"data", tries=3)

    assert busy.hits == 2
    assert logs.get_object("monday").read() == b"data"


def test_a_link_expires(logs, ossmock):
    backup.upload(logs, "monday", b"data")
    url = backup.link(logs, "monday", 900)
    assert requests.get(url).content == b"data"

    ossmock.advance(901)

    assert requests.get(url).status_code == 403
