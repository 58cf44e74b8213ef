"""Holds the client against the description of the control plane."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import ossmock
import ossmock.schema
import pytest
import schema_types

CHECKOUT = Path(__file__).resolve().parents[2]
DESCRIPTION = json.loads((CHECKOUT / "src/mount/control/openapi.json").read_text())
SCHEMAS = DESCRIPTION["components"]["schemas"]

# For pages that follow the journal; a test waits with `after` and `wait`.
LEFT_OUT = {("GET", "/_ossmock/journal", "first")}


def operations() -> dict[tuple[str, str], Any]:
    paths = DESCRIPTION["paths"].items()
    return {(method.upper(), path): operation for path, methods in paths for method, operation in methods.items()}


class Recorder(ossmock.Control):
    """Keeps what would be sent, and answers with what the callers read."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1")
        self.sent: list[tuple[str, str, Any, Any]] = []

    def _send(self, method: str, path: str, *, query: Any = None, body: Any = None, toml: Any = None) -> Any:
        self.sent.append((method, "/_ossmock/" + path, query or {}, body))
        account = {"name": "acme", "access_key_id": "id", "access_key_secret": "secret"}
        fault = {"id": 1, "hits": 0, "calls": 0}
        world = {"region": "cn-hangzhou", "account": [account]}
        expectation = {"id": 1, "count": 0, "met": True}
        lists = {"records": [], "faults": [fault], "expectations": [expectation], "failures": [], "snapshots": [], "tests": [], "warnings": []}
        return {**world, **lists, "now": "2026-01-01T00:00:00Z", "id": 1, "policy": None}


def everything() -> Recorder:
    """Makes every call of the client, with every argument."""
    control = Recorder()
    control.world()
    control.world({"account": [{"name": "acme"}]})
    control.world("[[account]]\nname = 'acme'\n")
    control.reset()
    control.credentials
    control.credentials_of("acme")
    control.replicate()
    control.run_due()
    which: dict[str, Any] = {"bucket": "b", "key": "k", "prefix": "p", "caller": "acme", "test_id": "t"}
    control.journal("PutObject", **which, outcome="refused", refused=True, status=403, code="AccessDenied", after=1, limit=2, wait=3)
    control.clear_journal()
    control.honesty()
    control.kms(5)
    control.advance(1)
    control.set_clock("2026-01-01T00:00:00Z")
    control.freeze_clock()
    control.follow_system_clock()
    how: dict[str, Any] = {"nth": 1, "first": 1, "every": 1, "probability": 0.5, "times": 1, "seed": 1}
    effects: list[dict[str, Any]] = [
        {"error": "ServiceUnavailable"},
        {"respond": {"status": 500, "headers": {}, "body": ""}},
        {"latency": {"least": "PT1S", "most": "PT2S", "on_clock": True}},
        {"close": True},
        {"answer_lost": True},
        {"reset_after": 1},
        {"truncate_after": 1},
        {"trickle": {"piece": 1, "pause": "PT1S"}},
        {"content_length": 1},
    ]
    for effect in effects:
        fault = control.fault("PutObject", **which, **how, **effect)
    assert (fault.hits, fault.calls) == (0, 0)
    fault.end()
    control.faults()
    control.end_faults()
    control.set_settings("logs", acl="private")
    control.reset_setting("logs", "acl")
    control.attach_policy("acme/ci", {"Version": "1", "Statement": []})
    control.detach_policies("acme/ci")
    control.set_key_state("acme", "key-1", "Disabled")
    request: dict[str, Any] = {"source_ip": "10.0.0.1", "tls": True, "vpc": "vpc-1", "time": "2026-01-01T00:00:00Z"}
    control.explain("acme", "oss:GetObject", "acs:oss:*:*:logs/a", **request, headers={}, parameters={})
    control.required_policy("acme")
    count: dict[str, Any] = {"times": 1, "at_least": 1, "at_most": 1, "name": "the upload"}
    control.expect("PutObject", **which, succeeds=True, status=200, refused_with="KmsKeyDisabled", **count)
    expectation = control.expect_in_order([{"operation": "GetObject"}], **count)
    assert (expectation.count, expectation.met) == (0, True)
    expectation.end()
    control.deny_unexpected()
    control.expectations()
    control.end_expectations()
    control.verify()
    control.snapshot("before")
    control.snapshots()
    control.restore("before")
    control.diff("before", "after")
    control.delete_snapshot("before")
    with control.test("uploads-7"):
        control.tests()
    control.about()
    control.end_test("uploads-7")
    control.overview()
    control.health()
    control.openapi()
    return control


def fields(schema: dict[str, Any]) -> dict[str, Any]:
    """Returns the properties of a schema, where a reference leads, or those of the items of a list."""
    if "items" in schema:
        return fields(schema["items"])
    name = schema.get("$ref")
    properties: dict[str, Any] = (SCHEMAS[name.rsplit("/", 1)[1]] if name else schema).get("properties", {})
    return properties


def names_of(schema: dict[str, Any]) -> set[str]:
    """Returns the names of a schema and of those in it."""
    return set(fields(schema)).union(*(names_of(inner) for inner in fields(schema).values()))


def names_in(value: Any, schema: dict[str, Any]) -> set[str]:
    """Returns the names in a value, and holds each against the schema."""
    if isinstance(value, list):
        return set().union(*(names_in(item, schema) for item in value))
    known, names = fields(schema), set()
    for name, inner in value.items():
        assert name in known, f"there is no {name} in {sorted(known)}"
        names.add(name)
        if fields(known[name]):
            names |= names_in(inner, known[name])
    return names


def test_every_path_has_its_call() -> None:
    control = everything()
    called = {(method, path) for method, path, _, _ in control.sent}
    page = ("GET", control.inspector.replace(control.endpoint, ""))
    probe = ("HEAD", "/_ossmock/health")  # for health checks that read no body
    assert called | {page, probe} == set(operations())


def test_every_public_name_is_called() -> None:
    public = {name for name in vars(ossmock.Control) if not name.startswith("_")}
    called = set(everything.__code__.co_names) | {"inspector"}
    assert public - called == set()


def test_every_parameter_can_be_sent_and_no_other() -> None:
    sent = {(method, path, name) for method, path, query, _ in everything().sent for name in query}
    known = {
        (*place, parameter["name"])
        for place, operation in operations().items()
        for parameter in operation.get("parameters", [])
    }
    assert sent == known - LEFT_OUT


def bodies() -> dict[str, str]:
    """Returns the schemas of the bodies of POST that have names of their own, by their paths."""
    contents = {
        path: operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
        for (method, path), operation in operations().items()
        if method == "POST" and "requestBody" in operation
    }
    return {path: schema for path, schema in contents.items() if "properties" in SCHEMAS[schema]}


@pytest.mark.parametrize("path, schema", bodies().items())
def test_every_field_can_be_sent_and_no_other(path: str, schema: str) -> None:
    sent: set[str] = set()
    for method, called, _, body in everything().sent:
        if (method, called) == ("POST", path):
            sent |= names_in(body, SCHEMAS[schema])
    assert sent == names_of(SCHEMAS[schema])


def test_the_types_are_those_of_the_description() -> None:
    """`BLESS=1` writes them anew. That only known fields are read of them is a matter of the type checker."""
    text = schema_types.module(DESCRIPTION)
    if os.environ.get("BLESS"):
        (CHECKOUT / "python/ossmock/schema.py").write_text(text)
    assert Path(ossmock.schema.__file__).read_text() == text


def test_the_server_has_this_description(ossmock: ossmock.Server) -> None:
    assert ossmock.openapi() == DESCRIPTION
