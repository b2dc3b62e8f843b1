#!/usr/bin/python3
"""What an iteration of the counts model costs by the size of the catalogue, and one whole run of the largest: time, memory, effective sizes.

Run it by ../counts.sh size, which builds the program first. Some ten minutes.
"""
import argparse
import json
import os
import subprocess
import sys
import time

from program import ROOT, Program, arguments, results, settled
import report
import simulate

WORK = ROOT / "artifacts" / "peers" / "size"
ROWS = ((300, 32, 4000), (1000, 32, 2000), (3000, 32, 1000), (10000, 32, 400), (20000, 32, 300))  # sources, chains, draws
WHOLE = (20000, 16, 6000)
WARMUP, LONG = 300, 500


class Study:
    def __init__(self, options):
        self.options = options
        self.program = Program(options.program, options.bench)

    def fit(self, sources, chains, draws, warmup):
        table = WORK / f"{sources}.csv"
        simulate.write(table, WORK / f"{sources}.truth.json", self.options.seed, 8, sources)
        words = self.program.command(table, simulate.PRIOR, ["--model", "counts", "--chains", chains, "--draws", draws, "--warmup", warmup, "--seed", self.options.seed,
                                                             "--device", self.options.device], True)
        print(f"{sources} sources, {chains} x {draws}", file=sys.stderr, flush=True)
        start = time.monotonic()
        with open(WORK / "fit.json", "w") as out:
            process = subprocess.Popen([str(word) for word in words], stdout=out)
            _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            sys.exit(f"{sources} sources: the fit failed")
        wall, result = time.monotonic() - start, json.loads((WORK / "fit.json").read_text())
        fit = result["fits"][0]
        own = {name: [p for p in fit["parameters"] if p["name"].startswith(f"{name}[")] for name in ("B", "sigma2")}
        return dict(sources=sources, apertures=fit["observations"], chains=chains, draws=draws, warmup=warmup, wall=wall, timing=fit["timing"], memory=usage.ru_maxrss / 1024,
                    device=result["device"], version=result["version"], ess={name: min(p["ess_bulk"] for p in found) for name, found in own.items()},
                    rhat=max(p["rhat"] for found in own.values() for p in found), converged=fit["converged"])


def row(run):
    latents = run["apertures"] * run["chains"] * run["draws"]
    seconds = run["timing"]["sampling_s"]
    return (f"| {run['sources']:,} | {run['apertures']:,} | {run['chains']} × {run['draws']:,} | {seconds:.2f} | {1e9 * seconds / latents:.1f} | {latents / seconds / 1e6:.1f} "
            f"| {run['memory']:.0f} |")


def text(rows, whole, load):
    timing = whole["timing"]
    return "\n".join([
        "# The counts model by the size of the catalogue\n",
        f"Written by `bench/peers/counts.sh size` on {time.strftime('%-d %B %Y')}. {report.machine()}, {os.cpu_count()} cores; load when it began {load:.2f}"
        f"{' (BUSY: not to be published)' if load > 0.5 else ''}.",
        f"gpuconcord {whole['version']}, {whole['device']['kind']}, {whole['device']['lane_width']} lanes.",
        f"Catalogues of `bench/peers/counts/simulate.py --median 8`: three cameras, most apertures with few counts. Warm-up of {WARMUP} iterations, not counted.\n",
        "| sources | apertures | draws | sampling, s | ns a latent and iteration | million latents a second | peak memory, MiB |\n|---|---|---|---|---|---|---|",
        *[row(run) for run in rows],
        "\nThe latents are ln S of every aperture; an iteration draws each of them, its photons and the flux of its source twice. Time is linear in their number.\n",
        f"## {whole['sources']:,} sources × 3, a whole run\n",
        f"{whole['chains']} chains, {whole['draws']:,} draws each after a warm-up of {whole['warmup']}: {timing['warmup_s']:.0f} s of warm-up, {timing['sampling_s']:.0f} s of sampling, "
        f"{whole['wall']:.0f} s from start to end, {whole['memory']:.0f} MiB at the most.",
        f"Smallest effective sample size: {whole['ess']['B']:,.0f} of B, {whole['ess']['sigma2']:,.0f} of σ²; largest R-hat of them {whole['rhat']:.4f}"
        f"{'' if whole['converged'] else ': NOT CONVERGED by the program'}.\n"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    arguments(parser)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="simd")
    options = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    load, study = settled(), Study(options)
    shrink = 20 if options.quick else 1
    rows = [study.fit(sources, chains, max(draws // shrink, 10), WARMUP) for sources, chains, draws in ROWS]
    sources, chains, draws = WHOLE
    page = text(rows, study.fit(sources, chains, max(draws // shrink, 10), LONG), load)
    print(page)
    if not options.quick or options.write:
        folder = results(options)
        (folder / "counts-size.md").write_text(page)
        print(f"Wrote {folder / 'counts-size.md'}", file=sys.stderr)


if __name__ == "__main__":
    main()
