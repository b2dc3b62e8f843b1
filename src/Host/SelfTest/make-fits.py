#!/usr/bin/python3
"""Makes fits.json, the small fits of the self-test, from the reference posteriors under tests/data.

    python3 make-fits.py          (no packages; run it where it lies)

log-t                 tests/data/logt, case "fitted": long runs of a plain block Gibbs sampler
known plus fitted     tests/data/both, case "pair": quadrature, so without Monte Carlo error
counts                tests/data/counts, "counts_small": long runs of a plain interwoven Gibbs sampler; S is a count here (exposures of 1)
joint bands           tests/data/bands: long runs of an independent block Gibbs sampler; (instrument, band) plays instrument

Observations are listed source by source: those of source j are first[j] to first[j + 1] - 1.
"""
import csv
import json
import pathlib

DATA = pathlib.Path(__file__).resolve().parents[3] / "tests/data"


def load(path):
    return json.loads((DATA / path).read_text())


def grouped(rows):
    """Rows of (instrument, source, y) as names and source-by-source arrays, in order of appearance."""
    instruments = list(dict.fromkeys(row[0] for row in rows))
    sources = list(dict.fromkeys(row[1] for row in rows))
    first, instrument, y = [0], [], []
    for source in sources:
        for row in rows:
            if row[1] == source:
                instrument.append(instruments.index(row[0]))
                y.append(row[2])
        first.append(len(y))
    return instruments, sources, dict(first=first, instrument=instrument, y=y)


def expected(parameter, index, mean, error=0.0):
    return dict(parameter=parameter, index=index, mean=mean, error=error)


def from_posterior(posterior, instruments, sources, fluxes):
    listed = []
    for symbol, parameter in (("B", "area"), ("sigma2", "variance")):
        for i, name in enumerate(instruments):
            oracle = posterior[f"{symbol}[{name}]"]
            listed.append(expected(parameter, i, oracle["mean"], oracle["mcse_mean"]))
    for j in range(fluxes):
        oracle = posterior[f"G[{sources[j]}]"]
        listed.append(expected("flux", j, oracle["mean"], oracle["mcse_mean"]))
    return listed


def log_t():
    with open(DATA / "logt/outliers.csv") as file:
        rows = [(row["instrument"], row["source"], float(row["log_counts"])) for row in csv.DictReader(file)]
    instruments, sources, table = grouped(rows)
    case = load("logt/reference.json")["fitted"]
    prior, n = case["prior"], len(instruments)
    return dict(
        name="log-t, block-gibbs", model="log-t", **table, settings=dict(nu=case["nu"]),
        b=prior["b"], tau=prior["tau"], alpha=[prior["alpha"]] * n, beta=[prior["beta"]] * n,
        expected=from_posterior(case["posterior"], instruments, sources, 6))


def known_plus_fitted():
    case = next(case for case in load("both/reference.json") if case["name"] == "pair")
    listed = [expected("area", i, marginal["mean"]) for i, marginal in enumerate(case["area"])]
    listed += [expected("log-variance", i, marginal["mean"]) for i, marginal in enumerate(case["log_variance"])]
    listed += [expected("flux", j, case["flux"][j]["mean"]) for j in range(6)]
    return dict(name="both, collapsed", model="both", **{key: case[key] for key in ("first", "instrument", "y", "s", "b", "tau", "alpha", "beta")}, expected=listed)


def joint_bands():
    with open(DATA / "bands/bands.csv") as file:
        rows = [(f"{row['instrument']}:{row['band']}", f"{row['source']}:{row['band']}", float(row["ln_flux"]))
                for row in csv.DictReader(file)]
    instruments, sources, table = grouped(rows)
    with open(DATA / "bands/correlation.csv") as file:
        next(file)
        pairs = {(instrument, frozenset((one, other))): float(value) for instrument, one, other, value in csv.reader(file)}

    def correlation(a, b):
        (i, k), (j, l) = a.split(":"), b.split(":")
        return 1.0 if a == b else pairs[i, frozenset((k, l))] if i == j else 0.0

    reference = load("bands/posterior.json")
    prior, n = reference["prior"], len(instruments)
    return dict(
        name="bands together", chains=64, model="fitted", **table,
        b=[0.0] * n, tau=[prior["tau"]] * n, alpha=[prior["alpha"]] * n, beta=[prior["beta"]] * n,
        correlation=[[correlation(a, b) for b in instruments] for a in instruments],
        expected=from_posterior(reference["posterior"], instruments, sources, 0))


def aperture_counts():
    with open(DATA / "counts/counts_small.csv") as file:
        table = list(csv.DictReader(file))
    instruments, sources, layout = grouped([(row["instrument"], row["source"], 0.0) for row in table])
    by_source = [row for source in sources for row in table if row["source"] == source]
    number = lambda name: [float(row[name]) for row in by_source]
    scaled = lambda one, other: [a * b for a, b in zip(number(one), number(other))]
    ratio = [a / b for a, b in zip(scaled("A_b", "T_b"), scaled("A_s", "T_s"))]
    reference = load("counts/counts_small.json")
    prior, posterior, n = reference["prior"], reference["posterior"], len(instruments)
    listed = from_posterior(posterior, instruments, sources, 0)
    listed += [expected(name, 0, posterior[name]["mean"], posterior[name]["mcse_mean"]) for name in ("mu", "omega2")]
    listed += [expected("flux", j, posterior[f"G[{source}]"]["mean"], posterior[f"G[{source}]"]["mcse_mean"])
               for j, source in enumerate(sources) if f"G[{source}]" in posterior]
    return dict(
        name="counts, block-gibbs", chains=256, model="counts", **layout,
        counts=dict(n=number("n"), m=number("m"), f=scaled("alpha", "T_s"), g=scaled("beta", "T_b"), r=ratio),
        b=prior["b"], tau=prior["tau"], alpha=[prior["alpha"]] * n, beta=[prior["beta"]] * n, expected=listed)


if __name__ == "__main__":
    cases = [log_t(), known_plus_fitted(), joint_bands(), aperture_counts()]
    lines = []
    for case in cases:
        listed = case.pop("expected")
        body = ",\n  ".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in case.items())
        rows = ",\n    ".join(json.dumps(row) for row in listed)
        lines.append(f'{{\n  {body},\n  "expected": [\n    {rows}\n  ]\n}}')
    pathlib.Path(__file__).with_name("fits.json").write_text("[" + ",\n".join(lines) + "]\n")
