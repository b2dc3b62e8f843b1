#!/usr/bin/python3
"""Twenty simulated faint catalogues through the joint model of the counts, and through photometry followed by a fit of its fluxes.

Both ways are given the same catalogue and priors; the error is that of the posterior mean of a difference of two areas, whose truth is
known, and the interval the middle 95 % of its draws. Run it by ../counts.sh faint, which builds the program first; without a build that has
the model, --ours numpy takes the numpy peer for it.
"""
import argparse
import csv
import itertools
import json
import os
import sys
import time
from pathlib import Path

import numpy as np

from program import HERE, ROOT, Program, arguments, shared
import simulate
import tables

WORK = ROOT / "artifacts" / "peers" / "faint"
MEDIANS = (4, 6, 9, 13, 20)  # in turn
PAIRS = [("MOS1", "pn"), ("MOS2", "pn"), ("MOS1", "MOS2")]
JOINT, STEEPER, STEPS = "joint model of the counts", "the same, b ~ b^(-1/2)", "photometry, then a fit"
WAYS = (JOINT, STEEPER, STEPS)


class Study:
    def __init__(self, options):
        self.options = options
        self.program = Program(options.program, options.bench)
        if options.ours == "gpuconcord" and not self.program.knows("counts"):
            sys.exit(f"{self.program.program} knows no model of counts: give another --program, or --ours numpy")

    def fitted(self, table, folder, options, population, instruments):
        """Draws of the areas by instrument, and what the program says of its chains."""
        chains, count = (32, 250) if self.options.quick else (256, 1000)
        result, _ = self.program.fit(table, folder, simulate.PRIOR, [*options, "--chains", chains, "--draws", count, "--seed", 1, "--device", "simd"], population)
        fit = result["fits"][0]
        areas = self.program.draws(folder, [f"B[{name}]" for name in instruments], f"{folder}.bin", (chains, count))
        return dict(zip(instruments, areas)), fit["sources"], fit["observations"], fit["converged"]

    def joint(self, table, name, instruments, words=()):
        if self.options.ours == "gpuconcord":
            return self.fitted(table, WORK / f"{name}.joint", ["--model", "counts", *words], True, instruments)
        found, sources, data = tables.data(table, simulate.PRIOR, 1)
        (WORK / f"{name}.data.json").write_text(json.dumps(data))
        chains, count = (8, 200) if self.options.quick else (32, 1000)
        out = str(WORK / f"{name}.numpy")
        shared.run(["/usr/bin/python3", HERE / "gibbs_counts.py", WORK / f"{name}.data.json", out, chains, count, 1, self.options.cores])
        areas = np.fromfile(f"{out}.bin").reshape(-1, chains, count)[: len(found)]
        return dict(zip(found, areas)), len(sources), data["K"], True

    def steeper(self, table, name, instruments):
        return self.joint(table, name, instruments, ["--background-shape", 0.5])

    def steps(self, table, name, instruments):
        fluxes = WORK / f"{name}.fluxes.csv"
        self.program.aprates(table, fluxes, WORK / f"{name}.photometry.csv")
        return self.fitted(fluxes, WORK / f"{name}.steps", ["--variances", "both"], False, instruments)

    def catalogue(self, seed):
        median = MEDIANS[(seed - 1) % len(MEDIANS)]
        name, table = f"faint-{seed}", WORK / f"faint-{seed}.csv"
        truth = simulate.write(table, WORK / f"{name}.truth.json", seed, median, self.options.sources, self.options.background_area)
        areas = dict(zip(truth["instruments"], truth["B"]))
        for way, sample in zip(WAYS, (self.joint, self.steeper, self.steps)):
            if way == STEEPER and self.options.ours != "gpuconcord":
                continue
            found, sources, apertures, converged = sample(table, name, truth["instruments"])
            for one, other in PAIRS:
                difference, true = (found[one] - found[other]).ravel(), areas[one] - areas[other]
                low, high = np.quantile(difference, [0.025, 0.975])
                yield dict(seed=seed, median=median, zeros=truth["zeros"], way=way, sources=sources, apertures=apertures, converged=int(converged), pair=f"{one} - {other}",
                           truth=round(true, 6), mean=round(difference.mean(), 5), sd=round(difference.std(), 5), low=round(low, 5), high=round(high, 5),
                           error=round(difference.mean() - true, 5), inside=int(low <= true <= high))


def summary(rows):
    """Mean error, its standard error, root mean square error, mean posterior sd and coverage of rows of the CSV file."""
    error, sd = (np.array([row[name] for row in rows]) for name in ("error", "sd"))
    spread = error.std(ddof=1) / np.sqrt(error.size) if error.size > 1 else np.nan
    return error.mean(), spread, np.sqrt((error**2).mean()), sd.mean(), np.mean([row["inside"] for row in rows])


def line(first, rows):
    mean, spread, root, sd, inside = summary(rows)
    return f"| {first} | {len(rows)} | {mean:+.4f} ± {spread:.4f} | {mean / spread:+.1f} | {root:.4f} | {sd:.4f} | {100 * inside:.0f} % |"


def text(rows, options, version):
    seeds = sorted({row["seed"] for row in rows})
    ways = [way for way in WAYS if any(row["way"] == way for row in rows)]
    head = "| catalogues | mean error | in its standard errors | rms error | mean posterior sd | 95 % intervals that hold the truth |\n|---|---|---|---|---|---|---|"
    ours = "gpuconcord's" if options.ours == "gpuconcord" else "THE NUMPY PEER'S, in place of gpuconcord's"
    excess = 12.5 / options.background_area
    lines = [
        "# Faint catalogues: areas from the counts themselves, and by way of photometry\n",
        f"Written by `bench/peers/counts.sh faint` on {time.strftime('%-d %B %Y')}: {len(seeds)} catalogues of {options.sources} sources × 3 cameras by",
        f"`bench/peers/counts/simulate.py`, seeds {seeds[0]} to {seeds[-1]}, with {', '.join(map(str, MEDIANS))} source counts in the median aperture in turn.",
        f"Truth: MOS1 - pn = +0.09, MOS2 - pn = +0.06, MOS1 - MOS2 = +0.03. {version}; the joint model is {ours}.\n",
        "- *joint model*: `fit TABLE --model counts`, every aperture with its zeros.",
        "- *the same, b ~ b^(-1/2)*: with `--background-shape 0.5`.",
        "- *photometry, then a fit*: `aprates TABLE --fit FLUXES`, then `fit FLUXES --variances both`: a Gaussian in ln S for every aperture whose mode is not 0.\n",
        f"Priors of both: tau = {simulate.PRIOR['tau']} (wide: its pull on a difference of areas is a small part of the errors below),",
        f"alpha = {simulate.PRIOR['alpha']}, beta = {simulate.PRIOR['beta']}. Error: posterior mean of the difference less the truth.\n",
        f"The flat prior of the backgrounds is felt: after m counts it expects (m + 1)/r of them, {excess:.2f} more than m/r in every aperture here",
        f"(A_b = {options.background_area:g}, A_s = 12.5): some 0.7 % of the net counts of a MOS aperture, 0.2 % of a pn's. Over many faint apertures that adds up. A prior",
        "∝ b^(-1/2) expects (m + 1/2)/r; larger background apertures (`--background-area`) do as well.\n"]
    for pair in PAIRS:
        lines += [f"## {' - '.join(pair)}\n", "| way " + head]
        chosen = [row for row in rows if row["pair"] == " - ".join(pair)]
        lines += [line(way, [row for row in chosen if row["way"] == way]) for way in ways] + [""]
    first = [row for row in rows if row["pair"] == "MOS1 - pn"]
    groups = [(way, median, [row for row in first if row["way"] == way and row["median"] == median]) for way in ways for median in MEDIANS]
    groups = [line(f"{way}, {median}", group) for way, median, group in groups if len(group) > 1]
    if groups:
        lines += ["## MOS1 - pn by the counts of the median aperture\n", "| way, counts " + head, *groups, ""]
    for way in ways:
        chosen = [row for row in rows if row["way"] == way]
        parts = [summary([row for row in chosen if row["pair"] == " - ".join(pair)]) for pair in PAIRS]
        biased = [" - ".join(pair) for pair, part in zip(PAIRS, parts) if abs(part[0]) > 2 * part[1]]
        inside, used = 100 * np.mean([row["inside"] for row in chosen]), [row["apertures"] for row in chosen]
        verdict = f"off the truth by more than 2 standard errors: {', '.join(biased)}" if biased else "within 2 standard errors of the truth for every pair"
        lines.append(f"- {way}: {verdict}; {inside:.0f} % of all {len(chosen)} intervals hold the truth; {min(used)} to {max(used)} apertures used of {3 * options.sources}"
                     + ("" if all(row["converged"] for row in chosen) else "; SOME CHAINS HAD NOT CONVERGED") + ".")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    arguments(parser)
    parser.add_argument("--ours", choices=["gpuconcord", "numpy"], default="gpuconcord", help="whose joint model")
    parser.add_argument("--catalogues", type=int, default=20)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--background-area", type=float, default=simulate.A_B, help="A_b, where A_s is 12.5")
    options = parser.parse_args()
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    WORK.mkdir(parents=True, exist_ok=True)
    study, rows = Study(options), []
    version, _ = shared.run([study.program.program, "--version"])
    for seed in itertools.islice(itertools.count(options.first), options.catalogues):
        new = list(study.catalogue(seed))
        rows += new
        print(f"{seed}: " + "; ".join(f"{row['way']} {row['error']:+.3f} ± {row['sd']:.3f}" for row in new if row["pair"] == "MOS1 - pn"), file=sys.stderr, flush=True)
    page = text(rows, options, version.strip())
    print(page)
    complete = options.ours == "gpuconcord" and options.catalogues >= 20 and not options.quick
    if complete or options.write:
        folder = Path(options.write or ROOT / "bench" / "results")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "counts-faint.md").write_text(page)
        with open(folder / "counts-faint.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        print(f"Wrote {folder / 'counts-faint.md'} and counts-faint.csv", file=sys.stderr)


if __name__ == "__main__":
    main()
