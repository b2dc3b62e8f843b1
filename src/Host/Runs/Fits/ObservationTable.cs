using GpuConcord.Host.Fits;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>The table "observations": the data as they were understood, one row a measurement; what a report needs besides the results.</summary>
internal static class ObservationTable
{
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

        int[][] owners = fits.Select(fit => fit.Observations.Owners()).ToArray();
        return new OutputTable("One row a measurement that was used, source by source within a band.", starts[^1],
        [
            OutputColumn.OfText("band", "energy band; empty when the data have none", row => Fit(row).Observations.Band),
            OutputColumn.OfText("source", "source", row => Fit(row).Observations.Sources[Source(row)]),
            OutputColumn.OfText("instrument", "instrument", row => Fit(row).Observations.Instruments[Fit(row).Observations.Instrument[Place(row)]]),
            OutputColumn.OfNumbers("y", "", "ln(value / exposure)", row => Fit(row).Observations.Y[Place(row)]),
            OutputColumn.OfNumbers(
                "known_variance", "", "variance of y that follows from the table's error; NaN where the band has no errors", row =>
                    Fit(row).Observations.Variance?[Place(row)] ?? double.NaN),
        ]);

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
}
