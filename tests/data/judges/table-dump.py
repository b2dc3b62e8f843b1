"""What astropy reads of tables, value by value: table-dump.py votable|ecsv FILE...

For every table a line "== FILE NUMBER", for every column of single values a line "NAME|UNIT|DESCRIPTION" behind "# ", for every row a line of values with
tabs between: the bits of floating-point numbers in hexadecimal digits, whole numbers in decimal ones, True, False, texts as JSON, null for what is masked.
"""
import json
import struct
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")


def single(column):
    if column.ndim > 1 or column.dtype.kind == "c":
        return False
    return column.dtype.kind != "O" or all(isinstance(value, (str, bytes, np.str_)) for value in column.filled("") if value is not None)


def spell(value, kind, masked):
    if masked:
        return "null"
    if kind == "f":
        size = np.dtype(type(value)).itemsize
        if size == 2:
            value, size = np.float32(value), 4
        elif size > 8:
            value, size = np.float64(value), 8
        if np.isnan(value):
            return "nan"
        return struct.pack(">f" if size == 4 else ">d", float(value)).hex()
    if kind in "iu":
        return str(int(value))
    if kind == "b":
        return str(bool(value))
    return json.dumps(value.decode() if isinstance(value, bytes) else str(value))


def dump(name, number, table):
    from astropy.table import Table

    # A table of which every column knows what is masked.
    table = Table(table, masked=True)
    columns = [table[column] for column in table.colnames if single(table[column])]
    print(f"== {name} {number}")
    for column in columns:
        print(f"# {column.info.name}|{column.unit if column.unit is not None else ''}|{' '.join((column.info.description or '').split())}")
    masks = [np.ma.getmaskarray(column) for column in columns]
    for row in range(len(table)):
        print("\t".join(spell(column.data.data[row], column.dtype.kind, masks[c][row]) for c, column in enumerate(columns)))


def main():
    for file in sys.argv[2:]:
        if sys.argv[1] == "votable":
            from astropy.io.votable import parse

            for number, table in enumerate(parse(file, verify="ignore").iter_tables(), 1):
                dump(file, number, table.to_table(use_names_over_ids=True))
        else:
            from astropy.table import Table

            dump(file, 1, Table.read(file, format="ascii.ecsv"))


main()
