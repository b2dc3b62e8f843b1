#!/usr/bin/python3
"""A table of three instruments in three energy bands, and its posterior under areas that correlate between bands.

    python3 make.py            writes bands.csv, correlation.csv and posterior.json (numpy; about three minutes)

Block Gibbs: (B, G) jointly given the variances from the Gaussian of all (instrument, band) and (source, band) unknowns, then every
variance from its generalised inverse Gaussian. Nothing is integrated out and no sufficient statistic is used.
Model   y ~ N(B_ik + G_jk - v_ik/2, v_ik),  B ~ N(b, T),  T_(ik)(il) = tau_ik R_i,kl tau_il,  G flat,  v ~ InvGamma(alpha, beta)
"""
import json
import numpy as np

INSTRUMENTS, BANDS, SOURCES = ["A", "B", "C"], ["0.5-1", "1-2", "2-8"], 14
R = {"A": [0.9, 0.8, 0.9], "B": [0.5, -0.3, 0.2], "C": [0.95, 0.9, 0.95]}      # pairs 01, 02, 12
TAU, ALPHA, BETA = 0.2, 2.0, 0.3
CHAINS, WARMUP, SWEEPS = 4, 2000, 60000


def prior():
    """T with unknowns ordered band by band."""
    N, K = len(INSTRUMENTS), len(BANDS)
    T = np.zeros((N * K, N * K))
    for i, name in enumerate(INSTRUMENTS):
        r01, r02, r12 = R[name]
        corr = np.array([[1, r01, r02], [r01, 1, r12], [r02, r12, 1]])
        for k in range(K):
            for l in range(K):
                T[k * N + i, l * N + i] = TAU ** 2 * corr[k, l]
    return T


def simulate(rng, T):
    N, K = len(INSTRUMENTS), len(BANDS)
    B = np.linalg.cholesky(T) @ rng.standard_normal(N * K)
    Y = np.full((N * K, SOURCES * K), np.nan)
    sigma = rng.uniform(0.3, 0.7, N * K)
    for k in range(K):
        for j in range(SOURCES):
            g = rng.normal(1, 1)
            for i in range(N):
                a = k * N + i
                y = B[a] + g - sigma[a] ** 2 / 2 + sigma[a] * rng.standard_normal()
                if rng.random() > 0.2 + 0.2 * (k == 2):           # the hardest band is seen least
                    Y[a, k * SOURCES + j] = round(y, 6)
    return Y


def rgig(k, a, b, rng):
    """density ~ v^(-k-1) exp(-(a v + b/v)/2): tilted inverse gamma proposal, accepted with exp(-c (x - 1 - log x))."""
    v0 = b / (k + np.sqrt(k * k + a * b))
    c = 0.5 * a * v0
    out, todo = np.empty_like(v0), np.arange(v0.size)
    while todo.size:
        x = (0.5 * b[todo] / v0[todo]) / rng.gamma(k[todo] + c[todo])
        ok = np.log(rng.random(todo.size)) <= -c[todo] * (x - 1 - np.log(x))
        out[todo[ok]] = (x * v0[todo])[ok]
        todo = todo[~ok]
    return out


def chain(Y, Tinv, rng):
    N, M = Y.shape
    O = np.isfinite(Y)
    Y0, n = np.where(O, Y, 0.0), O.sum(1)
    v = np.full(N, 0.2)
    out = np.empty((SWEEPS, 2 * N))
    G = np.zeros(M)
    for t in range(-WARMUP, SWEEPS):
        # The precision of (B, G) written out, G eliminated.
        w = O / v[:, None]
        W = w.sum(0)
        z = np.where(O, Y0 + v[:, None] / 2, 0.0)
        S = Tinv + np.diag(w.sum(1)) - (w / W) @ w.T
        r = (w * z).sum(1) - w @ ((w * z).sum(0) / W)
        C = np.linalg.cholesky(S)
        B = np.linalg.solve(C.T, np.linalg.solve(C, r) + rng.standard_normal(N))
        G = ((w * (z - B[:, None])).sum(0)) / W + rng.standard_normal(M) / np.sqrt(W)
        square = np.where(O, Y0 - B[:, None] - G, 0.0) ** 2
        v = rgig(ALPHA + n / 2, n / 4.0, 2 * BETA + square.sum(1), rng)
        if t >= 0:
            out[t] = np.concatenate([B, v])
    return out


def tau_int(x):
    x = x - x.mean()
    f = np.fft.rfft(x, 2 * len(x))
    a = np.fft.irfft(f * np.conj(f))[:len(x)]
    t = 2 * np.cumsum(a / a[0]) - 1
    return t[np.argmax(np.arange(len(x)) >= 5 * t)]


def main():
    rng = np.random.default_rng(20190601)
    T = prior()
    Y = simulate(rng, T)
    Y = np.where((np.isfinite(Y).sum(0) >= 2)[None, :], Y, np.nan)
    keep = np.isfinite(Y).any(0)
    names = [f"{i}:{k}" for k in BANDS for i in INSTRUMENTS]
    with open("bands.csv", "w") as f:
        f.write("instrument,source,band,ln_flux\n")
        for a in range(len(names)):
            for c in np.flatnonzero(np.isfinite(Y[a])):
                f.write(f"{INSTRUMENTS[a % 3]},S{c % SOURCES:02d},{BANDS[c // SOURCES]},{Y[a, c]:.6f}\n")
    with open("correlation.csv", "w") as f:
        f.write("instrument,band,band,correlation\n")
        for name in INSTRUMENTS:
            for (k, l), r in zip([(0, 1), (0, 2), (1, 2)], R[name]):
                f.write(f"{name},{BANDS[k]},{BANDS[l]},{r}\n")
    draws = np.array([chain(Y[:, keep], np.linalg.inv(T), np.random.default_rng([7, c])) for c in range(CHAINS)])
    posterior = {}
    for p in range(2 * len(names)):
        x = draws[:, :, p]
        ess = x.size / max(1.0, np.mean([tau_int(row) for row in x]))
        posterior[("B" if p < len(names) else "sigma2") + f"[{names[p % len(names)]}]"] = dict(
            mean=x.mean(), sd=x.std(), mcse_mean=x.std() / np.sqrt(ess),
            q025=np.quantile(x, .025), median=np.median(x), q975=np.quantile(x, .975), ess=ess)
    B = draws[:, :, :len(names)].reshape(-1, len(names))
    json.dump(dict(prior=dict(tau=TAU, alpha=ALPHA, beta=BETA), posterior=posterior, areaCorrelation=np.corrcoef(B.T).tolist(), names=names),
              open("posterior.json", "w"), indent=1)


main()
