"""The command is found, in order, by the variable, in the package, and on PATH."""

import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import ossmock
import pytest


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OSSMOCK", raising=False)


def script(folder: Path) -> str:
    path = folder / "ossmock"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def files(name: str) -> Any:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "files", files)


def test_the_wheel_brings_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    command = ossmock.find_command()
    assert os.path.dirname(os.path.realpath(command)) == os.path.realpath(os.path.dirname(sys.executable))
    version = subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout.split()
    assert version == ["ossmock", metadata.version("ossmock")]


def test_the_variable_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OSSMOCK", script(tmp_path))
    assert ossmock.find_command() == str(tmp_path / "ossmock")


def test_a_wrong_variable_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OSSMOCK", str(tmp_path / "nowhere"))
    with pytest.raises(ossmock.ServerError, match="OSSMOCK is .*nowhere.*correct the variable or unset it"):
        ossmock.find_command()


def test_path_comes_last(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    not_installed(monkeypatch)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ossmock.ServerError, match="install the package's wheel"):
        ossmock.find_command()
    script(tmp_path)
    assert shutil.which("ossmock") == ossmock.find_command()
