"""`dvc` keeps its data in a bucket: push, and pull into an empty cache."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

WORLD = """
[[account]]
name = "acme"
bucket = [{ name = "data" }]
"""


def dvc(*arguments):
    program = Path(sys.executable).with_name("dvc")
    subprocess.run([program, *arguments], check=True, env={**os.environ, "DVC_NO_ANALYTICS": "1"})


def test_data_is_pushed_and_pulled(ossmock, tmp_path, monkeypatch):
    ossmock.world(WORLD)
    keys = ossmock.credentials
    monkeypatch.chdir(tmp_path)
    Path("table.csv").write_text("a,b\n1,2\n")
    Path("pictures").mkdir()
    for name in ("one", "two"):
        Path("pictures", name).write_text(name)

    dvc("init", "--no-scm")
    dvc("remote", "add", "--default", "oss", "oss://data/cache")
    dvc("remote", "modify", "oss", "oss_endpoint", ossmock.endpoint)
    dvc("remote", "modify", "--local", "oss", "oss_key_id", keys.access_key_id)
    dvc("remote", "modify", "--local", "oss", "oss_key_secret", keys.access_key_secret)
    dvc("add", "table.csv", "pictures")
    dvc("push")
    assert len(ossmock.journal("PutObject", outcome="answered")) == 4

    shutil.rmtree(".dvc/cache")
    shutil.rmtree("pictures")
    Path("table.csv").unlink()
    dvc("pull")
    assert Path("table.csv").read_text() == "a,b\n1,2\n"
    assert Path("pictures/two").read_text() == "two"
