# Builds dist/target/dist/lib, and starts the server from it. Needs: root, say, jdk, maven, lock.

dist=$root/dist/target/dist

# dist_start ARGS ...: becomes the server (exec: Ctrl-C and signals reach the JVM itself), in the folder one stands in.
dist_start() {
  jdk_need
  dist_need
  dist_java takt.app.Main "$@"
}

# Builds unless what is there was built from exactly these sources.
dist_need() {
  sources=$(dist_sources)
  if dist_fresh "$sources"; then return; fi
  lock_take
  sources=$(dist_sources)
  if ! dist_fresh "$sources"; then
    say "building"
    started=$(date +%s)
    dist_retire
    maven build package -pl dist -am -T 1C -Dmaven.test.skip=true -Dformatter.skip=true ||
      fail 1 "the build failed; nothing was started."
    dist_stamp "$sources"
    say "built in $(($(date +%s) - started)) s"
  fi
  lock_free
}

# One line for all that goes into the jars, by content: times lie after a checkout, a copy or a clock set back, and a
# file deleted leaves none. Some hundred files take some hundredths of a second.
dist_sources() {
  (
    cd "$root" || exit
    find . \( -name .git -o -name .takt -o -name node_modules -o -name target ! -path '*/src/*' \) -prune -o -type f \
      \( -name pom.xml -o -path '*/src/main/*' -o -path './.mvn/*' -o -path './sdk/*' -o -path ./build/dist.sh \) \
      -exec cksum {} + | LC_ALL=C sort | cksum
  )
}

dist_fresh() {
  [ -r "$dist/sources" ] && [ "$(cat "$dist/sources")" = "$1" ] && [ "$(ls "$dist/lib")" = "$(cat "$dist/jars")" ]
}

# Jars of an earlier build are removed, never written over: a server that runs from them keeps its open files.
dist_retire() {
  rm -rf "$dist"
}

dist_stamp() {
  ls "$dist/lib" >"$dist/jars"
  printf '%s\n' "$1" >"$dist/sources"
}

# dist_java MAIN ARGS ...: TAKT_JAVA_OPTS is split at spaces, comes last and so wins; a collector named there takes G1's
# place, which the JVM would otherwise call a conflict.
dist_java() {
  own=
  case " ${TAKT_JAVA_OPTS-} " in
    *' -XX:+Use'*GC' '*) own=-XX:-UseG1GC ;;
  esac
  set -f
  exec "$JAVA_HOME/bin/java" "@$root/build/jvm.options" $own ${TAKT_JAVA_OPTS-} -cp "$dist/lib/*" "$@"
}
