"""Coefficients of src/Kernels/Mathematics/LogGamma.cs (python3, mpmath 1.3).

Core:      ln Gamma(1 + y) = y (y - 1) (9/16 - y/8 + P(y)/Q(y)),  -1/4 <= y <= 5/4, P and Q of degree 8.
           The line 9/16 - y/8 leaves |P/Q| below 9 per cent of the factor, so that its rounding hardly counts.
Stirling:  ln Gamma(x) = (x - 1/2)(ln x - 1) + (ln(2 pi) - 1)/2 + S(1/x^2)/x,  x >= 8, S of degree 6.

Both interpolate at Chebyshev nodes, which is within a small factor of the best approximation.
"""
from mpmath import cos, euler, log, loggamma, lu_solve, matrix, mp, mpf, nstr, pi, polyval, psi, sqrt

mp.dps = 60


def chebyshev_nodes(low, high, count):
    return [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * count)) for i in range(count)]


def rational(f, low, high, n, m):
    nodes = chebyshev_nodes(low, high, n + m + 1)
    a = matrix(n + m + 1, n + m + 1)
    b = matrix(n + m + 1, 1)
    for i, t in enumerate(nodes):
        b[i] = f(t)
        for j in range(n + 1):
            a[i, j] = t**j
        for j in range(1, m + 1):
            a[i, n + j] = -b[i] * t**j
    s = lu_solve(a, b)
    return [s[j] for j in range(n + 1)], [mpf(1)] + [s[n + j] for j in range(1, m + 1)]


def at(coefficients, t):
    return polyval(coefficients[::-1], t)


def factor(y):
    if y == 0:
        return +euler
    if y == 1:
        return psi(0, 2)
    return loggamma(1 + y) / (y * (y - 1))


def remainder(y):
    return factor(y) - mpf(9) / 16 + y / 8


def stirling(z):
    x = 1 / sqrt(z)
    return (loggamma(x) - (x - mpf(1) / 2) * (log(x) - 1) - (log(2 * pi) - 1) / 2) * x


low, high = mpf(-1) / 4, mpf(5) / 4
p, q = rational(remainder, low, high, 8, 8)
error = max(abs((remainder(y) - at(p, y) / at(q, y)) / factor(y)) for y in (low + (high - low) * i / 500 for i in range(501)))
print("core, largest relative truncation", nstr(error, 3))
print("P", [repr(float(c)) for c in p])
print("Q", [repr(float(c)) for c in q])

s, _ = rational(stirling, mpf(0), mpf(1) / 64, 6, 0)
error = max(abs(at(s, z) - stirling(z)) * sqrt(z) for z in (mpf(i) / 64 / 400 for i in range(1, 401)))
print("Stirling, largest absolute truncation", nstr(error, 3))
print("S", [repr(float(c)) for c in s])
print("constant", repr(float((log(2 * pi) - 1) / 2)))
