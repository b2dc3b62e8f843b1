using System.Globalization;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Tables.Fits.Reading;

/// <summary>Which HDU of a file is read: as CFITSIO and CIAO have it, by name, by name and version, or by number.</summary>
internal static class FitsParts
{
    /// <summary>Whether an HDU is the one that a person named; the first table with a row when that is null.</summary>
    public static bool Is(FitsHdu hdu, string? part)
    {
        if (part is null)
        {
            return IsTable(hdu) && hdu.Rows > 0;
        }

        if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return hdu.Number == number;
        }

        int comma = part.LastIndexOf(',');
        bool versioned = int.TryParse(part.AsSpan(comma + 1), CultureInfo.InvariantCulture, out int version) && comma >= 0;
        string name = versioned ? part[..comma].Trim() : part;
        return hdu.Name.Length > 0 && hdu.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && (!versioned || hdu.Version == version);
    }

    /// <summary>Whether an HDU holds a table that is read: none in compressed tiles.</summary>
    public static bool IsTable(FitsHdu hdu) => hdu.Kind is FitsKind.Binary or FitsKind.Text && !hdu.IsCompressedImage && !hdu.IsCompressedTable;

    /// <summary>An HDU in words: number, name, kind, size.</summary>
    public static string Describe(FitsHdu hdu)
    {
        string name = hdu.Name.Length == 0 ? "" : hdu.Version == 1 ? $" {hdu.Name}" : $" {hdu.Name},{hdu.Version}";
        return string.Create(CultureInfo.InvariantCulture, $"[{hdu.Number}]{name}: {KindOf(hdu)}");
    }

    /// <summary>The error that no HDU is the one asked for.</summary>
    public static DataException Absent(string file, string? part, IReadOnlyList<FitsHdu> hdus)
    {
        string all = string.Join("; ", hdus.Take(50).Select(Describe)) + (hdus.Count > 50 ? $"; and {hdus.Count - 50} more" : "");
        if (part is not null)
        {
            return DataException.In(file, $"no HDU [{part}]", $"one of its HDUs, which are {all}", "name one of them in brackets, by number or name");
        }

        return hdus.Any(hdu => hdu.IsCompressedTable || hdu.IsCompressedImage)
            ? DataException.In(file, $"no table but in compressed tiles ({all})", "a table", "unpack it first (funpack)")
            : DataException.In(file, $"no table ({all})", "a FITS file with a table", "check that this is the file you meant");
    }

    /// <summary>Refuses an HDU that holds no table that is read.</summary>
    /// <exception cref="DataException">It does not.</exception>
    public static void Require(FitsHdu hdu)
    {
        if (hdu.IsCompressedTable || hdu.IsCompressedImage)
        {
            throw DataException.In(hdu.Place, $"{KindOf(hdu)}", "a table", "unpack it first (funpack)");
        }

        if (!IsTable(hdu))
        {
            throw DataException.In(hdu.Place, KindOf(hdu), "a table", "name the HDU of a table in brackets");
        }
    }

    /// <summary>Refuses a table whose only row holds whole columns, as STILTS writes it for fast access.</summary>
    /// <exception cref="DataException">It is one.</exception>
    public static void RefuseColumnsInRow(FitsHdu hdu, IReadOnlyList<FitsColumn> columns)
    {
        if (hdu.Rows == 1 && columns.Count > 0 && columns.All(column => !column.IsSingle && column.Code is not ('P' or 'Q')))
        {
            throw DataException.In(
                hdu.Place, "a single row whose columns are all arrays (colfits, as STILTS writes it)", "a row a source",
                "convert it to rows (stilts tcopy in.fits out.fits ofmt=fits-basic)");
        }
    }

    private static string KindOf(FitsHdu hdu) => hdu.Kind switch
    {
        _ when hdu.IsCompressedImage => "an image in compressed tiles",
        _ when hdu.IsCompressedTable => "a table in compressed tiles",
        FitsKind.Binary or FitsKind.Text => string.Create(
            CultureInfo.InvariantCulture, $"{(hdu.Kind == FitsKind.Text ? "text " : "")}table of {hdu.Rows} rows × {hdu.Header.Find("TFIELDS")?.ToString() ?? "?"} columns"),
        FitsKind.Groups => "random groups",
        FitsKind.Image when hdu.DataLength == 0 => "no data",
        FitsKind.Image => $"image of {string.Join(" × ", hdu.Axes)}",
        _ => $"extension of type {Excerpt.Of(hdu.Header.Text("XTENSION"))}",
    };
}
