using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Bands;

/// <summary>
/// Uncertainties of an instrument's area by component (mirror, detector, filter, …): columns instrument (blank or absent: every instrument
/// without rows of its own), component, band, fraction. A component is one unknown of unit variance that moves ln(area) by fraction in
/// every band it names, all together; components are independent. Then T_kl = Σ_c f_ck f_cl exactly: no Monte Carlo is needed.
/// </summary>
internal sealed class ComponentTable : IBandTie
{
    private readonly NamedRows<(string Component, string Band, double Fraction)> entries;

    private ComponentTable(NamedRows<(string Component, string Band, double Fraction)> rows) => entries = rows;

    /// <summary>Reads the rows.</summary>
    /// <param name="table">The file, below its header.</param>
    /// <param name="columns">Columns of instrument (−1: absent), component, band, fraction.</param>
    /// <exception cref="DataException">A row is at fault.</exception>
    internal static ComponentTable Read(ITable table, int[] columns)
    {
        const string Expected = "a fraction of the area, such as 0.03 for 3 %";
        NamedRows<(string Component, string Band, double Fraction)> rows = new(table);
        while (table.Read())
        {
            string component = TieFile.Text(table, columns[1]), band = TieFile.Band(table, columns[2]);
            double fraction = TieFile.Number(table, columns[3], Expected);
            if (Math.Abs(fraction) >= 1)
            {
                throw table.Fault(columns[3], $"{table[columns[3]]} {Values.InColumn(table, columns[3])}", Expected, "divide percentages by 100");
            }

            rows.Add(
                table, columns[0], (component, band, fraction),
                rows.Like(table, columns[0]).Any(row => row.Component.Equals(component, StringComparison.Ordinal) && EnergyRange.SameBand(row.Band, band)),
                $"component {Excerpt.Of(component)} in band {Excerpt.Of(band)}", (columns[2], band));
        }
        return new ComponentTable(rows);
    }

    /// <inheritdoc/>
    public TiedBands Of(string instrument, IReadOnlyList<string> bands)
    {
        int n = bands.Count;
        if (entries.Of(instrument) is not { } rows)
        {
            return new TiedBands(SymmetricMatrix.Identity(n), null);
        }

        double[,] covariance = new double[n, n];
        foreach (IGrouping<string, (string Component, string Band, double Fraction)> component in rows.GroupBy(row => row.Component, StringComparer.Ordinal))
        {
            double[] moves = [.. bands.Select(band => component.Where(row => EnergyRange.SameBand(row.Band, band)).Sum(row => row.Fraction))];
            for (int k = 0; k < n; k++)
            {
                for (int l = 0; l < n; l++)
                {
                    covariance[k, l] += moves[k] * moves[l];
                }
            }
        }
        for (int k = 0; k < n; k++)
        {
            if (covariance[k, k] == 0)
            {
                throw DataException.In(entries.File, $"no component that moves {instrument} in band {Excerpt.Of(bands[k])}", "at least one in every band", "add a row for it");
            }
        }
        TiedBands tied = TiedBands.OfCovariance(covariance);
        return SymmetricMatrix.SmallestEigenvalue(tied.Correlation) > 1e-10 ? tied : throw DataException.In(
            entries.File, $"components of {instrument} that leave some combination of its {n} bands without any uncertainty", "a covariance of full rank",
            "give each band a component of its own, however small");
    }

    /// <inheritdoc/>
    public IEnumerable<string> CheckNames(IReadOnlyCollection<string> instruments, IReadOnlyCollection<string> bands) => entries.CheckNames(instruments, bands);
}
