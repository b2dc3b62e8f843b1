using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sweeps;

namespace GpuConcord.Cli.Options;

/// <summary>What <c>gpuconcord sweep</c> was asked to do.</summary>
internal sealed record SweepRequest
{
    /// <summary>Files or built-in data sets.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Columns and bands.</summary>
    public required ReadOptions Reading { get; init; }

    /// <summary>File of the priors that the grid varies, or null.</summary>
    public string? Priors { get; init; }

    /// <summary>The grid but for the rows of <see cref="TauGrid"/>, which need the data's instruments.</summary>
    public required SweepGrid Grid { get; init; }

    /// <summary>File with rows of τ, or null.</summary>
    public string? TauGrid { get; init; }

    /// <summary>How to sample.</summary>
    public required SweepOptions Options { get; init; }

    /// <summary>The device asked for.</summary>
    public required DeviceChoice Device { get; init; }

    /// <summary>Folder for files, or null.</summary>
    public string? Output { get; init; }

    /// <summary>Whether to write the report: into that folder, or beside the working directory's other files.</summary>
    public bool Report { get; init; }

    /// <summary>Whether that folder may hold an earlier run, and the report's file an earlier report.</summary>
    public bool Overwrite { get; init; }

    /// <summary>One JSON object in place of the report.</summary>
    public bool Json { get; init; }

    /// <summary>Whether lack of convergence is a failure.</summary>
    public bool Strict { get; init; }

    /// <summary>Whether progress stays hidden.</summary>
    public bool Quiet { get; init; }
}
