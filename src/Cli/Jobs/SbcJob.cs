using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Report;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Sbc;
using GpuConcord.Host.Sbc;

namespace GpuConcord.Cli.Jobs;

/// <summary>A run of simulation-based calibration.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="words">The whole command line, for the record.</param>
/// <param name="tools">What it is made of.</param>
internal sealed class SbcJob(SbcRequest request, string[] words, JobTools tools) : ILongJob
{
    private Device? opened;

    /// <inheritdoc/>
    public string Unit => "replicate";

    /// <inheritdoc/>
    public long Count => request.Options.Replicates;

    /// <inheritdoc/>
    public ulong? Seed => request.Options.Seed;

    /// <summary>Opens the device, where that has not been done: before there is anything to lose.</summary>
    public Device Open() => opened ??= tools.Open(request.Device);

    /// <summary>Ranks the truths of some replicates, each a function of its number.</summary>
    public ReplicateRanks Rank(JobRange range, IProgressDisplay progress, CancellationToken cancellation) =>
        SimulationBasedCalibration.Rank(request.Options, (int)range.First, (int)range.Count, Open(), progress, cancellation);

    /// <inheritdoc/>
    public Task<DonePart> WorkAsync(JobRange range, OutputFolder folder, IProgressDisplay progress, CancellationToken cancellation)
    {
        ReplicateRanks ranks = Rank(range, progress, cancellation);
        return Task.FromResult(new DonePart(
            DeviceRecord.Of(Open()), stop => SbcPart.WriteAsync(ranks, (int)range.First, PrintVersion.Version, folder, stop)));
    }

    /// <summary>The run that some ranks, together all, make.</summary>
    /// <param name="parts">The ranks, in order.</param>
    /// <param name="device">What drew.</param>
    public SbcRun Of(IReadOnlyList<ReplicateRanks> parts, DeviceRecord device) => new(PrintVersion.Version, words, device, SbcResult.Of(request.Options, parts));

    /// <summary>Writes files and page.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> DeliverAsync(SbcRun run, OutputRequest output, OutputFolder? folder, Terminal terminal, CancellationToken cancellation)
    {
        SbcResult result = run.Result;
        if (folder is not null)
        {
            await SbcFiles.WriteAsync(run, folder, cancellation, into => RankDifferences.Write(result, into), output.Formats);
            if (!output.Quiet)
            {
                await terminal.Error.WriteLineAsync($"Wrote {string.Join(", ", SbcFiles.Names(output.Formats))}, {RankDifferences.FileName} and run.json to {output.Folder}.");
            }
        }

        if (output.Json)
        {
            SbcJson.WriteAll(run, terminal.Output);
        }
        else
        {
            SbcReport.Write(run, new Page(terminal));
        }

        if (result.Passed || !output.Strict)
        {
            return ExitCode.Success;
        }

        IEnumerable<string> failed = result.Quantities.Where(quantity => quantity.Fails(result.Threshold)).Select(quantity => quantity.Name);
        await terminal.Error.WriteLineAsync($"Not calibrated: the ranks of {string.Join(", ", failed)} are not uniform.");
        return ExitCode.NotConverged;
    }

    /// <inheritdoc/>
    public void Dispose() => opened?.Dispose();
}
