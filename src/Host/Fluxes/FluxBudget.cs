using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Kernels.Fluxes;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Host.Fluxes;

/// <summary>How much work goes into the fluxes; the defaults take about a second up to 10⁵ sources, and grow linearly beyond.</summary>
internal sealed record FluxBudget
{
    // Quantiles: components times sources, so that small catalogues get more components.
    private const long Components = 1L << 25;
    private const int FewestRepresentatives = 256;
    private const int NearlyNormalRepresentatives = 32;

    // Draws behind means and variances: multiplications over all patterns (2²⁹ take about 2 s of a core), and doubles of B | v.
    private const long PatternWork = 1L << 29;
    private const long AreaWork = 1L << 23;
    private const int FewestDraws = 1024;

    /// <summary>Draws of v behind every mean and standard deviation, at most.</summary>
    public int MostDraws { get; init; } = 16384;

    /// <summary>Components of the mixtures behind quantiles, at most.</summary>
    public int MostRepresentatives { get; init; } = 2048;

    /// <summary>Draws of G for diagnostics, summed over sources; more sources get fewer draws each.</summary>
    public long DiagnosticDraws { get; init; } = 2_000_000;

    /// <summary>Fewest draws of a source's G that are worth a diagnosis; catalogues that cannot have them have none.</summary>
    public int FewestDiagnosticDraws { get; init; } = 1000;

    /// <summary>
    /// Sources of large catalogues whose quantiles depart less from a normal law's, in units of the standard deviation, get fewer mixture
    /// components: they carry the departure alone, so that what is lost is a fraction of it (5e-6 for 500,000 sources seen by three).
    /// </summary>
    public double NearlyNormal { get; init; } = 1e-4;

    /// <summary>Doubles that one launch may fill.</summary>
    public long Block { get; init; } = 1L << 22;

    /// <summary>Draws of v to use for these patterns.</summary>
    public int Draws(PatternStatistics statistics)
    {
        long numbers = statistics.Patterns.Sum(p => (long)Component.Length(p.Instruments.Length) * Component.Length(p.Instruments.Length));
        long byPatterns = Math.Max(FewestDraws, PatternWork / Math.Max(1, numbers));
        long byAreas = Math.Max(2 * Tiles.Width, AreaWork / ConditionalAreasArguments.Length(statistics.InstrumentCount));
        return (int)Math.Min(MostDraws, Math.Min(byPatterns, byAreas));
    }

    /// <summary>Mixture components to use for this many sources.</summary>
    public int Representatives(long sources) =>
        (int)Math.Min(MostRepresentatives, Math.Max(FewestRepresentatives, Components / Math.Max(1, sources)));

    /// <summary>Mixture components to use for the nearly normal among this many sources; as many as for the others where that costs little.</summary>
    public int NearlyNormalComponents(long sources) =>
        Representatives(sources) is var all && all < MostRepresentatives ? Math.Min(NearlyNormalRepresentatives, all) : all;
}
