using GpuConcord.Host.Devices;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Fluxes;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Host.Fluxes;

/// <summary>The mixture components of a run of patterns on a device, and the quantiles of their sources.</summary>
internal sealed class NormalMixtureQuantileTables : IDisposable
{
    // One chunk of sources keeps every core or multiprocessor busy and costs a few megabytes.
    private const int MostLanes = 1 << 16;
    private readonly Device device;
    private readonly PatternStatistics statistics;
    private readonly Memory components;
    private readonly long[] offsets;
    private readonly int draws;
    private readonly int strata;
    private readonly double left;
    private readonly int first;

    /// <param name="device">Where.</param>
    /// <param name="memory">The patterns.</param>
    /// <param name="conditional">The representatives.</param>
    /// <param name="statistics">The patterns again.</param>
    /// <param name="draws">How many representatives.</param>
    /// <param name="all">How many draws they stand for.</param>
    /// <param name="first">First pattern.</param>
    /// <param name="end">One past the last.</param>
    public NormalMixtureQuantileTables(
        Device device, PatternMemory memory, ConditionalDraws conditional, PatternStatistics statistics, int draws, int all, int first, int end)
    {
        this.device = device;
        this.statistics = statistics;
        this.draws = draws;
        strata = DrawSelection.Strata(draws, statistics.InstrumentCount);
        left = 1.0 - ((double)draws / all);
        this.first = first;
        int lanes = Tiles.RoundUp(draws);
        long[] lengths = [.. statistics.Patterns[first..end].Select(p => (long)lanes * Component.Length(p.Instruments.Length))];
        (Memory directory, offsets) = memory.Directory(first, lengths);
        using Memory own = directory;
        components = device.Allocate(lengths.Sum());
        device.Launch<ComponentTables, ComponentArguments>(lanes * lengths.Length, new ComponentArguments
        {
            Variance = conditional.Variance.View,
            Areas = conditional.Areas.View,
            Patterns = memory.Patterns.View,
            Directory = directory.View,
            Output = components.View,
            Instruments = statistics.InstrumentCount,
            Lanes = lanes,
            Steps = 1,
        });
    }

    /// <summary>Fills the quantiles of the patterns' sources, whose mean and standard deviation the table has, and their Monte Carlo errors.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="table">The table.</param>
    /// <param name="effective">Independent draws of v behind each source.</param>
    /// <param name="block">Doubles that one launch may fill.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Fill(SourcesByPattern sources, FluxTable table, double[] effective, long block, CancellationToken cancellation)
    {
        List<Group> groups = [];
        long doubles = 0;
        for (int p = 0; p < offsets.Length; p++)
        {
            int n = statistics.Patterns[first + p].Instruments.Length;
            int end = sources.Start[first + p + 1];

            // All sources that one instrument saw have the same mixture, but for its location.
            int stride = n == 1 ? end - sources.Start[first + p] : SourceGroup.Width;
            for (int at = sources.Start[first + p]; n > 0 && at < end; at += stride)
            {
                groups.Add(new Group(p, n, at, Math.Min(at + stride, end), n == 1 ? 0 : doubles));
                doubles += (long)(n - 1) * SourceGroup.Width;
                if (groups.Count * SourceGroup.Width >= Math.Min(MostLanes, block) || doubles >= block)
                {
                    cancellation.ThrowIfCancellationRequested();
                    Solve(groups, doubles, sources, table, effective, cancellation);
                    groups.Clear();
                    doubles = 0;
                }
            }
        }

        if (groups.Count > 0)
        {
            Solve(groups, doubles, sources, table, effective, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => components.Dispose();

    private void Solve(List<Group> groups, long doubles, SourcesByPattern sources, FluxTable table, double[] effective, CancellationToken cancellation)
    {
        int lanes = Tiles.RoundUp(groups.Count * SourceGroup.Width);
        double[] directory = new double[lanes / SourceGroup.Width * SourceGroup.Length];
        double[] differences = new double[Math.Max(SourceGroup.Width, doubles)];
        SideBySide.For(0, lanes / SourceGroup.Width, g =>
        {
            // Groups that fill up the last tile repeat the first one.
            Group group = groups[g < groups.Count ? g : 0];
            Span<double> row = directory.AsSpan(g * SourceGroup.Length, SourceGroup.Length);
            row[SourceGroup.Table] = offsets[group.Pattern];
            row[SourceGroup.Members] = group.Members;
            row[SourceGroup.Differences] = group.Differences;
            if (g < groups.Count)
            {
                group.Read(sources, differences);
            }
        }, cancellation);

        using Memory directoryMemory = device.Upload(directory);
        using Memory differenceMemory = device.Upload(differences);
        using Memory quantiles = device.Allocate(3L * lanes);
        device.Launch<NormalMixtureQuantiles, NormalMixtureQuantilesArguments>(lanes, new NormalMixtureQuantilesArguments
        {
            Components = components.View,
            Groups = directoryMemory.View,
            Differences = differenceMemory.View,
            Quantiles = quantiles.View,
            Lanes = lanes,
            Draws = draws,
        });
        double[] scores = quantiles.ToArray();
        using Memory spreads = device.Allocate(6L * lanes);
        device.Launch<NormalMixtureErrors, NormalMixtureErrorsArguments>(lanes, new NormalMixtureErrorsArguments
        {
            Components = components.View,
            Groups = directoryMemory.View,
            Differences = differenceMemory.View,
            Quantiles = quantiles.View,
            Errors = spreads.View,
            Lanes = lanes,
            Draws = draws,
            Strata = strata,
        });
        double[] errors = spreads.ToArray();
        SideBySide.For(0, groups.Count, g =>
        {
            Group group = groups[g];
            for (int k = group.Start; k < group.End; k++)
            {
                int lane = (g * SourceGroup.Width) + (group.Members == 1 ? 0 : k - group.Start);
                int source = sources.Order[k];
                table.Q2_5[source] = table.Mean[source] + (table.Sd[source] * scores[lane]);
                table.Median[source] = table.Mean[source] + (table.Sd[source] * scores[lanes + lane]);
                table.Q97_5[source] = table.Mean[source] + (table.Sd[source] * scores[(2 * lanes) + lane]);
                table.McseQ2_5[source] = Error(source, lane);
                table.McseMedian[source] = Error(source, (2 * lanes) + lane);
                table.McseQ97_5[source] = Error(source, (4 * lanes) + lane);
            }
        }, cancellation);

        double Error(int source, int at) => table.Sd[source] * Math.Sqrt((errors[at] / effective[source]) + (left * errors[at + lanes]));
    }

    /// <summary>Sources <c>Order[Start … End − 1]</c> of one pattern, and where their differences lie.</summary>
    private readonly record struct Group(int Pattern, int Members, int Start, int End, long Differences)
    {
        public void Read(SourcesByPattern sources, double[] differences)
        {
            // Lanes without a source of their own repeat the last one.
            for (int lane = 0; Members > 1 && lane < SourceGroup.Width; lane++)
            {
                int source = sources.Order[Math.Min(Start + lane, End - 1)];
                for (int i = 1; i < Members; i++)
                {
                    differences[Differences + ((i - 1) * SourceGroup.Width) + lane] = sources.Difference(source, i);
                }
            }
        }
    }
}
