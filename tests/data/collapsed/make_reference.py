#!/usr/bin/python3
"""Reference values for the collapsed posterior and the known-variance posterior, by brute force.

Nothing here knows the sufficient statistics or the Schur complement: the log joint of (y, B, G, eta), a quadratic form in
all N + M unknowns, is integrated over (B, G) by eliminating one unknown after another in 60-digit decimal arithmetic.
Derivatives in eta are central differences with a step of 1e-15, exact to more digits than a double holds.

    python3 make_reference.py > reference.json          (standard library only; deterministic)

Model   y_ij ~ N(B_i + G_j - s_ij/2, s_ij),  B ~ N(b, T),  G_j flat,  v_i ~ InvGamma(alpha_i, beta_i),  eta = log v
Dropped constants: powers of 2 pi, the normaliser of the inverse gamma, log |T|.
"""
import json
import random
from decimal import Decimal as D, getcontext

getcontext().prec = 60
HALF = D("0.5")


def eliminate(H, g):
    """log |H|, H^-1 g and H^-1 for symmetric positive-definite H, by Gauss-Jordan elimination."""
    n = len(g)
    A = [list(H[i]) + [g[i]] + [D(int(i == k)) for k in range(n)] for i in range(n)]
    logdet = D(0)
    for p in range(n):
        pivot = A[p][p]
        assert pivot > 0
        logdet += pivot.ln()
        A[p] = [x / pivot for x in A[p]]
        for i in range(n):
            if i != p and A[i][p] != 0:
                f = A[i][p]
                A[i] = [x - f * q for x, q in zip(A[i], A[p])]
    return logdet, [A[i][n] for i in range(n)], [A[i][n + 1:] for i in range(n)]


def inverse(T):
    return eliminate(T, [D(0)] * len(T))[2]


def gaussian(y, s, b, Tinv):
    """Integral over (B, G): log value, posterior mean and covariance of (B, G)."""
    N, M = len(y), len(y[0])
    n = N + M
    H = [[D(0)] * n for _ in range(n)]
    g = [D(0)] * n
    c = D(0)
    for i in range(N):
        for k in range(N):
            H[i][k] += Tinv[i][k]
            g[i] += Tinv[i][k] * b[k]
            c -= HALF * b[i] * Tinv[i][k] * b[k]
        for j in range(M):
            if y[i][j] is None:
                continue
            w = 1 / s[i][j]
            z = y[i][j] + HALF * s[i][j]
            for p in (i, N + j):
                g[p] += w * z
                H[p][p] += w
            H[i][N + j] += w
            H[N + j][i] += w
            c -= HALF * (s[i][j].ln() + w * z * z)
    logdet, mean, cov = eliminate(H, g)
    return c + HALF * sum(x * m for x, m in zip(g, mean)) - HALF * logdet, mean, cov


def logpost(case, eta):
    v = [e.exp() for e in eta]
    s = [[v[i]] * len(case["y"][0]) for i in range(len(v))]
    value, mean, cov = gaussian(case["y"], s, case["b"], case["Tinv"])
    value -= sum(a * e + b / x for a, b, e, x in zip(case["alpha"], case["beta"], eta, v))
    N = len(v)
    return value, mean[:N], [row[:N] for row in cov[:N]]


def derivatives(case, eta):
    h = D("1e-15")
    N = len(eta)

    def f(*steps):
        e = list(eta)
        for i, t in steps:
            e[i] += t * h
        return logpost(case, e)[0]

    gradient = [(f((i, 1)) - f((i, -1))) / (2 * h) for i in range(N)]
    hessian = [[D(0)] * N for _ in range(N)]
    for i in range(N):
        for k in range(i + 1):
            d = (f((i, 1), (k, 1)) - f((i, 1), (k, -1)) - f((i, -1), (k, 1)) + f((i, -1), (k, -1))) / (4 * h * h)
            hessian[i][k] = hessian[k][i] = d
    return gradient, hessian


def diagonal(tau):
    return [[D(tau[i]) ** 2 if i == k else D(0) for k in range(len(tau))] for i in range(len(tau))]


def correlated(tau, rho):
    return [[D(tau[i]) * D(tau[k]) * (D(1) if i == k else D(rho)) for k in range(len(tau))] for i in range(len(tau))]


def table(seed, b, sigma, offsets, seen):
    """y to six decimals; seen[j] is the string of instruments (digits) that saw source j."""
    rng = random.Random(seed)
    y = [[None] * len(seen) for _ in b]
    for j, instruments in enumerate(seen):
        flux = rng.gauss(2.0, 1.5)
        for i in range(len(b)):
            e = rng.gauss(0.0, sigma[i])
            if str(i) in instruments:
                y[i][j] = D(f"{float(b[i]) + offsets[i] + flux - sigma[i] ** 2 / 2 + e:.6f}")
    return y


def case(name, seed, tau, sigma, offsets, seen, alpha, beta, etas, b=None, T=None):
    n = len(tau)
    b = b or ["0"] * n
    T = T or diagonal(tau)
    return dict(name=name, y=table(seed, b, sigma, offsets, seen), b=[D(x) for x in b], T=T, Tinv=inverse(T), seen=seen,
                alpha=[D(a) for a in alpha], beta=[D(x) for x in beta], etas=[[D(x) for x in e] for e in etas])


def floats(x):
    return None if x is None else [floats(e) for e in x] if isinstance(x, list) else float(x)


def cases():
    yield case("complete", 1, ["0.05"] * 3, [0.1, 0.1, 0.1], [0.03, -0.02, 0.0], ["012"] * 8, ["1.5"] * 3, ["0.01"] * 3,
               [["-4.6", "-4.6", "-4.6"], ["-7", "-3", "-5.5"], ["-0.5", "1", "-1"], ["-12", "-4", "-5"]])
    yield case("unequal-priors", 2, ["0.05", "0.02", "0.3"], [0.05, 0.1, 0.2], [0.1, 0.0, -0.1], ["012"] * 6,
               ["1.5", "2", "0.7"], ["0.01", "0.002", "0.1"], [["-6", "-4.5", "-3"], ["-3", "-8", "-4"]], b=["5.9", "6.3", "-2.1"])
    yield case("missing", 3, ["0.05", "0.025", "0.1", "0.05", "0.04"], [0.1, 0.05, 0.2, 0.1, 0.08], [0.0, 0.04, -0.1, 0.05, 0.0],
               ["01234", "012", "34", "01", "0134", "2", "34", "012", "24", "01234", "4", "03", "13", "012"],
               ["1.5", "1.5", "2", "3", "1"], ["0.01", "0.005", "0.02", "0.01", "0.01"],
               [["-4.6"] * 5, ["-6", "-5", "-3", "-4", "-7"], ["-1", "0.5", "-2", "-1", "0"]], b=["0.1", "-0.2", "3", "0", "1"])
    yield case("disconnected", 4, ["0.05", "0.03", "0.05", "0.1"], [0.1] * 4, [0.05, -0.05, 0.1, 0.0],
               ["01", "01", "23", "23", "23", "1", "01"], ["1.5"] * 4, ["0.01"] * 4, [["-4.6"] * 4, ["-3", "-6", "-5", "-4"]])
    yield case("noisy", 5, ["0.2"] * 3, [0.7, 0.5, 1.0], [0.2, -0.1, 0.0], ["012", "012", "012", "02", "01", "12", "012"],
               ["2"] * 3, ["0.3"] * 3, [["-0.7", "-1.4", "0"], ["1", "1.5", "0.3"]])
    yield case("correlated", 6, ["0.05"] * 4, [0.1, 0.1, 0.05, 0.1], [0.0, 0.1, 0.05, -0.05],
               ["0123", "0123", "013", "12", "0123", "23", "01", "0123"], ["1.5"] * 4, ["0.01"] * 4,
               [["-4.6"] * 4, ["-5", "-3", "-7", "-4"]], b=["0.5", "0.4", "0", "0"], T=correlated(["0.05", "0.02", "0.1", "0.05"], "0.6"))
    yield case("pair", 7, ["0.05"] * 2, [0.08, 0.08], [0.02, -0.02], ["01"] * 5, ["1.5"] * 2, ["0.0025"] * 2,
               [["-5", "-5"], ["-8", "-4"]])
    yield case("unseen-instrument", 8, ["0.05"] * 3, [0.1] * 3, [0.0, 0.05, 0.0], ["01", "01", "01", "2", "0"], ["1.5"] * 3,
               ["0.01"] * 3, [["-4", "-5", "-3"]])


def main():
    collapsed = []
    for c in cases():
        points = []
        for eta in c["etas"]:
            value, mean, cov = logpost(c, eta)
            gradient, hessian = derivatives(c, eta)
            points.append(dict(eta=floats(eta), logDensity=float(value), gradient=floats(gradient), hessian=floats(hessian),
                               areaMean=floats(mean), areaCovariance=floats(cov)))
        collapsed.append(dict(name=c["name"], y=floats(c["y"]), b=floats(c["b"]), covariance=floats(c["T"]),
                              alpha=floats(c["alpha"]), beta=floats(c["beta"]), points=points))
    known = []
    rng = random.Random(99)
    for c in cases():
        s = [[None if x is None else D(f"{rng.uniform(0.002, 0.05):.6f}") for x in row] for row in c["y"]]
        _, mean, cov = gaussian(c["y"], s, c["b"], c["Tinv"])
        N = len(c["b"])
        known.append(dict(name=c["name"], y=floats(c["y"]), variance=floats(s), b=floats(c["b"]), covariance=floats(c["T"]),
                          areaMean=floats(mean[:N]), areaCovariance=floats([row[:N] for row in cov[:N]]),
                          fluxMean=floats(mean[N:]), fluxSd=[float(cov[k][k].sqrt()) for k in range(N, len(mean))]))
    print(json.dumps(dict(collapsed=collapsed, known=known), indent=1))


main()
