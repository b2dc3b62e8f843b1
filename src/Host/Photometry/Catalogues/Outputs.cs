namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>The outputs of one run, any of which may be absent.</summary>
internal sealed class Outputs : IAsyncDisposable
{
    private readonly CatalogueOutput? table;
    private readonly FitTableOutput? fit;
    private readonly PartOutput? part;

    private Outputs(CatalogueOutput? table, FitTableOutput? fit, PartOutput? part) => (this.table, this.fit, this.part) = (table, fit, part);

    /// <summary>Sources left out of the table for the fit.</summary>
    public long LeftOut => fit?.LeftOut ?? 0;

    /// <summary>Sources of so few net counts that the table for the fit misleads about them.</summary>
    public long Faint => fit?.Faint ?? 0;

    private IEnumerable<ICatalogueOutput> All => new ICatalogueOutput?[] { table, fit, part }.OfType<ICatalogueOutput>();

    /// <summary>Begins what the request asks for.</summary>
    public static async Task<Outputs> BeginAsync(
        CatalogueRequest request, Catalogue catalogue, PhotometryRequest measure, IReadOnlyList<ResultColumn> results, CancellationToken cancellation)
    {
        FitTableOutput? forFit = request.FitTable is null ? null : await FitTableOutput.BeginAsync(request, catalogue, measure, cancellation);
        try
        {
            return new Outputs(
                request.Output is null ? null : await CatalogueOutput.BeginAsync(request, catalogue, results, cancellation), forFit,
                request.Parts is null ? null : new PartOutput(request.Parts, measure));
        }
        catch
        {
            await new Outputs(null, forFit, null).DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes a batch to each.</summary>
    public async Task WriteAsync(CatalogueBatch batch, CancellationToken cancellation)
    {
        // A batch without sources may end a part all the same.
        foreach (ICatalogueOutput output in All.Where(output => batch.Count > 0 || output == part))
        {
            await output.WriteAsync(batch, cancellation);
        }
    }

    /// <summary>Ends each.</summary>
    public async Task CompleteAsync()
    {
        foreach (ICatalogueOutput output in All)
        {
            await output.CompleteAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (ICatalogueOutput output in All)
        {
            await output.DisposeAsync();
        }
    }
}
