# What the scripts of all templates share: how they speak, and what they take from outside. They lie beside it in one folder.
# shellcheck shell=sh

# Ranges in patterns are those of ASCII everywhere.
LC_ALL=C
export LC_ALL

say() { printf '%s\n' "$*"; }

fail() {
  printf 'failed: %s\n' "$*" >&2
  exit 1
}

refuse() {
  printf 'refused, and nothing was changed: %s\n' "$*" >&2
  exit 1
}

# check_name WHAT VALUE: it becomes part of paths, of statements and of what is sent to the API server.
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

# seconds_of TIME: since 1970, of a UTC time like 20261126T160319Z or 2026-11-26T16:03:19Z. What date -d takes differs from system to system.
seconds_of() {
  printf '%s' "$1" | tr -cd '0-9' | awk '{
    y = substr($0, 1, 4) + 0; m = substr($0, 5, 2) + 0; d = substr($0, 7, 2) + 0
    if (m <= 2) { y--; m += 12 }
    days = 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + d - 1 - 719468
    printf "%.0f\n", days * 86400 + substr($0, 9, 2) * 3600 + substr($0, 11, 2) * 60 + substr($0, 13, 2)
  }'
}

JOB=${JOB:-by-hand}
check_name JOB "$JOB"
