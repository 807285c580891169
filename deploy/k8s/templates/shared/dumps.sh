# What the templates of databases share: where dumps are, what makes one whole, and which may go.
#
#   $DUMPS/<database>/<UTC time>-<Job>.$KIND   moved there last: what is there is whole
#   $DUMPS/<database>/<UTC time>-<Job>.txt     what is in it: key=value
#   $DUMPS/<database>/<UTC time>-<Job>.sha256  of both
#   $DUMPS/<database>/restored/<step>          a restore for this step has begun to change something
# shellcheck shell=sh
# shellcheck source-path=SCRIPTDIR source-path=SCRIPTDIR/../../shared source=common.sh
. "$(dirname "$0")/common.sh"
umask 077
DUMPS=${DUMPS:-/dumps}

now_stamp() { date -u +%Y%m%dT%H%M%SZ; }

# stamp_of FILE: the time that its name begins with.
stamp_of() {
  stamp_of=${1##*/}
  say "${stamp_of%%-*}"
}

to_disk() { sync "$1" 2>/dev/null || sync; }

sha_of() { sha256sum <"$1" | cut -d ' ' -f 1; }

bytes_of() { wc -c <"$1" | tr -d ' '; }

# fact FILE KEY: a value of a dump's .txt
fact() { sed -n "s/^$2=//p" "$1" | head -n 1; }

# heading DATABASE BEGAN: the first lines of a dump's .txt
heading() {
  say "database=$1"
  say "job=$JOB"
  say "step=${UPGRADES_STEP:-}" | tr -cd 'A-Za-z0-9=/\n-'
  say "began=$2"
  say "finished=$(now_stamp)"
}

# finish BASE: BASE.$KIND.part and BASE.txt.part become a dump.
finish() {
  to_disk "$1.$KIND.part"
  to_disk "$1.txt.part"
  printf '%s  %s\n%s  %s\n' "$(sha_of "$1.$KIND.part")" "${1##*/}.$KIND" "$(sha_of "$1.txt.part")" "${1##*/}.txt" >"$1.sha256.part"
  to_disk "$1.sha256.part"
  mv "$1.txt.part" "$1.txt"
  mv "$1.sha256.part" "$1.sha256"
  mv "$1.$KIND.part" "$1.$KIND"
  to_disk "${1%/*}"
}

# check_files BASE: are the three there, and as they were written?
check_files() {
  [ -s "$1.$KIND" ] || refuse "the dump $1.$KIND is not there, or empty"
  if [ ! -s "$1.txt" ] || [ ! -s "$1.sha256" ]; then refuse "beside the dump $1.$KIND there is no .txt or no .sha256: it was never finished"; fi
  check_files=$(printf '%s  %s\n%s  %s' "$(sha_of "$1.$KIND")" "${1##*/}.$KIND" "$(sha_of "$1.txt")" "${1##*/}.txt")
  [ "$check_files" = "$(cat "$1.sha256")" ] || refuse "the dump $1.$KIND is not what its .sha256 says: it was damaged or cut off"
}

# dumps_of FOLDER: whole dumps, oldest first; the names say when.
dumps_of() {
  for dumps_of in "$1"/????????T??????Z-*."$KIND"; do
    if [ -s "$dumps_of" ] && [ -s "${dumps_of%."$KIND"}.sha256" ]; then say "$dumps_of"; fi
  done
}

# find_dump FOLDER: the one that is asked for, by UPGRADES_BACKUP_JOB, DUMP or LATEST=1; sets base.
find_dump() {
  if [ -n "${UPGRADES_BACKUP_JOB:-}" ]; then
    check_name UPGRADES_BACKUP_JOB "$UPGRADES_BACKUP_JOB"
    set -- "$1" "$1"/????????T??????Z-"$UPGRADES_BACKUP_JOB.$KIND"
    [ $# = 2 ] || refuse "Job $UPGRADES_BACKUP_JOB has made several dumps in $1"
    [ -e "$2" ] || refuse "Job $UPGRADES_BACKUP_JOB has left no dump in $1"
    base=${2%."$KIND"}
    check_time "$base"
  elif [ -n "${DUMP:-}" ]; then
    case $DUMP in
      *[!A-Za-z0-9_./-]* | *..*) refuse "DUMP is '$DUMP', which is no path of a dump" ;;
      "$1"/*."$KIND") base=${DUMP%."$KIND"} ;;
      *) refuse "DUMP is '$DUMP', and must be a path $1/….$KIND" ;;
    esac
  elif [ "${LATEST:-}" = 1 ]; then
    base=$(dumps_of "$1" | tail -n 1)
    [ -n "$base" ] || refuse "there is no dump in $1"
    base=${base%."$KIND"}
  else
    refuse "nothing says which dump: set UPGRADES_BACKUP_JOB to the name of its Job, DUMP to its path, or LATEST to 1 for the newest"
  fi
}

# check_time BASE: a dump that was finished long after its Job is of another Job of that name. Clocks may differ by minutes.
check_time() {
  [ -n "${UPGRADES_BACKUP_FINISHED_AT:-}" ] || return 0
  case $UPGRADES_BACKUP_FINISHED_AT in
    [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]*Z | [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]*+00:00) ;;
    *) refuse "UPGRADES_BACKUP_FINISHED_AT is '$UPGRADES_BACKUP_FINISHED_AT', and must be a time like 2026-11-26T16:03:19Z" ;;
  esac
  check_time=$(fact "$1.txt" finished)
  [ "$(seconds_of "$check_time")" -le $(($(seconds_of "$UPGRADES_BACKUP_FINISHED_AT") + 300)) ] ||
    refuse "the dump $1.$KIND was finished at $check_time, and its Job had ended at $UPGRADES_BACKUP_FINISHED_AT"
}

# check_step: sets step, a name for UPGRADES_STEP (<upgrade>/<step>), and id, eight characters of a restore's own.
check_step() {
  step=
  if [ -n "${UPGRADES_STEP:-}" ]; then
    step=$(printf '%s' "$UPGRADES_STEP" | tr '/' '-')
    check_name UPGRADES_STEP "$step"
  fi
  id=$(printf '%s' "${step:-$(now_stamp)-$JOB}" | sha256sum | cut -c 1-8)
}

# only_one FOLDER: nobody else restores this database now. The lock goes with the process, however that ends.
only_one() {
  exec 9>"$1/.lock"
  flock -n 9 || refuse "another restore of this database runs now"
}

# check_marker FOLDER: never a second time for a step, but when a person asks.
check_marker() {
  marker=$1/restored/${step:-by-hand-$id}
  if [ -e "$marker" ]; then
    [ "${AGAIN:-}" = 1 ] || refuse "step $UPGRADES_STEP was restored already, or a restore of it died on the way ($(tr '\n' ' ' <"$marker")): set AGAIN to 1 if it shall be done once more"
    id=$(printf '%s' "$step-$(now_stamp)-$JOB" | sha256sum | cut -c 1-8)
  fi
}

# mark REPLACED: from here on something changes; what was there before is kept under this name.
mark() {
  mkdir -p "${marker%/*}"
  printf 'at=%s\ndump=%s\njob=%s\nreplaced=%s\n' "$(now_stamp)" "$base.$KIND" "$JOB" "$1" >"$marker"
  to_disk "$marker"
  to_disk "${marker%/*}"
}

# check_keeping: for how long is what?
check_keeping() {
  KEEP=${KEEP:-14}
  KEEP_DAYS=${KEEP_DAYS:-14}
  KEEP_REPLACED_DAYS=${KEEP_REPLACED_DAYS:-7}
  check_number KEEP "$KEEP" 1
  check_number KEEP_DAYS "$KEEP_DAYS" 2
  check_number KEEP_REPLACED_DAYS "$KEEP_REPLACED_DAYS" 1
}

# old_replaced: "<marker> <name>" of what restores have kept for longer than KEEP_REPLACED_DAYS days.
old_replaced() {
  for old_marker in "$DUMPS"/*/restored/*; do
    case $old_marker in *.sql) continue ;; esac
    old_name=$(fact "$old_marker" replaced 2>/dev/null)
    case $old_name in *_before_restore_????????) ;; *) continue ;; esac
    if [ $(($(date -u +%s) - $(seconds_of "$(fact "$old_marker" at)"))) -gt $((KEEP_REPLACED_DAYS * 86400)) ]; then say "$old_marker $old_name"; fi
  done
}

# forget_old FOLDER: what is neither among the KEEP newest nor younger than KEEP_DAYS days goes. Two days at least are kept, so what a
# step's restore may ask for is there; and the newest whole dump always is.
forget_old() {
  forget_now=$(date -u +%s)
  forget_left=$(dumps_of "$1" | wc -l)
  dumps_of "$1" | while IFS= read -r forget_dump; do
    [ "$forget_left" -gt "$KEEP" ] || break
    [ $((forget_now - $(seconds_of "$(stamp_of "$forget_dump")"))) -gt $((KEEP_DAYS * 86400)) ] || break
    rm -f "$forget_dump" "${forget_dump%."$KIND"}.txt" "${forget_dump%."$KIND"}.sha256"
    say "deleted: $forget_dump"
    forget_left=$((forget_left - 1))
  done
  # What a killed Job has left.
  find "$1" -maxdepth 1 -name '*.part' -mtime +1 -exec rm -f {} +
}
