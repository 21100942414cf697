# `takt bench`. Needs: root, say, fail, jdk, dist.

# A measurement is a script, bench/NAME.sh, whose second line is a comment that says what it asks. It gets the built
# distribution as TAKT_CLASSPATH and the JDK as JAVA_HOME.
bench_run() {
  if [ $# -eq 0 ]; then
    bench_list
    return
  fi
  [ -f "$root/bench/$1.sh" ] || fail 2 "there is no measurement '$1'." "./takt bench lists what there is."
  name=$1
  shift
  jdk_need
  dist_need
  TAKT_CLASSPATH="$dist/lib/*"
  export TAKT_CLASSPATH
  exec sh "$root/bench/$name.sh" "$@"
}

bench_list() {
  found=
  for script in "$root"/bench/*.sh; do
    [ -f "$script" ] || continue
    found=yes
    name=${script##*/}
    printf '  ./takt bench %-12s %s\n' "${name%.sh}" "$(sed -n '2s/^# *//p' "$script")"
  done
  [ -n "$found" ] || say "there is no measurement yet: bench/ holds none."
}
