using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class PooledAutocovarianceTests
{
    /// <summary>Lengths around the vector width and the transform's power of two; even and odd numbers of chains.</summary>
    public static TheoryData<int, int> Shapes => new() { { 1, 3 }, { 2, 8 }, { 3, 9 }, { 4, 33 }, { 5, 64 }, { 1, 257 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_lag_follows_the_definition_on_both_ways(int chains, int length)
    {
        double[] draws = Ar1.Draws(chains, length, 0.7, seed: 11);
        double[] centres = [.. Enumerable.Range(1, chains).Select(chain => 0.1 * chain)];
        PooledAutocovariance direct = new(new Chains(draws, chains), centres, directLags: int.MaxValue);
        PooledAutocovariance transformed = new(new Chains(draws, chains), centres, directLags: 0);
        for (int lag = 0; lag < length; lag++)
        {
            double expected = draws.Chunk(length).Zip(centres, (chain, centre) => Covariance(chain, centre, lag)).Average();
            Assert.Equal(expected, direct[lag], 1e-13);
            Assert.Equal(expected, transformed[lag], 1e-13);
        }
    }

    private static double Covariance(double[] chain, double centre, int lag) =>
        Enumerable.Range(0, chain.Length - lag).Sum(i => (chain[i] - centre) * (chain[i + lag] - centre)) / chain.Length;
}
