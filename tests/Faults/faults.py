#!/usr/bin/env python3
"""What becomes of a run when the machine misbehaves: killed, interrupted, without descriptors, disk, memory or terminal, in any locale. A table.

Every case starts from an earlier run's files (seed 1), disturbs a run that would replace them (seed 2), and then asks: is the exit code one that README.md
lists, are the files those of the earlier run or of the new one, whole, does the same command afterwards end with the new one's bytes, and is nothing left behind?
An exit code of 1 (an internal error), 134 or 139 (a crash of the runtime), and an answer after more than a minute are faults.

Usage: tests/Faults/faults.py PROGRAM [RESULTS.md] [--only GROUP]     GROUP: only these rows are made, anew in RESULTS.md; PROGRAM: gpuconcord, published. Linux; wants strace, and root for the small disks.
"""
import argparse, collections, fcntl, filecmp, os, platform, pty, re, resource, shutil, signal, struct, subprocess, sys, tempfile, termios, time

LONGEST = 60.0   # seconds that any case may take
CRASHES = {1, 134, 139}
WRITING = "openat,creat,write,pwrite64,writev,pwritev,ftruncate,fallocate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,symlink"

Row = collections.namedtuple("Row", "group fault cases exits after wrong")


class Bench:
    """The commands that are disturbed, and what they leave when nothing disturbs them."""

    def __init__(self, program, work):
        self.program, self.work = program, work
        with open(f"{work}/cat.csv", "w") as file:
            file.write("source,n,m,A_s,A_b,T_s,T_b\n")
            file.writelines(f"S{i},{i % 40},{40 + i % 7},30,300,1000,1000\n" for i in range(2000))
        self.commands = {
            "fit": lambda out, seed: ["fit", "epic-hmxb", "--output", out, "--overwrite", "--quiet", "--seed", str(seed)],
            "sweep": lambda out, seed: ["sweep", "epic-hmxb", "--tau", "0.025,0.05", "--output", out, "--overwrite", "--quiet", "--seed", str(seed)],
            # The photometry has no seed: its confidence tells the earlier from the new.
            "aprates": lambda out, seed: ["aprates", f"{work}/cat.csv", "--conf", f"0.{seed}", "--output", f"{out}.csv", "--overwrite", "--quiet"],
        }
        self.known = {}
        for name in self.commands:
            for seed in (1, 2):
                out = f"{work}/known/{name}-{seed}"
                os.makedirs(os.path.dirname(out), exist_ok=True)
                subprocess.run([program, *self.commands[name](out, seed)], check=True, stdout=subprocess.DEVNULL)
                self.known[name, seed] = out

    def path(self, name, out):
        return out + ".csv" if name == "aprates" else out

    def fresh(self, name):
        """A folder with the earlier run in it; returns where the next one goes."""
        folder = tempfile.mkdtemp(dir=self.work)
        out, known = f"{folder}/out", self.known[name, 1]
        if name == "aprates":
            shutil.copy(known + ".csv", out + ".csv")
        else:
            shutil.copytree(known, out)
        return out

    def state(self, name, out):
        """'earlier', 'new', or what is wrong."""
        for word, seed in (("earlier", 1), ("new", 2)):
            if self.same(name, out, self.known[name, seed]):
                return word
        return "neither"

    def same(self, name, out, known):
        if name == "aprates":
            return os.path.exists(out + ".csv") and filecmp.cmp(out + ".csv", known + ".csv", shallow=False)
        # run.json holds times and the command line: that it is there is what counts.
        return os.path.isdir(out) and tree(out) == tree(known)

    def leftovers(self, name, out):
        return [entry for entry in os.listdir(os.path.dirname(out)) if entry != os.path.basename(self.path(name, out))]


def tree(folder):
    held = {}
    for at, _, files in os.walk(folder):
        for file in files:
            path = os.path.join(at, file)
            with open(path, "rb") as stream:
                held[os.path.relpath(path, folder)] = b"" if file == "run.json" else stream.read()
    return held


def run(words, **options):
    """Exit code (128 + signal, as shells have it) and standard error."""
    options.setdefault("stdout", subprocess.DEVNULL)
    options.setdefault("stderr", subprocess.PIPE)
    options.setdefault("stdin", subprocess.DEVNULL)
    began = time.monotonic()
    process = subprocess.Popen(words, start_new_session=True, **options)
    try:
        _, error = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return "hang", f"no answer in {time.monotonic() - began:.0f} s"
    code = process.returncode
    return (128 - code if code < 0 else code), (error or b"").decode(errors="replace")


class Table:
    def __init__(self, bench, only):
        self.bench, self.only, self.rows = bench, only, []

    def wants(self, group):
        return self.only is None or self.only == group

    def add(self, group, fault, cases, allowed, name=None, met=None, more=lambda: []):
        """cases: functions of the output's name, each of which runs the program disturbed and returns (code, error); met: the exit code that tells that some case was disturbed."""
        exits, after, wrong = collections.Counter(), collections.Counter(), []
        for k, case in enumerate(cases):
            which = name or "fit"
            out = self.bench.fresh(which)
            code, error = case(out)
            exits[code] += 1
            if code not in allowed or code in CRASHES:
                wrong.append(f"case {k}: exit {code}: {error.strip()[:300]}")
            state = self.bench.state(which, out)
            if code == 0 and state == "earlier" or state == "neither":
                wrong.append(f"case {k}: exit {code}, the files are {state}")
            again, error = run([self.bench.program, *self.bench.commands[which](out, 2)])
            left = self.bench.leftovers(which, out)
            if again != 0 or self.bench.state(which, out) != "new" or left:
                wrong.append(f"case {k}: afterwards exit {again}, {self.bench.state(which, out)}, left {left}: {error.strip()[:300]}")
            after[state] += 1
            shutil.rmtree(os.path.dirname(out))
        wrong += more()
        if met is not None and met not in exits:
            wrong.append(f"no case ended with {met}: nothing was disturbed")
        self.put(Row(group, fault, len(exits) and sum(exits.values()), exits, after, wrong))

    def put(self, row):
        self.rows.append(row)
        print(markdown(row), file=sys.stderr, flush=True)
        for fault in row.wrong:
            print("    " + fault, file=sys.stderr, flush=True)


def markdown(row):
    count = lambda counter: ", ".join(f"{key}: {value}" for key, value in sorted(counter.items(), key=str))
    return f"| {row.group} | {row.fault} | {row.cases} | {count(row.exits)} | {count(row.after)} | {'as it should be' if not row.wrong else f'**{len(row.wrong)} wrong**'} |"


class Tracing:
    """The system calls that a command makes on its files and folders, and the command with some of them disturbed."""

    def __init__(self, bench, name):
        self.bench, self.command, self.single = bench, bench.commands[name], name == "aprates"
        out = bench.fresh(name)
        self.folder, log = os.path.dirname(out), f"{bench.work}/calls"
        subprocess.run(
            ["strace", "-f", "-y", "-qq", "--seccomp-bpf", "-o", log, "-e", f"trace={WRITING}", bench.program, *self.command(out, 2)], check=True, stdout=subprocess.DEVNULL)
        self.calls, self.paths = collections.Counter(), set()
        with open(log, errors="replace") as file:
            for line in file:
                if self.folder in line and "resumed>" not in line:
                    call = line.split("(")[0].split()[-1]
                    self.calls[call] += 0 if self.single and call == "openat" else 1
                    self.paths.update(re.findall(re.escape(self.folder) + r'[^">,]*', line))

    def run(self, out, call, effect):
        """Only calls on what is written: the runtime's own files and the terminal answer as ever. A single file has another name on its way each time, but nothing else makes
        such calls."""
        looked = [] if self.single else [word for path in sorted(self.paths) for word in ("-P", path.replace(self.folder, os.path.dirname(out)))]
        return run(["strace", "-f", "-qq", "-o", "/dev/null", *looked, "-e", f"trace={call}", "-e", f"inject={call}:{effect}", self.bench.program, *self.command(out, 2)])


def kills(table):
    bench, most = table.bench, 6
    for name, command in bench.commands.items():
        tracing = Tracing(bench, name)
        calls = tracing.calls
        points = [(call, n) for call, count in sorted(calls.items()) if count for n in sorted({1 + round(k * (count - 1) / (most - 1)) for k in range(most)})]
        # A call that another thread makes this time is not met: the run is then undisturbed.
        table.add("kill", f"{name}: SIGKILL at the n-th {', '.join(sorted(+calls))} on its files", [
            lambda out, call=call, n=n: tracing.run(out, call, f"signal=KILL:when={n}") for call, n in points], {137, 0}, name, 137)
        table.add("kill", f"{name}: SIGKILL after 0.05 to 2 s", [
            lambda out, t=t: stopped(bench, command(out, 2), [(t, signal.SIGKILL)]) for t in spread(12, 0.05, 2.0)], {137, 0}, name, 137)


def spread(count, least, most):
    return [least * (most / least) ** (k / (count - 1)) for k in range(count)]


def stopped(bench, words, signals):
    """Sends signals at times after the start."""
    process = subprocess.Popen([bench.program, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    began = time.monotonic()
    for at, sign in signals:
        time.sleep(max(0.0, at - (time.monotonic() - began)))
        if process.poll() is None:
            process.send_signal(sign)
    try:
        _, error = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return "hang", "no end"
    code = process.returncode
    return (128 - code if code < 0 else code), error.decode(errors="replace")


def signals(table):
    bench = table.bench
    for name in ("fit", "aprates"):
        command = bench.commands[name]
        for sign, own in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGQUIT, 131)):
            # Before the program listens the signal's own code is the answer.
            table.add("signal", f"{name}: {sign.name} after 0.02 to 2 s", [
                lambda out, t=t: stopped(bench, command(out, 2), [(t, sign)]) for t in spread(8, 0.02, 2.0)], {130, own, 0}, name, own if sign == signal.SIGQUIT else 130)
    fit = bench.commands["fit"]
    table.add("signal", "fit: SIGINT twice", [lambda out, t=t: stopped(bench, fit(out, 2), [(t, signal.SIGINT), (t + 0.05, signal.SIGINT)]) for t in spread(6, 0.1, 1.5)], {130, 0}, met=130)
    table.add("signal", "fit: SIGSTOP, and SIGCONT a second later", [
        lambda out, t=t: stopped(bench, fit(out, 2), [(t, signal.SIGSTOP), (t + 1, signal.SIGCONT)]) for t in spread(4, 0.1, 1.0)], {0})
    table.add("signal", "fit: SIGPIPE, SIGWINCH, SIGCHLD sent", [
        lambda out, s=s: stopped(bench, fit(out, 2), [(0.4, s), (0.6, s)]) for s in (signal.SIGPIPE, signal.SIGWINCH, signal.SIGCHLD)], {0})


def descriptors(table):
    bench = table.bench
    fit = bench.commands["fit"]

    def closed(numbers):
        def case(out):
            shell = " ".join([f"{n}>&-" if n else "0<&-" for n in numbers])
            return run(["/bin/sh", "-c", f'exec "$@" {shell}', "sh", bench.program, *fit(out, 2)], stderr=subprocess.DEVNULL)
        return case
    table.add("descriptor", "fit: standard input, error, or both closed", [closed([0]), closed([2]), closed([0, 2])], {0})
    table.add("descriptor", "fit: standard output closed, alone and with others", [closed([1]), closed([1, 2]), closed([0, 1, 2])], {74})
    full = open("/dev/full", "wb")
    table.add("descriptor", "fit: standard output full", [lambda out: run([bench.program, *fit(out, 2)], stdout=full)], {74})
    table.add("descriptor", "fit: standard error full", [lambda out: run([bench.program, *fit(out, 2)], stderr=full)], {0})
    table.add("descriptor", "fit: both full", [lambda out: run([bench.program, *fit(out, 2)], stdout=full, stderr=full)], {74})

    def head(lines):
        return lambda out: run(["/bin/bash", "-c", f'set -o pipefail; "$@" | head -{lines} > /dev/null', "bash", bench.program, *fit(out, 2)])
    table.add("descriptor", "fit piped to head -1, to head -0", [head(1), head(0)], {141})
    table.add("descriptor", "fit: standard input a folder", [lambda out: run([bench.program, *fit(out, 2)], stdin=os.open("/", os.O_RDONLY))], {0})

    def limited(kind, value):
        return lambda out: run([bench.program, *fit(out, 2)], preexec_fn=lambda: resource.setrlimit(kind, (value, value)))
    # The runtime itself needs some fifty before the program's first line; below that it is the runtime that speaks.
    table.add("descriptor", "fit: at most 100, 150, 200, 300, 500 open files", [limited(resource.RLIMIT_NOFILE, n) for n in (100, 150, 200, 300, 500)], {0, 66, 71, 74})
    table.add("descriptor", "aprates: at most 100, 150, 200, 300 open files", [
        lambda out, n=n: run([bench.program, *bench.commands["aprates"](out, 2)], preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (n, n)))
        for n in (100, 150, 200, 300)], {0, 66, 71, 74}, "aprates")
    table.add("descriptor", "fit: no core files, stack of 256 kB", [limited(resource.RLIMIT_CORE, 0), limited(resource.RLIMIT_STACK, 256 << 10)], {0})


def disks(table):
    bench = table.bench
    for name in ("fit", "aprates"):
        tracing = Tracing(bench, name)
        for fault in ("ENOSPC", "EIO", "EDQUOT", "EROFS"):
            # Where a rename that exchanges folders is refused files are put into place one by one; a rename of files has no second way.
            for call in [call for call in ("openat", "pwrite64", "fsync", "mkdir", "rename") if tracing.calls[call] and (call, fault) != ("fsync", "EROFS")]:
                table.add("disk", f"{name}: every {call} on its files from the n-th on ends with {fault}", [
                    lambda out, call=call, n=n: tracing.run(out, call, f"error={fault}:when={n}+") for n in ((1, 2) if tracing.calls[call] > 1 else (1,))],
                    {0, 74}, name, 74)
    # The runtime's own code would be a file too; SIGXFSZ ends any program that does not ask for something else.
    table.add("disk", "fit: files of at most 1, 4, 16, 64, 256 kB", [
        lambda out, n=n: run(
            [bench.program, *bench.commands["fit"](out, 2)], env={**os.environ, "DOTNET_EnableWriteXorExecute": "0"},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (n << 10, n << 10)))
        for n in (1, 4, 16, 64, 256)], {0, 74, 153}, met=153)
    if os.geteuid() == 0:
        small(table)


def small(table):
    """Disks that are too small, and one that may only be read. What is on them is looked at here: each has room for the earlier run or for nothing."""
    bench, exits, after, wrong = table.bench, collections.Counter(), collections.Counter(), []
    for name in ("fit", "sweep", "aprates"):
        for size in ("16k", "64k", "256k", "1m"):
            disk = tempfile.mkdtemp(dir=bench.work)
            if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk], stderr=subprocess.DEVNULL).returncode:
                return
            try:
                code, error = run([bench.program, *bench.commands[name](f"{disk}/out", 2)])
                exits[code] += 1
                state = "new" if bench.same(name, f"{disk}/out", bench.known[name, 2]) else "none" if not os.path.exists(bench.path(name, f"{disk}/out")) else "part"
                after[state] += 1
                if code not in (0, 74) or (code == 0) != (state == "new") or state == "part":
                    wrong.append(f"{name} on {size}: exit {code}, files: {state}: {error.strip()[:300]}")
                subprocess.run(["mount", "-o", "remount,ro", disk], check=False)
                code, error = run([bench.program, *bench.commands[name](f"{disk}/out", 1)])
                exits[code] += 1
                after[state] += 1
                if code != 74:
                    wrong.append(f"{name} on a disk to read: exit {code}: {error.strip()[:300]}")
            finally:
                subprocess.run(["umount", disk], check=False)
    table.put(Row("disk", "fit, sweep, aprates: disks of 16 kB to 1 MB, then the same to read only", sum(exits.values()), exits, after, wrong))


def memory(table):
    bench = table.bench
    for name in bench.commands:
        table.add("memory", f"{name}: heap of 8, 12, 16, 24, 32, 64 MB", [
            lambda out, mb=mb: run([bench.program, *bench.commands[name](out, 2)], env={**os.environ, "DOTNET_GCHeapHardLimit": f"{mb << 20:x}"})
            for mb in (8, 12, 16, 24, 32, 64)], {0, 71}, name)


def surroundings(table):
    bench = table.bench
    fit = bench.commands["fit"]
    locales = ("C", "POSIX", "en_US.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", "fr_FR.ISO-8859-1", "ar_SA.UTF-8", "ja_JP.eucJP", "hi_IN", "xx_YY", "")
    for name in ("fit", "aprates"):
        table.add("locale", f"{name}: {len(locales)} locales, among them Turkish, Arabic and one that is none", [
            lambda out, l=l: run([bench.program, *bench.commands[name](out, 2)], env={**os.environ, "LC_ALL": l, "LANG": l}) for l in locales], {0}, name)
    table.add("locale", "fit: time zones, a date beyond 2038 aside", [
        lambda out, z=z: run([bench.program, *fit(out, 2)], env={**os.environ, "TZ": z}) for z in ("Pacific/Apia", "Asia/Kathmandu", "none/such")], {0})
    table.add("environment", "fit: no variable at all", [lambda out: run([bench.program, *fit(out, 2)], env={})], {0})
    table.add("environment", "fit: HOME, TMPDIR that are not there", [
        lambda out, v=v: run([bench.program, *fit(out, 2)], env={**os.environ, v: "/none/such"}) for v in ("HOME", "TMPDIR", "XDG_CACHE_HOME")], {0})
    table.add("environment", "fit: one core, and a word in DOTNET_PROCESSOR_COUNT", [
        lambda out: run([bench.program, *fit(out, 2)], preexec_fn=lambda: os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])),
        lambda out: run([bench.program, *fit(out, 2)], env={**os.environ, "DOTNET_PROCESSOR_COUNT": "1"})], {0})

    def removed(out):
        folder = tempfile.mkdtemp(dir=bench.work)
        return run(["/bin/sh", "-c", 'cd "$0" && rmdir "$0" && exec "$@"', folder, bench.program, *fit(out, 2)])
    table.add("environment", "fit: a working folder that was removed", [removed], {0, 66, 74})


def terminals(table):
    """What is printed to terminals of 1 to 65535 columns: exit code 0, files as ever, and no line of the frame longer than the wider of terminal and 100."""
    bench = table.bench
    for widths, unicode in (((1, 2, 5, 10, 20, 30, 40), True), ((60, 79, 80, 81, 99, 100, 101, 120, 200, 500, 65535), True), ((20, 80, 200), False)):
        longest = {}

        def case(out, width, unicode=unicode):
            env = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8" if unicode else "C"}
            env.pop("COLUMNS", None)
            master, slave = pty.openpty()
            fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
            words = [word for word in bench.commands["fit"](out, 2) if word != "--quiet"]
            process = subprocess.Popen([bench.program, *words], stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True)
            os.close(slave)
            text = b""
            while True:
                try:
                    part = os.read(master, 65536)
                except OSError:
                    break
                if not part:
                    break
                text += part
            os.close(master)
            code = process.wait()
            lines = text.decode(errors="replace").replace("\r\n", "\n").split("\n")
            longest[width] = max((len(line.split("\r")[-1]) for line in lines if "\x1b" not in line), default=0)
            return (128 - code if code < 0 else code), text.decode(errors="replace")
        # Below 80 columns tables may be wider than the terminal: nothing is cut.
        table.add("terminal", f"fit: widths {', '.join(map(str, widths))}{'' if unicode else ', ASCII'}", [lambda out, w=w: case(out, w) for w in widths], {0},
                  more=lambda: [f"a line of {found} on {width} columns" for width, found in longest.items() if width >= 80 and found > width])


def replaced(results, rows):
    """The rows of an earlier table with those of the same kind of fault made anew, in their place."""
    made = {row.split(" | ")[0] for row in rows}
    with open(results) as file:
        before = [line for line in file.read().split("\n") if line.startswith("| ") and not line.startswith("| what ")]
    at = next((k for k, line in enumerate(before) if line.split(" | ")[0] in made), len(before))
    return [line for line in before[:at] if line.split(" | ")[0] not in made] + rows + [line for line in before[at:] if line.split(" | ")[0] not in made]


GROUPS = {"kill": kills, "signal": signals, "descriptor": descriptors, "disk": disks, "memory": memory, "locale": surroundings, "terminal": terminals}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("results", nargs="?")
    parser.add_argument("--only", choices=GROUPS)
    asked = parser.parse_args()
    program = os.path.realpath(asked.program)
    # In the background of a shell these are ignored, and would be by what is started here.
    for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(sign, signal.SIG_DFL)
    with tempfile.TemporaryDirectory(prefix="gpuconcord-faults-") as work:
        bench = Bench(program, work)
        table = Table(bench, asked.only)
        for group, cases in GROUPS.items():
            if table.wants(group):
                cases(table)
        version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
        rows = [markdown(row) for row in table.rows]
        if asked.only and asked.results and os.path.exists(asked.results):
            rows = replaced(asked.results, rows)
        lines = [
            "# When the machine misbehaves", "",
            f"{version.strip()}, Linux {platform.release()}, {os.cpu_count()} cores, {time.strftime('%d %B %Y')}; {sum(int(row.split(' | ')[2]) for row in rows)} cases. "
            "`tests/Faults/faults.py`", "",
            "Every case: the earlier run's files are there, a new run is disturbed, the same command runs once more undisturbed. *Files* are those that the disturbed run left.", "",
            "| what | fault | cases | exit codes | files | found |", "|---|---|---|---|---|---|", *rows]
        if asked.results:
            with open(asked.results, "w") as file:
                file.write("\n".join(lines) + "\n")
        else:
            print("\n".join(lines))
        return 1 if any(row.wrong for row in table.rows) else 0


if __name__ == "__main__":
    sys.exit(main())
