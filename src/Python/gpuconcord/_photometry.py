"""Aperture photometry."""
import os
import shutil
import tempfile

from . import _program, _tables


def aprates(data, astropy=False, progress=True, **options):
    """Net counts, rates and fluxes with credible intervals for a table of counts in apertures.

    data: a file, or a table in memory with columns n, m, A_s, A_b and any of alpha, beta, T_s, T_b, E_s, E_b, eng_s, eng_b, flux_s, flux_b, conf.
    options: those of ``gpuconcord aprates`` without dashes (conf=0.9, add=['moments', 'q0.05']).
    Returns a structured array (an astropy Table): the columns of the input and those that were computed; INDEF is NaN.
    """
    scratch = tempfile.mkdtemp(prefix="gpuconcord-")
    try:
        if _tables.is_table(data):
            table = os.path.join(scratch, "table.csv")
            _tables.write(data, table)
            data = table
        # The records of a CSV are repeated as they stand; ECSV has units besides.
        output = os.path.join(scratch, "photometry.ecsv" if astropy else "photometry.csv")
        _program.run(["aprates", data, *_program.words(options), "--output", output, *([] if progress else ["--quiet"])], progress)
        if astropy:
            from astropy.table import Table
            return Table.read(output, format="ascii.ecsv")
        return _tables.read(output)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
