using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.ScaleMixture;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;
using GpuConcord.Tests.Host.Fits;
using GpuConcord.Tests.Host.Models.LogT;
using Xunit;

namespace GpuConcord.Tests.Host.Sampling.ScaleMixture;

/// <summary>The sampler of normal scale mixtures with a model of one's own: what a wrong conditional of ψ does, and what the check makes of it.</summary>
public sealed class ScaleMixtureSamplingTests
{
    private const int Chains = 128;

    [Fact]
    public void The_check_passes_the_right_conditional() => Compare(new HandWritten(2.0, 0.25)).Require("log-t written by hand");

    /// <summary>
    /// ψ from its prior's index ν/2, as if the observation itself did not count; and a whole variance in the mean where half of one belongs. (A
    /// Student weight, with none, does not even stay finite beside a half variance in the mean: ψ and the flux chase one another upwards.)
    /// </summary>
    [Theory]
    [InlineData(1.5, 0.25)]
    [InlineData(2.0, 1.0)]
    public void The_check_catches_a_wrong_conditional(double shape, double linear)
    {
        Agreement agreement = Compare(new HandWritten(shape, linear));
        TestContext.Current.TestOutputHelper?.WriteLine($"k = {shape}, a = {linear}: {agreement.Worst}, mean z² {agreement.MeanSquare:F0}");
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => agreement.Require("a wrong conditional"));
        Assert.True(Math.Abs(agreement.Worst.Z) > 4 * Agreement.Most, $"off by only {agreement.Worst.Z:F1} standard errors");
    }

    [Fact]
    public void Cancelling_ends_the_run()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Run(new HandWritten(2.0, 0.25), source.Token));
    }

    private static Agreement Compare(HandWritten model)
    {
        LogTReference reference = LogTReference.Of("fixed");
        (ScaleMixtureDraws draws, int[] observations) = Run(model, CancellationToken.None);
        Observations data = LogTReference.Observations;
        Agreement agreement = new();
        for (int i = 0; i < data.InstrumentCount; i++)
        {
            double b = reference.Prior.B[i];
            agreement.Add($"B[{data.Instruments[i]}]", [.. draws.Draws.LogArea[i].Select(area => area + b)], Chains, reference.Posterior[$"B[{data.Instruments[i]}]"]);
        }

        for (int k = 0; k < observations.Length; k++)
        {
            string instrument = data.Instruments[data.Instrument[observations[k]]];
            string source = data.Sources[Enumerable.Range(0, data.SourceCount).Last(j => data.First[j] <= observations[k])];
            LogTReferenceWeight expected = reference.Weights.Single(weight =>
                string.Equals(weight.Instrument, instrument, StringComparison.Ordinal) && string.Equals(weight.Source, source, StringComparison.Ordinal));
            double error = Math.Sqrt(Math.Pow(draws.WeightError[k], 2) + Math.Pow(expected.McseMean, 2));
            agreement.Add($"weight of {source} by {instrument}", draws.Weight[k], error, expected.Mean);
        }

        return agreement;
    }

    private static (ScaleMixtureDraws Draws, int[] Observations) Run(HandWritten model, CancellationToken cancellation)
    {
        LogTReference reference = LogTReference.Of("fixed");
        Observations data = LogTReference.Observations;
        FitOptions options = new() { Chains = Chains, WarmUp = 100, Draws = 800, Seed = 3 };
        double[] scale = [.. reference.Prior.B.Select(_ => reference.Sigma2!.Value)];
        using Device device = Device.OpenSimd();
        using ScaleMixtureMemory memory = new(device, data, PatternStatistics.Of(data), AreaPrior.Independent(reference.Prior.ToPriors()));
        ScaleMixtureStarts start = new(scale, scale, true, false);
        return (ScaleMixtureSampling<HandWritten>.Run(device, memory, model, start, [], options, null, cancellation), memory.Observations);
    }

    /// <summary>ψ of density ∝ ψ^(−k−1) exp(−(aψ + (σ² + r²)/ψ)/2) for a known σ²; right at ν = 3 with k = 2 and a = ¼.</summary>
    private readonly struct HandWritten(double shape, double linear) : IScaleMixture<HandWritten>
    {
        private readonly double shape = shape;
        private readonly double linear = linear;

        public static T Precision<T>(in HandWritten model, in Stream<T> stream, long site, T scale, T square)
            where T : unmanaged, ILane<T> =>
            T.Of(1.0) / GeneralizedInverseGaussian.Draw(stream, site, T.Of(model.shape), T.Of(model.linear), scale + square);

        public static void DrawScales<T>(in HandWritten model, in Stream<T> stream, long site, int iteration, in ScaleSums sums, in Strip scales, in Strip factors)
            where T : unmanaged, ILane<T>
        {
        }
    }
}
