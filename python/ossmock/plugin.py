"""The plugin of pytest: the fixture `ossmock`, and what a failing test says about refused calls."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import pytest

from .errors import OssmockError
from .report import refusals
from .server import Server

_USED = pytest.StashKey[Server]()


@pytest.fixture(scope="session")
def ossmock_server() -> Iterator[Server]:
    """A server for the whole session; override this fixture to start it from another world."""
    with Server() as server:
        yield server


@pytest.fixture
def ossmock(ossmock_server: Server, request: pytest.FixtureRequest) -> Server:
    """The server as it was when it started: a fresh world, an empty journal, no faults, and the present time."""
    ossmock_server.reset()
    request.node.stash[_USED] = ossmock_server
    return ossmock_server


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Adds the refused calls to the report of a test that fails."""
    report = (yield).get_result()
    server = item.stash.get(_USED, None)
    if server is None or not report.failed:
        return
    try:
        text = refusals(server.journal())
    except OssmockError as error:
        text = str(error)
    if text:
        report.sections.append(("ossmock: calls that were refused, or struck by a fault", text))
