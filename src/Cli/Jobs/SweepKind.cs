using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Sweeps;

namespace GpuConcord.Cli.Jobs;

/// <summary><c>sweep</c> in parts: some of the problems each.</summary>
internal sealed class SweepKind : JobKind
{
    private readonly string[] words;
    private readonly JobTools tools;
    private readonly SweepRequest request;

    /// <summary>Reads the options.</summary>
    public SweepKind(string[] words, JobTools tools)
    {
        (this.words, this.tools) = (words, tools);
        SweepArguments arguments = new(tools.Models);
        request = arguments.Read(JobKinds.Parse(words, arguments.AddTo));
        JobKinds.RequireNoOutput(request.Output);
    }

    /// <inheritdoc/>
    public override ILongJob Prepare() => SweepJob.Prepare(request, words, tools);

    /// <inheritdoc/>
    public override async Task<int> MergeAsync(JobParts parts, OutputRequest output, CancellationToken cancellation)
    {
        using OutputFolder? folder = Folder(output);
        SweepRun run = SweepJob.Merge(
            await ReadAsync(parts, (part, _) => SweepFolder.ReadAsync(part, PrintVersion.Version, tools.Models, cancellation)), parts.Plan, parts.Records);
        using ReportFile? report = output.Report && folder is null ? new ReportFile(string.Join('-', run.Data.Select(set => set.Name)), output.Overwrite, "sweep") : null;
        return await SweepJob.DeliverAsync(run, output, folder, report, tools.Terminal, cancellation);
    }
}
