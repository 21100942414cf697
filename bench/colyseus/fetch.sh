# Brings the peer, as its lock file has it; again only when that changed. For scripts that know $here, which is bench/.
modules=$here/colyseus/node_modules
if ! cmp -s "$here/colyseus/package-lock.json" "$modules/.takt-lock"; then
  printf 'takt: fetching Colyseus from npm (30 MB)\n' >&2
  if ! (cd "$here/colyseus" && "${TAKT_TOOL_NPM:-npm}" ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2); then
    printf 'takt: npm could not fetch what bench/colyseus/package-lock.json names.\n      What it said is above.\n' >&2
    exit 2
  fi
  cp "$here/colyseus/package-lock.json" "$modules/.takt-lock"
fi
