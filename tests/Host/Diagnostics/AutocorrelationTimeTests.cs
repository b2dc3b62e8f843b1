using CsCheck;
using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class AutocorrelationTimeTests
{
    [Theory]
    [InlineData(1024, 200, 0)]
    [InlineData(1024, 200, 0.5)]
    [InlineData(1024, 200, -0.3)]
    [InlineData(4, 50_000, 0.5)]
    [InlineData(1, 200_000, 0.9)]
    public void Sokal_finds_the_time_of_autoregressive_chains_short_and_long(int chains, int length, double phi) =>
        Assert.Equal(Time(phi), AutocorrelationTime.Sokal(Ar1.Draws(chains, length, phi, seed: 61), chains), 4 * Error(phi));

    [Theory]
    [InlineData(4, 50_000, 0)]
    [InlineData(4, 50_000, 0.5)]
    [InlineData(4, 50_000, -0.3)]
    [InlineData(1, 200_000, 0.9)]
    public void Geyer_finds_the_time_of_long_autoregressive_chains(int chains, int length, double phi) =>
        Assert.Equal(Time(phi), AutocorrelationTime.Geyer(Ar1.Draws(chains, length, phi, seed: 64), chains), 4 * Error(phi));

    [Fact]
    public void Depends_on_neither_unit_nor_order_of_chains_nor_direction_of_time() => Samples.Whole.Sample(sample =>
        new Func<double[], int, double>[] { (x, c) => AutocorrelationTime.Sokal(x, c), (x, c) => AutocorrelationTime.Geyer(x, c) }.All(time =>
            Samples.Same(time(sample.Draws, sample.Chains), time([.. sample.Draws.Select(x => 7 - 4 * x)], sample.Chains))
            && Samples.Same(time(sample.Draws, sample.Chains), time(Samples.RotateChains(sample.Draws, sample.Chains), sample.Chains))
            && Samples.Same(time(sample.Draws, sample.Chains), time(Samples.ReverseTime(sample.Draws, sample.Chains), sample.Chains))));

    [Fact]
    public void Chains_shorter_than_twice_the_window_have_no_Sokal_time()
    {
        double[] ramp = [.. Enumerable.Range(0, 50).Select(i => (double)i)];
        Assert.Equal(double.NaN, AutocorrelationTime.Sokal(ramp, 1));
        Assert.Equal(double.NaN, AutocorrelationTime.Sokal(Ar1.Draws(4096, 20, 0.9, seed: 63), 4096)); // τ = 19
    }

    [Fact]
    public void Strongly_antithetic_chains_have_no_Sokal_time_but_a_Geyer_time()
    {
        double[] draws = Ar1.Draws(4, 2000, -0.9, seed: 62);
        Assert.Equal(double.NaN, AutocorrelationTime.Sokal(draws, 4));
        Assert.InRange(AutocorrelationTime.Geyer(draws, 4), 0, 0.2); // (1 − 0.9)/(1 + 0.9) = 0.053
    }

    [Fact]
    public void Undefined_where_nothing_can_be_learnt()
    {
        Assert.Equal(double.NaN, AutocorrelationTime.Geyer(new double[20], 2));
        Assert.Equal(double.NaN, AutocorrelationTime.Geyer([1, 2, 3, 4], 2));
        Assert.Equal(double.NaN, AutocorrelationTime.Sokal([1, 2, double.NaN, 4], 1));
    }

    private static double Time(double phi) => (1 + phi) / (1 - phi);

    /// <summary>Standard error of a sum windowed at M lags for S draws, τ √((4M + 2)/S) (Sokal 1997, § 3), with S near 200,000 and M = max(5τ, 5).</summary>
    private static double Error(double phi) => Time(phi) * Math.Sqrt((4 * Math.Max(5 * Time(phi), 5) + 2) / 200_000);
}
