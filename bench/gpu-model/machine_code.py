"""What NVIDIA's assembler makes of a kernel: how many instructions of the machine take the place of one of PTX, and how long a single warp waits between them."""
import re
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cards import FP64_LANES, FP64_LATENCY, LOAD_LATENCY, SPECIAL_LATENCY

ARITHMETIC = {"DADD", "DMUL", "DFMA"}
COMPARISON = {"DSETP", "DMNMX"}
CONVERSION = {"F2I", "I2F", "F2F", "FRND"}

# A kernel that does nothing else than one operation of two numbers, to see what that operation becomes.
PROBE = """.version 7.8
.target sm_80
.address_size 64
.visible .entry probe(.param .u64 where)
{{
    .reg .b64 %rd<3>;
    .reg .f64 %fd<6>;
    ld.param.u64 %rd1, [where];
    cvta.to.global.u64 %rd2, %rd1;
    ld.global.f64 %fd1, [%rd2];
    ld.global.f64 %fd2, [%rd2+8];
    {operation}
    st.global.f64 [%rd2], %fd3;
    ret;
}}
"""


@dataclass(frozen=True)
class Instruction:
    """One of machine code, with what its control bits say: cycles to the next, the barrier that its result lifts (7: none), the barriers it waits for."""
    text: str
    stall: int
    barrier: int
    waits: int

    @property
    def words(self):
        return [word for word in self.text.split() if not word.startswith("@")]

    @property
    def kind(self):
        return self.words[0].split(".")[0]


@dataclass(frozen=True)
class Static:
    """Instructions of one kernel that run as a rule, counted in its text."""
    registers: int
    instructions: int
    arithmetic: int
    comparisons: int
    cycles: int


@dataclass(frozen=True)
class Expansion:
    """What takes the place of PTX instructions of a kernel, a warp: FP64 and all, for divisions, roots and the rest; cycles of a lone warp an instruction."""
    registers: int
    arithmetic: float
    divide: Static
    root: Static
    rest: float
    waiting: float


class Assembler:
    """ptxas and nvdisasm."""

    def __init__(self, ptxas):
        self.ptxas = Path(ptxas)
        self.nvdisasm = self.ptxas.parent / "nvdisasm"
        self.probe = lru_cache(maxsize=None)(self.probe)

    def code(self, text, architecture):
        """Registers of a kernel and its instructions; labels are words that end in a colon."""
        with tempfile.TemporaryDirectory() as folder:
            source, binary = Path(folder) / "kernel.ptx", Path(folder) / "kernel.cubin"
            source.write_text(text)
            report = subprocess.run([self.ptxas, f"-arch={architecture}", "-v", "-o", binary, source], capture_output=True, text=True)
            if report.returncode:
                raise SystemExit(f"{self.ptxas} -arch={architecture} refuses a kernel:\n{report.stderr}{report.stdout}")
            listing = subprocess.run([self.nvdisasm, "-c", "-hex", binary], capture_output=True, text=True, check=True).stdout
        return int(re.search(r"Used (\d+) registers", report.stderr + report.stdout)[1]), list(instructions(listing))

    def static(self, text, architecture):
        registers, code = self.code(text, architecture)
        usual = usually_run(code)
        kinds = Counter(one.kind for one in usual)
        return Static(registers, len(usual), sum(kinds[k] for k in ARITHMETIC), sum(kinds[k] for k in COMPARISON), lone_warp(usual, architecture))

    def probe(self, operation, architecture):
        """What one PTX instruction becomes: the difference that it makes to a kernel of one multiplication."""
        one, two = (self.static(PROBE.format(operation=o), architecture) for o in ("mul.f64 %fd3, %fd1, %fd2;", f"mul.f64 %fd4, %fd1, %fd2;\n    {operation}"))
        return Static(0, two.instructions - one.instructions, two.arithmetic - one.arithmetic, two.comparisons - one.comparisons, two.cycles - one.cycles)

    def expansion(self, text, architecture):
        """Of a kernel's PTX."""
        made = self.static(text, architecture)
        words = Counter(ptx_kind(line) for line in text.splitlines())
        divisions, reciprocals, roots = words["divide"], words["reciprocal"], words["root"]
        divide = weighted(self.probe("div.rn.f64 %fd3, %fd1, %fd4;", architecture), divisions, self.probe("rcp.rn.f64 %fd3, %fd4;", architecture), reciprocals)
        root = self.probe("sqrt.rn.f64 %fd3, %fd4;", architecture)
        part = divisions + reciprocals
        arithmetic = made.arithmetic - part * divide.arithmetic - roots * root.arithmetic
        rest = made.instructions - part * divide.instructions - roots * root.instructions
        others = sum(words[k] for k in ("fp64", "compare", "other"))
        return Expansion(made.registers, arithmetic / max(1, words["fp64"]), divide, root, rest / others, made.cycles / made.instructions)


def weighted(a, count, b, other):
    total = max(1, count + other)
    count = count if count + other else 1
    names = ("instructions", "arithmetic", "comparisons", "cycles")
    return Static(0, *((count * getattr(a, name) + other * getattr(b, name)) / total for name in names))


def ptx_kind(line):
    """Kind of a line of PTX; None for what is no instruction."""
    found = re.match(r"\s+(?:@!?%\w+\s+)?([a-z]\w*)([\w.]*)\s", line)
    if not found:
        return None
    name, types = found.groups()
    if types.endswith(".f64") and not re.search(r"f64\.[su]|\.[su]\d+\.f64", types):
        if name in ("add", "sub", "mul", "fma", "neg", "abs"):
            return "fp64"
        if name in ("min", "max", "setp"):
            return "compare"
        if name in ("div", "rcp", "sqrt"):
            return {"div": "divide", "rcp": "reciprocal", "sqrt": "root"}[name]
    return "other"


def instructions(listing):
    """Instructions and labels of a listing of nvdisasm -c -hex: the encoding's upper half, which has the control bits, follows on a line of its own."""
    text = None
    for line in listing.splitlines():
        if line.startswith(".") or line.startswith("$"):
            if line.rstrip().endswith(":"):
                yield Instruction(line.strip(), 0, 7, 0)
        elif found := re.match(r"\s+/\*[0-9a-f]{4,}\*/\s+(.*?)\s*;\s*/\* 0x[0-9a-f]{16} \*/", line):
            text = found[1]
        elif text and (found := re.match(r"\s+/\* 0x([0-9a-f]{16}) \*/", line)):
            bits = int(found[1], 16)
            yield Instruction(text, bits >> 41 & 15, bits >> 46 & 7, bits >> 52 & 63)
            text = None


def usually_run(code):
    """Without labels, subroutines, padding, and the calls of subroutines for the rare cases of divisions, roots and remainders, over which a branch leads."""
    end = next((k for k, one in enumerate(code) if one.text.startswith("$")), len(code))
    code = code[:end]
    where = {one.text[:-1]: k for k, one in enumerate(code) if one.text.endswith(":")}
    rare = set()
    for k, one in enumerate(code):
        if one.kind != "CALL":
            continue
        for b in range(k - 1, max(-1, k - 24), -1):
            target = re.search(r"BRA.*`\((\S+)\)", code[b].text)
            if target and code[b].text.startswith("@") and k < where.get(target[1], -1) < k + 12:
                rare.update(range(b + 1, where[target[1]]))
                break
    return [one for k, one in enumerate(code) if k not in rare and not one.text.endswith(":") and one.kind != "NOP"]


def lone_warp(code, architecture):
    """Cycles of one warp alone that runs all of this once, in order: distances and barriers are those that the assembler wrote."""
    now, lifted = 0, [0] * 8
    for one in code:
        now = max([now] + [lifted[b] for b in range(6) if one.waits >> b & 1])
        if one.barrier != 7:
            lifted[one.barrier] = now + latency(one.kind, architecture)
        occupied = 128 // FP64_LANES[architecture] if one.kind in ARITHMETIC | COMPARISON else 1
        now += max(1, one.stall, occupied)
    return now


def latency(kind, architecture):
    if kind in ARITHMETIC | COMPARISON:
        return FP64_LATENCY[architecture]
    return LOAD_LATENCY if kind.startswith("LD") else SPECIAL_LATENCY
