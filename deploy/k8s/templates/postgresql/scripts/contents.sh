# What the scripts of this folder ask of a PostgreSQL server and of a dump. Where the server is stands in libpq's variables: PGHOST,
# PGPORT, PGUSER, PGPASSWORD, PGSSLMODE; PGDATABASE is a database that is never restored.
# shellcheck shell=sh

PGDATABASE=${PGDATABASE:-postgres}
PGCONNECT_TIMEOUT=${PGCONNECT_TIMEOUT:-15}
PGAPPNAME=upgrades
export PGDATABASE PGCONNECT_TIMEOUT PGAPPNAME

ask() { psql -XAtq -v ON_ERROR_STOP=1 -c "$1" </dev/null; }

ask_in() { psql -XAtq -v ON_ERROR_STOP=1 -d "$1" -c "$2" </dev/null; }

# pg_dump refuses a newer server; a newer pg_restore says SET to an older server of what that does not know.
check_version() {
  check_server=$(ask 'SHOW server_version_num') || fail "the server ${PGHOST:-} does not answer"
  check_server=$((check_server / 10000))
  check_client=$(pg_dump --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')
  [ "$check_server" = "$check_client" ] || refuse "the server is PostgreSQL $check_server and this image $check_client: set the image to postgres:$check_server"
}

# read_whole DUMP WORK: reads all of it, which --list does not: a file that is cut off still has its table of contents.
# Leaves WORK/list and WORK/rows: for each table whose rows are in it their number, as COPY names it.
read_whole() {
  pg_restore --list "$1" >"$2/list" || refuse "pg_restore cannot list $1"
  rm -f "$2/unread"
  { pg_restore --data-only --file=- "$1" || : >"$2/unread"; } | rows_of >"$2/rows"
  [ ! -e "$2/unread" ] || refuse "pg_restore cannot read $1 to its end"
}

# rows_of: of a script with COPY, "<rows> <table>" sorted. A row is a line there, however many lines are in it.
rows_of() {
  awk '
    copying && $0 == "\\." { print count, table; copying = 0; next }
    copying { count++; next }
    /^COPY .* FROM stdin;$/ { table = substr($0, 6, length($0) - 17); count = 0; copying = 1 }
  ' | sort
}

count_tables() { wc -l <"$1" | tr -d ' '; }

count_rows() { awk '{ n += $1 } END { printf "%.0f\n", n }' "$1"; }

# check_dump BASE WORK: is it whole, of UPGRADES_DATABASE, and are its rows those that its .txt tells of?
check_dump() {
  check_files "$1"
  read_whole "$1.$KIND" "$2"
  check_inside=$(sed -n 's/^; *dbname: //p' "$2/list" | head -n 1)
  [ "$check_inside" = "$UPGRADES_DATABASE" ] || refuse "the dump $1.$KIND is of the database '$check_inside', not of $UPGRADES_DATABASE"
  sed -n 's/^copied=//p' "$1.txt" | cmp -s - "$2/rows" || refuse "the dump $1.$KIND has not the rows that its .txt tells of"
}

# check_rows DATABASE WORK: are its rows those of WORK/rows? They are counted as those of the dump were.
check_rows() {
  rm -f "$2/unread"
  { pg_dump --data-only --dbname="$1" --lock-wait-timeout=60000 </dev/null || : >"$2/unread"; } | rows_of >"$2/restored"
  [ ! -e "$2/unread" ] && cmp -s "$2/rows" "$2/restored"
}
