#!/usr/bin/python3
"""What users wait for, beside an earlier build: every job of the list through the whole program, from the command to its last file.

Simulates the data once, then runs each job with the earlier build and with this one, and writes bench/results/MACHINE/jobs.md: wall and processor seconds, most memory held,
the ratio, and where a job has several sizes the exponent by which its time grows. A job that the earlier build does not end within --patience is stopped and said to be longer.
Run it on an idle machine.

Usage: python3 bench/jobs.py MACHINE --before PROGRAM [--only TEXT ...] [--patience 120] [--folder DIR]

PROGRAM is the earlier build's gpuconcord, published: dotnet publish src/Cli -c Release --no-self-contained -o FOLDER.
"""
import argparse
import math
import os
import platform
import random
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from catalogue import processor

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Job:
    """One row: the series it belongs to, its size in that series, the command, and what it is asked to reach."""
    series: str
    size: str
    count: int
    words: list
    target: str = ""
    cores: int = 0
    before: bool = True
    runs: list = field(default_factory=list)


@dataclass
class Run:
    wall: float
    cpu: float
    memory: float
    ended: bool = True


def run(program, words, patience, cores):
    """Runs a command; wall and processor seconds, and the most memory held in MB."""
    command = (["taskset", "-c", f"0-{cores - 1}"] if cores else []) + [str(program), *map(str, words)]
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    errors = []
    limit = start + patience
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        if time.monotonic() > limit:
            os.killpg(process.pid, 9)
            _, status, usage = os.wait4(process.pid, 0)
            return Run(time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e3, False)
        time.sleep(0.01)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    errors = process.stderr.read().decode()
    # 2 says that a fit has not converged: its time counts all the same, and the table says so.
    if process.returncode not in (0, 2):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{errors}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e3)


def simulate(program, folder, name, *words):
    path = folder / name
    if not path.exists():
        subprocess.run([str(program), "simulate", *map(str, words), "--seed", "1", "--output", str(path)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return path


def apertures(folder, rows):
    """A catalogue of faint sources: log-uniform counts from 3 to 300, a background of 1 in the source aperture, some leakage."""
    path = folder / "apertures.csv"
    if not path.exists():
        draw = random.Random(1)
        with path.open("w", encoding="utf-8") as file:
            file.write("source,n,m,A_s,A_b,alpha,beta,T_s,T_b\n")
            for k in range(rows):
                n = int(3 * 100 ** draw.random())
                file.write(f"S{k},{n},{draw.randrange(4, 30)},{180 + 40 * draw.random():.2f},{4000 + 900 * draw.random():.1f},{0.85 + 0.1 * draw.random():.3f},"
                           f"{0.03 * draw.random():.4f},20000,20000\n")
    return path


def jobs(program, folder):
    """The list. Data are made by this build's simulate, seed 1."""
    taus = ",".join(f"{0.01 * 50 ** (i / 99):.6g}" for i in range(100))
    betas = ",".join(f"{0.0001 * 1000 ** (i / 99):.6g}" for i in range(100))
    out = folder / "out"
    rows = [Job("published table: `fit epic-hmxb`", "3 bands", 0, ["fit", "epic-hmxb"], "< 1.2 s")]
    sizes = (("10³", 1_000), ("10⁴", 10_000), ("10⁵", 100_000))
    for size, count in sizes:
        data = simulate(program, folder, f"miss13-{count}.parquet", "--instruments", 13, "--sources", count, "--missing", 0.3)
        rows.append(Job("13 instruments, 30 % missing", size, count, ["fit", data, "--quiet"], "< 15 s" if count == 100_000 else ""))
    for size, count in sizes:
        data = simulate(program, folder, f"understated-{count}.parquet", "--sources", count, "--stated", 0.7)
        rows.append(Job("`--variances both`, 3 instruments", size, count, ["fit", data, "--variances", "both", "--quiet"], "< 60 s" if count == 100_000 else ""))
    for size, count in sizes:
        data = simulate(program, folder, f"logt-{count}.parquet", "--model", "log-t", "--sources", count)
        rows.append(Job("`--model log-t`, 3 instruments", size, count, ["fit", data, "--model", "log-t", "--quiet"], "< 90 s" if count == 100_000 else ""))
    bands = simulate(program, folder, "bands.parquet", "--instruments", 13, "--sources", 40, "--band", "a,b,c,d")
    rows.append(Job("`--bands joint`", "13 × 4 × 40", 0, ["fit", bands, "--bands", "joint", "--band-correlation", 0.5, "--quiet"], "< 10 s"))
    known = simulate(program, folder, "known.parquet", "--model", "known-constant", "--sources", 100_000)
    rows.append(Job("`--variances known`, 3 instruments", "10⁵", 0, ["fit", known, "--variances", "known", "--quiet"]))
    rows.append(Job("the same with `--check`", "10⁵", 0, ["fit", known, "--variances", "known", "--check", "--quiet"], "≤ 2 × the fit"))
    million = simulate(program, folder, "million.parquet", "--sources", 1_000_000)
    rows.append(Job("every flux to files, 3 instruments", "10⁶", 0, ["fit", million, "--output", out, "--overwrite", "--quiet"], "< 10 s"))
    catalogue = simulate(program, folder, "catalogue.parquet", "--sources", 500_000, "--band", "soft,medium,hard", "--missing", 0.05)
    rows.append(Job("every flux to files, 3 instruments × 3 bands, 5 % missing", "5·10⁵", 0, ["fit", catalogue, "--output", out, "--overwrite", "--quiet"], "< 8 s"))
    photometry = apertures(folder, 1_000_000)
    for cores in (1, 2, 4):
        if cores <= os.cpu_count():
            rows.append(Job(f"aprates, CSV to CSV, {cores} core{'s' if cores > 1 else ''}", "10⁶ rows", 0,
                            ["aprates", photometry, "--output", folder / "photometry.csv", "--overwrite"], "< 1.6 s" if cores == min(4, os.cpu_count()) else "", cores))
    rows.append(Job("sweep of 10,000 priors, 3 instruments", "100 τ × 100 β", 0,
                    ["sweep", "epic-hmxb", "--band", "2.0-4.5", "--tau", taus, "--beta-grid", betas], "< 4 s"))
    hundred = simulate(program, folder, "hundred.parquet", "--instruments", 100, "--sources", 300)
    rows.append(Job("100 instruments", "300 sources", 0, ["fit", hundred, "--quiet"], "< 8 s, < 1 GB"))
    return rows


def seconds(result):
    return "" if result is None else f"{result.wall:.3g}" if result.ended else f"> {result.wall:.0f}"


def grown(earlier, result, job, last):
    """Exponent of the time between two sizes of a series."""
    if earlier is None or last is None or last.series != job.series or not earlier.ended or not result.ended or not job.count:
        return ""
    return f"{math.log(result.wall / earlier.wall) / math.log(job.count / last.count):.2f}"


def report(rows, versions, options, load):
    lines = ["# What users wait for", "",
             f"{processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, {time.strftime('%d %B %Y')}; load average before the first run {load:.1f}. Before: "
             f"{versions[0]}; after: {versions[1]}. Wall seconds of one run each, whole program, published; one after the other in one session; "
             f"runs of the earlier build stopped after {options.patience:.0f} s. `python3 bench/jobs.py`", "",
             "| job | size | before, s | after, s | ratio | asked | grows as size^ | before | CPU s, before | after | peak MB, before | after |",
             "|---|---|---|---|---|---|---|---|---|---|---|---|"]
    last, earlier = None, (None, None)
    for job in rows:
        before, after = job.runs
        ratio = "" if before is None or (not before.ended and before.wall < after.wall) else f"{'' if before.ended else '> '}{before.wall / after.wall:.2g}"
        lines.append(f"| {job.series} | {job.size} | {seconds(before)} | {seconds(after)} | {ratio} | {job.target} | {grown(earlier[1], after, job, last)} | "
                     f"{grown(earlier[0], before, job, last) if before else ''} | {f'{before.cpu:.3g}' if before else ''} | {after.cpu:.3g} | "
                     f"{f'{before.memory:.0f}' if before else ''} | {after.memory:.0f} |")
        last, earlier = job, (before, after)
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("machine", help="name of the folder under bench/results")
    parser.add_argument("--before", type=Path, help="the earlier build's gpuconcord; without it this build alone is measured")
    parser.add_argument("--only", nargs="*", default=[], help="jobs whose names have one of these texts; the table is then printed and not kept")
    parser.add_argument("--patience", type=float, default=120, help="seconds that the earlier build has for a job")
    parser.add_argument("--folder", type=Path, help="where data and results go, and stay; a temporary folder otherwise")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="jobs-"))
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "program" / "gpuconcord"
    try:
        subprocess.run(["dotnet", "publish", str(ROOT / "src/Cli"), "-c", "Release", "--no-self-contained", "-v", "q", "-o", str(program.parent)], check=True, stdout=subprocess.DEVNULL)
        rows = [job for job in jobs(program, folder) if not options.only or any(text in job.series for text in options.only)]
        load = os.getloadavg()[0]
        for job in rows:
            before = run(options.before, job.words, options.patience, job.cores) if options.before else None
            job.runs = [before, run(program, job.words, 3600, job.cores)]
            print(f"{job.series}, {job.size}: {seconds(before)} -> {seconds(job.runs[1])} s, {job.runs[1].memory:.0f} MB", flush=True)
        versions = [subprocess.run([str(p), "--version"], capture_output=True, text=True).stdout.split("\n")[0].strip() if p else "none" for p in (options.before, program)]
        text = report(rows, versions, options, load)
    finally:
        if options.folder is None:
            shutil.rmtree(folder)
    print(text)
    if not options.only:
        target = ROOT / "bench/results" / options.machine / "jobs.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
