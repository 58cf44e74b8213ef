"""The checks that `ossfs` alone has: what a file system does."""

import os
import random
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

import ossfs.async_oss
import ossfs.core

import harness
import proxy
from harness import OWNER, RAM, STS, Blank, Credentials, check, same
from objects import KIB, MIB, STORE, noise


def place(s):
    """A file system, and a folder that no other check uses."""
    return s.as_(STORE).fs, f"objects/{s.made}/{random.getrandbits(32):08x}"


def below(folder, paths):
    return sorted(path.strip("/").removeprefix(f"{folder}/") for path in paths)


def raises(kind, call, *arguments, **options):
    try:
        found = call(*arguments, **options)
    except kind as error:
        assert type(error) is kind, f"{error!r} instead of {kind.__name__}"
        return
    raise AssertionError(f"no {kind.__name__}, but {found!r}")


def refused(s, title, kind, call, *arguments):
    """A call that fails with an error of Python, made of one of the service."""
    raises(kind, call, *arguments)
    s.fails(title, call, *arguments)


@check("files: listed, told of, and there or not")
def _(s):
    fs, folder = place(s)
    for name in ["a b", "c/d", "c/e+f"]:
        fs.pipe_file(f"{folder}/{name}", name.encode())
    same(below(folder, fs.ls(folder, detail=False)), ["a b", "c"], "list")
    same({below(folder, [found["name"]])[0]: found["type"] for found in fs.ls(folder)}, {"a b": "file", "c": "directory"}, "types")
    found = fs.info(f"{folder}/a b")
    same((found["size"], found["type"]), (3, "file"), "info")
    same([fs.exists(f"{folder}/{name}") for name in ["a b", "c", "c/d", "none"]], [True, True, True, False], "is there")
    same([fs.isfile(f"{folder}/a b"), fs.isdir(f"{folder}/c"), fs.isdir(f"{folder}/a b")], [True, True, False], "kinds")
    same([fs.exists("objects"), fs.size(f"{folder}/c/d")], [True, 3], "bucket and size")
    changed = fs.info(f"{folder}/a b")["LastModified"]
    same(abs(time.time() - changed) < 60, True, f"time of change, {changed}")
    raises(FileNotFoundError, fs.info, f"{folder}/none")


@check("files: when one was changed")
def _(s):
    fs, folder = place(s)
    fs.pipe_file(f"{folder}/x", b"x")
    # What it reads as local time is GMT.
    same(abs(time.time() + time.timezone - fs.modified(f"{folder}/x")) < 60, True, "time of change")


@check("files: put and got")
def _(s):
    fs, folder = place(s)
    with tempfile.TemporaryDirectory() as local:
        for name, body in [("from/a", b"one"), ("from/b/c", noise(300 * KIB)), ("from/b/empty", b"")]:
            Path(local, name).parent.mkdir(parents=True, exist_ok=True)
            Path(local, name).write_bytes(body)
        fs.put(f"{local}/from/a", f"{folder}/alone")
        fs.put(f"{local}/from/", f"{folder}/all/", recursive=True)
        same(below(folder, fs.find(folder)), ["all/a", "all/b/c", "all/b/empty", "alone"], "files")
        fs.get(f"{folder}/alone", f"{local}/alone")
        fs.get(f"{folder}/all/", f"{local}/to/", recursive=True)
        same(Path(local, "alone").read_bytes(), b"one", "file")
        for name in ["a", "b/c", "b/empty"]:
            assert Path(local, "to", name).read_bytes() == Path(local, "from", name).read_bytes(), f"another {name} came back"


@check("files: written and read whole and in part")
def _(s):
    fs, folder = place(s)
    for length in [0, 1, KIB, MIB]:
        fs.pipe(f"{folder}/{length}", noise(length))
        assert fs.cat(f"{folder}/{length}") == noise(length), f"another body came back for {length} bytes"
    fs.pipe({f"{folder}/x": b"0123456789", f"{folder}/y": b"y"})
    same(below(folder, fs.cat([f"{folder}/x", f"{folder}/y"])), ["x", "y"], "files")
    same(fs.cat_file(f"{folder}/x", 2, 4), b"234", "2-4")
    same((fs.head(f"{folder}/x", 3), fs.tail(f"{folder}/x", 3)), (b"012", b"789"), "head and tail")
    same(fs.read_block(f"{folder}/x", 4, 3), b"456", "block")
    raises(FileNotFoundError, fs.cat_file, f"{folder}/none")


@check("files: opened and read")
def _(s):
    fs, folder = place(s)
    body = noise(300 * KIB)
    fs.pipe_file(f"{folder}/x", body)
    with fs.open(f"{folder}/x", "rb", block_size=64 * KIB) as file:
        same(file.read(5), body[:5], "beginning")
        file.seek(200 * KIB)
        same(file.read(KIB), body[200 * KIB : 201 * KIB], "middle")
        file.seek(-3, os.SEEK_END)
        same((file.read(), file.tell()), (body[-3:], len(body)), "end")
        file.seek(0)
        assert file.read() == body, "another body came back"
    fs.pipe_file(f"{folder}/text", "é\nü\n".encode())
    with fs.open(f"{folder}/text", "r", encoding="utf-8") as file:
        same(list(file), ["é\n", "ü\n"], "lines")
    raises(FileNotFoundError, fs.open, f"{folder}/none", "rb")


@check("files: opened and written, and appended to")
def _(s):
    fs, folder = place(s)
    path, body = f"{folder}/x", noise(300 * KIB)
    for mode in ["wb", "wb"]:  # over nothing, and over a file
        # Of one block: of several the client writes the second to a wrong place, by any server.
        with fs.open(path, mode) as file:
            for piece in harness.pieces(body):
                file.write(piece)
        assert fs.cat_file(path) == body, "another body came back"
    fs.invalidate_cache()  # it asks its last listing where the end is
    with fs.open(path, "ab") as file:
        file.write(b"and more")
    assert fs.cat_file(path) == body + b"and more", "another body came back"
    same(fs.append_object(path, len(body) + 8, b"!"), len(body) + 9, "next position")
    refused(s, "position", OSError, fs.append_object, path, 3, b"!")
    # What was put as a whole grows no more.
    fs.pipe_file(path, body)
    refused(s, "not appendable", OSError, fs.append_object, path, len(body), b"!")


@check("files: touched")
def _(s):
    fs, folder = place(s)
    fs.touch(f"{folder}/x")
    same(fs.size(f"{folder}/x"), 0, "size")
    fs.pipe_file(f"{folder}/x", b"hello")
    fs.touch(f"{folder}/x")
    same(fs.size(f"{folder}/x"), 0, "size")


@check("files: copied and moved")
def _(s):
    fs, folder = place(s)
    for name in ["a b+c", "d/e", "d/f/g"]:
        fs.pipe_file(f"{folder}/{name}", name.encode())
    fs.copy(f"{folder}/a b+c", f"{folder}/copy")
    fs.copy(f"{folder}/d/", f"{folder}/copies/", recursive=True)
    fs.mv(f"{folder}/copy", f"{folder}/moved ü")
    same(
        below(folder, fs.find(folder)),
        sorted(["a b+c", "copies/e", "copies/f/g", "d/e", "d/f/g", "moved ü"]),
        "files",
    )
    same([fs.cat_file(f"{folder}/{name}") for name in ["moved ü", "copies/f/g"]], [b"a b+c", b"d/f/g"], "bodies")
    refused(s, "no key", FileNotFoundError, fs.cp_file, f"{folder}/none", f"{folder}/copy")


@check("files: removed, one and all below")
def _(s):
    fs, folder = place(s)
    for name in ["a b", "c/d+e", "c/f&<g>", "c/h/日"]:
        fs.pipe_file(f"{folder}/{name}", b"x")
    fs.rm_file(f"{folder}/a b")
    same(below(folder, fs.find(folder)), ["c/d+e", "c/f&<g>", "c/h/日"], "files")
    fs.rm(f"{folder}/c", recursive=True)
    same(list(fs.find(folder)), [], "files")
    fs.rm(f"{folder}/none")  # is no error of the service's


@check("files: found")
def _(s):
    fs, folder = place(s)
    for name in ["a.txt", "b/c.txt", "b/d.csv", "b/e/f.txt"]:
        fs.pipe_file(f"{folder}/{name}", b"xyz")
    same(below(folder, fs.find(folder)), ["a.txt", "b/c.txt", "b/d.csv", "b/e/f.txt"], "find")
    same(below(folder, fs.find(folder, maxdepth=1)), ["a.txt"], "find, one deep")
    same(below(folder, fs.glob(f"{folder}/b/*.txt")), ["b/c.txt"], "glob")
    same(below(folder, fs.glob(f"{folder}/**/*.txt")), ["a.txt", "b/c.txt", "b/e/f.txt"], "glob, all below")
    walked = {tuple(below(folder, [path])): (sorted(folders), sorted(files)) for path, folders, files in fs.walk(f"{folder}/b")}
    same(walked, {("b",): (["e"], ["c.txt", "d.csv"]), ("b/e",): ([], ["f.txt"])}, "walk")
    same(fs.du(folder), 12, "bytes")


@check("files: of many pages")
def _(s):
    fs, folder = place(s)
    fs.pipe({f"{folder}/{number:03}": b"" for number in range(103)})
    same(below(folder, fs.ls(folder, detail=False)), [f"{number:03}" for number in range(103)], "list")
    fs.rm(folder, recursive=True)
    same(fs.exists(folder), False, "is there")


@check("files: in parts")
def _(s):
    fs, folder = place(s)
    body = noise(10 * MIB + 1)
    fs.pipe_file(f"{folder}/piped", body)  # ten mebibytes are two parts
    assert fs.cat_file(f"{folder}/piped") == body, "another body came back"
    # Files from 100 MiB on are sent and fetched in parts; a tenth of it does here.
    module = ossfs.async_oss if s.adapter.name == "ossfs-aio" else ossfs.core
    with tempfile.TemporaryDirectory() as local, patch.object(module, "SIMPLE_TRANSFER_THRESHOLD", 10 * MIB):
        Path(local, "from").write_bytes(body)
        # Where it keeps how far it got.
        with patch.dict(os.environ, HOME=local):
            fs.put_file(f"{local}/from", f"{folder}/put")
            fs.get_file(f"{folder}/put", f"{local}/to")
        assert Path(local, "to").read_bytes() == body, "another body came back"


@check("files: known by their checksum")
def _(s):
    fs, folder = place(s)
    fs.pipe_file(f"{folder}/x", b"hello")
    before = fs.checksum(f"{folder}/x")
    same(fs.checksum(f"{folder}/x"), before, "checksum")
    fs.pipe_file(f"{folder}/x", b"other")
    same(fs.checksum(f"{folder}/x") == before, False, "checksum of another body")


@check("files: refused to a RAM user")
def _(s):
    reader, nobody, path = s.as_(RAM["reader"]).fs, s.as_(RAM["nobody"]).fs, "logs/x"
    refused(s, "no key", FileNotFoundError, reader.cat_file, path)
    refused(s, "refused an object", PermissionError, nobody.cat_file, path)
    for write in [
        lambda: reader.pipe_file(path, b"x"),
        lambda: reader.append_object(path, 0, b"x"),
        lambda: reader.rm_file(path),
        lambda: reader.cp_file(path, "logs/y"),
    ]:
        refused(s, "refused an object", PermissionError, write)
    same(list(s.as_(OWNER).fs.find("logs")), [], "files")


@check("files: refused for their credentials")
def _(s):
    wrong = [
        ("wrong secret, v1", Credentials(OWNER.id, "not-the-secret")),
        ("unknown id", Credentials("Nobody.Knows", OWNER.secret)),
        ("unknown token", Credentials(STS.id, STS.secret, "another-token")),
    ]
    for title, credentials in wrong:
        fs = s.as_(credentials).fs
        for call in [lambda: fs.cat_file("logs/x"), lambda: fs.pipe_file("logs/x", b"x"), lambda: fs.rm_file("logs/x")]:
            # Of some codes it makes a PermissionError, of others an OSError.
            s.fails(title, call)
    fs = s.as_(None).fs
    refused(s, "refused an object", PermissionError, fs.cat_file, "logs/x")


@check("files: of a session")
def _(s):
    fs, path = s.as_(STS).fs, f"logs/{s.made}"
    fs.pipe_file(path, b"hello")
    found = fs.cat_file(path)
    fs.rm_file(path)
    same((found, fs.exists(path)), (b"hello", False), "body, and what is left")


@check("files: damage on their way up is noticed")
def _(s):
    _, folder = place(s)
    with proxy.damaging(harness.ENDPOINT, True) as endpoint, tempfile.NamedTemporaryFile() as file:
        fs = s.adapter.connect_to(endpoint, s.version, STORE).fs
        s.notices(fs.pipe_file, f"{folder}/piped", proxy.WHOLE)
        Path(file.name).write_bytes(proxy.WHOLE)
        s.notices(fs.put_file, file.name, f"{folder}/put")
