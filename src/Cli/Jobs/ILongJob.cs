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

    /// <summary>What does it, open.</summary>
    DeviceRecord Device { get; }

    /// <summary>Does a part, writes it and puts it into place.</summary>
    /// <param name="range">Which items.</param>
    /// <param name="folder">Where the part goes; what it says of itself is written there when it is done.</param>
    /// <param name="done">Called when it is done and before it is put into place.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    Task WorkAsync(JobRange range, OutputFolder folder, Action done, IProgressDisplay progress, CancellationToken cancellation);
}

/// <summary>One whose parts are values.</summary>
/// <typeparam name="TPart">A part that is done.</typeparam>
internal interface ILongJob<TPart> : ILongJob
{
    /// <summary>What progress is shown for; null where the job says for each item.</summary>
    string? Label { get; }

    /// <summary>How many items are done between two moments at which finished work may be put away.</summary>
    long Piece { get; }

    /// <summary>Whether several pieces are better done together, as long as that takes seconds only.</summary>
    bool Joins => false;

    /// <summary>Does a part; items do not depend on which others there are.</summary>
    TPart Do(JobRange range, IProgressDisplay progress, CancellationToken cancellation);

    /// <summary>Writes a part and puts it into place.</summary>
    Task WriteAsync(TPart part, JobRange range, OutputFolder folder, CancellationToken cancellation);

    /// <inheritdoc/>
    async Task ILongJob.WorkAsync(JobRange range, OutputFolder folder, Action done, IProgressDisplay progress, CancellationToken cancellation)
    {
        TPart part = Do(range, progress, cancellation);
        done();
        await WriteAsync(part, range, folder, cancellation);
    }
}
