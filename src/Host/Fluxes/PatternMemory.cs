using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Kernels.Fluxes;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Host.Fluxes;

/// <summary>Missingness patterns and the prior of B on a device, and B | v for sets of draws of v.</summary>
internal sealed class PatternMemory : IDisposable
{
    private readonly Device device;
    private readonly int instruments;
    private readonly int shared;
    private readonly Memory prior;
    private readonly long[] start;

    public PatternMemory(Device device, PatternStatistics statistics, AreaPrior prior)
    {
        this.device = device;
        instruments = statistics.InstrumentCount;
        shared = statistics.SharedPatternCount;
        List<double> rows = [];
        start = new long[statistics.Patterns.Length];
        for (int p = 0; p < start.Length; p++)
        {
            MissingnessPattern pattern = statistics.Patterns[p];
            start[p] = rows.Count;
            rows.Add(pattern.SourceCount);
            rows.Add(pattern.Instruments.Length);
            rows.AddRange(pattern.Instruments.Select(i => (double)i));
            rows.AddRange(pattern.Mean);
            rows.AddRange(pattern.KnownVariance ?? new double[pattern.Instruments.Length]);
        }

        Patterns = device.Upload([.. rows]);
        this.prior = device.Upload(PriorBlocks.Areas(prior));
    }

    /// <summary>Rows of <see cref="PatternRow"/>.</summary>
    public Memory Patterns { get; }

    /// <summary>Uploads one draw of v a lane and finds B | v of each.</summary>
    /// <param name="variance">Draws of v, one array an instrument.</param>
    /// <param name="draws">Index of the draw of each lane; a multiple of <see cref="Tiles.Width"/> of them.</param>
    public ConditionalDraws Condition(double[][] variance, int[] draws)
    {
        double[] rows = new double[(long)draws.Length * instruments];
        for (int lane = 0; lane < draws.Length; lane++)
        {
            long at = Tiles.Offset(lane, instruments);
            for (int i = 0; i < instruments; i++)
            {
                rows[at + ((long)i * Tiles.Width)] = variance[i][draws[lane]];
            }
        }

        Memory v = device.Upload(rows);
        Memory areas;
        try
        {
            areas = device.Allocate((long)draws.Length * ConditionalAreasArguments.Length(instruments));
        }
        catch
        {
            v.Dispose();
            throw;
        }

        device.Launch<ConditionalAreas, ConditionalAreasArguments>(draws.Length, new ConditionalAreasArguments
        {
            Variance = v.View,
            Areas = areas.View,
            Patterns = Patterns.View,
            Prior = prior.View,
            Instruments = instruments,
            Shared = shared,
        });
        return new ConditionalDraws(v, areas);
    }

    /// <summary>
    /// What kernels over (pattern, draw) need for the patterns from <paramref name="first"/> on, whose results take
    /// <paramref name="lengths"/> doubles each; the directory is for the caller to dispose.
    /// </summary>
    public (Memory Directory, long[] Offsets) Directory(int first, long[] lengths)
    {
        double[] directory = new double[2 * lengths.Length];
        long[] offsets = new long[lengths.Length];
        long offset = 0;
        for (int p = 0; p < lengths.Length; p++)
        {
            offsets[p] = offset;
            directory[2 * p] = start[first + p];
            directory[(2 * p) + 1] = offset;
            offset += lengths[p];
        }

        return (device.Upload(directory), offsets);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Patterns.Dispose();
        prior.Dispose();
    }
}

/// <summary>Draws of v on a device, and B | v of each.</summary>
/// <param name="Variance">Per lane: v.</param>
/// <param name="Areas">Per lane: mean and covariance of B | v.</param>
internal sealed record ConditionalDraws(Memory Variance, Memory Areas) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Variance.Dispose();
        Areas.Dispose();
    }
}
