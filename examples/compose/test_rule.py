"""A suite that reaches the fake by the name of its container."""

import json
import os
import urllib.error
import urllib.request

import oss2
import pytest

ENDPOINT = os.environ["OSS_ENDPOINT"]


def control(path: str, **headers: str) -> dict:
    request = urllib.request.Request(f"{ENDPOINT}/_ossmock/{path}", headers=headers)
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def test_the_rule_of_a_bucket_is_set_and_the_journal_has_the_call() -> None:
    auth = oss2.Auth(os.environ["OSS_ACCESS_KEY_ID"], os.environ["OSS_ACCESS_KEY_SECRET"])
    bucket = oss2.Bucket(auth, ENDPOINT, "logs")
    bucket.put_bucket_encryption(oss2.models.ServerSideEncryptionRule("AES256"))
    assert bucket.get_bucket_encryption().sse_algorithm == "AES256"
    journal = control("journal", Authorization=f"Bearer {os.environ['OSSMOCK_TOKEN']}")
    assert [call["operation"] for call in journal["records"]] == ["PutBucketEncryption", "GetBucketEncryption"]


def test_the_control_plane_wants_the_token() -> None:
    assert control("health") == {"status": "ok"}
    with pytest.raises(urllib.error.HTTPError, match="403"):
        control("journal")
