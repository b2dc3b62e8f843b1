#!/usr/bin/python3
"""The joint fixed point of the slides' shrinkage estimators (1)-(3) on the tables in this folder, by going round them as they stand:

    B_i = W_i b_i + (1 - W_i)(ybar_i - Gbar_i),  W_i = tau^-2/(tau^-2 + n_i/v_i)          (1), (2)
    G_j = sum_i (y_ij - B_i)/v_i / sum_i 1/v_i over the instruments that saw j            (2)
    v_i = 2 S/(1 + sqrt(1 + S)),  S = (sum_j (y_ij - B_i - G_j)^2 + beta)/(n_i + alpha)   (3)

y in (1) and (2) is log counts + v/2 (the slides' y carries alpha_ij = -v/2), in (3) log counts; slides' alpha = 2(alpha + 1), beta = 2 beta of
InvGamma(alpha, beta). One step of each a round, nothing solved: many rounds. Sources seen once say nothing and are left out.

    python3 make_slides.py > slides.json          (numpy 1.24; deterministic; a minute)
"""
import csv
import json

import numpy as np

PRIORS = dict(xcal_shape=(0.05, 1.5, 0.008649), pair=(0.05, 1.5, 0.0025), e0102_shape=(0.05, 1.5, 0.000196), noisy=(0.2, 2.0, 0.3), sparse12=(0.05, 1.5, 0.01))


def load(name):
    rows = list(csv.DictReader(open(f"{name}.csv")))
    instruments = sorted({r["instrument"] for r in rows})
    sources = sorted({r["source"] for r in rows})
    y = np.full((len(instruments), len(sources)), np.nan)
    for r in rows:
        y[instruments.index(r["instrument"]), sources.index(r["source"])] = float(r["log_counts"])
    return y[:, np.isfinite(y).sum(0) > 1]


def fixed_point(y, tau, alpha, beta, v):
    seen = np.isfinite(y)
    y = np.where(seen, y, 0.0)
    n = seen.sum(1)
    area = np.zeros(len(n))
    for rounds in range(3_000_000):
        w = seen / v[:, None]
        flux = ((y + v[:, None] / 2 - area[:, None]) * w).sum(0) / w.sum(0)
        weight = tau**-2 / (tau**-2 + n / v)
        moved = (1 - weight) * ((y + v[:, None] / 2 - flux) * seen).sum(1) / n
        squares = (((y - moved[:, None] - flux) * seen) ** 2).sum(1)
        s = (squares + 2 * beta) / (n + 2 * (alpha + 1))
        new = 2 * s / (1 + np.sqrt(1 + s))
        done = max(np.abs(moved - area).max(), np.abs(np.log(new / v)).max()) < 1e-15
        area, v = moved, new
        if done:
            break
    return area, v, rounds


marginal = {m["name"]: np.exp(m["modes"][0]["logVariance"]) for m in json.load(open("reference.json"))}
out = []
for name, (tau, alpha, beta) in PRIORS.items():
    y = load(name)
    start = marginal.get(name, np.full(y.shape[0], beta / alpha))
    area, v, rounds = fixed_point(y, tau, alpha, beta, start)
    out.append(dict(name=name, tau=tau, alpha=alpha, beta=beta, rounds=rounds, area=list(area), variance=list(v)))
print(json.dumps(out, indent=1))
