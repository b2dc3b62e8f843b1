using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>The table of a block whose entries belong to observations, such as weights: one row an observation and band.</summary>
internal static class ObservationBlockTable
{
    /// <summary>The blocks of some fits that have such a table, by the name of one entry.</summary>
    public static IEnumerable<string> Names(IReadOnlyList<Fit> fits) =>
        fits.SelectMany(fit => fit.Blocks).Where(block => block.Moments is not null).Select(block => block.Singular).Distinct(StringComparer.Ordinal);

    /// <summary>The same of models that have not drawn yet.</summary>
    public static IEnumerable<string> Names(IReadOnlyList<IModel> models) => models.SelectMany(model => model.ObservationBlocks).Distinct(StringComparer.Ordinal);

    /// <summary>Describes the table; bands fitted by a model without such a block have no rows.</summary>
    /// <param name="fits">The fits.</param>
    /// <param name="name">Name of one entry: weight.</param>
    public static OutputTable Of(IReadOnlyList<Fit> fits, string name)
    {
        ArgumentNullException.ThrowIfNull(fits);
        (Fit Fit, Block Block, int Source, int Observation)[] rows =
        [
            .. from fit in fits
               from block in fit.Blocks
               where block.Moments is not null && block.Singular.Equals(name, StringComparison.Ordinal)
               from j in Enumerable.Range(0, fit.Observations.SourceCount)
               from o in Enumerable.Range(fit.Observations.First[j], fit.Observations.First[j + 1] - fit.Observations.First[j])
               select (fit, block, j, o),
        ];
        Block? first = rows.Length > 0 ? rows[0].Block : null;
        return new OutputTable(first?.TableMeaning ?? "One row an observation in a band.", rows.Length,
        [
            OutputColumn.OfText("source", "source", row => rows[row].Fit.Observations.Sources[rows[row].Source]),
            OutputColumn.OfText("band", "energy band; empty when the data have none", row => rows[row].Fit.Observations.Band),
            OutputColumn.OfText("instrument", "instrument", row => rows[row].Fit.Observations.Instruments[rows[row].Fit.Observations.Instrument[rows[row].Observation]]),
            Number(name, first?.Meaning ?? "", (moments, o) => moments.Mean[o]),
            Number($"relative_{name}", $"the same divided by {first?.PriorMeanName}", (moments, o) => moments.Mean[o] / moments.PriorMean),
            Number($"mcse_{name}", $"Monte Carlo standard error of {name}", (moments, o) => moments.McseMean[o]),
        ]);

        OutputColumn Number(string column, string meaning, Func<EntryMoments, int, double> value) =>
            OutputColumn.OfNumbers(column, "", meaning, row => value(rows[row].Block.Moments!, rows[row].Observation));
    }
}
