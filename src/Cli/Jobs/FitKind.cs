using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Fits;

namespace GpuConcord.Cli.Jobs;

/// <summary><c>fit</c> in parts: some of the energy bands each.</summary>
internal sealed class FitKind : JobKind
{
    private readonly string[] words;
    private readonly JobTools tools;
    private readonly FitRequest request;

    /// <summary>Reads the options.</summary>
    public FitKind(string[] words, JobTools tools)
    {
        (this.words, this.tools) = (words, tools);
        FitArguments arguments = new(tools.Models);
        request = arguments.Read(JobKinds.Parse(words, arguments.AddTo), tools.Formats);
        JobKinds.RequireNoOutput(request.Output);
    }

    /// <inheritdoc/>
    public override ILongJob Prepare() => FitJob.Prepare(request, words, tools);

    /// <inheritdoc/>
    public override async Task<int> MergeAsync(JobParts parts, OutputRequest output, CancellationToken cancellation)
    {
        using OutputFolder? folder = Folder(output);
        using FitJob job = FitJob.Prepare(request with { Output = output }, words, tools);
        FitRun run = job.Merge(
            await ReadAsync(parts, (part, _) => RunFolder.ReadAsync(part, PrintVersion.Version, tools.Models, cancellation)), parts.Plan, parts.Records);
        using ReportFile? report = output.Report && folder is null ? new ReportFile(job.Name, output.Overwrite) : null;
        return await job.DeliverAsync(run, output, folder, report, cancellation);
    }
}
