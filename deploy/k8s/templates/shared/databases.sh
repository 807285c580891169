# What the templates of servers share, which hold several databases; `ask` is the template's own.
# shellcheck shell=sh
# shellcheck source-path=SCRIPTDIR source-path=SCRIPTDIR/../../shared source=dumps.sh
. "$(dirname "$0")/dumps.sh"

# A temporary folder, which the scripts make.
work=

# choose_databases QUERY: a Job that is made for one step saves that step's database; the nightly one those that are named, else all.
choose_databases() {
  if [ -n "${ONLY:-}" ]; then
    say "$ONLY" >"$work/databases"
  elif [ -n "${UPGRADES_DATABASE:-}" ]; then
    printf '%s\n' "$UPGRADES_DATABASE" >"$work/databases"
  elif [ -n "${DATABASES:-}" ]; then
    printf '%s\n' "$DATABASES" | tr -s ' ,' '\n' >"$work/databases"
  else
    ask "$1" >"$work/databases"
  fi
  [ -s "$work/databases" ] || fail "there is no database to back up"
  while IFS= read -r database; do check_name "the name of a database" "$database"; done <"$work/databases"
}

# back_up_each: back_up DATABASE, which appends its bytes to $TOTALS, for each. In a process of its own, so that one that fails does not
# keep the others from being saved.
back_up_each() {
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
}

# check_database: UPGRADES_DATABASE must say which; sets folder, where its dumps are.
check_database() {
  [ -n "${UPGRADES_DATABASE:-}" ] || refuse "nothing says which database: set UPGRADES_DATABASE to its name"
  check_name UPGRADES_DATABASE "$UPGRADES_DATABASE"
  folder=$DUMPS/$UPGRADES_DATABASE
  [ -d "$folder" ] || refuse "there are no dumps of $UPGRADES_DATABASE: no folder $folder"
}
