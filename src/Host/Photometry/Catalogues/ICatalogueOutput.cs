namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>Takes the sources and their results, batch by batch.</summary>
internal interface ICatalogueOutput : IAsyncDisposable
{
    /// <summary>Writes a batch.</summary>
    Task WriteAsync(CatalogueBatch batch, CancellationToken cancellation);

    /// <summary>Ends the table; without this call it is incomplete.</summary>
    Task CompleteAsync();
}
