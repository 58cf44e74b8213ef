"""The settings of a bucket with `alibabacloud-oss-v2`, for the checks of `settings.py` and one of its own."""

import alibabacloud_oss_v2 as oss

from harness import check, same
from settings import refused


class Settings:
    """Mixed into the client of `oss_v2_test.py`, which has `client`."""

    def put_archived(self, bucket, key, body):
        self.client.put_object(oss.PutObjectRequest(bucket=bucket, key=key, body=body, storage_class="Archive"))

    def remove_archived(self, bucket, key):
        self.client.delete_object(oss.DeleteObjectRequest(bucket=bucket, key=key))

    def put_direct_read(self, bucket, on):
        configuration = oss.ArchiveDirectReadConfiguration(enabled=on)
        self.client.put_bucket_archive_direct_read(oss.PutBucketArchiveDirectReadRequest(bucket, configuration))

    def direct_read(self, bucket):
        found = self.client.get_bucket_archive_direct_read(oss.GetBucketArchiveDirectReadRequest(bucket))
        return found.archive_direct_read_configuration.enabled

    def put_access_monitor(self, bucket, status):
        configuration = oss.AccessMonitorConfiguration(status)
        self.client.put_bucket_access_monitor(oss.PutBucketAccessMonitorRequest(bucket, configuration))

    def access_monitor(self, bucket):
        found = self.client.get_bucket_access_monitor(oss.GetBucketAccessMonitorRequest(bucket))
        return found.access_monitor_configuration.status

    def put_acceleration(self, bucket, on):
        configuration = oss.TransferAccelerationConfiguration(on)
        self.client.put_bucket_transfer_acceleration(oss.PutBucketTransferAccelerationRequest(bucket, configuration))

    def acceleration(self, bucket):
        found = self.client.get_bucket_transfer_acceleration(oss.GetBucketTransferAccelerationRequest(bucket))
        return found.transfer_acceleration_configuration.enabled

    def put_tls(self, bucket, versions):
        configuration = oss.HttpsConfiguration(tls=oss.TLS(enable=True, tls_versions=versions))
        self.client.put_bucket_https_config(oss.PutBucketHttpsConfigRequest(bucket, configuration))

    def tls(self, bucket):
        found = self.client.get_bucket_https_config(oss.GetBucketHttpsConfigRequest(bucket))
        return found.https_configuration.tls.tls_versions

    def statistics(self, bucket):
        found = self.client.get_bucket_stat(oss.GetBucketStatRequest(bucket))
        return {"objects": found.object_count, "bytes": found.storage, "archived": found.archive_storage}

    def put_tags_of(self, bucket, tags):
        tagging = oss.Tagging(oss.TagSet([oss.Tag(key, value) for key, value in tags.items()]))
        self.client.put_bucket_tags(oss.PutBucketTagsRequest(bucket, tagging))

    def tags_of(self, bucket):
        found = self.client.get_bucket_tags(oss.GetBucketTagsRequest(bucket))
        return {tag.key: tag.value for tag in found.tagging.tag_set.tags or []}

    def delete_tags_of(self, bucket):
        self.client.delete_bucket_tags(oss.DeleteBucketTagsRequest(bucket))

    def buckets_tagged(self, key, value):
        found = self.client.list_buckets(oss.ListBucketsRequest(tag_key=key, tag_value=value))
        return [bucket.name for bucket in found.buckets or []]

    def put_group(self, bucket, group):
        configuration = oss.BucketResourceGroupConfiguration(group)
        self.client.put_bucket_resource_group(oss.PutBucketResourceGroupRequest(bucket, configuration))

    def group(self, bucket):
        found = self.client.get_bucket_resource_group(oss.GetBucketResourceGroupRequest(bucket))
        return found.bucket_resource_group_configuration.resource_group_id

    def put_domain(self, bucket, domain):
        self.client.put_cname(oss.PutCnameRequest(bucket, oss.BucketCnameConfiguration(oss.Cname(domain))))

    def token(self, bucket, domain):
        configuration = oss.BucketCnameConfiguration(oss.Cname(domain))
        return self.client.create_cname_token(oss.CreateCnameTokenRequest(bucket, configuration)).cname_token.token

    def domains(self, bucket):
        found = self.client.list_cname(oss.ListCnameRequest(bucket))
        return [bound.domain for bound in found.cnames or []]

    def region(self, name):
        [found] = self.client.describe_regions(oss.DescribeRegionsRequest(name)).region_info
        return found.internet_endpoint, found.internal_endpoint


@check("overwrite rules of a bucket")
def _(s):
    bucket = f"kept-{s.made}"
    client = s.owner.client
    s.ok(s.owner.create(bucket))
    rules = [oss.OverwriteRule("forbid", "kept/", id="kept")]
    client.put_bucket_overwrite_config(
        oss.PutBucketOverwriteConfigRequest(bucket, oss.OverwriteConfiguration(rules=rules))
    )
    found = client.get_bucket_overwrite_config(oss.GetBucketOverwriteConfigRequest(bucket))
    same([(rule.id, rule.prefix) for rule in found.overwrite_configuration.rules], [("kept", "kept/")], "rules")
    for key in ["kept/a", "other"]:
        s.ok(s.owner.put_object(bucket, key, b"first"))
    same(refused(s, s.owner.put_object, bucket, "kept/a", b"second"), (409, "FileAlreadyExists"), "what a rule keeps")
    s.ok(s.owner.put_object(bucket, "other", b"second"))
    client.delete_bucket_overwrite_config(oss.DeleteBucketOverwriteConfigRequest(bucket))
    s.ok(s.owner.put_object(bucket, "kept/a", b"third"))
    same(refused(s, client.get_bucket_overwrite_config, oss.GetBucketOverwriteConfigRequest(bucket))[0], 404, "no rules")
    for key in ["kept/a", "other"]:
        s.owner.remove_archived(bucket, key)
    s.ok(s.owner.delete(bucket), 204)
