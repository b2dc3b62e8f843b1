using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>Writes sources and results: what the table held as it came, then the results.</summary>
internal sealed class CatalogueOutput : ICatalogueOutput
{
    private readonly Stream stream;
    private readonly ITableWriter writer;
    private readonly Current current;

    private CatalogueOutput(Stream stream, ITableWriter writer, Current current) => (this.stream, this.writer, this.current) = (stream, writer, current);

    /// <summary>Begins the file.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="catalogue">The table that is measured.</param>
    /// <param name="results">What is added to it.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<CatalogueOutput> BeginAsync(
        CatalogueRequest request, Catalogue catalogue, IReadOnlyList<ResultColumn> results, CancellationToken cancellation)
    {
        Current now = new();
        OutputTable table = new("", CatalogueBatch.Size, [.. Passed(catalogue, now), .. results.Select(result => Column(result, now))])
        {
            Streamed = true,
            Delimiter = request.OutputFormat.Delimiter ?? catalogue.Delimiter,
            Name = "aprates",
            Provenance = request.Provenance,
        };
        Stream file = request.Output!();
        try
        {
            return new CatalogueOutput(file, await request.OutputFormat.BeginAsync(table, file, cancellation), now);
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
        current.Batch = batch;
        return writer.WriteAsync(0, batch.Count, cancellation);
    }

    /// <inheritdoc/>
    public Task CompleteAsync() => writer.CompleteAsync(CancellationToken.None);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static IEnumerable<OutputColumn> Passed(Catalogue catalogue, Current now) => catalogue.KeepsRecords
        ? [OutputColumn.OfRecords([.. catalogue.Columns.Select(column => column.Name)], row => now.Batch.Record(row))]
        : catalogue.Columns.Select((column, c) => OutputColumn.OfValues(column, () => now.Batch.Columns[c]));

    private static OutputColumn Column(ResultColumn result, Current now) => result.IsFlag
        ? OutputColumn.OfFlags(result.Name, result.Meaning, row => result.Value(now.Batch.Results, row) != 0.0, result.Ucd)
        : OutputColumn.OfOptional(result.Name, result.Unit, result.Meaning, row => result.Value(now.Batch.Results, row), ucd: result.Ucd);

    /// <summary>The batch that is being written, for the columns to read.</summary>
    private sealed class Current
    {
        public CatalogueBatch Batch { get; set; } = null!;
    }
}
