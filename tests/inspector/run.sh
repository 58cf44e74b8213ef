#!/usr/bin/env bash
# Looks at the inspector in a headless Chromium, and at buckets from pages of other origins. Exits with 1 unless all is as it
# should be.
#
#   tests/inspector/run.sh                   all tests
#   tests/inspector/run.sh NAME              those whose names match
#
#   OSSMOCK_SERVER      the command that starts the server, `ossmock serve` by default
#   OSSMOCK_CHROMIUM    the browser; by default the one that is there, or Debian's, which root installs
#   OSSMOCK_INSPECTOR   where the packages of package.json are installed, `target/inspector` by default
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
page=$root/src/mount/control/page
mkdir -p "${OSSMOCK_INSPECTOR:-$root/target/inspector}"
OSSMOCK_INSPECTOR=$(cd "${OSSMOCK_INSPECTOR:-$root/target/inspector}" && pwd)
export OSSMOCK_INSPECTOR OSSMOCK_SERVER=${OSSMOCK_SERVER:-ossmock serve}

if [ -z "${OSSMOCK_CHROMIUM:-}" ] && ! command -v chromium >/dev/null; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "there is no Chromium: install it, or say in OSSMOCK_CHROMIUM where one is" >&2
        exit 1
    fi
    apt-get update --quiet --quiet
    DEBIAN_FRONTEND=noninteractive apt-get install --quiet --quiet --yes --no-install-recommends chromium >/dev/null
fi
export OSSMOCK_CHROMIUM=${OSSMOCK_CHROMIUM:-$(command -v chromium)}

# Installs once for each version of the pins.
if ! cmp --silent "$here/package.json" "$OSSMOCK_INSPECTOR/installed.json"; then
    rm -rf "$OSSMOCK_INSPECTOR/node_modules"
    cp "$here/package.json" "$OSSMOCK_INSPECTOR/package.json"
    (cd "$OSSMOCK_INSPECTOR" && npm install --silent --no-audit --no-fund)
    cp "$here/package.json" "$OSSMOCK_INSPECTOR/installed.json"
fi

# The page's parts are one script: in the order in which page/mod.rs has them.
lint=$OSSMOCK_INSPECTOR/lint
rm -rf "$lint"
mkdir "$lint"
cp "$here"/*.mjs "$here/eslint.config.js" "$lint/"
sed -n 's|.*include_str!("\(.*\.js\)").*|\1|p' "$page/mod.rs" | (cd "$page" && xargs cat) >"$lint/app.mjs"
[ -s "$lint/app.mjs" ]
(cd "$lint" && ../node_modules/.bin/eslint --max-warnings 0 .)
"$OSSMOCK_INSPECTOR/node_modules/.bin/prettier" --config "$here/.prettierrc.json" --log-level warn --check "$page" "$here/*.{mjs,js,json}"

# No proxy of the machine's comes between.
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
pattern=()
if [ $# -gt 0 ]; then pattern=(--test-name-pattern "$1"); fi
exec timeout 900 node --test --test-reporter spec "${pattern[@]}" "$here"/*.test.mjs
