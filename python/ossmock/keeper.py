"""Runs a command until it ends, or until the process that started this one ends, however that happens.

Run as a script, with the command as its arguments. Its standard input is a pipe that the starter holds open.
"""

import os
import subprocess
import sys
import threading


def main() -> None:
    """Runs the command, and exits with its status."""
    try:
        process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    except OSError as error:
        sys.exit(f"cannot run {sys.argv[1]}: {error.strerror}")
    threading.Thread(target=_end_with_starter, args=(process,), daemon=True).start()
    status = process.wait()
    os._exit(status if status >= 0 else 128 - status)


def _end_with_starter(process: "subprocess.Popen[bytes]") -> None:
    os.read(0, 1)  # returns once the other end is closed
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()


if __name__ == "__main__":
    main()
