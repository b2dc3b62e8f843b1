using GpuConcord.Cli.Options;
using GpuConcord.Host.Runs;

namespace GpuConcord.Cli.Jobs;

/// <summary>Parts that are put together: what the whole is of them, when it began, by which command line.</summary>
/// <typeparam name="TPart">A part.</typeparam>
/// <param name="All">The parts, in order.</param>
/// <param name="Records">What those that were put away say of themselves; none of a run in one piece.</param>
/// <param name="Words">The command line, for the record.</param>
/// <param name="Started">When it began; null for when its first part did.</param>
internal readonly record struct Whole<TPart>(IReadOnlyList<TPart> All, IReadOnlyList<RunPart> Records, IReadOnlyList<string> Words, DateTimeOffset? Started)
{
    /// <summary>What is missing, in a sentence for a person; null where nothing is.</summary>
    public string? Lack { get; init; }

    /// <summary>Notes, and before them what is missing.</summary>
    public IReadOnlyList<string> With(IReadOnlyList<string> notes) => Lack is null ? notes : [Lack, .. notes];
}

/// <summary>A long command whose parts are values.</summary>
/// <typeparam name="TPart">A part.</typeparam>
internal abstract class JobKind<TPart> : JobKind
{
    /// <summary>Reads a part back.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="record">What it says of itself.</param>
    /// <param name="cancellation">Stops it.</param>
    public abstract Task<TPart> ReadAsync(string folder, RunPart record, CancellationToken cancellation);

    /// <summary>Writes files, report and page of all parts together.</summary>
    /// <param name="whole">The parts.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="folder">The folder of results, open; null where none was asked for.</param>
    /// <param name="cancellation">Stops it; nothing is then put into place.</param>
    /// <returns>The exit code.</returns>
    public abstract Task<int> DeliverAsync(Whole<TPart> whole, OutputRequest output, OutputFolder? folder, CancellationToken cancellation);

    /// <inheritdoc/>
    public override async Task<int> MergeAsync(JobParts parts, OutputRequest output, OutputFolder? folder, CancellationToken cancellation)
    {
        TPart[] all = await ReadAsync(parts, (part, record) => ReadAsync(part, record, cancellation));
        return await DeliverAsync(new Whole<TPart>(all, parts.Records, parts.Plan.Words, parts.Plan.Made) { Lack = parts.Lack }, output, folder, cancellation);
    }
}
