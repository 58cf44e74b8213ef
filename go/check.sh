#!/usr/bin/env bash
# Vets and tests the package for Go, and installs what that needs if it is not there (from Debian, as root, or by sudo).
#
#   OSSMOCK   the path of the command; target/debug/ossmock by default
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
mkdir -p "${CARGO_TARGET_DIR:-$root/target}/go"
target=$(cd "${CARGO_TARGET_DIR:-$root/target}" && pwd)
OSSMOCK=$(realpath "${OSSMOCK:-$target/debug/ossmock}")
export OSSMOCK GOFLAGS='' GOCACHE=$target/go/cache
sdk=/usr/share/gocode

if ! command -v go >/dev/null || [ ! -d "$sdk/src/github.com/aliyun/aliyun-oss-go-sdk/oss" ]; then
    as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo --non-interactive)
    install=("${as_root[@]}" apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=120
        golang-go golang-github-aliyun-aliyun-oss-go-sdk-dev)
    "${install[@]}" || { "${as_root[@]}" apt-get update && "${install[@]}"; }
fi

unformatted=$(gofmt -l "$here")
[ -z "$unformatted" ] || { echo "run gofmt -w $unformatted" >&2; exit 1; }

# The package as a module, with the standard library alone.
(cd "$here/ossmock" && GO111MODULE=on GOPROXY=off go vet . && GO111MODULE=on GOPROXY=off go test -count=1 .)

# The tests with the SDK. Without modules, as the sources of Debian's packages are a GOPATH.
path=$target/go/path
rm -rf "$path"
mkdir -p "$path/src"
ln -s "$here/ossmock" "$path/src/ossmock"
ln -s "$here/tests" "$path/src/tests"
export GO111MODULE=off GOPATH=$path:$sdk
go vet tests
go test -count=1 -v tests

# The first test of the page, and the ways to bring in the package that the page tells.
app=$path/src/example.com/app
mkdir -p "$app/internal/ossmock"
cp "$here/ossmock/ossmock.go" "$app/internal/ossmock/"
sed -n '/^```go$/,/^```$/{/^```/!p}' "$root/docs/go-and-java.md" >"$app/storage_test.go"
[ -s "$app/storage_test.go" ] || { echo "docs/go-and-java.md has no test" >&2; exit 1; }
test -z "$(gofmt -l "$app")"
go vet example.com/app
go test -count=1 -v example.com/app
by_path=$target/go/by-path
rm -rf "$by_path"
mkdir -p "$by_path"
(
    cd "$by_path"
    export GO111MODULE=on GOPROXY=off
    go mod init example.com/app
    go mod edit -require=ossmock@v0.0.0 -replace="ossmock=$here/ossmock"
    printf '%s\n' 'package app' 'import ("testing"; "ossmock")' 'func Test(t *testing.T) { ossmock.Start(t).Reset() }' >app_test.go
    go test -count=1 -v .
)
