using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Report;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Sbc;
using GpuConcord.Host.Sbc;

namespace GpuConcord.Cli.Delivery;

/// <summary>What becomes of a finished run of simulation-based calibration.</summary>
internal static class SbcDelivery
{
    /// <summary>Writes files and page.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> WriteAsync(SbcRun run, OutputRequest output, OutputFolder? folder, Terminal terminal, CancellationToken cancellation)
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
}
