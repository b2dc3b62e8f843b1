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

    /// <summary>Where results go.</summary>
    public required OutputRequest Output { get; init; }
}
