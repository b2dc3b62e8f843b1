using GpuConcord.Cli.Delivery;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Fits;

namespace GpuConcord.Cli.Jobs;

/// <summary><c>fit</c> in parts: some of the energy bands each.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="words">The command and its words.</param>
/// <param name="tools">What it is made of.</param>
internal sealed class FitKind(FitRequest request, string[] words, JobTools tools) : JobKind<FitRun>
{
    /// <summary>The fit, its table read; null where that is yet to be done.</summary>
    public FitJob? Job { get; init; }

    /// <summary>Reads the options of a command that is planned: where results go is not among them.</summary>
    public static FitKind Of(string[] words, JobTools tools)
    {
        FitArguments arguments = new(tools.Models);
        FitRequest request = arguments.Read(JobKinds.Parse(words, arguments.AddTo), tools.Formats);
        JobKinds.RequireNoOutput(request.Output);
        return new FitKind(request, words, tools);
    }

    /// <inheritdoc/>
    public override ILongJob Prepare() => FitJob.Prepare(request, words, tools);

    /// <inheritdoc/>
    public override Task<FitRun> ReadAsync(string folder, RunPart record, CancellationToken cancellation) =>
        RunFolder.ReadAsync(folder, PrintVersion.Version, tools.Models, cancellation);

    /// <inheritdoc/>
    public override void Require(OutputRequest output)
    {
    }

    /// <inheritdoc/>
    public override async Task<int> DeliverAsync(Whole<FitRun> whole, OutputRequest output, OutputFolder? folder, CancellationToken cancellation)
    {
        using FitJob? read = Job is null ? FitJob.Prepare(request, words, tools) : null;
        FitJob job = Job ?? read!;
        FitRun run = job.Of(whole, output);
        using ReportFile? report = ReportFile.For(output, job.Name, "report");
        return await FitDelivery.WriteAsync(run, job.Request, output, folder, report, tools.Terminal, cancellation);
    }
}
