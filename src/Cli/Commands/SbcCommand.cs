using System.CommandLine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Report;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Sbc;
using GpuConcord.Host.Sbc;
using GpuConcord.Host.Tables.Formats;

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
    /// <param name="terminal">Where to print.</param>
    /// <param name="models">The models there are.</param>
    /// <param name="formats">The formats of tables.</param>
    /// <param name="open">Opens a device.</param>
    public static Command Create(string[] words, Terminal terminal, ModelCatalogue models, TableFormats formats, Func<DeviceChoice, Device> open)
    {
        SbcArguments arguments = new(models);
        Command command = new(
            "sbc", "Test model, sampler and device by simulation-based calibration: draw truths from the prior, simulate, fit, and rank every truth among its posterior draws.");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(arguments.Read(parsed, formats), words, terminal, open, cancellation));
        return command;
    }

    /// <summary>The tables that are written, in words.</summary>
    private static string Tables(SbcRequest request) =>
        string.Join(", ", SbcFiles.Names(request.Output.Formats));

    private static async Task<int> RunAsync(
        SbcRequest request, string[] words, Terminal terminal, Func<DeviceChoice, Device> open, CancellationToken cancellation)
    {
        using Device device = open(request.Device);
        using OutputFolder? folder = request.Output.Folder is null ? null : OutputFolder.Open(request.Output.Folder, request.Output.Overwrite);
        SbcResult result;
        await using (IProgressDisplay progress = ProgressDisplay.For(terminal, request.Output.Quiet))
        {
            progress.Begin($"{request.Options.Replicates} replicates");
            result = SimulationBasedCalibration.Run(request.Options, device, progress, cancellation);
        }
        SbcRun run = new(PrintVersion.Version, words, DeviceRecord.Of(device), result);
        if (folder is not null)
        {
            await SbcFiles.WriteAsync(run, folder, cancellation, into => RankDifferences.Write(result, into), request.Output.Formats);
            if (!request.Output.Quiet)
            {
                await terminal.Error.WriteLineAsync($"Wrote {Tables(request)}, {RankDifferences.FileName} and run.json to {request.Output.Folder}.");
            }
        }
        if (request.Output.Json)
        {
            SbcJson.WriteAll(run, terminal.Output);
        }
        else
        {
            SbcReport.Write(run, new Page(terminal));
        }
        if (result.Passed || !request.Output.Strict)
        {
            return ExitCode.Success;
        }

        IEnumerable<string> failed = result.Quantities.Where(quantity => quantity.Fails(result.Threshold)).Select(quantity => quantity.Name);
        await terminal.Error.WriteLineAsync($"Not calibrated: the ranks of {string.Join(", ", failed)} are not uniform.");
        return ExitCode.NotConverged;
    }
}
