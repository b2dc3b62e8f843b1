"""Coefficients of src/Kernels/Mathematics/NormalDistribution.cs and the reference values its test reads (python3, mpmath 1.3).

exp(t^2/2) Phi(-t) = P(t)/Q(t), 0 <= t <= 39: interpolation at the Chebyshev nodes of u = (t - 4)/(t + 4).
Writes reference.csv: x, Phi(x), phi(x), the arguments being exact doubles.
"""
import random
from mpmath import cos, erfc, exp, lu_solve, matrix, mp, mpf, nstr, pi, polyval, sqrt

mp.dps = 80
FAR, CENTRE = mpf(39), mpf(4)


def mills(t):
    return exp(t * t / 2) * erfc(t / sqrt(mpf(2))) / 2


def rational(n, m):
    low, high, count = mpf(-1), (FAR - CENTRE) / (FAR + CENTRE), n + m + 1
    a, b = matrix(count, count), matrix(count, 1)
    for i in range(count):
        u = (low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * count))
        t = CENTRE * (1 + u) / (1 - u)
        scale = (1 + t / 4) ** -m
        b[i] = mills(t) * scale
        for j in range(n + 1):
            a[i, j] = t**j * scale
        for j in range(1, m + 1):
            a[i, n + j] = -b[i] * t**j
    s = lu_solve(a, b)
    return [s[j] for j in range(n + 1)], [mpf(1)] + [s[n + j] for j in range(1, m + 1)]


p, q = rational(9, 10)
print("P", [repr(float(c)) for c in p])
print("Q", [repr(float(c)) for c in q])
points = (FAR * (mpf(i) / 2000) ** 3 for i in range(2001))
print("largest relative truncation", nstr(max(abs(polyval(p[::-1], t) / polyval(q[::-1], t) / mills(t) - 1) for t in points), 3))

random.seed(1)
x = [0.0, -0.0, 1e-300, -1e-300, 1e-17, -1e-17, 0.5, -0.5, 8.2, 8.3, 9.0, 40.0, -37.0, -37.5, -37.6, -38.0, -38.4, -38.5, -39.0, -40.0, -1000.0]
x += [random.uniform(-6, 6) for _ in range(300)] + [random.uniform(-37.5, 0) for _ in range(150)] + [random.gauss(0, 1e-3) for _ in range(30)]
with open("reference.csv", "w") as file:
    file.write("x,cdf,density\n")
    for value in x:
        exact = mpf(value)
        file.write(f"{value!r},{nstr(erfc(-exact / sqrt(mpf(2))) / 2, 20)},{nstr(exp(-exact * exact / 2) / sqrt(2 * pi), 20)}\n")
