using GpuConcord.Host.Data;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Parquet;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>The table "observations": the data as they were understood, one row a measurement; what a report needs besides the results.</summary>
internal static class ObservationTable
{
    /// <summary>The column of counts in source apertures, by which a table of counts is known.</summary>
    private const string SourceCounts = "n";

    /// <summary>Describes the table; its values are read from <paramref name="fits"/> when it is written.</summary>
    public static OutputTable Of(IReadOnlyList<Fit> fits)
    {
        ArgumentNullException.ThrowIfNull(fits);
        // Row r belongs to the last band that starts at or before r.
        int[] starts = new int[fits.Count + 1];
        for (int k = 0; k < fits.Count; k++)
        {
            starts[k + 1] = checked(starts[k] + fits[k].Observations.Count);
        }

        bool counted = fits.Any(fit => fit.Observations.Counts is not null);
        int[][] owners = fits.Select(fit => fit.Observations.Owners()).ToArray();
        return new OutputTable("One row a measurement that was used, source by source within a band.", starts[^1],
        [
            OutputColumn.OfText("band", "energy band; empty when the data have none", row => Fit(row).Observations.Band),
            OutputColumn.OfText("source", "source", row => Fit(row).Observations.Sources[Source(row)]),
            OutputColumn.OfText("instrument", "instrument", row => Fit(row).Observations.Instruments[Fit(row).Observations.Instrument[Place(row)]]),
            OutputColumn.OfNumbers(
                "y", "", counted ? "a rough ln S, for figures only: the data are the counts" : "ln(value / exposure)", row => Fit(row).Observations.Y[Place(row)]),
            OutputColumn.OfNumbers(
                "known_variance", "", "variance of y that follows from the table's error; NaN where the band has no errors", row =>
                    Fit(row).Observations.Variance?[Place(row)] ?? double.NaN),
            .. counted ? (OutputColumn[])
            [
                Counted(SourceCounts, "counts in the source aperture, Poisson about f S + b", counts => counts.Source),
                Counted("m", "counts in the background aperture, Poisson about g S + r b; 0 where b is known", counts => counts.Background),
                Counted("f", "source counts in the source aperture for S = 1", counts => counts.SourceFactor),
                Counted("g", "source counts in the background aperture for S = 1; 0 where b is known", counts => counts.BackgroundFactor),
                Counted("r", "background counts in the background aperture for one in the source aperture; 0 where b is known", counts => counts.Ratio),
                Counted("b", "background counts expected in the source aperture where they are known; NaN where they are fitted with m", counts => counts.KnownBackground),
            ] : [],
        ]);

        OutputColumn Counted(string name, string meaning, Func<ApertureCounts, double[]> values) =>
            OutputColumn.OfNumbers(name, "", meaning, row => Fit(row).Observations.Counts is { } counts ? values(counts)[Place(row)] : double.NaN);

        int Band(int row)
        {
            int k = fits.Count - 1;
            while (starts[k] > row)
            {
                k--;
            }

            return k;
        }

        Fit Fit(int row) => fits[Band(row)];

        int Place(int row) => row - starts[Band(row)];

        int Source(int row) => owners[Band(row)][Place(row)];
    }

    /// <summary>The counts of some rows, read back; null where they are rows of values.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">The rows of a band.</param>
    public static ApertureCounts? Counts(ParquetTable table, int[] rows)
    {
        if (!table.Names.Contains(SourceCounts, StringComparer.Ordinal) || Array.Exists(Of(SourceCounts), double.IsNaN))
        {
            return null;
        }

        return new ApertureCounts
        {
            Source = Of(SourceCounts),
            Background = Of("m"),
            SourceFactor = Of("f"),
            BackgroundFactor = Of("g"),
            Ratio = Of("r"),
            KnownBackground = Of("b"),
        };

        double[] Of(string name) => FitTables.Pick(table.Numbers(name), rows);
    }
}
