"""The check of settings of a bucket, for the clients that have their operations."""

import os

import requests

from harness import check, same


def control(path, body=None):
    """Asks the control plane of the server."""
    answer = requests.post(f"{os.environ['OSS_ENDPOINT']}/_ossmock/{path}", json=body, timeout=30)
    assert answer.ok, answer.text
    return answer.json() if answer.content else None


@check("settings of a bucket")
def _(s):
    bucket = f"settings-{s.made}"
    client = s.owner
    s.ok(client.create(bucket))
    try:
        client.put_archived(bucket, "old", b"hello")
        failure = None
        try:
            client.read_object(bucket, "old")
        except s.adapter.errors as error:
            failure = s.adapter.failure(error)
        same((failure.status, failure.code), (403, "InvalidObjectState"), "an archived object")
        client.put_direct_read(bucket, True)
        same(client.direct_read(bucket), True, "direct read")
        same(s.ok(client.read_object(bucket, "old"))["body"], b"hello", "the body of an archived object")
        client.put_access_monitor(bucket, "Enabled")
        same(client.access_monitor(bucket), "Enabled", "access tracking")
        client.put_acceleration(bucket, True)
        same(client.acceleration(bucket), True, "transfer acceleration")
        client.put_tls(bucket, ["TLSv1.2", "TLSv1.3"])
        same(client.tls(bucket), ["TLSv1.2", "TLSv1.3"], "versions of TLS")
        same(client.statistics(bucket), {"objects": 1, "bytes": 5, "archived": 65536}, "statistics")
    finally:
        client.remove_archived(bucket, "old")
        client.delete(bucket)


@check("a retention policy")
def _(s):
    client = s.owner
    # One that is aborted, as a locked one would keep its objects for a day.
    bucket = f"worm-{s.made}"
    s.ok(client.create(bucket))
    try:
        s.fails("no retention policy", client.worm, bucket)
        policy = client.initiate_worm(bucket, 1)
        same(client.worm(bucket), {"id": policy, "state": "InProgress", "days": 1}, "the policy")
        s.fails("two retention policies", client.initiate_worm, bucket, 2)
        s.fails("not locked yet", client.extend_worm, bucket, policy, 2)
        s.ok(client.put_object(bucket, "kept", b"first"))
        s.fails("immutable", client.remove_object, bucket, "kept")
        s.fails("immutable", client.put_object, bucket, "kept", b"second")
        same(s.ok(client.read_object(bucket, "kept"))["body"], b"first", "the protected object")
        client.abort_worm(bucket)
        s.ok(client.remove_object(bucket, "kept"), 204)
        # A locked one ends with its empty bucket.
        policy = client.initiate_worm(bucket, 1)
        s.fails("another retention policy", client.complete_worm, bucket, policy[::-1])
        client.complete_worm(bucket, policy)
        client.extend_worm(bucket, policy, 3)
        same(client.worm(bucket), {"id": policy, "state": "Locked", "days": 3}, "the locked policy")
        s.fails("locked", client.abort_worm, bucket)
    finally:
        client.delete(bucket)


@check("lifecycle rules")
def _(s):
    bucket = f"lifecycle-{s.made}"
    client = s.owner
    s.ok(client.create(bucket))
    try:
        s.fails("no lifecycle rules", client.lifecycle, bucket)
        client.put_lifecycle(bucket)
        expected = [("tmp", "tmp/", "Enabled", 1, None), ("logs", "logs/", "Enabled", None, (1, "IA"))]
        same(client.lifecycle(bucket), expected, "the rules")
        s.ok(client.put_object(bucket, "tmp/a", b"hello"))
        s.ok(client.put_object(bucket, "logs/a", b"hello"))
        control("clock", {"advance": "PT48H"})
        steps = [(step["action"], step["key"], step["rule"]) for step in control("run-due")["steps"] if step["bucket"] == bucket]
        same(steps, [("Transitioned", "logs/a", "logs"), ("Expired", "tmp/a", "tmp")], "the steps")
        s.ok(client.remove_object(bucket, "logs/a"), 204)
        for _ in range(2):
            client.delete_lifecycle(bucket)
        s.fails("no lifecycle rules", client.lifecycle, bucket)
    finally:
        control("clock", {"follow": "system"})
        client.delete(bucket)
