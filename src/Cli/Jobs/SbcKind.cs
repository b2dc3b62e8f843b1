using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Sbc;
using GpuConcord.Host.Sbc;

namespace GpuConcord.Cli.Jobs;

/// <summary><c>sbc</c> in parts: some of the replicates each.</summary>
internal sealed class SbcKind : JobKind
{
    private readonly string[] words;
    private readonly JobTools tools;
    private readonly SbcRequest request;

    /// <summary>Reads the options.</summary>
    public SbcKind(string[] words, JobTools tools)
    {
        (this.words, this.tools) = (words, tools);
        SbcArguments arguments = new(tools.Models);
        request = arguments.Read(JobKinds.Parse(words, arguments.AddTo), tools.Formats);
        JobKinds.RequireNoOutput(request.Output);
    }

    /// <inheritdoc/>
    public override ILongJob Prepare() => new SbcJob(request, words, tools);

    /// <inheritdoc/>
    public override async Task<int> MergeAsync(JobParts parts, OutputRequest output, CancellationToken cancellation)
    {
        using OutputFolder? folder = Folder(output);
        ReplicateRanks[] ranks = await ReadAsync(parts, (part, record) => SbcPart.ReadAsync(part, PrintVersion.Version, record.Seconds, cancellation));
        int replicates = ranks.Sum(own => own.Times.Length);
        using SbcJob job = new(request with { Options = request.Options with { Replicates = replicates } }, words, tools);
        return await SbcJob.DeliverAsync(job.Of(ranks, parts.Records[0].Device) with { Parts = parts.Records }, output, folder, tools.Terminal, cancellation);
    }
}
