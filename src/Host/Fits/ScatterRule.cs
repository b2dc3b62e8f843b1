using System.Globalization;
using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Statistics.Robust;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Fits;

/// <summary>
/// The scale β of the prior of σ² when nobody gives one. The authors of the model set β = s² with the scatter s that their data showed; so does this, in
/// each band: s is the robust scatter of the data when instruments and sources are taken out, or where that cannot be told the errors that the table
/// quotes, or where there are none a guess of 10 %, with a warning. Of a table of counts in apertures it is that guess always.
/// </summary>
public static class ScatterRule
{
    // A scatter beyond the errors of less than a third of all scatter is not told from none by the few residuals that a prior matters for.
    private const double LeastExcess = 0.1;

    /// <summary>The scatter's prior in one band.</summary>
    /// <param name="model">The model: which variance it fits decides what β is the scale of.</param>
    /// <param name="data">The band.</param>
    /// <returns>β, rounded to the three digits that are printed; null when the model fits no variance.</returns>
    public static ScatterDefault? Of(IModel model, Observations data)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        if (!model.Blocks(data).Any(block => block.Role is Role.Scatter))
        {
            return null;
        }

        if (data.Counts is not null)
        {
            return OfCounts(model);
        }

        RobustScatter scatter = RobustScatter.Of(data);
        double quoted = Quoted(data, scatter.Rows);
        if (!ScatterScale.IsEnough(scatter))
        {
            return quoted > 0 ? Default(model, quoted, "the median of the table's errors (too few measurements are shared to tell the scatter from them)") : Guess(model, scatter);
        }

        double variance = ScatterScale.Generous(scatter);
        string told = $"{Percent(scatter.Scale)} % on {Labelled.Of(scatter.TotalFreedom, "degree")} of freedom"
            + (scatter.LeftOut < 0 ? "" : $", without {data.Instruments[scatter.LeftOut]}, which scatters far more");
        return model.KnownVariance(data) is null
            ? Default(model, variance, $"robust scatter of the data ({told})", fromData: true)
            : Default(
                model, Math.Max(variance - quoted, LeastExcess * variance),
                $"robust scatter of the data ({told}) beyond the median of the table's errors ({Percent(Math.Sqrt(quoted))} %)", fromData: true);
    }

    private static ScatterDefault Default(IModel model, double variance, string origin, bool fromData = false)
    {
        double beta = Rounded(variance / (model.Says.Factor * model.Says.Factor));
        string size = $"{Percent(model.Says.Factor * Math.Sqrt(beta))} %";
        return new ScatterDefault(beta, model.Says.Factor == 1 ? $"({size})²: {origin}" : $"that of {model.Says.Symbol} = {size}: {origin}", fromData);
    }

    /// <summary>Counts scatter by themselves: what instruments add shows in the fit alone.</summary>
    private static ScatterDefault OfCounts(IModel model)
    {
        ScatterDefault guess = Default(model, PriorDefaults.Standard.Beta, "a guess, as counts scatter by themselves");
        return guess with
        {
            Warning = $"The prior of σ is a guess, a scatter of {Percent(Math.Sqrt(PriorDefaults.Standard.Beta))} % beyond that of the counts (β = {Number(guess.Beta)}): what "
                + $"instruments add to the scatter of counts cannot be told before the fit. Say what scatter s you expect: --beta with s², {Number(0.0004)} for 2 %.",
        };
    }

    private static ScatterDefault Guess(IModel model, RobustScatter scatter)
    {
        ScatterDefault guess = Default(model, PriorDefaults.Standard.Beta, "a guess");
        string why = scatter.TotalFreedom < 1 ? "no residuals" : scatter.Scale == 0 ? "no scatter" : Labelled.Of(scatter.TotalFreedom, "degree") + " of freedom";
        return guess with
        {
            Warning = $"The prior of σ is a guess, a scatter of {Percent(Math.Sqrt(PriorDefaults.Standard.Beta))} % (β = {Number(guess.Beta)}): the table has no errors, and too "
                + $"few measurements are shared to tell their scatter ({why}). Say what scatter s you expect: --beta with s², {Number(0.0004)} for 2 %.",
        };
    }

    /// <summary>The median of the quoted variances of shared measurements; 0 when the table has none.</summary>
    private static double Quoted(Observations data, SharedRows rows)
    {
        if (data.Variance is null)
        {
            return 0;
        }

        double[] known = [.. Enumerable.Range(0, data.SourceCount)
            .Where(j => data.First[j + 1] - data.First[j] > 1 || rows.SourceCount == 0)
            .SelectMany(j => data.Variance[data.First[j]..data.First[j + 1]]).Order()];
        return known.Length == 0 ? 0 : known[known.Length / 2];
    }

    private static double Rounded(double value) => double.Parse(Number(value), CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    private static string Percent(double fraction) => (100 * fraction).ToString("G2", CultureInfo.InvariantCulture);
}
