"""The examples of `docs/python.md` run, and what they show of other files is there."""

import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent, indent

import ossmock
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = (CHECKOUT / "docs/python.md").read_text()
PROGRAMS = [path.read_text() for path in sorted(CHECKOUT.glob("tests/programs/*/test_*.py"))]

# Members of faults and expectations, names of the module, and what a server has once it has started.
NOT_OF_THE_SERVER = {"hits", "count", "met", "end", "Server", "Control", "ca_file", "test_id"}


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def files() -> dict[str, str]:
    """Returns the files of the page: a block that names one begins it, and tests after that go on with it."""
    made: dict[str, str] = {}
    for block in blocks("python"):
        name = re.match(r"# (\w+\.py)\n", block)
        if name:
            current = name[1]
            made[current] = block
        elif "\ndef test_" in f"\n{block}":
            made[current] += f"\n\n{block}"
    return made


def snippets() -> list[str]:
    shown = "".join(files().values())
    return [block for block in blocks("python") if block not in shown]


def test_the_suite_of_the_page_is_green(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(**{"test_backup": files()["test_backup.py"]})
    pytester.runpytest_subprocess().assert_outcomes(passed=5)


def test_the_recipes_of_the_page_are_green(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(**{"test_recipes": files()["test_recipes.py"]})
    pytester.runpytest_subprocess().assert_outcomes(passed=15)


def test_workers_share_a_server_as_the_page_has_it(pytester: pytest.Pytester) -> None:
    [commands] = [block for block in blocks("sh") if "OSSMOCK_ENDPOINT" in block]
    pytester.makepyfile(**{"test_backup": files()["test_backup.py"]})
    command = ossmock.find_command()
    endpoint = """$(python -c 'import json; print(json.load(open("ready.json"))["endpoint"])')"""
    script = (
        commands.replace("ossmock serve", f"{command} serve --listen 127.0.0.1:0")
        .replace("ready.json &", "ready.json >log 2>&1 &\nserver=$!")
        .replace("http://127.0.0.1:9000", endpoint)
        .replace(" pytest", " python -m pytest")
    )
    script += "status=$?\nkill $server\nexit $status\n"
    environment = {**os.environ, "PATH": os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]}
    done = subprocess.run(["sh", "-c", script], cwd=pytester.path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 passed" in done.stdout


def test_the_conftest_of_the_page_starts_the_server(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(files()["conftest.py"])
    pytester.makefile(".toml", world='[[account]]\nname = "acme"\n')
    pytester.makepyfile(
        """
def test_it(ossmock):
    assert ossmock.world()["account"][0]["name"] == "acme"
    ossmock.world({"account": [{"name": "acme", "bucket": [{"name": "logs"}]}]})
    assert not ossmock.overview()["buckets"][0]["block_public_access"]
"""
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_the_script_of_the_page_runs(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(files()["script.py"])
    assert subprocess.run([sys.executable, script], capture_output=True, text=True).stdout == "PutObject\n"


def test_a_failure_reads_as_the_page_has_it(pytester: pytest.Pytester) -> None:
    suite = files()["test_backup.py"].split("def test_")[0]
    failing = "def test_it(logs, ossmock):\n    open_bucket(ossmock, 'acme/reader').put_object('monday', b'data')\n"
    pytester.makepyfile(suite + failing)
    shown, _ = blocks("text")
    expected = [line.replace("[", "[[]").replace("*", "[*]") for line in shown.splitlines()]
    expected[1] = re.sub(r"#\d+", "#*", expected[1])
    pytester.runpytest_subprocess().stdout.fnmatch_lines(expected, consecutive=True)


@pytest.mark.parametrize("snippet", snippets())
def test_a_snippet_is_of_a_program(snippet: str) -> None:
    depths = (indent(snippet, " " * depth) for depth in (0, 4, 8))
    assert any(dedent(shown) and shown in program for shown in depths for program in PROGRAMS)


def test_the_cause_of_a_misleading_answer_is_that_of_a_program() -> None:
    _, cause = blocks("text")
    assert any(cause in program for program in PROGRAMS)


def test_the_page_names_the_versions_that_run() -> None:
    pins = "".join(path.read_text() for path in CHECKOUT.glob("tests/programs/*/requirements.txt"))
    for name, version in re.findall(r"`([\w-]+)(?:\[oss\])?` (\d[\d.]+\d)", PAGE):
        if name != "django-oss-storage":
            assert re.search(rf"^{name}(\[oss\])?=={version}\b", pins, re.MULTILINE), (name, version)


def test_every_call_of_the_page_is_one_of_the_server() -> None:
    for name in set(re.findall(r"`(?:ossmock)?\.(\w+)", PAGE)) - NOT_OF_THE_SERVER:
        assert hasattr(ossmock.Server, name) or name == "endpoint", name
