# Runs Maven on the JDK found, by the committed wrapper. Needs: root, say, fail, has, JAVA_HOME.

# maven NAME ARGS ...: all of its output goes to .takt/log/NAME.log; people see a line per module, and what went wrong
# in full. Ends with Maven's own exit code. Not `-q`: that is silent until the end.
#
# Maven runs in the foreground: in the background of a shell it, and every process a test starts, would ignore Ctrl-C.
# That goes to Maven as well, and the launcher waits for it to end. A signal to the launcher alone ends it at once; then
# a keeper in the background ends Maven: it waits for the end of a pipe that only the launcher holds open.
maven() {
  log=$root/.takt/log/$1.log
  shift
  mkdir -p "$root/.takt/log"
  maven_ready
  output=$root/.takt/log/output alive=$root/.takt/log/alive maven_pid=$root/.takt/log/pid
  rm -f "$output" "$alive" "$maven_pid"
  mkfifo "$output" "$alive"
  maven_progress "$log" <"$output" &
  reader=$!
  maven_keeper <"$alive" &
  exec 8>"$alive"
  maven_rc=0
  interrupted=
  trap 'interrupted=yes' INT
  (
    exec >"$output" 2>&1 </dev/null 8>&-
    cd "$root" && exec sh -c 'echo $$ >"$0" && exec ./mvnw "$@"' "$maven_pid" "$@"
  ) || maven_rc=$?
  echo well >&8
  exec 8>&-
  wait "$reader" || true
  trap - INT
  rm -f "$output" "$alive" "$maven_pid"
  if [ -n "$interrupted" ]; then
    say "stopped"
    exit 130
  fi
  [ "$maven_rc" -eq 0 ] || maven_errors "$log"
  return "$maven_rc"
}

maven_keeper() {
  trap '' INT # dash ignores it here by itself, bash does not
  if ! read -r _; then
    say "stopped"
    kill -TERM "$(cat "$maven_pid")" 2>/dev/null || true
  fi
}

# The wrapper brings Maven at its first start, silently, and needs unzip for it; the JDK's own jar tool stands in for
# that.
maven_ready() {
  for maven_home in "${MAVEN_USER_HOME:-${HOME:-}/.m2}"/wrapper/dists/apache-maven-*/*; do
    [ ! -x "$maven_home/bin/mvn" ] || return 0
  done
  say "fetching Maven (10 MB) from repo.maven.apache.org"
  if ! has unzip; then
    PATH=$PATH:$root/build/stand-in
    export PATH
  fi
}

maven_progress() {
  trap '' INT
  exec 3>"$1"
  fetched=0
  while IFS= read -r line; do
    printf '%s\n' "$line" >&3
    case $line in
      '[INFO] Building '*' ['*/*']')
        name=${line#'[INFO] Building '}
        count=${name##* }
        name=${name%%  *}
        say "  $count ${name% *}"
        ;;
      '[INFO] Downloaded from '*)
        fetched=$((fetched + 1))
        [ $((fetched % 50)) -ne 0 ] || say "  $fetched files fetched from Maven's repositories"
        ;;
      'prove: '*) say "${line#prove:}" ;; # a test that runs for an hour tells how it goes
      *' <<< FAILURE!' | *' <<< ERROR!')
        case $line in
          '[ERROR] Tests run: '*) ;;
          '[ERROR] '*) say "  failed: ${line#'[ERROR] '}" ;;
        esac
        ;;
    esac
  done
}

# What went wrong, in full: errors with the lines that belong to them, and the compiler's warnings, which here are
# errors too. Where Maven did not even start, the end of what was said instead.
maven_errors() {
  grep -q '^\[ERROR\]' "$1" || tail -n 30 "$1" >&2
  awk '
    /^\[[A-Z]+\]/                                   { show = 0 }
    /^\[ERROR\]/                                    { show = 1 }
    /COMPILATION WARNING/                           { compiler = 1 }
    /^\[INFO\] (BUILD|---)/                         { compiler = 0 }
    /^\[WARNING\]/ && compiler                      { show = 1 }
    /^\[ERROR\] *$|^\[ERROR\] -> \[Help|\[Help [0-9]\] http|For more information about the errors/ { show = 0 }
    /[Rr]e-run Maven|resume the build with|mvn <args>|full stack trace|See dump files/            { show = 0 }
    { sub(/ -> \[Help [0-9]\]$/, "") }
    show && !(/^\[/ && seen[$0]++)                  { print }
  ' "$1" >&2
  if grep -Eq 'Could not transfer|Unknown host|UnknownHostException' "$1"; then
    say "a library could not be fetched. Is the network there? A mirror of Maven Central is set in ~/.m2/settings.xml."
  fi
  if grep -q 'has not been previously formatted' "$1"; then
    say "a file is not in the project's format. This puts it so: ./mvnw formatter:format"
  fi
  say "the whole log: $1"
}
