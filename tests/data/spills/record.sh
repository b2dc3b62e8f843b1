#!/usr/bin/env bash
# Writes spills.csv from the kernels as they are now; half a minute. On a processor with AVX-512 both widths, else four lanes only.
set -euo pipefail
cd "$(dirname "$0")/../../.."
export SPILLS_RECORD=$PWD
dotnet build tests -c Release -v quiet
dotnet tests/bin/Release/net10.0/GpuConcord.Tests.dll -explicit only -method GpuConcord.Tests.Kernels.Assembly.SpillTests.Records_the_spills_of_loops
git diff --stat -- tests/data/spills
