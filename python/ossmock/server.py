"""A server of the command `ossmock`, as a context manager."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from .command import find_command
from .control import Control, world_text
from .errors import ServerError

_KEEPER = Path(__file__).with_name("keeper.py")
_LOG_LINES = 20
_MOMENT = 2


class Server(Control):
    """A fake OSS on a port of this machine, with its control plane.

    `world` is the world it starts from, and to which `reset` returns: TOML text, or the path of a file. Without it,
    there is an account `default` with nothing in it. With `tls`, it serves HTTPS, and clients have to trust the
    certificate in `ca_file`. `args` are further arguments of `ossmock serve`. `listen` is the address to listen on; by
    default the system picks a free port. `command` is the path of the command; by default, `find_command` finds it.
    `timeout` is the time that the start may take, in seconds.

    The server ends with the `with` statement, by `close`, or when the process that started it ends.
    """

    def __init__(
        self,
        world: str | os.PathLike[str] | None = None,
        *,
        tls: bool = False,
        args: Sequence[str] = (),
        listen: str = "127.0.0.1:0",
        command: str | None = None,
        timeout: float = 30,
    ) -> None:
        if isinstance(args, str):
            raise TypeError(f"args is a list of arguments: give [{args!r}]")
        self._folder = tempfile.TemporaryDirectory(prefix="ossmock-")
        folder = Path(self._folder.name)
        self._log, ready = folder / "log", folder / "ready"
        line = [command or find_command(), "serve", "--listen", listen, "--ready-file", str(ready)]
        if world is not None:
            (folder / "world.toml").write_text(world_text(world), encoding="utf-8")
            line += ["--world", str(folder / "world.toml")]
        self.ca_file = str(folder / "ca.pem") if tls else None
        if self.ca_file:
            line += ["--tls", "--tls-ca-file", self.ca_file]
        with self._log.open("wb") as log:
            # In a session of its own, so that Ctrl-C leaves the server to the teardown of the tests.
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_KEEPER), *line, *args],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            made = self._wait_for(ready, timeout)
            super().__init__(made["endpoint"], token=made.get("token"), ca_file=self.ca_file)
        except BaseException:
            self.close()
            raise

    def _wait_for(self, ready: Path, timeout: float) -> dict[str, Any]:
        """Returns what the server says of itself once it accepts requests."""
        end = time.monotonic() + timeout
        while not ready.exists():
            if self._process.poll() is not None:
                raise ServerError(self._story("did not start"))
            if time.monotonic() > end:
                raise ServerError(self._story(f"was not ready after {timeout} seconds"))
            time.sleep(0.005)
        return cast(dict[str, Any], json.loads(ready.read_text(encoding="utf-8")))

    def _story(self, what: str) -> str:
        """Says what became of the server, with its command, its exit status and the end of its log."""
        status = self._process.poll()
        ended = "" if status is None else f" (exit status {status})"
        lines = self.log().splitlines()
        log = "\n".join(["its log is empty"] if not lines else ["its log ends with:", *lines[-_LOG_LINES:]])
        return f"the server {what}{ended}: {' '.join(map(str, self._process.args[4:]))}\n{log}"  # type: ignore[index]

    def log(self) -> str:
        """Returns what the command has printed so far: the start, and a line for each call."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        """Ends the server; does nothing if it has ended."""
        assert self._process.stdin is not None
        self._process.stdin.close()  # the keeper ends the server then
        self._process.wait()

    def _send(self, method: str, path: str, **rest: Any) -> Any:
        try:
            return super()._send(method, path, **rest)
        except ServerError as error:
            if self._runs():
                raise
            assert self._process.stdin is not None
            raise ServerError(self._story("is closed" if self._process.stdin.closed else "has ended")) from error

    def _runs(self) -> bool:
        """Returns `True` if the server runs; one that was killed takes a moment to be gone."""
        try:
            self._process.wait(_MOMENT)
        except subprocess.TimeoutExpired:
            return True
        return False

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<ossmock.Server {self.endpoint}>"
