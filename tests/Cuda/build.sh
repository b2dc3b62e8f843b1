#!/usr/bin/env bash
# Builds the stand-in driver: bash tests/Cuda/build.sh [FOLDER]. Prints the folder that holds libcuda.so.1, to put on LD_LIBRARY_PATH. Needs g++ 12 or newer, nothing else.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/bin}
mkdir -p "$folder"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
# Products and sums stay apart unless the card is asked to fuse them, and doubles are added in the order written.
printf '%s\n' "$here"/driver/*.cpp | xargs -P "$(nproc)" -I{} sh -c \
    'g++ -std=c++20 -O3 -march=native -ffp-contract=off -fPIC -pthread -fvisibility=hidden -Wall -Wextra -Werror -c "$1" -o "$2/$(basename "$1" .cpp).o"' sh {} "$objects"
g++ -shared -pthread -Wl,-soname,libcuda.so.1 -o "$folder/libcuda.so.1.new" "$objects"/*.o
mv "$folder/libcuda.so.1.new" "$folder/libcuda.so.1"
echo "$folder"
