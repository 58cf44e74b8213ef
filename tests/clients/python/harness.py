"""What the scripts of the Python clients share: the checks themselves, and one line on stdout per check.

A script gives an adapter, which says how the client does a thing and nothing about what is to come out of it.
"""

import functools
import json
import os
import re
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

ENDPOINT = os.environ["OSS_ENDPOINT"]
SCHEME = ENDPOINT.partition(":")[0]
PORT = ENDPOINT.rpartition(":")[2]
WORLD = json.loads(Path(os.environ["OSSMOCK_WORLD"]).read_text())
EXPECTED = json.loads((Path(__file__).parent.parent / "expected.json").read_text())
ACME = WORLD["account"][0]
KEY = "9468da86-3509-4f8d-a61e-6eab1eac****"
REGION = WORLD["region"]


@dataclass(frozen=True)
class Credentials:
    id: str
    secret: str
    token: str | None = None


def account(name):
    """The credentials of an account."""
    [found] = [table for table in WORLD["account"] if table["name"] == name]
    return Credentials(found["access_key_id"], found["access_key_secret"])


OWNER = Credentials(ACME["access_key_id"], ACME["access_key_secret"])
RAM = {user["name"]: Credentials(user["access_key_id"], user["access_key_secret"]) for user in ACME["ram_user"]}
_session = ACME["session"][0]
STS = Credentials(_session["access_key_id"], _session["access_key_secret"], _session["security_token"])


@dataclass
class Answer:
    """What the client made of a success. `parsed` is what the check looks at."""

    status: int
    request_id: str
    parsed: dict = field(default_factory=dict)


@dataclass
class Failure:
    """What the client made of an error answer."""

    status: int
    code: str
    message: str
    request_id: str
    ec: str | None


class Blank(Exception):
    """The client cannot do it: the reason."""


def policy_for(bucket, principal):
    """A policy as somebody may write it, with more white space than it needs."""
    statement = {"Effect": "Allow", "Principal": [principal], "Action": ["oss:GetObject"]}
    document = {"Version": "1", "Statement": [{**statement, "Resource": [f"acs:oss:*:*:{bucket}/*"]}]}
    return json.dumps(document, indent=3) + "\n"


def pieces(body):
    """A body whose length is not known before its end."""
    for start in range(0, len(body), 65536):
        yield body[start : start + 65536]


def names_under_localhost_resolve():
    """Names under `localhost` do not resolve everywhere; a hosts file would do the same."""
    resolve = socket.getaddrinfo

    def getaddrinfo(host, *rest, **options):
        local = isinstance(host, str) and host.endswith(".localhost")
        return resolve("127.0.0.1" if local else host, *rest, **options)

    socket.getaddrinfo = getaddrinfo


def after_an_hour():
    """Moves the clock of the server on by an hour, lets it do what is due then, and sets it right again."""
    import requests  # of the environment of the clients, whose certificates it trusts

    for path, body in [("clock", {"advance": "PT1H"}), ("run-due", None), ("clock", {"follow": "system"})]:
        requests.post(f"{ENDPOINT}/_ossmock/{path}", json=body, timeout=10).raise_for_status()


def same(found, expected, what):
    assert found == expected, f"{what}: {found!r} instead of {expected!r}"


def request_id(text):
    assert re.fullmatch("[0-9A-F]{24}", text or ""), f"the request id {text!r} is not 24 hex digits"


def run(adapter):
    """Runs every check in every style and signature version of a client."""
    failed = False
    import objects  # registers its checks
    import settings  # likewise

    first = True
    for style in adapter.styles:
        for version in adapter.versions:
            for check in EXPECTED["checks"] + EXPECTED["clients"][adapter.name].get("also", []):
                if check in EXPECTED["once"] and not first:
                    continue
                scenario = Scenario(adapter, style, version)
                fields = [adapter.name, style, version, check]
                try:
                    CHECKS[check](scenario)
                    print("ok", *fields, sep="\t")
                except Blank as reason:
                    print("blank", *fields, reason, sep="\t")
                except Exception as error:  # whatever the client throws is the result of the check
                    failed = True
                    message = " ".join(f"{type(error).__name__}: {error}".split())
                    print("not ok", *fields, message, sep="\t")
                sys.stdout.flush()
            first = False
    print("done", adapter.name, adapter.version, sep="\t")
    sys.exit(failed)


CHECKS = {}


def check(name):
    def add(function):
        CHECKS[name] = function
        return function

    return add


@functools.cache
def connected(adapter, *settings):
    """A client for each set of settings: it keeps its connections."""
    return adapter.connect(*settings)


class Scenario:
    """One client, in one style, with one signature version."""

    def __init__(self, adapter, style, version):
        self.adapter, self.style, self.version = adapter, style, version
        self.made = f"made-{style}-{version}".replace(" ", "-")

    def as_(self, credentials, region=REGION):
        return connected(self.adapter, self.style, self.version, credentials, region)

    @property
    def owner(self):
        return self.as_(OWNER)

    def ok(self, answer, status=200):
        if self.adapter.shows_answers:
            same(answer.status, status, "status")
            request_id(answer.request_id)
        return answer.parsed

    def fails(self, expected, call, *arguments, **options):
        status, code, message, ec = EXPECTED["errors"][expected]
        try:
            answer = call(*arguments, **options)
        except self.adapter.errors as error:
            failure = self.adapter.failure(error)
            found = (failure.status, failure.code, failure.message, failure.ec or None)
            same(found, (status, code, message, ec), "error")
            request_id(failure.request_id)
            return failure
        raise AssertionError(f"no error {code}, but {answer}")

    def not_modified(self, call, *arguments, **options):
        """304 has no body: there is nothing to read but the status."""
        try:
            answer = call(*arguments, **options)
        except self.adapter.errors as error:
            same(self.adapter.status(error), 304, "status")
            return
        raise AssertionError(f"modified: {answer}")

    def notices(self, call, *arguments):
        """That the client's own check of what was sent or received fails."""
        try:
            answer = call(*arguments)
        except Blank:
            raise
        except Exception as error:  # of a type that only the adapter knows
            assert self.adapter.is_inconsistent(error), f"{type(error).__name__}: {error}"
            return
        raise AssertionError(f"not noticed: {answer}")

    def rule_is(self, algorithm, key_id=None, data=None):
        parsed = self.ok(self.owner.get_rule("logs"))
        same(parsed, {"algorithm": algorithm, "key_id": key_id, "data": data}, "rule")

    def puts(self, sent, read=None):
        self.owner.delete_rule("logs")
        self.ok(self.owner.put_rule("logs", *sent))
        self.rule_is(*(read or sent))

    def no_rule(self):
        self.owner.delete_rule("logs")
        self.fails("no rule", self.owner.get_rule, "logs")

    def info_is(self, bucket, acl, storage_class, rule):
        parsed = self.ok(self.owner.info(bucket))
        algorithm, key_id, data = rule
        self.adapter.is_instant(parsed.pop("created"))
        assert parsed.pop("extranet_endpoint"), "no extranet endpoint"
        same(
            parsed,
            {
                "name": bucket,
                "location": f"oss-{REGION}",
                "storage_class": storage_class,
                "redundancy": "LRS",
                "owner": (ACME["id"], ACME["name"]),
                "acl": acl,
                "intranet_endpoint": f"oss-{REGION}-internal.aliyuncs.com",
                "rule": {"algorithm": algorithm, "key_id": key_id, "data": data},
            },
            "info",
        )


@check("put AES256")
def _(s):
    s.puts(["AES256"])


@check("put KMS")
def _(s):
    s.puts(["KMS"])


@check("put KMS with a key")
def _(s):
    s.puts(["KMS", KEY])


@check("put KMS with a key and SM4")
def _(s):
    s.puts(["KMS", KEY, "SM4"])


@check("put KMS with an empty key")
def _(s):
    s.adapter.sends_empty_key()
    s.puts(["KMS", ""], ["KMS"])


@check("put AES256 with SM4, which is dropped")
def _(s):
    s.puts(["AES256", None, "SM4"], ["AES256"])


@check("put a rule over another")
def _(s):
    s.puts(["KMS", KEY, "SM4"])
    s.ok(s.owner.put_rule("logs", "AES256"))
    s.rule_is("AES256")
    s.ok(s.owner.put_rule("logs", "KMS", "key-2"))
    s.rule_is("KMS", "key-2")


@check("put the same rule twice")
def _(s):
    s.puts(["KMS", KEY])
    s.ok(s.owner.put_rule("logs", "KMS", KEY))
    s.rule_is("KMS", KEY)


@check("delete the rule")
def _(s):
    s.puts(["AES256"])
    s.ok(s.owner.delete_rule("logs"), 204)
    s.fails("no rule", s.owner.get_rule, "logs")


@check("delete the rule twice")
def _(s):
    s.ok(s.owner.delete_rule("logs"), 204)
    s.ok(s.owner.delete_rule("logs"), 204)


@check("get no rule")
def _(s):
    s.no_rule()


@check("get the rule of the world file")
def _(s):
    parsed = s.ok(s.owner.get_rule("sealed"))
    same(parsed, {"algorithm": "KMS", "key_id": "key-of-the-world", "data": "SM4"}, "rule")


@check("info with AES256")
def _(s):
    s.puts(["AES256"])
    s.info_is("logs", "private", "Standard", ["AES256", None, None])


@check("info with KMS, a key and SM4")
def _(s):
    s.puts(["KMS", KEY, "SM4"])
    s.info_is("logs", "private", "Standard", ["KMS", KEY, "SM4"])


@check("info with KMS without a key")
def _(s):
    s.puts(["KMS"])
    s.info_is("logs", "private", "Standard", ["KMS", None, None])


@check("info without a rule")
def _(s):
    s.no_rule()
    s.info_is("logs", "private", "Standard", [s.adapter.no_algorithm, None, None])


@check("info of the world file's bucket")
def _(s):
    s.info_is("sealed", "public-read", "IA", ["KMS", "key-of-the-world", "SM4"])


@check("unknown algorithm")
def _(s):
    s.puts(["AES256"])
    s.fails("unknown algorithm", s.owner.put_rule, "logs", "AES512")
    s.fails("unknown algorithm", s.owner.put_rule, "logs", "SM4")
    s.rule_is("AES256")


@check("AES256 with a key")
def _(s):
    s.puts(["KMS"])
    s.fails("AES256 with a key", s.owner.put_rule, "logs", "AES256", KEY)
    s.rule_is("KMS")


@check("unknown data encryption")
def _(s):
    s.puts(["KMS"])
    s.fails("unknown data encryption", s.owner.put_rule, "logs", "KMS", KEY, "AES")
    s.rule_is("KMS")


@check("get the rule of no bucket")
def _(s):
    s.fails("no bucket", s.owner.get_rule, "no-such-bucket")


@check("put the rule of no bucket")
def _(s):
    s.fails("no bucket", s.owner.put_rule, "no-such-bucket", "AES256")
    s.fails("no bucket", s.owner.delete_rule, "no-such-bucket")


@check("info of no bucket")
def _(s):
    s.fails("no bucket", s.owner.info, "no-such-bucket")


@check("HEAD in no bucket")
def _(s):
    s.fails("no bucket", s.owner.head, "no-such-bucket", "key")


@check("wrong secret")
def _(s):
    s.puts(["AES256"])
    wrong = s.as_(Credentials(OWNER.id, "not-the-secret"))
    s.fails(f"wrong secret, {s.version}", wrong.get_rule, "logs")
    s.fails(f"wrong secret, {s.version}", wrong.put_rule, "logs", "KMS")
    s.fails(f"wrong secret, {s.version}", wrong.list_buckets)
    s.rule_is("AES256")


@check("unknown AccessKey id")
def _(s):
    s.fails("unknown id", s.as_(Credentials("Nobody.Knows", OWNER.secret)).get_rule, "logs")


@check("wrong region in the scope")
def _(s):
    if s.version != "v4":
        raise Blank("only V4 signs a region")
    s.fails("wrong region", s.as_(OWNER, region="cn-beijing").get_rule, "logs")


@check("RAM reader: allowed to read")
def _(s):
    s.puts(["KMS", KEY])
    reader = s.as_(RAM["reader"])
    same(s.ok(reader.get_rule("logs"))["key_id"], KEY, "key id")
    same(s.ok(reader.info("logs"))["name"], "logs", "name")
    same(s.ok(reader.get_acl("logs"))["acl"], "private", "acl")
    same(s.ok(reader.location("logs")), {"location": f"oss-{REGION}"}, "location")


@check("RAM reader: refused to put")
def _(s):
    s.puts(["AES256"])
    s.fails("refused", s.as_(RAM["reader"]).put_rule, "logs", "KMS", KEY)
    s.rule_is("AES256")


@check("RAM reader: refused to delete")
def _(s):
    s.puts(["AES256"])
    s.fails("refused", s.as_(RAM["reader"]).delete_rule, "logs")
    s.rule_is("AES256")


@check("RAM writer: allowed to write")
def _(s):
    writer = s.as_(RAM["writer"])
    s.ok(writer.put_rule("logs", "KMS", KEY))
    same(s.ok(writer.get_rule("logs"))["key_id"], KEY, "key id")
    s.ok(writer.delete_rule("logs"), 204)


@check("RAM writer: refused another bucket")
def _(s):
    s.fails("refused", s.as_(RAM["writer"]).put_rule, "sealed", "AES256")
    s.fails("refused", s.as_(RAM["writer"]).info, "logs")


@check("RAM nobody: refused")
def _(s):
    nobody = s.as_(RAM["nobody"])
    s.fails("refused", nobody.get_rule, "logs")
    s.fails("refused", nobody.put_rule, "logs", "AES256")
    s.fails("refused", nobody.info, "logs")


@check("RAM reader: lists buckets")
def _(s):
    names = [bucket["name"] for bucket in s.ok(s.as_(RAM["reader"]).list_buckets())["buckets"]]
    same(names, ["logs", "sealed"], "buckets")


@check("RAM nobody: lists no buckets")
def _(s):
    s.fails("lists no buckets", s.as_(RAM["nobody"]).list_buckets)


@check("STS: allowed")
def _(s):
    s.adapter.sends_token(s)
    session = s.as_(STS)
    s.ok(session.put_rule("logs", "KMS", KEY))
    same(s.ok(session.get_rule("logs"))["key_id"], KEY, "key id")
    same(s.ok(session.info("logs"))["name"], "logs", "name")
    s.ok(session.delete_rule("logs"), 204)


@check("STS: unknown token")
def _(s):
    s.adapter.sends_token(s)
    s.fails("unknown token", s.as_(Credentials(STS.id, STS.secret, "another-token")).get_rule, "logs")


@check("create and delete a bucket")
def _(s):
    s.ok(s.owner.create(s.made))
    s.fails("no rule", s.owner.get_rule, s.made)
    s.ok(s.owner.create(s.made))  # again, by its owner
    s.ok(s.owner.delete(s.made), 204)
    s.fails("no bucket", s.owner.delete, s.made)


@check("create a bucket of a storage class and ACL")
def _(s):
    kind = {"storage_class": "IA", "redundancy": "ZRS"}
    s.ok(s.owner.create(s.made, **kind))
    s.ok(s.owner.put_block(s.made, False))  # or it could not become public
    s.ok(s.owner.create(s.made, acl="public-read", **kind))
    parsed = s.ok(s.owner.info(s.made))
    s.ok(s.owner.delete(s.made), 204)
    same((parsed["acl"], parsed["storage_class"], parsed["redundancy"]), ("public-read", "IA", "ZRS"), "bucket")


@check("create a bucket with encryption headers")
def _(s):
    headers = {
        "x-oss-server-side-encryption": "KMS",
        "x-oss-server-side-encryption-key-id": KEY,
        "x-oss-server-side-data-encryption": "SM4",
    }
    s.ok(s.owner.create(s.made, headers=headers))
    rule = s.ok(s.owner.get_rule(s.made))
    s.ok(s.owner.delete(s.made), 204)
    same(rule, {"algorithm": "KMS", "key_id": KEY, "data": "SM4"}, "rule")


@check("put and get the ACL")
def _(s):
    s.ok(s.owner.create(s.made))
    s.ok(s.owner.put_block(s.made, False))  # or it could not become public
    found = [s.ok(s.owner.get_acl(s.made))]
    s.ok(s.owner.put_acl(s.made, "public-read-write"))
    found.append(s.ok(s.owner.get_acl(s.made)))
    s.ok(s.owner.delete(s.made), 204)
    same([parsed["acl"] for parsed in found], ["private", "public-read-write"], "ACL")
    same(found[0].get("owner", (ACME["id"], ACME["name"])), (ACME["id"], ACME["name"]), "owner")


@check("unknown ACL")
def _(s):
    s.fails("unknown ACL", s.owner.put_acl, "logs", "public")


@check("block public access")
def _(s):
    blocked = lambda: s.ok(s.owner.get_block(s.made))["blocked"]
    s.ok(s.owner.create(s.made))
    found = [blocked()]
    s.fails("public ACL", s.owner.put_acl, s.made, "public-read")
    s.ok(s.owner.put_block(s.made, False))
    found.append(blocked())
    s.ok(s.owner.put_acl(s.made, "public-read"))
    s.ok(s.owner.put_block(s.made, True))
    found.append(blocked())
    s.ok(s.owner.delete_block(s.made), 204)
    found.append(blocked())
    s.ok(s.owner.delete(s.made), 204)
    same(found, [True, False, True, False], "blocked")


@check("block public access of the account")
def _(s):
    blocked = lambda: s.ok(s.owner.get_account_block())["blocked"]
    found = [blocked()]
    s.ok(s.owner.put_account_block(True))
    found.append(blocked())
    s.ok(s.owner.delete_account_block(), 204)
    found.append(blocked())
    same(found, [False, True, False], "blocked")


@check("put, get and delete the policy")
def _(s):
    policy = policy_for(s.made, "20001")
    s.ok(s.owner.create(s.made))
    s.fails("no policy", s.owner.get_policy, s.made)
    s.ok(s.owner.put_policy(s.made, policy))
    found = s.ok(s.owner.get_policy(s.made))["policy"]
    s.ok(s.owner.delete_policy(s.made), 204)
    s.fails("no policy", s.owner.get_policy, s.made)
    s.ok(s.owner.delete(s.made), 204)
    same(found, policy, "policy")


@check("status of the policy")
def _(s):
    public = lambda: s.ok(s.owner.policy_status(s.made))["public"]
    s.ok(s.owner.create(s.made))
    try:
        found = [public()]
        s.ok(s.owner.put_block(s.made, False))
        s.ok(s.owner.put_policy(s.made, policy_for(s.made, "*")))
        found.append(public())
    finally:
        s.ok(s.owner.delete(s.made), 204)
    same(found, [False, True], "public")


@check("wrong policies")
def _(s):
    s.ok(s.owner.create(s.made))
    s.fails("public policy", s.owner.put_policy, s.made, policy_for(s.made, "*"))
    s.fails("unknown character", s.owner.put_policy, s.made, "policy")
    s.fails("no policy", s.owner.get_policy, s.made)
    s.ok(s.owner.delete(s.made), 204)


@check("location")
def _(s):
    same(s.ok(s.owner.location("logs")), {"location": f"oss-{REGION}"}, "location")


@check("list buckets")
def _(s):
    parsed = s.ok(s.owner.list_buckets())
    same(parsed["owner"], (ACME["id"], ACME["name"]), "owner")
    listed = {"location": f"oss-{REGION}", "region": REGION}
    same(
        parsed["buckets"],
        [
            {"name": "logs", "storage_class": "Standard", **listed},
            {"name": "sealed", "storage_class": "IA", **listed},
        ],
        "buckets",
    )
    names = [bucket["name"] for bucket in s.ok(s.owner.list_buckets(prefix="se"))["buckets"]]
    same(names, ["sealed"], "buckets")


@check("presigned GET of the rule")
def _(s):
    s.puts(["KMS", KEY])
    same(s.ok(s.owner.presigned_rule("logs")), {"algorithm": "KMS", "key_id": KEY, "data": None}, "rule")


@check("presigned GET of the rule, wrong secret")
def _(s):
    wrong = s.as_(Credentials(OWNER.id, "not-the-secret"))
    s.fails(f"wrong secret, {s.version}", wrong.presigned_rule, "logs")


@check("presigned GET of the rule, STS")
def _(s):
    s.puts(["KMS", KEY])
    same(s.ok(s.as_(STS).presigned_rule("logs"))["key_id"], KEY, "key id")


@check("presigned GET of an object")
def _(s):
    # There is no such object. That the answer is about it says that the signature was good.
    code = s.owner.presigned_object("logs", "a key/with a blank.txt")
    same(code, "NoSuchKey", "code")
    code = s.as_(Credentials(OWNER.id, "not-the-secret")).presigned_object("logs", "key")
    same(code, "SignatureDoesNotMatch", "code")


@check("GET of an object")
def _(s):
    s.fails("GET of an object", s.owner.get, "logs", "key")


@check("GET in no bucket")
def _(s):
    s.fails("no bucket", s.owner.get, "no-such-bucket", "key")


@check("list objects")
def _(s):
    s.ok(s.owner.list_objects("logs"))
