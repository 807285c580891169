# What the scripts of this folder share.
# shellcheck shell=sh
# shellcheck source-path=SCRIPTDIR source=../../shared/common.sh
. "$(dirname "$0")/common.sh"

# Its name is also the value of a label.
check_claim() {
  check_name CLAIM "${CLAIM:-}"
  [ "${#CLAIM}" -le 63 ] || refuse "the name of the claim $CLAIM is longer than 63 characters"
}

snapshot_value() { kubectl get volumesnapshot "$1" -o "jsonpath={$2}"; }

# "<made> <name>" of what can be used, oldest first.
usable_snapshots() {
  kubectl get volumesnapshots -l "app.kubernetes.io/managed-by=upgrades-volume-snapshot,upgrades/claim=$CLAIM" --sort-by=.metadata.creationTimestamp \
    -o 'jsonpath={range .items[?(@.status.readyToUse==true)]}{.metadata.creationTimestamp} {.metadata.name}{"\n"}{end}'
}
