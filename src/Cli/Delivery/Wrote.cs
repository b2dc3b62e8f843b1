using GpuConcord.Cli.Options;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Report;

namespace GpuConcord.Cli.Delivery;

/// <summary>What is said of files that were written.</summary>
internal static class Wrote
{
    /// <summary>Of the files of a run's folder.</summary>
    public static async Task FilesAsync(int count, OutputRequest output, Terminal terminal)
    {
        if (!output.Quiet)
        {
            await terminal.Error.WriteLineAsync($"Wrote {count} files to {output.Folder}; README.txt there explains "
                + $"them{(output.Report ? $", {ReportFiles.Page} shows them" : "")}.");
        }
    }

    /// <summary>Of a report without a folder, where there is one.</summary>
    public static async Task ReportAsync(ReportFile? report, OutputRequest output, Terminal terminal)
    {
        if (report is not null && !output.Quiet)
        {
            await terminal.Error.WriteLineAsync($"Wrote {report.Name}; open it in a browser.");
        }
    }
}
