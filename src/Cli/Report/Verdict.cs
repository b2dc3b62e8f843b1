using GpuConcord.Host.Inference;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Cli.Report;

/// <summary>The answer in sentences: which instruments disagree, by how much.</summary>
internal static class Verdict
{
    private const int Listed = 10;

    /// <summary>Writes the sentences.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="differences">Its pairwise differences.</param>
    /// <param name="page">Where to.</param>
    public static void Write(Fit fit, IReadOnlyList<AreaDifference> differences, Page page)
    {
        foreach (var sentence in Sentences(fit.Observations.Instruments, differences))
            page.Paragraph(sentence, "=> ");
    }

    /// <summary>The sentences, the largest disagreement first. Pairs that no source links are not compared.</summary>
    internal static IEnumerable<string> Sentences(string[] names, IReadOnlyList<AreaDifference> differences)
    {
        var compared = differences.Where(d => d.Connected).Select(d => d.Median < 0 ? d.Reversed : d).OrderByDescending(d => d.Median).ToArray();
        if (compared.Length == 0)
        {
            yield return names.Length == 1 ? "There is one instrument only: nothing to compare it with." : "No two instruments saw a common source: there is nothing to compare.";
            yield break;
        }
        var apart = compared.Where(d => d.ExcludesZero).ToArray();
        foreach (var difference in apart.Take(Listed))
            yield return Sentence(names, difference) + ".";
        if (apart.Length > Listed)
            yield return $"{apart.Length - Listed} more pairs differ; --json lists them all.";
        if (apart.Length == 0)
        {
            yield return (compared.Length == 1 ? "The two instruments agree: the 95 % interval of their difference holds zero. " : "No pair of instruments differs: every 95 % interval of a difference holds zero. ")
                + $"Largest: {Sentence(names, compared[0])}.";
        }
        else if (apart.Length < compared.Length)
        {
            yield return compared.Length - apart.Length == 1
                ? "The 95 % interval of the other pair's difference holds zero."
                : $"The other {compared.Length - apart.Length} pairs do not differ: their 95 % intervals hold zero.";
        }
    }

    private static string Sentence(string[] names, AreaDifference d) =>
        $"{names[d.First]} reads {Figures.Brief(Figures.Percent(d.Median))} % (95 %: {Figures.Brief(Figures.Percent(d.Q2_5))} … {Figures.Brief(Figures.Percent(d.Q97_5))} %) above {names[d.Second]}";
}
