using GpuConcord.Cli.Screen;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Runs;

namespace GpuConcord.Cli.Jobs;

/// <summary>A long command, read and checked: what it consists of is known, and any part of it can be done.</summary>
internal interface ILongJob : IDisposable
{
    /// <summary>What it consists of, in the singular.</summary>
    string Unit { get; }

    /// <summary>How many of them.</summary>
    long Count { get; }

    /// <summary>Seed of every random number; null where there are none.</summary>
    ulong? Seed { get; }

    /// <summary>Does a part; what it returns writes the part into the folder, where that has not been done, and puts it into place.</summary>
    /// <param name="range">Which items.</param>
    /// <param name="folder">Where the part goes.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<DonePart> WorkAsync(JobRange range, OutputFolder folder, IProgressDisplay progress, CancellationToken cancellation);
}

/// <summary>A part that is done and not yet written.</summary>
/// <param name="Device">What did it.</param>
/// <param name="WriteAsync">Writes it.</param>
internal readonly record struct DonePart(DeviceRecord Device, Func<CancellationToken, Task> WriteAsync);
