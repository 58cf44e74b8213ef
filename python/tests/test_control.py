"""The calls of the control plane, on a server."""

import http.server
import json
import re
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Callable

import oss2
import ossmock
import pytest
from ossmock import Control, ControlError, Credentials, Server

WORLD = """
region = "cn-beijing"

[[account]]
name = "acme"
bucket = [{ name = "logs", replication = [{ to = "backup" }] }, { name = "backup", region = "cn-hangzhou" }]
ram_user = [{ name = "ci" }]
role = [{ name = "deploy", session = [{ name = "job-7" }] }]
kms_key = [{ id = "key-1" }]

[[account]]
name = "other"
"""

POLICY: dict[str, Any] = {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:GetBucketAcl", "Resource": "*"}]}


def bucket(server: Server, keys: Credentials, name: str = "logs") -> Any:
    auth = oss2.ProviderAuthV4(
        oss2.credentials.StaticCredentialsProvider(keys.access_key_id, keys.access_key_secret, keys.security_token)
    )
    return oss2.Bucket(auth, server.endpoint, name, region=keys.region)


def test_a_world_is_text_a_dict_or_a_path(ossmock: Server, tmp_path: Path) -> None:
    path = tmp_path / "world.toml"
    path.write_text(WORLD)
    made = [ossmock.world(WORLD), ossmock.world(path), ossmock.world(ossmock.world())]
    assert [[account["name"] for account in world["account"]] for world in made] == [["acme", "other"]] * 3
    ossmock.world({"account": [{"name": "third"}]})
    assert [account["name"] for account in ossmock.world()["account"]] == ["third"]
    ossmock.reset()
    assert [account["name"] for account in ossmock.world()["account"]] == ["default"]


def test_each_caller_has_credentials(ossmock: Server) -> None:
    ossmock.world(WORLD)
    assert ossmock.credentials == ossmock.credentials_of("acme")
    assert ossmock.credentials.region == "cn-beijing"
    assert ossmock.credentials.security_token is None
    for caller, status in [("acme", 200), ("acme/ci", 403), ("acme/deploy/job-7", 403), ("other", 403)]:
        try:
            answered = bucket(ossmock, ossmock.credentials_of(caller)).get_bucket_acl().status
        except oss2.exceptions.ServerError as error:
            answered = error.status
        assert answered == status
        assert ossmock.journal()[-1]["caller"] == caller
    with pytest.raises(Exception, match="no caller acme/co: there are acme, acme/ci, acme/deploy/job-7, other"):
        ossmock.credentials_of("acme/co")
    ossmock.world({})
    with pytest.raises(Exception, match=r"no account, and so no credentials: add an \[\[account\]\] to it"):
        ossmock.credentials


def test_replication_tells_what_it_did(ossmock: Server) -> None:
    ossmock.world(WORLD)
    bucket(ossmock, ossmock.credentials).put_object("a", b"1")
    steps = ossmock.replicate()["steps"]
    assert [(step["key"], step["to"], step["outcome"]) for step in steps] == [("a", "backup", "written")]


def test_what_is_due_is_done(ossmock: Server) -> None:
    ossmock.world(WORLD)
    bucket(ossmock, ossmock.credentials).put_object("a", b"1")
    ossmock.set_settings("logs", lifecycle={"rule": [{"id": "old", "expiration": {"days": 1}}]})
    ossmock.advance(timedelta(days=3))
    assert [(step["action"], step["key"]) for step in ossmock.run_due()["steps"]] == [("Expired", "a")]


def test_the_journal_is_filtered_and_waits(ossmock: Server) -> None:
    ossmock.world(WORLD)
    logs = bucket(ossmock, ossmock.credentials)
    logs.put_object("a", b"1")
    logs.get_object("a").read()
    assert [call["operation"] for call in ossmock.journal()] == ["PutObject", "GetObject"]
    [put] = ossmock.journal("PutObject", caller="acme", outcome="answered", limit=1)
    assert [call["operation"] for call in ossmock.journal(after=put["number"], wait=5)] == ["GetObject"]
    assert ossmock.journal("DeleteObject", wait=1) == []
    ossmock.clear_journal()
    assert ossmock.journal() == []


def test_the_clock_is_moved_and_set(ossmock: Server) -> None:
    now = datetime.now(timezone.utc)
    assert timedelta(minutes=15) <= ossmock.advance(900) - now < timedelta(minutes=16)
    assert timedelta(minutes=30) <= ossmock.advance(timedelta(minutes=15)) - now < timedelta(minutes=31)
    assert timedelta(hours=1) <= ossmock.advance("PT30M") - now < timedelta(minutes=61)
    moment = datetime(2026, 1, 2, 4, 0, 0, 500_000, timezone(timedelta(hours=1)))
    assert ossmock.set_clock(moment) == moment
    assert ossmock.set_clock("2026-01-02T03:00:00Z") == moment - timedelta(microseconds=500_000)
    assert ossmock.advance(0.25) == moment - timedelta(microseconds=250_000)
    assert ossmock.freeze_clock() == ossmock.advance(0) == moment - timedelta(microseconds=250_000)
    assert abs(ossmock.follow_system_clock() - datetime.now(timezone.utc)) < timedelta(minutes=1)


def test_reads_of_what_is_not_there_are_no_refusals(ossmock: Server) -> None:
    ossmock.world(WORLD)
    logs = bucket(ossmock, ossmock.credentials)
    assert not logs.object_exists("a")
    with pytest.raises(oss2.exceptions.AccessDenied):
        bucket(ossmock, ossmock.credentials_of("acme/ci")).put_object("a", b"1")
    assert [call["status"] for call in ossmock.journal(outcome="refused")] == [404, 403]
    assert [call["status"] for call in ossmock.journal(refused=True)] == [403]
    assert [call["status"] for call in ossmock.journal(refused=False)] == [404]


def test_a_mistake_in_a_filter_names_the_parameter(ossmock: Server) -> None:
    with pytest.raises(ControlError, match="`operation`: OSS has no operation `PutObjekt`: near ones are `PutObject`"):
        ossmock.journal("PutObjekt")  # type: ignore[arg-type]


def test_faults_are_armed_counted_and_ended(ossmock: Server) -> None:
    ossmock.world(WORLD)
    logs = bucket(ossmock, ossmock.credentials)
    busy = ossmock.fault("PutObject", bucket="logs", prefix="b", error="ServiceUnavailable")
    slow = ossmock.fault("PutObject", latency={"least": "PT1H", "on_clock": True}, times=1)
    own = ossmock.fault("GetObject", respond={"status": 418, "body": "tea"})
    logs.put_object("a", b"1")
    with pytest.raises(oss2.exceptions.ServerError) as refused:
        logs.put_object("b", b"1")
    assert refused.value.status == 503
    with pytest.raises(oss2.exceptions.ServerError) as refused:
        logs.get_object("a")
    assert refused.value.status == 418
    assert [busy.hits, busy.calls, slow.hits, own.hits] == [1, 1, 1, 1]
    assert len(ossmock.faults()) == 3
    busy.end()
    logs.put_object("b", b"1")
    with pytest.raises(Exception, match="read its hits before it is ended"):
        busy.hits
    ossmock.end_faults()
    assert ossmock.faults() == []


def test_a_connection_is_closed(ossmock: Server) -> None:
    ossmock.world(WORLD)
    logs = bucket(ossmock, ossmock.credentials)
    lost = ossmock.fault("PutObject", answer_lost=True, first=1)
    with pytest.raises(oss2.exceptions.RequestError):
        logs.put_object("a", b"1")
    assert (lost.hits, logs.get_object("a").read()) == (1, b"1")


def test_the_server_is_looked_at(ossmock: Server) -> None:
    ossmock.world(WORLD)
    logs = bucket(ossmock, ossmock.credentials)
    logs.put_bucket_encryption(oss2.models.ServerSideEncryptionRule("KMS", "key-1"))
    logs.put_object("a", b"1")
    assert [key["id"] for key in ossmock.overview()["kms_keys"]] == ["key-1"]
    assert [call["action"] for call in ossmock.kms(limit=1)["calls"]] == ["GenerateDataKey"]
    assert ossmock.honesty()["calls"] == 2


def put(server: Server, name: str, **headers: str) -> Any:
    return bucket(server, server.credentials).put_object(name, b"1", headers=headers)


def test_settings_are_set_and_reset(ossmock: Server) -> None:
    ossmock.world(WORLD)
    rule = {"algorithm": "KMS", "kms_master_key_id": "key-1"}
    assert ossmock.set_settings("logs", acl="public-read", encryption=rule) == []
    [warning] = ossmock.set_settings("logs", logging={"target": "nowhere"})
    assert warning.startswith("the access log of bucket `logs`: there is no bucket `nowhere`")
    logs = bucket(ossmock, ossmock.credentials)
    assert logs.get_bucket_encryption().kms_master_keyid == "key-1"
    assert logs.get_bucket_acl().acl == "public-read"
    with pytest.raises(ControlError, match="`x` is not an ACL"):
        ossmock.set_settings("logs", encryption={"algorithm": "AES256"}, acl="x")
    assert logs.get_bucket_encryption().kms_master_keyid == "key-1"
    ossmock.reset_setting("logs", "encryption")
    with pytest.raises(oss2.exceptions.NoSuchServerSideEncryptionRule):
        logs.get_bucket_encryption()


def test_a_policy_is_attached_explained_and_found_anew(ossmock: Server) -> None:
    ossmock.world(WORLD)
    question = ("acme/ci", "oss:GetBucketAcl", "acs:oss:*:*:logs")
    assert not ossmock.explain(*question)["allowed"]
    [statement] = POLICY["Statement"]
    condition = {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}
    ossmock.attach_policy("acme/ci", {"Version": "1", "Statement": [{**statement, "Condition": condition}]})
    assert "IpAddress" in ossmock.explain(*question)["text"]
    assert ossmock.explain(*question, source_ip="10.1.1.1")["allowed"]
    ossmock.detach_policies("acme/ci")
    assert not ossmock.explain(*question, source_ip="10.1.1.1")["allowed"]
    assert ossmock.required_policy("acme/ci") is None
    ossmock.attach_policy("acme/ci", POLICY)
    bucket(ossmock, ossmock.credentials_of("acme/ci")).get_bucket_acl()
    needed = ossmock.required_policy("acme/ci")
    assert needed and needed["Statement"][0]["Action"] == ["oss:GetBucketAcl"]
    ossmock.attach_policy("acme/deploy", POLICY, kind="role")
    assert ossmock.explain("acme/deploy/job-7", *question[1:])["allowed"]


def test_a_key_is_disabled_and_enabled(ossmock: Server) -> None:
    ossmock.world(WORLD)
    ossmock.set_settings("logs", encryption={"algorithm": "KMS", "kms_master_key_id": "key-1"})
    put(ossmock, "a")
    ossmock.set_key_state("acme", "key-1", "Disabled")
    with pytest.raises(oss2.exceptions.ServerError):
        put(ossmock, "b")
    assert ossmock.journal(code="KeyDisabled", status=409)[0]["cause"] == "KmsKeyDisabled"
    ossmock.set_key_state("acme", "key-1", "Enabled")
    put(ossmock, "b")


def test_the_journal_is_filtered_by_the_call(ossmock: Server) -> None:
    ossmock.world(WORLD)
    put(ossmock, "2026/a", **{"x-ossmock-test-id": "uploads-7"})
    put(ossmock, "b")
    for filters, keys in [
        ({"bucket": "logs"}, ["2026/a", "b"]),
        ({"bucket": "backup"}, []),
        ({"key": "b"}, ["b"]),
        ({"prefix": "2026/"}, ["2026/a"]),
        ({"test_id": "uploads-7"}, ["2026/a"]),
        ({"status": 200}, ["2026/a", "b"]),
        ({"code": "AccessDenied"}, []),
    ]:
        assert [call["key"] for call in ossmock.journal(**filters)] == keys  # type: ignore[arg-type]


def test_expectations_are_verified(ossmock: Server) -> None:
    ossmock.world(WORLD)
    twice = ossmock.expect("PutObject", bucket="logs", prefix="2026/", succeeds=True, times=2, name="the uploads")
    put(ossmock, "2026/a")
    with pytest.raises(AssertionError, match=r"the uploads: PutObject of bucket logs.*\n  expected: 2 times\n  found:    once"):
        ossmock.verify()
    assert (twice.count, twice.met) == (1, False)
    put(ossmock, "2026/b")
    ossmock.verify()
    assert (twice.count, twice.met) == (2, True)
    order = ossmock.expect_in_order([{"operation": "GetBucketAcl"}, {"operation": "PutObject", "key": "c"}], times=1)
    ossmock.deny_unexpected()
    bucket(ossmock, ossmock.credentials).get_bucket_acl()
    put(ossmock, "c")
    ossmock.verify()
    assert order.met and len(ossmock.expectations()) == 3
    bucket(ossmock, ossmock.credentials).get_bucket_info()
    with pytest.raises(AssertionError, match=r"unexpected calls are denied(.|\n)*GetBucketInfo logs acme: 200"):
        ossmock.verify()
    order.end()
    with pytest.raises(Exception, match="read its count before it is ended"):
        order.count
    ossmock.end_expectations()
    ossmock.verify()


def test_a_snapshot_is_compared_and_restored(ossmock: Server) -> None:
    ossmock.world(WORLD)
    ossmock.snapshot("before")
    put(ossmock, "a")
    ossmock.snapshot("after")
    ossmock.set_settings("logs", encryption={"algorithm": "AES256"})
    assert ossmock.snapshots() == ["after", "before"]
    [came] = ossmock.diff("before", "after")["changes"]
    assert (came["change"], came["thing"]) == ("came", "object logs/a")
    assert "~ bucket logs: encryption none → AES256" in ossmock.diff("before")["text"]
    ossmock.restore("before")
    assert ossmock.diff("before")["equal"]
    ossmock.delete_snapshot("before")
    assert ossmock.snapshots() == ["after"]


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda fake: fake.fault("PutObjet", error="InternalError"), "near ones are `PutObject`"),
        (lambda fake: fake.fault("PutObject", error="Busy"), "error"),
        (lambda fake: fake.fault("PutObject"), "this has none: give one of error, respond"),
        (lambda fake: fake.fault("PutObject", close=True, error="InternalError"), "this has error and close"),
        (lambda fake: fake.world("account = 1"), r"answered 400: .* \(line 1, column 11\)"),
        (lambda fake: fake.world("world.toml"), "give a path as pathlib.Path"),
        (lambda fake: fake.world({"acount": []}), r"unknown field `acount`, .* \(near `{\"acount\": \[\]}`\)"),
        (lambda fake: fake.advance("15m"), "an ISO 8601 duration"),
        (lambda fake: fake.advance(-1), "a duration is not negative, as -1 is"),
        (lambda fake: fake.set_clock("noon"), "`noon` is not a moment"),
        (lambda fake: fake.set_clock(datetime(2026, 1, 1)), "has no time zone: add tzinfo=timezone.utc"),
        (lambda fake: fake.journal(outcome="denied"), "`outcome` is one of `answered`, `refused`"),
        (lambda fake: fake.journal("PutObjet"), "near ones are `PutObject`"),
        (lambda fake: fake.journal(caller="acme/ghost"), "caller"),
        (lambda fake: fake.journal(limit=0), "limit"),
        (lambda fake: fake.end_faults(7), "has armed no fault 7"),
        (lambda fake: fake.kms(limit=0), "limit"),
        (lambda fake: fake.journal(status=99), "`status` is a number from 100 to 599"),
        (lambda fake: fake.journal(code="Nope"), "`code`: ossmock answers with no code `Nope`: `/_ossmock/openapi.json` has the names"),
        (lambda fake: fake.set_settings("nope", acl="private"), "`bucket`: there is no bucket `nope`"),
        (lambda fake: fake.set_settings("logs", color="red"), "`color` is no setting of a bucket: there are `acl`, "),
        (lambda fake: fake.set_settings("logs", acl="x"), "`x` is not an ACL: there are `private`, `public-read` and"),
        (lambda fake: fake.reset_setting("logs", "color"), "`setting` is one of `acl`, "),
        (lambda fake: fake.attach_policy("acme/ci", {}), "missing field `Version`"),
        (lambda fake: fake.attach_policy("acme/ci", {"Version": "1", "Statement": []}), "at `Statement`: the list is empty"),
        (lambda fake: fake.attach_policy("acme/ghost", POLICY), "no RAM user `acme/ghost`: write it like `acme/ci`"),
        (lambda fake: fake.attach_policy("acme/ci", {}, kind="user"), "`kind` is one of `ram_user`, `group`, `role`"),
        (lambda fake: fake.detach_policies("acme/ghost"), "no RAM user `acme/ghost`: write it like `acme/ci`"),
        (lambda fake: fake.set_key_state("acme", "key-2", "Disabled"), "`key`: the account `acme` has no KMS key `key-2`"),
        (lambda fake: fake.set_key_state("acme", "key-1", "Off"), "`state`: `Off` .*: there are `Enabled`, `Disabled`, "),
        (lambda fake: fake.explain("x", "oss:GetObject", "acs:oss:*:*:logs"), "no caller is called `x`: write `account`, "),
        (lambda fake: fake.explain("acme", "get", "acs:oss:*:*:logs"), "write one action, such as `oss:"),
        (lambda fake: fake.explain("acme", "oss:GetObject", "logs"), "`logs` is not a resource: write `acs:oss:"),
        (lambda fake: fake.explain("acme", "oss:GetObject", "acs:oss:*:*:logs/a", time="noon"), "`noon` is not a moment"),
        (lambda fake: fake.explain("acme", "oss:GetObject", "acs:oss:*:*:logs/a", time=datetime(2026, 1, 1)), "tzinfo"),
        (lambda fake: fake.required_policy("acme/ghost"), "`caller`: no caller is called `acme/ghost`"),
        (lambda fake: fake.expect("PutObjet"), "`operation`: .* near ones are `PutObject`"),
        (lambda fake: fake.expect(refused_with="Nope"), "`refused_with`: there is no cause `Nope` .*: `/_ossmock/openapi.json` has the names"),
        (lambda fake: fake.expect(status=99), "`status` is a number from 100 to 599"),
        (lambda fake: fake.expect(status=200, succeeds=True), "at most one of `succeeds`, `status`, `refused_with`"),
        (lambda fake: fake.expect(times=1, at_most=2), "give `times`, or `at_least` and `at_most`"),
        (lambda fake: fake.expect(times="two"), '`times` is .* from 0 up, and the string "two" was given .near `{"call": {}, "times": "two"}`'),
        (lambda fake: fake.expect(times=-1), '"times": -1'),
        (lambda fake: fake.expect_in_order("GetObject"), '"in_order": "GetObject"'),
        (lambda fake: fake.explain("acme", "oss:GetObject", "acs:oss:*:*:logs", source_ip="x"), "`source_ip`: `x` is not an IP address"),
        (lambda fake: fake.explain("acme", "oss:GetObject", "acs:oss:*:*:logs", tls="x"), '"tls": "x"'),
        (lambda fake: fake.test(None).__enter__(), '`id` is a string, and `null` was given .near `{"id": null'),
        (lambda fake: fake.set_key_state("acme", "key-1", None), '"state": null'),
        (lambda fake: fake.set_settings("logs", encryption={"algorithm": "x"}), "`x` is not an algorithm: there are `KMS`"),
        (lambda fake: fake.expect(at_least=2, at_most=1), "`at_least` is more than `at_most`"),
        (lambda fake: fake.expect_in_order([]), "`in_order` has 1 to 100 calls"),
        (lambda fake: fake.expect_in_order([{"operatio": "GetObject"}]), "unknown field `operatio`, expected one of"),
        (lambda fake: fake.end_expectations(7), "has armed no expectation 7"),
        (lambda fake: fake.snapshot(""), "`name` has 1 to 200 bytes"),
        (lambda fake: fake.restore("nope"), "there is no snapshot `nope`"),
        (lambda fake: fake.diff("nope"), "there is no snapshot `nope`"),
        (lambda fake: fake.delete_snapshot("nope"), "there is no snapshot `nope`"),
        (lambda fake: fake.test("").__enter__(), "`id` is 1 to 500 printable characters of ASCII"),
        (lambda fake: fake.end_test("nope"), "there is no test `nope`"),
        (lambda fake: Control("127.0.0.1:9000"), "give it as http://ADDRESS:PORT"),
    ],
)
def test_wrong_input_is_told(call: Callable[[Server], Any], message: str, ossmock: Server) -> None:
    ossmock.world(WORLD)
    with pytest.raises(Exception, match=message) as error:
        call(ossmock)
    assert isinstance(error.value, (ValueError, OSError)) or hasattr(error.value, "problem")


def test_another_server_is_told_from_the_command(tmp_path: Path) -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as other:
        threading.Thread(target=other.handle_request).start()
        with pytest.raises(ossmock.ServerError, match="answered 501, and not in JSON: is .* `ossmock serve`?"):
            Control(f"http://127.0.0.1:{other.server_port}").health()
    with pytest.raises(ossmock.ServerError, match="the server at http://127.0.0.1:1 does not answer: .*refused"):
        Control("http://127.0.0.1:1").health()


@pytest.mark.parametrize(
    "status, about, told",
    [
        (200, {"control_plane": 99, "ossmock": "9.9.9"}, "that of {} is version 99: update this package"),
        (404, {"problem": "there is nothing here"}, "that of {} is an older one: update the command `ossmock`"),
    ],
)
def test_another_version_of_the_control_plane_is_told(status: int, about: dict[str, Any], told: str) -> None:
    class Other(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(about).encode())

        def log_message(self, *_: Any) -> None:
            pass

    asked: list[str] = []
    with http.server.HTTPServer(("127.0.0.1", 0), Other) as other:
        threading.Thread(target=other.handle_request).start()
        endpoint = f"http://127.0.0.1:{other.server_port}"
        told = re.escape("this package knows version 1 of the control plane, and " + told.format(endpoint))
        with pytest.raises(ossmock.ServerError, match=told):
            Control(endpoint).overview()
    assert asked == ["/_ossmock/about"]


def test_the_version_of_a_server_is_asked_for_once(ossmock: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ossmock.about()["control_plane"] == 1
    control, asked = Control(ossmock.endpoint), []
    exchange = control._exchange

    def noted(method: str, path: str, **rest: Any) -> Any:
        asked.append(path)
        return exchange(method, path, **rest)

    monkeypatch.setattr(control, "_exchange", noted)
    control.health()
    control.overview()
    with control.test("one"):
        control.overview()
    assert asked == ["health", "about", "overview", "tests", "overview", "tests"]


def test_a_server_that_takes_a_token_is_arranged_with_it() -> None:
    with Server(args=["--allow-remote"]) as server:
        assert server.overview()["buckets"] == []  # the ready file has the token
        with pytest.raises(ControlError, match="answered 403: the control plane wants its token"):
            Control(server.endpoint).overview()
        assert Control(server.endpoint).health()["status"] == "ok"
        [token] = re.findall("Bearer ([0-9a-f]+)", server.log())
        assert Control(server.endpoint, token=token).overview()["buckets"] == []
