"""The AccessKeys of a world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import OssmockError
from .schema import World


@dataclass(frozen=True)
class Credentials:
    """The AccessKey of a caller, and the region for its signatures."""

    access_key_id: str
    access_key_secret: str
    security_token: str | None
    region: str


def credentials_in(world: World, caller: str | None) -> Credentials:
    """Returns the AccessKey of a caller, or of the first account without one."""
    known = []
    for name, keys in _callers(world):
        if caller in (None, name):
            return Credentials(
                keys["access_key_id"], keys["access_key_secret"], keys.get("security_token"), world["region"]
            )
        known.append(name)
    if caller is None:
        raise OssmockError("the world has no account, and so no credentials: add an [[account]] to it")
    raise OssmockError(f"the world has no caller {caller}: there are {', '.join(known) or 'none'}")


def _callers(world: World) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for account in world.get("account", []):
        yield account["name"], account
        for user in account.get("ram_user", []):
            yield f"{account['name']}/{user['name']}", user
        for role in account.get("role", []):
            for session in role.get("session", []):
                yield f"{account['name']}/{role['name']}/{session['name']}", session
