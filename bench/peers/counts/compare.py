#!/usr/bin/python3
"""The counts model in gpuconcord, Stan, JAGS and numpy, one after the other on the same data and cores, and the table of their speeds.

Run it by ../counts.sh, which builds the program first. Exits with 1 when posterior means disagree.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from program import CONCORDANCE, HERE, ROOT, Program, arguments, results, settled, shared
import page
import simulate
import tables

WORK = ROOT / "artifacts" / "peers" / "counts"
TABLES = ROOT / "tests" / "data" / "counts"
PROGRAMS = {
    "counts-centred": "rstan, centred",
    "counts-noncentred": "rstan, non-centred",
}
SETS = ("small", "faint", "catalogue", "thousand")
SIMULATED = {"catalogue": 300, "thousand": 1000}  # sources

# Chains and draws of each by data set: enough for an R-hat below 1.01 where a few minutes buy that. --quick takes the last column.
SIZES = {
    "ours": ((256, 1000), (256, 1000), (256, 1000), (64, 2000), (32, 200)),
    "numpy": ((64, 2000), (32, 2000), (32, 2000), (16, 1000), (8, 100)),
    "jags": ((4, 20000), (4, 10000), (4, 5000), (4, 500), (4, 200)),
    "counts-centred": ((4, 5000), (4, 500), (4, 300), (4, 50), (4, 100)),
    "counts-noncentred": ((4, 5000), (4, 2000), (4, 2000), (4, 500), (4, 50)),
}


class DataSet:
    def __init__(self, name, options):
        self.name, self.oracle = name, None
        if name in SIMULATED:
            self.table = WORK / f"{name}.csv"
            truth = simulate.write(self.table, WORK / f"{name}.truth.json", options.seed, 8, SIMULATED[name])
            prior = simulate.PRIOR
            about = f"simulated by `simulate.py --seed {options.seed} --median 8 --sources {SIMULATED[name]}`, median n = {truth['median_n']:.0f}, {truth['zeros']} of n are 0"
        else:
            self.table = TABLES / f"counts_{name}.csv"
            with open(TABLES / f"counts_{name}.json") as file:
                self.oracle = json.load(file)
            told = self.oracle["prior"]
            prior = dict(b=told["b"], tau=told["tau"][0], alpha=told["alpha"], beta=told["beta"], a_omega=told["omega_alpha"], b_omega=told["omega_beta"])
            if set(told["tau"]) != {prior["tau"]} or any(told["b"]):
                sys.exit(f"{self.table}: found a prior of the areas that differs between instruments, expected one centred at 0 for all")
            about = f"`{self.table.relative_to(ROOT)}`"
        self.prior = prior
        self.instruments, self.sources, data = tables.data(self.table, prior, options.sources)
        self.shown = data["shown"]
        self.data = WORK / f"{name}.data.json"
        self.data.write_text(json.dumps(data))
        self.title = f"{len(self.instruments)} × {len(self.sources)}: {about}, {data['K']} apertures; tau = {prior['tau']}, alpha = {prior['alpha']}, beta = {prior['beta']}"

    def parameters(self):
        """Names as every sampler's draws have them, by number, and as our program says them, by the names of the table."""
        instruments, n = self.instruments, range(len(self.instruments))
        numbered = [f"{s}[{i + 1}]" for s in ("B", "sigma2") for i in n] + [f"G[{j}]" for j in self.shown] + ["mu", "omega2"]
        named = [f"{s}[{instruments[i]}]" for s in ("B", "sigma2") for i in n] + [f"G[{self.sources[j - 1]}]" for j in self.shown] + ["mu", "omega2"]
        return numbered, named

    def expected(self):
        """Mean and Monte Carlo error of the parameters that long runs left, by number; empty without them."""
        if self.oracle is None:
            return {}
        found = self.oracle["posterior"]
        return {number: (found[name]["mean"], found[name]["mcse_mean"]) for number, name in zip(*self.parameters()) if name in found}


class Comparison:
    def __init__(self, options):
        self.options = options
        self.program = Program(options.program, options.bench)

    def size(self, name, data):
        return SIZES[name][-1 if self.options.quick else SETS.index(data.name)]

    def ours(self, data, out):
        """The run of median sampling time of several with different seeds; the times of all go with it."""
        if not self.program.knows("counts"):
            raise shared.Absent(f"{self.program.program} knows no model of counts")
        runs = sorted((self.fit(data, f"{out}-{k}", self.options.seed + k) for k in range(1 if self.options.quick else self.options.repeats)), key=lambda run: run["sampling_s"])
        middle = runs[len(runs) // 2]
        shutil.copy(middle["draws"], f"{out}.bin")
        Path(f"{out}.json").write_text(json.dumps(dict(middle, repeats=[run["sampling_s"] for run in runs])))

    def fit(self, data, out, seed):
        chains, count = self.size("ours", data)
        numbered, named = data.parameters()
        fluxes = [word for j in data.shown for word in ("--flux-draws", data.sources[j - 1])]
        warmup = ["--warmup", self.options.warmup] if self.options.warmup else []
        chosen = ["--model", "counts", "--chains", chains, "--draws", count, *warmup, "--seed", seed, "--device", self.options.device, *fluxes]
        result, wall = self.program.fit(data.table, f"{out}.run", data.prior, chosen, True)
        fit = result["fits"][0]
        self.program.draws(f"{out}.run", named, f"{out}.bin", (chains, count))
        timing = fit["timing"]
        return dict(version=f"gpuconcord {result['version']}", chains=chains, iterations=count, warmup=fit["warmup"], warmup_s=timing["warmup_s"], sampling_s=timing["sampling_s"],
                    whole_s=wall, note=f"{result['device']['kind']}, {result['device']['lane_width']} lanes", parameters=numbered, draws=f"{out}.bin")

    def stan(self, program, data, out):
        shared.require_r("rstan", "jsonlite")
        chains, count = self.size(program, data)
        self.peer(["Rscript", HERE / "rstan.R", WORK / f"{program}.stan", data.data, out, chains, count, self.options.seed, self.options.cores], out)

    def jags(self, data, out):
        shared.require("JAGS", "jags", "/dev/null")
        shared.require_r("rjags", "jsonlite")
        chains, count = self.size("jags", data)
        self.peer(["Rscript", HERE / "jags.R", HERE / "counts.jags", data.data, out, chains, count, self.options.seed, self.options.cores], out)

    def numpy(self, data, out):
        chains, count = self.size("numpy", data)
        self.peer(["/usr/bin/python3", HERE / "gibbs_counts.py", data.data, out, chains, count, self.options.seed, self.options.cores], out)

    @staticmethod
    def peer(command, out):
        _, wall = shared.run(command)
        about = json.loads(Path(f"{out}.json").read_text())
        Path(f"{out}.json").write_text(json.dumps(dict(about, whole_s=wall)))

    def compile(self):
        """Stan programs that are not compiled yet: no part of any timing."""
        shared.require_r("rstan")
        for program in PROGRAMS:
            source, target = HERE / f"{program}.stan", WORK / f"{program}.stan"
            if not target.exists() or target.read_text() != source.read_text():
                target.write_text(source.read_text())
            process = subprocess.Popen(["Rscript", "-e", f"source('{CONCORDANCE}/stan_program.R'); invisible(stan_program('{target}'))"],
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            shared.Comparison.finish(program, process)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    arguments(parser)
    parser.add_argument("--seed", type=int, default=20190601)
    parser.add_argument("--device", default="simd")
    parser.add_argument("--warmup", type=int, help="warm-up of gpuconcord; its default unless given")
    parser.add_argument("--repeats", type=int, default=3, help="runs of gpuconcord, of which the middle one counts")
    parser.add_argument("--sources", type=int, default=24, help="fluxes that are compared, evenly spaced over the table; 0 for all")
    parser.add_argument("--sets", default=",".join(SETS), help="which data sets")
    parser.add_argument("--samplers", default="ours,stan,jags,numpy", help="which samplers")
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))[: options.cores]
    if len(cores) < options.cores:
        sys.exit(f"--cores: found {len(cores)} cores, expected at least {options.cores}; ask for fewer")
    try:
        shared.require_r("posterior", "jsonlite")
    except shared.Absent as absent:
        sys.exit(f"{absent}: effective sample sizes of all come from R's posterior; apt-get install r-cran-posterior r-cran-jsonlite")
    # The same cores for everybody, and no threads within a process but those a sampler asks for.
    os.sched_setaffinity(0, cores)
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    WORK.mkdir(parents=True, exist_ok=True)
    comparison, wanted = Comparison(options), options.samplers.split(",")
    samplers = [("ours", "gpuconcord", comparison.ours)]
    samplers += [("stan", label, lambda data, out, program=program: comparison.stan(program, data, out)) for program, label in PROGRAMS.items()]
    samplers += [("jags", "JAGS, non-centred", comparison.jags), ("numpy", "numpy Gibbs", comparison.numpy)]
    if "stan" in wanted:
        try:
            comparison.compile()
        except shared.Absent:
            pass  # said where it would have run
    load = settled()
    if load > 0.5:
        print(f"The machine is busy (load {load:.1f}): the ratios below are not to be published.", file=sys.stderr)

    skipped, sections = [], []
    for name in options.sets.split(","):
        data, outs, labels = DataSet(name, options), [], []
        for k, (key, label, sample) in enumerate(samplers):
            if key not in wanted:
                continue
            out = WORK / f"{name}-{k}"
            print(f"{name}: {label}", file=sys.stderr, flush=True)
            try:
                sample(data, out)
                outs.append(out)
                labels.append(label)
            except shared.Absent as absent:
                skipped.append(f"{name}: {label} left out: {absent}.")
                print(skipped[-1], file=sys.stderr)
        if not outs:
            sys.exit(f"--samplers {options.samplers}: none of them could run")
        sections.append((data, labels, shared.measured(outs)))

    text, agree = page.text(options, load, skipped, sections)
    print(text)
    complete = not options.quick and set(options.sets.split(",")) == set(SETS) and len(wanted) == 4
    if complete or options.write:
        folder = results(options)
        (folder / "counts-peers.md").write_text(text)
        print(f"Wrote {folder / 'counts-peers.md'}", file=sys.stderr)
    sys.exit(0 if agree else 1)


if __name__ == "__main__":
    main()
