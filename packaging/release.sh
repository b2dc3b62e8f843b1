#!/usr/bin/env bash
# Programs that need no .NET: one file for each platform, packed with licence and README, and the SHA-256 of each archive.
#
#   packaging/release.sh [--output DIR] [PLATFORM ...]
#
#   --output DIR   where archives and SHA256SUMS go, by default artifacts/release
#   PLATFORM       linux-x64, linux-arm64, osx-arm64, win-x64; by default all four
#
# Needs the .NET 10 SDK, a NuGet registry, tar and zip. A program for this machine is tried: its version, its self-test on the processor, and a fit of
# built-in data, whose files must be the same bytes on all that are tried. So is one for another machine where an emulator of it is there: qemu-aarch64
# for linux-arm64, with a system for it (libc, libstdc++, libssl) in the folder that QEMU_LD_PREFIX names; wine for win-x64. Others are packed untried,
# and the script says so.
#
# Exit codes: 0 all packed, 1 a build or a trial failed, 2 usage.
set -euo pipefail

platforms=()
output=artifacts/release
repository=$(realpath "$(dirname "$0")/..")
while [ $# -gt 0 ]; do
    case $1 in
        --output) output=${2:?expected a folder behind --output}; shift ;;
        -h | --help) sed -n '2,/^set /{s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        linux-x64 | linux-arm64 | osx-arm64 | win-x64) platforms+=("$1") ;;
        *) echo "release.sh: found '$1', expected --output DIR, linux-x64, linux-arm64, osx-arm64 or win-x64" >&2; exit 2 ;;
    esac
    shift
done
[ ${#platforms[@]} -gt 0 ] || platforms=(linux-x64 linux-arm64 osx-arm64 win-x64)

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) here=linux-x64 ;;
    Linux-aarch64) here=linux-arm64 ;;
    Darwin-arm64) here=osx-arm64 ;;
    *) here=none ;;
esac

mkdir -p "$output"
output=$(realpath "$output")
version=$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' "$repository/Directory.Build.props")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# What runs a platform's program on this machine; nothing where it cannot run.
runner() { # PLATFORM
    case $1 in
        "$here") echo env ;;
        linux-arm64) if command -v qemu-aarch64 > /dev/null && [ -n "${QEMU_LD_PREFIX:-}" ]; then echo env DOTNET_EnableWriteXorExecute=0 qemu-aarch64; fi ;;
        # Wine 8 maps no precompiled code.
        win-x64) if command -v wine > /dev/null; then echo env WINEDEBUG=-all DOTNET_ReadyToRun=0 wine; fi ;;
    esac
}

try() { # PLATFORM FOLDER RUNNER...
    local platform=$1 program=$2/gpuconcord
    shift 2
    case $platform in win-*) program=$program.exe ;; esac
    (
        cd "$scratch"
        "$@" "$program" --version
        "$@" "$program" selftest --device simd
        "$@" "$program" fit epic-hmxb --quiet --device simd --output "run-$platform" > "page-$platform.txt"
        tail -n 3 "page-$platform.txt"
        (cd "run-$platform" && sha256sum ./*.csv ./*.parquet) > "sums-$platform"
        [ -e sums ] || cp "sums-$platform" sums
        diff sums "sums-$platform"
    )
}

for platform in "${platforms[@]}"; do
    name=gpuconcord-$version-$platform
    folder=$scratch/$name
    echo "== $platform"
    dotnet publish "$repository/src/Cli" -c Release -r "$platform" --self-contained -v quiet -o "$folder" \
        -p:PublishSingleFile=true -p:DebugType=none -p:DebugSymbols=false -p:RunAnalyzers=false
    cp "$repository/LICENSE" "$repository/README.md" "$repository/CHANGELOG.md" "$folder/"
    read -r -a run <<< "$(runner "$platform")"
    if [ ${#run[@]} -gt 0 ]; then try "$platform" "$folder" "${run[@]}"; else echo "untried: this machine is no $platform, and has no emulator of it"; fi
    case $platform in
        win-*) (cd "$scratch" && rm -f "$output/$name.zip" && zip -q -r "$output/$name.zip" "$name") ;;
        *) tar -C "$scratch" -czf "$output/$name.tar.gz" "$name" ;;
    esac
    rm -rf "$folder"
done

cd "$output"
sha256sum gpuconcord-"$version"-* > SHA256SUMS
ls -l gpuconcord-"$version"-*
