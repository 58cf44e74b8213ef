"""The plugin of pytest, in suites of its own."""

import pytest

BUCKET = """
import oss2, pytest

WORLD = '''
[[account]]
name = "acme"
bucket = [{ name = "logs" }]

[[account.ram_user]]
name = "ci"
policies = [{ Version = "1", Statement = [{ Effect = "Allow", Action = "oss:Get*", Resource = "*" }] }]
'''

@pytest.fixture
def logs(ossmock):
    ossmock.world(WORLD)
    return open_as(ossmock, "acme")

def open_as(ossmock, caller, secret=None):
    keys = ossmock.credentials_of(caller)
    auth = oss2.AuthV4(keys.access_key_id, secret or keys.access_key_secret)
    return oss2.Bucket(auth, ossmock.endpoint, "logs", region=keys.region)
"""
TITLE = "*ossmock: calls that were refused, or struck by a fault*"


def test_each_test_has_a_fresh_world(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        BUCKET
        + """
@pytest.mark.parametrize("turn", [1, 2])
def test_fresh(turn, logs, ossmock):
    assert ossmock.journal() == [] and ossmock.faults() == []
    assert list(oss2.ObjectIterator(logs)) == []
    logs.put_object("a", b"1")
    ossmock.fault("GetObject", error="InternalError")
    ossmock.advance("P1D")

def test_the_clock_is_back(ossmock):
    from datetime import datetime, timezone
    assert ossmock.world()["account"][0]["name"] == "default"
    assert ossmock.overview()["now"][:10] == datetime.now(timezone.utc).isoformat()[:10]
"""
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=3)


def test_a_failing_test_names_the_permission_that_is_missing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        BUCKET
        + """
def test_write(logs, ossmock):
    open_as(ossmock, "acme/ci").put_object("a", b"1")
"""
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            TITLE,
            "#* PutObject logs/a by acme/ci: 403 AccessDenied",
            "   implicitly denied: the caller's one statement does not apply",
            "   missing: Allow oss:PutObject on acs:oss:*:logs/a, in a policy attached to acme/ci",
        ]
    )


def test_a_refusal_is_told_beside_many_reads_of_what_is_not_there(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        BUCKET
        + """
def test_write(logs, ossmock):
    with pytest.raises(oss2.exceptions.AccessDenied):
        open_as(ossmock, "acme/ci").put_object("a", b"1")
    for n in range(25):
        assert not logs.object_exists(f"none{n}")
    raise AssertionError("to see the report")
"""
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [TITLE, "(25 others are left out)", "#1 PutObject logs/a by acme/ci: 403 AccessDenied"]
    )
    result.stdout.no_fnmatch_line("#* logs/none*")


def test_a_failing_fixture_is_told_as_well(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        BUCKET
        + """
@pytest.fixture
def report(logs, ossmock):
    open_as(ossmock, "acme/ci").put_object("a", b"1")

def test_write(report):
    pass
"""
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([TITLE, "#* PutObject logs/a by acme/ci: 403 AccessDenied"])


def test_every_kind_of_refusal_has_its_reason(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        BUCKET
        + """
def attempt(call, *arguments):
    with pytest.raises(oss2.exceptions.OssError):
        call(*arguments)

def test_kinds(logs, ossmock):
    attempt(logs.get_object, "none")
    attempt(open_as(ossmock, "acme", "wrong").get_object, "none")
    ossmock.fault("PutObject", first=1, error="ServiceUnavailable")
    attempt(logs.put_object, "a", b"1")
    ossmock.fault("PutObject", first=1, close=True)
    attempt(logs.put_object, "a", b"1")
    anonymous = oss2.Bucket(oss2.AnonymousAuth(), ossmock.endpoint, "logs")
    attempt(anonymous.get_object, "a")
    world = ossmock.world()
    policy = world["account"][0]["ram_user"][0]["policies"][0]
    policy["Statement"].append({"Effect": "Deny", "Action": "oss:GetObject", "Resource": "*"})
    ossmock.world(world)
    attempt(open_as(ossmock, "acme/ci").get_object, "a")
    world["account"][0]["role"] = [{"name": "deploy", "policies": [
        {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:*", "Resource": "*"}]}],
        "session": [{"name": "job", "policy": {"Version": "1", "Statement": [
            {"Effect": "Allow", "Action": "oss:Put*", "Resource": "*"}]}}]}]
    ossmock.world(world)
    keys = ossmock.credentials_of("acme/deploy/job")
    sts = oss2.StsAuth(keys.access_key_id, keys.access_key_secret, keys.security_token)
    attempt(oss2.Bucket(sts, ossmock.endpoint, "logs").get_object, "a")
    raise AssertionError("to see the report")
"""
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            TITLE,
            "#* GetObject logs/none by acme: 404 NoSuchKey",
            "   The specified key does not exist.",
            "#* GetObject logs/none: 403 SignatureDoesNotMatch",
            "   *secret*",
            "#* PutObject logs/a by acme: 503 ServiceUnavailable",
            "   fault: 503 ServiceUnavailable (the control plane)",
            "#* PutObject logs/a by acme: unanswered",
            "   fault: connection closed before the call (the control plane)",
            "#* GetObject logs/a by anonymous: 403 AccessDenied",
            "   *anonymous*",
            "   missing: Allow oss:GetObject on acs:oss:*:logs/a, in the policy of the bucket, for *",
            "#* GetObject logs/a by acme/ci: 403 AccessDenied",
            "   explicitly denied by policy 1 statement 2: Deny oss:GetObject on [*]",
            "#* GetObject logs/a by acme/deploy/job: 403 AccessDenied",
            "   missing: Allow oss:GetObject on acs:oss:*:logs/a,"
            " in the policy that the session of acme/deploy/job was started with",
        ],
        consecutive=False,
    )


def test_a_test_that_passes_or_is_not_refused_has_no_section(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        BUCKET
        + """
def test_passes(logs, ossmock):
    with pytest.raises(oss2.exceptions.AccessDenied):
        open_as(ossmock, "acme/ci").put_object("a", b"1")

def test_fails_for_itself(logs):
    logs.put_object("a", b"1")
    assert False

def test_fails_without_the_fixture():
    assert False
"""
    )
    result = pytester.runpytest_subprocess("-rA")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.no_fnmatch_line("*ossmock: calls*")


def test_a_server_that_died_is_told_in_the_report(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
import os, signal, subprocess

def test_dies(ossmock):
    keeper = str(ossmock._process.pid)
    line = ["ps", "--no-headers", "-o", "pid", "--ppid", keeper]
    os.kill(int(subprocess.run(line, capture_output=True, text=True).stdout), signal.SIGKILL)
    ossmock.journal()

def test_after(ossmock):
    pass
"""
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1, errors=1)
    result.stdout.fnmatch_lines(["*ServerError: the server has ended (exit status 137): *"])


def test_the_server_is_started_otherwise_by_its_fixture(pytester: pytest.Pytester) -> None:
    pytester.makefile(".toml", world='[[account]]\nname = "acme"\nbucket = [{ name = "logs" }]\n')
    pytester.makeconftest(
        """
import pathlib
import ossmock, pytest

@pytest.fixture(scope="session")
def ossmock_server():
    with ossmock.Server(pathlib.Path(__file__).with_name("world.toml"), args=["--profile", "observed"]) as server:
        yield server
"""
    )
    pytester.makepyfile(
        """
def test_world(ossmock):
    assert ossmock.overview()["profile"] == "observed"
    assert ossmock.world()["account"][0]["bucket"][0]["name"] == "logs"
"""
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_each_worker_has_its_own_server(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
import os, pathlib, time
import pytest

@pytest.mark.parametrize("turn", range(8))
def test_world(turn, ossmock):
    ossmock.world({"account": [{"name": f"account-{turn}"}]})
    pathlib.Path(f"server-{os.environ['PYTEST_XDIST_WORKER']}-{ossmock.endpoint[-5:]}").touch()
    time.sleep(0.2)
    assert [account["name"] for account in ossmock.world()["account"]] == [f"account-{turn}"]
"""
    )
    pytester.runpytest_subprocess("-n", "3").assert_outcomes(passed=8)
    servers = [path.name.split("-")[1:] for path in pytester.path.glob("server-*")]
    assert len(servers) == len({worker for worker, _ in servers}) == len({endpoint for _, endpoint in servers}) == 3


def test_no_command_is_told(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSSMOCK", "/nowhere/ossmock")
    pytester.makepyfile("def test_it(ossmock): pass")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ServerError: OSSMOCK is /nowhere/ossmock, and there is no such command: *"])


def test_an_unittest_class_uses_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
import unittest
import pytest

class Suite(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def fake(self, ossmock):
        self.ossmock = ossmock

    def test_health(self):
        self.assertEqual(self.ossmock.health()["status"], "ok")
"""
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)
