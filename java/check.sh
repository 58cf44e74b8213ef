#!/usr/bin/env bash
# Compiles and tests the helper for Java, and installs what that needs if it is not there (as root, or by sudo).
#
#   OSSMOCK   the path of the command; target/debug/ossmock by default
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
mkdir -p "${CARGO_TARGET_DIR:-$root/target}"
target=$(cd "${CARGO_TARGET_DIR:-$root/target}" && pwd)
OSSMOCK=$(realpath "${OSSMOCK:-$target/debug/ossmock}")
export OSSMOCK
jars=/usr/share/java
junit=$jars/junit-platform-console-standalone.jar

if ! command -v javac >/dev/null || [ ! -e "$junit" ]; then
    as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo --non-interactive)
    install=("${as_root[@]}" apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=120 default-jdk-headless junit5)
    "${install[@]}" || { "${as_root[@]}" apt-get update && "${install[@]}"; }
fi

classes=$target/java
rm -rf "$classes"
mkdir -p "$classes"
api=$jars/junit-jupiter-api.jar:$jars/junit-platform-commons.jar:$jars/opentest4j.jar:$jars/apiguardian-api.jar
# The helper by itself, with the standard library of Java 11 alone; then everything.
javac --release 11 -Xlint:all -Werror -d "$classes" "$here/Ossmock.java"
javac --release 11 -Xlint:all -Werror -cp "$classes:$api" -d "$classes" "$here/OssmockTest.java" "$here/StorageTest.java"
java -cp "$junit:$classes" org.junit.platform.console.ConsoleLauncher \
    --disable-banner --disable-ansi-colors --fail-if-no-tests --scan-classpath "$classes"

# The first test of the page, by the commands of the page.
app=$target/java-page
rm -rf "$app"
mkdir -p "$app/ossmock"
cp "$here/Ossmock.java" "$app/ossmock/"
sed -n '/^```java$/,/^```$/{/^```/!p}' "$root/docs/go-and-java.md" >"$app/FirstTest.java"
cd "$app"
javac -cp "$junit" -d classes ossmock/Ossmock.java FirstTest.java
java -cp "$junit:classes" org.junit.platform.console.ConsoleLauncher \
    --disable-banner --disable-ansi-colors --fail-if-no-tests --scan-classpath classes
