#!/bin/sh
# Makes a new claim of a snapshot. It cannot put it under a pod that runs: what a person does with it is in README.md.
set -eu
# shellcheck source-path=SCRIPTDIR source=snapshots.sh
. "$(dirname "$0")/snapshots.sh"
check_claim
[ "${UPGRADES_DATABASE:-$CLAIM}" = "$CLAIM" ] || refuse "this is about the claim $CLAIM, and $UPGRADES_DATABASE is asked for"

if [ -n "${UPGRADES_BACKUP_JOB:-}" ]; then
  check_name UPGRADES_BACKUP_JOB "$UPGRADES_BACKUP_JOB"
  snapshot=$CLAIM-$UPGRADES_BACKUP_JOB
elif [ -n "${SNAPSHOT:-}" ]; then
  check_name SNAPSHOT "$SNAPSHOT"
  snapshot=$SNAPSHOT
elif [ "${LATEST:-}" = 1 ]; then
  snapshot=$(usable_snapshots | tail -n 1 | cut -d ' ' -f 2)
  [ -n "$snapshot" ] || refuse "there is no snapshot of $CLAIM"
else
  refuse "nothing says which snapshot: set UPGRADES_BACKUP_JOB to the name of its Job, SNAPSHOT to its name, or LATEST to 1 for the newest"
fi
[ "$(snapshot_value "$snapshot" .spec.source.persistentVolumeClaimName)" = "$CLAIM" ] || refuse "there is no snapshot $snapshot of the claim $CLAIM"
[ "$(snapshot_value "$snapshot" .status.readyToUse)" = true ] || refuse "the snapshot $snapshot cannot be used"

claim_value() { kubectl get persistentvolumeclaim "$CLAIM" -o "jsonpath={$1}"; }
new=$CLAIM-restore-$(printf '%s' "${UPGRADES_STEP:-$JOB}" | sha256sum | cut -c 1-8)
size=$(claim_value .status.capacity.storage)
class=$(claim_value .spec.storageClassName)
mode=$(claim_value '.spec.accessModes[0]')
check_name "the size of $CLAIM" "$size"
check_name "the class of $CLAIM" "$class"
check_name "the access mode of $CLAIM" "$mode"
kubectl create --validate=false -f - <<YAML
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: "$new"
  labels:
    app.kubernetes.io/managed-by: upgrades-volume-snapshot
spec:
  storageClassName: "$class"
  accessModes: ["$mode"]
  dataSource:
    apiGroup: snapshot.storage.k8s.io
    kind: VolumeSnapshot
    name: "$snapshot"
  resources:
    requests:
      storage: "$size"
YAML
say "claim made: $new from $snapshot, which a commit has to put in the place of $CLAIM"
# Whoever asked for a restore of a step must not believe that it was one.
if [ -n "${UPGRADES_STEP:-}" ]; then
  say "not restored: $CLAIM is used by a pod that runs, and is as it was" >&2
  exit 3
fi
