#!/bin/sh
# The counts model beside Stan, JAGS and numpy on the same data and cores, in one run: writes bench/results/MACHINE/counts-peers.md.
#
#   bench/peers/counts.sh [--machine NAME] [--cores 2] [--quick]
#   bench/peers/counts.sh faint [...]    faint catalogues whose truth is known
#   bench/peers/counts.sh size [...]     what the size of a catalogue costs
#
# Needs .NET and Debian's python3-numpy. Peers that are not installed are left out; for all of them:
#   apt-get install r-cran-rstan r-cran-posterior r-cran-rjags r-cran-jsonlite jags python3-numpy
set -eu
cd "$(dirname "$0")/../.."
dotnet publish src/Cli -c Release -r linux-x64 --no-self-contained -o artifacts/peers/program -v quiet
dotnet build bench -c Release -v quiet
script=compare
case "${1:-}" in faint|size) script=$1; shift;; esac
exec /usr/bin/python3 "bench/peers/counts/$script.py" "$@"
