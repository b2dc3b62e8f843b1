using GpuConcord.Host.Corrections.Arfs;

namespace GpuConcord.Cli.Corrections;

/// <summary>A file that was written.</summary>
/// <param name="Path">Where.</param>
/// <param name="Kind">What: arf, constants, correlations, draws, xspec or sherpa.</param>
internal sealed record ApplyFile(string Path, string Kind)
{
    /// <summary>The ARF that it was made of, and whose areas; null of other files.</summary>
    public ApplySource? Source { get; init; }

    /// <summary>The draw that it was made by; null for the median, and of other files.</summary>
    public int? Draw { get; init; }

    /// <summary>What was done to it; null of other files. Its bytes are no longer there.</summary>
    public CorrectedArf? Corrected { get; init; }

    /// <summary>The band; null of files of all.</summary>
    public string? Band { get; init; }
}
