#!/bin/sh
# gpuconcord beside Stan, JAGS, emcee, numpy and C on the same data and cores, in one run: writes bench/results/MACHINE/peers.md.
#
#   bench/peers/concordance.sh [--machine NAME] [--cores 2] [--quick] [--peers c]
#
# --peers c: the program beside its own scheme in C alone (concordance/collapsed.c; needs gcc and R's posterior), on one core and on all: collapsed-c.md, five to eight minutes on two cores.
# Needs .NET and Debian's python3-numpy. Peers that are not installed are left out; for all of them:
#   apt-get install r-cran-rstan r-cran-posterior r-cran-rjags r-cran-jsonlite jags python3-emcee python3-numpy
set -eu
cd "$(dirname "$0")/../.."
dotnet publish src/Cli -c Release -r linux-x64 --no-self-contained -o artifacts/peers/program -v quiet
dotnet build bench -c Release -v quiet
exec /usr/bin/python3 bench/peers/concordance/compare.py "$@"
