using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Corrections.Arfs;

/// <summary>
/// An ancillary response file as OGIP has it (memo CAL/GEN/92-002): a FITS file with a binary table of energy bins, in keV (or eV
/// where the header says so), and the effective area in each.
/// </summary>
public sealed class Arf
{
    private readonly byte[] bytes;
    private readonly FitsHdu hdu;
    private readonly ArfColumn low;
    private readonly ArfColumn high;
    private readonly ArfColumn area;

    // Units of the two columns of energies in keV.
    private readonly double lowUnit;
    private readonly double highUnit;

    private Arf(string file, byte[] bytes, FitsHdu hdu)
    {
        (File, this.bytes, this.hdu) = (file, bytes, hdu);
        area = ArfColumn.Of(hdu, bytes, AreaColumn);
        (low, lowUnit) = Energies("ENERG_LO");
        (high, highUnit) = Energies("ENERG_HI");
        Bins = checked((int)hdu.Rows);
        CheckRows();
    }

    /// <summary>The column of effective areas.</summary>
    internal const string AreaColumn = "SPECRESP";

    /// <summary>The keyword by which an ARF that was corrected is told: SHA-256 of the run's run.json.</summary>
    internal const string Mark = "GPUCRUN";

    /// <summary>The file as the user named it.</summary>
    public string File { get; }

    /// <summary>Its keyword TELESCOP; empty for none.</summary>
    public string Telescope => hdu.Header.Text("TELESCOP");

    /// <summary>Its keyword INSTRUME; empty for none.</summary>
    public string Instrument => hdu.Header.Text("INSTRUME");

    /// <summary>Number of energy bins.</summary>
    public int Bins { get; }

    /// <summary>The header of its table.</summary>
    internal FitsHeader Header => hdu.Header;

    /// <summary>Reads an ARF, plain or gzipped.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="DataException">Absent, no FITS file, no ARF, one that was corrected already, cut short, or of a kind that is not corrected.</exception>
    public static Arf Read(string file) => Files.Guard(file, () =>
    {
        byte[] content = ArfBytes.Read(file);
        return new Arf(file, content, ArfTable.Find(file, content));
    });

    /// <summary>Middle of an energy bin, keV.</summary>
    internal double Energy(int bin) => ((low[bin] * lowUnit) + (high[bin] * highUnit)) / 2;

    /// <summary>Effective area of a bin, in the file's unit.</summary>
    internal double Area(int bin) => area[bin];

    /// <summary>The file with other areas and cards: every other byte is kept, and the table's checksums, where it has any, are renewed.</summary>
    /// <param name="factors">By what the area of each bin is multiplied: in double precision, then rounded once to the column's type.</param>
    /// <param name="header">The table's header as it is to be.</param>
    internal byte[] Multiplied(double[] factors, FitsHeader header)
    {
        bool summed = header.Find("CHECKSUM") is not null || header.Find("DATASUM") is not null;
        FitsHeader sized = summed ? FitsSums.Renew(header, 0) : header;
        int start = (int)hdu.HeaderOffset, data = (int)hdu.DataOffset, moved = sized.ByteCount - hdu.Header.ByteCount;
        byte[] result = new byte[bytes.Length + moved];
        bytes.AsSpan(0, start).CopyTo(result);
        bytes.AsSpan(data).CopyTo(result.AsSpan(data + moved));
        ArfColumn changed = area.In(result, moved);
        for (int bin = 0; bin < Bins; bin++)
        {
            changed.Set(bin, area[bin] * factors[bin]);
        }

        int end = (int)Math.Min(hdu.End, bytes.Length);
        (summed ? FitsSums.Renew(header, FitsSums.Add(result.AsSpan(data + moved, end - data))) : header).ToBytes().CopyTo(result.AsSpan(start));
        return result;
    }

    /// <summary>A column of energies, and its unit in keV as the header has it: the column itself stays as it is.</summary>
    private (ArfColumn Column, double Unit) Energies(string name)
    {
        ArfColumn column = ArfColumn.Of(hdu, bytes, name);
        double? unit = column.Unit.ToUpperInvariant() switch
        {
            "" or "KEV" => 1.0,
            "EV" => 1e-3,
            _ => null,
        };
        return (column, unit ?? throw DataException.In(
            $"{hdu.Place}: column {name}", $"unit {Excerpt.Of(column.Unit)}", "keV or eV", "write its energies in keV, as OGIP has them, and TUNIT with them"));
    }

    private void CheckRows()
    {
        if (Bins == 0)
        {
            throw DataException.In(hdu.Place, "a table without rows", "effective areas", "check how the ARF was made");
        }

        for (int bin = 0; bin < Bins; bin++)
        {
            if (!(Energy(bin) is > 0 and < double.PositiveInfinity))
            {
                throw DataException.In(
                    $"{hdu.Place}: row {bin + 1}", $"energies {low[bin]:R} to {high[bin]:R}", "two energies, the upper greater than 0", "check how the ARF was made");
            }
        }
    }
}
