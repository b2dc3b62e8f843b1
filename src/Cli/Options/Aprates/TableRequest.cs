using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry;
using GpuConcord.Host.Photometry.Catalogues;
using GpuConcord.Host.Tables.Selection;

namespace GpuConcord.Cli.Options.Aprates;

/// <summary>What <c>gpuconcord aprates TABLE</c> is asked for.</summary>
internal sealed record TableRequest
{
    /// <summary>The table of sources.</summary>
    public required string Table { get; init; }

    /// <summary>Where the results go; null for standard output.</summary>
    public required string? Output { get; init; }

    /// <summary>Whether files that exist are replaced.</summary>
    public required bool Overwrite { get; init; }

    /// <summary>Whether to go on with a run that was interrupted.</summary>
    public bool Resume { get; init; }

    /// <summary>The table for <c>gpuconcord fit</c>, or null.</summary>
    public required string? Fit { get; init; }

    /// <summary>What goes into that table.</summary>
    public required FitTableOptions FitOptions { get; init; }

    /// <summary>Whether rows at fault are skipped, and written to a file beside the results.</summary>
    public required bool Skip { get; init; }

    /// <summary>Columns by other names.</summary>
    public required IReadOnlyDictionary<string, string> Renamed { get; init; }

    /// <summary>Columns that name source, instrument or band under other names.</summary>
    public IReadOnlyList<(string Role, IReadOnlyList<string> Columns)> Roles { get; init; } = [];

    /// <summary>What is asked of rows, each with its reason; null for nothing.</summary>
    public IReadOnlyList<(Condition Condition, string Because)>? Where { get; init; }

    /// <summary>Probability of the interval where no column says.</summary>
    public required double Confidence { get; init; }

    /// <summary>What to compute.</summary>
    public required PhotometryRequest Measure { get; init; }

    /// <summary>Where.</summary>
    public required DeviceChoice Device { get; init; }

    /// <summary>Whether a summary in JSON goes to standard output.</summary>
    public required bool Json { get; init; }

    /// <summary>Whether progress and notes are left out.</summary>
    public required bool Quiet { get; init; }

    /// <summary>What has no effect, in sentences for a person.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>What <c>gpuconcord aprates name=value …</c> is asked for.</summary>
/// <param name="Words">The source.</param>
/// <param name="Json">Whether JSON goes to standard output.</param>
/// <param name="Device">Where.</param>
/// <param name="Notes">What has no effect, in sentences for a person; none when they are not wanted.</param>
internal sealed record SourceRequest(SourceWords Words, bool Json, DeviceChoice Device, IReadOnlyList<string> Notes);
