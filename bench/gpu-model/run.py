#!/usr/bin/python3
"""The card computed: what every hot kernel would do in a second on GPUs that nobody has at hand, beside what this processor does.

Each job of `dotnet run --project bench -- work` is done twice: on this processor, with the time inside every kernel, and on a driver that executes the GPU's code on the
processor and counts its instructions, branches and accesses (tests/Cuda). NVIDIA's assembler says what instructions of the machine take their place, how many registers they
take, and how long a warp waits; data sheets say the rest. Writes bench/results/gpu-model.md.

Usage: bench/gpu-model/run.py --stand-in FOLDER [--ptxas PROGRAM] [--seconds 10] [--jobs NAME ...] [--folder FOLDER] [--output FILE]

FOLDER holds the counting libcuda.so.1. --folder keeps what was counted and timed, and takes it from there where it is.
"""
import argparse
import csv
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cards import CARDS
from machine_code import Assembler
from model import Counted
from page import Row, page

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = ROOT / "bench/bin/Release/net10.0/GpuConcord.Bench.dll"
sys.path.insert(0, str(ROOT / "bench"))
from catalogue import processor


def work(*arguments, **settings):
    """Runs a command of the benchmark program; what it printed."""
    done = subprocess.run(["dotnet", PROGRAM, "work", *map(str, arguments)], capture_output=True, text=True, env={**os.environ, **settings})
    if done.returncode:
        raise SystemExit(f"work {' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def made(path, make):
    """The text of a file, made if it is not there."""
    if not path.exists():
        path.write_text(make())
    return path.read_text()


def count(job, stand_in, path):
    """Does a job on the counting driver, which writes its statistics into a file."""
    if not path.exists():
        part = path.with_suffix(".part")
        work("once", job, "cuda", LD_LIBRARY_PATH=str(stand_in), STAND_IN_STATISTICS=str(part), STAND_IN_MULTIPROCESSORS=str(CARDS[0].multiprocessors))
        part.rename(path)
    with path.open(newline="") as file:
        return {row.pop("kernel"): {name: float(value) for name, value in row.items()} for row in csv.DictReader(file)}


def counted(row, timed):
    divide, root, fp64, compare = row["fp64_divide"], row["fp64_root"], row["fp64"], row["fp64_compare"]
    return Counted(row["launches"], row["threads"], fp64, compare, divide, root, row["warp_instructions"] - fp64 - compare - divide - root,
                   row["load_sectors"] + row["store_sectors"], timed["bytes"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stand-in", type=Path, required=True, help="folder of the counting libcuda.so.1")
    parser.add_argument("--ptxas", type=Path, help="NVIDIA's assembler, nvdisasm beside it; tests/data/ptxas/fetch.sh otherwise")
    parser.add_argument("--seconds", type=int, default=10, help="for which a job is timed again and again, of which every kernel's fastest run counts")
    parser.add_argument("--jobs", nargs="*", help="all otherwise")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--output", type=Path, default=ROOT / "bench/results/gpu-model.md")
    options = parser.parse_args()
    ptxas = options.ptxas or subprocess.run([ROOT / "tests/data/ptxas/fetch.sh"], capture_output=True, text=True, check=True).stdout.strip()
    subprocess.run(["dotnet", "build", ROOT / "bench", "-c", "Release", "-v", "quiet"], check=True, stdout=subprocess.DEVNULL)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as own:
        folder = options.folder or Path(own)
        folder.mkdir(parents=True, exist_ok=True)
        titles = dict(line.split("\t") for line in work().splitlines())
        if not (folder / "ptx").exists():
            work("texts", folder / "ptx")
        assembler = Assembler(ptxas)
        rows = []
        for job in options.jobs or titles:
            timed = {row.pop("kernel"): {name: float(value) for name, value in row.items()}
                     for row in csv.DictReader(made(folder / f"{job}.times.csv", lambda: work("time", job, options.seconds)).splitlines())}
            found = count(job, options.stand_in.resolve(), folder / f"{job}.counts.csv")
            for kernel, times in timed.items():
                if times["units"] and kernel in found:
                    rows.append(Row(titles[job], kernel, times, counted(found[kernel], times), (folder / "ptx" / f"{kernel}.ptx").read_text()))
                elif times["units"]:
                    print(f"{job}: {kernel} was not launched on the GPU", file=sys.stderr)
        machine = made(folder / "machine.txt", lambda: f"{processor()}, {os.cpu_count()} cores, {platform.system()}, {time.strftime('%d %B %Y')}; load average before it {load:.1f}")
        options.output.write_text(page(rows, assembler, machine))


if __name__ == "__main__":
    main()
