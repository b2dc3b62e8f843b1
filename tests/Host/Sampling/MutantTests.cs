using GpuConcord.Host.Data;
using GpuConcord.Tests.Host.Fits;
using Xunit;

namespace GpuConcord.Tests.Host.Sampling;

/// <summary>
/// The check that the samplers must pass is itself put to the test: a sound sampler passes it, each deliberate mistake fails it.
/// The variances of `noisy` are near 0.5, where the half variance matters.
/// </summary>
public sealed class MutantTests
{
    private const int Chains = 16;

    [Fact]
    public void Check_passes_a_sound_sampler() => Compare(Fault.None).Require("reference sampler on noisy");

    [Theory]
    [InlineData(nameof(Fault.InverseGamma))]
    [InlineData(nameof(Fault.NoHalfVariance))]
    public void Check_catches_the_mutant(string fault)
    {
        Agreement agreement = Compare(Enum.Parse<Fault>(fault));
        TestContext.Current.TestOutputHelper?.WriteLine($"{fault}: {agreement.Worst}, mean z² {agreement.MeanSquare:F0}");
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => agreement.Require(fault));

        // Not by a whisker: the check has power to spare.
        Assert.True(Math.Abs(agreement.Worst.Z) > 4 * Agreement.Most, $"{fault} is off by only {agreement.Worst.Z:F1} standard errors");
    }

    private static Agreement Compare(Fault fault)
    {
        SamplingCase noisy = SamplingCase.Of("noisy");
        PosteriorOracle oracle = PosteriorOracle.Of("noisy");
        Observations data = noisy.Observations;
        ReferenceDraws draws = ReferenceGibbs.Run(data, noisy.Priors, fault, Chains, warmUp: 200, draws: 1000, thin: 3, seed: 7);
        Agreement agreement = new();
        for (int i = 0; i < data.InstrumentCount; i++)
        {
            string name = data.Instruments[i];
            agreement.Add($"B[{name}]", draws.LogArea[i], Chains, oracle.Posterior[$"B[{name}]"]);
            agreement.Add($"sigma2[{name}]", draws.Variance[i], Chains, oracle.Posterior[$"sigma2[{name}]"]);
        }

        for (int j = 0; j < data.SourceCount; j++)
        {
            string name = $"G[{data.Sources[j]}]";
            if (oracle.Posterior.TryGetValue(name, out OracleParameter? flux))
            {
                agreement.Add(name, draws.LogFlux[j], Chains, flux);
            }
        }

        return agreement;
    }
}
