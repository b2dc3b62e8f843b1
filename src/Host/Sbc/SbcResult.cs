using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Sbc;

/// <summary>What simulation-based calibration found.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Quantities">One entry a quantity that was ranked.</param>
/// <param name="Threshold">A p-value below this fails: the level over the number of tests (Bonferroni).</param>
/// <param name="AutocorrelationTime">Median over replicates of the longest autocorrelation time among B and ln v, in kept draws; about 1 when draws are independent.</param>
/// <param name="Unmixed">Replicates whose chains hardly moved between kept draws.</param>
/// <param name="Seconds">Time it took.</param>
public sealed record SbcResult(
    SbcOptions Options, IReadOnlyList<RankedQuantity> Quantities, double Threshold, double AutocorrelationTime, int Unmixed,
    double Seconds)
{
    // Kept draws whose correlation shows in the ranks of a few thousand replicates.
    private const double MostCorrelated = 2.0;

    // Of as many kept draws as a chain has, chain means of independent ones almost never scatter so.
    private const double Stuck = 0.75;

    /// <summary>Whether no test of any quantity failed.</summary>
    public bool Passed => Quantities.All(quantity => !quantity.Fails(Threshold));

    /// <summary>What to know before believing a failure, in words; null when there is nothing.</summary>
    public string? Warning => AutocorrelationTime > MostCorrelated
        ? $"Kept draws are not independent (autocorrelation time {AutocorrelationTime:F1} draws): ranks pile up at both ends even if all is well. Space them out: --thin "
            + $"{Math.Ceiling(Options.Thin * AutocorrelationTime)}."
        : Unmixed > 0
            ? $"In {Unmixed} of {Options.Replicates} replicates chains hardly moved between kept draws; they are ranked like the others. Give them longer: --warmup "
                + $"{2 * Options.WarmUp} --thin {2 * Options.Thin}."
            : null;

    /// <summary>Puts the ranks of all replicates together and tests them.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="parts">Ranks of the replicates, in their order.</param>
    public static SbcResult Of(SbcOptions options, IReadOnlyList<ReplicateRanks> parts)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(parts);
        string[] names = parts[0].Names;
        RankedQuantity[] quantities = new RankedQuantity[names.Length];
        SideBySide.For(0, names.Length, q => quantities[q] = RankedQuantity.Of(names[q], [.. parts.SelectMany(part => part.Ranks[q])], options.RankValues), CancellationToken.None);
        double[] sorted = [.. parts.SelectMany(part => part.Times).Order()];
        int unmixed = options.Draws > 1 ? sorted.Count(time => time > Math.Max(MostCorrelated, Stuck * options.Draws)) : 0;
        return new SbcResult(
            options, quantities, options.Level / (2 * names.Length), Quantile.Of(sorted, 0.5), unmixed, parts.Sum(part => part.Seconds));
    }
}

/// <summary>The ranks of some replicates, one after the other.</summary>
/// <param name="Names">The quantities that were ranked.</param>
/// <param name="Ranks">By quantity, then by replicate: the rank of the truth among the draws.</param>
/// <param name="Times">By replicate, the longest autocorrelation time among B and ln v, in kept draws.</param>
/// <param name="Seconds">Time it took.</param>
public sealed record ReplicateRanks(string[] Names, int[][] Ranks, double[] Times, double Seconds);

/// <summary>The ranks of one quantity, and how uniform they are.</summary>
/// <param name="Name">Its name: B[I1], sigma2[I1], G[S1], …</param>
/// <param name="Ranks">Rank of the truth in every replicate.</param>
/// <param name="Histogram">The ranks in equal bins.</param>
/// <param name="ChiSquared">p-value of <see cref="RankUniformity.ChiSquaredPValue"/>.</param>
/// <param name="Envelope">p-value of <see cref="RankUniformity.EnvelopePValue"/>.</param>
public sealed record RankedQuantity(string Name, int[] Ranks, int[] Histogram, double ChiSquared, double Envelope)
{
    private const int MostBins = 16;
    private const int LeastExpected = 5;

    /// <summary>Whether one of its p-values is below <paramref name="threshold"/>.</summary>
    public bool Fails(double threshold) => ChiSquared < threshold || Envelope < threshold;

    /// <summary>Tests ranks of <paramref name="values"/> possible values, in as many bins, up to 16, as leave 5 expected in each.</summary>
    public static RankedQuantity Of(string name, int[] ranks, int values)
    {
        ArgumentNullException.ThrowIfNull(ranks);
        int bins = MostBins;
        while (bins > 1 && (values % bins != 0 || ranks.Length < LeastExpected * bins))
        {
            bins /= 2;
        }

        int[] histogram = RankUniformity.Histogram(ranks, values, bins);
        return new RankedQuantity(
            name, ranks, histogram, RankUniformity.ChiSquaredPValue(histogram), RankUniformity.EnvelopePValue(ranks, values));
    }
}
