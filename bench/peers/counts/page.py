"""The page that compare.py writes: two tables a data set, whether all agree, and what the numbers mean."""
import os
import platform
import time

import program  # noqa: F401  the folder of ../concordance, for report
from report import AGREE, MIXED, machine, number, rhat

SYMBOLS = ("B", "sigma2", "G", "mu", "omega2")
COMPARED = ("B", "sigma2", "G")


def effective(about, symbol):
    """Smallest and median bulk effective sample size of the parameters of that name."""
    values = sorted(row["ess_bulk"] for name, row in about["rows"].items() if name.split("[")[0] == symbol)
    middle = len(values) // 2
    return values[0], values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def seconds(about, whole):
    return about["sampling_s"] + (about["warmup_s"] if whole else 0)


def speed(about, symbol, whole):
    least, middle = (size / seconds(about, whole) for size in effective(about, symbol))
    return number(least) if symbol in ("mu", "omega2") else f"{number(least)} ({number(middle)})"


def apart(about, means):
    """Largest difference from means (name -> mean, Monte Carlo error), in Monte Carlo standard errors, and where."""
    worst = (0.0, "")
    for name, (mean, error) in means.items():
        row = about["rows"][name]
        worst = max(worst, (abs(row["mean"] - mean) / (row["mcse"] ** 2 + error**2) ** 0.5, name))
    return worst


def verdict(distance, where):
    return f"{distance:.1f} MCSE ({where}){'' if distance <= AGREE else ' DISAGREES'}"


def mixed(about):
    return rhat(about) < MIXED


def section(data, labels, found):
    """Lines of one data set; names of the runs whose means disagree, and of those that have not mixed and so cannot tell."""
    rows = list(zip(labels, found))
    ours = labels[0].startswith("gpuconcord")
    best = found[0] if ours else min(found, key=rhat)
    best_label = labels[found.index(best)]
    means = {name: (row["mean"], row["mcse"]) for name, row in best["rows"].items()}
    expected, apart_ones, lines = data.expected(), [], [f"## {data.title}\n"]
    for whole, title in ((False, "Sampling alone"), (True, "Warm-up and sampling")):
        lines.append(f"{title}: effective draws a second, smallest (median) over instruments or the {len(data.shown)} fluxes compared.\n")
        lines.append("| | kept draws | warm-up, s | sampling, s | " + " | ".join(f"{symbol}, 1/s" for symbol in SYMBOLS)
                     + (" | gpuconcord is faster by: B, sigma2, G" if ours else "")
                     + (" |" if whole else f" | largest R-hat | means differ from {best_label}'s by | from long runs' by | |"))
        lines.append("|---" * (9 + ours + (0 if whole else 4)) + "|")
        for label, about in rows:
            cells = [label, f"{about['chains']:,} × {about['iterations']:,}", number(about["warmup_s"]), number(about["sampling_s"])]
            cells += [speed(about, symbol, whole) for symbol in SYMBOLS]
            if ours:
                cells.append("" if about is best else ", ".join(
                    f"{number(effective(best, s)[0] / seconds(best, whole) / (effective(about, s)[0] / seconds(about, whole)))} ×" for s in COMPARED))
            if not whole:
                cells.append(f"{rhat(about):.4f}{'' if mixed(about) else ' NOT MIXED'}")
                for there, against in ((about is not best, means), (bool(expected), expected)):
                    distance, where = apart(about, against) if there else (0.0, "")
                    cells.append(verdict(distance, where) if there else "")
                    if distance > AGREE and label not in apart_ones:
                        apart_ones.append(label)
                cells.append(about["note"])
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    if len(found[0].get("repeats", [])) > 1:
        times = ", ".join(number(value) for value in found[0]["repeats"])
        lines.append(f"gpuconcord: the run of median sampling time of {len(found[0]['repeats'])} with different seeds ({times} s).\n")
    stan = [(effective(about, "B")[0] / seconds(about, True), label) for label, about in rows if label.startswith("rstan")]
    if stan:
        lines.append(f"The better of Stan's programs for B, warm-up counted: {max(stan)[1]}.\n")
    unmixed = [label for label, about in rows if not mixed(about)]
    wrong = [label for label in apart_ones if label not in unmixed and (mixed(best) or expected)]
    lines.append(f"Posterior means {'DISAGREE: ' + ', '.join(wrong) if wrong else 'agree within Monte Carlo error'}"
                 + (f"; not mixed, so that nothing can be said of them: {', '.join(unmixed)}" if unmixed else "") + ".\n")
    return lines, not wrong


def text(options, load, skipped, sections):
    versions = sorted({about["version"] for _, _, found in sections for about in found})
    lines = [
        "# The counts model beside Stan, JAGS and numpy\n",
        f"Written by `bench/peers/counts.sh` on {time.strftime('%-d %B %Y')}. {machine()}, {options.cores} cores of it for every sampler, one sampler after the other;",
        f"load when it began {load:.2f}{'' if load <= 0.5 else ' (BUSY: not to be published)'}.",
        f"{platform.freedesktop_os_release().get('PRETTY_NAME', platform.system())}, Linux {os.uname().release}.",
        f"{', '.join(versions)}; effective sample sizes (bulk, rank-normalised, split chains), R-hat and Monte Carlo errors of all",
        f"by R's posterior {sections[0][2][0]['posterior']}.",
        f"Seed {options.seed}.\n",
        "A comparison of speed means something only if all sample the same posterior: *means differ* is the largest difference of any mean of B, sigma2, G, mu and omega2,",
        f"in Monte Carlo standard errors of the difference; above {AGREE:.0f} it is called out.",
        f"So is an R-hat of {MIXED} or more: such a run's effective sizes are not to be trusted.\n",
    ]
    agree = True
    for data, labels, found in sections:
        more, good = section(data, labels, found)
        lines += more
        agree = agree and good
    lines += [
        "## Which seconds are counted\n",
        "- gpuconcord: the stages `warmup_s` and `sampling_s` of its JSON. rstan: its own seconds (processor time) summed over the chains and divided by the cores, compilation",
        "  and start-up left out. JAGS and numpy: wall time of the calls, adapting among the warm-up.",
        "- Stan has its default settings, and a warm-up as long as its kept draws, 1,000 at most. Stan and JAGS start at moment estimates: their own random starts are tens of",
        "  thousands of counts away. JAGS takes N(0, 10^6) for a flat mu and a uniform far beyond the posterior for a flat background; its program is the non-centred one, by far",
        "the better for it.",
        "- In the 150-source oracle the long runs' mean of sigma2[1], 0.0044, is low: the posterior has a long right tail, of which a run of 4,500 effective draws has seen",
        "  little. gpuconcord, JAGS and numpy agree on more; the Monte Carlo error of a mean with such a tail is itself too small.",
        "- A Stan program with the backgrounds integrated out was tried and left out: the likelihood of an aperture is then a polynomial of degree n (n + m with leakage) in the",
        "  intensity. It gives the same posterior at 1.6 times (no leakage) to 4 times (leakage) the cost of the non-centred program.",
    ]
    lines += [f"- {line}" for line in skipped]
    return "\n".join(lines) + "\n", agree
