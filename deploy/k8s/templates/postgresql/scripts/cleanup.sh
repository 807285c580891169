#!/bin/sh
# Drops databases that a restore has replaced, when they have been kept long enough. Whoever opens one for connections keeps it.
set -eu
# shellcheck source-path=SCRIPTDIR source=../../shared/databases.sh
. "$(dirname "$0")/databases.sh"
# shellcheck source-path=SCRIPTDIR source=contents.sh
. "$(dirname "$0")/contents.sh"
check_keeping
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

old_replaced >"$work/old"
while read -r marker name <&3; do
  check_name "the name in $marker" "$name"
  kept=$(ask "SELECT datallowconn OR coalesce(shobj_description(oid, 'pg_database'), '') NOT LIKE 'upgrades: replaced %' FROM pg_database WHERE datname = '$name'")
  case $kept in
    f) ask "DROP DATABASE \"$name\"" && say "dropped: $name" ;;
    t) say "kept: $name is open for connections" ;;
    *) say "not there any more: $name" ;;
  esac
  [ "$kept" = t ] || sed 's/^replaced=.*/replaced=none/' "$marker" >"$work/marker"
  [ "$kept" = t ] || cp "$work/marker" "$marker"
done 3<"$work/old"
