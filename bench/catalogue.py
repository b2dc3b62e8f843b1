#!/usr/bin/python3
"""A whole catalogue through the whole program: 500,000 sources x 3 instruments x 3 bands, 5 % missing, Parquet in, every source's
posterior out as CSV and Parquet.

Builds the program, simulates the catalogue, fits it three times, and writes bench/results/MACHINE/catalogue.md with the seconds of every
stage as run.json has them, wall and processor time, and the most memory held. Run it on an idle machine.

Usage: python3 bench/catalogue.py MACHINE [--sources 500000] [--runs 3] [--folder DIR]
"""
import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "src/Cli/bin/Release/net10.0/gpuconcord"
STAGES = [("read_s", "read and validate"), ("warmup_s", "patterns, start, warm-up"), ("sampling_s", "sampling"),
          ("summary_s", "fluxes, summaries"), ("write_s", "write, hash")]


def run(*arguments):
    """Runs a command; returns its wall and processor seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([str(a) for a in arguments], check=True, stdout=subprocess.DEVNULL)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def fit(catalogue, output):
    wall, cpu = run(PROGRAM, "fit", catalogue, "--output", output, "--overwrite", "--quiet")
    manifest = json.loads((output / "run.json").read_text())
    row = {name: manifest["stages"][name] for name, _ in STAGES}
    row["rest"] = wall - sum(row.values())
    row |= {"wall": wall, "cpu": cpu, "memory": manifest["peak_memory_bytes"] / 2**20}
    return row, manifest


def report(rows, manifest, simulated, size, options, load):
    columns = STAGES + [("rest", "start, console report, exit"), ("wall", "**wall time**"), ("cpu", "processor time")]
    table = [f"| {title} | " + " | ".join(f"{row[name]:.2f}" for row in rows) + " |" for name, title in columns]
    written = sum(o["bytes"] for o in manifest["outputs"]) / 2**20
    device = manifest["device"]
    converged = all(f["converged"] for f in manifest["fits"])
    return "\n".join([
        "# A whole catalogue, Parquet in, every source's posterior out", "",
        f"{processor()}, {os.cpu_count()} cores, {manifest['runtime']}, {manifest['system']}, gpuconcord {manifest['version']} on device "
        f"{device['kind']} ({device['lane_width']} lanes), {time.strftime('%d %B %Y')}; load average before the first run {load:.1f}.", "",
        f"{options.sources:,} sources × 3 instruments × 3 bands, 5 % missing: {sum(f['observations'] for f in manifest['fits']):,} observations, "
        f"{size / 2**20:.0f} MiB of Parquet (simulated in {simulated:.1f} s). {manifest['fits'][0]['chains']} chains of "
        f"{manifest['fits'][0]['draws_per_chain']} draws a band; {'every band converged' if converged else 'NOT converged'}. "
        f"{written:.0f} MiB written: fluxes.csv, fluxes.parquet, draws, the data. `python3 bench/catalogue.py`", "",
        "| seconds | " + " | ".join(f"run {k + 1}" for k in range(len(rows))) + " |",
        "|---|" + "---|" * len(rows), *table,
        "| most memory held, MiB | " + " | ".join(f"{row['memory']:.0f}" for row in rows) + " |", "",
        f"Median wall time {statistics.median(row['wall'] for row in rows):.1f} s.", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("machine", help="name of the folder under bench/results")
    parser.add_argument("--sources", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where the catalogue and the results go; a temporary folder otherwise")
    options = parser.parse_args()
    subprocess.run(["dotnet", "build", str(ROOT / "src/Cli"), "-c", "Release", "-v", "q"], check=True)
    folder = options.folder or Path(tempfile.mkdtemp(prefix="catalogue-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        catalogue = folder / "catalogue.parquet"
        simulated, _ = run(PROGRAM, "simulate", "--instruments", 3, "--sources", options.sources, "--band", "soft,medium,hard",
                           "--missing", 0.05, "--seed", 1, "--overwrite", "--output", catalogue)
        load = os.getloadavg()[0]
        results = [fit(catalogue, folder / "run") for _ in range(options.runs)]
        text = report([row for row, _ in results], results[-1][1], simulated, catalogue.stat().st_size, options, load)
    finally:
        if options.folder is None:
            shutil.rmtree(folder)
    target = ROOT / "bench/results" / options.machine / "catalogue.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
