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
# Needs Linux, the .NET 10 SDK and g++ 12 or newer (apt-get install g++). Prints a line a step; what a failed step said is shown below it.
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
command -v g++ > /dev/null || stop 69 "found no g++, expected version 12 or newer: apt-get install g++"
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
driver=$(bash tests/Cuda/build.sh)
export LD_LIBRARY_PATH=$driver${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
failed=0

# Runs a command under a name; its words are shown when it fails.
step() { # NAME COMMAND...
    local name=$1 start=$EPOCHREALTIME result=passed
    shift
    if ! "$@" > "$folder/said" 2>&1; then
        result=FAILED
        failed=$((failed + 1))
    fi
    printf '%-66s %s %7.1f s\n' "$name" "$result" "$(bc <<< "$EPOCHREALTIME - $start")"
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
    "$tests" -noColor -noLogo -preEnumerateTheories -failSkips -showLiveOutput "$@"
}

# The card's fit and the processor's, of one seed, agree within their Monte Carlo errors.
agree() { # NAME ARGUMENTS...
    local name=$1
    shift
    "$program" fit "$@" --device cuda --output "$folder/$name-cuda" --quiet || [ $? -eq 2 ]
    "$program" fit "$@" --device simd --output "$folder/$name-simd" --quiet || [ $? -eq 2 ]
    python3 "$repository/tests/Cuda/agree.py" "$folder/$name-cuda" "$folder/$name-simd"
}

# With memory for one wave and for all, a card computes the same.
waves() { # ARGUMENTS...
    "$program" fit "$@" --device cuda --output "$folder/whole" --quiet
    STAND_IN_MEMORY=$small "$program" fit "$@" --device cuda --output "$folder/waves" --overwrite --quiet
    grep -q "in waves\|at a time" "$folder/said" || { echo "expected a notice that the work is done in waves"; return 1; }
    diff -r -x run.json "$folder/whole" "$folder/waves"
}

step "the stand-in card itself" tested -class GpuConcord.Tests.Cuda.StandInTests
step "every test that wants a CUDA device" tested -trait Device=cuda
step "every kernel beside the processor, bit by bit" env STAND_IN_UNIFIED=1 "$tests" -noColor -noLogo -failSkips -class GpuConcord.Tests.Cuda.ShadowTests
if ! $quick; then
    step "the same with products fused into sums" env STAND_IN_UNIFIED=1 STAND_IN_FUSED=1 "$tests" -noColor -noLogo -failSkips -class GpuConcord.Tests.Cuda.ShadowTests
    step "the stand-in card itself, fused" env STAND_IN_FUSED=1 "$tests" -noColor -noLogo -failSkips -class GpuConcord.Tests.Cuda.StandInTests
    step "devices" expect 0 "stand-in for a card" "$program" devices
    step "selftest" "$program" selftest --device cuda
    step "selftest, fused" env STAND_IN_FUSED=1 "$program" selftest --device cuda
fi

[ "$failed" -eq 0 ] || stop 1 "$failed steps failed"
