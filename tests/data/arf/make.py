#!/usr/bin/env python3
"""Makes the FITS files of this folder by astropy: /usr/bin/python3 make.py. They are like those of X-ray observatories in layout; the areas are made up."""
import os

import numpy as np
from astropy.io import fits

here = os.path.dirname(os.path.abspath(__file__))
edges = np.geomspace(0.3, 12.0, 61)
low, high = edges[:-1], edges[1:]
middle = (low + high) / 2
area = 900 * np.exp(-0.5 * (np.log(middle / 1.5) / 0.8) ** 2)


def ogip(hdu, name, class2):
    header = hdu.header
    header["EXTNAME"] = name
    header["TELESCOP"] = "XMM"
    header["INSTRUME"] = "EPN"
    header["HDUCLASS"] = "OGIP"
    header["HDUCLAS1"] = "RESPONSE"
    header["HDUCLAS2"] = class2
    header["HDUVERS"] = "1.1.0"
    return hdu


def arf(form="E", instrument="EPN", area_form=None, unit="keV", values=None, name="SPECRESP", **more):
    columns = [
        fits.Column("ENERG_LO", form, unit=unit, array=low),
        fits.Column("ENERG_HI", form, unit=unit, array=high),
        fits.Column("SPECRESP", area_form or form, unit="cm**2", array=area if values is None else values, **more),
    ]
    hdu = ogip(fits.BinTableHDU.from_columns(columns), name, "SPECRESP")
    hdu.header["INSTRUME"] = instrument
    hdu.header["FILTER"] = ("Thin1", "as the observation had it")
    hdu.header["COMMENT"] = "areas are made up"
    return hdu


def write(name, *hdus, **more):
    primary = fits.PrimaryHDU()
    primary.header["CREATOR"] = "make.py"
    fits.HDUList([primary, *hdus]).writeto(os.path.join(here, name), overwrite=True, **more)


# The plain case: floats, checksums, a header so full that further cards need another block, and an extension behind the table.
full = arf()
for k in range(1, 100):
    if (len(full.header.tostring(sep="", endcard=True, padding=False)) // 80) % 36 >= 35:
        break
    full.header["HISTORY"] = f"step {k} of how it was made"
region = ogip(fits.BinTableHDU.from_columns([fits.Column("SHAPE", "8A", array=["CIRCLE"]), fits.Column("R", "1D", unit="arcsec", array=[30.0])]), "REGION", "OTHER")
write("pn.arf", full, region, checksum=True)
write("MOS1.arf", arf(form="D", instrument="EMOS1"))
write("unknown.arf", arf(instrument="ACIS"))
write("ev.arf", arf(unit="eV"))
write("vector.arf", arf(area_form="2E", values=np.stack([area, area], axis=1)))
scaled = arf()
scaled.header["SCALE3"] = 0.5
write("scaled.arf", scaled)
with open(os.path.join(here, "scaled.arf"), "r+b") as file:  # astropy would scale the numbers too
    content = file.read().replace(b"SCALE3  =", b"TSCAL3  =")
    file.seek(0)
    file.write(content)
write("rmf.fits", ogip(fits.BinTableHDU.from_columns([
    fits.Column("ENERG_LO", "E", unit="keV", array=low[:4]), fits.Column("ENERG_HI", "E", unit="keV", array=high[:4]), fits.Column("N_GRP", "I", array=[1] * 4),
    fits.Column("MATRIX", "PE()", array=np.array([np.ones(k + 1, dtype=np.float32) for k in range(4)], dtype=object))]), "MATRIX", "RSP_MATRIX"))
spectrum = fits.BinTableHDU.from_columns([fits.Column("CHANNEL", "I", array=range(4)), fits.Column("COUNTS", "J", array=[1, 2, 3, 4])])
spectrum.header["EXTNAME"], spectrum.header["HDUCLAS1"], spectrum.header["ANCRFILE"] = "SPECTRUM", "SPECTRUM", "pn.arf"
write("spectrum.pha", spectrum)
write("two.arf", arf(), arf(instrument="EMOS1", name="SPECRESP2"))
