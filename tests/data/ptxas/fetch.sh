#!/usr/bin/env bash
# Fetches NVIDIA's assembler from Debian's non-free package nvidia-cuda-toolkit (84 MB) into artifacts/, which git ignores: its licence lets
# nobody pass it on. Prints where ptxas is, for $PTXAS; the tests find it there by themselves.
set -euo pipefail
cd "$(dirname "$0")/../../.."

url=http://deb.debian.org/debian/pool/non-free/n/nvidia-cuda-toolkit/nvidia-cuda-toolkit_11.8.89~11.8.0-5~deb12u1_amd64.deb
sha256=d1156026e704fe0368b6295db06224ed00a727966fb13454f34e3f3102db0457
folder=$PWD/artifacts/nvidia-cuda-toolkit-11.8

if [ ! -x "$folder/ptxas" ]; then
    package=$(mktemp)
    unpacked=$(mktemp -d)
    trap 'rm -rf "$package" "$unpacked"' EXIT
    curl --fail --silent --show-error --location --output "$package" "$url"
    if ! echo "$sha256  $package" | sha256sum --check --quiet; then
        echo "$url is not the package that this script knows; see whether Debian has a newer one, and change url and sha256 together" >&2
        exit 1
    fi
    dpkg --extract "$package" "$unpacked"
    mkdir -p "$folder"
    # nvdisasm shows the machine code; ptxas goes last, so that a broken copy is made again.
    cp "$unpacked/usr/bin/nvdisasm" "$folder/"
    cp "$unpacked/usr/bin/ptxas" "$folder/ptxas.partial"
    mv "$folder/ptxas.partial" "$folder/ptxas"
fi

echo "$folder/ptxas"
