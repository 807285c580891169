# What the scripts of this folder ask of a SQLite file.
# shellcheck shell=sh

# A temporary folder, which the scripts make.
work=
# How long the application may hold a lock before we give up.
BUSY_SECONDS=${BUSY_SECONDS:-60}

# check_file: DATABASE is the name that upgrades know it by, SQLITE_FILE where it is.
check_file() {
  check_name DATABASE "${DATABASE:-}"
  case ${SQLITE_FILE:-} in
    '' | [!/]* | *[!A-Za-z0-9_./-]* | *..*) refuse "SQLITE_FILE is '${SQLITE_FILE:-}', and must be a path from / of letters, digits and _ . - /" ;;
  esac
  [ -f "$SQLITE_FILE" ] || refuse "there is no file $SQLITE_FILE"
  [ -s "$SQLITE_FILE" ] || refuse "the file $SQLITE_FILE is empty"
}

# sqlite FILE STATEMENT …
sqlite() { sqlite3 -batch -bail -init /dev/null -cmd ".timeout $((BUSY_SECONDS * 1000))" "$@" </dev/null; }

# untouched FILE STATEMENT …: of a copy that nobody writes; leaves no files beside it.
untouched() {
  untouched=$1
  shift
  sqlite3 -batch -bail -init /dev/null "file:$untouched?immutable=1" "$@" </dev/null
}

# copy FROM TO: one state of a file that is written meanwhile. The open transaction holds that state, in WAL mode without holding anybody
# up; else a copy would begin anew with each write. Pages are copied as they are, which VACUUM INTO does not do: rows keep their numbers.
copy() { sqlite "$1" 'BEGIN' 'SELECT count(*) FROM sqlite_schema' ".backup main $2" 'COMMIT' >/dev/null; }

# check_sound FILE
check_sound() { [ "$(untouched "$1" 'PRAGMA integrity_check' 2>&1)" = ok ]; }

# rows_of FILE: "<rows> <table>" for each table.
rows_of() {
  untouched "$1" "SELECT 'SELECT count(*) || '' '' || ' || quote(name) || ' FROM ' || '\"' || replace(name, '\"', '\"\"') || '\"' || ';'
    FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name" >"$work/counts"
  sqlite3 -batch -bail -init /dev/null "file:$1?immutable=1" <"$work/counts"
}
