#!/usr/bin/python3
"""A simulated faint catalogue as CSV, and its truth as JSON: three cameras, most apertures with few counts and many with none from the source.

    simulate.py TABLE.csv TRUTH.json [--seed 1] [--median 8] [--sources 300] [--background-area 210]

`--median` is the expected number of source counts of a source in the middle of the population, as the geometric mean of the cameras: the pn
has nearly twice as many, each MOS about three quarters. Its exposure stands for its larger area. The background is 1.5 counts an aperture in the pn
and 0.7 or 0.8 in a MOS on the average; the background aperture has 17 times as many, in proportion to its area.
"""
import argparse
import csv
import json

import numpy as np

CAMERAS = ["MOS1", "MOS2", "pn"]
AREA = np.array([0.05, 0.02, -0.04])  # MOS1 - pn = 0.09
VARIANCE = np.array([0.004, 0.003, 0.002])
EXPOSURE = np.array([11000.0, 12000.0, 30000.0])
BACKGROUND = np.array([0.7, 0.8, 1.5])
OMEGA2 = 0.6
A_S, ALPHA, BETA = 12.5, 0.85, 0.03
A_B = 210.0  # unless another is asked for
# What a fit is told. The areas' prior is wide beside what faint sources tell, and thus pulls no difference of areas off its truth; that of the
# variances is the one that the variances above could have come from.
PRIOR = dict(b=0.0, tau=0.2, alpha=1.5, beta=0.003, a_omega=2.0, b_omega=0.5)


def simulate(seed, median, sources, background_area=A_B):
    """Rows of the table, and the truth."""
    rng = np.random.default_rng(seed)
    cameras = len(CAMERAS)
    mu = np.log(median) - np.log(ALPHA * 0.85 * EXPOSURE).mean() - AREA.mean()
    flux = mu + np.sqrt(OMEGA2) * rng.standard_normal(sources)
    x = AREA[:, None] + flux - VARIANCE[:, None] / 2 + np.sqrt(VARIANCE)[:, None] * rng.standard_normal((cameras, sources))
    exposure = np.round(EXPOSURE[:, None] * rng.uniform(0.7, 1.0, sources))  # vignetting
    background = BACKGROUND[:, None] * np.exp(rng.normal(-0.045, 0.3, (cameras, sources)))
    r = background_area / A_S
    n = rng.poisson(ALPHA * exposure * np.exp(x) + background)
    m = rng.poisson(BETA * exposure * np.exp(x) + r * background)
    rows = [dict(source=f"src{j + 1:03d}", instrument=CAMERAS[i], n=int(n[i, j]), m=int(m[i, j]), A_s=A_S, A_b=background_area, alpha=ALPHA, beta=BETA,
                 T_s=int(exposure[i, j]), T_b=int(exposure[i, j])) for j in range(sources) for i in range(cameras)]
    truth = dict(seed=seed, median=median, background_area=background_area, instruments=CAMERAS, B=AREA.tolist(), sigma2=VARIANCE.tolist(), mu=mu, omega2=OMEGA2, G=flux.tolist(),
                 median_n=float(np.median(n)), zeros=int((n == 0).sum()))
    return rows, truth


def write(table, truth_file, seed, median, sources, background_area=A_B):
    rows, truth = simulate(seed, median, sources, background_area)
    with open(table, "w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    with open(truth_file, "w") as file:
        json.dump(truth, file, indent=1)
        file.write("\n")
    return truth


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table")
    parser.add_argument("truth")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--median", type=float, default=8)
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--background-area", type=float, default=A_B)
    given = parser.parse_args()
    write(given.table, given.truth, given.seed, given.median, given.sources, given.background_area)


if __name__ == "__main__":
    main()
