"""The checks of `harness.py` with `oss2`."""

import oss2
from oss2.models import BucketCors, BucketCreateConfig, CorsRule, ServerSideEncryptionRule

import harness
import oss2_logging  # noqa: F401 (registers its check)
import oss2_sites  # noqa: F401 (registers its checks)
from harness import ENDPOINT, PORT, REGION, SCHEME, Blank, Failure
from oss2_objects import Objects, answer
from oss2_settings import Settings


class Oss2:
    name = "oss2-tls" if SCHEME == "https" else "oss2"
    version = oss2.__version__
    # There is no tunnel through the fake, which a proxy for HTTPS is.
    styles = ["path", "vhost"] if SCHEME == "https" else ["path", "vhost", "proxy"]
    versions = ["v1", "v2", "v4"]
    errors = oss2.exceptions.OssError
    tls = SCHEME == "https"
    shows_answers = True
    checks_appends = True
    no_algorithm = None  # what `None` is read as

    def is_instant(self, creation_date):
        oss2.utils.iso8601_to_unixtime(creation_date)

    def sends_empty_key(self):
        raise Blank("the client leaves an empty key out")

    def sends_keys(self, kind):
        # Other slashes it escapes.
        if kind == "keys of dots alone":
            raise Blank("its HTTP library resolves `.` and `..`")

    def stream(self, body):
        return harness.pieces(body)

    def sends_token(self, scenario):
        pass

    def connect(self, style, version, credentials, region):
        return Client(style, version, credentials, region)

    def connect_to(self, endpoint, version, credentials):
        return Client("path", version, credentials, REGION, endpoint)

    def is_inconsistent(self, error):
        return isinstance(error, oss2.exceptions.InconsistentError)

    def status(self, error):
        return error.status

    def failure(self, error):
        found = error.details
        harness.same(found.get("RequestId"), error.request_id, "request id in the body")
        # The class is the client's reading of the code; codes it does not know are a plain ServerError.
        known = oss2.exceptions._OSS_ERROR_TO_EXCEPTION.get((error.status, error.code), oss2.exceptions.ServerError)
        harness.same(type(error), known, "class")
        return Failure(error.status, error.code, error.message, error.request_id, error.ec)


class Client(Objects, Settings):
    def __init__(self, style, version, credentials, region, endpoint=ENDPOINT):
        if credentials.token is None:
            self.auth = oss2.make_auth(credentials.id, credentials.secret, version)
        else:
            self.auth = oss2.StsAuth(credentials.id, credentials.secret, credentials.token, version)
        self.options = {"region": region}
        if style != "proxy":
            # To a proxy its HTTP library waits for small packets, and longer on a connection that it keeps.
            self.options["session"] = oss2.Session()
        if style == "path":
            self.endpoint = endpoint
        elif style == "vhost":
            self.endpoint = f"{SCHEME}://oss-{REGION}.localhost:{PORT}"
        else:
            self.endpoint = f"http://oss-{REGION}.aliyuncs.com"
            self.options["proxies"] = {"http": ENDPOINT}

    def bucket(self, name):
        return oss2.Bucket(self.auth, self.endpoint, name, **self.options)

    def service(self):
        return oss2.Service(self.auth, self.endpoint, **self.options)

    def put_rule(self, bucket, algorithm, key_id=None, data=None):
        rule = ServerSideEncryptionRule(algorithm, key_id, data)
        return answer(self.bucket(bucket).put_bucket_encryption(rule))

    def get_rule(self, bucket):
        result = self.bucket(bucket).get_bucket_encryption()
        return answer(result, **rule(result))

    def delete_rule(self, bucket):
        return answer(self.bucket(bucket).delete_bucket_encryption())

    def info(self, bucket):
        result = self.bucket(bucket).get_bucket_info()
        return answer(
            result,
            name=result.name,
            location=result.location,
            storage_class=result.storage_class,
            redundancy=result.data_redundancy_type,
            owner=(result.owner.id, result.owner.display_name),
            acl=result.acl.grant,
            extranet_endpoint=result.extranet_endpoint,
            intranet_endpoint=result.intranet_endpoint,
            created=result.creation_date,
            rule=rule(result.bucket_encryption_rule),
        )

    def create(self, bucket, acl=None, storage_class=None, redundancy=None, headers=None):
        config = BucketCreateConfig(storage_class, redundancy) if storage_class else None
        return answer(self.bucket(bucket).create_bucket(acl, config, headers))

    def delete(self, bucket):
        return answer(self.bucket(bucket).delete_bucket())

    def get_acl(self, bucket):
        result = self.bucket(bucket).get_bucket_acl()
        return answer(result, acl=result.acl)

    def put_acl(self, bucket, acl):
        return answer(self.bucket(bucket).put_bucket_acl(acl))

    def put_block(self, bucket, blocked):
        return answer(self.bucket(bucket).put_bucket_public_access_block(blocked))

    def get_block(self, bucket):
        result = self.bucket(bucket).get_bucket_public_access_block()
        return answer(result, blocked=result.block_public_access)

    def delete_block(self, bucket):
        return answer(self.bucket(bucket).delete_bucket_public_access_block())

    def put_account_block(self, blocked):
        return answer(self.service().put_public_access_block(blocked))

    def get_account_block(self):
        result = self.service().get_public_access_block()
        return answer(result, blocked=result.block_public_access)

    def delete_account_block(self):
        return answer(self.service().delete_public_access_block())

    def put_policy(self, bucket, policy):
        return answer(self.bucket(bucket).put_bucket_policy(policy))

    def get_policy(self, bucket):
        result = self.bucket(bucket).get_bucket_policy()
        return answer(result, policy=result.policy)

    def delete_policy(self, bucket):
        return answer(self.bucket(bucket).delete_bucket_policy())

    def policy_status(self, bucket):
        raise Blank("the client has no GetBucketPolicyStatus")

    def location(self, bucket):
        result = self.bucket(bucket).get_bucket_location()
        return answer(result, location=result.location)

    def list_buckets(self, prefix=""):
        result = self.service().list_buckets(prefix=prefix)
        buckets = [
            {"name": b.name, "location": b.location, "region": b.region, "storage_class": b.storage_class}
            for b in result.buckets
        ]
        return answer(result, owner=(result.owner.id, result.owner.display_name), buckets=buckets)

    def head(self, bucket, key):
        return answer(self.bucket(bucket).head_object(key))

    def get(self, bucket, key):
        return answer(self.bucket(bucket).get_object(key))

    def list_objects(self, bucket):
        return answer(self.bucket(bucket).list_objects_v2())

    def presigned_rule(self, bucket):
        # `sign_url` wants the key of an object, the signer below it does not.
        bucket = self.bucket(bucket)
        url = bucket._make_url(bucket.bucket_name, "")
        request = oss2.http.Request("GET", url, params={"encryption": ""}, region=bucket.region, product="oss")
        url = bucket.auth._sign_url(request, bucket.bucket_name, "", 60)
        assert "ignature=" in url, url
        result = bucket.get_object_with_url(url)
        found = oss2.xml_utils.parse_get_bucket_encryption(ServerSideEncryptionRule(), result.read())
        return answer(result, **rule(found))

    def presigned_object(self, bucket, key):
        bucket = self.bucket(bucket)
        try:
            bucket.get_object_with_url(bucket.sign_url("GET", key, 60))
        except oss2.exceptions.ServerError as error:
            return error.code


def rule(found):
    return {"algorithm": found.sse_algorithm, "key_id": found.kms_master_keyid, "data": found.kms_data_encryption}


@harness.check("CORS rules, and a page that they allow")
def cors(s):
    s.ok(s.owner.create(s.made))
    bucket = s.owner.bucket(s.made)
    page = {"Origin": "https://www.shop.example"}

    def allowed():
        return bucket.put_object("page", b"hello", headers=page).headers.get("Access-Control-Allow-Origin")

    try:
        bucket.get_bucket_cors()
        raise AssertionError("there are rules")
    except oss2.exceptions.NoSuchCors as error:
        harness.same(error.status, 404, "status")
    harness.same(allowed(), None, "the origin without a rule")
    rule = CorsRule(["https://*.shop.example"], ["PUT", "GET"], ["X-Oss-Meta-*"], ["ETag"], 600)
    harness.same(bucket.put_bucket_cors(BucketCors([rule], True)).status, 200, "status")
    found = bucket.get_bucket_cors()
    [read] = found.rules
    lists = (read.allowed_origins, read.allowed_methods, read.allowed_headers, read.expose_headers)
    harness.same(lists, (["https://*.shop.example"], ["PUT", "GET"], ["x-oss-meta-*"], ["ETag"]), "rule")
    harness.same((read.max_age_seconds, found.response_vary), (600, True), "age and variance")
    harness.same(allowed(), page["Origin"], "the origin")
    harness.same(bucket.get_object("page").headers.get("Vary"), "Origin", "Vary without a page")
    for _ in range(2):
        harness.same(bucket.delete_bucket_cors().status, 204, "status")
    harness.same(allowed(), None, "the origin in the end")
    bucket.delete_object("page")
    s.ok(s.owner.delete(s.made), 204)


if __name__ == "__main__":
    harness.names_under_localhost_resolve()
    harness.run(Oss2())
