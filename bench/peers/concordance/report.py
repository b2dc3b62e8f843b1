"""The page that ../concordance.sh writes: two tables a model, and what their numbers mean."""
import os
import platform
import re
import sys
import time
from pathlib import Path

TITLES = dict(lognormal="log-Normal, fitted variances", logt="log-t, nu = 3, fitted sigma")
AGREE = 4.0  # Monte Carlo standard errors
MIXED = 1.01  # R-hat


def effective(about, symbol):
    """Smallest and median bulk effective sample size of the areas (B) or of the variances (sigma2)."""
    values = sorted(row["ess_bulk"] for name, row in about["rows"].items() if name.startswith(symbol + "["))
    return values[0], values[len(values) // 2]


def rate(about, symbol, seconds="sampling_s"):
    return effective(about, symbol)[0] / about[seconds]


def rhat(about):
    return max(row["rhat"] for row in about["rows"].values())


def disagreement(about, reference):
    """Largest difference of posterior means, in Monte Carlo standard errors, and where."""
    worst = (0.0, "")
    for name, row in about["rows"].items():
        if name in reference["rows"]:
            mean, error = reference["rows"][name]["mean"], reference["rows"][name]["mcse"]
        else:
            mean, error = reference["fluxes"][name]
        worst = max(worst, (abs(row["mean"] - mean) / (row["mcse"] ** 2 + error**2) ** 0.5, name))
    return worst


def write(root, options, name, text):
    folder = root / "bench" / "results" / (options.machine or re.sub(r"[^a-z0-9.]+", "-", machine().lower()).strip("-"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    print(f"Wrote {folder / name}", file=sys.stderr)


def machine():
    model = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    return model.group(1).strip() if model else "unknown processor"


def number(value):
    """Three figures, thousands apart."""
    if value >= 1000:
        digits = len(str(int(value))) - 3
        return f"{round(value, -digits):,.0f}"
    return f"{value:.3g}"


def section(model, labels, found):
    rows = list(zip(labels, found))
    base = rows[0][1]
    yield f"## {TITLES[model]}\n"
    yield "Sampling: effective draws a second, smallest (median) over instruments; seconds without compilation, start-up and warm-up.\n"
    yield "| | kept draws | sampling, s | B, 1/s | sigma2, 1/s | gpuconcord is faster by: B, sigma2 | largest R-hat | means differ by | |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for label, about in rows:
        ratios = "" if label.startswith("gpuconcord") else " ".join(f"{number(rate(base, symbol) / rate(about, symbol))} ×" for symbol in ("B", "sigma2")).replace("× ", "×, ")
        apart, where = disagreement(about, base)
        verdict = "" if about is base else f"{apart:.1f} MCSE ({where}){'' if apart <= AGREE else ' DISAGREES'}"
        mixing = f"{rhat(about):.4f}{'' if rhat(about) < MIXED else ' NOT MIXED'}"
        speeds = " | ".join(
            f"{number(rate(about, symbol))} ({number(effective(about, symbol)[1] / about['sampling_s'])})" for symbol in ("B", "sigma2"))
        yield f"| {label} | {about['chains']:,} × {about['iterations']:,} | {number(about['sampling_s'])} | {speeds} | {ratios} | {mixing} | {verdict} | {about['note']} |"
    if len(base["repeats"]) > 1:
        times = ", ".join(number(seconds) for seconds in base["repeats"])
        yield f"\ngpuconcord, first row: the run of median sampling time of {len(base['repeats'])} with different seeds ({times} s)."
    yield "\nWhole program: from start to end of the process, with start-up, reading, warm-up and draws on disk.\n"
    yield "| | whole, s | warm-up, s | sampling, s | B, 1/s | sigma2, 1/s | gpuconcord is faster by: B, sigma2 |"
    yield "|---|---|---|---|---|---|---|"
    best = {symbol: max(rate(about, symbol, "whole_s") for label, about in rows if label.startswith("gpuconcord")) for symbol in ("B", "sigma2")}
    for label, about in rows:
        ratios = "" if label.startswith("gpuconcord") else ", ".join(f"{number(best[symbol] / rate(about, symbol, 'whole_s'))} ×" for symbol in ("B", "sigma2"))
        speeds = " | ".join(number(rate(about, symbol, "whole_s")) for symbol in ("B", "sigma2"))
        yield f"| {label} | {number(about['whole_s'])} | {number(about['warmup_s'])} | {number(about['sampling_s'])} | {speeds} | {ratios} |"
    yield ""


def page(options, load, skipped, tables):
    versions = sorted({about["version"] for _, _, found in tables for about in found})
    lines = [
        "# The concordance models beside Stan, JAGS, emcee, numpy and C\n",
        f"Written by `bench/peers/concordance.sh` on {time.strftime('%-d %B %Y')}. {machine()}, {options.cores} cores of it for every sampler, one sampler after the other;",
        f"load when it began {load:.2f}{'' if load <= 0.5 else ' (BUSY: not to be published)'}. {platform.freedesktop_os_release().get('PRETTY_NAME', platform.system())}, Linux {os.uname().release}.",
        f"{', '.join(versions)}; effective sample sizes, R-hat and Monte Carlo errors of all by R's posterior {tables[0][2][0]['posterior']}.",
        f"Data: `tests/data/modes/xcal_shape.csv`, simulated, 3 instruments × 103 sources, nothing missing; tau = 0.05, alpha = 1.5, beta = 0.008649. Seeds {options.seed} and following.\n",
        "A comparison of speed means something only if all sample the same posterior: *means differ by* is the largest difference from gpuconcord's of any mean of B, sigma2",
        f"and three of the log fluxes, in Monte Carlo standard errors of the difference; above {AGREE:.0f} it is called out. So is an R-hat of {MIXED} or more: such a run's effective sizes are not to be trusted.\n",
    ]
    for model, labels, found in tables:
        lines += section(model, labels, found)
    lines += [
        "## Which seconds are counted\n",
        "- *Sampling* of gpuconcord: the stage `sampling_s` of its JSON: transitions, draws of B, copies from the device and unpacking into columns. The fluxes of all sources",
        "  and the summaries come after it and are in *whole program* only; no draws of G are kept, so its sampling seconds hold none.",
        "- of rstan: its own sampling seconds (processor time) summed over the chains and divided by the cores. Of JAGS, emcee, numpy and C: wall time of the sampling calls.",
        "- *Whole program* of gpuconcord includes convergence checks and the flux posterior of every source, which the peers leave to other programs; of rstan it excludes compilation.",
        "- Sizes: enough draws for an R-hat below 1.01 where that is to be had within a minute or two. Stan has its default settings, and a warm-up as long as its kept draws, 1,000 at most.",
        "- C (`bench/peers/concordance/collapsed.c`) is the program's own scheme, compiled for this processor and three instruments; its seconds hold draws into columns",
        "  too. `--peers c` compares it alone.",
        "- emcee's walkers count as chains although they move by one another's positions. JAGS takes G ~ N(0, 10^6) for flat.",
    ]
    lines += [f"- {line}" for line in skipped]
    return "\n".join(lines) + "\n"
