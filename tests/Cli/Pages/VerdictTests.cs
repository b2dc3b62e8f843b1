using GpuConcord.Cli.Pages;
using GpuConcord.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Cli.Pages;

public sealed class VerdictTests
{
    private static readonly string[] Names = ["pn", "MOS1", "MOS2"];

    [Fact]
    public void The_higher_instrument_comes_first_and_the_largest_difference_leads() =>
        Assert.Equal(
            [
                "MOS1 reads 9.7 % (95 %: 1.3 … 18 %) above pn.",
                "MOS2 reads 5.1 % (95 %: 1.0 … 9.4 %) above pn.",
                "The other pair is not shown to differ: its 95 % interval holds zero.",
            ],
            Verdict.Sentences(Names, [Pair(0, 1, -0.168, -0.0926, -0.0131), Pair(0, 2, -0.09, -0.05, -0.01), Pair(1, 2, -0.1, 0.04, 0.1)]));

    [Fact]
    public void Agreement_is_said_with_the_largest_difference() =>
        Assert.Equal(
            ["No pair of instruments is shown to differ: every 95 % interval of a difference holds zero. Largest: pn reads 2.0 % (95 %: -9.5 … 15 %) above MOS2."],
            Verdict.Sentences(Names, [Pair(0, 1, -0.1, 0.01, 0.1), Pair(0, 2, -0.1, 0.02, 0.14), Pair(1, 2, -0.1, 0, 0.1)]));

    [Fact]
    public void Two_instruments_that_agree() =>
        Assert.Equal(
            ["No difference between b and a is established: a reads 1.0 % (95 %: -9.5 … 11 %) above b."],
            Verdict.Sentences(["a", "b"], [Pair(0, 1, -0.1, 0.01, 0.1)]));

    [Fact]
    public void Pairs_that_no_source_links_are_not_compared() =>
        Assert.Equal(
            ["pn reads 22 % (95 %: 11 … 35 %) above MOS1."],
            Verdict.Sentences(Names, [Pair(0, 1, 0.1, 0.2, 0.3), Pair(0, 2, 1, 2, 3) with { Connected = false }, Pair(1, 2, 1, 2, 3) with { Connected = false }]));

    [Fact]
    public void Nothing_to_compare()
    {
        Assert.Contains("one instrument only", Assert.Single(Verdict.Sentences(["a"], [])), StringComparison.Ordinal);
        Assert.Contains("nothing to compare", Assert.Single(Verdict.Sentences(["a", "b"], [Pair(0, 1, 1, 2, 3) with { Connected = false }])), StringComparison.Ordinal);
    }

    [Fact]
    public void With_many_instruments_the_odd_one_out_is_named_first()
    {
        // Instrument 6 stands 15 % below all others, which agree.
        string[] names = [.. Enumerable.Range(0, 13).Select(i => $"inst{i:D2}")];
        IEnumerable<AreaDifference> pairs =
            from i in Enumerable.Range(0, 13)
            from k in Enumerable.Range(i + 1, 12 - i)
            let middle = i == 6 ? -0.16 : k == 6 ? 0.16 : 0.001 * (k - i)
            select Pair(i, k, middle - 0.1, middle, middle + 0.1);
        string[] sentences = [.. Verdict.Sentences(names, [.. pairs])];
        Assert.Equal("inst06 reads 15 % below 12 of 12 others.", sentences[0]);
        Assert.Equal(10, sentences.Count(sentence => sentence.EndsWith("above inst06.", StringComparison.Ordinal)));
        Assert.Equal("2 more pairs differ; --json lists them all.", sentences[11]);
        Assert.Equal("The other 66 pairs are not shown to differ: their 95 % intervals hold zero.", sentences[12]);
        Assert.Equal(13, sentences.Length);
    }

    private static AreaDifference Pair(int first, int second, double low, double median, double high) => new(first, second, median, low, median, high, Connected: true);
}
