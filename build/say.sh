# Words to people, on stderr: a command's output stays its own.

say() {
  printf 'takt: %s\n' "$1" >&2
}

# fail CODE CAUSE [FIX ...]: ends with the exit code, after the cause and a line per fix.
fail() {
  fail_code=$1
  say "$2"
  shift 2
  [ $# -eq 0 ] || printf '      %s\n' "$@" >&2
  exit "$fail_code"
}

has() {
  command -v "$1" >/dev/null 2>&1
}
