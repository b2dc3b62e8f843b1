"""Tables to and from the program: CSV files on its side, numpy on this."""
import csv
import os
import re

import numpy as np


def is_table(data):
    """Whether this is a table in memory and not the name of one."""
    return hasattr(data, "keys") or hasattr(data, "colnames") or hasattr(data, "columns") or getattr(getattr(data, "dtype", None), "names", None) is not None


def write(data, file):
    """Writes a dict of arrays, a structured array, an astropy Table or a DataFrame as CSV; NaN and masked values are blank."""
    names = list(getattr(data, "colnames", None) or getattr(getattr(data, "dtype", None), "names", None) or getattr(data, "columns", None) or data.keys())
    columns = [np.ma.asarray(data[name]) for name in names]
    lengths = {column.shape for column in columns}
    if len(lengths) != 1 or len(next(iter(lengths))) != 1:
        raise ValueError(f"found columns of the shapes {sorted(map(str, lengths))}, expected one-dimensional columns of one length")
    with open(file, "w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        for row in zip(*columns):
            writer.writerow([_field(value) for value in row])


def _field(value):
    if value is np.ma.masked or value is None:
        return ""
    if isinstance(value, (float, np.floating)):
        return "" if np.isnan(value) else repr(float(value))
    if isinstance(value, bytes):
        return value.decode("utf-8")
    return str(value)


def read(file):
    """Reads a CSV file as a structured array: columns of whole numbers, numbers, or texts. Blank and INDEF are NaN where numbers are."""
    with open(file, newline="", encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    header, rows = rows[0], rows[1:]
    columns = [_typed([_plain(row[c]) for row in rows]) for c in range(len(header))]
    table = np.empty(len(rows), dtype=[(name, column.dtype) for name, column in zip(header, columns)])
    for name, column in zip(header, columns):
        table[name] = column
    return table


def _plain(text):
    """A text as it was before an apostrophe was put in front of what a spreadsheet would run."""
    return text[1:] if text.startswith("'") and _is_guarded(text[1:]) else text


def _is_guarded(text):
    """Whether the program writes a text with an apostrophe in front: the rule of its SpreadsheetGuard."""
    rest = re.sub(r"^[\s']+", "", text)
    before = text[:len(text) - len(rest)]
    formula = rest[:1] in ("=", "+", "-", "@")
    tab = "\t" in before or "\r" in before
    if not rest or _is_number(rest):
        return False
    return formula if not before else before[0] in "\t\r" or ("'" in before and (formula or tab))


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text  # Python's own spelling


def _typed(texts):
    try:
        if texts and all(texts):
            return np.array([int(text) for text in texts], dtype=np.int64)
    except (ValueError, OverflowError):
        pass
    try:
        return np.array([float(text) if text and text != "INDEF" else np.nan for text in texts])
    except ValueError:
        return np.array(texts, dtype=str)


def to_astropy(file, table):
    """The same as an astropy Table, with units, descriptions and meta where an ECSV file lies beside."""
    from astropy.table import Table
    ecsv = os.path.splitext(file)[0] + ".ecsv"
    return Table.read(ecsv, format="ascii.ecsv") if os.path.exists(ecsv) else Table(table)
