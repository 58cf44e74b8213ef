"""The check of settings of a bucket, for the clients that have their operations."""

import csv
import gzip
import io
import json
import os
import urllib.request

from harness import check, same


def run_due():
    """Does what is due by the clock: in OSS it happens by itself."""
    order = urllib.request.Request(os.environ["OSS_ENDPOINT"] + "/_ossmock/run-due", b"", method="POST")
    proxies = urllib.request.ProxyHandler({})
    return json.load(urllib.request.build_opener(proxies).open(order))


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


@check("inventories")
def _(s):
    client = s.owner
    bucket = f"listed-{s.made}"
    s.ok(client.create(bucket))
    keys = []
    try:
        s.fails("no inventory", client.inventories, bucket)
        s.ok(client.put_object(bucket, "a b", b"hello"))
        keys.append("a b")
        client.put_inventory(bucket, "report", "Once", ["Size", "EncryptionStatus"])
        shown = {"frequency": "Once", "bucket": f"acs:oss:::{bucket}", "fields": ["Size", "EncryptionStatus"], "oss": True}
        same(client.inventory(bucket, "report"), shown, "the inventory")
        s.fails("two inventories", client.put_inventory, bucket, "report", "Daily", [])
        steps = run_due()["steps"]
        same([(step["action"], step["rule"]) for step in steps], [("InventoryWritten", "report")], "the steps")
        manifest = s.ok(client.read_object(bucket, steps[0]["key"]))
        keys.append(steps[0]["key"])
        keys.append(steps[0]["key"].replace(".json", ".checksum"))
        manifest = json.loads(manifest["body"])
        [file] = manifest["files"]
        keys.append(file["key"])
        listed = s.ok(client.read_object(bucket, file["key"]))
        same(listed["encryption"], ("AES256", None, None), "the encryption of the list")
        text = gzip.decompress(listed["body"]).decode()
        same(list(csv.reader(io.StringIO(text))), [[bucket, "a%20b", "5", "False"]], "the list")
        client.remove_inventory(bucket, "report")
        s.fails("no inventory", client.inventory, bucket, "report")

        for number in range(120):
            client.put_inventory(bucket, f"r{number:03}", "Daily", [])
        ids, truncated, token = client.inventories(bucket)
        same((len(ids), ids[0], ids[-1], truncated), (100, "r000", "r099", True), "the first page")
        ids, truncated, _ = client.inventories(bucket, token)
        same((len(ids), ids[0], ids[-1], truncated), (20, "r100", "r119", False), "the second page")
        for number in range(120):
            client.remove_inventory(bucket, f"r{number:03}")
    finally:
        for key in keys:
            client.remove_object(bucket, key)
        client.delete(bucket)
