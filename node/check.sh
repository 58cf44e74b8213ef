#!/usr/bin/env bash
# Packs the npm package, and tests it from the tarball in empty folders. Exits with 1 unless all is well.
#
#   OSSMOCK             the binary to pack, `target/debug/ossmock` by default
#   CARGO_TARGET_DIR    all that is made goes into `<it>/node`; `target` by default
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
tarball=$("$here/pack.sh")
build=$(dirname "$tarball")
unset OSSMOCK # the packed binary counts from here on
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY

"$build/node_modules/.bin/prettier" --config "$here/.prettierrc.json" --log-level warn --check \
    "$here" "$root/examples/node" "$root/tests/programs/node"

# Installs the tarball and more packages into a copy of a folder.
project() {
    local name=$1 source=$2
    shift 2
    rm -rf "${build:?}/$name"
    mkdir "$build/$name"
    cp -r "$source/." "$build/$name"
    cd "$build/$name"
    [ -f package.json ] || echo '{ "private": true, "type": "module" }' >package.json
    npm install --silent --no-audit --no-fund --no-package-lock --save-dev "$tarball" "$@"
}

mapfile -t tools < <(node --print '
    Object.entries(require(process.argv[1]).devDependencies).map(([name, version]) => `${name}@${version}`).join("\n")
' "$here/package.json")
project tests "$here/test" "${tools[@]}"
timeout 600 node --test --test-reporter spec ./*.test.js

project example "$root/examples/node"
timeout 300 npm test
