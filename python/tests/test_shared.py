"""Tests that share a server: each has a world of its own."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import oss2
import pytest
from ossmock import Control, ControlError, Server

WORLD = """
[[account]]
name = "acme"
bucket = [{ name = "logs" }]
"""

# The world of the suites below, and a client of its bucket.
SUITE = '''
import oss2, pytest

WORLD = """
[[account]]
name = "acme"
bucket = [{ name = "logs" }]
"""

@pytest.fixture
def logs(ossmock):
    ossmock.world(WORLD)
    keys = ossmock.credentials
    auth = oss2.AuthV4(keys.access_key_id, keys.access_key_secret)
    return oss2.Bucket(auth, ossmock.endpoint, "logs", region=keys.region)
'''


def put(server: Control, key: str) -> Any:
    keys = server.credentials
    auth = oss2.AuthV4(keys.access_key_id, keys.access_key_secret)
    return oss2.Bucket(auth, server.endpoint, "logs", region=keys.region).put_object(key, b"1")


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server at OSSMOCK_ENDPOINT."""
    with Server() as server:
        monkeypatch.setenv("OSSMOCK_ENDPOINT", server.endpoint)
        yield server


def test_a_test_has_a_world_of_its_own(ossmock: Server) -> None:
    ossmock.world(WORLD)
    with ossmock.test("one") as one, ossmock.test("two") as two:
        assert ossmock.tests() == ["one", "two"] and one.test_id == "one"
        for own in (one, two):
            own.world(WORLD)
        assert len({server.credentials for server in (ossmock, one, two)}) == 3
        busy = one.fault("PutObject", error="ServiceUnavailable")
        with pytest.raises(oss2.exceptions.ServerError):
            put(one, "a")
        put(two, "a")
        put(ossmock, "b")
        two.advance(3600)
        assert [call["status"] for call in one.journal()] == [503]
        assert [call["key"] for call in ossmock.journal()] == ["b"]
        assert (busy.hits, two.faults(), ossmock.faults()) == (1, [], [])
        assert two.advance(0) - one.advance(0) > timedelta(minutes=59)
        bound = Control(ossmock.endpoint, test_id="two")
        assert bound.credentials == two.credentials
        with one.test("three") as three:
            assert three.test_id == "three" and "three" in one.tests()
        with pytest.raises(ControlError, match="there is a test `one` already"):
            with ossmock.test("one"):
                pass
        two.reset()
        with ossmock.test("three", begin="now") as three, ossmock.test("four") as four:
            assert [[it["objects"] for it in world.overview()["buckets"]] for world in (three, four)] == [[1], []]
    assert ossmock.tests() == []
    with pytest.raises(ControlError, match="there is no test `one`"):
        one.journal()


def test_a_test_that_fails_ends_its_world(ossmock: Server) -> None:
    with pytest.raises(KeyError):
        with ossmock.test("one"):
            raise KeyError
    assert ossmock.tests() == []


def test_hundreds_of_tests_of_several_workers_share_a_server(pytester: pytest.Pytester, shared: Server) -> None:
    """Each sets and reads a rule of a bucket of the same name, arms a fault and moves the clock: none sees another."""
    pytester.makepyfile(
        SUITE
        + """
import pathlib
from datetime import datetime, timedelta, timezone

@pytest.mark.parametrize("turn", range(200))
def test_alone(turn, logs, ossmock):
    key, strikes = f"key-{turn}", 1 + turn % 3
    ossmock.set_settings("logs", encryption={"algorithm": "KMS", "kms_master_key_id": key})
    assert logs.get_bucket_encryption().kms_master_keyid == key
    busy = ossmock.fault("GetBucketAcl", error="ServiceUnavailable", times=strikes)
    for _ in range(strikes):
        with pytest.raises(oss2.exceptions.ServerError):
            logs.get_bucket_acl()
    logs.get_bucket_acl()
    now = ossmock.advance(timedelta(days=turn))
    assert abs(now - datetime.now(timezone.utc) - timedelta(days=turn)) < timedelta(hours=1)
    assert logs.get_bucket_encryption().kms_master_keyid == key
    assert (busy.hits, len(ossmock.faults()), len(ossmock.journal())) == (strikes, 1, 3 + strikes)
    pathlib.Path(f"endpoint-{ossmock.endpoint[-5:]}").touch()
"""
    )
    pytester.runpytest_subprocess("-n", "8").assert_outcomes(passed=200)
    assert len(list(pytester.path.glob("endpoint-*"))) == 1
    assert (shared.tests(), shared.journal()) == ([], [])


def test_the_report_has_the_calls_of_the_test_alone(pytester: pytest.Pytester, shared: Server) -> None:
    pytester.makepyfile(
        SUITE
        + """
@pytest.mark.parametrize("turn", range(4))
def test_it(turn, logs, ossmock):
    logs.get_object(f"none-{turn}")
"""
    )
    result = pytester.runpytest_subprocess("-n", "2")
    result.assert_outcomes(failed=4)
    output = result.stdout.str()
    assert output.count("ossmock: calls that were refused") == 4
    for report in re.split(r"_+ test_it\[", output)[1:]:
        [key] = re.findall(r"GetObject logs/(none-\d) by acme: 404", report)
        assert report.startswith(f"{key[-1]}]")
    assert shared.tests() == []


def test_the_header_names_the_server(pytester: pytest.Pytester, shared: Server) -> None:
    pytester.makepyfile("def test_it(): pass")
    output = pytester.runpytest_subprocess().stdout
    output.fnmatch_lines([f"ossmock: each test has a world of its own at {shared.endpoint}"])


@pytest.mark.parametrize("name", ["ü" * 300, "a" * 900, "two words"])
def test_every_name_of_a_test_is_an_id(name: str, pytester: pytest.Pytester, shared: Server) -> None:
    pytester.makepyfile(
        f"""
import pytest

@pytest.mark.parametrize("_", ["{name}"])
def test_it(_, ossmock):
    assert len(ossmock.test_id) > 32
"""
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_a_server_that_others_started_has_its_token(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    token = "a-token-of-24-characters"
    monkeypatch.setenv("OSSMOCK_TOKEN", token)
    pytester.makepyfile("def test_it(ossmock): assert ossmock.journal() == []")
    with Server() as server:
        monkeypatch.setenv("OSSMOCK_ENDPOINT", server.endpoint)
        pytester.runpytest_subprocess().assert_outcomes(passed=1)
        monkeypatch.setenv("OSSMOCK_TOKEN", "another-of-24-characters")
        result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ControlError: GET /_ossmock/about was answered 403: *token*"])


@pytest.mark.parametrize(
    "endpoint, message",
    [
        ("http://127.0.0.1:1", "*the server at http://127.0.0.1:1 does not answer: *: start `ossmock serve` there, or unset "),
        ("127.0.0.1:9000", "*127.0.0.1:9000 is no endpoint: give it as http://ADDRESS:PORT"),
    ],
)
def test_a_wrong_endpoint_is_told(
    endpoint: str, message: str, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSSMOCK_ENDPOINT", endpoint)
    pytester.makepyfile("def test_it(ossmock): pass")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([message + "*"])
