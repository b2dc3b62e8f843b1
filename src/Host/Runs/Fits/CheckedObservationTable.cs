using GpuConcord.Host.Fits;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>The table "observations": how well the model describes each observation; what two runs are compared by.</summary>
public static class CheckedObservationTable
{
    /// <summary>Its file in an output folder.</summary>
    public const string FileName = "observations.csv";

    /// <summary>Describes the table; fits without checks have no rows.</summary>
    public static OutputTable Of(IReadOnlyList<Fit> fits)
    {
        var rows = fits.Where(fit => fit.Checks is not null)
            .SelectMany(fit => Enumerable.Range(0, fit.Checks!.Judged.Length).Select(index => (Fit: fit, Index: index))).ToArray();
        return new OutputTable("One row an observation whose source has another one: the residual, and how well all other observations predict it.", rows.Length,
        [
            OutputColumn.OfText("band", "energy band; empty when the data have none", row => rows[row].Fit.Observations.Band),
            OutputColumn.OfText("instrument", "instrument", row => rows[row].Fit.Observations.Instruments[rows[row].Fit.Observations.Instrument[Observation(row)]]),
            OutputColumn.OfText("source", "source", row => rows[row].Fit.Observations.Sources[rows[row].Fit.Checks!.Source[rows[row].Index]]),
            OutputColumn.OfNumbers("y", "", "ln(value), as it was fitted", row => rows[row].Fit.Observations.Y[Observation(row)]),
            OutputColumn.OfNumbers("residual", "", "(y - B - G + s/2)/sqrt(s), posterior mean: in units of sigma; log-t: the normal score of y - B - G", row => rows[row].Fit.Checks!.Residuals.Mean[Observation(row)]),
            OutputColumn.OfNumbers("elpd_loo", "", "ln p(y | all other observations), by Pareto-smoothed importance sampling", row => rows[row].Fit.Checks!.LeaveOneOut.LogDensity[rows[row].Index]),
            OutputColumn.OfNumbers("p_loo", "", "ln p(y | all observations) less elpd_loo", row => rows[row].Fit.Checks!.LeaveOneOut.Optimism[rows[row].Index]),
            OutputColumn.OfNumbers("pareto_k", "", "shape of the importance weights' tail; above 0.7 elpd_loo is not to be trusted", row => rows[row].Fit.Checks!.LeaveOneOut.ParetoK[rows[row].Index]),
        ]);

        int Observation(int row) => rows[row].Fit.Checks!.Judged[rows[row].Index];
    }
}
