#!/usr/bin/env bash
# Builds the image and runs the example; without a Docker daemon, it runs the suite of the example against the command, with the name
# of the container leading to loopback.
#
#   OSSMOCK          the command
#   OSSMOCK_COMPOSE  the folder for what is installed, `target/compose` by default
set -euo pipefail
cd "$(dirname "$0")"
OSSMOCK_TOKEN=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
export OSSMOCK_TOKEN
if docker info >/dev/null 2>&1; then
    docker compose up --build --exit-code-from tests
    exit
fi
echo "the image is not built here: there is no Docker daemon"
run=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -r "$run"' EXIT
"$OSSMOCK" serve --listen 127.0.0.1:0 --host oss --world world.toml --quiet --ready-file "$run/ready" >"$run/log" &
server=$!
for _ in $(seq 100); do
    [ ! -s "$run/ready" ] || break
    sleep 0.1
done
venv=${OSSMOCK_COMPOSE:-../../target/compose}
[ -x "$venv/bin/pytest" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet oss2 pytest; }
# Resolvers differ; the suite of Python sees the names of the network in its own.
cat >"$run/names.py" <<'PY'
import socket

resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: resolve("127.0.0.1" if host in ("oss", "logs.oss") else host, *rest, **more)
PY
OSS_ENDPOINT=$(sed -n 's/^    "\(http:\/\/oss:[0-9]*\)"$/\1/p' "$run/ready")
export OSS_ENDPOINT
echo "the suite of the example against $OSS_ENDPOINT"
OSS_ACCESS_KEY_ID=LTAI5tComposeExample0001 OSS_ACCESS_KEY_SECRET=compose-example-secret PYTHONPATH="$run" \
    "$venv/bin/pytest" -q -p no:cacheprovider -p names test_rule.py
