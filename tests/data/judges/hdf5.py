"""Reads the sample of Hdf5FileTests with the netCDF4 library and with h5py: hdf5.py FILE."""
import math
import sys

import h5py
import netCDF4
import numpy as np

path = sys.argv[1]


def number(k):
    return math.nan if k == 2 else math.sqrt(k) * math.pow(10, k % 600 - 300)


def name(k):
    return "" if k == 1 else f"Quelle α{k} {'x' * (k % 50)}"


with netCDF4.Dataset(path) as file:
    inner = file["inner"]
    names, values = list(inner["name"][:]), np.ma.getdata(inner["value"][:])
    assert inner["value"].dimensions == ("name",)
    assert (inner.short, inner.long, inner.none, inner.whole, inner.number) == ("ν = 3", "ä" * 40000, "", -2**63, -0.1)
    assert list(inner.ncattrs()) == ["short", "long", "none", "whole", "number"]
    assert file.title == "a test" and file.data_model == "NETCDF4"
assert names == [name(k) for k in range(len(names))]
# .NET and C may round a power differently in its last digit.
assert np.allclose(values, [number(k) for k in range(len(names))], rtol=1e-14, atol=0, equal_nan=True)
with h5py.File(path, "r") as file:
    assert list(file["inner/name"].asstr()[:]) == names
    assert np.array_equal(file["inner/value"][:].view("u8"), values.view("u8"))
    assert file["inner/value"].dims[0][0].name == "/inner/name" and h5py.h5ds.is_scale(file["inner/name"].id)
print(len(names), "names")
