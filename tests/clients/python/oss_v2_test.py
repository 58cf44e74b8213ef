"""The checks of `harness.py` with `alibabacloud-oss-v2`: its client, or with `aio` its asynchronous one."""

import asyncio
import datetime
import io
import re
import sys

import alibabacloud_oss_v2 as oss
import alibabacloud_oss_v2.aio as oss_aio
import requests
from alibabacloud_oss_v2.types import OperationInput

import harness
import oss_v2_sites  # noqa: F401 (registers its checks)
from harness import ENDPOINT, PORT, REGION, Blank, Failure
from oss_v2_objects import Objects, answer
from oss_v2_settings import Settings


class OssV2:
    name = "alibabacloud-oss-v2"
    version = oss.__version__
    styles = ["path", "path by name", "vhost", "proxy"]
    versions = ["v1", "v4"]
    errors = oss.exceptions.OperationError
    tls = False
    shows_answers = True
    checks_appends = False
    no_algorithm = "None"  # what `None` is read as

    def is_instant(self, creation_date):
        age = datetime.datetime.now(datetime.timezone.utc) - creation_date
        assert datetime.timedelta() <= age < datetime.timedelta(days=1), creation_date

    def sends_empty_key(self):
        pass

    def sends_token(self, scenario):
        if scenario.version == "v1":
            # To a server that knows the documented header only, an STS id came without a token.
            scenario.fails("lost token", scenario.as_(harness.STS).get_rule, "logs")
            raise Blank("with V1 it sends the token as `security-token`; documented is `x-oss-security-token`")

    def connect(self, style, version, credentials, region):
        return Client(oss.Client, style, version, credentials, region)

    def connect_to(self, endpoint, version, credentials):
        return Client(oss.Client, "path", version, credentials, REGION, endpoint)

    def sends_keys(self, kind):
        if kind in ["keys with dots between slashes", "keys of dots alone"]:
            raise Blank("its HTTP library resolves `.` and `..`")

    def stream(self, body):
        return harness.pieces(body)

    def is_inconsistent(self, error):
        while hasattr(error, "unwrap"):
            error = error.unwrap()
        return isinstance(error, oss.exceptions.InconsistentError)

    def status(self, error):
        return error.unwrap().status_code

    def failure(self, error):
        error = error.unwrap()
        if not isinstance(error, oss.exceptions.ServiceError):
            raise error
        harness.same(error.headers.get("x-oss-request-id"), error.request_id, "request id in the header")
        age = datetime.datetime.now(datetime.timezone.utc) - error.timestamp
        assert abs(age) < datetime.timedelta(minutes=1), f"timestamp {error.timestamp}"
        return Failure(error.status_code, error.code, error.message, error.request_id, error.ec)


class OssV2Aio(OssV2):
    name = "alibabacloud-oss-v2-aio"

    def connect(self, style, version, credentials, region):
        return Client(Waiting, style, version, credentials, region)

    def stream(self, body):
        # It takes no generator, and sends every file in chunks.
        return io.BytesIO(body)

    def connect_to(self, endpoint, version, credentials):
        return Client(Waiting, "path", version, credentials, REGION, endpoint)


class Waiting:
    """The asynchronous client, call by call: it has methods of the other's, but they are coroutines.

    Those it lacks, as of the rule, go through its `invoke_operation`.
    """

    loop = asyncio.new_event_loop()

    def __init__(self, config):
        self.config = config

    def __getattr__(self, name):
        if not hasattr(oss_aio.AsyncClient, name):
            return lambda request: getattr(oss.operations, name)(self, request)

        async def call(*arguments, **options):
            async with oss_aio.AsyncClient(self.config) as client:
                return await getattr(client, name)(*arguments, **options)

        return lambda *arguments, **options: self.loop.run_until_complete(call(*arguments, **options))


class Client(Objects, Settings):
    def __init__(self, client, style, version, credentials, region, endpoint=ENDPOINT):
        config = oss.config.load_default()
        provider = oss.credentials.StaticCredentialsProvider
        config.credentials_provider = provider(credentials.id, credentials.secret, credentials.token)
        config.region, config.signature_version = region, version
        # With one attempt, its `get_object_to_file` does nothing.
        at_once = oss.retry.FixedDelayBackoff(0)
        config.retryer = oss.retry.StandardRetryer(max_attempts=2, backoff_delayer=at_once)
        self.proxies = None
        if style == "path":
            config.endpoint = endpoint
        elif style == "path by name":
            config.endpoint, config.use_path_style = f"http://localhost:{PORT}", True
        elif style == "vhost":
            config.endpoint = f"http://oss-{REGION}.localhost:{PORT}"
        else:
            config.endpoint = f"http://oss-{REGION}.aliyuncs.com"
            # For `requests`, a text would become {"http://": ..}, which it heeds for no URL.
            self.proxies = {"http": ENDPOINT}
            config.proxy_host = ENDPOINT if client is Waiting else self.proxies
        self.client = client(config)

    def content(self, result):
        """The body of an answer, which the asynchronous client has read already."""
        return result.body.content if isinstance(self.client, Waiting) else result.body.read()

    def put_rule(self, bucket, algorithm, key_id=None, data=None):
        default = oss.ApplyServerSideEncryptionByDefault(
            sse_algorithm=algorithm, kms_master_key_id=key_id, kms_data_encryption=data
        )
        rule = oss.ServerSideEncryptionRule(apply_server_side_encryption_by_default=default)
        request = oss.PutBucketEncryptionRequest(bucket=bucket, server_side_encryption_rule=rule)
        return answer(self.client.put_bucket_encryption(request))

    def get_rule(self, bucket):
        result = self.client.get_bucket_encryption(oss.GetBucketEncryptionRequest(bucket=bucket))
        return answer(result, **rule(result.server_side_encryption_rule.apply_server_side_encryption_by_default))

    def delete_rule(self, bucket):
        return answer(self.client.delete_bucket_encryption(oss.DeleteBucketEncryptionRequest(bucket=bucket)))

    def info(self, bucket):
        result = self.client.get_bucket_info(oss.GetBucketInfoRequest(bucket=bucket))
        info = result.bucket_info
        assert isinstance(info.block_public_access, bool), info.block_public_access
        harness.same(info.access_monitor, "Disabled", "access monitor")
        return answer(
            result,
            name=info.name,
            location=info.location,
            storage_class=info.storage_class,
            redundancy=info.data_redundancy_type,
            owner=(info.owner.id, info.owner.display_name),
            acl=info.acl,
            extranet_endpoint=info.extranet_endpoint,
            intranet_endpoint=info.intranet_endpoint,
            created=info.creation_date,
            rule=rule(info.sse_rule),
        )

    def create(self, bucket, acl=None, storage_class=None, redundancy=None, headers=None):
        config = None
        if storage_class:
            config = oss.CreateBucketConfiguration(storage_class=storage_class, data_redundancy_type=redundancy)
        request = oss.PutBucketRequest(
            bucket=bucket, acl=acl, create_bucket_configuration=config, **({"headers": headers} if headers else {})
        )
        return answer(self.client.put_bucket(request))

    def delete(self, bucket):
        return answer(self.client.delete_bucket(oss.DeleteBucketRequest(bucket=bucket)))

    def get_acl(self, bucket):
        result = self.client.get_bucket_acl(oss.GetBucketAclRequest(bucket=bucket))
        return answer(result, acl=result.acl, owner=(result.owner.id, result.owner.display_name))

    def put_acl(self, bucket, acl):
        return answer(self.client.put_bucket_acl(oss.PutBucketAclRequest(bucket=bucket, acl=acl)))

    def put_block(self, bucket, blocked):
        configuration = oss.PublicAccessBlockConfiguration(block_public_access=blocked)
        request = oss.PutBucketPublicAccessBlockRequest(bucket=bucket, public_access_block_configuration=configuration)
        return answer(self.client.put_bucket_public_access_block(request))

    def get_block(self, bucket):
        result = self.client.get_bucket_public_access_block(oss.GetBucketPublicAccessBlockRequest(bucket=bucket))
        return answer(result, blocked=result.public_access_block_configuration.block_public_access)

    def delete_block(self, bucket):
        request = oss.DeleteBucketPublicAccessBlockRequest(bucket=bucket)
        return answer(self.client.delete_bucket_public_access_block(request))

    def put_account_block(self, blocked):
        configuration = oss.PublicAccessBlockConfiguration(block_public_access=blocked)
        request = oss.PutPublicAccessBlockRequest(public_access_block_configuration=configuration)
        return answer(self.client.put_public_access_block(request))

    def get_account_block(self):
        result = self.client.get_public_access_block(oss.GetPublicAccessBlockRequest())
        return answer(result, blocked=result.public_access_block_configuration.block_public_access)

    def delete_account_block(self):
        return answer(self.client.delete_public_access_block(oss.DeletePublicAccessBlockRequest()))

    def put_policy(self, bucket, policy):
        return answer(self.client.put_bucket_policy(oss.PutBucketPolicyRequest(bucket=bucket, body=policy)))

    def get_policy(self, bucket):
        result = self.client.get_bucket_policy(oss.GetBucketPolicyRequest(bucket=bucket))
        return answer(result, policy=result.body)

    def delete_policy(self, bucket):
        return answer(self.client.delete_bucket_policy(oss.DeleteBucketPolicyRequest(bucket=bucket)))

    def policy_status(self, bucket):
        result = self.client.get_bucket_policy_status(oss.GetBucketPolicyStatusRequest(bucket=bucket))
        return answer(result, public=result.policy_status.is_public)

    def put_inventory(self, bucket, name, frequency, fields):
        destination = oss.InventoryOSSBucketDestination(
            format="CSV",
            account_id="1001",
            role_arn="acs:ram::1001:role/lister",
            bucket=f"acs:oss:::{bucket}",
            encryption=oss.InventoryEncryption(sse_oss=""),
        )
        configuration = oss.InventoryConfiguration(
            id=name,
            is_enabled=True,
            included_object_versions="Current",
            destination=oss.InventoryDestination(oss_bucket_destination=destination),
            schedule=oss.InventorySchedule(frequency=frequency),
            optional_fields=oss.OptionalFields(fields=fields) if fields else None,
        )
        request = oss.PutBucketInventoryRequest(
            bucket=bucket, inventory_id=name, inventory_configuration=configuration
        )
        self.client.put_bucket_inventory(request)

    def inventory(self, bucket, name):
        request = oss.GetBucketInventoryRequest(bucket=bucket, inventory_id=name)
        found = self.client.get_bucket_inventory(request).inventory_configuration
        to = found.destination.oss_bucket_destination
        return {
            "frequency": found.schedule.frequency,
            "bucket": to.bucket,
            "fields": found.optional_fields.fields,
            # The client reads an empty element as none.
            "oss": to.encryption is not None and to.encryption.sse_kms is None,
        }

    def inventories(self, bucket, token=None):
        request = oss.ListBucketInventoryRequest(bucket=bucket, continuation_token=token)
        found = self.client.list_bucket_inventory(request).list_inventory_configurations_result
        ids = [each.id for each in found.inventory_configurations]
        return ids, found.is_truncated, found.next_continuation_token

    def remove_inventory(self, bucket, name):
        self.client.delete_bucket_inventory(oss.DeleteBucketInventoryRequest(bucket=bucket, inventory_id=name))

    def initiate_worm(self, bucket, days):
        configuration = oss.InitiateWormConfiguration(retention_period_in_days=days)
        request = oss.InitiateBucketWormRequest(bucket=bucket, initiate_worm_configuration=configuration)
        return self.client.initiate_bucket_worm(request).worm_id

    def abort_worm(self, bucket):
        self.client.abort_bucket_worm(oss.AbortBucketWormRequest(bucket=bucket))

    def complete_worm(self, bucket, policy):
        self.client.complete_bucket_worm(oss.CompleteBucketWormRequest(bucket=bucket, worm_id=policy))

    def extend_worm(self, bucket, policy, days):
        configuration = oss.ExtendWormConfiguration(retention_period_in_days=days)
        request = oss.ExtendBucketWormRequest(bucket=bucket, worm_id=policy, extend_worm_configuration=configuration)
        self.client.extend_bucket_worm(request)

    def worm(self, bucket):
        found = self.client.get_bucket_worm(oss.GetBucketWormRequest(bucket=bucket)).worm_configuration
        return {"id": found.worm_id, "state": found.state, "days": found.retention_period_in_days}

    def put_lifecycle(self, bucket):
        expiration = oss.LifecycleRuleExpiration(days=1)
        transition = oss.LifecycleRuleTransition(days=1, storage_class="IA")
        rules = [
            oss.LifecycleRule(id="tmp", prefix="tmp/", status="Enabled", expiration=expiration),
            oss.LifecycleRule(id="logs", prefix="logs/", status="Enabled", transitions=[transition]),
        ]
        configuration = oss.LifecycleConfiguration(rules=rules)
        self.client.put_bucket_lifecycle(
            oss.PutBucketLifecycleRequest(bucket=bucket, lifecycle_configuration=configuration)
        )

    def lifecycle(self, bucket):
        def moves(rule):
            return next(((it.days, it.storage_class) for it in rule.transitions or []), None)

        rules = self.client.get_bucket_lifecycle(oss.GetBucketLifecycleRequest(bucket=bucket)).lifecycle_configuration.rules
        return [(it.id, it.prefix, it.status, it.expiration.days if it.expiration else None, moves(it)) for it in rules]

    def delete_lifecycle(self, bucket):
        self.client.delete_bucket_lifecycle(oss.DeleteBucketLifecycleRequest(bucket=bucket))

    def location(self, bucket):
        result = self.client.get_bucket_location(oss.GetBucketLocationRequest(bucket=bucket))
        return answer(result, location=result.location)

    def list_buckets(self, prefix=None):
        result = self.client.list_buckets(oss.ListBucketsRequest(prefix=prefix))
        buckets = [
            {"name": b.name, "location": b.location, "region": b.region, "storage_class": b.storage_class}
            for b in result.buckets
        ]
        return answer(result, owner=(result.owner.id, result.owner.display_name), buckets=buckets)

    def head(self, bucket, key):
        return answer(self.client.head_object(oss.HeadObjectRequest(bucket=bucket, key=key)))

    def get(self, bucket, key):
        return answer(self.client.get_object(oss.GetObjectRequest(bucket=bucket, key=key)))

    def list_objects(self, bucket):
        return answer(self.client.list_objects_v2(oss.ListObjectsV2Request(bucket=bucket)))

    def presigned_rule(self, bucket):
        # `presign` is for objects; the operation below it can be signed in the URL as well.
        operation = OperationInput(
            op_name="GetBucketEncryption",
            method="GET",
            bucket=bucket,
            parameters={"encryption": ""},
            op_metadata={"sub-resource": ["encryption"]},
        )
        output = self.client.invoke_operation(operation, auth_method="query")
        assert "ignature=" in output.http_response.request.url, output.http_response.request.url
        assert "Authorization" not in output.http_response.request.headers
        result = oss.serde.deserialize_output(
            oss.GetBucketEncryptionResult(), output, custom_deserializer=[oss.serde.deserialize_output_xmlbody]
        )
        return answer(result, **rule(result.server_side_encryption_rule.apply_server_side_encryption_by_default))

    def presigned_object(self, bucket, key):
        signed = self.client.presign(oss.GetObjectRequest(bucket=bucket, key=key))
        text = requests.get(signed.url, headers=signed.signed_headers, proxies=self.proxies).text
        return re.search("<Code>(.*)</Code>", text).group(1)


def rule(found):
    return {
        "algorithm": found.sse_algorithm,
        "key_id": found.kms_master_key_id,
        "data": found.kms_data_encryption,
    }


@harness.check("CORS rules, and a signed preflight")
def preflight(s):
    s.ok(s.owner.create(s.made))
    client, origin = s.owner.client, "https://www.shop.example"

    def ask(method, headers=None):
        request = oss.OptionObjectRequest(s.made, "page", origin, method, headers)
        found = client.option_object(request)
        return found.access_control_allow_origin, found.access_control_allow_methods

    def refused(method, headers=None):
        try:
            raise AssertionError(f"allowed: {ask(method, headers)}")
        except oss.exceptions.OperationError as error:
            failure = s.adapter.failure(error)
            harness.same((failure.status, failure.code), (403, "AccessForbidden"), "error")

    refused("PUT")
    # The first rule is passed over.
    rules = [
        oss.CORSRule(["*"], ["GET", "HEAD"], ["GET"], ["x-oss-test", "x-oss-test1"], 33012),
        oss.CORSRule([origin], ["PUT", "POST"], ["x-oss-test2"], ["x-oss-test2"], 33012),
    ]
    configuration = oss.CORSConfiguration(cors_rules=rules, response_vary=True)
    client.put_bucket_cors(oss.PutBucketCorsRequest(s.made, configuration))
    found = client.get_bucket_cors(oss.GetBucketCorsRequest(s.made)).cors_configuration
    harness.same([rule.allowed_headers for rule in found.cors_rules], [["get"], ["x-oss-test2"]], "headers")
    harness.same(found.response_vary, True, "variance")
    harness.same(ask("PUT", "x-oss-test2"), (origin, "PUT, POST"), "allowed")
    harness.same(ask("GET"), ("*", "GET, HEAD"), "allowed to read")
    refused("PUT", "x-oss-test3")
    client.delete_bucket_cors(oss.DeleteBucketCorsRequest(s.made))
    refused("GET")
    s.ok(s.owner.delete(s.made), 204)


@harness.check("access logging, and fields of the real-time log")
def access_logging(s):
    s.ok(s.owner.create(s.made))
    client = s.owner.client
    status = client.get_bucket_logging(oss.GetBucketLoggingRequest(s.made)).bucket_logging_status
    harness.same(status.logging_enabled, None, "logging of a new bucket")
    enabled = oss.LoggingEnabled(target_bucket=s.made, target_prefix="log/")
    status = oss.BucketLoggingStatus(logging_enabled=enabled)
    client.put_bucket_logging(oss.PutBucketLoggingRequest(s.made, status))
    found = client.get_bucket_logging(oss.GetBucketLoggingRequest(s.made)).bucket_logging_status.logging_enabled
    harness.same((found.target_bucket, found.target_prefix), (s.made, "log/"), "logging")
    client.put_object(oss.PutObjectRequest(s.made, "k", body=b"hello"))
    harness.after_an_hour()
    [log] = client.list_objects_v2(oss.ListObjectsV2Request(s.made, prefix="log/")).contents
    lines = s.ok(s.owner.read_object(s.made, log.key))["body"].decode().splitlines()
    assert any(f'"PutObject" "{s.made}" "k" 5 ' in line for line in lines), lines
    fields = oss.UserDefinedLogFieldsConfiguration(
        header_set=oss.LoggingHeaderSet(headers=["header1", "header2", "header3"]),
        param_set=oss.LoggingParamSet(parameters=["param1", "param2"]),
    )
    client.put_user_defined_log_fields_config(oss.PutUserDefinedLogFieldsConfigRequest(s.made, fields))
    found = client.get_user_defined_log_fields_config(oss.GetUserDefinedLogFieldsConfigRequest(s.made))
    found = found.user_defined_log_fields_configuration
    harness.same(found.header_set.headers, ["header1", "header2", "header3"], "headers")
    harness.same(found.param_set.parameters, ["param1", "param2"], "parameters")
    client.delete_user_defined_log_fields_config(oss.DeleteUserDefinedLogFieldsConfigRequest(s.made))
    client.delete_bucket_logging(oss.DeleteBucketLoggingRequest(s.made))
    for key in ["k", log.key]:
        client.delete_object(oss.DeleteObjectRequest(s.made, key))
    s.ok(s.owner.delete(s.made), 204)


if __name__ == "__main__":
    harness.names_under_localhost_resolve()
    harness.run(OssV2Aio() if sys.argv[1:] == ["aio"] else OssV2())
