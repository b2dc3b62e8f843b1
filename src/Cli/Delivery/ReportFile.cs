using GpuConcord.Cli.Options;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Report;
using GpuConcord.Host.Runs.Fits;

namespace GpuConcord.Cli.Delivery;

/// <summary>The report of a fit or sweep without an output folder: one file in the working directory, named after the data.</summary>
internal sealed class ReportFile : IDisposable
{
    private readonly PendingFiles files;
    private readonly Func<Stream> open;

    /// <summary>Checks the name now, before there is anything to lose.</summary>
    /// <param name="data">Name of the data set.</param>
    /// <param name="overwrite">Whether an earlier report may be replaced.</param>
    /// <param name="kind">What the name ends in.</param>
    /// <exception cref="UsageException">There is a file of that name.</exception>
    public ReportFile(string data, bool overwrite, string kind = "report")
    {
        Name = $"{string.Concat(data.Select(c => Array.IndexOf(Path.GetInvalidFileNameChars(), c) >= 0 ? '_' : c))}-{kind}.html";
        files = new PendingFiles(overwrite);
        open = files.Opener("--report", Name);
    }

    /// <summary>The report that was asked for, when there is no folder for it; else null.</summary>
    /// <exception cref="UsageException">There is a file of that name.</exception>
    public static ReportFile? For(OutputRequest output, string data, string kind) =>
        output.Report && output.Folder is null ? new ReportFile(data, output.Overwrite, kind) : null;

    /// <summary>Name of the file.</summary>
    public string Name { get; }

    /// <summary>Writes it.</summary>
    public void Write(FitRun run) => Write(stream => ReportPage.Write(run, ReportFigures.Of(run), stream));

    /// <summary>Writes any page.</summary>
    public void Write(Action<Stream> page)
    {
        using (Stream stream = open())
        {
            page(stream);
        }

        files.Complete();
    }

    /// <inheritdoc/>
    public void Dispose() => files.Dispose();
}
