"""The check of settings of a bucket, for the clients that have their operations."""

import csv
import gzip
import io
import json
import os

import requests

from harness import REGION, check, same


def refused(s, call, *arguments):
    """The status and code of an error."""
    try:
        answer = call(*arguments)
    except s.adapter.errors as error:
        failure = s.adapter.failure(error)
        return failure.status, failure.code
    raise AssertionError(f"no error, but {answer}")


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
        same(refused(s, client.read_object, bucket, "old"), (403, "InvalidObjectState"), "an archived object")
        client.put_direct_read(bucket, True)
        same(client.direct_read(bucket), True, "direct read")
        same(s.ok(client.read_object(bucket, "old"))["body"], b"hello", "the body of an archived object")
        client.put_access_monitor(bucket, "Enabled")
        same(client.access_monitor(bucket), "Enabled", "access tracking")
        same(refused(s, client.acceleration, bucket)[0], 404, "transfer acceleration that was never set")
        client.put_acceleration(bucket, True)
        same(client.acceleration(bucket), True, "transfer acceleration")
        same(refused(s, client.put_tls, bucket, ["SSLv3"]), (400, "MalformedXML"), "a version of TLS that is none")
        client.put_tls(bucket, ["TLSv1.2", "TLSv1.3"])
        same(client.tls(bucket), ["TLSv1.2", "TLSv1.3"], "versions of TLS")
        same(client.statistics(bucket), {"objects": 1, "bytes": 5, "archived": 65536}, "statistics")
    finally:
        client.remove_archived(bucket, "old")
        client.delete(bucket)


@check("tags, group and domains of a bucket")
def _(s):
    bucket = f"named-{s.made}"
    client = s.owner
    s.ok(client.create(bucket))
    try:
        same(client.tags_of(bucket), {}, "no tags")
        client.put_tags_of(bucket, {"team": bucket})
        same(client.tags_of(bucket), {"team": bucket}, "tags")
        same(client.buckets_tagged("team", bucket), [bucket], "buckets with the tag")
        client.delete_tags_of(bucket)
        same(client.buckets_tagged("team", bucket), [], "buckets with a tag that was deleted")
        same(refused(s, client.put_group, bucket, "rg-not-there"), (400, "ResourceGroupIdPreCheckError"), "a group")
        client.put_group(bucket, "rg-default-id")
        same(client.group(bucket), "rg-default-id", "the group")
        domain = "files.shop.example"
        same(refused(s, client.put_domain, bucket, domain), (403, "NeedVerifyDomainOwnership"), "a domain")
        same(client.token(bucket, domain), client.token(bucket, domain), "a token within three days")
        same(client.domains(bucket), [], "domains")
        endpoints = (f"oss-{REGION}.aliyuncs.com", f"oss-{REGION}-internal.aliyuncs.com")
        same(client.region(f"oss-{REGION}"), endpoints, "endpoints")
    finally:
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
        try:
            steps = [step for step in control("run-due")["steps"] if step["bucket"] == bucket]
        finally:
            control("clock", {"follow": "system"})
        steps = [(step["action"], step["key"], step["rule"]) for step in steps]
        same(steps, [("Transitioned", "logs/a", "logs"), ("Expired", "tmp/a", "tmp")], "the steps")
        s.ok(client.remove_object(bucket, "logs/a"), 204)
        for _ in range(2):
            client.delete_lifecycle(bucket)
        s.fails("no lifecycle rules", client.lifecycle, bucket)
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
        steps = control("run-due")["steps"]
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
