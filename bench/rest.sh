#!/bin/sh
# What does a tick of a room at rest cost with 16 viewers, and what is sent of it?
# In process: bench/README.md says what it is and how to read the table.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(dirname -- "$here")

# The room with its companions, as a game's build would make them, and what runs it by hand.
out=$root/.takt/bench/rest
rm -rf "$out"
mkdir -p "$out"
"$JAVA_HOME/bin/javac" -proc:full -nowarn -cp "$TAKT_CLASSPATH" -d "$out" "$here"/rest/*.java
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Dbench.root="$root" -Dbench.out="$root/.takt/bench" \
  -cp "$out:$TAKT_CLASSPATH" Rest "$@"
