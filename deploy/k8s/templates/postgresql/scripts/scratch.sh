#!/bin/sh
# Tries whether a dump of backup.sh can be read: restores it into a database of its own, counts there, and drops that again. The database
# that the dump is of is not touched.
set -eu
# shellcheck source-path=SCRIPTDIR source=../../shared/databases.sh
. "$(dirname "$0")/databases.sh"
# shellcheck source-path=SCRIPTDIR source=contents.sh
. "$(dirname "$0")/contents.sh"
KIND=dump
JOBS=${JOBS:-2}
check_number JOBS "$JOBS" 1
check_database
find_dump "$folder"
scratch=$(printf '%.39s' "$UPGRADES_DATABASE")_scratch_$(printf '%s' "$JOB" | sha256sum | cut -c 1-8)

# statements FILE: psql with the names as variables, which it quotes itself.
statements() {
  psql -XAtq -v ON_ERROR_STOP=1 -v database="$UPGRADES_DATABASE" -v temporary="$scratch" -f "$(dirname "$0")/$1" </dev/null
}

work=$(mktemp -d)
made=
clean_up() {
  code=$?
  trap - EXIT
  [ -z "$made" ] || statements drop-temporary.sql || say "the database $scratch could not be dropped, and is no longer needed" >&2
  rm -rf "$work"
  exit "$code"
}
trap clean_up EXIT
trap 'exit 143' TERM INT

check_dump "$base" "$work"
check_version

made=1
statements drop-temporary.sql || fail "a database of an earlier try, $scratch, could not be dropped"
statements create-temporary.sql || fail "no database could be made"
pg_restore --exit-on-error --jobs="$JOBS" --dbname="$scratch" "$base.$KIND" </dev/null || fail "pg_restore could not restore it into $scratch"
check_rows "$scratch" "$work" || fail "what was restored into $scratch has other rows than the dump"
say "scratch complete: database=$UPGRADES_DATABASE dump=$base.$KIND tables=$(count_tables "$work/rows") rows=$(count_rows "$work/rows")"
