using System.Buffers;

namespace GpuConcord.Host.Tables.Csv;

/// <summary>Tells the lines that VizieR, the Chandra Source Catalog and others write between header and rows: units, types, dashes.</summary>
internal static class UnitRow
{
    private const string Prefixes = "fpnuµμmckMGT";

    private static readonly SearchValues<char> Joints = SearchValues.Create(" \t*/.^()[]{}+-−·:,;_0123456789%");

    private static readonly HashSet<string> Units = new(StringComparer.Ordinal)
    {
        "ct", "cts", "count", "counts", "photon", "photons", "ph", "s", "sec", "second", "seconds", "min", "h", "hr", "d", "day", "days", "yr", "a", "m", "g",
        "eV", "erg", "ergs", "J", "W", "Jy", "Hz", "K", "V", "mag", "deg", "degree", "degrees", "rad", "arcsec", "arcmin", "arcs", "arcm", "mas", "sr", "A",
        "Angstrom", "angstrom", "pc", "au", "AU", "pix", "pixel", "pixels", "chan", "adu", "ADU", "dex", "log", "sqrt", "percent", "solMass", "Lsun", "Crab",
        "date", "time", "MJD", "JD", "none", "unitless", "dimensionless", "string", "char", "text", "int", "integer", "long", "short", "float", "double", "real",
        "bool", "boolean",
    };

    /// <summary>Whether every field is a run of dashes or equals signs, as under a header.</summary>
    public static bool IsDashes(IReadOnlyList<string> fields)
    {
        foreach (string field in fields)
        {
            if (field.Length == 0 || (field.AsSpan().ContainsAnyExcept('-') && field.AsSpan().ContainsAnyExcept('=')))
            {
                return false;
            }
        }

        return fields.Count > 0;
    }

    /// <summary>
    /// Whether the fields are units or types: something stands in one of them, nowhere a number, and everywhere a unit, unless dashes follow,
    /// which say as much.
    /// </summary>
    public static bool IsUnits(IReadOnlyList<string> fields, bool beforeDashes)
    {
        bool any = beforeDashes;

        // Nothing, or dashes: no unit.
        foreach (string field in fields)
        {
            if (!field.AsSpan().ContainsAnyExcept("-[]"))
            {
                continue;
            }

            if (Cells.Read(field, out _) != Cell.Text || !(beforeDashes || IsUnit(field)))
            {
                return false;
            }

            any = true;
        }

        return any;
    }

    private static bool IsUnit(string text)
    {
        bool any = text.Contains('%', StringComparison.Ordinal);
        ReadOnlySpan<char> rest = text;
        while (rest.IndexOfAnyExcept(Joints) is >= 0 and var from)
        {
            rest = rest[from..];
            int length = rest.IndexOfAny(Joints);
            string word = rest[..(length < 0 ? rest.Length : length)].ToString();
            if (!Units.Contains(word) && !(word.Length > 1 && Prefixes.Contains(word[0], StringComparison.Ordinal) && Units.Contains(word[1..])))
            {
                return false;
            }

            any = true;
            rest = rest[word.Length..];
        }

        return any;
    }
}
