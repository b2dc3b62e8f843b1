#!/usr/bin/python3
"""Writes reference.csv: moments, quantiles and background probabilities of aperture posteriors.

Everything is computed from the definition, none of it by the formulas of the program: the joint density of (S, b) is integrated
over b term by term in exact rational arithmetic, and its integrals over S are incomplete gamma functions, all with 40 digits.
"""
from fractions import Fraction
from math import comb, factorial
import csv
import mpmath as mp

mp.mp.dps = 40
CASES = [  # n, m, f, g, r
    (0, 0, "1", "0", "24"), (0, 3, "0.9", "0", "12"), (1, 0, "0.95", "0.03", "24"), (5, 2, "0.953", "0.029", "24"),
    (7, 18, "0.9", "0", "15"), (7, 18, "0.9", "0.05", "15"), (2, 24, "0.9", "0.05", "12"), (40, 3, "0.9", "0.2", "0.5"),
    (30, 60, "0.3", "0.6", "1"), (141, 9, "0.953", "0.029", "24"), (160, 40, "0.9", "0", "10"), (120, 300, "0.9", "0.05", "20"),
    (60, 900, "0.9", "0.04", "30"), (3, 250, "0.85", "0.1", "100"),
]


def mixture(n, m, f, g, r):
    """p(S) = sum_k w_k Gamma(S; k+1, rate f+g), from  int (fS+b)^n (gS+rb)^m e^(-(1+r)b) db  by the binomial theorem."""
    f, g, r = Fraction(f), Fraction(g), Fraction(r)
    h = f + g
    w = [Fraction(0)] * (n + m + 1)
    for i in range(n + 1):
        for j in range(m + 1):
            if j and g == 0:
                continue
            b = n - i + m - j
            w[i + j] += (comb(n, i) * f**i * comb(m, j) * g**j * r**(m - j)) * factorial(b) / (1 + r)**(b + 1)
    w = [w[k] * factorial(k) / h**(k + 1) for k in range(n + m + 1)]
    total = sum(w)
    return [mp.mpf(x.numerator) / mp.mpf(x.denominator) for x in (v / total for v in w)], mp.mpf(h.numerator) / h.denominator


def main():
    with open("reference.csv", "w", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow("n,m,f,g,r,mean,sd,ln_mean,ln_sd,q0.001,q0.05,q0.5,q0.9,q0.999,p_background".split(","))
        for n, m, f, g, r in CASES:
            w, h = mixture(n, m, f, g, r)
            live = [(k, v) for k, v in enumerate(w) if v > mp.mpf(10)**-35]
            mean = sum(v * (k + 1) for k, v in live) / h
            var = sum(v * (k + 1) * (k + 2) for k, v in live) / h**2 - mean**2
            lmean = sum(v * mp.digamma(k + 1) for k, v in live)
            lvar = sum(v * (mp.polygamma(1, k + 1) + mp.digamma(k + 1)**2) for k, v in live) - lmean**2
            cdf = lambda s: sum(v * mp.gammainc(k + 1, 0, h * s, regularized=True) for k, v in live)
            row = [mean, mp.sqrt(var), lmean - mp.log(h), mp.sqrt(lvar)]
            for p in ("0.001", "0.05", "0.5", "0.9", "0.999"):
                row.append(quantile(cdf, mp.mpf(p), mean))
            rr = mp.mpf(r)
            row.append(tail(n, m, rr))
            table.writerow([n, m, f, g, r] + [mp.nstr(x, 17) for x in row])


def tail(n, m, r):
    """P(N >= n), N negative binomial, added up from n on."""
    term = mp.binomial(m + n, n) * (r / (1 + r))**(m + 1) * (1 + r)**(-n)
    total, k = mp.mpf(0), n
    while total == 0 or term > mp.mpf(10)**-38 * total:
        total += term
        term *= mp.mpf(m + k + 1) / (k + 1) / (1 + r)
        k += 1
    return total


def quantile(cdf, p, start):
    lo, hi = mp.mpf(0), start
    while cdf(hi) < p:
        lo, hi = hi, 2 * hi
    for _ in range(75):
        mid = (lo + hi) / 2
        lo, hi = (mid, hi) if cdf(mid) < p else (lo, mid)
    return (lo + hi) / 2


main()
