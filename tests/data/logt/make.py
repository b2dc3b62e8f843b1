#!/usr/bin/python3
"""Posteriors of the log-t model from long runs of a plain block Gibbs sampler, many chains at once.

    python3 make.py          (numpy; writes outliers.csv and reference.json; deterministic, a few minutes)

Model    y_ij ~ N(B_i + G_j - psi_ij/2, psi_ij),  psi_ij = s2_i/xi_ij,  xi_ij ~ chi2_nu,  B_i ~ N(b_i, tau_i^2),  G_j flat,
         s2_i known, or InvGamma(alpha, beta), one an instrument or one for all.
"""
import json

import numpy as np

CHAINS, WARM_UP, DRAWS = 400, 400, 4000
INSTRUMENTS, SOURCES = ["pn", "MOS1", "RGS"], 14
B0 = np.array([6.0, 5.0, 3.0])
TAU = np.array([0.1, 0.2, 0.15])
ALPHA, BETA = 2.0, 0.15

CASES = dict(
    fixed=dict(nu=3.0, sigma2=0.3, fit=None),
    fitted=dict(nu=3.0, fit="each"),
    common=dict(nu=5.0, fit="common"),
)


def data():
    """3 x 14, a fifth missing, two gross outliers, the last source seen by one instrument only."""
    rng = np.random.default_rng(20190601)
    psi = 0.09 / rng.chisquare(3, (3, SOURCES))
    y = (B0 + np.array([0.05, -0.1, 0.1]))[:, None] + rng.normal(0, 1, SOURCES) - psi / 2 + np.sqrt(psi) * rng.standard_normal((3, SOURCES))
    y[0, 4] += 1.5
    y[1, 9] -= 2.0
    seen = rng.random(y.shape) >= 0.2
    seen[:, [0, 4, 9]] = True
    for j in np.where(seen.sum(0) < 2)[0]:
        seen[:2, j] = True
    seen[:, -1] = [False, True, False]
    return np.where(seen, np.round(y, 6), np.nan)


def rgig(k, a, b, rng):
    """density ~ v^(-k-1) exp(-(a v + b/v)/2), k > 0: inverse gamma tilted to touch the target at the mode of log v."""
    k, a, b = (np.array(x, float) for x in np.broadcast_arrays(k, a, b))
    shape = k.shape
    k, a, b = k.ravel(), a.ravel(), b.ravel()
    v0 = b / (k + np.sqrt(k * k + a * b))
    c = 0.5 * a * v0
    out, todo = np.empty_like(v0), np.arange(v0.size)
    while todo.size:
        x = (0.5 * b[todo] / v0[todo]) / rng.gamma(k[todo] + c[todo])
        ok = np.log(rng.random(todo.size)) <= -c[todo] * (x - 1 - np.log(x))
        out[todo[ok]] = (x * v0[todo])[ok]
        todo = todo[~ok]
    return out.reshape(shape)


def gibbs(y, nu, fit, sigma2, rng):
    """Yields (B, s2, G, xi) of all chains, shapes (C, N), (C, N), (C, M), (C, N, M); sources seen once take part only in the end."""
    seen = np.isfinite(y)
    shared = seen.sum(0) >= 2
    O = seen[:, shared].astype(float)
    Y = np.where(seen, y, 0)[:, shared]
    n = O.sum(1)
    s2 = np.full((CHAINS, 3), 0.2 if sigma2 is None else sigma2)
    psi = s2[:, :, None] / 3 * np.exp(rng.normal(0, 1, (CHAINS, *Y.shape)))
    for t in range(WARM_UP + DRAWS):
        # (B, G) | psi, fluxes integrated out of B
        w = O / psi
        W = w.sum(1)
        wz = w * Y + 0.5 * O
        zbar = wz.sum(1) / W
        L = -np.einsum("cij,ckj->cik", w / W[:, None], w)
        idx = np.arange(3)
        L[:, idx, idx] = 0
        L[:, idx, idx] = -L.sum(2)
        S = L + np.diag(1 / TAU**2)
        rhs = (wz - w * zbar[:, None]).sum(2) + B0 / TAU**2
        C = np.linalg.cholesky(S)
        mean = np.linalg.solve(S, rhs[:, :, None])[:, :, 0]
        B = mean + np.linalg.solve(C.transpose(0, 2, 1), rng.standard_normal((CHAINS, 3, 1)))[:, :, 0]
        G = zbar - np.einsum("cij,ci->cj", w / W[:, None], B) + rng.standard_normal(W.shape) / np.sqrt(W)
        r = Y - B[:, :, None] - G[:, None]
        # psi | B, G, s2
        psi = rgig((nu + 1) / 2, 0.25, s2[:, :, None] + r * r, rng)
        xi = s2[:, :, None] / psi
        before, draw = s2, xi
        if fit is not None:
            total = (lambda x: np.repeat(x.sum(1, keepdims=True), 3, 1)) if fit == "common" else (lambda x: x)
            first = (lambda x: np.repeat(x[:, :1], 3, 1)) if fit == "common" else (lambda x: x)
            count = np.repeat(n.sum(), 3) if fit == "common" else n
            s2 = first(1 / rgig(count * nu / 2 - ALPHA, 2 * BETA, total((O / psi).sum(2)), rng))
            xi = s2[:, :, None] / psi
            s2 = first(rgig(ALPHA + count / 2, total((O / xi).sum(2)) / 4, 2 * BETA + total((O * xi * r * r).sum(2)), rng))
            psi = s2[:, :, None] / xi
        if t >= WARM_UP:
            every = np.empty((CHAINS, y.shape[1]))
            every[:, shared] = G
            for j in np.where(~shared)[0]:
                i = np.where(seen[:, j])[0][0]
                own = s2[:, i] / rng.chisquare(nu, CHAINS)
                every[:, j] = y[i, j] - B[:, i] + own / 2 + np.sqrt(own) * rng.standard_normal(CHAINS)
            yield B, s2, every, draw


def summary(x):
    """x (draws, chains): moments and quantiles; the effective sample size from the spread of chain means."""
    sd = x.std()
    error = x.mean(0).std(ddof=1) / np.sqrt(x.shape[1])
    q = np.quantile(x, [0.025, 0.5, 0.975])
    return dict(mean=x.mean(), sd=sd, mcse_mean=error, q025=q[0], median=q[1], q975=q[2], ess=float(min((sd / error) ** 2, x.size)))


def main():
    y = data()
    names = [f"S{j + 1:02d}" for j in range(SOURCES)]
    with open("outliers.csv", "w") as f:
        f.write("instrument,source,log_counts\n")
        for j in range(SOURCES):
            for i in range(3):
                if np.isfinite(y[i, j]):
                    f.write(f"{INSTRUMENTS[i]},{names[j]},{y[i, j]:.6f}\n")
    result = {}
    for case, settings in CASES.items():
        rng = np.random.default_rng(len(case))
        keep = np.empty((DRAWS, CHAINS, 6 + SOURCES))
        seen = np.isfinite(y)
        shared = seen.sum(0) >= 2
        xi = np.zeros((CHAINS, 3, shared.sum()))
        for t, (B, s2, G, x) in enumerate(gibbs(y, settings["nu"], settings["fit"], settings.get("sigma2"), rng)):
            keep[t] = np.concatenate([B, s2, G], 1)
            xi += x / DRAWS
        posterior = {f"B[{k}]": summary(keep[:, :, i]) for i, k in enumerate(INSTRUMENTS)}
        if settings["fit"]:
            posterior |= {f"sigma2[{k}]": summary(keep[:, :, 3 + i]) for i, k in enumerate(INSTRUMENTS)}
        posterior |= {f"G[{k}]": summary(keep[:, :, 6 + j]) for j, k in enumerate(names)}
        weights = [
            dict(instrument=INSTRUMENTS[i], source=names[np.where(shared)[0][j]], mean=xi[:, i, j].mean(), mcse_mean=xi[:, i, j].std(ddof=1) / np.sqrt(CHAINS))
            for j in range(shared.sum()) for i in range(3) if seen[:, shared][i, j]
        ]
        result[case] = dict(nu=settings["nu"], sigma2=settings.get("sigma2"), fit=settings["fit"],
                            prior=dict(b=list(B0), tau=list(TAU), alpha=ALPHA, beta=BETA), posterior=posterior, weights=weights)
    with open("reference.json", "w") as f:
        json.dump(result, f, indent=1)


main()
