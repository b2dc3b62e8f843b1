#!/bin/bash
# A job in parts on a real Slurm: 20 parts, some tasks killed with -9, one part done twice at once, requeued, merged, compared to the byte with one machine's run.
#
# Brings up a single-node Slurm from Debian's packages (slurm-wlm, munge) as root, in a container or a machine of its own: it writes /etc/slurm/slurm.conf.
# Usage: tests/slurm/run.sh PROGRAM [RESULTS.md]     PROGRAM: gpuconcord, published; RESULTS.md: where the table goes, standard output otherwise
set -euo pipefail
program=$(realpath "$1")
results=$(realpath -m "${2:-/dev/stdout}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
shards=20

bring_up() {
    command -v slurmctld munged > /dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -y slurm-wlm munge > /dev/null
    if sinfo -h -o %T 2> /dev/null | grep -qE 'idle|mixed|alloc'; then
        return
    fi
    host=$(hostname -s)
    getent hosts "$host" > /dev/null || echo "127.0.0.1 $host" >> /etc/hosts
    install -d -o munge -g munge -m 755 /run/munge
    [ -s /etc/munge/munge.key ] || mungekey -c
    chown munge: /etc/munge/munge.key
    chmod 400 /etc/munge/munge.key
    mkdir -p /etc/slurm /var/spool/slurmctld /var/spool/slurmd /var/log/slurm
    cat > /etc/slurm/slurm.conf <<CONF
ClusterName=solo
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
StateSaveLocation=/var/spool/slurmctld
SlurmdSpoolDir=/var/spool/slurmd
SlurmctldPidFile=/run/slurmctld.pid
SlurmdPidFile=/run/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AuthInfo=cred_expire=5
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
MinJobAge=3600
MailProg=/bin/true
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$(($(awk '/MemTotal/ { print $2 }' /proc/meminfo) / 1100)) State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
    runuser -u munge -- /usr/sbin/munged
    slurmctld
    slurmd
    for _ in $(seq 30); do
        sleep 1
        sinfo -h -o %T | grep -qE 'idle|mixed|alloc' && return
    done
    echo "Slurm does not come up" >&2
    exit 1
}

# Waits until no task of a job is pending or running.
ended() {
    for _ in $(seq 600); do
        [ -z "$(squeue -h -j "$1" -o %T 2> /dev/null | grep -E 'PENDING|RUNNING|COMPLETING|CONFIGURING')" ] && return
        sleep 0.5
    done
    echo "job $1 does not end" >&2
    exit 1
}

missing() { "$program" status "$1" --json | python3 -c 'import json, sys; s = json.load(sys.stdin); print(*(s["missing"] + s["failed"] + s["running"]))'; }

bring_up
cd "$work"
rows=()
row() { rows+=("| $1 | $2 | $3 |"); echo "$1: $2: $3" >&2; }

# One job: its name, and the command that is planned.
job() {
    local name=$1 array killed=0 before
    shift
    "$program" plan "$name" "$@" --shards $shards > /dev/null
    array=$(sbatch --parsable --cpus-per-task=1 --mem=100M --time=10 "$name/slurm.sh")
    # The merge waits for the array however it ends, and refuses while parts are missing.
    local merge
    merge=$(sbatch --parsable --cpus-per-task=1 --mem=100M --dependency=afterany:"$array" "$name/merge.sh")
    for _ in $(seq 200); do
        [ $killed -ge 4 ] && break
        pid=$(pgrep -f "work $name --shard env" | shuf -n 1 || true)
        if [ -n "$pid" ] && kill -9 "$pid" 2> /dev/null; then
            killed=$((killed + 1))
        fi
        sleep 0.3
    done
    ended "$array"
    ended "$merge"
    before=$(missing "$name")
    row "$name" "parts missing after kill -9 of $killed tasks" "${before:-none}"
    row "$name" "the merge that followed" "$(scontrol show job "$merge" | sed -n 's/.*JobState=\([A-Z]*\).*/\1/p'): $(tail -n 1 "$name/logs/merge_$merge.log" | cut -c1-96)"

    # Requeued; the first of them is done here at the same time, too.
    for shard in $before; do
        scontrol requeue "${array}_$shard"
    done
    for shard in ${before%% *}; do
        "$program" work "$name" --shard "$shard" --quiet > /dev/null 2>&1 || true
    done
    ended "$array"
    row "$name" "parts missing after those tasks were requeued" "$(missing "$name" | grep . || echo none)"
    merge=$(sbatch --parsable --cpus-per-task=1 --mem=100M "$name/merge.sh")
    ended "$merge"
    row "$name" "the merge" "$(scontrol show job "$merge" | sed -n 's/.*JobState=\([A-Z]*\).*/\1/p')"
}

same() {
    local differing
    differing=$(diff -rq "$1" "$2" | grep -v 'run\.json' || true)
    row "$3" "files that differ from one machine's, but for run.json" "${differing:-none}"
    [ -z "$differing" ]
}

sweep=(sweep epic-hmxb --tau 0.01:0.1:0.005 --beta-grid 0.001,0.01 --tuning quick --device simd)
job priors "${sweep[@]}"
"$program" "${sweep[@]}" --output plain-priors --quiet > /dev/null
same priors/merged plain-priors priors

calibration=(sbc --replicates 2000 --device simd)
job calibration "${calibration[@]}"
"$program" "${calibration[@]}" --output plain-calibration --quiet > /dev/null
same calibration/merged plain-calibration calibration

{
    echo "# Parts on a cluster"
    echo
    echo "$(sinfo --version), one node of $(nproc) cores, $(uname -sr), $("$program" --version), $(date -u '+%d %B %Y'). $shards parts a job; tasks killed with -9 at random;"
    echo "their tasks requeued, one of these parts done by hand at the same time. \`tests/slurm/run.sh\`"
    echo
    echo "| job | what | found |"
    echo "|---|---|---|"
    printf '%s\n' "${rows[@]}"
} > "$results"
