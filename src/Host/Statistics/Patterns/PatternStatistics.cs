using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Statistics.Patterns;

/// <summary>
/// The sufficient statistics of a table, one <see cref="MissingnessPattern"/> for every set of instruments that occurs.
/// One pass over the sources; after it the cost of a draw of (B, v) no longer depends on how many sources there are.
/// </summary>
/// <remarks>
/// Sources seen by a single instrument (or by none) tell nothing about B and v, since their log flux has a flat prior. They
/// are kept apart: their patterns come last, and <see cref="PatternOfSource"/> still names them for the flux summaries.
/// </remarks>
public sealed class PatternStatistics
{
    private const int BlockSize = 1024;

    private PatternStatistics(Observations observations, PatternGroups groups, MissingnessPattern[] patterns)
    {
        Instruments = observations.Instruments;
        Patterns = patterns;
        PatternOfSource = groups.PatternOfSource;
        SharedPatternCount = patterns.Count(p => p.IsShared);
        ObservationCount = new int[Instruments.Length];
        SharedObservationCount = new int[Instruments.Length];
        foreach (MissingnessPattern pattern in patterns)
        {
            foreach (int i in pattern.Instruments)
            {
                ObservationCount[i] += (int)pattern.SourceCount;
                if (pattern.IsShared)
                {
                    SharedObservationCount[i] += (int)pattern.SourceCount;
                }
            }
        }
        int firstApart = groups.Start[SharedPatternCount];
        UnsharedSources = groups.Order.AsSpan(firstApart).ToArray();
        Array.Sort(UnsharedSources);
    }

    /// <summary>Instrument names, length N.</summary>
    public string[] Instruments { get; }

    /// <summary>Every pattern that occurs: shared ones (two or more instruments) first, each kind in order of its first source.</summary>
    public MissingnessPattern[] Patterns { get; }

    /// <summary>How many of <see cref="Patterns"/> are shared.</summary>
    public int SharedPatternCount { get; }

    /// <summary>The patterns that carry information about B and v.</summary>
    public ReadOnlySpan<MissingnessPattern> Shared => Patterns.AsSpan(0, SharedPatternCount);

    /// <summary>Index into <see cref="Patterns"/> of every source, length M.</summary>
    public int[] PatternOfSource { get; }

    /// <summary>Indices of the sources that fewer than two instruments saw, ascending.</summary>
    public int[] UnsharedSources { get; }

    /// <summary>|J_i|, number of sources that instrument i saw, length N.</summary>
    public int[] ObservationCount { get; }

    /// <summary>n_i, number of sources that instrument i and at least one other saw, length N; what the fit of v_i rests on.</summary>
    public int[] SharedObservationCount { get; }

    /// <summary>Number of instruments N.</summary>
    public int InstrumentCount => Instruments.Length;

    /// <summary>Groups the sources of <paramref name="observations"/> and sums each group; parallel, the same bits on any number of cores.</summary>
    public static PatternStatistics Of(Observations observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        return Of(observations, PatternGroups.Of(observations));
    }

    /// <summary>A pattern for every source, with the known variances of its observations: nothing is condensed.</summary>
    /// <param name="observations">The data.</param>
    /// <param name="variance">s, one entry an observation.</param>
    internal static PatternStatistics SourceBySource(Observations observations, double[] variance)
    {
        PatternGroups groups = PatternGroups.SourceBySource(observations);
        PatternStatistics statistics = Of(observations, groups);
        for (int p = 0; p < groups.Count; p++)
        {
            int source = groups.FirstSource[p];
            statistics.Patterns[p] = statistics.Patterns[p] with { KnownVariance = variance[observations.First[source]..observations.First[source + 1]] };
        }
        return statistics;
    }

    private static PatternStatistics Of(Observations observations, PatternGroups groups)
    {
        int[] firstBlock = new int[groups.Count + 1];
        for (int p = 0; p < groups.Count; p++)
        {
            firstBlock[p + 1] = firstBlock[p] + (groups.Start[p + 1] - groups.Start[p] + BlockSize - 1) / BlockSize;
        }

        int[] patternOfBlock = new int[firstBlock[^1]];
        for (int p = 0; p < groups.Count; p++)
        {
            patternOfBlock.AsSpan(firstBlock[p], firstBlock[p + 1] - firstBlock[p]).Fill(p);
        }

        PatternMoments[] blocks = new PatternMoments[patternOfBlock.Length];
        SideBySide.For(0, blocks.Length, block =>
        {
            int p = patternOfBlock[block];
            int start = groups.Start[p] + (block - firstBlock[p]) * BlockSize;
            int end = Math.Min(start + BlockSize, groups.Start[p + 1]);
            int n = groups.Seen(groups.FirstSource[p]).Length;
            blocks[block] = PatternMoments.Of(observations, groups.Order.AsSpan(start, end - start), n);
        }, CancellationToken.None);

        MissingnessPattern[] patterns = new MissingnessPattern[groups.Count];
        for (int p = 0; p < patterns.Length; p++)
        {
            PairwiseReduction.Fold(blocks.AsSpan(firstBlock[p]..firstBlock[p + 1]), PatternMoments.Merge);
            PatternMoments total = blocks[firstBlock[p]];
            patterns[p] = new MissingnessPattern(groups.Seen(groups.FirstSource[p]).ToArray(), total.Count, total.Mean, total.Cross);
        }
        return new PatternStatistics(observations, groups, patterns);
    }

    /// <summary>Refuses data in which nothing can be compared.</summary>
    /// <param name="observations">The data that these are the statistics of.</param>
    /// <exception cref="DataException">No source was seen by two instruments.</exception>
    internal void RequireSharedSource(Observations observations)
    {
        if (SharedPatternCount == 0)
        {
            string band = observations.Band is null ? "" : $" in band {observations.Band}";
            throw new DataException(
                $"No source{band} was seen by two instruments, so nothing in the data tells them apart: expected at least one shared source. "
                + "Check that source names are spelled the same for every instrument.");
        }
    }
}
