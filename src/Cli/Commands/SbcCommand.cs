using System.CommandLine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Jobs;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Sbc;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord sbc</c>: puts the sampler to the test of simulation-based calibration, on the device that fits run on.</summary>
internal static class SbcCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord sbc", "1000 simulated data sets through the default sampler: are its posteriors right?"),
        new("gpuconcord sbc --replicates 200 --tau 0.05 --alpha 1.5 --beta 0.01", "fewer, under the priors of a fit"),
        new("gpuconcord sbc --model known --replicates 200", "the exact sampler for known variances"),
        new("gpuconcord sbc --model log-t --instruments 5 --missing 0.1", "heavy tails, a tenth of the observations missing"),
        new("gpuconcord sbc --bands 2 --band-correlation 0.8", "two energy bands in one fit"),
        new("gpuconcord sbc --replicates 200 --strict --json --quiet", "for scripts: one JSON object; exit code 70 when a test fails"),
    ];

    /// <summary>The command.</summary>
    /// <param name="words">The whole command line, for the record.</param>
    /// <param name="tools">What it is made of.</param>
    public static Command Create(string[] words, JobTools tools)
    {
        SbcArguments arguments = new(tools.Models);
        Command command = new(
            "sbc", "Test model, sampler and device by simulation-based calibration: draw truths from the prior, simulate, fit, and rank every truth among its posterior draws.");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(arguments.Read(parsed, tools.Formats), words, tools, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(SbcRequest request, string[] words, JobTools tools, CancellationToken cancellation)
    {
        using SbcJob job = new(request, words, tools);
        DeviceRecord device = DeviceRecord.Of(job.Open());
        using OutputFolder? folder = request.Output.Folder is null ? null : OutputFolder.Open(request.Output.Folder, request.Output.Overwrite);
        ReplicateRanks ranks;
        await using (IProgressDisplay progress = ProgressDisplay.For(tools.Terminal, request.Output.Quiet))
        {
            progress.Begin($"{request.Options.Replicates} replicates");
            ranks = job.Rank(new JobRange(0, job.Count), progress, cancellation);
        }

        return await SbcJob.DeliverAsync(job.Of([ranks], device), request.Output, folder, tools.Terminal, cancellation);
    }
}
