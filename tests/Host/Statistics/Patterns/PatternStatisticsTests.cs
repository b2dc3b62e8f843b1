using System.Numerics;
using CsCheck;
using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics.Patterns;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics.Patterns;

public class PatternStatisticsTests
{
    [Fact]
    public void Groups_sources_by_the_instruments_that_saw_them()
    {
        Observations observations = ReferenceTables.Of(
        [
            [null, 1, 2, null, 3, 1, null],
            [5, 2, 4, null, 9, null, null],
            [null, 3, null, 7, 6, null, null],
        ]);
        PatternStatistics statistics = PatternStatistics.Of(observations);

        Assert.Equal(2, statistics.SharedPatternCount);
        Assert.Equal([[0, 1, 2], [0, 1], [1], [2], [0], []], statistics.Patterns.Select(p => p.Instruments));
        Assert.Equal([2, 1, 1, 1, 1, 1], statistics.Patterns.Select(p => p.SourceCount));
        Assert.Equal([true, true, false, false, false, false], statistics.Patterns.Select(p => p.IsShared));
        Assert.Equal([2, 0, 1, 3, 0, 4, 5], statistics.PatternOfSource);
        Assert.Equal([0, 3, 5, 6], statistics.UnsharedSources);
        Assert.Equal([4, 4, 3], statistics.ObservationCount);
        Assert.Equal([3, 3, 2], statistics.SharedObservationCount);
    }

    [Fact]
    public void Means_and_cross_products_are_of_source_centred_values()
    {
        // Sources centred: (−1, 0, 1) and (−3, 3, 0).
        PatternStatistics statistics = PatternStatistics.Of(ReferenceTables.Of([[1, 3], [2, 9], [3, 6]]));
        MissingnessPattern pattern = Assert.Single(statistics.Patterns);
        Assert.Equal([-2, 1.5, 0.5], pattern.Mean);
        Assert.Equal([2, -3, 1, -3, 4.5, -1.5, 1, -1.5, 0.5], pattern.Cross);
    }

    [Fact]
    public void A_pattern_of_one_source_has_no_cross_products()
    {
        MissingnessPattern pattern = Assert.Single(PatternStatistics.Of(ReferenceTables.Of([[1], [2], [6]])).Patterns);
        Assert.Equal([-2, -1, 3], pattern.Mean);
        Assert.All(pattern.Cross, value => Assert.Equal(0, value));
    }

    [Fact]
    public void No_source_at_all_is_no_pattern()
    {
        PatternStatistics statistics = PatternStatistics.Of(ReferenceTables.Of([[], []]));
        Assert.Empty(statistics.Patterns);
        Assert.Equal([0, 0], statistics.ObservationCount);
    }

    [Fact]
    public void A_hundred_thousand_sources_agree_with_integer_arithmetic()
    {
        const int sources = 100_000, n = 3;
        Random random = new(5);
        double?[][] y = Enumerable.Range(0, n).Select(_ => new double?[sources]).ToArray();
        BigInteger[] sum = new BigInteger[n];
        BigInteger[,] square = new BigInteger[n, n];
        for (int j = 0; j < sources; j++)
        {
            // A shared brightness a million times the differences, all exact in binary.
            long flux = random.NextInt64(1L << 40);
            long[] value = [.. Enumerable.Range(0, n).Select(i => flux + random.Next(1000) + 700 * i)];
            long total = value.Sum();
            for (int i = 0; i < n; i++)
            {
                y[i][j] = value[i];
                sum[i] += n * value[i] - total;
                for (int k = 0; k < n; k++)
                {
                    square[i, k] += (BigInteger)(n * value[i] - total) * (n * value[k] - total);
                }
            }
        }
        MissingnessPattern pattern = Assert.Single(PatternStatistics.Of(ReferenceTables.Of(y)).Patterns);
        for (int i = 0; i < n; i++)
        {
            ReferenceTables.Close((double)sum[i] / (n * (double)sources), pattern.Mean[i], 1e-14, 1, "mean");
            for (int k = 0; k < n; k++)
            {
                double exact = (double)(square[i, k] * sources - sum[i] * sum[k]) / ((double)sources * n * n);
                ReferenceTables.Close(exact, pattern.Cross[i * n + k], 1e-14, pattern.Cross[i * n + i], "cross");
            }
        }
    }

    [Fact]
    public void Parallel_sums_have_the_bits_of_serial_ones()
    {
        Observations observations = ReferenceTables.Of(ReferenceTables.Simulate(3, 5, 40_000, 0.1, missing: 0.4));
        PatternStatistics statistics = PatternStatistics.Of(observations);
        for (int p = 0; p < statistics.Patterns.Length; p++)
        {
            MissingnessPattern pattern = statistics.Patterns[p];
            int[] sources = [.. Enumerable.Range(0, observations.SourceCount).Where(j => statistics.PatternOfSource[j] == p)];
            PatternMoments[] blocks = [.. sources.Chunk(1024).Select(block => PatternMoments.Of(observations, block, pattern.Instruments.Length))];
            PairwiseReduction.Fold(blocks, PatternMoments.Merge);
            Assert.Equal(sources.Length, pattern.SourceCount);
            Assert.Equal(blocks[0].Mean, pattern.Mean);
            Assert.Equal(blocks[0].Cross, pattern.Cross);
        }
    }

    [Fact]
    public void Seventy_instruments_need_no_special_key()
    {
        // Patterns that differ only beyond the 64th instrument must not be confused.
        double?[][] y = Enumerable.Range(0, 70).Select(i => new double?[] { i < 69 ? i : null, i != 68 ? -i : null, i < 69 ? 1 : null }).ToArray();
        PatternStatistics statistics = PatternStatistics.Of(ReferenceTables.Of(y));
        Assert.Equal([0, 1, 0], statistics.PatternOfSource);
        Assert.Equal(69, statistics.Patterns[0].Instruments.Length);
        Assert.Equal([.. Enumerable.Range(0, 68), 69], statistics.Patterns[1].Instruments);
    }

    [Fact]
    public void Shifting_a_source_changes_nothing() =>
        Gen.Select(Gen.Int[2, 6], Gen.Int[1, 60], Gen.Int[0, 10_000], Gen.Double[-50, 50]).Sample((n, m, seed, shift) =>
        {
            double?[][] y = ReferenceTables.Simulate(seed, n, m, 0.1, missing: 0.3);
            double?[][] shifted = y.Select(row => row.Select((value, j) => value + shift * (j % 5 - 1)).ToArray()).ToArray();
            Compare(PatternStatistics.Of(ReferenceTables.Of(y)), PatternStatistics.Of(ReferenceTables.Of(shifted)), m);
        }, iter: 200);

    [Fact]
    public void Permuting_sources_changes_nothing_but_the_numbering() =>
        Gen.Select(Gen.Int[2, 5], Gen.Int[1, 60], Gen.Int[0, 10_000]).Sample((n, m, seed) =>
        {
            double?[][] y = ReferenceTables.Simulate(seed, n, m, 0.1, missing: 0.3);
            double?[][] reversed = y.Select(row => row.Reverse().ToArray()).ToArray();
            Compare(PatternStatistics.Of(ReferenceTables.Of(y)), PatternStatistics.Of(ReferenceTables.Of(reversed)), m);
        }, iter: 200);

    private static void Compare(PatternStatistics one, PatternStatistics other, int sources)
    {
        Assert.Equal(one.Patterns.Length, other.Patterns.Length);
        foreach (MissingnessPattern pattern in one.Patterns)
        {
            MissingnessPattern twin = Assert.Single(other.Patterns, p => p.Instruments.SequenceEqual(pattern.Instruments));
            Assert.Equal(pattern.SourceCount, twin.SourceCount);
            // A shift of 200 rounds y at 3e-14; a source's contribution to a sum of products is of order 1.
            ReferenceTables.Close(pattern.Mean, twin.Mean, 1e-13, 1, "mean");
            ReferenceTables.Close(pattern.Cross, twin.Cross, 1e-13 * sources, 1, "cross");
        }
    }
}
