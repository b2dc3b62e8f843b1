#!/usr/bin/python3
"""This machine's GPU beside its processor: whole commands of the program, and the jobs of which bench/results/gpu-model.md computes the kernels.

Writes bench/results/MACHINE/gpu-jobs.md. What a device does not end within --patience is stopped and said to be longer.

Usage: python3 bench/gpu_jobs.py MACHINE --program PROGRAM [--device cuda] [--small] [--patience 30] [--folder FOLDER]

PROGRAM is the published gpuconcord; the benchmark program must have been built (dotnet build bench -c Release).
"""
import argparse
import os
import platform
import subprocess
import tempfile
import time
from pathlib import Path

from catalogue import processor
from jobs import apertures, run, seconds, simulate

ROOT = Path(__file__).resolve().parent.parent
SMALL = ("known", "apertures", "hardness")
BENCH = ROOT / "bench/bin/Release/net10.0/GpuConcord.Bench.dll"


def commands(program, folder, small):
    """What users type, with sizes that tell a GPU from a processor, or with small ones that only tell whether everything runs."""
    def size(usual, least):
        return least if small else usual

    def simulated(name, *words):
        return simulate(program, folder, f"{name}.parquet", *words)

    axis = ",".join(f"{0.01 * 50 ** (i / 99):.6g}" for i in range(size(100, 2)))
    many, some, rows = size(100_000, 200), size(10_000, 100), size(1_000_000, 500)
    yield "`fit epic-hmxb`", "3 bands", ["fit", "epic-hmxb", *(["--band", "2.0-4.5"] if small else [])]
    yield "13 instruments, 30 % missing", many, ["fit", simulated("missing", "--instruments", size(13, 4), "--sources", many, "--missing", 0.3)]
    yield "`--variances known`", many, ["fit", simulated("known", "--model", "known-constant", "--sources", many), "--variances", "known"]
    yield "`--variances both`", some, ["fit", simulated("understated", "--sources", some, "--stated", 0.7), "--variances", "both"]
    yield "`--model log-t`", some, ["fit", simulated("log-t", "--model", "log-t", "--sources", some), "--model", "log-t", *(["--draws", 50] if small else [])]
    yield "aprates, CSV to CSV", rows, ["aprates", apertures(folder, rows), "--output", folder / "photometry.csv", "--overwrite"]
    yield "sweep of priors", f"{size(100, 2)} × {size(100, 2)}", ["sweep", "epic-hmxb", "--band", "2.0-4.5", "--tau", axis, "--beta-grid", axis]


def wall(job, device, runs, patience):
    """Seconds of a job's first run, and of the fastest later one; None where it did not end."""
    try:
        done = subprocess.run(["dotnet", str(BENCH), "work", "wall", job, device, str(runs)], capture_output=True, text=True, check=True, timeout=patience)
    except subprocess.TimeoutExpired:
        return None
    return [float(cell) for cell in done.stdout.split(",")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("machine", help="name of the folder under bench/results")
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--small", action="store_true", help="sizes that only tell whether everything runs; their numbers mean nothing")
    parser.add_argument("--patience", type=float, default=30, help="seconds that a device has for a job")
    parser.add_argument("--folder", type=Path, help="where data go, and stay; a temporary folder otherwise")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    version = subprocess.run([options.program, "--version"], capture_output=True, text=True, check=True).stdout.split("\n")[0].strip()
    lines = ["# A GPU beside its processor", "",
             f"{options.machine}; {processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, {time.strftime('%d %B %Y')}; load average before the first run "
             f"{load:.1f}. {version}. `bench/gpu.sh`{' with small sizes, which say nothing of speed' if options.small else ''}", "",
             "Wall seconds of one run of the whole program, start and compilation of kernels included.", "",
             f"| command | size | simd | {options.device} | simd/{options.device} |",
             "|---|--:|--:|--:|--:|"]
    failed = []
    target = ROOT / "bench/results" / options.machine / "gpu-jobs.md"
    target.parent.mkdir(parents=True, exist_ok=True)

    def add(*more):
        """What is there so far stays there, whatever stops this program."""
        lines.extend(more)
        target.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(lines[-1], flush=True)

    with tempfile.TemporaryDirectory() as own:
        folder = options.folder or Path(own)
        folder.mkdir(parents=True, exist_ok=True)
        for name, size, words in commands(options.program, folder, options.small):
            found = []
            for device in ("simd", options.device):
                try:
                    found.append(run(options.program, [*words, "--device", device], options.patience, 0))
                except SystemExit as fault:
                    failed.append(f"{name} on {device}: {fault}")
                    found.append(None)
            ratio = f"{found[0].wall / found[1].wall:.2g}" if all(one and one.ended for one in found) else ""
            add(f"| {name} | {size} | {' | '.join('failed' if one is None else seconds(one) for one in found)} | {ratio} |")
    listed = [line.split("\t") for line in subprocess.run(["dotnet", BENCH, "work"], capture_output=True, text=True, check=True).stdout.splitlines()]
    add("", "The same process again and again, the host's work and transfers included: seconds of the first time, in which kernels are compiled, and of the fastest later one.", "",
        f"| job | simd, first | later | {options.device}, first | later | later, simd/{options.device} |", "|---|--:|--:|--:|--:|--:|")
    for job, title in listed if not options.small else [one for one in listed if one[0] in SMALL]:
        try:
            simd, gpu = (wall(job, device, 1 if options.small else 5, options.patience) for device in ("simd", options.device))
        except subprocess.CalledProcessError as fault:
            failed.append(f"{job}: {fault.stderr.strip()}")
            continue
        cells = [f"{value:.3g}" for one in (simd, gpu) for value in (one or ())] if simd and gpu else ["", "", "", f"> {options.patience:.0f}"]
        add(f"| {title} | {' | '.join(cells)} | {f'{simd[1] / gpu[1]:.2g}' if simd and gpu else ''} |")
    if failed:
        raise SystemExit("\n".join(failed))


if __name__ == "__main__":
    main()
