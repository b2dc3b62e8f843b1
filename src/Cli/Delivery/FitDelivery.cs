using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Report;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Fits;

namespace GpuConcord.Cli.Delivery;

/// <summary>What becomes of a finished fit.</summary>
internal static class FitDelivery
{
    /// <summary>Writes files, report and page.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> WriteAsync(
        FitRun run, FitRequest request, OutputRequest output, OutputFolder? folder, ReportFile? report, Terminal terminal, CancellationToken cancellation)
    {
        if (folder is not null)
        {
            IReadOnlyList<OutputFile> files = await RunFiles.WriteAsync(
                run, folder, cancellation, output.Report ? into => ReportFiles.Write(run, into) : null, output.Draws, output.Formats);
            await Wrote.FilesAsync(files.Count + 1, output, terminal);
        }

        report?.Write(run);
        await Wrote.ReportAsync(report, output, terminal);
        if (output.Json)
        {
            RunJson.WriteAll(run, terminal.Output);
        }
        else
        {
            FitReport.Write(run, new Page(terminal), request.Again, request.ErrorsOnly, output.Folder, request.ShowEstimates);
        }

        return output.Strict && run.Fits.Any(fit => !fit.Converged) ? await NotConvergedAsync(run, terminal) : ExitCode.Success;
    }

    private static async Task<int> NotConvergedAsync(FitRun run, Terminal terminal)
    {
        IEnumerable<string> bands = run.Fits.Where(fit => !fit.Converged).Select(fit => fit.Observations.Band ?? run.Data.Name);
        await terminal.Error.WriteLineAsync($"Not converged: {string.Join(", ", bands)}. Draw more (--warmup, --draws); the warnings say what falls short.");
        return ExitCode.NotConverged;
    }
}
