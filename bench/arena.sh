#!/bin/sh
# What does a player cost in CPU and bytes, beside a C broadcaster and Colyseus 0.18 on the same load?
# tools: node npm
#
# The workload "arena": bench/README.md says what it is and how to read the table. Needs two CPUs, gcc and taskset.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(dirname -- "$here")

fail() {
  printf 'takt: %s\n      %s\n' "$1" "$2" >&2
  exit 2
}

command -v taskset >/dev/null || fail "taskset is missing." "Debian, Ubuntu: sudo apt-get install -y util-linux"
command -v gcc >/dev/null || fail "gcc is missing." "Debian, Ubuntu: sudo apt-get install -y gcc libc6-dev"
taskset -c 0 true 2>/dev/null && taskset -c 1 true 2>/dev/null ||
  fail "CPUs 0 and 1 are not both to be had." "Run this on a machine with two CPUs or more."

# The programs in C, and the room with its companions, as a game's build would make them.
out=$root/.takt/bench
rm -rf "$out"
mkdir -p "$out/classes"
gcc -std=c11 -O2 -Wall -Wextra -o "$out/gen" "$here/gen/gen.c" -lm
gcc -std=c11 -O2 -Wall -Wextra -o "$out/raw" "$here/raw/raw.c"
"$JAVA_HOME/bin/javac" -proc:full -cp "$TAKT_CLASSPATH" -d "$out/classes" "$here/arena/Arena.java"

# The peer, as the lock file has it; again only when that changed.
modules=$here/colyseus/node_modules
if ! cmp -s "$here/colyseus/package-lock.json" "$modules/.takt-lock"; then
  printf 'takt: fetching Colyseus from npm (30 MB)\n' >&2
  (cd "$here/colyseus" && "${TAKT_TOOL_NPM:-npm}" ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2) ||
    fail "npm could not fetch what bench/colyseus/package-lock.json names." "What it said is above."
  cp "$here/colyseus/package-lock.json" "$modules/.takt-lock"
fi

export TAKT_TOOL_NODE="${TAKT_TOOL_NODE:-node}"
exec taskset -c 1 "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -Dbench.root="$root" -Dbench.out="$out" \
  "$here/arena/ArenaBench.java" "$@"
