#!/bin/sh
# Backs databases of a PostgreSQL instance up while they are in use. What it does, needs and prints is in README.md.
set -eu
# shellcheck source-path=SCRIPTDIR source=../../shared/databases.sh
. "$(dirname "$0")/databases.sh"
# shellcheck source-path=SCRIPTDIR source=contents.sh
. "$(dirname "$0")/contents.sh"
KIND=dump
check_keeping
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT

check_version

choose_databases "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate AND datname !~ '_(restore|scratch)_[0-9a-f]{8}\$' ORDER BY datname"

back_up() {
  folder=$DUMPS/$1
  mkdir -p "$folder"
  began=$(now_stamp)
  base=$folder/$began-$JOB
  pg_dump --format=custom --lock-wait-timeout=300000 --dbname="$1" --file="$base.$KIND.part" </dev/null
  read_whole "$base.$KIND.part" "$work"
  {
    heading "$1" "$began"
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

back_up_each
