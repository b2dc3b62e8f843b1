#!/usr/bin/env bash
# Runs this program on CUDA, on a machine without a card: builds a library that stands in for NVIDIA's driver and executes the kernels' PTX on the processor
# (tests/Cuda/driver), and with it
#
#   - the tests of that library, and every test that wants a CUDA device: elsewhere such a test is skipped, here a skip is a failure;
#   - every kernel beside the same kernel on the processor, bit by bit, and with products fused into sums to rounding;
#   - the self-test, a fit of every model, photometry and a sweep, from the command line, beside the processor's;
#   - cards that are small, full, old or absent.
#
#   bash tests/Cuda/run.sh [--quick] [--no-build]
#
#   --quick      the tests and the comparison bit by bit: what every commit has to pass
#   --no-build   take the Release build as it is
#
# Needs Linux, the .NET 10 SDK, g++ 12 or newer and python3 (apt-get install g++ python3). Prints a line a step; what a failed step said is shown below it.
#
# Exit codes: 0 all passed, 1 a step failed or the build did, 2 usage, 69 this machine lacks something.
set -euo pipefail

stop() { # CODE MESSAGE
    echo "run.sh: $2" >&2
    exit "$1"
}

build=true
quick=false
for argument in "$@"; do
    case $argument in
        --quick) quick=true ;;
        --no-build) build=false ;;
        -h | --help) sed -n '2,/^set /{s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) stop 2 "found '$argument', expected --quick or --no-build" ;;
    esac
done

repository=$(realpath "$(dirname "$0")/../..")
for tool in g++ python3; do
    command -v $tool > /dev/null || stop 69 "found no $tool: apt-get install g++ python3"
done
# What a caller's shell says of the card would weaken steps: STAND_IN_FUSED=1 lets the comparison bit by bit compare to rounding.
unset "${!STAND_IN_@}"
cd "$repository"
if $build; then
    dotnet build -c Release || stop 1 "the build failed"
fi
program=$repository/src/Cli/bin/Release/net10.0/gpuconcord
tests=$repository/tests/bin/Release/net10.0/GpuConcord.Tests
for file in "$program" "$tests"; do
    [ -x "$file" ] || stop 69 "found no $file, expected a Release build; leave out --no-build"
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
driver=$(bash tests/Cuda/build.sh) || stop 1 "the stand-in driver's build failed"
# Kernels are compiled once for all steps, and by this build.
export GPUCONCORD_CACHE=$folder/kernels
export LD_LIBRARY_PATH=$driver${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
failed=0

# Runs a command under a name; its words are shown when it fails.
step() { # NAME COMMAND...
    local name=$1 start=${EPOCHREALTIME/[.,]/} result=passed spent
    shift
    if ! "$@" > "$folder/said" 2>&1; then
        result=FAILED
        failed=$((failed + 1))
    fi
    spent=$((${EPOCHREALTIME/[.,]/} - start))
    printf '%-66s %s %5d.%d s\n' "$name" "$result" $((spent / 1000000)) $((spent / 100000 % 10))
    [ $result = passed ] || sed 's/^/    /' "$folder/said"
}

# A command has to end with a code and, where given, to say something.
expect() { # CODE TEXT COMMAND...
    local code=$1 text=$2 found=0
    shift 2
    "$@" || found=$?
    [ $found -eq "$code" ] || { echo "found exit code $found, expected $code"; return 1; }
    [ -z "$text" ] || grep -qF -- "$text" "$folder/said" || { echo "expected to read: $text"; return 1; }
}

tested() { # FILTER...
    "$tests" -noColor -noLogo -preEnumerateTheories -failSkips -showLiveOutput "$@" || return 1
    # A filter that fits nothing passes too.
    grep -qE 'Total: [1-9]' "$folder/said" || { echo "expected some tests"; return 1; }
}

# What the card computes and what the processor computes, of one seed, agree: within Monte Carlo errors, or to rounding where nothing is drawn.
agree() { # FILE COMMAND...
    local file=$1 device
    shift
    rm -rf "$folder/cuda" "$folder/simd"
    for device in cuda simd; do
        "$program" "$@" --device $device --output "$folder/$device" --quiet || return 1
    done
    python3 tests/Cuda/agree.py "$folder/cuda$file" "$folder/simd$file"
}

# With memory for one wave of chains and for all, a card computes the same.
waves() { # BYTES COMMAND...
    local bytes=$1
    shift
    rm -rf "$folder/whole" "$folder/waves"
    "$program" "$@" --device cuda --output "$folder/whole" --overwrite || return 1
    STAND_IN_MEMORY=$bytes "$program" "$@" --device cuda --output "$folder/waves" --overwrite || return 1
    grep -q "at a time" "$folder/said" || { echo "expected to read that chains run so many at a time"; return 1; }
    diff -r -x run.json "$folder/whole" "$folder/waves"
}

# A card that others fill up while a fit runs: the fit goes on in waves to the same files, or ends with 69 and leaves nothing.
filled() { # COMMAND...
    local allowed code whole=0 refused=0
    rm -rf "$folder/whole"
    "$program" "$@" --device cuda --output "$folder/whole" || return 1
    for allowed in 1 2 4 8 16 32 64; do
        rm -rf "$folder/filled"
        code=0
        STAND_IN_FULL_AFTER=$allowed "$program" "$@" --device cuda --output "$folder/filled" || code=$?
        case $code in
            0) diff -r -x run.json "$folder/whole" "$folder/filled" || return 1; whole=$((whole + 1)) ;;
            69) [ ! -e "$folder/filled" ] || return 1; refused=$((refused + 1)) ;;
            *) echo "found exit code $code"; return 1 ;;
        esac
    done
    echo "$whole ended, $refused refused"
    [ $whole -gt 0 ] && [ $refused -gt 0 ]
}

step "the stand-in card itself" tested -class GpuConcord.Tests.Cuda.StandInTests
step "every test that wants a CUDA device" tested -trait Device=cuda
fused() { # FILTER...
    local -x STAND_IN_FUSED=1
    tested "$@"
}

shadow() { # VARIABLE=VALUE...
    local -x STAND_IN_UNIFIED=1 "$@"
    tested -class GpuConcord.Tests.Cuda.ShadowTests
}
step "every kernel beside the processor, bit by bit" shadow
if ! $quick; then
    step "the same with products fused into sums" shadow STAND_IN_FUSED=1
    step "the stand-in card itself, fused" fused -class GpuConcord.Tests.Cuda.StandInTests
    step "devices" expect 0 "stand-in for a card" "$program" devices
    step "selftest" "$program" selftest --device cuda
    step "selftest, fused" env STAND_IN_FUSED=1 "$program" selftest --device cuda

    made() { "$program" simulate "$@" > "$folder/said" 2>&1 || { cat "$folder/said"; stop 1 "simulate failed"; }; }
    made --model log-t --sources 60 --seed 1 --output "$folder/scatter.csv"
    made --model counts --sources 30 --seed 1 --output "$folder/counts.csv"
    short=(--chains 64 --warmup 50 --draws 20)
    step "fit, fitted" agree /summary.csv fit epic-hmxb
    step "fit, fitted, block-gibbs" agree /summary.csv fit epic-hmxb --band 2.0-4.5 --sampler block-gibbs "${short[@]}"
    step "fit, known" agree /summary.csv fit epic-hmxb --variances known
    step "fit, both" agree /summary.csv fit epic-hmxb --band 2.0-4.5 --variances both "${short[@]}"
    step "fit, log-t" agree /summary.csv fit epic-hmxb --band 2.0-4.5 --model log-t "${short[@]}"
    step "fit, counts" agree /summary.csv fit "$folder/counts.csv" --model counts "${short[@]}"
    step "fit, bands together" agree /summary.csv fit epic-hmxb --bands joint --band-correlation 0.5 "${short[@]}"
    step "fit, more than the card's memory" waves 300000 fit "$folder/scatter.csv" --model log-t --chains 64 --warmup 8 --draws 8
    step "fit, on a card that others fill" filled fit "$folder/scatter.csv" --model log-t --chains 64 --warmup 8 --draws 8
    step "sweep" agree /sweep.csv sweep epic-hmxb --tau 0.025,0.05,0.1
    printf 'source,n,m,A_s,A_b,alpha,beta\n' > "$folder/apertures.csv"
    for row in $(seq 1 300); do
        echo "S$row,$((row * row % 997)),$((row % 40)),$((150 + row % 90)),$((4000 + row)),0.9,$((row % 3)).$((row % 2))e-2" >> "$folder/apertures.csv"
    done
    step "aprates" agree "" aprates "$folder/apertures.csv" --overwrite
    step "aprates, fused" env STAND_IN_FUSED=1 "$program" aprates "$folder/apertures.csv" --device cuda --output "$folder/fused.csv"

    fit=("$program" fit epic-hmxb --device cuda)
    step "no card" expect 69 "sees no GPU" env STAND_IN_COUNT=0 "${fit[@]}"
    step "a driver that does not start" expect 69 "error 999" env STAND_IN_START=999 "${fit[@]}"
    step "a driver too old" expect 69 "install a newer NVIDIA driver" env STAND_IN_DRIVER=5000 "${fit[@]}"
fi

[ "$failed" -eq 0 ] || stop 1 "$failed steps failed"
