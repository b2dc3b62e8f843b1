"""The meta of an ECSV table as astropy reads it, as JSON: ecsv-meta.py FILE."""
import json
import sys

from astropy.table import Table

print(json.dumps(dict(Table.read(sys.argv[1], format="ascii.ecsv").meta)))
