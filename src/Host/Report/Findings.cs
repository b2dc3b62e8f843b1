using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Words;
using Axis = GpuConcord.Host.Models.Axis;

namespace GpuConcord.Host.Report;

/// <summary>What a report says in words: titles that state what a figure shows.</summary>
internal static class Findings
{
    /// <summary>The largest established difference between two instruments, over all bands.</summary>
    /// <param name="bands">The bands.</param>
    /// <param name="differences">Pairwise differences of each.</param>
    public static string Areas(IReadOnlyList<Fit> bands, IReadOnlyList<AreaDifference[]> differences)
    {
        (Fit Band, AreaDifference Difference)[] pairs = bands.SelectMany((band, k) =>
            differences[k].Where(d => d.Connected).Select(d => (Band: band, Difference: Upward(d)))).ToArray();
        if (pairs.Length == 0)
        {
            return "Effective areas: no two instruments saw a common source";
        }

        (Fit Band, AreaDifference Difference)[] apart = pairs.Where(pair => pair.Difference.ExcludesZero).OrderByDescending(pair => pair.Difference.Median).ToArray();
        if (apart.Length == 0)
        {
            return pairs.Length == 1 ? "The two instruments are not shown to differ" : "No pair of instruments is shown to differ";
        }

        (Fit widest, AreaDifference d) = apart[0];
        string among = pairs.Length == 1 ? "" : $"; {apart.Length} of {pairs.Length} pairwise differences are established";
        return $"{Sentence(widest, d)}{(bands.Count > 1 ? $" in band {widest.Observations.Band}" : "")}{among}";
    }

    /// <summary>A difference in words: who reads above whom.</summary>
    public static string Sentence(Fit band, AreaDifference d)
    {
        string[] names = band.Observations.Instruments;
        return $"{names[d.First]} reads {Percent(d.Median)} % above {names[d.Second]} (95 %: {Percent(d.Q2_5)} … {Percent(d.Q97_5)} %)";
    }

    /// <summary>The same pair, so that the median is not negative.</summary>
    public static AreaDifference Upward(AreaDifference d) => d.Median < 0 ? d.Reversed : d;

    /// <summary>How many areas differ from nominal, and how much narrower the posterior would be with the table's errors.</summary>
    public static string Densities(Fit band, IReadOnlyList<AreaDensity> densities)
    {
        int n = densities.Count;
        int off = densities.Count(d => Quantile.Of(d.Sorted, 0.025) > 0 || Quantile.Of(d.Sorted, 0.975) < 0);
        string start = off == 0 ? "nominal lies inside every area's 95 % interval"
            : off == n ? "nominal lies outside every area's 95 % interval"
            : $"nominal lies outside the 95 % interval of {off} of {n} areas";
        double[] ratios = band.Scatter is null ? [] : densities.Where(d => d.KnownSd > 0)
            .Select((d, i) => band.Areas[i].Sd / d.KnownSd).Where(double.IsFinite).ToArray();
        double widest = ratios.DefaultIfEmpty(1).Max();
        return Titled(band, widest > 1.15 ? $"{start}; the table's errors alone would make intervals up to {Labelled.Brief(widest)} times narrower" : start);
    }

    /// <summary>Who scatters most, beside the errors in the table.</summary>
    public static string Scatter(IReadOnlyList<Fit> bands, IReadOnlyList<IntervalSeries> series, IReadOnlyList<string> instruments)
    {
        Wording meaning = bands[0].Model.Says;
        bool common = bands[0].Scatter?.Axis is Axis.Common;
        (Interval? Interval, Fit Band, string Name, double Error)[] all =
            series.SelectMany((s, k) => s.Posterior.Select((p, i) => (Interval: p, Band: bands[k], Name: instruments[i], Error: s.Reference[i])))
            .Where(entry => entry.Interval is { IsFinite: true }).OrderByDescending(entry => entry.Interval!.Value.Median).ToArray();
        if (all.Length == 0)
        {
            return "Scatter of the instruments";
        }

        (Interval? Interval, Fit Band, string Name, double Error) most = all[0];
        Interval p = most.Interval!.Value;
        string where = bands.Count > 1 ? $" in band {most.Band.Observations.Band}" : "";
        string errors = double.IsFinite(most.Error) && most.Error > 0 ? $", {Labelled.Brief(p.Median / most.Error)} times {(common ? "their" : "its")} quoted errors" : "";
        string who = common ? "All instruments scatter alike" : $"{most.Name} scatters most";
        return $"{who}{meaning.Beyond}{where}: {meaning.Symbol} = {Labelled.Brief(100 * p.Median)} % (95 %: {Labelled.Brief(100 * p.Q2_5)} … {Labelled.Brief(100 * p.Q97_5)} "
            + $"%){errors}";
    }

    /// <summary>How much is prior.</summary>
    public static string Influence(Fit band)
    {
        int n = band.PriorWeight.Length;
        double[] own = [.. Enumerable.Range(0, n).Select(i => 100 * band.PriorInfluence[i, i])];
        double[] weight = [.. band.PriorWeight.Select(w => 100 * w)];
        string known = band.Observations.Counts is null ? "the papers' W says" : "were all fluxes known it would be";
        return Titled(band, $"an instrument's own prior holds {Range(own)} of its fitted area; {known} {Range(weight)}{Conflict(band)}");
    }

    private static string Conflict(Fit band) =>
        Enumerable.Range(0, band.Areas.Length).Any(i => OwnAboveOne.IsSeen(band.PriorInfluence[i, i], band.OwnInfluenceError(i)))
            ? "; above 100 % prior and data conflict" : "";

    /// <summary>Whether the chains agree.</summary>
    public static string Chains(Fit band)
    {
        ParameterSummary[] parameters = band.Parameters.ToArray();
        ParameterSummary worst = parameters.MaxBy(p => double.IsNaN(p.Rhat) ? double.NegativeInfinity : p.Rhat)!;
        return Titled(band, $"{(band.Converged ? "the chains agree" : "the chains do not agree yet")}: the worst R-hat is {Labelled.Fixed(worst.Rhat, 4)} ({worst.Name})");
    }

    /// <summary>How many measurements are off.</summary>
    public static string Outliers(Fit band, double[] residuals)
    {
        Observations data = band.Observations;
        int there = residuals.Count(double.IsFinite);
        if (there == 0)
        {
            return Titled(band, "no source was seen by two instruments: nothing predicts anything");
        }

        int far = residuals.Count(z => Math.Abs(z) > 3);
        int o = Enumerable.Range(0, residuals.Length).Where(k => double.IsFinite(residuals[k])).MaxBy(k => Math.Abs(residuals[k]));
        int j = data.SourceOf(o);
        return $"{In(band)}{far} of {Labelled.Of(there, "measurement")} {(far == 1 ? "lies" : "lie")} more than 3 sd from the other instruments' prediction; farthest: "
            + $"{data.Instruments[data.Instrument[o]]} on {data.Sources[j]} ({Labelled.Signed(residuals[o], 1)} sd)";
    }

    /// <summary>Which measurements lost their weight.</summary>
    public static string Weights(Fit band)
    {
        WeighedMeasurement[] all = [.. WeighedMeasurement.Of(band).OrderBy(m => m.Weight)];
        if (all.Length == 0)
        {
            return Titled(band, "no source was seen by two instruments: nothing weighs anything");
        }

        int outliers = all.Count(m => m.IsOutlier);
        return outliers == 0
            ? Titled(band, $"no measurement has lost two thirds of its weight; least: {all[0].Instrument} on {all[0].SourceName} ({Labelled.Fixed(all[0].Weight, 2)} of the usual)")
            : $"{In(band)}{outliers} of {Labelled.Of(all.Length, "measurement")} {(outliers == 1 ? "has" : "have")} lost two thirds of the usual weight or "
                + $"more{(outliers == 1 ? "" : "; the most")}: {all[0].Sentence()}";
    }

    /// <summary>A sentence about one band: "Band 4.5-12.0: …", or the sentence with a capital.</summary>
    public static string Titled(Fit band, string sentence) => In(band) is { Length: > 0 } name ? $"{name}{sentence}" : $"{char.ToUpperInvariant(sentence[0])}{sentence[1..]}";

    /// <summary>"Band 4.5-12.0: ", or nothing when there is but one unnamed band.</summary>
    public static string In(Fit band) => band.Observations.Band is { Length: > 0 } name ? $"Band {name}: " : "";

    private static string Range(double[] percent) => Labelled.Brief(percent.Min()).Equals(Labelled.Brief(percent.Max()), StringComparison.Ordinal)
        ? $"{Labelled.Brief(percent.Min())} %"
        : $"{Labelled.Brief(percent.Min())} to {Labelled.Brief(percent.Max())} %";

    private static string Percent(double logarithm) => Labelled.Brief(Labelled.Percent(logarithm));
}
