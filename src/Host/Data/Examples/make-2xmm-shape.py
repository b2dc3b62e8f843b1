"""Writes 2xmm-shape.csv: a SIMULATED data set in the shape of the papers' 2XMM sample (3 instruments x 41 sources).

    python3 make-2xmm-shape.py > 2xmm-shape.csv         (numpy 1.24 made the committed file)

Model: y_ij ~ N(B_i + G_j - sigma^2/2, sigma^2) with B_i ~ N(0, tau^2), sigma = 0.12, tau = 0.05; G_j, the log flux, uniform over
1e-13 ... 1e-11. The table holds the fluxes exp(y_ij), so that no reader can take them for base-10 logarithms.
"""
import numpy as np

INSTRUMENTS, SOURCES, SIGMA, TAU, SEED = 3, 41, 0.12, 0.05, 20210607

rng = np.random.default_rng(SEED)
B = rng.normal(0.0, TAU, INSTRUMENTS)
G = rng.uniform(np.log(1e-13), np.log(1e-11), SOURCES)
y = B[:, None] + G[None, :] - SIGMA**2 / 2 + rng.normal(0.0, SIGMA, (INSTRUMENTS, SOURCES))

print("# SIMULATED from the log-Normal concordance model in the shape of the 2XMM data (3 instruments x 41 sources); nothing here was measured.")
print(f"# Truth: sigma = {SIGMA}, B = {', '.join(f'{b:.4f}' for b in B)} (drawn with tau = {TAU}).")
print("instrument,source,flux")
for j in range(SOURCES):
    for i in range(INSTRUMENTS):
        print(f"inst{i + 1:02d},src{j + 1:04d},{np.exp(y[i, j]):.10e}")
