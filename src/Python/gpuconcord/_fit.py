"""Fits of the concordance model."""
import glob
import json
import os
import re
import shutil
import tempfile
import weakref

import numpy as np

from . import _program, _tables


def fit(data, output=None, progress=True, **options):
    """Fits the concordance model to a table.

    data: a file, the name of a built-in data set ('epic-hmxb'), or a table in memory (dict of arrays, structured array, astropy Table, DataFrame).
    output: a folder to keep, new or empty; without it a temporary one that goes with the result.
    options: those of ``gpuconcord fit`` without dashes (tau=0.05, band='2.0-4.5', check=True).
    """
    folder = output if output is not None else tempfile.mkdtemp(prefix="gpuconcord-")
    scratch = tempfile.mkdtemp(prefix="gpuconcord-") if _tables.is_table(data) else None
    try:
        if scratch is not None:
            table = os.path.join(scratch, "table.csv")
            _tables.write(data, table)
            data = table
        wanted = dict(options)
        formats = wanted.pop("format", "csv,ecsv")
        wanted.setdefault("draws_format", "cmdstan,netcdf")
        # A run is written beside its folder and put into place, so that a temporary one may be replaced.
        _program.run(["fit", data, *_program.words(wanted), "--format", formats, "--output", folder, *([] if progress else ["--quiet"])], progress)
    except BaseException:
        if output is None:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        if scratch is not None:
            shutil.rmtree(scratch, ignore_errors=True)
    result = Fit(folder)
    if output is None:
        weakref.finalize(result, shutil.rmtree, folder, True)
    return result


def read(folder):
    """A finished run: the folder of ``gpuconcord fit --output``. Draws need --draws-format cmdstan."""
    return Fit(folder)


class Fit:
    """A finished fit. Bands are named as in the data; where there is one, the name may be left out."""

    def __init__(self, folder):
        self.folder = os.fspath(folder)
        with open(os.path.join(self.folder, "run.json"), encoding="utf-8") as file:
            #: The whole of run.json.
            self.record = json.load(file)
        if "fits" not in self.record:
            raise ValueError(f"{folder}: found a run of another command, expected one of gpuconcord fit")

    @property
    def bands(self):
        """Names of the energy bands, in order; one None when the data have none."""
        return [fit["band"] for fit in self.record["fits"]]

    @property
    def converged(self):
        """By band, whether the chains have converged."""
        return {fit["band"]: fit["converged"] for fit in self.record["fits"]}

    @property
    def warnings(self):
        """By band, the warnings of the fit, in sentences."""
        return {fit["band"]: list(fit["warnings"]) for fit in self.record["fits"]}

    def instruments(self, band=None):
        """Names of the instruments, in the order of the last axis of draws."""
        return list(self._fit(band)["instrument_names"])

    def summary(self, astropy=False):
        """One row a parameter: posterior mean, sd, quantiles, Monte Carlo errors, R-hat, effective sample sizes."""
        return self._table("summary.csv", astropy)

    def fluxes(self, astropy=False):
        """One row a source in a band: the posterior of its log flux, and of its flux."""
        return self._table("fluxes.csv", astropy)

    def draws(self, name="B", band=None):
        """Draws of a parameter, (chains, draws) or (chains, draws, instruments). B: ln(effective area); sigma2: variance of ln(value)."""
        found = self.posterior(band)
        if name not in found:
            raise KeyError(f"found no parameter {name!r}, expected one of {', '.join(found)}")
        return found[name]

    def posterior(self, band=None):
        """All parameters by name, each (chains, draws) or (chains, draws, n): what ``arviz.from_dict(posterior=...)`` takes."""
        fit = self._fit(band)
        stem = "draws" if fit["band"] is None or len(self.bands) == 1 else f"draws_{fit['band']}"
        files = glob.glob(os.path.join(glob.escape(os.path.join(self.folder, "cmdstan")), glob.escape(stem) + "_*.csv"))
        files = [file for file in files if re.fullmatch(re.escape(stem) + r"_[0-9]+\.csv", os.path.basename(file))]
        if not files:
            raise FileNotFoundError(f"{self.folder}: found no draws in cmdstan/{stem}_N.csv, expected those of --draws-format cmdstan; repeat the run with it")
        files.sort(key=lambda file: int(re.search(r"_([0-9]+)\.csv$", file).group(1)))
        names, chains = None, []
        for file in files:
            with open(file, encoding="utf-8") as stream:
                lines = [line for line in stream if not line.startswith("#")]
            names = lines[0].rstrip("\n").split(",")
            chains.append(np.loadtxt(lines[1:], delimiter=",", ndmin=2))
        values = np.stack(chains)
        columns = {}
        for column, name in enumerate(names):
            columns.setdefault(re.sub(r"\.[0-9]+$", "", name), []).append((column, "." in name))
        return {
            name: values[:, :, own[0][0]] if not own[0][1] else values[:, :, [column for column, _ in own]]
            for name, own in columns.items() if not name.endswith("__")}

    def inference_data(self, band=None):
        """An arviz.InferenceData: posterior, sample statistics, pointwise log likelihood, with instruments and sources as coordinates (arviz, xarray and netCDF4)."""
        import arviz
        fit = self._fit(band)
        name = "draws.nc" if fit["band"] is None or len(self.bands) == 1 else f"draws_{fit['band']}.nc"
        return arviz.from_netcdf(os.path.join(self.folder, name))

    def _fit(self, band):
        fits = self.record["fits"]
        if band is None and len(fits) == 1:
            return fits[0]
        for fit in fits:
            if fit["band"] == band:
                return fit
        raise KeyError(f"found no band {band!r}, expected one of {', '.join(map(repr, self.bands))}")

    def _table(self, name, astropy):
        file = os.path.join(self.folder, name)
        table = _tables.read(file)
        return _tables.to_astropy(file, table) if astropy else table

    def __repr__(self):
        return f"Fit({self.folder!r}: {self.record['data']['name']}, {len(self.bands)} band{'s' if len(self.bands) > 1 else ''}, " \
            f"{'converged' if all(self.converged.values()) else 'NOT CONVERGED'})"
