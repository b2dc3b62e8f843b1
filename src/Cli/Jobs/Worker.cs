using System.Diagnostics;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Runs;

namespace GpuConcord.Cli.Jobs;

/// <summary>Does parts of a job and puts each into place when it is complete.</summary>
/// <param name="folder">The job's folder.</param>
/// <param name="job">The job.</param>
/// <param name="terminal">Where to show progress.</param>
/// <param name="quiet">Whether to show none.</param>
internal sealed class Worker(JobFolder folder, ILongJob job, Terminal terminal, bool quiet)
{
    /// <summary>Does one part; why it failed is noted in the job's folder, too.</summary>
    public async Task DoAsync(int shard, CancellationToken cancellation)
    {
        JobPlan plan = folder.Plan;
        try
        {
            using OutputFolder part = OutputFolder.Open(folder.Part(shard), overwrite: true);
            Stopwatch watch = Stopwatch.StartNew();
            await using IProgressDisplay progress = ProgressDisplay.For(terminal, quiet);
            progress.Begin($"part {shard} of 0 to {plan.Shards - 1}");
            await job.WorkAsync(plan.Range(shard), part, () => folder.Sign(part, shard, job.Device, watch.Elapsed.TotalSeconds), progress, cancellation);
            folder.Forgive(shard);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            (int code, string message) = Explanation.Of(fault, "gpuconcord work", cancellation);
            folder.Fail(shard, new ShardFailure(code, message, Environment.MachineName, terminal.Clock.GetLocalNow()));
            throw;
        }
    }

    /// <summary>Does every part that nobody has done or is at. A part that fails does not keep others from being done.</summary>
    /// <returns>The exit code: that of the last part that failed.</returns>
    public async Task<int> DoAllAsync(CancellationToken cancellation)
    {
        int made = 0, busy = 0, failed = 0, code = ExitCode.Success;
        IReadOnlyList<int> missing = folder.Missing();
        long began = Stopwatch.GetTimestamp();
        for (int k = 0; k < missing.Count; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            ShardState state = folder.State(missing[k]);
            if (state is ShardState.Running or ShardState.Done)
            {
                busy += state is ShardState.Running ? 1 : 0;
                continue;
            }

            try
            {
                await DoAsync(missing[k], cancellation);
                made++;
                if (!quiet)
                {
                    double each = Stopwatch.GetElapsedTime(began).TotalSeconds / (k + 1);
                    await terminal.Error.WriteLineAsync($"part {missing[k]} done; {missing.Count - k - 1} to go, about {Duration.Of(each * (missing.Count - k - 1))}");
                }
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                failed++;
                (code, string message) = Explanation.Of(fault, "gpuconcord work", cancellation);
                await terminal.Error.WriteLineAsync($"part {missing[k]} failed: {message}");
            }
        }

        string others = busy == 0 ? "" : $", {busy} being done by others";
        await terminal.Error.WriteLineAsync($"{made} of {folder.Plan.Shards} parts done here, {folder.Plan.Shards - missing.Count} were there{others}, {failed} failed.");
        return code;
    }
}
