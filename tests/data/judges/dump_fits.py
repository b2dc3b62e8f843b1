# What astropy reads in tables of FITS files, as text: dump_fits.py [FILE|HDU ...]
#
# For each: a line "= FILE HDU ROWS", then a line a column of single values, "NAME: VALUE VALUE ..." (at most 200): whole numbers as digits, numbers with
# fractions as the 16 hexadecimal digits of their double, T or F, text in JSON, null where TNULL, NaN, a zero byte or a blank field says so.
import json
import struct
import sys
import warnings

import numpy
from astropy.io import fits

warnings.simplefilter("ignore")


def written(value):
    value = float(value)
    return "null" if value != value else struct.pack(">d", value).hex()


def dump(hdu):
    columns = hdu.columns
    for i, column in enumerate(columns):
        values, raw = hdu.data.field(i)[:200], numpy.recarray.field(hdu.data, i)[:200]
        code = column.format.lstrip("0123456789")[:1]
        if values.size == len(values) and values.ndim > 1:
            values, raw = values.reshape(-1), raw.reshape(-1)
        text_table = isinstance(hdu, fits.TableHDU)
        if code in "PQ" and "A" in column.format:
            print(f"{column.name}: {' '.join(json.dumps(''.join(v)) for v in values)}")
        if raw.ndim != 1 or values.ndim != 1 or code in "XPQCM" or raw.dtype.itemsize == 0:
            continue
        if text_table and code == "A" or values.dtype.kind in "SU":
            null = str(column.null).strip() if text_table and column.null is not None else None
            cells = [json.dumps(str(v).rstrip(" "), ensure_ascii=False) if str(v).strip() != null else "null" for v in values]
        elif text_table:
            blank = [bytes(v).strip() == b"" or (column.null is not None and bytes(v).strip() == str(column.null).strip().encode()) for v in raw]
            cells = ["null" if b else str(int(v)) if values.dtype.kind in "iu" else written(v) for v, b in zip(values, blank)]
        elif code == "L":
            cells = ["T" if r in (ord("T"), b"T") else "F" if r in (ord("F"), b"F") else "null" for r in raw]
        else:
            null = [column.null is not None and r == column.null for r in raw] if raw.dtype.kind in "iu" else [False] * len(raw)
            cells = ["null" if n else str(int(v)) if values.dtype.kind in "iu" else written(v) for v, n in zip(values, null)]
        print(f"{column.name}: {' '.join(cells)}")


for argument in sys.argv[1:]:
    name, number = argument.rsplit("|", 1)
    with fits.open(name, uint=True, character_as_bytes=False) as hdus:
        hdu = hdus[int(number)]
        print(f"= {number} {len(hdu.data)}")
        dump(hdu)
