#!/usr/bin/env bash
# Runs real, unmodified clients against `ossmock serve` and prints what each can do. Exits with 1 unless all works.
#
#   tests/clients/run.sh                     all clients
#   tests/clients/run.sh oss2 ali-oss        these
#
#   OSSMOCK_SERVER    the command that starts the server, `ossmock serve` by default; it is called with
#                     --listen 127.0.0.1:0 --world FILE --ready-file FILE [--tls --tls-ca-file FILE]
#   OSSMOCK_CLIENTS   where the clients are installed, `target/clients` by default
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
server=${OSSMOCK_SERVER:-ossmock serve}
mkdir -p "${OSSMOCK_CLIENTS:-$root/target/clients}"
cache=$(cd "${OSSMOCK_CLIENTS:-$root/target/clients}" && pwd)

# The clients: a name, and how its script is run. Those called `…-tls` have a server with TLS.
known=(
    oss2 oss2-tls alibabacloud-oss-v2 alibabacloud-oss-v2-aio ali-oss ali-oss-tls opendal aliyun-oss-rs ali-oss-rs ossify
    ossfs ossfs-aio aliyun-oss-go-sdk
    refused-sockets refused-aiohttp refused-node refused-go refused-java
)
script() {
    case $1 in
        oss2 | oss2-tls) timeout 300 "$cache/venv/bin/python" "$here/python/oss2_test.py" ;;
        alibabacloud-oss-v2) timeout 300 "$cache/venv/bin/python" "$here/python/oss_v2_test.py" ;;
        alibabacloud-oss-v2-aio) timeout 300 "$cache/venv/bin/python" "$here/python/oss_v2_test.py" aio ;;
        ali-oss | ali-oss-tls) timeout 300 node "$here/node/ali_oss.test.mjs" ;;
        opendal | aliyun-oss-rs | ali-oss-rs | ossify) timeout 300 "$cache/rust/debug/$1" ;;
        ossfs) timeout 300 "$cache/ossfs/bin/python" "$here/python/ossfs_test.py" ;;
        ossfs-aio) timeout 300 "$cache/ossfs/bin/python" "$here/python/ossfs_test.py" aio ;;
        aliyun-oss-go-sdk) timeout 300 "$cache/go/checks" "$here/expected.json" ;;
        refused-sockets | refused-aiohttp) timeout 300 "$cache/venv/bin/python" "$here/refused/refused.py" "$1" ;;
        refused-node) timeout 300 node "$here/refused/refused.mjs" ;;
        refused-go) timeout 300 "$cache/go/refused" ;;
        refused-java) timeout 300 java "$here/refused/Refused.java" ;;
    esac
}

clients=("$@")
[ $# -gt 0 ] || clients=("${known[@]}")
for client in "${clients[@]}"; do
    if [[ " ${known[*]} " != *" $client "* ]]; then
        echo "there is no client \`$client\`: there are ${known[*]}" >&2
        exit 2
    fi
done

# Whether one of these clients is to run.
wanted() {
    local name
    for name in "$@"; do
        if [[ " ${clients[*]} " == *" $name "* ]]; then return 0; fi
    done
    return 1
}

# Installs once for each version of a file with pins: a stamp says which.
installed() { cmp --silent "$1" "$2"; }

# A virtual environment, from a file with pins.
python_environment() {
    if ! installed "$2" "$1/requirements.txt"; then
        rm -rf "$1"
        python3 -m venv "$1"
        "$1/bin/pip" install --quiet --disable-pip-version-check --requirement "$2"
        cp "$2" "$1/requirements.txt"
    fi
}

# Packages of Debian.
debian() {
    local as_root=() log="$cache/apt.log"
    [ "$(id -u)" = 0 ] || as_root=(sudo --non-interactive)
    local install=("${as_root[@]}" apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=120 "$@")
    if ! {
        { apt-cache show "$@" >/dev/null && "${install[@]}"; } ||
            { "${as_root[@]}" apt-get update && "${install[@]}"; }
    } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        echo "cannot install $*, which takes a Debian and its root: name the other clients to go without" >&2
        exit 1
    fi
}

python_environment "$cache/venv" "$here/python/requirements.txt"
if wanted ossfs ossfs-aio; then
    python_environment "$cache/ossfs" "$here/python/requirements-ossfs.txt"
fi
if wanted ali-oss ali-oss-tls && ! installed "$here/node/package.json" "$cache/node/installed.json"; then
    rm -rf "$cache/node"
    mkdir -p "$cache/node"
    cp "$here/node/package.json" "$cache/node/package.json"
    (cd "$cache/node" && npm install --silent --no-audit --no-fund)
    cp "$here/node/package.json" "$cache/node/installed.json"
fi
if wanted opendal aliyun-oss-rs ali-oss-rs ossify; then
    cargo build --quiet --locked --manifest-path "$here/rust/Cargo.toml" --target-dir "$cache/rust"
fi
if wanted aliyun-oss-go-sdk; then
    sources=/usr/share/gocode
    if ! command -v go >/dev/null || [ ! -d "$sources/src/github.com/aliyun/aliyun-oss-go-sdk/oss" ]; then
        debian golang-go golang-github-aliyun-aliyun-oss-go-sdk-dev
    fi
    # Without modules, as the sources of Debian's packages are a GOPATH.
    (cd "$here/go" && GO111MODULE=off GOFLAGS='' GOPATH="$sources" GOCACHE="$cache/go/cache" go build -o "$cache/go/checks" .)
fi

if wanted refused-go; then
    command -v go >/dev/null || debian golang-go
    GO111MODULE=off GOFLAGS='' GOCACHE="$cache/go/cache" go build -o "$cache/go/refused" "$here/refused/refused.go"
fi
if wanted refused-java && ! command -v javac >/dev/null; then
    debian default-jdk-headless
fi

run=$(mktemp -d)
started=
stop() {
    if [ -n "$started" ]; then
        kill "$started" 2>/dev/null || true
        wait "$started" 2>/dev/null || true
    fi
    rm -rf "$run"
}
trap stop EXIT

# The scripts take the credentials from the world file.
"$cache/venv/bin/python" - "$here/world.toml" >"$run/world.json" <<'PYTHON'
import json, sys, tomllib
with open(sys.argv[1], "rb") as file:
    json.dump(tomllib.load(file), sys.stdout)
PYTHON

# No proxy of the machine's comes between, except where a script asks for one.
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
export PYTHONDONTWRITEBYTECODE=1

: >"$run/results"
for client in "${clients[@]}"; do
    # A server for each: none sees what another left behind.
    rm -f "$run/ready"
    tls=()
    unset REQUESTS_CA_BUNDLE NODE_EXTRA_CA_CERTS
    if [[ $client == *-tls ]]; then
        tls=(--tls --tls-ca-file "$run/ca.pem")
        export REQUESTS_CA_BUNDLE="$run/ca.pem" NODE_EXTRA_CA_CERTS="$run/ca.pem"
    fi
    # shellcheck disable=SC2086  # the command may have arguments
    $server --listen 127.0.0.1:0 --world "$here/world.toml" --ready-file "$run/ready" "${tls[@]}" >"$run/server.log" 2>&1 &
    started=$!
    for _ in $(seq 600); do
        [ ! -s "$run/ready" ] || break
        if ! kill -0 "$started" 2>/dev/null; then break; fi
        sleep 0.1
    done
    if [ ! -s "$run/ready" ]; then
        echo "the server did not start: $server" >&2
        cat "$run/server.log" >&2
        exit 1
    fi
    export OSS_ENDPOINT OSSMOCK_WORLD="$run/world.json" OSSMOCK_NODE="$cache/node"
    OSS_ENDPOINT=$(sed -n 's/^  "endpoint": "\(.*\)",$/\1/p' "$run/ready")

    echo "$client against $OSS_ENDPOINT" >&2
    script "$client" >>"$run/results" || true # the matrix tells
    kill "$started" 2>/dev/null || true
    wait "$started" 2>/dev/null || true
    started=
done

"$cache/venv/bin/python" "$here/matrix.py" "${clients[@]}" <"$run/results"
