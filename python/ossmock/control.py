"""A client of the control plane of a server."""

from __future__ import annotations

import json
import os
import ssl
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, Union, cast
from urllib.parse import urlencode, urlsplit

from .credentials import Credentials, credentials_in
from .errors import ControlError, ServerError
from .fault import ArmedFault
from .schema import (
    Clock,
    DueReport,
    Fault,
    FaultEffectRespond,
    FaultEffectTrickle,
    Health,
    Honesty,
    Kms,
    Overview,
    Record,
    Replicated,
    World,
)

Duration = Union[float, timedelta, str]
"""Seconds, a `timedelta`, or an ISO 8601 duration such as `PT15M`."""

_PREFIX = "/_ossmock/"
_TIMEOUT = 60


class Control:
    """Arranges and reads back the fake OSS at an endpoint, such as `http://127.0.0.1:9000`.

    `token` is the one that `ossmock serve` was given, or prints with `--allow-remote`; other servers need none. `ca_file` is what
    `ossmock serve --tls` writes, the certificate to trust.
    """

    def __init__(self, endpoint: str, *, token: str | None = None, ca_file: str | None = None) -> None:
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{endpoint} is no endpoint: give it as http://ADDRESS:PORT")
        self._address = (parts.hostname, parts.port)
        self._tls = ssl.create_default_context(cafile=ca_file) if parts.scheme == "https" else None
        self._token = token
        self.endpoint = endpoint.rstrip("/")

    # The world.

    def world(self, new: str | Mapping[str, Any] | os.PathLike[str] | None = None) -> World:
        """Returns the world, with the secrets of all AccessKeys; replaces it first if a new one is given.

        A world is TOML text, a `dict`, or the path of a TOML file as a `pathlib.Path`.
        """
        if new is None:
            return cast(World, self._send("GET", "world"))
        if isinstance(new, Mapping):
            return cast(World, self._send("PUT", "world", body=new))
        return cast(World, self._send("PUT", "world", toml=world_text(new)))

    def reset(self) -> None:
        """Goes back to the start: world and clock are as they were, the journal is empty, no fault is armed."""
        self._send("POST", "reset")

    @property
    def credentials(self) -> Credentials:
        """The AccessKey of the first account of the world, which may do everything in its buckets."""
        return credentials_in(self.world(), None)

    def credentials_of(self, caller: str) -> Credentials:
        """Returns the AccessKey of an `account`, an `account/ram-user` or a session, `account/role/session`."""
        return credentials_in(self.world(), caller)

    def replicate(self) -> Replicated:
        """Replicates what is due. Replication happens here and nowhere else."""
        return cast(Replicated, self._send("POST", "replicate"))

    def run_due(self) -> DueReport:
        """Does what is due by the clock, such as the actions of lifecycle rules, and replicates. It happens only here."""
        return cast(DueReport, self._send("POST", "run-due"))

    # The calls.

    def journal(
        self,
        operation: str | None = None,
        *,
        caller: str | None = None,
        outcome: str | None = None,
        after: int | None = None,
        limit: int | None = None,
        wait: int | None = None,
    ) -> list[Record]:
        """Returns the calls of OSS that pass every filter, the oldest first.

        `outcome` is `answered`, `refused`, `abandoned` or `unanswered`. `after` is the number of a record: only later
        ones are returned. With `wait`, waits for at most so many seconds until there is a call to return.
        """
        query = {"operation": operation, "caller": caller, "outcome": outcome, "after": after, "limit": limit}
        return cast(list[Record], self._send("GET", "journal", query={**query, "wait": wait})["records"])

    def clear_journal(self) -> None:
        """Empties the journal. Record numbers go on."""
        self._send("DELETE", "journal")

    def honesty(self) -> Honesty:
        """Returns what is only assumed in the answers since the journal was emptied, and what was ignored."""
        return cast(Honesty, self._send("GET", "honesty"))

    def kms(self, limit: int | None = None) -> Kms:
        """Returns the calls of KMS, and how many cost a fee."""
        return cast(Kms, self._send("GET", "kms", query={"limit": limit}))

    # The clock.

    def advance(self, by: Duration) -> datetime:
        """Moves the clock forward, and returns its time. An expiry meets it without waiting."""
        return self._clock({"advance": iso_duration(by)})

    def set_clock(self, to: datetime | str) -> datetime:
        """Sets the clock, and stops it there. A `datetime` has to have a time zone."""
        if isinstance(to, datetime):
            if to.tzinfo is None:
                raise ValueError(f"{to!r} has no time zone: add tzinfo=timezone.utc")
            to = to.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return self._clock({"set": to})

    def follow_system_clock(self) -> datetime:
        """Lets the clock follow that of the machine again, and returns its time."""
        return self._clock({"follow": "system"})

    def _clock(self, change: Mapping[str, str]) -> datetime:
        now = cast(Clock, self._send("POST", "clock", body=change))["now"]
        seconds = datetime.strptime(now[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
        return seconds + timedelta(microseconds=int(now[20:-1].ljust(6, "0")[:6]))

    # Faults.

    def fault(
        self,
        operation: str | None = None,
        *,
        bucket: str | None = None,
        key: str | None = None,
        prefix: str | None = None,
        caller: str | None = None,
        test_id: str | None = None,
        nth: int | None = None,
        first: int | None = None,
        every: int | None = None,
        probability: float | None = None,
        times: int | None = None,
        seed: int | None = None,
        error: str | None = None,
        respond: FaultEffectRespond | None = None,
        latency: Duration | Mapping[str, Any] | None = None,
        close: bool = False,
        answer_lost: bool = False,
        reset_after: int | None = None,
        truncate_after: int | None = None,
        trickle: FaultEffectTrickle | None = None,
        content_length: int | None = None,
    ) -> ArmedFault:
        """Arms a fault: which calls it strikes, and exactly one effect, from `error` on.

        `error` is the name of a cause, such as `ServiceUnavailable`. `latency` is a duration, or a `dict` with
        `least`, and `most` and `on_clock` if wanted. The fault lasts until its `end`, or until `reset`.
        """
        if latency is not None and not isinstance(latency, Mapping):
            latency = {"least": iso_duration(latency)}
        effects = {
            "error": error,
            "respond": respond,
            "latency": latency,
            "close": {} if close else None,
            "answer_lost": {} if answer_lost else None,
            "reset_after": reset_after,
            "truncate_after": truncate_after,
            "trickle": trickle,
            "content_length": content_length,
        }
        effect = _without_none(effects)
        if len(effect) != 1:
            given = " and ".join(effect) or "none"
            raise ValueError(f"a fault has exactly one effect, and this has {given}: give one of {', '.join(effects)}")
        calls = {"operation": operation, "bucket": bucket, "key": key, "prefix": prefix, "caller": caller}
        choice = {"nth": nth, "first": first, "every": every, "probability": probability, "times": times, "seed": seed}
        wanted = {**_without_none({**calls, "test_id": test_id, **choice}), "effect": effect}
        return ArmedFault(self, self._send("POST", "faults", body=wanted)["id"])

    def faults(self) -> list[Fault]:
        """Returns the faults that are armed, with how many calls each has struck."""
        return cast(list[Fault], self._send("GET", "faults")["faults"])

    def end_faults(self, id: int | None = None) -> None:
        """Ends the fault with this id, or all."""
        self._send("DELETE", "faults", query={"id": id})

    # The server.

    def overview(self) -> Overview:
        """Returns the buckets with their rules, the keys of KMS and the time, without secrets and objects."""
        return cast(Overview, self._send("GET", "overview"))

    def health(self) -> Health:
        """Returns if the server runs, and fails otherwise."""
        return cast(Health, self._send("GET", "health"))

    def openapi(self) -> Mapping[str, Any]:
        """Returns the description of the control plane."""
        return cast(Mapping[str, Any], self._send("GET", "openapi.json"))

    @property
    def inspector(self) -> str:
        """The address of a page that shows the calls as they arrive, and why each was refused."""
        return self.endpoint + _PREFIX

    def _send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        toml: str | None = None,
    ) -> Any:
        """Sends a request, past every proxy, and returns the value of its answer."""
        target = _PREFIX + path
        parameters = urlencode(_without_none(query or {}))
        if parameters:
            target += f"?{parameters}"
        headers, content = {}, None
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        if toml is not None:
            headers["Content-Type"], content = "application/toml", toml.encode()
        elif body is not None:
            headers["Content-Type"], content = "application/json", json.dumps(body).encode()
        if self._tls is None:
            connection = HTTPConnection(*self._address, timeout=_TIMEOUT)
        else:
            connection = HTTPSConnection(*self._address, timeout=_TIMEOUT, context=self._tls)
        try:
            connection.request(method, target, content, headers)
            answer = connection.getresponse()
            status, text = answer.status, answer.read()
        except (OSError, HTTPException) as error:
            raise ServerError(f"the server at {self.endpoint} does not answer: {error}") from error
        finally:
            connection.close()
        if status == 204:
            return None
        request = f"{method} {target}"
        try:
            value = json.loads(text)
        except ValueError:
            told = f"{request} was answered {status}, and not in JSON"
            raise ServerError(f"{told}: is {self.endpoint} the endpoint of `ossmock serve`?") from None
        if status != 200:
            raise ControlError(request, status, value["problem"], value.get("line"), value.get("column"))
        return value


def world_text(world: str | os.PathLike[str]) -> str:
    """Returns the TOML of a world that is given as text or as the path of a file."""
    if isinstance(world, Mapping):
        raise TypeError("a server starts from TOML text or a path: give a dict to its `world` afterwards")
    if not isinstance(world, str):
        return Path(world).read_text(encoding="utf-8")
    if "\n" not in world and world.endswith(".toml"):
        raise ValueError(f"{world} is read as TOML, not as a path: give a path as pathlib.Path({world!r})")
    return world


def iso_duration(duration: Duration) -> str:
    """Returns a duration as ISO 8601 has it."""
    if isinstance(duration, str):
        return duration
    span = duration if isinstance(duration, timedelta) else timedelta(seconds=duration)
    if span < timedelta(0):
        raise ValueError(f"a duration is not negative, as {duration!r} is")
    micros = span // timedelta(microseconds=1)
    return f"PT{micros // 1_000_000}.{micros % 1_000_000:06}S"


def _without_none(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
