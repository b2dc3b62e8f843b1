using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Host.Sampling;

/// <summary>Every so-many-th draw of every log flux that a sampler holds on a device, for quantiles and diagnostics.</summary>
internal sealed class FluxSnapshots
{
    private readonly double[] centre;

    /// <param name="centre">What each source's log flux is measured from there.</param>
    /// <param name="options">Chains, draws.</param>
    public FluxSnapshots(double[] centre, FitOptions options)
    {
        this.centre = centre;
        Plan = SnapshotPlan.For(centre.Length, options);
        Draws = PosteriorDraws.Arrays(centre.Length, options.Chains * Plan.Count);
    }

    /// <summary>When every log flux is looked at.</summary>
    public SnapshotPlan Plan { get; }

    /// <summary>The snapshots of each source, chain-major; empty arrays where they would have been too few, or too much, to keep.</summary>
    public double[][] Draws { get; }

    /// <summary>Keeps every log flux of some chains.</summary>
    /// <param name="values">As on the device.</param>
    /// <param name="firstChain">The first chain.</param>
    /// <param name="chains">How many.</param>
    /// <param name="at">Number of the snapshot.</param>
    public void Take(double[] values, int firstChain, int chains, int at) =>
        SideBySide.For(0, Draws.Length, j =>
        {
            for (int chain = 0; chain < chains; chain++)
            {
                Draws[j][((firstChain + chain) * Plan.Count) + at] = centre[j] + values[Tiles.Offset(chain, Draws.Length) + ((long)j * Tiles.Width)];
            }
        }, CancellationToken.None);
}

/// <summary>Which draws of every G are kept for quantiles and diagnostics.</summary>
/// <param name="Stride">Kept draws from one snapshot to the next; 0 takes none.</param>
/// <param name="Count">Snapshots a chain.</param>
internal readonly record struct SnapshotPlan(int Stride, int Count)
{
    // 64 MiB of snapshots give hundreds of sources tens of thousands of draws each, as many as quantiles need; a thousand a source are
    // kept up to 512 MiB.
    private const long Enough = 1L << 15;
    private const long Usual = 1L << 23;
    private const long Most = 1L << 26;
    private const int Fewest = 1000;

    /// <summary>The plan for so many sources.</summary>
    public static SnapshotPlan For(int sources, FitOptions options)
    {
        long all = (long)options.Chains * options.Draws;
        long each = Math.Min(all, Math.Clamp(Usual / Math.Max(1, sources), Fewest, Enough));
        if (each * sources > Most)
        {
            return default;
        }

        int stride = (int)Math.Min((all + each - 1) / each, options.Draws);
        return new SnapshotPlan(stride, options.Draws / stride);
    }
}
