"""Writes tables of every type with astropy: table-make.py FOLDER; then table-dump.py says what is in them.

votable-tabledata.vot, votable-binary.vot, votable-binary2.vot: extremes, NaN, infinities, nulls. ecsv-space.ecsv, ecsv-comma.ecsv: the same and the types that
VOTable lacks, with descriptions and units that need quotes, and meta.
"""
import os
import sys
import warnings

import numpy as np
from astropy.io.votable import from_table
from astropy.table import MaskedColumn, Table

warnings.simplefilter("ignore")


def masked(values, dtype, mask, **more):
    return MaskedColumn(np.array(values, dtype=dtype), mask=mask, **more)


def common(table):
    mask = [False, False, True, False, False]
    for name, dtype in [("byte", "u1"), ("short", "i2"), ("int", "i4"), ("long", "i8")]:
        limits = np.iinfo(dtype)
        table[name] = masked([limits.min, limits.max, 7, 0, 1], dtype, mask, unit="ct/s" if name == "int" else None, description=f"of {name}, it's: {{all}} #1")
    for name, dtype in [("float", "f4"), ("double", "f8")]:
        limits = np.finfo(dtype)
        table[name] = masked([limits.max, limits.smallest_subnormal, 1, np.inf, -np.inf], dtype, mask, unit="erg.cm**-2.s**-1")
        table[f"{name}_nan"] = masked([np.pi, np.nan, 1, -0.0, 0.1], dtype, [False] * 5)


def main():
    folder = sys.argv[1]
    vo = Table()
    common(vo)
    vo["bool"] = masked([True, False, True, False, True], bool, [False] * 5)
    vo["text"] = np.array(["a", "b c", "tab\there", "x<y & \"z\"", "12345678"])
    vo["word"] = np.array(["a", "bb", "", "d", "e"], dtype=object)
    vo["list"] = np.arange(10).reshape(5, 2)
    for serialization in ["tabledata", "binary", "binary2"]:
        document = from_table(vo)
        document.version = "1.4"
        for field in document.get_first_table().fields:
            if field.datatype in ["unsignedByte", "short", "int", "long"] and field.arraysize is None:
                field.values.null = 7
        document.to_xml(os.path.join(folder, f"votable-{serialization}.vot"), tabledata_format=serialization)

    ecsv = Table(masked=True)
    common(ecsv)
    mask = [False, False, True, False, False]
    for name, dtype in [("int8", "i1"), ("uint16", "u2"), ("uint32", "u4"), ("uint64", "u8")]:
        limits = np.iinfo(dtype)
        ecsv[name] = masked([limits.min, limits.max, 7, 0, 1], dtype, mask)
    ecsv["half"] = masked([0.1, 65504, 1, 2, 3], "f2", mask)
    ecsv["long double"] = masked([0.1, 1e300, 1, 2, 3], np.longdouble, mask)
    ecsv["bool"] = masked([True, False, True, False, True], bool, mask)
    ecsv["text"] = masked(["a", "b \"c\", d", "x", "line\nbreak", "é ж 💥"], str, mask, description="quotes ' and \", a: colon, [brackets] and\nlines, " + 30 * "long ")
    ecsv["list"] = masked(np.arange(10).reshape(5, 2), int, np.zeros((5, 2), bool))
    ecsv["json"] = np.array([{"a": 1}, [1, 2], None, 3, "x"], dtype=object)
    ecsv["a: {b}, 'c'"] = masked([1, 2, 3, 4, 5], int, mask)
    ecsv["double"].info.meta = {"ucd": "phot.flux", "more": {"a": [1, 2, {"b": "c: d"}]}}
    ecsv.meta.update({"comments": ["one", "two: #"], "nested": {"list": [1, {"x": "y"}], "text": "line\nbreak"}, "empty": None, "datatype": "a key like the header's"})
    ecsv.write(os.path.join(folder, "ecsv-space.ecsv"), format="ascii.ecsv", overwrite=True)
    ecsv.write(os.path.join(folder, "ecsv-comma.ecsv"), format="ascii.ecsv", delimiter=",", overwrite=True)


main()
