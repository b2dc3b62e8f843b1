#!/usr/bin/env python3
"""How far the posterior means of a sweep scatter from seed to seed, beside another build's: python3 bench/sweep_points.py --before PROGRAM PROGRAM > FILE

Prints a table: variance of the mean over seeds, before / now, the median over instruments and problems, for B and sigma2; and the mean squared stated error
over the variance, which is 1 where errors are honest. Timings are none of its business.
"""
import argparse, csv, pathlib, statistics, subprocess, tempfile

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("program")
parser.add_argument("--before", required=True)
parser.add_argument("--seeds", type=int, default=40)
arguments = parser.parse_args()
folder = pathlib.Path(tempfile.mkdtemp())


def run(program, *words):
    subprocess.run([program, *map(str, words)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def table(name, instruments, sources, missing):
    path = folder / f"{name}.csv"
    run(arguments.program, "simulate", "--instruments", instruments, "--sources", sources, "--missing", missing, "--output", path)
    return path


def means(program, data):
    """Means and stated errors by (quantity, problem and instrument), one a seed."""
    found = {}
    for seed in range(1, arguments.seeds + 1):
        out = folder / "out"
        run(program, "sweep", data, "--tau", "0.025,0.05", "--seed", seed, "--device", "simd", "--output", out, "--overwrite")
        for row in csv.DictReader(open(out / "sweep.csv")):
            found.setdefault((row["quantity"], row["problem"], row["instrument"]), []).append((float(row["mean"]), float(row["mcse_mean"])))
    return found


tables = {
    "epic-hmxb": "epic-hmxb",
    "xcal-shape": "xcal-shape",
    "13 instruments, 100 sources": table("complete", 13, 100, 0),
    "13 instruments, 100 sources, 30 % missing": table("missing", 13, 100, 0.3),
}
print(f"Variance over {arguments.seeds} seeds of a sweep's posterior means, the build before / this one, and stated error² / variance of this one; medians over instruments,")
print("bands and two priors (`bench/sweep_points.py`). Numbers do not depend on the machine.\n")
print("| table | E[B]: before / now | stated | E[σ²]: before / now | stated |\n|---|---|---|---|---|")
for name, data in tables.items():
    before, now = means(arguments.before, data), means(arguments.program, data)
    cells = []
    for quantity in ("B", "sigma2"):
        keys = [key for key in now if key[0] == quantity]
        variance = {key: statistics.variance(mean for mean, _ in now[key]) for key in keys}
        ratio = statistics.median(statistics.variance(mean for mean, _ in before[key]) / variance[key] for key in keys)
        stated = statistics.median(statistics.mean(error * error for _, error in now[key]) / variance[key] for key in keys)
        cells += [f"{ratio:.3g}", f"{stated:.2f}"]
    print(f"| {name} | {' | '.join(cells)} |", flush=True)
