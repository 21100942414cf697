#!/bin/sh
# Are all figures beyond their bars? Runs every measurement anew (about an hour); exits 1 unless they are.
# tools: node npm
#
# bench/bars.tsv has the bars. --kept prints what earlier runs left, and runs nothing.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(dirname -- "$here")
exec "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -Dbench.root="$root" -Dbench.out="$root/.takt/bench" \
  "$here/check/Check.java" "$@"
