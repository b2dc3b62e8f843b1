#!/usr/bin/env bash
# Writes registers.csv, and the table bench/results/ptxas-11.8.md, from the kernels as they are now.
set -euo pipefail
cd "$(dirname "$0")/../../.."
export PTXAS=${PTXAS:-$(tests/data/ptxas/fetch.sh)}
export PTXAS_RECORD=$PWD
dotnet build tests -c Release
dotnet tests/bin/Release/net10.0/GpuConcord.Tests.dll -explicit only -method GpuConcord.Tests.Kernels.Assembly.PtxasTests.Records_what_the_assembler_makes
git diff --stat -- tests/data/ptxas bench/results
