"""The checks of objects, for the adapters of `harness.py`. All of them are by the account `store`, in buckets of its own."""

import gzip
import random
import re
import tempfile
from pathlib import Path

import harness
import proxy
from harness import EXPECTED, Blank, Credentials, check, same

STORE = harness.account("store")
KIB, MIB = 1024, 1024 * 1024
TEXT = "text/x-check; charset=utf-8"


def noise(length):
    return random.Random(length).randbytes(length)


class Place:
    """A bucket, with a prefix that no other check uses."""

    def __init__(self, scenario, bucket="objects"):
        self.s, self.bucket = scenario, bucket
        self.prefix = f"{scenario.made}/{random.getrandbits(32):08x}/"
        self.client = scenario.as_(STORE)

    def __getattr__(self, operation):
        """An operation of the adapter's, on this bucket."""
        call = getattr(self.client, operation)
        return lambda *arguments, **options: call(self.bucket, *arguments, **options)

    def key(self, name):
        return self.prefix + name

    def put(self, key, body, **options):
        return self.s.ok(self.put_object(key, body, **options))

    def read(self, key, status=200, **options):
        return self.s.ok(self.read_object(key, **options), status)

    def look(self, key, **options):
        return self.s.ok(self.look_at(key, **options))

    def remove(self, key, **options):
        return self.s.ok(self.remove_object(key, **options), 204)

    def missing(self, key, **options):
        self.s.fails("no key", self.read_object, key, **options)


def large(scenario):
    """Two parts of the least size and a little more."""
    return noise(2 * 100 * KIB + 1)


def odd_keys(name):
    keys = EXPECTED["keys"][name]

    def run(s):
        s.adapter.sends_keys(name)
        place = Place(s)
        for key in keys:
            body = key.encode()
            place.put(key, body)
            same(place.read(key)["body"], body, f"body of {key!r}")
            same(place.look(key)["length"], len(body), f"length of {key!r}")
        listed = s.ok(place.list_v1("", most=1000))["keys"]
        same([key for key in listed if key in keys], sorted(keys, key=str.encode), "keys")
        for key in keys:
            place.remove(key)
            # Parsers refuse references to control characters, which the error would have.
            if name != "keys of control characters":
                place.missing(key)
        left = s.ok(place.list_v1("", most=1000))["keys"]
        same([key for key in left if key in keys], [], "keys that are left")

    check(name)(run)


for _name in EXPECTED["keys"]:
    odd_keys(_name)


@check("bodies of 0 B to 1 MiB")
def _(s):
    place = Place(s)
    for length in [0, 1, KIB, MIB]:
        body, key = noise(length), place.key(str(length))
        etag = place.put(key, body)["etag"]
        found = place.read(key)
        assert found["body"] == body, f"another body came back for {length} bytes"
        same((found["etag"], found["length"]), (etag, length), "ETag and length")


@check("a body of 64 MiB")
def _(s):
    place = Place(s)
    body, key = noise(64 * MIB), place.key("large")
    place.put(key, body)
    assert place.read(key)["body"] == body, "another body came back"
    place.remove(key)


@check("a body of unknown length")
def _(s):
    place = Place(s)
    body, key = noise(300 * KIB), place.key("streamed")
    s.ok(place.put_stream(key, s.adapter.stream(body)))
    assert place.read(key)["body"] == body, "another body came back"


@check("metadata and content type")
def _(s):
    place = Place(s)
    key, metadata = place.key("told"), {"colour": "blue", "a-note": "with blanks, and: signs"}
    place.put(key, b"hello", metadata=metadata, content_type=TEXT)
    for found in [place.look(key), place.read(key)]:
        same((found["metadata"], found["content_type"]), (metadata, TEXT), "what was said of the object")
        same(found["type"], "Normal", "type")


@check("ranges")
def _(s):
    place = Place(s)
    key = place.key("digits")
    place.put(key, b"0123456789")
    for (first, last), body in [((2, 4), b"234"), ((7, None), b"789"), ((None, 2), b"89"), ((0, 0), b"0"), ((8, 9), b"89")]:
        same(place.read(key, 206, span=(first, last))["body"], body, f"{first}-{last}")
    # A range beyond the end is none, and all comes.
    same(place.read(key, 200, span=(20, 30))["body"], b"0123456789", "20-30")


@check("conditional reads")
def _(s):
    place = Place(s)
    key = place.key("tagged")
    etag = f'"{place.put(key, b"hello")["etag"]}"'
    same(place.read(key, if_match=etag)["body"], b"hello", "body")
    same(place.look(key, if_match=etag)["length"], 5, "length")
    s.fails("precondition", place.read_object, key, if_match='"another"')
    s.not_modified(place.read_object, key, if_none_match=etag)
    s.not_modified(place.look_at, key, if_none_match=etag)
    same(place.read(key, if_none_match='"another"')["body"], b"hello", "body")


@check("a text by gzip")
def _(s):
    place = Place(s)
    key, text = place.key("text"), b"as it was, however it travels. " * 200
    place.put(key, text, content_type="text/plain")
    body = s.ok(place.read_by_gzip(key))["body"]
    same(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body, text, "body")


@check("resumable upload")
def _(s):
    place = Place(s)
    body, key = large(s), place.key("resumed")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "from")
        file.write_bytes(body)
        # The second part does not arrive; the upload that follows sends what is missing, and nothing twice.
        sent = place.resumable_upload(key, file, Path(folder, "store"))
    same(sent, 3, "parts that were sent")
    assert place.read(key)["body"] == body, "another body came back"


@check("resumable download")
def _(s):
    place = Place(s)
    body, key = large(s), place.key("resumed")
    place.put(key, body)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "to")
        place.resumable_download(key, file, Path(folder, "store"))
        assert file.read_bytes() == body, "another body came back"


@check("parallel upload and download")
def _(s):
    place = Place(s)
    body, key = noise(5 * MIB + 1), place.key("parallel")
    with tempfile.TemporaryDirectory() as folder:
        file, copy = Path(folder, "from"), Path(folder, "to")
        file.write_bytes(body)
        place.parallel_upload(key, file)
        found = place.look(key)
        same((found["length"], found["type"]), (len(body), "Multipart"), "object")
        assert re.fullmatch('"?[0-9A-F]{32}-6"?', found["etag"]), found["etag"]
        place.parallel_download(key, copy)
        assert copy.read_bytes() == body, "another body came back"


@check("parts, step by step")
def _(s):
    place = Place(s)
    key, bodies = place.key("in parts"), [noise(100 * KIB), b"the end"]
    upload = s.ok(place.begin(key, content_type=TEXT))["upload"]
    parts = [s.ok(place.put_part(key, upload, number, body)) for number, body in enumerate(bodies, 1)]
    listed = s.ok(place.list_parts(key, upload))["parts"]
    same([(number, size) for number, _, size in listed], [(1, 100 * KIB), (2, 7)], "parts")
    same(s.ok(place.list_uploads(place.prefix))["uploads"], [(key, upload)], "uploads")
    s.ok(place.complete(key, upload, parts))
    found = place.read(key)
    same((found["body"] == b"".join(bodies), found["content_type"]), (True, TEXT), "object")
    other = s.ok(place.begin(key))["upload"]
    s.ok(place.abort(key, other), 204)
    same(s.ok(place.list_uploads(place.prefix))["uploads"], [], "uploads")
    s.fails("no upload", place.list_parts, key, other)


@check("append")
def _(s):
    place = Place(s)
    key = place.key("growing")
    first = s.ok(place.append(key, 0, b"hello ", 0))
    second = s.ok(place.append(key, first["next"], b"world", first["crc"]))
    same((first["next"], second["next"]), (6, 11), "next position")
    found = place.read(key)
    same((found["body"], found["type"]), (b"hello world", "Appendable"), "object")
    s.fails("position", place.append, key, 3, b"again", second["crc"])


@check("copy")
def _(s):
    place = Place(s)
    source, target = place.key("quelle ü +%"), place.key("target")
    place.put(source, b"hello", metadata={"colour": "blue"}, content_type=TEXT)
    s.ok(place.copy(source, target))
    found = place.read(target)
    same((found["body"], found["metadata"], found["content_type"]), (b"hello", {"colour": "blue"}, TEXT), "copy")
    s.ok(place.copy(source, target, metadata={"colour": "red"}))
    same(place.look(target)["metadata"], {"colour": "red"}, "metadata")
    s.fails("no key", place.copy, place.key("none"), target)


@check("copy on conditions")
def _(s):
    place = Place(s)
    source, target = place.key("tagged"), place.key("target")
    etag = f'"{place.put(source, b"hello")["etag"]}"'
    s.not_modified(place.copy, source, target, if_none_match=etag)
    s.fails("precondition", place.copy, source, target, if_match='"another"')
    place.missing(target)
    s.ok(place.copy(source, target, if_match=etag))
    same(place.read(target)["body"], b"hello", "body")


@check("parts copied from an object")
def _(s):
    place = Place(s)
    source, target, body = place.key("quelle ü +%"), place.key("of parts"), noise(150 * KIB)
    place.put(source, body)
    upload = s.ok(place.begin(target))["upload"]
    ranges = [(0, 100 * KIB - 1), (100 * KIB, 150 * KIB - 1)]
    parts = [s.ok(place.copy_part(source, target, upload, number, *one)) for number, one in enumerate(ranges, 1)]
    s.fails("no key", place.copy_part, place.key("none"), target, upload, 3, 0, 9)
    s.ok(place.complete(target, upload, parts))
    assert place.read(target)["body"] == body, "another body came back"


@check("list in pages, V1")
def _(s):
    lists_in_pages(s, "list_v1")


@check("list in pages, V2")
def _(s):
    lists_in_pages(s, "list_v2")


def lists_in_pages(s, operation):
    place = Place(s)
    keys = [place.key(name) for name in ["a b", "b+c", "c%d", "é", "日"]]
    for key in keys:
        place.put(key, b"x")
    found, marker, pages = [], "", 0
    while marker is not None:
        page = s.ok(getattr(place, operation)(place.prefix, marker=marker, most=2))
        found, marker, pages = found + page["keys"], page["next"], pages + 1
    same((found, pages), (keys, 3), "keys and pages")


@check("list after a key")
def _(s):
    place = Place(s)
    keys = [place.key(name) for name in ["a", "m", "ü"]]
    for key in keys:
        place.put(key, b"x")
    same(s.ok(place.list_v2(place.prefix, after=keys[1]))["keys"], [keys[2]], "keys")


@check("list folders")
def _(s):
    place = Place(s)
    for name in ["a", "b/c", "b/d", "e/f"]:
        place.put(place.key(name), b"x")
    for operation in ["list_v1", "list_v2"]:
        page = s.ok(getattr(place, operation)(place.prefix, delimiter="/"))
        same(page["keys"], [place.key("a")], "keys")
        same(page["folders"], [place.key("b/"), place.key("e/")], "folders")


@check("delete many of control characters")
def _(s):
    place = Place(s)
    keys = [place.key(name) for name in ["a\x01b", "a\x0bb", "a\x0c\x1fb"]]
    for key in keys:
        place.put(key, b"x")
    same(sorted(s.ok(place.remove_many(keys))["keys"]), sorted(keys), "keys")
    same(s.ok(place.list_v1(place.prefix))["keys"], [], "keys")


@check("delete many")
def _(s):
    place = Place(s)
    keys = [place.key(name) for name in ["a b", "b+c", "c&<d>", "日", "none"]]
    for key in keys[:-1]:
        place.put(key, b"x")
    same(sorted(s.ok(place.remove_many(keys))["keys"]), sorted(keys), "keys")
    same(s.ok(place.list_v1(place.prefix))["keys"], [], "keys")


@check("presigned PUT and GET")
def _(s):
    place = Place(s)
    key = place.key("signed/a b+c%d ü")
    place.put_by_url(key, b"hello", TEXT)
    found = place.look(key)
    same((found["length"], found["content_type"]), (5, TEXT), "object")
    same(place.read_by_url(key), b"hello", "body")


@check("tags")
def _(s):
    place = Place(s)
    key, tags = place.key("tagged"), {"colour": "blue", "a b": "c+d/e"}
    place.put(key, b"hello", tagging="colour=blue")
    same(s.ok(place.get_tags(key))["tags"], {"colour": "blue"}, "tags")
    s.ok(place.put_tags(key, tags))
    same(s.ok(place.get_tags(key))["tags"], tags, "tags")
    s.ok(place.delete_tags(key), 204)
    same(s.ok(place.get_tags(key))["tags"], {}, "tags")


@check("ACL of an object")
def _(s):
    place = Place(s)
    key = place.key("guarded")
    place.put(key, b"hello")
    found = [s.ok(place.get_object_acl(key))["acl"]]
    s.ok(place.put_object_acl(key, "private"))
    found.append(s.ok(place.get_object_acl(key))["acl"])
    same(found, ["default", "private"], "ACLs")
    s.fails("public object ACL", place.put_object_acl, key, "public-read")


@check("versions")
def _(s):
    place = Place(s, "versions")
    same(s.ok(place.get_versioning())["status"], "Enabled", "versioning")
    key = place.key("kept")
    first, second = [place.put(key, body)["version"] for body in [b"one", b"two"]]
    assert first and second and first != second, (first, second)
    same([place.read(key, version=version)["body"] for version in [first, second, None]], [b"one", b"two", b"two"], "bodies")
    marker = place.remove(key)
    same(marker["marker"], True, "delete marker")
    place.missing(key)
    place.remove(key, version=marker["version"])
    place.remove(key, version=second)
    found = place.read(key)
    same((found["body"], found["version"]), (b"one", first), "what is left")


@check("list versions in pages")
def _(s):
    place = Place(s, "versions")
    a, b = place.key("a b"), place.key("ü")
    old, new = [place.put(a, body)["version"] for body in [b"one", b"two"]]
    marker = place.remove(b)["version"]
    found, at = [], (None, None)
    while at is not None:
        page = s.ok(place.list_versions(place.prefix, *at, most=1))
        found, at = found + page["versions"], page["next"]
    same(found, [(a, new, True, False), (a, old, False, False), (b, marker, True, True)], "versions")


def encrypted(s, place, expected, **options):
    for key, put in [
        (place.key("put"), lambda key: place.put(key, b"hello", **options)),
        (place.key("parts"), lambda key: in_parts(s, place, key, options)),
        (place.key("appended"), lambda key: s.ok(place.append(key, 0, b"hello", 0, **options))),
        (place.key("copied"), lambda key: s.ok(place.copy(place.key("put"), key, **options))),
    ]:
        put(key)
        for found in [place.look(key), place.read(key)]:
            same(found["encryption"], expected, key)
        same(found["body"], b"hello", key)


def in_parts(s, place, key, options):
    upload = s.ok(place.begin(key, **options))["upload"]
    part = s.ok(place.put_part(key, upload, 1, b"hello"))
    s.ok(place.complete(key, upload, [part]))


@check("delete versions, many at once")
def _(s):
    place = Place(s, "versions")
    keys = [place.key(name) for name in ["a b", "ü&"]]
    stored = [(key, place.put(key, body)["version"]) for key in keys for body in [b"one", b"two"]]
    same(sorted(s.ok(place.remove_versions(stored))["versions"]), sorted(stored), "versions")
    same(s.ok(place.list_versions(place.prefix))["versions"], [], "versions")


@check("copy of a version")
def _(s):
    place = Place(s, "versions")
    key, target = place.key("a b"), place.key("target")
    first = place.put(key, b"one")["version"]
    place.put(key, b"two")
    s.ok(place.copy(key, target, version=first))
    same(place.read(target)["body"], b"one", "body")


@check("versioning on, suspended, on")
def _(s):
    s.ok(s.as_(STORE).create(s.made))
    place, found = Place(s, s.made), []
    found.append(s.ok(place.get_versioning())["status"])
    for status in ["Enabled", "Suspended"]:
        s.ok(place.put_versioning(status))
        found.append(s.ok(place.get_versioning())["status"])
        found.append(place.put("key", b"x")["version"])
    for key, version, *_ in s.ok(place.list_versions(""))["versions"]:
        place.remove(key, version=version)
    s.ok(s.as_(STORE).delete(s.made), 204)
    same((found[0], found[1], found[3], found[4]), (None, "Enabled", "Suspended", "null"), "versioning")


@check("uploads in pages")
def _(s):
    place = Place(s)
    begun = [(key, s.ok(place.begin(key))["upload"]) for key in map(place.key, ["a b", "a b", "ü"])]
    found = s.ok(place.list_uploads(place.prefix, most=1))["uploads"]
    same((found, len(set(found))), (sorted(begun, key=lambda upload: upload[0].encode()), 3), "uploads")
    for key, upload in begun:
        s.ok(place.abort(key, upload), 204)


@check("what is there is not overwritten")
def _(s):
    place = Place(s)
    key, other = place.key("once"), place.key("other")
    place.put(key, b"one")
    place.put(other, b"two")
    s.fails("already there", place.put_object, key, b"two", forbid_overwrite=True)
    s.fails("already there", place.copy, other, key, forbid_overwrite=True)
    upload = s.ok(place.begin(key))["upload"]
    part = s.ok(place.put_part(key, upload, 1, b"two"))
    s.fails("already there", place.complete, key, upload, [part], forbid_overwrite=True)
    same(place.read(key)["body"], b"one", "body")


@check("headers of the answer as asked for")
def _(s):
    place = Place(s)
    key = place.key("typed")
    place.put(key, b"hello", content_type="text/plain")
    same(place.read(key, response_type="text/x-other")["content_type"], "text/x-other", "content type")
    same(place.read(key)["content_type"], "text/plain", "content type")


@check("GetObjectMeta")
def _(s):
    place = Place(s)
    key = place.key("meta")
    etag = place.put(key, b"hello")["etag"]
    found = s.ok(place.get_meta(key))
    same((found["length"], found["etag"]), (5, etag), "meta")
    s.fails("no key", place.get_meta, place.key("none"))


@check("AES256 by a header")
def _(s):
    encrypted(s, Place(s), ("AES256", None, None), encryption=("AES256", None, None))
    # It goes before the rule of the bucket.
    encrypted(s, Place(s, "ciphers"), ("AES256", None, None), encryption=("AES256", None, None))


@check("KMS by headers")
def _(s):
    asked = ("KMS", "key-of-the-store", "SM4")
    encrypted(s, Place(s), asked, encryption=asked)


@check("KMS by the rule of the bucket")
def _(s):
    encrypted(s, Place(s, "ciphers"), ("KMS", "key-of-the-store", "SM4"))


@check("KMS key that is disabled")
def _(s):
    place = Place(s)
    key = place.key("refused")
    s.fails("disabled key", place.put_object, key, b"hello", encryption=("KMS", "key-that-is-disabled", None))
    place.missing(key)


def behind_proxy(s, upwards):
    """A place whose bodies are damaged on their way."""
    if s.adapter.tls:
        raise Blank("nothing in between can damage what TLS carries")
    return proxy.damaging(harness.ENDPOINT, upwards)


@check("a damaged upload is noticed")
def _(s):
    place = Place(s)
    with behind_proxy(s, upwards=True) as endpoint:
        client = s.adapter.connect_to(endpoint, s.version, STORE)
        s.notices(client.put_object, "objects", place.key("put"), proxy.WHOLE)
        if s.adapter.checks_appends:
            s.notices(client.append, "objects", place.key("append"), 0, proxy.WHOLE, 0)
        upload = s.ok(place.begin(place.key("parts")))["upload"]
        s.notices(client.put_part, "objects", place.key("parts"), upload, 1, proxy.WHOLE)


@check("a damaged download is noticed")
def _(s):
    place = Place(s)
    place.put(place.key("read"), proxy.WHOLE)
    with behind_proxy(s, upwards=False) as endpoint:
        client = s.adapter.connect_to(endpoint, s.version, STORE)
        with tempfile.TemporaryDirectory() as folder:
            s.notices(client.download, "objects", place.key("read"), Path(folder, "to"))
