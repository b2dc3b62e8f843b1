#!/usr/bin/python3
"""Exact aperture photometry beside the same algorithm in scalar C on the same rows: writes bench/results/MACHINE/aprates-c.md.

    bench/peers/apertures.py MACHINE

The workload is that of ApertureBenchmarks, 65,536 sources with and without leakage; processor time of one core. Needs .NET and gcc, and no packages.
"""
import math
import os
import platform
import subprocess
import sys
import tempfile
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PASSES = 9


def output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def numbers(path):
    with open(path) as lines:
        return [[float(cell) for cell in line.split(",")] for line in lines]


def worst(ours, theirs):
    """The largest relative difference of a figure; NaN, for no lower end, has to be so in both."""
    largest = 0.0
    for a, b in zip(numbers(ours), numbers(theirs), strict=True):
        for x, y in zip(a, b, strict=True):
            if math.isnan(x) != math.isnan(y):
                return math.inf
            if not math.isnan(x):
                largest = max(largest, abs(x - y) / (abs(x) or 1.0))
    return largest


def main():
    machine = sys.argv[1]
    load = os.getloadavg()[0]
    bench = os.path.join(ROOT, "bench")
    subprocess.run(["dotnet", "build", bench, "-c", "Release", "-v", "quiet"], check=True, stdout=subprocess.DEVNULL)
    program = os.path.join(bench, "bin", "Release", "net10.0", "GpuConcord.Bench.dll")
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        peer = os.path.join(folder, "aprates")
        subprocess.run(["gcc", "-O3", "-march=native", "-o", peer, os.path.join(bench, "peers", "aprates.c"), "-lm"], check=True)
        rows, results, theirs = (os.path.join(folder, name) for name in ("rows.csv", "results.csv", "c.csv"))
        for leaky in ("false", "true"):
            for lanes in ("4", "8"):
                # By turns, so that a busy moment of the machine meets both; the fastest of each.
                cold, warm, scalar = math.inf, math.inf, math.inf
                for _ in range(PASSES):
                    first, best = (float(cell) for cell in output("dotnet", program, "apertures", lanes, leaky, folder).split(","))
                    cold, warm = min(cold, first), min(warm, best)
                    scalar = min(scalar, float(output(peer, rows, theirs, "5").split()[1]))
                difference = worst(results, theirs)
                if not difference < 1e-9:
                    sys.exit(f"the results differ by {difference:.1e}")
                lines.append(f"| {'g ~ U(0.01, 0.08)' if leaky == 'true' else 'g = 0'} | {lanes} | {scalar:,.0f} | {warm:,.0f} | {scalar / warm:.2f} "
                             f"| {cold:,.0f} | {scalar / cold:.2f} | {difference:.0e} |")
    compiler = output("gcc", "--version").splitlines()[0]
    name = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.processor())
    busy = " (BUSY: others were running, not to be published)" if load > 0.5 else ""
    page = f"""# Aperture photometry beside scalar C

Written by `bench/peers/apertures.py` on {time.strftime('%d %B %Y')}. {name}, {os.cpu_count()} cores; load when it began {load:.2f}{busy}.
.NET {output('dotnet', '--version')} (SDK); {compiler}, `-O3 -march=native`. 65,536 sources of `bench/ApertureBenchmarks.cs`; nanoseconds of processor time a source, one core.

`bench/peers/aprates.c` is the program's algorithm a row at a time: the same recurrences, series, starts and steps. *Warm* is the fastest of forty passes; *cold* the
first in a new process, with the start of the device and all compilation. Mode, mean, standard deviation and both ends of every source agree to the last column.

| | lanes | C, ns | warm, ns | C / warm | cold, ns | C / cold | largest relative difference |
|---|---|---|---|---|---|---|---|
""" + "\n".join(lines) + "\n"
    with open(os.path.join(bench, "results", machine, "aprates-c.md"), "w") as file:
        file.write(page)
    print(page)


if __name__ == "__main__":
    main()
