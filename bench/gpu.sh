#!/usr/bin/env bash
# For the day a GPU is at hand: everything that one can tell about it, within ten minutes, without anything to think of.
#
#   bench/gpu.sh [--machine NAME] [--device cuda] [--minutes 10] [--small]
#
#   --machine   folder under bench/results that the tables go to; what nvidia-smi calls the first GPU when left out
#   --device    cuda, cuda:N, opencl or opencl:N
#   --minutes   after so many nothing more is begun, and what runs is stopped
#   --small     sizes that only tell whether every step runs; tables then say so
#
# Builds and publishes; lists the devices; self-test; every test that wants the device, where a skip is a failure; whole commands and the jobs of gpu-model.md beside
# the processor; a whole catalogue. Each step has its own limit of time and its own log, artifacts/gpu/MACHINE/STEP.log, and none stops the next. bench/results/MACHINE then
# has gpu.md (steps, devices, self-test), gpu-jobs.md and catalogue.md. Peers run on processors: their tables, and `simd` beside the GPU here, place it among them.
#
# Needs the .NET 10 SDK and Python 3. Exit codes: 0 every step passed, 1 one failed or ran out of time (gpu.md says which), 2 usage, 69 this machine lacks something.
set -uo pipefail

stop() { # CODE MESSAGE
    echo "gpu.sh: $2" >&2
    exit "$1"
}

machine= device=cuda minutes=10 small=
while [ $# -gt 0 ]; do
    case $1 in
        --machine | --device | --minutes) [ $# -gt 1 ] || stop 2 "found $1 without a value"; declare "${1#--}=$2"; shift ;;
        --small) small=--small ;;
        -h | --help) sed -n '2,/^set /{s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) stop 2 "found '$1', expected --machine, --device, --minutes or --small" ;;
    esac
    shift
done

cd "$(dirname "$0")/.."
command -v dotnet > /dev/null || stop 69 "found no dotnet in PATH, expected the .NET 10 SDK"
command -v python3 > /dev/null || stop 69 "found no python3 in PATH"
if [ -z "$machine" ]; then
    machine=$(nvidia-smi --query-gpu=name --format=csv,noheader 2> /dev/null | head -n 1 | tr '[:upper:]' '[:lower:]' | tr -cs 'a-z0-9\n' '-')
    [ -n "$machine" ] || stop 69 "found no GPU by nvidia-smi to name the results after, expected one; name them with --machine"
fi

logs=artifacts/gpu/$machine results=bench/results/$machine program=$PWD/artifacts/gpu/program
mkdir -p "$logs" "$results"
load=$(cut -d ' ' -f 1 /proc/loadavg 2> /dev/null || echo unknown)
limit=$((60 * minutes)) sources=100000
[ -z "$small" ] || sources=2000
SECONDS=0
table= failed=

step() { # NAME SECONDS COMMAND...: no longer than that, nor than what is left of the whole
    local name=$1 most=$2 began=$SECONDS code=0 said=passed
    shift 2
    local left=$((limit - SECONDS))
    [ "$most" -le "$left" ] || most=$left
    echo "== $name (at most $most s): $logs/$name.log"
    if [ "$most" -le 0 ]; then
        code=124
    else
        timeout --kill-after=5 "$most" "$@" > "$logs/$name.log" 2>&1 || code=$?
    fi
    case $code in
        0) ;;
        124 | 137) said="stopped after $((SECONDS - began)) s" ;;
        *) said="failed, exit code $code"; tail -n 5 "$logs/$name.log" >&2 ;;
    esac
    [ $code -eq 0 ] || failed="$failed $name"
    table+="| $name | $((SECONDS - began)) | $said |"$'\n'
    echo "   $said, $((SECONDS - began)) s"
    return $code
}

build() {
    dotnet publish src/Cli -c Release --no-self-contained -v quiet -o "$program" && dotnet build tests -c Release -v quiet && dotnet build bench -c Release -v quiet
}

device_tests() {
    ./tests/bin/Release/net10.0/GpuConcord.Tests -noColor -preEnumerateTheories -trait "Device=${device%%:*}" -failSkips && grep -Eq 'Total: [1-9]' "$logs/tests.log"
}

export -f build device_tests
export program logs results device small
step build 300 bash -c build || stop 1 "the build failed; see $logs/build.log"
step devices 30 "$program/gpuconcord" devices
step selftest 120 "$program/gpuconcord" selftest --device "$device"
step tests 180 bash -c device_tests
step jobs 240 python3 bench/gpu_jobs.py "$machine" --program "$program/gpuconcord" --device "$device" $small
step catalogue 60 python3 bench/catalogue.py "$machine" --runs 1 --sources "$sources"

{
    printf '# %s\n\n' "$machine"
    printf '`bench/gpu.sh%s`, %s, %s; load average before it %s; %d s in all.%s\n\n' "${small:+ --small}" "$(date '+%d %B %Y')" \
        "$("$program/gpuconcord" --version | head -n 1)" "$load" "$SECONDS" "${failed:+ **Not everything passed:$failed.**}"
    printf '| step | seconds | |\n|---|--:|---|\n%s\n' "$table"
    for name in devices selftest; do
        printf '## %s\n\n```\n' "$name"
        cat "$logs/$name.log"
        printf '```\n\n'
    done
    printf '## tests\n\n```\n'
    tail -n 3 "$logs/tests.log"
    printf '```\n'
} > "$results/gpu.md"
echo "Tables are in $results, logs in $logs; $SECONDS s."
[ -z "$failed" ] || stop 1 "not everything passed:$failed"
