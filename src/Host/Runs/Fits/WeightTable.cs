using GpuConcord.Host.Fits;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>The table "weights": one row an observation and band, how much the log-t model trusts it.</summary>
public static class WeightTable
{
    /// <summary>Describes the table; bands fitted by a model without weights have no rows.</summary>
    public static OutputTable Of(IReadOnlyList<Fit> fits)
    {
        ArgumentNullException.ThrowIfNull(fits);
        (Fit Fit, int Source, int Observation)[] rows =
        [
            .. from fit in fits
               where fit.Weights is not null
               from j in Enumerable.Range(0, fit.Observations.SourceCount)
               from o in Enumerable.Range(fit.Observations.First[j], fit.Observations.First[j + 1] - fit.Observations.First[j])
               select (fit, j, o),
        ];
        return new OutputTable("One row an observation in a band: the weight that the log-t model gives it.", rows.Length,
        [
            OutputColumn.OfText("source", "source", row => rows[row].Fit.Observations.Sources[rows[row].Source]),
            OutputColumn.OfText("band", "energy band; empty when the data have none", row => rows[row].Fit.Observations.Band),
            OutputColumn.OfText("instrument", "instrument", row => rows[row].Fit.Observations.Instruments[rows[row].Fit.Observations.Instrument[rows[row].Observation]]),
            Number("weight", "posterior mean of xi = sigma^2/psi; nu on average before any data, far below it for an outlier", (w, o) => w.Mean[o]),
            Number("relative_weight", "the same divided by nu", (w, o) => w.Mean[o] / w.PriorMean),
            Number("mcse_weight", "Monte Carlo standard error of weight", (w, o) => w.McseMean[o]),
        ]);

        OutputColumn Number(string name, string meaning, Func<ObservationWeights, int, double> value) =>
            OutputColumn.OfNumbers(name, "", meaning, row => value(rows[row].Fit.Weights!, rows[row].Observation));
    }
}
