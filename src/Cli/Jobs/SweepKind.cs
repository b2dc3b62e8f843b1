using GpuConcord.Cli.Delivery;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Sweeps;

namespace GpuConcord.Cli.Jobs;

/// <summary><c>sweep</c> in parts: some of the problems each.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="words">The command and its words.</param>
/// <param name="tools">What it is made of.</param>
internal sealed class SweepKind(SweepRequest request, string[] words, JobTools tools) : JobKind<SweepRun>
{
    /// <summary>Reads the options of a command that is planned: where results go is not among them.</summary>
    public static SweepKind Of(string[] words, JobTools tools)
    {
        SweepArguments arguments = new(tools.Models);
        SweepRequest request = arguments.Read(JobKinds.Parse(words, arguments.AddTo));
        JobKinds.RequireNoOutput(request.Output);
        return new SweepKind(request, words, tools);
    }

    /// <inheritdoc/>
    public override ILongJob Prepare() => SweepJob.Prepare(request, words, tools);

    /// <inheritdoc/>
    public override Task<SweepRun> ReadAsync(string folder, RunPart record, CancellationToken cancellation) =>
        SweepFolder.ReadAsync(folder, PrintVersion.Version, tools.Models, cancellation);

    /// <inheritdoc/>
    public override void Require(OutputRequest output)
    {
        if (output.Draws.Count > 0)
        {
            throw new UsageException("--draws-format: found with the parts of a sweep, expected without: it keeps no draws");
        }
    }

    /// <inheritdoc/>
    public override async Task<int> DeliverAsync(Whole<SweepRun> whole, OutputRequest output, OutputFolder? folder, CancellationToken cancellation)
    {
        SweepRun first = whole.All[0];
        SweepRun run = first with
        {
            Arguments = whole.Words,
            Started = whole.Started ?? first.Started,
            Problems = [.. whole.All.SelectMany(part => part.Problems)],
            Timing = whole.All.Select(part => part.Timing).Aggregate((one, other) => one + other),
            Parts = whole.Records,
            Notes = whole.With(first.Notes),
            Data = [.. first.Data.Select(data => data.Path is null ? data with { Title = Examples.Find(data.Name)?.Title } : data)],
        };
        using ReportFile? report = ReportFile.For(output, string.Join('-', run.Data.Select(set => set.Name)), "sweep");
        return await SweepDelivery.WriteAsync(run, output, folder, report, tools.Terminal, cancellation);
    }
}
