#!/bin/sh
# Brings a SQLite file back to a copy of backup.sh while its application has it open. What that can and cannot do is in README.md.
set -eu
# shellcheck source-path=SCRIPTDIR source=../../shared/dumps.sh
. "$(dirname "$0")/dumps.sh"
# shellcheck source-path=SCRIPTDIR source=contents.sh
. "$(dirname "$0")/contents.sh"
KIND=sqlite
check_number BUSY_SECONDS "$BUSY_SECONDS" 1
check_file
[ -n "${UPGRADES_DATABASE:-}" ] || refuse "nothing says which database: set UPGRADES_DATABASE to $DATABASE"
[ "$UPGRADES_DATABASE" = "$DATABASE" ] || refuse "this restores $DATABASE, and $UPGRADES_DATABASE is asked for"
folder=$DUMPS/$DATABASE
[ -d "$folder" ] || refuse "there are no copies of $DATABASE: no folder $folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT

check_step
only_one "$folder"
check_marker "$folder"
find_dump "$folder"
check_files "$base"
[ "$(fact "$base.txt" database)" = "$DATABASE" ] || refuse "the copy $base.$KIND is of '$(fact "$base.txt" database)', not of $DATABASE"
check_sound "$base.$KIND" || refuse "the copy $base.$KIND does not pass integrity_check"
rows_of "$base.$KIND" >"$work/rows"
sed -n 's/^copied=//p' "$base.txt" | cmp -s - "$work/rows" || refuse "the copy $base.$KIND has not the rows that its .txt tells of"
sizes=$(untouched "$base.$KIND" 'PRAGMA page_size')/$(sqlite "$SQLITE_FILE" 'PRAGMA page_size') || fail "$SQLITE_FILE cannot be read; nothing was changed"
[ "${sizes%/*}" = "${sizes#*/}" ] || refuse "the copy's pages have ${sizes%/*} bytes, those of $SQLITE_FILE ${sizes#*/}: stop the application and put the copy in its place"

replaced=$folder/restored/${step:-by-hand}-$id.before.sqlite
mkdir -p "$folder/restored"
copy "$SQLITE_FILE" "$replaced.part" || fail "what is there now could not be kept; nothing was changed"
to_disk "$replaced.part"
mv "$replaced.part" "$replaced"
to_disk "${replaced%/*}"

mark "$replaced"
# One transaction over all pages: the application's own transactions are before it or after it, and never see half. Who does not get the
# lock has changed nothing.
attempt=1
until sqlite "$SQLITE_FILE" ".restore main $base.$KIND"; do
  attempt=$((attempt + 1))
  [ "$attempt" -le 5 ] && sleep 1 && continue
  rm -f "$marker"
  fail "$SQLITE_FILE could not be written: its application has it locked, or the volume is full; nothing was changed"
done
now=$folder/.$id.now.part
trap 'rm -rf "$work" "$now"' EXIT
copy "$SQLITE_FILE" "$now" || fail "$SQLITE_FILE was restored, and cannot be read: what was there before is $replaced"
check_sound "$now" || fail "$SQLITE_FILE was restored, and does not pass integrity_check: what was there before is $replaced"
rows_of "$now" | cmp -s - "$work/rows" || say "note: the application has changed rows already"
say "restore complete: database=$DATABASE dump=$base.$KIND tables=$(wc -l <"$work/rows" | tr -d ' ') replaced=$replaced"
