using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Host.Fits;

/// <summary>The population of sources, and the sources without a count, in words.</summary>
public sealed class PopulationTests
{
    [Fact]
    public void The_population_is_a_median_and_a_factor()
    {
        Population population = Population.Of(CountFits.Of())!;
        population = new Population(Told(population.Mean, Math.Log(2e-4), Math.Log(1e-4), Math.Log(4e-4)), Told(population.Variance, 1.0, 0.25, 4.0));
        Assert.Equal(
            "The sources' median flux e^μ is 0.0002 counts/s (95 %: 0.0001 … 0.0004); fluxes spread about it by a factor of e^ω = 2.72 (95 %: 1.65 … 7.39), one standard "
                + "deviation, that is 0.43 dex.",
            population.Sentence("counts/s"));
        Assert.StartsWith("The sources' median flux e^μ is 0.0002 (95 %", population.Sentence(""), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_have_none()
    {
        Fit fit = CountFits.Of();
        Assert.Null(Population.Of(fit with { Observations = fit.Observations with { Counts = null } }));
        Assert.Null(Population.Of(fit with { Blocks = [.. fit.Blocks.Where(block => block.Role is not Role.Other)] }));
        Assert.Null(UncountedSources.Sentence(fit with { Observations = fit.Observations with { Counts = null } }));
    }

    [Fact]
    public void Sources_without_a_count_are_counted_and_those_that_nobody_observed_are_not()
    {
        Fit fit = CountFits.Of();
        Assert.Equal([1], UncountedSources.Of(fit.Observations));
        Assert.Equal([4.0, 0, 2], Enumerable.Range(0, 3).Select(j => UncountedSources.Total(fit.Observations, j)));
        Assert.StartsWith("1 of 3 sources has no count in any source aperture. Read the upper end of such a flux's interval as a 97.5 % upper limit",
            UncountedSources.Sentence(fit), StringComparison.Ordinal);
        Assert.Contains("no quantiles are kept", UncountedSources.Sentence(fit with { Fluxes = fit.Fluxes with { Q97_5 = [0, double.NaN, 0] } }), StringComparison.Ordinal);
        Assert.Equal([1], UncountedSources.Of(fit.Observations with { Sources = ["S1", "dark", "lone", "nobody's"], First = [0, 2, 4, 5, 5] }));
    }

    private static Block Told(Block block, double median, double low, double high) =>
        block with { Summaries = [block.Summaries[0] with { Median = median, Q2_5 = low, Q97_5 = high }] };
}
