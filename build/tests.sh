# `takt test` and `takt prove`. Needs: root, say, fail, jdk, maven, lock, dist, and build/tools.sh beside it.

# tests_run test|prove [MODULE ...] [-OPTION ...]: all modules, or those named with what they are built from; options are
# Maven's, as -Dtest=Class#method. `prove` runs the tests tagged "prove", `test` all others. Fails when a test fails, when
# the build does, and when no test ran at all.
tests_run() {
  kind=$1
  shift
  modules=
  for argument in "$@"; do
    shift
    case $argument in
      -*) set -- "$@" "$argument" ;;
      *)
        argument=${argument%/}
        [ -f "$root/$argument/pom.xml" ] \
          || fail 2 "there is no module '$argument'." "There are: $(tests_modules | tr '\n' ' ')"
        modules="$modules $argument"
        ;;
    esac
  done
  jdk_need
  lock_take
  tests_tools $modules
  sources=$(dist_sources)
  dist_fresh "$sources" || dist_retire
  find "$root" -name node_modules -prune -o -path '*/target/surefire-reports/TEST-*.xml' -exec rm -f {} +
  [ "$kind" = test ] || set -- -Dgroups=prove -DexcludedGroups= "$@" # the pom excludes them
  [ -z "$modules" ] || set -- -pl "$(printf '%s' "${modules# }" | tr ' ' ',')" -am "$@"
  say "running the tests${modules:+ of$modules}"
  tests_rc=0
  maven "$kind" verify --fail-at-end -Dsurefire.failIfNoSpecifiedTests=false "$@" || tests_rc=1
  if [ "$tests_rc" -eq 0 ] && [ -z "$modules" ] && [ -d "$dist/lib" ]; then dist_stamp "$sources"; fi
  lock_free
  tests_count
  [ $((passed + failed)) -gt 0 ] || say "no test ran"
  if [ "$tests_rc" -ne 0 ] && [ "$failed" -eq 0 ]; then
    say "no test failed, but the build did: see above; it counts as one"
    failed=1
  fi
  if [ "$skipped" -gt 0 ]; then
    printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  else
    printf '%s passed, %s failed\n' "$passed" "$failed"
  fi
  [ "$tests_rc" -eq 0 ] && [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

# Sums the reports of this run into passed, failed and skipped. The first <testsuite of a file counts: a test may print
# more.
tests_count() {
  set -- $(
    find "$root" -name node_modules -prune -o -path '*/target/surefire-reports/TEST-*.xml' -exec awk '
      function count(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3) + 0 : 0 }
      /<testsuite / && !seen[FILENAME]++ {
        print count("tests"), count("failures") + count("errors"), count("skipped")
      }' {} + | awk '{ all += $1; bad += $2; not += $3 } END { print all - bad - not, bad + 0, not + 0 }'
  )
  passed=$1 failed=$2 skipped=$3
}

# Brings the tools that the modules say they need, in their poms: <takt.tools>chromium node</takt.tools>. `-am` runs the
# tests of what a module is built from too, so its tools count as well.
tests_tools() {
  [ $# -gt 0 ] || set -- $(tests_modules)
  tools=
  looked=' '
  while [ $# -gt 0 ]; do
    module=${1%/}
    shift
    case $looked in *" $module "*) continue ;; esac
    looked="$looked$module "
    tools="$tools $(sed -n 's:.*<takt\.tools>\(.*\)</takt\.tools>.*:\1:p' "$root/$module/pom.xml")"
    set -- "$@" $(tests_modules_used_by "$module")
  done
  tools_need $(printf '%s\n' $tools | sort -u)
}

# Brings the tools named and exports where they are, as TAKT_TOOL_NODE and so on.
tools_need() {
  [ $# -gt 0 ] || return 0
  "$root/build/tools.sh" "$@" || fail 1 "nothing was run: a tool it needs is missing."
  while IFS='=' read -r name value; do
    export "$name=$value"
  done <"$root/.takt/tools/paths"
}

tests_modules() {
  sed -n 's:^ *<module>\(.*\)</module>.*:\1:p' "$root/pom.xml"
}

# The folders of the modules whose artifacts the module's pom names.
tests_modules_used_by() {
  for other in $(tests_modules); do
    if grep -q "<artifactId>$(tests_artifact "$other")</artifactId>" "$root/$1/pom.xml" && [ "$other" != "$1" ]; then
      printf '%s\n' "$other"
    fi
  done
}

# A module's artifact: the first artifactId of its pom after the parent's.
tests_artifact() {
  sed -n '/<\/parent>/,$s:.*<artifactId>\(.*\)</artifactId>.*:\1:p' "$root/$1/pom.xml" | sed 1q
}
