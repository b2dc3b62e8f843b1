using System.Globalization;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>An observation of a checked run, as its table has it.</summary>
/// <param name="Band">Energy band; empty when the data have none.</param>
/// <param name="Instrument">Its instrument.</param>
/// <param name="Source">Its source.</param>
/// <param name="Y">ln(value), as it was fitted.</param>
/// <param name="Residual">Posterior mean of its residual, in units of σ.</param>
/// <param name="Elpd">ln p(y | all other observations).</param>
/// <param name="Optimism">ln p(y | all) less <paramref name="Elpd"/>.</param>
/// <param name="ParetoK">Shape of the importance weights' tail.</param>
public readonly record struct CheckedObservation(
    string Band, string Instrument, string Source, double Y, double Residual, double Elpd, double Optimism, double ParetoK);

/// <summary>The table "observations": how well the model describes each observation; what two runs are compared by.</summary>
internal static class CheckedObservationTable
{
    /// <summary>Its file in an output folder.</summary>
    public const string FileName = "observations.csv";

    private const string Sampled = "ln p(y | all other observations), by Pareto-smoothed importance sampling; where pareto_k has no value, to second order in the posterior's "
        + "spread plus the mean difference of a sample, so that the sum of all is the estimate of elpd";

    /// <summary>Describes the table; fits without checks have no rows.</summary>
    public static OutputTable Of(IReadOnlyList<Fit> fits)
    {
        (Fit Fit, int Index)[] rows = fits.Where(fit => fit.Checks is not null)
            .SelectMany(fit => Enumerable.Range(0, fit.Checks!.Judged.Length).Select(index => (Fit: fit, Index: index))).ToArray();
        bool sampled = rows.Length > 0 && fits.Any(fit => fit.Checks?.Sample is not null);
        return new OutputTable("One row an observation whose source has another one: the residual, and how well all other observations predict it.", rows.Length,
        [
            OutputColumn.OfText("band", "energy band; empty when the data have none", row => rows[row].Fit.Observations.Band),
            OutputColumn.OfText("instrument", "instrument", row => rows[row].Fit.Observations.Instruments[rows[row].Fit.Observations.Instrument[Observation(row)]]),
            OutputColumn.OfText("source", "source", row => rows[row].Fit.Observations.Sources[rows[row].Fit.Checks!.Source[rows[row].Index]]),
            OutputColumn.OfNumbers("y", "", "ln(value), as it was fitted", row => rows[row].Fit.Observations.Y[Observation(row)]),
            OutputColumn.OfNumbers("residual", "", "(y - B - G + s/2)/sqrt(s), posterior mean: in units of sigma; log-t: the normal score of y - B - G",
                row => rows[row].Fit.Checks!.Residuals.Mean[Observation(row)]),
            OutputColumn.OfNumbers("elpd_loo", "", sampled ? Sampled : "ln p(y | all other observations), by Pareto-smoothed importance sampling",
                row => rows[row].Fit.Checks!.LeaveOneOut.LogDensity[rows[row].Index]),
            OutputColumn.OfNumbers("p_loo", "", "ln p(y | all observations) less elpd_loo", row => rows[row].Fit.Checks!.LeaveOneOut.Optimism[rows[row].Index]),
            sampled
                ? OutputColumn.OfOptional(
                    "pareto_k", "", "shape of the importance weights' tail; above 0.7 elpd_loo is not to be trusted; none where these were not looked at", Shape, absent: "")
                : OutputColumn.OfNumbers("pareto_k", "", "shape of the importance weights' tail; above 0.7 elpd_loo is not to be trusted", Shape),
        ]);

        double Shape(int row) => rows[row].Fit.Checks!.LeaveOneOut.ParetoK[rows[row].Index];

        int Observation(int row) => rows[row].Fit.Checks!.Judged[rows[row].Index];
    }

    /// <summary>Reads the table back from the folder of a run, row by row.</summary>
    /// <exception cref="DataException">It is not there, or damaged.</exception>
    internal static IReadOnlyList<CheckedObservation> Read(string folder)
    {
        string file = Path.Combine(folder, FileName);
        using ITable table = TableFormats.Standard.Open(file, Files.Open(file, "the table of a checked run", []));
        int[] columns = [.. new[] { "band", "instrument", "source", "y", "residual", "elpd_loo", "p_loo", "pareto_k" }.Select(name => Column(table, name))];
        List<CheckedObservation> rows = [];
        HashSet<(string, string, string)> seen = [];
        while (table.Read())
        {
            (string Band, string Instrument, string Source) key = (table[columns[0]].ToString(), table[columns[1]].ToString(), table[columns[2]].ToString());
            if (!seen.Add(key))
            {
                throw table.Fault(columns[1], $"'{key.Instrument}' of '{key.Source}' twice", "each observation once", "make the run again");
            }

            double[] numbers = [.. columns[3..].Select(column => column == columns[^1] && table[column].IsEmpty ? double.NaN : Number(table, column))];
            rows.Add(new CheckedObservation(key.Band, key.Instrument, key.Source, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]));
        }

        return rows;
    }

    private static int Column(ITable table, string name) =>
        Array.IndexOf(table.Header, name) is var column and >= 0 ? column : throw table.HeaderFault(0, $"no column {name}", "the table of a checked run", "make the run again");

    private static double Number(ITable table, int column) =>
        double.TryParse(table[column], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw table.Fault(column, Excerpt.Of(table[column]), "a number", "make the run again");
}
