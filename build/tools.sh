#!/bin/sh
# Brings the programs that tests need: chromium, node, nginx, haproxy, promtool, openssl. `./takt test` calls it with
# those a module's pom names; by hand, build/tools.sh brings all, or those named.
#
# What is installed is used. What is not comes from the distribution's packages, unpacked below .takt/tools: nothing
# gets installed, no service starts, no root is needed. Node comes from npm, pinned by sdk/javascript/package-lock.json.
# Each program is tried before it is believed. What cannot be had fails with the instruction; nothing is skipped.
#
# Where they are is written to .takt/tools/paths, a line each, which a shell and java.util.Properties both read:
#   TAKT_TOOL_CHROMIUM=/usr/bin/chromium
# also TAKT_TOOL_NODE, _NPM, _NGINX, _HAPROXY, _PROMTOOL, _OPENSSL. `./takt test` exports the same names; a test started
# elsewhere reads the file.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
tools=$root/.takt/tools
sysroot=$tools/root
. "$root/build/say.sh"

main() {
  [ $# -gt 0 ] || set -- chromium node nginx haproxy promtool openssl
  mkdir -p "$tools/bin"
  missing=
  for tool in "$@"; do
    case $tool in
      chromium | node | npm | nginx | haproxy | promtool | openssl) ;;
      *) fail 2 "there is no tool '$tool'." "There are: chromium node nginx haproxy promtool openssl" ;;
    esac
    bring "$tool" || missing="$missing $tool"
  done
  rm -rf "$tools/packages" "$tools/apt"
  [ -z "$missing" ] || fail 1 "missing:$missing"
}

# Finds the tool, else fetches it, and writes down where it is.
bring() {
  if [ "$1" = node ]; then
    bring_node
    return
  fi
  if ! found=$(find_tool "$1"); then
    if unpack_tool "$1" && found=$(find_tool "$1"); then
      say "  $1 is in .takt/tools"
    elif install_tool "$1" && found=$(find_tool "$1"); then
      say "  $1 is installed"
    else
      instruct "$1"
      return 1
    fi
  fi
  note "$1" "$found"
}

# Prints the path of the tool that works: one installed, else one unpacked earlier.
find_tool() {
  for name in $(names "$1"); do
    working=$(candidates "$name" | while IFS= read -r candidate; do
      if works "$1" "$candidate"; then
        printf '%s\n' "$candidate"
        break
      fi
    done)
    if [ -n "$working" ]; then
      printf '%s\n' "$working"
      return
    fi
  done
  return 1
}

# Programs of that name: on the PATH, where administrators' programs are (which the PATH of others lacks; TAKT_SBIN is
# for the launcher's own tests), unpacked earlier.
candidates() {
  folders=$PATH:${TAKT_SBIN-/usr/local/sbin:/usr/sbin:/sbin}:$tools/bin
  printf '%s\n' "$folders" | tr ':' '\n' | while IFS= read -r folder; do
    [ ! -x "$folder/$1" ] || printf '%s\n' "$folder/$1"
  done
}

names() {
  case $1 in
    chromium) echo chromium chromium-browser google-chrome-stable google-chrome ;;
    *) echo "$1" ;;
  esac
}

# Does it start? The snap that Ubuntu calls chromium-browser, a library missing, a program for another machine: all say
# no.
works() {
  case $1 in
    nginx | haproxy) try "$2" -v ;;
    openssl) try "$2" version ;;
    *) try "$2" --version ;;
  esac
}

try() {
  if has timeout; then
    timeout 60 "$@" >/dev/null 2>&1 </dev/null
  else
    "$@" >/dev/null 2>&1 </dev/null
  fi
}

# Replaces the tool's line in the paths file, in one step.
note() {
  key=TAKT_TOOL_$(printf '%s' "$1" | tr '[:lower:]' '[:upper:]')
  { grep -v "^$key=" "$tools/paths" 2>/dev/null || true; } >"$tools/paths.new"
  printf '%s=%s\n' "$key" "$2" >>"$tools/paths.new"
  mv "$tools/paths.new" "$tools/paths"
}

# ---- from the distribution's packages ----

package() {
  case $1 in
    promtool) echo prometheus ;;
    *) echo "$1" ;;
  esac
}

# The program inside the unpacked package.
program() {
  case $1 in
    chromium) echo usr/lib/chromium/chromium ;; # /usr/bin/chromium is a script with fixed paths
    nginx | haproxy) echo "usr/sbin/$1" ;;
    *) echo "usr/bin/$1" ;;
  esac
}

# Unpacks the tool's package, with all it needs and the machine lacks, into .takt/tools/root; a script in
# .takt/tools/bin starts it with the libraries found there.
unpack_tool() {
  [ "$1" != npm ] && has apt-get && has dpkg-deb || return 1
  say "fetching $1 from the distribution's packages into .takt/tools"
  lists || return 1
  packages=$(apt -s install --no-install-recommends "$(package "$1")" 2>/dev/null | sed -n 's/^Inst \([^ ]*\).*/\1/p')
  [ -n "$packages" ] || return 1
  mkdir -p "$tools/packages" "$sysroot"
  say "  $(printf '%s\n' $packages | wc -l | tr -d ' ') packages"
  (cd "$tools/packages" && apt download $packages >/dev/null) || return 1
  for archive in "$tools"/packages/*.deb; do
    dpkg-deb -x "$archive" "$sysroot" || return 1
    rm -f "$archive"
  done
  [ -x "$sysroot/$(program "$1")" ] || return 1
  starter "$1"
}

# apt-get with package lists of our own: those of the machine may be missing or old, and only root may renew them.
apt() {
  apt-get -q -o Dir::State="$tools/apt" -o Dir::State::status=/var/lib/dpkg/status -o Dir::Cache="$tools/apt" \
    -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1 "$@"
}

listed=
lists() {
  [ -z "$listed" ] || return 0
  mkdir -p "$tools/apt/lists/partial" "$tools/apt/archives/partial"
  if ! apt update >"$tools/apt/log" 2>&1; then
    sed 's/^/      /' "$tools/apt/log" >&2
    return 1
  fi
  listed=yes
}

starter() {
  # Some libraries lie a folder deeper (PulseAudio's, which Chromium links to), found by an installed program's own
  # search path.
  libraries=
  for folder in "$sysroot"/usr/lib/*-linux-gnu* "$sysroot"/lib/*-linux-gnu* "$sysroot"/usr/lib/*-linux-gnu*/*; do
    for library in "$folder"/lib*.so*; do
      [ -f "$library" ] || continue
      libraries=$libraries:\$root${folder#"$sysroot"}
      break
    done
  done
  cat >"$tools/bin/$1" <<END
#!/bin/sh
# Written by build/tools.sh: starts the $1 unpacked beside it, with the libraries unpacked with it.
root=\$(CDPATH='' cd -- "\$(dirname -- "\$0")/../root" && pwd -P)
export LD_LIBRARY_PATH="${libraries#:}\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"
export FONTCONFIG_FILE="\${FONTCONFIG_FILE-\$root/../fonts.conf}"
exec "\$root/$(program "$1")" "\$@"
END
  chmod +x "$tools/bin/$1"
  cat >"$tools/fonts.conf" <<END
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir prefix="relative">root/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
END
}

# The last way, for root, and for what neither runs unpacked nor starts a service: Debian's Node looks for parts of
# itself in /usr/share/nodejs, and Chromium may miss a library.
install_tool() {
  case $1 in
    chromium) wanted=chromium ;;
    npm) wanted='nodejs npm' ;;
    *) return 1 ;;
  esac
  has apt-get && [ "$(id -u)" = 0 ] || return 1
  say "installing $wanted: it does not run unpacked"
  apt-get install -y --no-install-recommends $wanted >"$tools/install.log" 2>&1 && return
  apt-get update >"$tools/install.log" 2>&1
  apt-get install -y --no-install-recommends $wanted >>"$tools/install.log" 2>&1 && return
  tail -n 20 "$tools/install.log" >&2
  return 1
}

instruct() {
  case $1 in
    chromium) fix="Debian: sudo apt-get install -y chromium; elsewhere: install Google Chrome or Chromium (no snap)" ;;
    npm) fix="Debian, Ubuntu: sudo apt-get install -y nodejs npm; elsewhere: install Node.js 22 or newer with npm" ;;
    promtool) fix="Debian, Ubuntu: sudo apt-get install -y prometheus; elsewhere: install Prometheus" ;;
    *) fix="Debian, Ubuntu: sudo apt-get install -y $1; elsewhere: install $1 and put it on the PATH" ;;
  esac
  say "$1 is neither installed nor could it be fetched."
  printf '      %s\n' "$fix" >&2
}

# ---- from npm ----

# What the lock file names, into sdk/javascript/node_modules, again only when it changed. Node itself is among it,
# because the distribution's is older than what browsers and our tools speak.
bring_node() {
  sdk=$root/sdk/javascript
  modules=$sdk/node_modules
  if ! cmp -s "$sdk/package-lock.json" "$modules/.takt-lock"; then
    bring npm || return 1
    npm=$(sed -n 's/^TAKT_TOOL_NPM=//p' "$tools/paths")
    say "fetching what sdk/javascript/package-lock.json names from npm (some 250 MB)"
    if ! (cd "$sdk" && "$npm" ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2); then
      say "npm could not fetch what sdk/javascript/package-lock.json names: see above."
      return 1
    fi
    cp "$sdk/package-lock.json" "$modules/.takt-lock"
  fi
  node=$({ ls "$modules"/node-*/bin/node 2>/dev/null || true; candidates node; } | while IFS= read -r candidate; do
    if node_new_enough "$candidate"; then
      printf '%s\n' "$candidate"
      break
    fi
  done)
  if [ -n "$node" ]; then
    note node "$node"
    return
  fi
  say "npm has no Node for this machine ($(uname -sm)), and the one installed, if any, is older than 22."
  printf '      %s\n' "Install Node.js 22 or newer." >&2
  return 1
}

node_new_enough() {
  major=$("$1" --version 2>/dev/null </dev/null | sed -n 's/^v\([0-9]*\)\..*/\1/p')
  [ -n "$major" ] && [ "$major" -ge 22 ]
}

main "$@"
