# What the measurements with the load of the workload "arena" need; for bench/NAME.sh to read. Sets here, root and out;
# arena_bench NAME ARGS… becomes bench/arena/NAME.java on CPU 1.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(dirname -- "$here")
out=$root/.takt/bench

fail() {
  printf 'takt: %s\n      %s\n' "$1" "$2" >&2
  exit 2
}

command -v taskset >/dev/null || fail "taskset is missing." "Debian, Ubuntu: sudo apt-get install -y util-linux"
command -v gcc >/dev/null || fail "gcc is missing." "Debian, Ubuntu: sudo apt-get install -y gcc libc6-dev"
taskset -c 0 true 2>/dev/null && taskset -c 1 true 2>/dev/null ||
  fail "CPUs 0 and 1 are not both to be had." "Run this on a machine with two CPUs or more."

# The programs in C, and the room with its companions, as a game's build would make them.
rm -rf "$out/classes" "$out"/*.log
mkdir -p "$out/classes"
gcc -std=c11 -O2 -Wall -Wextra -o "$out/gen" "$here/gen/gen.c" -lm
gcc -std=c11 -O2 -Wall -Wextra -o "$out/raw" "$here/raw/raw.c"
"$JAVA_HOME/bin/javac" -proc:full -cp "$TAKT_CLASSPATH" -d "$out/classes" "$here/arena/Arena.java" \
  "$here/arena/Work.java"

. "$here/colyseus/fetch.sh"

arena_bench() {
  bench=$1
  shift
  export TAKT_TOOL_NODE="${TAKT_TOOL_NODE:-node}"
  exec taskset -c 1 "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dbench.root="$root" \
    -Dbench.out="$out" "$here/arena/$bench.java" "$@"
}
