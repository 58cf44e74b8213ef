#!/usr/bin/env bash
# Runs real programs, unmodified, against the command, and prints a row for each: ok or failed. Exits with 1 unless all
# work.
#
#   tests/programs/run.sh              all programs
#   tests/programs/run.sh dvc pandas   these
#
#   OSSMOCK            the path of the command, `ossmock` by default
#   OSSMOCK_PROGRAMS   where the programs are installed, `target/programs` by default
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
programs=${OSSMOCK_PROGRAMS:-${CARGO_TARGET_DIR:-$root/target}/programs}
command=$(command -v "${OSSMOCK:-ossmock}") || {
    echo "there is no command ${OSSMOCK:-ossmock}: build it, and set OSSMOCK to its path" >&2
    exit 2
}
OSSMOCK=$(realpath "$command")
mkdir -p "$programs"
programs=$(cd "$programs" && pwd)
# The package from the checkout, as it is.
export OSSMOCK PYTHONPATH="$root/python" PYTHONDONTWRITEBYTECODE=1
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY

names=("$@")
[ $# -gt 0 ] || names=(dvc sccache django pandas)
failed=0
for name in "${names[@]}"; do
    [ -f "$here/$name/requirements.txt" ] || { echo "there is no program \`$name\`" >&2; exit 2; }
    home="$programs/$name"
    # Installed once for each version of the pins: the copy says which.
    if ! cmp --silent "$here/$name/requirements.txt" "$home/requirements.txt"; then
        rm -rf "$home"
        python3 -m venv "$home"
        "$home/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/$name/requirements.txt"
        cp "$here/$name/requirements.txt" "$home/requirements.txt"
    fi
    version=$(sed -n '1s/.*==//p' "$here/$name/requirements.txt")
    if (cd "$here/$name" && timeout 300 "$home/bin/pytest" -p ossmock.plugin -p no:cacheprovider) >"$home/log" 2>&1; then
        result=ok
    else
        result=failed
        failed=1
        tail -n 60 "$home/log" >&2
    fi
    printf '%-10s %-10s %s\n' "$name" "$version" "$result"
done
exit "$failed"
