# One build at a time in a checkout: whoever comes second waits and says so. Needs: root, say.
#
# flock where there is one (every Linux): the kernel frees it however its holder dies, and Maven, which inherits it,
# keeps it when the launcher alone is killed. Elsewhere (macOS) a symbolic link whose target is the holder's process id:
# made in one step, so there is no moment in which the lock is held by nobody known.

lock_file=$root/.takt/lock

lock_take() {
  if [ "${TAKT_LOCKED-}" = "$root" ]; then
    fail 1 "this command was started by a ./takt that is building the same checkout, and would wait for it for ever." \
      "Start the server by its class path (dist/target/dist/lib/*), or in a clone."
  fi
  mkdir -p "$root/.takt"
  if has flock; then
    exec 9>"$lock_file"
    if ! flock -n 9; then
      say "another ./takt is building here; waiting for it to finish"
      flock 9
    fi
  else
    lock_take_link
  fi
  export TAKT_LOCKED="$root"
}

lock_free() {
  unset TAKT_LOCKED
  if has flock; then
    exec 9>&-
  else
    rm -f "$lock_file.pid"
  fi
}

lock_take_link() {
  waiting=
  until ln -s $$ "$lock_file.pid" 2>/dev/null; do
    holder=$(readlink "$lock_file.pid") || continue
    if kill -0 "$holder" 2>/dev/null; then
      [ -n "$waiting" ] || say "another ./takt ($holder) is building here; waiting for it to finish"
      waiting=yes
      sleep 1
    else
      lock_clear_dead "$holder"
    fi
  done
  trap 'rm -f "$lock_file.pid"' EXIT
}

# Only one may clear a dead holder's lock, and only if it is still the dead one's: a second look under a lock of its
# own.
lock_clear_dead() {
  if ln -s $$ "$lock_file.clear" 2>/dev/null; then
    [ "$(readlink "$lock_file.pid")" != "$1" ] || rm -f "$lock_file.pid"
    rm -f "$lock_file.clear"
  else
    say "waiting for $lock_file.clear; remove it if no other ./takt runs"
    sleep 1
  fi
}
