using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>Puts away the results of some rows, bit for bit, for <see cref="KeptResults"/> to take up again.</summary>
internal sealed class PartOutput : ICatalogueOutput
{
    private readonly Stream stream;
    private readonly ITableWriter writer;
    private readonly Current current;

    private PartOutput(Stream stream, ITableWriter writer, Current current) => (this.stream, this.writer, this.current) = (stream, writer, current);

    /// <summary>Begins the file.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="measure">What is computed.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<PartOutput> BeginAsync(CatalogueRequest request, PhotometryRequest measure, CancellationToken cancellation)
    {
        Current now = new();
        OutputTable table = new("", CatalogueBatch.Size,
            [.. ResultField.Of(measure).Select(field => OutputColumn.OfNumbers(field.Name, "", "", row => field.Get(now.Results, row)))])
        {
            Streamed = true,
            Name = "part",
        };
        Stream file = request.Part!();
        try
        {
            return new PartOutput(file, await CatalogueRequest.PartFormat.BeginAsync(table, file, cancellation), now);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task WriteAsync(CatalogueBatch batch, CancellationToken cancellation)
    {
        current.Results = batch.Results;
        return writer.WriteAsync(0, batch.Count, cancellation);
    }

    /// <inheritdoc/>
    public Task CompleteAsync() => writer.CompleteAsync(CancellationToken.None);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    /// <summary>The results that are being written, for the columns to read.</summary>
    private sealed class Current
    {
        public PhotometryResults Results { get; set; } = null!;
    }
}
