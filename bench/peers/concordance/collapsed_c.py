"""gpuconcord beside the same collapsed scheme in C, on one core and on all: the page collapsed-c.md. Run by ../concordance.sh --peers c."""
import json
import os
import platform
import sys
import time
from pathlib import Path

import report

REPEATS = 3
METHODS = {"collapsed": "trajectories", "independence": "independence sampler"}


def compare(comparison, options, load, measured):
    """Runs every sampler of both sides, each several times; ends with an error, and no page, where their posteriors differ."""
    cores = sorted(os.sched_getaffinity(0))
    groups = []
    for count in sorted({1, options.cores}):
        os.sched_setaffinity(0, cores[:count])
        for sampler in METHODS:
            groups.append((count, sampler, *pair(comparison, options, count, sampler)))
    os.sched_setaffinity(0, cores)
    outs = [out for _, _, ours, theirs in groups for out in (ours, theirs)]
    found = dict(zip(outs, measured(outs)))
    rows = [(count, sampler, found[ours], found[theirs]) for count, sampler, ours, theirs in groups]
    text = page(options, load, rows)
    print(text)
    apart = [f"{METHODS[sampler]}, {count} cores: {value:.1f} Monte Carlo standard errors ({where})"
             for count, sampler, ours, theirs in rows for value, where in [differ(ours, theirs)] if not value <= report.AGREE]
    if apart:
        sys.exit("C and gpuconcord differ by more than " + f"{report.AGREE:.0f}: " + "; ".join(apart))
    if not options.quick:
        report.write(Path(__file__).resolve().parents[3], options, "collapsed-c.md", text)


def pair(comparison, options, count, sampler):
    """The runs of median sampling time of both sides, one after the other in turn, so that what else the machine does falls on both."""
    ours, theirs = [], []
    for k in range(1 if options.quick else REPEATS):
        seed, name = options.seed + k, f"collapsed-{sampler}-{count}-{k}"
        print(f"{METHODS[sampler]}, {count} cores, {k + 1}", file=sys.stderr)
        ours.append(comparison.ours("lognormal", comparison.size("c"), f"{name}-ours", seed, sampler))
        tuning = json.loads(Path(f"{ours[-1]}.json").read_text())["tuning"]
        steps = (tuning["step_size"], tuning["leapfrogs"]) if sampler == "collapsed" else ()
        theirs.append(comparison.c("hmc" if steps else "independence", f"{name}-c", seed + 1000, count, steps))
    return comparison.median(ours), comparison.median(theirs)


def differ(one, other):
    """Largest difference of means and standard deviations, in Monte Carlo standard errors of it, and where."""
    worst = (0.0, "")
    for name, row in one["rows"].items():
        for what, error in (("mean", "mcse"), ("sd", "mcse_sd")):
            apart = abs(row[what] - other["rows"][name][what]) / (row[error] ** 2 + other["rows"][name][error] ** 2) ** 0.5
            worst = max(worst, (apart if apart == apart else float("inf"), f"{what} of {name}"))
    return worst


def page(options, load, rows):
    number, rate = report.number, report.rate
    versions = sorted({about["version"] for row in rows for about in row[2:]})
    lines = [
        "# The collapsed log-Normal model beside the same scheme in C\n",
        f"Written by `bench/peers/concordance.sh --peers c` on {time.strftime('%-d %B %Y')}. {report.machine()}; load when it began {load:.2f}"
        f"{'' if load <= 0.5 else ' (BUSY: not to be published)'}. {platform.freedesktop_os_release().get('PRETTY_NAME', platform.system())}; {', '.join(versions)};",
        f"effective sample sizes, R-hat and Monte Carlo errors of both by R's posterior {rows[0][2]['posterior']}.",
        "Data: `tests/data/modes/xcal_shape.csv`, simulated, 3 instruments × 103 sources, nothing missing; tau = 0.05, alpha = 1.5, beta = 0.008649.\n",
        "`bench/peers/concordance/collapsed.c` samples ln v with areas and fluxes integrated out and draws B | v exactly, as the program does: trajectories with the step and",
        "the leapfrogs that the program found, or Metropolis steps from a t fitted to the posterior. gcc makes vector instructions of it (`-O3 -march=native",
        "-mprefer-vector-width=512 -ffast-math`), glibc's vector exp and log included; it knows N when it is compiled, tallies nothing and takes one problem and one component.",
        "Effective draws a second, the smallest of three instruments; sampling seconds end with draws in columns on both sides; the run of median time of",
        f"{1 if options.quick else REPEATS}, both sides in turn. *Differ by*: means and standard deviations of B and sigma2, in Monte Carlo standard errors;",
        f"above {report.AGREE:.0f} the script fails.\n",
        "| cores | sampler | | kept draws | warm-up, s | sampling, s | draws, 10^6/s | B, 1/s | sigma2, 1/s | gpuconcord / C: B, sigma2 | largest R-hat | differ by | |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for count, sampler, ours, theirs in rows:
        apart, where = differ(ours, theirs)
        for label, about in (("gpuconcord", ours), ("C", theirs)):
            ratios = ", ".join(f"{rate(ours, symbol) / rate(theirs, symbol):.2f}" for symbol in ("B", "sigma2")) if about is ours else ""
            lines.append(
                f"| {count} | {METHODS[sampler]} | {label} | {about['chains']:,} × {about['iterations']:,} | {number(about['warmup_s'])} | {number(about['sampling_s'])} | "
                f"{about['chains'] * about['iterations'] / about['sampling_s'] / 1e6:.3g} | {number(rate(about, 'B'))} | {number(rate(about, 'sigma2'))} | {ratios} | "
                f"{report.rhat(about):.4f} | {f'{apart:.1f} ({where})' if about is theirs else ''} | {about['note']} |")
    lines.append("\nSampling times of all runs, s: " + "; ".join(
        f"{METHODS[sampler]}, {count}: gpuconcord {times(ours)}, C {times(theirs)}" for count, sampler, ours, theirs in rows) + ".")
    return "\n".join(lines) + "\n"


def times(about):
    return " ".join(report.number(seconds) for seconds in about["repeats"])
