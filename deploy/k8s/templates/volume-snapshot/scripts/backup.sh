#!/bin/sh
# Makes a VolumeSnapshot of a claim and waits until it can be used. What it does, needs and prints is in README.md.
set -eu
# shellcheck source-path=SCRIPTDIR source=snapshots.sh
. "$(dirname "$0")/snapshots.sh"
KEEP=${KEEP:-7}
KEEP_DAYS=${KEEP_DAYS:-7}
TIMEOUT_SECONDS=${TIMEOUT_SECONDS:-600}
check_number KEEP "$KEEP" 1
check_number KEEP_DAYS "$KEEP_DAYS" 2
check_number TIMEOUT_SECONDS "$TIMEOUT_SECONDS" 1
check_claim
if [ -n "${SNAPSHOT_CLASS:-}" ]; then check_name SNAPSHOT_CLASS "$SNAPSHOT_CLASS"; fi

snapshot=$CLAIM-$JOB
kubectl create --validate=false -f - <<YAML
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshot
metadata:
  name: "$snapshot"
  labels:
    app.kubernetes.io/managed-by: upgrades-volume-snapshot
    upgrades/claim: "$CLAIM"
spec:
  ${SNAPSHOT_CLASS:+volumeSnapshotClassName: "$SNAPSHOT_CLASS"}
  source:
    persistentVolumeClaimName: "$CLAIM"
YAML

until=$(($(date +%s) + TIMEOUT_SECONDS))
while [ "$(snapshot_value "$snapshot" .status.readyToUse)" != true ]; do
  [ "$(date +%s)" -lt "$until" ] || fail "the snapshot $snapshot cannot be used after $TIMEOUT_SECONDS s: $(snapshot_value "$snapshot" .status.error.message)"
  sleep 2
done
bytes=$(snapshot_value "$snapshot" .status.restoreSize)
say "backup complete: claim=$CLAIM bytes=${bytes:-0} snapshot=$snapshot"

# What is neither among the KEEP newest nor younger than KEEP_DAYS days goes.
now=$(date +%s)
usable_snapshots >"${TMPDIR:-/tmp}/snapshots"
left=$(wc -l <"${TMPDIR:-/tmp}/snapshots")
while read -r made name; do
  [ "$left" -gt "$KEEP" ] || break
  [ $((now - $(seconds_of "$made"))) -gt $((KEEP_DAYS * 86400)) ] || break
  kubectl delete volumesnapshot "$name" --wait=false
  left=$((left - 1))
done <"${TMPDIR:-/tmp}/snapshots"
say "all complete: claims=1 bytes=${bytes:-0}"
