"""Objects with `alibabacloud-oss-v2`: what `objects.py` asks for."""

import alibabacloud_oss_v2 as oss
import requests

import harness
from harness import Answer, Blank

ENCRYPTION = ["server_side_encryption", "server_side_encryption_key_id", "server_side_data_encryption"]
PART = 100 * 1024


class CutLine(Exception):
    """The connection that a check has cut."""


class Objects:
    """Mixed into the client of `oss_v2_test.py`, which has `client`, `proxies` and `read`."""

    def put_object(self, bucket, key, body, **options):
        return stored(self.client.put_object(oss.PutObjectRequest(bucket=bucket, key=key, body=body, **fields(**options))))

    def put_stream(self, bucket, key, body):
        return stored(self.client.put_object(oss.PutObjectRequest(bucket=bucket, key=key, body=body)))

    def read_object(self, bucket, key, span=None, version=None, response_type=None, **conditions):
        if span:
            first, last = ["" if at is None else at for at in span]
            conditions["range_header"] = f"bytes={first}-{last}"
        result = self.client.get_object(
            oss.GetObjectRequest(
                bucket=bucket, key=key, version_id=version, response_content_type=response_type, **conditions
            )
        )
        return seen(result, body=self.content(result))

    def read_by_gzip(self, bucket, key):
        request = oss.GetObjectRequest(bucket=bucket, key=key)
        request.headers = {"Accept-Encoding": "gzip"}
        result = self.client.get_object(request)
        return answer(result, body=self.content(result))

    def download(self, bucket, key, file):
        if not isinstance(self.client, oss.Client):
            raise Blank("the asynchronous client checks no CRC of a download")
        return seen(self.client.get_object_to_file(oss.GetObjectRequest(bucket=bucket, key=key), str(file)))

    def look_at(self, bucket, key, version=None, **conditions):
        return seen(self.client.head_object(oss.HeadObjectRequest(bucket=bucket, key=key, version_id=version, **conditions)))

    def remove_object(self, bucket, key, version=None):
        result = self.client.delete_object(oss.DeleteObjectRequest(bucket=bucket, key=key, version_id=version))
        return answer(result, marker=result.delete_marker, version=result.version_id)

    def remove_many(self, bucket, keys):
        objects = [oss.DeleteObject(key=key) for key in keys]
        result = self.client.delete_multiple_objects(
            oss.DeleteMultipleObjectsRequest(bucket=bucket, encoding_type="url", objects=objects)
        )
        return answer(result, keys=[found.key for found in result.deleted_objects])

    def remove_versions(self, bucket, versions):
        objects = [oss.DeleteObject(key=key, version_id=version) for key, version in versions]
        result = self.client.delete_multiple_objects(
            oss.DeleteMultipleObjectsRequest(bucket=bucket, encoding_type="url", objects=objects)
        )
        return answer(result, versions=[(found.key, found.version_id) for found in result.deleted_objects])

    def get_meta(self, bucket, key):
        result = self.client.get_object_meta(oss.GetObjectMetaRequest(bucket=bucket, key=key))
        return answer(result, length=result.content_length, etag=bare(result.etag))

    def resumable_upload(self, bucket, key, file, folder):
        self.transfers("uploader")
        folder.mkdir()
        upload, sent = self.client.upload_part, []

        def fails_once(request, **options):
            if len(sent) == 1 and not fails_once.failed:
                fails_once.failed = True
                raise CutLine
            result = upload(request, **options)
            sent.append(request.part_number)
            return result

        fails_once.failed = False
        self.client.upload_part = fails_once
        how = {"part_size": PART, "parallel_num": 1, "leave_parts_on_error": True}
        uploader = self.client.uploader(**how, enable_checkpoint=True, checkpoint_dir=str(folder))
        request = oss.PutObjectRequest(bucket=bucket, key=key)
        try:
            interrupted(lambda: uploader.upload_file(request, filepath=str(file)))
            uploader.upload_file(request, filepath=str(file))
        finally:
            del self.client.upload_part
        return len(sent)

    def resumable_download(self, bucket, key, file, folder):
        self.transfers("downloader")
        folder.mkdir()
        get, ranges = self.client.get_object, []

        def fails_once(request, **options):
            ranges.append(request.range_header)
            if len(ranges) == 2:
                raise CutLine
            return get(request, **options)

        self.client.get_object = fails_once
        how = {"part_size": PART, "parallel_num": 1, "use_temp_file": True}
        downloader = self.client.downloader(
            **how, enable_checkpoint=True, checkpoint_dir=str(folder), verify_data=True
        )
        request = oss.GetObjectRequest(bucket=bucket, key=key)
        try:
            interrupted(lambda: downloader.download_file(request, filepath=str(file)))
            downloader.download_file(request, filepath=str(file))
        finally:
            del self.client.get_object
        harness.same(len(ranges), 4, "requests for parts, one of which failed")

    def parallel_upload(self, bucket, key, file):
        self.transfers("uploader")
        uploader = self.client.uploader(part_size=1024 * 1024, parallel_num=4)
        uploader.upload_file(oss.PutObjectRequest(bucket=bucket, key=key), filepath=str(file))

    def parallel_download(self, bucket, key, file):
        downloader = self.client.downloader(part_size=1024 * 1024, parallel_num=4)
        downloader.download_file(oss.GetObjectRequest(bucket=bucket, key=key), filepath=str(file))

    def transfers(self, manager):
        if not isinstance(self.client, oss.Client):
            raise Blank(f"the asynchronous client has no {manager}")

    def begin(self, bucket, key, **options):
        result = self.client.initiate_multipart_upload(
            oss.InitiateMultipartUploadRequest(bucket=bucket, key=key, **fields(**options))
        )
        return answer(result, upload=result.upload_id)

    def put_part(self, bucket, key, upload, number, body):
        result = self.client.upload_part(
            oss.UploadPartRequest(bucket=bucket, key=key, upload_id=upload, part_number=number, body=body)
        )
        return answer(result, number=number, etag=result.etag)

    def copy_part(self, bucket, source, key, upload, number, first, last):
        result = self.client.upload_part_copy(
            oss.UploadPartCopyRequest(
                bucket=bucket,
                key=key,
                upload_id=upload,
                part_number=number,
                source_key=source,
                source_range=f"bytes={first}-{last}",
            )
        )
        return answer(result, number=number, etag=result.etag)

    def list_parts(self, bucket, key, upload):
        found, marker, more = [], None, True
        while more:
            result = self.client.list_parts(
                oss.ListPartsRequest(
                    bucket=bucket, key=key, upload_id=upload, encoding_type="url", max_parts=1, part_number_marker=marker
                )
            )
            found += [(part.part_number, part.etag, part.size) for part in result.parts or []]
            marker, more = result.next_part_number_marker, result.is_truncated
        return answer(result, parts=found)

    def list_uploads(self, bucket, prefix, most=100):
        found, after, more = [], (None, None), True
        while more:
            result = self.client.list_multipart_uploads(
                oss.ListMultipartUploadsRequest(
                    bucket=bucket,
                    prefix=prefix,
                    encoding_type="url",
                    max_uploads=most,
                    key_marker=after[0],
                    upload_id_marker=after[1],
                )
            )
            found += [(upload.key, upload.upload_id) for upload in result.uploads or []]
            after, more = (result.next_key_marker, result.next_upload_id_marker), result.is_truncated
        return answer(result, uploads=found)

    def complete(self, bucket, key, upload, parts, **options):
        listed = [oss.UploadPart(part_number=part["number"], etag=part["etag"]) for part in parts]
        result = self.client.complete_multipart_upload(
            oss.CompleteMultipartUploadRequest(
                bucket=bucket,
                key=key,
                upload_id=upload,
                complete_multipart_upload=oss.CompleteMultipartUpload(parts=listed),
                **options,
            )
        )
        return stored(result)

    def abort(self, bucket, key, upload):
        return answer(
            self.client.abort_multipart_upload(
                oss.AbortMultipartUploadRequest(bucket=bucket, key=key, upload_id=upload)
            )
        )

    def append(self, bucket, key, position, body, _, **options):
        result = self.client.append_object(
            oss.AppendObjectRequest(
                bucket=bucket, key=key, position=position, body=body, **fields(**options)
            )
        )
        return answer(result, next=result.next_position, crc=result.hash_crc64)

    def copy(self, bucket, source, target, metadata=None, version=None, **options):
        directive = {"metadata_directive": "REPLACE"} if metadata else {}
        result = self.client.copy_object(
            oss.CopyObjectRequest(
                bucket=bucket,
                key=target,
                source_key=source,
                source_version_id=version,
                **directive,
                **fields(metadata=metadata, **options),
            )
        )
        return stored(result)

    def list_v1(self, bucket, prefix, marker=None, most=100, delimiter=None):
        result = self.client.list_objects(
            oss.ListObjectsRequest(
                bucket=bucket, prefix=prefix, marker=marker, max_keys=most, delimiter=delimiter, encoding_type="url"
            )
        )
        return page(result, result.next_marker)

    def list_v2(self, bucket, prefix, marker=None, most=100, delimiter=None, after=None):
        result = self.client.list_objects_v2(
            oss.ListObjectsV2Request(
                bucket=bucket,
                prefix=prefix,
                continuation_token=marker or None,
                start_after=after,
                max_keys=most,
                delimiter=delimiter,
                encoding_type="url",
            )
        )
        return page(result, result.next_continuation_token)

    def put_by_url(self, bucket, key, body, content_type):
        signed = self.client.presign(oss.PutObjectRequest(bucket=bucket, key=key, content_type=content_type))
        # The library would send a type of its own where the signature has one.
        harness.same(signed.signed_headers.get("Content-Type"), content_type, "signed type")
        found = requests.put(signed.url, body, headers=signed.signed_headers, proxies=self.proxies)
        harness.same(found.status_code, 200, found.text)

    def read_by_url(self, bucket, key):
        signed = self.client.presign(oss.GetObjectRequest(bucket=bucket, key=key))
        return requests.get(signed.url, headers=signed.signed_headers, proxies=self.proxies).content

    def put_tags(self, bucket, key, tags):
        tags = oss.TagSet(tags=[oss.Tag(key=name, value=value) for name, value in tags.items()])
        return answer(
            self.client.put_object_tagging(
                oss.PutObjectTaggingRequest(bucket=bucket, key=key, tagging=oss.Tagging(tag_set=tags))
            )
        )

    def get_tags(self, bucket, key):
        result = self.client.get_object_tagging(oss.GetObjectTaggingRequest(bucket=bucket, key=key))
        tags = result.tag_set.tags if result.tag_set else None
        return answer(result, tags={tag.key: tag.value for tag in tags or []})

    def delete_tags(self, bucket, key):
        return answer(self.client.delete_object_tagging(oss.DeleteObjectTaggingRequest(bucket=bucket, key=key)))

    def put_object_acl(self, bucket, key, acl):
        return answer(self.client.put_object_acl(oss.PutObjectAclRequest(bucket=bucket, key=key, acl=acl)))

    def get_object_acl(self, bucket, key):
        result = self.client.get_object_acl(oss.GetObjectAclRequest(bucket=bucket, key=key))
        return answer(result, acl=result.acl)

    def get_versioning(self, bucket):
        result = self.client.get_bucket_versioning(oss.GetBucketVersioningRequest(bucket=bucket))
        return answer(result, status=result.version_status)

    def put_versioning(self, bucket, status):
        configuration = oss.VersioningConfiguration(status=status)
        return answer(
            self.client.put_bucket_versioning(
                oss.PutBucketVersioningRequest(bucket=bucket, versioning_configuration=configuration)
            )
        )

    def list_versions(self, bucket, prefix, key=None, version=None, most=100):
        result = self.client.list_object_versions(
            oss.ListObjectVersionsRequest(
                bucket=bucket,
                prefix=prefix,
                key_marker=key,
                version_id_marker=version,
                max_keys=most,
                encoding_type="url",
            )
        )
        listed = [(v.key, v.version_id, v.is_latest, False) for v in result.version or []]
        listed += [(v.key, v.version_id, v.is_latest, True) for v in result.delete_marker or []]
        after = (result.next_key_marker, result.next_version_id_marker) if result.is_truncated else None
        return answer(result, versions=listed, next=after)


def interrupted(transfer):
    try:
        transfer()
    except (oss.UploadError, oss.DownloadError) as error:
        assert isinstance(error.unwrap(), CutLine), error.unwrap()
    else:
        raise AssertionError("the transfer was not interrupted")


def fields(encryption=None, **options):
    return options | dict(zip(ENCRYPTION, encryption or []))


def answer(result, **parsed):
    return Answer(result.status_code, result.request_id, parsed)


def bare(etag):
    return etag.strip('"')


def stored(result):
    return answer(result, etag=bare(result.etag), version=result.version_id)


def seen(result, **parsed):
    return answer(
        result,
        etag=bare(result.etag),
        length=result.content_length,
        content_type=result.content_type,
        type=result.object_type,
        version=result.version_id,
        metadata=dict(result.metadata or {}),
        encryption=tuple(getattr(result, name) for name in ENCRYPTION),
        **parsed,
    )


def page(result, after):
    return answer(
        result,
        keys=[found.key for found in result.contents or []],
        folders=[found.prefix for found in result.common_prefixes or []],
        next=after if result.is_truncated else None,
    )
