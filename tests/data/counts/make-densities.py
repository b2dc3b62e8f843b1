"""Densities of counts by mpmath: one observation's ln p(n, m | S), ln p(n, m | eta, v), and a source's leave-one-out. Writes densities.json.

L(S) is summed in closed form, sum over the source photons in both apertures, with 40 digits; integrals over x = ln S and G are tanh-sinh quadratures.
"""
import json
import mpmath as mp
mp.mp.dps = 40
CACHE = {}


def likelihood(o, S):
    n, m, f, g, r = (mp.mpf(o[k]) for k in ('n', 'm', 'f', 'g', 'r'))
    n, m = int(n), int(m)
    if o.get('known') is not None:
        lam = f * S + mp.mpf(o['known'])
        return mp.exp(n * mp.log(lam) - lam - mp.loggamma(n + 1))
    a, q = (mp.mpf(v) for v in o.get('prior', (1, 0)))
    scale = q**a / mp.gamma(a) if q > 0 else mp.mpf(1)
    if n + m > 400:        # Quadrature over b where the double sum is long.
        lg = lambda b: (a - 1) * mp.log(b) - q * b + n * mp.log(f * S + b) - (f * S + b) - mp.loggamma(n + 1) + (m * mp.log(g * S + r * b) if m else 0) - (g * S + r * b) - mp.loggamma(m + 1)
        d = lambda b: (a - 1) / b - q + n / (f * S + b) - 1 + (m * r / (g * S + r * b) if m else 0) - r
        lo, hi = mp.mpf(10)**-12, mp.mpf(10)**8
        for _ in range(200):
            mid = mp.sqrt(lo * hi)
            lo, hi = (mid, hi) if d(mid) > 0 else (lo, mid)
        b0 = lo
        h = b0 * mp.mpf('1e-4')
        curv = -(d(b0 + h) - d(b0 - h)) / (2 * h)
        sd = 1 / mp.sqrt(curv) if curv > 0 else b0 + 1 / (1 + r)
        top = lg(b0)
        points = sorted({max(b0 + k * sd, mp.mpf(0)) for k in (-30, -12, -6, -3, -1, 0, 1, 3, 6, 12, 30, 90)})
        return scale * mp.exp(top) * mp.quad(lambda b: mp.exp(lg(b) - top) if b > 0 else mp.mpf(0), points)
    if 'coefficients' not in CACHE.setdefault(id(o), {}):
        # exp(-(f + g) S) times a polynomial in S.
        c = [mp.mpf(0)] * (n + m + 1)
        for k1 in range(n + 1):
            for k2 in range(m + 1 if g > 0 else 1):
                i, j = n - k1, m - k2
                background = r**j / mp.factorial(i) / mp.factorial(j) * mp.gamma(i + j + a) / (1 + r + q)**(i + j + a)
                c[k1 + k2] += f**k1 * g**k2 / mp.factorial(k1) / mp.factorial(k2) * background
        CACHE[id(o)]['coefficients'] = c[::-1]
    return scale * mp.exp(-(f + g) * S) * mp.polyval(CACHE[id(o)]['coefficients'], S)


def scattered(o, eta, v):
    eta, v = mp.mpf(eta), mp.mpf(v)
    if v == 0:
        return likelihood(o, mp.exp(eta))
    sd = mp.sqrt(v)
    # Where the likelihood turns: about ln of the counts, as wide as 1/sqrt(counts).
    n = max(mp.mpf(o['n']), mp.mpf('.5'))
    c, w = mp.log(n / mp.mpf(o['f'])), 1 / mp.sqrt(n + 1)
    points = sorted({eta + k * sd for k in (-14, -8, -4, -2, 0, 2, 4, 8, 14)} | {c + k * w for k in (-10, -4, -2, 0, 2, 4) if abs(c + k * w - eta) < 14 * sd})
    return mp.quad(lambda x: likelihood(o, mp.exp(x)) * mp.exp(-(x - eta)**2 / (2 * v)), points, maxdegree=7) / mp.sqrt(2 * mp.pi * v)


def main():
    ln = lambda q: float(mp.log(q))
    obs = [
        dict(n=0, m=0, f=.9, g=0, r=10), dict(n=0, m=12, f=.9, g=.02, r=10), dict(n=3, m=20, f=.9, g=.02, r=8), dict(n=1, m=300, f=.85, g=.05, r=17),
        dict(n=25, m=40, f=.9, g=.02, r=12), dict(n=60, m=0, f=1, g=0, r=.5), dict(n=5, m=4, f=.5, g=.5, r=1), dict(n=7, m=0, f=.9, g=0, r=0, known=1.5),
        dict(n=0, m=0, f=.9, g=0, r=0, known=0), dict(n=4, m=9, f=.9, g=.02, r=8, prior=(4, 2)), dict(n=2, m=5, f=900., g=20., r=6, prior=(.7, .4)),
        dict(n=1000000, m=50000, f=.9, g=.01, r=10), dict(n=3000, m=1, f=1, g=0, r=.1), dict(n=400000, m=1000000, f=.8, g=.1, r=2.5),
    ]
    likelihoods, widths = [], []
    for k, o in enumerate(obs):
        c = mp.log(max(o['n'], .7) / mp.mpf(o['f']))
        w = 1 / mp.sqrt(o['n'] + 1)
        for d in (-6, -2, 0, 1, 4):
            x = float(c + d * w)
            likelihoods.append(dict(observation=k, x=x, value=ln(likelihood(o, mp.exp(mp.mpf(x))))))
        if o['n'] + o['m'] <= 100:
            for v in (0, 1e-8, 1e-4, .01, .1, 1, 10):
                for d in (-2.5, 0, 1.5):
                    eta = float(c + d * mp.sqrt(w * w + v))
                    widths.append(dict(observation=k, eta=eta, v=v, value=ln(scattered(o, eta, v))))
        print(k, flush=True)
    json.dump(dict(observations=obs, likelihood=likelihoods, scattered=widths), open('densities.json', 'w'), indent=1)


if __name__ == '__main__':
    main()
