using GpuConcord.Host.Words;

namespace GpuConcord.Host.Explanations;

/// <summary>An explanation in sentences: who drives an area, and whether that depends on what sources are like.</summary>
public static class ExplanationWords
{
    // Shares of the posterior's standard deviation by which leaving out one source must change an area to be called so.
    private const double Drives = 1;
    private const double Pulls = 0.5;

    // An end of a reweighted interval is known to about a tenth of the standard deviation.
    private const double Clear = 0.1;

    private const double Significant = 0.01;
    private const int Named = 3;

    /// <summary>The sentences, the most important first.</summary>
    /// <param name="explanation">What was found.</param>
    public static IEnumerable<string> Of(AreaExplanation explanation)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        if (explanation.Bearing == 0)
        {
            yield return $"No source bears on {explanation.Instrument}: its area is what its prior says.";
            yield break;
        }

        SourceShare[] told = [.. explanation.Sources.Where(source => source.Without.IsTold)];
        if (told.Length > 0)
        {
            yield return Single(explanation, told);
        }

        foreach (SourceShare source in told.Where(source => source.Without.IsSeen && Turns(explanation, source.Without)).Take(Named))
        {
            yield return $"Without {source.Name} the interval of 95 % would {(explanation.All.ExcludesNominal ? "hold" : "leave out")} the nominal area: "
                + $"{Interval(source.Without)}.";
        }

        foreach (string sentence in explanation.Pulling.Where(set => set.Without.IsTold).Take(1).Select(set => Together(explanation, set)))
        {
            yield return sentence;
        }

        foreach (string sentence in explanation.Groups.Where(groups => double.IsFinite(groups.PValue)).Select(Dependence))
        {
            yield return sentence;
        }

        int untold = explanation.Sources.Count - told.Length;
        if (untold > 0)
        {
            string names = string.Join(", ", explanation.Sources.Where(source => !source.Without.IsTold).Take(Named).Select(source => source.Name));
            yield return $"{Labelled.Of(untold, "source")} ({names}{(untold > Named ? ", …" : "")}) {(untold == 1 ? "weighs" : "weigh")} so much that "
                + $"weights on these draws do not tell what leaving {(untold == 1 ? "it" : "them")} out does: gpuconcord sweep DATA --leave-one-out sources fits without each.";
        }
    }

    /// <summary>An area in words: −5.4 % (95 %: −11.6 … +1.1 %).</summary>
    public static string Interval(LeftOut area)
    {
        (string median, string low, string high) = Percents(area);
        return $"{median} % (95 %: {low} … {high} %)";
    }

    /// <summary>Median and ends of an area's interval in percent, with the decimals that its width bears.</summary>
    public static (string Median, string Low, string High) Percents(LeftOut area)
    {
        (double low, double median, double high) = (Labelled.Percent(area.Low), Labelled.Percent(area.Median), Labelled.Percent(area.High));
        int decimals = high - low >= 20 ? 0 : high - low >= 2 ? 1 : 2;
        return (Labelled.Signed(median, decimals), Labelled.Signed(low, decimals), Labelled.Signed(high, decimals));
    }

    private static string Single(AreaExplanation explanation, SourceShare[] told)
    {
        SourceShare most = told.MaxBy(source => Math.Abs(source.Without.Change))!;
        double share = Math.Abs(most.Without.Change) / explanation.Sd;
        string all = explanation.Bearing == explanation.Weighed ? $"{explanation.Bearing}" : $"{explanation.Bearing} (the {explanation.Weighed} that matter most were looked at)";
        return share >= Pulls && most.Without.IsSeen
            ? $"{most.Name} {(share >= Drives ? "drives it" : "pulls it most")}: without this source the area is {Interval(most.Without)}, "
                + $"{Labelled.Fixed(share, 1)} standard deviations from what it is with it."
            : $"No single source decides it: leaving out any one of {all} moves it by at most {Labelled.Brief(Points(most.Without))} percentage points ({most.Name}).";
    }

    /// <summary>Whether the interval leaves out nominal where that of all sources holds it, or the reverse, by more than the draws leave uncertain of its ends.</summary>
    private static bool Turns(AreaExplanation explanation, LeftOut without) => without.ExcludesNominal != explanation.All.ExcludesNominal
        && Math.Min(Math.Abs(without.Low), Math.Abs(without.High)) > Clear * explanation.Sd;

    private static string Together(AreaExplanation explanation, GroupShare set) =>
        explanation.All.ExcludesNominal && (set.Without.ExcludesNominal || Turns(explanation, set.Without)) ? set.Without.ExcludesNominal
            ? $"It does not rest on few: without {set.Label} it would still leave out nominal, {Interval(set.Without)}."
            : $"It rests on few: without {set.Label} it would be {Interval(set.Without)}, which holds nominal."
        : $"Without {set.Label} it would be {Interval(set.Without)}.";

    private static string Dependence(GroupShares groups)
    {
        GroupShare[] speaking = [.. groups.Groups.Where(group => double.IsFinite(group.Voice.Value))];
        string test = $"χ² = {Labelled.Fixed(groups.ChiSquared, 1)} for {speaking.Length - 1} degrees of freedom, p = {Probability(groups.PValue)}";
        if (groups.PValue >= Significant)
        {
            return $"Whatever the {groups.Title}, sources say the same ({test}).";
        }

        GroupShare least = speaking.MinBy(group => group.Voice.Value)!, most = speaking.MaxBy(group => group.Voice.Value)!;
        return $"It depends on {groups.Title} ({test}): {least.Label}: {Voice(least.Voice)}; {most.Label}: {Voice(most.Voice)}.";
    }

    /// <summary>What sources say by themselves, in words: +12 ± 5 %.</summary>
    public static string Voice(SourceVoice voice)
    {
        if (!double.IsFinite(voice.Value))
        {
            return "–";
        }

        double error = 100 * voice.Sd * Math.Exp(voice.Value);
        int decimals = error >= 9.5 ? 0 : error >= 0.95 ? 1 : 2;
        return $"{Labelled.Signed(Labelled.Percent(voice.Value), decimals)} ± {Labelled.Fixed(error, decimals)} %";
    }

    /// <summary>A source's flux, in the unit of the data.</summary>
    public static string Flux(SourceShare source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Labelled.Significant(Math.Exp(source.LogFlux));
    }

    /// <summary>By how many percentage points of nominal leaving out changes the area.</summary>
    public static double Points(LeftOut without) => Math.Abs(Labelled.Percent(without.Median) - Labelled.Percent(without.Median - without.Change));

    private static string Probability(double p) => p < 1e-4 ? "below 0.0001" : Labelled.Significant(p);
}
