"""Starts, ends and failures of a server."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import ossmock
import pytest


def server_of(parent: int) -> int:
    """Returns the id of the process of the command that was started by a process, through its keeper."""
    [keeper] = children(parent)
    [server] = children(keeper)
    return server


def children(parent: int) -> list[int]:
    line = ["ps", "--no-headers", "-o", "pid", "--ppid", str(parent)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as ps:
        assert ps.stdout is not None
        return [process for process in map(int, ps.stdout) if process != ps.pid]


def runs(process: int) -> bool:
    state = subprocess.run(["ps", "--no-headers", "-o", "state", str(process)], capture_output=True, text=True)
    return state.stdout.strip() not in ("", "Z")


def ends(process: int) -> bool:
    """Returns `True` if the process ends within some seconds."""
    for _ in range(100):
        if not runs(process):
            return True
        time.sleep(0.1)
    return False


def test_it_serves_until_it_is_closed() -> None:
    with ossmock.Server() as server:
        assert server.health()["status"] == "ok"
        [process] = children(server._process.pid)
        assert runs(process)
    assert ends(process)
    server.close()
    with pytest.raises(ossmock.ServerError, match="the server is closed"):
        server.health()


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), signal.SIGKILL)", "raise SystemExit(1)", "os._exit(3)"])
def test_it_ends_with_the_process_that_started_it(end: str) -> None:
    start = "import os, signal, sys, ossmock\nserver = ossmock.Server()\nprint('up', flush=True)\nsys.stdin.read(1)\n"
    starter = subprocess.Popen([sys.executable, "-c", start + end], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert starter.stdout and starter.stdin
    assert starter.stdout.readline() == b"up\n"
    server = server_of(starter.pid)
    assert runs(server)
    starter.communicate(b"x")
    assert ends(server)


def test_it_outlives_an_interrupt_of_the_tests() -> None:
    program = """
import time, ossmock
with ossmock.Server() as server:
    try:
        print("up", flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        time.sleep(0.5)
        print(server.health()["status"])
"""
    line = [sys.executable, "-c", program]
    starter = subprocess.Popen(line, stdout=subprocess.PIPE, start_new_session=True)
    assert starter.stdout is not None and starter.stdout.readline() == b"up\n"
    os.killpg(starter.pid, signal.SIGINT)
    assert starter.communicate()[0] == b"ok\n"


def test_a_server_that_does_not_answer_is_told() -> None:
    with ossmock.Server() as server:
        server._address = ("127.0.0.1", 1)
        with pytest.raises(ossmock.ServerError, match=f"the server at {server.endpoint} does not answer: .*refused"):
            server.health()


def test_a_server_that_dies_is_told_with_its_log() -> None:
    with ossmock.Server() as server:
        [process] = children(server._process.pid)
        os.kill(process, signal.SIGKILL)
        with pytest.raises(ossmock.ServerError) as error:
            server.reset()
    text = str(error.value)
    assert "the server has ended (exit status 137)" in text
    assert f"serves a fake OSS at {server.endpoint}" in text


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(ossmock.ServerError, match="(?s)did not start .exit status 2.*unexpected argument '--wrong'"):
        ossmock.Server(args=["--wrong"])
    with pytest.raises(ossmock.ServerError, match="(?s)did not start .exit status 1.*unknown field `bucket`"):
        ossmock.Server("bucket = []")
    with pytest.raises(ossmock.ServerError, match="(?s)did not start .exit status 1.*cannot run .*: Permission denied"):
        ossmock.Server(command=__file__)
    with pytest.raises(FileNotFoundError, match="none.toml"):
        ossmock.Server(tmp_path / "none.toml")


def test_a_server_that_is_not_ready_in_time_is_ended(tmp_path: Path) -> None:
    command = tmp_path / "slow"
    command.write_text("#!/bin/sh\necho thinking\nexec sleep 60\n")
    command.chmod(0o755)
    others = children(os.getpid())
    with pytest.raises(ossmock.ServerError, match="(?s)was not ready after 0.5 seconds.*thinking"):
        ossmock.Server(command=str(command), timeout=0.5)
    assert children(os.getpid()) == others


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ossmock.ServerError, match=f"(?s)did not start .exit status 1.*{port}"):
            ossmock.Server(listen=f"127.0.0.1:{port}")


def test_a_world_is_text_or_a_path(tmp_path: Path) -> None:
    world = tmp_path / "world.toml"
    world.write_text('[[account]]\nname = "acme"\n')
    for given in (world, world.read_text()):
        with ossmock.Server(given) as server:
            server.world({"account": [{"name": "other"}]})
            server.reset()
            assert server.world()["account"][0]["name"] == "acme"
    with pytest.raises(ValueError, match="give a path as pathlib.Path"):
        ossmock.Server("world.toml")
    with pytest.raises(TypeError, match="give a dict to its `world` afterwards"):
        ossmock.Server({"account": []})  # type: ignore[arg-type]


def test_arguments_are_a_list() -> None:
    with pytest.raises(TypeError, match=r"give \['--quiet'\]"):
        ossmock.Server(args="--quiet")


def test_it_serves_https() -> None:
    with ossmock.Server(tls=True) as server:
        assert server.endpoint.startswith("https://127.0.0.1:")
        assert server.health()["status"] == "ok"
        assert server.ca_file is not None and "BEGIN CERTIFICATE" in Path(server.ca_file).read_text()


def test_the_log_has_the_calls(ossmock: ossmock.Server) -> None:
    import urllib.error
    import urllib.request

    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{ossmock.endpoint}/logs/?acl")
    for _ in range(50):
        if "GetBucketAcl" in ossmock.log():
            return
        time.sleep(0.1)
    pytest.fail(ossmock.log())


def test_proxies_of_the_machine_are_passed_by(monkeypatch: pytest.MonkeyPatch, ossmock: ossmock.Server) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert ossmock.health()["status"] == "ok"
