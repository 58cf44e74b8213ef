# What CI runs, and what to run before a commit: `just ci`.

default: ci

# Everything, tier by tier; each can be run by its name.
ci: core clients product

# The crates by themselves: nothing but the toolchain is needed.
core: fmt clippy test cases docs features

# What users run: the scripts that settle assumptions, a server for a while, and the inspector in a browser.
product: settle soak-short inspector

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

# The script that asks a real bucket what is assumed of signatures and forms, against the fake (needs Python).
settle:
    cargo test --quiet --test it -- --ignored settle::

# A long run over loopback with misbehaving clients: nothing lost, nothing grown, nothing left open.
soak:
    cargo run --release --quiet --example soak -- 200000

# A fiftieth of it, for CI.
soak-short:
    cargo run --quiet --example soak -- 4000

# Unmodified clients in four languages against the command (needs Python, Node, Debian for Go, and the package registries).
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

# The inspector and pages of other origins in a browser against the command (needs Node, Chromium or root, and the registries).
inspector:
    cargo build --quiet --package ossmock-cli
    OSSMOCK_SERVER="${CARGO_TARGET_DIR:-target}/debug/ossmock serve" tests/inspector/run.sh

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
    for features in "" wiremock world-file fixtures server control tls wiremock,fixtures wiremock,server fixtures,server; do
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

# Accepts what the contract cases read today; look at the git diff.
bless:
    BLESS=1 cargo test --quiet --test contract
    cargo test --test contract

# Writes docs/behaviours.md and docs/behaviours/ anew, from the tables and the cases.
behaviours:
    BLESS=1 cargo test --quiet --test it -- behaviours::

# What an answer, a decision and hostile input cost, as ratios.
bench:
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

# Licences and sources of the dependencies (needs cargo-deny).
deny:
    cargo deny check bans licenses sources
