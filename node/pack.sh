#!/usr/bin/env bash
# Packs the npm package with a binary that was built before, and prints the path of the tarball.
#
#   OSSMOCK             the binary, `target/debug/ossmock` by default; the package holds it without debug symbols
#   CARGO_TARGET_DIR    the tarball is `<it>/node/ossmock-<version>.tgz`; `target` by default
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
mkdir -p "${CARGO_TARGET_DIR:-$root/target}"
target=$(cd "${CARGO_TARGET_DIR:-$root/target}" && pwd)
binary=${OSSMOCK:-$target/debug/ossmock}
build=$target/node
if [ ! -x "$binary" ]; then
    echo "there is no $binary: build it with \`cargo build -p ossmock-cli\`, or set OSSMOCK to the path of another" >&2
    exit 1
fi

# The tools: installed once for each version of package.json.
mkdir -p "$build"
if ! cmp --silent "$here/package.json" "$build/installed.json"; then
    rm -rf "$build/node_modules"
    cp "$here/package.json" "$build/package.json"
    (cd "$build" && npm install --silent --no-audit --no-fund --no-package-lock) >&2
    cp "$here/package.json" "$build/installed.json"
fi

# The package, below the tools so that they are found.
package=$build/package
rm -rf "$package"
mkdir "$package"
cp -r "$here"/{bin,src,package.json,tsconfig.json} "$root"/LICENSE-* "$package/"
cp "$root/docs/node.md" "$package/README.md"
node "$here/openapi-types.js" "$root/src/mount/control/openapi.json" |
    "$build/node_modules/.bin/prettier" --config "$here/.prettierrc.json" --stdin-filepath openapi.d.ts >"$package/src/openapi.d.ts"
"$build/node_modules/.bin/tsc" --project "$package" >&2
mv "$package/src/openapi.d.ts" "$package/types/"
platform=$(node --print '`${process.platform}-${process.arch}`')
mkdir -p "$package/vendor/$platform"
strip -o "$package/vendor/$platform/ossmock" "$binary"
(cd "$package" && npm pack --silent --pack-destination "$build") >"$build/packed"
echo "$build/$(cat "$build/packed")"
