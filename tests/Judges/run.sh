#!/usr/bin/env bash
# Asks programs of others whether they read what is written here, and whether what they write is read here: astropy, STILTS, CFITSIO's
# fitsverify, xarray with netCDF4 and h5netcdf, zarr, ncdump, R's posterior, and Chromium, all from Debian. Elsewhere a test whose judge is absent
# is skipped, here a skip is a failure.
#
#   sudo --preserve-env=PATH tests/Judges/run.sh [--no-build] [--no-install]
#
#   --no-build     take tests/bin as it is (Release)
#   --no-install   take the judges that are there; needs no root
#
# Needs Debian 12 or later (or Ubuntu), root for apt-get, and the .NET 10 SDK in PATH. Downloads 300 MB the first time.
#
# Exit codes: 0 all passed, 1 a test failed or the build did, 2 usage, 69 this machine lacks something.
set -euo pipefail

stop() { # CODE MESSAGE
    echo "run.sh: $2" >&2
    exit "$1"
}

build=true
install=true
for argument in "$@"; do
    case $argument in
        --no-build) build=false ;;
        --no-install) install=false ;;
        -h | --help) sed -n '2,/^set /{s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) stop 2 "found '$argument', expected --no-build or --no-install" ;;
    esac
done

repository=$(realpath "$(dirname "$0")/../..")
tests=$repository/tests/bin/Release/net10.0
command -v dotnet > /dev/null || stop 69 "found no dotnet in PATH, expected the .NET 10 SDK; with sudo: sudo --preserve-env=PATH $0"

if $install; then
    [ "$(id -u)" -eq 0 ] || stop 69 "found user $(id -un), expected root, for apt-get: sudo --preserve-env=PATH $0, or --no-install"
    command -v apt-get > /dev/null || stop 69 "found no apt-get, expected Debian or Ubuntu; install the judges and say --no-install"
    apt-get update -q > /dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends python3-astropy python3-yaml stilts libcfitsio-bin fitsverify python3-xarray \
        python3-netcdf4 netcdf-bin python3-h5netcdf python3-zarr r-cran-posterior chromium fonts-liberation > /dev/null || stop 69 "apt-get could not install the judges"
fi
if $build; then
    dotnet build "$repository/tests" -c Release || stop 1 "the build failed"
fi
[ -f "$tests/GpuConcord.Tests.dll" ] || stop 69 "found no $tests/GpuConcord.Tests.dll, expected a Release build; leave out --no-build"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet "$tests/GpuConcord.Tests.dll" -noColor -preEnumerateTheories -trait Judge=astropy -trait Judge=stilts -trait Judge=xarray -trait Judge=R -trait Judge=chromium -failSkips \
    | tee "$log" || stop 1 "a test failed, or its judge is absent"
grep -Eq 'Total: [1-9]' "$log" || stop 1 "no test ran"
