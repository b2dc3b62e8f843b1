using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>Puts results away, bit for bit, part by part, for <see cref="KeptResults"/> to take up again.</summary>
/// <param name="parts">Where to.</param>
/// <param name="measure">What is computed.</param>
internal sealed class PartOutput(ICatalogueParts parts, PhotometryRequest measure) : ICatalogueOutput
{
    private PhotometryResults results = null!;
    private int part = parts.Kept.Count;
    private Stream? stream;
    private ITableWriter? writer;

    /// <inheritdoc/>
    public async Task WriteAsync(CatalogueBatch batch, CancellationToken cancellation)
    {
        if (batch.Part < part)
        {
            return;
        }

        results = batch.Results;
        writer ??= await BeginAsync(cancellation);
        if (batch.Count > 0)
        {
            await writer.WriteAsync(0, batch.Count, cancellation);
        }

        if (batch.EndsPart)
        {
            await EndAsync(cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task CompleteAsync()
    {
        // A part of rows that are all at fault is there, and empty.
        writer ??= part == parts.Kept.Count ? await BeginAsync(CancellationToken.None) : null;
        if (writer is not null)
        {
            await EndAsync(CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream?.DisposeAsync() ?? ValueTask.CompletedTask;

    private OutputTable Table() => new("", CatalogueBatch.Size,
        [.. ResultField.Of(measure).Select(field => OutputColumn.OfNumbers(field.Name, "", "", row => field.Get(results, row)))])
    {
        Streamed = true,
        Name = "part",
    };

    private Task<ITableWriter> BeginAsync(CancellationToken cancellation)
    {
        stream = parts.Begin(part);
        return CatalogueRequest.PartFormat.BeginAsync(Table(), stream, cancellation);
    }

    private async Task EndAsync(CancellationToken cancellation)
    {
        await writer!.CompleteAsync(cancellation);
        await stream!.DisposeAsync();
        (writer, stream) = (null, null);
        await parts.CompleteAsync(part++, cancellation);
    }
}
