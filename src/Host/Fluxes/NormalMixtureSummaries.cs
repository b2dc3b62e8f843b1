using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Fluxes;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Host.Fluxes;

/// <summary>
/// Mean, standard deviation and quantiles of every log flux from draws of v alone: a mixture of normals with one component a draw,
/// areas and fluxes integrated out exactly. Mean and variance cost O(n²) a source, whatever the number of draws; quantiles come from a
/// mixture over representative draws, moved and scaled to the mean and standard deviation of all of them.
/// </summary>
internal sealed class NormalMixtureSummaries
{
    // Doubles; no device that starts at all has less to spare.
    private const long SmallestBlock = 1L << 10;
    private readonly Device device;
    private readonly FluxBudget budget;
    private readonly PatternStatistics statistics;
    private readonly SourcesByPattern sources;
    private readonly double[][] variance;
    private readonly AreaPrior prior;
    private readonly DrawSelection selection;
    private readonly NormalDeparture departure;
    private readonly bool[] nearlyNormal;

    // Independent draws of v that would leave a source's mean the error that it has.
    private readonly double[] effective;

    public NormalMixtureSummaries(
        Device device, FluxBudget budget, Observations observations, PatternStatistics statistics, AreaPrior prior, double[][] variance)
    {
        this.device = device;
        this.budget = budget;
        this.variance = variance;
        this.statistics = statistics;
        this.prior = prior;
        sources = new SourcesByPattern(observations, statistics, prior);
        selection = new DrawSelection(variance[0].Length, budget.Draws(statistics));
        departure = new NormalDeparture(variance);
        nearlyNormal = new bool[observations.SourceCount];
        effective = new double[observations.SourceCount];
    }

    /// <summary>Fills mean, standard deviation, Monte Carlo error and quantiles of the table.</summary>
    public void Fill(FluxTable table, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        using PatternMemory memory = new(device, statistics, prior);
        int lanes = Tiles.RoundUp(selection.Batches);
        using ConditionalDraws all = memory.Condition(variance, Batched(lanes));
        long quantileLanes = QuantileLanes();
        using Components many = Represent(memory, budget.Representatives(quantileLanes));
        using Components few = Represent(memory, budget.NearlyNormalComponents(quantileLanes));

        long block = Math.Min(budget.Block, device.FreeMemory / sizeof(double) / 2);
        for (int first = 0, end; first < statistics.Patterns.Length; first = end)
        {
            cancellation.ThrowIfCancellationRequested();
            end = BlockEnd(first, lanes, Tiles.RoundUp(many.Count), block);
            try
            {
                Moments(memory, all, lanes, first, end, table, cancellation);
                Quantiles(memory, many, first, end, false, block, table, cancellation);
                Quantiles(memory, few, first, end, true, block, table, cancellation);
            }
            catch (DeviceMemoryException) when (block > SmallestBlock)
            {
                // The same patterns again, fewer or with fewer of their sources at a time.
                block /= 2;
                device.Notice?.Invoke($"{device.Name}: memory ran out: fluxes go on in smaller pieces, with the same results.");
                end = first;
            }

            progress?.Report(new FitProgress("fluxes", (double)sources.Start[end] / Math.Max(1, sources.Order.Length)));
        }
    }

    private Components Represent(PatternMemory memory, int count)
    {
        int[] draws = selection.Representatives(variance, count);
        int padded = Tiles.RoundUp(draws.Length);
        return new Components(memory.Condition(variance, [.. draws, .. Enumerable.Repeat(draws[0], padded - draws.Length)]), draws.Length);
    }

    /// <summary>Quantiles of the sources that are nearly normal, or of those that are not.</summary>
    private void Quantiles(
        PatternMemory memory, Components components, int first, int end, bool normal, long block, FluxTable table, CancellationToken cancellation)
    {
        SourcesByPattern chosen = sources.Where(first, end, source => nearlyNormal[source] == normal);
        if (chosen.Order.Length == 0)
        {
            return;
        }

        using NormalMixtureQuantileTables tables = new(device, memory, components.Draws, statistics, components.Count, selection.Count, first, end);
        tables.Fill(chosen, table, effective, block, cancellation);
    }

    /// <summary>Lanes of the quantile kernel: sources that one instrument saw share theirs.</summary>
    private long QuantileLanes() =>
        statistics.Patterns.Sum(p => p.IsShared ? (p.SourceCount + SourceGroup.Width - 1) / SourceGroup.Width * SourceGroup.Width : SourceGroup.Width);

    /// <summary>Draw of every lane when lanes are batches, step by step.</summary>
    private int[] Batched(int lanes)
    {
        int[] draws = new int[lanes * selection.Steps];
        for (int k = 0; k < draws.Length; k++)
        {
            draws[k] = selection.At(Math.Min(k % lanes, selection.Batches - 1), k / lanes);
        }

        return draws;
    }

    /// <summary>End of a run of patterns whose moments and tables fit a launch; at least one pattern.</summary>
    private int BlockEnd(int first, int lanes, int representatives, long block)
    {
        long moments = 0;
        long table = 0;
        int end = first;
        while (end < statistics.Patterns.Length)
        {
            int n = statistics.Patterns[end].Instruments.Length;
            moments += (long)lanes * ComponentMoments.Footprint(n);
            table += (long)representatives * Component.Length(n);
            if (end > first && Math.Max(moments, table) > block)
            {
                break;
            }

            end++;
        }

        return end;
    }

    private void Moments(PatternMemory memory, ConditionalDraws draws, int lanes, int first, int end, FluxTable table, CancellationToken cancellation)
    {
        long[] lengths = [.. statistics.Patterns[first..end].Select(p => (long)lanes * ComponentMoments.Footprint(p.Instruments.Length))];
        (Memory directory, long[] offsets) = memory.Directory(first, lengths);
        using Memory own = directory;
        using Memory output = device.Allocate(lengths.Sum());
        device.Launch<ComponentMoments, ComponentArguments>(lanes * lengths.Length, new ComponentArguments
        {
            Variance = draws.Variance.View,
            Areas = draws.Areas.View,
            Patterns = memory.Patterns.View,
            Directory = directory.View,
            Output = output.View,
            Instruments = statistics.InstrumentCount,
            Lanes = lanes,
            Steps = selection.Steps,
        });
        double[] results = output.ToArray();
        PatternNormalMixture[] mixtures = new PatternNormalMixture[lengths.Length];
        SideBySide.For(0, mixtures.Length, p => mixtures[p] = PatternNormalMixture.Join(
            results.AsSpan((int)offsets[p], (int)lengths[p]), statistics.Patterns[first + p].Instruments.Length, selection.Batches, selection.Steps), cancellation);
        SideBySide.For(sources.Start[first], sources.Start[end], k => Summarise(sources.Order[k], first, mixtures, table), cancellation);
    }

    private void Summarise(int source, int first, PatternNormalMixture[] mixtures, FluxTable table)
    {
        int pattern = statistics.PatternOfSource[source];
        int n = statistics.Patterns[pattern].Instruments.Length;
        if (n == 0)
        {
            return;
        }

        Span<double> differences = n <= 64 ? stackalloc double[n - 1] : new double[n - 1];
        for (int i = 1; i < n; i++)
        {
            differences[i - 1] = sources.Difference(source, i);
        }

        PatternNormalMixture mixture = mixtures[pattern - first];
        table.Mean[source] = sources.First(source) + mixture.Mean(differences);
        table.Sd[source] = mixture.Sd(differences);
        table.McseMean[source] = mixture.McseMean(differences);
        double error = table.McseMean[source];
        effective[source] = mixture.MeanVariance(differences) is > 0 and double between && error > 0 ? between / (error * error) : error + selection.Count;
        double share = 1.0 - (mixture.Within / (table.Sd[source] * table.Sd[source]));
        nearlyNormal[source] = departure.Of(Math.Max(0.0, share)) <= budget.NearlyNormal;
    }

    /// <summary>Draws of v that stand for all, on a device, and how many they are.</summary>
    private sealed record Components(ConditionalDraws Draws, int Count) : IDisposable
    {
        public void Dispose() => Draws.Dispose();
    }
}
