"""The settings of a bucket with `oss2`, for the checks of `settings.py`."""

from oss2.models import (
    BucketLifecycle,
    BucketTlsVersion,
    InventoryBucketDestination,
    InventoryConfiguration,
    InventoryDestination,
    InventorySchedule,
    InventoryServerSideEncryptionOSS,
    LifecycleExpiration,
    LifecycleRule,
    PutBucketCnameRequest,
    StorageTransition,
    Tagging,
    TaggingRule,
)


class Settings:
    def put_archived(self, bucket, key, body):
        self.bucket(bucket).put_object(key, body, headers={"x-oss-storage-class": "Archive"})

    def remove_archived(self, bucket, key):
        self.bucket(bucket).delete_object(key)

    def put_direct_read(self, bucket, on):
        self.bucket(bucket).put_bucket_archive_direct_read(on)

    def direct_read(self, bucket):
        return self.bucket(bucket).get_bucket_archive_direct_read().enabled

    def put_access_monitor(self, bucket, status):
        self.bucket(bucket).put_bucket_access_monitor(status)

    def access_monitor(self, bucket):
        return self.bucket(bucket).get_bucket_access_monitor().access_monitor.status

    def put_acceleration(self, bucket, on):
        self.bucket(bucket).put_bucket_transfer_acceleration("true" if on else "false")

    def acceleration(self, bucket):
        return self.bucket(bucket).get_bucket_transfer_acceleration().enabled in (True, "true")

    def put_tls(self, bucket, versions):
        self.bucket(bucket).put_bucket_https_config(BucketTlsVersion(True, versions))

    def tls(self, bucket):
        return self.bucket(bucket).get_bucket_https_config().tls_version

    def initiate_worm(self, bucket, days):
        return self.bucket(bucket).init_bucket_worm(days).worm_id

    def abort_worm(self, bucket):
        self.bucket(bucket).abort_bucket_worm()

    def complete_worm(self, bucket, policy):
        self.bucket(bucket).complete_bucket_worm(policy)

    def extend_worm(self, bucket, policy, days):
        self.bucket(bucket).extend_bucket_worm(policy, days)

    def worm(self, bucket):
        found = self.bucket(bucket).get_bucket_worm()
        assert len(found.creation_date) == len("2026-11-23T16:05:59"), found.creation_date
        return {"id": found.worm_id, "state": found.state, "days": found.retention_period_days}

    def put_lifecycle(self, bucket):
        expiration = LifecycleRule("tmp", "tmp/", status=LifecycleRule.ENABLED, expiration=LifecycleExpiration(days=1))
        transition = StorageTransition(days=1, storage_class="IA")
        moving = LifecycleRule("logs", "logs/", status=LifecycleRule.ENABLED, storage_transitions=[transition])
        self.bucket(bucket).put_bucket_lifecycle(BucketLifecycle([expiration, moving]))

    def lifecycle(self, bucket):
        def moves(rule):
            return next(((it.days, it.storage_class) for it in rule.storage_transitions or []), None)

        rules = self.bucket(bucket).get_bucket_lifecycle().rules
        return [(it.id, it.prefix, it.status, it.expiration.days if it.expiration else None, moves(it)) for it in rules]

    def delete_lifecycle(self, bucket):
        self.bucket(bucket).delete_bucket_lifecycle()

    def put_inventory(self, bucket, name, frequency, fields):
        destination = InventoryBucketDestination(
            account_id="1001",
            role_arn="acs:ram::1001:role/lister",
            bucket=bucket,
            inventory_format="CSV",
            sse_oss_encryption=InventoryServerSideEncryptionOSS(),
        )
        configuration = InventoryConfiguration(
            inventory_id=name,
            is_enabled=True,
            included_object_versions="Current",
            inventory_destination=InventoryDestination(destination),
            inventory_schedule=InventorySchedule(frequency),
            optional_fields=fields,
        )
        self.bucket(bucket).put_bucket_inventory_configuration(configuration)

    def inventory(self, bucket, name):
        found = self.bucket(bucket).get_bucket_inventory_configuration(name)
        to = found.inventory_destination.bucket_destination
        return {
            "frequency": found.inventory_schedule.frequency,
            "bucket": f"acs:oss:::{to.bucket}",
            "fields": found.optional_fields,
            "oss": to.sse_oss_encryption is not None,
        }

    def inventories(self, bucket, token=None):
        found = self.bucket(bucket).list_bucket_inventory_configurations(token)
        ids = [each.inventory_id for each in found.inventory_configurations]
        return ids, found.is_truncated, found.next_continuation_token

    def remove_inventory(self, bucket, name):
        self.bucket(bucket).delete_bucket_inventory_configuration(name)

    def statistics(self, bucket):
        found = self.bucket(bucket).get_bucket_stat()
        return {"objects": found.object_count, "bytes": found.storage_size_in_bytes, "archived": found.archive_storage}

    def put_tags_of(self, bucket, tags):
        rule = TaggingRule()
        for key, value in tags.items():
            rule.add(key, value)
        self.bucket(bucket).put_bucket_tagging(Tagging(rule))

    def tags_of(self, bucket):
        return dict(self.bucket(bucket).get_bucket_tagging().tag_set.tagging_rule)

    def delete_tags_of(self, bucket):
        self.bucket(bucket).delete_bucket_tagging()

    def buckets_tagged(self, key, value):
        found = self.service().list_buckets(params={"tag-key": key, "tag-value": value})
        return [bucket.name for bucket in found.buckets]

    def put_group(self, bucket, group):
        self.bucket(bucket).put_bucket_resource_group(group)

    def group(self, bucket):
        return self.bucket(bucket).get_bucket_resource_group().resource_group_id

    def put_domain(self, bucket, domain):
        self.bucket(bucket).put_bucket_cname(PutBucketCnameRequest(domain))

    def token(self, bucket, domain):
        return self.bucket(bucket).create_bucket_cname_token(domain).token

    def domains(self, bucket):
        return [bound.domain for bound in self.bucket(bucket).list_bucket_cname().cname]

    def region(self, name):
        [found] = self.service().describe_regions(name).regions
        return found.internet_endpoint, found.internal_endpoint
