using System.CommandLine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Jobs;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Runs;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord work</c>: does a part of a planned job, or all that are missing.</summary>
internal static class WorkCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord work run", "every part that is missing, one after the other; several machines may do so at once"),
        new("gpuconcord work run --shard 17", "one part; one that is there is not done again"),
        new("gpuconcord work run --shard env", "the part whose number a scheduler gives: SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX (Kubernetes) or GPUCONCORD_SHARD"),
        new("gpuconcord work run --shard env --device cuda", "on a GPU, whatever the plan says"),
    ];

    /// <summary>The command.</summary>
    /// <param name="tools">What long commands are made of.</param>
    public static Command Create(JobTools tools)
    {
        Argument<string> folder = new("RUN") { Description = "folder that gpuconcord plan made" };
        Option<string?> shard = Declare.Text("--shard", "N|env", "One part only: its number from 0, or env for the number that a scheduler gives. [default: all that are missing]");
        Option<string?> device = Declare.Text("--device", "DEVICE", "Where to compute, in place of what the plan's command says.");
        Option<bool> quiet = Declare.Flag("--quiet", "Show no progress.");
        Command command = new("work", "Do a part of a planned job, or all parts that are missing.") { folder, shard, device, quiet };
        command.SetAction((parsed, cancellation) => RunAsync(
            JobFolder.Open(parsed.GetRequiredValue(folder), PrintVersion.Version), parsed.GetValue(shard), parsed.GetValue(device), parsed.GetValue(quiet), tools, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(JobFolder job, string? shard, string? device, bool quiet, JobTools tools, CancellationToken cancellation)
    {
        job.Tidy();
        int? one = shard is null ? null : ShardNumber.Parse(shard, job.Plan.Shards, Environment.GetEnvironmentVariable);
        if (one is { } done && job.State(done) is ShardState.Done)
        {
            await tools.Terminal.Error.WriteLineAsync($"Part {done} is there already.");
            return ExitCode.Success;
        }

        job.Plan.RequireInputs();
        using ILongJob prepared = new JobKinds(tools).Of(On(device, job.Plan.Words)).Prepare();
        Worker worker = new(job, prepared, tools.Terminal, quiet);
        if (one is { } single)
        {
            await worker.DoAsync(single, cancellation);
            if (!quiet)
            {
                RunPart part = job.Record(single);
                await tools.Terminal.Error.WriteLineAsync($"Part {single} is done: {Figures.Of(part.Count, job.Plan.Unit)} in {Figures.Fixed(part.Seconds, 1)} s.");
            }

            return ExitCode.Success;
        }

        return await worker.DoAllAsync(cancellation);
    }

    /// <summary>The words with another device.</summary>
    private static IReadOnlyList<string> On(string? device, IReadOnlyList<string> words)
    {
        if (device is null)
        {
            return words;
        }

        List<string> changed = [.. words.Where((word, k) => !IsDevice(word) && (k == 0 || words[k - 1] is not "--device"))];
        return [.. changed, "--device", device];

        static bool IsDevice(string word) => word is "--device" || word.StartsWith("--device=", StringComparison.Ordinal);
    }
}
