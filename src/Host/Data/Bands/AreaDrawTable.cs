using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Bands;

/// <summary>
/// Monte Carlo draws of an instrument's area, as programs that vary the ingredients of an area curve make them: columns instrument (blank
/// or absent: every instrument without rows of its own), draw, band, area (any unit). T is the sample covariance of ln(area).
/// </summary>
internal sealed class AreaDrawTable : IBandTie
{
    private readonly NamedRows<(string Draw, string Band, double LogArea)> entries;

    private AreaDrawTable(NamedRows<(string Draw, string Band, double LogArea)> rows) => entries = rows;

    /// <summary>Reads the rows.</summary>
    /// <param name="table">The file, below its header.</param>
    /// <param name="columns">Columns of instrument (−1: absent), draw, band, area.</param>
    /// <exception cref="DataException">A row is at fault.</exception>
    internal static AreaDrawTable Read(ITable table, int[] columns)
    {
        const string Expected = "an area greater than 0";
        NamedRows<(string Draw, string Band, double LogArea)> rows = new(table);
        HashSet<(string, string, string)> seen = new();
        while (table.Read())
        {
            string draw = TieFile.Text(table, columns[1]), band = TieFile.Band(table, columns[2]);
            double area = TieFile.Number(table, columns[3], Expected);
            if (!(area > 0))
            {
                throw table.Fault(columns[3], $"{table[columns[3]]} {Values.InColumn(table, columns[3])}", Expected, "correct it");
            }

            bool again = !seen.Add((NamedRows.Instrument(table, columns[0]), draw, band));
            rows.Add(table, columns[0], (draw, band, Math.Log(area)), again, $"draw {Excerpt.Of(draw)} in band {Excerpt.Of(band)}", (columns[2], band));
        }
        return new AreaDrawTable(rows);
    }

    /// <inheritdoc/>
    public TiedBands Of(string instrument, IReadOnlyList<string> bands)
    {
        int n = bands.Count;
        if (entries.Of(instrument) is not { } rows)
        {
            return new TiedBands(SymmetricMatrix.Identity(n), null);
        }

        Dictionary<string, double[]> draws = new(StringComparer.Ordinal);
        foreach ((string draw, string band, double logArea) in rows)
        {
            int k = Enumerable.Range(0, n).Where(k => EnergyRange.SameBand(bands[k], band)).DefaultIfEmpty(-1).First();
            if (!draws.TryGetValue(draw, out double[]? values))
            {
                draws.Add(draw, values = [.. Enumerable.Repeat(double.NaN, n)]);
            }

            if (k >= 0)
            {
                values[k] = logArea;
            }
        }
        foreach ((string draw, double[] values) in draws)
        {
            if (Array.FindIndex(values, double.IsNaN) is var k and >= 0)
            {
                throw DataException.In(entries.File, $"draw {Excerpt.Of(draw)} of {instrument} without band {Excerpt.Of(bands[k])}", "every draw in every band",
                    "add the missing row, or remove the draw");
            }
        }
        if (draws.Count < n + 2)
        {
            throw DataException.In(entries.File, $"{draws.Count} draws of {instrument} for {n} bands", $"at least {n + 2}, better hundreds", "draw more area curves");
        }

        TiedBands tied = TiedBands.OfCovariance(SymmetricMatrix.SampleCovariance([.. draws.Values]));
        return tied.Tau!.All(tau => tau > 0) && SymmetricMatrix.SmallestEigenvalue(tied.Correlation) > 1e-10 ? tied : throw DataException.In(
            entries.File, $"draws of {instrument} in which some combination of its {n} bands never varies", "draws that vary in every way the areas may be wrong",
            "add what belongs to each band alone to the simulation");
    }

    /// <inheritdoc/>
    public IEnumerable<string> CheckNames(IReadOnlyCollection<string> instruments, IReadOnlyCollection<string> bands) => entries.CheckNames(instruments, bands);
}
