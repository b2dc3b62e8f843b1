using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options.Aprates;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Photometry.Catalogues;
using GpuConcord.Host.Runs;

namespace GpuConcord.Cli.Jobs;

/// <summary>Photometry of a table whose rows are counted.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="tools">What it is made of.</param>
internal sealed class ApratesJob(TableRequest request, JobTools tools) : ILongJob
{
    private Device? opened;
    private long? rows;

    /// <inheritdoc/>
    public string Unit => "row";

    /// <inheritdoc/>
    public long Count => rows ??= CatalogueRun.Count(ApratesTable.Reading(request, tools.Formats), CancellationToken.None);

    /// <inheritdoc/>
    public ulong? Seed => null;

    /// <inheritdoc/>
    public DeviceRecord Device => DeviceRecord.Of(Open());

    /// <inheritdoc/>
    public async Task WorkAsync(JobRange range, OutputFolder folder, Action done, IProgressDisplay progress, CancellationToken cancellation)
    {
        CatalogueRequest part = ApratesTable.Reading(request, tools.Formats) with
        {
            Rows = [(range.First, range.Count)],
            Parts = new OnePart(folder),

            // Rows at fault are told by the merge, which reads them again.
            RejectsFile = request.Skip ? () => TextWriter.Null : null,
        };
        await CatalogueRun.RunAsync(part, Open(), new ApratesTable.Share(progress), cancellation);
        done();
        await PartTable.CompleteAsync(PrintVersion.Version, folder, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => opened?.Dispose();

    /// <summary>All rows in one file of the folder.</summary>
    private sealed class OnePart(OutputFolder folder) : ICatalogueParts
    {
        public IReadOnlyList<string> Kept => [];

        public Stream Begin(int part) => folder.Create(PartTable.FileName);

        public Task CompleteAsync(int part, CancellationToken cancellation) => Task.CompletedTask;
    }

    /// <summary>The device, opened where that has not been done.</summary>
    public Device Open() => opened ??= tools.Open(request.Device);
}
