# What the scripts of this folder share.
# shellcheck shell=sh

LC_ALL=C
export LC_ALL
JOB=${JOB:-by-hand}

say() { printf '%s\n' "$*"; }

fail() {
  printf 'failed: %s\n' "$*" >&2
  exit 1
}

refuse() {
  printf 'refused, and nothing was changed: %s\n' "$*" >&2
  exit 1
}

# check_name WHAT VALUE: it becomes part of what is sent to the API server.
check_name() {
  case $2 in
    '' | .* | -* | *[!A-Za-z0-9_.-]*) refuse "$1 is '$2', and only letters, digits and _ . - are taken (not . or - first)" ;;
  esac
}

# check_number WHAT VALUE LEAST
check_number() {
  case $2 in
    '' | *[!0-9]* | ??????*) refuse "$1 is '$2', which is no number below 100000" ;;
  esac
  [ "$2" -ge "$3" ] || refuse "$1 is $2, and at least $3 is needed"
}

# Its name is also the value of a label.
check_claim() {
  check_name JOB "$JOB"
  check_name CLAIM "${CLAIM:-}"
  [ "${#CLAIM}" -le 63 ] || refuse "the name of the claim $CLAIM is longer than 63 characters"
}

snapshot_value() { kubectl get volumesnapshot "$1" -o "jsonpath={$2}"; }

# "<made> <name>" of what can be used, oldest first.
usable_snapshots() {
  kubectl get volumesnapshots -l "app.kubernetes.io/managed-by=upgrades-volume-snapshot,upgrades/claim=$CLAIM" --sort-by=.metadata.creationTimestamp \
    -o 'jsonpath={range .items[?(@.status.readyToUse==true)]}{.metadata.creationTimestamp} {.metadata.name}{"\n"}{end}'
}

# seconds_of TIME: since 1970, of a UTC time like 2026-11-26T16:03:19Z. What date -d takes differs from system to system.
seconds_of() {
  printf '%s' "$1" | tr -cd '0-9' | awk '{
    y = substr($0, 1, 4) + 0; m = substr($0, 5, 2) + 0; d = substr($0, 7, 2) + 0
    if (m <= 2) { y--; m += 12 }
    days = 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + d - 1 - 719468
    printf "%.0f\n", days * 86400 + substr($0, 9, 2) * 3600 + substr($0, 11, 2) * 60 + substr($0, 13, 2)
  }'
}
