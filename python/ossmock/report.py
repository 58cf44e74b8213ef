"""The text that tells why calls were refused, for the report of a failing test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .schema import Record

_MOST = 20


def refusals(records: Sequence[Record]) -> str:
    """Returns a paragraph for each call that was not answered as asked; empty if there is none."""
    failed = [record for record in records if record["outcome"] != "answered" or record["injected"]]
    lines: list[str] = []
    shown = failed[-_MOST:]
    if len(failed) > _MOST:
        # Where not all fit, those that only tell that something is not there are left out first.
        shown = [record for record in failed if not _is_miss(record)][-_MOST:] or shown
        lines.append(f"({len(failed) - len(shown)} others are left out)")
    for record in shown:
        lines.append(_headline(record))
        lines += ["   " + line for line in _reasons(record)]
    return "\n".join(lines)


def _is_miss(record: Record) -> bool:
    return record["method"] in ("GET", "HEAD") and record["status"] == 404 and not record["injected"]


def _headline(record: Record) -> str:
    target = "/".join(filter(None, [record["bucket"], record["key"]]))
    asked = record["operation"] or f"{record['method']} {record['target']}"
    caller = f"by {record['caller']}" if record["caller"] else ""
    answer = [str(record["status"] or record["outcome"]), record["code"]]
    return f"#{record['number']} {' '.join(filter(None, [asked, target, caller]))}: {' '.join(filter(None, answer))}"


def _reasons(record: Record) -> Iterator[str]:
    for fault in record["injected"]:
        yield f"fault: {fault}"
    signature, explanation = record["signature"], record["explanation"]
    if signature:
        yield signature["diagnosis"]
    elif explanation:
        if record["decision"]:
            yield record["decision"]
        for missing in explanation["missing"]:
            yield from _lacks(missing, explanation["caller"])
    elif not record["injected"] and record["message"]:
        yield record["message"]
    if record["note"] and not signature:
        yield record["note"]


def _lacks(missing: Mapping[str, Any], caller: str) -> Iterator[str]:
    """Says what the caller lacks, and where. A statement that denies is in the decision."""
    places = {
        "policy": f"a policy attached to {caller}",
        "session_policy": f"the policy that the session of {caller} was started with",
        "bucket_policy": "the policy of the bucket",
    }
    for kind, what in missing.items():
        if kind in places:
            principal = f", for {what['principal']}" if "principal" in what else ""
            yield f"missing: Allow {what['action']} on {what['resource']}, in {places[kind]}{principal}"
