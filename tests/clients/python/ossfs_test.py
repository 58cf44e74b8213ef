"""The checks of `harness.py` with `ossfs`, and with its asynchronous file system when it is called with `aio`.

It is a file system: most of the checks are its own, in `ossfs_files.py`.
"""

import logging
import sys
from importlib.metadata import version

import fsspec
import oss2
import ossfs

import harness
import ossfs_files  # noqa: F401: registers its checks
from harness import ENDPOINT, PORT, REGION, Answer, Blank, Failure

AIO = "aio" in sys.argv[1:]
# It warns of every large body.
logging.getLogger("aiooss2").setLevel(logging.ERROR)


class OssFs:
    name = "ossfs-aio" if AIO else "ossfs"
    version = version("ossfs")
    styles = ["path", "vhost"]
    versions = ["v1"]
    # Those of Python, and where it translates none, those of oss2, on which it is built.
    errors = (OSError, oss2.exceptions.OssError)
    tls = False
    shows_answers = False
    checks_appends = False

    def sends_token(self, scenario):
        pass

    def sends_empty_key(self):
        raise Blank("a file system knows no encryption rules")

    def sends_keys(self, kind):
        if kind == "keys with slashes":
            raise Blank("it takes slashes at the end and in a row for one, or for a folder")
        if kind == "keys of dots alone":
            raise Blank("its HTTP library resolves `.` and `..`")

    def stream(self, body):
        return harness.pieces(body)

    def connect(self, style, version, credentials, region):
        name = f"oss-{REGION}.localhost"
        return Client(ENDPOINT if style == "path" else f"http://{name}:{PORT}", credentials)

    def connect_to(self, endpoint, version, credentials):
        return Client(endpoint, credentials)

    def is_inconsistent(self, error):
        return isinstance(error.__cause__, oss2.exceptions.InconsistentError)

    def failure(self, error):
        found = error if isinstance(error, oss2.exceptions.OssError) else error.__cause__
        assert isinstance(found, oss2.exceptions.ServerError), f"not by an answer: {error!r}"
        return Failure(found.status, found.code, found.message, found.request_id, found.ec)


class Shown(dict):
    """What the client shows of an answer."""

    def __missing__(self, name):
        raise Blank(f"it does not show: {name}")


def shown(**parsed):
    return Answer(None, None, Shown(parsed))


class Client:
    def __init__(self, endpoint, credentials):
        keys = {"key": credentials.id, "secret": credentials.secret, "token": credentials.token} if credentials else {}
        kind = ossfs.AioOSSFileSystem if AIO else fsspec.get_filesystem_class("oss")
        self.fs = kind(endpoint=endpoint, **keys)

    def __getattr__(self, operation):
        def lacking(*_, **__):
            presigned = operation.startswith("presigned") or operation.endswith("by_url")
            raise Blank("it signs no URLs" if presigned else "a file system has no request for it")

        return lacking

    def put_object(self, bucket, key, body, **options):
        if options:
            raise Blank(f"a file has no {', '.join(sorted(options))}")
        self.fs.pipe_file(f"{bucket}/{key}", body)
        return shown()

    def put_stream(self, bucket, key, body):
        with self.fs.open(f"{bucket}/{key}", "wb") as file:
            for piece in body:
                file.write(piece)
        return shown()

    def read_object(self, bucket, key, span=(None, None), **options):
        if options:
            raise Blank(f"a file is not read by {', '.join(sorted(options))}")
        return shown(body=self.fs.cat_file(f"{bucket}/{key}", *span))

    def download(self, bucket, key, file):
        self.fs.get_file(f"{bucket}/{key}", str(file))

    def look_at(self, bucket, key, **options):
        if options:
            raise Blank(f"a file is not looked at by {', '.join(sorted(options))}")
        return shown(length=self.fs.info(f"{bucket}/{key}")["size"])

    def remove_object(self, bucket, key, **options):
        if options:
            raise Blank(f"a file is not removed by {', '.join(sorted(options))}")
        self.fs.rm_file(f"{bucket}/{key}")
        return shown()

    def list_v1(self, bucket, prefix, most=None, **options):
        if options:
            raise Blank(f"a folder is not listed by {', '.join(sorted(options))}")
        self.fs.invalidate_cache()
        found = self.fs.find(f"{bucket}/{prefix}")
        return shown(keys=[path.removeprefix(f"{bucket}/") for path in found])

    def list_buckets(self):
        return shown(buckets=[{"name": name} for name in self.fs.ls("", detail=False)])

    def get(self, bucket, key):
        return self.read_object(bucket, key)

    def list_objects(self, bucket):
        return shown(keys=self.fs.ls(bucket, detail=False))


if __name__ == "__main__":
    harness.names_under_localhost_resolve()
    harness.run(OssFs())
