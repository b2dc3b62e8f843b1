#!/usr/bin/python3
"""Rows per second of other ways to the same intervals, one core, on the workload of ApertureBenchmarks.

numpy grid      the posterior of every source on 1,001 points within 5 sigma, as CIAO's aprates does it, vectorised over sources
gammapy WStat   profile-likelihood interval (python3-gammapy), source by source
astropy KBN     Kraft, Burrows & Nousek (1991) interval, background taken as known (python3-astropy), source by source

What is not installed is left out. Usage: OMP_NUM_THREADS=1 python3 aprates.py [sources]
"""
import sys
import time
import numpy as np
from scipy.special import gammaln

CONF = 0.9


def workload(count, leaky, rng):
    r, b = rng.uniform(5, 30, count), rng.uniform(0.05, 2, count)
    s = 10 ** rng.uniform(-0.5, 1.5, count)
    g = rng.uniform(0.01, 0.08, count) if leaky else np.zeros(count)
    return rng.poisson(0.9 * s + b), rng.poisson(g * s + r * b), 0.9, g, r


def numpy_grid(n, m, f, g, r, points=1001, block=256):
    """Grid posteriors by adding up the double binomial expansion in logarithms is slow: take the mixture's weights by recurrence."""
    out = np.empty((len(n), 3))
    for i in range(0, len(n), block):
        s = slice(i, i + block)
        out[s] = grid_block(n[s], m[s], f, g[s], r[s], points)
    return out


def grid_block(n, m, f, g, r, points):
    n, m, g, r = (np.asarray(v, float)[:, None] for v in (n, m, g, r))
    h, total = f + g, n + m
    a, b = f * (1 + r) / h, g * (1 + r) / (r * h)
    terms = int(np.max(np.where(g > 0, total, n))) + 1
    w = np.zeros((len(n), terms))
    # (N - l) W_{l+1} = u_l W_l + A B l W_{l-1}: upward it is good enough for a timing.
    w[:, :1] = 1.0
    before = np.zeros_like(n)
    now = np.ones_like(n)
    for l in range(terms - 1):
        left = np.maximum(total - l, 1.0)
        after = np.where(total > l, np.maximum((a * (n - l) + b * (m - l)) * now + a * b * l * before, 0.0) / left, 0.0)
        w[:, l + 1:l + 2] = after
        before, now = now, after
    s0 = (r * n - m) / (r * f - g)
    sigma = np.sqrt(r * r * n + m) / np.abs(r * f - g) + 1e-3
    start = np.maximum(0.0, s0 - 5 * sigma)
    x = h * (start + (s0 + 5 * sigma - start) * np.linspace(0, 1, points)[None, :])
    logs = np.full(x.shape, -np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        lx, lw = np.log(x), np.log(w)
        p = np.zeros_like(x)
        for l in range(terms):
            p += np.exp(lw[:, l:l + 1] + (l * lx if l else 0.0) - x - gammaln(l + 1.0))
    top = p.argmax(1)
    order = np.argsort(-p, axis=1, kind="stable")
    mass = np.cumsum(np.take_along_axis(p, order, 1), 1)
    inside = np.take_along_axis(mass, np.argsort(order, 1), 1) <= CONF * mass[:, -1:]
    inside[np.arange(len(n)), top] = True
    rows = np.arange(len(n))
    return np.stack([x[rows, top], x[rows, inside.argmax(1)], x[rows, points - 1 - inside[:, ::-1].argmax(1)]], 1) / h


def wstat(n, m, f, g, r):
    from gammapy.stats import WStatCountsStatistic
    for i in range(len(n)):
        stat = WStatCountsStatistic(n[i], m[i], 1.0 / r[i])
        stat.compute_errn(1.645)
        stat.compute_errp(1.645)


def kraft(n, m, f, g, r):
    from astropy.stats import poisson_conf_interval
    for i in range(len(n)):
        poisson_conf_interval(int(n[i]), "kraft-burrows-nousek", background=m[i] / r[i], confidence_level=CONF)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    for leaky in (False, True):
        for name, peer, share in (("numpy grid", numpy_grid, 1), ("gammapy WStat", wstat, 20), ("astropy KBN", kraft, 4)):
            if leaky and name != "numpy grid":
                continue  # they know no leakage
            data = workload(count // share, leaky, np.random.default_rng(1))
            try:
                peer(*(v[:16] if np.ndim(v) else v for v in data))
                begin = time.process_time()
                peer(*data)
            except ImportError as absent:
                print(f"{name:14s} leakage {leaky!s:5s} left out: {absent}")
                continue
            print(f"{name:14s} leakage {leaky!s:5s} {count // share / (time.process_time() - begin):12,.0f} rows/s")


if __name__ == "__main__":
    main()
