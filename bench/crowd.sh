#!/bin/sh
# What does it cost to find and write what each of up to 4,000 players sees of one room, beside Colyseus's StateView?
# tools: node npm
#
# One room under interest, in process on both sides: bench/README.md says what it is and how to read the table. Needs
# two CPUs and taskset.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(dirname -- "$here")

fail() {
  printf 'takt: %s\n      %s\n' "$1" "$2" >&2
  exit 2
}

command -v taskset >/dev/null || fail "taskset is missing." "Debian, Ubuntu: sudo apt-get install -y util-linux"
taskset -c 0 true 2>/dev/null && taskset -c 1 true 2>/dev/null ||
  fail "CPUs 0 and 1 are not both to be had." "Run this on a machine with two CPUs or more."

# The room with its companions, as a game's build would make them, and what runs it by hand.
out=$root/.takt/bench/crowd
rm -rf "$out"
mkdir -p "$out/classes"
"$JAVA_HOME/bin/javac" -proc:full -nowarn -cp "$TAKT_CLASSPATH" -d "$out/classes" \
  "$here/crowd/Crowd.java" "$here/crowd/Watched.java"

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
  "$here/crowd/CrowdBench.java" "$@"
