#!/usr/bin/python3
"""Writes surface.csv: aperture posteriors on and near the surface r f = g, where source and background share out alike.

Everything is computed with 70 digits (decimal, of Python's library) from the mixture of Gamma densities
p(x) = sum_l W_l Pois(l; x), x = (f + g) S, the weights by their three-term recurrence, from the binary values of the inputs as a
program reads them. Where alpha A_b and beta A_s agree within 4.5e-16, which is what the rounding of four decimal numbers to binary
can do, they are taken as equal.
"""
import csv
from decimal import Decimal as D, getcontext
from fractions import Fraction as F

getcontext().prec = 70
GAMMA = D("0.57721566490153286060651209008240243104215933593992359880576723488486772677766467")
TRIGAMMA = D("1.6449340668482264364724151666460251892189499012067984377355582293700074704032008738")
COUNTS = [(0, 0), (1, 0), (0, 1), (3, 0), (0, 3), (5, 2), (1, 9), (300, 250), (500, 50), (20, 500), (4000, 900)]
GEOMETRIES = [("1", "0.5", "0.3", "0.15", "0.68"), ("1", "24", "0.03", "0.72", "0.9")]
DISTANCES = [s * 10.0 ** -k for k in (1, 2, 3, 4, 6, 8, 10, 12, 14, 15, 16) for s in (1, -1)] + [0.0]


def dec(q):
    return D(q.numerator) / D(q.denominator)


class Posterior:
    def __init__(self, n, m, source, background, alpha, beta):
        r, f, g = F(background) / F(source), F(alpha), F(beta)
        if abs(r * f - g) <= F(4.5e-16) * max(r * f, g):
            g = r * f
        self.h, self.N = dec(f + g), n + m
        d = (r * f - g) / (f + g)
        a, b = dec(1 + d), dec(1 - d / r)
        self.rising = (r * n - m) * d > 0
        self.w = self.weights(n, m, a, b)
        total = sum(self.w)
        self.w = [w / total for w in self.w]
        self.t, t = [], D(0)
        for w in reversed(self.w):
            t += w
            self.t.append(t)
        self.t.reverse()

    @staticmethod
    def weights(n, m, a, b):
        """c_l / C(N, l) of (1 + a x)^n (1 + b x)^m: upward from c_0 = 1 and downward from c_N, each where it is stable."""
        N, ab = n + m, a * b
        middle = int((n * a + m * b) / (a + b))
        c = [D(0)] * (N + 2)
        c[0] = D(1)
        for l in range(middle):
            c[l + 1] = (((n - l) * a + (m - l) * b) * c[l] + ab * (N - l + 1) * (c[l - 1] if l else D(0))) / (l + 1)
        c[N] = a ** n * b ** m
        upward = c[middle]
        for l in range(N, middle, -1):
            c[l - 1] = ((l + 1) * c[l + 1] - ((n - l) * a + (m - l) * b) * c[l]) / (ab * (N - l + 1))
        assert abs(c[middle] / upward - 1) < D("1e-55"), (c[middle], upward)
        binomial = D(1)
        for l in range(N + 1):
            c[l] /= binomial
            binomial = binomial * (N - l) / (l + 1)
        return c[:N + 1]

    def at(self, x):
        """Density, slope, survival."""
        p, density, slope, survival = (-x).exp(), D(0), D(0), D(0)
        for l, w in enumerate(self.w):
            density += p * w
            slope += p * ((self.w[l + 1] if l < self.N else D(0)) - w)
            survival += p * self.t[l]
            p = p * x / (l + 1)
        return density, slope, survival

    def quantile(self, survival, start=None):
        low, high = D(0), D(self.N) + 40 * D(self.N + 1).sqrt() + 100
        x = start if start is not None and low < start < high else (1 - survival) * (self.N + 1)
        for _ in range(300):
            density, _, s = self.at(x)
            low, high = (x, high) if s > survival else (low, x)
            step = s * (s / survival).ln() / density
            x, before = x + step, x
            if not low < x < high:
                x = (low + high) / 2
            if abs(x - before) < D("1e-32") * x:
                return x
        raise ValueError("no quantile")

    def mode(self):
        if not self.rising:
            return D(0)
        low, high = D(0), D(self.N)
        atlow, athigh = self.at(low)[1], self.at(high)[1]
        if self.N > 1 and atlow <= 0:
            raise ValueError("not rising")
        for _ in range(100):
            x = (low + high) / 2
            if self.at(x)[1] > 0:
                low = x
            else:
                high = x
            if high - low < D("1e-25") * high:
                break
        return (low + high) / 2

    def interval(self, conf):
        mode = self.mode()
        q = self.quantile(1 - conf)
        if mode == 0:
            return mode, None, q
        if self.at(D(0))[0] >= self.at(q)[0]:
            return mode, D(0), q
        guess = [q]

        def level(low):
            p, _, s = self.at(low)
            guess[0] = self.quantile(s - conf, guess[0])
            return (p / self.at(guess[0])[0]).ln()

        # p(low) < p(high) at low = 0, p(low) > p(high) at low = mode (or where no high is left).
        low, high = D(0), mode
        if self.at(mode)[2] <= conf:
            high = self.quantile(conf + (1 - conf) * D("1e-12"))
        below, above = level(low), level(high)
        side = 0
        for _ in range(200):
            x = (low * above - high * below) / (above - below)
            y = level(x)
            if y < 0:
                low, below = x, y
                if side == -1:
                    above /= 2
                side = -1
            else:
                high, above = x, y
                if side == 1:
                    below /= 2
                side = 1
            if abs(high - low) < D("1e-22") * high or abs(y) < D("1e-40"):
                break
        level(x)
        return mode, x, guess[0]

    def moments(self):
        mean = sum(w * (l + 1) for l, w in enumerate(self.w))
        square = sum(w * (l + 1) * (l + 2) for l, w in enumerate(self.w))
        psi, tri, log, logs = -GAMMA, TRIGAMMA, D(0), D(0)
        for l, w in enumerate(self.w):
            log += w * psi
            logs += w * (tri + psi * psi)
            psi += D(1) / (l + 1)
            tri -= D(1) / (l + 1) ** 2
        return mean, (square - mean * mean).sqrt(), log, (logs - log * log).sqrt()


def main():
    with open("surface.csv", "w", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow("n,m,A_s,A_b,alpha,beta,conf,mode,lo,up,mean,sd,median,ln_mean,ln_sd".split(","))
        for source, background, alpha, beta, conf in GEOMETRIES:
            for n, m in COUNTS:
                for distance in DISTANCES:
                    near = float(beta) * (1 + distance)
                    p = Posterior(n, m, float(source), float(background), float(alpha), near)
                    mode, low, high = p.interval(D(float(conf)))
                    mean, sd, log, logsd = p.moments()
                    row = [mode / p.h, None if low is None else low / p.h, high / p.h, mean / p.h, sd / p.h, p.quantile(D("0.5")) / p.h,
                           log - p.h.ln(), logsd]
                    table.writerow([n, m, source, background, alpha, repr(near), conf] + ["INDEF" if x is None else f"{float(x):.17g}" for x in row])
                out.flush()
                print(n, m, source, flush=True)


if __name__ == "__main__":
    main()
