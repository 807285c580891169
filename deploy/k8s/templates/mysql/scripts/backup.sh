#!/bin/sh
# Backs databases of a MySQL or MariaDB instance up while they are in use. What it does, needs and prints is in README.md.
set -eu
# shellcheck source-path=SCRIPTDIR source=dumps.sh
. "$(dirname "$0")/dumps.sh"
# shellcheck source-path=SCRIPTDIR source=contents.sh
. "$(dirname "$0")/contents.sh"
KIND=sql.gz
KEEP=${KEEP:-14}
KEEP_DAYS=${KEEP_DAYS:-14}
JOB=${JOB:-by-hand}
check_name JOB "$JOB"
check_number KEEP "$KEEP" 1
check_number KEEP_DAYS "$KEEP_DAYS" 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT

# A Job that is made for one step saves that step's database; the nightly one those that are named, else all.
if [ -n "${ONLY:-}" ]; then
  say "$ONLY" >"$work/databases"
elif [ -n "${UPGRADES_DATABASE:-}" ]; then
  printf '%s\n' "$UPGRADES_DATABASE" >"$work/databases"
elif [ -n "${DATABASES:-}" ]; then
  printf '%s\n' "$DATABASES" | tr -s ' ,' '\n' >"$work/databases"
else
  ask "SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
    AND schema_name NOT REGEXP '_restore_[0-9a-f]{8}\$' ORDER BY 1" >"$work/databases"
fi
[ -s "$work/databases" ] || fail "there is no database to back up"
while IFS= read -r database; do check_name "the name of a database" "$database"; done <"$work/databases"

back_up() {
  folder=$DUMPS/$1
  mkdir -p "$folder"
  began=$(now_stamp)
  base=$folder/$began-$JOB
  [ "$(ask "SELECT count(*) FROM information_schema.schemata WHERE schema_name = '$1'")" = 1 ] || fail "there is no database $1 on this server"
  others=$(ask "SELECT count(*) FROM information_schema.tables WHERE table_schema = '$1' AND table_type = 'BASE TABLE' AND engine <> 'InnoDB'")
  [ "$others" = 0 ] || say "note: $others tables of $1 are not of InnoDB: rows that change meanwhile may be in the dump or not"
  rm -f "$work/broken"
  { { dump_tables "$1" && say "$BORDER" && dump_definitions "$1"; } || : >"$work/broken"; } | gzip -n >"$base.$KIND.part"
  [ ! -e "$work/broken" ] || fail "$DUMPER failed"
  check_whole "$base.$KIND.part"
  tables=$(gunzip -c "$base.$KIND.part" | sed "/^$BORDER\$/,\$d" | sed -n -e '/^CREATE TABLE /p' -e '/^CREATE SEQUENCE /p' | wc -l | tr -d ' ')
  {
    say "database=$1"
    say "job=$JOB"
    say "step=${UPGRADES_STEP:-}" | tr -cd 'A-Za-z0-9=/\n-'
    say "began=$began"
    say "finished=$(now_stamp)"
    say "server=$(ask 'SELECT version()')"
    say "tables=$tables"
  } >"$base.txt.part"
  finish "$base"
  bytes=$(bytes_of "$base.$KIND")
  say "backup complete: database=$1 bytes=$bytes tables=$tables sha256=$(sha_of "$base.$KIND") file=$base.$KIND"
  forget_old "$folder"
  say "$bytes" >>"$TOTALS"
}

# Each in a process of its own, so that one that fails does not keep the others from being saved.
if [ -n "${ONLY:-}" ]; then
  back_up "$ONLY"
  exit
fi
failed=
: >"$work/totals"
while IFS= read -r database <&3; do
  ONLY=$database TOTALS=$work/totals sh "$0" 3<&- || failed="$failed $database"
done 3<"$work/databases"
[ -z "$failed" ] || fail "not backed up:$failed"
say "all complete: databases=$(wc -l <"$work/totals" | tr -d ' ') bytes=$(awk '{ n += $1 } END { printf "%.0f\n", n }' "$work/totals")"
