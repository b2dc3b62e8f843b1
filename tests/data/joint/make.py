#!/usr/bin/python3
"""A table of three instruments in two energy bands, and its posteriors with areas that correlate between bands under two models.

    python3 make.py          (numpy; writes bands.csv, correlation.csv and reference.json; deterministic, some minutes)

Model    y_ij ~ N(B_i + G_j - s_ij/2, s_ij),  B ~ N(b, T),  T_(ik)(il) = tau_ik R_i,kl tau_il,  G flat; (instrument, band) plays instrument
  log-t  s_ij = s2_i/xi_ij,  xi_ij ~ chi2_nu,   s2_i ~ InvGamma(alpha, beta)
  both   s_ij = e_ij^2 + v_i,  e_ij the table's error of ln(flux),  v_i ~ InvGamma(alpha, beta)

Plain Gibbs in blocks, many chains at once: (B, G) given all s; then s2 and every xi, or every ln v_i by random-walk Metropolis steps given
(B, G). The areas' precision is T^-1 + sum_j (diag w - w w'/W), T inverted as it stands.
"""
import json

import numpy as np

CHAINS, WARM_UP, DRAWS = 400, 400, 4000
INSTRUMENTS, BANDS, SOURCES = ["A", "B", "C"], ["soft", "hard"], 11
N, M = len(INSTRUMENTS) * len(BANDS), SOURCES * len(BANDS)
R = {"A": 0.95, "B": -0.6, "C": 0.85}
B0 = np.zeros(N)                       # a table of fluxes: ln of the ratio to the nominal area
TAU, NU = 0.25, 3.0
ALPHA, BETA = 3.0, 0.2


def prior():
    """T, unknowns band by band."""
    T = TAU**2 * np.eye(N)
    for i, name in enumerate(INSTRUMENTS):
        T[i, 3 + i] = T[3 + i, i] = TAU**2 * R[name]
    return T


def data(rng, T):
    """y and the known errors, nan where an instrument did not see a source; the hard band is seen less; one source is seen once."""
    B = np.linalg.cholesky(T) @ rng.standard_normal(N)
    e = 0.25 * np.exp(rng.uniform(-1, 1, (N, M)))
    y = np.full((N, M), np.nan)
    for k in range(len(BANDS)):
        for j in range(k * SOURCES, (k + 1) * SOURCES):
            g = rng.normal(0, 1)
            for i in range(3 * k, 3 * k + 3):
                s = e[i, j]**2 + 0.05
                draw = B[i] + g - s / 2 + np.sqrt(s) * rng.standard_normal()
                if rng.random() > 0.1 + 0.3 * k:
                    y[i, j] = draw
    y[0, 2] += 2.0                      # an outlier
    for j in np.where(np.isfinite(y).sum(0) < 2)[0]:
        i = 3 * (j // SOURCES)
        y[i:i + 2, j] = rng.normal(0, 0.3, 2)
    y[4:, M - 1] = np.nan
    y[3, M - 1] = 0.3
    return np.round(y, 6), np.round(e, 6)


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


def areas_and_fluxes(Y, O, s, Tinv, rng):
    """(B, G) | s of all chains, (C, N) and (C, M); sources seen once have W = w and tell nothing of B."""
    w = O / s
    W = w.sum(1)
    wz = w * Y + 0.5 * O
    zbar = wz.sum(1) / W
    L = -np.einsum("cij,ckj->cik", w / W[:, None], w)
    idx = np.arange(N)
    L[:, idx, idx] = 0
    L[:, idx, idx] = -L.sum(2)
    S = L + Tinv
    rhs = (wz - w * zbar[:, None]).sum(2) + Tinv @ B0
    C = np.linalg.cholesky(S)
    B = np.linalg.solve(S, rhs[:, :, None])[:, :, 0]
    B = B + np.linalg.solve(C.transpose(0, 2, 1), rng.standard_normal((CHAINS, N, 1)))[:, :, 0]
    G = zbar - np.einsum("cij,ci->cj", w / W[:, None], B) + rng.standard_normal(W.shape) / np.sqrt(W)
    return B, G


def log_t(y, e, Tinv, rng):
    """Yields (B, s2, G, xi). A source seen once must not shape s2: it is drawn in the end."""
    seen = np.isfinite(y)
    shared = seen.sum(0) >= 2
    O, Y = seen[:, shared].astype(float), np.where(seen, y, 0)[:, shared]
    n = O.sum(1)
    s2 = np.full((CHAINS, N), 0.15)
    psi = s2[:, :, None] / NU * np.exp(rng.normal(0, 1, (CHAINS, *Y.shape)))
    for t in range(WARM_UP + DRAWS):
        B, G = areas_and_fluxes(Y, O, psi, Tinv, rng)
        r = Y - B[:, :, None] - G[:, None]
        psi = rgig((NU + 1) / 2, 0.25, s2[:, :, None] + r * r, rng)
        draw = s2[:, :, None] / psi
        s2 = 1 / rgig(n * NU / 2 - ALPHA, 2 * BETA, (O / psi).sum(2), rng)
        xi = s2[:, :, None] / psi
        s2 = rgig(ALPHA + n / 2, (O / xi).sum(2) / 4, 2 * BETA + (O * xi * r * r).sum(2), rng)
        psi = s2[:, :, None] / xi
        if t >= WARM_UP:
            yield B, s2, every(y, shared, G, B, s2 / rng.chisquare(NU, s2.shape), rng), draw


def both(y, e, Tinv, rng):
    """Yields (B, v, G, None)."""
    seen = np.isfinite(y)
    shared = seen.sum(0) >= 2
    O, Y, E = seen[:, shared].astype(float), np.where(seen, y, 0)[:, shared], e[:, shared]**2
    eta = np.log(0.05) + rng.normal(0, 0.5, (CHAINS, N))
    step, accepted = np.full(N, 0.7), np.zeros(N)

    def log_density(eta, r):
        s = E + np.exp(eta)[:, :, None]
        return -ALPHA * eta - BETA * np.exp(-eta) - 0.5 * (O * (np.log(s) + (r + s / 2)**2 / s)).sum(2)

    for t in range(WARM_UP + DRAWS):
        B, G = areas_and_fluxes(Y, O, E + np.exp(eta)[:, :, None], Tinv, rng)
        r = Y - B[:, :, None] - G[:, None]
        now = log_density(eta, r)
        for _ in range(6):
            to = eta + step * rng.standard_normal(eta.shape)
            then = log_density(to, r)
            ok = np.log(rng.random(eta.shape)) <= then - now
            eta, now = np.where(ok, to, eta), np.where(ok, then, now)
            accepted += ok.mean(0)
        if t < WARM_UP and t % 20 == 19:
            step *= np.exp(accepted / 120 - 0.44)
            accepted[:] = 0
        if t >= WARM_UP:
            v = np.exp(eta)
            once = np.zeros((CHAINS, N))
            for j in np.where(~shared)[0]:
                i = np.where(seen[:, j])[0][0]
                once[:, i] = e[i, j]**2 + v[:, i]
            yield B, v, every(y, shared, G, B, once, rng), None


def every(y, shared, G, B, s, rng):
    """G of all sources; that of a source seen once given its variance, column i of s."""
    out = np.empty((CHAINS, M))
    out[:, shared] = G
    for j in np.where(~shared)[0]:
        i = np.where(np.isfinite(y[:, j]))[0][0]
        out[:, j] = y[i, j] - B[:, i] + s[:, i] / 2 + np.sqrt(s[:, i]) * rng.standard_normal(CHAINS)
    return out


def summary(x):
    """x (draws, chains): moments and quantiles; the effective sample size from the spread of chain means."""
    sd = x.std()
    error = x.mean(0).std(ddof=1) / np.sqrt(x.shape[1])
    q = np.quantile(x, [0.025, 0.5, 0.975])
    return dict(mean=x.mean(), sd=sd, mcse_mean=error, q025=q[0], median=q[1], q975=q[2], ess=float(min((sd / error)**2, x.size)))


def main():
    rng = np.random.default_rng(20190601)
    T = prior()
    y, e = data(rng, T)
    places = [f"{i}:{k}" for k in BANDS for i in INSTRUMENTS]
    sources = [f"S{j % SOURCES + 1:02d}:{BANDS[j // SOURCES]}" for j in range(M)]
    with open("bands.csv", "w") as f:
        f.write("instrument,source,band,ln_flux,ln_flux_err\n")
        for i, j in zip(*np.where(np.isfinite(y))):
            f.write(f"{places[i].split(':')[0]},{sources[j].split(':')[0]},{BANDS[j // SOURCES]},{y[i, j]:.6f},{e[i, j]:.6f}\n")
    with open("correlation.csv", "w") as f:
        f.write("instrument,band,band,correlation\n")
        for name in INSTRUMENTS:
            f.write(f"{name},{BANDS[0]},{BANDS[1]},{R[name]}\n")
    result = dict(prior=dict(tau=TAU, alpha=ALPHA, beta=BETA, nu=NU))
    for name, sampler in (("log-t", log_t), ("both", both)):
        B, s2, G, xi, square = [], [], [], 0, 0
        for one in sampler(y, e, np.linalg.inv(T), np.random.default_rng([7, len(name)])):
            B.append(one[0]), s2.append(one[1]), G.append(one[2])
            if one[3] is not None:
                xi = xi + one[3] / DRAWS
        columns = {f"B[{p}]": np.array(B)[:, :, i] for i, p in enumerate(places)}
        columns |= {f"sigma2[{p}]": np.array(s2)[:, :, i] for i, p in enumerate(places)}
        columns |= {f"G[{p}]": np.array(G)[:, :, j] for j, p in enumerate(sources)}
        result[name] = dict(posterior={key: summary(x) for key, x in columns.items()})
        flat = np.array(B).reshape(-1, N)
        response = np.cov(flat.T) @ np.linalg.inv(T)
        result[name]["response"] = response.tolist()
        if name == "log-t":
            shared = np.where(np.isfinite(y).sum(0) >= 2)[0]
            result[name]["weights"] = [
                dict(instrument=places[i], source=sources[j], mean=xi[:, i, a].mean(), mcse_mean=xi[:, i, a].std(ddof=1) / np.sqrt(CHAINS))
                for a, j in enumerate(shared) for i in range(N) if np.isfinite(y[i, j])]
        print(name, min(p["ess"] for p in result[name]["posterior"].values()))
    with open("reference.json", "w") as f:
        json.dump(result, f, indent=1, default=float)
        f.write("\n")


main()
