"""The plugin of pytest: the fixture `ossmock`, and what a failing test says about refused calls."""

from __future__ import annotations

import os
import uuid
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from .control import Control
from .errors import OssmockError, ServerError
from .report import refusals
from .server import Server

_ENDPOINT = "OSSMOCK_ENDPOINT"
_TOKEN = "OSSMOCK_TOKEN"
_LONGEST = 450
_USED = pytest.StashKey[Control]()


@pytest.fixture(scope="session")
def ossmock_server() -> Iterator[Control]:
    """A server for the whole session, or the one at OSSMOCK_ENDPOINT; override this fixture to start it from another world."""
    endpoint = os.environ.get(_ENDPOINT)
    if endpoint:
        yield _shared(endpoint)
    else:
        with Server() as server:
            yield server


@pytest.fixture
def ossmock(ossmock_server: Control, request: pytest.FixtureRequest) -> Iterator[Control]:
    """The fake as it was when it started: a fresh world, an empty journal, no faults, and the present time.

    It is the server itself, which is reset; or, on a server that others use as well, a world for this test alone.
    """
    if isinstance(ossmock_server, Server):
        ossmock_server.reset()
        request.node.stash[_USED] = ossmock_server
        yield ossmock_server
    else:
        with ossmock_server.test(_test_id(request.node.nodeid)) as own:
            request.node.stash[_USED] = own
            yield own
            del request.node.stash[_USED]  # the calls go with the world


def _shared(endpoint: str) -> Control:
    """Returns the control of the server at OSSMOCK_ENDPOINT."""
    control = Control(endpoint, token=os.environ.get(_TOKEN))
    try:
        control.health()
    except ServerError as error:
        raise ServerError(f"{error}: start `ossmock serve` there, or unset {_ENDPOINT}") from error
    return control


def _test_id(name: str) -> str:
    """Returns the name of a test as an id that no other run has."""
    return f"{name.encode('ascii', 'backslashreplace').decode()[-_LONGEST:]} {uuid.uuid4().hex}"


def pytest_report_header() -> list[str]:
    """Names the server that the tests share."""
    endpoint = os.environ.get(_ENDPOINT)
    return [f"ossmock: each test has a world of its own at {endpoint}"] if endpoint else []


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Adds the refused calls to the report of a test that fails."""
    report = (yield).get_result()
    control = item.stash.get(_USED, None)
    if control is None or not report.failed:
        return
    try:
        text = refusals(control.journal())
    except OssmockError as error:
        text = str(error)
    if text:
        report.sections.append(("ossmock: calls that were refused, or struck by a fault", text))
