"""Unmodified clients against the fixture, by its endpoint and as their proxy."""

from typing import Any

import alibabacloud_oss_v2 as oss
import oss2
import pytest
from ossmock import Credentials, Server

REAL = "http://oss-cn-hangzhou.aliyuncs.com"


@pytest.fixture
def keys(ossmock: Server) -> Credentials:
    ossmock.world({"account": [{"name": "acme", "bucket": [{"name": "logs"}]}]})
    return ossmock.credentials


def client(keys: Credentials, **settings: Any) -> Any:
    provider = oss.credentials.StaticCredentialsProvider(keys.access_key_id, keys.access_key_secret)
    return oss.Client(oss.config.Config(region=keys.region, credentials_provider=provider, **settings))


def put_and_get(logs: Any) -> None:
    logs.put_object(oss.PutObjectRequest(bucket="logs", key="a", body=b"1"))
    assert logs.get_object(oss.GetObjectRequest(bucket="logs", key="a")).body.content == b"1"


def test_oss2_by_its_endpoint(ossmock: Server, keys: Credentials) -> None:
    auth = oss2.AuthV4(keys.access_key_id, keys.access_key_secret)
    logs = oss2.Bucket(auth, ossmock.endpoint, "logs", region=keys.region)
    logs.put_object("a", b"1")
    assert logs.get_object("a").read() == b"1"


def test_oss2_by_a_real_endpoint(ossmock: Server, keys: Credentials, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", ossmock.endpoint)
    logs = oss2.Bucket(oss2.Auth(keys.access_key_id, keys.access_key_secret), REAL, "logs")
    logs.put_object("a", b"1")
    assert ossmock.journal()[-1]["host"] == "logs.oss-cn-hangzhou.aliyuncs.com"


def test_oss_v2_by_its_endpoint(ossmock: Server, keys: Credentials) -> None:
    put_and_get(client(keys, endpoint=ossmock.endpoint))


def test_oss_v2_by_its_region_alone(ossmock: Server, keys: Credentials, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", ossmock.endpoint)
    put_and_get(client(keys, disable_ssl=True))
    assert ossmock.journal()[-1]["host"] == "logs.oss-cn-hangzhou.aliyuncs.com"


def test_https_through_a_proxy_is_not_emulated(
    ossmock: Server, keys: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", ossmock.endpoint)
    with pytest.raises(oss.exceptions.OperationError, match="501"):
        put_and_get(client(keys, retry_max_attempts=1))
    [connect] = ossmock.journal()
    assert (connect["method"], connect["code"]) == ("CONNECT", "NotEmulated")
