# Finds a JDK 25 or newer, or fetches one. Needs: root, say, fail, has, the lock. Nothing found is written down: a look
# costs milliseconds, and a remembered path goes stale.

jdk_floor=25

# Sets and exports JAVA_HOME, or ends with exit code 3.
jdk_need() {
  if ! jdk_home=$(jdk_find); then
    lock_take
    jdk_home=$(jdk_find) || jdk_home=$(jdk_fetch) || exit $?
    lock_free
  fi
  JAVA_HOME=$jdk_home
  export JAVA_HOME
}

# Prints the first that will do. The order: what the person said, what they use, what the system has, what we fetched.
jdk_find() {
  if [ -n "${JAVA_HOME-}" ]; then
    if jdk_among "$JAVA_HOME"; then return; fi
    say "JAVA_HOME=$JAVA_HOME is no JDK $jdk_floor or newer; looking elsewhere"
  fi
  if path_home=$(jdk_on_path) && jdk_among "$path_home"; then return; fi
  old_ifs=$IFS
  IFS=:
  for folder in ${TAKT_JVM_DIRS:-/usr/lib/jvm}; do
    IFS=$old_ifs
    if jdk_among "$folder"/*; then return; fi
  done
  IFS=$old_ifs
  if jdk_among "${SDKMAN_DIR:-${HOME:-/nonexistent}/.sdkman}"/candidates/java/*; then return; fi
  mac=${TAKT_JAVA_HOME_TOOL:-/usr/libexec/java_home}
  if [ -x "$mac" ] && mac_home=$("$mac" -v "$jdk_floor+" 2>/dev/null) && jdk_among "$mac_home"; then return; fi
  jdk_among "$root/.takt/jdk"
}

# Prints the folder among those given whose version is nearest to the floor: what Takt is tested with, before what is
# newest.
jdk_among() {
  best=
  best_major=
  for home in "$@"; do
    major=$(jdk_major "$home") || continue
    [ "$major" -ge "$jdk_floor" ] || continue
    if [ -z "$best" ] || [ "$major" -lt "$best_major" ]; then
      best=$home
      best_major=$major
    fi
  done
  [ -n "$best" ] && printf '%s\n' "$best"
}

# Prints the major version of the JDK in $1: from its release file, which costs no start of a JVM, else by asking it.
jdk_major() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  jdk_version=
  if [ -r "$1/release" ]; then
    jdk_version=$(sed -n 's/^JAVA_VERSION="*\([0-9][0-9]*\).*/\1/p' "$1/release")
  fi
  if [ -z "$jdk_version" ]; then
    jdk_version=$("$1/bin/java" -version 2>&1 </dev/null | sed -n 's/.*version "\([0-9][0-9]*\).*/\1/p' | sed 1q)
  fi
  [ -n "$jdk_version" ] && printf '%s\n' "$jdk_version"
}

# Prints the home of the `java` on the PATH. Debian's is a chain of links; a version manager's is a script, which must
# be asked.
jdk_on_path() {
  java=$(command -v java) || return 1
  while [ -L "$java" ]; do
    link=$(readlink "$java")
    case $link in
      /*) java=$link ;;
      *) java=$(dirname -- "$java")/$link ;;
    esac
  done
  home=$(CDPATH='' cd -- "$(dirname -- "$java")/.." && pwd -P) || return 1
  if [ "$home" = /usr ] && [ "$(uname -s)" = Darwin ]; then
    return 1 # a stub of macOS that opens a window; java_home, asked later, knows the real ones
  fi
  if [ ! -r "$home/release" ]; then
    said=$("$java" -XshowSettings:properties -version 2>&1 </dev/null | sed -n 's/^ *java\.home = //p') || said=
    home=${said:-$home}
  fi
  printf '%s\n' "$home"
}

# Downloads Temurin into .takt/jdk and prints that. Everything happens in .takt/jdk.part, renamed at the end: a download
# cut off, a full disk or a Ctrl-C leave no half JDK behind. Runs under the lock.
jdk_fetch() {
  part=$root/.takt/jdk.part
  say "no JDK $jdk_floor or newer in JAVA_HOME, PATH, ${TAKT_JVM_DIRS:-/usr/lib/jvm} or SDKMAN; fetching Temurin"
  jdk_platform
  has curl || has wget || jdk_give_up "there is neither curl nor wget to download with." \
    "Debian, Ubuntu: sudo apt-get install -y curl"
  has tar && has gzip || jdk_give_up "there is no tar or gzip to unpack with." \
    "Debian, Ubuntu: sudo apt-get install -y tar gzip"
  if has sha256sum; then
    sha256='sha256sum'
  elif has shasum; then
    sha256='shasum -a 256'
  else
    jdk_give_up "there is neither sha256sum nor shasum to check the download with."
  fi
  rm -rf "$part"
  mkdir -p "$part"

  api=${TAKT_JDK_API:-https://api.adoptium.net}
  query="$api/v3/assets/latest/$jdk_floor/hotspot?architecture=$arch&image_type=jdk&os=$os&vendor=eclipse"
  jdk_download "$query" "$part/assets.json" quiet || jdk_give_up "$api did not answer ($download_error)."
  # One asset; in it the object "package" has the archive's link and checksum, next to an "installer" with its own.
  archive=$(tr -d '\n\r' <"$part/assets.json" | sed -n 's/.*"package"[ ]*:[ ]*{\([^}]*\)}.*/\1/p')
  url=$(jdk_field link "$archive")
  checksum=$(jdk_field checksum "$archive")
  size=$(printf '%s' "$archive" | sed -n 's/.*"size"[ ]*:[ ]*\([0-9]*\).*/\1/p')
  [ -n "$url" ] && [ -n "$checksum" ] || jdk_give_up "$api offers no JDK $jdk_floor for $os $arch."

  say "downloading ${url##*/}${size:+, $((size / 1000000)) MB}, into .takt/jdk"
  jdk_download "$url" "$part/jdk.tar.gz" || jdk_give_up "the download from $url ended early ($download_error)."
  got=$($sha256 "$part/jdk.tar.gz")
  got=${got%% *}
  [ "$got" = "$checksum" ] ||
    jdk_give_up "the download is not what was promised: its SHA-256 is $got, expected $checksum."

  mkdir "$part/unpacked"
  tar -xzf "$part/jdk.tar.gz" -C "$part/unpacked" || jdk_give_up "the archive could not be unpacked; is the disk full?"
  unpacked=
  for home in "$part"/unpacked/* "$part"/unpacked/*/Contents/Home; do
    [ -x "$home/bin/javac" ] && unpacked=$home
  done
  [ -n "$unpacked" ] || jdk_give_up "the archive ${url##*/} holds no JDK."
  "$unpacked/bin/java" -version >/dev/null 2>&1 </dev/null ||
    jdk_give_up "the JDK fetched for $os $arch does not run here."
  rm -rf "$root/.takt/jdk"
  mv "$unpacked" "$root/.takt/jdk" || jdk_give_up "it could not be put into $root/.takt/jdk."
  rm -rf "$part"
  say "Temurin is in .takt/jdk"
  printf '%s\n' "$root/.takt/jdk"
}

# Sets os and arch in Adoptium's words.
jdk_platform() {
  case $(uname -s) in
    Linux) os=linux ;;
    Darwin) os=mac ;;
    *) jdk_give_up "there is no download for the system '$(uname -s)'." ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) arch=x64 ;;
    aarch64 | arm64) arch=aarch64 ;;
    *) jdk_give_up "there is no download for the processor '$(uname -m)'." ;;
  esac
  if [ "$os" = linux ] && (ldd --version 2>&1 || true) | grep -qi musl; then
    os=alpine-linux
  fi
}

# The text value of a field of the flat JSON object $2.
jdk_field() {
  printf '%s' "$2" | sed -n "s/.*\"$1\"[ ]*:[ ]*\"\([^\"]*\)\".*/\1/p"
}

# jdk_download URL FILE [quiet]: sets download_error when it fails. A stalled server is given up on after a minute. A
# terminal gets the bar of curl or wget, a log gets a line every three seconds.
jdk_download() {
  watcher=
  if [ -n "${3-}" ]; then
    curl_shows=-sS wget_shows=-q
  elif [ -t 2 ]; then
    curl_shows=--progress-bar wget_shows=
  else
    curl_shows=-sS wget_shows=-q
    jdk_watch "$2" &
    watcher=$!
  fi
  download_rc=0
  if has curl; then
    curl -fL "$curl_shows" --connect-timeout 20 --speed-limit 1000 --speed-time 60 -o "$2" "$1" >&2 || download_rc=$?
    download_error="curl ended with $download_rc"
  else
    wget $wget_shows -T 60 -t 3 -O "$2" "$1" >&2 || download_rc=$?
    download_error="wget ended with $download_rc"
  fi
  [ -z "$watcher" ] || kill "$watcher" 2>/dev/null || true
  return "$download_rc"
}

jdk_watch() {
  exec 9>&- # or the lock would be held until this sleeper is gone
  while sleep 3 >/dev/null 2>&1; do
    say "  $(($(wc -c <"$1" 2>/dev/null || echo 0) / 1000000)) MB"
  done
}

jdk_give_up() {
  rm -rf "$root/.takt/jdk.part"
  fail 3 "no JDK $jdk_floor: $1" ${2+"$2"} \
    "Takt needs a JDK $jdk_floor or newer. One of these brings it; then run the same command again." \
    "  Debian 13, Ubuntu   sudo apt-get install -y openjdk-$jdk_floor-jdk-headless" \
    "  Debian 12           https://adoptium.net/installation/linux" \
    "  Fedora              sudo dnf install -y java-$jdk_floor-openjdk-devel" \
    "  Arch                sudo pacman -S jdk$jdk_floor-openjdk" \
    "  Alpine              sudo apk add openjdk$jdk_floor-jdk" \
    "  macOS               brew install --cask temurin@$jdk_floor" \
    "  SDKMAN              sdk install java $jdk_floor-tem" \
    "  Windows             winget install EclipseAdoptium.Temurin.$jdk_floor.JDK" \
    "  anywhere            unpack a JDK, then: export JAVA_HOME=/where/it/is"
}
