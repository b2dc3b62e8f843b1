"""Opens the draws of a run with ArviZ: draws_arviz.py RUN STEM. Debian 12 has no ArviZ."""
import glob
import sys

import arviz as az
import numpy as np

run, stem = sys.argv[1:]
netcdf, zarr = az.from_netcdf(f"{run}/{stem}.nc"), az.from_zarr(f"{run}/{stem}.zarr")
csv = az.from_cmdstan(sorted(glob.glob(f"{run}/cmdstan/{stem}_*.csv")))
for group in ("posterior", "sample_stats", "log_likelihood", "observed_data", "constant_data"):
    assert netcdf[group].identical(zarr[group].load()), group
assert np.array_equal(netcdf.posterior["B"].values, csv.posterior["B"].values)
print(az.summary(netcdf))
print(az.loo(netcdf))
