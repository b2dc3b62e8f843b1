"""gpuconcord as the comparison and the study call it: a fit with its draws as arrays. Paths of the peers that the folder beside this one shares."""
import importlib.util
import json
import os
import re
import sys
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
CONCORDANCE = HERE.parent / "concordance"
sys.path.append(str(CONCORDANCE))
import report  # noqa: E402  of that folder


def _load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


shared = _load("concordance_compare", CONCORDANCE / "compare.py")  # its helpers: run, require, require_r, Absent


class Program:
    """The program and the tool of bench that reads its draws."""

    def __init__(self, program, bench):
        self.program, self.bench = Path(program).resolve(), Path(bench).resolve()
        for file, how in ((self.program, "--program"), (self.bench, "--bench; dotnet build bench -c Release makes it")):
            if not file.exists():
                sys.exit(f"{file} not found: {how}")

    def knows(self, model):
        """Whether this build has that model: asked by its help."""
        text, _ = shared.run([self.program, "fit", "--help"])
        section = text[text.find("--model"):]
        return model in section[: section.find("--nu")]

    def aprates(self, table, fluxes, output):
        shared.run([self.program, "aprates", table, "--fit", fluxes, "--output", output, "--overwrite", "--quiet"])

    def command(self, table, prior, options, population=False):
        """The words of a fit that prints one JSON object. Priors of the areas are the same for all instruments, centred at 0."""
        words = ["--tau", prior["tau"], "--alpha", prior["alpha"], "--beta", prior["beta"]]
        if population:
            words += ["--population-alpha", prior["a_omega"], "--population-beta", prior["b_omega"]]
        return [self.program, "fit", table, *words, *options, "--json", "--quiet"]

    def fit(self, table, folder, prior, options, population=False):
        """Returns the JSON object of the run and the wall seconds."""
        text, wall = shared.run([*self.command(table, prior, options, population), "--output", folder, "--overwrite"])
        return json.loads(text), wall

    def draws(self, folder, columns, target, shape):
        """The kept draws, columns x chains x iterations; the same doubles stay in the file `target`."""
        shared.run(["dotnet", self.bench, "draws", Path(folder) / "draws.parquet", target, *columns])
        return np.fromfile(target).reshape(len(columns), *shape)


def results(options):
    """The folder for tables that say how fast a machine is."""
    folder = options.write or ROOT / "bench" / "results" / (options.machine or re.sub(r"[^a-z0-9.]+", "-", report.machine().lower()).strip("-"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def settled(most=0.5, patience=180):
    """The load average once what the build left of it has died away, or after so many seconds."""
    end = time.monotonic() + patience
    while os.getloadavg()[0] >= most and time.monotonic() < end:
        time.sleep(2)
    return os.getloadavg()[0]


def arguments(parser):
    parser.add_argument("--program", default=ROOT / "artifacts" / "peers" / "program" / "gpuconcord", help="the gpuconcord to run")
    parser.add_argument("--bench", default=ROOT / "bench" / "bin" / "Release" / "net10.0" / "GpuConcord.Bench.dll", help="the bench that reads its draws")
    parser.add_argument("--machine", help="folder under bench/results; the processor's name unless given")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="small runs, to see that everything works; their numbers mean nothing, and no table is written")
    parser.add_argument("--write", type=Path, help="folder to write the results to instead of bench/results/MACHINE")
