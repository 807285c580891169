#!/bin/sh
# Backs databases of a PostgreSQL instance up while they are in use. What it does, needs and prints is in README.md.
set -eu
# shellcheck source-path=SCRIPTDIR source=dumps.sh
. "$(dirname "$0")/dumps.sh"
# shellcheck source-path=SCRIPTDIR source=contents.sh
. "$(dirname "$0")/contents.sh"
KIND=dump
KEEP=${KEEP:-14}
KEEP_DAYS=${KEEP_DAYS:-14}
JOB=${JOB:-by-hand}
check_name JOB "$JOB"
check_number KEEP "$KEEP" 1
check_number KEEP_DAYS "$KEEP_DAYS" 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT

check_version

# A Job that is made for one step saves that step's database; the nightly one those that are named, else all.
if [ -n "${ONLY:-}" ]; then
  say "$ONLY" >"$work/databases"
elif [ -n "${UPGRADES_DATABASE:-}" ]; then
  printf '%s\n' "$UPGRADES_DATABASE" >"$work/databases"
elif [ -n "${DATABASES:-}" ]; then
  printf '%s\n' "$DATABASES" | tr -s ' ,' '\n' >"$work/databases"
else
  ask "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate AND datname !~ '_(restore|scratch)_[0-9a-f]{8}\$' ORDER BY datname" >"$work/databases"
fi
[ -s "$work/databases" ] || fail "there is no database to back up"
while IFS= read -r database; do check_name "the name of a database" "$database"; done <"$work/databases"

back_up() {
  folder=$DUMPS/$1
  mkdir -p "$folder"
  began=$(now_stamp)
  base=$folder/$began-$JOB
  pg_dump --format=custom --lock-wait-timeout=300000 --dbname="$1" --file="$base.$KIND.part" </dev/null
  read_whole "$base.$KIND.part" "$work"
  {
    say "database=$1"
    say "job=$JOB"
    say "step=${UPGRADES_STEP:-}" | tr -cd 'A-Za-z0-9=/\n-'
    say "began=$began"
    say "finished=$(now_stamp)"
    say "server=$(ask 'SHOW server_version')"
    ask_in "$1" "SELECT 'extension=' || extname || ' ' || extversion FROM pg_extension ORDER BY extname"
    say "tables=$(count_tables "$work/rows")"
    say "rows=$(count_rows "$work/rows")"
    sed 's/^/copied=/' "$work/rows"
  } >"$base.txt.part"
  finish "$base"
  bytes=$(bytes_of "$base.$KIND")
  say "backup complete: database=$1 bytes=$bytes tables=$(fact "$base.txt" tables) rows=$(fact "$base.txt" rows) sha256=$(sha_of "$base.$KIND") file=$base.$KIND"
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
