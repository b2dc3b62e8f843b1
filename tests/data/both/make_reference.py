"""Makes reference.json: the log-Normal model with variances s_ij + v_i (s known, v fitted), by routes that share nothing with the program.

    y_ij ~ N(B_i + G_j - t_ij/2, t_ij), t_ij = s_ij + v_i;  B ~ N(b, diag tau^2);  G_j flat;  v_i ~ InvGamma(alpha_i, beta_i)

1. log p(eta | y), eta = ln v, and its gradient at random points: mpmath, 40 digits. B and G are integrated out together, from the
   whole (N + M) x (N + M) precision matrix of (B, G): no Schur complement, no centring. The gradient is a central difference.
2. The posterior: trapezoidal rule over eta on a box outside which the density is below 1e-16 of its peak. At every node B and
   every G_j are normal, so moments are sums and quantiles solve a mixture's distribution function.

Run:  /usr/bin/python3 make_reference.py      (numpy, scipy, mpmath; about a minute)
"""
import json
import mpmath as mp
import numpy as np
from scipy.interpolate import CubicSpline
from scipy.optimize import brentq, minimize
from scipy.special import ndtr


def simulate(seed, n, m, sigma, s_low, s_high, missing, b, zeros=0):
    """y in table order; s log-uniform in [s_low, s_high]^2, the first few zero; every cell missing with a probability."""
    rng = np.random.default_rng(seed)
    first, instrument, y, s = [0], [], [], []
    area = np.array(b) + 0.05 * rng.standard_normal(n)
    for _ in range(m):
        flux = 2 * rng.standard_normal()
        for i in range(n):
            known = np.exp(rng.uniform(np.log(s_low), np.log(s_high))) ** 2
            noise = rng.standard_normal()
            if rng.random() < missing:
                continue
            known = 0.0 if len(s) < zeros else known
            t = known + sigma[i] ** 2
            instrument.append(i)
            s.append(known)
            y.append(area[i] + flux - t / 2 + np.sqrt(t) * noise)
        first.append(len(y))
    return dict(first=first, instrument=instrument, y=y, s=s)


def shared(case):
    """Observations of the sources that two or more instruments saw."""
    keep = []
    for j in range(len(case["first"]) - 1):
        if case["first"][j + 1] - case["first"][j] >= 2:
            keep.append((case["first"][j], case["first"][j + 1]))
    return keep


def log_density_exact(case, eta):
    n = len(case["tau"])
    sources = shared(case)
    v = [mp.e ** e for e in eta]
    size = n + len(sources)
    P = mp.zeros(size)
    r = mp.zeros(size, 1)
    quadratic = mp.mpf(0)
    value = mp.mpf(0)
    for i in range(n):
        weight = 1 / mp.mpf(case["tau"][i]) ** 2
        P[i, i] += weight
        r[i] += weight * mp.mpf(case["b"][i])
        quadratic += weight * mp.mpf(case["b"][i]) ** 2
        value -= mp.mpf(case["alpha"][i]) * eta[i] + mp.mpf(case["beta"][i]) / v[i]
    for j, (start, end) in enumerate(sources):
        for o in range(start, end):
            i = case["instrument"][o]
            t = mp.mpf(case["s"][o]) + v[i]
            z = mp.mpf(case["y"][o]) + t / 2
            P[i, i] += 1 / t
            P[n + j, n + j] += 1 / t
            P[i, n + j] += 1 / t
            P[n + j, i] += 1 / t
            r[i] += z / t
            r[n + j] += z / t
            quadratic += z * z / t
            value -= mp.log(t) / 2
    x = mp.lu_solve(P, r)
    L = mp.cholesky(P)
    value -= sum(mp.log(L[k, k]) for k in range(size))
    return value - (quadratic - (r.T * x)[0]) / 2


def points(case, number, rng):
    result = []
    with mp.workdps(40):
        for _ in range(number):
            eta = [float(e) for e in -3.5 + 1.5 * rng.standard_normal(len(case["tau"]))]
            exact = [mp.mpf(e) for e in eta]
            step = mp.mpf(10) ** -12
            gradient = []
            for i in range(len(eta)):
                up, down = list(exact), list(exact)
                up[i] += step
                down[i] -= step
                gradient.append(float((log_density_exact(case, up) - log_density_exact(case, down)) / (2 * step)))
            result.append(dict(eta=eta, log_density=float(log_density_exact(case, exact)), gradient=gradient))
    return result


class Nodes:
    """Everything that is normal at each of K nodes eta (K, N)."""

    def __init__(self, case, eta):
        n = len(case["tau"])
        v = np.exp(eta)
        tau2 = np.array(case["tau"]) ** 2
        alpha, beta, b = (np.array(case[k]) for k in ("alpha", "beta", "b"))
        i = np.array(case["instrument"])
        t = np.array(case["s"]) + v[:, i]
        w = 1 / t
        z = np.array(case["y"]) + t / 2 - b[i]
        S = np.zeros((len(eta), n, n))
        S[:, range(n), range(n)] = 1 / tau2
        r = np.zeros((len(eta), n))
        value = -(alpha * eta + beta / v).sum(1)
        self.sources = []
        for j in range(len(case["first"]) - 1):
            o = np.arange(case["first"][j], case["first"][j + 1])
            W = w[:, o].sum(1, keepdims=True)
            omega = w[:, o] / W
            mean = (omega * z[:, o]).sum(1, keepdims=True)
            self.sources.append((i[o], omega, W[:, 0], mean[:, 0]))
            if len(o) < 2:
                continue
            e = z[:, o] - mean
            value -= 0.5 * (np.log(t[:, o]).sum(1) + np.log(W[:, 0]) + (w[:, o] * e * e).sum(1))
            for a, p in enumerate(o):
                r[:, i[p]] += w[:, p] * e[:, a]
                for c, q in enumerate(o):
                    S[:, i[p], i[q]] += (w[:, p] if a == c else 0) - w[:, p] * omega[:, c]
        self.cov = np.linalg.inv(S)
        self.shift = np.einsum("kij,kj->ki", self.cov, r)
        self.value = value - 0.5 * np.linalg.slogdet(S)[1] + 0.5 * (r * self.shift).sum(1)
        self.b = b

    def flux(self, j):
        i, omega, W, mean = self.sources[j]
        m = mean - (omega * self.shift[:, i]).sum(1)
        var = 1 / W + np.einsum("ka,kac,kc->k", omega, self.cov[:, i][:, :, i], omega)
        return m, np.sqrt(var)


def box(case):
    """Where ln p is within 37 of its peak, coordinate by coordinate, the others profiled out."""
    n = len(case["tau"])
    f = lambda eta: -Nodes(case, np.atleast_2d(eta)).value[0]
    mode = minimize(f, -4 * np.ones(n), method="Nelder-Mead", options=dict(xatol=1e-8, fatol=1e-10, maxiter=20000)).x
    low, high = mode.copy(), mode.copy()
    for i in range(n):
        for side, edge in ((-1, low), (1, high)):
            at, others = mode[i], np.delete(mode, i)
            while True:
                at += side * 0.1
                fixed = lambda x: f(np.insert(x, i, at))
                best = minimize(fixed, others, method="Nelder-Mead", options=dict(xatol=1e-3, fatol=1e-3))
                others = best.x
                if best.fun - f(mode) > 37:
                    edge[i] = at
                    break
    return low, high


def summary(mean, sd, p, quantiles=True):
    m = (p * mean).sum()
    result = dict(mean=m, sd=np.sqrt((p * (sd ** 2 + (mean - m) ** 2)).sum()))
    if quantiles:
        for name, level in (("q025", 0.025), ("median", 0.5), ("q975", 0.975)):
            cdf = lambda x: (p * ndtr((x - mean) / sd)).sum() - level
            result[name] = brentq(cdf, m - 10 * result["sd"], m + 10 * result["sd"], xtol=1e-10)
    return {k: float(x) for k, x in result.items()}


def marginal(grid, p):
    """Mean, sd and quantiles of a coordinate from its marginal density on an even grid."""
    m = (p * grid).sum()
    result = dict(mean=m, sd=np.sqrt((p * (grid - m) ** 2).sum()))
    fine = np.linspace(grid[0], grid[-1], 200001)
    spline = CubicSpline(grid, p / (grid[1] - grid[0])).antiderivative()
    cdf = spline(fine)
    for name, level in (("q025", 0.025), ("median", 0.5), ("q975", 0.975)):
        result[name] = np.interp(level, cdf / cdf[-1], fine)
    return {k: float(x) for k, x in result.items()}


def posterior(case, size):
    n = len(case["tau"])
    low, high = box(case)
    axes = [np.linspace(low[i], high[i], size) for i in range(n)]
    eta = np.stack([a.ravel() for a in np.meshgrid(*axes, indexing="ij")], 1)
    rough = np.concatenate([Nodes(case, part).value for part in np.array_split(eta, max(1, len(eta) // 20000))])
    keep = rough > rough.max() - 36
    nodes = Nodes(case, eta[keep])
    weight = np.exp(nodes.value - nodes.value.max())
    weight /= weight.sum()
    full = np.zeros(len(eta))
    full[keep] = weight
    full = full.reshape([size] * n)
    print(case["name"], "box", low, high, "nodes", keep.sum())
    return dict(
        log_variance=[marginal(axes[i], full.sum(tuple(k for k in range(n) if k != i))) for i in range(n)],
        area=[summary(nodes.b[i] + nodes.shift[:, i], np.sqrt(nodes.cov[:, i, i]), weight) for i in range(n)],
        flux=[summary(*nodes.flux(j), weight) for j in range(len(case["first"]) - 1)])


def main():
    cases = [
        # Errors as large as the scatter, and both large: the half variance matters. Zero errors, sources seen once.
        dict(name="pair", b=[0.0, 0.0], tau=[0.1, 0.2], alpha=[3.0, 2.0], beta=[0.4, 0.2],
             **simulate(1, 2, 24, [0.4, 0.3], 0.1, 0.8, 0.1, [0.0, 0.0], zeros=3)),
        # Nominal areas, a quarter missing, errors from far below to far above the scatter.
        dict(name="trio", b=[5.2, 6.9, 4.6], tau=[0.05, 0.1, 0.08], alpha=[2.0, 2.5, 3.0], beta=[0.01, 0.02, 0.02],
             **simulate(2, 3, 30, [0.1, 0.15, 0.05], 0.02, 0.5, 0.25, [5.2, 6.9, 4.6])),
        # Density and gradient only.
        dict(name="quintet", b=[0.1 * i for i in range(5)], tau=[0.02 + 0.01 * i for i in range(5)], alpha=[1.5] * 5, beta=[0.01] * 5,
             **simulate(3, 5, 14, [0.1, 0.2, 0.1, 0.05, 0.1], 0.01, 0.3, 0.5, [0.0] * 5, zeros=1)),
    ]
    rng = np.random.default_rng(7)
    for case in cases:
        case["points"] = points(case, 6, rng)
        etas = np.array([p["eta"] for p in case["points"]])
        difference = Nodes(case, etas).value - np.array([p["log_density"] for p in case["points"]])
        assert np.ptp(difference) < 1e-9, difference
        if case["name"] != "quintet":
            case.update(posterior(case, 241 if case["name"] == "pair" else 61))
    with open("reference.json", "w") as file:
        json.dump(cases, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
