namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>The outputs of one run, any of which may be absent.</summary>
internal sealed class Outputs : IAsyncDisposable
{
    private readonly ICatalogueOutput? _table;
    private readonly FitTableOutput? _fit;

    private Outputs(ICatalogueOutput? table, FitTableOutput? fit) => (_table, _fit) = (table, fit);

    /// <summary>Sources left out of the table for the fit.</summary>
    public long LeftOut => _fit?.LeftOut ?? 0;

    /// <summary>Opens what the request asks for.</summary>
    public static async Task<Outputs> OpenAsync(
        CatalogueRequest request, ICatalogue catalogue, PhotometryRequest measure, IReadOnlyList<ResultColumn> results)
    {
        FitTableOutput? fit = null;
        if (request.FitTable is not null)
            fit = FitTableOutput.Open(request.Table, request.FitTable, catalogue, measure, request.Fit);
        ICatalogueOutput? table = null;
        try
        {
            if (request.Output is { } open)
                table = request.ParquetOutput ? new ParquetCatalogueOutput(open(), catalogue, results) : new CsvCatalogueOutput(open(), catalogue, results);
            return new Outputs(table, fit);
        }
        catch
        {
            await new Outputs(table, fit).DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes a batch to each.</summary>
    public async Task WriteAsync(CatalogueBatch batch, CancellationToken cancellation)
    {
        if (_table is not null)
            await _table.WriteAsync(batch, cancellation);
        if (_fit is not null)
            await _fit.WriteAsync(batch, cancellation);
    }

    /// <summary>Ends each.</summary>
    public async Task CompleteAsync()
    {
        if (_table is not null)
            await _table.CompleteAsync();
        if (_fit is not null)
            await _fit.CompleteAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_table is not null)
            await _table.DisposeAsync();
        if (_fit is not null)
            await _fit.DisposeAsync();
    }
}
