using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Bands;

/// <summary>
/// Correlations of an instrument's area between bands, one row a pair: columns instrument (blank or absent: every instrument without rows
/// of its own), band, band, correlation. Every pair of the bands fitted must be there.
/// </summary>
internal sealed class CorrelationTable : IBandTie
{
    private readonly NamedRows<(string One, string Other, double Correlation)> entries;

    private CorrelationTable(NamedRows<(string One, string Other, double Correlation)> rows) => entries = rows;

    /// <summary>Reads the rows.</summary>
    /// <param name="table">The file, below its header.</param>
    /// <param name="columns">Columns of instrument (−1: absent), band, band, correlation.</param>
    /// <exception cref="DataException">A row is at fault.</exception>
    internal static CorrelationTable Read(ITable table, int[] columns)
    {
        const string Expected = "a correlation between -1 and 1";
        NamedRows<(string One, string Other, double Correlation)> rows = new(table);
        while (table.Read())
        {
            string one = TieFile.Band(table, columns[1]), other = TieFile.Band(table, columns[2]);
            double correlation = TieFile.Number(table, columns[3], Expected);
            if (EnergyRange.SameBand(one, other))
            {
                // A full matrix written out has its diagonal.
                if (correlation == 1)
                {
                    continue;
                }

                throw table.Fault(columns[3], $"{table[columns[3]]} for band {Excerpt.Of(one)} with itself", "1, or two different bands", "correct it, or remove the row");
            }
            if (correlation is not (> -1 and < 1))
            {
                throw table.Fault(columns[3], $"{table[columns[3]]} {Values.InColumn(table, columns[3])}", Expected, "two bands that correlate fully are one band");
            }

            // The other half of a symmetric matrix may be written out too.
            IReadOnlyList<(string One, string Other, double Correlation)> known = rows.Like(table, columns[0]);
            if (known.Any(row => EnergyRange.SameBand(row.One, other) && EnergyRange.SameBand(row.Other, one) && row.Correlation == correlation))
            {
                continue;
            }

            rows.Add(
                table, columns[0], (one, other, correlation), known.Any(row => IsPair(row, one, other)), $"bands {Excerpt.Of(one)} and {Excerpt.Of(other)}",
                (columns[1], one), (columns[2], other));
        }
        return new CorrelationTable(rows);
    }

    /// <inheritdoc/>
    public TiedBands Of(string instrument, IReadOnlyList<string> bands)
    {
        int n = bands.Count;
        double[,] correlation = new double[n, n];
        IReadOnlyList<(string One, string Other, double Correlation)>? rows = entries.Of(instrument);
        for (int k = 0; k < n; k++)
        {
            correlation[k, k] = 1;
            for (int l = 0; l < k && rows is not null; l++)
            {
                double? row = rows.Where(row => IsPair(row, bands[k], bands[l])).Select(row => (double?)row.Correlation).FirstOrDefault();
                correlation[k, l] = correlation[l, k] = row ?? throw DataException.In(
                    entries.File, $"no correlation of {instrument} between bands {Excerpt.Of(bands[l])} and {Excerpt.Of(bands[k])}",
                    $"one for each of its {n * (n - 1) / 2} pairs of bands", "add a row for the pair (0 when they are independent)");
            }
        }
        double least = SymmetricMatrix.SmallestEigenvalue(correlation);
        return least > 1e-10 ? new TiedBands(correlation, null) : throw DataException.In(
            entries.File, $"correlations of {instrument} that cannot hold together (smallest eigenvalue {least:G3})", "a positive-definite matrix",
            "check the signs, and that no correlation is 1 by rounding");
    }

    /// <inheritdoc/>
    public IEnumerable<string> CheckNames(IReadOnlyCollection<string> instruments, IReadOnlyCollection<string> bands) => entries.CheckNames(instruments, bands);

    private static bool IsPair((string One, string Other, double Correlation) row, string one, string other) =>
        (EnergyRange.SameBand(row.One, one) && EnergyRange.SameBand(row.Other, other)) || (EnergyRange.SameBand(row.One, other) && EnergyRange.SameBand(row.Other, one));
}
