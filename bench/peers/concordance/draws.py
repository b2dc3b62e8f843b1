"""One layout for every sampler's draws: OUT.bin holds doubles [parameter][chain][iteration], OUT.json says which and how long they took."""
import json

import numpy as np


def table(data):
    """y as instruments x sources; the peers here take complete tables only."""
    y = np.full((data["N"], data["M"]), np.nan)
    y[np.array(data["instrument"]) - 1, np.array(data["source"]) - 1] = data["y"]
    return y


def write(out, draws, **about):
    """draws: name -> array (chains, iterations)."""
    chains, iterations = next(iter(draws.values())).shape
    np.concatenate([np.ascontiguousarray(values, float).ravel() for values in draws.values()]).tofile(out + ".bin")
    with open(out + ".json", "w") as file:
        json.dump(dict(about, parameters=list(draws), chains=chains, iterations=iterations), file)


def side_by_side(work, parts, cores):
    """work(part) for every part, as many at once as there are cores."""
    import multiprocessing

    with multiprocessing.get_context("fork").Pool(cores) as pool:
        return pool.map(work, parts, chunksize=1)
