using CsCheck;
using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class SortedDrawsTests
{
    [Fact]
    public void Scores_are_those_of_ranks_counted_one_by_one() => Samples.Whole.Sample(sample =>
    {
        Chains draws = new(sample.Draws, sample.Chains);
        return Ranked(draws.Split().Values.ToArray()).SequenceEqual(new SortedDraws(draws).Scores().Values.ToArray());
    });

    [Fact]
    public void Folded_scores_are_those_of_distances_from_the_median() => Samples.Whole.Sample(sample =>
    {
        Chains draws = new(sample.Draws, sample.Chains);
        double[] ascending = [.. sample.Draws.Order()];
        double median = (ascending[(ascending.Length - 1) / 2] + ascending[ascending.Length / 2]) / 2;
        double[] distances = [.. sample.Draws.Select(x => Math.Abs(x - median))];
        return Ranked(new Chains(distances, sample.Chains).Split().Values.ToArray())
            .SequenceEqual(new SortedDraws(draws).FoldedScores().Values.ToArray());
    });

    [Fact]
    public void NaN_makes_every_score_NaN()
    {
        SortedDraws sorted = new(new Chains([1, 2, double.NaN, 4, 5, 6, 7, 8, 9, 10], 2));
        Assert.Equal(double.NaN, sorted.Median);
        Assert.All(sorted.Scores().Values.ToArray(), score => Assert.Equal(double.NaN, score));
        Assert.All(sorted.FoldedScores().Values.ToArray(), score => Assert.Equal(double.NaN, score));
    }

    [Fact]
    public void An_infinite_median_leaves_ranks_but_no_distances()
    {
        const double Inf = double.PositiveInfinity;
        SortedDraws sorted = new(new Chains([1, 2, Inf, Inf, Inf, Inf], 1));
        Assert.DoesNotContain(double.NaN, sorted.Scores().Values.ToArray());
        Assert.All(sorted.FoldedScores().Values.ToArray(), score => Assert.Equal(double.NaN, score));
    }

    /// <summary>The score of each value by the definition: its rank is 1 + the number below + half the number of others equal to it.</summary>
    private static IEnumerable<double> Ranked(double[] values)
    {
        NormalScores scores = new(values.Length);
        return values.Select(x => scores.OfMeanRank(1 + values.Count(y => y < x), values.Count(y => y <= x)));
    }
}
