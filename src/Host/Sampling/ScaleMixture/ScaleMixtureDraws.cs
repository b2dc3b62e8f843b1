namespace GpuConcord.Host.Sampling.ScaleMixture;

/// <summary>What the sampler of a normal scale mixture leaves behind. Sources and observations are in the order of the device.</summary>
/// <param name="Draws">Draws of B and σ².</param>
/// <param name="ChosenFlux">Draws of G of the chosen sources, laid out as those of B.</param>
/// <param name="Snapshots">
/// Every so-many-th draw of G of every source, chain-major; empty arrays where that would have been too few, or too much, to keep.
/// </param>
/// <param name="Precision">E[Σ_j 1/ψ_ij], one an instrument.</param>
/// <param name="Weight">E[ξ], one an observation.</param>
/// <param name="WeightError">Its Monte Carlo standard error, from the spread of the chains' means.</param>
/// <param name="Flux">E[G], one a source.</param>
/// <param name="FluxSd">Standard deviation of G.</param>
/// <param name="FluxError">Monte Carlo standard error of <paramref name="Flux"/>.</param>
internal sealed record ScaleMixtureDraws(
    PosteriorDraws Draws,
    double[][] ChosenFlux,
    double[][] Snapshots,
    double[] Precision,
    double[] Weight,
    double[] WeightError,
    double[] Flux,
    double[] FluxSd,
    double[] FluxError);

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
