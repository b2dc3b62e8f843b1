#!/usr/bin/python3
"""Gibbs for the counts model in numpy, all chains of a core in one array: what a careful Python programmer gets without a compiler.

    gibbs_counts.py DATA.json OUT CHAINS DRAWS SEED CORES [WARMUP]

Every draw but one is exact: photons are divided into source and background by binomials, backgrounds are Gamma, intensities have the
log-concave density of `log_poisson_normal`, areas and fluxes are jointly normal, variances generalized inverse Gaussian. Fluxes, areas and
variances are drawn a second time with the standardised scatter held fixed (variances by Metropolis steps), without which nothing mixes.
"""
import json
import sys
import time
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parent.parent / "concordance"))
import draws  # noqa: E402
from gibbs import inverse_gaussian  # noqa: E402


def log_poisson_normal(k, h, center, variance, rng):
    """Draws with density ~ exp(k x - h e^x - (x - center)^2 / (2 variance)): rejection from a flat top with two exponential tails."""
    shape = np.broadcast_shapes(*(np.shape(a) for a in (k, h, center, variance)))
    k, h, center, variance = (np.broadcast_to(a, shape).ravel().astype(float) for a in (k, h, center, variance))
    w = 1 / variance
    counts = np.maximum(k, 0.5)
    mode = np.where(k > 0, (np.log(counts / h) * counts + center * w) / (counts + w), center)
    mode = np.minimum(mode, center + k * variance)  # the mode lies below: no overflow on the way
    for _ in range(100):
        e = h * np.exp(mode)
        step = np.clip((k - e - (mode - center) * w) / (e + w), -1, 1)
        mode += step
        if np.abs(step).max() < 1e-10:
            break
    # Densities relative to the mode: f(q) = k d - e (exp(d) - 1) - w d (d/2 + mode - center), d = q - mode.
    e, pull = h * np.exp(mode), k - w * (mode - center)

    def height(d, at):
        return pull[at] * d - e[at] * np.expm1(np.minimum(d, 600)) - 0.5 * w[at] * d * d

    def slope(d, at):
        return pull[at] - e[at] * np.exp(np.minimum(d, 600)) - w[at] * d

    every = np.arange(k.size)

    def tangent(side):
        """Where the tangent at a point 0.3 to 3 below the top meets the top, and its slope."""
        d, at = side * 1.5 / np.sqrt(e + w), every
        for _ in range(60):
            f = height(d[at], at)
            d[at] *= np.where(f < -3, 0.7, np.where(f > -0.3, 1.4, 1.0))
            at = at[(f < -3) | (f > -0.3)]
            if not at.size:
                break
        s = slope(d, every)
        return d - height(d, every) / s, s

    (left, up), (right, down) = tangent(-1.0), tangent(1.0)
    flat, low, high = right - left, 1 / up, -1 / down
    value, at = np.empty(k.size), every
    while at.size:
        u, t = rng.random(at.size) * (low + flat + high)[at], rng.standard_exponential(at.size)
        below, inside = u < low[at], u < (low + flat)[at]
        d = np.where(below, left[at] - t * low[at], np.where(inside, left[at] + u - low[at], right[at] + t * high[at]))
        good = -rng.standard_exponential(at.size) <= height(d, at) + np.where(inside & ~below, 0, t)
        value[at[good]] = (mode[at] + d)[good]
        at = at[~good]
    return value.reshape(shape)


def photons(n, m, f, g, r, background, s, rng):
    """How many of the n + m photons come from the source, and the backgrounds given that."""
    first, second = rng.binomial(n, f * s / (f * s + background)), rng.binomial(m, g * s / (g * s + r * background))
    return first + second, rng.standard_gamma(n - first + m - second + 1.0) / (1 + r)


def log_likelihood(n, m, f, g, r, background, s):
    return n * np.log(f * s + background) - f * s + m * np.log(g * s + r * background) - g * s


def areas_population_fluxes(x, v, seen, omega2, b, tau, rng):
    """(B, mu, G) given the rest. The population is one more instrument that sees every source at 0: area -mu, no half variance, no prior."""
    chains, n, sources = x.shape
    w = np.concatenate([np.where(seen, 1 / v[:, :, None], 0), np.broadcast_to(1 / omega2[:, None, None], (chains, 1, sources))], 1)
    z = np.concatenate([np.where(seen, x + v[:, :, None] / 2, 0), np.zeros((chains, 1, sources))], 1)
    total = w.sum(1)
    level, share = (w * z).sum(1) / total, w / total[:, None]
    precision = -np.einsum("cij,ckj->cik", w, share)
    all_, own = np.arange(n + 1), np.arange(n)
    precision[:, all_, all_] = 0
    precision[:, all_, all_] = -precision.sum(2)  # rows sum to 0
    precision[:, own, own] += tau**-2
    right = (w * (z - level[:, None])).sum(2)
    right[:, :n] += b / tau**2
    factor = np.linalg.cholesky(precision)
    area = (np.linalg.solve(precision, right[..., None]) + np.linalg.solve(factor.transpose(0, 2, 1), rng.standard_normal((chains, n + 1, 1))))[..., 0]
    flux = level - (share * area[:, :, None]).sum(1) + rng.standard_normal(level.shape) / np.sqrt(total)
    return area[:, :n], -area[:, n], flux


def square(data):
    """Columns of the table as instruments x sources, and which apertures there are. Absent ones have no counts and no exposure."""
    at = np.array(data["instrument"]) - 1, np.array(data["source"]) - 1
    fill = dict(n=0, m=0, f=1.0, g=0.0, r=1.0)
    seen = np.zeros((data["N"], data["M"]), bool)
    seen[at] = True
    columns = {}
    for name, empty in fill.items():
        columns[name] = np.full(seen.shape, empty)
        columns[name][at] = data[name]
    return columns, seen


def chains(work):
    data, count, iterations, warm, seed = work
    rng = np.random.default_rng(seed)
    columns, seen = square(data)
    n, m, f, g, r = (columns[name] for name in "nmfgr")
    b, tau, alpha, beta, a_omega, b_omega = np.array(data["b"]), np.array(data["tau"]), data["alpha"], data["beta"], data["a_omega"], data["b_omega"]
    instruments, sources = seen.shape
    size, seeing, h = (count, instruments, sources), seen.sum(1), f + g

    def on(values):
        return np.where(seen, values, 0.0)

    x = on(np.log((np.maximum(n - m / r, 0) + 1) / f) + rng.normal(0, 0.1, size))
    background = np.broadcast_to((m + 0.5) / r, size)
    area = b + 0.2 * tau * rng.standard_normal((count, instruments))
    v = 0.02 * np.exp(rng.normal(0, 0.5, (count, instruments)))
    flux = x.sum(1) / seen.sum(0)
    omega2 = flux.var(1) * np.exp(rng.normal(0, 0.3, count)) + 0.05
    shown = np.array(data["shown"]) - 1
    kept = np.empty((2 * instruments + shown.size + 2, count, iterations))
    begin = time.perf_counter()
    for t in range(-warm, iterations):
        if t == 0:
            middle = time.perf_counter()
        # Centred: intensities given areas and fluxes, then these and the variances given intensities.
        k, background = photons(n, m, f, g, r, background, np.exp(x), rng)
        x = on(log_poisson_normal(k, h, area[:, :, None] + flux[:, None] - v[:, :, None] / 2, v[:, :, None], rng))
        area, mu, flux = areas_population_fluxes(x, v, seen, omega2, b, tau, rng)
        residual = on(x - area[:, :, None] - flux[:, None])
        v = inverse_gaussian(-(alpha + seeing / 2), seeing / 4, 2 * beta + (residual**2).sum(2), rng)
        # Scatter held fixed, intensities moving along: variances, fluxes, areas.
        e = on((x - area[:, :, None] - flux[:, None] + v[:, :, None] / 2) / np.sqrt(v)[:, :, None])
        now = log_likelihood(n, m, f, g, r, background, np.exp(x))
        for _ in range(2):
            tried = v * np.exp(0.6 * rng.standard_normal(v.shape))
            moved = on(area[:, :, None] + flux[:, None] - tried[:, :, None] / 2 + np.sqrt(tried)[:, :, None] * e)
            then = log_likelihood(n, m, f, g, r, background, np.exp(moved))
            gain = on(then - now).sum(2) - alpha * np.log(tried / v) - beta * (1 / tried - 1 / v)
            good = np.log(rng.random(v.shape)) < gain
            v, x, now = np.where(good, tried, v), np.where(good[:, :, None], moved, x), np.where(good[:, :, None], then, now)
        k, background = photons(n, m, f, g, r, background, np.exp(x), rng)
        k = on(k)
        rest = x - flux[:, None]
        flux = log_poisson_normal(k.sum(1), on(h * np.exp(rest)).sum(1), mu[:, None], omega2[:, None], rng)
        x = on(rest + flux[:, None])
        rest = x - area[:, :, None]
        area = log_poisson_normal(k.sum(2), on(h * np.exp(rest)).sum(2), b, tau**2, rng)
        x = on(rest + area[:, :, None])
        mu = flux.mean(1) + rng.standard_normal(count) * np.sqrt(omega2 / sources)
        omega2 = (b_omega + 0.5 * ((flux - mu[:, None]) ** 2).sum(1)) / rng.standard_gamma(a_omega + sources / 2, count)
        if t >= 0:
            kept[:, :, t] = np.concatenate([area.T, v.T, flux[:, shown].T, mu[None], omega2[None]])
    return kept, middle - begin, time.perf_counter() - middle


def names(data):
    n = range(1, data["N"] + 1)
    return [f"B[{i}]" for i in n] + [f"sigma2[{i}]" for i in n] + [f"G[{j}]" for j in data["shown"]] + ["mu", "omega2"]


def main():
    with open(sys.argv[1]) as file:
        data = json.load(file)
    out, (count, iterations, seed, cores) = sys.argv[2], map(int, sys.argv[3:7])
    warm = int(sys.argv[7]) if len(sys.argv) > 7 else iterations // 4
    runs = draws.side_by_side(chains, [(data, count // cores, iterations, warm, seed + core) for core in range(cores)], cores)
    kept = np.concatenate([run[0] for run in runs], 1)
    draws.write(out, dict(zip(names(data), kept)), version=f"numpy {np.__version__}", warmup=warm, warmup_s=max(r[1] for r in runs), sampling_s=max(r[2] for r in runs), note="")


if __name__ == "__main__":
    main()
