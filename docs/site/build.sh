#!/usr/bin/env bash
# Makes the documentation site in artifacts/site from docs/ with docfx, and refuses a link that leads nowhere. Needs the .NET 10 SDK and a NuGet registry.
#
# Usage: docs/site/build.sh [serve]     serve: and show it on http://localhost:8080
set -euo pipefail
cd "$(dirname "$0")/../.."
dotnet tool restore > /dev/null
rm -rf artifacts/site
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet docfx build docs/site/docfx.json > "$log" 2>&1 || { cat "$log" >&2; exit 1; }
if grep ': warning ' "$log" >&2; then
    echo "build.sh: warnings, mostly links that lead nowhere" >&2
    exit 1
fi
echo "$(find artifacts/site -name '*.html' | wc -l) pages in artifacts/site"
if [ "${1:-}" = serve ]; then
    dotnet docfx serve artifacts/site
fi
