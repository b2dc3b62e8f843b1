using GpuConcord.Cli.Screen;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Words;

namespace GpuConcord.Cli.Pages;

/// <summary>The answer in sentences: which instruments disagree, by how much.</summary>
internal static class Verdict
{
    private const int Listed = 10;
    private const int Odd = 5;

    /// <summary>Writes the sentences.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="differences">Its pairwise differences.</param>
    /// <param name="page">Where to.</param>
    public static void Write(Fit fit, IReadOnlyList<AreaDifference> differences, Page page)
    {
        if (fit.PriorConflict is not null)
        {
            page.Paragraph(AreaVerdict.UnderConflict, "!  ", alarming: true);
        }

        foreach (string sentence in AreaVerdict.Of(fit))
        {
            page.Paragraph(Figures.Plain(sentence), "=> ");
        }

        foreach (string sentence in Sentences(fit.Observations.Instruments, differences))
        {
            page.Paragraph(sentence, "=> ");
        }
    }

    /// <summary>The sentences, the largest disagreement first. Pairs that no source links are not compared.</summary>
    internal static IEnumerable<string> Sentences(string[] names, IReadOnlyList<AreaDifference> differences)
    {
        AreaDifference[] compared = differences.Where(d => d.Connected).Select(d => d.Median < 0 ? d.Reversed : d).OrderByDescending(d => d.Median).ToArray();
        if (compared.Length == 0)
        {
            yield return names.Length == 1 ? "There is one instrument only: nothing to compare it with." : "No two instruments saw a common source: there is nothing to compare.";
            yield break;
        }
        AreaDifference[] apart = compared.Where(d => d.ExcludesZero).ToArray();
        if (apart.Length > Listed)
        {
            foreach (string sentence in StandApart(names, compared))
            {
                yield return sentence;
            }
        }
        foreach (AreaDifference difference in apart.Take(Listed))
        {
            yield return $"{Sentence(names, difference)}{(difference.IsBorderline ? $", borderline: {Uncertain.End}" : "")}.";
        }

        if (apart.Length > Listed)
        {
            yield return $"{apart.Length - Listed} more pairs differ; --json lists them all.";
        }

        foreach (AreaDifference difference in compared.Where(d => d.IsBorderline && !d.ExcludesZero).Take(Listed))
        {
            yield return $"{Sentence(names, difference)}, not established, but borderline: {Uncertain.End}.";
        }

        if (apart.Length == 0)
        {
            yield return compared.Length == 1
                ? $"No difference between {names[compared[0].Second]} and {names[compared[0].First]} is established: {Sentence(names, compared[0])}."
                : $"No pair of instruments is shown to differ: every 95 % interval of a difference holds zero. Largest: {Sentence(names, compared[0])}.";
        }
        else if (apart.Length < compared.Length)
        {
            yield return compared.Length - apart.Length == 1
                ? "The other pair is not shown to differ: its 95 % interval holds zero."
                : $"The other {compared.Length - apart.Length} pairs are not shown to differ: their 95 % intervals hold zero.";
        }
    }

    /// <summary>With many instruments a list of pairs hides who is the odd one out.</summary>
    private static IEnumerable<string> StandApart(string[] names, AreaDifference[] compared)
    {
        int[] others = names.Select((_, i) => compared.Count(d => d.First == i || d.Second == i)).ToArray();

        // What it reads against each other instrument from which it is established to differ, in percent, ascending.
        double[][] apart = names.Select((_, i) => compared.Where(d => d.ExcludesZero && (d.First == i || d.Second == i))
            .Select(d => Figures.Percent(d.First == i ? d.Median : -d.Median)).Order().ToArray()).ToArray();
        return Enumerable.Range(0, names.Length)
            .Where(i => 2 * apart[i].Length > others[i])
            .OrderByDescending(i => (double)apart[i].Length / others[i])
            .Take(Odd)
            .Select(i => $"{names[i]} reads {Against(apart[i], others[i])}.");
    }

    private static string Against(double[] percent, int others)
    {
        int below = percent.Count(value => value < 0);
        return string.Join(" and ", Parts());

        IEnumerable<string> Parts()
        {
            if (below > 0)
            {
                yield return $"{Range(-percent[below - 1], -percent[0])} % below {below} of {others} others";
            }

            if (below < percent.Length)
            {
                yield return $"{Range(percent[below], percent[^1])} % above {percent.Length - below} of {others} others";
            }
        }

        static string Range(double low, double high) =>
            string.Equals(Figures.Brief(low), Figures.Brief(high), StringComparison.Ordinal) ? Figures.Brief(low) : $"{Figures.Brief(low)} … {Figures.Brief(high)}";
    }

    private static string Sentence(string[] names, AreaDifference d) =>
        $"{names[d.First]} reads {Figures.Brief(Figures.Percent(d.Median))} % (95 %: {Figures.Brief(Figures.Percent(d.Q2_5))} … {Figures.Brief(Figures.Percent(d.Q97_5))} %) "
            + $"above {names[d.Second]}";
}
