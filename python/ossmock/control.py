"""A client of the control plane of a server."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Union, cast

from .connection import PREFIX, Connection, without_none
from .credentials import Credentials, credentials_in
from .expectation import Expectation
from .fault import ArmedFault
from .schema import (
    About,
    Answer,
    ArmedExpectation,
    CauseName,
    Clock,
    DueReport,
    ExpectedCall,
    Fault,
    FaultEffectRespond,
    FaultEffectTrickle,
    Health,
    Honesty,
    Kms,
    OperationName,
    Overview,
    Record,
    Replicated,
    World,
    WorldDiff,
)

if TYPE_CHECKING:
    from typing_extensions import Self

Duration = Union[float, timedelta, str]
"""Seconds, a `timedelta`, or an ISO 8601 duration such as `PT15M`."""

Holder = Literal["ram_user", "group", "role"]
"""The kinds of what has policies."""

Outcome = Literal["answered", "refused", "abandoned", "unanswered"]
"""The ends of a call."""

KeyState = Literal["Enabled", "Disabled", "PendingDeletion", "PendingImport"]
"""The states of a KMS key."""


class Control(Connection):
    """Arranges and reads back the fake OSS at an endpoint, such as `http://127.0.0.1:9000`."""

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

    # Parts of the world.

    def set_settings(self, bucket: str, /, **settings: Any) -> list[str]:
        """Sets settings of a bucket, with their names and forms in a world: all of them, or none if one is wrong.

        Returns a warning for each bucket and KMS key that they name and that is missing.
        """
        return cast(list[str], self._send("POST", "settings", query={"bucket": bucket}, body=settings)["warnings"])

    def reset_setting(self, bucket: str, setting: str) -> None:
        """Sets a setting of a bucket to that of a new bucket."""
        self._send("DELETE", "settings", query={"bucket": bucket, "setting": setting})

    def attach_policy(self, of: str, policy: Mapping[str, Any], *, kind: Holder = "ram_user") -> None:
        """Attaches a policy to a RAM user such as `acme/ci`, or to a group or a role."""
        self._send("POST", "policies", body={"of": of, "kind": kind, "policy": policy})

    def detach_policies(self, of: str, *, kind: Holder = "ram_user") -> None:
        """Detaches all policies of a RAM user, a group or a role."""
        self._send("DELETE", "policies", query={"of": of, "kind": kind})

    def set_key_state(self, account: str, key: str, state: KeyState) -> None:
        """Sets the state of the KMS key of an account with this id or alias."""
        self._send("POST", "kms/state", body={"account": account, "key": key, "state": state})

    # Permissions.

    def explain(
        self,
        caller: str,
        action: str,
        resource: str,
        *,
        source_ip: str | None = None,
        tls: bool | None = None,
        vpc: str | None = None,
        time: datetime | str | None = None,
        headers: Mapping[str, str] | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> Answer:
        """Explains a permission decision without a request, such as that on `oss:GetObject` on `acs:oss:*:*:logs/note`.

        The other arguments describe the request, for conditions of policies.
        """
        request = {"source_ip": source_ip, "tls": tls, "vpc": vpc, "time": None if time is None else _moment(time)}
        asked = {"caller": caller, "action": action, "resource": resource, **request}
        question = without_none({**asked, "headers": headers, "parameters": parameters})
        return cast(Answer, self._send("POST", "explain", body=question))

    def required_policy(self, caller: str) -> dict[str, Any] | None:
        """Returns the least RAM policy that the calls of a caller needed; `None` if none of its calls needed one."""
        answer = self._send("GET", "required-policy", query={"caller": caller})
        return cast("dict[str, Any] | None", answer["policy"])

    # The calls.

    def journal(
        self,
        operation: OperationName | None = None,
        *,
        caller: str | None = None,
        outcome: Outcome | None = None,
        refused: bool | None = None,
        bucket: str | None = None,
        key: str | None = None,
        prefix: str | None = None,
        test_id: str | None = None,
        status: int | None = None,
        code: str | None = None,
        after: int | None = None,
        limit: int | None = None,
        wait: int | None = None,
    ) -> list[Record]:
        """Returns the calls of OSS that pass every filter, the oldest first.

        `outcome` is `answered`, `refused`, `abandoned` or `unanswered`. With `refused=True`, they are those that were refused,
        without reads of what is not there, which were answered 404; with `False`, all others. `prefix` is that of keys, and `code` that of an
        error. `after` is the number of a record: only later ones are returned. With `wait`, waits for at most so many
        seconds until there is a call to return.
        """
        call = {"operation": operation, "caller": caller, "bucket": bucket, "key": key, "prefix": prefix, "test_id": test_id}
        only = None if refused is None else str(refused).lower()
        end = {"outcome": outcome, "refused": only, "status": status, "code": code}
        query = {**call, **end, "after": after, "limit": limit, "wait": wait}
        return cast(list[Record], self._send("GET", "journal", query=query)["records"])

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
        return self._clock({"set": _moment(to)})

    def freeze_clock(self) -> datetime:
        """Stops the clock at its present time, and returns it. `follow_system_clock` lets it run again."""
        return self._clock({"freeze": True})

    def follow_system_clock(self) -> datetime:
        """Lets the clock follow that of the machine again, and returns its time."""
        return self._clock({"follow": "system"})

    def _clock(self, change: Mapping[str, Any]) -> datetime:
        now = cast(Clock, self._send("POST", "clock", body=change))["now"]
        seconds = datetime.strptime(now[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
        return seconds + timedelta(microseconds=int(now[20:-1].ljust(6, "0")[:6]))

    # Faults.

    def fault(
        self,
        operation: OperationName | None = None,
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
        error: CauseName | None = None,
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
        effect = without_none(effects)
        if len(effect) != 1:
            given = " and ".join(effect) or "none"
            raise ValueError(f"a fault has exactly one effect, and this has {given}: give one of {', '.join(effects)}")
        calls = {"operation": operation, "bucket": bucket, "key": key, "prefix": prefix, "caller": caller}
        choice = {"nth": nth, "first": first, "every": every, "probability": probability, "times": times, "seed": seed}
        wanted = {**without_none({**calls, "test_id": test_id, **choice}), "effect": effect}
        return ArmedFault(self, self._send("POST", "faults", body=wanted)["id"])

    def faults(self) -> list[Fault]:
        """Returns the faults that are armed, with how many calls each has struck."""
        return cast(list[Fault], self._send("GET", "faults")["faults"])

    def end_faults(self, id: int | None = None) -> None:
        """Ends the fault with this id, or all."""
        self._send("DELETE", "faults", query={"id": id})

    # Expectations.

    def expect(
        self,
        operation: OperationName | None = None,
        *,
        bucket: str | None = None,
        key: str | None = None,
        prefix: str | None = None,
        caller: str | None = None,
        test_id: str | None = None,
        succeeds: bool | None = None,
        status: int | None = None,
        refused_with: CauseName | None = None,
        times: int | None = None,
        at_least: int | None = None,
        at_most: int | None = None,
        name: str | None = None,
    ) -> Expectation:
        """Expects calls from now on: which calls, and how many, from `times` on; without a count, at least one.

        `refused_with` is the name of a cause, such as `KmsKeyDisabled`. `verify` fails if the expectation is not met.
        """
        which = {"operation": operation, "bucket": bucket, "key": key, "prefix": prefix, "caller": caller, "test_id": test_id}
        call = without_none({**which, "succeeds": succeeds, "status": status, "refused_with": refused_with})
        return self._expect({"call": call, "times": times, "at_least": at_least, "at_most": at_most, "name": name})

    def expect_in_order(
        self,
        calls: Sequence[ExpectedCall],
        *,
        times: int | None = None,
        at_least: int | None = None,
        at_most: int | None = None,
        name: str | None = None,
    ) -> Expectation:
        """Expects calls in this order from now on; others may come in between.

        A call is a `dict` with arguments of `expect`, such as `{"operation": "PutObject", "bucket": "logs"}`.
        """
        count = {"times": times, "at_least": at_least, "at_most": at_most}
        return self._expect({"in_order": calls, **count, "name": name})

    def _expect(self, wanted: Mapping[str, Any]) -> Expectation:
        return Expectation(self, self._send("POST", "expectations", body=without_none(wanted))["id"])

    def deny_unexpected(self) -> Expectation:
        """Lets `verify` fail if a call comes, from now on, that no expectation covers."""
        return Expectation(self, self._send("POST", "deny-unexpected")["id"])

    def expectations(self) -> list[ArmedExpectation]:
        """Returns the expectations, with the number of calls that have come."""
        return cast(list[ArmedExpectation], self._send("GET", "expectations")["expectations"])

    def end_expectations(self, id: int | None = None) -> None:
        """Ends the expectation with this id, or all."""
        self._send("DELETE", "expectations", query={"id": id})

    def verify(self) -> None:
        """Raises `AssertionError` if an expectation is not met, or an unexpected call came. Expectations stay."""
        failures = self._send("POST", "verify")["failures"]
        if failures:
            raise AssertionError("\n".join(failures))

    # Snapshots.

    def snapshot(self, name: str) -> None:
        """Takes a snapshot of the world. It replaces one of the same name."""
        self._send("PUT", "snapshots", query={"name": name})

    def snapshots(self) -> list[str]:
        """Returns the names of the snapshots."""
        return cast(list[str], self._send("GET", "snapshots")["snapshots"])

    def delete_snapshot(self, name: str) -> None:
        """Deletes a snapshot."""
        self._send("DELETE", "snapshots", query={"name": name})

    def restore(self, name: str) -> None:
        """Restores the world of a snapshot. Journal and clock stay."""
        self._send("POST", "restore", query={"name": name})

    def diff(self, earlier: str, later: str | None = None) -> WorldDiff:
        """Returns the differences between a snapshot and a later one, or the world as it is."""
        return cast(WorldDiff, self._send("GET", "diff", query={"from": earlier, "to": later}))

    # Tests that share the server.

    @contextmanager
    def test(self, id: str, *, begin: Literal["start", "now"] = "start") -> Iterator[Self]:
        """Makes a world for a test, and ends it with the `with` statement.

        It begins as the server began or, with `begin="now"`, as the server is now.

        The `with` statement gets the control of that world, which has credentials of its own: clients reach the world by
        them. Its journal, faults, clock, expectations and snapshots are its own as well.
        """
        self._send("POST", "tests", body={"id": id, "from": begin})
        try:
            own = copy(self)
            own.test_id = id
            yield own
        finally:
            self.end_test(id)

    def tests(self) -> list[str]:
        """Returns the ids of the tests that have a world."""
        return [test["id"] for test in self._send("GET", "tests")["tests"]]

    def end_test(self, id: str) -> None:
        """Ends the world of a test, such as one whose process was killed."""
        self._send("DELETE", "tests", query={"id": id})

    # The server.

    def overview(self) -> Overview:
        """Returns the buckets with their rules, the keys of KMS and the time, without secrets and objects."""
        return cast(Overview, self._send("GET", "overview"))

    def health(self) -> Health:
        """Returns if the server runs, and fails otherwise."""
        return cast(Health, self._send("GET", "health"))

    def about(self) -> About:
        """Returns the versions of the control plane and of ossmock."""
        return cast(About, self._send("GET", "about"))

    def openapi(self) -> Mapping[str, Any]:
        """Returns the description of the control plane."""
        return cast(Mapping[str, Any], self._send("GET", "openapi.json"))

    @property
    def inspector(self) -> str:
        """The address of a page that shows the calls as they arrive, and why each was refused."""
        return self.endpoint + PREFIX


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


def _moment(time: datetime | str) -> str:
    """Returns a time as the control plane takes it."""
    if isinstance(time, str):
        return time
    if time.tzinfo is None:
        raise ValueError(f"{time!r} has no time zone: add tzinfo=timezone.utc")
    return time.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
