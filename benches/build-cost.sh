#!/usr/bin/env bash
# What ossmock adds to a build as a dev-dependency: crates, and processor time of a build from nothing in the dev profile,
# beside wiremock and tokio alone. Prints the lines of its goals, `NAME RATIO MUST AIM ok|short`.
set -euo pipefail
cd "$(dirname "$0")/.."
root="$PWD"
work="$(realpath -m "${CARGO_TARGET_DIR:-target}")/build-cost"
rounds="${1:-1}"

# Writes a crate with these dependencies.
crate() {
    mkdir -p "$work/$1/src"
    echo 'fn main() {}' >"$work/$1/src/main.rs"
    printf '%s\n' '[package]' "name = \"$1\"" 'version = "0.0.0"' 'edition = "2024"' '[workspace]' '[dependencies]' \
        'tokio = { version = "1", features = ["macros", "rt-multi-thread"] }' "$2" >"$work/$1/Cargo.toml"
    cp "$root/Cargo.lock" "$work/$1/Cargo.lock"
}

crates() {
    (cd "$work/$1" && cargo tree --quiet --edges normal,build --prefix none --no-dedupe | awk 'NF { print $1, $2 }' | sort -u | wc -l)
}

# Builds a crate from nothing, and prints the processor time in seconds.
seconds() {
    rm -rf "$work/$1/target"
    (cd "$work/$1" && TIMEFORMAT='%U %S' && { time cargo build --quiet --target-dir target 2>/dev/null; } 2>&1) |
        awk '{ print $1 + $2 }'
}

judge() {
    awk -v name="$1" -v measured="$2" -v must="$3" -v aim="$4" 'BEGIN {
        printf "%-36s %8.2f %8.2f %8.2f %s\n", name, measured, must, aim, measured <= must ? "ok" : "short"
    }'
}

crate floor 'wiremock = "0.6.5"'
crate ours "ossmock = { path = \"$root\" }"
# Each has one crate of its own.
floor=$(($(crates floor) - 1))
ours=$(($(crates ours) - 1))
echo "# crates: $ours, of which $floor are those of wiremock and tokio" >&2
judge "crates of a build" "$(awk "BEGIN { print $ours / $floor }")" 1.25 1.15

# The best of the rounds, one after the other.
best_floor=1e9 best_ours=1e9
for _ in $(seq "$rounds"); do
    floor=$(seconds floor)
    ours=$(seconds ours)
    best_floor=$(awk "BEGIN { print ($floor < $best_floor) ? $floor : $best_floor }")
    best_ours=$(awk "BEGIN { print ($ours < $best_ours) ? $ours : $best_ours }")
done
echo "# processor time: $best_ours s, beside $best_floor s" >&2
judge "processor time of a build" "$(awk "BEGIN { print $best_ours / $best_floor }")" 1.35 1.15
