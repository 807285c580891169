#!/bin/sh
# Backs databases of a MySQL or MariaDB instance up while they are in use. What it does, needs and prints is in README.md.
set -eu
# shellcheck source-path=SCRIPTDIR source=../../shared/databases.sh
. "$(dirname "$0")/databases.sh"
# shellcheck source-path=SCRIPTDIR source=contents.sh
. "$(dirname "$0")/contents.sh"
KIND=sql.gz
check_keeping
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT

choose_databases "SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
    AND schema_name NOT REGEXP '_restore_[0-9a-f]{8}\$' ORDER BY 1"

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
    heading "$1" "$began"
    say "server=$(ask 'SELECT version()')"
    say "tables=$tables"
  } >"$base.txt.part"
  finish "$base"
  bytes=$(bytes_of "$base.$KIND")
  say "backup complete: database=$1 bytes=$bytes tables=$tables sha256=$(sha_of "$base.$KIND") file=$base.$KIND"
  forget_old "$folder"
  say "$bytes" >>"$TOTALS"
}

back_up_each
