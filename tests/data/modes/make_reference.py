#!/usr/bin/python3
"""Marginal and joint modes of the simulated tables in this folder, from the per-source formulas (complete data).

    python3 make_reference.py > reference.json          (numpy 1.24, scipy 1.10; deterministic)
"""
import csv
import json

import numpy as np
from scipy.optimize import minimize

PRIORS = dict(xcal_shape=(0.05, 1.5, 0.008649), pair=(0.05, 1.5, 0.0025), e0102_shape=(0.05, 1.5, 0.000196), noisy=(0.2, 2.0, 0.3))


def load(name):
    rows = list(csv.DictReader(open(f"{name}.csv")))
    instruments = sorted({r["instrument"] for r in rows})
    sources = sorted({r["source"] for r in rows})
    Y = np.full((len(instruments), len(sources)), np.nan)
    for r in rows:
        Y[instruments.index(r["instrument"]), sources.index(r["source"])] = float(r["log_counts"])
    assert np.isfinite(Y).all()
    return Y


def conditional(Y, v, tau):
    """Mean of (B, G) given v, and the log determinant and quadratic that the density needs."""
    N, M = Y.shape
    w = 1 / v
    W = w.sum()
    z = Y + v[:, None] / 2
    zbar = w @ z / W
    SB = np.eye(N) / tau**2 + M * (np.diag(w) - np.outer(w, w) / W)
    B = np.linalg.solve(SB, (w[:, None] * (z - zbar)).sum(1))
    return B, zbar - w @ B / W, np.linalg.slogdet(SB)[1], W


def logpost(eta, Y, tau, alpha, beta):
    M = Y.shape[1]
    v = np.exp(np.clip(eta, -40, 40))
    B, G, logdet, W = conditional(Y, v, tau)
    r = Y + v[:, None] / 2 - B[:, None] - G
    return (-(alpha * eta + beta / v).sum() - 0.5 * M * (eta.sum() + np.log(W)) - 0.5 * logdet
            - 0.5 * ((r * r).sum(1) / v).sum() - 0.5 * (B @ B) / tau**2)


def marginal_modes(Y, tau, alpha, beta):
    rng = np.random.default_rng(1)
    f = lambda e: -logpost(e, Y, tau, alpha, beta)
    found = []
    for _ in range(40):
        r = minimize(f, np.log(beta / alpha) + rng.normal(0, 2, Y.shape[0]), method="BFGS", options=dict(gtol=1e-7))
        r = minimize(f, r.x, method="Nelder-Mead", options=dict(xatol=1e-7, fatol=1e-12, maxiter=4000))
        if not any(np.abs(r.x - x).max() < 1e-2 for _, x in found):
            found.append((-r.fun, r.x))
    return sorted(found, key=lambda m: -m[0])


def joint_mode(Y, tau, alpha, beta, v, slide):
    M = Y.shape[1]
    for _ in range(20000):
        B, G, _, _ = conditional(Y, v, tau)
        S = (((Y - B[:, None] - G) ** 2).sum(1) + 2 * beta) / (M + 2 * (alpha + 1))
        kappa = 1.0 if slide else M / (M + 2 * (alpha + 1))
        new = 2 * S / (1 + np.sqrt(1 + kappa * S))
        done = np.abs(np.log(new / v)).max() < 1e-13
        v = new
        if done:
            break
    return v


out = []
for name, (tau, alpha, beta) in PRIORS.items():
    Y = load(name)
    modes = marginal_modes(Y, tau, alpha, beta)
    start = np.exp(modes[0][1])
    out.append(dict(name=name, tau=tau, alpha=alpha, beta=beta,
                    modes=[dict(logDensity=d, logVariance=list(x)) for d, x in modes],
                    jointVariance=list(joint_mode(Y, tau, alpha, beta, start, False))))
print(json.dumps(out, indent=1))
