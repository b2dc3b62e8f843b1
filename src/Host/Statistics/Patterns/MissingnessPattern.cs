namespace GpuConcord.Host.Statistics.Patterns;

/// <summary>
/// What the sources seen by exactly one set of instruments say about areas and variances. Together with the counts these
/// are sufficient: with a flat prior on every log flux the posterior of (B, v) depends on the data through them alone.
/// </summary>
/// <param name="Instruments">Indices of the n instruments that saw these sources, ascending.</param>
/// <param name="SourceCount">m, number of sources with this pattern, at least 1.</param>
/// <param name="Mean">ȳ_i, length n: mean over the pattern's sources of y (natural logarithm) centred within each source.</param>
/// <param name="Cross">
/// C, n × n row-major: Σ_j (c_ij − ȳ_i)(c_kj − ȳ_k), where c is y centred within each source. All zero when m = 1 (such
/// arrays may be shared between patterns: do not write to them).
/// </param>
public sealed record MissingnessPattern(int[] Instruments, long SourceCount, double[] Mean, double[] Cross)
{
    /// <summary>s_i, length n: variances known beforehand, to which v_i adds; null when there are none. All sources of a pattern share them.</summary>
    public double[]? KnownVariance { get; init; }

    /// <summary>Whether two or more instruments saw these sources; only then do they carry information about B and v.</summary>
    public bool IsShared => Instruments.Length >= 2;
}
