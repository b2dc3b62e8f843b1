using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Corrections.Arfs;

/// <summary>Finds the table of areas in a FITS file, or says what the file is instead.</summary>
internal static class ArfTable
{
    private const string Expected = "an ARF: one binary table with a column SPECRESP";

    /// <summary>The table.</summary>
    /// <param name="file">The file.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <exception cref="DataException">There is none, there are several, it was corrected already, or the file is cut short.</exception>
    public static FitsHdu Find(string file, byte[] bytes)
    {
        using MemoryStream stream = new(bytes, writable: false);
        IReadOnlyList<FitsHdu> hdus = FitsFile.ReadHdus(file, stream);
        FitsHdu last = hdus[^1];
        if (last.DataOffset + last.DataLength > bytes.Length)
        {
            throw DataException.In(
                last.Place, $"a file that ends {last.DataOffset + last.DataLength - bytes.Length} bytes too soon", "the whole of its data", FitsCards.Damaged);
        }

        FitsHdu[] tables = [.. hdus.Where(hdu => hdu.Kind is FitsKind.Binary or FitsKind.Text)];
        if (Array.Find(tables, hdu => hdu.IsCompressedTable) is { } packed)
        {
            throw DataException.In(packed.Place, "a table in compressed tiles", Expected, "unpack it (funpack of CFITSIO)");
        }

        if (Array.Find(tables, hdu => ArfColumn.Find(hdu, "MATRIX") is not null) is { } matrix)
        {
            throw DataException.In(
                matrix.Place, "a response matrix (RMF)", Expected,
                "name the ARF beside it; where the matrix holds the area itself (RSP), use the constants that are written for XSPEC and Sherpa");
        }

        FitsHdu[] areas = [.. tables.Where(hdu => ArfColumn.Find(hdu, Arf.AreaColumn) is not null)];
        if (areas.Length != 1)
        {
            throw areas.Length == 0 ? None(file, hdus) : DataException.In(
                file, $"{areas.Length} tables with a column SPECRESP ({string.Join(", ", areas.Select(hdu => hdu.Place))})", Expected,
                "write each to a file of its own, and correct each");
        }

        FitsHdu table = areas[0];
        if (table.Kind is FitsKind.Text)
        {
            throw DataException.In(table.Place, "a table in text form (XTENSION = TABLE)", Expected, "write it as a binary table");
        }

        return table.Header.Find(Arf.Mark) is null ? table : throw DataException.In(
            table.Place, $"areas that gpuconcord apply has corrected already (keyword {Arf.Mark}; HISTORY says by what)", "an ARF as it was delivered",
            "name the original: it would be corrected twice");
    }

    private static DataException None(string file, IReadOnlyList<FitsHdu> hdus)
    {
        if (hdus.FirstOrDefault(hdu => hdu.Header.Text("HDUCLAS1").Equals("SPECTRUM", StringComparison.OrdinalIgnoreCase)) is { } spectrum)
        {
            string arf = spectrum.Header.Text("ANCRFILE");
            return DataException.In(
                spectrum.Place, "a spectrum (PHA)", Expected, arf.Length > 0 && !arf.Equals("none", StringComparison.OrdinalIgnoreCase) ? $"name its ARF, {arf}" : "name its ARF");
        }

        string[] names = [.. hdus.Select(hdu => hdu.Name).Where(name => name.Length > 0)];
        return DataException.In(
            file, names.Length == 0 ? "a FITS file without a table of areas" : $"a FITS file of {Excerpt.List(names)}", Expected,
            "name an ARF as OGIP has it (memo CAL/GEN/92-002)");
    }
}
