"""Which UCDs and units astropy does not know: check-words.py ucd|unit WORD... prints those that are wrong, one a line."""
import sys

for word in sys.argv[2:]:
    if sys.argv[1] == "ucd":
        from astropy.io.votable.ucd import check_ucd

        if not check_ucd(word, check_controlled_vocabulary=True, has_colon=False):
            print(word)
    else:
        import astropy.units as units

        for standard in ["fits", "vounit", "generic"]:
            try:
                units.Unit(word, format=standard, parse_strict="raise")
            except ValueError as fault:
                print(word, standard, fault)
