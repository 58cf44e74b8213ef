"""Finds the command `ossmock`."""

from __future__ import annotations

import os
import shutil
from importlib import metadata

from .errors import ServerError


def find_command() -> str:
    """Returns the path of the command: of the variable `OSSMOCK`, of this package, or of `PATH`, in this order."""
    named = os.environ.get("OSSMOCK")
    if named:
        found = shutil.which(named)
        if found is None:
            raise ServerError(f"OSSMOCK is {named}, and there is no such command: correct the variable or unset it")
        return found
    found = _installed() or shutil.which("ossmock")
    if found is None:
        raise ServerError(
            "there is no command ossmock in this package, nor on PATH: install the package's wheel,"
            " or set OSSMOCK to the path of the command"
        )
    return found


def _installed() -> str | None:
    """Returns the script that the installed wheel brought along."""
    try:
        files = metadata.files("ossmock") or []
    except metadata.PackageNotFoundError:
        return None
    scripts = (str(file.locate()) for file in files if file.name in ("ossmock", "ossmock.exe"))
    return next((script for script in scripts if os.path.isfile(script)), None)
