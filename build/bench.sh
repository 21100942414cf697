# `takt bench`. Needs: root, say, fail, jdk, dist, tools_need.

# A measurement is a script, bench/NAME.sh, whose second line is a comment that says what it asks. The line
# `# tools: node` names programs of build/tools.sh it needs. It gets the built distribution as TAKT_CLASSPATH, the JDK
# as JAVA_HOME and the tools as TAKT_TOOL_NODE and so on.
bench_run() {
  if [ $# -eq 0 ]; then
    bench_list
    return
  fi
  [ -f "$root/bench/$1.sh" ] || fail 2 "there is no measurement '$1'." "./takt bench lists what there is."
  bench=$root/bench/$1.sh
  shift
  jdk_need
  lock_take
  tools_need $(sed -n 's/^# tools: //p' "$bench")
  lock_free
  dist_need
  TAKT_CLASSPATH="$dist/lib/*"
  export TAKT_CLASSPATH
  exec sh "$bench" "$@"
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
