using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Sbc;
using GpuConcord.Host.Sbc;

namespace GpuConcord.Cli.Jobs;

/// <summary>A run of simulation-based calibration.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="tools">What it is made of.</param>
internal sealed class SbcJob(SbcRequest request, JobTools tools) : ILongJob<ReplicateRanks>
{
    private Device? opened;

    /// <inheritdoc/>
    public string Unit => "replicate";

    /// <inheritdoc/>
    public long Count => request.Options.Replicates;

    /// <inheritdoc/>
    public string? Label => $"{Count} replicates";

    /// <inheritdoc/>
    public long Piece => 5;

    /// <inheritdoc/>
    public bool Joins => true;

    /// <inheritdoc/>
    public ulong? Seed => request.Options.Seed;

    /// <summary>Opens the device, where that has not been done: before there is anything to lose.</summary>
    public Device Open() => opened ??= tools.Open(request.Device);

    /// <inheritdoc/>
    public DeviceRecord Device => DeviceRecord.Of(Open());

    /// <inheritdoc/>
    public ReplicateRanks Do(JobRange range, IProgressDisplay progress, CancellationToken cancellation) =>
        SimulationBasedCalibration.Rank(request.Options, (int)range.First, (int)range.Count, Open(), progress, cancellation);

    /// <inheritdoc/>
    public Task WriteAsync(ReplicateRanks part, JobRange range, OutputFolder folder, CancellationToken cancellation) =>
        SbcPart.WriteAsync(part, (int)range.First, PrintVersion.Version, folder, cancellation);

    /// <inheritdoc/>
    public void Dispose() => opened?.Dispose();
}
