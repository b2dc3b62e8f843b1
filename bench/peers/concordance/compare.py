#!/usr/bin/python3
"""Runs gpuconcord and its peers one after the other on the same data and cores, and writes the table of their speeds.

Run it by ../concordance.sh, which builds the program first.
"""
import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import collapsed_c
import report

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
WORK = ROOT / "artifacts" / "peers"
TABLE = ROOT / "tests" / "data" / "modes" / "xcal_shape.csv"
PRIOR = dict(tau=0.05, alpha=1.5, beta=0.008649)  # beta = 0.093^2: the scatter the authors expected of XCAL medium
NU = 3
SHOWN = [1, 52, 103]  # sources whose flux is compared, from 1

# Chains and draws of each, so that R-hat is below 1.01 and a run takes seconds. --quick takes the second pair.
SIZES = {
    "ours lognormal": ((1024, 4000), (256, 500)),
    "ours logt": ((256, 1000), (64, 200)),
    "lognormal-centred": ((4, 1000), (4, 100)),
    "lognormal-collapsed": ((4, 20000), (4, 100)),
    "logt-latent": ((4, 500), (4, 20)),
    "logt-marginal": ((4, 1000), (4, 30)),
    "jags lognormal": ((4, 5000), (4, 200)),
    "jags logt": ((4, 5000), (4, 100)),
    "emcee": ((32, 10000), (32, 300)),
    "c": ((1024, 2000), (64, 200)),
    "numpy lognormal": ((64, 1000), (16, 60)),
    "numpy logt": ((32, 1000), (8, 60)),
}


C_OPTIONS = ["-std=gnu11", "-O3", "-march=native", "-mprefer-vector-width=512", "-ffast-math", "-fopenmp"]


class Absent(Exception):
    """A peer that is not installed."""


def data_set():
    with open(TABLE, newline="") as file:
        rows = list(csv.DictReader(file))
    instruments = sorted({row["instrument"] for row in rows})
    sources = sorted({row["source"] for row in rows})
    n = len(instruments)
    return instruments, sources, dict(
        N=n, M=len(sources), K=len(rows), nu=NU, shown=SHOWN, alpha=PRIOR["alpha"], beta=PRIOR["beta"], b=[0.0] * n, tau=[PRIOR["tau"]] * n,
        instrument=[instruments.index(row["instrument"]) + 1 for row in rows],
        source=[sources.index(row["source"]) + 1 for row in rows],
        y=[float(row["log_counts"]) for row in rows])


def run(command, **options):
    """Runs a command; returns its output and the seconds from start to end. What it says on failure goes to the person."""
    begin = time.perf_counter()
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    seconds = time.perf_counter() - begin
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\nended with exit code {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout, seconds


def require(what, *probe):
    if shutil.which(probe[0]) is None or subprocess.run(probe, capture_output=True).returncode != 0:
        raise Absent(f"{what} is not installed")


def require_r(*packages):
    for package in packages:
        require(f"R's {package}", "Rscript", "-e", f"library({package})")


class Comparison:
    def __init__(self, options):
        self.options = options
        self.instruments, self.sources, data = data_set()
        self.data = WORK / "data.json"
        self.data.write_text(json.dumps(data))

    def size(self, name):
        return SIZES[name][1 if self.options.quick else 0]

    def ours(self, model, size, name, seed, sampler=None):
        """One run of the program, with its draws on disk; `name` starts the names of our files. The sampler is the model's own unless given."""
        out, folder = WORK / name, WORK / (name + ".run")
        chains, count = size
        text, wall = run(
            [WORK / "program" / "gpuconcord", "fit", TABLE, "--model", "log-t" if model == "logt" else "log-normal", "--tau", PRIOR["tau"], "--alpha", PRIOR["alpha"],
             "--beta", PRIOR["beta"], "--chains", chains, "--draws", count, "--seed", seed, "--device", "simd", "--json", "--quiet", "--output", folder, "--overwrite"]
            + (["--nu", NU] if model == "logt" else []) + (["--sampler", sampler] if sampler else []))
        result = json.loads(text)
        fit = result["fits"][0]
        columns = [f"{symbol}[{name}]" for symbol in ("B", "sigma2") for name in self.instruments]
        run(["dotnet", ROOT / "bench" / "bin" / "Release" / "net10.0" / "GpuConcord.Bench.dll", "draws", folder / "draws.parquet", f"{out}.bin", *columns])
        timing = fit["timing"]
        about = dict(
            version=f"gpuconcord {result['version']}", chains=chains, iterations=count, warmup=fit["warmup"], warmup_s=timing["warmup_s"], sampling_s=timing["sampling_s"],
            whole_s=wall, seed=seed, tuning=fit["tuning"], note=f"{result['device']['lane_width']} lanes",
            parameters=[f"{symbol}[{k + 1}]" for symbol in ("B", "sigma2") for k in range(len(self.instruments))],
            fluxes={f"G[{j}]": next((p["mean"], p["mcse_mean"]) for p in fit["parameters"] if p["name"] == f"G[{self.sources[j - 1]}]") for j in SHOWN})
        Path(f"{out}.json").write_text(json.dumps(about))
        return out

    def repeated(self, model, size, name, count):
        """The run of median sampling time of several with different seeds."""
        return self.median([self.ours(model, size, f"{name}-{k}", self.options.seed + k) for k in range(count)])

    @staticmethod
    def median(outs):
        """The run of median sampling time; the times of all go with it."""

        def read(out):
            return json.loads(Path(f"{out}.json").read_text())

        outs.sort(key=lambda out: read(out)["sampling_s"])
        middle = outs[len(outs) // 2]
        Path(f"{middle}.json").write_text(json.dumps(dict(read(middle), repeats=[read(out)["sampling_s"] for out in outs])))
        return middle

    def stan(self, program, name, seed):
        require_r("rstan", "jsonlite")
        chains, count = self.size(program)
        return self.peer(["Rscript", HERE / "rstan.R", WORK / f"{program}.stan", self.data, WORK / name, chains, count, seed, self.options.cores], name, seed)

    def compile(self, programs):
        """Compiles the Stan programs that are not compiled yet, side by side: no part of any timing."""
        require_r("rstan")
        running = []
        for program in programs:
            source, target = HERE / f"{program}.stan", WORK / f"{program}.stan"
            if not target.exists() or target.read_text() != source.read_text():
                shutil.copy(source, target)
            running.append((program, subprocess.Popen(["Rscript", "-e", f"source('{HERE}/stan_program.R'); invisible(stan_program('{target}'))"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)))
            if len(running) == self.options.cores:
                self.finish(*running.pop(0))
        for work in running:
            self.finish(*work)

    @staticmethod
    def finish(program, process):
        text, _ = process.communicate()
        if process.returncode != 0:
            sys.exit(f"{program}.stan did not compile:\n{text[-4000:]}")

    def jags(self, model, name, seed):
        require("JAGS", "jags", "/dev/null")
        require_r("rjags", "jsonlite")
        chains, count = self.size(f"jags {model}")
        return self.peer(["Rscript", HERE / "jags.R", HERE / f"{model}.jags", self.data, WORK / name, chains, count, seed, self.options.cores], name, seed)

    def emcee(self, model, name, seed):
        require("emcee", "/usr/bin/python3", "-c", "import emcee")
        walkers, steps = self.size("emcee")
        return self.peer(["/usr/bin/python3", HERE / "emcee_collapsed.py", self.data, WORK / name, walkers, steps, seed, self.options.cores], name, seed)

    def numpy(self, model, name, seed):
        require("numpy", "/usr/bin/python3", "-c", "import numpy")
        chains, count = self.size(f"numpy {model}")
        return self.peer(["/usr/bin/python3", HERE / "gibbs.py", model, self.data, WORK / name, chains, count, seed, self.options.cores], name, seed)

    def c(self, method, name, seed, cores, tuning=()):
        """The same scheme in C: `method` is hmc or independence, `tuning` step and leapfrogs of the first."""
        program, (chains, count) = self.compile_c(), self.size("c")
        text, wall = run([program, WORK / "data.txt", WORK / name, method, chains, count, seed, cores, *tuning])
        n = len(self.instruments)
        note = f"acceptance {json.loads(text)['acceptance']:.2f}"
        about = dict(json.loads(text), version=f"gcc {run(['gcc', '-dumpfullversion'])[0].strip()}", chains=chains, iterations=count, whole_s=wall, seed=seed, note=note,
            parameters=[f"{symbol}[{k + 1}]" for symbol in ("B", "sigma2") for k in range(n)])
        (WORK / f"{name}.json").write_text(json.dumps(about))
        return WORK / name

    def compile_c(self):
        """Compiles collapsed.c for this processor and this number of instruments, and writes its data."""
        require("gcc", "gcc", "--version")
        data, program = json.loads(self.data.read_text()), WORK / "collapsed"
        if not program.exists() or program.stat().st_mtime < max((HERE / source).stat().st_mtime for source in ("collapsed.c", "random.h")):
            run(["gcc", *C_OPTIONS, f"-DINSTRUMENTS={data['N']}", "-o", program, HERE / "collapsed.c", "-lm"])
        y = [[0.0] * data["M"] for _ in range(data["N"])]
        for instrument, source, value in zip(data["instrument"], data["source"], data["y"]):
            y[instrument - 1][source - 1] = value
        rows = [[data["N"], data["M"], data["alpha"], data["beta"]], *zip(data["b"], data["tau"]), *y]
        (WORK / "data.txt").write_text("".join(" ".join(map(repr, row)) + "\n" for row in rows))
        return program

    @staticmethod
    def peer(command, name, seed):
        _, wall = run(command)
        out = WORK / name
        about = json.loads(Path(f"{out}.json").read_text())
        about.update(whole_s=wall, seed=seed)
        Path(f"{out}.json").write_text(json.dumps(about))
        return out


def measured(outs):
    """Reads what the samplers wrote and what R's posterior makes of it."""
    run(["Rscript", HERE / "effective.R", *outs])
    found = []
    for out in outs:
        about = json.loads(Path(f"{out}.json").read_text())
        judged = json.loads(Path(f"{out}.ess.json").read_text())
        about.update(posterior=judged["posterior"], rows={row["name"]: row for row in judged["rows"]})
        found.append(about)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--machine", help="folder under bench/results; the processor's name unless given")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--seed", type=int, default=20190601)
    parser.add_argument("--peers", choices=["all", "c"], default="all", help="c: the program beside the same scheme in C alone, on one core and on all, into collapsed-c.md")
    parser.add_argument("--model", choices=["lognormal", "logt"], help="this model only, and no table is written")
    parser.add_argument("--quick", action="store_true", help="small runs, to see that everything works; their numbers mean nothing, and no table is written")
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))[: options.cores]
    if len(cores) < options.cores:
        sys.exit(f"--cores: found {len(cores)} cores, expected at least {options.cores}; ask for fewer")
    try:
        require_r("posterior", "jsonlite")
    except Absent as absent:
        sys.exit(f"{absent}: effective sample sizes of both sides come from R's posterior; apt-get install r-cran-posterior r-cran-jsonlite")
    # The same cores for everybody, and no threads within a process but those a sampler asks for.
    os.sched_setaffinity(0, cores)
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    WORK.mkdir(parents=True, exist_ok=True)
    comparison = Comparison(options)
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"The machine is busy (load {load:.1f}): the ratios below are not to be published.", file=sys.stderr)

    if options.peers == "c":
        collapsed_c.compare(comparison, options, load, measured)
        return
    skipped, tables = [], []
    peers = {
        "lognormal": [
            ("rstan, the authors' parametrisation", lambda name, seed: comparison.stan("lognormal-centred", name, seed)),
            ("rstan, areas and fluxes integrated out", lambda name, seed: comparison.stan("lognormal-collapsed", name, seed)),
            ("JAGS", lambda name, seed: comparison.jags("lognormal", name, seed)),
            ("emcee, fluxes integrated out", lambda name, seed: comparison.emcee("lognormal", name, seed)),
            ("numpy block Gibbs", lambda name, seed: comparison.numpy("lognormal", name, seed)),
            ("C, trajectories on the collapsed density", lambda name, seed: comparison.c("hmc", name, seed, options.cores)),
            ("C, independence sampler on the collapsed density", lambda name, seed: comparison.c("independence", name, seed, options.cores)),
        ],
        "logt": [
            ("rstan, the authors' parametrisation", lambda name, seed: comparison.stan("logt-latent", name, seed)),
            ("rstan, weights integrated out, no ridge", lambda name, seed: comparison.stan("logt-marginal", name, seed)),
            ("JAGS", lambda name, seed: comparison.jags("logt", name, seed)),
            ("numpy block Gibbs", lambda name, seed: comparison.numpy("logt", name, seed)),
        ],
    }
    try:
        comparison.compile(["lognormal-centred", "lognormal-collapsed", "logt-latent", "logt-marginal"])
    except Absent:
        pass  # said where it would have run
    for model, others in peers.items():
        if options.model not in (None, model):
            continue
        outs, labels = [], []
        size = comparison.size(f"ours {model}")
        print(f"{model}: gpuconcord", file=sys.stderr)
        outs.append(comparison.repeated(model, size, f"{model}-ours", 1 if options.quick else 3))
        labels.append("gpuconcord")
        if size != (256, 1000):
            outs.append(comparison.ours(model, (256, 1000), f"{model}-ours-default", options.seed))
            labels.append("gpuconcord, default settings")
        for k, (label, sample) in enumerate(others):
            print(f"{model}: {label}", file=sys.stderr)
            try:
                outs.append(sample(f"{model}-peer-{k}", options.seed + k))
                labels.append(label)
            except Absent as absent:
                skipped.append(f"{model}: {label} left out: {absent}.")
                print(skipped[-1], file=sys.stderr)
        tables.append((model, labels, measured(outs)))

    text = report.page(options, load, skipped, tables)
    print(text)
    # C is the program's own scheme: where the two differ, one of them is wrong.
    apart = [label for _, labels, found in tables for label, about in zip(labels, found)
             if label.startswith("C,") and not report.disagreement(about, found[0])[0] <= report.AGREE]
    if apart:
        sys.exit(f"gpuconcord and its own scheme in C differ by more than {report.AGREE:.0f} Monte Carlo standard errors: {'; '.join(apart)}")
    if options.quick or options.model:
        return
    report.write(ROOT, options, "peers.md", text)


if __name__ == "__main__":
    main()
