#!/usr/bin/env python3
"""Exact posteriors of areas and fluxes with known variances, from tau/sigma = 1 to 1e10: rational arithmetic, roots to 50 digits.

    y_ij | B, G ~ N(B_i + G_j - s_ij/2, s_ij), B ~ N(b, T), G flat.

The joint precision of (B, G) is built from doubles taken as the rationals that they are, and solved by Gauss-Jordan elimination in
fractions.Fraction. Nothing of the program's algebra is used. Writes reference.json beside itself.
"""
import json, os, random
from decimal import Decimal, getcontext
from fractions import Fraction as F

getcontext().prec = 50


def root(x):
    return float((Decimal(x.numerator) / Decimal(x.denominator)).sqrt())


def inverse(a):
    n = len(a)
    m = [list(row) + [F(int(i == k)) for k in range(n)] for i, row in enumerate(a)]
    for p in range(n):
        q = next(i for i in range(p, n) if m[i][p] != 0)
        m[p], m[q] = m[q], m[p]
        m[p] = [x / m[p][p] for x in m[p]]
        for i in range(n):
            if i != p and m[i][p] != 0:
                f = m[i][p]
                m[i] = [x - f * z for x, z in zip(m[i], m[p])]
    return [row[n:] for row in m]


def posterior(y, s, b, t):
    n, m = len(y), len(y[0])
    t1 = inverse([[F(x) for x in row] for row in t])
    a = [[F(0)] * (n + m) for _ in range(n + m)]
    r = [F(0)] * (n + m)
    for i in range(n):
        for k in range(n):
            a[i][k] += t1[i][k]
            r[i] += t1[i][k] * F(b[k])
        for j in range(m):
            if y[i][j] is not None:
                w = 1 / F(s[i][j])
                z = F(y[i][j]) + F(s[i][j]) / 2
                a[i][i] += w
                a[n + j][n + j] += w
                a[i][n + j] += w
                a[n + j][i] += w
                r[i] += w * z
                r[n + j] += w * z
    c = inverse(a)
    mean = [sum(c[i][k] * r[k] for k in range(n + m)) for i in range(n + m)]
    own = [[float(sum(c[i][l] * t1[l][k] for l in range(n))) for k in range(n)] for i in range(n)]
    return {
        "shift": [float(mean[i] - F(b[i])) for i in range(n)],
        "sd": [root(c[i][i]) for i in range(n)],
        "difference": [[float(mean[i] - mean[k] - F(b[i]) + F(b[k])) for k in range(n)] for i in range(n)],
        "differenceSd": [[root(c[i][i] + c[k][k] - 2 * c[i][k]) for k in range(n)] for i in range(n)],
        "fluxMean": [float(mean[n + j]) for j in range(m)],
        "fluxSd": [root(c[n + j][n + j]) for j in range(m)],
        "response": own,
    }


def main():
    rnd = random.Random(11)
    n, m, tau = 4, 6, [1.0, 0.5, 2.0, 0.8]
    diagonal = [[tau[i] ** 2 if i == k else 0.0 for k in range(n)] for i in range(n)]
    correlated = [[tau[i] * tau[k] * {0: 1.0, 1: 0.25, 2: -0.5, 3: 0.125}[abs(i - k)] for k in range(n)] for i in range(n)]
    full = [[1] * m for _ in range(n)]
    missing = [[1, 1, 0, 1, 0, 1], [1, 0, 1, 0, 1, 0], [0, 1, 1, 1, 0, 0], [0, 0, 0, 1, 1, 1]]
    apart = [[1, 1, 1, 0, 0, 0], [1, 1, 0, 0, 0, 0], [0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 0]]
    # Two pairs that see three sources each with small errors, tied by one source with the last entry's errors alone.
    linked = [[1, 1, 1, 0, 0, 2], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 2], [0, 0, 0, 1, 1, 0]]
    cases = []
    for name, mask, t in [("complete", full, diagonal), ("missing", missing, diagonal), ("two components", apart, diagonal),
                          ("correlated", full, correlated), ("correlated components", apart, correlated), ("weak link", linked, diagonal)]:
        for ratio in [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10]:
            b = [rnd.uniform(-1, 1) for _ in range(n)]
            true = [b[i] + tau[i] * rnd.gauss(0, 1) for i in range(n)]
            flux = [rnd.uniform(-3, 3) for _ in range(m)]
            sigma = [[rnd.uniform(0.5, 2) / ratio if mask[i][j] < 2 else 0.3 for j in range(m)] for i in range(n)]
            y = [[true[i] + flux[j] + rnd.gauss(0, sigma[i][j]) if mask[i][j] else None for j in range(m)] for i in range(n)]
            s = [[sigma[i][j] ** 2 if mask[i][j] else None for j in range(m)] for i in range(n)]
            cases.append({"name": name, "ratio": ratio, "b": b, "covariance": t, "y": y, "variance": s, **posterior(y, s, b, t)})
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.json"), "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main()
