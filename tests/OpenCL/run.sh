#!/usr/bin/env bash
# Runs this program on OpenCL, on a machine that need not have a GPU: PoCL 6, which compiles OpenCL for the processor, in a folder
# of Debian 13 (trixie). Lists the devices, runs the self-test on OpenCL, and every test that wants an OpenCL device: elsewhere
# such a test is skipped, here a skip is a failure.
#
#   sudo tests/OpenCL/run.sh [--no-build] [FOLDER]
#
#   --no-build   take tests/bin as it is (Release)
#   FOLDER       where Debian goes, and is found again: artifacts/trixie-pocl when left out. The first run downloads 250 MB
#                into it and leaves 0.7 GB. Remove it to start afresh.
#
# Needs Linux, root (for chroot and bind mounts), debootstrap and debian-archive-keyring (apt-get install ...), the .NET 10 SDK in
# PATH, and a Debian mirror (DEBIAN_MIRROR, http://deb.debian.org/debian when unset). Mounts belong to a namespace of this
# script's own and are gone when it ends, however it ends. Any other OpenCL driver: gpuconcord selftest --device opencl.
#
# Exit codes: 0 all passed, 1 a check or a test failed or the build did, 2 usage, 69 this machine lacks something.
set -euo pipefail

stop() { # CODE MESSAGE
    echo "run.sh: $2" >&2
    exit "$1"
}

build=true
folder=
for argument in "$@"; do
    case $argument in
        --no-build) build=false ;;
        -h | --help) sed -n '2,/^set /{s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        -*) stop 2 "found the option '$argument', expected --no-build" ;;
        *) [ -z "$folder" ] || stop 2 "found two folders, '$folder' and '$argument', expected one"; folder=$argument ;;
    esac
done

repository=$(realpath "$(dirname "$0")/../..")
folder=$(realpath -m "${folder:-$repository/artifacts/trixie-pocl}")
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
tests=$repository/tests/bin/Release/net10.0

[ "$(id -u)" -eq 0 ] || stop 69 "found user $(id -un), expected root, for chroot and mounts: sudo --preserve-env=PATH $0"
dotnet=$(command -v dotnet) || stop 69 "found no dotnet in PATH, expected the .NET 10 SDK; with sudo: sudo --preserve-env=PATH $0"
sdk=$(dirname "$(realpath "$dotnet")")
[ -d "$sdk/shared/Microsoft.NETCore.App" ] || stop 69 "found dotnet at $sdk, expected the folder shared/Microsoft.NETCore.App beside it"

# A namespace of our own: every mount below is seen by nobody else and ends with this process.
if [ -z "${GPUCONCORD_OWN_MOUNTS:-}" ]; then
    unshare --mount true 2> /dev/null || stop 69 "this system refuses mount namespaces (unshare --mount), as many containers do; run on a host, or in a container with --privileged"
    GPUCONCORD_OWN_MOUNTS=1 exec unshare --mount --propagation private "$0" "$@"
fi

if $build; then
    dotnet build "$repository/tests" -c Release || stop 1 "the build failed"
fi
[ -f "$tests/GpuConcord.Tests.dll" ] || stop 69 "found no $tests/GpuConcord.Tests.dll, expected a Release build; leave out --no-build"

# An unfinished folder goes by another name, so that what is found under its own is whole.
if [ ! -e "$folder" ]; then
    command -v debootstrap > /dev/null || stop 69 "found no debootstrap, which fetches Debian: apt-get install debootstrap"
    [ -f "$keyring" ] || stop 69 "found no $keyring, which proves that what is fetched is Debian: apt-get install debian-archive-keyring"
    echo "Fetching Debian 13 with PoCL into $folder"
    mkdir -p "$(dirname "$folder")"
    rm -rf "$folder.unfinished"
    debootstrap --variant=minbase --keyring="$keyring" --include=pocl-opencl-icd,ocl-icd-libopencl1,libstdc++6 \
        trixie "$folder.unfinished" "$mirror" > "$folder.log" 2>&1 || {
        tail -n 5 "$folder.log" >&2
        stop 69 "debootstrap failed; its log is $folder.log, the mirror was $mirror (DEBIAN_MIRROR)"
    }
    rm -f "$folder.unfinished"/var/cache/apt/archives/*.deb
    mv "$folder.unfinished" "$folder"
fi
[ -e "$folder/etc/OpenCL/vendors/pocl.icd" ] || stop 69 "found no /etc/OpenCL/vendors/pocl.icd in $folder, expected a folder this script made; remove it, or name another"

attach() { # OPTION PATH: the same path inside
    mkdir -p "$folder$2"
    mount "$1" "$2" "$folder$2" || stop 69 "this system refuses to bind-mount $2; run on a host, or in a container with --privileged"
}
attach --rbind /proc
attach --rbind /sys
attach --rbind /dev
attach --bind "$sdk"
attach --bind "$tests"

# PoCL 6 has LLVM give up ("Instruction Combining did not reach a fixpoint") over some kernels where it turns work-groups into loops, its usual way, and not where it does so by
# POCL_WORK_GROUP_METHOD=cbs.
# Only the loader's runtime name, libOpenCL.so.1, is there: as on a user's machine without development packages.
inside() {
    env -i HOME=/tmp PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 POCL_CACHE_DIR=/var/cache/pocl POCL_WORK_GROUP_METHOD=cbs DOTNET_CLI_TELEMETRY_OPTOUT=1 \
        DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 chroot "$folder" "$sdk/dotnet" "$@"
}
version=$(chroot "$folder" dpkg-query --show --showformat='${Version}' pocl-opencl-icd)
failed=
SECONDS=0
echo "== PoCL $version: devices"
inside "$tests/gpuconcord.dll" devices || failed="$failed devices"
echo "== self-test on OpenCL"
inside "$tests/gpuconcord.dll" selftest --device opencl || failed="$failed selftest"
echo "== tests that want an OpenCL device"
inside "$tests/GpuConcord.Tests.dll" -noColor -preEnumerateTheories -trait Device=opencl -failSkips | tee "$folder.tests" || failed="$failed tests"
grep -Eq 'Total: [1-9]' "$folder.tests" || failed="$failed tests (none ran)"

[ -z "$failed" ] || stop 1 "failed on PoCL $version:$failed"
echo "Everything passed on PoCL $version, in $((SECONDS / 60)) min $((SECONDS % 60)) s."
