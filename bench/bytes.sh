#!/bin/sh
# How many bytes is a snapshot of the arena, of a rougher one, of 250 asteroids, and of a pile of 901 cubes?
# tools: node npm
#
# bench/README.md says what they are and how to read the table. One process, no network; about a minute.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(dirname -- "$here")
out=$root/.takt/bench/bytes

# The engine of the pile's physics, from Maven Central: used by nothing but this.
engine=$out/lib/core-0.5.3.jar
sum=cf6b5f7019c3535fa2b93daed5d48b207784a9cee0103bc78095d14af7dfd11e
if [ ! -f "$engine" ]; then
  printf 'takt: fetching ode4j from Maven Central (0.9 MB)\n' >&2
  (cd "$root" && ./mvnw -q dependency:copy -Dartifact=org.ode4j:core:0.5.3 -DoutputDirectory="$out/lib") >&2
fi
sha256=sha256sum
command -v sha256sum >/dev/null || sha256='shasum -a 256'
printf '%s  %s\n' "$sum" "$engine" | $sha256 -c - >/dev/null

. "$here/colyseus/fetch.sh"

# The rooms with their companions, as a game's build would make them, and the kit that plays them.
rm -rf "$out/classes"
mkdir -p "$out/classes"
kit=$root/takt-testkit/src/main/java/takt/testkit
"$JAVA_HOME/bin/javac" -proc:full -nowarn -cp "$TAKT_CLASSPATH:$engine" -d "$out/classes" \
  "$kit"/*.java "$here/arena/Arena.java" "$here/arena/Work.java" \
  "$here/arena/Plot.java" "$here"/bytes/*.java
export TAKT_TOOL_NODE="${TAKT_TOOL_NODE:-node}"
exec "$JAVA_HOME/bin/java" -Dbench.root="$root" -Dbench.out="$root/.takt/bench" \
  -cp "$out/classes:$TAKT_CLASSPATH:$engine" Bytes "$@"
