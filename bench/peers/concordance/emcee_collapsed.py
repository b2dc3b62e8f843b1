#!/usr/bin/python3
"""emcee's stretch move on (B, ln sigma2) with the fluxes integrated out, walkers vectorised over numpy.

    emcee_collapsed.py DATA.json OUT WALKERS STEPS SEED CORES

One ensemble a core. Given B and sigma2 the fluxes are normal and integrate out; with the sums below a density costs O(N^2),
whatever the number of sources. The walkers of an ensemble move by one another's positions: counting each as a chain is customary, not exact.
"""
import json
import sys
import time

import emcee
import numpy as np

import draws


class Density:
    def __init__(self, data):
        y = draws.table(data)
        centred = y - y.mean(0)
        self.count, self.sources = y.shape
        self.first, self.second = centred.sum(1), centred @ centred.T
        self.b, self.tau, self.alpha, self.beta = np.array(data["b"]), np.array(data["tau"]), data["alpha"], data["beta"]

    def __call__(self, at):
        """ln p(B, ln sigma2 | y) up to a constant; at (walkers, 2N)."""
        area, eta = at[:, : self.count], at[:, self.count :]
        variance = np.exp(eta)
        w = 1 / variance
        total = w.sum(1)
        c = variance / 2 - area  # z - B = (centred y) + c
        cross = np.einsum("ki,ij,kj->k", w, self.second, w) + 2 * (w @ self.first) * (w * c).sum(1) + self.sources * (w * c).sum(1) ** 2
        squares = w @ np.diag(self.second) + 2 * (w * c) @ self.first + self.sources * (w * c * c).sum(1)
        prior = -0.5 * (((area - self.b) / self.tau) ** 2).sum(1) - (self.alpha * eta + self.beta * w).sum(1)
        return prior - 0.5 * self.sources * (eta.sum(1) + np.log(total)) - 0.5 * (squares - cross / total)


def ensemble(work):
    data, walkers, steps, seed = work
    density, rng = Density(data), np.random.default_rng(seed)
    # About moment estimates: half the variance of a difference of two instruments.
    spread = np.log(np.var(draws.table(data) - draws.table(data).mean(0), axis=1))
    start = np.concatenate([np.array(data["b"]) + 0.01 * rng.standard_normal((walkers, density.count)), spread + 0.3 * rng.standard_normal((walkers, density.count))], 1)
    sampler = emcee.EnsembleSampler(walkers, 2 * density.count, density, vectorize=True)
    first = emcee.State(start, random_state=np.random.RandomState(seed).get_state())
    begin = time.perf_counter()
    warm = sampler.run_mcmc(first, steps // 4)
    sampler.reset()
    middle = time.perf_counter()
    sampler.run_mcmc(warm, steps)
    return sampler.get_chain(), middle - begin, time.perf_counter() - middle


def main():
    with open(sys.argv[1]) as file:
        data = json.load(file)
    out, (walkers, steps, seed, cores) = sys.argv[2], map(int, sys.argv[3:])
    runs = draws.side_by_side(ensemble, [(data, walkers, steps, seed + core) for core in range(cores)], cores)
    chain = np.concatenate([run[0] for run in runs], 1)  # step, walker, parameter
    n = data["N"]
    names = [f"B[{i + 1}]" for i in range(n)] + [f"sigma2[{i + 1}]" for i in range(n)]
    values = {name: (np.exp(chain[:, :, k]) if k >= n else chain[:, :, k]).T for k, name in enumerate(names)}
    draws.write(out, values, version=f"emcee {emcee.__version__}", warmup=steps // 4, warmup_s=max(r[1] for r in runs), sampling_s=max(r[2] for r in runs), note=f"{cores} ensembles")


if __name__ == "__main__":
    main()
