# What the scripts of this folder ask of a MySQL or MariaDB server. Where the server is stands in MYSQL_HOST, MYSQL_PORT, MYSQL_USER
# and MYSQL_PWD, which the clients read themselves.
# shellcheck shell=sh

# A temporary folder, which the scripts make.
work=
# Where the tables end, and what is defined upon them begins: views, triggers, routines, events.
BORDER='-- upgrades: definitions'
if command -v mariadb-dump >/dev/null; then
  DUMPER=mariadb-dump CLIENT=mariadb
else
  DUMPER=mysqldump CLIENT=mysql
fi

client() {
  "$CLIENT" --host="${MYSQL_HOST:-localhost}" --port="${MYSQL_PORT:-3306}" --user="${MYSQL_USER:-root}" --connect-timeout=15 \
    --default-character-set=utf8mb4 --batch --skip-column-names --raw "$@"
}

ask() { client --execute="$1" </dev/null; }

dumper() {
  # GTIDs of the dump would be refused by the server that it came from. MariaDB's program does not know the option.
  if "$DUMPER" --help | grep -q -e --set-gtid-purged; then set -- --set-gtid-purged=OFF "$@"; fi
  "$DUMPER" --host="${MYSQL_HOST:-localhost}" --port="${MYSQL_PORT:-3306}" --user="${MYSQL_USER:-root}" \
    --default-character-set=utf8mb4 --single-transaction --quick --hex-blob --no-tablespaces --skip-lock-tables "$@" </dev/null
}

tables_of() { ask "SELECT table_name FROM information_schema.tables WHERE table_schema = '$1' AND table_type NOT LIKE '%VIEW%' ORDER BY 1"; }

views_of() { ask "SELECT table_name FROM information_schema.tables WHERE table_schema = '$1' AND table_type LIKE '%VIEW%' ORDER BY 1"; }

# dump_tables DATABASE
dump_tables() {
  dump_database=$1
  views_of "$1" >"$work/views"
  set -- --skip-triggers
  while IFS= read -r view; do set -- "$@" "--ignore-table=$dump_database.$view"; done <"$work/views"
  dumper "$@" "$dump_database"
}

# dump_definitions DATABASE
dump_definitions() {
  dump_database=$1
  views_of "$1" >"$work/views"
  if [ -s "$work/views" ]; then
    set -- --no-data --skip-triggers "$dump_database"
    while IFS= read -r view; do set -- "$@" "$view"; done <"$work/views"
    dumper "$@"
  fi
  dumper --no-data --no-create-info --triggers --routines --events "$dump_database"
}

# drop_definitions DATABASE: writes the statements. Triggers go first: a table that has one cannot go to another database.
drop_definitions() {
  ask "SELECT CONCAT('DROP TRIGGER \`$1\`.\`', REPLACE(trigger_name, '\`', '\`\`'), '\`;') FROM information_schema.triggers WHERE trigger_schema = '$1'
    UNION ALL SELECT CONCAT('DROP EVENT \`$1\`.\`', REPLACE(event_name, '\`', '\`\`'), '\`;') FROM information_schema.events WHERE event_schema = '$1'
    UNION ALL SELECT CONCAT('DROP VIEW \`$1\`.\`', REPLACE(table_name, '\`', '\`\`'), '\`;') FROM information_schema.views WHERE table_schema = '$1'
    UNION ALL SELECT CONCAT('DROP ', routine_type, ' \`$1\`.\`', REPLACE(routine_name, '\`', '\`\`'), '\`;') FROM information_schema.routines WHERE routine_schema = '$1'"
}

# move_tables FROM TO: "\`FROM\`.\`a\` TO \`TO\`.\`a\`" for each table, one a line.
move_tables() {
  ask "SELECT CONCAT('\`$1\`.\`', n, '\` TO \`$2\`.\`', n, '\`') FROM (SELECT REPLACE(table_name, '\`', '\`\`') AS n FROM information_schema.tables
    WHERE table_schema = '$1' AND table_type NOT LIKE '%VIEW%') AS names"
}

# check_whole DUMP: can it be unpacked to its end, and does each part of it say that it was finished?
check_whole() {
  rm -f "$work/unread"
  { gunzip -c "$1" 2>/dev/null || : >"$work/unread"; } | sed -n -e '/^-- Dump completed/p' -e "/^$BORDER\$/p" -e '/^-- Host: .*Database: /p' -e '$p' >"$work/marks"
  if [ -e "$work/unread" ]; then refuse "the dump $1 cannot be unpacked to its end"; fi
  case $(tail -n 1 "$work/marks") in '-- Dump completed'*) ;; *) refuse "the dump $1 does not end with '-- Dump completed'" ;; esac
  [ "$(grep -c '^-- Host: ' "$work/marks")" = "$(uniq "$work/marks" | grep -c '^-- Dump completed')" ] || refuse "a part of the dump $1 was not finished"
  grep -qx -e "$BORDER" "$work/marks" || refuse "the dump $1 was not made by this template"
}
