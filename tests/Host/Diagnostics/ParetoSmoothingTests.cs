using System.Text.Json;
using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

/// <summary>Pareto smoothing and leave-one-out against the R package loo, from k̂ = 0 to weights without a mean.</summary>
public sealed class ParetoSmoothingTests
{
    private static readonly JsonElement Reference = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "data", "psis", "psis.json"))).RootElement;

    private static readonly double[][] LogLikelihood = [.. Reference.GetProperty("log_likelihood").EnumerateArray().Select(Numbers)];

    public static TheoryData<int> Observations => [.. Enumerable.Range(0, 7)];

    [Theory]
    [MemberData(nameof(Observations))]
    public void Weights_and_k_are_those_of_loo(int observation)
    {
        double[] weights = [.. LogLikelihood[observation].Select(value => -value)];
        double largest = weights.Max();
        double k = ParetoSmoothing.Smooth(weights);
        Assert.Equal(Numbers(Reference.GetProperty("pareto_k"))[observation], k, 1e-10);
        double[] expected = Numbers(Reference.GetProperty("log_weights")[observation]);
        for (int s = 0; s < weights.Length; s++)
        {
            Assert.Equal(expected[s], weights[s] + largest, 1e-9);
        }
    }

    /// <summary>Smoothing weights is smoothing their logarithms, down to weights that are nothing.</summary>
    [Theory]
    [MemberData(nameof(Observations))]
    public void Weights_are_smoothed_as_their_logarithms_are(int observation)
    {
        double[] logarithms = [.. LogLikelihood[observation].Select(value => -value), double.NegativeInfinity];
        double largest = logarithms.Max();
        double[] weights = Array.ConvertAll(logarithms, own => Math.Exp(own - largest));
        double[] smoothed = [.. logarithms];
        double k = ParetoSmoothing.Smooth(smoothed);
        Assert.Equal(k, ParetoSmoothing.Smooth(logarithms, weights));
        for (int s = 0; s < weights.Length; s++)
        {
            Assert.Equal(Math.Exp(smoothed[s]), weights[s], 1e-14);
        }
    }

    /// <summary>The logarithm of a product is the sum of logarithms: exceedances over sixty orders of magnitude leave the product's range.</summary>
    [Fact]
    public void Estimates_are_the_same_where_products_leave_their_range()
    {
        // Scaled so that the largest is 1 or 1e-200: θ scales with it, and the shape stays.
        double[] sample = [.. Enumerable.Range(0, 300).Select(i => Math.Pow(10, -60 + (i * 0.2)))];
        GeneralizedPareto found = GeneralizedPareto.Estimate(sample);
        GeneralizedPareto scaled = GeneralizedPareto.Estimate(Array.ConvertAll(sample, own => own * 1e-200));
        Assert.True(double.IsFinite(found.Shape));
        Assert.Equal(found.Shape, scaled.Shape, 1e-9);
    }

    [Fact]
    public void Leave_one_out_is_that_of_loo()
    {
        LeaveOneOut found = LeaveOneOut.Of(LogLikelihood.Length, LogLikelihood[0].Length, (i, values) => LogLikelihood[i].CopyTo(values),
            cancellation: TestContext.Current.CancellationToken);
        Close(Numbers(Reference.GetProperty("elpd_loo")), found.LogDensity);
        Close(Numbers(Reference.GetProperty("p_loo")), found.Optimism);
        Close(Numbers(Reference.GetProperty("pareto_k")), found.ParetoK);
        double[] estimates = Numbers(Reference.GetProperty("estimates"));
        Close(estimates[..4], [found.Elpd, found.ElpdError, found.EffectiveParameters, found.EffectiveParametersError]);
        Assert.Equal(1 - (1 / Math.Log10(400)), found.Threshold, 1e-15);
        Assert.Equal(5, found.Unreliable);
    }

    [Fact]
    public void The_tail_is_as_long_as_loo_makes_it() =>
        Assert.Equal(Reference.GetProperty("tail_length").GetInt32(), ParetoSmoothing.TailLength(400));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(20)]
    public void Too_few_or_equal_weights_stay_as_they_are(int draws)
    {
        double[] weights = [.. Enumerable.Repeat(-2.5, draws)];
        Assert.Equal(double.PositiveInfinity, ParetoSmoothing.Smooth(weights));
        Assert.All(weights, weight => Assert.Equal(0, weight));
    }

    [Fact]
    public void Equal_likelihoods_leave_nothing_to_learn_from_leaving_out()
    {
        LeaveOneOut found = LeaveOneOut.Of(2, 100, (_, values) => values.Fill(-1.5), cancellation: TestContext.Current.CancellationToken);
        Close([-1.5, -1.5], found.LogDensity);
        Close([0, 0], found.Optimism);
    }

    [Fact]
    public void The_estimator_finds_a_known_tail()
    {
        // Quantiles of the distribution itself stand for a sample; k is then drawn towards one half as by ten more.
        GeneralizedPareto known = new(0.3, 2.0);
        double[] sample = [.. Enumerable.Range(0, 4000).Select(i => known.Quantile((i + 0.5) / 4000))];
        GeneralizedPareto found = GeneralizedPareto.Estimate(sample);
        Assert.Equal(((0.3 * 4000) + (0.5 * 10)) / 4010, found.Shape, 0.005);
        Assert.Equal(2.0, found.Scale, 0.02);
    }

    [Fact]
    public void A_tail_without_shape_is_exponential() =>
        Assert.Equal(2.0 * Math.Log(4), new GeneralizedPareto(0, 2.0).Quantile(0.75), 1e-14);

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];

    private static void Close(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i], 1e-9 * Math.Max(1, Math.Abs(expected[i])));
        }
    }
}
