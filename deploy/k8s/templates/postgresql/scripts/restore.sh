#!/bin/sh
# Brings one database of a PostgreSQL instance back to a dump of backup.sh, with clients connected. What it does and needs is in README.md.
set -eu
# shellcheck source-path=SCRIPTDIR source=../../shared/databases.sh
. "$(dirname "$0")/databases.sh"
# shellcheck source-path=SCRIPTDIR source=contents.sh
. "$(dirname "$0")/contents.sh"
KIND=dump
MODE=${MODE:-swap}
SCRIPTS=$(dirname "$0")
JOBS=${JOBS:-2}
check_number JOBS "$JOBS" 1
case $MODE in swap | clean) ;; *) refuse "MODE is '$MODE', and must be swap or clean" ;; esac
check_database
[ "$UPGRADES_DATABASE" != "$PGDATABASE" ] || refuse "$PGDATABASE is the database from which others are restored"

check_step
only_one "$folder"
check_marker "$folder"
find_dump "$folder"

short=$(printf '%.39s' "$UPGRADES_DATABASE")
temporary=${short}_restore_$id
replaced=${short}_before_restore_$id

# statements FILE: psql with the names as variables, which it quotes itself.
statements() {
  psql -XAtq -v ON_ERROR_STOP=1 -v mode="$MODE" -v database="$UPGRADES_DATABASE" -v temporary="$temporary" -v replaced="$replaced" \
    -v about="upgrades: replaced $(now_stamp)${step:+ by the restore of step $step}" -f "$SCRIPTS/$1" </dev/null
}

# attend COMMAND …: so that a signal is heard while it runs.
attend() {
  "$@" </dev/null &
  child=$!
  attended=0
  wait "$child" || attended=$?
  child=
  return "$attended"
}

work=$(mktemp -d)
child=
cutter=
made=
script=
clean_up() {
  code=$?
  trap - EXIT
  [ -z "$child" ] || kill "$child" 2>/dev/null || :
  [ -z "$cutter" ] || leave_clients
  if [ -n "$made" ]; then statements drop-temporary.sql 2>/dev/null || say "the database $temporary could not be dropped, and is no longer needed" >&2; fi
  rm -rf "$work"
  [ -z "$script" ] || rm -f "$script"
  exit "$code"
}
trap clean_up EXIT
trap 'exit 143' TERM INT

# Everything that can be known before anything is touched.
check_dump "$base" "$work"
check_version
statements checks.sql >"$work/checks" || fail "the server could not be asked about $UPGRADES_DATABASE; nothing was changed"
while IFS= read -r problem; do refuse "$problem"; done <"$work/checks"
say "dump: $base.$KIND, finished $(fact "$base.txt" finished), tables=$(fact "$base.txt" tables) rows=$(fact "$base.txt" rows)"

# Without statistics the first queries would be slow. What only a superuser may analyze is not worth a word.
analyze() { attend psql -Xq -d "$1" -c 'SET client_min_messages = error' -c ANALYZE; }

tell_of_extensions() {
  ask_in "$1" "SELECT extname || ' ' || extversion FROM pg_extension ORDER BY extname" >"$work/extensions"
  sed -n 's/^extension=//p' "$base.txt" | cmp -s - "$work/extensions" ||
    say "note: extensions are now $(tr '\n' ' ' <"$work/extensions"), and were $(sed -n 's/^extension=//p' "$base.txt" | tr '\n' ' '): a dump does not hold their versions"
}

# In the background, for as long as the one short moment takes. An interrupt makes psql end it on the server, too.
cut_off_clients() {
  psql -XAtq -v ON_ERROR_STOP=1 -v database="$UPGRADES_DATABASE" -f "$SCRIPTS/cut-off-clients.sql" </dev/null 2>"$work/cutter" 9>&- &
  cutter=$!
}

leave_clients() {
  kill -INT "$cutter" 2>/dev/null || :
  wait "$cutter" || :
  cutter=
  grep ' ERROR: ' "$work/cutter" | grep -v 'canceling statement' >&2 || :
}

if [ "$MODE" = swap ]; then
  # Beside the database, which its clients go on using: until here and in this, whatever fails has changed nothing.
  statements drop-temporary.sql
  made=1
  statements create-temporary.sql || fail "no database could be made; nothing was changed"
  attend pg_restore --exit-on-error --jobs="$JOBS" --dbname="$temporary" "$base.$KIND" || fail "pg_restore could not restore it into $temporary; nothing was changed"
  check_rows "$temporary" "$work" || fail "what was restored into $temporary has other rows than the dump; nothing was changed"
  analyze "$temporary" || fail "ANALYZE of $temporary failed; nothing was changed"
  tell_of_extensions "$temporary"

  mark "$replaced"
  swapped=
  for attempt in 1 2 3; do
    cut_off_clients
    if statements swap.sql; then swapped=1; fi
    leave_clients
    [ -z "$swapped" ] || break
    say "attempt $attempt: the names could not be exchanged"
  done
  if [ -z "$swapped" ]; then
    # One transaction: where the temporary one still has its name, nothing has happened.
    case $(ask "SELECT count(*) FROM pg_database WHERE datname = '$temporary'" || :) in
      1)
        rm -f "$marker"
        fail "$UPGRADES_DATABASE could not be exchanged for what was restored; nothing was changed, and connections are as before"
        ;;
      0) ;;
      *)
        made=
        fail "it is not known whether $UPGRADES_DATABASE was exchanged: look whether the databases $temporary or $replaced are there"
        ;;
    esac
  fi
  made=
  say "restore complete: database=$UPGRADES_DATABASE dump=$base.$KIND tables=$(count_tables "$work/rows") rows=$(count_rows "$work/rows") replaced=$replaced"
else
  mark none
  # As large as the database may be, so it lies beside the dumps.
  script=$folder/.$id.script.part
  # What an extension lives in stays, with the extension; a dump would make it again.
  kept=$(ask_in "$UPGRADES_DATABASE" "SELECT n.nspname FROM pg_namespace n WHERE EXISTS (SELECT FROM pg_extension e WHERE e.extnamespace = n.oid AND n.nspname <> 'pg_catalog')")
  printf '%s\n' "$kept" >"$work/kept"
  awk 'NR == FNR { if ($0 != "") kept[$0]; next }
    / COMMENT - EXTENSION / { next }
    $4 == "SCHEMA" && $5 == "-" && ($6 in kept) { next }
    { print }' "$work/kept" "$work/list" >"$work/wanted"
  {
    cat "$SCRIPTS/empty.sql"
    # Without this option the script would commit after each large object; with it, once, at its end.
    pg_restore --single-transaction --use-list="$work/wanted" --file=- "$base.$KIND" || : >"$work/unread"
  } >"$script"
  [ ! -e "$work/unread" ] || fail "pg_restore could not write its script; nothing was changed"
  cut_off_clients
  attend psql -XAtq -v ON_ERROR_STOP=1 -d "$UPGRADES_DATABASE" -o /dev/null -f "$script" || {
    leave_clients
    rm -f "$marker"
    fail "psql could not restore it; the transaction was rolled back, and nothing was changed"
  }
  leave_clients
  check_rows "$UPGRADES_DATABASE" "$work" || say "note: its clients have changed rows already"
  analyze "$UPGRADES_DATABASE" || say "note: ANALYZE failed"
  tell_of_extensions "$UPGRADES_DATABASE"
  say "restore complete: database=$UPGRADES_DATABASE dump=$base.$KIND tables=$(count_tables "$work/rows") rows=$(count_rows "$work/rows") replaced=none"
fi
