#!/usr/bin/env python3
"""A simulated catalogue with the names, types and units of 4XMM's columns, and its truth.

    /usr/bin/python3 bench/catalogue/simulate-4xmm.py ROWS OUT.fits [SEED]

One row a detection, 66 columns. Every camera's area is wrong by what TRUE_AREA says, and every flux scatters by 6 % about area x flux
beyond its photons; one detection in three is of a source that was seen before, at another flux. One row in twenty lacks a camera (null),
one in four has a warning flag, one in ten is extended. Needs numpy and astropy (Debian: python3-astropy).
"""
import sys

import numpy as np
from astropy.io import fits

TRUE_AREA = {"PN": -0.05, "M1": 0.03, "M2": 0.02}  # ln(area / nominal)
SCATTER = 0.06  # of ln flux, beyond photons
BANDS = {"1": 0.10, "2": 0.13, "3": 0.20, "4": 0.27, "5": 0.30}  # share of the flux of 0.2-12 keV
COUNTS = {"PN": 1e16, "M1": 3.3e15, "M2": 3.3e15}  # counts per erg/cm2/s, some 30 ks


def main(rows, out, seed):
    rng = np.random.default_rng(seed)
    source = np.arange(rows)
    again = rng.random(rows) < 1 / 3
    source[again] = rng.integers(0, np.maximum(1, source[again]))
    # N(>S) ~ S^-1.2 from 1e-14 erg/cm2/s; another epoch, another flux.
    flux = 1e-14 * rng.random(rows) ** (-1 / 1.2) * np.exp(0.3 * rng.standard_normal(rows))
    flux = np.minimum(flux, 3e-11).astype(np.float64)
    columns = [
        fits.Column("DETID", "K", array=100000000000000 + np.arange(rows)),
        fits.Column("SRCID", "K", array=200000000000000 + source),
        fits.Column("IAUNAME", "22A", array=np.char.add("4XMM J", np.char.zfill(source.astype("U16"), 16))),
        fits.Column("OBS_ID", "10A", array=np.char.zfill((np.arange(rows) * 7 % 900000000).astype("U10"), 10)),
        fits.Column("RA", "D", unit="deg", array=rng.uniform(0, 360, rows)),
        fits.Column("DEC", "D", unit="deg", array=np.degrees(np.arcsin(rng.uniform(-1, 1, rows)))),
        fits.Column("SUM_FLAG", "I", null=-99, array=np.where(rng.random(rows) < 0.25, rng.integers(1, 5, rows), 0)),
        fits.Column("SC_VAR_FLAG", "L", array=rng.random(rows) < 0.02),
        fits.Column("EP_EXTENT", "E", unit="arcsec", array=np.where(rng.random(rows) < 0.1, rng.uniform(6, 80, rows), 0.0)),
    ]
    seen = {camera: rng.random(rows) > 0.05 for camera in COUNTS}
    lost = ~np.any(list(seen.values()), axis=0)
    seen["PN"] |= lost
    weighted = {band: [np.zeros(rows), np.zeros(rows)] for band in [*BANDS, "8"]}
    measured = {}
    for camera, per_flux in COUNTS.items():
        total, square = np.zeros(rows), np.zeros(rows)
        for band, share in BANDS.items():
            truth = flux * share * np.exp(TRUE_AREA[camera] + SCATTER * rng.standard_normal(rows) - SCATTER**2 / 2)
            expected = truth * per_flux
            background = 0.5 + 0.002 * expected
            net = rng.poisson(expected + background) - background
            value, error = net / per_flux, np.sqrt(np.maximum(net, 0) + 2 * background + 0.75) / per_flux
            value[~seen[camera]] = error[~seen[camera]] = np.nan
            measured[camera, band] = value, error
            total, square = total + value, square + error**2
        measured[camera, "8"] = total, np.sqrt(square)
        for band in weighted:
            value, error = measured[camera, band]
            weight = np.where(np.isfinite(value), 1 / error**2, 0.0)
            weighted[band][0] += np.where(weight > 0, weight * value, 0.0)
            weighted[band][1] += weight
    for band, (top, weight) in weighted.items():
        measured["EP", band] = top / weight, 1 / np.sqrt(weight)
    for (camera, band), (value, error) in measured.items():
        columns.append(fits.Column(f"{camera}_{band}_FLUX", "E", unit="erg/cm**2/s", array=value))
        columns.append(fits.Column(f"{camera}_{band}_FLUX_ERR", "E", unit="erg/cm**2/s", array=error))
    for camera, per_flux in COUNTS.items():
        null = ~seen[camera]
        for name, unit, values in [
            ("8_RATE", "ct/s", measured[camera, "8"][0] * per_flux / 3e4),
            ("MASKFRAC", "", rng.beta(20, 1, rows)),
            ("ONTIME", "s", rng.lognormal(10.3, 0.4, rows)),
        ]:
            columns.append(fits.Column(f"{camera}_{name}", "E", unit=unit or None, array=np.where(null, np.nan, values)))
    table = fits.BinTableHDU.from_columns(columns, name="SRCLIST")
    table.header["COMMENT"] = "SIMULATED, not the catalogue: bench/catalogue/simulate-4xmm.py of GpuConcord"
    table.header["SEED"] = seed
    for camera, area in TRUE_AREA.items():
        table.header[f"LNA_{camera}"] = (area, "true ln(area / nominal)")
    fits.HDUList([fits.PrimaryHDU(), table]).writeto(out, overwrite=True)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) == 4 else 1)
