using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Sampling;
using Xunit;

namespace GpuConcord.Tests.Host.Fits;

public sealed class SamplerWarningsTests
{
    private static readonly FitOptions Options = new() { Chains = 10, Draws = 100 };

    public static TheoryData<string> Keys => [.. ModelCatalogue.Standard.Kinds.Select(kind => kind.Key)];

    /// <summary>What is advised can be done: a sampler is named only where the model has it.</summary>
    [Theory]
    [MemberData(nameof(Keys))]
    public void Divergences_are_told_with_advice_that_the_model_takes(string key)
    {
        IModel model = FitParts.Of(key);
        string warning = Assert.Single(SamplerWarnings.Of(Tuning(divergences: 2), Options, model));
        Assert.StartsWith("2 of 1,000 trajectories diverged", warning, StringComparison.Ordinal);
        Assert.Equal(model.Can.Samplers.Contains(Sampler.BlockGibbs), warning.Contains("--sampler block-gibbs", StringComparison.Ordinal));
    }

    [Fact]
    public void One_in_a_thousand_is_no_matter()
    {
        Assert.Empty(SamplerWarnings.Of(Tuning(divergences: 1), Options, FitParts.Fitted));
        Assert.Empty(SamplerWarnings.Of(null, Options, FitParts.Fitted));
    }

    private static SamplerTuning Tuning(long divergences) => new(0.5, 5, [1.0], 0.9, divergences, 1.0);
}
