#!/usr/bin/python3
"""Whether two tables of one computation agree: every mean within so many of its Monte Carlo errors (column mcse_mean), and every number of a row without one to rounding.

    tests/Cuda/agree.py TABLE1 TABLE2
"""
import csv
import math
import sys

# Of some tens of parameters in some ten fits, one beyond it in a thousand runs.
MOST = 5.0

# Errors of two runs of one length are alike; a large one would forgive everything.
ALIKE = 3.0

# Relative; another 1e-12 of the number one, for ends of an interval at zero.
ROUNDING = 1e-9


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return list(csv.DictReader(line for line in lines if line[0] != "#"))


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def distance(first, second):
    """How far apart two rows are, in parts of what is allowed."""
    if first.keys() != second.keys():
        return math.inf
    if "mcse_mean" in first:
        if any(number(first[key]) is None and first[key] != second[key] for key in first):
            return math.inf
        errors = float(first["mcse_mean"]), float(second["mcse_mean"])
        if not max(errors) <= ALIKE * min(errors):
            return math.inf
        spread = MOST * math.hypot(*errors)
        apart = abs(float(first["mean"]) - float(second["mean"]))
        return apart / spread if 0 < spread < math.inf else 0.0 if apart == 0 else math.inf
    worst = 0.0
    for key, text in first.items():
        ours, theirs = number(text), number(second[key])
        if ours is None or theirs is None or not math.isfinite(ours) or not math.isfinite(theirs):
            worst = worst if text == second[key] else math.inf
        else:
            worst = max(worst, abs(ours - theirs) / (ROUNDING * abs(ours) + 1e-12))
    return worst


def main():
    first, second = rows(sys.argv[1]), rows(sys.argv[2])
    if not first or len(first) != len(second):
        sys.exit(f"found {len(first)} and {len(second)} rows, expected as many in both and some")
    distances = [distance(*pair) for pair in zip(first, second)]
    worst = max(distances)
    print(f"{len(first)} rows, at most {worst:.2g} of what is allowed apart")
    if not worst <= 1.0:
        at = distances.index(worst)
        sys.exit(f"row {at + 1}: found {first[at]} and {second[at]}")


main()
