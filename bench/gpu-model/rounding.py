"""How wrong ln p of the fitted model comes out where each of its operations is rounded to single precision."""
import math
import random
import struct

SIGMA = (0.039, 0.032, 0.043)
ALPHA, BETA = 1.5, 0.0086


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def log_density(eta, sources, rounded):
    """ln p(η), η = ln v, areas (flat) and fluxes integrated out, up to a constant: three instruments that saw every source, and scatter as their σ has it."""
    v = [rounded(math.exp(e)) for e in eta]
    w = [rounded(1 / x) for x in v]
    shape = rounded(0.5 * (sources - 1))
    total = rounded(rounded(w[0] + w[1]) + w[2])
    result = 0.0
    for e, x in zip(eta, w):
        result = rounded(rounded(result - rounded(rounded(ALPHA + shape) * e)) - rounded(rounded(BETA) * x))
    result = rounded(result - rounded(shape * rounded(math.log(total))))
    squares = 0.0
    for i in range(3):
        for k in range(i):
            apart = rounded((sources - 1) * (SIGMA[i] ** 2 + SIGMA[k] ** 2))
            squares = rounded(squares + rounded(rounded(w[i] * w[k]) * apart))
    return rounded(result - rounded(rounded(0.5 * squares) / total))


def error(sources, pairs=2000):
    """Root mean square error of ln p(η) − ln p(η′), which is what a chain accepts by, over pairs of points about as far apart as draws of the posterior are."""
    draw = random.Random(1)
    width = math.sqrt(2 / sources)
    squares = 0.0
    for _ in range(pairs):
        a, b = ([single(2 * math.log(s) + width * draw.gauss(0, 1)) for s in SIGMA] for _ in range(2))
        exact = log_density(a, sources, float) - log_density(b, sources, float)
        squares += (log_density(a, sources, single) - log_density(b, sources, single) - exact) ** 2
    return math.sqrt(squares / pairs)


def log_gamma_error(n):
    """Error of ln Γ(n) rounded once: relative error of a weight of aperture photometry."""
    return abs(single(math.lgamma(n)) - math.lgamma(n))
