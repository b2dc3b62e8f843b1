using GpuConcord.Cli.Options;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Writing;

namespace GpuConcord.Cli.Jobs;

/// <summary>
/// A long command on this machine, piece by piece: what is finished is put away beside the output every few seconds, so that it survives when the program is
/// killed, and is taken up again by <c>--resume</c>.
/// </summary>
internal static class PartByPart
{
    /// <summary>Work that may be lost: pieces are put away once they are worth so many seconds.</summary>
    private const double MostToLose = 10;

    /// <summary>Pieces that are done together are twice as many after they took less than this, in seconds, and half as many after more than four times that.</summary>
    private const double Short = 0.75;

    /// <summary>Runs a command to its end.</summary>
    /// <typeparam name="TPart">A part of it.</typeparam>
    /// <param name="kind">Puts the parts together.</param>
    /// <param name="job">Does them.</param>
    /// <param name="words">The whole command line.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="report">Looks, before there is anything to lose, whether a report without a folder can be written.</param>
    /// <param name="terminal">Where to show progress.</param>
    /// <param name="cancellation">Stops it; finished pieces stay.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync<TPart>(
        JobKind<TPart> kind, ILongJob<TPart> job, string[] words, OutputRequest output, Func<IDisposable?> report, Terminal terminal, CancellationToken cancellation)
        where TPart : class
    {
        _ = job.Device;
        using OutputFolder? folder = output.Folder is null ? null : OutputFolder.Open(output.Folder, output.Overwrite || KeptParts.MayReplace(output));
        report()?.Dispose();
        KeptParts kept = KeptParts.Of(job, job.Piece, words, output, terminal.Clock.GetLocalNow());
        if (output.Resume && !output.Quiet)
        {
            await terminal.Error.WriteLineAsync(kept.Begins);
        }

        JobPlan plan = kept.Folder.Plan;
        List<TPart> all = [];
        await using (IProgressDisplay display = ProgressDisplay.For(terminal, output.Quiet))
        {
            if (job.Label is { } label)
            {
                display.Begin(label);
            }

            List<(TPart Part, int Shard, int Shards, double Seconds)> unsaved = [];
            long start = terminal.Clock.GetTimestamp();
            long done = 0;
            int together = 1;
            try
            {
                for (int shard = 0; shard < plan.Shards;)
                {
                    if (kept.Has(shard))
                    {
                        (RunPart record, int held) = kept.Part(shard);
                        all.Add(await kind.ReadAsync(kept.Folder.Part(shard), record, cancellation));
                        shard += held;
                        continue;
                    }

                    int shards = kept.Free(shard, together);
                    JobRange range = plan.Range(shard, shards);
                    long began = terminal.Clock.GetTimestamp();
                    IProgressDisplay progress = job.Label is null ? display : new PieceProgress(display, plan, range, done, terminal.Clock.GetElapsedTime(start));
                    TPart part = job.Do(range, progress, cancellation);
                    double seconds = terminal.Clock.GetElapsedTime(began).TotalSeconds;
                    all.Add(part);
                    unsaved.Add((part, shard, shards, seconds));
                    done += range.Count;
                    shard += shards;
                    together = !job.Joins ? 1 : seconds < Short ? 2 * shards : seconds > 4 * Short ? Math.Max(1, shards / 2) : shards;
                    if (folder is not null && shard < plan.Shards && unsaved.Sum(one => one.Seconds) >= MostToLose)
                    {
                        await SaveAsync(cancellation);
                    }
                }
            }
            catch (OperationCanceledException) when (folder is not null && plan.Shards > 1)
            {
                await SaveAsync(CancellationToken.None);
                if (kept.Records.Count > 0)
                {
                    await terminal.Error.WriteLineAsync(kept.Said);
                }

                throw;
            }

            async Task SaveAsync(CancellationToken stop)
            {
                foreach ((TPart part, int shard, int shards, double seconds) in unsaved)
                {
                    using OutputFolder into = kept.Begin(shard);
                    kept.Folder.Sign(into, shard, job.Device, seconds, shards);
                    await job.WriteAsync(part, plan.Range(shard, shards), into, stop);
                    kept.Note(shard);
                }

                unsaved.Clear();
                if (kept.Exists)
                {
                    Completion.PartsAreKept(kept.Said);
                }
            }
        }

        int code = await kind.DeliverAsync(new Whole<TPart>(all, kept.Records, words, null), output, folder, cancellation);
        kept.Remove();
        return code;
    }
}
