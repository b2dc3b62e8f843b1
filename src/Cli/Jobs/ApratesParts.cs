using System.Diagnostics;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Options.Aprates;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Photometry.Catalogues;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Writing;

namespace GpuConcord.Cli.Jobs;

/// <summary>Results of a long table that are put away while it is measured, so that they survive when the program is killed.</summary>
internal sealed class ApratesParts : ICatalogueParts, IDisposable
{
    /// <summary>Bytes of a table from which on its results are put away: it takes some ten seconds.</summary>
    private const long LongTable = 200_000_000;

    /// <summary>Rows of a part.</summary>
    private const long Piece = 2_000_000;

    private readonly KeptParts kept;
    private readonly ApratesJob job;
    private long began = Stopwatch.GetTimestamp();
    private OutputFolder? current;

    private ApratesParts(KeptParts kept, ApratesJob job)
    {
        (this.kept, this.job) = (kept, job);
        Kept = [.. Enumerable.Range(0, kept.Folder.Plan.Shards).TakeWhile(kept.Has).Select(part => Path.Combine(kept.Folder.Part(part), PartTable.FileName))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Kept { get; }

    /// <summary>The numbers of the rows behind which parts end.</summary>
    public IReadOnlyList<long> Ends => [.. Enumerable.Range(0, kept.Folder.Plan.Shards - 1).Select(part => kept.Folder.Plan.Range(part).End)];

    /// <summary>The parts of a run; null where it is short, and nothing is there to go on from.</summary>
    /// <param name="asked">What was asked for.</param>
    /// <param name="job">The run.</param>
    /// <param name="words">The whole command line.</param>
    /// <param name="terminal">Where to say what is gone on from.</param>
    public static ApratesParts? Of(TableRequest asked, ApratesJob job, string[] words, Terminal terminal)
    {
        OutputRequest output = OutputOf(asked);
        bool begun = asked.Output is not null && Directory.Exists(KeptParts.Beside(asked.Output));
        bool isLong = asked.Output is not null && File.Exists(asked.Table) && new FileInfo(asked.Table).Length >= LongTable;
        if (asked.Resume && !begun && !asked.Quiet)
        {
            terminal.Error.WriteLine(KeptParts.Anew);
        }

        if (!begun && !isLong)
        {
            return null;
        }

        ApratesParts parts = new(KeptParts.Of(job, Piece, words, output, terminal.Clock.GetLocalNow()), job);
        if (asked.Resume && begun && !asked.Quiet)
        {
            terminal.Error.WriteLine(parts.kept.Begins);
        }

        return parts;
    }

    /// <summary>Where a table's results go.</summary>
    public static OutputRequest OutputOf(TableRequest asked) => new() { Folder = asked.Output, Overwrite = asked.Overwrite, Resume = asked.Resume };

    /// <inheritdoc/>
    public Stream Begin(int part)
    {
        began = Stopwatch.GetTimestamp();
        current = kept.Begin(part);
        return current.Create(PartTable.FileName);
    }

    /// <inheritdoc/>
    public async Task CompleteAsync(int part, CancellationToken cancellation)
    {
        kept.Folder.Sign(current!, part, job.Device, Stopwatch.GetElapsedTime(began).TotalSeconds);
        await PartTable.CompleteAsync(PrintVersion.Version, current!, cancellation);
        current!.Dispose();
        current = null;
        kept.Note(part);
        Completion.PartsAreKept(kept.Said);
    }

    /// <summary>What an interrupted run says of them.</summary>
    public string Said => kept.Said;

    /// <summary>Removes them: the output is complete.</summary>
    public void Remove() => kept.Remove();

    /// <inheritdoc/>
    public void Dispose() => current?.Dispose();
}
