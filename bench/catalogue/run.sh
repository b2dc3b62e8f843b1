#!/usr/bin/env bash
# From a catalogue as it is published to fitted bands in one command: simulates 4XMM (its column names, types and units), fits it from FITS, from
# gzipped FITS and from Parquet, and prints seconds by stage, peak memory and the areas beside the truth.
#
#   bench/catalogue/run.sh [ROWS] [--machine NAME]
#
#   ROWS             rows of the catalogue, 1000000 when left out (66 columns)
#   --machine NAME   writes the table to bench/results/NAME/catalogue.md too
#
# Needs the .NET 10 SDK, GNU time (Debian: time), /usr/bin/python3 with numpy and astropy (Debian: python3-astropy).
set -euo pipefail
cd "$(dirname "$0")/../.."

rows=1000000
machine=
while [ $# -gt 0 ]; do
    case $1 in
        --machine) machine=$2; shift 2 ;;
        -h | --help) sed -n '2,/^set /{s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) rows=$1; shift ;;
    esac
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
dotnet publish src/Cli -c Release -r linux-x64 --no-self-contained -o artifacts/catalogue/program -v quiet
/usr/bin/python3 bench/catalogue/simulate-4xmm.py "$rows" "$folder/catalogue.fits"
dotnet run -c Release --project bench -- convert "$folder/catalogue.fits" "$folder/catalogue.parquet"
gzip -1 -k "$folder/catalogue.fits"

for file in catalogue.fits catalogue.fits.gz catalogue.parquet; do
    # Once to have the file in the page cache, once to measure.
    cat "$folder/$file" > /dev/null
    /usr/bin/time -f '%e %M' -o "$folder/time" artifacts/catalogue/program/gpuconcord fit "$folder/$file" --profile 4xmm --output "$folder/run-$file" --quiet > "$folder/page-$file.txt"
    cp "$folder/time" "$folder/time-$file"
done

/usr/bin/python3 - "$folder" "$rows" > "$folder/table.md" <<'PYTHON'
import json, os, sys

folder, rows = sys.argv[1], int(sys.argv[2])
processor = next(line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name"))
print(f"# A catalogue of {rows:,} rows and 66 columns, from the file to five fitted bands in one command\n")
print(f"`gpuconcord fit FILE --profile 4xmm --output DIR`, {os.cpu_count()} cores of {processor}. Seconds; the file in the page cache.\n")
print("| file | MB | reading | MB/s | warm-up | sampling | summaries | writing | the whole program | peak memory, MB |")
print("|---|---|---|---|---|---|---|---|---|---|")
for name in ["catalogue.fits", "catalogue.fits.gz", "catalogue.parquet"]:
    run = json.load(open(f"{folder}/run-{name}/run.json"))
    wall, memory = open(f"{folder}/time-{name}").read().split()
    size = os.path.getsize(f"{folder}/{name}") / 1e6
    stages = run["stages"]
    print(f"| {name} | {size:.0f} | {stages['read_s']:.2f} | {size / stages['read_s']:.0f} | {stages['warmup_s']:.2f} | {stages['sampling_s']:.2f} | "
          f"{stages['summary_s']:.2f} | {stages['write_s']:.2f} | {float(wall):.2f} | {int(memory) / 1024:.0f} |")
selection = run["data"]["selection"]
print(f"\n{selection['rows']:,} rows became {selection['left']:,} detections:\n")
print("| condition | left | fell |\n|---|---|---|")
for step in selection["steps"]:
    print(f"| `{step['where']}` | {step['left']:,} | {step['fell']:,} |")
truth = {"pn": -0.05, "MOS1": 0.03, "MOS2": 0.02}
print("\nDifferences of ln(area), median and 95 % interval, beside the truth:\n")
pairs = [(d["first"], d["second"]) for d in run["fits"][0]["differences"]]
print("| band, keV | sources | " + " | ".join(f"{a} − {b} ({truth[a] - truth[b]:+.2f})" for a, b in pairs) + " |")
print("|---|---|" + "---|" * len(pairs))
for fit in run["fits"]:
    cells = [f"{d['median']:+.4f} ({d['q2_5']:+.4f} … {d['q97_5']:+.4f})" for d in fit["differences"]]
    print(f"| {fit['band']} | {fit['sources']:,} | " + " | ".join(cells) + " |")
PYTHON
cat "$folder/table.md"
for file in catalogue.fits catalogue.fits.gz catalogue.parquet; do
    cmp "$folder/run-catalogue.fits/summary.csv" "$folder/run-$file/summary.csv" && echo "$file: the same summaries, byte for byte"
done
if [ -n "$machine" ]; then
    mkdir -p "bench/results/$machine"
    cp "$folder/table.md" "bench/results/$machine/catalogue.md"
fi
