using GpuConcord.Cli.Delivery;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Sbc;
using GpuConcord.Host.Sbc;

namespace GpuConcord.Cli.Jobs;

/// <summary><c>sbc</c> in parts: some of the replicates each.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="tools">What it is made of.</param>
internal sealed class SbcKind(SbcRequest request, JobTools tools) : JobKind<ReplicateRanks>
{
    /// <summary>What drew; null where the parts say.</summary>
    public DeviceRecord? Device { get; init; }

    /// <summary>Reads the options of a command that is planned: where results go is not among them.</summary>
    public static SbcKind Of(string[] words, JobTools tools)
    {
        SbcArguments arguments = new(tools.Models);
        SbcRequest request = arguments.Read(JobKinds.Parse(words, arguments.AddTo), tools.Formats);
        JobKinds.RequireNoOutput(request.Output);
        return new SbcKind(request, tools);
    }

    /// <inheritdoc/>
    public override ILongJob Prepare() => new SbcJob(request, tools);

    /// <inheritdoc/>
    public override Task<ReplicateRanks> ReadAsync(string folder, RunPart record, CancellationToken cancellation) =>
        SbcPart.ReadAsync(folder, PrintVersion.Version, record.Seconds, cancellation);

    /// <inheritdoc/>
    public override void Require(OutputRequest output)
    {
        if (output.Report || output.Draws.Count > 0)
        {
            throw new UsageException($"{(output.Report ? "--report" : "--draws-format")}: found with the parts of sbc, expected without: it has neither report nor draws");
        }
    }

    /// <inheritdoc/>
    public override Task<int> DeliverAsync(Whole<ReplicateRanks> whole, OutputRequest output, OutputFolder? folder, CancellationToken cancellation)
    {
        SbcOptions options = request.Options with { Replicates = whole.All.Sum(part => part.Times.Length) };
        SbcRun run = new(PrintVersion.Version, whole.Words, Device ?? whole.Records[0].Device, SbcResult.Of(options, whole.All)) { Parts = whole.Records, Lack = whole.Lack };
        return SbcDelivery.WriteAsync(run, output, folder, tools.Terminal, cancellation);
    }
}
