"""Tables of aperture counts as the peers take them: CSV with source,instrument,n,m,A_s,A_b,alpha,beta,T_s,T_b."""
import csv

import numpy as np


def read(path):
    """Instruments and sources by first appearance, as gpuconcord orders them, and the columns of the table."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    instruments = list(dict.fromkeys(row["instrument"] for row in rows))
    sources = list(dict.fromkeys(row["source"] for row in rows))
    return instruments, sources, rows


def data(path, prior, shown=0):
    """The data of the model (maths: f = alpha T_s, g = beta T_b, r = A_b T_b / (A_s T_s), so that the flux is a rate) with the prior.

    prior: b and tau (numbers or one an instrument), alpha, beta, a_omega, b_omega. shown: how many sources' fluxes are kept, evenly spaced; 0 for all.
    """
    instruments, sources, rows = read(path)
    n, m = len(instruments), len(sources)
    kept = range(m) if shown in (0, m) or shown > m else np.unique(np.linspace(0, m - 1, shown).round().astype(int))

    def column(name):
        return np.array([float(row[name]) for row in rows])

    ts, tb = column("T_s"), column("T_b")
    return instruments, sources, dict(
        N=n, M=m, K=len(rows), shown=[int(j) + 1 for j in kept],
        instrument=[instruments.index(row["instrument"]) + 1 for row in rows], source=[sources.index(row["source"]) + 1 for row in rows],
        n=[int(row["n"]) for row in rows], m=[int(row["m"]) for row in rows],
        f=list(column("alpha") * ts), g=list(column("beta") * tb), r=list(column("A_b") * tb / (column("A_s") * ts)),
        b=list(np.broadcast_to(prior["b"], n).astype(float)), tau=list(np.broadcast_to(prior["tau"], n).astype(float)),
        alpha=prior["alpha"], beta=prior["beta"], a_omega=prior["a_omega"], b_omega=prior["b_omega"])
