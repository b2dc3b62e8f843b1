using System.CommandLine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Jobs;
using GpuConcord.Cli.Options;

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
        using SbcJob job = new(request, tools);
        return await PartByPart.RunAsync(new SbcKind(request, tools) { Device = job.Device }, job, words, request.Output, () => null, tools.Terminal, cancellation);
    }
}
