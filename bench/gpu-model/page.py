"""The page of what was computed."""
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import rounding
from cards import CARDS, FP64_LANES, LAUNCH_SECONDS
from model import Counted, filled, held, predict

# Kernels are shown in every job of which they take this part on the processor, and in that where they take longest.
HOT = 0.25

PAIRS = 2000

# Lanes of single precision of a multiprocessor that has few for double.
SINGLES = 128


@dataclass(frozen=True)
class Row:
    """A kernel of a job."""
    job: str
    kernel: str
    times: dict
    counted: Counted
    text: str

    @property
    def unit(self):
        """Samplers make several iterations a launch; a lane of photometry is a source."""
        if self.times["units"] != self.times["lanes"] or self.kernel.startswith(("Collapsed", "Weighed", "BlockGibbs", "ScaleMixture", "Counts")):
            return "iteration"
        return "source" if self.kernel.endswith("Kernel") else "lane"


def rate(value):
    """Units a second in three digits."""
    for scale, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= scale:
            return f"{value / scale:.3g} {letter}"
    return f"{value:.3g}"


def ratio(value):
    return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}" if value >= 0.95 else f"{value:.2g}"


def faster(ratios):
    return f"{sum(one > 1 for one in ratios)} of {len(ratios)}"


def spread(ratios):
    return f"× {ratio(ratios[0])}, {ratio(median(ratios))}, {ratio(ratios[-1])}"


def single_precision():
    sizes = (10 ** k for k in range(3, 7))
    errors = [f"{rounding.error(n, PAIRS):.1g} for {n:,} sources" for n in sizes]
    return Path(__file__).with_name("single.md").read_text().format(densities=", ".join(errors), pairs=PAIRS, gamma=rounding.log_gamma_error(1000)).rstrip()


def page(rows, assembler, machine):
    total = defaultdict(float)
    for row in rows:
        total[row.job] += row.times["seconds"]
    longest = {row.kernel: max((one for one in rows if one.kernel == row.kernel), key=lambda one: one.times["seconds"]) for row in rows}
    hot = [row for row in rows if row.times["seconds"] >= HOT * total[row.job] or longest[row.kernel] is row]
    texts = {row.kernel: row.text for row in rows}
    expansions = {(kernel, architecture): assembler.expansion(text, architecture) for kernel, text in texts.items() for architecture in {card.architecture for card in CARDS}}

    def of(row, card):
        return predict(row.counted, expansions[row.kernel, card.architecture], card)

    short = ["## In short", "", "| card | faster than this processor, as launched | ratios, as launched | on a full card | ratios, full |", "|---|--:|--:|--:|--:|"]
    for card in CARDS:
        launched = sorted(row.times["seconds"] / of(row, card).seconds for row in hot)
        full = sorted(row.times["seconds"] / filled(row.counted, expansions[row.kernel, card.architecture], card).seconds for row in longest.values())
        short.append(f"| {card.name} | {faster(launched)} | {spread(launched)} | {faster(full)} | {spread(full)} |")
    short += ["", "Kernels, a line of the tables below each; ratios are the least, the median and the largest. A fit of 64 chains is two warps on as many multiprocessors: its "
              "samplers wait for themselves, and a card gains by what comes after them, by many chains or many problems, and by photometry."]

    head = " | ".join(card.name for card in CARDS)
    rule = "---|" * len(CARDS)
    lines = [Path(__file__).with_name("introduction.md").read_text().format(machine=machine, launch=f"{1e6 * LAUNCH_SECONDS:.0f}").rstrip(), "", *short, ""]
    lines += ["## Cards", "", "| card | multiprocessors | clock, GHz | FP64, Tflop/s | memory, GB/s | from |", "|---|--:|--:|--:|--:|---|"]
    lines += [f"| {c.name} | {c.multiprocessors} | {c.clock / 1e9:.2f} | {c.fp64_rate / 1e12:.2f} | {c.bandwidth / 1e9:.0f} | {c.source} |" for c in CARDS]

    lines += ["", "## Jobs: seconds in kernels, as the program launches them", "", f"| job | this processor, s | {head} |", f"|---|--:|{rule.replace('---', '--:')}"]
    for job in total:
        own = [row for row in rows if row.job == job]
        cells = [ratio(total[job] / sum(of(row, card).seconds for row in own)) for card in CARDS]
        lines.append(f"| {job} | {total[job]:.3g} | " + " | ".join(f"× {cell}" for cell in cells) + " |")

    lines += ["", "Kernels that the processor has and a GPU has not are left out of both: on a GPU draws are sorted by kernels of ILGPU's own."]

    lines += ["", "## Kernels, as the program launches them", "", "Units a second on each card, how many times this processor's, and the limit.", "",
              f"| job | kernel | unit | lanes a launch | this processor | {head} |", f"|---|---|---|--:|--:|{rule}"]
    for row in hot:
        units, seconds = row.times["units"], row.times["seconds"]
        cells = []
        for card in CARDS:
            found = of(row, card)
            cells.append(f"{rate(units / found.seconds)} (× {ratio(seconds / found.seconds)}, {found.limit})")
        lines.append(f"| {row.job} | `{row.kernel}` | {row.unit} | {row.counted.lanes / row.counted.launches:.0f} | {rate(units / seconds)} | " + " | ".join(cells) + " |")

    lines += ["", "## Kernels on a card that is full", "",
              "How many times this processor's units a second if every launch had sixteen times the lanes that the card can hold, and nothing was lost between launches; the "
              "limit; warps that a multiprocessor holds.", "", f"| job | kernel | {head} |", f"|---|---|{rule}"]
    for row in longest.values():
        cells = []
        for card in CARDS:
            expansion = expansions[row.kernel, card.architecture]
            found = filled(row.counted, expansion, card)
            cells.append(f"× {ratio(row.times['seconds'] / found.seconds)} ({found.limit}, {held(expansion.registers, 4, card.architecture)} warps)")
        lines.append(f"| {row.job} | `{row.kernel}` | " + " | ".join(cells) + " |")

    slow = [card for card in CARDS if SINGLES >= 16 * FP64_LANES[card.architecture]]
    lines += ["", single_precision(), "", "| job | kernel | " + " | ".join(card.name for card in slow) + " |", f"|---|---|{'--:|' * len(slow)}"]
    for row in longest.values():
        cells = []
        for card in slow:
            expansion = expansions[row.kernel, card.architecture]
            found = filled(row.counted, replace(expansion, waiting=expansions[row.kernel, "sm_80"].waiting), card, lanes=SINGLES)
            cells.append(f"{ratio(filled(row.counted, expansion, card).seconds / found.seconds)} ({found.limit})")
        lines.append(f"| {row.job} | `{row.kernel}` | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
