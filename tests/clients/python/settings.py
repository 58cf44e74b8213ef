"""The check of settings of a bucket, for the clients that have their operations."""

from harness import check, same


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
