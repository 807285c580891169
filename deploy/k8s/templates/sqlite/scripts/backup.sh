#!/bin/sh
# Backs a SQLite file up while its application writes it. What it does, needs and prints is in README.md.
set -eu
# shellcheck source-path=SCRIPTDIR source=../../shared/dumps.sh
. "$(dirname "$0")/dumps.sh"
# shellcheck source-path=SCRIPTDIR source=contents.sh
. "$(dirname "$0")/contents.sh"
KIND=sqlite
check_keeping
check_number BUSY_SECONDS "$BUSY_SECONDS" 1
check_file
[ "${UPGRADES_DATABASE:-$DATABASE}" = "$DATABASE" ] || refuse "this backs up $DATABASE, and $UPGRADES_DATABASE is asked for"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT

folder=$DUMPS/$DATABASE
mkdir -p "$folder"
began=$(now_stamp)
base=$folder/$began-$JOB
copy "$SQLITE_FILE" "$base.$KIND.part" || fail "$SQLITE_FILE could not be copied"
check_sound "$base.$KIND.part" || fail "the copy of $SQLITE_FILE does not pass integrity_check: the file itself is damaged"
rows_of "$base.$KIND.part" >"$work/rows"
{
  heading "$DATABASE" "$began"
  say "tables=$(wc -l <"$work/rows" | tr -d ' ')"
  say "rows=$(awk '{ n += $1 } END { printf "%.0f\n", n }' "$work/rows")"
  sed 's/^/copied=/' "$work/rows"
} >"$base.txt.part"
finish "$base"
bytes=$(bytes_of "$base.$KIND")
say "backup complete: database=$DATABASE bytes=$bytes tables=$(fact "$base.txt" tables) rows=$(fact "$base.txt" rows) sha256=$(sha_of "$base.$KIND") file=$base.$KIND"
forget_old "$folder"
# What restores have replaced.
if [ -d "$folder/restored" ]; then find "$folder/restored" -name '*.before.sqlite*' -mtime "+$KEEP_REPLACED_DAYS" -exec rm -f {} +; fi
say "all complete: databases=1 bytes=$bytes"
