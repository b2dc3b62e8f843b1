using System.Diagnostics;
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
        TPart?[] all = new TPart?[plan.Shards];
        await using (IProgressDisplay display = ProgressDisplay.For(terminal, output.Quiet))
        {
            if (job.Label is { } label)
            {
                display.Begin(label);
            }

            List<(int Shard, double Seconds)> unsaved = [];
            long start = terminal.Clock.GetTimestamp();
            long done = 0;
            try
            {
                for (int shard = 0; shard < all.Length; shard++)
                {
                    if (kept.Has(shard))
                    {
                        all[shard] = await kind.ReadAsync(kept.Folder.Part(shard), kept.Folder.Record(shard), cancellation);
                        continue;
                    }

                    long began = Stopwatch.GetTimestamp();
                    IProgressDisplay progress = job.Label is null ? display : new PieceProgress(display, plan, shard, done, terminal.Clock.GetElapsedTime(start));
                    all[shard] = job.Do(plan.Range(shard), progress, cancellation);
                    done += plan.Range(shard).Count;
                    unsaved.Add((shard, Stopwatch.GetElapsedTime(began).TotalSeconds));
                    if (folder is not null && shard < all.Length - 1 && unsaved.Sum(one => one.Seconds) >= MostToLose)
                    {
                        await SaveAsync(cancellation);
                    }
                }
            }
            catch (OperationCanceledException) when (folder is not null && all.Length > 1)
            {
                await SaveAsync(CancellationToken.None);
                if (kept.Count > 0)
                {
                    await terminal.Error.WriteLineAsync(kept.Said);
                }

                throw;
            }

            async Task SaveAsync(CancellationToken stop)
            {
                foreach ((int shard, double seconds) in unsaved)
                {
                    using OutputFolder part = kept.Begin(shard);
                    kept.Folder.Sign(part, shard, job.Device, seconds);
                    await job.WriteAsync(all[shard]!, plan.Range(shard), part, stop);
                }

                unsaved.Clear();
                if (kept.Exists)
                {
                    Completion.PartsAreKept(kept.Said);
                }
            }
        }

        int code = await kind.DeliverAsync(new Whole<TPart>(all!, kept.Records, words, null), output, folder, cancellation);
        kept.Remove();
        return code;
    }
}
