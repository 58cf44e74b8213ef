"""Objects with `oss2`: what `objects.py` asks for."""

import oss2
from oss2.models import (
    BatchDeleteObjectVersion,
    BatchDeleteObjectVersionList,
    BucketVersioningConfig,
    PartInfo,
    Tagging,
    TaggingRule,
)

import harness
from harness import Answer

ENCRYPTION = [
    "x-oss-server-side-encryption",
    "x-oss-server-side-encryption-key-id",
    "x-oss-server-side-data-encryption",
]
HEADERS = {
    "content_type": "Content-Type",
    "tagging": "x-oss-tagging",
    "if_match": "If-Match",
    "if_none_match": "If-None-Match",
}

# The conditions of a copy are on its source.
COPIED = {"If-Match": "x-oss-copy-source-if-match", "If-None-Match": "x-oss-copy-source-if-none-match"}


class Objects:
    """Mixed into the client of `oss2_test.py`, which has `bucket` and `answer`."""

    def put_object(self, bucket, key, body, **options):
        return stored(self.bucket(bucket).put_object(key, body, headers(**options)))

    def put_stream(self, bucket, key, body):
        return stored(self.bucket(bucket).put_object(key, body))

    def read_object(self, bucket, key, span=None, version=None, response_type=None, **conditions):
        params = versioned(version) or {}
        if response_type:
            params["response-content-type"] = response_type
        result = self.bucket(bucket).get_object(key, span, headers(**conditions), params=params)
        body = result.read()
        if span is None:
            harness.same(result.client_crc, result.server_crc, "CRC")
        return seen(result, body=body)

    def read_by_gzip(self, bucket, key):
        result = self.bucket(bucket).get_object(key, headers={"Accept-Encoding": "gzip"})
        body = result.read()
        harness.same(result.client_crc, result.server_crc, "CRC")
        return answer(result, body=body)

    def download(self, bucket, key, file):
        return seen(self.bucket(bucket).get_object_to_file(key, str(file)))

    def look_at(self, bucket, key, version=None, **conditions):
        return seen(self.bucket(bucket).head_object(key, headers(**conditions), versioned(version)))

    def remove_object(self, bucket, key, version=None):
        result = self.bucket(bucket).delete_object(key, params=versioned(version))
        return answer(result, marker=result.delete_marker, version=result.versionid)

    def remove_many(self, bucket, keys):
        result = self.bucket(bucket).batch_delete_objects(keys)
        return answer(result, keys=result.deleted_keys)

    def remove_versions(self, bucket, versions):
        doomed = BatchDeleteObjectVersionList()
        for key, version in versions:
            doomed.append(BatchDeleteObjectVersion(key, version))
        result = self.bucket(bucket).delete_object_versions(doomed)
        return answer(result, versions=[(found.key, found.versionid) for found in result.delete_versions])

    def get_meta(self, bucket, key):
        result = self.bucket(bucket).get_object_meta(key)
        return answer(result, length=result.content_length, etag=result.etag)

    def resumable_upload(self, bucket, key, file, folder):
        bucket = self.bucket(bucket)
        upload, sent = bucket.upload_part, []

        def fails_once(key, upload_id, number, *rest, **options):
            if len(sent) == 1 and not fails_once.failed:
                fails_once.failed = True
                raise oss2.exceptions.ClientError("the line was cut")
            result = upload(key, upload_id, number, *rest, **options)
            sent.append(number)
            return result

        fails_once.failed = False
        bucket.upload_part = fails_once
        how = {"multipart_threshold": 0, "part_size": 100 * 1024, "num_threads": 1}
        how["store"] = oss2.ResumableStore(root=str(folder))
        try:
            oss2.resumable_upload(bucket, key, str(file), **how)
        except oss2.exceptions.ClientError:
            oss2.resumable_upload(bucket, key, str(file), **how)
        assert fails_once.failed, "the upload was not interrupted"
        return len(sent)

    def resumable_download(self, bucket, key, file, folder):
        bucket = self.bucket(bucket)
        get, ranges = bucket.get_object, []

        def fails_once(key, byte_range=None, **options):
            ranges.append(byte_range)
            if len(ranges) == 2:
                raise oss2.exceptions.ClientError("the line was cut")
            return get(key, byte_range=byte_range, **options)

        bucket.get_object = fails_once
        how = {"multiget_threshold": 0, "part_size": 100 * 1024, "num_threads": 1}
        how["store"] = oss2.ResumableDownloadStore(root=str(folder))
        try:
            oss2.resumable_download(bucket, key, str(file), **how)
        except oss2.exceptions.ClientError:
            oss2.resumable_download(bucket, key, str(file), **how)
        harness.same(len(ranges), 4, "requests for parts, one of which failed")

    def parallel_upload(self, bucket, key, file):
        oss2.resumable_upload(
            self.bucket(bucket), key, str(file), multipart_threshold=0, part_size=1024 * 1024, num_threads=4
        )

    def parallel_download(self, bucket, key, file):
        oss2.resumable_download(
            self.bucket(bucket), key, str(file), multiget_threshold=0, part_size=1024 * 1024, num_threads=4
        )

    def begin(self, bucket, key, **options):
        result = self.bucket(bucket).init_multipart_upload(key, headers(**options))
        return answer(result, upload=result.upload_id)

    def put_part(self, bucket, key, upload, number, body):
        result = self.bucket(bucket).upload_part(key, upload, number, body)
        return answer(result, number=number, etag=result.etag, crc=result.crc, length=len(body))

    def copy_part(self, bucket, source, key, upload, number, first, last):
        result = self.bucket(bucket).upload_part_copy(bucket, source, (first, last), key, upload, number)
        return answer(result, number=number, etag=result.etag, crc=result.crc, length=last + 1 - first)

    def list_parts(self, bucket, key, upload):
        parts = oss2.PartIterator(self.bucket(bucket), key, upload, max_parts=1)
        found = [(part.part_number, part.etag, part.size) for part in parts]
        return answer(self.bucket(bucket).list_parts(key, upload), parts=found)

    def list_uploads(self, bucket, prefix, most=100):
        uploads = oss2.MultipartUploadIterator(self.bucket(bucket), prefix=prefix, max_uploads=most)
        found = [(upload.key, upload.upload_id) for upload in uploads]
        return answer(self.bucket(bucket).list_multipart_uploads(prefix=prefix), uploads=found)

    def complete(self, bucket, key, upload, parts, **options):
        infos = [PartInfo(part["number"], part["etag"], part["length"], part_crc=part["crc"]) for part in parts]
        return stored(self.bucket(bucket).complete_multipart_upload(key, upload, infos, headers(**options)))

    def abort(self, bucket, key, upload):
        return answer(self.bucket(bucket).abort_multipart_upload(key, upload))

    def append(self, bucket, key, position, body, crc, **options):
        result = self.bucket(bucket).append_object(key, position, body, headers(**options), init_crc=crc)
        return answer(result, next=result.next_position, crc=result.crc)

    def copy(self, bucket, source, target, metadata=None, version=None, **options):
        options = {COPIED.get(name, name): value for name, value in headers(metadata=metadata, **options).items()}
        if metadata:
            options["x-oss-metadata-directive"] = "REPLACE"
        return stored(self.bucket(bucket).copy_object(bucket, source, target, options, versioned(version)))

    def list_v1(self, bucket, prefix, marker="", most=100, delimiter=""):
        result = self.bucket(bucket).list_objects(prefix, delimiter, marker, most)
        return page(result, result.next_marker)

    def list_v2(self, bucket, prefix, marker="", most=100, delimiter="", after=""):
        # It sends both, one of them empty.
        result = self.bucket(bucket).list_objects_v2(prefix, delimiter, marker, after, max_keys=most)
        return page(result, result.next_continuation_token)

    def put_by_url(self, bucket, key, body, content_type):
        bucket, options = self.bucket(bucket), {"Content-Type": content_type}
        url = bucket.sign_url("PUT", key, 60, options, slash_safe=True)
        bucket.put_object_with_url(url, body, options)

    def read_by_url(self, bucket, key):
        bucket = self.bucket(bucket)
        return bucket.get_object_with_url(bucket.sign_url("GET", key, 60)).read()

    def put_tags(self, bucket, key, tags):
        rule = TaggingRule()
        for name, value in tags.items():
            rule.add(name, value)
        return answer(self.bucket(bucket).put_object_tagging(key, Tagging(rule)))

    def get_tags(self, bucket, key):
        result = self.bucket(bucket).get_object_tagging(key)
        return answer(result, tags=result.tag_set.tagging_rule)

    def delete_tags(self, bucket, key):
        return answer(self.bucket(bucket).delete_object_tagging(key))

    def put_object_acl(self, bucket, key, acl):
        return answer(self.bucket(bucket).put_object_acl(key, acl))

    def get_object_acl(self, bucket, key):
        result = self.bucket(bucket).get_object_acl(key)
        return answer(result, acl=result.acl)

    def get_versioning(self, bucket):
        result = self.bucket(bucket).get_bucket_versioning()
        return answer(result, status=result.status)

    def put_versioning(self, bucket, status):
        return answer(self.bucket(bucket).put_bucket_versioning(BucketVersioningConfig(status)))

    def list_versions(self, bucket, prefix, key=None, version=None, most=100):
        found = self.bucket(bucket).list_object_versions(
            prefix, key_marker=key or "", versionid_marker=version or "", max_keys=most
        )
        listed = [(v.key, v.versionid, v.is_latest, False) for v in found.versions]
        listed += [(v.key, v.versionid, v.is_latest, True) for v in found.delete_marker]
        after = (found.next_key_marker, found.next_versionid_marker) if found.is_truncated else None
        return answer(found, versions=listed, next=after)


def headers(metadata=None, encryption=None, forbid_overwrite=None, **options):
    found = {f"x-oss-meta-{name}": value for name, value in (metadata or {}).items()}
    found |= dict(zip(ENCRYPTION, encryption or []))
    found |= {HEADERS[name]: value for name, value in options.items()}
    if forbid_overwrite:
        found["x-oss-forbid-overwrite"] = "true"
    return {name: value for name, value in found.items() if value is not None}


def versioned(version):
    return {"versionId": version} if version else None


def answer(result, **parsed):
    return Answer(result.resp.status, result.request_id, parsed)


def stored(result):
    return answer(result, etag=result.etag, version=result.versionid)


def seen(result, **parsed):
    found = result.headers
    names = [name for name in found if name.lower().startswith("x-oss-meta-")]
    return answer(
        result,
        etag=result.etag,
        length=result.content_length,
        content_type=result.content_type,
        type=result.object_type,
        version=result.versionid,
        metadata={name.lower().removeprefix("x-oss-meta-"): found[name] for name in names},
        encryption=tuple(found.get(name) for name in ENCRYPTION),
        **parsed,
    )


def page(result, after):
    return answer(
        result,
        keys=[found.key for found in result.object_list],
        folders=result.prefix_list,
        next=after if result.is_truncated else None,
    )
