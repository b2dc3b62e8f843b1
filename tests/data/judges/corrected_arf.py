"""corrected_arf.py ORIGINAL CORRECTED FACTOR: prints "same" when SPECRESP was multiplied by FACTOR, to the bit, and nothing else changed."""
import sys
import warnings

import numpy as np
from astropy.io import fits

warnings.simplefilter("error")  # a checksum that does not hold is a warning
original, corrected, factor = fits.open(sys.argv[1], checksum=True), fits.open(sys.argv[2], checksum=True), float(sys.argv[3])
assert len(original) == len(corrected)
corrected.verify("exception")  # the standard's rules of headers
with open(sys.argv[1], "rb") as one, open(sys.argv[2], "rb") as other:
    before, after = one.read(), other.read()
for old, new in zip(original, corrected):
    old.data, new.data  # checks the sums of the data
    assert old.name == new.name
    if old.name != "SPECRESP":
        (a, b) = ((h.fileinfo()["hdrLoc"], h.fileinfo()["datLoc"] + h.fileinfo()["datSpan"]) for h in (old, new))
        assert before[slice(*a)] == after[slice(*b)], old.name
        continue
    assert old.columns.names == new.columns.names and old.columns.formats == new.columns.formats and old.columns.units == new.columns.units
    for name in old.columns.names:
        x, y = old.data[name], new.data[name]
        assert x.dtype == y.dtype
        expected = (x.astype(np.float64) * factor).astype(x.dtype) if name == "SPECRESP" else x
        assert expected.tobytes() == y.tobytes(), name
    for card in old.header.cards:
        if card.keyword not in ("CHECKSUM", "DATASUM", "HISTORY", "COMMENT"):
            assert new.header[card.keyword] == card.value and new.header.comments[card.keyword] == card.comment, card.keyword
    history = list(old.header["HISTORY"]) if "HISTORY" in old.header else []
    assert list(new.header["HISTORY"])[: len(history)] == history
    assert new.header["GPUCFACT"] == factor and ("CHECKSUM" in old.header) == ("CHECKSUM" in new.header)
original.close(), corrected.close()
print("same")
