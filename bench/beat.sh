#!/bin/sh
# How punctual is a tick? Rooms on the beat beside Node's setInterval, doing the same work at the same time.
# Prints percentiles and their ratio; exits 1 if Takt's p99 is more than a fifth of Node's. SECONDS_RUN=20 for a short look.
# tools: node
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
seconds=${SECONDS_RUN:-120}
node=${TAKT_TOOL_NODE:-node}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

printf 'beat: %s s, %s cores, %s, node %s\n' "$seconds" "$(nproc)" "$("$JAVA_HOME/bin/java" -version 2>&1 | sed 1q)" "$("$node" --version)"
"$node" "$here/beat/interval.js" "$seconds" >"$out/node.json" &
node_pid=$!
# shellcheck disable=SC2086
"$JAVA_HOME/bin/java" "@$here/../build/jvm.options" ${TAKT_JAVA_OPTS-} -Dbeat.seconds="$seconds" -Dbeat.out="$out/takt.json" \
  -cp "$TAKT_CLASSPATH" takt.app.Main run "$here/beat/Beat.java"
wait "$node_pid"
"$node" "$here/beat/compare.mjs" "$out/takt.json" "$out/node.json"
