"""Coefficients of StirlingRest in src/Kernels/Random/Binomial.cs (python3, mpmath 1.3).

S(x) = ln Gamma(x) - (x - 1/2) ln x + x - ln(2 pi)/2,  x S(x) = P(1/x)/Q(1/x),  x >= 1, P and Q of degree 5,
interpolated at Chebyshev nodes of 1/x in (0, 1]. Prints P, Q and the largest error of S at whole x.
"""
from mpmath import cos, log, loggamma, lu_solve, matrix, mp, mpf, nstr, pi, polyval

mp.dps = 40
DEGREE = 5


def rest(x):
    return loggamma(x) - (x - mpf(1) / 2) * log(x) + x - log(2 * pi) / 2


def scaled(t):
    return rest(1 / t) / t


count = 2 * DEGREE + 1
nodes = [(cos(pi * (2 * i + 1) / (2 * count)) + 1) / 2 for i in range(count)]
a = matrix(count, count)
b = matrix(count, 1)
for i, t in enumerate(nodes):
    b[i] = scaled(t)
    for j in range(DEGREE + 1):
        a[i, j] = t**j
    for j in range(1, DEGREE + 1):
        a[i, DEGREE + j] = -b[i] * t**j
c = lu_solve(a, b)
p = [c[j] for j in range(DEGREE + 1)]
q = [mpf(1)] + [c[DEGREE + j] for j in range(1, DEGREE + 1)]
print("P", [nstr(x, 17) for x in p])
print("Q", [nstr(x, 17) for x in q])
whole = [mpf(x) for x in [*range(1, 100), 1000, 10**5, 10**6 + 1]]
print("error", nstr(max(abs(polyval(p[::-1], 1 / x) / polyval(q[::-1], 1 / x) / x - rest(x)) for x in whole), 3))
