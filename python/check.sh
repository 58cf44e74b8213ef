#!/usr/bin/env bash
# Builds the wheel, installs it into an empty environment, and runs there: the tests of the package, the project in
# examples/python, the pages' examples and the type checker. Exits with 1 when something is broken.
#
#   python/check.sh             with a wheel of the dev profile
#   python/check.sh --release   with the wheel to hand out: optimized, for any Linux since glibc 2.17
#
#   OSSMOCK   the path of a built command to test with; by default the wheel's own
#   PYTHON    the Python to run, `python3` by default
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
# Absolute, as the steps run in other folders.
CARGO_TARGET_DIR=$(realpath -m "${CARGO_TARGET_DIR:-$root/target}")
export CARGO_TARGET_DIR
work=$CARGO_TARGET_DIR/python
python=${PYTHON:-python3}
mkdir -p "$work"
[ -z "${OSSMOCK:-}" ] || export OSSMOCK="$(realpath "$OSSMOCK")"
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY PYTHONPATH
export PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# The tools that build and check, installed once for each version of the pins: the copy says which.
if ! cmp --silent "$here/requirements-tools.txt" "$work/tools/requirements.txt"; then
    rm -rf "$work/tools"
    python3 -m venv "$work/tools"
    "$work/tools/bin/pip" install --quiet --requirement "$here/requirements-tools.txt"
    cp "$here/requirements-tools.txt" "$work/tools/requirements.txt"
fi
export PATH="$work/tools/bin:$PATH"

rm -rf "$work/wheels"
if [ "${1:-}" = --release ]; then
    (cd "$here" && maturin build --profile shipped --zig --compatibility manylinux2014 --out "$work/wheels")
else
    # As `pip install ./python` does, but for the profile.
    MATURIN_PEP517_ARGS="--profile dev" "$work/tools/bin/pip" wheel --quiet --no-deps --wheel-dir "$work/wheels" "$here"
fi
wheel=$(echo "$work"/wheels/*.whl)
echo "built $(basename "$wheel")"

rm -rf "$work/empty"
"$python" -m venv "$work/empty"
"$work/empty/bin/pip" install --quiet "$wheel" --requirement "$here/requirements-tests.txt"
# Not in the folder of the sources, which Python would import instead of what is installed.
(cd "$work/empty" && bin/pytest -p no:cacheprovider "$here/tests")

# A project of its own, in a folder of its own.
rm -rf "$work/example"
cp -r "$root/examples/python" "$work/example"
"$work/empty/bin/pip" install --quiet --requirement "$work/example/requirements.txt"
(cd "$work/example" && "$work/empty/bin/pytest" -p no:cacheprovider)

(cd "$here" && mypy --python-executable "$work/empty/bin/python" ossmock tests)
vermin --quiet --no-tips --eval-annotations --target=3.9- --violations "$here/ossmock"
