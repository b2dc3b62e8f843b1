"""Reads the draws of a run as others do, and compares them with what gpuconcord's own reader found in draws.parquet.

draws.py RUN STEM EXPECTED.json

Opens RUN/STEM.nc with the netCDF4 library and with h5netcdf, RUN/STEM.zarr with zarr, all through xarray, and RUN/cmdstan/STEM_N.csv by the rules of
cmdstanpy (utils/stancsv.py); asks ncdump for the netCDF file's header where it is installed. EXPECTED.json holds every number as the hexadecimal digits of its 64 bits. Leave-one-out is done anew from log_likelihood.
"""
import json
import re
import shutil
import struct
import subprocess
import sys

import numpy as np
import xarray as xr

run, stem, expected = sys.argv[1], sys.argv[2], json.load(open(sys.argv[3], encoding="utf-8"))
chains, draws = expected["chains"], expected["draws"]


def numbers(digits):
    return np.array([struct.unpack(">d", bytes.fromhex(d))[0] for d in digits])


def same(a, b, what):
    a, b = np.ascontiguousarray(a, dtype="<f8"), np.ascontiguousarray(b, dtype="<f8")
    assert a.shape == b.shape, f"{what}: shape {a.shape}, expected {b.shape}"
    assert np.array_equal(a.view("<u8"), b.view("<u8")), f"{what}: other numbers"


def groups(engine):
    found = {}
    for name in expected["groups"]:
        if engine == "zarr":
            found[name] = xr.open_zarr(f"{run}/{stem}.zarr", group=name).load()
        else:
            with xr.open_dataset(f"{run}/{stem}.nc", group=name, engine=engine) as data:
                found[name] = data.load()
    return found


def check(engine, data):
    posterior = data["posterior"]
    seen = set()
    for name, array in posterior.data_vars.items():
        assert array.dims[:2] == ("chain", "draw"), (engine, name, array.dims)
        if array.ndim == 2:
            same(array.values.ravel(), columns[name], f"{engine}: {name}")
            seen.add(name)
            continue
        for label in posterior[array.dims[2]].values:
            column = f"{name}[{label}]"
            same(array.sel({array.dims[2]: label}).values.ravel(), columns[column], f"{engine}: {column}")
            seen.add(column)
    assert seen == set(columns), (engine, seen ^ set(columns))
    assert list(posterior["instrument"].values) == expected["instruments"], engine
    assert list(posterior["chain"].values) == list(range(chains)) and list(posterior["draw"].values) == list(range(draws)), engine

    observed = data["observed_data"]
    for name, digits in expected["observed"].items():
        same(observed[name].values, numbers(digits), f"{engine}: {name}")
    assert list(observed["obs_instrument"].values) == expected["obs_instrument"], engine
    assert list(observed["obs_source"].values) == expected["obs_source"], engine
    assert "obs_instrument" in observed[next(iter(expected["observed"]))].coords, engine
    constant = data["constant_data"]
    for name, digits in expected["constant"].items():
        same(constant[name].values, numbers(digits), f"{engine}: {name}")
    likelihood = data["log_likelihood"]
    assert list(likelihood["obs"].values) == expected["judged"], engine
    assert np.array_equal(data["sample_stats"]["iteration"].values, expected["iteration"]), engine
    for name, value in expected["attributes"].items():
        for group in data.values():
            found = group.attrs[name]
            assert found == value and isinstance(found, str) == isinstance(value, str), (engine, name, found, value)


def pareto(excess):
    """Zhang and Stephens (2009), with the weak prior of k that R's loo and ArviZ use."""
    x = np.sort(excess)
    n, m = len(x), 30 + int(len(x) ** 0.5)
    theta = 1 / x[-1] + (1 - np.sqrt(m / (np.arange(1, m + 1) - 0.5))) / (3 * x[int(n / 4 + 0.5) - 1])
    k = np.log1p(-theta[:, None] * x).mean(axis=1)
    length = n * (np.log(-theta / k) - k - 1)
    weights = 1 / np.exp(length - length[:, None]).sum(axis=1)
    theta = (theta * weights).sum()
    k = np.log1p(-theta * x).mean()
    return (n * k + 5) / (n + 10), -k / theta


def loo(values):
    """ln p(y_i | y_-i) of one observation, its log likelihoods given."""
    weights = -values - (-values).max()
    size = len(weights)
    tail = int(np.ceil(min(0.2 * size, 3 * size ** 0.5)))
    order = np.argsort(weights, kind="stable")
    last = order[-tail:]
    cutoff = np.exp(weights[order[-tail - 1]])
    k, sigma = pareto(np.exp(weights[last]) - cutoff)
    p = (np.arange(tail) + 0.5) / tail
    quantiles = -sigma * np.log1p(-p) if abs(k) < 1e-30 else sigma * np.expm1(-k * np.log1p(-p)) / k
    weights[last] = np.minimum(0, np.log(quantiles + cutoff))
    return np.logaddexp.reduce(weights + values) - np.logaddexp.reduce(weights)


def cmdstan(chain):
    """One file by the rules of cmdstanpy: comments with one equals sign are settings, names with dots are elements, draws must be complete."""
    settings, names, rows = {}, None, []
    with open(f"{run}/cmdstan/{stem}_{chain}.csv", encoding="utf-8") as lines:
        for line in map(str.strip, lines):
            if line.startswith("#"):
                parts = line.replace("(Default)", "").lstrip(" #\t").split("=")
                if len(parts) == 2 and names is None:
                    settings[parts[0].strip()] = parts[1].strip()
            elif names is None:
                names = line.split(",")
            else:
                rows.append([float(x) for x in line.split(",")])
                assert len(rows[-1]) == len(names)
    assert settings["method"] == "sample" and settings["algorithm"] == "fixed_param" and settings["save_warmup"] == "0"
    assert int(settings["id"]) == chain and int(settings["num_chains"]) == chains
    assert -(-int(settings["num_samples"]) // int(settings["thin"])) == len(rows) == draws
    assert int(settings["num_warmup"]) == expected["warmup"] and settings["seed"] == str(expected["attributes"]["seed"])
    for key in ("stan_version_major", "stan_version_minor", "stan_version_patch", "model", "metric"):
        assert settings[key]
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*(\.[0-9]+)?", name) for name in names), names
    return names, np.array(rows)


columns = {name: numbers(digits) for name, digits in expected["columns"].items()}
opened = {engine: groups(engine) for engine in ("netcdf4", "h5netcdf", "zarr")}
for engine, data in opened.items():
    check(engine, data)
    for name in data:
        assert data[name].identical(opened["netcdf4"][name]), f"{engine}: {name} differs from what the netCDF4 library read"

likelihood = opened["netcdf4"]["log_likelihood"]
own = np.array([loo(column) for column in next(iter(likelihood.data_vars.values())).values.reshape(chains * draws, -1).T])
worst = np.abs(own - numbers(expected["elpd"])).max()
assert worst < 1e-8, f"leave-one-out differs by {worst}"

if shutil.which("ncdump"):
    header = subprocess.run(["ncdump", "-h", f"{run}/{stem}.nc"], check=True, capture_output=True, text=True).stdout
    for line in ("double B(chain, draw, instrument) ;", "string instrument(instrument) ;", "group: log_likelihood {"):
        assert line in header, header

files = [cmdstan(chain + 1) for chain in range(chains)]
names = files[0][0]
assert all(other == names for other, _ in files)
order = [name for name in names if not name.endswith("__")]
assert len(order) == len(columns)
for name, column in zip(order, columns):
    assert name.split(".")[0] == column.split("[")[0], (name, column)
    same(np.concatenate([rows[:, names.index(name)] for _, rows in files]), columns[column], f"CSV: {name}")
if "lp" in opened["netcdf4"]["sample_stats"]:
    same(np.concatenate([rows[:, 0] for _, rows in files]), opened["netcdf4"]["sample_stats"]["lp"].values.ravel(), "CSV: lp__")
    assert names[0] == "lp__"
print(f"{len(columns)} parameters, {len(own)} observations, lp {'lp__' in names}, leave-one-out within {worst:.1e}")
