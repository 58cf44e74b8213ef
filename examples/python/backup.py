"""A small program that keeps backups in a bucket of OSS."""

import oss2


def open_bucket(endpoint, name, access_key_id, access_key_secret, region):
    """Returns the bucket, with requests signed by V4."""
    return oss2.Bucket(oss2.AuthV4(access_key_id, access_key_secret), endpoint, name, region=region)


def encrypt(bucket, kms_key):
    """Encrypts what is written from now on with a key of KMS."""
    bucket.put_bucket_encryption(oss2.models.ServerSideEncryptionRule("KMS", kms_key))


def upload(bucket, name, data, tries=3):
    """Writes a backup; tries again while OSS is busy."""
    for tried in range(1, tries + 1):
        try:
            return bucket.put_object(name, data)
        except oss2.exceptions.ServerError as error:
            if error.status != 503 or tried == tries:
                raise


def link(bucket, name, seconds):
    """Returns a URL that reads a backup without credentials, for a while."""
    return bucket.sign_url("GET", name, seconds, slash_safe=True)
