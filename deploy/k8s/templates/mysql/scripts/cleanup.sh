#!/bin/sh
# Drops databases that a restore has replaced, when they have been kept long enough.
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
  ask "DROP DATABASE IF EXISTS \`$name\`"
  say "dropped: $name"
  sed 's/^replaced=.*/replaced=none/' "$marker" >"$work/marker"
  cp "$work/marker" "$marker"
done 3<"$work/old"
