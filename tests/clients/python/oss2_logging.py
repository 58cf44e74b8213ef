"""The check of access logging with `oss2`."""

import oss2
from oss2.models import BucketLogging

from harness import after_an_hour, check, same
from oss2_sites import made, removed


@check("access logging")
def access_logging(scenario):
    bucket = made(scenario, "logged")
    found = bucket.get_bucket_logging()
    same((found.target_bucket, found.target_prefix), ("", ""), "logging of a new bucket")
    bucket.put_bucket_logging(BucketLogging(bucket.bucket_name, "log/+é/"))
    found = bucket.get_bucket_logging()
    same((found.target_bucket, found.target_prefix), (bucket.bucket_name, "log/+é/"), "logging")
    bucket.put_object("k", "hello", headers={"Referer": "a\"b"})
    after_an_hour()
    [log] = oss2.ObjectIterator(bucket, "log/")
    lines = bucket.get_object(log.key).read().decode().splitlines()
    [line] = [line for line in lines if '"PutObject"' in line]
    assert '"a\\x22b"' in line and f'"{bucket.bucket_name}" "k" 5 ' in line, line
    bucket.delete_bucket_logging()
    same(bucket.get_bucket_logging().target_bucket, "", "logging in the end")
    removed(bucket)
