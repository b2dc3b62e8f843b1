"""Runs the program gpuconcord and reads its results: calibration concordance of X-ray instruments, and Bayesian aperture photometry."""
from ._program import (
    DataError, DeviceError, Failure, InternalError, NotConverged, OutputError, UsageError, program, run, version)
from ._fit import Fit, fit, read
from ._photometry import aprates

__all__ = [
    "DataError", "DeviceError", "Failure", "Fit", "InternalError", "NotConverged", "OutputError", "UsageError",
    "aprates", "fit", "program", "read", "run", "version"]
