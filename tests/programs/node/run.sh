#!/usr/bin/env bash
# Runs an Express app with `multer-aliyun-oss` against the npm package. Exits with 1 unless all is well.
#
#   OSSMOCK             the binary to pack, `target/debug/ossmock` by default
#   CARGO_TARGET_DIR    all that is made goes into `<it>/node`; `target` by default
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tarball=$("$here/../../../node/pack.sh")
program=$(dirname "$tarball")/program
rm -rf "$program"
mkdir "$program"
cp "$here"/{package.json,*.js} "$program"
cd "$program"
npm install --silent --no-audit --no-fund --no-package-lock --no-save "$tarball"
unset OSSMOCK http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
timeout 300 node --test --test-reporter spec ./*.test.js
