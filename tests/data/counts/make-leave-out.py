"""Sources of a few observations under one draw of the parameters: ln p(all counts) and ln p(each | the others), background, ln S and flux integrated out by plain sums
over fine grids (numpy). Writes leave-out.json."""
import json
from math import lgamma
import numpy as np
H = .004
X = np.arange(-14, 12, H)


def logsumexp(a, axis=None):
    top = a.max(axis=axis, keepdims=True)
    return np.squeeze(top + np.log(np.exp(a - top).sum(axis=axis, keepdims=True)))


def likelihood(o):
    """ln L over X: the sum over the source photons in either aperture, the background integrated over its flat prior."""
    n, m, f, g, r = (o[k] for k in 'nmfgr')
    terms = {}
    for k1 in range(n + 1):
        for k2 in range(m + 1):
            i, j = n - k1, m - k2
            terms.setdefault(k1 + k2, []).append(
                k1 * np.log(f) + k2 * np.log(g) - lgamma(k1 + 1) - lgamma(k2 + 1) + j * np.log(r) - lgamma(i + 1) - lgamma(j + 1) + lgamma(i + j + 1)
                - (i + j + 1) * np.log(1 + r))
    k = np.array(sorted(terms))
    c = np.array([logsumexp(np.array(terms[l])) for l in k])
    return np.array([logsumexp(c + k * x) for x in X]) - (f + g) * np.exp(X)


def source(members, B, v, mu, omega2):
    G = X[::2]
    logs = []
    for o, b, s in zip(members, B, v):
        L = likelihood(o)
        eta = b + G - s / 2
        if s == 0:
            logs.append(np.interp(eta, X, L))
            continue
        logs.append(np.array([logsumexp(L - (X - e)**2 / (2 * s)) for e in eta]) + np.log(H) - .5 * np.log(2 * np.pi * s))
    prior = -(G - mu)**2 / (2 * omega2) - .5 * np.log(2 * np.pi * omega2)
    total = lambda kept: logsumexp(prior + sum((logs[k] for k in kept), np.zeros(len(G)))) + np.log(2 * H)
    every = range(len(members))
    return total(every), [total(every) - total([k for k in every if k != out]) for out in every]


def main():
    o = lambda n, m, r=8: dict(n=n, m=m, f=.9, g=.02, r=r)
    cases = [
        dict(observations=[o(3, 20)], B=[.1], v=[.05], mu=1., omega2=.8),
        dict(observations=[o(0, 12, 10)], B=[-.2], v=[.3], mu=1.5, omega2=.4),
        dict(observations=[o(0, 12), o(5, 30, 12)], B=[.1, -.1], v=[.05, .2], mu=1., omega2=.5),
        dict(observations=[o(3, 20), o(8, 12, 12.5), o(0, 40, 17)], B=[.05, .2, -.3], v=[.02, .1, .5], mu=.5, omega2=1.5),
        dict(observations=[o(60, 10), o(1, 20)], B=[0., 0.], v=[.01, .01], mu=1., omega2=.5),
        dict(observations=[o(80, 4), o(2, 8), o(75, 9)], B=[0., .1, 0.], v=[.0025, .0025, .01], mu=0., omega2=.3),
        dict(observations=[o(6, 9), o(9, 12)], B=[0., .1], v=[1.5, .02], mu=3., omega2=.1),
    ]
    for case in cases:
        together, each = source(case['observations'], case['B'], case['v'], case['mu'], case['omega2'])
        case['together'], case['leave_out'] = float(together), [float(x) for x in each]
        print(case['together'], case['leave_out'], flush=True)
    json.dump(cases, open('leave-out.json', 'w'), indent=1)


if __name__ == '__main__':
    main()
