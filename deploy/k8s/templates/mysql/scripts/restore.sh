#!/bin/sh
# Brings one database of a MySQL or MariaDB instance back to a dump of backup.sh, with clients connected. What it does and needs is in README.md.
set -eu
# shellcheck source-path=SCRIPTDIR source=../../shared/databases.sh
. "$(dirname "$0")/databases.sh"
# shellcheck source-path=SCRIPTDIR source=contents.sh
. "$(dirname "$0")/contents.sh"
KIND=sql.gz
check_database
database=$UPGRADES_DATABASE
case $database in mysql | sys | information_schema | performance_schema) refuse "$database is the server's own" ;; esac

check_step
only_one "$folder"
check_marker "$folder"
find_dump "$folder"
short=$(printf '%.39s' "$database")
temporary=${short}_restore_$id
replaced=${short}_before_restore_$id

work=$(mktemp -d)
cutter=
made=
leave_clients() {
  [ -z "$cutter" ] || kill "$cutter" 2>/dev/null || :
  [ -z "$cutter" ] || wait "$cutter" || :
  cutter=
}
clean_up() {
  code=$?
  trap - EXIT
  leave_clients
  if [ -n "$made" ]; then ask "DROP DATABASE IF EXISTS \`$temporary\`" || say "the database $temporary could not be dropped, and is no longer needed" >&2; fi
  rm -rf "$work"
  exit "$code"
}
trap clean_up EXIT
trap 'exit 143' TERM INT

# Everything that can be known before anything is touched.
check_files "$base"
check_whole "$base.$KIND"
inside=$(sed -n 's/^-- Host: .*Database: //p' "$work/marks" | sort -u)
[ "$inside" = "$database" ] || refuse "the dump $base.$KIND is of the database '$inside', not of $database"
number_of() { ask "SELECT count(*) FROM information_schema.schemata WHERE schema_name = '$1'"; }
[ "$(number_of "$database")" = 1 ] || refuse "there is no database $database on this server"
[ "$(number_of "$replaced")" = 0 ] || refuse "there is a database $replaced already: the step was restored before"
tables=$(fact "$base.txt" tables)
say "dump: $base.$KIND, finished $(fact "$base.txt" finished), tables=$tables"

# In the background: ends every session of this database until it is stopped. Ours name no database, but for the last one.
cut_off_clients() {
  (
    while :; do
      ask 'SHOW PROCESSLIST' | awk -F '\t' -v db="$database" '$4 == db { print "KILL " $1 ";" }' >"$work/kill"
      [ ! -s "$work/kill" ] || client --force <"$work/kill" 2>/dev/null || :
      sleep 0.1
    done
  ) 9>&- &
  cutter=$!
}

# Beside the database, which its clients go on using: until here and in this, whatever fails has changed nothing.
ask "DROP DATABASE IF EXISTS \`$temporary\`"
made=1
ask "SELECT CONCAT('CREATE DATABASE \`$temporary\` CHARACTER SET ', default_character_set_name, ' COLLATE ', default_collation_name, '; CREATE DATABASE \`$replaced\` CHARACTER SET ',
  default_character_set_name, ' COLLATE ', default_collation_name, ';') FROM information_schema.schemata WHERE schema_name = '$database'" >"$work/create"
sed 's/; CREATE.*/;/' "$work/create" | client || fail "no database could be made; nothing was changed"
gunzip -c "$base.$KIND" | sed "/^$BORDER\$/,\$d" | client "$temporary" || fail "the tables could not be restored into $temporary; nothing was changed"
gunzip -c "$base.$KIND" | sed "1,/^$BORDER\$/d" >"$work/definitions"
client "$temporary" <"$work/definitions" || fail "views, triggers, routines and events could not be restored into $temporary; nothing was changed"
drop_definitions "$temporary" | client || fail "$temporary could not be made ready; nothing was changed"
[ "$(tables_of "$temporary" | wc -l)" -eq "$tables" ] || fail "what was restored into $temporary has not the $tables tables of the dump; nothing was changed"

# What is defined upon the tables cannot go to another database with them: it is written down, and made again if need be.
mkdir -p "$folder/restored"
before=$marker.sql
dump_definitions "$database" >"$before"
to_disk "$before"
mark "$replaced"
sed 's/.*; CREATE/CREATE/' "$work/create" | client

put_back() {
  leave_clients
  ask "DROP DATABASE IF EXISTS \`$replaced\`" || :
  if drop_definitions "$database" | client && client "$database" <"$before"; then
    rm -f "$marker" "$before"
    fail "$1; what was there is there again"
  fi
  fail "$1; the tables of $database are as they were, and $before has its views, triggers, routines and events, which could not be made again"
}

cut_off_clients
drop_definitions "$database" >"$work/drop"
client <"$work/drop" || put_back "what is defined upon the tables of $database could not be dropped"
{
  move_tables "$database" "$replaced"
  move_tables "$temporary" "$database"
} >"$work/moves"
{
  say 'SET lock_wait_timeout = 30, foreign_key_checks = 0; RENAME TABLE'
  sed '$!s/$/,/' "$work/moves"
} >"$work/rename"
# One statement for all of them: the server does all or none, and nobody sees half.
if [ -s "$work/moves" ]; then client <"$work/rename" || put_back "the tables of $database could not be exchanged"; fi
leave_clients
client "$database" <"$work/definitions" || fail "the tables of $database are restored, its views, triggers, routines and events are not: they are in $base.$KIND after the line '$BORDER'; the tables before are in $replaced"
say "restore complete: database=$database dump=$base.$KIND tables=$tables replaced=$replaced definitions-before=$before"
