# Writes the small tables of tests/data/fits with astropy: make_fits.py FOLDER
import sys

import numpy
from astropy.io import fits

folder = sys.argv[1]
i2, i4, i8 = numpy.iinfo("i2"), numpy.iinfo("i4"), numpy.iinfo("i8")
columns = [
    fits.Column("flag", "L", array=numpy.array([True, False, True])),
    fits.Column("byte", "B", array=numpy.array([0, 255, 7], "u1")),
    fits.Column("short", "I", array=numpy.array([i2.min, i2.max, 0], "i2"), null=0),
    fits.Column("ushort", "I", bzero=2**15, array=numpy.array([0, 65535, 1], "u2")),
    fits.Column("int", "J", array=numpy.array([i4.min, i4.max, -99], "i4"), null=-99, unit="ct"),
    fits.Column("uint", "J", bzero=2**31, array=numpy.array([0, 2**32 - 1, 1], "u4")),
    fits.Column("long", "K", array=numpy.array([i8.min, i8.max, 1], "i8"), null=i8.min),
    fits.Column("ulong", "K", bzero=2**63, array=numpy.array([0, 2**64 - 1, 2**63], "u8")),
    fits.Column("float", "E", array=numpy.array([1.1, numpy.nan, -numpy.inf], "f4"), unit="erg/cm2/s"),
    fits.Column("double", "D", array=numpy.array([5e-324, 1.7976931348623157e308, numpy.nan]), disp="E15.7"),
    fits.Column("text", "12A", array=numpy.array(["NGC 1", "", " lead"])),
    fits.Column("scaled", "I", array=numpy.array([-3, 32767, 0], "i2")),
    fits.Column("vector", "3E", array=numpy.arange(9, dtype="f4").reshape(3, 3)),
    fits.Column("varying", "PJ()", array=numpy.array([numpy.array([1, 2]), numpy.array([3]), numpy.array([4, 5, 6])], dtype=object)),
    fits.Column("bits", "11X", array=numpy.ones((3, 11), bool)),
    fits.Column("complex", "C", array=numpy.array([1 + 2j, 3, 4])),
]
table = fits.BinTableHDU.from_columns(columns, name="TYPES")
table.header["TSCAL12"], table.header["TZERO12"] = 0.01, 5.0
table.header["TUCD9"] = "phot.flux;em.X-ray"
table.header["TCOMM9"] = ("flux with a long description, " * 5).strip()
table.header["HISTORY"] = "made by tests/data/judges/make_fits.py"
text = fits.TableHDU.from_columns(
    [
        fits.Column("name", "A8", array=numpy.array(["M 31", "M 33"])),
        fits.Column("counts", "I6", array=numpy.array([12, 345]), null="345", ascii=True),
        fits.Column("flux", "D23.16", array=numpy.array([1.5e-13, -2.25]), ascii=True),
    ],
    name="WRITTEN",
)
again = fits.BinTableHDU.from_columns([fits.Column("x", "D", array=numpy.array([1.0, 2.0]))], name="TYPES", ver=2)
image = fits.ImageHDU(numpy.zeros((2, 3), "i2"), name="IMAGE")
fits.HDUList([fits.PrimaryHDU(), table, image, text, again]).writeto(f"{folder}/astropy.fits", checksum=True, overwrite=True)
