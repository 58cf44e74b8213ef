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
        return {**world, "now": "2026-01-01T00:00:00Z", "records": [], "faults": [fault], "id": 1}


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
    control.journal("PutObject", caller="acme", outcome="refused", after=1, limit=2, wait=3)
    control.clear_journal()
    control.honesty()
    control.kms(5)
    control.advance(1)
    control.set_clock("2026-01-01T00:00:00Z")
    control.follow_system_clock()
    which: dict[str, Any] = {"bucket": "b", "key": "k", "prefix": "p", "caller": "acme", "test_id": "t"}
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
    control.overview()
    control.health()
    control.openapi()
    return control


def fields(schema: dict[str, Any]) -> dict[str, Any]:
    """Returns the properties of a schema, where a reference leads."""
    name = schema.get("$ref")
    properties: dict[str, Any] = (SCHEMAS[name.rsplit("/", 1)[1]] if name else schema).get("properties", {})
    return properties


def names_in(value: Any, schema: dict[str, Any]) -> set[str]:
    """Returns the names in a value, and holds each against the schema."""
    known, names = fields(schema), set()
    for name, inner in value.items():
        assert name in known, f"there is no {name} in {sorted(known)}"
        names.add(name)
        if isinstance(inner, dict) and fields(known[name]):
            names |= names_in(inner, known[name])
    return names


def test_every_path_has_its_call() -> None:
    control = everything()
    called = {(method, path) for method, path, _, _ in control.sent}
    page = ("GET", control.inspector.replace(control.endpoint, ""))
    assert called | {page} == set(operations())


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


@pytest.mark.parametrize("path, schema", [("/_ossmock/clock", "ClockChange"), ("/_ossmock/faults", "FaultWanted")])
def test_every_field_can_be_sent_and_no_other(path: str, schema: str) -> None:
    sent: set[str] = set()
    for method, called, _, body in everything().sent:
        if (method, called) == ("POST", path):
            sent |= names_in(body, SCHEMAS[schema])
    known = set(SCHEMAS[schema]["properties"])
    if "effect" in known:
        effects = fields(SCHEMAS[schema]["properties"]["effect"])
        known |= set(effects).union(*(fields(effect) for effect in effects.values()))
    assert sent == known


def test_the_types_are_those_of_the_description() -> None:
    """`BLESS=1` writes them anew. That only known fields are read of them is a matter of the type checker."""
    text = schema_types.module(DESCRIPTION)
    if os.environ.get("BLESS"):
        (CHECKOUT / "python/ossmock/schema.py").write_text(text)
    assert Path(ossmock.schema.__file__).read_text() == text


def test_the_server_has_this_description(ossmock: ossmock.Server) -> None:
    assert ossmock.openapi() == DESCRIPTION
