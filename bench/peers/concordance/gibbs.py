#!/usr/bin/python3
"""Block Gibbs in numpy, all chains of a core in one array: what a careful Python programmer gets without a compiler.

    gibbs.py MODEL DATA.json OUT CHAINS DRAWS SEED CORES          MODEL: lognormal or logt

(B, G) given the variances is drawn exactly from its joint normal distribution; variances given (B, G) are generalized inverse Gaussian.
"""
import json
import sys
import time

import numpy as np

import draws


def inverse_gaussian(p, a, b, rng):
    """Draws with density ~ v^(p-1) exp(-(a v + b/v)/2), p < 0: an inverse-gamma proposal that touches the target at the mode of ln v."""
    shape = b.shape
    k, a, b = (np.broadcast_to(x, shape).ravel() for x in (-p, a, b))
    mode = b / (k + np.sqrt(k * k + a * b))
    tilt = a * mode / 2
    value, left = np.empty(b.size), np.arange(b.size)
    while left.size:
        x = b[left] / (2 * mode[left]) / rng.standard_gamma(k[left] + tilt[left])
        good = np.log(rng.random(left.size)) <= -tilt[left] * (x - 1 - np.log(x))
        value[left[good]] = (x * mode[left])[good]
        left = left[~good]
    return value.reshape(shape)


def positive_index(p, a, b, rng):
    """The same for p > 0: 1/v has the density with -p, and a and b exchanged."""
    return 1 / inverse_gaussian(-p, b, a, rng)


def areas_fluxes(y, s, b, tau, rng):
    """(B, G) given variances s: chains x N, chains x M. s broadcasts against chains x N x M."""
    w = np.broadcast_to(1 / s, (s.shape[0], *y.shape))
    total = w.sum(1)
    share = w / total[:, None, :]
    level = (w * y + 0.5).sum(1) / total  # w z = w y + 1/2
    precision = -np.einsum("cij,ckj->cik", w, share)
    n = y.shape[0]
    precision[:, range(n), range(n)] += w.sum(2) + tau**-2
    right = (w * y + 0.5 - w * level[:, None, :]).sum(2) + b / tau**2
    factor = np.linalg.cholesky(precision)
    mean = np.linalg.solve(precision, right[..., None])
    area = (mean + np.linalg.solve(factor.transpose(0, 2, 1), rng.standard_normal(mean.shape)))[..., 0]
    flux = level - (share * area[:, :, None]).sum(1) + rng.standard_normal(level.shape) / np.sqrt(total)
    return area, flux


def chains(work):
    model, data, count, iterations, warm, seed = work
    rng, y, nu = np.random.default_rng(seed), draws.table(data), data["nu"]
    n, m = y.shape
    b, tau, alpha, beta = np.array(data["b"]), np.array(data["tau"]), data["alpha"], data["beta"]
    s2 = np.var(y - y.mean(0), axis=1) * np.exp(rng.normal(0, 0.5, (count, n)))
    s = s2[:, :, None]
    kept = np.empty((2 * n + len(data["shown"]), count, iterations))
    begin = time.perf_counter()
    for t in range(-warm, iterations):
        if t == 0:
            middle = time.perf_counter()
        area, flux = areas_fluxes(y, s, b, tau, rng)
        square = (y - area[:, :, None] - flux[:, None, :]) ** 2
        if model == "lognormal":
            s2 = inverse_gaussian(-(alpha + m / 2), m / 4, 2 * beta + square.sum(2), rng)
            s = s2[:, :, None]
        else:
            # sigma2 once given the weights xi = sigma2/psi and once given the variances psi.
            psi = inverse_gaussian(-(nu + 1) / 2, 0.25, s2[:, :, None] + square, rng)
            xi = s2[:, :, None] / psi
            s2 = inverse_gaussian(-(alpha + m / 2), (1 / xi).sum(2) / 4, 2 * beta + (xi * square).sum(2), rng)
            s = s2[:, :, None] / xi
            s2 = positive_index(m * nu / 2 - alpha, (1 / s).sum(2), np.full(s2.shape, 2 * beta), rng)
        if t >= 0:
            kept[:n, :, t], kept[n : 2 * n, :, t] = area.T, s2.T
            kept[2 * n :, :, t] = flux[:, np.array(data["shown"]) - 1].T
    return kept, middle - begin, time.perf_counter() - middle


def main():
    model = sys.argv[1]
    with open(sys.argv[2]) as file:
        data = json.load(file)
    out, (count, iterations, seed, cores) = sys.argv[3], map(int, sys.argv[4:])
    warm = iterations // 4
    runs = draws.side_by_side(chains, [(model, data, count // cores, iterations, warm, seed + core) for core in range(cores)], cores)
    kept, n = np.concatenate([run[0] for run in runs], 1), data["N"]
    names = [f"B[{i + 1}]" for i in range(n)] + [f"sigma2[{i + 1}]" for i in range(n)] + [f"G[{j}]" for j in data["shown"]]
    draws.write(out, dict(zip(names, kept)), version=f"numpy {np.__version__}", warmup=warm, warmup_s=max(r[1] for r in runs), sampling_s=max(r[2] for r in runs), note="")


if __name__ == "__main__":
    main()
