using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Report.Sweeps;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Sweeps;

namespace GpuConcord.Cli.Delivery;

/// <summary>What becomes of a finished sweep.</summary>
internal static class SweepDelivery
{
    /// <summary>Writes files, report and page.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> WriteAsync(
        SweepRun run, OutputRequest output, OutputFolder? folder, ReportFile? report, Terminal terminal, CancellationToken cancellation)
    {
        if (folder is not null)
        {
            IReadOnlyList<OutputFile> files = await SweepFiles.WriteAsync(
                run, folder, cancellation, output.Report ? into => SweepPage.Write(run, into) : null, output.Formats);
            await Wrote.FilesAsync(files.Count + 1, output, terminal);
        }

        report?.Write(stream => SweepPage.Write(run, SweepFigures.Of(run), stream));
        await Wrote.ReportAsync(report, output, terminal);
        if (output.Json)
        {
            SweepJson.WriteAll(run, terminal.Output);
        }
        else
        {
            SweepReport.Write(run, new Page(terminal), output.Folder);
        }

        if (!output.Strict || run.NotConverged.Count == 0)
        {
            return ExitCode.Success;
        }

        await terminal.Error.WriteLineAsync($"Not converged: {run.NotConverged.Count} of {Figures.Of(run.Problems.Count, "problem")}. Draw more (--warmup, --draws), or tune as a "
            + "fit does (--tuning fit).");
        return ExitCode.NotConverged;
    }
}
