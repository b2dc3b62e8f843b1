# `eight`: a posterior with several modes of eight instruments, by parallel tempering on ln v with B and G integrated out (numpy; some minutes):
#   python3 make_eight.py    writes eight.csv (the data) and ../posterior/eight.json
# 24 temperatures, 48 ensembles that share nothing: their spread gives the errors. Swaps carry cold chains from mode to mode.
import json
import numpy as np

N, M, TAU, ALPHA, BETA = 8, 4, 0.1, 1.5, 0.01
B0 = np.array([1.0, 1.0, -1.0, -1.0, 0.5, 0.5, -0.5, 0.0])
SIGMA = 0.05
source = np.random.default_rng(5)
g = source.normal(0, 0.5, M)
y = g[None] + source.normal(0, SIGMA, (N, M)) - SIGMA**2 / 2


def density(eta):
    """ln p(eta | y), E[B | v], and the Cholesky factor of B's precision."""
    v = np.exp(eta)
    w = 1 / v
    total = w.sum(-1)
    d = y + v[..., None] / 2 - B0[:, None]
    d = d - d[..., :1, :]
    share = w / total[..., None]
    rest = d - (share[..., None] * d).sum(-2)[..., None, :]
    right = (w[..., None] * rest).sum(-1)
    precision = -M * w[..., :, None] * share[..., None, :]
    k = np.arange(N)
    precision[..., k, k] += M * w + 1 / TAU**2
    factor = np.linalg.cholesky(precision)
    mean = np.linalg.solve(precision, right[..., None])[..., 0]
    quadratic = (w[..., None] * rest**2).sum((-1, -2)) - (right * mean).sum(-1)
    lp = (-(ALPHA * eta + BETA * w).sum(-1) - 0.5 * M * eta.sum(-1) - 0.5 * M * np.log(total)
          - np.log(np.diagonal(factor, axis1=-2, axis2=-1)).sum(-1) - 0.5 * quadratic)
    return lp, mean + B0, factor


def temper(iterations, warm, temperatures=24, ensembles=48, thin=5):
    rng = np.random.default_rng(1)
    inverse = np.geomspace(1, 0.02, temperatures)
    eta = rng.normal(-3, 2, (ensembles, temperatures, N))
    lp = density(eta)[0]
    scale = np.full(temperatures, 0.5)
    areas, variances = [], []
    for it in range(warm + iterations):
        chosen = rng.random(eta.shape) < 3 / N
        far = np.where(rng.random((ensembles, temperatures, 1)) < 0.2, 4, 1)
        new = eta + scale[None, :, None] * rng.normal(size=eta.shape) * chosen * far
        inside = (np.abs(new) < 25).all(-1)
        nlp = density(np.clip(new, -25, 25))[0]
        taken = (np.log(rng.random(lp.shape)) < inverse * (nlp - lp)) & inside
        eta = np.where(taken[..., None], new, eta)
        lp = np.where(taken, nlp, lp)
        if it < warm:
            scale *= np.exp(0.05 * (taken.mean(0) - 0.3))
        for parity in (0, 1):
            i = np.arange(parity, temperatures - 1, 2)
            swap = np.log(rng.random((ensembles, len(i)))) < (inverse[i] - inverse[i + 1]) * (lp[:, i + 1] - lp[:, i])
            low, high, lower, higher = eta[:, i].copy(), eta[:, i + 1].copy(), lp[:, i].copy(), lp[:, i + 1].copy()
            eta[:, i], eta[:, i + 1] = np.where(swap[..., None], high, low), np.where(swap[..., None], low, high)
            lp[:, i], lp[:, i + 1] = np.where(swap, higher, lower), np.where(swap, lower, higher)
        if it >= warm and it % thin == 0:
            _, mean, factor = density(eta[:, 0])
            normal = rng.normal(size=(ensembles, N, 1))
            areas.append(mean + np.linalg.solve(np.swapaxes(factor, -1, -2), normal)[..., 0])
            variances.append(np.exp(eta[:, 0]))
    return np.array(areas), np.array(variances)


def summary(draws):
    """Draws by ensemble: the error of the mean is the spread of the ensembles' means."""
    error = draws.mean(0).std(ddof=1) / np.sqrt(draws.shape[1])
    flat = draws.ravel()
    low, median, high = np.quantile(flat, [0.025, 0.5, 0.975])
    return {"mean": flat.mean(), "sd": flat.std(), "mcse_mean": error, "q025": low, "median": median, "q975": high, "ess": (np.log(flat) if flat.min() > 0 else flat).std() ** 2
            / ((np.log(draws) if flat.min() > 0 else draws).mean(0).var(ddof=1) / draws.shape[1])}


areas, variances = temper(60000, 5000)
posterior = {}
for i in range(N):
    posterior[f"B[I{i}]"] = summary(areas[..., i])
    posterior[f"sigma2[I{i}]"] = summary(variances[..., i])
with open("eight.csv", "w") as out:
    out.write("instrument,source,log_counts\n")
    out.writelines(f"I{i},s{j},{float(y[i, j])!r}\n" for j in range(M) for i in range(N))
with open("../posterior/eight.json", "w") as out:
    json.dump({"case": "eight", "method": "parallel tempering, 48 x 24 chains of 65,000 iterations (modes/make_eight.py)", "N": N, "M": M, "posterior": posterior,
               "prior": {"b": B0.tolist(), "tau": [TAU] * N, "alpha": ALPHA, "beta": BETA}}, out, indent=1)
