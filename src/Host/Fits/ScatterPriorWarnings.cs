using System.Globalization;
using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Statistics.Robust;
using GpuConcord.Host.Words;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Fits;

/// <summary>Where the prior of σ rather than the data decides what is said of σ, in words.</summary>
/// <remarks>
/// Two of them say that prior and data contradict each other. Of 1000 data sets drawn from the prior, at most five are wrongly said to scatter as a whole
/// as the prior rules out, and at most four to have an instrument that does: a posterior median lies beyond the prior's q-quantile only where the
/// posterior puts half its mass there, and in the mean it puts q there (Markov).
/// </remarks>
internal static class ScatterPriorWarnings
{
    private const int Few = 5;
    private const int Listed = 5;
    private const double OutsideShare = 0.002;

    // σ that the prior moves by less than a tenth is the data's.
    private const double Moved = 0.1;

    /// <summary>The warnings of one fit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data.</param>
    /// <param name="priors">The priors.</param>
    /// <param name="robust">The scatter of the data.</param>
    /// <param name="blocks">The posterior, summarised.</param>
    /// <param name="shared">n_i, observations of each instrument that bear on calibration.</param>
    /// <param name="areasContradict">Whether prior and data contradict each other about the areas: a σ that makes up for that is no finding of its own.</param>
    public static IEnumerable<string> Of(
        IModel model, Observations data, Priors priors, RobustScatter robust, IReadOnlyList<Block> blocks, int[] shared, bool areasContradict)
    {
        Block? scatter = blocks.SingleOrDefault(block => block.Role is Role.Scatter);
        if (scatter is null)
        {
            return [];
        }

        string?[] found =
        [
            priors.Scatter?.Warning,
            priors.Scatter is { FromData: true } ? null : Whole(model, data, priors, robust, shared),
            areasContradict || scatter.Axis is not (Axis.Instrument or Axis.Common) ? null : Single(model, data, priors, scatter, shared),
            scatter.Axis is Axis.Instrument ? TooFew(model, data, shared) : null,
        ];
        return found.OfType<string>();
    }

    /// <summary>
    /// The warnings of a fit to counts in apertures, of which no scatter can be told before the fit: those that come from the posterior, and from how many
    /// sources are shared.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data, counts.</param>
    /// <param name="priors">The priors.</param>
    /// <param name="blocks">The posterior, summarised.</param>
    /// <param name="shared">n_i, observations of each instrument that bear on calibration.</param>
    public static IEnumerable<string> OfCounts(IModel model, Observations data, Priors priors, IReadOnlyList<Block> blocks, int[] shared)
    {
        Block? scatter = blocks.SingleOrDefault(block => block.Role is Role.Scatter);
        if (scatter is null)
        {
            return [];
        }

        string?[] found =
        [
            priors.Scatter?.Warning,
            scatter.Axis is Axis.Instrument or Axis.Common ? Single(model, data, priors, scatter, shared) : null,
            scatter.Axis is Axis.Instrument ? TooFew(model, data, shared) : null,
        ];
        return found.OfType<string>();
    }

    private static string? Whole(IModel model, Observations data, Priors priors, RobustScatter robust, int[] shared)
    {
        if (robust.LeftOut is >= 0 and var wild)
        {
            // It is named by itself.
            (data, priors) = (Omission.WithoutInstrument(data, wild), Omission.WithoutInstrument(priors, wild));
        }

        double factor = model.Says.Factor, variance = robust.Scale * robust.Scale / (factor * factor), freedom = robust.Freedom.Where(own => own > 0).DefaultIfEmpty(0).Average();
        double alpha = priors.Alpha.Average(), beta = priors.Beta.Average();
        double shift = Shift(variance, alpha, beta, freedom);
        bool matters = ScatterScale.IsEnough(robust) && Math.Abs(shift) >= Moved;
        if (!matters || PriorPredictiveScatter.Tail(model, data, priors) is not { } low || low != shift > 0)
        {
            return null;
        }

        string size = Percent(robust.Scale);
        int[] counts = [.. shared.Where(n => n > 0)];
        string wanted = Number(Math.Pow(double.Parse(size, CultureInfo.InvariantCulture) / (100 * factor), 2));
        string several = counts.Min() == counts.Max() ? $"{counts[0]}" : $"{counts.Min()} to {counts.Max()}";
        return $"Prior and data contradict each other about σ: when instruments and sources are taken out the measurements scatter by about {size} %, the prior expects "
            + $"{Percent(factor * Sigma(priors, 0, 0.025))} to {Percent(factor * Sigma(priors, 0, 0.975))} % (95 %, β = {Number(priors.Beta[0])}), and {several} sources an "
            + $"instrument do not overrule it: the intervals below are too {(low ? "wide" : "narrow")}. Leave --beta out (and the column beta of --priors) to have it "
            + $"from the data, or give s² for the scatter s that you expect: --beta {wanted} for {size} %.";
    }

    private static string? Single(IModel model, Observations data, Priors priors, Block scatter, int[] shared)
    {
        int entries = scatter.Summaries.Length;
        double outside = OutsideShare / entries, factor = model.Says.Factor;
        List<string> names = [];
        for (int i = 0; i < entries; i++)
        {
            double median = scatter.Summaries[i].Median, alpha = priors.Alpha[i], beta = priors.Beta[i];
            double n = scatter.Axis is Axis.Common ? shared.Sum() : shared[i];
            double below = SpecialFunctions.GammaUpperRegularized(alpha, beta / median);
            double alone = (((2 * alpha) + n) * median - (2 * beta)) / n;
            if (n > 0 && Math.Min(below, 1 - below) < outside / 2 && (alone <= 0 || Math.Abs(Math.Log(median / alone)) / 2 > Moved))
            {
                names.Add($"{(scatter.Axis is Axis.Common ? "all instruments" : scatter.Names[i])} ({Percent(factor * Math.Sqrt(median))} %, where the prior expects "
                    + $"{Percent(factor * Sigma(priors, i, 0.025))} to {Percent(factor * Sigma(priors, i, 0.975))} %)");
            }
        }

        string outliers = data.Counts is null ? ", and look for outliers among its measurements (--model log-t lists them)" : "";
        return names.Count == 0 ? null : $"Prior and data contradict each other about σ of {Some(names)}: σ is a compromise between the two. Give the prior of that instrument "
            + $"the scatter s that you expect, s² (--beta INSTRUMENT=NUMBER){outliers}.";
    }

    private static string? TooFew(IModel model, Observations data, int[] shared)
    {
        string[] names = [.. data.Instruments.Where((_, i) => shared[i] is > 0 and < Few)];
        if (names.Length == 0)
        {
            return null;
        }

        int[] counts = [.. shared.Where(n => n is > 0 and < Few)];
        string who = names.Length == data.InstrumentCount ? $"Every instrument shares {Sources(counts)} only"
            : $"{Some([.. names.Select(name => $"{name}")])} {(names.Length == 1 ? "shares" : "share")} {Sources(counts)} only";
        string errors = data.Counts is not null || model.KnownVariance(data) is not null ? ""
            : data.Variance is not null ? "The table has errors: --variances both adds a fitted scatter to them. "
            : "If the errors are known, put them into the table and fit with --variances both. ";
        return $"{who}: most of what is said of their σ is the prior's (β), and the intervals with it. If several spectral lines or epochs of a target were measured, make each "
            + $"a source of its own. {errors}Otherwise set β = s² for the scatter s that you expect, and see with sweep --beta-grid how much hangs on it.";
    }

    private static string Sources(int[] counts) =>
        counts.Min() == counts.Max() ? Labelled.Of(counts[0], "source") : $"{counts.Min()} to {counts.Max()} sources";

    private static string Some(List<string> names) =>
        names.Count <= Listed ? string.Join(", ", names) : $"{string.Join(", ", names.Take(Listed))} and {names.Count - Listed} more";

    /// <summary>ln of what the prior makes of a σ² = v that f residuals show, over 2: of σ.</summary>
    private static double Shift(double v, double alpha, double beta, double f) => Math.Log(((2 * beta) + (f * v)) / (((2 * alpha) + f) * v)) / 2;

    /// <summary>A quantile of σ under the prior of an instrument.</summary>
    private static double Sigma(Priors priors, int i, double q) => Math.Sqrt(priors.Beta[i] / Gamma.InvCDF(priors.Alpha[i], 1, 1 - q));

    private static string Percent(double fraction) => (100 * fraction).ToString(100 * fraction >= 100 ? "F0" : "G2", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("G2", CultureInfo.InvariantCulture);
}
