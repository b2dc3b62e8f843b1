"""Opens the draws of a run with ArviZ, before or after its version 1: draws_arviz.py RUN STEM. Debian 12 has no ArviZ."""
import glob
import sys

import arviz as az
import numpy as np
import xarray as xr

run, stem = sys.argv[1:]


def dataset(data, group):
    node = data[group]
    return (node if isinstance(node, xr.Dataset) else node.to_dataset()).load()


netcdf = az.from_netcdf(f"{run}/{stem}.nc")
zarr = (az.from_zarr if hasattr(az, "from_zarr") else az.InferenceData.from_zarr)(f"{run}/{stem}.zarr")
for group in ("posterior", "sample_stats", "log_likelihood", "observed_data", "constant_data"):
    assert dataset(netcdf, group).identical(dataset(zarr, group)), group
if hasattr(az, "from_cmdstan"):
    csv = az.from_cmdstan(sorted(glob.glob(f"{run}/cmdstan/{stem}_*.csv")))
    for name in ("B", "sigma2", "G"):
        assert np.array_equal(dataset(netcdf, "posterior")[name].values, csv.posterior[name].values), name
    assert np.array_equal(dataset(netcdf, "sample_stats")["lp"].values, csv.sample_stats["lp"].values)
print(az.summary(netcdf))
print(az.loo(netcdf))
