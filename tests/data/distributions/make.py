"""Exact moments and quantiles of gamma, inverse gamma and generalized inverse Gaussian (python3, mpmath 1.3).

Writes reference.csv, one row a distribution:
  name, p1, p2, p3 (unused ones 0)
  mean, variance, kurtosis of x; of 1/x; of ln x (nan where it does not exist; kurtosis = fourth central moment / variance^2)
  quantiles of ln x at the probabilities of the header row.

gamma: shape p1, rate 1.   inverse_gamma: shape p1, scale p2.   gig: density ~ v^(-p1-1) exp(-(p2 v + p3/v)/2).

Everything is one quadrature over t = ln x: Gauss-Legendre panels that widen away from the mode. The moments of the
generalized inverse Gaussian are checked against ratios of Bessel functions K (where mpmath sums them), those of the gamma against its closed form.
"""
from mpmath import besselk, exp, findroot, gamma, log, mp, mpf, nstr, sqrt

mp.dps = 40
ORDER = 16
PROBABILITIES = [mpf(10) ** -4, mpf(10) ** -3] + [mpf(i) / 64 for i in range(1, 64)] + [1 - mpf(10) ** -3, 1 - mpf(10) ** -4]
TAIL = mpf(10) ** -26


def legendre(order):
    def p(x):
        a, b = mpf(1), x
        for n in range(2, order + 1):
            a, b = b, ((2 * n - 1) * x * b - (n - 1) * a) / n
        return b, order * (x * b - a) / (x * x - 1)

    from mpmath import cos, pi
    nodes = []
    for i in range(order):
        x = cos(pi * (i + mpf(3) / 4) / (order + mpf(1) / 2))
        for _ in range(8):
            value, slope = p(x)
            x -= value / slope
        nodes.append((x, 2 / ((1 - x * x) * p(x)[1] ** 2)))
    return nodes


NODES = legendre(ORDER)


def panel(f, low, high):
    c, r = (low + high) / 2, (high - low) / 2
    return [(c + r * x, r * w * f(c + r * x)) for x, w in NODES]


class Distribution:
    """A law of t = ln x given by the logarithm of its density and its mode; powers are the moments that must converge too."""

    def __init__(self, log_density, mode, width, powers):
        top = log_density(mode)
        self.density = lambda t: exp(log_density(t) - top)
        step = min(width, mpf(1)) / 4
        reach = lambda t: max([log_density(t) - top] + [log_density(t) + r * (t - mode) - top for r in powers])
        edges = [mode]
        for sign in (-1, 1):
            t, h = mode, step
            best = mpf(0)
            while True:
                t, h = t + sign * h, h * mpf("1.06")
                edges.append(t)
                best = max(best, reach(t))
                if reach(t) < best + log(TAIL):
                    break
        self.edges = sorted(edges)
        self.panels = [panel(self.density, a, b) for a, b in zip(self.edges, self.edges[1:])]
        self.masses = [sum(w for _, w in p) for p in self.panels]
        self.total = sum(self.masses)

    def expect(self, f):
        return sum(w * f(t) for p in self.panels for t, w in p) / self.total

    def quantile(self, probability):
        target, below = probability * self.total, mpf(0)
        for i, mass in enumerate(self.masses):
            if below + mass >= target:
                low, high = self.edges[i], self.edges[i + 1]
                f = lambda t: below + sum(w for _, w in panel(self.density, low, t)) - target
                return findroot(f, (low, high), solver="anderson", tol=mpf(10) ** -22, maxsteps=100, verify=False)
            below += mass
        raise ValueError

    def central(self, f):
        mean = self.expect(f)
        variance = self.expect(lambda t: (f(t) - mean) ** 2)
        return mean, variance, self.expect(lambda t: (f(t) - mean) ** 4) / variance**2


def of_gamma(shape, scale_log, sign):
    """sign = 1: ln Gamma(shape) + scale_log; sign = -1: scale_log - ln Gamma(shape)."""
    mode = log(shape)
    d = Distribution(lambda t: shape * t - exp(t), mode, 1 / sqrt(shape), [r for r in range(-4, 5) if r and shape + r > 0])
    up = d.central(lambda t: exp(t))
    assert abs(up[0] / shape - 1) < 1e-18 and abs(up[1] / shape - 1) < 1e-18 and abs(up[2] / (3 + 6 / shape) - 1) < 1e-15
    down = [mpf("nan")] * 3
    if shape > 4:
        down = d.central(lambda t: exp(-t))
        assert abs(down[0] * (shape - 1) - 1) < 1e-18
    logs = d.central(lambda t: t)
    scale = exp(scale_log)
    if sign > 0:
        return [up, down, logs], [d.quantile(p) for p in PROBABILITIES]
    return [
        (down[0] * scale, down[1] * scale**2, down[2]),
        (up[0] / scale, up[1] / scale**2, up[2]),
        (scale_log - logs[0], logs[1], logs[2]),
    ], [scale_log - d.quantile(1 - p) for p in PROBABILITIES]


def of_gig(k, a, b):
    s = (k + sqrt(k * k + a * b)) / 2
    mode = log(b / (2 * s))
    width = 1 / sqrt((a * exp(mode) + b * exp(-mode)) / 2)
    d = Distribution(lambda t: -k * t - (a * exp(t) + b * exp(-t)) / 2, mode, width, [r for r in range(-4, 5) if r])
    x, y, logs = d.central(lambda t: exp(t)), d.central(lambda t: exp(-t)), d.central(lambda t: t)
    # The density of t integrates its own slope to nothing: a E[v] = b E[1/v] - 2k.
    assert abs(b * y[0] - 2 * k - a * x[0]) < mpf(10) ** -18 * (b * y[0] + 2 * k), (k, a, b)
    if k < 1000:
        root, ratio = sqrt(a * b), sqrt(b / a)
        moment = lambda r: ratio**r * besselk(r - k, root) / besselk(k, root)
        assert abs(x[0] / moment(1) - 1) < 1e-15, (k, a, b, nstr(x[0], 20), nstr(moment(1), 20))
        assert abs(y[0] / moment(-1) - 1) < 1e-15
        assert abs((x[1] + x[0] ** 2) / moment(2) - 1) < 1e-15
    return [x, y, logs], [d.quantile(p) for p in PROBABILITIES]


def main():
    cases = []
    for shape in ("1e-3", "0.1", "0.5", "1", "1.5", "10", "1e5"):
        cases.append(("gamma", shape, "0", "0"))
    for shape in ("0.5", "1", "5", "1e5"):
        cases.append(("inverse_gamma", shape, "2.5", "0"))
    for k in ("0.5", "1", "1e5"):
        cases.append(("gig", k, "0", "2"))
        cases += [("gig", k, a, b) for a, b in (("1e-12", "1"), ("1e-3", "1"), ("3", "0.5"), ("1e3", "10"), ("1", "1e12"), ("1e12", "1"))]
    cases += [("gig", "200", "25", "1.5"), ("gig", "0.01", "0.5", "0.5"), ("gig", "2", "1e-150", "1e150"), ("gig", "2", "1e150", "1e-150"), ("gig", "3.5", "1e10", "1e10")]
    cases += [("gig", "2", a, b) for a, b in (("0", "2"), ("0.25", "0.02"), ("0.25", "1"), ("0.25", "3.9"), ("0.25", "30"))]

    with open("reference.csv", "w") as file:
        print("name,p1,p2,p3," + ",".join(f"{m} of {of}" for of in ("x", "1/x", "ln x") for m in ("mean", "variance", "kurtosis"))
              + "," + ",".join(repr(float(p)) for p in PROBABILITIES), file=file)
        for name, *texts in cases:
            p1, p2, p3 = (mpf(float(text)) for text in texts)
            if name == "gamma":
                moments, quantiles = of_gamma(p1, mpf(0), 1)
            elif name == "inverse_gamma" or p2 == 0:
                moments, quantiles = of_gamma(p1, log(p2 if name == "inverse_gamma" else p3 / 2), -1)
            else:
                moments, quantiles = of_gig(p1, p2, p3)
            numbers = [nstr(value, 17) for triple in moments for value in triple] + [nstr(q, 17) for q in quantiles]
            print(name, *texts, *numbers, sep=",", file=file, flush=True)
            print(name, *texts, nstr(quantiles[33], 8))


if __name__ == "__main__":
    main()
