"""Seconds that a kernel would take on a card, from what it executes and what the card can do. Computed: no card has had a say in it."""
import math
from dataclasses import dataclass, replace

from cards import FP64_LANES, LAUNCH_SECONDS, MOST_GROUPS, MOST_WARPS, SECTORS_A_CLOCK

WARP = 32
QUARTERS = 4
SECTOR = 32


@dataclass(frozen=True)
class Counted:
    """What one kernel of a job executed, all launches together; instructions and sectors are a warp's."""
    launches: float
    lanes: float
    fp64: float
    compare: float
    divide: float
    root: float
    other: float
    sectors: float
    bytes_in_use: float

    def scaled(self, factor):
        """The same work on so many times as many lanes of as many launches."""
        return replace(self, **{name: factor * value for name, value in vars(self).items() if name != "launches"})


@dataclass(frozen=True)
class Prediction:
    """Seconds, and what keeps it from being faster."""
    seconds: float
    limit: str


def predict(counted, expansion, card, launch=LAUNCH_SECONDS, lanes=None):
    """All launches of a kernel on a card, one after the other.

    A launch is dealt out in groups to multiprocessors. The one with most warps ends last. It can be no faster than its FP64 lanes, its four schedulers (an instruction a
    clock each) and its first-level cache; a warp is executed by one of its quarters, so that fewer than four warps leave quarters idle; nor can it be faster than one
    warp alone, times the number of times that its registers must be dealt out anew. Nor than main memory. So many FP64 lanes has a multiprocessor, its own unless given.
    """
    lanes = lanes or FP64_LANES[card.architecture]
    warps = counted.lanes / WARP / counted.launches
    group = group_of(warps, expansion.registers, card)
    groups = math.ceil(warps / group)
    busiest = min(warps, math.ceil(groups / card.multiprocessors) * group)
    resident = held(expansion.registers, group, card.architecture)

    a_warp = counted.launches * warps
    divide, root = expansion.divide, expansion.root
    arithmetic = (expansion.arithmetic * counted.fp64 + counted.compare + divide.arithmetic * counted.divide + root.arithmetic * counted.root) / a_warp
    issued = (expansion.rest * (counted.fp64 + counted.compare + counted.other) + divide.instructions * counted.divide + root.instructions * counted.root) / a_warp
    sectors = counted.sectors / a_warp

    of_a_quarter = math.ceil(busiest / QUARTERS)
    cycles = {
        "FP64": of_a_quarter * arithmetic * QUARTERS * WARP / lanes,
        "issue": of_a_quarter * issued,
        "cache": busiest * sectors / SECTORS_A_CLOCK,
        "few warps" if busiest < resident else "waiting": math.ceil(busiest / resident) * issued * expansion.waiting,
    }
    seconds = {name: value / card.clock for name, value in cycles.items()}
    # As if the caches kept whatever is touched again.
    seconds["memory"] = min(counted.sectors * SECTOR / counted.launches, counted.bytes_in_use) / card.bandwidth
    limit = max(seconds, key=seconds.get)
    return Prediction(counted.launches * (seconds[limit] + launch), limit if seconds[limit] >= launch else "launches")


def filled(counted, expansion, card, lanes=None):
    """The same with launches as wide as a card likes them: sixteen times what it can hold, and nothing for the launch itself."""
    held_by_card = card.multiprocessors * held(expansion.registers, 4, card.architecture) * WARP
    factor = max(1.0, 16 * held_by_card / (counted.lanes / counted.launches))
    predicted = predict(counted.scaled(factor), expansion, card, launch=0.0, lanes=lanes)
    return Prediction(predicted.seconds / factor, predicted.limit)


def group_of(warps, registers, card):
    """Warps of a group: of 1, 2 and 4 the fewest with which a multiprocessor holds its share of a launch, or as many as it can: what the program asks for."""
    sizes = {size: held(registers, size, card.architecture) for size in (1, 2, 4)}
    needed = min(math.ceil(warps / card.multiprocessors), max(sizes.values()))
    return next(size for size, resident in sizes.items() if resident >= needed)


def held(registers, group, architecture):
    """Warps that a multiprocessor can hold: registers are dealt out in its quarters, 256 at a time to a warp, and whole groups only."""
    each = math.ceil(registers * WARP / 256) * 256
    warps = min(QUARTERS * (65_536 // QUARTERS // each), MOST_WARPS[architecture])
    return max(1, min(warps // group, MOST_GROUPS[architecture])) * group
